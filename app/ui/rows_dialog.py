"""The records behind a figure: as many lines as it counts, each with what it adds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QPushButton, QVBoxLayout

from app.services import figure_rows
from app.services.looking import WHOLE
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.figures.model import Lens
    from app.services.figure_rows import Line, Listed
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

HEADS = ("编号", "日期", "内容", "计入")


class RowsDialog(PlainDialog):
    """Lists the rows a figure counted, page by page; `open_record(ledger, id)` when one is chosen."""

    open_record = Signal(str, int)

    def __init__(
        self,
        operation: Operation,
        code: str,
        name: str,
        lens: Lens = WHOLE,
        parent: QWidget | None = None,
        *,
        find: Callable[[UnitOfWork], Listed] | None = None,
    ) -> None:
        super().__init__(f"{name}：由哪些记录得来", (860, 540), parent)
        self.operation, self.code, self.lens, self._find = operation, code, lens, find
        self.lines: list[Line] = []
        self.total = 0
        self.said = Words("正在查找…", self)
        self.said.setProperty("role", "faint")
        self.said.setWordWrap(True)
        self.table = RowTable("这个数的记录", HEADS, wide=2, parent=self)
        self.table.opened.connect(self._open)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.more = QPushButton("再列一些", self)
        self.more.clicked.connect(self._read)
        self.more.hide()
        buttons.addButton(self.more, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        outer = QVBoxLayout(self)
        outer.addWidget(self.said)
        outer.addWidget(self.table, 1)
        outer.addWidget(buttons)
        self._read()

    def _read(self) -> None:
        code, lens, offset = self.code, self.lens, len(self.lines)
        self.operation.read(
            self._find or (lambda unit: figure_rows.page(unit, code=code, lens=lens, offset=offset)),
            self._show,
            owner=self,
            failed=lambda refusal: self.said.setText(refusal.sentence),
        )

    def _show(self, found: Listed) -> None:
        self.total = found.total
        self.lines += found.lines
        more = f"，已列出前 {len(self.lines)} 行" if found.total > len(self.lines) else ""
        comes_to = "这是比例的分子" if found.is_rate else f"合计 {found.text}"
        words = f"{found.label}，共 {found.total} 行{more}，{comes_to}。双击或按回车打开一条。"
        self.said.setText(words if found.total else "这个数背后没有可以列出的记录。")
        self.more.setVisible(found.total > len(self.lines))
        self.table.show_rows(
            [((one.number, one.day, one.matter, one.adds), (one.ledger, one.record_id)) for one in self.lines]
        )

    def _open(self, ledger: str, record_id: int) -> None:
        self.open_record.emit(ledger, record_id)
        self.accept()
