"""How long nobody has worked at the window: after a minute it asks for the masked view, later for the lock page."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QWindow
from typing_extensions import override

from app.ui import key_table
from app.ui.key_table import Where

if TYPE_CHECKING:
    from collections.abc import Callable

TICK = 1000
"""Milliseconds between two looks at the clock."""
MASKED_AFTER = 60.0
"""Seconds without a key or a movement of the mouse after which sensitive values are masked."""
SLEPT = 20.0
"""Seconds between two looks from which the computer must have slept in between."""
LOCK_KEYS = key_table.sequences(Where.WINDOW, "lock")
ACTIVITY = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


def running_time() -> float:
    """Seconds the computer has been on, asleep or not: no clock that anybody sets moves it."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot is None else time.clock_gettime(boot)


class IdleWatch(QObject):
    """Watches keys and mouse of all windows of the program.

    Signals: `masked(bool)` when a minute has passed, and when work goes on; `lock_wanted(by key)` after `minutes`, at
    once when the computer has slept, or by the key of the lock in any window; `copied()` when the clipboard changed;
    `ticked()` every second.
    """

    masked = Signal(bool)
    lock_wanted = Signal(bool)
    copied = Signal()
    ticked = Signal()

    def __init__(self, minutes: int, parent: QObject | None = None, *, now: Callable[[], float] = running_time) -> None:
        super().__init__(parent)
        self.minutes, self.now = minutes, now
        self._last = self._looked = now()
        self._is_masked = False
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            # The window, not every widget: a filter over all events of the program would slow each of them.
            QGuiApplication.clipboard().dataChanged.connect(self.copied)
            app.focusWindowChanged.connect(self._watch)
            QGuiApplication.inputMethod().cursorRectangleChanged.connect(self._typed)
        self._watch(QGuiApplication.focusWindow())
        self._timer = QTimer(self, interval=TICK)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)

    def _typed(self) -> None:
        """The cursor of a text moved: an input method typed, whose keys no window ever sees."""
        if QGuiApplication.focusWindow() is not None:
            self.touch()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in ACTIVITY:
            self.touch()
            if isinstance(event, QKeyEvent) and QKeySequence(event.keyCombination()) in LOCK_KEYS:
                # The menu's own key does not reach past a dialog; this does.
                self.lock_wanted.emit(True)
                return True
        return False

    def touch(self) -> None:
        """Somebody works."""
        self._last = self.now()
        self._mask(on=False)

    def look(self) -> None:
        """Look at the clock."""
        now = self.now()
        slept, self._looked = now - self._looked > SLEPT, now
        idle = now - self._last
        self._mask(on=idle >= MASKED_AFTER)
        if slept or idle >= 60 * self.minutes:
            self.lock_wanted.emit(False)
        self.ticked.emit()

    def _mask(self, *, on: bool) -> None:
        if on != self._is_masked:
            self._is_masked = on
            self.masked.emit(on)
