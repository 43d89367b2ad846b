from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from app.ledgers import registry
from app.ui.batch_dialog import BatchEditDialog, BatchStepDialog
from db.values import Reference
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation

LEDGER = registry.find("rectifications")


@pytest.fixture
def ids(day_desk: Desk) -> list[int]:
    """Two items with a unit and a deadline, and a third without a unit."""
    orgs = ("责任单位=村建办", "责任单位=司法所", "责任单位=")
    return [
        factories.add(day_desk, "rectifications", "登记日期=2014-03-01", "整改时限=2014-04-25", org).ids[0]
        for org in orgs
    ]


def choose(dialog: BatchEditDialog, key: str, text: str) -> None:
    """Choose a column and type what shall stand there."""
    dialog.columns.setCurrentIndex(dialog.columns.findData(key))
    dialog.field.set_text(text)


def test_a_change_shows_the_old_beside_the_new_and_is_made_for_all(
    ids: list[int], day_desk: Desk, operation: Operation, settled: Callable[[], None], qtbot: QtBot
) -> None:
    dialog = BatchEditDialog(operation, LEDGER, ids)
    qtbot.addWidget(dialog)
    settled()
    choose(dialog, "due_on", "2014-4-30")
    assert dialog.table.texts(0)[2:4] == ("2014-04-25", "2014-04-30")
    with qtbot.waitSignal(dialog.accepted):
        dialog.all_button.click()
    due = [factories.read(day_desk, "rectifications", one).values["due_on"] for one in ids]
    assert due == [date(2014, 4, 30)] * 3


def test_a_record_that_cannot_be_changed_is_named_before_anything_is_written(
    day_desk: Desk, operation: Operation, settled: Callable[[], None], qtbot: QtBot
) -> None:
    first = factories.add(day_desk, "holidays", "日期=2014-05-18", "名称=甲").ids[0]
    second = factories.add(day_desk, "holidays", "日期=2014-05-19", "名称=乙").ids[0]
    dialog = BatchEditDialog(operation, registry.find("holidays"), [first, second])
    qtbot.addWidget(dialog)
    dialog.show()
    settled()
    choose(dialog, "on_date", "2014-05-19")
    settled()
    assert "没有重复登记" in dialog.table.texts(0)[4]
    assert (dialog.all_button.isEnabled(), dialog.valid_button.isVisible()) == (False, False)
    assert factories.read(day_desk, "holidays", first).values["on_date"] == date(2014, 5, 18)


def test_what_the_steps_write_is_not_offered(ids: list[int], operation: Operation, qtbot: QtBot) -> None:
    dialog = BatchEditDialog(operation, LEDGER, ids)
    qtbot.addWidget(dialog)
    assert dialog.columns.findData("status") == -1


def test_a_step_is_taken_by_all_or_by_those_that_pass(
    ids: list[int], day_desk: Desk, operation: Operation, settled: Callable[[], None], qtbot: QtBot
) -> None:
    dialog = BatchStepDialog(operation, LEDGER, ids)
    qtbot.addWidget(dialog)
    dialog.show()
    settled()
    dialog.all_button.click()
    qtbot.waitUntil(lambda: dialog.valid_button.isVisible())
    assert "整改〔2014〕3号" in dialog.failures.text()
    assert factories.read(day_desk, "rectifications", ids[0]).values["status"] == "open"
    with qtbot.waitSignal(dialog.accepted):
        dialog.valid_button.click()
    states = [factories.read(day_desk, "rectifications", one).values["status"] for one in ids]
    assert states == ["in_progress", "in_progress", "open"]


def test_the_fields_and_the_reason_follow_the_step(ids: list[int], operation: Operation, qtbot: QtBot) -> None:
    dialog = BatchStepDialog(operation, LEDGER, ids)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.steps.setCurrentIndex(dialog.steps.findData("return"))
    assert (list(dialog.fields), dialog.reason.isVisible()) == ([], True)
    dialog.steps.setCurrentIndex(dialog.steps.findData("check"))
    assert "check_opinion" in dialog.fields
    assert not dialog.reason.isVisible()


def test_a_value_that_cannot_be_read_changes_nothing(
    ids: list[int], day_desk: Desk, operation: Operation, settled: Callable[[], None], qtbot: QtBot
) -> None:
    dialog = BatchEditDialog(operation, LEDGER, ids)
    qtbot.addWidget(dialog)
    settled()
    choose(dialog, "due_on", "十三月")
    dialog.all_button.click()
    settled()
    assert dialog.field.error
    assert factories.read(day_desk, "rectifications", ids[0]).values["due_on"] == date(2014, 4, 25)
    choose(dialog, "responsible_person", "张某")
    with qtbot.waitSignal(dialog.accepted):
        dialog.all_button.click()
    assert factories.read(day_desk, "rectifications", ids[2]).values["responsible_person"] == Reference("张某")


def test_the_window_opens_at_its_first_field_and_no_enter_changes_anything(
    ids: list[int], day_desk: Desk, operation: Operation, settled: Callable[[], None], qtbot: QtBot
) -> None:
    dialog = BatchEditDialog(operation, LEDGER, ids)
    qtbot.addWidget(dialog)
    dialog.columns.setCurrentIndex(dialog.columns.findData("due_on"))
    with qtbot.waitExposed(dialog):
        dialog.show()
    settled()
    stops = []
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Return, Qt.Key.Key_Return, Qt.Key.Key_Tab):
        stops.append(dialog.focusWidget())
        qtbot.keyClick(dialog.focusWidget(), key)
    settled()
    assert stops == [dialog.columns, dialog.field.editor, dialog.reason, dialog.table]
    assert dialog.focusWidget() is dialog.all_button
    assert dialog.isVisible()
    assert factories.read(day_desk, "rectifications", ids[0]).values["due_on"] == date(2014, 4, 25)


def test_a_refusal_says_of_which_record_it_is(
    ids: list[int], operation: Operation, settled: Callable[[], None], qtbot: QtBot
) -> None:
    dialog = BatchEditDialog(operation, LEDGER, ids)
    qtbot.addWidget(dialog)
    settled()
    choose(dialog, "description", "")
    dialog.all_button.click()
    settled()
    assert "整改〔2014〕1号：整改台账还没有填「问题描述」" in dialog.failures.text()
    assert "整改〔2014〕3号" in dialog.failures.text()
