from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from app.ui import idle
from app.ui.idle import IdleWatch, running_time

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class FakeClock:
    """A running time only the test moves, from that of the machine on: the window has looked at that one before."""

    def __init__(self) -> None:
        self.seconds = float(round(running_time()))  # whole seconds: two minutes later is two minutes to the last bit

    def __call__(self) -> float:
        return self.seconds

    def pass_by(self, watch: IdleWatch, seconds: int) -> None:
        """Let seconds go by, one look a second."""
        for _ in range(seconds):
            self.seconds += 1
            watch.look()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def watch(qtbot: QtBot, clock: FakeClock) -> IdleWatch:
    edit = QLineEdit()
    qtbot.addWidget(edit)
    edit.show()
    qtbot.waitUntil(edit.isActiveWindow)
    made = IdleWatch(5, now=clock)
    made.edit = edit  # type: ignore[attr-defined]
    made._timer.stop()
    made.heard: list[object] = []  # type: ignore[attr-defined, misc]
    made.masked.connect(made.heard.append)  # type: ignore[attr-defined]
    made.lock_wanted.connect(lambda by_key: made.heard.append(f"lock {by_key}"))  # type: ignore[attr-defined]
    return made


def window(watch: IdleWatch) -> object:
    return watch.edit.windowHandle()  # type: ignore[attr-defined]


def test_after_a_minute_it_is_masked_and_a_key_shows_again(watch: IdleWatch, clock: FakeClock) -> None:
    clock.pass_by(watch, 59)
    assert watch.heard == []
    clock.pass_by(watch, 1)
    assert watch.heard == [True]
    QTest.keyClick(window(watch), Qt.Key.Key_A)
    assert watch.heard == [True, False]


def test_after_the_minutes_it_is_locked(watch: IdleWatch, clock: FakeClock) -> None:
    clock.pass_by(watch, 299)
    assert watch.heard == [True]
    clock.pass_by(watch, 1)
    assert watch.heard == [True, "lock False"]


def test_a_shorter_time_may_be_set(watch: IdleWatch, clock: FakeClock) -> None:
    watch.minutes = 2
    clock.pass_by(watch, 120)
    assert "lock False" in watch.heard


def test_mouse_and_keys_begin_the_time_anew(watch: IdleWatch, clock: FakeClock) -> None:
    clock.pass_by(watch, 200)
    QTest.mouseClick(window(watch), Qt.MouseButton.LeftButton)
    clock.pass_by(watch, 200)
    assert "lock False" not in watch.heard


def test_an_input_method_counts_as_typing(watch: IdleWatch, clock: FakeClock) -> None:
    from PySide6.QtGui import QInputMethodEvent
    from PySide6.QtWidgets import QApplication

    clock.pass_by(watch, 200)
    edit = watch.edit  # type: ignore[attr-defined]
    edit.setFocus()
    event = QInputMethodEvent("", [])
    event.setCommitString("路灯")
    QApplication.sendEvent(edit, event)
    QApplication.processEvents()
    clock.pass_by(watch, 200)
    assert "lock False" not in watch.heard


def test_waking_from_sleep_locks_at_once(watch: IdleWatch, clock: FakeClock) -> None:
    clock.pass_by(watch, 10)
    clock.seconds += 40
    watch.look()
    assert watch.heard == ["lock False"]


def test_a_clock_that_somebody_sets_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    before = idle.running_time()
    monkeypatch.setattr("time.time", lambda: 0.0)
    assert 0 <= idle.running_time() - before < 5


def test_the_key_of_the_lock_works_past_the_menu(watch: IdleWatch) -> None:
    QTest.keyClick(window(watch), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert watch.heard == ["lock True"]
