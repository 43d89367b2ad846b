"""帮助: what helps when something is wrong, each made when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui import bug_report

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from app.ui.main_window import MainWindow


def fill(window: MainWindow, menu: QMenu) -> None:
    """Add the helps to the menu of a window."""
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
