"""What was copied from a sensitive field does not stay on the clipboard: 15 seconds, or until the window is locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from app.rules import masking
from app.ui.child_grid import GridView
from app.ui.fields import Field
from app.ui.record_view import RecordView

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from db.declare import Column

SECONDS = 15.0
MUTE_PLATFORMS = ("offscreen", "minimal")
"""Platforms of Qt without a real clipboard, which never say whose it is."""


class ClipboardGuard(QObject):
    """Knows what of the clipboard came from this program, and takes it away again where it must."""

    def __init__(self, parent: QObject, *, now: Callable[[], float]) -> None:
        super().__init__(parent)
        self._now = now
        self._clipboard = QGuiApplication.clipboard()
        self._text = ""
        self._is_ours = False
        self._until: float | None = None

    def hear(self) -> None:
        """The clipboard changed."""
        # Another program's text is never read here: it may be slow to give it, and the window would wait for it.
        self._is_ours = self._clipboard.ownsClipboard() or _is_told_by_nobody()
        self._text = self._clipboard.text() if self._is_ours else ""
        is_guarded = self._is_ours and bool(self._text) and _is_guarded(QApplication.focusWidget())
        self._until = self._now() + SECONDS if is_guarded else None

    def look(self) -> None:
        """Clear what was copied from a sensitive field long enough ago, unless something else stands there now."""
        if self._until is not None and self._now() >= self._until:
            self.clear_sensitive()

    def clear_sensitive(self) -> None:
        """Clear what was copied from a sensitive field: the time is over, or the window closes."""
        if self._until is not None:
            self.clear_ours()

    def clear_ours(self) -> None:
        """Clear whatever of the ledger stands on the clipboard: the window is being locked."""
        if self._is_ours and self._text and self._clipboard.text() == self._text:
            self._clipboard.clear(QClipboard.Mode.Clipboard)
        self._until, self._text, self._is_ours = None, "", False


def _is_told_by_nobody() -> bool:
    """Whether the system cannot say who filled the clipboard: then what is copied while we have the keys is ours."""
    is_active = QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive
    return is_active and QGuiApplication.platformName() in MUTE_PLATFORMS


def _is_guarded(widget: QWidget | None) -> bool:
    """Whether what has the focus shows a column that is masked."""
    while widget is not None:
        if isinstance(widget, Field):
            return is_masked(widget.column)
        if isinstance(widget, GridView):
            columns = {index.column() for index in (*widget.selectedIndexes(), widget.currentIndex())}
            return any(is_masked(widget.grid_model.columns[place]) for place in columns if place >= 0)
        if isinstance(widget, RecordView):
            return any(is_masked(column) for column in _chosen(widget))
        widget = widget.parentWidget()
    return False


def _chosen(view: RecordView) -> Iterable[Column]:
    """The columns of the cells that are selected in a list."""
    model = view.records
    parts = view.selectionModel().selection().toList()
    places = {place for part in parts for place in range(part.left(), part.right() + 1)}
    places.add(view.currentIndex().column())
    keys = [model.columns[place] for place in places if 0 <= place < len(model.columns)]
    return [column for key in keys if (column := model.ledger.find(key)) is not None]


def is_masked(column: Column) -> bool:
    """Whether a value of the column is one that lists mask: identity, telephone, bank, health; not a name."""
    return masking.is_hidden(column)
