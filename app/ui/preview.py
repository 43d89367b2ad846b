"""Print preview: the very PDF that is then saved or printed."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtPdf import QPdfDocument, QPdfSearchModel
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
)

from app.services import printing
from app.ui import saving
from app.ui.check_menu import CheckMenu
from app.ui.status_line import MessageBar

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.paper.tree import LedgerPaper, Printed
    from app.ui.operation import Operation
    from db.ask import Ask
    from db.declare import Ledger

ZOOMS: tuple[tuple[str, float], ...] = (
    ("适合宽度", 0.0),
    ("整页", -1.0),
    ("75%", 0.75),
    ("100%", 1.0),
    ("125%", 1.25),
    ("150%", 1.5),
    ("200%", 2.0),
)
MOST_BLANK = 40
NO_PRINTER = "这台电脑没有找到打印机，没有打印。可以先“存为 PDF”，拷到有打印机的电脑上打印。"


def draw(paper: LedgerPaper) -> tuple[bytes, Printed]:
    """The paper as a PDF, and what came out."""
    from app.paper.ledger import draw_ledger

    out = io.BytesIO()
    printed = draw_ledger(paper, out)
    return out.getvalue(), printed


class PreviewDialog(QDialog):
    """Shows a list on paper; profile, columns and blank rows can be chosen."""

    def __init__(self, operation: Operation, ledger: Ledger, ask: Ask, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setWindowTitle(f"打印预览：{ledger.label}")
        self.resize(1180, 700)
        self.operation, self.ledger, self.ask = operation, ledger, ask
        self.pdf = b""
        self._token = 0
        self._buffer: QBuffer | None = None
        self.document = QPdfDocument(self)
        self.view = QPdfView(self)
        self.view.setAccessibleName("打印预览")
        self.view.setDocument(self.document)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.hits = QPdfSearchModel(self)
        self.hits.setDocument(self.document)
        self.view.setSearchModel(self.hits)
        self.message = MessageBar(self)
        self._choices()
        self._build()
        self.draw_again()

    def _choices(self) -> None:
        self.profile = QComboBox(self)
        self.profile.setAccessibleName("版本")
        for key, label in printing.PROFILES.items():
            self.profile.addItem(label, key)
        self.profile.currentIndexChanged.connect(self.draw_again)
        printed = {column.key for column in self.ledger.printed()}
        self.columns = CheckMenu(
            "打印哪些列", [(column.key, column.label, column.key in printed) for column in self.ledger.columns], self
        )
        self.columns.changed.connect(self.draw_again)
        self.blank = QSpinBox(self, minimum=0, maximum=MOST_BLANK, suffix=" 行")
        self.blank.setAccessibleName("末尾空白行")
        self.blank.valueChanged.connect(self.draw_again)
        self.zoom = QComboBox(self)
        self.zoom.setAccessibleName("缩放")
        for label, factor in ZOOMS:
            self.zoom.addItem(label, factor)
        self.zoom.currentIndexChanged.connect(self._zoomed)
        self.page = QSpinBox(self, minimum=1, maximum=1, prefix="第 ", suffix=" 页")
        self.page.setAccessibleName("页")
        self.page.valueChanged.connect(self._jump)
        self.pages = QLabel("正在排版…", self)
        self.search = QLineEdit(self, placeholderText="在预览里查找")
        self.search.setAccessibleName("在预览里查找")
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self.hits.setSearchString)
        self.search.returnPressed.connect(self.find_next)

    def _build(self) -> None:
        save, out = QPushButton("存为 PDF…", self), QPushButton("打印…", self)
        out.setProperty("main", "true")
        for button in (save, out):
            button.setAutoDefault(False)
        save.clicked.connect(self.save)
        out.clicked.connect(self.print_out)
        options, reading = QHBoxLayout(), QHBoxLayout()
        for part in (QLabel("版本", self), self.profile, self.columns, QLabel("末尾空白行", self), self.blank):
            options.addWidget(part)
        options.addStretch(1)
        options.addWidget(save)
        options.addWidget(out)
        for part in (QLabel("缩放", self), self.zoom, self.page, self.pages):
            reading.addWidget(part)
        reading.addStretch(1)
        following = QToolButton(self)
        following.setText("下一处")
        following.setShortcut(QKeySequence("F3"))
        following.clicked.connect(self.find_next)
        reading.addWidget(self.search)
        reading.addWidget(following)
        lines = QVBoxLayout(self)
        lines.addLayout(options)
        lines.addLayout(reading)
        lines.addWidget(self.message)
        lines.addWidget(self.view, 1)
        for keys, slot in (("Ctrl+P", self.print_out), ("Ctrl+S", self.save), ("Ctrl+F", self.search.setFocus)):
            action = QAction(self, shortcut=QKeySequence(keys))
            action.triggered.connect(lambda _=False, slot=slot: slot())
            self.addAction(action)
        self.view.setFocus()

    # -- drawing ------------------------------------------------------------------------------------------------

    def draw_again(self) -> None:
        """Draw the paper anew with what is chosen now; an older drawing still under way is dropped."""
        self._token += 1
        token, actor = self._token, self.operation.desk.actor
        options = printing.PrintOptions(
            profile=self.profile.currentData(), columns=self.columns.keys() or None, blank_rows=self.blank.value()
        )
        self.pages.setText("正在排版…")
        self.operation.read(
            lambda unit: printing.ledger_paper(unit, ask=self.ask, options=options, actor=actor),
            lambda paper: self._draw(paper, token),
            owner=self,
        )

    def _draw(self, paper: LedgerPaper, token: int) -> None:
        if token == self._token:
            self.operation.call(lambda: draw(paper), lambda drawn: self._drawn(drawn, token), owner=self)

    def _drawn(self, drawn: tuple[bytes, Printed], token: int) -> None:
        if token != self._token:
            return
        self.pdf, printed = drawn
        self.document.close()
        self._buffer = QBuffer(self)
        self._buffer.setData(QByteArray(self.pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(self._buffer)
        self.page.setMaximum(max(1, printed.pages))
        self.pages.setText(f"共 {printed.pages} 页")
        if printed.missing:
            self.message.say(f"字库里没有这些字，已印成编码：{'、'.join(printed.missing)}。请手写补正。")

    # -- looking ------------------------------------------------------------------------------------------------

    def _zoomed(self) -> None:
        factor = self.zoom.currentData()
        if factor > 0:
            self.view.setZoomMode(QPdfView.ZoomMode.Custom)
            self.view.setZoomFactor(factor)
        else:
            self.view.setZoomMode(QPdfView.ZoomMode.FitInView if factor < 0 else QPdfView.ZoomMode.FitToWidth)

    def _jump(self, page: int) -> None:
        self.view.pageNavigator().jump(page - 1, QPointF())

    def find_next(self) -> None:
        """Go to the next place where the words stand."""
        count = self.hits.rowCount(self.hits.index(-1, 0))
        if count:
            place = (self.view.currentSearchResultIndex() + 1) % count
            self.view.setCurrentSearchResultIndex(place)
            hit = self.hits.resultAtIndex(place)
            self.view.pageNavigator().jump(hit.page(), hit.location())

    # -- saving and printing ------------------------------------------------------------------------------------

    def save(self) -> None:
        """Save the PDF that is shown."""
        if not self.pdf:
            return  # still being drawn
        path = saving.ask_place(self, "存为 PDF", f"{self.ledger.label}.pdf", "PDF (*.pdf)", ".pdf")
        if path is not None:
            try:
                path.write_bytes(self.pdf)
            except OSError:
                self.message.say(f"「{path.name}」没有存上，那个位置不能写入。请换一个文件夹再存。")
                return
            self._record()

    def print_out(self) -> None:
        """Print the PDF that is shown; without a printer say so."""
        from PySide6.QtPrintSupport import QPrinterInfo

        names = QPrinterInfo.availablePrinterNames()
        if not names or not self.pdf:
            self.message.say(NO_PRINTER)
            return
        usual = QPrinterInfo.defaultPrinterName()
        start = names.index(usual) if usual in names else 0
        name, done = QInputDialog.getItem(self, "打印", "打印机：", names, start, editable=False)
        if done:
            self.operation.call(lambda: send(self.pdf, name, self.ledger.label), self._sent, owner=self)

    def _sent(self, is_sent: bool) -> None:
        if is_sent:
            self._record()
        else:
            self.message.say("打印机没有接收，没有打印。请检查打印机电源和连线，或先“存为 PDF”。")

    def _record(self) -> None:
        profile, pages = self.profile.currentData(), self.document.pageCount()
        self.operation.write(
            lambda unit: printing.record_print(
                unit, actor=self.operation.desk.actor, ledger=self.ledger.name, pages=pages, profile=profile
            ),
            owner=self,
        )


def send(pdf: bytes, printer: str, title: str) -> bool:
    """Send a PDF to a printer as it is; False when the printing system does not take it."""
    lp = shutil.which("lp")
    if lp is None:
        return _send_pages(pdf, printer)
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        done = subprocess.run([lp, "-d", printer, "-t", title, file.name], capture_output=True, check=False)
    return done.returncode == 0


def _send_pages(pdf: bytes, printer: str) -> bool:
    """Draw the pages at the printer's own resolution, where no program takes the file itself (Windows)."""
    from PySide6.QtGui import QPageLayout, QPainter
    from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

    target = QPrinter(QPrinterInfo.printerInfo(printer), QPrinter.PrinterMode.HighResolution)
    target.setPageOrientation(QPageLayout.Orientation.Landscape)
    target.setFullPage(True)
    buffer = QBuffer()
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    document.load(buffer)
    painter = QPainter()
    if not painter.begin(target):
        return False
    size = target.pageLayout().fullRectPixels(target.resolution()).size()
    for page in range(document.pageCount()):
        if page:
            target.newPage()
        painter.drawImage(0, 0, document.render(page, size))
    return painter.end()
