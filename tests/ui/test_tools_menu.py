from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QDialog, QMenu

from app.ui.main_window import MainWindow
from app.ui.operation import Operation
from tests.ui.rest import at_rest

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk


@pytest.mark.parametrize("words", ["包案移交…", "回头抽查…", "接访排班…", "节假日调整…"])
def test_each_tool_opens_its_dialog(
    operation: Operation, settled: Callable[[], None], qtbot: QtBot, words: str
) -> None:
    window = MainWindow(operation)
    qtbot.addWidget(window)
    settled()
    (tools,) = [menu for menu in window.menuBar().findChildren(QMenu) if menu.title().startswith("工具")]
    next(action for action in tools.actions() if action.text() == words).trigger()
    settled()
    (dialog,) = [one for one in window.findChildren(QDialog) if one.isVisible()]
    assert dialog.windowTitle() == words.removesuffix("…")
    dialog.reject()


@pytest.mark.parametrize(("today", "is_told"), [(date(2014, 3, 31), True), (None, False)])
def test_a_clock_set_back_is_told_at_opening(desk: Desk, qtbot: QtBot, today: date | None, is_told: bool) -> None:
    desk.store.clock.fixed = today
    operation = Operation(desk)
    window = MainWindow(operation)
    qtbot.addWidget(window)
    window.show()
    at_rest(qtbot, operation)
    assert window.message.isVisible() is is_told
    assert ("请核对电脑的日期和时间" in window.message.words.text()) is is_told
    operation.close()
