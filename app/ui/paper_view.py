"""A PDF on the screen: zoom, jump to a page, look for words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF
from PySide6.QtGui import QAction
from PySide6.QtPdf import QPdfDocument, QPdfSearchModel
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QSpinBox, QToolButton, QVBoxLayout, QWidget

from app.ui import key_table
from app.ui.key_table import Where

if TYPE_CHECKING:
    from app.paper.tree import Printed

ZOOMS: tuple[tuple[str, float], ...] = (
    ("适合宽度", 0.0),
    ("整页", -1.0),
    ("75%", 0.75),
    ("100%", 1.0),
    ("125%", 1.25),
    ("150%", 1.5),
    ("200%", 2.0),
)


class PaperView(QWidget):
    """Shows the very PDF that is then saved or printed, from memory."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
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
        self._make_reading_line()
        self._build()

    def _make_reading_line(self) -> None:
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
        following = QToolButton(self)
        following.setText("下一处")
        following.setShortcut(key_table.sequences(Where.PAPER, "next_match")[0])
        following.clicked.connect(self.find_next)
        reading = QHBoxLayout()
        for part in (QLabel("缩放", self), self.zoom, self.page, self.pages):
            reading.addWidget(part)
        reading.addStretch(1)
        reading.addWidget(self.search)
        reading.addWidget(following)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addLayout(reading)
        lines.addWidget(self.view, 1)
        find = QAction(self)
        find.setShortcuts(key_table.sequences(Where.PAPER, "find"))
        find.triggered.connect(lambda: self.search.setFocus())
        self.addAction(find)

    def show_pdf(self, pdf: bytes, printed: Printed, *, more: bool = False) -> None:
        """Show a PDF; with `more` its first pages only, while the rest is still drawn."""
        place = self.view.pageNavigator().currentPage()
        self.document.close()
        self._buffer = QBuffer(self)
        self._buffer.setData(QByteArray(pdf))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.document.load(self._buffer)
        self.page.setMaximum(max(1, printed.pages))
        self.pages.setText("其余各页正在排版…" if more else f"共 {printed.pages} 页")
        if 0 < place < printed.pages:
            self.view.pageNavigator().jump(place, QPointF())

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
