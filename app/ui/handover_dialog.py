"""包案移交: all open old cases and petitions of one leader go to another as one action."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QFormLayout, QLineEdit, QVBoxLayout

from app.ledgers import registry
from app.services import handover
from app.services.checking import text
from app.ui import form_print
from app.ui.editors import Setting
from app.ui.fields import Field, restyle
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.rules.refusal import Refused
    from app.services.changes import Changes
    from app.services.handover import HandoverLine
    from app.ui.operation import Operation

HEADS = ("编号", "案件或事项", "信访人", "责任单位", "责任人", "时限")


class HandoverDialog(PlainDialog):
    """Whose cases, to whom, why; the list of what will be handed over stands below."""

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__("包案移交", (860, 520), parent)
        self._operation = operation
        ledger = registry.find(handover.LEDGERS[0])
        setting = Setting(operation, operation.desk.store.clock.today())
        self.leader = QComboBox(self)
        self.leader.setAccessibleName("原包案领导")
        self.to = Field(ledger, ledger.column("case_owner_leader"), setting, self)
        self.to.editor.setAccessibleName("接手的领导")
        self.post = Field(ledger, ledger.column("leader_title"), setting, self)
        self.reason = QLineEdit(self, placeholderText="如 工作调动")
        self.reason.setAccessibleName("原因")
        self.table = RowTable("要移交的积案和信访事项", HEADS, wide=1, parent=self)
        self.said = Words(self)
        self.said.setProperty("role", "error")
        self.said.setWordWrap(True)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for label, widget in (("原包案领导", self.leader), ("接手的领导", self.to), ("职务", self.post)):
            form.addRow(label, widget)
        form.addRow("原因", self.reason)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.done_button = self.buttons.addButton("移交", QDialogButtonBox.ButtonRole.AcceptRole)
        restyle(self.done_button, "main", value=True)
        self.print_button = self.buttons.addButton("打印移交单…", QDialogButtonBox.ButtonRole.ActionRole)
        self.print_button.clicked.connect(self.print_out)
        self.buttons.accepted.connect(self.hand_over)
        self.buttons.rejected.connect(self.reject)
        lines = QVBoxLayout(self)
        lines.addLayout(form)
        lines.addWidget(self.table, 1)
        lines.addWidget(self.said)
        lines.addWidget(self.buttons)
        self.leader.currentIndexChanged.connect(lambda _place: self._read_cases())
        operation.read(handover.leaders, self._show_leaders, owner=self)

    def _show_leaders(self, found: tuple[tuple[str, int], ...]) -> None:
        for name, count in found:
            self.leader.addItem(f"{name}（{count} 件）", name)
        if not found:
            self.done_button.setEnabled(False)
            self.said.setText("没有领导包案在办的积案和信访事项，不用移交。")

    def _read_cases(self) -> None:
        name = str(self.leader.currentData() or "")
        self._operation.read(
            lambda unit: handover.cases_of(unit, leader=name),
            lambda cases: self._show(cases) if name == self.leader.currentData() else None,
            owner=self,
        )

    def _show(self, cases: tuple[HandoverLine, ...]) -> None:
        self.table.show_rows([(_cells(one), (one.ledger, one.record_id)) for one in cases])
        self.done_button.setText(f"移交 {len(cases)} 件")

    def hand_over(self) -> None:
        """Hand the cases over; a refusal stays in the dialog with what was typed."""
        if not (self.to.check() and self.post.check()):
            return
        given = {"to": self.to.value(), "post": self.post.value()}
        actor, leader = self._operation.desk.actor, str(self.leader.currentData() or "")
        reason = self.reason.text().strip()
        self._operation.write(
            lambda unit: handover.hand_over(
                unit, actor=actor, from_leader=leader, to_leader=text(given, "to"), to_title=text(given, "post"),
                reason=reason,
            ),
            self._handed,
            owner=self,
            failed=self._refused,
        )  # fmt: skip

    def _handed(self, changes: Changes) -> None:
        """The list stays in sight, to be printed and signed."""
        restyle(self.said, "role", "faint")  # no fault any more
        self.said.setText(f"已办理{changes.description}。可以打印移交单，双方签字。")
        self.done_button.hide()
        for part in (self.leader, self.to, self.post, self.reason):
            part.setEnabled(False)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText("关闭")

    def print_out(self) -> None:
        """Put the list of the cases, for both to sign, into a PDF."""
        if self.table.rowCount():
            form_print.preview(self, self._operation, form="case_handover", number=self.table.texts(0)[0])

    def _refused(self, refusal: Refused) -> None:
        self.said.setText(refusal.sentence)


def _cells(one: HandoverLine) -> tuple[str, ...]:
    due = one.due_on.isoformat() if one.due_on else ""
    return (one.number, one.name, one.petitioner, one.responsible_org, one.responsible_person, due)
