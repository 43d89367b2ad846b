"""How the tests of the window wait until it has come to rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.operation import Operation

TURNS = 3
"""Rounds of the event loop in which what an answer leaves behind is done: rows shown, a timer of no time, the focus."""


def at_rest(qtbot: QtBot, operation: Operation) -> None:
    """Wait until no work is under way and what the last answer left to the event loop is done as well."""

    def quiet() -> bool:
        for _ in range(TURNS):
            if not operation.idle:
                return False
            QApplication.processEvents()
        return operation.idle

    qtbot.waitUntil(quiet)
