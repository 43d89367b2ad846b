from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.ui.reports_page import ReportsPage
from app.ui.rows_dialog import RowsDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.ui.operation import Operation


@pytest.fixture
def page(
    operation: Operation, enter: Callable[..., tuple[int, ...]], settled: Callable[[], None], qtbot: QtBot
) -> ReportsPage:
    enter(3)
    made = ReportsPage(operation)
    qtbot.addWidget(made)
    made.show()
    settled()
    return made


def row_of(page: ReportsPage, code: str) -> int:
    codes = [page.table.item(row, 0) for row in range(page.table.rowCount())]
    return [item.text() for item in codes if item].index(code)


def test_figures_are_as_of_the_files_own_today(page: ReportsPage) -> None:
    assert page.day.date().toString("yyyy-MM-dd") == "2014-03-31"
    assert page.table.rowCount() > 20


def test_figures_are_found_by_name(page: ReportsPage) -> None:
    page.search.setText("党课")
    shown = [row for row in range(page.table.rowCount()) if not page.table.isRowHidden(row)]
    assert shown == [row_of(page, "L3.party_lectures")]


def test_a_figure_lists_its_records_and_leads_to_one(
    page: ReportsPage, settled: Callable[[], None], qtbot: QtBot
) -> None:
    row = next(
        place
        for place in range(page.table.rowCount())
        if (item := page.table.item(place, 2)) and item.text().startswith("3")
    )
    page._opened(row)
    settled()
    (dialog,) = page.findChildren(RowsDialog)
    assert dialog.table.rowCount() == 3
    with qtbot.waitSignal(page.open_record) as heard:
        dialog._open(0)
    assert heard.args[0] == "rectifications"
