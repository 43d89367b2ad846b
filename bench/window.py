"""The window: from the start of the process to painted rows of 100,000, against an empty PySide6 window.

Two moments of one start are measured: the rows kept as text when the window was last closed, shown while the program
still loads, and the live table, read from the ledger, in which the clerk can work. The budget is that of the window
and its first rows; what follows while she looks at them is told beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import data, measure

if TYPE_CHECKING:
    from bench.measure import Line

ROWS = 100_000
ROUNDS = 9
BUDGET = 1.5


def lines() -> list[Line]:
    """Measure both moments, and judge the first."""
    path = data.ledger_file(ROWS)
    measure.program("ledger_window", path, data.LEDGER)  # leaves its page for the next
    runs = measure.interleaved(
        {
            "ours": lambda: measure.program("ledger_window", path, data.LEDGER),
            "empty": lambda: measure.program("empty_window"),
        },
        ROUNDS,
    )
    empty = measure.until(runs["empty"], "painted")
    moments = {
        "kept": (
            "process start to the window with the rows in sight at the last close, against an empty PySide6 window",
            BUDGET,
        ),
        "live": (f"the same start, to rows read from the ledger of {ROWS:,} behind them", None),
    }
    found = []
    for moment, (words, budget) in moments.items():
        ours = measure.until(runs["ours"], moment)
        found.append(measure.at_most(words, f"{ours:.2f} s", f"{empty:.2f} s", ours / empty, budget))
    return found
