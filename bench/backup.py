"""Writing a backup, against a bare copy of the same file with its sync; the check afterwards apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import data, measure

if TYPE_CHECKING:
    from bench.measure import Line

ROWS = 100_000
ROUNDS = 1
TIMES_PLAIN = 4


def lines() -> list[Line]:
    """Measure and judge."""
    path = data.ledger_file(ROWS)
    run = measure.interleaved({"plain": lambda: measure.program("backing_up", path)}, ROUNDS)["plain"]
    write, check, copy = (measure.answer(run, name) for name in ("write", "check", "copy"))
    size = measure.answer(run, "bytes") / (1 << 20)
    what = f"writing a backup of a plain file of {size:.0f} MiB, against its copy and sync"
    return [
        measure.at_most(what, f"{write:.2f} s", f"{copy:.2f} s", write / copy, TIMES_PLAIN),
        measure.at_most("its check after writing, against that copy", f"{check:.2f} s", "", check / copy, None),
    ]
