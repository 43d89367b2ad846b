"""帮助: what helps when something is wrong, each made when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from app.ui.main_window import MainWindow


def fill(window: MainWindow, menu: QMenu) -> None:
    """Add the helps to the menu of a window."""
    menu.addAction("故障自检…", lambda: _check(window))


def _check(window: MainWindow) -> None:
    from app.ui.self_check_dialog import SelfCheckDialog

    SelfCheckDialog(window.operation, window).open()
