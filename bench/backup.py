"""Writing a backup, against a bare copy of the same file with its sync; the check afterwards apart."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from bench import data, measure

if TYPE_CHECKING:
    from bench.measure import Line

ROWS = 100_000
ROUNDS = 1
BUDGETS = {"plain": 4.0, "sealed": 12.0}
"""Writing may take so many times the copy."""
WORDS = {"plain": "a plain", "sealed": "an encrypted"}


def lines() -> list[Line]:
    """Measure and judge."""
    path = data.ledger_file(ROWS)
    programs = {kind: partial(measure.program, "backing_up", path, kind) for kind in BUDGETS}
    runs = measure.interleaved(programs, ROUNDS)
    return [line for kind, found in runs.items() for line in _lines(kind, found)]


def _lines(kind: str, found: list[measure.Run]) -> list[Line]:
    write, check, copy = (measure.answer(found, name) for name in ("write", "check", "copy"))
    size = measure.answer(found, "bytes") / (1 << 20)
    what = f"writing a backup of {WORDS[kind]} file of {size:.0f} MiB, against its copy and sync"
    return [
        measure.at_most(what, f"{write:.2f} s", f"{copy:.2f} s", write / copy, BUDGETS[kind]),
        measure.at_most("its check after writing, against that copy", f"{check:.2f} s", "", check / copy, None),
    ]
