"""What every preview shares: the paper at the right, what can be chosen at the left, saving and printing below it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid
from typing_extensions import override

from app.rules.refusal import Refused
from app.services import printing
from app.ui import key_table, printer, saving
from app.ui.key_table import Where
from app.ui.on_screen import Dialog
from app.ui.paper_view import PaperView
from app.ui.status_line import MessageBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent

    from app.paper.tree import Printed
    from app.services.changes import Changes
    from app.ui.operation import Operation
    from app.ui.printer import Job
    from db.unit import UnitOfWork

PANEL_WIDTH = 250
NO_PRINTER = "没有找到打印机，已存为 PDF：{name}（在“文档”文件夹）。可以拷到有打印机的电脑上打印。"
NO_PAGE = "这份共 {count} 页，所填的页码里一页也没有，还没有打印。请再按“打印”，改一改页码。"
NOT_TAKEN = "打印机没有接收，没有打印。请检查打印机电源和连线，或先“存为 PDF”。"


class PaperDialog(Dialog):
    """A preview; those who derive it fill `choices`, draw in `draw_again`, and say what is written in the history."""

    def __init__(self, operation: Operation, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setWindowTitle(f"打印预览：{title}")
        self.resize(1240, 700)
        self.operation, self.title = operation, title
        self.pdf = b""
        self._is_stopped = False
        self.paper = PaperView(self)
        self.document = self.paper.document
        self.message = MessageBar(self)
        self.choices = QFormLayout()
        self.choices.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.face = QLabel(self)
        self.face.setWordWrap(True)
        self.face.setProperty("role", "faint")
        self._build()

    # -- what a preview of its own kind gives -----------------------------------------------------------------------

    def draw_again(self) -> None:
        """Draw the paper anew with what is chosen now."""

    def may_leave(self) -> str:
        """Why the paper may not be saved or printed yet, in a sentence; empty when it may."""
        return ""

    def record(self, unit: UnitOfWork, pages: int) -> Changes:
        """Write in the history that the paper left the program."""
        raise AssertionError(unit, pages)

    def recording(self, pages: int) -> Callable[[UnitOfWork], Changes]:
        """What writes that: all that is chosen is taken now, for the dialog may be gone when it is written."""
        return lambda unit: self.record(unit, pages)

    # -- how it is built --------------------------------------------------------------------------------------------

    def _build(self) -> None:
        save, out = QPushButton("存为 PDF…", self), QPushButton("打印…", self)
        out.setProperty("main", "true")
        self.buttons = (out, save)
        out.clicked.connect(self.print_out)
        save.clicked.connect(self.save)
        self.progress = QProgressBar(self)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("排版进度")
        self.stop_button = QPushButton("停止排版", self)
        self.stop_button.clicked.connect(self.stop)
        panel = QWidget(self)
        panel.setFixedWidth(max(PANEL_WIDTH, self.fontMetrics().horizontalAdvance("汉" * 16)))
        side = QVBoxLayout(panel)
        side.setContentsMargins(0, 0, 8, 0)
        side.addLayout(self.choices)
        side.addWidget(self.face)
        side.addStretch(1)
        for part in (self.progress, self.stop_button, *self.buttons):
            side.addWidget(part)
        for button in (*self.buttons, self.stop_button):
            button.setAutoDefault(False)
        self._set_busy(is_busy=False)
        right = QVBoxLayout()
        right.addWidget(self.message)
        right.addWidget(self.paper, 1)
        halves = QHBoxLayout(self)
        halves.addWidget(panel)
        halves.addLayout(right, 1)
        for name, slot in (("print", self.print_out), ("save", self.save)):
            action = QAction(self)
            action.setShortcuts(key_table.sequences(Where.PAPER, name))
            action.triggered.connect(lambda _=False, slot=slot: slot())
            self.addAction(action)
        self.paper.view.setFocus()

    def _set_busy(self, *, is_busy: bool) -> None:
        self.progress.setVisible(is_busy)
        self.stop_button.setVisible(is_busy)
        for button in self.buttons:
            button.setEnabled(not is_busy)

    # -- drawing ----------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Say that a drawing is under way; what was drawn before is no longer what is chosen, and cannot leave."""
        self._is_stopped = False
        self.pdf = b""
        self.message.hide()
        self.paper.pages.setText("正在排版…")
        self.progress.setRange(0, 0)
        self._set_busy(is_busy=True)

    def show_drawn(self, pdf: bytes, printed: Printed) -> None:
        """Show the finished paper, the face it is really set in, and what no face has."""
        self.pdf = pdf
        self._set_busy(is_busy=False)
        self.paper.show_pdf(pdf, printed)
        self.face.setText(f"字体：{'、'.join(printed.faces)}")
        if printed.missing:
            self.message.say(f"字库里没有这些字，已印成编码：{'、'.join(printed.missing)}。请手写补正。")

    def show_failed(self, sentence: str) -> None:
        """Say why there is no paper."""
        self.pdf = b""
        self._set_busy(is_busy=False)
        self.paper.pages.setText("没有排版")
        self.message.say(sentence)

    def go_on(self) -> bool:
        """Whether the clerk still wants the drawing; asked from the thread that draws."""
        return not self._is_stopped

    def stop(self) -> None:
        """Give the drawing up."""
        self._is_stopped = True

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.stop()
        super().closeEvent(event)

    @override
    def done(self, result: int) -> None:
        self.stop()
        super().done(result)

    # -- saving and printing ----------------------------------------------------------------------------------------

    def save(self) -> None:
        """Save the PDF that is shown."""
        if not self.pdf or self._is_held():
            return  # still being drawn
        path = saving.ask_place(self, "存为 PDF", f"{self.title}.pdf", "PDF (*.pdf)", ".pdf")
        if path is not None and self._put(path):
            self._write_history()

    def _is_held(self) -> bool:
        reason = self.may_leave()
        if reason:
            self.message.say(reason)
        return bool(reason)

    def _put(self, path: Path) -> bool:
        try:
            printing.write_bytes(path, self.pdf)
        except Refused as refusal:
            self.message.say(refusal.sentence)
            return False
        return True

    def print_out(self) -> None:
        """Ask how, and print the PDF that is shown; without a printer it is saved instead."""
        if not self.pdf or self._is_held():
            return
        found = printer.names()
        if not found:
            self._save_instead()
            return
        dialog = printer.PrinterDialog(found, self)
        dialog.chosen.connect(self._print)
        dialog.open()

    def _save_instead(self) -> None:
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
        path = printing.free_name(folder, self.title, ".pdf")
        if self._put(path):
            self.message.say(NO_PRINTER.format(name=path.name))
            self._write_history()

    def _print(self, job: Job) -> None:
        """Send it, and write in the history that it was printed, though the preview was closed meanwhile."""
        count = self.document.pageCount()
        if not any(job.numbers(count)):
            self.message.say(NO_PAGE.format(count=count))
            return
        pdf, title, operation = self.pdf, self.title, self.operation
        written = self.recording(count)

        def sent(is_sent: bool) -> None:
            if is_sent:
                operation.write(written, owner=operation)
            elif isValid(self):
                self.message.say(NOT_TAKEN)
            else:
                operation.refused.emit(NOT_TAKEN)

        operation.call(lambda: printer.send(pdf, job, title), sent, owner=operation)

    def _write_history(self) -> None:
        self.operation.write(self.recording(self.document.pageCount()), owner=self)
