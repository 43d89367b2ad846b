"""分列: a figure by category, village, month, unit or any column; a line opens the rows it counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QHBoxLayout, QLabel, QVBoxLayout

from app.figures.axes import LABELS
from app.ledgers import registry
from app.services import figures
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable
from app.ui.rows_dialog import RowsDialog
from db.declare import Kind

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.figures.model import Lens
    from app.services.figures import Breakdown, Figure, Slice
    from app.ui.operation import Operation

_SPLITTING = (Kind.CHOICE, Kind.FLAG, Kind.ORGANISATION, Kind.PERSON)


class BreakdownDialog(PlainDialog):
    """The slices of a figure with what they come to together; `open_record(ledger, id)` leads to a row."""

    open_record = Signal(str, int)

    def __init__(self, operation: Operation, figure: Figure, lens: Lens, parent: QWidget | None = None) -> None:
        super().__init__(f"分列：{figure.name}", (620, 520), parent)
        self.operation, self.figure, self.lens_seen = operation, figure, lens
        self.slices: tuple[Slice, ...] = ()
        self.by = QComboBox(self)
        self.by.setAccessibleName("按什么分列")
        for key, label in LABELS.items():
            self.by.addItem(f"按{label}", key)
        for column in registry.find(figure.ledger).columns:
            if column.kind in _SPLITTING and column.label not in LABELS.values():
                self.by.addItem(f"按{column.label}", column.key)
        self.by.activated.connect(self._read)
        self.said = Words("正在计算…", self)
        self.said.setProperty("role", "faint")
        self.said.setWordWrap(True)
        self.table = RowTable("分列", ("分在哪里", "数"), wide=0, parent=self)
        self.table.activated.connect(lambda index: self._opened(index.row()))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        head = QHBoxLayout()
        head.addWidget(QLabel("怎样分", self))
        head.addWidget(self.by, 1)
        outer = QVBoxLayout(self)
        outer.addLayout(head)
        outer.addWidget(self.table, 1)
        outer.addWidget(self.said)
        outer.addWidget(buttons)
        self._read()

    def _read(self) -> None:
        code, by, lens = self.figure.code, str(self.by.currentData()), self.lens_seen
        self.operation.read(
            lambda unit: figures.breakdown(unit, code=code, by=by, lens=lens),
            lambda found: self._show(found) if by == self.by.currentData() else None,
            owner=self,
            failed=lambda refusal: self.said.setText(refusal.sentence),
        )

    def _show(self, found: Breakdown) -> None:
        self.slices = found.slices
        self.table.show_rows([((one.label, one.text), ("", 0)) for one in found.slices])
        sums = f"各行相加等于 {found.figure.text}" if found.adds_up else f"总的是 {found.figure.shown}，比例不能相加"
        self.said.setText(f"{sums}。双击或按回车，看一行是由哪些记录得来的。")

    def _opened(self, row: int) -> None:
        one = self.slices[row]
        dialog = RowsDialog(self.operation, one.code, f"{self.figure.name} {one.label}", self.lens_seen, self)
        dialog.open_record.connect(self.open_record)
        dialog.open_record.connect(self.accept)
        dialog.open()
