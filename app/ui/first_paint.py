"""The window as it was left, shown at once while the program behind it still loads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QMainWindow,
    QTabBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.ui import placing, practice

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from app.services.first_page import FirstPage

Index = QModelIndex | QPersistentModelIndex
MENUS = ("文件(&F)", "编辑(&E)", "记录(&R)", "视图(&V)", "工具(&T)", "帮助(&H)")
SIDE_CHARACTERS = 9
ROW_ROOM = 7


class KeptRows(QAbstractTableModel):
    """The kept rows, as text."""

    def __init__(self, page: FirstPage, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = page

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.page.rows)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.page.heads)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return self.page.rows[index.row()][index.column()] if role == Qt.ItemDataRole.DisplayRole else None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self.page.heads[section] if orientation is Qt.Orientation.Horizontal else str(section + 1)


class KeptTable(QTableView):
    """Tells `painted()` once, when its rows have been seen."""

    painted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._told = False

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._told:
            self._told = True
            QTimer.singleShot(0, self.painted.emit)


class FirstWindow(QMainWindow):
    """Stands where the window will stand; nothing in it can be pressed yet. `painted()` when its rows are in sight."""

    painted = Signal()

    def __init__(self, page: FirstPage) -> None:
        super().__init__()
        self.setWindowTitle("民情台账")
        self.setCursor(Qt.CursorShape.BusyCursor)
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
            lines.addWidget(self._banner(page.banner))
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

    def _banner(self, text: str) -> QFrame:
        frame = QFrame(self)
        frame.setObjectName("banner")
        frame.setProperty("practice", "true" if text.startswith(practice.WORDS) else "false")
        line = QHBoxLayout(frame)
        line.setContentsMargins(12, 3, 12, 3)
        line.addWidget(QLabel(text, frame))
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
        table = KeptTable(self)
        table.painted.connect(self.painted)
        table.setModel(KeptRows(page, table))
        table.setAlternatingRowColors(True)
        table.setWordWrap(False)
        rows = table.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(table.fontMetrics().lineSpacing() + ROW_ROOM)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for place, width in enumerate(page.widths):
            table.setColumnWidth(place, width)
        lines = QVBoxLayout()
        lines.setContentsMargins(10, 6, 10, 6)
        lines.addLayout(head)
        lines.addWidget(table, 1)
        return lines
