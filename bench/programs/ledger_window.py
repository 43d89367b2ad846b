"""Ours: starts on a file as the program does and goes to a ledger; prints when kept rows and live rows are painted.

Imports nothing the program itself would not import before its first paint. Then it closes the window as a clerk does,
so that the next start finds the page kept and a file that was left whole.
"""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QTableView

from app import __main__ as program
from app.ui import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.ui.first_paint import FirstWindow

FIRST, GO_ON = run.show_first, run.Start.go_on


class Painted(QObject):
    """Does something after the first paint of a table that shows rows; before anything the paint itself sets off."""

    def __init__(self, table: QTableView, seen: Callable[[], None], has_rows: Callable[[], bool]) -> None:
        super().__init__(table)
        self.seen, self.has_rows, self.is_seen = seen, has_rows, False
        table.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        if event.type() is QEvent.Type.Paint and not self.is_seen and self.has_rows():
            self.is_seen = True
            QTimer.singleShot(0, self.seen)
        return super().eventFilter(watched, event)


class Watch:
    """Notes both moments of one start; after the second it prints them and closes the window."""

    def __init__(self, ledger: str) -> None:
        self.ledger = ledger
        self.kept: float | None = None

    def show_first(self, path: Path, user: str = "") -> FirstWindow | None:
        """The program's own first picture, with a watcher on its rows."""
        first = FIRST(path, user)
        table = first.findChild(QTableView) if first is not None else None
        if first is not None and table is not None:
            rows = table.model().rowCount
            first.watch = Painted(table, self._note, lambda: rows() > 0)  # type: ignore[attr-defined]
        return first

    def _note(self) -> None:
        self.kept = time.monotonic()

    def go_on(self, start: run.Start) -> None:
        """Open the file as the program does, then the ledger, with a watcher on its table."""
        GO_ON(start)
        if start.session is None or start.session.window is None:
            raise RuntimeError(start.place)
        window = start.session.window
        page = window.ledger_page(self.ledger)

        def done() -> None:
            print(json.dumps({"kept": self.kept, "live": time.monotonic()}), flush=True)
            QTimer.singleShot(0, window.close)

        self.watch = Painted(page.table, done, lambda: page.model.rowCount() > 0 and page.model.row(0) is not None)


if __name__ == "__main__":
    watch = Watch(sys.argv[2])
    run.show_first = watch.show_first
    setattr(run.Start, "go_on", lambda start: watch.go_on(start))  # noqa: B010 - becomes a method
    sys.argv[1:] = ["open", sys.argv[1]]
    sys.exit(program.main())
