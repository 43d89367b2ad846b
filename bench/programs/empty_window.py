"""Peer: an empty PySide6 window with a table view; prints the moment of its first paint and what it holds."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class FirstPaint(QObject):
    """Prints the moment after the first paint of a widget and ends the program."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.is_seen = False
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        if event.type() is QEvent.Type.Paint and not self.is_seen:
            self.is_seen = True
            QTimer.singleShot(0, self.report)
        return super().eventFilter(watched, event)

    def report(self) -> None:
        """Print and go."""
        moment = time.monotonic()
        from bench import memory  # late: not part of the window

        print(json.dumps({"painted": moment, "resident": memory.resident()}), flush=True)
        QApplication.quit()


def main() -> int:
    """Open the window."""
    app = QApplication([])
    window = QMainWindow()
    table = QTableView(window)
    window.setCentralWidget(table)
    window.resize(1366, 728)
    watch = FirstPaint(table.viewport())
    window.show()
    code = app.exec()
    watch.deleteLater()
    return code


if __name__ == "__main__":
    sys.exit(main())
