"""The window as it was left, shown at once while the program behind it still loads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QMainWindow,
    QTabBar,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.ui import placing

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from app.services.first_page import FirstPage

MENUS = ("文件(&F)", "编辑(&E)", "记录(&R)", "视图(&V)", "工具(&T)", "帮助(&H)")
SIDE_CHARACTERS = 9
ROW_ROOM = 7


class KeptTable(QTableWidget):
    """The kept rows, as text; tells `painted()` once, when they have been seen."""

    painted = Signal()

    def __init__(self, page: FirstPage, parent: QWidget | None = None) -> None:
        super().__init__(len(page.rows), len(page.heads), parent)
        self._told = False
        self.setHorizontalHeaderLabels(page.heads)
        for row, texts in enumerate(page.rows):
            for place, text in enumerate(texts):
                self.setItem(row, place, QTableWidgetItem(text))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, D102 - Qt's own name; what would mark it is loaded later
        super().paintEvent(event)
        if not self._told:
            self._told = True
            QTimer.singleShot(0, self.painted.emit)


class FirstWindow(QMainWindow):
    """Stands where the window will stand; nothing in it can be pressed yet. `painted()` when its rows are in sight."""

    painted = Signal()

    def __init__(self, page: FirstPage) -> None:
        super().__init__()
        self.ledger = page.ledger
        self.setWindowTitle("民情台账")
        for title in MENUS:
            self.menuBar().addMenu(title)
        tabs = QTabBar(self)
        tabs.setDrawBase(False)
        for label in page.tabs:
            tabs.addTab(label)
        tabs.setCurrentIndex(page.tab)
        tabs.setExpanding(False)
        body = QWidget(self)
        body.setObjectName("page")
        lines = QVBoxLayout(body)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        if page.banner:
            lines.addWidget(self._banner(page))
        lines.addWidget(tabs)
        both = QHBoxLayout()
        both.setSpacing(0)
        both.addWidget(self._side(page))
        both.addLayout(self._table(page), 1)
        lines.addLayout(both, 1)
        self.setCentralWidget(body)
        self.statusBar().setSizeGripEnabled(False)
        self.statusBar().showMessage("正在打开…")
        placing.restore(self)

    def show_busy(self) -> None:
        """Show by the pointer that nothing can be pressed yet."""
        from PySide6.QtCore import Qt  # late: it takes a tenth of the start

        self.setCursor(Qt.CursorShape.BusyCursor)

    def _banner(self, page: FirstPage) -> QFrame:
        frame = QFrame(self)
        frame.setObjectName("banner")
        frame.setProperty("practice", "true" if page.is_practice else "false")
        line = QHBoxLayout(frame)
        line.setContentsMargins(12, 3, 12, 3)
        line.addWidget(QLabel(page.banner, frame))
        return frame

    def _side(self, page: FirstPage) -> QListWidget:
        side = QListWidget(self)
        side.setObjectName("ledgers")
        side.addItems(page.side)
        side.setCurrentRow(page.side_row)
        side.setFixedWidth(self.fontMetrics().horizontalAdvance("汉") * SIDE_CHARACTERS + 24)
        return side

    def _table(self, page: FirstPage) -> QVBoxLayout:
        title, count = QLabel(page.title, self), QLabel(page.count, self)
        title.setProperty("role", "title")
        count.setProperty("role", "faint")
        head = QHBoxLayout()
        head.addWidget(title)
        head.addSpacing(6)
        head.addWidget(count)
        head.addStretch(1)
        table = KeptTable(page, self)
        table.painted.connect(self.painted)
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        rows = table.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(table.fontMetrics().lineSpacing() + ROW_ROOM)
        for place, width in enumerate(page.widths):
            table.setColumnWidth(place, width)
        lines = QVBoxLayout()
        lines.setContentsMargins(10, 6, 10, 6)
        lines.addLayout(head)
        lines.addWidget(table, 1)
        return lines
