"""Others at a county's server save too: the end of the history is looked at now and then, and what is shown follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from app.services import others
from app.services.changes import ChangeKind, Changes

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.rules.refusal import Refused
    from app.services.others import News
    from app.ui.main_window import MainWindow
    from db.unit import UnitOfWork

LOOK_EVERY = 15_000
"""Milliseconds between two looks."""
WORDS = "别人保存的内容"


class Others(QObject):
    """Looks while the window is in sight and nothing is under way; tells as the window tells of its own saves.

    Signal: `reached(bool)` after every look: whether the server answered.
    """

    reached = Signal(bool)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._operation = window, window.operation
        self._seen = window.operation.desk.head
        self._own: set[str] = set()
        """The steps of this window's own saves, by which the history names them."""
        self._is_looking = False
        self._timer = QTimer(self, interval=LOOK_EVERY)
        self._timer.timeout.connect(self._look_if_idle)
        self._timer.start()
        self._operation.others = self
        window.closed.connect(self._timer.stop)

    def noting(self, work: Callable[[UnitOfWork], Changes]) -> Callable[[UnitOfWork], Changes]:
        """Writing work that is known to be this window's own, when it is saved and seen in the history."""

        def noted(unit: UnitOfWork) -> Changes:
            self._own.add(unit.step)
            return work(unit)

        return noted

    def _look_if_idle(self) -> None:
        window = self._window
        is_seen = window.isVisible() and not window.isMinimized()
        if is_seen and self._operation.idle and QApplication.activeModalWidget() is None:
            self.look()

    def look(self) -> None:
        """Ask what others saved; a second call meanwhile does nothing."""
        if self._is_looking:
            return
        self._is_looking = True
        desk, seen, own = self._operation.desk, self._seen, frozenset(self._own)
        self._operation.look(
            lambda: others.since(desk, seen, own=own), self._hear, owner=self, failed=self._not_reached
        )

    def _not_reached(self, _refusal: Refused) -> None:
        self._is_looking = False
        self.reached.emit(False)

    def _hear(self, news: News) -> None:
        self._is_looking = False
        self._seen = news.head
        self.reached.emit(True)
        if not news.is_any:
            return
        if news.moved:
            self._operation.desk.store.was_moved()
        for ledger in news.arranged:
            self._tell(ChangeKind.LAYOUT, ledger)
        if news.settings or news.moved:
            self._tell(ChangeKind.SETTINGS)
        if news.records:
            # Once: pages that show figures of all ledgers read anew at each.
            self._tell(ChangeKind.EDITED, next(iter(news.records)) if len(news.records) == 1 else "")
            self._operation.others_saved.emit(news.records)

    def _tell(self, kind: ChangeKind, ledger: str = "") -> None:
        self._operation.changed.emit(Changes(WORDS, kind, ledger), self)
