"""The first page of 1,000,000 rows, against the same SQL on a bare connection; and pages far down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import data, measure

if TYPE_CHECKING:
    from bench.measure import Line

ROWS = 1_000_000
ROUNDS = 3


def lines() -> list[Line]:
    """Measure and judge."""
    path = data.ledger_file(ROWS)
    runs = measure.interleaved({"paging": lambda: measure.program("paging", path)}, ROUNDS)["paging"]
    names = ("first", "first_bare", "page", "page_bare", "last", "middle")
    took = {name: measure.answer(runs, name) for name in names}
    first = f"{took['first']:.1f} ms"
    deep = {name: (f"{took[name]:.1f} ms", first, took[name] / took["first"]) for name in ("last", "middle")}
    return [
        measure.at_most(
            f"first page and total of {ROWS:,} through the services, against bare SQL",
            f"{took['page']:.0f} ms", f"{took['page_bare']:.0f} ms", took["page"] / took["page_bare"], 2,
        ),
        measure.at_most(
            "its rows alone (128 records with their values), against bare tuples",
            first, f"{took['first_bare']:.1f} ms", took["first"] / took["first_bare"], None,
        ),
        measure.at_most("the last page, against the first", *deep["last"], 2),
        measure.at_most("the middle page, against the first", *deep["middle"], 10),
    ]  # fmt: skip
