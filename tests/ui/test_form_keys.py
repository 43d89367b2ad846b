"""The keys of a form and its fields, and what the paper left blank or unreadable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
)

from app.services import records
from app.ui import sheet_menus
from tests.ui.keying import ALT, CONTROL, SHIFT, commit, focus, front_page, opened

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.ledger_page import LedgerPage
    from app.ui.main_window import MainWindow
    from app.ui.operation import Operation
    from tests.ui.keying import Enter, Settled


@pytest.fixture
def page(window: MainWindow, enter: Enter, settled: Settled, qtbot: QtBot) -> LedgerPage:
    return front_page(window, enter, settled, qtbot)


# ---- paper forms ---------------------------------------------------------------------------------------------------


def test_what_the_paper_leaves_blank_or_unreadable_is_noted_and_the_field_stays_blank(
    page: LedgerPage, qtbot: QtBot, settled: Settled, day_desk: Desk
) -> None:
    form = opened(page, 0, qtbot)
    keys = [key for key in ("due_on", "place") if key in form.fields]
    assert keys
    for key, letter, words in ((keys[0], Qt.Key.Key_B, "空白"), (keys[-1], Qt.Key.Key_U, "字迹不清")):
        form.walk.focus(form.fields[key])
        qtbot.keyClick(focus(), letter, CONTROL)
        assert f"〔纸面{words}：{form.fields[key].column.label}" in form.fields["remark"].text()
        assert form.fields[key].text() == ""
        assert focus() is not form.fields[key].editor
    form.save()
    settled()
    assert form.record is not None
    stored = day_desk.read(lambda unit: records.get(unit, ledger="rectifications", record_id=form.record.id))  # type: ignore[union-attr]
    assert all(stored.values.get(key) is None for key in keys)
    assert "〔纸面空白：" in str(stored.values["remark"])


def test_a_mark_goes_when_the_key_is_pressed_again_or_the_field_is_filled(page: LedgerPage, qtbot: QtBot) -> None:
    form = opened(page, 0, qtbot)
    field = form.fields["due_on"]
    for _press in range(2):
        form.walk.focus(field)
        qtbot.keyClick(field.editor, Qt.Key.Key_B, CONTROL)
    assert form.fields["remark"].text() == ""
    form.walk.focus(field)
    qtbot.keyClick(field.editor, Qt.Key.Key_B, CONTROL)
    form.walk.focus(field)
    qtbot.keyClicks(field.editor, "2014-3-9")
    form.walk.forward(field.editor)
    assert form.fields["remark"].text() == ""
    form.walk.focus(field)
    qtbot.keyClick(field.editor, Qt.Key.Key_B, CONTROL)
    assert form.fields["remark"].text() == ""  # what is filled is not blank


def test_a_cell_of_the_table_is_marked_by_the_same_keys(
    page: LedgerPage, qtbot: QtBot, settled: Settled, day_desk: Desk
) -> None:
    row, place = 1, page.model.columns.index("due_on")
    record_id = page.model.id_at(row)
    assert record_id is not None
    page.table.setCurrentIndex(page.model.index(row, place))
    remark = lambda: day_desk.read(  # noqa: E731
        lambda unit: records.get(unit, ledger="rectifications", record_id=record_id).values.get("remark")
    )
    qtbot.keyClick(page.table, Qt.Key.Key_U, CONTROL)
    settled()
    assert remark() == "〔纸面字迹不清：整改时限〕"
    qtbot.keyClick(page.table, Qt.Key.Key_B, CONTROL)
    settled()
    assert remark() == "〔纸面空白：整改时限〕"
    qtbot.keyClick(page.table, Qt.Key.Key_B, CONTROL)
    settled()
    assert remark() is None
    page.table.setCurrentIndex(page.model.index(row, page.model.columns.index("description")))
    with qtbot.waitSignal(page.told) as heard:
        qtbot.keyClick(page.table, Qt.Key.Key_B, CONTROL)
    assert heard.args[0].startswith("「问题描述」里已经填了内容")
    assert remark() is None


def test_a_cell_of_the_blank_row_is_marked_before_it_is_saved(page: LedgerPage, qtbot: QtBot, settled: Settled) -> None:
    page.table.seek_entry(("due_on",))
    qtbot.keyClick(page.table, Qt.Key.Key_U, CONTROL)
    assert page.model.entry.values["remark"] == "〔纸面字迹不清：整改时限〕"
    assert page.is_dirty
    sheet_menus.entering(page).clear()
    settled()


# ---- fields --------------------------------------------------------------------------------------------------------


def test_a_pin_lets_a_value_go_over_to_the_next_record_and_is_kept(
    page: LedgerPage, qtbot: QtBot, settled: Settled, operation: Operation
) -> None:
    from app.ui.ledger_page import LedgerPage as Page

    form = opened(page, 0, qtbot)
    key = next(key for key, field in form.fields.items() if not field.is_locked and key not in form.carry.keys)
    form.walk.focus(form.fields[key])
    qtbot.keyClick(focus(), Qt.Key.Key_Y, CONTROL | SHIFT)
    settled()
    assert key in form.carry.keys
    other = Page(operation, page.ledger)
    qtbot.addWidget(other)
    other.show()
    settled()
    again = opened(other, 1, qtbot)
    assert key in again.carry.keys


def test_whether_the_last_enter_saves_is_remembered(page: LedgerPage, qtbot: QtBot) -> None:
    from app.ui.form_view import Footer

    form = opened(page, 0, qtbot)
    form.footer.set_saves_at_end(on=False)
    assert not Footer(form.actions_by_name).saves_at_end


def test_full_width_digits_are_plain_when_the_field_is_left_and_not_before(page: LedgerPage, qtbot: QtBot) -> None:
    form = opened(page, 0, qtbot)
    form.walk.jump("responsible_person")
    qtbot.waitUntil(lambda: "responsible_person" in form.fields)
    field = form.fields["responsible_person"]
    qtbot.waitUntil(field.editor.hasFocus)
    field.editor.put("")
    commit(field.editor, "王２０１４Ａ")
    assert "２０１４" in field.text()
    QApplication.processEvents()
    form.walk.forward(field.editor)
    assert "王2014A" in field.text()


def test_a_calendar_opens_by_key_and_esc_takes_only_it_away(page: LedgerPage, qtbot: QtBot) -> None:
    form = opened(page, 0, qtbot)
    field = form.fields["registered_on"]
    form.walk.focus(field)
    qtbot.keyClick(field.editor, Qt.Key.Key_Down, ALT)
    calendar = field.editor._calendar  # type: ignore[union-attr]
    assert calendar is not None
    assert calendar.isVisible()
    qtbot.keyClick(calendar, Qt.Key.Key_Escape)
    assert not calendar.isVisible()
    assert form.isVisible()


def test_the_value_of_the_record_before_is_one_key_in_a_form(page: LedgerPage, qtbot: QtBot, settled: Settled) -> None:
    for letter in (Qt.Key.Key_Apostrophe, Qt.Key.Key_D):
        page.new_record()
        settled()
        assert page.form is not None
        field = page.form.fields["description"]
        page.form.walk.focus(field)
        qtbot.keyClick(field.editor, letter, CONTROL)
        assert field.text() == "第4件：通组道路坑洼不平"


def test_a_record_in_order_is_told_so(page: LedgerPage, qtbot: QtBot) -> None:
    form = opened(page, 0, qtbot)
    with qtbot.waitSignal(form.told) as heard:
        qtbot.keyClick(focus(), Qt.Key.Key_F9)
    assert heard.args[0].startswith("检查过了，可以保存。还有")
    form.fields["registered_on"].editor.put("去年")
    form.fields["registered_on"].check()
    qtbot.keyClick(focus(), Qt.Key.Key_F9)
    assert form.errors.isVisible()


def test_rows_below_a_form_take_back_their_own_step_before_the_page_takes_one(
    page: LedgerPage, qtbot: QtBot, settled: Settled
) -> None:
    form = opened(page, 0, qtbot)
    grid = form.grids["measures"]
    form.tabs.setCurrentWidget(grid)
    grid.view.start()
    grid.view.setCurrentIndex(grid.model.index(0, 0))
    grid.view.paste("修路")
    assert grid.model.filled == 1
    qtbot.keyClick(grid.view, Qt.Key.Key_Z, CONTROL)
    settled()
    assert grid.model.filled == 0
    assert page.model.total == 5
