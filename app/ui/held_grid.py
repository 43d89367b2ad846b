"""How many records each ledger holds: a button a ledger, under the heading of its tab, in as many columns as fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QWidget
from typing_extensions import override

from db.ask import Ask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QResizeEvent

Held = tuple[tuple[str, tuple[tuple[str, str, int], ...]], ...]
"""Tabs with (ledger, label, how many records)."""
MOST_ROWS = 6
"""Ledgers of a tab one under the other; a longer tab goes on in the next column."""
CHARACTERS = 10


class HeldGrid(QWidget):
    """`list_wanted(Ask)` when a ledger is chosen."""

    list_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._held: Held = ()
        self._columns = 0
        # Its columns follow the width it is given, never the other way round.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(0)

    def show_held(self, held: Held) -> None:
        """Show these counts."""
        self._held = held
        self._fill()

    def _fill(self) -> None:
        while self._grid.count():
            if widget := self._grid.takeAt(0).widget():
                widget.hide()
                widget.deleteLater()
        for place in range(self._grid.columnCount()):
            self._grid.setColumnStretch(place, 0)
        self._columns = self._fitting()
        for place, (head, ledgers) in enumerate(_blocks(self._held)):
            band, column = divmod(place, self._columns)
            top = band * (MOST_ROWS + 1)
            self._grid.setColumnStretch(column, 1)
            self._grid.addWidget(self._head(head), top, column)
            for row, (name, label, count) in enumerate(ledgers, start=top + 1):
                self._grid.addWidget(self._button(name, label, count), row, column)

    def _fitting(self) -> int:
        return max(1, self.width() // (self.fontMetrics().horizontalAdvance("汉") * CHARACTERS + 8))

    def _head(self, text: str) -> QLabel:
        head = QLabel(text, self)
        head.setProperty("role", "faint")
        head.setContentsMargins(4, 2, 0, 0)
        return head

    def _button(self, name: str, label: str, count: int) -> QPushButton:
        button = QPushButton(f"{label}　{count}", self)
        button.setProperty("role", "line" if count else "empty line")
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda: self.list_wanted.emit(Ask(name)))
        return button

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        if self._held and self._fitting() != self._columns:
            self._fill()


def _blocks(held: Held) -> Iterator[tuple[str, tuple[tuple[str, str, int], ...]]]:
    """The columns: a tab, or a part of one under a blank heading."""
    for head, ledgers in held:
        for start in range(0, len(ledgers), MOST_ROWS):
            yield (head if not start else ""), ledgers[start : start + MOST_ROWS]
