"""导入模板: of which ledger, and whether for rows as they come in or for old business (历史补录)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialogButtonBox, QFormLayout, QVBoxLayout

from app.ledgers import registry
from app.rules.backfill import CLOSINGS, LABEL
from app.services import import_files, templates
from app.ui import saving
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from app.sheets.writer import OutSheet
    from app.ui.operation import Operation
    from db.declare import Ledger

FOR_NEW = (
    "表头带说明，能选的可以下拉，第一行是示例，最后一页逐栏写着怎么填。办结、销号由办理步骤记下，模板里没有这些栏。"
)
FOR_OLD = "多出纸上写的办完日期、编号、审批人等栏。填好以后由管理人员导入，导入时勾上“历史补录”。"


class TemplateDialog(PlainDialog):
    """`saved(path)` when the template is written."""

    saved = Signal(object)

    def __init__(self, operation: Operation, ledger: Ledger | None, parent: QWidget | None = None) -> None:
        super().__init__("导入模板", (520, 190), parent)
        self._operation = operation
        self.ledgers = QComboBox(self)
        self.ledgers.setAccessibleName("哪一本台账")
        for one in dict.fromkeys(registry.LEDGERS + registry.BASE):
            self.ledgers.addItem(one.label, one.name)
        if ledger is not None:
            self.ledgers.setCurrentIndex(self.ledgers.findData(ledger.name))
        self.for_old = QCheckBox(f"{LABEL}用的（启用台账以前在纸上已经办完的）", self)
        self.words = Words(self)
        self.words.setWordWrap(True)
        self.words.setProperty("role", "faint")
        self.buttons = QDialogButtonBox(self)
        self.save_button = self.buttons.addButton("存到…", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.save_button.setProperty("main", "true")
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        lines = QVBoxLayout(self)
        form = QFormLayout()
        form.addRow("哪一本台账", self.ledgers)
        lines.addLayout(form)
        lines.addWidget(self.for_old)
        lines.addWidget(self.words)
        lines.addStretch(1)
        lines.addWidget(self.buttons)
        self.ledgers.currentIndexChanged.connect(self._follow)
        self.for_old.toggled.connect(self._follow)
        self._follow()

    def _follow(self) -> None:
        has_closing = self.ledgers.currentData() in CLOSINGS
        self.for_old.setVisible(has_closing)
        if not has_closing:
            self.for_old.setChecked(False)
        self.words.setText(FOR_OLD if self.for_old.isChecked() else FOR_NEW)

    def save(self) -> None:
        """Ask where, and write the template there."""
        name, for_old = str(self.ledgers.currentData()), self.for_old.isChecked()
        kind = f"{LABEL}模板" if for_old else "导入模板"
        path = saving.ask_place(
            self, "导入模板", f"{self.ledgers.currentText()}{kind}.xlsx", "工作簿 (*.xlsx)", ".xlsx"
        )
        if path is not None:
            self._operation.read(
                lambda unit: templates.sheets(unit, ledger=name, for_old=for_old),
                lambda sheets: self._write(path, sheets),
                owner=self,
            )

    def _write(self, path: Path, sheets: tuple[OutSheet, ...]) -> None:
        self._operation.call(lambda: import_files.write_sheets(path, sheets), lambda _: self._done(path), owner=self)

    def _done(self, path: Path) -> None:
        self.saved.emit(path)
        self.accept()
