"""帮助: what helps when something is wrong, each made when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence, QWindow
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid
from typing_extensions import override

from app.ui import bug_report, key_table
from app.ui.key_table import Where

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from app.ui.main_window import MainWindow


HELP_KEYS = key_table.sequences(Where.WINDOW, "help")
LOCKED = "lock"
"""The object name of the lock page, over which nothing opens."""


class HelpKey(QObject):
    """F1 in the dialogs: the key of the window's menu does not reach past one."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._watch)

    def _watch(self, shown: QWindow | None) -> None:
        own = self._window.windowHandle()
        if shown is not None and shown is not own:
            shown.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_key = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if is_key and QKeySequence(event.keyCombination()) in HELP_KEYS:  # type: ignore[attr-defined]
            show(self._window)
            return True
        return False


def show(window: MainWindow) -> None:
    """F1: the manual at the page that speaks of what is in sight; beside a dialog where one is open."""
    from app.ui import help_pages

    top = QApplication.activeWindow() or window
    if top.objectName() != LOCKED:
        show_page(window, help_pages.page_for(window, QApplication.focusWidget() or top), beside=top)


def bind(part: QWidget, name: str) -> None:
    """Let F1 open a page over what stands before any window does."""
    action = QAction(part)
    action.setShortcuts(HELP_KEYS)
    action.triggered.connect(lambda: show_page(part, name))
    part.addAction(action)


def show_page(window: QWidget, name: str, *, beside: QWidget | None = None) -> None:
    """The manual at a page; the one that is open shows it."""
    from app.ui.manual_dialog import ManualDialog  # late: it brings the reader of pages

    over = beside or window
    if isinstance(over, ManualDialog):
        over.show_page(name)
        return
    found = next((one for one in over.findChildren(ManualDialog) if isValid(one) and one.isVisible()), None)
    dialog = found or ManualDialog(over)
    dialog.show_page(name)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()


def fill(window: MainWindow, menu: QMenu) -> None:
    """Add the helps to the menu of a window."""
    from app.services import manual

    menu.addAction("使用手册", lambda: show(window)).setShortcuts(HELP_KEYS)
    menu.addAction("快捷键表", lambda: show_page(window, manual.KEYS))
    HelpKey(window)
    menu.addAction("学习模式…", lambda: _practise(window))
    menu.addSeparator()
    menu.addAction("故障自检…", lambda: _check(window))
    menu.addAction("故障报告…", lambda: bug_report.show_log(window))


def _practise(window: MainWindow) -> None:
    """The tasks of a sample; from a real ledger the way to the sample."""
    if window.practice is not None:
        window.practise()
    else:
        window.sample_wanted.emit()


def _check(window: MainWindow) -> None:
    from app.ui.self_check_dialog import SelfCheckDialog

    SelfCheckDialog(window.operation, window).open()
