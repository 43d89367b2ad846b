"""Words of the clerk that look like markup are shown as words, in every label and tool tip of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from app.services import attachments, links, office, records
from app.ui import plain
from app.ui.dialogs import Leave
from app.ui.main_window import MainWindow
from db.values import Reference

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

MARKUP = "<b>路灯</b><img src='file:///etc/passwd'>"


def test_a_foot_takes_no_more_height_than_its_width_asks(qtbot: QtBot) -> None:
    foot = plain.Foot()
    qtbot.addWidget(foot)
    foot.show()
    foot.resize(60, 40)
    foot.setText("一行字" * 30)
    narrow = foot.minimumHeight()
    foot.resize(2000, 40)
    assert 0 < foot.minimumHeight() < narrow / 5
    foot.hide()
    assert foot.minimumHeight() == 0


def test_a_tip_shows_markup_as_it_was_typed() -> None:
    assert plain.tip("路灯不亮，1 > 0") == "路灯不亮，1 > 0"
    assert "&lt;img src=" in plain.tip(MARKUP)
    assert "<img" not in plain.tip(MARKUP)


@pytest.fixture
def window(
    operation: Operation,
    day_desk: Desk,
    enter: Callable[..., tuple[int, ...]],
    settled: Callable[[], None],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> MainWindow:
    """The window on a ledger in which everything that can be typed is markup."""
    one, other = enter(2, description=MARKUP, responsible_org=Reference(MARKUP), remark=MARKUP)

    def work(unit: UnitOfWork) -> None:
        actor, ledger = day_desk.actor, "rectifications"
        unit.put_setting(office.OFFICE, MARKUP)
        links.add(unit, actor=actor, kind="related", start=(ledger, one), end=(ledger, other))
        attachments.attach(unit, actor=actor, ledger=ledger, record_id=one, name="a.txt", data=b"words", caption=MARKUP)
        records.edit(unit, actor=actor, ledger=ledger, record_id=one, version=1, values={"remark": "x"}, reason=MARKUP)

    day_desk.write(work)
    monkeypatch.setattr("app.ui.dialogs.ask_leave", lambda *_: Leave.DISCARD)
    made = MainWindow(operation)
    qtbot.addWidget(made)
    made.show()
    settled()
    made.open_record("rectifications", one)
    settled()
    made._warn(f"没有「{MARKUP}」这一列。")
    made._refused(f"没有「{MARKUP}」这一列。")
    settled()
    return made


def reads_markup(label: QLabel) -> bool:
    """Whether a label would show the clerk's words as markup: rich by choice and unescaped, or rich by a guess."""
    shown = label.text()
    if label.textFormat() is Qt.TextFormat.PlainText:
        return False
    return "<img src='file:" in shown or "<b>路灯" in shown


def test_no_label_and_no_tip_takes_words_for_markup(window: MainWindow) -> None:
    labels = [label for label in window.findChildren(QLabel) if reads_markup(label)]
    assert [(label.parent().__class__.__name__, label.text()) for label in labels] == []
    tips = [widget for widget in window.findChildren(QWidget) if "<img" in widget.toolTip()]
    assert [(tip.__class__.__name__, tip.toolTip()) for tip in tips] == []


def test_the_words_themselves_are_on_the_window(window: MainWindow) -> None:
    assert any(MARKUP[:10] in label.text() for label in window.findChildren(QLabel))


def test_an_ampersand_in_a_message_is_a_sign(window: MainWindow) -> None:
    window.statusBar().say("A&B公司")
    assert window.statusBar().last.text().startswith("A&&B")
