"""The keys of entry: Enter goes on, Shift+Enter back, Esc one layer out, and none of them while the IME composes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QWidget
from shiboken6 import isValid
from typing_extensions import override

from app.rules.width import fold
from app.ui import key_table
from app.ui.key_table import Where

if TYPE_CHECKING:
    from collections.abc import Callable

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_OF_THE_FORM = [
    sequence
    for name in ("first_record", "last_record", "blank", "unreadable")
    for sequence in key_table.sequences(Where.FORM, name)
]
_PRESSED = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
GUARDED = (*ENTER, Qt.Key.Key_Escape, Qt.Key.Key_Space)


class Guard(QObject):
    """One for the whole program: keeps Enter, Esc and space of the input method from whatever has the focus.

    They are the input method's while it composes, and in the event turn in which it committed: some send the Enter that
    ends a composition after the text. Only the widget with the focus is watched; a filter over all events of the
    program would slow each of them.
    """

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._watched: QWidget | None = None
        self._composes = self._committed = False
        app.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched, self._composes = new, False
        if new is not None:
            new.installEventFilter(self)

    @property
    def holds(self) -> bool:
        """Whether the keys are the input method's now."""
        return self._composes or self._committed

    def _forget(self) -> None:
        self._committed = False

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QInputMethodEvent):
            self._composes = bool(event.preeditString())
            if event.commitString():
                self._committed = True
                QTimer.singleShot(0, self, self._forget)
                if isinstance(watched, QAbstractSpinBox) and _put_plain(watched, event):
                    return True
        is_ours = self.holds and event.type() in _PRESSED
        if is_ours and isinstance(event, QKeyEvent) and event.key() in GUARDED:
            event.accept()
            return True
        return False


def _put_plain(box: QAbstractSpinBox, event: QInputMethodEvent) -> bool:
    """Give a number or a date what was typed in full width as the plain signs it takes; it would drop the others."""
    typed = event.commitString()
    plain = fold(typed)
    if plain == typed:
        return False
    given = QInputMethodEvent()
    given.setCommitString(plain, event.replacementStart(), event.replacementLength())
    return QCoreApplication.sendEvent(box, given)


def opens_choices(event: QKeyEvent) -> bool:
    """Whether a key opens the choices of a field or cell, or its calendar: F4 or Alt+↓."""
    is_alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
    return event.key() == Qt.Key.Key_F4 or (event.key() == Qt.Key.Key_Down and is_alt)


def open_choices(editor: QWidget | None) -> None:
    """Open what an editor offers to choose from; nothing for one that offers nothing."""
    show = getattr(editor, "open_list", None) or getattr(editor, "open_calendar", None)
    if show is not None:
        show()


def take_marked(editor: QWidget | None) -> None:
    """Take the marked line of an editor's open list, as its field is left; nothing for one without a list."""
    take = getattr(editor, "take_marked", None)
    if take is not None:
        take()


def is_plain_enter(event: QKeyEvent) -> bool:
    """Whether a key is Enter alone, on either part of the keyboard."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return event.key() in ENTER and held == Qt.KeyboardModifier.NoModifier


class EntryKeys(QObject):
    """One event filter for all editors of a form.

    An editor that needs a key for itself (a list that is open, a text of many lines) says so by a method
    `wants(event)`; everything else is told by the three signals, with the editor that had the focus.
    """

    forward = Signal(QWidget)
    back = Signal(QWidget)
    escape = Signal(QWidget)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)

    def watch(self, editor: QWidget) -> None:
        """Follow the keys of an editor from now on."""
        editor.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QWidget):
            return False
        if event.type() == QEvent.Type.ShortcutOverride and self._is_form_key(watched, event):
            event.ignore()  # a line would keep it for itself, for moving or deleting in its one line
            return True
        return event.type() == QEvent.Type.KeyPress and self._told(watched, event)

    @staticmethod
    def _is_form_key(editor: QWidget, event: QKeyEvent) -> bool:
        is_line = isinstance(editor, QLineEdit)
        return is_line and QKeySequence(event.keyCombination()) in _OF_THE_FORM

    def _told(self, editor: QWidget, event: QKeyEvent) -> bool:
        wants = getattr(editor, "wants", None)
        if wants is not None and wants(event):
            return False
        if event.key() == Qt.Key.Key_Escape:
            self.escape.emit(editor)
            return True
        if event.key() not in ENTER:
            return False
        take_marked(editor)
        is_back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        (self.back if is_back else self.forward).emit(editor)
        return True


def on_f5(page: QWidget, words: str, run: Callable[[], None], where: Where = Where.PAGES) -> None:
    """Let F5 read a page anew wherever in it the focus is."""
    action = QAction(words, page)
    action.setShortcuts(key_table.sequences(where, "refresh"))
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.triggered.connect(lambda _checked: run())
    page.addAction(action)
