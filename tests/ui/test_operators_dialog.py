"""工具 → 操作人…: registered, changed, retired; refused for who may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QMessageBox

from app.services import operators
from app.ui import operators_dialog
from app.ui.operators_dialog import OperatorsDialog

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation


@pytest.fixture
def dialog(qtbot: QtBot, operation: Operation) -> OperatorsDialog:
    made = OperatorsDialog(operation)
    qtbot.addWidget(made)
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


def test_who_may_not_manage_is_told_who_may(operation: Operation, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write(lambda unit: operators.add(unit, actor=desk.actor, name="王录入", role="录入"))
    operation.desk.actor = desk.read(lambda unit: operators.find(unit, name="王录入"))
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "information", lambda *words: said.append(words[-1]))
    operators_dialog.open_for(operation, None)
    assert said[0].startswith("王录入的角色是「录入」，不能管理操作人")
