from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QMenu, QToolButton

from app.ledgers import registry
from app.ui.filter_bar import FilterBar
from app.ui.filter_dialog import FilterDialog
from db.ask import Filter, Op, State
from db.values import Reference

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.ui.operation import Operation


@pytest.fixture
def bar(operation: Operation, settled: Callable[[], None], qtbot: QtBot) -> FilterBar:
    made = FilterBar(operation, registry.find("opinions"))
    qtbot.addWidget(made)
    made.show()
    settled()
    return made


def chips(bar: FilterBar) -> list[str]:
    found = bar._active.findChildren(QToolButton)
    return [chip.text() for chip in found if not chip.isHidden()]


def test_only_states_the_ledger_knows_are_offered(operation: Operation, settled: Callable[[], None]) -> None:
    places = FilterBar(operation, registry.find("places"))
    settled()
    assert State.OVERDUE not in places._states
    places.deleteLater()


def test_a_state_chip_switches_its_filter(bar: FilterBar) -> None:
    bar._states[State.NEAR].click()
    assert bar.filters == (Filter.state(State.NEAR),)
    assert chips(bar) == ["临期  ✕"]


def test_a_filter_chip_takes_its_filter_off(bar: FilterBar) -> None:
    bar.add(Filter("topic", value="道路交通"), Filter("verbatim_text", Op.CONTAINS, "路灯"))
    bar._active.findChildren(QToolButton)[0].click()
    assert bar.filters == (Filter("verbatim_text", Op.CONTAINS, "路灯"),)


def test_everything_is_cleared_at_once(bar: FilterBar) -> None:
    bar.add(Filter.state(State.OPEN), Filter("topic", value="其他"))
    bar._clear.click()
    assert (bar.filters, bar.search, chips(bar)) == ((), "", [])


def test_the_count_says_shown_and_whole(bar: FilterBar) -> None:
    bar.add(Filter.state(State.OPEN))
    bar.show_count(37, 812)
    assert bar.count.text() == "显示 37 / 共 812"


def test_the_menu_offers_the_words_of_the_campaign(bar: FilterBar) -> None:
    topic = bar.ledger.column("topic")
    assert ("社保农合", "社保农合") in bar._values(topic)


def test_the_menu_has_every_column(bar: FilterBar) -> None:
    menu = QMenu(bar)
    bar._fill_menu(menu)
    sections = [action.text() for action in menu.actions()]
    assert sections == list(dict.fromkeys(column.section for column in bar.ledger.columns))


def test_typing_searches_when_it_pauses(bar: FilterBar, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bar.changed):
        qtbot.keyClicks(bar.box, "ld")
    assert bar.search == "ld"


def test_nothing_is_searched_while_the_input_method_composes(bar: FilterBar) -> None:
    QApplication.sendEvent(bar.box, QInputMethodEvent("lu deng", []))
    assert not bar.box._timer.isActive()
    bar.box._say()
    assert bar.search == ""


def test_what_the_input_method_commits_is_searched(bar: FilterBar, qtbot: QtBot) -> None:
    QApplication.sendEvent(bar.box, QInputMethodEvent("lu deng", []))
    event = QInputMethodEvent("", [])
    event.setCommitString("路灯")
    with qtbot.waitSignal(bar.changed):
        QApplication.sendEvent(bar.box, event)
    assert bar.search == "路灯"


def test_a_date_span_is_read_as_everywhere(bar: FilterBar, operation: Operation, qtbot: QtBot) -> None:
    dialog = FilterDialog(operation, bar.ledger, bar.ledger.column("finished_on"), bar)
    dialog.fields["从"].setText("2014.3.1")
    with qtbot.waitSignal(dialog.chosen) as heard:
        dialog._read()
    (found,) = heard.args[0]
    assert (found.key, found.op, bar.describe(found)) == ("finished_on", Op.SINCE, "办结日期 从 2014-03-01")


def test_a_date_that_does_not_exist_is_refused_in_the_dialog(
    bar: FilterBar, operation: Operation, settled: Callable[[], None]
) -> None:
    dialog = FilterDialog(operation, bar.ledger, bar.ledger.column("finished_on"), bar)
    dialog.fields["到"].setText("2014-13-40")
    dialog._read()
    settled()
    assert "没有13月" in dialog.said.text()
    dialog.close()


def test_a_name_the_register_does_not_know_filters_by_its_letters(
    bar: FilterBar, operation: Operation, qtbot: QtBot
) -> None:
    dialog = FilterDialog(operation, bar.ledger, bar.ledger.column("place"), bar)
    dialog.fields["是"].setText("清")
    with qtbot.waitSignal(dialog.chosen) as heard:
        dialog._read()
    assert heard.args[0] == (Filter("place", Op.CONTAINS, "清"),)


def test_filters_are_told_in_words(bar: FilterBar) -> None:
    assert bar.describe(Filter("place", value=Reference("清一村", 3))) == "村(组)：清一村"
    assert bar.describe(Filter("topic", Op.EMPTY)) == "主题 没有填"
    assert bar.describe(Filter("topic", Op.NOT, "道路交通")) == "主题 不是 道路交通"
    assert bar.describe(Filter("is_anonymous", Op.NOT, value=True)) == "匿名：否"
