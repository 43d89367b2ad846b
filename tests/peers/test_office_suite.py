"""Workbooks of another program: LibreOffice writes what is brought in, and reads what went out."""

from __future__ import annotations

import csv
import subprocess
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter

from app.ledgers import registry
from app.services import exporting, import_files, import_plan, importing, records, templates
from app.services.importing import Duplicates
from app.services.listing import Ask
from app.sheets import reader
from db.values import FuzzyDate, Money
from tests import factories

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk
    from app.services.importing import Imported
    from db.ask import Record
    from db.unit import UnitOfWork

pytestmark = pytest.mark.peers
SECONDS = 120
ROWS = [
    ["清河镇欠账清退台账", None, None, None, None, None],
    ["序号", "债权人", "事由", "本金（万元）", "登记日期", "联系电话"],
    [1, "赵一", "修路材料款", 3.4, "2014.3.5", 13800001234],
    [2, "钱二", "同上", "0.5", "2014年3月初", "0871-6600123"],
    [3, "孙三", "工程尾款", "叁仟元整", 41703, None],
    ["合计", None, None, 4.2, None, None],
]  # fmt: skip


def converted(path: Path, ending: str, options: str = "") -> Path:
    """The file as LibreOffice writes it in another format."""
    out = path.parent / "lo"
    profile = f"-env:UserInstallation=file://{path.parent}/profile"
    words = ["soffice", profile, "--headless", "--convert-to", ending + options, "--outdir", str(out), str(path)]
    subprocess.run(words, check=True, capture_output=True, timeout=SECONDS)
    return out / f"{path.stem}.{ending}"


def office_book(path: Path) -> Path:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active.merge_cells("A1:F1")
    book.save(path)
    return path


def take(desk: Desk, ledger: str, path: Path, duplicates: Duplicates = Duplicates.SKIP) -> Imported:
    declared, book = registry.find(ledger), import_files.read(path)

    def work(unit: UnitOfWork) -> Imported:
        plan = import_plan.guess(unit, ledger=declared, book=book)
        return importing.run(unit, actor=desk.actor, plan=plan, duplicates=duplicates)

    return desk.write(work)


def all_of(desk: Desk, ledger: str) -> list[Record]:
    def look(unit: UnitOfWork) -> list[Record]:
        ids = unit.reading.ids(Ask(ledger, sort=(("number", False),)))
        return [records.get(unit, ledger=ledger, record_id=one) for one in ids]

    return desk.read(look)


@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods", "et"])
def test_what_another_program_wrote_comes_in(desk: Desk, tmp_path: Path, ending: str) -> None:
    path = converted(office_book(tmp_path / "欠账.xlsx"), "xls" if ending == "et" else ending)
    if ending == "et":  # WPS writes the same container as the workbooks of 2003 under a name of its own
        path = path.rename(path.with_suffix(".et"))
    made = take(desk, "debts", path)
    assert (made.read, made.added, made.blank, made.failed) == (4, 3, 1, ())
    found = [one.values for one in all_of(desk, "debts")]
    assert [one["principal"] for one in found] == [Money(3_400_000), Money(500_000), Money(300_000)]
    assert [one["reason"] for one in found] == ["修路材料款", "修路材料款", "工程尾款"]
    assert found[0]["phone"] == "13800001234"
    assert isinstance(found[1]["registered_on"], FuzzyDate)
    assert found[1]["registered_on"].text() == "2014年3月初"


@pytest.mark.parametrize(("charset", "number"), [("UTF-8", 76), ("GBK", 65), ("GB18030", 85), ("UTF-16", 65535)])
def test_text_tables_in_any_national_encoding(desk: Desk, tmp_path: Path, charset: str, number: int) -> None:
    path = converted(office_book(tmp_path / "欠账.xlsx"), "csv", f":Text - txt - csv (StarCalc):44,34,{number},1")
    made = take(desk, "debts", path)
    assert (made.added, made.failed) == (3, ()), charset
    assert all_of(desk, "debts")[0].values["creditor"] == "赵一"


def test_merged_heads_and_tall_cells_survive_the_other_program(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "两行表头.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet("台账")
    page.merge_range(0, 0, 0, 4, "清河镇整改台账")
    for column, label in enumerate(("序号", "村", "问题描述")):
        page.merge_range(1, column, 2, column, label)
    page.merge_range(1, 3, 1, 4, "整改")
    page.write_row(2, 3, ("整改责任人", "整改时限"))
    page.merge_range(3, 1, 4, 1, "郑庄")
    for row in range(2):
        page.write_row(3 + row, 2, (f"第{row + 1}个问题的具体表现", "张三", "2014-06-30"))
    book.close()
    for ending in ("ods", "xls"):
        made = take(desk, "rectifications", converted(path, ending), Duplicates.NEW)
        assert (made.added, made.failed) == (2, ())
    assert {str(one.values["place"].name) for one in all_of(desk, "rectifications")} == {"郑庄"}  # type: ignore[union-attr]


def fill(desk: Desk) -> None:
    members = [{"姓名": "张三", "角色": "组长", "电话": "013800001234"}, {"姓名": "@李四", "角色": "成员"}]
    factories.add(
        desk, "teams", "名称==1+1 像公式", "成立日期=2014-02-20", "负责范围=两行\n的话", children={"成员": members}
    )
    factories.add(desk, "teams", "名称=0012", "成立日期=2014年3月初", "负责范围=同上")


@pytest.mark.parametrize("ending", ["xlsx", "ods", "xls"])
def test_out_through_the_other_program_and_in_again_changes_nothing(desk: Desk, tmp_path: Path, ending: str) -> None:
    fill(desk)
    before = all_of(desk, "teams")
    out = tmp_path / "机构.xlsx"
    exporting.export(desk, ask=Ask("teams"), out=out)
    made = take(desk, "teams", converted(out, ending), Duplicates.UPDATE)
    assert (made.read, made.skipped, made.failed, made.failed_lines) == (2, 2, (), ())
    assert [(one.label, one.counts["skipped"]) for one in made.parts] == [("成员", 2)]
    assert all_of(desk, "teams") == before


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x.invalid","看")', "=cmd|' /C calc'!A0"]
)
def test_what_looks_like_a_formula_is_inert_in_the_other_program(desk: Desk, tmp_path: Path, text: str) -> None:
    factories.add(desk, "debts", "债权人=某", f"事由={text}", "本金=1")
    out = tmp_path / "式.xlsx"
    exporting.export(desk, ask=Ask("debts"), out=out)
    shown = converted(out, "csv", ":Text - txt - csv (StarCalc):44,34,76,1")
    cells = [cell for row in csv.reader(shown.read_text("utf-8").splitlines()) for cell in row]
    assert text in cells


def test_a_template_filled_in_by_the_other_program_comes_in(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    import_files.write_sheets(path, desk.read(lambda unit: templates.sheets(unit, ledger="teams")))
    book = openpyxl.load_workbook(path)
    for page, cells in (
        (book["机构名册"], {"编号": "1", "名称": "领导小组", "成立日期": "2014.2.20"}),
        (book["成员"], {"所属编号": "1", "姓名": "张三"}),
    ):
        labels = [cell.value for cell in page[2]]
        for label, text in cells.items():
            page.cell(4, labels.index(label) + 1, text)
    book.save(path)
    made = take(desk, "teams", converted(path, "ods"))
    assert (made.added, made.failed, made.failed_lines) == (1, (), ())
    (team,) = all_of(desk, "teams")
    assert [row.values["person"].name for row in team.children["members"]] == ["张三"]  # type: ignore[union-attr]


def test_days_of_both_calendars(tmp_path: Path) -> None:
    for is_1904 in (False, True):
        path = tmp_path / f"历{is_1904}.xlsx"
        book = xlsxwriter.Workbook(str(path), {"date_1904": is_1904})
        page = book.add_worksheet()
        page.write_row(0, 0, ("登记日期", "事由"))
        page.write_number(1, 0, 40241 if is_1904 else 41703, book.add_format({"num_format": "yyyy-mm-dd"}))
        page.write_string(1, 1, "某事")
        book.close()
        for ending in ("xlsx", "xls", "ods"):
            (sheet,) = reader.read_here(converted(path, ending)).sheets
            day = sheet.rows[1][0]
            assert str(day).startswith("2014-03-05"), (ending, is_1904, day)
