"""The first page of 1,000,000 rows, against the same SQL on a bare connection; and pages far down."""

from __future__ import annotations

from bench import data, measure
from bench.measure import Line

ROWS = 1_000_000
ROUNDS = 3


def lines() -> list[Line]:
    """Measure and judge."""
    path = data.ledger_file(ROWS)
    runs = measure.interleaved({"paging": lambda: measure.program("paging", path)}, ROUNDS)["paging"]
    took = {name: measure.answer(runs, name) for name in ("first", "first_bare", "page", "page_bare", "last", "middle")}
    first = f"{took['first']:.1f} ms"
    return [
        measure.at_most(
            f"first page and total of {ROWS:,} through the services, against bare SQL",
            f"{took['page']:.0f} ms", f"{took['page_bare']:.0f} ms", took["page"] / took["page_bare"], 2,
        ),
        measure.at_most(
            "its rows alone (128 records with their values), against bare tuples",
            first, f"{took['first_bare']:.1f} ms", took["first"] / took["first_bare"], None,
        ),
        measure.at_most("the last page, against the first", f"{took['last']:.1f} ms", first, took["last"] / took["first"], 2),
        measure.at_most("the middle page, against the first", f"{took['middle']:.0f} ms", first, took["middle"] / took["first"], None),
    ]  # fmt: skip
