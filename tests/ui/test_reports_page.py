from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.services import figure_rows
from app.ui.breakdown_dialog import BreakdownDialog
from app.ui.freeze_dialog import FreezeDialog
from app.ui.own_indicators_dialog import OwnIndicatorsDialog
from app.ui.reports_page import ReportsPage
from app.ui.rows_dialog import RowsDialog
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.ui.operation import Operation
    from db.unit import UnitOfWork


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
    assert page.lens.day.date().toString("yyyy-MM-dd") == "2014-03-31"
    assert page.table.rowCount() > 20


def test_figures_are_found_by_name(page: ReportsPage) -> None:
    page.search.setText("党课")
    shown = [row for row in range(page.table.rowCount()) if not page.table.isRowHidden(row)]
    assert shown == [row_of(page, "学习3-1")]


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
    assert (dialog.table.rowCount(), dialog.total) == (3, 3)
    with qtbot.waitSignal(page.open_record) as heard:
        dialog.table.open_row(0)
    assert heard.args[0] == "rectifications"


def test_every_figure_opens_as_many_rows_as_it_says(page: ReportsPage, operation: Operation) -> None:
    def work(unit: UnitOfWork) -> list[tuple[str, int, int]]:
        found = []
        for figure in page.figures:
            if isinstance(figure.value, int) and not isinstance(figure.value, bool):
                listed = figure_rows.page(unit, code=figure.code, lens=page.lens.lens)
                found.append((figure.code, figure.value, listed.total))
        return found

    counted = operation.desk.read(work)
    assert len(counted) > 60
    assert [line for line in counted if line[1] != line[2]] == []


def test_a_village_is_chosen(page: ReportsPage, settled: Callable[[], None], operation: Operation) -> None:
    factories.add(operation.desk, "places", "名称=清一村")
    factories.add(operation.desk, "rectifications", "登记日期=2014-03-05", "村(组)=清一村")
    page.refresh()
    settled()
    assert page.table.texts(row_of(page, "整改1-1"))[2] == "4项"
    page.lens.choose("place", "清一村")
    settled()
    assert page.table.texts(row_of(page, "整改1-1"))[2] == "1项"


def test_a_figure_is_broken_down_and_a_line_opens_its_rows(page: ReportsPage, settled: Callable[[], None]) -> None:
    page.table.setCurrentCell(row_of(page, "整改1-1"), 0)
    page.break_down()
    settled()
    (dialog,) = page.findChildren(BreakdownDialog)
    dialog.by.setCurrentIndex(dialog.by.findData("month"))
    dialog._read()
    settled()
    assert dialog.table.texts(0) == ("2014年1月", "3项")
    assert dialog.said.text().startswith("各行相加等于 3项")
    dialog._opened(0)
    settled()
    (rows,) = dialog.findChildren(RowsDialog)
    assert rows.total == 3


def test_slices_that_come_late_are_not_shown_under_another_heading(
    page: ReportsPage, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    page.table.setCurrentCell(row_of(page, "整改1-1"), 0)
    page.break_down()
    settled()
    (dialog,) = page.findChildren(BreakdownDialog)
    read, late = page.operation.read, list[tuple[object, dict[str, object]]]()
    monkeypatch.setattr(page.operation, "read", lambda *work, **named: late.append((work, named)))
    dialog._read()  # by the first heading, which takes long
    monkeypatch.setattr(page.operation, "read", read)
    dialog.by.setCurrentIndex(dialog.by.findData("month"))
    dialog._read()
    settled()
    shown = dialog.table.texts(0)
    ((work, named),) = late
    read(*work, **named)  # type: ignore[misc, arg-type]
    settled()
    assert dialog.table.texts(0) == shown == ("2014年1月", "3项")


def test_figures_are_frozen_from_the_page(page: ReportsPage, settled: Callable[[], None], qtbot: QtBot) -> None:
    page.freeze()
    (dialog,) = page.findChildren(FreezeDialog)
    dialog.name.setText("3月上报")
    dialog.reported_to.setText("县委活动办")
    with qtbot.waitSignal(page.frozen) as heard:
        dialog._freeze()
        settled()
    assert heard.args == ["3月上报"]


def test_a_figure_of_the_office_is_added_and_taken_away(page: ReportsPage, settled: Callable[[], None]) -> None:
    page.own()
    (dialog,) = page.findChildren(OwnIndicatorsDialog)
    settled()
    dialog.name.setText("道路问题")
    dialog.counter.setText("项")
    dialog.ledger.setCurrentIndex(dialog.ledger.findData("rectifications"))
    dialog.filters.setText("问题描述~道路")
    dialog._add()
    settled()
    assert dialog.table.texts(0)[1:3] == ("道路问题", "项")
    assert page.table.texts(row_of(page, "自定1"))[1:3] == ("道路问题", "3项")
    dialog._remove()
    settled()
    assert "Z1" not in [one.code for one in page.figures]
