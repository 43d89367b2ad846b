from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.sheets import reader, text_table
from app.sheets.writer import CellKind, OutColumn, OutSheet, write_csv, write_workbook

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = (
    OutColumn("编号"), OutColumn("日期", CellKind.DATE), OutColumn("金额", CellKind.MONEY),
    OutColumn("身份证号"), OutColumn("事项", CellKind.LONG, 40),
)  # fmt: skip
ROW = ("整改〔2014〕1号", date(2014, 3, 5), 34000.5, "110105199003078888", '=HYPERLINK("http://x.invalid")')


def written(path: Path, **more: object) -> openpyxl.Workbook:
    sheet = OutSheet("整改/台账", "清河镇整改台账", COLUMNS, [ROW], **more)  # type: ignore[arg-type]
    with path.open("wb") as out:
        assert write_workbook(out, [sheet], author="清河镇") == 1
    return openpyxl.load_workbook(path)


def test_dates_and_sums_are_real_and_text_is_never_a_formula(tmp_path: Path) -> None:
    page = written(tmp_path / "出.xlsx")["整改 台账"]
    assert page["A1"].value == "清河镇整改台账"
    assert [cell.value for cell in page[2]] == [column.label for column in COLUMNS]
    cells = page[3]
    assert cells[1].is_date
    assert cells[1].value.date() == date(2014, 3, 5)
    assert (cells[2].value, cells[2].data_type) == (34000.5, "n")
    assert (cells[3].value, cells[3].data_type, cells[3].number_format) == ("110105199003078888", "s", "@")
    assert (cells[4].value, cells[4].data_type) == (ROW[4], "s")


def test_the_head_is_frozen_and_repeated_and_the_page_lies_across(tmp_path: Path) -> None:
    page = written(tmp_path / "出.xlsx")["整改 台账"]
    assert page.freeze_panes == "C3"
    assert page.print_title_rows == "$1:$2"
    assert page.print_area == "'整改 台账'!$A$1:$E$3"
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)


def test_marked_rows_are_red(tmp_path: Path) -> None:
    page = written(tmp_path / "败.xlsx", marks=frozenset((0,)))["整改 台账"]
    assert page["A3"].fill.fgColor.rgb == "FFF8D7D7"


def test_choices_are_offered(tmp_path: Path) -> None:
    columns = (OutColumn("类别", choices=("形式主义", "官僚主义"), note="四风之一"),)
    with (tmp_path / "样.xlsx").open("wb") as out:
        write_workbook(out, [OutSheet("模板", "", columns, [])])
    page = openpyxl.load_workbook(tmp_path / "样.xlsx")["模板"]
    (offered,) = page.data_validations.dataValidation
    assert (offered.formula1, str(offered.sqref)) == ('"形式主义,官僚主义"', "A2:A1001")
    assert "四风之一" in page["A1"].comment.text


def test_a_text_that_no_cell_holds_is_refused(tmp_path: Path) -> None:
    sheet = OutSheet("长", "", (OutColumn("事项"),), [("字" * 32_768,)])
    with (tmp_path / "长.xlsx").open("wb") as out, pytest.raises(ValueError, match="32767"):
        write_workbook(out, [sheet])


def test_what_was_written_is_read_back_the_same(tmp_path: Path) -> None:
    path = tmp_path / "回.xlsx"
    written(path)
    (sheet,) = reader.read(path).sheets
    assert sheet.rows[2] == list(ROW)


def test_csv_opens_right_and_comes_back_the_same() -> None:
    out = io.BytesIO()
    assert write_csv(out, COLUMNS, [ROW]) == 1
    data = out.getvalue()
    assert data.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in data
    assert text_table.read(data, "回").sheets[0].rows[1][4] == ROW[4]
    assert b",\"'=HYPERLINK" in data


def test_rows_are_as_tall_as_their_words(tmp_path: Path) -> None:
    columns = (OutColumn("编号"), OutColumn("事项", CellKind.LONG, 40))
    rows = [("1", "短"), ("2", "字" * 100), ("3", "一\n二\n三")]
    with (tmp_path / "高.xlsx").open("wb") as out:
        write_workbook(out, [OutSheet("台账", "", columns, rows)])
    page = openpyxl.load_workbook(tmp_path / "高.xlsx")["台账"]
    assert page.row_dimensions[2].height is None  # one line: as the program draws it
    assert page.row_dimensions[3].height == pytest.approx(10 * 14.5 + 3, abs=0.5)  # 200 half-widths, 21 in a line
    assert page.row_dimensions[4].height == pytest.approx(3 * 14.5 + 3, abs=0.5)


def test_a_wide_table_goes_over_several_pages_that_can_be_read(tmp_path: Path) -> None:
    for count, across in ((8, 1), (40, 4)):
        columns = tuple(OutColumn(f"栏目{n}", width=40) for n in range(count))
        with (tmp_path / "宽.xlsx").open("wb") as out:
            write_workbook(out, [OutSheet("台账", "", columns, [("字",) * count])])
        page = openpyxl.load_workbook(tmp_path / "宽.xlsx")["台账"]
        assert (page.page_setup.fitToWidth or 1, page.page_setup.fitToHeight) == (across, 0)
        assert page.print_title_cols == (None if across == 1 else "$A:$B")


def test_a_long_list_of_choices_stands_on_a_hidden_sheet(tmp_path: Path) -> None:
    choices = tuple(f"第{n}种比较长的类别名称" for n in range(40))
    columns = (OutColumn("类别", choices=choices), OutColumn("种类", choices=("甲", "乙")))
    with (tmp_path / "样.xlsx").open("wb") as out:
        write_workbook(out, [OutSheet("模板", "", columns, [], sample=("示例", "甲"))])
    book = openpyxl.load_workbook(tmp_path / "样.xlsx")
    page = book["模板"]
    offered = {str(one.sqref).split(":")[0]: one.formula1 for one in page.data_validations.dataValidation}
    assert offered == {"A2": "'可选内容'!$A$1:$A$40", "B2": '"甲,乙"'}
    assert book["可选内容"].sheet_state == "hidden"
    assert [cell.value for cell in book["可选内容"]["A"]] == list(choices)
    assert page["A2"].value == "示例"
    assert page["A2"].font.italic


def test_rows_of_attached_sheets_are_not_counted(tmp_path: Path) -> None:
    columns = (OutColumn("编号"),)
    sheets = [OutSheet("主", "", columns, [("1",)]), OutSheet("附", "", columns, [("1",), ("1",)], is_attached=True)]
    with (tmp_path / "附.xlsx").open("wb") as out:
        assert write_workbook(out, sheets) == 1
