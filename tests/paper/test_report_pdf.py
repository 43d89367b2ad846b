from __future__ import annotations

import re
from io import BytesIO

import pytest

from app.paper.report import Grid, Report, Run
from app.paper.report_pdf import draw_report
from app.paper.tree import TableColumn
from tests.paper.pages import poppler

NOTE = "截至2014年3月31日。表中每个数都由台账逐条得出，按代码可查到它的每一条记录；带“余”“多”的是约数。"
COLUMNS = (TableColumn("代码", 40), TableColumn("数", 40))


def pages(rows: int) -> list[str]:
    """Every page of a report whose only table has so many rows and a note of two lines, read back."""
    cells = tuple((Run(f"第{place}行"), Run("1")) for place in range(rows))
    out = BytesIO()
    draw_report(Report("统计表", (), annex=(Grid(COLUMNS, cells, "附表", NOTE),)), out)
    return [re.sub(r"\s", "", page) for page in poppler("pdftotext", out.getvalue()).split("\f")[:-1]]


@pytest.mark.parametrize("rows", range(18, 48))
def test_the_note_of_a_table_stands_whole_below_its_last_row(rows: int) -> None:
    (last,) = (page for page in pages(rows) if "约数" in page)
    assert NOTE in last
    assert f"第{rows - 1}行" in last
