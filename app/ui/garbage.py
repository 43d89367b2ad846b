"""Garbage is collected on the user's thread alone: a worker that happened to collect a widget would end the program."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

EVERY_MS = 1000


class GarbageCollector(QObject):
    """Takes over from Python's own collector, which runs on whichever thread allocates."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(EVERY_MS)

    def collect(self) -> None:
        """Collect the oldest generation that is due, as Python itself would."""
        pairs = zip(gc.get_count(), self._thresholds, strict=True)
        due = [generation for generation, (count, limit) in enumerate(pairs) if count > limit]
        if due:
            gc.collect(max(due))
