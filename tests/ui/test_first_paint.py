from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.services import first_page, records
from app.ui.first_paint import FirstWindow, KeptTable
from app.ui.main_window import MainWindow
from app.ui.run import Start, show_first
from db.ask import Filter, State
from tests.ui.rest import at_rest

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation


@pytest.fixture
def window(
    operation: Operation, enter: Callable[..., tuple[int, ...]], settled: Callable[[], None], qtbot: QtBot
) -> MainWindow:
    enter(3)
    made = MainWindow(operation)
    qtbot.addWidget(made)
    made.show()
    made.ledger_page("rectifications")
    settled()
    settled()
    return made


def test_the_first_rows_are_those_the_list_shows(
    window: MainWindow, day_desk: Desk, settled: Callable[[], None], qtbot: QtBot
) -> None:
    page = window.page
    assert page is not None
    shown = page.model.first_rows(40)
    window.close()
    settled()
    kept = first_page.kept(day_desk.path)
    assert kept is not None
    assert kept.rows == shown
    assert len(shown) == 3
    first = FirstWindow(kept)
    qtbot.addWidget(first)
    table = first.findChild(KeptTable)
    assert table is not None
    assert table.model().index(2, 0).data() == "整改〔2014〕1号"


def test_rows_kept_before_a_later_change_are_not_shown(
    window: MainWindow, day_desk: Desk, settled: Callable[[], None]
) -> None:
    window.close()
    settled()
    values = {"description": "后来登记的一件"}
    day_desk.write(lambda unit: records.add(unit, actor=day_desk.actor, ledger="rectifications", values=values))
    assert first_page.kept(day_desk.path) is None


def test_who_came_and_went_since_does_not_take_the_page_away(
    window: MainWindow, day_desk: Desk, settled: Callable[[], None]
) -> None:
    window.close()
    settled()
    day_desk.write(day_desk.note_coming)
    assert first_page.kept(day_desk.path) is not None


def test_another_operators_page_is_not_shown(window: MainWindow, day_desk: Desk, settled: Callable[[], None]) -> None:
    window.close()
    settled()
    assert first_page.kept(day_desk.path, user="别人") is None


def test_a_narrowed_list_is_not_kept(window: MainWindow, day_desk: Desk, settled: Callable[[], None]) -> None:
    assert window.page is not None
    window.page.filters.add(Filter.state(State.INCOMPLETE))
    settled()
    window.close()
    settled()
    assert first_page.kept(day_desk.path) is None


def test_a_file_that_is_not_ours_has_no_first_page(day_desk: Desk) -> None:
    other = day_desk.path.with_name("other.minqing")
    other.write_text("not a ledger", "utf-8")
    assert first_page.kept(other) is None
    assert first_page.kept(other.with_name("missing.minqing")) is None
    assert not other.with_name("missing.minqing").exists()


def test_the_real_window_takes_the_place_of_the_first(
    window: MainWindow, day_desk: Desk, operation: Operation, settled: Callable[[], None], qtbot: QtBot
) -> None:
    window.close()
    settled()
    first = show_first(day_desk.path)
    assert first is not None
    qtbot.addWidget(first)
    start = Start(str(day_desk.path), "")
    start.follow(first)
    qtbot.waitUntil(lambda: start.session is not None and start.session.window is not None and not first.isVisible())
    opened = start.session.window
    assert opened.page is not None
    assert opened.page.ledger.name == "rectifications"
    at_rest(qtbot, opened.operation)
    opened.close()


def test_a_file_that_another_window_has_shows_no_first_page(
    window: MainWindow, day_desk: Desk, settled: Callable[[], None]
) -> None:
    window.close()
    settled()
    day_desk.hold()
    assert show_first(day_desk.path) is None
