"""A page of the manual as it is read: the text as wide as its window, pictures no wider, tables with rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QImage,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit
from typing_extensions import override

from app.services import manual
from app.ui import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

PICTURE = "\ufffc"
"""The character that stands for a picture in a text."""
_MARGIN = 22
_SIZES = {1: 7, 2: 3, 3: 1}
"""Points by which a heading of a level is larger than the text."""


def dress(document: QTextDocument, points: float) -> None:
    """Give a page that was read from Markdown its spaces, its sizes and the rules of its tables."""
    whole = QTextCursor(document)
    whole.beginEditBlock()  # one layout at the end, not one for every block
    block = document.begin()
    while block.isValid():
        cursor = QTextCursor(block)
        shape = block.blockFormat()
        level = shape.headingLevel()
        in_table = cursor.currentTable() is not None
        is_picture = block.text() == PICTURE
        height = 100 if is_picture else 115 if in_table else 125
        shape.setLineHeight(height, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        shape.setTopMargin({1: 0, 2: 16, 3: 10}.get(level, 0 if in_table else 3))
        shape.setBottomMargin({1: 8, 2: 5, 3: 3}.get(level, 0 if in_table else 5))
        cursor.setBlockFormat(shape)
        if level:
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            look = QTextCharFormat()
            look.setFontPointSize(points + _SIZES.get(level, 0))
            look.setFontWeight(QFont.Weight.Bold)
            look.setForeground(QBrush(QColor("#12364f")))
            cursor.mergeCharFormat(look)
        _ink_links(block)
        block = block.next()
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _rule(frame)
    whole.endEditBlock()


def _ink_links(block: QTextBlock) -> None:
    """Links in the blue of the program, which is read on white."""
    parts = block.begin()
    places = []
    while not parts.atEnd():
        part = parts.fragment()
        if part.charFormat().isAnchor():
            places.append((part.position(), part.length()))
        parts += 1
    for start, length in places:
        cursor = QTextCursor(block)
        cursor.setPosition(start)
        cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
        look = QTextCharFormat()
        look.setForeground(QBrush(QColor(theme.BLUE)))
        look.setFontUnderline(True)
        cursor.mergeCharFormat(look)


def _rule(table: QTextTable) -> None:
    shape = table.format()
    shape.setBorder(1)
    shape.setBorderBrush(QBrush(QColor(theme.RULE)))
    shape.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
    shape.setBorderCollapse(True)
    shape.setCellPadding(4)
    shape.setHeaderRowCount(1)  # on paper, on every page the table goes on
    shape.setCellSpacing(0)
    shape.setTopMargin(4)
    shape.setBottomMargin(8)
    shape.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    if table.columns() == 2:  # keys, columns: the first says which
        shape.setColumnWidthConstraints(
            [QTextLength(QTextLength.Type.PercentageLength, 30), QTextLength(QTextLength.Type.PercentageLength, 70)]
        )
    table.setFormat(shape)
    head = QTextCharFormat()
    head.setBackground(QBrush(QColor("#e6ebf0")))
    for column in range(table.columns()):
        cell = table.cellAt(0, column)
        kept = cell.format()
        kept.setBackground(head.background())
        cell.setFormat(kept)


class ManualView(QTextBrowser):
    """Reads the pages of the manual; links lead from one to the other and nowhere else."""

    went = Signal(str)
    """Another page is in sight: its name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = ""
        """The name of the page in sight; empty before the first."""
        self.setAccessibleName("手册内容")
        self.setOpenExternalLinks(False)
        self.setSearchPaths([str(manual.folder())])
        self.sourceChanged.connect(self._arrived)
        self.setObjectName("manual")
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._shown_width = 0
        self._again = QTimer(self, singleShot=True, interval=150)
        self._again.timeout.connect(self._fit_pictures)

    def show_page(self, name: str) -> None:
        """Show a page from its first line; the one in sight stays where it is."""
        if name != self.page:
            self.setSource(QUrl.fromLocalFile(str(manual.path(name))))

    def find_words(self, words: str) -> bool:
        """Go to the next place of some words and mark it; False when there is none from here on."""
        if not self.find(words):
            return False
        mark = QTextEdit.ExtraSelection()
        look = QTextCharFormat()
        look.setBackground(QBrush(QColor("#ffe08a")))
        mark.format, mark.cursor = look, self.textCursor()  # type: ignore[attr-defined]
        self.setExtraSelections([mark])
        return True

    def _room(self) -> int:
        return max(200, self.viewport().width() - 2 * _MARGIN)

    def _arrived(self, url: QUrl) -> None:
        self.page = url.fileName().removesuffix(".md")
        self._dress()
        self.went.emit(self.page)

    def _dress(self) -> None:
        self._shown_width = self._room()
        self.setExtraSelections([])
        self.document().setDocumentMargin(_MARGIN)
        dress(self.document(), self.font().pointSizeF())
        self.moveCursor(QTextCursor.MoveOperation.Start)

    @override
    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        if kind == QTextDocument.ResourceType.MarkdownResource.value:
            page = QUrl(name) if isinstance(name, str) else name
            return manual.text(page.fileName().removesuffix(".md"))
        found = super().loadResource(kind, name)
        if kind == QTextDocument.ResourceType.ImageResource.value:
            url = QUrl(name) if isinstance(name, str) else name
            image = QImage(str(manual.folder() / url.path()) if url.isRelative() else url.toLocalFile())
            if image.width() <= self._room():
                return image if not image.isNull() else found
            ratio = self.devicePixelRatioF()  # as sharp as the screen is
            widest = round(self._room() * ratio)
            if image.width() > widest:
                image = image.scaledToWidth(widest, Qt.TransformationMode.SmoothTransformation)
            image.setDevicePixelRatio(ratio)
            return image
        return found

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.page and self._room() != self._shown_width:
            self._again.start()

    def _fit_pictures(self) -> None:
        """Read the page again, so that its pictures are as wide as there is room; the place stays."""
        place = self.verticalScrollBar().value() / max(1, self.verticalScrollBar().maximum())
        self.reload()
        self._dress()
        self.verticalScrollBar().setValue(round(place * self.verticalScrollBar().maximum()))
