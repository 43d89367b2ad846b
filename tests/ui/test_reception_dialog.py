from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QWidget

from app.ui.reception_dialog import ReceptionDialog
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation


@pytest.fixture
def dialog(operation: Operation, settled: Callable[[], None], qtbot: QtBot) -> Iterator[ReceptionDialog]:
    """Opened on 31 March 2014: April is the month ahead."""
    host = QWidget()
    qtbot.addWidget(host)
    made = ReceptionDialog(operation, host)
    made.show()
    settled()
    yield made
    host.close()


def plan(dialog: ReceptionDialog, settled: Callable[[], None], leaders: str = "王镇长、李书记") -> None:
    dialog.leaders.setText(leaders)
    dialog.create_button.click()
    settled()


def test_the_rule_and_its_days_in_the_month_ahead_are_shown(dialog: ReceptionDialog) -> None:
    assert dialog.rule.text() == "周二接访；2014年4月有 5 天：1日、8日、15日、22日、29日"
    assert dialog.table.rowCount() == 0
    assert not dialog.swap_button.isEnabled()


def test_the_rule_of_the_office_is_the_one_shown(
    dialog: ReceptionDialog, day_desk: Desk, settled: Callable[[], None]
) -> None:
    day_desk.write(lambda unit: unit.put_setting("reception_rule", "周五、周一"))
    dialog.month.setDate(QDate(2014, 6, 1))  # Monday 2 June was the Dragon Boat holiday
    settled()
    assert dialog.rule.text() == "周一、周五接访；2014年6月有 8 天：6日、9日、13日、16日、20日、23日、27日、30日"


def test_days_in_a_row_are_told_as_a_stretch_and_nothing_is_cut(
    dialog: ReceptionDialog, day_desk: Desk, settled: Callable[[], None]
) -> None:
    day_desk.write(lambda unit: unit.put_setting("reception_rule", "每天"))
    dialog.month.setDate(QDate(2014, 6, 1))
    settled()
    wanted = "每天接访；2014年6月有 20 天：3日至6日、9日至13日、16日至20日、23日至27日、30日"
    assert dialog.rule.text() == wanted
    assert dialog.rule.height() >= dialog.rule.heightForWidth(dialog.rule.width())
    assert dialog.create_button.height() >= dialog.create_button.minimumSizeHint().height()


def test_a_month_is_planned_with_the_leaders_in_turn(dialog: ReceptionDialog, settled: Callable[[], None]) -> None:
    dialog.fields["venue"].set_text("镇信访接待室")
    plan(dialog, settled, "王镇长，李书记 ")
    assert [dialog.table.texts(row)[1:4] for row in range(dialog.table.rowCount())] == [
        ("2014-04-01", "周二", "王镇长"),
        ("2014-04-08", "周二", "李书记"),
        ("2014-04-15", "周二", "王镇长"),
        ("2014-04-22", "周二", "李书记"),
        ("2014-04-29", "周二", "王镇长"),
    ]
    assert dialog.table.texts(0)[6] == "镇信访接待室"
    assert dialog.said.text() == "已办理：排2014年4月接访班 5 天。"


def test_a_month_without_leaders_or_planned_already_is_refused(
    dialog: ReceptionDialog, settled: Callable[[], None]
) -> None:
    plan(dialog, settled, " ")
    assert "没有选值班的领导" in dialog.said.text()
    plan(dialog, settled)
    plan(dialog, settled)
    assert "都已排班" in dialog.said.text()
    assert dialog.table.rowCount() == 5


def test_another_leader_stands_in_with_a_reason(
    dialog: ReceptionDialog, day_desk: Desk, settled: Callable[[], None]
) -> None:
    plan(dialog, settled)
    dialog.table.setCurrentCell(1, 0)
    dialog.fields["substitute"].set_text("赵委员")
    dialog.swap_button.click()
    settled()
    assert "要写明原因" in dialog.said.text()
    assert dialog.fields["substitute"].text() == "赵委员"
    dialog.fields["substitute_reason"].set_text("外出开会")
    dialog.swap_button.click()
    settled()
    assert dialog.table.texts(1)[3:6] == ("李书记", "赵委员", "外出开会")
    assert dialog.table.currentRow() == 1
    assert factories.read(day_desk, "duty_rota", 2).values["substitute_reason"] == "外出开会"
