from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication

from app.ledgers import registry
from app.ui.child_grid import ChildGrid
from app.ui.editors import Setting
from db.ask import ChildRow
from db.values import FuzzyCount, Money, Reference
from tests import factories
from tests.ui.form_fixtures import Clerk, Key, clerk, focus_editor, form_operation  # noqa: F401 - fixtures

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.modeltest import ModelTester
    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation

# ruff: noqa: F811
CTRL = Qt.KeyboardModifier.ControlModifier
TODAY = date(2014, 3, 31)


@pytest.fixture
def grid_of(form_operation: Operation, qtbot: QtBot) -> Callable[[str, str], ChildGrid]:
    def make(ledger: str, name: str) -> ChildGrid:
        child = registry.find(ledger).child(name)
        grid = ChildGrid(child, child.columns, Setting(form_operation, TODAY))
        qtbot.addWidget(grid)
        grid.resize(900, 300)
        with qtbot.waitExposed(grid):
            grid.show()
        grid.activateWindow()
        grid.view.start()
        qtbot.waitUntil(grid.view.hasFocus)
        return grid

    return make


def texts(grid: ChildGrid) -> list[list[str]]:
    model = grid.model
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_typing_in_the_last_row_adds_one(grid_of: Callable[[str, str], ChildGrid], clerk: Clerk) -> None:
    grid = grid_of("rectifications", "measures")
    clerk.types("更换灯泡")
    clerk.presses(Key.Key_Return)
    clerk.types("李志强")
    clerk.presses(Key.Key_Return)
    clerk.types("2014.3.20")
    clerk.presses(Key.Key_Tab)
    assert texts(grid)[0] == ["更换灯泡", "李志强", "2014-03-20", "未开始", ""]
    assert grid.model.rowCount() == 2
    assert grid.rows()[0].values["responsible_person"] == Reference("李志强")


def test_enter_on_the_blank_row_leaves_the_grid(
    grid_of: Callable[[str, str], ChildGrid], clerk: Clerk, qtbot: QtBot
) -> None:
    grid = grid_of("rectifications", "measures")
    with qtbot.waitSignal(grid.finished):
        clerk.presses(Key.Key_Return)


def test_tab_goes_through_the_cells_and_out_at_the_end(
    grid_of: Callable[[str, str], ChildGrid], clerk: Clerk, qtbot: QtBot
) -> None:
    grid = grid_of("learning_sessions", "materials")
    grid.set_rows([ChildRow({"title": "党章", "pages": "1"})])
    grid.view.setCurrentIndex(grid.model.index(0, 0))
    clerk.presses(Key.Key_Tab)
    assert grid.view.currentIndex().column() == 1
    clerk.presses(Key.Key_Tab)
    assert grid.view.currentIndex().row() == 1
    with qtbot.waitSignal(grid.finished):
        clerk.presses(Key.Key_Tab)
    grid.view.setCurrentIndex(grid.model.index(0, 0))
    with qtbot.waitSignal(grid.left_back):
        clerk.presses(Key.Key_Backtab)


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Tab])
def test_initials_choose_a_word_in_a_cell(grid_of: Callable[[str, str], ChildGrid], clerk: Clerk, key: Key) -> None:
    grid = grid_of("learning_sessions", "attendance")
    clerk.types("王")
    clerk.presses(Key.Key_Return, Key.Key_Tab)
    clerk.types("qx")
    clerk.presses(key)
    assert texts(grid)[0][:3] == ["王", "", "缺席"]
    assert grid.view.currentIndex().column() == 3


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Tab])
def test_initials_of_a_name_are_completed_in_a_cell_however_fast(
    grid_of: Callable[[str, str], ChildGrid], clerk: Clerk, desk: Desk, key: Key
) -> None:
    factories.add(desk, "people", "姓名=王建国")
    grid = grid_of("learning_sessions", "attendance")
    clerk.types("wjg")
    clerk.presses(key)
    clerk.qtbot.waitUntil(lambda: grid.view.currentIndex().column() == 1)
    person = grid.rows()[0].values["person"]
    assert isinstance(person, Reference)
    assert (person.name, person.id is None) == ("王建国", False)


def test_the_enter_of_the_input_method_does_not_close_a_cell(
    grid_of: Callable[[str, str], ChildGrid], clerk: Clerk
) -> None:
    grid = grid_of("learning_sessions", "materials")
    clerk.types("dang")
    QApplication.sendEvent(focus_editor(), QInputMethodEvent("dang", []))
    clerk.presses(Key.Key_Return)
    assert grid.view.currentIndex().column() == 0
    assert grid.model.filled == 0


def test_a_wrong_cell_keeps_its_text_and_is_named_below(grid_of: Callable[[str, str], ChildGrid], clerk: Clerk) -> None:
    grid = grid_of("rectifications", "measures")
    clerk.types("a")
    clerk.presses(Key.Key_Return, Key.Key_Tab)
    clerk.types("2014-2-30")
    clerk.presses(Key.Key_Return)
    assert texts(grid)[0][2] == "2014-2-30"
    assert grid.errors() == ("第1行完成时限：2014年2月没有30日，请核对「2014-2-30」。",)
    assert grid._sentence.isVisible()
    assert grid.is_changed


def test_what_is_copied_stays_text_in_a_spreadsheet(grid_of: Callable[[str, str], ChildGrid], clerk: Clerk) -> None:
    grid = grid_of("rectifications", "progress")
    grid.model.setData(grid.model.index(0, 1), "=党章")
    grid.model.setData(grid.model.index(0, 2), "3")
    grid.view.selectAll()
    grid.view.copy()
    mime = QGuiApplication.clipboard().mimeData()
    assert mime is not None
    assert "\t=党章\t3\t" in mime.text().split("\n")[0]
    assert 'mso-number-format:"\\@"\'>=党章<' in mime.html()
    assert "<td>3</td>" in mime.html()


def test_a_block_from_a_spreadsheet_grows_the_grid_in_one_step(
    grid_of: Callable[[str, str], ChildGrid], clerk: Clerk
) -> None:
    grid = grid_of("learning_sessions", "materials")
    QGuiApplication.clipboard().setText('党章\t1\r\n"第一行\n第二行"\t2\r\n讲话\t3\t多出\r\n')
    clerk.presses(Key.Key_V, held=CTRL)
    assert texts(grid) == [["党章", "1"], ["第一行 第二行", "2"], ["讲话", "3"], ["", ""]]
    assert grid._sentence.text() == "剪贴板右边多出的1列没有地方放，没有粘贴。"
    clerk.presses(Key.Key_Z, held=CTRL)
    assert grid.model.filled == 0


def test_del_takes_a_row_out_and_undo_brings_it_back(grid_of: Callable[[str, str], ChildGrid], clerk: Clerk) -> None:
    grid = grid_of("learning_sessions", "materials")
    grid.set_rows([ChildRow({"title": "党章", "pages": "1"}), ChildRow({"title": "讲话", "pages": "2"})])
    grid.view.setCurrentIndex(grid.model.index(0, 0))
    clerk.presses(Key.Key_Delete)
    assert [row.values["title"] for row in grid.rows()] == ["讲话"]
    assert grid.is_changed
    clerk.presses(Key.Key_Z, held=CTRL)
    assert not grid.is_changed


def test_the_cell_above_is_copied(grid_of: Callable[[str, str], ChildGrid]) -> None:
    grid = grid_of("learning_sessions", "attendance")
    grid.set_rows([ChildRow({"person": Reference("李志强", 7), "state": "到"})])
    grid.view.setCurrentIndex(grid.model.index(1, 0))
    grid.view.copy_above()
    assert grid.rows()[1].values["person"] == Reference("李志强", 7)
    assert grid.rows()[1].values["state"] == "到"


def test_sums_stand_below_and_a_floor_makes_them_at_least(grid_of: Callable[[str, str], ChildGrid]) -> None:
    grid = grid_of("projects", "fundings")
    money = next(column.key for column in grid.model.columns if column.kind == "money")
    grid.set_rows([ChildRow({money: Money(3_400_000)}), ChildRow({money: Money(50)})])
    assert "34,000.50元" in grid.model.totals()
    heads = grid_of("petitions", "petition_visits")
    heads.set_rows([ChildRow({"visitor_count": FuzzyCount(3)}), ChildRow({"visitor_count": FuzzyCount(100, True)})])
    assert "人数 至少103人" in heads.model.totals()


def test_rows_that_steps_write_cannot_be_typed(grid_of: Callable[[str, str], ChildGrid]) -> None:
    grid = grid_of("rectifications", "pauses")
    assert grid.model.rowCount() == 0
    assert grid.model.is_locked


@pytest.mark.parametrize("name", ["measures", "progress", "pauses"])
def test_the_model_keeps_qts_rules(
    name: str, grid_of: Callable[[str, str], ChildGrid], qtmodeltester: ModelTester
) -> None:
    grid = grid_of("rectifications", name)
    grid.model.setData(grid.model.index(0, 0), "更换灯泡")
    qtmodeltester.check(grid.model)


def test_enter_stops_where_the_rows_above_are_filled_and_then_goes_to_the_next_row(
    grid_of: Callable[[str, str], ChildGrid], clerk: Clerk
) -> None:
    grid = grid_of("projects", "fundings")
    clerk.types("x")
    clerk.presses(Key.Key_Return)
    assert grid.view.currentIndex().column() == 1  # nothing above yet: every cell is a stop
    clerk.presses(Key.Key_Tab)
    clerk.types("20w")
    clerk.presses(Key.Key_Down, held=CTRL)
    for source, amount in (("z", "5万"), ("cjt", "3万")):
        clerk.types(source)
        clerk.presses(Key.Key_Return)
        assert grid.view.currentIndex().column() == 2
        clerk.types(amount)
        clerk.presses(Key.Key_Return)
        assert grid.view.currentIndex().column() == 0
    lines = [(row.values["source"], row.values["planned"]) for row in grid.rows()]
    assert lines == [("县", Money(20_000_000)), ("镇", Money(5_000_000)), ("村集体", Money(3_000_000))]
    clerk.types("s")
    clerk.presses(Key.Key_Tab)
    assert grid.view.currentIndex().column() == 1  # Tab goes to every cell


def test_the_rows_of_the_last_record_tell_where_enter_stops(
    grid_of: Callable[[str, str], ChildGrid], clerk: Clerk
) -> None:
    grid = grid_of("projects", "fundings")
    grid.model.usual = frozenset({"source", "planned"})
    clerk.types("x")
    clerk.presses(Key.Key_Return)
    assert grid.view.currentIndex().column() == 2
    names = grid_of("learning_sessions", "attendance")
    names.model.usual = frozenset({"person", "state"})
    clerk.types("王")
    clerk.presses(Key.Key_Return)
    assert names.view.currentIndex().column() == 1  # in a list of names every cell is a stop
