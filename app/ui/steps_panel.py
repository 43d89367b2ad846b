"""办理: the steps a record may take now, the live checklist beside them, and the dialog in which one is taken."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.rules.close_out import RETURN_REASONS
from app.rules.flows import REASONED
from app.services import records, transitions
from app.ui.deadlines_panel import DeadlinesPanel
from app.ui.editors import Setting
from app.ui.fields import Field
from app.ui.flow_layout import FlowLayout

if TYPE_CHECKING:
    from app.rules.refusal import Missing, Refused
    from app.services.changes import Changes
    from app.services.transitions import Offered
    from app.ui.operation import Operation
    from db.ask import Record
    from db.declare import Ledger
    from db.unit import UnitOfWork
    from db.values import Value

ASK_AFTER = 250
"""Milliseconds of quiet typing before the checklist is asked again."""
_Seen = tuple["Record", tuple["Offered", ...], tuple[tuple[str, bool], ...]]


class StepsPanel(QWidget):
    """The steps of one record.

    `taken(Changes)` tells that a step was taken.
    """

    taken = Signal(object)

    def __init__(self, operation: Operation, ledger: Ledger, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operation, self._ledger = operation, ledger
        self._record_id: int | None = None
        self.offered: tuple[Offered, ...] = ()
        self._checks = QLabel()
        self._checks.setTextFormat(Qt.TextFormat.RichText)
        self._checks.setWordWrap(True)
        self._checks.setAccessibleName("销号核对")
        self._buttons = QWidget()
        self._flow = FlowLayout(self._buttons)
        self._waiting = QLabel()
        self._waiting.setWordWrap(True)
        self._waiting.setTextFormat(Qt.TextFormat.RichText)
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._waiting.setAccessibleName("还缺什么")
        self._deadlines = DeadlinesPanel(operation, ledger)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(2, 6, 2, 2)
        for part in (self._checks, self._buttons, self._waiting, self._deadlines):
            column.addWidget(part)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def show_record(self, record_id: int | None) -> None:
        """Show the steps of a record; a word of explanation for one that is not saved yet."""
        self._record_id = record_id
        self._deadlines.show_record(record_id)
        if record_id is None:
            self._show_steps((), ())
            self._waiting.setText("保存以后，在这里一步一步办理。")
            return
        name, actor = self._ledger.name, self._operation.desk.actor

        def work(unit: UnitOfWork) -> _Seen:
            record = records.get(unit, ledger=name, record_id=record_id)
            steps = transitions.offered(unit, actor=actor, ledger=name, record=record)
            return record, steps, transitions.checklist(unit, actor=actor, record=record)

        self._operation.read(work, self._show, owner=self)

    def _show(self, seen: _Seen) -> None:
        record, steps, checks = seen
        if record.id == self._record_id:
            self._show_steps(steps, checks)

    def _show_steps(self, steps: tuple[Offered, ...], checks: tuple[tuple[str, bool], ...]) -> None:
        self.offered = steps
        marks = (f"{'✓' if held else '✗'} {escape(label)}" for label, held in checks)
        self._checks.setText("销号五项核对：　" + "　　".join(marks) if checks else "")
        self._checks.setVisible(bool(checks))
        while self._flow.count():
            item = self._flow.takeAt(0)
            if item is not None and item.widget() is not None:
                item.widget().deleteLater()
        for step in steps:
            button = QPushButton(f"{step.label}…")
            button.setAccessibleName(step.label)
            button.setToolTip("\n".join(missing.sentence for missing in step.missing))
            button.clicked.connect(lambda _checked=False, step=step: self.take(step))
            self._flow.addWidget(button)
        self._waiting.setText("" if steps else "这条记录现在没有可以办理的步骤。")
        self._waiting.setHidden(bool(steps))

    def checks_text(self) -> str:
        """The line of the five checks as it is read."""
        return self._checks.text()

    def take(self, step: Offered) -> StepDialog | None:
        """Open the dialog of a step."""
        if self._record_id is None:
            return None
        dialog = StepDialog(self._operation, self._ledger, self._record_id, step, self)
        dialog.taken.connect(self.taken)
        dialog.taken.connect(lambda _changes: self.show_record(self._record_id))
        dialog.open()
        return dialog


class StepDialog(QDialog):
    """One step: its fields, its reason, and below them what its gate still lacks, asked again as the clerk types.

    `taken(Changes)` tells that the step was taken; a refusal stays in the dialog with everything that was typed.
    """

    taken = Signal(object)

    def __init__(
        self, operation: Operation, ledger: Ledger, record_id: int, step: Offered, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._operation, self._ledger, self._record_id, self._step = operation, ledger, record_id, step
        self.setWindowTitle(step.label)
        self.setMinimumWidth(560)
        setting = Setting(operation, operation.desk.store.clock.today())
        self.fields = {column.key: Field(ledger, column, setting) for column in transitions.fields(ledger, step.action)}
        self.reason = QComboBox()
        self._build()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(ASK_AFTER)
        self._timer.timeout.connect(self._ask)
        for field in self.fields.values():
            field.changed.connect(self._timer.start)
        self.reason.editTextChanged.connect(lambda _text: self._timer.start())
        self._ask()

    def _build(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in self.fields.values():
            form.addRow(field.label(), field)
        if self._step.action in REASONED:
            self.reason.setEditable(True)
            self.reason.addItems(RETURN_REASONS if self._step.action == "return" else ())
            self.reason.setCurrentText("")
            self.reason.setAccessibleName("原因")
            form.addRow(QLabel("原因"), self.reason)
        self.lacking = QLabel()
        self.lacking.setWordWrap(True)
        self.lacking.setTextFormat(Qt.TextFormat.RichText)
        self.lacking.setAccessibleName("还缺什么")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.done_button = self.buttons.addButton(self._step.label, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.finish)
        self.buttons.rejected.connect(self.reject)
        outer = QVBoxLayout(self)
        outer.addLayout(form)
        outer.addWidget(self.lacking)
        outer.addWidget(self.buttons)

    def _values(self) -> dict[str, Value]:
        return {key: field.value() for key, field in self.fields.items() if field.check() and field.text().strip()}

    def _ask(self) -> None:
        name, actor, values, reason = self._ledger.name, self._operation.desk.actor, self._values(), self._reason()
        self._operation.read(
            lambda unit: transitions.lacking(
                unit, actor=actor, ledger=name, record_id=self._record_id, action=self._step.action, values=values,
                reason=reason,
            ),
            self.show_lacking,
            owner=self,
        )  # fmt: skip

    def _reason(self) -> str:
        return self.reason.currentText().strip()

    def show_lacking(self, missing: tuple[Missing, ...]) -> None:
        """List what the gate still lacks, or say that nothing is."""
        lines = "".join(f"<li>{escape(item.sentence)}</li>" for item in missing)
        self.lacking.setText(f"还缺：<ul style='margin:2px'>{lines}</ul>" if missing else "✓ 条件齐备，可以办理。")

    def finish(self) -> None:
        """Take the step; a refusal is listed and nothing that was typed is lost."""
        if not all(field.check() for field in self.fields.values()):
            return
        name, actor, values, reason = self._ledger.name, self._operation.desk.actor, self._values(), self._reason()
        self._operation.write(
            lambda unit: transitions.do(
                unit, actor=actor, ledger=name, record_id=self._record_id, action=self._step.action, values=values,
                reason=reason,
            ),
            self._taken,
            owner=self,
            failed=self._refused,
        )  # fmt: skip

    def _taken(self, changes: Changes) -> None:
        self.accept()
        self.taken.emit(changes)

    def _refused(self, refusal: Refused) -> None:
        if refusal.missing:
            self.show_lacking(refusal.missing)
        else:
            self.lacking.setText(escape(refusal.sentence))
