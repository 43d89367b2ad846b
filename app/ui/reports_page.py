"""报表: all figures as they stand on a day; a double click asks for the rows behind one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
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

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from app.services.figures import Figure
    from app.ui.operation import Operation

HEADS = ("代码", "名称", "数", "口径")


class ReportsPage(QWidget):
    """The table of figures. `rows_wanted(code, as_of)` when the clerk wants to see what a figure counted."""

    rows_wanted = Signal(str, object)

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.operation = operation
        self._stale = True
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
        self.table.cellDoubleClicked.connect(self._opened)
        self._build()
        operation.changed.connect(self._changed)

    def _build(self) -> None:
        title = QLabel("报表", self)
        title.setProperty("role", "title")
        again = QPushButton("刷新", self)
        again.clicked.connect(self.refresh)
        refresh = QAction("刷新", self, shortcut=QKeySequence("F5"))
        refresh.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        refresh.triggered.connect(self.refresh)
        self.addAction(refresh)
        self.said = QLabel("双击一行，看这个数是由哪些记录得来的。", self)
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
        heads.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for column in (0, 2, 3):
            heads.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)

    def _as_of(self) -> date | None:
        day = self.day.date()
        return None if self._stale_day else date(day.year(), day.month(), day.day())

    _stale_day = True
    """Until the file's own today is known."""

    def refresh(self) -> None:
        """Count everything anew."""
        self._stale = False
        as_of = self._as_of()
        self.operation.read(
            lambda unit: (unit.clock.today(), figures.all_figures(unit, as_of=as_of)), self._show, owner=self
        )

    def _show(self, found: tuple[date, tuple[Figure, ...]]) -> None:
        today, counted = found
        if self._stale_day:
            self.day.setDate(QDate(today.year, today.month, today.day))
            self._stale_day = False
        self.table.setRowCount(len(counted))
        for row, figure in enumerate(counted):
            for column, text in enumerate((figure.code, figure.name, figure.text, figure.counter)):
                self.table.setItem(row, column, QTableWidgetItem(text))
        self._narrow(self.search.text())

    def _narrow(self, words: str) -> None:
        for row in range(self.table.rowCount()):
            item = self.table.item(row, 1)
            self.table.setRowHidden(row, words.strip() not in (item.text() if item else ""))

    def _opened(self, row: int, _column: int) -> None:
        item = self.table.item(row, 0)
        if item is not None:
            self.rows_wanted.emit(item.text(), self._as_of())

    def _changed(self, _changes: object, _initiator: object) -> None:
        self._stale = True
        if self.isVisible():
            self.refresh()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()
