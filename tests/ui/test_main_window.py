from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMessageBox

from app.ledgers import registry
from app.services import office
from app.ui import saving
from app.ui.main_window import MainWindow
from app.ui.template_dialog import TemplateDialog
from db.ask import Filter, State
from db.values import Reference

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest
    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation

TABS = ["首页", "学习教育", "征求意见", "信访", "惠民实事", "联户走访", "整改销号", "办公", "报表"]


def listed(window: MainWindow, tab: str) -> list[str]:
    ledgers = window.tab_pages[tab].list
    return [ledgers.item(row).text() for row in range(ledgers.count())]


def test_the_tabs_stand_in_the_offices_order(window: MainWindow) -> None:
    assert [window.tabs.tabText(place) for place in range(window.tabs.count())] == TABS


def test_the_title_names_the_place(window: MainWindow) -> None:
    assert window.windowTitle().startswith("民情台账 — 清河镇")


def test_the_sample_says_that_it_is_one(window: MainWindow) -> None:
    assert window.banner.isVisible()
    assert "虚构的人。请勿登记真实内容。今天按2014年3月31日算" in window._banner_words.text()


def test_every_ledger_and_register_is_on_a_tab(window: MainWindow) -> None:
    on_tabs = {ledger.name for tab in window.tab_pages.values() for ledger in tab.ledgers}
    assert on_tabs == {ledger.name for ledger in registry.LEDGERS + registry.BASE}


def test_base_registers_stand_under_their_heading(window: MainWindow) -> None:
    names = listed(window, "office")
    assert names.index("基础资料") == names.index("单位报数") + 1
    assert names[names.index("基础资料") + 1] == "村组"


def test_pages_are_made_when_first_visited(window: MainWindow, settled: Callable[[], None]) -> None:
    assert window.tab_pages["petitions"].pages == ()
    window.tabs.setCurrentIndex(3)
    settled()
    assert [page.ledger.name for page in window.tab_pages["petitions"].pages] == ["petitions"]


def test_a_hidden_ledger_leaves_the_list_and_comes_back_with_one_click(
    window: MainWindow, operation: Operation, desk: Desk, settled: Callable[[], None]
) -> None:
    tab = window.tab_pages["petitions"]
    tab.hide_ledger("zero_reports", hidden=True)
    settled()
    settled()
    assert "零报告" not in listed(window, "petitions")
    assert tab.more.text() == "显示隐藏的台账（1）"
    tab.more.click()
    assert "零报告（已隐藏）" in listed(window, "petitions")
    assert desk.read(lambda unit: office.hidden_ledgers(unit)) == frozenset({"zero_reports"})


def test_a_refusal_stays_until_it_is_read(window: MainWindow, operation: Operation) -> None:
    operation.refused.emit("没有存上。")
    assert window.message.isVisible()
    assert window.message.words.text() == "没有存上。"
    assert window.status.messages[0].endswith("没有存上。")


def test_the_last_twenty_messages_are_kept(window: MainWindow) -> None:
    for place in range(25):
        window.status.say(str(place))
    assert len(window.status.messages) == 20
    assert window.status.messages[0].endswith("24")


def test_the_first_page_says_when_the_holidays_of_a_year_are_not_entered(
    window: MainWindow, day_desk: Desk, settled: Callable[[], None]
) -> None:
    assert window.home.warning.isHidden()
    day_desk.store.clock.fixed = date(2026, 12, 1)
    window.home.refresh()
    settled()
    assert window.home.warning.isVisible()
    assert window.home.warning.text().startswith("2027年的放假和调休安排还没有录入")


def test_a_tile_opens_exactly_the_list_it_counted(
    window: MainWindow, enter: Callable[..., tuple[int, ...]], settled: Callable[[], None]
) -> None:
    enter(3, due_on=date(2014, 3, 3))
    enter(2)
    window.home.refresh()
    settled()
    (line,) = [b for b in window.home.tiles[State.OVERDUE].children() if b.property("role") == "line"]
    assert line.accessibleName() == "逾期：整改台账 3"
    line.click()
    settled()
    settled()
    page = window.page
    assert page is not None
    assert (page.ledger.name, page.model.total) == ("rectifications", 3)
    assert page.filters.filters == (Filter.state(State.OVERDUE),)


def test_the_figure_of_a_tile_is_the_sum_of_its_lists(
    window: MainWindow, enter: Callable[..., tuple[int, ...]], settled: Callable[[], None]
) -> None:
    enter(4)
    window.home.refresh()
    settled()
    figures = [label.text() for label in window.home.tiles[State.INCOMPLETE].findChildren(QLabel)]
    assert figures[0] == "4"


def test_a_large_button_opens_an_empty_form(window: MainWindow, settled: Callable[[], None]) -> None:
    window.home.entry_wanted.emit("rectifications")
    settled()
    assert window.page is not None
    assert window.page.form is not None
    assert window.page.form.isVisible()


def test_menus_speak_of_the_page_in_sight(window: MainWindow, settled: Callable[[], None]) -> None:
    assert [action.text() for action in window.record_menu.actions()] == ["请先打开一个台账"]
    window.tabs.setCurrentIndex(6)
    settled()
    assert window.record_menu.actions()[0] is window.page.actions_by_name["new"]  # type: ignore[union-attr]


def test_copying_still_works_after_the_menus_were_filled_again(
    window: MainWindow, enter: Callable[..., tuple[int, ...]], settled: Callable[[], None], qtbot: QtBot
) -> None:
    enter(2)
    window.tabs.setCurrentIndex(6)
    settled()
    window._fill_menus()
    settled()
    settled()
    assert window.page is not None
    window.page.take_focus()
    qtbot.keyClick(window.page.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window.page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert len(QGuiApplication.clipboard().text().splitlines()) == 2


def test_the_keys_of_a_page_work_from_the_list_of_ledgers(
    window: MainWindow, settled: Callable[[], None], qtbot: QtBot
) -> None:
    window.tabs.setCurrentIndex(6)
    settled()
    ledgers = window.tab_pages["rectification"].list
    ledgers.setFocus()
    qtbot.keyClick(ledgers, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    settled()
    assert window.page is not None
    assert window.page.form is not None


def test_ctrl_and_a_digit_go_into_the_table_of_a_tab(
    window: MainWindow, enter: Callable[..., tuple[int, ...]], settled: Callable[[], None], qtbot: QtBot
) -> None:
    enter(1)
    qtbot.keyClick(window, Qt.Key.Key_7, Qt.KeyboardModifier.ControlModifier)
    settled()
    assert window.page is not None
    assert window.page.table.hasFocus()


def test_f6_goes_from_pane_to_pane(
    window: MainWindow, enter: Callable[..., tuple[int, ...]], settled: Callable[[], None], qtbot: QtBot
) -> None:
    enter(1)
    window.tabs.setCurrentIndex(6)
    settled()
    settled()
    page = window.page
    assert page is not None
    window.tab_pages["rectification"].list.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert page.filters.box.hasFocus()
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert page.table.hasFocus()


def test_place_and_size_are_remembered(operation: Operation, settled: Callable[[], None], qtbot: QtBot) -> None:
    first = MainWindow(operation)
    qtbot.addWidget(first)
    first.show()
    first.setGeometry(20, 10, 700, 600)
    wanted = first.normalGeometry()
    settled()
    first.close()
    again = MainWindow(operation)
    qtbot.addWidget(again)
    settled()
    assert again.geometry() == wanted


def test_every_tab_and_a_form_is_pictured(desk: Desk, tmp_path: Path) -> None:
    from app.ui.pictures import picture_tabs

    made = picture_tabs(desk.path, tmp_path / "pictures")
    assert [path.name for path in made] == [f"{n:02d}-{word}.png" for n, word in enumerate([*TABS, "表单"], start=1)]
    assert all(path.stat().st_size > 10_000 for path in made)


def test_an_unknown_name_is_registered_on_a_detour_and_found_on_coming_back(
    window: MainWindow, desk: Desk, settled: Callable[[], None]
) -> None:
    window.begin_entry("rectifications")
    settled()
    origin = window.page
    assert origin is not None
    assert origin.form is not None
    origin.form.fields["responsible_org"].set_text("河东服务站")
    window.register("organisations", "河东服务站")
    settled()
    settled()
    page = window.page
    assert page is not None
    assert page.form is not None
    assert page.form.values()["name"] == "河东服务站"
    page.form.save()
    settled()
    settled()
    assert window.page is origin
    settled()
    found = origin.form.values()["responsible_org"]
    assert isinstance(found, Reference)
    assert found.id is not None
    assert not page.form.isVisible()


def test_what_the_form_says_stands_in_the_status_line(window: MainWindow, settled: Callable[[], None]) -> None:
    window.begin_entry("rectifications")
    settled()
    assert window.page is not None
    window.page.told.emit("没有改动，不用再保存。")
    assert window.status.messages[0].endswith("没有改动，不用再保存。")


def test_what_a_dialog_leaves_unsaid_is_said_over_it_and_not_behind(
    window: MainWindow, settled: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saving, "ask_place", lambda *_: tmp_path / "没有这个文件夹" / "模板.xlsx")
    dialog = TemplateDialog(window.operation, None, window)
    dialog.open()
    dialog.save()
    settled()
    settled()
    (box,) = dialog.findChildren(QMessageBox)
    assert box.isVisible()
    assert "写不进所选的文件夹" in box.text()
    box.close()
    dialog.reject()
