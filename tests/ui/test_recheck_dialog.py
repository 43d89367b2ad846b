from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QWidget

from app.ui import dialogs
from app.ui.recheck_dialog import WAITING, RecheckDialog
from tests import factories
from tests.services.test_rechecks import close

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation


@pytest.fixture
def dialog(day_desk: Desk, operation: Operation, settled: Callable[[], None], qtbot: QtBot) -> Iterator[RecheckDialog]:
    """One item struck off on 1 March; the day is the 31st."""
    day_desk.store.clock.fixed = date(2014, 3, 1)
    day_desk.write(lambda unit: unit.put_setting("allow_self_review", "1"))
    close(day_desk, "路灯不亮")
    day_desk.store.clock.fixed = date(2014, 3, 31)
    host = QWidget()
    qtbot.addWidget(host)
    made = RecheckDialog(operation, host)
    made.show()
    settled()
    made.seed.setValue(7)
    made.draw()
    settled()
    settled()
    yield made
    host.close()


def answer(dialog: RecheckDialog) -> None:
    """Fill in who went, when, and what he saw."""
    dialog.fields["visited_on"].set_text("2014-3-31")
    dialog.fields["visitor"].set_text("李干事")
    dialog.fields["visit_text"].set_text("又不亮了")


def test_the_draw_is_listed_with_its_seed(dialog: RecheckDialog) -> None:
    assert dialog.draws.currentText() == "督导〔2014〕1号　1 项　种子 7（10%）"
    assert dialog.table.texts(0)[0] == "整改〔2014〕1号"
    assert dialog.table.texts(0)[4] == WAITING
    assert "没有销号满期" in dialog.pool.text()


def test_a_visit_that_finds_all_well_keeps_the_closing(
    dialog: RecheckDialog, day_desk: Desk, settled: Callable[[], None]
) -> None:
    answer(dialog)
    dialog.settle()
    settled()
    settled()
    assert dialog.table.texts(0)[2:] == ("2014-03-31", "李干事", "维持销号")
    assert factories.read(day_desk, "rectifications", 1).values["status"] == "closed"


def test_a_relapse_reopens_with_a_new_deadline(
    dialog: RecheckDialog, day_desk: Desk, settled: Callable[[], None]
) -> None:
    answer(dialog)
    dialog.reopens.setChecked(True)
    dialog.settle()
    settled()
    assert "时限" in dialog.said.text()
    dialog.new_due.set_text("2014-4-30")
    dialog.settle()
    settled()
    settled()
    assert dialog.table.texts(0)[4] == "反弹重开"
    assert factories.read(day_desk, "rectifications", 1).values["due_on"] == date(2014, 4, 30)


def test_without_a_day_nothing_is_entered(dialog: RecheckDialog) -> None:
    dialog.settle()
    assert dialog.said.text() == "请填写回访日期。"
    assert dialog.table.texts(0)[4] == WAITING


def test_what_a_visit_found_is_not_left_unasked(dialog: RecheckDialog, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [False, True]
    monkeypatch.setattr(dialogs, "confirm", lambda *_, **__: answers.pop(0))
    dialog.fields["visit_text"].set_text("路灯又灭了")
    dialog.reject()
    assert dialog.isVisible()
    dialog.reject()
    assert (answers, dialog.isVisible()) == ([], False)
