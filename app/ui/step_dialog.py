"""The dialog of one step: what it writes, and the live list of what its gate still lacks."""

from __future__ import annotations

import uuid as uuids
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.rules import reading
from app.rules.flows import REASONED
from app.rules.refusal import Refused
from app.services import drafts, earlier, transitions
from app.services.drafts import Draft, Typed
from app.ui import key_table
from app.ui.draft_keeper import StepKeeper
from app.ui.editors import Setting
from app.ui.fields import Field
from app.ui.form_parts import Section
from app.ui.form_view import label_width
from app.ui.key_table import Where
from app.ui.keys import EntryKeys, take_marked
from app.ui.on_screen import Dialog
from db.values import Reference

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from app.rules.refusal import Missing
    from app.services.changes import Changes
    from app.services.transitions import Offered
    from app.ui.operation import Operation
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork
    from db.values import Value

ASK_AFTER = 250
"""Milliseconds of quiet typing before the checklist is asked again."""
WIDTH = 44
"""Characters the dialog is wide."""
ONE_COLUMN = 4
"""The most fields that stand one under the other; more take two columns."""
LINES_LACKING, FEW_LINES = 7, 4
"""Lines of the list that are in sight: beside few fields, beside many."""
FIELD_OF = {
    "second_person": "signed_by",
    "signature": "signed_by",
    "publication": "notice_from",
    "satisfaction": "rated_count",
    "new_due_on": "due_on",
    "approver": "close_out_approver",
}
"""Where what a check lacks is written, for checks that are not called after their column."""
READY = "✓ 条件齐备，可以办理。"


class StepDialog(Dialog):
    """One step: its fields, its reason, and below them what its gate still lacks, asked again as the clerk types.

    `taken(Changes)` tells that the step was taken; a refusal stays in the dialog with everything that was typed.
    """

    taken = Signal(object)

    def __init__(
        self,
        operation: Operation,
        ledger: Ledger,
        record_id: int,
        step: Offered,
        parent: QWidget | None = None,
        *,
        draft: Draft | None = None,
        number: str = "",
    ) -> None:
        super().__init__(parent)
        self._operation, self._ledger, self._record_id, self._step = operation, ledger, record_id, step
        self.setWindowTitle(f"{step.label}　{number}" if number else step.label)
        em = self.fontMetrics().horizontalAdvance("汉")
        self.setMinimumWidth(min(em * WIDTH, self.screen().availableSize().width() * 9 // 10))
        self._setting = Setting(operation, operation.desk.store.clock.today())
        self.fields: dict[str, Field] = {}
        self.reason = QComboBox()
        self._keys = EntryKeys(self)
        self._ticket = 0
        self._has_begun = draft is not None
        self._build(transitions.fields(ledger, step.action, step.state))
        self._timer = QTimer(self, singleShot=True, interval=ASK_AFTER)
        self._timer.timeout.connect(self._ask)
        for field in self.fields.values():
            field.changed.connect(self._timer.start)
        self.reason.editTextChanged.connect(lambda _text: self._timer.start())
        self._keys.forward.connect(lambda editor: self._walk(editor, 1))
        self._keys.back.connect(lambda editor: self._walk(editor, -1))
        self._keys.escape.connect(lambda _editor: self.reject())
        finish = QAction(step.label, self)
        finish.setShortcuts(key_table.sequences(Where.STEP, "save"))
        finish.triggered.connect(self.finish)
        self.addAction(finish)
        same = QAction("同上一条", self)
        same.setShortcuts(key_table.sequences(Where.STEP, "same"))
        same.triggered.connect(self._same_as_last)
        self.addAction(same)
        place = Draft(uuids.uuid4().hex, ledger.name, record_id, None, Typed(action=step.action))
        self.keeper = StepKeeper(self, operation, draft or place)
        if draft is not None:
            self.keeper.resume(draft.typed)
        self._ask()

    def _build(self, columns: tuple[Column, ...]) -> None:
        outer = QVBoxLayout(self)
        outer.setSpacing(10)
        if columns:
            section = Section(self._step.label, columns, self._field)
            section.pin(frozenset(column.key for column in columns))
            section.shape(1 if len(columns) <= ONE_COLUMN else 2, label_width(self, columns))
            outer.addWidget(section)
        if self._step.action in REASONED:
            outer.addLayout(self._reason_line())
        self.lacking = QLabel()
        self.lacking.setWordWrap(True)
        self.lacking.setTextFormat(Qt.TextFormat.RichText)
        self.lacking.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.lacking.setContentsMargins(10, 6, 10, 6)
        self._area = QScrollArea()
        self._area.setAccessibleName("还缺什么")
        self._area.setObjectName("lacking")
        self._area.setWidgetResizable(True)
        self._area.setWidget(self.lacking)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.done_button = self.buttons.addButton(self._step.label, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.finish)
        self.buttons.rejected.connect(self.reject)
        outer.addWidget(self._area)
        outer.addWidget(self.buttons)

    def _field(self, column: Column) -> Field:
        field = self.fields[column.key] = Field(self._ledger, column, self._setting)
        self._keys.watch(field.editor)
        return field

    def _reason_line(self) -> QFormLayout:
        self.reason.setEditable(True)
        ledger, action = self._ledger.name, self._step.action
        self._operation.read(
            lambda unit: transitions.usual_reasons(unit, ledger=ledger, action=action),
            lambda reasons: offer_reasons(self.reason, reasons),
            owner=self,
        )
        self.reason.setAccessibleName("原因")
        line = QFormLayout()
        line.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        line.addRow(QLabel("原因"), self.reason)
        return line

    def _walk(self, editor: QWidget, step: int) -> None:
        """Enter goes on, past the last field to the button; Shift+Enter goes back."""
        stops: list[QWidget] = [field.editor for field in self.fields.values()]
        stops += [self.reason] if self._step.action in REASONED else []
        stops.append(self.done_button)
        place = next((place for place, stop in enumerate(stops) if stop is editor), 0) + step
        stops[max(0, place)].setFocus(Qt.FocusReason.TabFocusReason)

    def _same_as_last(self) -> None:
        """Ctrl+': what the last record that took this step has in the field that has the focus."""
        key = next((key for key, field in self.fields.items() if field.editor is self.focusWidget()), "")
        if not key:
            return
        field, ledger = self.fields[key], self._ledger

        def put(value: Value) -> None:
            if value is not None:
                field.fill(value if isinstance(value, Reference) else reading.show_value(field.column, value))

        self._operation.read(lambda unit: earlier.last_value(unit, ledger=ledger, key=key), put, owner=self)

    # -- what is lacking ----------------------------------------------------------------------------------------------

    def _values(self) -> dict[str, Value]:
        """What can be read of what stands in the fields; what is still being typed is left alone."""
        found: dict[str, Value] = {}
        for key, field in self.fields.items():
            try:
                value = field.value()
            except Refused:
                continue
            if value is not None:
                found[key] = value
        return found

    def _ask(self) -> None:
        self._ticket += 1
        ticket = self._ticket
        name, actor, values, reason = self._ledger.name, self._operation.desk.actor, self._values(), self._reason()
        self._operation.read(
            lambda unit: transitions.lacking(
                unit, actor=actor, ledger=name, record_id=self._record_id, action=self._step.action, values=values,
                reason=reason,
            ),
            lambda missing: self._answered(missing) if ticket == self._ticket else None,
            owner=self,
        )  # fmt: skip

    def _answered(self, missing: tuple[Missing, ...]) -> None:
        if not self._has_begun:
            self._begin(missing)
        self.show_lacking(missing)

    def _begin(self, missing: tuple[Missing, ...]) -> None:
        """Put the cursor where the first thing lacks that can be written here, unless the clerk has begun elsewhere."""
        self._has_begun = True
        editors = [field.editor for field in self.fields.values()]
        if self.focusWidget() in editors[1:]:
            return
        wanted = (FIELD_OF.get(item.check, item.check) for item in missing)
        first = next((self.fields[key] for key in wanted if key in self.fields), None)
        if first is not None and not any(field.is_changed for field in self.fields.values()):
            first.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _reason(self) -> str:
        return self.reason.currentText().strip()

    def show_lacking(self, missing: tuple[Missing, ...]) -> None:
        """List what the gate still lacks, or say that nothing is."""
        lines = "".join(f"<div style='margin-top:2px'>✗ {escape(item.sentence)}</div>" for item in missing)
        self._show(f"<b>还缺 {len(missing)} 项</b>{lines}" if missing else READY, is_ready=not missing)

    def _show(self, words: str, *, is_ready: bool) -> None:
        self.lacking.setText(words)
        self._area.setProperty("ready", is_ready)
        for part in (self._area, self.lacking):  # the colour of the words goes by the area's property
            part.style().unpolish(part)
            part.style().polish(part)
        self._fit()

    def _fit(self) -> None:
        """As high as the list, up to some lines; a longer one scrolls."""
        line = self.lacking.fontMetrics().lineSpacing()
        width = max(self._area.width(), self.minimumWidth()) - 2 * self._area.frameWidth()
        needed = self.lacking.heightForWidth(width) + 2 * self._area.frameWidth() + 2
        lines = LINES_LACKING if len(self.fields) <= ONE_COLUMN + 2 else FEW_LINES
        self._area.setFixedHeight(min(needed, lines * line))
        self.adjustSize()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            QTimer.singleShot(0, self, self._fit)

    # -- taking it ----------------------------------------------------------------------------------------------------

    def finish(self) -> None:
        """Take the step; a refusal is listed and nothing that was typed is lost."""
        take_marked(self.focusWidget())
        wrong = [field for field in self.fields.values() if not field.check()]
        if wrong:
            wrong[0].editor.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._timer.stop()
        self._ticket += 1  # an answer to an older question must not hide what this one is told
        name, actor, values, reason = self._ledger.name, self._operation.desk.actor, self._values(), self._reason()

        def work(unit: UnitOfWork) -> Changes:
            changes = transitions.do(
                unit, actor=actor, ledger=name, record_id=self._record_id, action=self._step.action, values=values,
                reason=reason,
            )  # fmt: skip
            drafts.forget(unit, uuid=self.keeper.uuid)
            return changes

        self._operation.write(work, self._taken, owner=self, failed=self._refused)

    def _taken(self, changes: Changes) -> None:
        self.accept()
        self.taken.emit(changes)

    def _refused(self, refusal: Refused) -> None:
        if refusal.missing:
            self.show_lacking(refusal.missing)
        else:
            self._show(escape(refusal.sentence), is_ready=False)


def offer_reasons(box: QComboBox, reasons: tuple[str, ...]) -> None:
    """List the office's usual reasons; what is being typed stays as it is."""
    typed = box.currentText()
    box.clear()
    box.addItems(reasons)
    box.setCurrentText(typed)
