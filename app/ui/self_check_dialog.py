"""帮助 → 故障自检: what was looked over, line by line, with what to do; printed or copied for the telephone."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.paper.check_sheet import draw_check_sheet
from app.services import self_check, verifying, watching
from app.ui import printer
from app.ui.paper_dialog import PaperDialog
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog

if TYPE_CHECKING:
    from app.paper.tree import Printed
    from app.rules.refusal import Refused
    from app.services.changes import Changes
    from app.services.self_check import Report
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

SIZE = (900, 600)
WELL = "全部正常。需要电话求助时，可打印本单，或复制后发给对方；单上没有群众和操作人的姓名。"
ILL = "有 {count} 项要注意，标着“！”，后面写着办法。可打印本单或复制后求助；单上没有群众和操作人的姓名。"


class SelfCheckDialog(PlainDialog):
    """Checks at once when it opens, off the user's thread; closing it gives the check up."""

    _progressed = Signal(str, int, int)

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__("故障自检", SIZE, parent)
        self.operation = operation
        self.report: Report | None = None
        self._is_given_up = False
        self.said = Words(self, wordWrap=True)
        self.step = QLabel(self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("自检进度")
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setAccessibleName("自检结果")
        self.again, self.copy = QPushButton("重新检查", self), QPushButton("复制", self)
        self.out, self.shut = QPushButton("打印或存为 PDF…", self), QPushButton("关闭", self)
        self._build()
        self._progressed.connect(self._show_progress)
        self.begin()

    def _build(self) -> None:
        self.out.setProperty("main", "true")
        progress, buttons = QHBoxLayout(), QHBoxLayout()
        progress.addWidget(self.step)
        progress.addWidget(self.bar, 1)
        buttons.addWidget(self.again)
        buttons.addStretch(1)
        for button, act in ((self.copy, self.copy_text), (self.out, self.print_out), (self.shut, self.close)):
            buttons.addWidget(button)
            button.clicked.connect(act)
        self.again.clicked.connect(self.begin)
        lines = QVBoxLayout(self)
        lines.addWidget(self.said)
        lines.addLayout(progress)
        lines.addWidget(self.area, 1)
        lines.addLayout(buttons)

    def begin(self) -> None:
        """Look everything over anew."""
        self.report = None
        self._set_busy(is_busy=True)
        self.said.setText("正在检查台账、历史、附件和这台电脑，可以照常登记。")
        found = printer.names()
        self.operation.call(
            lambda: self._checked(found),
            self._show,
            owner=self,
            failed=self._failed,
        )

    def _checked(self, printers: list[str]) -> Report | None:
        """The report, None when it was given up; called from another thread."""
        try:
            return self_check.run(self.operation.desk, printers=printers, progress=self._tell)
        except verifying.Cancelled:
            return None

    def _tell(self, step: str, done: int, total: int) -> None:
        """Say how far the check is; called from the thread that checks. Raises Cancelled when nobody waits any more."""
        if self._is_given_up:
            raise verifying.Cancelled
        self._progressed.emit(step, done, total)

    def _show_progress(self, step: str, done: int, total: int) -> None:
        self.step.setText(f"正在检查：{step}")
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    def _set_busy(self, *, is_busy: bool) -> None:
        for part in (self.step, self.bar):
            part.setVisible(is_busy)
        for button in (self.again, self.copy, self.out):
            button.setEnabled(not is_busy)

    def _failed(self, refusal: Refused) -> None:
        self._set_busy(is_busy=False)
        self.said.setText(refusal.sentence)
        self.copy.setEnabled(False)
        self.out.setEnabled(False)

    def _show(self, report: Report | None) -> None:
        if report is None:
            return
        self.report = report
        self._set_busy(is_busy=False)
        wrong = sum(not line.ok for line in report.lines)
        self.said.setText(ILL.format(count=wrong) if wrong else WELL)
        self.area.setWidget(self._table(report))
        self.area.setFocus()

    def _table(self, report: Report) -> QWidget:
        holder = QWidget(self.area)
        grid = QGridLayout(holder)
        grid.setColumnStretch(2, 1)
        grid.setHorizontalSpacing(14)
        for row, line in enumerate(sorted(report.lines, key=lambda line: line.ok)):
            cells = (self_check.MARKS[line.ok], line.label, line.sentence)
            for column, text in enumerate(cells):
                label = QLabel(text, holder, wordWrap=column == len(cells) - 1)
                label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                if column == 0 and not line.ok:
                    label.setText(f"<b>{text}</b>")
                grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(QLabel(report.anchor, holder), len(report.lines), 2)
        grid.setRowStretch(len(report.lines) + 1, 1)
        return holder

    def copy_text(self) -> None:
        """Put the report on the clipboard, without names."""
        if self.report is not None:
            QGuiApplication.clipboard().setText(self_check.as_text(self.report))
            self.said.setText("已复制，可粘贴到聊天窗口或邮件里；里面没有群众和操作人的姓名。")

    def print_out(self) -> None:
        """Show the sheet, to be printed or saved."""
        if self.report is not None:
            SelfCheckPaper(self.operation, self.report, self).open()

    @override
    def done(self, result: int) -> None:
        self._is_given_up = True
        super().done(result)


class SelfCheckPaper(PaperDialog):
    """The preview of the sheet."""

    def __init__(self, operation: Operation, report: Report, parent: QWidget | None = None) -> None:
        super().__init__(operation, self_check.TITLE, parent)
        self._report = report
        self.draw_again()

    @override
    def draw_again(self) -> None:
        self.begin()
        sheet = self_check.sheet(self._report)

        def draw() -> tuple[bytes, Printed]:
            out = io.BytesIO()
            printed = draw_check_sheet(sheet, out)
            return out.getvalue(), printed

        self.operation.call(draw, lambda drawn: self.show_drawn(*drawn), owner=self)

    @override
    def record(self, unit: UnitOfWork, pages: int) -> Changes:
        words = f"打印 {self_check.TITLE} {pages} 页"
        return watching.record_printing(unit, actor=self.operation.desk.actor, ledger="", words=words)
