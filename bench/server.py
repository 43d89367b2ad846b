"""A county's server: twenty writers at once against bare inserts, and figures of the county against SQL by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import measure
from bench.measure import Line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.measure import Answer

OFFICES, ROWS = 100, 100_000
PARTITIONS = 16
"""Into how many parts the tables of the second county are split by the hash of the office."""
P95 = 10.0
CONSOLIDATED = 2.0


def lines() -> Iterator[Line]:
    """Measure and judge; the county of ten million rows takes some fifteen gigabytes while it stands."""
    yield from _saved(measure.program("many_savers").answer)
    for partitions in (0, PARTITIONS):
        yield from _consolidated(measure.program("consolidated", OFFICES, ROWS, partitions).answer, partitions)


def _saved(got: Answer) -> list[Line]:
    writers = f"{got['writers']} writers, each {got['each']} saves"
    made = [
        measure.at_most(
            f"{writers}, {where}: 95 of 100 saves are done within, against bare inserts of the same rows",
            f"{got[key] * 1000:.0f} ms", f"{got[f'{key}_bare'] * 1000:.0f} ms", got[key] / got[f"{key}_bare"], P95,
        )
        for key, where in (("one", "all in one office"), ("spread", "each in an office of its own"))
    ]  # fmt: skip
    wrong = sum(got[f"{key}_{what}"] for key in ("one", "spread") for what in ("lost", "twice", "gaps", "wrong"))
    return [
        *made,
        Line(
            "of these: saves lost, numbers given twice or left out, and what a check of the history finds wrong",
            str(wrong), "0", "—", "0", wrong == 0,
        ),
        Line("messages that one save of an opinion sends to the server", str(got["questions"]), "—", "—"),
    ]  # fmt: skip


def _consolidated(got: Answer, partitions: int) -> list[Line]:
    split = f", tables split into {partitions} by the hash of the office" if partitions else ""
    county = f"{OFFICES} offices of {ROWS:,} rows ({got['rows']:,} in all){split}"
    apart = f"; apart: {', '.join(got['apart'])}" if got["apart"] else ""
    return [
        measure.at_most(
            f"{got['figures']} figures of {county}, against SQL by hand grouped by office ({got['numbers']} numbers "
            f"alike{apart})",
            f"{got['ours']:.1f} s", f"{got['hand']:.1f} s", got["ours"] / got["hand"],
            CONSOLIDATED if not apart else 0,
        ),
        Line(f"all {got['all_figures']} figures of the same", f"{got['all']:.1f} s", "—", "—"),
        Line(
            "bytes of a row, and of its indexes, in the same",
            f"{got['heap'] / got['rows']:.0f}", f"{got['indexes'] / got['rows']:.0f}", "—",
        ),
    ]  # fmt: skip
