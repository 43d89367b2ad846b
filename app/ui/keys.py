"""The keys of entry: Enter goes on, Shift+Enter back, Esc one layer out, and none of them while the IME composes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
GUARDED = (*ENTER, Qt.Key.Key_Escape, Qt.Key.Key_Space)


class Composing(QObject):
    """Knows of each watched widget whether the IME composes in it, or has just committed in this event turn.

    Some input methods send the Enter that ends a composition after the text is committed: it is theirs, not ours.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preedit: dict[int, bool] = {}
        self._committed = False

    def hear(self, widget: QObject, event: QEvent) -> None:
        """Take note of an input method event of a widget."""
        if not isinstance(event, QInputMethodEvent):
            return
        self._preedit[id(widget)] = bool(event.preeditString())
        if event.commitString():
            self._committed = True
            QTimer.singleShot(0, self, self._forget)

    def _forget(self) -> None:
        self._committed = False

    def swallows(self, widget: QObject, event: QEvent) -> bool:
        """Whether a key event belongs to the input method and must go no further."""
        if not isinstance(event, QKeyEvent) or event.key() not in GUARDED:
            return False
        if event.key() == Qt.Key.Key_Space:
            return self._preedit.get(id(widget), False)
        return self._preedit.get(id(widget), False) or self._committed


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
        self.composing = Composing(self)

    def watch(self, editor: QWidget) -> None:
        """Follow the keys of an editor from now on."""
        editor.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.InputMethod:
            self.composing.hear(watched, event)
            return False
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or not isinstance(watched, QWidget):
            return False
        return self.composing.swallows(watched, event) or self._told(watched, event)

    def _told(self, editor: QWidget, event: QKeyEvent) -> bool:
        wants = getattr(editor, "wants", None)
        if wants is not None and wants(event):
            return False
        if event.key() == Qt.Key.Key_Escape:
            self.escape.emit(editor)
            return True
        if event.key() not in ENTER:
            return False
        is_back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        (self.back if is_back else self.forward).emit(editor)
        return True


def on_f5(page: QWidget, words: str, run: Callable[[], None]) -> None:
    """Let F5 read a page anew wherever in it the focus is."""
    action = QAction(words, page, shortcut=QKeySequence("F5"))
    action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    action.triggered.connect(lambda _checked: run())
    page.addAction(action)
