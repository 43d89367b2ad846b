"""F8: the next step of a record, from the list and from the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.ledgers import registry
from app.rules.flows import FLOWS
from app.services.changes import Actor
from app.ui.ledger_page import LedgerPage
from app.ui.step_dialog import StepDialog
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation

Key = Qt.Key


@pytest.fixture
def page(desk: Desk, operation: Operation, settled: Callable[[], None], qtbot: QtBot) -> LedgerPage:
    factories.add(
        desk, "rectifications", "登记日期=2014-03-01", "问题描述=路灯不亮", "责任单位=村建办", "整改时限=2014-03-25"
    )
    made = LedgerPage(operation, registry.find("rectifications"))
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    settled()
    qtbot.waitUntil(lambda: made.model.total == 1)
    made.table.select_record(1)
    made.table.setFocus()
    return made


def dialog_of(page: LedgerPage, qtbot: QtBot) -> StepDialog:
    # Its keys are heard once it is the window in front, which it is a moment after it is seen.
    qtbot.waitUntil(lambda: any(one.isVisible() and one.isActiveWindow() for one in page.findChildren(StepDialog)))
    return next(one for one in page.findChildren(StepDialog) if one.isVisible())


def test_two_keys_take_the_next_step_from_the_list(
    page: LedgerPage, desk: Desk, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    qtbot.keyClick(page.table, Key.Key_F8)
    dialog = dialog_of(page, qtbot)
    assert dialog.windowTitle().startswith("交办　整改")
    with qtbot.waitSignal(dialog.taken):
        qtbot.keyClick(dialog, Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settled()
    assert factories.read(desk, "rectifications", 1).values["status"] == "in_progress"
    page.activateWindow()  # as a desktop does when a dialog has closed
    qtbot.waitUntil(page.table.hasFocus)
    qtbot.keyClick(page.table, Key.Key_F8)
    assert dialog_of(page, qtbot).windowTitle().startswith("申请销号")
    dialog_of(page, qtbot).reject()


def test_a_form_with_unsaved_words_is_saved_first(page: LedgerPage, qtbot: QtBot, settled: Callable[[], None]) -> None:
    page.show_record(1)
    settled()
    form = page.form
    assert form is not None
    qtbot.waitUntil(form.isEnabled)
    form.fields["measures_text"].set_text("换灯泡")
    heard: list[str] = []
    page.told.connect(heard.append)
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_F8)
    assert heard == ["登记表里还有没保存的内容。请先按 Ctrl+S 保存，再办理下一步。"]
    form.save()
    settled()
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_F8)
    dialog_of(page, qtbot).reject()


def test_one_who_may_not_take_the_step_is_told_why(
    page: LedgerPage, operation: Operation, settled: Callable[[], None], qtbot: QtBot
) -> None:
    operation.desk.actor = Actor("看看", "查看")
    heard: list[str] = []
    page.told.connect(heard.append)
    qtbot.keyClick(page.table, Key.Key_F8)
    settled()
    assert len(heard) == 1
    assert "交办" in heard[0]
    assert not any(one.isVisible() for one in page.findChildren(StepDialog))


def test_the_usual_next_step_is_one_the_state_allows() -> None:
    for flow in FLOWS.values():
        states = {state for state, _label in flow.states}
        for state, action in flow.usual:
            assert state in states
            assert action in {step.action for step in flow.allowed(state)}
