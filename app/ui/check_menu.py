"""A button with a list to tick: stays open while the clerk ticks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QMenu, QScrollArea, QToolButton, QVBoxLayout, QWidget, QWidgetAction

if TYPE_CHECKING:
    from collections.abc import Iterable

HEIGHT = 420


class CheckMenu(QToolButton):
    """Signals `changed()` once, when the list is closed after something was ticked."""

    changed = Signal()

    def __init__(self, text: str, choices: Iterable[tuple[str, str, bool]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.boxes: dict[str, QCheckBox] = {}
        body = QWidget(self)
        body.setObjectName("ground")
        lines = QVBoxLayout(body)
        lines.setContentsMargins(10, 4, 10, 4)
        lines.setSpacing(0)
        for key, label, ticked in choices:
            box = QCheckBox(label, body)
            box.setChecked(ticked)
            lines.addWidget(box)
            self.boxes[key] = box
        self._before = self.keys()
        area = QScrollArea(self)
        area.setWidget(body)
        area.setMinimumSize(body.sizeHint().width() + 24, min(HEIGHT, body.sizeHint().height()))
        menu = QMenu(self)
        holder = QWidgetAction(menu)
        holder.setDefaultWidget(area)
        menu.addAction(holder)
        menu.aboutToHide.connect(self._closed)
        self.setMenu(menu)

    def keys(self) -> tuple[str, ...]:
        """What is ticked, in order."""
        return tuple(key for key, box in self.boxes.items() if box.isChecked())

    def _closed(self) -> None:
        if self.keys() != self._before:
            self._before = self.keys()
            self.changed.emit()
