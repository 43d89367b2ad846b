"""导入表格, first page: which file, which sheet, where its head stands, and how its text is to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.ledgers import registry
from app.services import import_files, import_plan
from app.sheets.layout import MAX_HEAD
from app.sheets.text_table import ENCODINGS
from app.ui import theme
from app.ui.ground_delegate import GroundDelegate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.services.import_plan import Plan
    from app.sheets.book import Book, Cell, Sheet
    from db.declare import Ledger

SHOWN_ROWS, SHOWN_COLUMNS = 30, 40
HEAD_GROUND = "#fff3d6"


class FilePage(QWidget):
    """Signals: `file_wanted()`; `ledger_chosen(name)`; `sheet_chosen(name)`; `head_chosen(top, bottom)` from 0;
    `encoding_chosen(encoding)`.
    """

    file_wanted = Signal()
    ledger_chosen = Signal(str)
    sheet_chosen = Signal(str)
    head_chosen = Signal(int, int)
    encoding_chosen = Signal(str)

    def __init__(self, ledger: Ledger, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.ledgers = QComboBox(self)
        for one in dict.fromkeys(registry.LEDGERS + registry.BASE):
            self.ledgers.addItem(one.label, one.name)
        for one in registry.ROLLS:
            self.ledgers.addItem(f"{one.label}（村、组、户、人一次导入）", one.name)
        self.shown = ""
        self._book: Book | None = None
        self.ledgers.setCurrentIndex(self.ledgers.findData(ledger.name))
        self.file_button = QPushButton("选择文件…", self)
        self.file_name = QLabel("还没有选择文件。可以选 .xlsx、.xls、.et、.ods 或 .csv。", self)
        self.file_name.setTextFormat(Qt.TextFormat.PlainText)
        self.sheets, self.encodings = QComboBox(self), QComboBox(self)
        for encoding, label in ENCODINGS:
            self.encodings.addItem(label, encoding)
        self.top, self.bottom = QSpinBox(self, minimum=1, maximum=1), QSpinBox(self, minimum=1, maximum=1)
        self.notes = QLabel(self)
        self.notes.setProperty("role", "warning")
        self.notes.setWordWrap(True)
        self.grid, self._room = QTableWidget(self), QWidget(self)
        self.grid.setAccessibleName("表格的前几行")
        self.grid.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.grid.setTabKeyNavigation(False)
        self.grid.setItemDelegate(GroundDelegate(self.grid))
        self.grid.horizontalHeader().hide()
        self._build()
        self._connect()
        self._set_known(is_known=False)

    def _build(self) -> None:
        first, self._second = QHBoxLayout(), QWidget(self)
        second = QHBoxLayout(self._second)
        second.setContentsMargins(0, 0, 0, 0)
        for line, parts in (
            (first, (("导入到台账", self.ledgers), ("", self.file_button))),
            (second, (("工作表", self.sheets), ("表头从第", self.top), ("行到第", self.bottom))),
        ):
            for label, field in parts:
                if label:
                    line.addWidget(QLabel(label, self))
                    field.setAccessibleName(label)
                line.addWidget(field)
        first.addWidget(self.file_name, 1)
        self._encoding_label = QLabel("文字编码", self)
        self.encodings.setAccessibleName("文字编码")
        for part in (QLabel("行", self), self._encoding_label, self.encodings):
            second.addWidget(part)
        second.addStretch(1)
        lines = self._lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addLayout(first)
        lines.addWidget(self._second)
        lines.addWidget(self.notes)
        lines.addWidget(self.grid, 1)
        lines.addWidget(self._room, 1)

    def offer_only(self, names: Sequence[str]) -> None:
        """Offer only these ledgers."""
        with QSignalBlocker(self.ledgers):
            for place in reversed(range(self.ledgers.count())):
                if self.ledgers.itemData(place) not in names:
                    self.ledgers.removeItem(place)

    def add_choice(self, part: QWidget) -> None:
        """Put one more choice under the ledger and the file."""
        self._lines.insertWidget(1, part)

    def _connect(self) -> None:
        self.file_button.clicked.connect(self.file_wanted)
        self.ledgers.currentIndexChanged.connect(lambda: self.ledger_chosen.emit(self.ledgers.currentData()))
        self.sheets.currentIndexChanged.connect(lambda: self.sheet_chosen.emit(self.sheets.currentData() or ""))
        self.encodings.currentIndexChanged.connect(lambda: self.encoding_chosen.emit(self.encodings.currentData()))
        self.top.valueChanged.connect(self._top_moved)
        self.bottom.valueChanged.connect(self._tell_head)

    def _set_known(self, *, is_known: bool) -> None:
        self._second.setVisible(is_known)
        self.notes.setVisible(is_known and bool(self.notes.text()))
        self.grid.setVisible(is_known)
        self._room.setVisible(not is_known)

    # -- what the file is --------------------------------------------------------------------------------------------

    def show_book(self, book: Book, file_name: str) -> None:
        """Show what was read."""
        self.file_name.setText(file_name)
        with QSignalBlocker(self.sheets):
            self.sheets.clear()
            for sheet in book.sheets:
                self.sheets.addItem(f"{sheet.name}（隐藏的）" if sheet.is_hidden else sheet.name, sheet.name)
        for part in (self._encoding_label, self.encodings):
            part.setVisible(bool(book.encoding))
        with QSignalBlocker(self.encodings):
            self.encodings.setCurrentIndex(self.encodings.findData(book.encoding))
        self._book = book
        self.notes.setText("".join(import_files.notes(book)))
        self._set_known(is_known=True)

    def show_plan(self, plan: Plan) -> None:
        """Show the sheet with the rows of its head marked."""
        with QSignalBlocker(self.sheets):
            self._offer_all(plan)
            self.sheets.setCurrentIndex(self.sheets.findData("" if plan.more else plan.sheet.name))
        if self._book is not None:
            self.notes.setText("".join((*import_files.notes(self._book), *import_plan.left_out(self._book, plan))))
            self._set_known(is_known=True)
        self.show_sheet(plan.sheet, plan.head.top, plan.head.bottom)

    def _offer_all(self, plan: Plan) -> None:
        """Sheets with the same head (one a village) may be taken in together, or one of them alone."""
        if plan.more and self.sheets.findData("") < 0:
            self.sheets.insertItem(0, f"表头相同的 {len(plan.more) + 1} 张一起导入", "")

    def show_sheet(self, sheet: Sheet, top: int, bottom: int) -> None:
        """Show the first rows of a sheet, those from `top` to `bottom` as its head."""
        self.shown = sheet.name
        last = max(1, min(len(sheet.rows), SHOWN_ROWS))
        for box, value in ((self.top, top + 1), (self.bottom, bottom + 1)):
            with QSignalBlocker(box):
                box.setRange(1, last)
                box.setValue(value)
        self._fill(sheet.rows[:SHOWN_ROWS])
        self._mark()

    def _fill(self, rows: list[list[Cell]]) -> None:
        self.grid.clear()
        self.grid.setRowCount(len(rows))
        self.grid.setColumnCount(min(SHOWN_COLUMNS, max(map(len, rows), default=0)))
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells[:SHOWN_COLUMNS]):
                self.grid.setItem(row, column, QTableWidgetItem("" if cell is None else str(cell)))
        self.grid.resizeColumnsToContents()
        for column in range(self.grid.columnCount()):
            self.grid.setColumnWidth(column, min(260, self.grid.columnWidth(column)))

    def _mark(self) -> None:
        head = range(self.top.value() - 1, self.bottom.value())
        for row in range(self.grid.rowCount()):
            for column in range(self.grid.columnCount()):
                item = self.grid.item(row, column)
                if item is not None:
                    item.setBackground(QBrush(QColor(HEAD_GROUND)) if row in head else QBrush())
                    item.setForeground(QBrush(QColor(theme.FAINT if row < head.start else theme.INK)))

    def _top_moved(self, top: int) -> None:
        """The head keeps its height of at most three rows."""
        with QSignalBlocker(self.bottom):
            self.bottom.setValue(min(max(top, self.bottom.value()), top + MAX_HEAD - 1))
        self._tell_head()

    def _tell_head(self) -> None:
        if self.bottom.value() < self.top.value():
            with QSignalBlocker(self.top):
                self.top.setValue(self.bottom.value())
        self._mark()
        self.head_chosen.emit(self.top.value() - 1, self.bottom.value() - 1)
