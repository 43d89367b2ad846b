"""报表: its three pages — figures, check lists, supervision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget

from app.ui.checks_page import ChecksPage
from app.ui.reports_page import ReportsPage
from app.ui.slips_page import SlipsPage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.ui.operation import Operation


class ReportsTab(QTabWidget):
    """指标 | 核对 | 督办, each read when it is first shown. `open_record(ledger, id)` leads to a record."""

    open_record = Signal(str, int)

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("报表")
        self.setDocumentMode(True)
        self.figures, self.checks, self.slips = ReportsPage(operation), ChecksPage(operation), SlipsPage(operation)
        for label, page in (("指标", self.figures), ("核对", self.checks), ("督办", self.slips)):
            page.open_record.connect(self.open_record)
            self.addTab(page, label)
