"""Searching 100,000 opinions for a rare word and for initials, against LIKE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import data, measure

if TYPE_CHECKING:
    from bench.measure import Line

ROWS = 100_000
ROUNDS = 3
AS_TYPED = 50.0
"""Milliseconds between a key and what it finds."""


def lines() -> list[Line]:
    """Measure and judge; raises AssertionError when index and LIKE do not find the same, or 到处找 finds nothing."""
    path = data.ledger_file(ROWS)
    runs = measure.interleaved({"finding": lambda: measure.program("finding", path)}, ROUNDS)["finding"]
    return [
        _line(runs, f"search {ROWS:,} opinions for a rare word of two characters", "word", "word_like"),
        _line(runs, f"search {ROWS:,} opinions for a rare name by its pinyin initials", "initials", "name_like"),
        _typed(runs, "everywhere", "a rare word"),
        _typed(runs, "everywhere_common", "one character that most of them hold"),
    ]


def _typed(runs: list[measure.Run], name: str, words: str) -> Line:
    ours = measure.answer(runs, name)
    if not measure.answer(runs, f"{name}_found"):
        message = f"{name} found nothing"
        raise AssertionError(message)
    what = f"到处找 over {ROWS:,} opinions as typed, {words}, against the budget of {AS_TYPED:.0f} ms"
    return measure.at_most(what, f"{ours:.1f} ms", f"{AS_TYPED:.0f} ms", ours / AS_TYPED, 1)


def _line(runs: list[measure.Run], words: str, own: str, peer: str) -> Line:
    ours, like = measure.answer(runs, own), measure.answer(runs, peer)
    found = {measure.answer(runs, f"{name}_found") for name in (own, peer)}
    if len(found) != 1:
        message = f"{own} and {peer} found different numbers of rows: {found}"
        raise AssertionError(message)
    return measure.at_most(
        f"{words} ({found.pop():.0f} found), against LIKE", f"{ours:.1f} ms", f"{like:.1f} ms", ours / like, 0.05
    )
