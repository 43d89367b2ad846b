from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from app.ledgers import registry
from app.services import office
from app.services.office import TableLayout
from app.ui.ledger_page import LedgerPage
from tests.ui.rest import at_rest

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation

LEDGER = registry.find("rectifications")


@pytest.fixture
def page(
    operation: Operation, enter: Callable[..., tuple[int, ...]], settled: Callable[[], None], qtbot: QtBot
) -> LedgerPage:
    enter(5)
    made = LedgerPage(operation, LEDGER)
    qtbot.addWidget(made)
    made.show()
    made.resize(1200, 600)
    settled()
    return made


def click_head(page: LedgerPage, key: str) -> None:
    page.table.head_clicked(page.model.columns.index(key))


def test_a_head_sorts_rising_then_falling_then_not(page: LedgerPage, settled: Callable[[], None]) -> None:
    seen = []
    for _ in range(3):
        click_head(page, "registered_on")
        settled()
        seen.append(page.model.ask.sort)
    assert seen == [(("registered_on", False),), (("registered_on", True),), ()]


def test_widths_and_order_are_remembered_in_the_file(
    page: LedgerPage, desk: Desk, settled: Callable[[], None], qtbot: QtBot
) -> None:
    page.table.setColumnWidth(0, 222)
    with qtbot.waitSignal(page.table.layout_left):
        pass
    settled()
    kept = desk.read(lambda unit: office.table_layout(unit, ledger=LEDGER.name, operator=desk.actor.name))
    assert kept.widths["number"] == 222
    assert kept.columns[0] == "number"


def test_a_remembered_layout_is_shown_again(
    operation: Operation, desk: Desk, settled: Callable[[], None], qtbot: QtBot
) -> None:
    layout = TableLayout(("number", "description"), {"description": 333})
    desk.write(lambda unit: office.keep_table_layout(unit, actor=desk.actor, ledger=LEDGER.name, layout=layout))
    page = LedgerPage(operation, LEDGER)
    qtbot.addWidget(page)
    page.show()
    settled()
    settled()
    assert page.model.columns == ("number", "description")
    assert page.table.columnWidth(1) == 333


def test_selection_stays_with_the_record_when_the_list_is_read_again(
    page: LedgerPage, enter: Callable[..., tuple[int, ...]], settled: Callable[[], None]
) -> None:
    chosen = page.model.id_at(2)
    page.table.setCurrentIndex(page.model.index(2, 0))
    enter(3)
    page.refresh()
    settled()
    assert page.table.current_id() == chosen
    assert page.model.total == 8


def test_cells_are_copied_with_heads(page: LedgerPage) -> None:
    page.table.setCurrentIndex(page.model.index(0, 0))
    page.table.copy(with_heads=True)
    assert QGuiApplication.clipboard().text() == "编号\n整改〔2014〕5号"


def test_ctrl_q_filters_by_the_cell(page: LedgerPage, settled: Callable[[], None], qtbot: QtBot) -> None:
    place = page.model.columns.index("registered_on")
    page.table.setCurrentIndex(page.model.index(1, place))
    qtbot.keyClick(page.table, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    settled()
    settled()
    assert page.model.total == 1


def test_enter_opens_the_current_record(page: LedgerPage, qtbot: QtBot) -> None:
    page.table.setCurrentIndex(page.model.index(1, 0))
    with qtbot.waitSignal(page.actions_by_name["open"].triggered):
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.form is not None
    at_rest(qtbot, page.operation)


def seen(page: LedgerPage) -> list[str]:
    return [key for place, key in enumerate(page.model.columns) if not page.table.isColumnHidden(place)]


def test_beside_a_form_number_marks_and_matter_are_left(page: LedgerPage, settled: Callable[[], None]) -> None:
    page.new_record()
    settled()
    assert seen(page) == ["number", "@marks", "description"]


def test_the_list_is_whole_again_without_the_form(page: LedgerPage, settled: Callable[[], None]) -> None:
    page.table.setColumnWidth(0, 222)
    whole = page.table.layout_now()
    page.new_record()
    settled()
    assert page.form is not None
    page.form.closed.emit()
    assert seen(page) == list(page.model.columns)
    assert page.table.layout_now() == whole
    assert page.table.columnWidth(0) == 222


def test_the_height_of_rows_is_kept_in_the_file(page: LedgerPage, desk: Desk, settled: Callable[[], None]) -> None:
    one = page.table.rowHeight(0)
    page.arranging._chosen(("number", "description"), 3)
    settled()
    kept = desk.read(lambda unit: office.table_layout(unit, ledger=LEDGER.name, operator=desk.actor.name))
    assert kept.lines == 3
    assert page.table.rowHeight(0) > 2 * one


def test_the_matter_fills_the_width_there_is(page: LedgerPage, settled: Callable[[], None]) -> None:
    place = page.model.columns.index("description")
    narrow = page.table.columnWidth(place)
    page.resize(1800, 600)
    settled()
    assert page.table.columnWidth(place) > narrow
