"""工具 → 操作人…: registered, changed, retired; refused for who may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from app.services import operators
from app.ui import dialogs, operators_dialog
from app.ui.dialogs import Leave
from app.ui.operators_dialog import OperatorsDialog
from tests.ui.rest import at_rest

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation


@pytest.fixture
def dialog(qtbot: QtBot, operation: Operation) -> OperatorsDialog:
    made = OperatorsDialog(operation)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made, before_close_func=lambda dialog: dialog._choose(0))  # nothing is left to be asked for
    made.show()
    qtbot.waitUntil(lambda: made.table.rowCount() == 1)
    return made


def save(qtbot: QtBot, dialog: OperatorsDialog, words: str) -> None:
    dialog.save_button.click()
    qtbot.waitUntil(lambda: words in dialog.said.text())


def test_one_alone_reads_what_a_second_brings(dialog: OperatorsDialog) -> None:
    assert dialog.said.text() == operators_dialog.SOLE
    assert dialog.table.texts(0) == ("管理员", "管理", "—", "可以查看", "在用")
    assert not dialog.retire_button.isEnabled()


def test_a_second_is_registered_changed_and_retired(
    qtbot: QtBot, dialog: OperatorsDialog, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog.add_button.click()
    dialog.name.setText("王录入")
    dialog.role.setCurrentText("录入")
    assert dialog.may.text().startswith("可以：查看记录、登记和修改记录")
    save(qtbot, dialog, "登记操作人 王录入")
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 2)
    dialog.table.setCurrentCell(1, 0)
    dialog.role.setCurrentText("审核")
    save(qtbot, dialog, "调整操作人 王录入（审核）")
    assert [one.words for one in desk.read(operators.everyone)] == ["管理、可查检举控告", "审核"]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Yes)
    qtbot.waitUntil(lambda: dialog.table.texts(1)[1] == "审核")
    dialog.table.setCurrentCell(1, 0)
    dialog.retire_button.click()
    qtbot.waitUntil(lambda: dialog.table.texts(1)[4] == "停用")


def test_a_refusal_stays_in_the_dialog(qtbot: QtBot, dialog: OperatorsDialog) -> None:
    dialog.role.setCurrentText("查看")
    save(qtbot, dialog, "唯一的「管理」")


def answer(monkeypatch: pytest.MonkeyPatch, given: Leave) -> list[str]:
    asked: list[str] = []
    monkeypatch.setattr(dialogs, "ask_leave", lambda _parent, what: asked.append(what) or given)
    return asked


@pytest.fixture
def two(qtbot: QtBot, dialog: OperatorsDialog, desk: Desk) -> OperatorsDialog:
    """The dialog on the second of two operators, with another role chosen for him."""
    desk.write(lambda unit: operators.add(unit, actor=desk.actor, name="王录入", role="录入"))
    dialog.refresh()
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 2)
    dialog.table.setCurrentCell(1, 0)
    dialog.role.setCurrentText("审核")
    return dialog


@pytest.mark.parametrize("leave", ["line", "new", "close"])
def test_what_is_not_saved_is_asked_for(
    two: OperatorsDialog, operation: Operation, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, leave: str
) -> None:
    steps = {"line": lambda: two.table.setCurrentCell(0, 0), "new": two.add_button.click, "close": two.reject}
    asked = answer(monkeypatch, Leave.STAY)
    steps[leave]()
    at_rest(qtbot, operation)
    assert asked == ["操作人"]
    assert (two.isVisible(), two.table.currentRow(), two.role.currentText()) == (True, 1, "审核")
    assert [index.row() for index in two.table.selectionModel().selectedRows()] == [1]
    answer(monkeypatch, Leave.DISCARD)
    steps[leave]()
    at_rest(qtbot, operation)
    assert leave == "close" or (two.table.currentRow(), two.role.currentText()) in ((0, "管理"), (-1, "录入"))


def test_what_is_saved_on_the_way_is_not_asked_for_again(
    two: OperatorsDialog, operation: Operation, qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answer(monkeypatch, Leave.SAVE)
    two.table.setCurrentCell(0, 0)
    at_rest(qtbot, operation)
    assert two.chosen is not None
    assert (two.chosen.name, two.role.currentText()) == ("王录入", "审核")
    assert [one.role for one in desk.read(operators.everyone)] == ["管理", "审核"]
    two.table.setCurrentCell(0, 0)
    assert (two.name.text(), asked) == ("管理员", ["操作人"])


def test_an_untouched_dialog_closes_without_a_question(
    dialog: OperatorsDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answer(monkeypatch, Leave.STAY)
    dialog.reject()
    assert asked == []


def test_who_may_not_manage_is_told_who_may(operation: Operation, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write(lambda unit: operators.add(unit, actor=desk.actor, name="王录入", role="录入"))
    operation.desk.actor = desk.read(lambda unit: operators.find(unit, name="王录入"))
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "information", lambda *words: said.append(words[-1]))
    operators_dialog.open_for(operation, None)
    assert said[0].startswith("王录入的角色是「录入」，不能管理操作人")
