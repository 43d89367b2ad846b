"""到处找: typed, chosen and followed by keys alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.ui.find_anything import FindAnything, actions, plain_text
from app.ui.masked_view import Cover, set_masked

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.ui.main_window import MainWindow


@pytest.fixture
def dialog(window: MainWindow, qtbot: QtBot, settled: Callable[[], None]) -> FindAnything:
    window.find_anything()
    (made,) = window.findChildren(FindAnything)
    qtbot.waitExposed(made)
    settled()
    return made


def type_words(dialog: FindAnything, words: str, qtbot: QtBot, settled: Callable[[], None]) -> list[tuple[str, ...]]:
    dialog.line.setText(words)
    qtbot.waitUntil(lambda: not dialog._timer.isActive() and dialog._asked == words)
    settled()
    return [dialog.table.texts(row) for row in range(dialog.table.rowCount())]


def test_a_record_is_found_as_typed_and_opened_by_enter(
    window: MainWindow, dialog: FindAnything, enter: Callable[..., tuple[int, ...]], qtbot: QtBot,
    settled: Callable[[], None],
) -> None:  # fmt: skip
    ids = enter(3)
    rows = type_words(dialog, "第1件", qtbot, settled)
    assert [row[0] for row in rows] == ["整改台账"]
    assert "第1件" in rows[0][2]
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.page is not None and window.page.table.isVisible())
    settled()
    page = window.page
    assert page is not None
    assert page.ledger.name == "rectifications"
    qtbot.waitUntil(lambda: page.form is not None and page.form.record is not None and page.form.record.id == ids[1])


def test_a_ledger_is_found_by_its_initials_and_a_command_by_its_name(
    window: MainWindow, dialog: FindAnything, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    assert ("台账", "", "信访事项", "打开这本台账") in type_words(dialog, "xf", qtbot, settled)
    rows = type_words(dialog, "使用手册", qtbot, settled)
    assert rows[0] == ("命令", "", "使用手册", "帮助菜单 F1")


def test_arrows_move_in_the_list_while_the_line_keeps_the_focus(
    dialog: FindAnything, enter: Callable[..., tuple[int, ...]], qtbot: QtBot, settled: Callable[[], None]
) -> None:
    enter(3)
    type_words(dialog, "通组道路", qtbot, settled)
    for key, row in ((Qt.Key.Key_Down, 1), (Qt.Key.Key_PageDown, 2), (Qt.Key.Key_Up, 1)):
        QTest.keyClick(dialog.line, key)
        assert dialog.table.currentRow() == row
    assert dialog.line.hasFocus()


def test_enter_that_ends_a_composition_opens_nothing(
    dialog: FindAnything, enter: Callable[..., tuple[int, ...]], qtbot: QtBot, settled: Callable[[], None]
) -> None:
    enter(1)
    type_words(dialog, "道路", qtbot, settled)
    QApplication.sendEvent(dialog.line, QInputMethodEvent("keng", []))
    QTest.keyClick(dialog.line, Qt.Key.Key_Return)
    assert dialog.isVisible()


def test_nothing_found_is_said(dialog: FindAnything, qtbot: QtBot, settled: Callable[[], None]) -> None:
    assert type_words(dialog, "没有的词", qtbot, settled) == []
    assert dialog.said.text() == "没有找到“没有的词”。请少输几个字，或换一个词。"


def test_every_command_of_the_menus_can_be_found(window: MainWindow) -> None:
    names = [plain_text(action.text()) for _path, action in actions(window)]
    assert {"备份到", "草稿", "作废箱", "到处找", "快捷键表", "退出"} <= set(names)
    assert all(names)


def test_a_screen_nobody_works_at_covers_open_dialogs(window: MainWindow, dialog: FindAnything) -> None:
    set_masked(window, masked=True)
    (cover,) = dialog.findChildren(Cover)
    assert cover.isVisible()
    assert cover.size() == dialog.size()
    set_masked(window, masked=False)
    assert not cover.isVisible()
