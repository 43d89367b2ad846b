"""LibreOffice opens what is filled in and written: totals reckoned anew, nothing lost, Word papers on their pages."""

from __future__ import annotations

import re
import subprocess
from datetime import date, datetime
from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.services import word_papers
from app.sheets import fill_in
from app.sheets.fill_in import CellFill, ListFill
from tests import factories
from tests.peers.office import convert
from tests.sheets import superior
from tests.sheets.superior import FIRST, LAST

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk

pytestmark = [pytest.mark.peers, pytest.mark.timeout(400)]
COUNT = 12


def filled(table: Path, out: Path, *cells: CellFill) -> Path:
    rows = [(n, f"第{n}个问题", "村建办", date(2014, 3, n), n * 1.5) for n in range(1, COUNT + 1)]
    made = ListFill("报表", FIRST, LAST, (0, 1, 2, 3, 4), rows, numbers=0)
    with out.open("wb") as stream:
        fill_in.fill(table.read_bytes(), stream, lists=[made], cells=cells)
    return out


def other(tmp_path: Path) -> Path:
    folder = tmp_path / "again"
    folder.mkdir()
    return folder


def words(pdf: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout


def check(path: Path) -> None:
    """What the table shows once a program has reckoned it."""
    book = openpyxl.load_workbook(path, data_only=True)
    page, sums = book["报表"], book["汇总"]
    total = FIRST + COUNT
    assert page.cell(total, 1).value == "合计"
    assert page.cell(total, 2).value == COUNT
    assert page.cell(total, 5).value == 117.0
    assert page.cell(FIRST, 6).value == pytest.approx(1.5 / 117)
    assert page.cell(total - 1, 6).value == pytest.approx(18 / 117)
    assert (sums["B1"].value, sums["B2"].value) == (COUNT, 117.0)
    assert page.cell(FIRST, 4).value == datetime(2014, 3, 1)


def test_totals_are_reckoned_anew_at_opening(tmp_path: Path) -> None:
    out = filled(superior.by_xlsxwriter(tmp_path / "表.xlsx"), tmp_path / "填.xlsx", CellFill("汇总", 3, 1, 7))
    check(convert(out, "xlsx", other(tmp_path)))


def test_a_table_that_libreoffice_saved_is_filled_too(tmp_path: Path) -> None:
    table = convert(superior.by_xlsxwriter(tmp_path / "表.xlsx"), "xlsx", other(tmp_path))
    out = filled(table, tmp_path / "填.xlsx", CellFill("汇总", 3, 1, 7))
    page = openpyxl.load_workbook(out)["报表"]
    assert page[f"E{FIRST + COUNT}"].value == f"=SUM(E{FIRST}:E{FIRST + COUNT - 1})"
    assert {str(block) for block in page.merged_cells.ranges} >= {"A1:G1", "A19:C19"}
    again = tmp_path / "third"
    again.mkdir()
    check(convert(out, "xlsx", again))


def test_the_filled_table_prints_with_its_head_and_signatures(tmp_path: Path) -> None:
    out = filled(superior.by_xlsxwriter(tmp_path / "表.xlsx"), tmp_path / "填.xlsx")
    shown = words(convert(out, "pdf", other(tmp_path)))
    wanted = ("整改情况月报表", "第12个问题", "2014年3月12日", "负责人：", "117.00")
    assert [text for text in wanted if text not in shown] == []


def test_word_papers_open_on_a4_with_numbered_pages(desk: Desk, tmp_path: Path) -> None:
    survey = factories.add(
        desk, "questionnaires", "问卷名称=干部作风问卷", "发放日期=2014-03-10", "有效数=400",
        children={"题目选项": [{"题号": "1", "题目": "您满意吗", "题型": "单选", "选项": "满意", "票数": "300"}]},
    )  # fmt: skip
    papers = {"调查问卷": survey.number, "调查问卷统计结果": survey.number, "征求意见表": ""}
    for place, (paper, number) in enumerate(papers.items()):
        out = tmp_path / f"{place}.docx"
        word_papers.write(desk, paper=paper, number=number, out=out, blank=not number)
        folder = tmp_path / f"pdf{place}"
        folder.mkdir()
        pdf = convert(out, "pdf", folder)
        info = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
        assert "A4" in info
        assert re.search(r"Pages:\s+1\n", info)
        assert "第1页共1页" in "".join(words(pdf).split())
