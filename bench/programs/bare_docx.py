"""Peer: the same text by bare python-docx, a paragraph a line, a table for lines with tabs; nothing is counted."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import docx


def main(text: Path, out: Path) -> None:
    """Write the text; prints the seconds it took."""
    started = time.process_time()
    document = docx.Document()
    rows: list[list[str]] = []
    for line in [*text.read_text("utf-8").split("\n"), ""]:
        if "\t" in line:
            rows.append(line.split("\t"))
            continue
        if rows:
            table = document.add_table(len(rows), max(map(len, rows)))
            for row, cells in zip(table.rows, rows, strict=True):
                for cell, words in zip(row.cells, cells, strict=False):
                    cell.text = words
            rows = []
        document.add_paragraph(line)
    document.save(str(out))
    print(json.dumps({"word": time.process_time() - started}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
