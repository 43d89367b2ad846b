"""What tests of the keys share: a page of rectification items in front, a form that can be typed in, the focus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.ui.form import RecordForm
    from app.ui.ledger_page import LedgerPage
    from app.ui.main_window import MainWindow

    Settled = Callable[[], None]
    Enter = Callable[..., tuple[int, ...]]

CONTROL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


def front_page(window: MainWindow, enter: Enter, settled: Settled, qtbot: QtBot) -> LedgerPage:
    """The page of rectification items with five records, in front."""
    enter(5)
    window.activateWindow()
    made = window.ledger_page("rectifications")
    settled()
    qtbot.waitUntil(lambda: made.model.total == 5 and window.isActiveWindow())
    made.take_focus()
    return made


def opened(page: LedgerPage, row: int, qtbot: QtBot) -> RecordForm:
    """The form of the record in a row, ready to be typed in."""
    wanted = page.model.id_at(row)
    assert wanted is not None
    page.show_record(wanted)
    assert page.form is not None
    form = page.form
    qtbot.waitUntil(lambda: form.isEnabled() and form.record is not None and form.record.id == wanted)
    return form


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def preedit(widget: QWidget, text: str) -> None:
    QApplication.sendEvent(widget, QInputMethodEvent(text, []))


def commit(widget: QWidget, text: str) -> None:
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)
