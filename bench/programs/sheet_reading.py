"""Reads a workbook through the services (preflight, a process of its own), or by openpyxl; rows and peak memory."""

from __future__ import annotations

import json
import sys
from pathlib import Path


def ours(path: Path) -> int:
    """As the program does; the number of rows."""
    from app.services import import_files

    return len(import_files.read(path).sheets[0].rows)


def openpyxl(path: Path) -> int:
    """As openpyxl's quickest way does; the number of rows."""
    from openpyxl import load_workbook

    return sum(1 for _row in load_workbook(path, read_only=True).active.iter_rows(values_only=True))


if __name__ == "__main__":
    count = {"ours": ours, "openpyxl": openpyxl}[sys.argv[1]](Path(sys.argv[2]))
    from bench import memory

    print(json.dumps({"rows": count, "peak": memory.peak(), "child": memory.children_peak()}))
