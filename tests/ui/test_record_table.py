from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.ledgers import registry
from app.ui.record_table import PAGE, PAGES_HELD, RECORD_ROLE, WAITING, RecordModel
from db.ask import Ask, Filter, Op

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.modeltest import ModelTester

    from app.ui.operation import Operation

LEDGER = registry.find("rectifications")
ASK = Ask("rectifications", sort=(("registered_on", False), ("number", False)))
Enter = "Callable[..., tuple[int, ...]]"


def shown(model: RecordModel, row: int, column: int) -> str:
    return str(model.data(model.index(row, column)))


def test_the_model_keeps_qts_rules(
    operation: Operation, enter: Enter, settled: Callable[[], None], qtmodeltester: ModelTester
) -> None:
    enter(3)
    model = RecordModel(operation, LEDGER)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_list(ASK)
    settled()
    qtmodeltester.check(model)
    assert tester.model() is model


def test_the_total_comes_with_the_first_page(operation: Operation, enter: Enter, settled: Callable[[], None]) -> None:
    enter(PAGE + 5)
    model = RecordModel(operation, LEDGER)
    model.show_list(ASK)
    settled()
    assert model.rowCount() == PAGE + 5
    assert model.held_pages() == (0,)


def test_a_row_of_a_page_on_its_way_shows_that_it_is_waited_for(
    operation: Operation, enter: Enter, settled: Callable[[], None]
) -> None:
    enter(PAGE + 5)
    model = RecordModel(operation, LEDGER)
    model.show_list(ASK)
    settled()
    assert shown(model, PAGE + 1, 0) == WAITING
    settled()
    assert shown(model, PAGE + 1, 0).startswith("整改〔2014〕")


def test_jumping_to_the_last_row_reads_only_its_page(
    operation: Operation, enter: Enter, settled: Callable[[], None]
) -> None:
    enter(PAGE * 3 + 1)
    model = RecordModel(operation, LEDGER)
    model.show_list(ASK)
    settled()
    shown(model, PAGE * 3, 0)
    settled()
    assert model.held_pages() == (0, 3)


def test_no_more_pages_are_held_than_the_limit(operation: Operation, enter: Enter, settled: Callable[[], None]) -> None:
    enter(1)
    model = RecordModel(operation, LEDGER)
    model.show_list(ASK)
    settled()
    page = model._pages[0]
    from app.services.table_page import TablePage

    for number in range(1, PAGES_HELD + 3):
        model._put(number, TablePage(number * PAGE, page, 1, 1))
    assert len(model.held_pages()) == PAGES_HELD
    assert model.held_pages()[-1] == PAGES_HELD + 2


def test_a_reply_to_an_older_question_is_dropped(
    operation: Operation, enter: Enter, settled: Callable[[], None]
) -> None:
    enter(4)
    model = RecordModel(operation, LEDGER)
    model.show_list(ASK)
    model.show_list(Ask("rectifications", filters=(Filter("description", Op.CONTAINS, "第2件"),)))
    settled()
    assert model.rowCount() == 1


def test_an_unknown_role_gets_no_answer(operation: Operation, enter: Enter, settled: Callable[[], None]) -> None:
    enter(1)
    model = RecordModel(operation, LEDGER)
    model.show_list(ASK)
    settled()
    assert model.data(model.index(0, 0), Qt.ItemDataRole.DecorationRole) is None
    assert model.data(model.index(0, 0), RECORD_ROLE) == model.id_at(0)


def test_marks_are_words(operation: Operation, enter: Enter, settled: Callable[[], None]) -> None:
    from datetime import date

    enter(1, due_on=date(2014, 3, 3), starred=True)
    model = RecordModel(operation, LEDGER)
    model.show_list(ASK)
    settled()
    assert shown(model, 0, model.columns.index("@marks")) == "逾期 ★ 待补"


def test_sorting_is_done_by_the_list_that_is_asked_for(
    operation: Operation, enter: Enter, settled: Callable[[], None]
) -> None:
    enter(3)
    model = RecordModel(operation, LEDGER)
    model.show_list(Ask("rectifications", sort=(("registered_on", True),)))
    settled()
    place = model.columns.index("registered_on")
    assert [shown(model, row, place) for row in range(3)] == ["2014-01-03", "2014-01-02", "2014-01-01"]
