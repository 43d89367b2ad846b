"""Ours: starts on a file as the program does and goes to a ledger; prints when kept rows and live rows are painted.

Imports nothing the program itself would not import before its first paint. `leave` closes the window again instead,
so that the next start finds the page kept.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QTableView

from app.ui import run

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.ui.first_paint import FirstWindow

START = run.show_first


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


class Session(run.Session):
    """The program's own session, which goes to a ledger as soon as its window is open."""

    ledger = ""
    leaves = False
    kept: float | None = None

    def open(self, path: Path) -> bool:
        """Open the file, then the ledger."""
        done = super().open(path)
        if self.window is None:
            raise RuntimeError(path)
        page = self.window.ledger_page(self.ledger)
        model = page.model
        self.watch = Painted(page.table, self.report, lambda: model.rowCount() > 0 and model.row(0) is not None)
        return done

    def report(self) -> None:
        """Print and go without waiting for what else is being read; or close the window as a clerk does."""
        answer = {"kept": self.kept, "live": time.monotonic()}
        print(json.dumps(answer), flush=True)
        if not self.leaves or self.window is None:
            os._exit(0)
        self.window.close()


def show_first(session: run.Session, path: Path) -> FirstWindow | None:
    """The program's own start, with a watcher on the kept rows."""
    first = START(session, path)
    table = first.findChild(QTableView) if first is not None else None
    if first is not None and table is not None:
        first.watch = Painted(table, _note, lambda: True)  # type: ignore[attr-defined]
    return first


def _note() -> None:
    Session.kept = time.monotonic()


if __name__ == "__main__":
    Session.ledger, Session.leaves = sys.argv[2], len(sys.argv) > 3
    run.Session = Session  # type: ignore[misc]  # the program's own start, with a watcher more
    run.show_first = show_first
    sys.exit(run.run(Path(sys.argv[1]), ""))
