"""The dialog that asks under which name a view is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout

from app.rules.rights import Right
from app.services import permitted, views
from app.ui.fields import restyle
from app.ui.plain_dialog import PlainDialog

if TYPE_CHECKING:
    from app.ui.ledger_page import LedgerPage
    from app.ui.view_menu import ViewButton


class ViewDialog(PlainDialog):
    """The name a view is kept under, and whether the whole office has it."""

    def __init__(self, page: LedgerPage, parent: ViewButton) -> None:
        super().__init__(f"保存视图：{page.ledger.label}", (460, 200), parent)
        self._page = page
        self.name = QLineEdit(self, placeholderText="如 三月逾期的")
        self.name.setAccessibleName("视图名称")
        self.shared = QCheckBox("全单位都能用", self)
        reason = permitted.why_not(page.operation.desk.actor, Right.OFFICE)
        self.shared.setEnabled(not reason)
        self.shared.setToolTip(reason)
        words = QLabel("记下现在的列、顺序、宽度、冻结的列、筛选、查找和排序。同名的视图会换成现在的样子。", self)
        words.setWordWrap(True)
        self.error = QLabel(self)
        self.error.setProperty("role", "error")
        self.error.setWordWrap(True)
        buttons = QDialogButtonBox(self)
        self.save = buttons.addButton("保存", QDialogButtonBox.ButtonRole.ActionRole)
        restyle(self.save, "main", value=True)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.save.clicked.connect(self._keep)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow("名称", self.name)
        form.addRow("", self.shared)
        lines = QVBoxLayout(self)
        for part in (words, self.error):
            lines.addWidget(part)
        lines.insertLayout(1, form)
        lines.addStretch(1)
        lines.addWidget(buttons)

    def _keep(self) -> None:
        page = self._page
        view = page.arranging.view_now(self.name.text(), is_shared=self.shared.isChecked())
        actor, name = page.operation.desk.actor, page.ledger.name
        page.operation.write(
            lambda unit: views.keep(unit, actor=actor, ledger=name, view=view),
            lambda _changes: self.accept(),
            owner=self,
            failed=lambda refusal: self.error.setText(refusal.sentence),
        )
