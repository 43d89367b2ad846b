from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QWidget

from app.ui.handover_dialog import HandoverDialog
from db.values import Reference
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation


@pytest.fixture
def dialog(day_desk: Desk, operation: Operation, settled: Callable[[], None], qtbot: QtBot) -> Iterator[HandoverDialog]:
    """王镇长 owns two cases, 李书记 one."""
    for name, leader in (("甲案", "王镇长"), ("乙案", "王镇长"), ("丙案", "李书记")):
        factories.add(day_desk, "backlog_cases", f"案件名称={name}", "排查日期=2014-02-20", f"包案领导={leader}")
    host = QWidget()
    qtbot.addWidget(host)
    made = HandoverDialog(operation, host)
    made.show()
    settled()
    settled()
    yield made
    host.close()


def test_the_list_shows_what_would_be_handed_over(dialog: HandoverDialog) -> None:
    assert dialog.leader.currentText() == "王镇长（2 件）"
    assert [dialog.table.texts(row)[1] for row in range(2)] == ["甲案", "乙案"]
    assert dialog.done_button.text() == "移交 2 件"


def test_all_cases_go_over_as_one_action(dialog: HandoverDialog, day_desk: Desk, qtbot: QtBot) -> None:
    dialog.to.set_text("赵镇长")
    dialog.reason.setText("工作调动")
    dialog.hand_over()
    qtbot.waitUntil(lambda: dialog.done_button.isHidden())
    assert "2 件" in dialog.said.text()
    assert dialog.said.property("role") != "error"
    owners = [factories.read(day_desk, "backlog_cases", one).values["case_owner_leader"] for one in (1, 2, 3)]
    assert owners == [Reference("赵镇长"), Reference("赵镇长"), Reference("李书记")]


def test_without_a_reason_nothing_is_handed_over(
    dialog: HandoverDialog, day_desk: Desk, settled: Callable[[], None]
) -> None:
    dialog.to.set_text("赵镇长")
    dialog.hand_over()
    settled()
    assert "原因" in dialog.said.text()
    assert dialog.isVisible()
    assert factories.read(day_desk, "backlog_cases", 1).values["case_owner_leader"] == Reference("王镇长")
