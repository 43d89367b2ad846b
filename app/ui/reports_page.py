"""报表: all figures as they stand on a day; a double click asks for the rows behind one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDateEdit,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.services import figures
from app.ui.keys import on_f5
from app.ui.plain import Words
from app.ui.rows_dialog import RowsDialog

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from app.services.figures import Figure
    from app.ui.operation import Operation

HEADS = ("代码", "名称", "数", "说明")
WIDTHS = (10, 17)
"""Characters of the first two columns; the clerk may drag them."""


class ReportsPage(QWidget):
    """The table of figures; a double click lists what a figure counted. `open_record(ledger, id)` leads to one."""

    open_record = Signal(str, int)

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.operation = operation
        self._stale = True
        self._is_day_known = False
        self.day = QDateEdit(self)
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setAccessibleName("截至日期")
        self.search = QLineEdit(self, placeholderText="在名称里查找")
        self.search.setAccessibleName("在名称里查找")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.table = QTableWidget(0, len(HEADS), self)
        self.table.setAccessibleName("指标")
        self.table.setHorizontalHeaderLabels(HEADS)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setAlternatingRowColors(True)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.activated.connect(lambda index: self._opened(index.row()))
        self._build()
        operation.changed.connect(self._changed)

    def _build(self) -> None:
        title = QLabel("报表", self)
        title.setProperty("role", "title")
        again = QPushButton("刷新", self)
        again.clicked.connect(self.refresh)
        on_f5(self, "刷新", self.refresh)
        self.said = Words("双击一行（或按回车），看这个数是由哪些记录得来的。", self)
        self.said.setProperty("role", "faint")
        head = QHBoxLayout()
        head.addWidget(title)
        head.addSpacing(16)
        head.addWidget(self.search)
        head.addStretch(1)
        head.addWidget(QLabel("截至日期", self))
        head.addWidget(self.day)
        head.addWidget(again)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(12, 8, 12, 8)
        lines.addLayout(head)
        lines.addWidget(self.table, 1)
        lines.addWidget(self.said)
        heads = self.table.horizontalHeader()
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        heads.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        heads.setSectionResizeMode(len(HEADS) - 1, QHeaderView.ResizeMode.Stretch)
        em = self.fontMetrics().horizontalAdvance("汉")
        for column, characters in enumerate(WIDTHS):
            self.table.setColumnWidth(column, em * characters)

    def _as_of(self) -> date | None:
        day = self.day.date()
        return date(day.year(), day.month(), day.day()) if self._is_day_known else None

    def refresh(self) -> None:
        """Count everything anew."""
        self._stale = False
        as_of = self._as_of()
        self.operation.read(
            lambda unit: (unit.clock.today(), figures.all_figures(unit, as_of=as_of)), self._show, owner=self
        )

    def _show(self, found: tuple[date, tuple[Figure, ...]]) -> None:
        today, counted = found
        if not self._is_day_known:  # the file's own today, not the machine's
            self.day.setDate(QDate(today.year, today.month, today.day))
            self._is_day_known = True
        self.table.setRowCount(len(counted))
        for row, figure in enumerate(counted):
            for column, text in enumerate((figure.code, figure.name, figure.text, figure.detail)):
                item = QTableWidgetItem(text)
                item.setToolTip(figure.definition)
                self.table.setItem(row, column, item)
        self._narrow(self.search.text())

    def _narrow(self, words: str) -> None:
        for row in range(self.table.rowCount()):
            item = self.table.item(row, 1)
            self.table.setRowHidden(row, words.strip() not in (item.text() if item else ""))

    def _opened(self, row: int) -> None:
        code, name = self.table.item(row, 0), self.table.item(row, 1)
        if code is not None and name is not None:
            dialog = RowsDialog(self.operation, code.text(), name.text(), self._as_of(), self)
            dialog.open_record.connect(self.open_record)
            dialog.open()

    def _changed(self, _changes: object, _initiator: object) -> None:
        self._stale = True
        if self.isVisible():
            self.refresh()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()
