"""冻结报数: what was reported when and to whom, and what became of it since, row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from app.rules.rights import Right
from app.services import comparing, freezing, frozen_paper, looking
from app.services.permitted import why_not
from app.ui import saving
from app.ui.frozen_preview import FrozenPreview
from app.ui.keys import on_f5
from app.ui.plain import Words
from app.ui.renewed import Renewed
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from app.services.comparing import Compared, Comparison
    from app.services.freezing import Report
    from app.ui.operation import Operation

HEADS = ("名称", "截至", "报送单位", "冻结的时间", "冻结人")
ROW_HEADS = ("指标", "当时报的", "现在", "编号", "原因")
EMPTY = "还没有冻结过报数。在“指标”页选好截至日期，点“冻结报数”，报出去的数和它背后的记录就留存下来。"
SIZES = [190, 420]
KINDS = "工作簿 (*.xlsx)"


class FrozenPage(Renewed, QWidget):
    """The reports that were fixed. `open_record(ledger, id)` leads to a record that makes a difference."""

    open_record = Signal(str, int)

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.operation = operation
        self.reports: tuple[Report, ...] = ()
        self._wanted = ""
        self.table = RowTable("冻结的报数", HEADS, wide=0, parent=self)
        self.rows = RowTable("和现在的差别", ROW_HEADS, wide=4, parent=self)
        self.said = Words(self, wordWrap=True)
        self.said.setProperty("role", "faint")
        self.print_button = self._button("打印…", self.print_out)
        self.compared_button = self._button("打印比对…", self.print_comparison)
        self.export_button = self._button("导出…", self.export)
        self._build()
        self.table.currentCellChanged.connect(lambda *_: self.compare())
        self.rows.opened.connect(self.open_record)
        self.renew_with(operation)

    def _button(self, text: str, run: object) -> QPushButton:
        button = QPushButton(text, self)
        button.clicked.connect(run)
        return button

    def _build(self) -> None:
        title = QLabel("冻结报数", self)
        title.setProperty("role", "title")
        on_f5(self, "刷新", self.refresh)
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch(1)
        for button in (
            self.print_button, self.compared_button, self.export_button, self._button("刷新", self.refresh),
        ):  # fmt: skip
            head.addWidget(button)
        lower = QWidget(self)
        lines = QVBoxLayout(lower)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.said)
        lines.addWidget(self.rows, 1)
        splitter = QSplitter(Qt.Orientation.Vertical, self)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(5)
        splitter.addWidget(self.table)
        splitter.addWidget(lower)
        splitter.setSizes(SIZES)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 8, 12, 8)
        outer.addLayout(head)
        outer.addWidget(splitter, 1)

    # ---- reading -----------------------------------------------------------------------------------------------------

    @override
    def refresh(self) -> None:
        """Read the list anew."""
        self._stale = False
        actor = self.operation.desk.actor
        self.operation.read(lambda unit: freezing.listed(unit, actor=actor), self._show, owner=self)

    def choose(self, name: str) -> None:
        """Show one report by name, when the list has it."""
        self._wanted = name
        self.refresh()

    def _show(self, reports: tuple[Report, ...]) -> None:
        current = self._current()
        wanted = self._wanted or (current.name if current else "")
        self.reports, self._wanted = reports, ""
        self.table.blockSignals(True)
        self.table.show_rows([(_report_cells(one), ("", 0)) for one in reports])
        names = [one.name for one in reports]
        self.table.setCurrentCell(names.index(wanted) if wanted in names else 0, 0)
        self.table.blockSignals(False)
        actor = self.operation.desk.actor
        for button, right in (
            (self.print_button, Right.PRINT), (self.compared_button, Right.PRINT), (self.export_button, Right.EXPORT),
        ):  # fmt: skip
            button.setEnabled(bool(reports) and not why_not(actor, right))
            button.setToolTip(why_not(actor, right))
        if reports:
            self.compare()
        else:
            self.rows.show_rows([])
            self.said.setText(EMPTY)

    def _current(self) -> Report | None:
        row = self.table.currentRow()
        return self.reports[row] if 0 <= row < len(self.reports) else None

    def compare(self) -> None:
        """Hold the chosen report against the ledgers."""
        report = self._current()
        if report is None:
            return
        self.said.setText(f"正在比对“{report.name}”…")
        self.rows.show_rows([])
        actor, name = self.operation.desk.actor, report.name
        self.operation.read(
            lambda unit: comparing.compare(unit, actor=actor, name=name),
            self._show_comparison,
            owner=self,
            failed=lambda refusal: self.said.setText(refusal.sentence),
        )

    def _show_comparison(self, found: Comparison) -> None:
        current = self._current()
        if current is None or current.name != found.report.name:
            return
        narrowed = looking.described(found.report.lens)
        whole = f"“{found.report.name}”{f'（{narrowed}）' if narrowed else ''}"
        if not found.changed:
            self.said.setText(f"{whole}报的 {found.same} 个数，现在算出来都和当时一样。")
            return
        words = f"{whole}有 {len(found.changed)} 个数和当时不一样，{found.same} 个一样。双击一行打开那条记录。"
        self.said.setText(words)
        lines = [line for one in found.changed for line in _lines(one)]
        self.rows.show_rows(lines)

    # ---- paper and files ---------------------------------------------------------------------------------------------

    def print_out(self) -> None:
        """Show the report on paper, as it was fixed."""
        report = self._current()
        if report is not None:
            FrozenPreview(self.operation, report.name, frozen_paper.report_paper, self).open()

    def print_comparison(self) -> None:
        """Show on paper what became of the report."""
        report = self._current()
        if report is not None:
            FrozenPreview(self.operation, report.name, frozen_paper.comparison_paper, self).open()

    def export(self) -> None:
        """Write the report as a workbook where the clerk wants it."""
        report = self._current()
        out = saving.ask_place(self, "导出冻结报数", f"{report.name}.xlsx", KINDS, ".xlsx") if report else None
        if report is None or out is None:
            return
        desk, name = self.operation.desk, report.name
        self.operation.call(
            lambda: frozen_paper.export_report(desk, name=name, out=out),
            lambda count: self.said.setText(f"已导出 {count} 项到「{out.name}」。"),
            owner=self,
            failed=lambda refusal: self.said.setText(refusal.sentence),
        )


def _report_cells(one: Report) -> tuple[str, ...]:
    return one.name, one.as_of.isoformat(), one.reported_to, f"{one.frozen_at:%Y-%m-%d %H:%M}", one.frozen_by


def _lines(one: Compared) -> list[tuple[tuple[str, ...], tuple[str, int]]]:
    """A line for each row that makes the difference; a group says where they are told."""
    head = (f"{one.mark} {one.name}", one.then, one.now)
    if not one.rows:
        return [((*head, "", "见它的总数那几行"), ("", 0))]
    return [
        ((*head, row.number, f"{row.label}：{row.sentence}"), (row.ledger if row.record_id else "", row.record_id))
        for row in one.rows
    ]
