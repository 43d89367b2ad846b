"""A short table to type in where there is no ledger yet: a few columns of plain text; Enter goes to the next cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QTableWidget, QTableWidgetItem
from typing_extensions import override

from app.rules.width import compact
from app.sheets import text_table
from app.ui.keys import ENTER, is_plain_enter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

ROWS, MOST = 6, 300


class ShortTable(QTableWidget):
    """Columns with their heads. Enter goes on to the next cell, and from a blank row out of the table (`left`); a new
    row comes when the last is begun; Tab leaves.
    """

    typed = Signal()
    left = Signal()

    def __init__(self, name: str, heads: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(ROWS, len(heads), parent)
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels(list(heads))
        self.setTabKeyNavigation(False)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.itemChanged.connect(self._changed)
        self.setCurrentCell(0, 0)

    def rows(self) -> list[tuple[str, ...]]:
        """What was typed, row by row, without the blank ones."""
        found = [
            tuple(self._text(row, column) for column in range(self.columnCount())) for row in range(self.rowCount())
        ]
        return [row for row in found if any(row)]

    def _text(self, row: int, column: int) -> str:
        item = self.item(row, column)
        return compact(item.text()) if item is not None else ""

    def put(self, row: int, cells: Sequence[str]) -> None:
        """Write a row."""
        while self.rowCount() <= row:
            self.insertRow(self.rowCount())
        for column, text in enumerate(cells[: self.columnCount()]):
            self.setItem(row, column, QTableWidgetItem(text))

    def _changed(self, item: QTableWidgetItem) -> None:
        if item.row() == self.rowCount() - 1 and item.text() and self.rowCount() < MOST:
            self.insertRow(self.rowCount())
        self.typed.emit()

    def go_on(self) -> None:
        """To the next cell, or to the first of the next row."""
        row, column = self.currentRow(), self.currentColumn() + 1
        if not any(self._text(row, one) for one in range(self.columnCount())):
            self.left.emit()
            return
        if column == self.columnCount():
            row, column = row + 1, 0
        self.setCurrentCell(min(row, self.rowCount() - 1), column)

    @override
    def closeEditor(self, editor: QWidget, hint: QStyledItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, QStyledItemDelegate.EndEditHint.NoHint)
        if hint == QStyledItemDelegate.EndEditHint.SubmitModelCache:  # Enter
            self.go_on()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() is QAbstractItemView.State.EditingState:
            event.accept()  # Enter in an editor comes by here before it is closed
        elif is_plain_enter(event):
            self.go_on()
        elif event.key() in ENTER:
            event.ignore()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste(QGuiApplication.clipboard().text())
        elif event.key() == Qt.Key.Key_Delete:
            for index in self.selectedIndexes():
                self.setItem(index.row(), index.column(), QTableWidgetItem(""))
        else:
            super().keyPressEvent(event)

    def paste(self, text: str) -> None:
        """A block copied in a spreadsheet, from the cell in hand on."""
        row, column = max(self.currentRow(), 0), max(self.currentColumn(), 0)
        for place, cells in enumerate(text_table.block(text.rstrip("\n"))[:MOST]):
            before = [self._text(row + place, one) for one in range(column)] if row + place < self.rowCount() else []
            self.put(
                row + place, [*before, *([""] * (column - len(before))), *(" ".join(cell.split()) for cell in cells)]
            )
