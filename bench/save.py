"""One save on the disk, against fdatasync of as many bytes in the same folder."""

from __future__ import annotations

from bench import data, measure
from bench.measure import Line

ROUNDS = 3
TIMES, MORE = 3.0, 6.0
"""A save may take so many times an fdatasync, or so many milliseconds more, whichever is larger."""


def lines() -> list[Line]:
    """Measure and judge."""
    runs = measure.interleaved({"saves": lambda: measure.program("saves", data.folder())}, ROUNDS)["saves"]
    save, sync = measure.answer(runs, "save"), measure.answer(runs, "sync")
    size = measure.answer(runs, "bytes") / 1024
    allowed = max(TIMES * sync, sync + MORE)
    return [
        Line(
            f"one save of an opinion, against fdatasync of {size:.0f} KiB in the same folder (median of 200)",
            f"{save:.1f} ms",
            f"{sync:.1f} ms",
            f"{save / sync:.2f}×",
            f"≤ 3× or + 6 ms ({allowed:.1f} ms)",
            save <= allowed,
        )
    ]
