from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.services import records
from app.ui import dialogs
from app.ui.dialogs import Leave
from app.ui.main_window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation

    Settled = Callable[[], None]
    Enter = Callable[..., tuple[int, ...]]

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(
    operation: Operation, enter: Enter, settled: Settled, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> MainWindow:
    monkeypatch.setattr(dialogs, "ask_leave", lambda *_: Leave.DISCARD)
    enter(1)
    enter(1)
    made = MainWindow(operation)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitUntil(made.isActiveWindow)
    settled()
    return made


def words(window: MainWindow) -> list[str]:
    return [action.text() for action in window.edit_menu.actions() if action.text()[:2] in ("撤销", "重做")]


def voided(desk: Desk, record_id: int) -> bool:
    record = desk.read(lambda unit: records.get(unit, ledger="rectifications", record_id=record_id))
    return record.voided_at is not None


def test_the_first_page_names_what_would_be_undone(window: MainWindow) -> None:
    assert words(window) == ["撤销：新增 整改〔2014〕2号", "重做"]


def test_the_keys_work_on_the_first_page(window: MainWindow, day_desk: Desk, settled: Settled, qtbot: QtBot) -> None:
    window.home.setFocus()
    qtbot.keyClick(window.home, Qt.Key.Key_Z, CONTROL)
    settled()
    assert voided(day_desk, 2)
    assert words(window) == ["撤销：新增 整改〔2014〕1号", "重做：新增 整改〔2014〕2号"]
    qtbot.keyClick(window.home, Qt.Key.Key_Y, CONTROL)
    settled()
    assert not voided(day_desk, 2)


def test_a_page_of_another_ledger_names_it_too_and_its_bar_stays_short(window: MainWindow, settled: Settled) -> None:
    page = window.ledger_page("opinions")
    settled()
    assert words(window) == ["撤销：新增 整改〔2014〕2号", "重做"]
    assert page.actions_by_name["undo"].iconText() == "撤销"


def test_in_a_text_the_typing_goes_first_and_no_record(
    window: MainWindow, day_desk: Desk, settled: Settled, qtbot: QtBot
) -> None:
    page = window.ledger_page("rectifications")
    page.show_record(1)
    qtbot.waitUntil(lambda: page.form is not None and page.form.record is not None)
    settled()
    assert page.form is not None
    page.form.jump("target")
    qtbot.waitUntil(lambda: QApplication.focusWidget() is page.form.fields["target"].editor)  # type: ignore[union-attr]
    editor = page.form.fields["target"].editor
    qtbot.keyClicks(editor, "abc")
    qtbot.keyClick(editor, Qt.Key.Key_Z, CONTROL)
    assert editor.text() == ""
    qtbot.keyClick(editor, Qt.Key.Key_Z, CONTROL)  # nothing typed is left: still the text's own key
    settled()
    assert not voided(day_desk, 2)
