"""历史补录 as a choice of the import wizard: only for those who manage the office, and with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.rules.backfill import CLOSINGS, LABEL
from app.rules.rights import Right
from app.services import backfilling, permitted
from app.ui.plain import Words

if TYPE_CHECKING:
    from app.ui.operation import Operation
    from db.declare import Ledger

MEANING = (
    "表里写着已经办完的，照表里的日期、编号和审批人存为历史办结，标明“补录”，统计时单列，不算本期的销号、办结；"
    "没有办完的照常登记。"
)


class BackfillChoice(QWidget):
    """The mode and its reason; greyed out with the reason why while the ledger takes no old business."""

    def __init__(self, operation: Operation, ledger: Ledger, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operation = operation
        self.check = QCheckBox(f"{LABEL}（启用台账以前在纸上已经办完的）", self)
        self.reason = QLineEdit(self, placeholderText="如 照2013年纸质整改台账补录")
        self.reason.setAccessibleName(f"{LABEL}的原因")
        self._reason_label = QLabel("原因", self)
        self.said = Words(self)
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setProperty("role", "faint")
        line = QHBoxLayout()
        line.addWidget(self.check)
        line.addWidget(self._reason_label)
        line.addWidget(self.reason, 1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addLayout(line)
        lines.addWidget(self.said)
        self.check.toggled.connect(self._follow)
        self.show_ledger(ledger)

    @property
    def reason_given(self) -> str | None:
        """The reason of the mode, None for a plain import."""
        return self.reason.text() if self.check.isChecked() else None

    def show_ledger(self, ledger: Ledger) -> None:
        """Offer the mode for a ledger that has it."""
        is_offered = ledger.name in CLOSINGS and permitted.may(self._operation.desk.actor, Right.BACKFILL)
        self.check.setChecked(False)
        self.setVisible(is_offered)
        self._hold("")
        if is_offered:
            self._operation.read(lambda unit: backfilling.why_not(unit, ledger=ledger.name), self._hold, owner=self)

    def _hold(self, why_not: str) -> None:
        self.check.setEnabled(not why_not)
        self.said.setText(why_not or MEANING)
        self._follow()

    def _follow(self) -> None:
        is_chosen = self.check.isChecked()
        for part in (self._reason_label, self.reason):
            part.setVisible(is_chosen)
        self.said.setVisible(is_chosen or not self.check.isEnabled())
