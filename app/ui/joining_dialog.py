"""合并两条: two entries of a register side by side, which of them stays, and what will name it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
)

from app.services import joining, registers
from app.ui.fields import restyle
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from app.rules.refusal import Refused
    from app.services.joining import Plan
    from app.ui.operation import Operation
    from db.ask import Record
    from db.declare import Ledger

LONGEST = 24
"""Characters of a value in a choice."""


class JoiningDialog(PlainDialog):
    """Shows what merging two entries does, and does it; nothing is written before the button."""

    def __init__(self, operation: Operation, ledger: Ledger, ids: Sequence[int], parent: QWidget | None = None) -> None:
        super().__init__(f"合并两条：{ledger.label}", (720, 520), parent)
        self.operation, self.ledger = operation, ledger
        self._ids = (ids[0], ids[1])
        self.plan: Plan | None = None
        self.stays = tuple(QRadioButton(self) for _one in range(2))
        self.stays[0].setChecked(True)
        self.words = Words("正在核对……", self)
        self.words.setWordWrap(True)
        self.refused = Words(self)
        self.refused.setWordWrap(True)
        self.refused.setProperty("role", "error")
        self.choices: dict[str, QComboBox] = {}
        self.form = QFormLayout()
        self.reason = QLineEdit(self, placeholderText="例如：同一个人登记了两次，一次写成同音字")
        self.reason.setAccessibleName("说明")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText("取消")
        self.join_button = self.buttons.addButton("合并", QDialogButtonBox.ButtonRole.ActionRole)
        restyle(self.join_button, "main", value=True)
        self.join_button.clicked.connect(self.join)
        self.buttons.rejected.connect(self.reject)
        self._build()
        self.stays[0].toggled.connect(self.look)
        self.look()

    def _build(self) -> None:
        lines = QVBoxLayout(self)
        lines.addWidget(_section("保留哪一条", self))
        row = QHBoxLayout()
        for one in self.stays:
            row.addWidget(one)
        row.addStretch(1)
        lines.addLayout(row)
        lines.addWidget(_section("两条写得不一样的，留哪个", self))
        lines.addLayout(self.form)
        lines.addWidget(self.words)
        lines.addStretch(1)
        last = QFormLayout()
        last.addRow("说明", self.reason)
        lines.addLayout(last)
        lines.addWidget(self.refused)
        lines.addWidget(self.buttons)

    @property
    def _chosen(self) -> tuple[int, int]:
        """Which entry stays, and which goes."""
        first, second = self._ids
        return (first, second) if self.stays[0].isChecked() else (second, first)

    def look(self) -> None:
        """Read what the merging would do, as the choice of the entry that stays is now."""
        keep, other = self._chosen
        self.plan = None
        self.join_button.setEnabled(False)
        self.operation.read(
            lambda unit: joining.plan(
                unit, actor=self.operation.desk.actor, ledger=self.ledger.name, keep=keep, other=other
            ),
            lambda plan: self._show(plan) if (keep, other) == self._chosen else None,
            owner=self,
            failed=self._refuse,
        )

    def _show(self, plan: Plan) -> None:
        self.plan = plan
        by_id = {plan.keep.id: plan.keep, plan.other.id: plan.other}
        for button, one in zip(self.stays, self._ids, strict=True):
            button.setText(self._called(by_id[one]))
        while self.form.rowCount():
            self.form.removeRow(0)
        self.choices.clear()
        for unlike in plan.differences:
            box = QComboBox(self)
            box.setAccessibleName(unlike.label)
            for text in (unlike.kept, unlike.other):
                box.addItem(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")
            self.form.addRow(unlike.label, box)
            self.choices[unlike.key] = box
        if not plan.differences:
            self.form.addRow(Words("没有写得不一样的。", self))
        self.words.setText(_told(plan))
        self.refused.clear()
        self.join_button.setEnabled(True)
        self.fit_soon()

    def _called(self, record: Record) -> str:
        return f"{record.number}　{registers.name_of(self.ledger, record)}"

    def _refuse(self, refusal: Refused) -> None:
        self.words.clear()
        self.refused.setText(refusal.sentence)

    def join(self) -> None:
        """Merge the two; a refusal is said in the dialog, and everything chosen stays."""
        if self.plan is None:
            return
        keep, other = self._chosen
        take = tuple(key for key, box in self.choices.items() if box.currentIndex() == 1)
        reason, actor, name = self.reason.text(), self.operation.desk.actor, self.ledger.name
        self.operation.write(
            lambda unit: joining.join(unit, actor=actor, ledger=name, keep=keep, other=other, take=take, reason=reason),
            lambda _changes: self.accept(),
            owner=self,
            failed=self._refuse,
        )


def _section(words: str, parent: QWidget) -> Words:
    section = Words(words, parent)
    section.setProperty("role", "section")
    return section


def _told(plan: Plan) -> str:
    """What happens to the entry that goes and to what names it."""
    lines = []
    if plan.filled:
        lines.append(f"保留的一条空着的{'、'.join(f'「{label}」' for label in plan.filled)}，用另一条的补上。")
    named = "、".join(f"{label}{count}条" for label, count in plan.named)
    lines.append(f"{named}写着另一条，合并后都算到保留的一条上，写的字不变。" if named else "没有记录写着另一条。")
    lines.append("另一条的名字留作别名，照样能查到；它的历史、附件和关联留在作废箱里那一条上，从关联可以打开。")
    lines.append("合并是一步，当天可以撤销。")
    return "\n".join(lines)
