"""What encryption costs: pages and saves against a plain file of the same rows, and the time a sign-in takes."""

from __future__ import annotations

from bench import data, measure
from bench.measure import Line

ROUNDS = 1
QUICKEST, SLOWEST = 0.3, 1.0
"""Seconds a sign-in shall take: felt by who guesses, not by who knows."""


def lines() -> list[Line]:
    """Measure and judge."""
    runs = measure.interleaved({"both": lambda: measure.program("encrypted", data.folder())}, ROUNDS)["both"]
    took = {name: measure.answer(runs, name) for name in runs[0].answer}
    found = [
        measure.at_most(
            f"{what}, encrypted against plain",
            f"{took[f'sealed_{name}']:.1f} ms", f"{took[f'plain_{name}']:.1f} ms",
            took[f"sealed_{name}"] / took[f"plain_{name}"], budget,
        )
        for name, what, budget in (
            ("page", "a page of 100 of 10,000 rows", 1.6),
            ("fresh", "the same by a connection with nothing in memory", 1.6),
            ("save", "one save of an opinion (median of 200)", 1.3),
        )
    ]  # fmt: skip
    sign_in = took["sign_in"]
    found.append(
        Line(
            "a sign-in, from the passphrase to an open ledger",
            f"{sign_in:.2f} s",
            f"{took['unlock']:.2f} s of it argon2id",
            f"{sign_in:.2f} s",
            f"{QUICKEST}–{SLOWEST} s",
            QUICKEST <= sign_in <= SLOWEST,
        )
    )
    return found
