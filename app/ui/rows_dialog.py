"""The records behind a figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from app.ledgers import registry
from app.services import figures, presenting, records
from app.ui.plain import Words

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from app.ui.operation import Operation
    from db.declare import Ledger
    from db.unit import UnitOfWork

MOST_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind a figure: (record id, number, date, matter) of its first records, and how many there are."""

    ledger: Ledger
    lines: tuple[tuple[int, str, str, str], ...]
    total: int


def behind(unit: UnitOfWork, *, code: str, as_of: date | None) -> Behind:
    """Read the records behind a figure; raises Refused for an unknown code."""
    found = figures.rows(unit, code=code, as_of=as_of)
    ledger = registry.find(found.ledger)
    ids = tuple(dict.fromkeys(found.ids))
    return Behind(ledger, tuple(_line(unit, ledger, one) for one in ids[:MOST_SHOWN]), len(ids))


def _line(unit: UnitOfWork, ledger: Ledger, record_id: int) -> tuple[int, str, str, str]:
    record = records.get(unit, ledger=ledger.name, record_id=record_id)
    day = ledger.column(ledger.main_date) if ledger.main_date else None
    shown = presenting.cell(ledger, day, record.values.get(day.key)) if day else ""
    return record_id, record.number, shown, records.matter_text(ledger, record)


class RowsDialog(QDialog):
    """Lists the records a figure counted; `open_record(ledger, id)` when one is double-clicked or entered."""

    open_record = Signal(str, int)

    def __init__(
        self, operation: Operation, code: str, name: str, as_of: date | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"{name}：由哪些记录得来")
        self.resize(820, 520)
        self.ledger = ""
        self.ids: tuple[int, ...] = ()
        self.said = Words("正在查找…", self)
        self.said.setProperty("role", "faint")
        self.said.setWordWrap(True)
        self.table = QTableWidget(0, 3, self)
        self.table.setAccessibleName("这个数的记录")
        self.table.setHorizontalHeaderLabels(["编号", "日期", "内容"])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setAlternatingRowColors(True)
        self.table.verticalHeader().hide()
        self.table.activated.connect(lambda index: self._open(index.row()))
        heads = self.table.horizontalHeader()
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        heads.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        heads.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        lines = QVBoxLayout(self)
        lines.addWidget(self.said)
        lines.addWidget(self.table, 1)
        lines.addWidget(buttons)
        operation.read(
            lambda unit: behind(unit, code=code, as_of=as_of),
            self._show,
            owner=self,
            failed=lambda refusal: self.said.setText(refusal.sentence),
        )

    def _show(self, found: Behind) -> None:
        self.ledger = found.ledger.name
        self.ids = tuple(line[0] for line in found.lines)
        more = f"，这里列出前 {MOST_SHOWN} 条" if found.total > MOST_SHOWN else ""
        words = f"{found.ledger.label}，共 {found.total} 条{more}。双击或按回车打开一条。"
        self.said.setText(words if found.total else "这个数背后没有可以列出的记录。")
        self.table.setRowCount(len(found.lines))
        for row, (_, *cells) in enumerate(found.lines):
            for column, text in enumerate(cells):
                self.table.setItem(row, column, QTableWidgetItem(" ".join(text.split())))

    def _open(self, row: int) -> None:
        self.open_record.emit(self.ledger, self.ids[row])
        self.accept()
