from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from app.services import office, views
from app.ui.frozen_columns import FrozenColumns
from app.ui.main_window import MainWindow
from app.ui.view_dialog import ViewDialog
from db.ask import Filter, Op
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.ledger_page import LedgerPage
    from app.ui.operation import Operation

    Settled = Callable[[], None]
    Enter = Callable[..., tuple[int, ...]]

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(operation: Operation, enter: Enter, day_desk: Desk, settled: Settled, qtbot: QtBot) -> MainWindow:
    """The window with three rectification items and three debts."""
    enter(3)
    for principal in ("100", "200", "34000"):
        factories.add(day_desk, "debts", "债权人=赵", "事由=料款", f"本金={principal}")
    made = MainWindow(operation)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    settled()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def opened(window: MainWindow, ledger: str, settled: Settled) -> LedgerPage:
    page = window.ledger_page(ledger)
    settled()
    settled()
    page.take_focus()
    return page


def go(page: LedgerPage, row: int, key: str) -> None:
    page.table.setCurrentIndex(page.model.index(row, page.model.columns.index(key)))


# ---- totals ----------------------------------------------------------------------------------------------------------


def test_the_status_line_adds_up_what_is_selected(window: MainWindow, settled: Settled, qtbot: QtBot) -> None:
    page = opened(window, "debts", settled)
    go(page, 0, "principal")
    qtbot.keyClick(page.table, Qt.Key.Key_Down, SHIFT)
    qtbot.keyClick(page.table, Qt.Key.Key_Down, SHIFT)
    qtbot.waitUntil(lambda: window.status.sums.text() != "")
    assert window.status.sums.text() == "选中 3 行　本金 合计 34,300元"
    go(page, 0, "principal")
    qtbot.waitUntil(lambda: window.status.sums.text() == "")
    page.table.selectAll()
    qtbot.waitUntil(lambda: "本金" in window.status.sums.text())
    window.ledger_page("rectifications")
    assert window.status.sums.text() == ""


def test_amounts_stand_with_separators_and_are_typed_copied_and_filtered_without(
    window: MainWindow, settled: Settled, qtbot: QtBot
) -> None:
    page = opened(window, "debts", settled)
    place = page.model.columns.index("principal")
    shown = {str(page.model.index(row, place).data()): row for row in range(page.model.total)}
    assert sorted(shown) == ["100.00", "200.00", "34,000.00"]
    row = shown["34,000.00"]
    assert page.model.first_rows(3)[row][place] == "34,000.00"
    assert page.model.index(row, place).data(Qt.ItemDataRole.EditRole) == "34000"
    go(page, row, "principal")
    page.table.copy(with_heads=False)
    assert QApplication.clipboard().text() == "34000"
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "34000"
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    qtbot.keyClick(page.table, Qt.Key.Key_Q, CONTROL)
    qtbot.waitUntil(lambda: page.model.total == 1)
    assert page.model.index(0, place).data() == "34,000.00"


# ---- frozen columns --------------------------------------------------------------------------------------------------


def test_columns_stand_still_and_are_kept(
    window: MainWindow, operation: Operation, day_desk: Desk, settled: Settled, qtbot: QtBot
) -> None:
    page = opened(window, "rectifications", settled)
    table = page.table
    go(page, 0, "@marks")
    with qtbot.waitSignal(table.layout_left):
        qtbot.keyClick(table, Qt.Key.Key_I, CONTROL | SHIFT)
    settled()
    (still,) = table.findChildren(FrozenColumns)
    assert (table.frozen, still.isVisible(), still.width()) == (2, True, table.frozen_width())
    page.resize(500, 500)
    last = table.columns_in_sight()[-1]
    table.setCurrentIndex(page.model.index(0, last))
    assert table.horizontalScrollBar().value() > 0
    second = table.columns_in_sight()[2]
    table.setCurrentIndex(page.model.index(0, second))
    assert table.columnViewportPosition(second) >= table.frozen_width()
    kept = day_desk.read(lambda unit: office.table_layout(unit, ledger="rectifications", operator=day_desk.actor.name))
    assert kept.frozen == 2


def test_a_frozen_cell_can_be_typed_in(window: MainWindow, day_desk: Desk, settled: Settled, qtbot: QtBot) -> None:
    page = opened(window, "rectifications", settled)
    page.table.frozen = 3
    page.table.follow_frozen()
    go(page, 0, page.model.columns[2])
    (still,) = page.table.findChildren(FrozenColumns)
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    assert not still.isVisible()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert still.isVisible()


# ---- filter row ------------------------------------------------------------------------------------------------------


def test_the_filter_row_filters_by_column_and_its_filters_are_chips(
    window: MainWindow, settled: Settled, qtbot: QtBot
) -> None:
    page = opened(window, "rectifications", settled)
    go(page, 0, "description")
    qtbot.keyClick(page.table, Qt.Key.Key_L, CONTROL | SHIFT)
    row = page.filter_row
    assert row is not None
    line = row.line("description")
    assert QApplication.focusWidget() is line
    assert line.x() == page.table.columnViewportPosition(page.model.columns.index("description"))
    qtbot.keyClick(line, "1")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    settled()
    settled()
    assert page.filters.filters == (Filter("description", Op.CONTAINS, "1"),)
    assert page.model.total == 1
    page.filters.remove(page.filters.filters[0])
    settled()
    assert (line.text(), page.model.total) == ("", 3)
    qtbot.keyClick(line, "2")
    qtbot.waitUntil(lambda: page.model.total == 1)
    settled()
    page.actions_by_name["filter_row"].trigger()
    settled()
    assert (row.isVisible(), page.filters.filters, page.model.total) == (False, (), 3)


def test_what_the_filter_row_cannot_read_is_said(window: MainWindow, settled: Settled, qtbot: QtBot) -> None:
    page = opened(window, "rectifications", settled)
    page.actions_by_name["filter_row"].trigger()
    line = page.filter_row.line("registered_on")
    line.setText("13x")
    with qtbot.waitSignal(page.told):
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert line.property("wrong")
    assert page.model.total == 3
    line.clear()
    qtbot.keyClick(line, Qt.Key.Key_Escape)
    assert page.table.hasFocus()


# ---- views -----------------------------------------------------------------------------------------------------------


def test_a_view_is_kept_in_the_file_and_brought_back(
    window: MainWindow, day_desk: Desk, settled: Settled, qtbot: QtBot
) -> None:
    page = opened(window, "rectifications", settled)
    page.filters.add(Filter("description", Op.CONTAINS, "第1件"))
    page.table.sort_chosen.emit((("description", True),))
    settled()
    page.views_button.ask()
    (dialog,) = page.views_button.findChildren(ViewDialog)
    dialog.name.setText("第一件")
    dialog.shared.setChecked(True)
    with qtbot.waitSignal(dialog.accepted):
        dialog.save.click()
    settled()
    page.arranging.show_usual()
    settled()
    assert (page.model.total, page.filters.filters) == (3, ())
    page.views_button.fill()
    (entry,) = [action for action in page.views_button.views_menu.actions() if action.text().startswith("第一件")]
    assert entry.text() == "第一件（全单位）"
    entry.trigger()
    settled()
    assert (page.model.total, page.ask.sort) == (1, (("description", True),))
    kept = day_desk.read(lambda unit: views.all_of(unit, ledger="rectifications", operator="别人"))
    assert [view.name for view in kept] == ["第一件"]


def test_a_view_without_a_name_is_refused_in_its_dialog(window: MainWindow, settled: Settled, qtbot: QtBot) -> None:
    page = opened(window, "rectifications", settled)
    page.views_button.ask()
    (dialog,) = page.views_button.findChildren(ViewDialog)
    dialog.save.click()
    settled()
    assert "名称要填" in dialog.error.text()
    assert dialog.isVisible()
