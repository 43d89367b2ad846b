from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QInputDialog, QLabel, QVBoxLayout, QWidget

from app.services import drafts, history, locking
from app.services.desk import Desk, new_desk
from app.ui import dialogs
from app.ui.dialogs import Leave
from app.ui.lock_page import LOCKED, Cover, LockPage
from app.ui.main_window import MainWindow
from app.ui.operation import Operation
from tests.ui.rest import at_rest
from tests.ui.test_idle import FakeClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.form import RecordForm

Key = Qt.Key
PASSPHRASE = "清河镇民情台账2014春"


@pytest.fixture
def window(operation: Operation, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.setattr(dialogs, "ask_leave", lambda *_: Leave.DISCARD)
    yield from opened(operation, qtbot)


def opened(operation: Operation, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(operation)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    qtbot.waitUntil(made.isActiveWindow)
    at_rest(qtbot, operation)
    yield made
    made.safety.lock.unlock()
    at_rest(qtbot, operation)


@pytest.fixture
def form(window: MainWindow, qtbot: QtBot) -> RecordForm:
    """A form with something half typed in it, the cursor in an unreadable date."""
    page = window.ledger_page("rectifications")
    page.new_record()
    qtbot.waitUntil(lambda: page.form is not None and bool(page.form.sections) and page.form.isEnabled())
    at_rest(qtbot, window.operation)
    assert page.form is not None
    page.form.fields["description"].editor.put("王麻子家的井水发苦")
    page.form.fields["registered_on"].editor.setFocus()
    page.form.fields["registered_on"].editor.put("3月初5")
    return page.form


def page_of(window: MainWindow) -> LockPage:
    page = window.safety.lock.page
    assert page is not None
    return page


def lock(window: MainWindow) -> LockPage:
    window.safety.lock_now()
    return page_of(window)


def colours(widget: QWidget) -> set[int]:
    image = widget.grab().toImage()
    return {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 5)}


def test_nothing_of_the_window_is_to_be_seen(window: MainWindow, form: RecordForm) -> None:
    assert len(colours(window)) > 20
    lock(window)
    assert len(colours(window)) == 1
    assert window.windowTitle() == LOCKED


def test_the_half_typed_form_comes_back_untouched(window: MainWindow, form: RecordForm, qtbot: QtBot) -> None:
    editor = form.fields["registered_on"].editor
    page = lock(window)
    qtbot.waitUntil(page.isActiveWindow)
    page.unlock_button.click()
    qtbot.waitUntil(lambda: not window.safety.lock.is_locked)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is editor)
    assert editor.text() == "3月初5"
    assert form.fields["description"].text() == "王麻子家的井水发苦"
    assert form.is_dirty()
    assert window.windowTitle() != LOCKED
    assert window.findChildren(Cover) == []


def test_what_was_typed_is_a_draft_before_the_page_is_up(
    window: MainWindow, form: RecordForm, day_desk: Desk, qtbot: QtBot
) -> None:
    lock(window)
    at_rest(qtbot, window.operation)
    (line,) = day_desk.read(lambda unit: drafts.of(unit, actor=day_desk.actor))
    assert line.words == "王麻子家的井水发苦"


def test_keys_reach_neither_menu_nor_form(window: MainWindow, form: RecordForm, qtbot: QtBot) -> None:
    page = lock(window)
    qtbot.waitUntil(page.isActiveWindow)
    handle = window.windowHandle()
    before = form.fields["description"].text()
    for key in (Key.Key_F1, Key.Key_A):
        QTest.keyClick(handle, key)
    for key in (Key.Key_S, Key.Key_N, Key.Key_1, Key.Key_P):
        QTest.keyClick(handle, key, Qt.KeyboardModifier.ControlModifier)
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, window.rect().center())
    QTest.keyClick(handle, Key.Key_F, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(page, Key.Key_Escape)
    assert QApplication.activePopupWidget() is None
    assert QApplication.activeModalWidget() is page
    assert form.fields["description"].text() == before
    assert window.page is not None
    assert window.page.ledger.name == "rectifications"
    assert page.isVisible()


def test_the_page_is_not_closed_like_a_window(window: MainWindow) -> None:
    page = lock(window)
    page.close()
    page.reject()
    assert page.isVisible()


def test_dialogs_that_are_open_are_covered_and_come_back(window: MainWindow, qtbot: QtBot) -> None:
    dialog = QDialog(window)
    dialog.setWindowTitle("整改〔2014〕12号 附件")
    QVBoxLayout(dialog).addWidget(QLabel("王麻子"))
    dialog.open()
    qtbot.waitUntil(dialog.isVisible)
    page = lock(window)
    assert len(colours(dialog)) == 1
    assert dialog.windowTitle() == LOCKED
    assert QApplication.activeModalWidget() is page
    window.safety.lock.unlock()
    assert dialog.isVisible()
    assert dialog.windowTitle() == "整改〔2014〕12号 附件"
    dialog.close()


def test_a_window_that_comes_up_late_is_covered_too(window: MainWindow, qtbot: QtBot) -> None:
    page = lock(window)
    late = QDialog(window)
    QVBoxLayout(late).addWidget(QLabel("王麻子"))
    late.open()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is page)
    assert len(colours(late)) == 1
    late.close()


def test_an_open_menu_is_closed(window: MainWindow, qtbot: QtBot) -> None:
    window.view_menu.popup(window.mapToGlobal(window.rect().center()))
    qtbot.waitUntil(window.view_menu.isVisible)
    lock(window)
    assert not window.view_menu.isVisible()


def test_the_clipboard_is_emptied(window: MainWindow, form: RecordForm) -> None:
    editor = form.fields["description"].editor
    editor.setFocus()
    editor.selectAll()
    editor.copy()
    assert QGuiApplication.clipboard().text() == "王麻子家的井水发苦"
    lock(window)
    assert QGuiApplication.clipboard().text() == ""


def test_the_key_locks_and_idle_minutes_do(window: MainWindow) -> None:
    QTest.keyClick(window.windowHandle(), Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert window.safety.lock.is_locked
    window.safety.lock.unlock()
    clock = FakeClock()
    window.safety.watch.now = clock
    window.safety.watch.touch()
    window.safety.watch.look()
    clock.pass_by(window.safety.watch, 299)
    assert not window.safety.lock.is_locked
    clock.pass_by(window.safety.watch, 1)
    assert window.safety.lock.is_locked


def test_the_minutes_are_the_offices_own(
    window: MainWindow, day_desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QInputDialog, "getInt", lambda *_: (2, True))
    window.safety.ask_minutes()
    at_rest(qtbot, window.operation)
    assert window.safety.watch.minutes == 2
    assert day_desk.read(locking.minutes) == 2


def test_locking_and_unlocking_are_in_the_history(window: MainWindow, day_desk: Desk, qtbot: QtBot) -> None:
    lock(window)
    page_of(window).unlock_button.click()
    qtbot.waitUntil(lambda: not window.safety.lock.is_locked)
    at_rest(qtbot, window.operation)
    lines = day_desk.read(lambda unit: history.recent(unit, limit=2))
    assert [line.split(" ")[-1] for line in lines] == ["解除锁定", "锁定"]


def test_leaving_from_the_page_asks_nothing_and_keeps_the_draft(
    window: MainWindow, form: RecordForm, day_desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs, "ask_leave", lambda *_: pytest.fail("nothing is asked"))
    page = lock(window)
    page.leave_button.click()
    qtbot.waitUntil(lambda: not window.isVisible())
    at_rest(qtbot, window.operation)
    assert day_desk.read(lambda unit: drafts.count(unit, actor=day_desk.actor)) == 1


def test_a_plain_file_asks_for_no_passphrase(window: MainWindow) -> None:
    assert not lock(window).passphrase.isVisible()


@pytest.fixture
def sealed(tmp_path: Path) -> Iterator[Desk]:
    desk = new_desk(tmp_path / "密.minqing", office_name="清河镇", passphrase=PASSPHRASE)
    yield desk
    desk.close()


@pytest.fixture
def sealed_window(sealed: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    monkeypatch.setattr(dialogs, "ask_leave", lambda *_: Leave.DISCARD)
    operation = Operation(sealed)
    yield from opened(operation, qtbot)
    operation.close()


def test_an_encrypted_file_opens_only_by_its_passphrase(sealed_window: MainWindow, qtbot: QtBot) -> None:
    page = lock(sealed_window)
    assert page.passphrase.isVisible()
    QTest.keyClicks(page.passphrase, "wrong")
    QTest.keyClick(page.passphrase, Key.Key_Return)
    qtbot.waitUntil(lambda: "口令" in page.sentence.text() and page.unlock_button.isEnabled(), timeout=10_000)
    assert sealed_window.safety.lock.is_locked
    assert page.passphrase.text() == ""
    page.passphrase.setText(PASSPHRASE)
    page.unlock_button.click()
    qtbot.waitUntil(lambda: not sealed_window.safety.lock.is_locked, timeout=10_000)


def test_a_draft_is_nowhere_in_clear_text(
    sealed_window: MainWindow, sealed: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    page = sealed_window.ledger_page("rectifications")
    page.new_record()
    qtbot.waitUntil(lambda: page.form is not None and bool(page.form.sections) and page.form.isEnabled())
    assert page.form is not None
    page.form.fields["description"].editor.put("王麻子家的井水发苦 secretword")
    lock(sealed_window)
    at_rest(qtbot, sealed_window.operation)
    assert sealed.read(lambda unit: drafts.count(unit, actor=sealed.actor)) == 1
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert b"secretword" not in left
    assert "井水".encode() not in left


def test_idle_asks_for_the_masked_view(window: MainWindow) -> None:
    heard: list[bool] = []
    window.safety.idle_masked.connect(heard.append)
    clock = FakeClock()
    window.safety.watch.now = clock
    window.safety.watch.touch()
    clock.pass_by(window.safety.watch, 60)
    window.safety.watch.touch()
    assert heard == [True, False]
