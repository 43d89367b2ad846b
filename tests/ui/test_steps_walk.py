from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry
from app.services import attachments
from app.ui.steps_panel import StepsPanel
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation
    from app.ui.step_dialog import StepDialog
    from db.values import Value

TODAY = date(2014, 3, 31)
SAME = {"completion_text": "灯具已换新", "completed_on": "2014-03-18", "applicant": "张某"}
RENEWED = {**SAME, "completion_text": "灯具已换新，线路重新接过"}
SHEET = {
    "signed_by": "王镇长",
    "signed_post": "镇长",
    "signed_on": "2014-03-20",
    "signed_paper": "2014年第3卷第12页",
}


class Clerk:
    """The clerk at the steps of item 1: opens a step's dialog, fills it in, presses its button."""

    def __init__(self, panel: StepsPanel, desk: Desk, qtbot: QtBot, settled: Callable[[], None]) -> None:
        self._panel, self._desk, self._qtbot, self._settled = panel, desk, qtbot, settled

    def _dialog(self, action: str, texts: dict[str, str] | None, reason: str) -> StepDialog:
        step = next(offered for offered in self._panel.offered if offered.action == action)
        dialog = self._panel.take(step)
        assert dialog is not None
        self._qtbot.addWidget(dialog)
        for key, text in (texts or {}).items():
            dialog.fields[key].set_text(text)
        dialog.reason.setCurrentText(reason)
        return dialog

    def take(self, action: str, texts: dict[str, str] | None = None, reason: str = "") -> str:
        """Take a step that is accepted; the state it led to."""
        dialog = self._dialog(action, texts, reason)
        with self._qtbot.waitSignal(dialog.taken):
            dialog.finish()
        self._settled()
        return str(self.values()["status"])

    def refused(self, action: str, texts: dict[str, str] | None = None, reason: str = "") -> str:
        """Take a step that is refused; what the dialog, still open, says is lacking."""
        dialog = self._dialog(action, texts, reason)
        dialog.finish()
        self._settled()
        assert dialog.isVisible()
        words = dialog.lacking.text()
        dialog.reject()
        return words

    def values(self) -> dict[str, Value]:
        return dict(factories.read(self._desk, "rectifications", 1).values)

    def offered(self) -> list[str]:
        return [step.label for step in self._panel.offered]


@pytest.fixture
def clerk(day_desk: Desk, operation: Operation, settled: Callable[[], None], qtbot: QtBot) -> Clerk:
    """At an item of 1 March whose measure is done, with the proof of it filed on 19 March."""
    day_desk.store.clock.fixed = date(2014, 3, 19)
    row = {"措施内容": "更换灯具", "完成状态": "已完成", "完成日期": "2014-03-18"}
    made = factories.add(
        day_desk, "rectifications", "登记日期=2014-03-01", "责任单位=村建办", "整改时限=2014-03-25", "问题来源=群众提",
        "满意度=满意", children={"measures": [row]},
    )  # fmt: skip
    day_desk.write(
        lambda unit: attachments.attach(
            unit, actor=day_desk.actor, ledger="rectifications", record_id=made.ids[0], name="路灯.png", data=b"x",
            happened_on=date(2014, 3, 18),
        )
    )  # fmt: skip
    day_desk.store.clock.fixed = TODAY
    panel = StepsPanel(operation, registry.find("rectifications"))
    qtbot.addWidget(panel)
    panel.show_record(made.ids[0])
    settled()
    return Clerk(panel, day_desk, qtbot, settled)


def test_an_item_walks_from_its_application_to_its_closing_and_back(clerk: Clerk) -> None:
    assert clerk.take("apply-close", SAME) == "applied"
    assert clerk.take("return", reason="佐证照片看不清") == "in_progress"
    assert "与上次一样" in clerk.refused("apply-close", SAME)
    assert clerk.values()["status"] == "in_progress"
    assert clerk.take("apply-close", RENEWED) == "applied"
    assert clerk.take("check", SHEET) == "checked"
    assert clerk.take("close") == "closed"
    values = clerk.values()
    assert (values["close_out_no"], values["closed_on"], values["review_kind"]) == (
        "销〔2014〕1号", TODAY, "经办人代录"
    )  # fmt: skip
    assert clerk.offered() == ["重新打开"]
    assert clerk.take("reopen", {"due_on": "2014-04-20"}, "路灯又不亮了") == "reopened"
    values = clerk.values()
    assert (values["due_on"], values["close_out_no"], values["signed_by"]) == (date(2014, 4, 20), None, None)


def test_each_round_is_kept_with_how_it_ended(clerk: Clerk, day_desk: Desk) -> None:
    clerk.take("apply-close", SAME)
    clerk.take("return", reason="佐证照片看不清")
    clerk.take("apply-close", RENEWED)
    clerk.take("check", SHEET)
    clerk.take("close")
    clerk.take("reopen", {"due_on": "2014-04-20"}, "路灯又不亮了")
    rounds = factories.read(day_desk, "rectifications", 1).children["close_out_rounds"]
    assert [(row.values["round_reason"], row.values["close_out_no"]) for row in rounds] == [
        ("佐证照片看不清", None), ("路灯又不亮了", "销〔2014〕1号")
    ]  # fmt: skip


def test_going_back_needs_a_reason_and_a_reopened_item_a_deadline_to_come(clerk: Clerk) -> None:
    clerk.take("apply-close", SAME)
    assert "没有填原因" in clerk.refused("return")
    assert "没有第二人审核" in clerk.refused("check", {**SHEET, "signed_by": ""})
    assert "就是申请销号的经办人" in clerk.refused("check", {**SHEET, "signed_by": "张某"})
    assert "没有写明纸质件存放在哪一卷哪一页" in clerk.refused("check", {**SHEET, "signed_paper": ""})
    assert clerk.values()["status"] == "applied"
    clerk.take("check", SHEET)
    clerk.take("close")
    words = clerk.refused("reopen", {"due_on": "2014-03-30"})
    assert "没有填原因" in words
    assert "新时限2014-03-30已经过去" in words
    assert clerk.values()["status"] == "closed"
