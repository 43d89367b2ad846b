"""A clerk in a process of his own: types into the real window and never saves; the parent kills it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.services.desk import open_desk
from app.ui import application
from app.ui.main_window import MainWindow
from app.ui.operation import Operation


def types(widget: QWidget, text: str) -> None:
    """Type a text character by character; Chinese as an input method commits it."""
    for char in text:
        if char.isascii():
            QTest.keyClick(widget, char)
        else:
            event = QInputMethodEvent("", [])
            event.setCommitString(char)
            QApplication.sendEvent(widget, event)
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)


def until(condition: object) -> None:
    """Let the window work until it is so."""
    while not condition():  # type: ignore[operator]
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 50)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def main(path: Path, photo: Path, words: str, blurred: str, first: str, open_cell: str) -> None:
    """Type everything, say so, and go on living."""
    application.make_application()
    operation = Operation(open_desk(path))
    window = MainWindow(operation)
    window.resize(1366, 768)
    window.show()
    until(lambda: operation.idle)
    page = window.ledger_page("rectifications")
    page.new_record()
    until(lambda: page.form is not None and page.form.sections and page.form.isEnabled() and operation.idle)
    form = page.form
    assert form is not None
    form.fields["registered_on"].editor.put("")
    types(form.fields["registered_on"].editor, blurred)
    form.attachments.add_files([photo])
    until(lambda: form.attachments.is_waiting)
    grid = form.grids["measures"]
    form.tabs.setCurrentWidget(grid)
    model, view = grid.model, grid.view
    keys = [column.key for column in model.columns]
    model.setData(model.index(0, keys.index("text")), first)
    form.walk.jump("description")
    QApplication.processEvents()
    types(form.fields["description"].editor, words)
    view.setCurrentIndex(model.index(1, keys.index("text")))
    view.setFocus(Qt.FocusReason.TabFocusReason)
    view.edit(view.currentIndex())
    editor = view.indexWidget(view.currentIndex())
    types(editor, open_cell)
    print("typed", form.uuid, flush=True)
    QTimer.singleShot(60_000, QApplication.quit)
    QApplication.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
