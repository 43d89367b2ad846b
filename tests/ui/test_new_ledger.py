"""新建台账 by the wizard: by keys alone, nothing written before 完成, and nothing typed lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QFileDialog
from shiboken6 import isValid

from app.ledgers import registry
from app.services import office
from app.services.founding import LEVELS
from app.ui import dialogs
from app.ui.import_wizard import PREVIEW
from app.ui.new_ledger import NewLedgerWizard
from app.ui.recovery_dialog import RecoveryDialog
from app.ui.short_table import ShortTable
from db.ask import Ask
from tests.conftest import PASSPHRASE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.services.founding import Founded
    from app.ui.session import Session

pytestmark = pytest.mark.usefixtures("fresh_data_folder")

OFFICE, LEDGERS, VILLAGES, PEOPLE, PASS, BACKUP = range(6)


@pytest.fixture
def wizard(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[NewLedgerWizard]:
    monkeypatch.setattr(dialogs, "confirm", lambda *_, **__: True)  # nobody is there to answer
    made = NewLedgerWizard(tmp_path)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    if isValid(made):
        made.close()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def step(wizard: NewLedgerWizard) -> int:
    return wizard.stack.currentIndex()


def press(qtbot: QtBot, *keys: Qt.Key) -> None:
    for key in keys:
        focus = QApplication.focusWidget()
        assert focus is not None
        qtbot.keyClick(focus, key)


def write(qtbot: QtBot, text: str) -> None:
    """Text as the input method commits it."""
    focus = QApplication.focusWidget()
    assert focus is not None
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(focus, event)
    qtbot.wait(1)  # the turn of the event loop in which Enter would still be the input method's


def finished(wizard: NewLedgerWizard, qtbot: QtBot) -> Founded:
    with qtbot.waitSignal(wizard.founded) as heard:
        wizard.finish()
    founded: Founded = heard.args[0]
    return founded


def names(desk: Desk, ledger: str) -> list[object]:
    ask = Ask(ledger, sort=(("number", False),), limit=100)
    return desk.read(lambda unit: [one.values["name"] for one in unit.reading.page(ask).rows])


def test_it_goes_through_all_steps_by_keys_alone(wizard: NewLedgerWizard, qtbot: QtBot, tmp_path: Path) -> None:
    enter = Qt.Key.Key_Return
    write(qtbot, "清河镇人民政府")
    press(qtbot, enter, enter)
    write(qtbot, "田雨欣")
    press(qtbot, enter, enter, enter)
    assert step(wizard) == LEDGERS
    press(qtbot, Qt.Key.Key_Space)  # the whole of 学习教育
    press(qtbot, enter)
    assert step(wizard) == VILLAGES
    press(qtbot, Qt.Key.Key_Down, Qt.Key.Key_Down, enter)
    assert QApplication.focusWidget() is wizard.villages.table
    for cell in ("郑庄", "2", "新立", ""):
        press(qtbot, Qt.Key.Key_F2)
        write(qtbot, cell)
        press(qtbot, enter)
        qtbot.waitUntil(lambda: QApplication.focusWidget() is wizard.villages.table)
    press(qtbot, enter)  # a blank row leads on
    assert step(wizard) == PEOPLE
    press(qtbot, enter)
    assert step(wizard) == PASS
    for _ in range(2):
        write(qtbot, PASSPHRASE)
        press(qtbot, enter)
    assert step(wizard) == BACKUP
    press(qtbot, enter)
    assert QApplication.focusWidget() is wizard.done_button
    assert list(tmp_path.iterdir()) == []
    with qtbot.waitSignal(wizard.founded) as heard:
        press(qtbot, enter)
    founded = heard.args[0]
    assert founded.troubles == []
    assert founded.desk.read(office.hidden_ledgers) == {one.name for one in registry.LEDGERS if one.tab == "learning"}
    assert names(founded.desk, "places") == ["郑庄", "郑庄一组", "郑庄二组", "新立"]
    assert founded.desk.actor.name == "田雨欣"
    founded.desk.close()


def test_enter_does_not_advance_while_the_input_method_composes(wizard: NewLedgerWizard, qtbot: QtBot) -> None:
    office_line = wizard.office.office
    QApplication.sendEvent(office_line, QInputMethodEvent("qinghe", []))
    press(qtbot, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is office_line
    event = QInputMethodEvent()
    event.setCommitString("清河")
    QApplication.sendEvent(office_line, event)
    press(qtbot, Qt.Key.Key_Return)  # in the event turn of the commit it is the input method's
    assert QApplication.focusWidget() is office_line
    qtbot.wait(1)
    press(qtbot, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is wizard.office.level


def test_the_first_step_needs_the_name_and_a_place(wizard: NewLedgerWizard, qtbot: QtBot) -> None:
    wizard.go_on()
    assert step(wizard) == OFFICE
    assert wizard.said.text() == "请写明单位名称，它会印在每一份台账上。"
    assert QApplication.focusWidget() is wizard.office.office
    wizard.office.office.setText("清河镇")
    wizard.office.place.setText("")
    wizard.go_on()
    assert "存在哪里" in wizard.said.text()


@pytest.mark.parametrize(("part", "typed", "words"), [
    ("office", "长" * 61, "单位名称最多60个字"), ("operator", "王" * 21, "不超过20个字"),
    ("operator", "王\u200d英", "看不见的字符"), ("place", "长" * 80, "名称太长"), ("place", "已有", "已经存在"),
])  # fmt: skip
def test_what_the_first_step_cannot_take_is_told_there_and_not_after_the_last(
    wizard: NewLedgerWizard, part: str, typed: str, words: str, tmp_path: Path
) -> None:
    (tmp_path / "已有.minqing").write_bytes(b"")
    wizard.office.office.setText("清河镇")
    field = getattr(wizard.office, part)
    field.setText(str(tmp_path / typed) if part == "place" else typed)
    wizard.go_on()
    assert (step(wizard), QApplication.focusWidget()) == (OFFICE, field)
    assert words in wizard.said.text()


def test_the_files_name_gets_its_ending(wizard: NewLedgerWizard, tmp_path: Path) -> None:
    wizard.office.place.setText(str(tmp_path / "台账2014.1"))
    assert wizard.wanted.place == tmp_path / "台账2014.1.minqing"


def test_finish_leads_to_the_step_that_lacks_something(wizard: NewLedgerWizard) -> None:
    wizard.finish()
    assert step(wizard) == OFFICE
    wizard.office.office.setText("清河镇")
    wizard.finish()
    assert step(wizard) == PASS
    assert wizard.said.text()
    assert wizard.work is None


def test_with_a_name_and_no_passphrase_wanted_it_can_be_finished_from_the_first_step(
    wizard: NewLedgerWizard, qtbot: QtBot
) -> None:
    wizard.office.office.setText("清河镇")
    wizard.passphrase.new.plain.setChecked(True)
    founded = finished(wizard, qtbot)
    assert founded.desk.read(office.name) == "清河镇"
    assert founded.desk.recovery_code == ""
    founded.desk.close()


def test_going_back_keeps_what_was_typed(wizard: NewLedgerWizard) -> None:
    wizard.office.office.setText("清河镇")
    wizard.go(VILLAGES)
    wizard.villages.table.put(0, ["郑庄", "3"])
    wizard.go(BACKUP)
    wizard.backup.second.setText("某处")
    for back in (VILLAGES, OFFICE):
        wizard.go(back)
    assert wizard.wanted.villages[0].name == "郑庄"
    assert wizard.wanted.office == "清河镇"
    assert str(wizard.wanted.second) == "某处"


def test_the_kind_of_office_ticks_the_ledgers_until_the_clerk_does(wizard: NewLedgerWizard) -> None:
    wizard.office.level.setCurrentText("村、社区")
    assert wizard.wanted.hidden == LEVELS["村、社区"]
    item = next(one for one in wizard.ledgers.tree.items() if one.text(0) == "接访日志")
    item.setCheckState(0, Qt.CheckState.Unchecked)
    wizard.office.level.setCurrentText("乡镇、街道")
    assert wizard.wanted.hidden == LEVELS["村、社区"] | {"reception_logs"}
    assert "不用的 9 本" in wizard.ledgers.count.text()
    wizard.ledgers.tick_all()
    assert wizard.wanted.hidden == frozenset()


def test_what_was_typed_counts_only_when_it_is_the_choice(wizard: NewLedgerWizard) -> None:
    wizard.people.table.put(0, ["李秀英", "助理", ""])
    assert wizard.people.choice.checkedId() == wizard.people.TYPED
    assert [one.name for one in wizard.wanted.people] == ["李秀英"]
    wizard.people.choice.button(wizard.people.LATER).setChecked(True)
    assert wizard.wanted.people == ()


def test_a_row_without_a_name_and_a_sheet_not_chosen_are_told(wizard: NewLedgerWizard) -> None:
    wizard.office.office.setText("清河镇")
    wizard.go(PEOPLE)
    wizard.people.table.put(0, ["", "助理", ""])
    wizard.go_on()
    assert step(wizard) == PEOPLE
    assert "没有写姓名" in wizard.said.text()
    wizard.people.choice.button(wizard.people.SHEET).setChecked(True)
    wizard.go_on()
    assert "还没有选表格" in wizard.said.text()
    wizard.go(VILLAGES)
    for row in range(2):
        wizard.villages.table.put(row, ["郑庄", ""])
    wizard.go_on()
    assert wizard.said.text() == "“郑庄”写了两次。请删掉一行。"


def looked_at(wizard: NewLedgerWizard, qtbot: QtBot, path: Path) -> None:
    """Choose a sheet for the villages and take it along."""
    wizard.go(VILLAGES)
    wizard.villages.choice.button(wizard.villages.SHEET).setChecked(True)
    wizard.villages.sheet_button.click()
    qtbot.waitUntil(lambda: wizard.collecting is not None)
    collecting = wizard.collecting
    assert collecting is not None
    collecting.read_file(path)
    qtbot.waitUntil(lambda: collecting.plan is not None)
    collecting.go_on()
    collecting.go_on()
    qtbot.waitUntil(lambda: collecting.stack.currentIndex() == PREVIEW)
    assert collecting.next_button.text() == "带上这张表"
    assert not collecting.preview.backup.isVisible()
    collecting.go_on()
    qtbot.waitUntil(lambda: wizard.collecting is None)


def test_villages_come_from_a_workbook_after_a_look_at_it(
    wizard: NewLedgerWizard, qtbot: QtBot, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    for line in (("名称", "种类"), ("郑庄", "村"), ("新立", "村")):
        book.active.append(line)
    book.save(tmp_path / "村组.xlsx")
    wizard.office.office.setText("清河镇")
    wizard.passphrase.new.plain.setChecked(True)
    looked_at(wizard, qtbot, tmp_path / "村组.xlsx")
    assert "带上「村组.xlsx」，登记到村组" in wizard.villages.sheet_words.text()
    assert [file.name for file in tmp_path.iterdir()] == ["村组.xlsx"]
    founded = finished(wizard, qtbot)
    assert names(founded.desk, "places") == ["郑庄", "新立"]
    assert founded.done == ["村组 2 条"]
    founded.desk.close()


def test_it_stays_with_all_that_was_typed_when_the_ledger_cannot_be_made(
    wizard: NewLedgerWizard, qtbot: QtBot, ledger_file: Path
) -> None:
    before = ledger_file.read_bytes()
    wizard.office.office.setText("清河镇")
    wizard.office.place.setText(str(ledger_file))
    wizard.passphrase.new.plain.setChecked(True)
    wizard.people.table.put(0, ["李秀英", "", ""])
    wizard.finish()
    qtbot.waitUntil(lambda: bool(wizard.said.text()))
    assert wizard.isVisible()
    assert ledger_file.read_bytes() == before
    assert [one.name for one in wizard.wanted.people] == ["李秀英"]


def test_leaving_asks_only_when_something_was_typed(
    wizard: NewLedgerWizard, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(dialogs, "confirm", lambda _parent, _title, question, **_: bool(asked.append(question)))
    wizard.office.office.setText("清河镇")
    press(qtbot, Qt.Key.Key_Escape)
    assert len(asked) == 1
    assert wizard.isVisible()
    wizard.office.office.clear()
    wizard.leave.click()
    assert len(asked) == 1
    assert not wizard.isVisible()
    assert list(tmp_path.iterdir()) == []


def test_the_clerk_may_choose_places_by_looking_for_them(
    wizard: NewLedgerWizard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "选的.minqing"), ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    wizard.office._browse()
    wizard.backup._browse()
    assert wizard.wanted.place == tmp_path / "选的.minqing"
    assert wizard.wanted.second == tmp_path


def test_the_start_page_opens_it_and_the_ledger_is_opened_with_what_was_not_brought_in(
    session: Session, qtbot: QtBot, tmp_path: Path, cheap_keys: None
) -> None:
    session.show_start()
    assert session.start is not None
    session.start.buttons[0].click()
    wizard = session.founding
    assert wizard is not None
    assert wizard.isVisible()
    wizard.office.office.setText("清河镇")
    wizard.office.place.setText(str(tmp_path / "新.minqing"))
    for field in (wizard.passphrase.new.first, wizard.passphrase.new.again):
        field.line.setText(PASSPHRASE)
    wizard.villages.table.put(0, ["郑庄", ""])
    wizard.backup.second.setText(str(tmp_path / "没有插"))
    wizard.finish()
    qtbot.waitUntil(lambda: session.window is not None)
    window = session.window
    assert window is not None
    assert session.start is None
    assert "第二备份位置没有设好" in window.message.words.text()
    assert any("村 1 个" in line for line in window.status.messages)
    (code,) = window.findChildren(RecoveryDialog)
    code.kept.setChecked(True)
    code.done_button.click()


def test_over_a_window_with_unsaved_work_it_is_not_opened_when_the_clerk_stays(
    session: Session, ledger_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.open(ledger_file)
    assert session.window is not None
    monkeypatch.setattr(session.window, "may_close", lambda: False)
    session.window.new_wanted.emit()
    assert session.founding is None
    monkeypatch.setattr(session.window, "may_close", lambda: True)


# ---- the short table -------------------------------------------------------------------------------------------------


@pytest.fixture
def table(qtbot: QtBot) -> ShortTable:
    made = ShortTable("人员", ("姓名", "职务"))
    qtbot.addWidget(made)
    made.show()
    return made


def test_a_pasted_block_stands_where_the_cell_in_hand_is(table: ShortTable) -> None:
    table.setCurrentCell(0, 0)
    table.paste("李秀英\t助理\n王建国\t主任\n")
    table.setCurrentCell(1, 1)
    table.paste("副主任\n干事")
    assert table.rows() == [("李秀英", "助理"), ("王建国", "副主任"), ("", "干事")]


def test_a_new_row_comes_when_the_last_is_begun_and_del_clears(table: ShortTable, qtbot: QtBot) -> None:
    last = table.rowCount() - 1
    table.put(last, ["李秀英", ""])
    assert table.rowCount() == last + 2
    table.setCurrentCell(last, 0)
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert table.rows() == []


def test_full_width_digits_are_plain_ones_when_they_are_read(table: ShortTable) -> None:
    table.put(0, ["郑庄", "１２"])
    assert table.rows() == [("郑庄", "12")]


def test_tab_leaves_the_table(table: ShortTable) -> None:
    assert not table.tabKeyNavigation()
