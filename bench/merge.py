"""Merging a village's package: 50,000 records of which 500 are in conflict; the budget is seconds, not a peer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import measure

if TYPE_CHECKING:
    from bench.measure import Line

RECORDS, CONFLICTS = 50_000, 500
BUDGET = 60.0
"""Seconds a merge may take."""


def lines() -> list[Line]:
    """Measure and judge."""
    found = [measure.program("merging", RECORDS, CONFLICTS)]
    if [measure.answer(found, key) for key in ("conflicts", "changed_again")] != [CONFLICTS, 0]:
        message = "the merge did not come to what it should"
        raise RuntimeError(message)
    size = measure.answer(found, "bytes") / (1 << 20)
    what = f"merging a package of {RECORDS:,} records ({size:.0f} MiB), {CONFLICTS} in conflict"
    return [
        _line(found, "merge", what, BUDGET),
        _line(found, "again", "merging it again, which changes nothing", BUDGET),
        _line(found, "pack", "writing it", None),
    ]


def _line(found: list[measure.Run], key: str, what: str, budget: float | None) -> Line:
    taken, cpu = measure.answer(found, key), measure.answer(found, f"{key}_cpu")
    return measure.at_most(what, f"{cpu:.1f} s CPU, {taken:.1f} s", "", cpu, budget, unit=" s")
