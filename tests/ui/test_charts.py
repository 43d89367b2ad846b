"""Charts in the window: every bar a button that opens its rows; an empty one says what to do."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.services import records
from app.services.dashboard import Bar, Chart, Series
from app.ui.charts import ChartFrame
from app.ui.charts_page import ChartsPage
from app.ui.main_window import MainWindow
from app.ui.rows_dialog import RowsDialog
from db.values import FuzzyDate
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation

MONTHS = Chart(
    "k", "信访登记（按月）", "petitions", ("2014年2月", "2014年3月"),
    (
        Series("登记", (Bar("2件", 2, "X1.received@month:2014年2月"), Bar("8件", 8, "X1.received@month:2014年3月"))),
        Series("办结", (None, Bar("4件", 4, "c"))),
    ),
    8, over_time=True,
)  # fmt: skip
TOPICS = Chart(
    "t", "意见建议（按主题）", "opinions", ("环境卫生", "党建工作"),
    (Series("意见", (Bar("28条", 28, "a"), Bar("7条", 7, "b"))),), 28, over_time=False, note="意见合计35条",
)  # fmt: skip


@pytest.fixture
def frame(qtbot: QtBot) -> Callable[[Chart], ChartFrame]:
    def made(chart: Chart) -> ChartFrame:
        found = ChartFrame(chart)
        qtbot.addWidget(found)
        found.resize(420, 220)
        found.show()
        qtbot.waitExposed(found)
        return found

    return made


def test_a_column_is_as_high_as_its_part_of_the_highest(frame: Callable[[Chart], ChartFrame]) -> None:
    february, march, finished = frame(MONTHS).bars
    assert march.filled().height() == pytest.approx(march.height() - 2, abs=1)
    assert february.filled().height() == pytest.approx(march.filled().height() / 4, abs=1)
    assert finished.filled().height() == pytest.approx(march.filled().height() / 2, abs=1)
    assert february.filled().bottom() == march.filled().bottom()


def test_a_lying_bar_is_as_long_as_its_part_of_the_longest(frame: Callable[[Chart], ChartFrame]) -> None:
    first, second = frame(TOPICS).bars
    assert second.filled().width() == pytest.approx(first.filled().width() / 4, abs=1)


def test_a_bar_is_read_aloud_and_told_apart_without_colour(frame: Callable[[Chart], ChartFrame]) -> None:
    february, _, finished = frame(MONTHS).bars
    assert february.accessibleName() == "信访登记（按月）：2014年2月 登记2件"
    assert february.pattern is not finished.pattern


def test_a_bar_opens_by_click_and_by_the_space_bar(frame: Callable[[Chart], ChartFrame], qtbot: QtBot) -> None:
    shown = frame(TOPICS)
    with qtbot.waitSignal(shown.opened) as clicked:
        qtbot.mouseClick(shown.bars[0], Qt.MouseButton.LeftButton)
    assert clicked.args == ["a", "意见建议（按主题） 环境卫生"]
    shown.bars[1].setFocus()
    with qtbot.waitSignal(shown.opened) as pressed:
        qtbot.keyClick(shown.bars[1], Qt.Key.Key_Space)
    assert pressed.args == ["b", "意见建议（按主题） 党建工作"]


def test_an_empty_chart_says_what_to_do(frame: Callable[[Chart], ChartFrame], qtbot: QtBot) -> None:
    empty = Chart("k", "信访登记（按月）", "petitions", ("2014年3月",), (Series("登记", (None,)),), 0, over_time=True)
    shown = frame(empty)
    assert shown.bars == []
    button = shown.findChild(QPushButton)
    assert button is not None
    with qtbot.waitSignal(shown.entry_wanted) as wanted:
        button.click()
    assert wanted.args == ["petitions"]


def test_a_bar_of_the_page_lists_as_many_rows_as_it_says(
    day_desk: Desk, operation: Operation, settled: Callable[[], None], qtbot: QtBot
) -> None:
    for topic in ("环境卫生", "环境卫生", "党建工作"):
        factories.add(day_desk, "opinions", f"主题={topic}", "日期=2014-03-03")
    page = ChartsPage(operation)
    qtbot.addWidget(page)
    page.show()
    settled()
    topics = next(one for one in page.frames if one.chart.key == "opinions_by_topic")
    assert [bar.bar.text for bar in topics.bars] == ["2条", "1条"]
    topics.bars[0].click()
    settled()
    dialog = page.findChild(RowsDialog)
    assert dialog is not None
    assert dialog.table.rowCount() == 2


def test_home_draws_its_charts_anew_after_a_change(
    day_desk: Desk, operation: Operation, settled: Callable[[], None], qtbot: QtBot
) -> None:
    window = MainWindow(operation)
    qtbot.addWidget(window)
    window.show()
    settled()
    shown = {one.chart.key: one for one in window.home.findChildren(ChartFrame)}
    assert set(shown) == {"petitions_by_month", "rectification_over_time", "opinions_by_topic"}
    assert all(one.chart.is_empty for one in shown.values())
    operation.write(lambda unit: _opinion(unit, day_desk), lambda _: None, owner=window)
    qtbot.waitUntil(lambda: any(not one.chart.is_empty for one in _standing(window)))


def _standing(window: MainWindow) -> list[ChartFrame]:
    return [one for one in window.home.findChildren(ChartFrame) if one.isVisible()]


def _opinion(unit, desk: Desk):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    values = {"verbatim_text": "村东头的垃圾池满了", "topic": "环境卫生", "raised_on": FuzzyDate(date(2014, 3, 3))}
    return records.add(unit, actor=desk.actor, ledger="opinions", values=values)
