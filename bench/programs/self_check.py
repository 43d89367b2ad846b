"""Ours: the self-check report with its annex as Word and as PDF, from opening the file to what is written."""

from __future__ import annotations

import json
import sys
import time
from contextlib import closing
from pathlib import Path

from app.services import report_files
from app.services.desk import open_desk


def main(path: Path, out: Path) -> None:
    """Write the report of a file in both formats; prints the seconds of each, and the text for the peer beside it."""
    with closing(open_desk(path, read_only=True)) as desk:
        started = time.process_time()
        given = report_files.give(desk, report="self-check", out=out.with_suffix(".docx"))
        word = time.process_time() - started
        report_files.give(desk, report="self-check", out=out.with_suffix(".pdf"))
        both = time.process_time() - started
    out.with_suffix(".txt").write_text(given.composed.report.text, "utf-8")
    print(json.dumps({"word": word, "pdf": both - word, "figures": len(given.composed.items)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
