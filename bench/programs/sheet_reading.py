"""Reads a workbook through the services (preflight, a process of its own), or by openpyxl; rows and peak memory."""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path


def _processor() -> float:
    """Seconds of this process and of those it waited for."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def ours(path: Path) -> tuple[int, float]:
    """As the program does, its process that reads included; the number of rows, and processor seconds."""
    from app.services import import_files

    began = _processor()
    return len(import_files.read(path).sheets[0].rows), _processor() - began


def openpyxl(path: Path) -> tuple[int, float]:
    """As openpyxl's quickest way does."""
    from openpyxl import load_workbook

    began = _processor()
    book = load_workbook(path, read_only=True)
    return sum(1 for _row in book.active.iter_rows(values_only=True)), _processor() - began


if __name__ == "__main__":
    count, took = {"ours": ours, "openpyxl": openpyxl}[sys.argv[1]](Path(sys.argv[2]))
    from bench import memory

    print(json.dumps({"rows": count, "read": took, "peak": memory.peak(), "child": memory.children_peak()}))
