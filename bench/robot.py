"""A day of a robot in the window: what its memory grows by, and the longest the user's thread is busy at a stretch."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from bench import data, figures, measure

if TYPE_CHECKING:
    from bench.measure import Line

ROUNDS = 110
"""Each enters, saves, searches, scrolls, opens and closes in five ledgers: together the work of more than a day."""
GROWTH, FREEZE = 20, 100
"""Megabytes, and milliseconds."""


def lines() -> list[Line]:
    """Measure and judge."""
    folder = data.folder() / "robot"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    path = shutil.copy(figures.sample_township(), folder / "township.minqing")
    run = measure.program("robot", path, ROUNDS)
    saved, grown = int(run.answer["saved"]), float(run.answer["grown"])
    took, what = run.answer["longest"][0]
    return [
        measure.at_most(
            f"memory that {saved} records typed and saved, with searches, previews and tabs between, leave taken",
            f"{grown:.1f} MB", f"{GROWTH} MB", grown / GROWTH, 1,
        ),
        measure.at_most(
            f"the longest the user's thread was busy at a stretch, processor time ({what})",
            f"{took:.0f} ms", f"{FREEZE} ms", took / FREEZE, 1,
        ),
    ]  # fmt: skip
