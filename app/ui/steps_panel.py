"""办理: the steps a record may take now, and the checklist of what each still lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.rules import rights
from app.services import permitted, records, transitions
from app.ui.deadlines_panel import DeadlinesPanel
from app.ui.flow_layout import FlowLayout
from app.ui.plain import Words, tip
from app.ui.step_dialog import StepDialog

if TYPE_CHECKING:
    from app.services.transitions import Offered
    from app.ui.operation import Operation
    from db.ask import Record
    from db.declare import Ledger
    from db.unit import UnitOfWork

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
        self._checks = QWidget()
        self._checks.setAccessibleName("销号五项核对")
        self._chips = FlowLayout(self._checks)
        self._buttons = QWidget()
        self._flow = FlowLayout(self._buttons)
        self._waiting = Words()
        self._waiting.setWordWrap(True)
        self._waiting.setProperty("role", "faint")
        self._deadlines = DeadlinesPanel(operation, ledger)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(2, 8, 2, 2)
        column.setSpacing(8)
        for part in (self._checks, self._buttons, self._waiting, self._deadlines):
            column.addWidget(part)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName("办理步骤和时限")
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
        _clear(self._chips)
        _clear(self._flow)
        self._checks.setVisible(bool(checks))
        for words in ("销号五项",) if checks else ():
            self._chips.addWidget(_chip(words, ""))
        for label, is_held in checks:
            self._chips.addWidget(_chip(f"✓  {label}" if is_held else f"✗ {label}", "held" if is_held else "lacking"))
        for step in steps:
            self._flow.addWidget(self._button(step))
        self._buttons.setVisible(bool(steps))
        self._waiting.setText("" if steps else "这条记录现在没有可以办理的步骤。")
        self._waiting.setHidden(bool(steps))

    def _button(self, step: Offered) -> QPushButton:
        lacks = len(step.missing)
        button = QPushButton(f"{step.label}（缺{lacks}项）" if lacks else f"{step.label}…")
        button.setProperty("step", "lacking" if lacks else "ready")
        button.setAccessibleName(f"{step.label}，还缺{lacks}项" if lacks else step.label)
        button.setToolTip(tip("\n".join(missing.sentence for missing in step.missing)))
        reason = why_not(self._operation, self._ledger, step.action, step.label)
        if reason:
            button.setEnabled(False)
            button.setToolTip(tip(reason))
        button.clicked.connect(lambda: self.take(step))
        return button

    def checks_text(self) -> str:
        """The line of the five checks as it is read."""
        return "　".join(chip.text() for chip in self._checks.findChildren(QLabel))

    def take(self, step: Offered) -> StepDialog | None:
        """Open the dialog of a step."""
        if self._record_id is None:
            return None
        dialog = StepDialog(self._operation, self._ledger, self._record_id, step, self)
        dialog.taken.connect(self.taken)
        dialog.taken.connect(lambda _changes: self.show_record(self._record_id))
        dialog.open()
        return dialog


def why_not(operation: Operation, ledger: Ledger, action: str, label: str) -> str:
    """Why the operator may not take a step, not even by entering what was signed on paper; empty when he may."""
    actor = operation.desk.actor
    own, on_paper = (rights.step_right(ledger.name, action, has_sheet=has_sheet) for has_sheet in (False, True))
    return permitted.why_not(actor, own, doing=label) if permitted.why_not(actor, on_paper) else ""


def _chip(words: str, state: str) -> QLabel:
    """A word on coloured ground; the sign says the same as the colour."""
    chip = QLabel(words)
    chip.setProperty("check", state)
    return chip


def _clear(flow: FlowLayout) -> None:
    while flow.count():
        item = flow.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.setParent(None)
            widget.deleteLater()
