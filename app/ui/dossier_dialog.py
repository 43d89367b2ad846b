"""一人一页、一户一页、一村一页: one scroll of everything the ledgers hold about one, and its paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QPushButton, QVBoxLayout
from typing_extensions import override

from app.rules.rights import Right
from app.services import dossier, permitted
from app.ui.frozen_preview import FrozenPreview
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.paper.tree import LedgerPaper
    from app.services.changes import Actor, Changes
    from app.services.dossier import Dossier
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

MATTER = 3
"""The column that takes the room that is left."""


class DossierDialog(PlainDialog):
    """The page of the subject of a record; `open_record(ledger, id)` when a line is followed."""

    open_record = Signal(str, int)

    def __init__(
        self, operation: Operation, kind: str, ledger: str, record_id: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(kind, (980, 600), parent)
        self.operation, self.kind, self.ledger, self.record_id = operation, kind, ledger, record_id
        self.said = Words("正在查找…", self)
        self.said.setProperty("role", "section")
        heads = tuple(column.label for column in dossier.COLUMNS)
        self.table = RowTable(kind, heads, wide=MATTER, parent=self)
        self.table.opened.connect(self._open)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self.print_button = QPushButton("打印…", self)
        self.print_button.clicked.connect(self.print_out)
        refusal = permitted.why_not(operation.desk.actor, Right.PRINT)
        self.print_button.setEnabled(not refusal)
        self.print_button.setToolTip(refusal)
        buttons.addButton(self.print_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        lines = QVBoxLayout(self)
        for part in (self.said, self.table, buttons):
            lines.addWidget(part)
        masked = not permitted.may(operation.desk.actor, Right.REVEAL)
        operation.read(
            lambda unit: dossier.of(unit, ledger=ledger, record_id=record_id, masked=masked),
            self._show,
            owner=self,
            failed=lambda refused: self.said.setText(refused.sentence),
        )

    def _show(self, found: Dossier) -> None:
        more = f"，下面是最近的{len(found.lines)}条" if found.total > len(found.lines) else ""
        self.said.setText(f"{found.title}：各台账共{found.total}条{more}。双击一行打开那条记录。")
        self.table.show_rows([(dossier.cells(line), (line.ledger, line.record_id)) for line in found.lines])
        if found.lines:
            self.table.setCurrentCell(len(found.lines) - 1, 0)
            self.table.scrollToBottom()

    def _open(self, ledger: str, record_id: int) -> None:
        self.open_record.emit(ledger, record_id)
        self.accept()

    def print_out(self) -> None:
        """Show the page on paper."""
        DossierPreview(self.operation, self.kind, self.ledger, self.record_id, self).open()


class DossierPreview(FrozenPreview):
    """The page of one on paper."""

    def __init__(self, operation: Operation, kind: str, ledger: str, record_id: int, parent: QWidget) -> None:
        self.target = (ledger, record_id)

        def make(unit: UnitOfWork, *, actor: Actor, name: str) -> LedgerPaper:
            del name  # the paper bears the subject's own
            return dossier.paper(unit, actor=actor, ledger=ledger, record_id=record_id)

        super().__init__(operation, kind, make, parent)

    @override
    def record(self, unit: UnitOfWork, pages: int) -> Changes:
        """Write in the history that the page was printed."""
        ledger, record_id = self.target
        actor = self.operation.desk.actor
        return dossier.record_print(unit, actor=actor, ledger=ledger, record_id=record_id, pages=pages)
