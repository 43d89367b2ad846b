from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from app.rules.refusal import BUG, Refused
from app.ui.backup_work import WorkDialog, time_left

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot


def dialog(qtbot: QtBot, work: Callable[..., object]) -> WorkDialog:
    made = WorkDialog("备份", "正在备份…", work, stop="取消")
    qtbot.addWidget(made)
    return made


def test_it_closes_itself_with_the_answer(qtbot: QtBot) -> None:
    window = dialog(qtbot, lambda tell: tell(45, 100) or "好")
    with qtbot.waitSignal(window.ended) as heard:
        window.begin()
    assert heard.args == ["好"]
    assert not window.isVisible()
    assert window.bar.value() == 45


@pytest.mark.parametrize("press", ["button", "escape"])
def test_giving_it_up_stops_the_work_and_then_closes(qtbot: QtBot, press: str) -> None:
    cleaned = threading.Event()

    def work(tell: Callable[[int, int], None]) -> None:
        try:
            while True:
                tell(1, 2)
        finally:
            cleaned.set()

    window = dialog(qtbot, work)
    window.begin()
    qtbot.waitUntil(lambda: window.bar.value() == 50)
    if press == "button":
        window.stop.click()
    else:
        qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.isVisible())
    assert cleaned.is_set()


@pytest.mark.parametrize(("error", "sentence"), [(Refused("磁盘满了。"), "磁盘满了。"), (ZeroDivisionError(), BUG)])
def test_what_goes_wrong_is_a_sentence(qtbot: QtBot, error: Exception, sentence: str) -> None:
    def work(_tell: object) -> None:
        raise error

    window = dialog(qtbot, work)
    with qtbot.waitSignal(window.refused) as heard:
        window.begin()
    assert heard.args == [sentence]
    assert not window.isVisible()


def test_the_time_left() -> None:
    assert (time_left(10, 50), time_left(60, 25), time_left(1, 99)) == ("10秒", "3分钟", "1秒")
