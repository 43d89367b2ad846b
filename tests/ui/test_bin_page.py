from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QItemSelectionModel

from app.services import records
from app.ui import dialogs
from app.ui.bin_page import BinPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.main_window import MainWindow
    from app.ui.operation import Operation

    Settled = Callable[[], None]
    Enter = Callable[..., tuple[int, ...]]


@pytest.fixture
def page(day_desk: Desk, operation: Operation, enter: Enter, settled: Settled, qtbot: QtBot) -> BinPage:
    """The bin with three voided items, the newest first."""
    for one in enter(3):
        day_desk.write(
            lambda unit, one=one: records.void(
                unit, actor=day_desk.actor, ledger="rectifications", record_id=one, reason=f"重复登记{one}"
            )
        )
    made = BinPage(operation)
    qtbot.addWidget(made)
    made.show()
    settled()
    return made


def choose(page: BinPage, row: int = 0) -> None:
    """Select a line whatever key an earlier test left held."""
    flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    page.table.selectionModel().setCurrentIndex(page.table.model().index(row, 0), flags)


def state(desk: Desk, record_id: int) -> object:
    return desk.read(lambda unit: records.get(unit, ledger="rectifications", record_id=record_id)).voided_at


def test_every_line_says_what_when_who_and_why(page: BinPage) -> None:
    assert page.table.rowCount() == 3
    number, label, matter, _when, who, why = page.table.texts(0)
    assert (number, label, matter) == ("整改〔2014〕3号", "整改台账", "第2件：通组道路坑洼不平")
    assert (who, why) == ("管理员", "重复登记3")


def test_several_come_back_in_one_step(page: BinPage, day_desk: Desk, settled: Settled) -> None:
    page.table.selectAll()
    page.restore_button.click()
    settled()
    assert [state(day_desk, one) for one in (1, 2, 3)] == [None] * 3
    assert page.table.rowCount() == 0
    assert page.words.text() == "没有作废的记录。"
    assert page.said.text() == "恢复 3 条。"


def test_emptying_asks_for_a_reason_and_once_more(
    page: BinPage, day_desk: Desk, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(dialogs, "ask_reason", lambda *_a, **_k: asked.append("reason") or "保管期满，经批准销毁")
    monkeypatch.setattr(dialogs, "confirm", lambda *_a, **_k: asked.append("sure") or len(asked) > 2)
    choose(page)
    page.empty_button.click()
    settled()
    assert asked == ["reason", "sure"]
    assert page.table.texts(0)[2] == "第2件：通组道路坑洼不平"
    page.empty_button.click()
    settled()
    assert page.table.texts(0)[2] == "（内容已彻底清除）"
    assert page.said.text() == "彻底清除 整改〔2014〕3号。"
    choose(page)
    assert not page.restore_button.isEnabled()
    assert not page.empty_button.isEnabled()


def test_without_a_reason_nothing_is_asked_further(
    page: BinPage, settled: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs, "ask_reason", lambda *_a, **_k: None)
    monkeypatch.setattr(dialogs, "confirm", lambda *_a, **_k: pytest.fail("asked"))
    choose(page)
    page.empty_button.click()
    settled()
    assert page.table.rowCount() == 3


def test_a_refusal_is_said_in_the_page(page: BinPage, day_desk: Desk, settled: Settled) -> None:
    day_desk.write(lambda unit: records.restore(unit, actor=day_desk.actor, ledger="rectifications", record_id=3))
    choose(page)  # the list is older than that
    page.restore()
    settled()
    assert "没有作废，不用恢复" in page.said.text()


def test_the_menu_opens_it_and_a_line_its_record(
    window: MainWindow, day_desk: Desk, enter: Enter, settled: Settled, qtbot: QtBot
) -> None:
    (one,) = enter(1)
    day_desk.write(
        lambda unit: records.void(unit, actor=day_desk.actor, ledger="rectifications", record_id=one, reason="重复登记")
    )
    action = next(action for action in window.edit_menu.actions() if action.text() == "作废箱…")
    action.trigger()
    settled()
    page = window.safety.bin
    assert page is not None
    choose(page)
    page.open_button.click()
    qtbot.waitUntil(lambda: window.page is not None and window.page.form is not None)
    settled()
    assert window.page is not None
    assert window.page.form is not None
    assert window.page.form.record is not None
    assert window.page.form.record.id == one
    assert window.page.ask.voided
