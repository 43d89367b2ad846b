"""A large button with a word and, below it, what it is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout
from typing_extensions import override

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

LEFT, ROOM, GAP = 18, 12, 2


class BigButton(QPushButton):
    """As high as its two lines need, whatever the size of the text."""

    def __init__(self, words: str, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("tile", "entry")
        self.setAccessibleName(f"{words}：{hint}")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(LEFT, ROOM, ROOM, ROOM)
        lines.setSpacing(GAP)
        self._labels = tuple(QLabel(text, self) for text in (words, hint))
        for label, role in zip(self._labels, ("title", "faint"), strict=True):
            label.setProperty("role", role)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            lines.addWidget(label)

    @override
    def sizeHint(self) -> QSize:
        return self._needed()

    @override
    def minimumSizeHint(self) -> QSize:
        return self._needed()

    def _needed(self) -> QSize:
        for label in self._labels:
            label.ensurePolished()  # else the sheet's larger letters are not yet known
        width = max(label.sizeHint().width() for label in self._labels)
        height = sum(label.sizeHint().height() for label in self._labels)
        return QSize(width + LEFT + ROOM, height + 2 * ROOM + GAP)
