from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QWidget

from app.services import closed_years, history, year_end
from app.services.changes import Actor
from app.ui import dialogs, years_dialog
from app.ui.desk_handover_dialog import DeskHandoverDialog
from app.ui.filter_bar import FilterBar
from app.ui.made_preview import MadePreview
from app.ui.rows_dialog import RowsDialog
from app.ui.withdrawing import UnderWay
from app.ui.year_compare_dialog import YearCompareDialog
from app.ui.years_dialog import CarryDialog, YearsDialog
from db.ask import Filter
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.main_window import MainWindow
    from app.ui.operation import Operation


@pytest.fixture
def host(day_desk: Desk, qtbot: QtBot) -> QWidget:
    """An item of 2013 that is open, a session of 2013, an item of 2014."""
    factories.add(day_desk, "rectifications", "登记日期=2013-12-01", "责任人=周敏")
    factories.add(day_desk, "learning_sessions", "日期=2013-12-05", "学习形式=集中学习")
    factories.add(day_desk, "rectifications", "登记日期=2014-01-05")
    made = QWidget()
    qtbot.addWidget(made)
    return made


@pytest.fixture
def years(host: QWidget, operation: Operation, settled: Callable[[], None]) -> YearsDialog:
    dialog = YearsDialog(operation, host)
    dialog.show()
    settled()
    return dialog


def _rows(dialog: YearsDialog) -> list[tuple[str, ...]]:
    return [dialog.table.texts(row) for row in range(dialog.table.rowCount())]


def test_a_year_is_closed_after_what_it_carries_was_looked_through(
    years: YearsDialog, day_desk: Desk, settled: Callable[[], None], qtbot: QtBot
) -> None:
    assert _rows(years) == [("2014年", "1", "0", "1", "还没有结转"), ("2013年", "2", "0", "1", "还没有结转")]
    years.table.setCurrentCell(1, 0)
    years.close_year()
    settled()
    carry = next(one for one in years.findChildren(CarryDialog))
    assert carry.table.texts(0)[:3] == ("整改台账", "整改〔2013〕1号", "村西路灯不亮，夜间出行不便")
    assert day_desk.read(closed_years.closed) == {}
    carry.done_button.click()
    qtbot.waitUntil(lambda: "2013年度结转" in years.said.text())
    settled()
    assert _rows(years) == [
        ("2014年", "1", "1", "2", "还没有结转"),
        ("2013年", "2", "0", "0", "2014-03-31 由管理员结转，1件转入下一年"),
    ]
    assert not years.close_button.isEnabled()


def test_a_long_closing_is_watched_and_stopped_with_nothing_changed(
    years: YearsDialog, day_desk: Desk, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(years_dialog, "MANY", 1)
    asked: list[UnderWay] = []

    def stopped(shown: UnderWay, done: int) -> bool:
        asked.append(shown)
        shown.told.emit(done)
        return False

    monkeypatch.setattr(UnderWay, "go_on", stopped)
    years.table.setCurrentCell(1, 0)
    years.close_year()
    settled()
    next(one for one in years.findChildren(CarryDialog)).done_button.click()
    (shown,) = years.findChildren(UnderWay)
    assert shown.isVisible()
    assert shown.words.text() == "正在结转，请不要关机…"
    qtbot.waitUntil(lambda: "已按您的要求停止，2013年没有结转" in years.said.text())
    assert not shown.isVisible()
    assert asked == [shown]
    assert day_desk.read(closed_years.closed) == {}


def test_a_year_that_is_not_over_is_told_so(years: YearsDialog, settled: Callable[[], None]) -> None:
    years.table.setCurrentCell(0, 0)
    years.close_year()
    settled()
    assert "2014年还没有过完" in years.said.text()


def test_a_closed_year_is_opened_with_a_reason(
    years: YearsDialog,
    day_desk: Desk,
    settled: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    day_desk.write(lambda unit: year_end.close(unit, actor=day_desk.actor, year=2013))
    years.refresh()
    settled()
    years.table.setCurrentCell(1, 0)
    assert years.reopen_button.isEnabled()
    monkeypatch.setattr(dialogs, "ask_reason", lambda *_args, **_more: None)
    years.reopen()
    assert day_desk.read(closed_years.closed).keys() == {2013}
    monkeypatch.setattr(dialogs, "ask_reason", lambda *_args, **_more: "漏登")
    years.reopen()
    qtbot.waitUntil(lambda: "重新打开2013年" in years.said.text())
    assert day_desk.read(closed_years.closed) == {}


def test_who_may_not_close_is_told_who_may(
    host: QWidget, operation: Operation, settled: Callable[[], None], day_desk: Desk
) -> None:
    day_desk.actor = Actor("王五", "录入")
    dialog = YearsDialog(operation, host)
    settled()
    assert not dialog.close_button.isEnabled()
    assert "「管理」" in dialog.close_button.toolTip()
    assert dialog.compare_button.isEnabled()


def test_two_years_stand_side_by_side_and_open_their_rows(
    host: QWidget, operation: Operation, settled: Callable[[], None], qtbot: QtBot
) -> None:
    dialog = YearCompareDialog(operation, 2014, (2014, 2013), host)
    dialog.show()
    settled()
    dialog.search.setText("整改事项")
    heads = [dialog.table.horizontalHeaderItem(place).text() for place in (2, 3)]
    assert heads == ["截至2013年底", "截至2014年3月31日"]
    assert dialog.table.texts(0)[1:] == ("整改事项", "1项", "2项", "增1项")
    for column, total in ((2, 1), (3, 2)):
        dialog.table.cellDoubleClicked.emit(0, column)
        settled()
        rows = dialog.findChildren(RowsDialog)[-1]
        assert rows.total == total
        rows.close()
    dialog.alone.setChecked(True)
    settled()
    assert dialog.table.texts(0)[2:] == ("1项", "1项", "持平")
    dialog.print_out()
    preview = dialog.findChild(MadePreview)
    qtbot.waitUntil(lambda: preview.pdf.startswith(b"%PDF"))
    preview.close()


def test_an_answer_for_what_is_chosen_no_longer_is_not_shown(
    host: QWidget, operation: Operation, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = YearCompareDialog(operation, 2014, (2014, 2013), host)
    settled()
    answers: list[tuple[Callable[..., object], Callable[..., None]]] = []
    monkeypatch.setattr(operation, "read", lambda work, then, **_given: answers.append((work, then)))
    dialog.alone.setChecked(True)
    dialog.alone.setChecked(False)
    for work, then in reversed(answers):  # the later one comes first
        then(operation.desk.read(work))
    assert len(answers) == 2
    dialog.search.setText("整改事项")
    assert dialog.table.texts(0)[1:] == ("整改事项", "1项", "2项", "增1项")


def test_the_desk_is_handed_over_with_what_the_clerk_wrote(
    host: QWidget, operation: Operation, settled: Callable[[], None], qtbot: QtBot, day_desk: Desk
) -> None:
    dialog = DeskHandoverDialog(operation, host)
    dialog.show()
    settled()
    assert dialog.tabs.tabText(0) == "没有办完的（2件）"
    assert dialog.items.texts(0)[5] == "周敏"
    dialog.fields["paper_files"].setText("档案室3号柜")
    dialog.to.setText("周敏")
    dialog.print_out()
    qtbot.waitUntil(lambda: dialog.findChild(MadePreview) is not None)
    preview = dialog.findChild(MadePreview)
    qtbot.waitUntil(lambda: preview.pdf.startswith(b"%PDF"))
    settled()
    texts = [dialog.places.texts(row) for row in range(dialog.places.rowCount())]
    assert ("纸质台账和卷宗", "档案室3号柜") in texts
    preview.close()
    written = day_desk.read(history.recent)
    dialog.print_out()
    settled()
    assert day_desk.read(history.recent) == written


def test_what_the_clerk_wrote_of_the_desk_is_not_left_unasked(
    host: QWidget, operation: Operation, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = DeskHandoverDialog(operation, host)
    dialog.show()
    settled()
    answers, led = [dialogs.Leave.STAY, dialogs.Leave.DISCARD], list[tuple[str, int]]()
    monkeypatch.setattr(dialogs, "ask_leave", lambda *_: answers.pop(0))
    dialog.open_record.connect(lambda *where: led.append(where))
    dialog.fields["paper_files"].setText("档案室3号柜")
    dialog.items.activated.emit(dialog.items.model().index(0, 0))
    assert (led, dialog.isVisible()) == ([], True)
    dialog.reject()
    assert (answers, dialog.isVisible()) == ([], False)


def test_a_list_is_narrowed_to_a_year_from_the_menu(
    host: QWidget, operation: Operation, settled: Callable[[], None], day_desk: Desk
) -> None:
    day_desk.write(lambda unit: year_end.close(unit, actor=day_desk.actor, year=2013))
    bar = FilterBar(operation, day_desk.ledgers["rectifications"], host)
    settled()
    assert bar._years == (2014, 2013)
    bar.add(Filter.year(2014))
    assert bar.describe(bar.filters[0]) == "2014年度"


def test_a_form_of_a_closed_year_says_so_and_keeps_what_was_typed(
    window: MainWindow,
    day_desk: Desk,
    settled: Callable[[], None],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = factories.add(day_desk, "learning_sessions", "日期=2013-12-05", "学习形式=集中学习")
    day_desk.write(lambda unit: year_end.close(unit, actor=day_desk.actor, year=2013))
    page = window.ledger_page("learning_sessions")
    settled()
    page.show_record(made.ids[0])
    settled()
    assert page.form is not None
    assert page.form.head.state.text() == "2013年已结转"
    page.form.fields["topic"].set_text("补记")
    shown: list[tuple[str, str]] = []
    show = page.form.errors.show_errors
    monkeypatch.setattr(page.form.errors, "show_errors", lambda found: (shown.extend(found), show(found)))
    page.form.save()
    qtbot.waitUntil(lambda: any("只能查看和打印，没有改动" in sentence for _key, sentence in shown))
    assert page.form.fields["topic"].text() == "补记"
    assert factories.read(day_desk, "learning_sessions", made.ids[0]).version == 1
