from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.ledgers import registry
from app.ui.deadlines_panel import DeadlinesPanel
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation


def shown(panel: DeadlinesPanel, qtbot: QtBot, record_id: int | None) -> str:
    qtbot.addWidget(panel)
    panel.show_record(record_id)
    qtbot.waitUntil(lambda: record_id is None or bool(panel.text()))
    return panel.text()


def test_each_clock_says_its_day_its_reason_and_its_state(day_desk: Desk, operation: Operation, qtbot: QtBot) -> None:
    made = factories.add(day_desk, "petitions", "来访时间=2014-03-10", "信访人姓名=孟某")
    text = shown(DeadlinesPanel(operation, registry.find("petitions")), qtbot, made.ids[0])
    assert "✗ 逾期" in text
    assert "受理告知</b>　2014-03-25　本单位的时限　《信访条例》第二十二条" in text
    assert "2014-03-10 起 15 日（起始日不计）＝2014-03-25" in text


def test_the_text_can_be_copied(operation: Operation, qtbot: QtBot) -> None:
    panel = DeadlinesPanel(operation, registry.find("petitions"))
    qtbot.addWidget(panel)
    assert panel.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse


def test_a_record_without_a_clock_shows_nothing(
    day_desk: Desk, operation: Operation, settled: Callable[[], None], qtbot: QtBot
) -> None:
    made = factories.add(day_desk, "rectifications", "登记日期=2014-03-10")
    panel = DeadlinesPanel(operation, registry.find("rectifications"))
    qtbot.addWidget(panel)
    panel.show_record(made.ids[0])
    settled()
    assert panel.isHidden()
