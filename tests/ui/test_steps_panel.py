from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.ledgers import registry
from app.services import attachments
from app.ui.steps_panel import StepsPanel
from tests import factories
from tests.ui.rest import at_rest

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.services.transitions import Offered
    from app.ui.operation import Operation

TODAY = date(2014, 3, 31)


@pytest.fixture
def panel(desk: Desk, operation: Operation, qtbot: QtBot) -> StepsPanel:
    """The steps of an item whose measure is done and proved."""
    desk.store.clock.fixed = TODAY
    row = {"措施内容": "更换灯具", "完成状态": "已完成", "完成日期": "2014-03-18"}
    made = factories.add(
        desk, "rectifications", "登记日期=2014-03-01", "责任单位=村建办", "整改时限=2014-03-25",
        children={"measures": [row]},
    )  # fmt: skip
    desk.write(
        lambda unit: attachments.attach(
            unit, actor=desk.actor, ledger="rectifications", record_id=made.ids[0], name="路灯.png", data=b"x",
            happened_on=date(2014, 3, 18),
        )
    )  # fmt: skip
    made_panel = StepsPanel(operation, registry.find("rectifications"))
    qtbot.addWidget(made_panel)
    made_panel.show_record(made.ids[0])
    qtbot.waitUntil(lambda: bool(made_panel.offered))
    return made_panel


def step(panel: StepsPanel, action: str) -> Offered:
    """The offered step of that name."""
    return next(offered for offered in panel.offered if offered.action == action)


def test_only_lawful_steps_stand_as_buttons_with_the_five_checks(panel: StepsPanel) -> None:
    assert [offered.label for offered in panel.offered] == ["交办", "立行立改", "申请销号", "挂账"]
    assert panel.checks_text().count("✓") == 3
    assert "✗ 第二人审核" in panel.checks_text()


def test_a_step_is_taken_in_its_dialog(panel: StepsPanel, desk: Desk, qtbot: QtBot) -> None:
    dialog = panel.take(step(panel, "apply-close"))
    assert dialog is not None
    qtbot.addWidget(dialog)
    dialog.fields["completion_text"].set_text("灯具已全部换新")
    dialog.fields["completed_on"].set_text("3月18日")
    qtbot.waitUntil(lambda: "条件齐备" in dialog.lacking.text())
    with qtbot.waitSignal(dialog.taken):
        dialog.finish()
    assert factories.read(desk, "rectifications", 1).values["status"] == "applied"


def test_a_refused_step_keeps_the_dialog_and_what_was_typed(panel: StepsPanel, desk: Desk, qtbot: QtBot) -> None:
    dialog = panel.take(step(panel, "settle-now"))
    assert dialog is not None
    qtbot.addWidget(dialog)
    dialog.fields["completion_text"].set_text("灯具已全部换新")
    dialog.finish()
    qtbot.waitUntil(lambda: "第二人" in dialog.lacking.text())
    assert dialog.isVisible()
    assert dialog.fields["completion_text"].text() == "灯具已全部换新"
    assert factories.read(desk, "rectifications", 1).values["status"] == "open"


def test_what_was_written_at_the_last_such_step_is_one_key(
    panel: StepsPanel, desk: Desk, operation: Operation, qtbot: QtBot
) -> None:
    dialog = panel.take(step(panel, "apply-close"))
    assert dialog is not None
    qtbot.addWidget(dialog)
    dialog.activateWindow()
    dialog.fields["applicant"].editor.setFocus()
    qtbot.waitUntil(dialog.fields["applicant"].editor.hasFocus)
    qtbot.keyClick(dialog, Qt.Key.Key_Apostrophe, Qt.KeyboardModifier.ControlModifier)
    at_rest(qtbot, operation)
    assert not dialog.fields["applicant"].text()  # nobody applied before
    dialog.fields["applicant"].set_text("李志强")
    dialog.fields["completed_on"].set_text("3月18日")
    with qtbot.waitSignal(dialog.taken):
        dialog.finish()
    other = factories.add(desk, "rectifications", "登记日期=2014-03-01", "责任单位=村建办", "整改时限=2014-03-25")
    panel.show_record(other.ids[0])
    qtbot.waitUntil(lambda: any(offered.action == "apply-close" for offered in panel.offered))
    again = panel.take(step(panel, "apply-close"))
    assert again is not None
    qtbot.addWidget(again)
    again.activateWindow()
    again.fields["applicant"].editor.setFocus()
    qtbot.waitUntil(again.fields["applicant"].editor.hasFocus)
    qtbot.keyClick(again, Qt.Key.Key_Apostrophe, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: again.fields["applicant"].text() == "李志强")


def test_enter_goes_from_field_to_field_and_to_the_button(panel: StepsPanel, qtbot: QtBot) -> None:
    dialog = panel.take(step(panel, "assign"))
    assert dialog is not None
    qtbot.addWidget(dialog)
    qtbot.waitUntil(dialog.isVisible)
    dialog.fields["assigned_on"].editor.setFocus()
    qtbot.keyClick(dialog.fields["assigned_on"].editor, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.focusWidget() is dialog.done_button


def test_a_step_that_lacks_something_says_so_on_its_button(panel: StepsPanel) -> None:
    words = [button.text() for button in panel.findChildren(QPushButton)]
    assert "交办…" in words
    assert any(word.startswith("立行立改（缺") for word in words)


def test_the_cursor_begins_at_what_the_gate_lacks_and_one_key_takes_the_step(
    panel: StepsPanel, desk: Desk, qtbot: QtBot
) -> None:
    dialog = panel.take(step(panel, "apply-close"))
    assert dialog is not None
    qtbot.addWidget(dialog)
    dialog.activateWindow()
    qtbot.waitUntil(lambda: dialog.focusWidget() is dialog.fields["completed_on"].editor)
    qtbot.keyClicks(dialog.focusWidget(), "t")
    dialog.fields["completion_text"].set_text("灯具已全部换新")
    with qtbot.waitSignal(dialog.taken):
        qtbot.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    taken = factories.read(desk, "rectifications", 1).values
    assert (taken["status"], taken["completed_on"]) == ("applied", TODAY)
    panel.show_record(1)
    qtbot.waitUntil(lambda: any(offered.action == "check" for offered in panel.offered))
    checking = panel.take(step(panel, "check"))
    assert checking is not None
    qtbot.addWidget(checking)
    qtbot.waitUntil(lambda: checking.focusWidget() is checking.fields["signed_by"].editor)
