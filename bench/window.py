"""The window: from the start of the process to painted rows of 100,000, against an empty PySide6 window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import data, measure

if TYPE_CHECKING:
    from bench.measure import Line

ROWS = 100_000
ROUNDS = 9


def lines() -> list[Line]:
    """Measure and judge."""
    path = data.ledger_file(ROWS)
    runs = measure.interleaved(
        {"ours": lambda: measure.program("ledger_window", path), "empty": lambda: measure.program("empty_window")},
        ROUNDS,
    )
    ours, empty = measure.until(runs["ours"], "painted"), measure.until(runs["empty"], "painted")
    return [
        measure.at_most(
            f"process start to painted rows of a ledger of {ROWS:,}, against an empty PySide6 window",
            f"{ours:.2f} s", f"{empty:.2f} s", ours / empty, 1.8,
        )
    ]  # fmt: skip
