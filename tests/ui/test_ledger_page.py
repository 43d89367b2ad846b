from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QInputDialog

from app.ledgers import registry
from app.services import records
from app.ui.ledger_page import LedgerPage
from db.ask import Ask, Filter, Op, State

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation

LEDGER = registry.find("rectifications")
MakePage = "Callable[[], LedgerPage]"


@pytest.fixture
def make_page(operation: Operation, settled: Callable[[], None], qtbot: QtBot) -> Callable[[], LedgerPage]:
    def make() -> LedgerPage:
        page = LedgerPage(operation, LEDGER)
        qtbot.addWidget(page)
        page.show()
        page.resize(1200, 600)
        settled()
        settled()
        return page

    return make


def answer(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    def said(*_: object) -> tuple[str, bool]:
        return words, True

    monkeypatch.setattr(QInputDialog, "getText", said)


def test_an_empty_ledger_says_what_it_is_for(make_page: MakePage) -> None:
    page = make_page()
    assert page.empty.words.text() == f"{LEDGER.intro}\n还没有记录。"
    assert page.empty.button.text() == "新建整改台账"
    assert page.stack.currentIndex() == 1


def test_a_list_without_hits_offers_to_clear_the_filters(
    make_page: MakePage, enter: Callable[..., tuple[int, ...]], settled: Callable[[], None]
) -> None:
    enter(2)
    page = make_page()
    page.filters.add(Filter("description", Op.CONTAINS, "没有这件事"))
    settled()
    assert page.empty.words.text() == "没有符合条件的记录。"
    page.empty.button.click()
    settled()
    assert page.model.total == 2


def test_filters_are_applied_by_the_file_and_counted(
    make_page: MakePage, enter: Callable[..., tuple[int, ...]], settled: Callable[[], None]
) -> None:
    enter(6)
    page = make_page()
    page.filters.add(Filter("description", Op.CONTAINS, "第3件"))
    settled()
    assert page.model.total == 1
    assert page.filters.count.text() == "显示 1 / 共 6"


def test_filters_stay_while_the_page_is_out_of_sight(
    make_page: MakePage, enter: Callable[..., tuple[int, ...]], settled: Callable[[], None]
) -> None:
    enter(2)
    page = make_page()
    page.filters.add(Filter.state(State.INCOMPLETE))
    settled()
    page.hide()
    page.show()
    settled()
    assert page.filters.filters == (Filter.state(State.INCOMPLETE),)


def test_a_page_out_of_sight_reads_only_when_it_is_shown_again(
    make_page: MakePage,
    operation: Operation,
    enter: Callable[..., tuple[int, ...]],
    settled: Callable[[], None],
    desk: Desk,
) -> None:
    (first,) = enter(1)
    page = make_page()
    page.hide()
    operation.write(
        lambda unit: records.void(unit, actor=desk.actor, ledger=LEDGER.name, record_id=first, reason="重复"),
        owner=page,
    )
    settled()
    assert page.model.total == 1
    page.show()
    settled()
    assert page.model.total == 0


def test_voiding_asks_the_reason_and_keeps_the_record_among_the_voided(
    make_page: MakePage,
    enter: Callable[..., tuple[int, ...]],
    settled: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    enter(2)
    page = make_page()
    answer(monkeypatch, "重复登记")
    page.table.setCurrentIndex(page.model.index(0, 0))
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    settled()
    settled()
    assert page.model.total == 1
    page.actions_by_name["voided"].trigger()
    settled()
    assert page.model.total == 1
    assert page.actions_by_name["restore"].isVisible()


def test_voiding_without_a_reason_is_refused_in_words(
    make_page: MakePage,
    operation: Operation,
    enter: Callable[..., tuple[int, ...]],
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    enter(1)
    page = make_page()
    answer(monkeypatch, " ")
    page.table.setCurrentIndex(page.model.index(0, 0))
    with qtbot.waitSignal(operation.refused) as heard:
        page.void()
    assert "作废原因" in heard.args[0]


def test_several_are_voided_in_one_step_and_undone_in_one(
    make_page: MakePage,
    enter: Callable[..., tuple[int, ...]],
    settled: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    enter(3)
    page = make_page()
    answer(monkeypatch, "重复登记")
    page.table.selectAll()
    page.void()
    settled()
    settled()
    assert page.model.total == 0
    page.undo()
    settled()
    settled()
    assert page.model.total == 3


def test_a_list_counted_elsewhere_is_shown_as_it_was_counted(
    make_page: MakePage, enter: Callable[..., tuple[int, ...]], settled: Callable[[], None]
) -> None:
    enter(3)
    page = make_page()
    page.show_ask(Ask(LEDGER.name, filters=(Filter.state(State.OVERDUE),)))
    settled()
    assert page.model.total == 0
    assert page.filters._states[State.OVERDUE].isChecked()


def test_every_action_has_words_and_every_key_is_used_once(make_page: MakePage) -> None:
    page = make_page()
    actions = [*page.actions(), *page.table.actions()]
    keys = [key.toString() for action in actions for key in action.shortcuts()]
    assert all(action.text() for action in actions)
    assert len(keys) == len(set(keys))


def test_fields_to_type_in_have_accessible_names(make_page: MakePage) -> None:
    page = make_page()
    assert [part.accessibleName() for part in (page.filters.box, page.table)] == ["查找", "整改台账 记录表"]


def test_keys_pressed_while_the_form_reads_do_not_act_on_the_list(
    make_page: MakePage, enter: Callable[..., tuple[int, ...]], settled: Callable[[], None]
) -> None:
    enter(2)
    page = make_page()
    page.activateWindow()
    page.take_focus()
    page.new_record()
    assert page.focusWidget() not in (page.table, page.empty.button)
    settled()
    settled()
    assert page.form is not None
    assert page.form.isAncestorOf(page.focusWidget())


def test_a_duplicate_begins_in_what_it_is_about_and_typing_writes_over_it(
    make_page: MakePage, enter: Callable[..., tuple[int, ...]], settled: Callable[[], None], qtbot: QtBot
) -> None:
    enter(1)
    page = make_page()
    page.activateWindow()
    page.table.select_record(1)
    page.duplicate()
    qtbot.waitUntil(lambda: page.form is not None and page.form.isEnabled() and bool(page.form.fields))
    settled()
    assert page.form is not None
    editor = page.form.fields["description"].editor
    qtbot.waitUntil(editor.hasFocus)
    qtbot.keyClicks(editor, "abc")
    assert editor.text() == "abc"


def test_a_record_that_was_just_entered_is_the_current_one_of_the_list(
    make_page: MakePage, enter: Callable[..., tuple[int, ...]], settled: Callable[[], None], qtbot: QtBot
) -> None:
    enter(3)
    page = make_page()
    page.activateWindow()
    page.table.select_record(1)
    page.new_record()
    qtbot.waitUntil(lambda: page.form is not None and page.form.isEnabled() and bool(page.form.fields))
    settled()
    assert page.form is not None
    page.form.fields["description"].editor.put("新登的一件")
    page.form.save()
    settled()
    settled()
    assert page.form.record is not None
    assert page.table.current_id() == page.form.record.id == 4
    assert page.table.selected_ids() == (4,)  # what 作废 and 复制整条 take


def test_a_number_of_this_year_is_found_by_its_serial_alone(
    make_page: MakePage, enter: Callable[..., tuple[int, ...]], settled: Callable[[], None], desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    enter(3)
    page = make_page()
    answer(monkeypatch, "2")
    page.go_to_number()
    settled()
    settled()
    assert page.form is not None
    assert page.form.record is not None
    assert page.form.record.number.endswith("2号")
    assert desk.read(lambda unit: records.find(unit, ledger=LEDGER, number="2").serial) == 2


@pytest.mark.parametrize(("name", "words"), [
    ("open", "再打开"), ("duplicate", "再复制"), ("void", "再作废"), ("fill_down", "没有可以照着填的"),
    ("ditto", "没有可以照着填的"),
])  # fmt: skip
def test_what_needs_a_record_says_so_when_none_is_chosen(
    make_page: MakePage, enter: Callable[..., tuple[int, ...]], name: str, words: str
) -> None:
    enter(2)
    page, told = make_page(), list[str]()
    page.told.connect(told.append)
    page.table.clearSelection()
    page.table.setCurrentIndex(QModelIndex())
    page.actions_by_name[name].setEnabled(True)
    page.actions_by_name[name].trigger()
    assert len(told) == 1
    assert words in told[0]
