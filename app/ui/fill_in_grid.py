"""A superior's sheet as it looks, to point at: what is matched is coloured and says what goes there."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QTableWidget, QTableWidgetItem
from typing_extensions import override

from app.figures.catalogue import SHIPPED
from app.services import fill_in_choices, fill_in_match
from app.sheets.references import letters, name_of, place_of
from app.ui import theme
from app.ui.keys import ENTER

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QKeyEvent, QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

    from app.figures.catalogue import Catalogue
    from app.services.fill_in_match import ListPart, Match
    from app.sheets.book import Cell
    from app.sheets.workbook_parts import Outline

MOST_ROWS, MOST_COLUMNS = 300, 60
SPARE = 2
"""Rows and columns shown beyond the last that hold something."""
PX_A_CHARACTER, NARROWEST, WIDEST, ROW = 11, 56, 360, 30
HEAD, BODY, CELL, FORMULA = "#dbe9f6", "#eef5ee", "#fff3d6", "#ececec"


class _Ground(QStyledItemDelegate):
    """Paints a cell's own ground, which the theme would paint over."""

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if isinstance(ground, QBrush):
            painter.fillRect(option.rect, ground)  # type: ignore[attr-defined]
        super().paint(painter, option, index)


class SheetGrid(QTableWidget):
    """Signals: `pointed(row, column)` at a cell, its row from 1 and its column from 0; `wanted()` to say what goes
    there (Enter, F2, double click); `cleared()` to take it away (Delete).
    """

    pointed = Signal(int, int)
    wanted = Signal()
    cleared = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("原表")
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setItemDelegate(_Ground(self))
        self.verticalHeader().setDefaultSectionSize(ROW)
        self._outline: Outline | None = None
        self._sheet = ""
        self.known: Catalogue = SHIPPED
        self.currentCellChanged.connect(self._moved)
        self.cellDoubleClicked.connect(lambda *_: self.wanted.emit())

    def show_sheet(self, outline: Outline, name: str, match: Match) -> None:
        """Show another sheet."""
        self._outline, self._sheet = outline, name
        sheet = outline.sheet(name)
        if sheet is None:
            return
        last = max([len(sheet.rows), *outline.styled.get(name, ())])
        wide = max((len(row) for row in sheet.rows), default=1)
        self.clear()
        self.clearSpans()
        self.setRowCount(min(last + SPARE, MOST_ROWS))
        self.setColumnCount(min(wide + SPARE, MOST_COLUMNS))
        self.setHorizontalHeaderLabels([letters(column) for column in range(self.columnCount())])
        for column in range(self.columnCount()):
            width = outline.widths.get(name, {}).get(column, 9) * PX_A_CHARACTER
            self.setColumnWidth(column, round(min(max(width, NARROWEST), WIDEST)))
        for block in sheet.merged:
            if block.bottom < self.rowCount() and block.right < self.columnCount():
                self.setSpan(block.top, block.left, block.bottom - block.top + 1, block.right - block.left + 1)
        self.follow(match)
        self.setCurrentCell(0, 0)

    def follow(self, match: Match) -> None:
        """Show what goes where now."""
        sheet = self._outline.sheet(self._sheet) if self._outline is not None else None
        if sheet is None or self._outline is None:
            return
        part, formulas = match.list_on(self._sheet), self._outline.formulas.get(self._sheet, frozenset())
        cells = {place_of(one.ref): one for one in match.cells if one.sheet == self._sheet}
        labels = dict(fill_in_choices.column_choices(part.ledger)) if part is not None else {}
        for row in range(1, self.rowCount() + 1):
            values = sheet.rows[row - 1] if row <= len(sheet.rows) else []
            for column in range(self.columnCount()):
                item = QTableWidgetItem(_shown(values[column] if column < len(values) else None))
                found = cells.get((row, column))
                if found is not None:
                    _mark(item, CELL, f"{item.text()} ← {fill_in_choices.what_label(found.what, self.known)}".strip())
                elif (row, column) in formulas:
                    _mark(item, FORMULA, item.text() or "公式")
                elif part is not None:
                    _in_list(item, part, row, column, labels)
                self.setItem(row - 1, column, item)

    @property
    def place(self) -> tuple[int, int]:
        """The cell pointed at: its row from 1, its column from 0."""
        return self.currentRow() + 1, max(self.currentColumn(), 0)

    @property
    def ref(self) -> str:
        """The cell pointed at, by name: D5."""
        return name_of(*self.place)

    def _moved(self, row: int, column: int, _before: int, _old: int) -> None:
        if row >= 0 and column >= 0:
            self.pointed.emit(row + 1, column)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (*ENTER, Qt.Key.Key_F2):
            self.wanted.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.cleared.emit()
        else:
            super().keyPressEvent(event)


def _in_list(item: QTableWidgetItem, part: ListPart, row: int, column: int, labels: dict[str, str]) -> None:
    key = fill_in_match.ROW_NUMBER if part.numbers == column else part.key_at(column)
    if part.top <= row <= part.bottom:
        _mark(item, HEAD if key else "", item.text())
    elif part.first <= row <= part.last and key:
        label = labels.get(key, key).partition("（")[0]
        _mark(item, BODY, f"← {label}" if row == part.first else item.text())


def _mark(item: QTableWidgetItem, ground: str, text: str) -> None:
    item.setText(text)
    if ground:
        item.setBackground(QBrush(QColor(ground)))
    if "←" in text:
        item.setForeground(QBrush(QColor(theme.BLUE)))
        item.setToolTip(text.replace("<", "＜"))


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, (date, datetime)):
        return f"{cell:%Y-%m-%d}"
    return " ".join(str(cell).split())
