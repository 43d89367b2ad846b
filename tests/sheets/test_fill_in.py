"""A superior's workbook filled in: values in, formats kept, what stands below moved, all else the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from app.sheets import fill_in, workbook_parts
from app.sheets.book import FileFault, SheetError
from app.sheets.fill_in import CellFill, FillError, FillFault, ListFill
from tests.sheets import superior
from tests.sheets.superior import FIRST, LAST

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = (0, 1, 2, 3, 4)


def rows(count: int) -> list[tuple[Any, ...]]:
    return [(n, f"第{n}个问题", "村建办", date(2014, 3, n % 28 + 1), n * 1.5) for n in range(1, count + 1)]


def filled(path: Path, *lists: ListFill, cells: tuple[CellFill, ...] = ()) -> bytes:
    out = io.BytesIO()
    fill_in.fill(path.read_bytes(), out, lists=lists, cells=cells)
    return out.getvalue()


def the_list(count: int) -> ListFill:
    return ListFill("报表", FIRST, LAST, COLUMNS, rows(count), numbers=0)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def opened(data: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return superior.by_xlsxwriter(tmp_path / "月报.xlsx")


# ---- a list that fits ------------------------------------------------------------------------------------------------


def test_values_go_in_as_what_they_are(table: Path) -> None:
    page = opened(filled(table, the_list(2)))["报表"]
    assert [page.cell(FIRST, column).value for column in range(1, 6)] == [
        1, "第1个问题", "村建办", datetime(2014, 3, 2), 1.5,
    ]  # fmt: skip
    assert page.cell(FIRST, 4).number_format == 'yyyy"年"m"月"d"日"'
    assert page.cell(FIRST, 5).number_format == "#,##0.00"
    assert page.cell(FIRST + 1, 2).font.name == "仿宋"
    assert page.cell(FIRST + 2, 2).value is None


def test_all_that_is_not_filled_in_is_the_same_byte_for_byte(table: Path) -> None:
    before, after = parts(table.read_bytes()), parts(filled(table, the_list(2)))
    assert list(before) == list(after)
    changed = {name for name in before if before[name] != after[name]}
    # the sheet, the one whose formulas rest on it, and the word to reckon anew
    assert changed == {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/workbook.xml"}
    without = re.compile(rb"<v>[^<]*</v>| fullCalcOnLoad=\"1\"|\s+|<\?xml[^>]*>| t=\"str\"")
    assert without.sub(b"", before["xl/workbook.xml"]) == without.sub(b"", after["xl/workbook.xml"])


def test_formulas_stay_and_their_old_results_go(table: Path) -> None:
    page = opened(filled(table, the_list(2)))["报表"]
    assert page["E10"].value == f"=SUM(E{FIRST}:E{LAST})"
    sheet = parts(filled(table, the_list(2)))["xl/worksheets/sheet1.xml"]
    assert re.search(rb"<f>SUM\(E5:E9\)</f></c>", sheet)
    assert b'fullCalcOnLoad="1"' in parts(filled(table, the_list(2)))["xl/workbook.xml"]


def test_what_was_left_in_the_body_is_emptied_but_not_its_numbers(tmp_path: Path) -> None:
    path = superior.by_openpyxl(tmp_path / "表.xlsx")
    book = openpyxl.load_workbook(path)
    book.active["B5"] = "上月的人"
    book.save(path)
    made = ListFill("表一", 4, 6, (0, 1), [(1, "张三")], numbers=0)
    page = opened(filled(path, made))["表一"]
    assert [[page.cell(row, column).value for column in (1, 2)] for row in (4, 5, 6)] == [
        [1, "张三"], [2, None], [3, None],
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "@SUM(A1)", "-2", "  前后有空  ", "甲\n乙"])
def test_text_is_only_text(table: Path, text: str) -> None:
    made = ListFill("报表", FIRST, LAST, (1,), [(text,)])
    cell = opened(filled(table, made))["报表"].cell(FIRST, 2)
    assert (cell.value, cell.data_type) == (text, "s")


def test_what_looks_like_an_escape_of_the_format_is_kept_as_it_stands(table: Path) -> None:
    made = filled(table, ListFill("报表", FIRST, LAST, (1,), [("_x000D_甲\x01",)]))
    assert "_x005F_x000D_甲<".encode() in parts(made)["xl/worksheets/sheet1.xml"]


def test_an_identity_number_stays_whole(table: Path) -> None:
    made = ListFill("报表", FIRST, LAST, (1, 2), [("110105199003071234", "13812345678")])
    page = opened(filled(table, made))["报表"]
    assert (page.cell(FIRST, 2).value, page.cell(FIRST, 3).value) == ("110105199003071234", "13812345678")


def test_a_day_in_a_plain_cell_is_made_to_show_as_one_and_in_a_text_cell_is_words(tmp_path: Path) -> None:
    path = tmp_path / "日.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "日"
    book.active["B1"].number_format = "@"
    book.active["B1"].font = Font14()
    book.save(path)
    cells = (CellFill("日", 1, 0, date(2014, 3, 31)), CellFill("日", 1, 1, date(2014, 3, 31)))
    page = opened(filled(path, cells=cells))["日"]
    assert (page["A1"].value, page["A1"].is_date) == (datetime(2014, 3, 31), True)
    assert (page["B1"].value, page["B1"].number_format) == ("2014-03-31", "@")


def Font14() -> Any:  # noqa: N802, ANN401
    return openpyxl.styles.Font(size=14)


def test_days_count_from_1904_where_the_file_does(tmp_path: Path) -> None:
    path = tmp_path / "苹果.xlsx"
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.title = "日"
    book.save(path)
    page = opened(filled(path, cells=(CellFill("日", 2, 0, date(2014, 3, 31)),)))["日"]
    assert page["A2"].value == datetime(2014, 3, 31)


def test_a_per_cent_is_written_as_its_cell_shows_it(table: Path, tmp_path: Path) -> None:
    path = tmp_path / "率.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "率"
    book.active["A1"].number_format = "0.0%"
    book.save(path)
    cells = (CellFill("率", 1, 0, 95.5, is_per_cent=True), CellFill("率", 2, 0, 95.5, is_per_cent=True))
    page = opened(filled(path, cells=cells))["率"]
    assert (page["A1"].value, page["A2"].value) == (0.955, 95.5)


def test_a_merged_cell_is_filled_where_it_shows(table: Path) -> None:
    page = opened(filled(table, cells=(CellFill("报表", 12, 1, "填报人：李明"),)))["报表"]
    assert page["A12"].value == "填报人：李明"


# ---- a list that is longer -------------------------------------------------------------------------------------------


@pytest.fixture
def grown(table: Path) -> bytes:
    """Twelve rows in a table with five blank ones: seven are added."""
    return filled(table, the_list(12))


def test_added_rows_look_like_the_last_of_the_body(grown: bytes) -> None:
    page = opened(grown)["报表"]
    assert [page.cell(row, 1).value for row in range(FIRST, FIRST + 12)] == list(range(1, 13))
    assert page.row_dimensions[16].height == 30.75
    assert page.cell(16, 4).number_format == 'yyyy"年"m"月"d"日"'
    assert page.cell(16, 2).border.left.style == "thin"


def test_totals_take_the_added_rows_in(grown: bytes) -> None:
    book = opened(grown)
    page = book["报表"]
    assert (page["A17"].value, page["E17"].value, page["B17"].value) == ("合计", "=SUM(E5:E16)", "=COUNTA(B5:B16)")
    assert page["F5"].value == '=IF(E5="","",E5/E$17)'
    assert page["F9"].value == '=IF(E9="","",E9/E$17)'
    assert page["F16"].value == '=IF(E16="","",E16/E$17)'
    assert (book["汇总"]["B1"].value, book["汇总"]["B2"].value) == ("=报表!B17", "=SUM(报表!E5:E16)")
    assert book.defined_names["总金额"].attr_text == "报表!$E$17"


def test_signatures_merges_heights_and_print_area_move(grown: bytes) -> None:
    page = opened(grown)["报表"]
    merged = {str(block) for block in page.merged_cells.ranges}
    assert {"A19:C19", "A1:G1", "D3:E3", "A3:A4"} <= merged
    assert "A12:C12" not in merged
    assert (page["A19"].value, page["E19"].value, page.row_dimensions[19].height) == ("填报人：", "负责人：", 39.75)
    assert page.print_area == "'报表'!$A$1:$G$19"
    assert page.print_title_rows == "$3:$4"
    assert page.freeze_panes == "A5"


def test_formats_choices_notes_pictures_and_the_chart_go_along(grown: bytes) -> None:
    page = opened(grown)["报表"]
    assert [str(block.sqref) for block in page.conditional_formatting] == ["E5:E16"]
    assert [str(one.sqref) for one in page.data_validations.dataValidation] == ["C5:C16"]
    assert (page["E10"].comment, page["E17"].comment.text) == (None, "自动合计")
    assert page._images[0].anchor._from.row == 13 + 7
    drawing = next(data for name, data in parts(grown).items() if name.endswith("charts/chart1.xml"))
    assert "报表!$E$5:$E$16".encode() in drawing
    assert "报表!$B$5:$B$16".encode() in drawing


def test_the_sheet_that_speaks_of_nothing_is_the_same_byte_for_byte(table: Path, grown: bytes) -> None:
    before, after = parts(table.read_bytes()), parts(grown)
    for name in ("xl/worksheets/sheet3.xml", "xl/styles.xml", "xl/sharedStrings.xml", "xl/theme/theme1.xml"):
        assert before[name] == after[name]
    assert "xl/media/image1.png" in after
    assert before["xl/media/image1.png"] == after["xl/media/image1.png"]


def test_the_order_of_reckoning_is_left_out_once_formulas_moved(table: Path) -> None:
    book = io.BytesIO()
    with zipfile.ZipFile(table) as old, zipfile.ZipFile(book, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(b"</Types>", b'<Override PartName="/xl/calcChain.xml" ContentType="x/y"/></Types>')
            if name == "xl/_rels/workbook.xml.rels":
                kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
                link = b'<Relationship Id="rId99" Type="' + kind + b'" Target="calcChain.xml"/></Relationships>'
                data = data.replace(b"</Relationships>", link)
            new.writestr(name, data)
        new.writestr("xl/calcChain.xml", b'<calcChain xmlns="x"><c r="E10" i="1"/></calcChain>')
    table.write_bytes(book.getvalue())
    kept, dropped = parts(filled(table, the_list(3))), parts(filled(table, the_list(12)))
    assert "xl/calcChain.xml" in kept
    assert "xl/calcChain.xml" not in dropped
    assert b"calcChain" not in dropped["[Content_Types].xml"] + dropped["xl/_rels/workbook.xml.rels"]


def test_a_workbook_of_another_maker_grows_too(tmp_path: Path) -> None:
    path = superior.by_openpyxl(tmp_path / "表.xlsx")
    people = [(f"人{n}", "13812345678", date(2014, 3, n), 1) for n in range(1, 6)]
    page = opened(filled(path, ListFill("表一", 4, 6, (1, 2, 3, 4), people)))["表一"]
    assert [page.cell(row, 1).value for row in range(4, 10)] == [1, 2, 3, 4, 5, "合计"]
    assert (page["E9"].value, page["A10"].value, page.row_dimensions[10].height) == (
        "=SUM(E4:E8)", "注：电话须填全。", 33,
    )  # fmt: skip
    assert page["D8"].value == datetime(2014, 3, 5)
    assert [str(block.sqref) for block in page.conditional_formatting] == ["E4:E8"]
    assert page.auto_filter.ref == "A3:E8"
    assert page["E4"].comment.text == "示例"


def test_one_blank_row_grows_into_many(tmp_path: Path) -> None:
    path = tmp_path / "一行.xlsx"
    book = openpyxl.Workbook()
    page = book.active
    page.title = "表"
    page.append(["名称", "数"])
    page.append([None, None])
    page.append(["合计", "=SUM(B2:B2)"])
    page["C2"] = "=B2*2"
    book.save(path)
    made = opened(filled(path, ListFill("表", 2, 2, (0, 1), [("甲", 1), ("乙", 2), ("丙", 3)])))["表"]
    assert (made["B5"].value, made["C2"].value, made["C4"].value) == ("=SUM(B2:B4)", "=B2*2", "=B4*2")


def test_shared_formulas_are_told_apart_when_rows_are_added(tmp_path: Path) -> None:
    path = superior.by_openpyxl(tmp_path / "表.xlsx")
    data = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                for row, formula in ((4, '<f t="shared" ref="F4:F6" si="0">E4/E$7</f>'), (5, '<f t="shared" si="0"/>'),
                                     (6, '<f t="shared" si="0"/>')):  # fmt: skip
                    end = f'<c r="E{row}"'.encode()
                    at = part.index(b"</row>", part.index(end))
                    part = part[:at] + f'<c r="F{row}">{formula}<v>0</v></c>'.encode() + part[at:]
            new.writestr(name, part)
    path.write_bytes(data.getvalue())
    page = opened(filled(path, ListFill("表一", 4, 6, (4,), [(1,), (2,), (3,), (4,)])))["表一"]
    assert [page.cell(row, 6).value for row in range(4, 8)] == ["=E4/E$8", "=E5/E$8", "=E6/E$8", "=E7/E$8"]


# ---- what is refused -------------------------------------------------------------------------------------------------


def test_a_formula_is_never_written_over(table: Path) -> None:
    with pytest.raises(FillError) as refused:
        filled(table, ListFill("报表", FIRST, LAST, (5,), [("x",)]))
    assert (refused.value.fault, refused.value.place) == (FillFault.FORMULA, "报表 F5")
    with pytest.raises(FillError, match="formula"):
        filled(table, cells=(CellFill("报表", 10, 4, 1),))


def test_a_sheet_that_is_gone_and_cells_merged_downwards_are_refused(table: Path, tmp_path: Path) -> None:
    with pytest.raises(FillError, match="no_sheet"):
        filled(table, cells=(CellFill("没有", 1, 0, 1),))
    book = openpyxl.load_workbook(table)
    book["报表"].merge_cells("B6:B7")
    book.save(tmp_path / "合并.xlsx")
    with pytest.raises(FillError) as refused:
        filled(tmp_path / "合并.xlsx", the_list(2))
    assert (refused.value.fault, refused.value.place) == (FillFault.TALL, "报表 B6")


def test_rows_are_not_added_under_a_pivot_table(table: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(table) as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/_rels/sheet1.xml.rels":
                kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/pivotTable"
                link = b'<Relationship Id="rId88" Type="' + kind + b'" Target="../pivotTables/p1.xml"/></Relationships>'
                part = part.replace(b"</Relationships>", link)
            new.writestr(name, part)
    table.write_bytes(data.getvalue())
    filled(table, the_list(5))
    with pytest.raises(FillError, match="fixed"):
        filled(table, the_list(6))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"not a workbook"])
def test_what_is_no_workbook_is_damaged(data: bytes) -> None:
    with pytest.raises(SheetError) as refused:
        workbook_parts.outline(data)
    assert refused.value.fault is FileFault.DAMAGED


def test_entities_are_not_resolved(table: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("机密", "utf-8")
    data = io.BytesIO()
    with zipfile.ZipFile(table) as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/sharedStrings.xml":
                bomb = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'.encode()
                part = re.sub(rb"(<sst)", bomb + rb"\1", part).replace("备注".encode(), b"&x;")
            new.writestr(name, part)
    found = workbook_parts.outline(data.getvalue())
    assert "机密" not in str(found.book)


def test_the_outline_tells_values_merges_formulas_and_styled_rows(table: Path) -> None:
    found = workbook_parts.outline(table.read_bytes())
    sheet = found.sheet("报表")
    assert sheet is not None
    assert [one.name for one in found.book.sheets] == ["报表", "汇总", "说明"]
    assert sheet.rows[3][3:5] == ["整改时限", "本金（万元）"]
    assert {(5, 5), (10, 4), (10, 1)} <= found.formulas["报表"]
    assert set(range(FIRST, LAST + 2)) <= found.styled["报表"]
    assert 12 not in found.styled["报表"] or found.styled["报表"]
    assert found.widths["报表"][1] > 40
