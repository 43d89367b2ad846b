"""报表 → 图表: the charts of the office, two beside each other; a bar lists the rows it counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from app.services import dashboard
from app.services.looking import WHOLE
from app.ui.charts import ChartFrame
from app.ui.keys import on_f5
from app.ui.plain import Words
from app.ui.renewed import Renewed
from app.ui.rows_dialog import RowsDialog

if TYPE_CHECKING:
    from app.services.dashboard import Chart
    from app.ui.operation import Operation

COLUMNS = 2


class ChartsPage(Renewed, QWidget):
    """Read when it is first shown, and anew after a change. `open_record(ledger, id)` and `entry_wanted(ledger)`."""

    open_record = Signal(str, int)
    entry_wanted = Signal(str)

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.operation = operation
        self.frames: list[ChartFrame] = []
        title = QLabel("图表", self)
        title.setProperty("role", "title")
        hint = Words("点一根柱子（或按空格），看它是由哪些记录得来的。", self, wordWrap=True)
        hint.setProperty("role", "faint")
        again = QPushButton("刷新", self)
        again.clicked.connect(self.refresh)
        on_f5(self, "刷新", self.refresh)
        head = QHBoxLayout()
        head.addWidget(title)
        head.addSpacing(16)
        head.addWidget(hint, 1)
        head.addWidget(again)
        body = QWidget(self)
        body.setObjectName("page")
        self._grid = QGridLayout(body)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(12)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        scroll = QScrollArea(self)
        scroll.setAccessibleName("图表")
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(body)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(12, 8, 12, 8)
        lines.addLayout(head)
        lines.addWidget(scroll, 1)
        self.renew_with(operation)

    @override
    def refresh(self) -> None:
        """Count everything anew."""
        self._stale = False
        self.operation.read(dashboard.charts, self._show, owner=self)

    def _show(self, found: tuple[Chart, ...]) -> None:
        for frame in self.frames:
            frame.hide()
            frame.deleteLater()
        self.frames = [ChartFrame(chart, self) for chart in found]
        for place, frame in enumerate(self.frames):
            frame.opened.connect(self._opened)
            frame.entry_wanted.connect(self.entry_wanted)
            self._grid.addWidget(frame, *divmod(place, COLUMNS))

    def _opened(self, code: str, name: str) -> None:
        dialog = RowsDialog(self.operation, code, name, WHOLE, self)
        dialog.open_record.connect(self.open_record)
        dialog.open()
