"""The signed sheet that stands for the second operator: its scan, who signed it, and when."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QWidget

from app.rules import dates
from app.rules.refusal import Refused
from app.services import attachments
from app.services.erasing import Sheet
from app.ui.plain import Words

if TYPE_CHECKING:
    from datetime import date

SCANS = "扫描件 (*.pdf *.jpg *.jpeg *.png)"


class SignedSheet(QWidget):
    """Three fields; `sheet()` is None while nothing is filled in."""

    def __init__(self, today: date, parent: QWidget | None = None, *, name: str = "审批单") -> None:
        super().__init__(parent)
        self._today, self._name = today, name
        self.path: Path | None = None
        self.choose_button = QPushButton("选扫描件…", self)
        self.choose_button.clicked.connect(self.choose)
        self.signed_by = QLineEdit(self, placeholderText="批准的领导")
        self.signed_by.setAccessibleName("签字人")
        self.signed_on = QLineEdit(self, placeholderText="如 2014.3.9，不写是今天")
        self.signed_on.setAccessibleName("签字日期")
        self.named = Words("没有选扫描件", self)
        row = QHBoxLayout()
        row.addWidget(self.choose_button)
        row.addWidget(self.named, 1)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(f"签字的{name}", row)
        form.addRow("签字人", self.signed_by)
        form.addRow("签字日期", self.signed_on)

    def choose(self) -> None:
        """Ask for the scan."""
        chosen, _kind = QFileDialog.getOpenFileName(self, f"选签字的{self._name}", "", SCANS)
        if chosen:
            self.take(Path(chosen))

    def take(self, path: Path) -> None:
        """Take a scan."""
        self.path = path
        self.named.setText(path.name)

    def sheet(self) -> Sheet | None:
        """The sheet as it was filled in; raises Refused for a file or a day that cannot be read, and for no scan."""
        typed = self.signed_on.text().strip()
        if self.path is None:
            if typed or self.signed_by.text().strip():
                sentence = (
                    f"填了签字人或签字日期，还没有选签字的{self._name}的扫描件。请按“选扫描件…”，或把这两栏清空。"
                )
                raise Refused(sentence, field="sheet")
            return None
        signed_on = dates.read_date(typed, today=self._today) if typed else self._today
        return Sheet(self.path.name, attachments.read_file(self.path), self.signed_by.text(), signed_on)
