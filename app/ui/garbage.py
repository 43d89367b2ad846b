"""Garbage is collected on the user's thread alone: a worker that happened to collect a widget would end the program.

A desk is open all day: what the figures of a large office took for a moment goes back to the system, which the
allocator of Linux does only when it is told.

To look through all of half a million objects takes longer than a clerk who types may wait. So what stands when she
pauses is set apart, and looked through again when nobody has worked for minutes (`ui/operation.Operation`).
"""

from __future__ import annotations

import gc
import sys
from threading import Thread

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1000
GIVEN_BACK_EVERY_MS = 30_000


class GarbageCollector(QObject):
    """Takes over from Python's own collector, which runs on whichever thread allocates."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(EVERY_MS)
        if sys.platform == "linux":
            self._giving = QTimer(self)
            self._giving.timeout.connect(lambda: Thread(target=give_back, daemon=True).start())
            self._giving.start(GIVEN_BACK_EVERY_MS)

    def collect(self) -> None:
        """Collect the oldest generation that is due, as Python itself would."""
        pairs = zip(gc.get_count(), self._thresholds, strict=True)
        due = [generation for generation, (count, limit) in enumerate(pairs) if count > limit]
        if due:
            gc.collect(max(due))


def set_apart() -> None:
    """Look no more through what is there now: what is collected from now on takes no longer for it."""
    gc.collect()
    gc.freeze()


def look_through() -> None:
    """Look through everything, also what was set apart and has gone since, and set apart what stays."""
    gc.unfreeze()
    set_apart()


def give_back() -> None:
    """Let the system have the memory that was freed; nothing where the C library knows no such call (musl)."""
    import ctypes

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
