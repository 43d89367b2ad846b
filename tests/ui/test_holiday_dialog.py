from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QWidget

from app.services import calendars
from app.ui.holiday_dialog import HolidayDialog
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation


@pytest.fixture
def dialog(day_desk: Desk, operation: Operation, qtbot: QtBot) -> Iterator[HolidayDialog]:
    """An item due on 10 April 2014, a Thursday."""
    factories.add(day_desk, "rectifications", "登记日期=2014-03-01", "整改时限=2014-04-10")
    host = QWidget()
    qtbot.addWidget(host)
    made = HolidayDialog(operation, host)
    made.show()
    yield made
    host.close()


def rolled(desk: Desk) -> object:
    return factories.read(desk, "rectifications", 1).values["due_on_rolled"]


@pytest.mark.parametrize(("move", "day"), [(True, date(2014, 4, 11)), (False, date(2014, 4, 10))])
def test_what_would_move_is_listed_and_moves_only_when_told(
    dialog: HolidayDialog, day_desk: Desk, qtbot: QtBot, move: bool, day: date
) -> None:
    dialog.fields["on_date"].set_text("2014-4-10")
    dialog.fields["name"].set_text("县庆")
    qtbot.waitUntil(lambda: dialog.table.rowCount() == 1)
    assert dialog.table.texts(0) == (
        "整改台账", "整改〔2014〕1号", "整改时限", "2014-04-10", "2014-04-10", "2014-04-11"
    )  # fmt: skip
    assert dialog.keep_button.isVisible()
    with qtbot.waitSignal(dialog.accepted):
        dialog.enter(move=move)
    assert rolled(day_desk) == day


def test_a_day_that_moves_nothing_says_so(dialog: HolidayDialog, qtbot: QtBot) -> None:
    dialog.fields["on_date"].set_text("2014-4-11")
    qtbot.waitUntil(lambda: "没有时限会移动" in dialog.said.text())
    assert not dialog.keep_button.isVisible()


def test_without_a_day_nothing_is_entered(dialog: HolidayDialog) -> None:
    dialog.enter(move=True)
    assert "请填写日期" in dialog.said.text()
    assert dialog.isVisible()


def test_a_day_entered_before_its_list_has_come_moves_nothing_unseen(
    dialog: HolidayDialog, day_desk: Desk, settled: Callable[[], None]
) -> None:
    dialog.fields["name"].set_text("县庆")
    dialog.fields["on_date"].set_text("2014-4-10")
    dialog.move_button.click()
    settled()
    assert (dialog.isVisible(), dialog.table.rowCount(), rolled(day_desk)) == (True, 1, date(2014, 4, 10))
    assert "要一起移动吗" in dialog.said.text()
    dialog.fields["on_date"].set_text("2014-4-11")
    dialog.move_button.click()  # nothing moves: entered at once
    settled()
    assert day_desk.read(calendars.work_calendar).is_rest(date(2014, 4, 11))
