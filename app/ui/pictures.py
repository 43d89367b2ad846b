"""Pictures of the window, made by the program itself: every tab, and a form."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QMessageLogContext, QtMsgType
    from PySide6.QtWidgets import QApplication

    from app.ui.main_window import MainWindow

SIZE = (1366, 768)
LONGEST = 20.0
"""Seconds after which a picture is taken even if something is still on its way."""
FORM_OF = "rectifications"
QUIET = 3
"""So many turns without work under way: an answer may ask for more."""


def picture_tabs(desk_path: Path, folder: Path) -> tuple[Path, ...]:
    """Open a file offscreen at 1366×768, visit every tab and one form, and save a PNG of each; returns their paths."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import qInstallMessageHandler

    from app.services.desk import open_desk
    from app.ui import application
    from app.ui.main_window import MainWindow
    from app.ui.operation import Operation

    before = qInstallMessageHandler(_quiet)
    app = application.make_application()
    application.load_rare_face()
    folder.mkdir(parents=True, exist_ok=True)
    desk = open_desk(desk_path)
    operation = Operation(desk)
    window = MainWindow(operation)
    try:
        window.show()
        window.setGeometry(0, 0, *SIZE)
        return _pictures(app, window, folder)
    finally:
        operation.close()
        desk.close()
        window.deleteLater()
        qInstallMessageHandler(before)


def _quiet(_kind: QtMsgType, _place: QMessageLogContext, words: str) -> None:
    """Pass on what Qt says, but not that a window without a screen cannot be moved about."""
    if not words.startswith("This plugin does not support"):
        sys.stderr.write(f"{words}\n")


def _pictures(app: QApplication, window: MainWindow, folder: Path) -> tuple[Path, ...]:
    made = []
    for place in range(window.tabs.count()):
        window.tabs.setCurrentIndex(place)
        settle(app, window)
        made.append(folder / f"{place + 1:02d}-{window.tabs.tabText(place)}.png")
        window.grab().save(str(made[-1]))
    page = window.ledger_page(FORM_OF)
    settle(app, window)
    record = page.model.id_at(0)
    page.show_record(record) if record else page.new_record()
    settle(app, window)
    made.append(folder / f"{len(made) + 1:02d}-表单.png")
    window.grab().save(str(made[-1]))
    return tuple(made)


def settle(app: QApplication, window: MainWindow) -> None:
    """Let the window finish what is on its way."""
    end = time.monotonic() + LONGEST
    quiet = 0
    while quiet < QUIET and time.monotonic() < end:
        app.processEvents()
        quiet = quiet + 1 if window.operation.idle else 0
        time.sleep(0.01)
