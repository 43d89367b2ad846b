"""The history: what its row costs a save, and how long it takes to verify 200,000 of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import data, measure

if TYPE_CHECKING:
    from bench.measure import Line

ROUNDS = 3
MOST_OF_A_SAVE = 10.0
MOST_SECONDS = 10.0


def lines() -> list[Line]:
    """Measure and judge."""
    saves = measure.interleaved({"saves": lambda: measure.program("chained_saves", data.folder())}, ROUNDS)["saves"]
    with_row, without = measure.answer(saves, "with"), measure.answer(saves, "without")
    cpu_with, cpu_without = measure.answer(saves, "cpu_with"), measure.answer(saves, "cpu_without")
    runs = measure.interleaved({"verify": lambda: measure.program("verified", data.history_file())}, ROUNDS)
    verified = runs["verify"]
    chain, cpu, whole, rows = (measure.answer(verified, key) for key in ("chain", "cpu", "whole", "rows"))
    return [
        measure.at_most(
            "one save of an opinion with its history row, against one without, in turn (median of 200)",
            f"{with_row:.2f} ms",
            f"{without:.2f} ms",
            (with_row / without - 1) * 100,
            MOST_OF_A_SAVE,
            " %",
        ),
        measure.at_most(
            "the same, processor time alone (its disk writes are one sync either way)",
            f"{cpu_with:.2f} ms",
            f"{cpu_without:.2f} ms",
            (cpu_with / cpu_without - 1) * 100,
            None,
            " %",
        ),
        measure.at_most(
            f"verify the chain of {rows:,.0f} history rows with their values, processor time",
            f"{cpu:.1f} s",
            f"clock {chain:.1f} s",
            cpu,
            MOST_SECONDS,
            " s",
        ),
        measure.at_most(
            f"minqing verify, every check, {rows:,.0f} history rows of {rows / 5:,.0f} records",
            f"{whole:.1f} s",
            f"chain alone {chain:.1f} s",
            whole,
            None,
            " s",
        ),
    ]
