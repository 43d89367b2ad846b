"""个人信息查询告知单: what the ledgers hold of the person of a record, and its paper; looking is history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QPushButton, QVBoxLayout
from typing_extensions import override

from app.services import person_slip
from app.ui.frozen_preview import FrozenPreview
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.paper.tree import LedgerPaper
    from app.rules.refusal import Refused
    from app.services.changes import Actor, Changes
    from app.services.person_slip import Slip
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

TEXT = 3
"""The column that takes the room that is left."""


class PersonSlipDialog(PlainDialog):
    """The slip of one person; `open_record(ledger, id)` when a line is followed."""

    open_record = Signal(str, int)

    def __init__(self, operation: Operation, ledger: str, record_id: int, parent: QWidget | None = None) -> None:
        super().__init__(person_slip.TITLE, (1100, 600), parent)
        self.operation, self.ledger, self.record_id = operation, ledger, record_id
        self.said = Words("正在查找…", self, wordWrap=True)
        self.said.setProperty("role", "section")
        heads = tuple(column.label for column in person_slip.COLUMNS)
        self.table = RowTable(person_slip.TITLE, heads, wide=TEXT, parent=self)
        self.table.opened.connect(self._open)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText("关闭")
        self.print_button = QPushButton("打印…", self)
        self.print_button.clicked.connect(lambda: self.print_out())
        self.print_button.setEnabled(False)
        buttons.addButton(self.print_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        lines = QVBoxLayout(self)
        for part in (self.said, self.table, buttons):
            lines.addWidget(part)
        desk = operation.desk
        operation.call(
            lambda: person_slip.look(desk, ledger=ledger, record_id=record_id), self._show, owner=self,
            failed=self._refuse,
        )  # fmt: skip

    def _show(self, found: Slip) -> None:
        ledgers = len({one.ledger for one in found.fields})
        self.said.setText(
            f"{found.title}：{ledgers} 本台账，{len(found.fields)} 项。"
            "他人的已遮盖；只按姓名找到的请核对是不是同一个人。"
        )
        self.table.show_rows([(one.cells, (one.ledger, one.record_id)) for one in found.fields])
        self.print_button.setEnabled(True)

    def _refuse(self, refusal: Refused) -> None:
        self.said.setText(refusal.sentence)

    def _open(self, ledger: str, record_id: int) -> None:
        self.open_record.emit(ledger, record_id)
        self.accept()

    def print_out(self) -> None:
        """Show the slip on paper."""
        PersonSlipPreview(self.operation, self.ledger, self.record_id, self).open()


class PersonSlipPreview(FrozenPreview):
    """The slip of one person on paper."""

    def __init__(self, operation: Operation, ledger: str, record_id: int, parent: QWidget) -> None:
        self.target = (ledger, record_id)

        def make(unit: UnitOfWork, *, actor: Actor, name: str) -> LedgerPaper:
            del name
            return person_slip.paper(unit, actor=actor, ledger=ledger, record_id=record_id)

        super().__init__(operation, person_slip.TITLE, make, parent)

    @override
    def record(self, unit: UnitOfWork, pages: int) -> Changes:
        """Write in the history that the slip was printed."""
        ledger, key = self.target
        return person_slip.record_print(
            unit, actor=self.operation.desk.actor, ledger=ledger, record_id=key, pages=pages
        )
