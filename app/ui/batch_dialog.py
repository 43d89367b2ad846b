"""批量修改 and 批量办理: the same change or step for several records — all of them, or only those that pass."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.rules.flows import FLOWS, REASONED
from app.rules.refusal import Refused
from app.services import batches, cell_changes, checking, presenting, records, transitions
from app.ui import form_data, theme
from app.ui.editors import Setting
from app.ui.fields import Field, restyle
from app.ui.on_screen import in_order
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable
from app.ui.step_dialog import offer_reasons
from db.declare import ChangedBy

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.rules.refusal import Missing
    from app.services.batches import Outcome
    from app.services.cell_changes import Planned
    from app.services.changes import Changes
    from app.ui.operation import Operation
    from db.ask import Record
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork
    from db.values import Value

SHOWN_FAILURES = 12
WHY = 4
"""The column of the preview that says why a record cannot be changed."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the clerk asks for: for an edit the values, for a step the action too."""

    values: dict[str, Value]
    reason: str
    action: str = ""


class BatchDialog(PlainDialog):
    """What both have in common: the records, the sentence that says why some do not pass, and the two buttons.

    The first button changes all or nothing; the second comes only after a refusal, for those that do pass.
    """

    def __init__(
        self, operation: Operation, ledger: Ledger, ids: Sequence[int], verb: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(f"批量{verb}：{ledger.label} {len(ids)} 条", (760, 560), parent)
        self.operation, self.ledger, self.ids = operation, ledger, tuple(ids)
        self.setting = Setting(operation, operation.desk.store.clock.today())
        self.records: tuple[Record, ...] = ()
        self.failures = QLabel(self)
        self.failures.setTextFormat(Qt.TextFormat.RichText)
        self.failures.setWordWrap(True)
        self.failures.setAccessibleName("不能办的")
        self.failures.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.room = QScrollArea(self)
        self.room.setAccessibleName("不能办的")
        self.room.setWidgetResizable(True)
        self.room.setWidget(self.failures)
        self.room.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.all_button = self._button(f"全部{verb}", only_valid=False)
        restyle(self.all_button, "main", value=True)
        self.valid_button = self._button(f"只{verb}可以的", only_valid=True)
        self.valid_button.hide()
        self.buttons.rejected.connect(self.reject)

    def _button(self, text: str, *, only_valid: bool) -> QPushButton:
        button = self.buttons.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
        button.clicked.connect(lambda: self.run(only_valid=only_valid))
        return button

    def request(self) -> Request | None:
        """What is asked for as it stands; None (and said beside the field) when something cannot be read."""
        raise NotImplementedError

    def work(self, unit: UnitOfWork, request: Request, *, only_valid: bool) -> Outcome:
        """Do it."""
        raise NotImplementedError

    def walk(self, *fields: QWidget) -> None:
        """Let Tab go through the fields in their order, then to the table and the buttons."""
        cancel = self.buttons.button(QDialogButtonBox.StandardButton.Cancel)
        in_order(*fields, self.all_button, self.valid_button, cancel)

    def read_records(self, then: Callable[[tuple[Record, ...]], None]) -> None:
        """Read the chosen records."""
        name, ids = self.ledger.name, self.ids
        self.operation.read(
            lambda unit: tuple(records.get(unit, ledger=name, record_id=one) for one in ids), then, owner=self
        )

    def run(self, *, only_valid: bool) -> None:
        """Change all records, or with `only_valid` those that pass."""
        request = self.request()
        if request is None:
            return

        def work(unit: UnitOfWork) -> Changes:
            outcome = self.work(unit, request, only_valid=only_valid)
            if outcome.changes is None:
                sentence = "没有一条可以办，一条也没有改动。"
                raise Refused(sentence, missing=_gaps(outcome))
            return outcome.changes

        self.operation.write(work, lambda _changes: self.accept(), owner=self, failed=self.show_refusal)

    def show_refusal(self, refusal: Refused) -> None:
        """List why; what was typed stays, and those that do pass may be done alone."""
        gaps = refusal.missing
        lines = "".join(f"<li>{escape(gap.sentence)}</li>" for gap in gaps[:SHOWN_FAILURES])
        more = f"<li>另有 {len(gaps) - SHOWN_FAILURES} 处。</li>" if len(gaps) > SHOWN_FAILURES else ""
        head = "一条也没有改动，这些还不能办：" if gaps else escape(refusal.sentence)
        self.failures.setText(f"{head}<ul style='margin:2px'>{lines}{more}</ul>")
        self.room.show()
        self.valid_button.setVisible(bool(gaps) and len(self.ids) > 1)

    def forget_refusal(self) -> None:
        """Something else is asked for now."""
        self.room.hide()
        self.valid_button.hide()
        self.all_button.setEnabled(True)


def _gaps(outcome: Outcome) -> tuple[Missing, ...]:
    return tuple(gap for one in outcome.failed for gap in one.missing)


class BatchEditDialog(BatchDialog):
    """批量修改: one column of several records, with what stands there now beside what will."""

    def __init__(self, operation: Operation, ledger: Ledger, ids: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(operation, ledger, ids, "修改", parent)
        self.columns = QComboBox(self)
        self.columns.setAccessibleName("改哪一项")
        for column in ledger.on_screen():
            if column.changed_by is ChangedBy.FORM and column.key != form_data.STARRED:
                self.columns.addItem(column.label, column.key)
        self.field = Field(ledger, ledger.column(str(self.columns.currentData())), self.setting, self)
        self.table = RowTable("改动预览", ("编号", "内容", "现在", "改为", "说明"), wide=1, parent=self)
        self._token = 0
        self.reason = QLineEdit(self, placeholderText="可以不填")
        self.reason.setAccessibleName("原因")
        self.form = QFormLayout()
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.form.addRow("改哪一项", self.columns)
        self.form.addRow("改为", self.field)
        self.form.addRow("原因", self.reason)
        lines = QVBoxLayout(self)
        lines.addLayout(self.form)
        for part, share in ((self.table, 3), (self.room, 1), (self.buttons, 0)):
            lines.addWidget(part, share)
        self.columns.currentIndexChanged.connect(lambda _place: self._take_column())
        self._take_column()
        self.columns.setFocus()
        self.read_records(self._show)

    def _take_column(self) -> None:
        """Put the editor of the chosen column in place of the one before."""
        field = Field(self.ledger, self.ledger.column(str(self.columns.currentData())), self.setting, self)
        self.form.replaceWidget(self.field, field)
        self.field.hide()
        self.field.deleteLater()
        self.field = field
        self.walk(self.columns, field, self.reason, self.table)
        field.changed.connect(self._preview)
        field.changed.connect(self.forget_refusal)
        self.forget_refusal()
        self._preview()

    def _show(self, found: tuple[Record, ...]) -> None:
        self.records = found
        self._preview()

    def _preview(self) -> None:
        column, text = self.field.column, self.field.text().strip()
        new = text if text else "（清空）"
        rows = [((one.number, checking.matter(one), self._now(column, one), new, ""), ("", 0)) for one in self.records]
        self.table.show_rows(rows)
        self._token += 1
        if text and self.records:
            self._hold(self._token)

    def _hold(self, token: int) -> None:
        """Ask the gates what they will say of each record, before anything is written."""
        try:
            values = {self.field.column.key: self.field.value()}
        except Refused:
            return  # said below the field
        actor, name, ids = self.operation.desk.actor, self.ledger.name, self.ids
        self.operation.read(
            lambda unit: cell_changes.same(unit, actor=actor, ledger=name, ids=ids, values=values),
            lambda planned: self._show_held(planned) if token == self._token else None,
            owner=self,
        )

    def _show_held(self, planned: Planned) -> None:
        """Name those that cannot be changed, in red with the reason, and offer the others alone."""
        problems = {cell.record_id: cell.problem for cell in planned.cells if cell.problem}
        for row, one in enumerate(self.records):
            sentence = problems.get(one.id, "")
            self.table.say(row, WHY, sentence)
            for column in range(WHY + 1) if sentence else ():
                self.table.tint(row, column, theme.RED)
        self.all_button.setEnabled(not problems)
        if problems:
            self.valid_button.setText(f"只修改可以的 {planned.count} 条")
            self.valid_button.setVisible(bool(planned.count))

    def _now(self, column: Column, record: Record) -> str:
        return presenting.cell(self.ledger, column, record.values.get(column.key))

    def request(self) -> Request | None:
        """The new value; None when it cannot be read."""
        if not self.field.check():
            return None
        return Request({self.field.column.key: self.field.value()}, self.reason.text().strip())

    def work(self, unit: UnitOfWork, request: Request, *, only_valid: bool) -> Outcome:
        """Give the value to each record."""
        return batches.edit(
            unit, actor=self.operation.desk.actor, ledger=self.ledger.name, ids=self.ids, values=request.values,
            reason=request.reason, only_valid=only_valid,
        )  # fmt: skip


class BatchStepDialog(BatchDialog):
    """批量办理: one step for several records, each through its own gate."""

    def __init__(self, operation: Operation, ledger: Ledger, ids: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(operation, ledger, ids, "办理", parent)
        self.steps = QComboBox(self)
        self.steps.setAccessibleName("办理什么")
        for step in FLOWS[ledger.name].steps:
            self.steps.addItem(step.label, step.action)
        self.reason = QComboBox(self)
        self.reason.setEditable(True)
        self.reason.setAccessibleName("原因")
        self.fields: dict[str, Field] = {}
        self.table = RowTable("要办的记录", ("编号", "内容", "状态"), wide=1, parent=self)
        self.form = QFormLayout()
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.form.addRow("办理什么", self.steps)
        self.form.addRow("原因", self.reason)
        lines = QVBoxLayout(self)
        lines.addLayout(self.form)
        for part, share in ((self.table, 2), (self.room, 1), (self.buttons, 0)):
            lines.addWidget(part, share)
        self.steps.currentIndexChanged.connect(lambda _place: self._take_step())
        self._take_step()
        self.steps.setFocus()
        self.read_records(self._show)

    @property
    def action(self) -> str:
        """The machine name of the chosen step."""
        return str(self.steps.currentData())

    def _take_step(self) -> None:
        """Put the fields of the chosen step in place of those before."""
        while self.form.rowCount() > 2:
            self.form.removeRow(1)
        columns = transitions.fields(self.ledger, self.action)
        self.fields = {column.key: Field(self.ledger, column, self.setting, self) for column in columns}
        for place, field in enumerate(self.fields.values()):
            self.form.insertRow(1 + place, field.label(), field)
            field.changed.connect(self.forget_refusal)
        self.walk(self.steps, *self.fields.values(), self.reason, self.table)
        self.reason.clear()
        name, action = self.ledger.name, self.action
        self.operation.read(
            lambda unit: transitions.usual_reasons(unit, ledger=name, action=action),
            lambda reasons: offer_reasons(self.reason, reasons) if action == self.action else None,
            owner=self,
        )
        self.form.setRowVisible(self.reason, self.action in REASONED)
        self.forget_refusal()

    def _show(self, found: tuple[Record, ...]) -> None:
        self.records = found
        rows = [
            ((one.number, checking.matter(one), form_data.state_word(self.ledger, one, one.values)), ("", 0))
            for one in found
        ]
        self.table.show_rows(rows)

    def request(self) -> Request | None:
        """What was filled in for the step; None when a field cannot be read."""
        read = [field.check() for field in self.fields.values()]  # each says its own error
        if not all(read):
            return None
        values = {key: field.value() for key, field in self.fields.items() if field.text().strip()}
        return Request(values, self.reason.currentText().strip(), self.action)

    def work(self, unit: UnitOfWork, request: Request, *, only_valid: bool) -> Outcome:
        """Take the step for each record."""
        return batches.do(
            unit, actor=self.operation.desk.actor, ledger=self.ledger.name, ids=self.ids, action=request.action,
            values=request.values, reason=request.reason, only_valid=only_valid,
        )  # fmt: skip
