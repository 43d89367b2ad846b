"""Ours: draws a ledger of so many rows into a PDF file; prints how far memory rose above the rows, in megabytes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from bench import data, memory


def main(count: int, out: Path) -> None:
    """Draw the rows."""
    from app.paper.ledger import draw_ledger
    from app.paper.tree import Align, LedgerPaper, TableColumn, TableRow

    rows = [TableRow(cells) for cells in data.rows(count)]
    before = memory.resident()
    centred = {"序号", "编号", "日期", "方式", "类别"}
    columns = tuple(
        TableColumn(head, width, Align.CENTER if head in centred else Align.LEFT)
        for head, width in zip(data.HEADS, data.WIDTHS, strict=True)
    )
    paper = LedgerPaper("清河镇群众意见建议台账", "清河镇人民政府", "2014年3月31日", columns, rows)
    with out.open("wb") as stream:
        printed = draw_ledger(paper, stream)
    print(json.dumps({"pages": printed.pages, "beyond_rows": memory.peak() - before}))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
