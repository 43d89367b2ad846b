from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QItemSelectionModel, QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.ledgers import registry
from app.services import drafts, undo
from app.ui import dialogs, sheet_menus
from app.ui.keys import Guard
from app.ui.ledger_page import LedgerPage
from app.ui.pasting import FillDialog, PasteDialog, TidyDialog
from app.ui.record_table import ENTRY
from db.ask import Ask, Filter, Op
from db.values import FuzzyDate
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation

    Settled = Callable[[], None]
    Enter = Callable[..., tuple[int, ...]]

CONTROL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
LEDGER = registry.find("rectifications")


@pytest.fixture
def page(operation: Operation, enter: Enter, settled: Settled, qtbot: QtBot) -> LedgerPage:
    """A page with three records, in front, the newest (id 3) in the first row."""
    enter(3)
    made = LedgerPage(operation, LEDGER)
    qtbot.addWidget(made)
    made.resize(1300, 600)
    made.show()
    made.activateWindow()
    settled()
    settled()
    qtbot.waitUntil(made.isActiveWindow)
    made.take_focus()
    return made


def go(page: LedgerPage, row: int, key: str) -> None:
    page.table.setCurrentIndex(page.model.index(row, page.model.columns.index(key)))


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def cell(desk: Desk, record_id: int, key: str) -> object:
    return factories.read(desk, "rectifications", record_id).values[key]


def select(page: LedgerPage, rows: range, key: str) -> None:
    go(page, rows[0], key)
    for row in rows:
        index = page.model.index(row, page.model.columns.index(key))
        page.table.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)


# ---- typing ----------------------------------------------------------------------------------------------------------


def test_typing_writes_the_cell_and_enter_goes_down(
    page: LedgerPage, day_desk: Desk, settled: Settled, qtbot: QtBot
) -> None:
    go(page, 0, "due_on")
    qtbot.keyClick(page.table, "2")
    qtbot.keyClicks(focused(), "014-4-30")
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    assert page.table.currentIndex().row() == 1
    qtbot.keyClick(page.table, "2")
    qtbot.keyClicks(focused(), "014-4-3")
    qtbot.keyClick(focused(), Qt.Key.Key_Tab)
    settled()
    assert [cell(day_desk, one, "due_on") for one in (3, 2)] == [date(2014, 4, 30), date(2014, 4, 3)]
    assert page.table.currentIndex().row() == 1
    day_desk.write(lambda unit: undo.undo(unit, actor=day_desk.actor))
    assert [cell(day_desk, one, "due_on") for one in (3, 2)] == [date(2014, 4, 30), None]


def test_f2_edits_and_escape_gives_back_what_stood_there(page: LedgerPage, settled: Settled, qtbot: QtBot) -> None:
    go(page, 0, "description")
    before = page.table.currentIndex().data()
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    qtbot.keyClicks(focused(), "abc")
    qtbot.keyClick(focused(), Qt.Key.Key_Escape)
    settled()
    assert (page.table.currentIndex().data(), focused()) == (before, page.table)


def test_what_cannot_be_read_stays_open_with_its_sentence(
    page: LedgerPage, operation: Operation, day_desk: Desk, settled: Settled, qtbot: QtBot
) -> None:
    go(page, 0, "due_on")
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    editor = focused()
    qtbot.keyClicks(editor, "13x")
    with qtbot.waitSignal(operation.refused, check_params_cb=lambda words: words.startswith("整改时限：")):
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    page.filters.box.setFocus()
    assert (editor.isVisible(), editor.text()) == (True, "13x")
    editor.setFocus()
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    settled()
    assert cell(day_desk, 3, "due_on") is None


def test_a_cell_that_a_gate_refuses_is_opened_again_as_it_was_typed(
    page: LedgerPage, operation: Operation, day_desk: Desk, settled: Settled, qtbot: QtBot
) -> None:
    go(page, 0, "description")
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    editor = focused()
    qtbot.keyClick(editor, Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    with qtbot.waitSignal(operation.refused, check_params_cb=lambda words: "没有存上" in words):
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    settled()
    assert (page.table.currentIndex().row(), focused().text()) == (0, "")
    qtbot.keyClick(focused(), Qt.Key.Key_Escape)
    assert page.model.index(0, page.model.columns.index("description")).data() == "第2件：通组道路坑洼不平"


def test_what_a_step_writes_cannot_be_typed(page: LedgerPage, operation: Operation, qtbot: QtBot) -> None:
    go(page, 0, "status")
    with qtbot.waitSignal(operation.refused, check_params_cb=lambda words: "办理步骤" in words):
        qtbot.keyClick(page.table, "x")
    assert focused() is page.table


def test_a_space_begins_no_cell_and_tab_leaves_the_table(page: LedgerPage, qtbot: QtBot) -> None:
    go(page, 0, "description")
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert focused() is page.table
    qtbot.keyClick(page.table, Qt.Key.Key_Tab)
    assert focused() is not page.table


def test_a_list_read_anew_waits_while_a_cell_is_typed_in(
    page: LedgerPage, day_desk: Desk, settled: Settled, qtbot: QtBot
) -> None:
    go(page, 0, "due_on")
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    editor = focused()
    qtbot.keyClicks(editor, "2014-")
    factories.add(day_desk, "rectifications", "登记日期=2014-01-01")
    page.refresh()
    settled()
    assert (editor.isVisible(), editor.text(), page.model.total) == (True, "2014-", 3)
    qtbot.keyClicks(editor, "4-30")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    settled()
    assert (page.model.total, cell(day_desk, 3, "due_on")) == (4, date(2014, 4, 30))


def test_a_masked_screen_puts_the_open_cell_away_and_brings_it_back(
    page: LedgerPage, day_desk: Desk, settled: Settled, qtbot: QtBot
) -> None:
    go(page, 0, "due_on")
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    qtbot.keyClicks(focused(), "2014-4-3")
    page.model.set_masked(True)
    settled()
    assert (page.table.state(), cell(day_desk, 3, "due_on")) == (page.table.State.NoState, None)
    qtbot.keyClick(page.table, "x")
    assert page.table.state() == page.table.State.NoState
    page.model.set_masked(False)
    settled()
    assert focused().text() == "2014-4-3"
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    settled()
    assert cell(day_desk, 3, "due_on") == date(2014, 4, 3)


def test_one_who_only_looks_cannot_type(page: LedgerPage, day_desk: Desk, operation: Operation, qtbot: QtBot) -> None:
    page.model._may_enter = False
    go(page, 0, "due_on")
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    assert focused() is page.table


def test_a_masked_number_is_typed_anew_and_never_with_its_stars(
    operation: Operation, day_desk: Desk, settled: Settled, qtbot: QtBot
) -> None:
    one = factories.add(day_desk, "petitions", "姓名=张三", "联系电话=13812345678").ids[0]
    page = LedgerPage(operation, registry.find("petitions"))
    qtbot.addWidget(page)
    page.resize(1300, 600)
    page.show()
    settled()
    settled()
    column = next(one for one in page.ledger.columns if one.label == "联系电话")
    page.table.show_list(page.ask, ("number", column.key))
    settled()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    page.take_focus()
    go(page, 0, column.key)
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    assert focused().text() == "138****5678"
    qtbot.keyClicks(focused(), "9")
    with qtbot.waitSignal(operation.refused, check_params_cb=lambda words: "星号" in words):
        qtbot.keyClick(focused(), Qt.Key.Key_Return)
    qtbot.keyClick(focused(), Qt.Key.Key_A, CONTROL)
    qtbot.keyClicks(focused(), "13900001111")
    qtbot.keyClick(focused(), Qt.Key.Key_Return)
    settled()
    assert factories.read(day_desk, "petitions", one).values[column.key] == "13900001111"
    press = press_paste(page, "139****1111", qtbot, settled)
    assert press.planned is not None
    assert press.planned.count == 0


def test_a_table_copied_from_a_spreadsheet_comes_with_its_line_breaks(
    page: LedgerPage, day_desk: Desk, settled: Settled, qtbot: QtBot
) -> None:
    go(page, 0, "description")
    data = QMimeData()
    data.setText('"路灯\r\n不亮"\r\n')
    data.setHtml("<table><tr><td>路灯<br>不亮</td></tr></table>")
    QGuiApplication.clipboard().setMimeData(data)
    page.actions_by_name["paste"].trigger()
    settled()
    (dialog,) = page.findChildren(PasteDialog)
    with qtbot.waitSignal(dialog.accepted):
        dialog.all_button.click()
    settled()
    assert cell(day_desk, 3, "description") == "路灯\n不亮"


def test_an_input_method_begins_a_cell(page: LedgerPage, day_desk: Desk, settled: Settled, qtbot: QtBot) -> None:
    go(page, 0, "description")
    QApplication.sendEvent(page.table, QInputMethodEvent("ludeng", []))
    commit = QInputMethodEvent("", [])
    commit.setCommitString("路灯不亮")
    QApplication.sendEvent(page.table, commit)  # Qt gives the editor the focus only now
    editor = focused()
    assert editor is not page.table
    qtbot.keyClick(editor, Qt.Key.Key_Return)  # the input method's own Enter, in the same turn
    assert editor.isVisible()
    (guard,) = QApplication.instance().findChildren(Guard)  # type: ignore[union-attr]
    qtbot.waitUntil(lambda: not guard.holds)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    settled()
    assert cell(day_desk, 3, "description") == "路灯不亮"


# ---- ditto and fill down ---------------------------------------------------------------------------------------------


def test_ctrl_d_and_ditto_take_the_value_of_the_record_above(
    page: LedgerPage, day_desk: Desk, settled: Settled, qtbot: QtBot
) -> None:
    go(page, 1, "description")
    qtbot.keyClick(page.table, Qt.Key.Key_D, CONTROL)
    settled()
    settled()
    assert cell(day_desk, 2, "description") == "第2件：通组道路坑洼不平"
    go(page, 2, "description")
    qtbot.keyClick(page.table, Qt.Key.Key_Apostrophe, CONTROL)
    settled()
    settled()
    assert cell(day_desk, 1, "description") == "第2件：通组道路坑洼不平"


def test_a_fill_over_several_rows_is_shown_first(
    page: LedgerPage, day_desk: Desk, settled: Settled, qtbot: QtBot
) -> None:
    select(page, range(3), "description")
    qtbot.keyClick(page.table, Qt.Key.Key_D, CONTROL)
    settled()
    (dialog,) = page.findChildren(FillDialog)
    assert dialog.table.texts(0)[1:4] == ("问题描述", "第1件：通组道路坑洼不平", "第2件：通组道路坑洼不平")
    assert cell(day_desk, 1, "description") == "第0件：通组道路坑洼不平"
    with qtbot.waitSignal(dialog.accepted):
        qtbot.keyClick(dialog.all_button, Qt.Key.Key_Return)
    settled()
    assert cell(day_desk, 1, "description") == "第2件：通组道路坑洼不平"
    page.undo()
    settled()
    assert [cell(day_desk, one, "description") for one in (1, 2)] == [
        "第0件：通组道路坑洼不平",
        "第1件：通组道路坑洼不平",
    ]


# ---- paste -----------------------------------------------------------------------------------------------------------


def press_paste(page: LedgerPage, text: str, qtbot: QtBot, settled: Settled) -> PasteDialog:
    QGuiApplication.clipboard().setText(text)
    qtbot.keyClick(page.table, Qt.Key.Key_V, CONTROL)
    settled()
    (dialog,) = [one for one in page.findChildren(PasteDialog) if one.isVisible()]
    return dialog


def test_a_block_over_cells_shows_old_and_new_and_never_reaches_a_hidden_row(
    page: LedgerPage, day_desk: Desk, settled: Settled, qtbot: QtBot
) -> None:
    page.filters.add(Filter("description", Op.CONTAINS, "第1件"))
    settled()
    page.take_focus()
    go(page, 0, "description")
    dialog = press_paste(page, "路灯不亮\r\n", qtbot, settled)
    assert dialog.table.texts(0)[1:4] == ("问题描述", "第1件：通组道路坑洼不平", "路灯不亮")
    with qtbot.waitSignal(dialog.accepted):
        dialog.all_button.click()
    settled()
    assert [cell(day_desk, one, "description")[:3] for one in (1, 2, 3)] == ["第0件", "路灯不", "第2件"]
    assert day_desk.read(lambda unit: unit.reading.count(Ask("rectifications"))) == 3


def test_rows_beyond_the_last_are_added_only_if_wanted_and_all_is_one_step(
    page: LedgerPage, day_desk: Desk, settled: Settled, qtbot: QtBot
) -> None:
    go(page, 2, "registered_on")
    first = page.model.columns[page.table.columns_in_sight()[page.table.columns_in_sight().index(
        page.model.columns.index("registered_on")) + 1]]  # fmt: skip
    assert first == "description"
    dialog = press_paste(page, "2014-02-01\t沟堵\n2014-02-02\t井盖破损\n2014-02-03\t垃圾未清\n", qtbot, settled)
    assert dialog.adds is not None
    assert "增加 2 行" in dialog.adds.text()
    assert "增加 2 条新记录" in dialog.words.text()
    dialog.adds.click()
    settled()
    assert "新记录" not in dialog.words.text()
    dialog.adds.click()
    settled()
    with qtbot.waitSignal(dialog.accepted):
        dialog.all_button.click()
    settled()
    assert cell(day_desk, 1, "description") == "沟堵"
    assert day_desk.read(lambda unit: unit.reading.count(Ask("rectifications"))) == 5
    page.undo()
    settled()
    assert cell(day_desk, 1, "description") == "第0件：通组道路坑洼不平"
    assert day_desk.read(lambda unit: unit.reading.count(Ask("rectifications"))) == 3


def test_a_wrong_cell_is_red_and_the_good_rows_may_be_pasted_alone(
    page: LedgerPage, day_desk: Desk, settled: Settled, qtbot: QtBot
) -> None:
    go(page, 0, "due_on")
    dialog = press_paste(page, "去年\n2014-04-30\n", qtbot, settled)
    assert (dialog.all_button.isEnabled(), dialog.valid_button.text()) == (False, "只粘贴可以的 1 条")
    assert "整改时限" in dialog.table.texts(0)[4]
    with qtbot.waitSignal(dialog.accepted):
        dialog.valid_button.click()
    settled()
    assert [cell(day_desk, one, "due_on") for one in (3, 2)] == [None, date(2014, 4, 30)]


def test_one_copied_cell_fills_the_selection(page: LedgerPage, day_desk: Desk, settled: Settled, qtbot: QtBot) -> None:
    select(page, range(3), "due_on")
    dialog = press_paste(page, "2014-04-30", qtbot, settled)
    with qtbot.waitSignal(dialog.accepted):
        dialog.all_button.click()
    settled()
    assert [cell(day_desk, one, "due_on") for one in (1, 2, 3)] == [date(2014, 4, 30)] * 3


# ---- tidying ---------------------------------------------------------------------------------------------------------


def test_selected_records_are_tidied_after_a_preview(
    page: LedgerPage, day_desk: Desk, enter: Enter, settled: Settled, qtbot: QtBot
) -> None:
    (record_id,) = enter(1, description="為進(jìn)一步核實１５户")
    page.refresh()
    settled()
    page.table.selectAll()
    page.actions_by_name["tidy"].trigger()
    settled()
    (dialog,) = page.findChildren(TidyDialog)
    assert "可以改 1 条记录" in dialog.words.text()
    with qtbot.waitSignal(dialog.accepted):
        dialog.all_button.click()
    settled()
    assert cell(day_desk, record_id, "description") == "为进一步核实15户"
    page.undo()
    settled()
    assert cell(day_desk, record_id, "description") == "為進(jìn)一步核實１５户"


# ---- the blank row ---------------------------------------------------------------------------------------------------


def go_to_blank(page: LedgerPage, key: str) -> None:
    row = page.model.row_of(ENTRY)
    assert row == page.model.total == page.model.rowCount() - 1
    go(page, row, key)


def total(desk: Desk, ledger: str = "rectifications") -> int:
    return desk.read(lambda unit: unit.reading.count(Ask(ledger)))


def type_cell(text: str, key: Qt.Key, page: LedgerPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page.table, text[0])
    qtbot.keyClicks(focused(), text[1:])
    qtbot.keyClick(focused(), key)


def test_a_blank_row_at_the_foot_becomes_a_record_cell_by_cell(
    page: LedgerPage, day_desk: Desk, settled: Settled, qtbot: QtBot
) -> None:
    page.actions_by_name["type"].trigger()
    last = page.table.currentIndex().row()
    assert (last, page.model.headerData(last, Qt.Orientation.Vertical)) == (3, "＊")
    assert page.model.index(last, 0).data() == "新增"
    go_to_blank(page, "description")
    type_cell("abc", Qt.Key.Key_Tab, page, qtbot)
    settled()
    assert (total(day_desk), page.table.currentIndex().row(), page.is_dirty) == (3, last, True)
    assert page.model.index(last, page.model.columns.index("registered_on")).data() == "2014-03-31"
    assert page.model.index(last, 1).data() == "没有存"
    seen = page.table.columns_in_sight()
    page.table.setCurrentIndex(page.model.index(last, seen[-1]))
    page.table.step(0, 1)  # Tab beyond the last column
    settled()
    settled()
    assert (total(day_desk), cell(day_desk, 4, "description")) == (4, "abc")
    assert (page.table.currentIndex().row(), page.model.total, page.is_dirty) == (4, 4, False)
    type_cell("2014-03-01", Qt.Key.Key_Tab, page, qtbot)  # the next one, without a hand on the mouse
    type_cell("xyz", Qt.Key.Key_Return, page, qtbot)
    settled()
    settled()
    assert cell(day_desk, 5, "description") == "xyz"
    assert cell(day_desk, 5, "registered_on") == FuzzyDate(date(2014, 3, 1))
    page.undo()
    settled()
    assert (total(day_desk), cell(day_desk, 4, "description")) == (4, "abc")


def test_a_blank_row_that_is_refused_stays_with_its_reason_and_lives_through_a_crash(
    page: LedgerPage, operation: Operation, day_desk: Desk, settled: Settled, qtbot: QtBot
) -> None:
    go_to_blank(page, "due_on")
    type_cell("2014-04-30", Qt.Key.Key_Tab, page, qtbot)
    with qtbot.waitSignal(operation.refused, check_params_cb=lambda words: "还留在表格末尾" in words):
        go(page, 0, "due_on")
    settled()
    row = page.model.row_of(ENTRY)
    assert (total(day_desk), page.model.value_at(row, page.model.columns.index("due_on"))) == (3, date(2014, 4, 30))
    sheet_menus.entering(page).flush()
    settled()
    (line,) = day_desk.read(lambda unit: drafts.of(unit, actor=day_desk.actor))
    draft = day_desk.read(lambda unit: drafts.get(unit, actor=day_desk.actor, uuid=line.uuid))
    assert draft.typed.texts["due_on"] == "2014-04-30"
    page.refresh()
    settled()
    go_to_blank(page, "description")
    type_cell("ab", Qt.Key.Key_Return, page, qtbot)
    settled()
    settled()
    assert (cell(day_desk, 4, "due_on"), cell(day_desk, 4, "description")) == (date(2014, 4, 30), "ab")
    assert day_desk.read(lambda unit: drafts.count(unit, actor=day_desk.actor)) == 0


def test_a_blank_row_is_given_up_after_a_question_or_goes_on_in_the_form(
    page: LedgerPage, day_desk: Desk, settled: Settled, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_to_blank(page, "due_on")
    type_cell("2014-04-30", Qt.Key.Key_Tab, page, qtbot)
    answers = iter((False, True))
    monkeypatch.setattr(dialogs, "confirm", lambda *_args, **_words: next(answers))
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert not page.model.entry.is_blank
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert (page.model.entry.is_blank, page.is_dirty) == (True, False)
    go_to_blank(page, "due_on")
    type_cell("2014-04-30", Qt.Key.Key_Tab, page, qtbot)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    settled()
    assert page.form is not None
    assert (page.form.values()["due_on"], page.model.entry.is_blank) == (date(2014, 4, 30), True)
    assert total(day_desk) == 3


def test_a_block_pasted_at_the_blank_row_is_all_new(
    page: LedgerPage, day_desk: Desk, settled: Settled, qtbot: QtBot
) -> None:
    go_to_blank(page, "registered_on")
    dialog = press_paste(page, "2014-02-01\t沟堵\n2014-02-02\t井盖破损\n", qtbot, settled)
    assert (dialog.adds, "增加 2 条新记录" in dialog.words.text()) == (None, True)
    with qtbot.waitSignal(dialog.accepted):
        dialog.all_button.click()
    settled()
    assert [cell(day_desk, one, "description") for one in (3, 4, 5)] == ["第2件：通组道路坑洼不平", "沟堵", "井盖破损"]
    page.undo()
    settled()
    assert total(day_desk) == 3


def test_the_blank_row_takes_what_the_row_above_has_and_is_no_record(
    page: LedgerPage, day_desk: Desk, settled: Settled, qtbot: QtBot
) -> None:
    go_to_blank(page, "description")
    qtbot.keyClick(page.table, Qt.Key.Key_Apostrophe, CONTROL)
    assert page.table.currentIndex().data() == "第0件：通组道路坑洼不平"
    page.table.selectAll()
    assert (page.table.selected_rows(), page.table.selected_ids()) == ([0, 1, 2], (3, 2, 1))
    page.model.set_masked(True)
    settled()
    assert page.model.rowCount() == 3
    page.model.set_masked(False)
    settled()
    assert page.model.index(3, page.model.columns.index("description")).data() == "第0件：通组道路坑洼不平"
    page.actions_by_name["voided"].trigger()
    settled()
    assert page.model.row_of(ENTRY) is None


def test_an_empty_list_is_typed_into_from_its_button(operation: Operation, settled: Settled, qtbot: QtBot) -> None:
    page = LedgerPage(operation, LEDGER)
    qtbot.addWidget(page)
    page.show()
    settled()
    settled()
    assert page.stack.currentIndex() == 1
    page.empty.typing_button.click()
    assert (page.stack.currentIndex(), page.table.currentIndex().row()) == (0, 0)
    assert page.model.may_type(0, page.table.currentIndex().column())
