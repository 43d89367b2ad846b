"""What the tests of the window share: a dressed application, a fresh file, and the way to its services."""

from __future__ import annotations

import gc
import os
from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


from app.services import office, records
from app.ui import application, dialogs, theme
from app.ui.main_window import MainWindow
from app.ui.operation import Operation
from app.ui.session import Session
from db.values import FuzzyDate, Reference
from tests.ui.rest import at_rest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from db.unit import UnitOfWork

TODAY = date(2014, 3, 31)


@pytest.fixture(scope="session")
def own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Settings and cache of the window in a folder of the tests, never the clerk's."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
            patch.setenv(name, str(folder / name.lower()))
        yield folder


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication, own_folders: Path, request: pytest.FixtureRequest) -> None:
    """The application as the program dresses it, once a session."""
    if not request.session.config.stash.get(_DRESSED, False):
        application.make_application()
        request.session.config.stash[_DRESSED] = True
    application.settings().clear()
    for left in QApplication.topLevelWidgets():
        if left.isModal() and left.isVisible():
            left.hide()  # another test left it open: nothing of this one could be reached behind it


GARBAGE = 100_000
"""So many new objects are let lie before all are looked through, which takes half a second."""


@pytest.fixture(autouse=True)
def collected(qapp: QApplication) -> Iterator[None]:
    """Garbage is collected between the tests on this thread, as the program itself does, never by a worker."""
    gc.disable()
    yield
    gc.unfreeze()  # a window of the program sets apart what stands when it opens
    if gc.get_count()[0] > GARBAGE:
        gc.collect()


@pytest.fixture(autouse=True)
def no_key_held(qapp: QApplication) -> None:
    """A key that a test before pressed on a window that was gone at its release is held no more: with Ctrl, a row that
    is chosen would be chosen beside the others.
    """
    if QApplication.keyboardModifiers() != Qt.KeyboardModifier.NoModifier:
        QTest.keyClick(QWidget(), Qt.Key.Key_A)
    assert QApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier


_DRESSED = pytest.StashKey[bool]()


@pytest.fixture
def day_desk(desk: Desk) -> Desk:
    """A fresh file whose 今天 is 2014-03-31."""
    desk.write(lambda unit: office.make_sample(unit, today=TODAY))
    desk.store.clock.fixed = TODAY
    return desk


@pytest.fixture
def operation(day_desk: Desk, qtbot: QtBot) -> Iterator[Operation]:
    """The window's way to the services; waits for work under way when the test ends."""
    helper = Operation(day_desk)
    yield helper
    at_rest(qtbot, helper)
    helper.close()


@pytest.fixture
def settled(operation: Operation, qtbot: QtBot) -> Callable[[], None]:
    """Wait until the window has nothing under way."""
    return lambda: at_rest(qtbot, operation)


@pytest.fixture
def enter(day_desk: Desk) -> Callable[..., tuple[int, ...]]:
    """Enter so many rectification items, one a day from 2014-01-01; returns their ids."""

    def entered(count: int, **values: object) -> tuple[int, ...]:
        def work(unit: UnitOfWork) -> tuple[int, ...]:
            return tuple(_enter(unit, day_desk, place, values) for place in range(count))

        return day_desk.write(work)

    return entered


def _enter(unit: UnitOfWork, desk: Desk, place: int, values: dict[str, object]) -> int:
    day = date.fromordinal(date(2014, 1, 1).toordinal() + place % 60)
    full = {
        "registered_on": FuzzyDate(day),
        "description": f"第{place}件：通组道路坑洼不平",
        "responsible_org": Reference("镇党政办"),
        **values,
    }
    return records.add(unit, actor=desk.actor, ledger="rectifications", values=full).ids[0]  # type: ignore[arg-type]


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    """What the program opens; all of it is gone on the thread of the window when the test ends."""
    made = Session()
    yield made
    if made.window is not None:
        window = made.window
        at_rest(qtbot, window.operation)
        is_at_server = window.operation.desk.store.is_server
        window.close()
        if is_at_server:  # it goes when the line has been let go
            qtbot.waitUntil(lambda: not isValid(window))
    for shown in (made.start, made.restoring.dialog, made.restoring.work, made):
        if shown is not None and isValid(shown):
            shown.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def window(
    operation: Operation, settled: Callable[[], None], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> MainWindow:
    """The window on the fresh file, with nothing under way."""
    monkeypatch.setattr(dialogs, "ask_leave", lambda *_: dialogs.Leave.DISCARD)  # nobody is there to answer
    made = MainWindow(operation)
    qtbot.addWidget(made)
    made.show()
    settled()
    return made


@pytest.fixture
def usual_size() -> Iterator[None]:
    """The text is as large as before when the test ends."""
    yield
    application.set_font_points(theme.USUAL)
