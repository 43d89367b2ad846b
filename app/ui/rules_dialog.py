"""办理规则: the rules of the office, a page for each group, and the history of their changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.rules import office_rules
from app.rules.office_rules import NO, ON, YES, RuleKind
from app.services import settings
from app.ui import dialogs
from app.ui.fields import restyle
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from app.rules.office_rules import OfficeRule
    from app.rules.refusal import Refused
    from app.services.changes import Changes
    from app.services.settings import Line, Standing
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

HEADS = ("时间", "操作人", "改了什么", "原因")
HISTORY = "改动记录"
SHORT, LONG = 9, 30
"""Characters that a count and a text take."""


class RulesDialog(PlainDialog):
    """Every rule with its editor and what it means; 保存 writes those that were changed, all or none."""

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__("办理规则", (820, 560), parent)
        self._operation = operation
        self.editors: dict[str, QWidget] = {}
        self._held: dict[str, str] = {}
        self.tabs = QTabWidget(self)
        self.tabs.setAccessibleName("办理规则")
        for group, rules in office_rules.groups():
            self.tabs.addTab(self._page(rules), group)
        self.history = RowTable("办理规则的改动记录", HEADS, wide=2, parent=self)
        self.tabs.addTab(self.history, HISTORY)
        self.reason = QLineEdit(self, placeholderText="如 县信访局要求从登记之日起算")
        self.reason.setAccessibleName("原因")
        self.said = Words(self)
        self.said.setWordWrap(True)
        self.buttons = QDialogButtonBox(self)
        self.save_button = self.buttons.addButton("保存", QDialogButtonBox.ButtonRole.AcceptRole)
        restyle(self.save_button, "main", value=True)
        self.buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        why = QFormLayout()
        why.addRow("改动的原因", self.reason)
        lines = QVBoxLayout(self)
        lines.addWidget(self.tabs, 1)
        lines.addLayout(why)
        lines.addWidget(self.said)
        lines.addWidget(self.buttons)
        self.refresh()

    def _page(self, rules: tuple[OfficeRule, ...]) -> QWidget:
        page = QWidget(self)
        outer = QVBoxLayout(page)
        form = QFormLayout()
        form.setContentsMargins(4, 6, 4, 6)
        form.setVerticalSpacing(6)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for rule in rules:
            form.addRow(rule.label, self._line(rule))
            meaning = QLabel(rule.help, page)
            meaning.setProperty("role", "faint")
            meaning.setWordWrap(True)
            meaning.setAlignment(Qt.AlignmentFlag.AlignTop)
            form.addRow("", meaning)
        outer.addLayout(form)
        outer.addStretch(1)
        return page

    def _line(self, rule: OfficeRule) -> QWidget:
        """The editor of a rule with its counter beside it."""
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        editor = self.editors[rule.key] = self._editor(rule)
        editor.setAccessibleName(rule.label)
        editor.setToolTip(rule.allowed())
        row.addWidget(editor, 1 if rule.kind is RuleKind.LIST else 0)
        if rule.counter:
            row.addWidget(QLabel(rule.counter, line))
        row.addStretch(1 if rule.kind is not RuleKind.LIST else 0)
        return line

    def _editor(self, rule: OfficeRule) -> QWidget:
        em = self.fontMetrics().horizontalAdvance("汉")
        if rule.kind is RuleKind.FLAG:
            return QCheckBox(YES, self)
        if rule.kind is RuleKind.CHOICE:
            box = QComboBox(self)
            for stored, label in rule.choices:
                box.addItem(label, stored)
            return box
        text = QLineEdit(self)
        if rule.kind is not RuleKind.LIST:
            text.setFixedWidth(em * (SHORT if rule.kind in (RuleKind.COUNT, RuleKind.DAY) else LONG))
        return text

    # -- reading and writing ------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the rules as they stand, and their history."""

        def work(unit: UnitOfWork) -> tuple[tuple[Standing, ...], tuple[Line, ...]]:
            return settings.standing(unit), settings.history(unit)

        self._operation.read(work, self._show, owner=self)

    def _show(self, seen: tuple[tuple[Standing, ...], tuple[Line, ...]]) -> None:
        standing, lines = seen
        for one in standing:
            _put(self.editors[one.rule.key], one.value)
            if one.rule.kind is RuleKind.DAY:
                self.editors[one.rule.key].setEnabled(not one.value)  # set once
        self._held = self._typed()
        rows = [(f"{line.at:%Y-%m-%d %H:%M}", line.operator, line.description, line.reason) for line in lines]
        self.history.show_rows([(cells, ("", 0)) for cells in rows])

    def _typed(self) -> dict[str, str]:
        return {key: _text(editor) for key, editor in self.editors.items()}

    def save(self) -> None:
        """Set the rules that were changed; a refusal stays in the dialog with what was typed."""
        changed = {key: text for key, text in self._typed().items() if text != self._held.get(key)}
        if not changed:
            self._say("没有改动。", is_error=False)
            return
        once = [
            f"{office_rules.rule(key).label}：{text}" for key, text in changed.items() if _is_set_once(key) and text
        ]
        if once and not dialogs.confirm(
            self, "只能设定一次", f"{'；'.join(once)}。设定以后不能再改，确定吗？", yes="设定"
        ):
            return
        actor, reason = self._operation.desk.actor, self.reason.text()
        self._operation.write(
            lambda unit: settings.change(unit, actor=actor, values=changed, reason=reason),
            self._saved,
            owner=self,
            failed=self._refused,
        )

    def _saved(self, changes: Changes) -> None:
        self._say(f"已保存。{changes.description}。", is_error=False)
        self.reason.clear()
        self.refresh()

    @property
    def is_changed(self) -> bool:
        """Whether a rule was changed that is not saved."""
        return bool(self._held) and self._typed() != self._held

    @override
    def reject(self) -> None:
        """Close; what was changed and not saved is asked for."""
        if not self.is_changed or dialogs.may_go(self, "办理规则", self.save):
            super().reject()

    def _refused(self, refusal: Refused) -> None:
        self._say(refusal.sentence, is_error=True)
        for place, (_group, rules) in enumerate(office_rules.groups()):
            if refusal.field in (rule.key for rule in rules):
                self.tabs.setCurrentIndex(place)
                self.editors[refusal.field].setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, words: str, *, is_error: bool) -> None:
        restyle(self.said, "role", "error" if is_error else "faint")
        self.said.setText(words)


def _is_set_once(key: str) -> bool:
    return office_rules.rule(key).kind is RuleKind.DAY


def _put(editor: QWidget, stored: str) -> None:
    if isinstance(editor, QCheckBox):
        editor.setChecked(stored == ON)
    elif isinstance(editor, QComboBox):
        editor.setCurrentIndex(editor.findData(stored))
    elif isinstance(editor, QLineEdit):
        editor.setText(stored)
        editor.setCursorPosition(0)


def _text(editor: QWidget) -> str:
    if isinstance(editor, QCheckBox):
        return YES if editor.isChecked() else NO
    if isinstance(editor, QComboBox):
        return editor.currentText()
    return editor.text() if isinstance(editor, QLineEdit) else ""
