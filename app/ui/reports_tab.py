"""报表: its pages — figures, charts, reports, what was reported, the figures of a text, check lists, supervision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabWidget

from app.rules import places
from app.ui.charts_page import ChartsPage
from app.ui.checks_page import ChecksPage
from app.ui.frozen_page import FrozenPage
from app.ui.report_page import ReportPage
from app.ui.reports_page import ReportsPage
from app.ui.slips_page import SlipsPage
from app.ui.text_check_page import TextCheckPage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.ui.operation import Operation


class ReportsTab(QTabWidget):
    """指标 | 图表 | 报告 | 冻结报数 | 数字核对 | 核对 | 督办, each read when it is first shown.

    `open_record(ledger, id)` leads to a record.
    """

    open_record = Signal(str, int)

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("报表")
        self.setDocumentMode(True)
        self.figures, self.checks, self.slips = ReportsPage(operation), ChecksPage(operation), SlipsPage(operation)
        self.reports = ReportPage(operation)
        self.frozen, self.texts = FrozenPage(operation), TextCheckPage(operation)
        self.charts = ChartsPage(operation)
        for label, page in (
            ("指标", self.figures), ("图表", self.charts), ("报告", self.reports), ("冻结报数", self.frozen),
            ("数字核对", self.texts), ("核对", self.checks), ("督办", self.slips),
        ):  # fmt: skip
            page.open_record.connect(self.open_record)
            self.addTab(page, label)
        self.figures.frozen.connect(self._show_frozen)
        reason = places.why_not("report") if operation.desk.store.is_server else ""
        if reason:
            self.setTabEnabled(self.indexOf(self.reports), False)
            self.setTabToolTip(self.indexOf(self.reports), reason)

    def show_reports(self) -> None:
        """Bring the page of the reports to the front."""
        self.setCurrentWidget(self.reports)
        self.reports.names.setFocus()

    def _show_frozen(self, name: str) -> None:
        self.frozen.choose(name)
        self.setCurrentWidget(self.frozen)
