"""学习模式 in the window: the band and the title of a sample, its tasks, and the way back to how it was."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.services import drafts, learning, practice
from app.services.desk import open_desk
from app.services.drafts import Draft, Typed
from app.services.listing import Ask, count
from app.ui import application, dialogs, key_table, panes, theme
from app.ui.practice import WORDS
from app.ui.session import SAMPLE
from db.places import data_folder
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.main_window import MainWindow
    from app.ui.session import Session
    from app.ui.task_panel import TaskPanel

pytestmark = pytest.mark.timeout(400)

PETITION = ("信访人姓名=周桂兰", "村(组)=郑庄", "问题类别=申诉求决", "反映的主要问题=宅基地边界与邻居争执")


@pytest.fixture
def township(sample_file: Path, fresh_data_folder: Path) -> Path:
    """The sample in its place, and the copy it is put back from."""
    kept = data_folder() / "sample" / f"{practice._edition()}.minqing"
    kept.parent.mkdir(parents=True)
    shutil.copy(sample_file, kept)
    return practice.make(data_folder() / SAMPLE)


@pytest.fixture
def panel(window: MainWindow, settled: Callable[[], None]) -> TaskPanel:
    """The tasks beside the pages of a small sample."""
    window.practise()
    settled()
    assert window.practice is not None
    assert window.practice.panel is not None
    return window.practice.panel


def lines(panel: TaskPanel) -> list[str]:
    return [panel.list.item(row).text() for row in range(panel.list.count())]


def test_a_real_ledger_has_no_band_no_tasks_and_a_plain_title(
    session: Session, ledger_file: Path, qtbot: QtBot
) -> None:
    session.open(ledger_file)
    window = session.window
    assert window is not None
    qtbot.waitUntil(lambda: window.windowTitle() == "民情台账 — 清河镇")
    assert not window.banner.isVisible()
    assert window.practice is None
    window.practise()
    qtbot.keyClick(window, Qt.Key.Key_F7)
    assert window.practice is None


def test_the_band_and_the_title_say_that_it_is_practice(window: MainWindow) -> None:
    assert window.windowTitle() == "民情台账 — 清河镇（练习）"
    assert window._banner_words.text() == f"{WORDS}今天按2014年3月31日算。"
    assert window.practice is not None
    assert [button.text() for button in (window.practice.tasks_button, window.practice.reset_button)] == [
        "练习任务", "恢复原样…",
    ]  # fmt: skip


def test_a_key_shows_the_tasks_and_puts_them_away(
    window: MainWindow, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F7)
    settled()
    assert window.practice is not None
    panel = window.practice.panel
    assert panel is not None
    assert panel.isVisible()
    assert len(lines(panel)) == 10
    assert panel.width() < 360
    qtbot.keyClick(window, Qt.Key.Key_F7)
    assert not panel.isVisible()


def test_a_task_gets_its_tick_by_itself_when_the_row_stands(
    window: MainWindow, panel: TaskPanel, day_desk: Desk, qtbot: QtBot
) -> None:
    assert lines(panel)[0] == "○ 1. 登记一件来访"
    assert panel.windowTitle() == "练习任务　0 / 10"
    factories.add(day_desk, "places", "名称=郑庄")
    made = factories.add(day_desk, "petitions", *PETITION)
    window.operation.changed.emit(made, None)
    qtbot.waitUntil(lambda: lines(panel)[0] == "✓ 1. 登记一件来访")
    assert panel.windowTitle() == "练习任务　1 / 10"
    assert window.practice is not None
    assert window.practice.tasks_button.text() == "练习任务 1 / 10"
    assert window.status.messages[0].endswith("练习任务完成：登记一件来访（1 / 10）")


def test_a_task_that_was_done_can_be_done_once_more(
    window: MainWindow, panel: TaskPanel, day_desk: Desk, settled: Callable[[], None]
) -> None:
    assert not panel.again.isEnabled()
    factories.add(day_desk, "places", "名称=郑庄")
    factories.add(day_desk, "petitions", *PETITION)
    panel.refresh()
    settled()
    panel.again.click()
    settled()
    assert lines(panel)[0].startswith("○")


def test_the_steps_of_the_task_in_hand_are_told_with_how_much_is_there(
    panel: TaskPanel, day_desk: Desk, settled: Callable[[], None]
) -> None:
    number = factories.add(day_desk, "consultations", "方式=座谈会", "主题=听取意见").number
    for place in range(3):
        factories.add(day_desk, "opinions", f"场次={number}", f"原始意见=第{place}条")
    panel.refresh()
    settled()
    panel.list.setCurrentRow(1)
    shown = panel.how.toPlainText()
    assert "Ctrl+Shift+N" in shown
    assert "✓ 登记一场座谈会" in shown
    assert "○ 记下意见，“场次”写这场座谈会的编号或主题（3 / 10）" in shown


def test_the_panel_grows_with_the_text(panel: TaskPanel, qtbot: QtBot) -> None:
    before = panel.width()
    try:
        application.set_font_points(16)
        qtbot.waitUntil(lambda: panel.width() > before * 1.2)
    finally:
        application.set_font_points(theme.USUAL)


@pytest.mark.parametrize("row", range(10))
def test_the_way_leads_to_the_page_of_each_task(
    window: MainWindow, panel: TaskPanel, row: int, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    panel.list.setCurrentRow(row)
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    settled()
    task = learning.tasks()[row]
    if task.page == learning.REPORT:
        tab = window.tabs.currentWidget()
        assert tab.currentWidget() is tab.reports  # type: ignore[attr-defined]
    else:
        assert window.page is not None
        assert window.page.ledger.name == task.page
    assert not panel.isAncestorOf(window.focusWidget())


def test_escape_and_the_key_of_panes_lead_between_page_and_tasks(
    window: MainWindow, panel: TaskPanel, qtbot: QtBot, settled: Callable[[], None]
) -> None:
    page = window.ledger_page("petitions")
    settled()
    panel.take_focus()
    qtbot.keyClick(panel.list, Qt.Key.Key_Escape)
    assert page.isAncestorOf(window.focusWidget())
    for _ in range(4):
        panes.go(window, 1)
        if panel.isAncestorOf(window.focusWidget()):
            break
    assert panel.isAncestorOf(window.focusWidget())
    panes.go(window, 1)
    assert not panel.isAncestorOf(window.focusWidget())


def test_every_key_the_tasks_name_is_one_of_the_program() -> None:
    known = {key_table.show(one) for key in key_table.KEYS for one in key.keys}
    said = "".join("".join(task.steps) for task in learning.tasks())
    named = set(re.findall(r"(?:(?:Ctrl|Alt|Shift)\+)+(?:Tab|[A-Z;']|[0-9]|[↓↑])|F[0-9]+", said))
    assert len(named) > 10
    assert named <= known


def petitions(desk: Desk) -> int:
    return desk.read(lambda unit: count(unit, ask=Ask("petitions")))


def test_the_sample_opens_with_its_tasks(session: Session, township: Path, qtbot: QtBot) -> None:
    session.open_sample()
    window = session.window
    assert window is not None
    qtbot.waitUntil(lambda: window.practice is not None and window.practice.panel is not None)
    assert window.operation.desk.path == township


def test_from_a_real_ledger_the_help_menu_leads_to_the_sample(
    session: Session, township: Path, ledger_file: Path, qtbot: QtBot
) -> None:
    session.open(ledger_file)
    assert session.window is not None
    first = session.window
    first.sample_wanted.emit()
    assert session.window is not first
    assert session.window.operation.desk.path == township


def test_putting_it_back_asks_once_tells_of_drafts_and_opens_the_fresh_one(
    session: Session, township: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(dialogs, "confirm", lambda _parent, _title, question, **_: not asked.append(question))
    session.open(township)
    old = session.window
    assert old is not None
    qtbot.waitUntil(lambda: old.practice is not None and old.operation.idle)
    fresh = petitions(old.operation.desk)
    factories.add(old.operation.desk, "petitions", *PETITION)
    old.operation.desk.write(
        lambda unit: drafts.keep(
            unit,
            actor=old.operation.desk.actor,
            draft=Draft("0" * 32, "petitions", None, None, Typed({"summary": "打了一半"})),
        )
    )
    assert old.practice is not None
    old.practice.reset_button.click()
    qtbot.waitUntil(lambda: session.window is not None and session.window is not old)
    assert len(asked) == 1
    assert "1 份没有保存的草稿" in asked[0]
    window = session.window
    assert window is not None
    assert petitions(window.operation.desk) == fresh
    qtbot.waitUntil(lambda: any("恢复原样" in line for line in window.status.messages))
    assert QApplication.quitOnLastWindowClosed()


def test_putting_it_back_that_is_refused_opens_the_old_one_with_the_reason(
    session: Session, township: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs, "confirm", lambda *_, **__: True)
    session.open(township)
    old = session.window
    assert old is not None
    qtbot.waitUntil(lambda: old.practice is not None and old.operation.idle)
    with_one_more = petitions(old.operation.desk) + 1
    factories.add(old.operation.desk, "petitions", *PETITION)

    def full(_path: Path, *, progress: object) -> Path:
        raise practice.Refused(practice.NO_ROOM)

    monkeypatch.setattr(practice, "make", full)
    assert old.practice is not None
    old.practice.reset_button.click()
    qtbot.waitUntil(lambda: session.window is not None and session.window is not old)
    window = session.window
    assert window is not None
    assert petitions(window.operation.desk) == with_one_more
    assert "写不进去" in window.message.words.text()


def test_no_is_no(session: Session, township: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(dialogs, "confirm", lambda _parent, _title, question, **_: bool(asked.append(question)))
    session.open(township)
    window = session.window
    assert window is not None
    qtbot.waitUntil(lambda: window.practice is not None and window.operation.idle)
    window.reset_wanted.emit()
    qtbot.waitUntil(lambda: bool(asked))
    assert "草稿" not in asked[0]
    assert session.window is window


def test_a_sample_that_is_only_read_offers_neither_tasks_nor_the_way_back(
    session: Session, township: Path, qtbot: QtBot
) -> None:
    session.take(open_desk(township, read_only=True))
    window = session.window
    assert window is not None
    qtbot.waitUntil(lambda: window.practice is not None)
    assert window.practice is not None
    assert not window.practice.tasks_button.isVisible()
    assert not window.practice.reset_button.isVisible()
    assert window._banner_words.text().startswith(WORDS)
