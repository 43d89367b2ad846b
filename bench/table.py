"""The record table over 1,000,000 rows: memory over an empty window and beside DB Browser for SQLite, where that is
installed; and jumps that read only where they land.
"""

from __future__ import annotations

import shutil
import statistics
from typing import TYPE_CHECKING

from bench import data, measure

if TYPE_CHECKING:
    from bench.measure import Line

ROWS = 1_000_000
ROUNDS = 3
PAGES_IN_SIGHT = 2
"""A window's height of rows lies on one page or on two neighbours."""


def lines() -> list[Line]:
    """Measure and judge."""
    path, none = data.ledger_file(ROWS), data.ledger_file(0)
    runs = measure.interleaved(
        {
            "ours": lambda: measure.program("big_table", path),
            "empty": lambda: measure.program("empty_window"),
            "own": lambda: measure.program("own_window", none),
        },
        ROUNDS,
    )
    roamed, opened = measure.answer(runs["ours"], "roamed"), measure.answer(runs["ours"], "opened")
    empty, own = measure.answer(runs["empty"], "resident"), measure.answer(runs["own"], "resident")
    page = measure.answer(runs["ours"], "page")
    found = [
        measure.at_most(
            f"memory with {ROWS:,} rows in the table, over an empty PySide6 window",
            f"{opened:.0f} MB", f"{empty:.0f} MB", opened - empty, 100, " MB",
        ),
        measure.at_most(
            "the same after roaming through 128 pages",
            f"{roamed:.0f} MB", f"{empty:.0f} MB", roamed - empty, 100, " MB",
        ),
        measure.at_most(
            "the same, over our own window on an empty file",
            f"{roamed:.0f} MB", f"{own:.0f} MB", roamed - own, 100, " MB",
        ),
    ]  # fmt: skip
    if shutil.which("sqlitebrowser"):
        browser = measure.answer(
            measure.interleaved({"browser": lambda: measure.program("db_browser", path)}, 1)["browser"], "resident"
        )
        found.append(
            measure.at_most(
                f"memory with {ROWS:,} rows in the table, beside DB Browser for SQLite with the same table open",
                f"{opened:.0f} MB",
                f"{browser:.0f} MB",
                opened / browser,
                None,
            )
        )
    for name, words in (("last", "the last row"), ("middle", "the middle")):
        jumps = [run.answer[name] for run in runs["ours"]]
        rows = statistics.median(jump["rows"] for jump in jumps)
        took = statistics.median(jump["milliseconds"] for jump in jumps)
        found.append(
            measure.at_most(
                f"jump to {words} of {ROWS:,}: rows fetched",
                f"{rows:.0f} rows in {took:.0f} ms", f"a page of {page:.0f}",
                rows / page, PAGES_IN_SIGHT,
            )
        )  # fmt: skip
    return found
