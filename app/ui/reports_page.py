"""报表: all figures through a lens; a double click asks for the rows behind one, or breaks it down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from app.services import figures, looking
from app.ui.breakdown_dialog import BreakdownDialog
from app.ui.freeze_dialog import FreezeDialog
from app.ui.keys import on_f5
from app.ui.lens_bar import LensBar
from app.ui.own_indicators_dialog import OwnIndicatorsDialog
from app.ui.plain import Words, tip
from app.ui.renewed import Renewed
from app.ui.row_table import RowTable
from app.ui.rows_dialog import RowsDialog

if TYPE_CHECKING:
    from datetime import date

    from app.services.figures import Figure
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

    Read = tuple[date, dict[str, tuple[str, ...]], tuple[Figure, ...]]

HEADS = ("代码", "名称", "数", "说明")
WIDTHS = (10, 17, 14)
"""Characters of the first columns; the clerk may drag them."""
SAYING = "双击一行（或按回车），看这个数是由哪些记录得来的。"


class ReportsPage(Renewed, QWidget):
    """The table of figures. `open_record(ledger, id)` leads to a row; `frozen(name)` when figures were fixed."""

    open_record = Signal(str, int)
    frozen = Signal(str)

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.operation = operation
        self.figures: tuple[Figure, ...] = ()
        self.lens = LensBar(self)
        self.lens.changed.connect(self.refresh)
        self.search = QLineEdit(self, placeholderText="在名称里查找")
        self.search.setAccessibleName("在名称里查找")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.table = RowTable("指标", HEADS, wide=len(HEADS) - 1, parent=self)
        self.table.activated.connect(lambda index: self._opened(index.row()))
        self.said = Words(SAYING, self, wordWrap=True)
        self._build()
        self.renew_with(operation)

    def _build(self) -> None:
        title = QLabel("报表", self)
        title.setProperty("role", "title")
        self.said.setProperty("role", "faint")
        on_f5(self, "刷新", self.refresh)
        head = QHBoxLayout()
        head.addWidget(title)
        head.addSpacing(16)
        head.addWidget(self.search)
        head.addStretch(1)
        for label, act in (
            ("分列…", self.break_down), ("自定指标…", self.own), ("冻结报数…", self.freeze), ("刷新", self.refresh),
        ):  # fmt: skip
            button = QPushButton(label, self)
            button.clicked.connect(act)
            head.addWidget(button)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(12, 8, 12, 8)
        lines.addLayout(head)
        lines.addWidget(self.lens)
        lines.addWidget(self.table, 1)
        lines.addWidget(self.said)
        heads = self.table.horizontalHeader()
        em = self.fontMetrics().horizontalAdvance("汉")
        for column, characters in enumerate(WIDTHS):
            heads.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.table.setColumnWidth(column, em * characters)

    @override
    def refresh(self) -> None:
        """Count everything anew."""
        self._stale = False
        lens = self.lens.lens

        def read(unit: UnitOfWork) -> Read:
            return unit.clock.today(), looking.choices(unit), figures.all_figures(unit, lens=lens)

        self.operation.read(read, self._show, owner=self, failed=lambda refusal: self.said.setText(refusal.sentence))

    def _show(self, found: Read) -> None:
        today, choices, self.figures = found
        self.lens.offer(today, choices)  # the file's own today, not the machine's
        self.said.setText(SAYING)
        at = max(self.table.currentRow(), 0)
        rows = [((one.mark, one.name, one.shown, one.detail), ("", 0)) for one in self.figures]
        self.table.show_rows(rows)
        for row, figure in enumerate(self.figures):
            for column in range(len(HEADS) - 1):
                item = self.table.item(row, column)
                if item is not None:
                    item.setToolTip(tip(figure.definition))
        self.table.setCurrentCell(min(at, len(rows) - 1), 0)
        self._narrow(self.search.text())

    def _narrow(self, words: str) -> None:
        for row, figure in enumerate(self.figures):
            self.table.setRowHidden(row, words.strip() not in figure.name)

    def _current(self) -> Figure | None:
        row = self.table.currentRow()
        return self.figures[row] if 0 <= row < len(self.figures) and not self.table.isRowHidden(row) else None

    def _opened(self, row: int) -> None:
        figure = self.figures[row]
        dialog = RowsDialog(self.operation, figure.code, figure.name, self.lens.lens, self)
        dialog.open_record.connect(self.open_record)
        dialog.open()

    def break_down(self) -> None:
        """Give the current figure by category, village, month or unit."""
        figure = self._current()
        if figure is None:
            self.said.setText("请先在表里选中一个指标，再点“分列”。")
            return
        dialog = BreakdownDialog(self.operation, figure, self.lens.lens, self)
        dialog.open_record.connect(self.open_record)
        dialog.open()

    def freeze(self) -> None:
        """Fix all figures as they are to be reported."""
        dialog = FreezeDialog(self.operation, self.lens.lens, self)
        dialog.frozen.connect(self.frozen)
        dialog.open()

    def own(self) -> None:
        """Add a figure of the office's own, or take one away."""
        OwnIndicatorsDialog(self.operation, self).open()
