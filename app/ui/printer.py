"""The printer: which one, how many copies, which pages, both sides; and the sending of the very PDF that was shown."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Signal
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
)

from app.ui import application
from app.ui.on_screen import Dialog
from app.ui.plain import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QPageLayout
    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

_LAST = "print/printer"
SIDES = (
    ("单面", "one-sided"),
    ("双面，长边翻页", "two-sided-long-edge"),
    ("双面，短边翻页", "two-sided-short-edge"),
)
PARTS = (("全部页", ""), ("奇数页", "odd"), ("偶数页", "even"))
PAPERS = ("A4", "A3")
MOST_COPIES = 99
_PAGES = re.compile(r"\s*\d+(\s*-\s*\d+)?(\s*[,，、]\s*\d+(\s*-\s*\d+)?)*\s*")


@dataclass(frozen=True, slots=True)
class Job:
    """How a PDF is printed; `pages` is a list such as 1-3,5 (all when empty), `part` odd or even of them."""

    printer: str
    copies: int = 1
    sides: str = "one-sided"
    pages: str = ""
    part: str = ""
    paper: str = "A4"

    def words(self, title: str) -> list[str]:
        """What the printing system of Linux and macOS is told."""
        words = ["-d", self.printer, "-t", title, "-n", str(self.copies), "-o", f"sides={self.sides}"]
        words += ["-o", f"media={self.paper}", "-o", "fit-to-page"]
        words += ["-P", self.pages] if self.pages else []
        words += ["-o", f"page-set={self.part}"] if self.part else []
        return [*words, "--", "-"]

    def numbers(self, count: int) -> Iterator[int]:
        """The pages that are printed of so many, counted from one, each once and in order."""
        wanted = set(range(1, count + 1))
        if self.pages:
            wanted &= {page for piece in self.pages.split(",") for page in _span(piece, count)}
        parity = {"odd": 1, "even": 0}.get(self.part)
        return (page for page in sorted(wanted) if parity is None or page % 2 == parity)


def _span(piece: str, count: int) -> range:
    first, _, last = piece.partition("-")
    return range(int(first), min(int(last or first), count) + 1)


def names() -> list[str]:
    """The printers of this machine."""
    from PySide6.QtPrintSupport import QPrinterInfo

    return list(QPrinterInfo.availablePrinterNames())


def read_pages(text: str) -> str | None:
    """The pages a clerk typed as 1-3,5; empty for all, None when it cannot be read."""
    from app.rules.width import fold

    folded = fold(text)
    if not folded.strip():
        return ""
    return re.sub(r"\s", "", re.sub(r"[，、]", ",", folded)) if _PAGES.fullmatch(folded) else None


class PrinterDialog(Dialog):
    """Asks how to print; `chosen(Job)`. The printer used last is offered first."""

    chosen = Signal(object)

    def __init__(self, printers: list[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("打印")
        self.printer, self.sides, self.part, self.paper = (QComboBox(self) for _ in range(4))
        self.printer.addItems(printers)
        self.printer.setCurrentText(_usual(printers))
        for box, choices in ((self.sides, SIDES), (self.part, PARTS)):
            for label, value in choices:
                box.addItem(label, value)
        self.paper.addItems(PAPERS)
        self.copies = QSpinBox(self, minimum=1, maximum=MOST_COPIES, suffix=" 份")
        self.pages = QLineEdit(self, placeholderText="全部；或 1-3,5")
        self.said = Words(self)
        self.said.setProperty("role", "error")
        self._build()

    def _build(self) -> None:
        form = QFormLayout()
        for label, field in (
            ("打印机", self.printer),
            ("份数", self.copies),
            ("页码", self.pages),
            ("其中", self.part),
            ("单双面", self.sides),
            ("纸张", self.paper),
        ):
            field.setAccessibleName(label)
            form.addRow(label, field)
        buttons = QDialogButtonBox(self)
        out = buttons.addButton("打印", QDialogButtonBox.ButtonRole.AcceptRole)
        out.setProperty("main", "true")
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self._choose)
        buttons.rejected.connect(self.reject)
        lines = QVBoxLayout(self)
        lines.addLayout(form)
        lines.addWidget(self.said)
        lines.addWidget(buttons)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉" * 24))

    def _choose(self) -> None:
        pages = read_pages(self.pages.text())
        if pages is None:
            self.said.setText("页码看不懂，还没有打印。请写成 1-3,5 这样。")
            self.pages.setFocus()
            return
        application.settings().setValue(_LAST, self.printer.currentText())
        job = Job(
            self.printer.currentText(), self.copies.value(), self.sides.currentData(), pages, self.part.currentData(),
            self.paper.currentText(),
        )  # fmt: skip
        self.accept()
        self.chosen.emit(job)


def _usual(printers: list[str]) -> str:
    """The printer used last, else the machine's own choice, else the first."""
    from PySide6.QtPrintSupport import QPrinterInfo

    wanted = (str(application.settings().value(_LAST) or ""), QPrinterInfo.defaultPrinterName())
    return next((name for name in wanted if name in printers), printers[0] if printers else "")


def send(pdf: bytes, job: Job, title: str) -> bool:
    """Send a PDF to a printer, never through a file; False when the printing system does not take it."""
    lp = shutil.which("lp")
    if lp is None:
        return _send_pages(pdf, job)
    return subprocess.run([lp, *job.words(title)], input=pdf, capture_output=True, check=False).returncode == 0


def _send_pages(pdf: bytes, job: Job) -> bool:
    """Draw the pages at the printer's own resolution, where no program takes the file itself (Windows)."""
    from PySide6.QtGui import QPainter
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    target = QPrinter(QPrinterInfo.printerInfo(job.printer), QPrinter.PrinterMode.HighResolution)
    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    _set_up(target, job, document)
    numbers = list(job.numbers(document.pageCount()))
    painter = QPainter()
    if not numbers or not painter.begin(target):
        return False
    size = target.pageLayout().fullRectPixels(target.resolution()).size()
    for place, number in enumerate(numbers):
        if place:
            target.newPage()
        painter.drawImage(0, 0, document.render(number - 1, size))
    return painter.end()


def _set_up(target: QPrinter, job: Job, document: QPdfDocument) -> None:
    from PySide6.QtGui import QPageLayout, QPageSize
    from PySide6.QtPrintSupport import QPrinter

    first = document.pagePointSize(0)
    across: QPageLayout.Orientation = QPageLayout.Orientation.Landscape
    target.setPageSize(QPageSize(QPageSize.PageSizeId.A3 if job.paper == "A3" else QPageSize.PageSizeId.A4))
    target.setPageOrientation(across if first.width() > first.height() else QPageLayout.Orientation.Portrait)
    target.setFullPage(True)
    target.setCopyCount(job.copies)
    target.setDuplex(
        {
            "one-sided": QPrinter.DuplexMode.DuplexNone,
            "two-sided-long-edge": QPrinter.DuplexMode.DuplexLongSide,
            "two-sided-short-edge": QPrinter.DuplexMode.DuplexShortSide,
        }[job.sides]
    )
