"""The window: from the start of the process to painted rows of 100,000, against an empty PySide6 window.

Two moments of one start are measured: the rows kept as text when the window was last closed, shown while the program
still loads, and the live table, read from the ledger, in which the clerk can work. The first does not read the ledger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import data, measure

if TYPE_CHECKING:
    from bench.measure import Line

ROWS = 100_000
ROUNDS = 9
BUDGET = 1.8


def lines() -> list[Line]:
    """Measure and judge both moments by the one budget."""
    path = data.ledger_file(ROWS)
    measure.program("ledger_window", path, data.LEDGER, "leave")
    runs = measure.interleaved(
        {
            "ours": lambda: measure.program("ledger_window", path, data.LEDGER),
            "empty": lambda: measure.program("empty_window"),
        },
        ROUNDS,
    )
    empty = measure.until(runs["empty"], "painted")
    moments = {
        "live": f"process start to painted rows read from a ledger of {ROWS:,}, against an empty PySide6 window",
        "kept": "the same start, to the rows kept as text at the last close (the ledger is not read yet)",
    }
    found = []
    for moment, words in moments.items():
        ours = measure.until(runs["ours"], moment)
        found.append(measure.at_most(words, f"{ours:.2f} s", f"{empty:.2f} s", ours / empty, BUDGET))
    return found
