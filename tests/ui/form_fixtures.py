"""What the tests of the form share: a form on a fresh ledger file, and the keys a clerk uses."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget

from app.ledgers import registry
from app.services import records
from app.ui import dialogs
from app.ui.form import RecordForm
from app.ui.operation import Operation
from tests.ui.rest import at_rest

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.services.desk import Desk
    from db.ask import Record
    from db.values import Value

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
Key = Qt.Key
NewForm = Callable[..., RecordForm]


@pytest.fixture
def form_operation(desk: Desk, qtbot: QtBot) -> Iterator[Operation]:
    """The way to the services; idle before it goes."""
    operation = Operation(desk)
    yield operation
    at_rest(qtbot, operation)
    operation.close()


@pytest.fixture
def new_form(form_operation: Operation, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> NewForm:
    """Opens a form of a ledger: blank, or on a record when its id is given. A question nobody expects fails."""
    for question in ("ask_leave", "ask_correction", "ask_reason", "confirm", "pick_files"):
        monkeypatch.setattr(dialogs, question, _unexpected)

    def make(name: str, record_id: int | None = None, values: dict[str, Value] | None = None) -> RecordForm:
        form = RecordForm(form_operation, registry.find(name))
        qtbot.addWidget(form, before_close_func=_forget)
        form.resize(960, 660)
        with qtbot.waitExposed(form):
            form.show()
        form.activateWindow()
        qtbot.waitUntil(form.isActiveWindow)
        with qtbot.waitSignal(form.ready):
            form.new(values) if record_id is None else form.open(record_id)
        at_rest(qtbot, form_operation)
        return form

    return make


def _unexpected(*_args: object, **_options: object) -> None:
    pytest.fail("the form asked a question that the test does not answer")


def _forget(form: QWidget) -> None:
    """Let the form go as it is; nothing is asked."""
    form.hide()


def focus_editor() -> QWidget:
    """The widget that has the focus."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


class Clerk:
    """Types into whatever has the focus, as a clerk does."""

    def __init__(self, qtbot: QtBot, operation: Operation) -> None:
        self.qtbot, self.operation = qtbot, operation

    def types(self, text: str) -> None:
        """Type a text; Chinese comes as an input method commits it."""
        if text.isascii():
            self.qtbot.keyClicks(focus_editor(), text)
            return
        QApplication.sendEvent(focus_editor(), QInputMethodEvent("pinyin", []))
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        QApplication.sendEvent(focus_editor(), event)
        QApplication.processEvents()

    def presses(self, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press keys one after another."""
        for key in keys:
            self.qtbot.keyClick(focus_editor(), key, held)

    def enters(self, *texts: str) -> None:
        """Type texts, each followed by Enter."""
        for text in texts:
            self.types(text)
            self.presses(Key.Key_Return)

    def settles(self) -> None:
        """Wait until all work is done and told."""
        at_rest(self.qtbot, self.operation)
        QApplication.processEvents()
        at_rest(self.qtbot, self.operation)


@pytest.fixture
def clerk(qtbot: QtBot, form_operation: Operation) -> Clerk:
    """A clerk at the keyboard."""
    return Clerk(qtbot, form_operation)


def stored(desk: Desk, ledger: str, record_id: int = 1) -> Record:
    """The record as the file has it."""
    return desk.read(lambda unit: records.get(unit, ledger=ledger, record_id=record_id))
