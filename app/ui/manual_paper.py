"""The whole manual as one PDF: title and contents with page numbers, every page of the manual from a new sheet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QFile, QIODevice, QMarginsF, QRectF, QSize, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from typing_extensions import override

from app.rules.refusal import Refused
from app.services import manual
from app.ui import application, manual_flow, theme
from app.ui.manual_view import dress

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.backups import Progress

DPI, SCREEN_DPI = 144, 96
POINTS = 10.5
MARGIN_MM = 18.0
FOOT = 34
"""Dots at the foot of a page for its number."""
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\([^)]+\.md[^)]*\)")


def write(path: Path, *, progress: Progress = lambda _done, _whole: None) -> int:
    """Write the manual on the window's thread; how many pages it has. Raises Refused when it cannot be written.

    `progress(done, whole)` counts pages of the manual that are laid out, then those that are drawn.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        pages = _write(part, progress)
        part.replace(path)
    except OSError:
        sentence = f"「{path.name}」写不进去，没有存。请换一个位置，或关掉正在看它的程序再试。"
        raise Refused(sentence, field="out") from None
    finally:
        part.unlink(missing_ok=True)
    return pages


def _write(path: Path, progress: Progress) -> int:
    file = QFile(str(path))
    if not file.open(QIODevice.OpenModeFlag.WriteOnly):
        raise OSError(file.errorString())
    writer = QPdfWriter(file)
    writer.setTitle(f"{application.NAME}使用手册")
    writer.setCreator(application.NAME)
    writer.setResolution(DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(MARGIN_MM, MARGIN_MM, MARGIN_MM, MARGIN_MM))
    room = QSizeF(writer.width(), writer.height() - FOOT)
    chapters = [(heading, page) for heading, pages in manual.contents() for page in pages]
    body = []
    for place, (_heading, page) in enumerate(chapters):
        progress(place, 2 * len(chapters))
        body.append(_document(page.name, writer, room))
    first = _contents([(h, p.title, 1) for h, p in chapters], writer, room).pageCount()
    starts, place = list[int](), first + 1
    for document in body:
        starts.append(place)
        place += document.pageCount()
    lines = [(heading, page.title, start) for (heading, page), start in zip(chapters, starts, strict=True)]
    documents = [_contents(lines, writer, room), *body]
    _draw(documents, writer, room, progress)
    file.close()
    if file.error() is not QFile.FileError.NoError:
        raise OSError(file.errorString())
    return sum(document.pageCount() for document in documents)


class _Sheets(QTextDocument):
    """A text for paper: its pictures are no larger than there is room on a page."""

    def __init__(self, room: QSizeF) -> None:
        super().__init__()
        self._most = QSize(round(room.width()), round(room.height() * 0.7))

    @override
    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, name)
        image = QImage(str(manual.folder() / (name if isinstance(name, str) else name.path())))
        if image.width() > self._most.width() or image.height() > self._most.height():
            smooth = Qt.TransformationMode.SmoothTransformation
            image = image.scaled(self._most, Qt.AspectRatioMode.KeepAspectRatio, smooth)
        image.setDevicePixelRatio(DPI / SCREEN_DPI)  # a dot of the picture is a dot of the paper
        return image


def _new(writer: QPdfWriter, room: QSizeF) -> QTextDocument:
    document = _Sheets(room)
    layout = document.documentLayout()
    if isinstance(layout, QAbstractTextDocumentLayout):
        layout.setPaintDevice(writer)
    font = QFont(list(application.FAMILIES))
    font.setPointSizeF(POINTS)
    document.setDefaultFont(font)
    document.setDocumentMargin(0)
    document.setPageSize(room)
    return document


def _document(name: str, writer: QPdfWriter, room: QSizeF) -> QTextDocument:
    """A page of the manual, its pictures as wide as the paper at most; links become plain words."""
    document = _new(writer, room)
    document.setMarkdown(_LINK.sub(r"\1", manual.text(name)))
    dress(document, POINTS)
    document.setPageSize(room)
    manual_flow.settle(document)
    return document


def _contents(lines: list[tuple[str, str, int]], writer: QPdfWriter, room: QSizeF) -> QTextDocument:
    """The first sheet: the title, and each page with the number of its first sheet."""
    document = _new(writer, room)
    cursor = QTextCursor(document)
    head = QTextBlockFormat()
    head.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    head.setBottomMargin(24)
    big = cursor.charFormat()
    big.setFontPointSize(POINTS + 11)
    big.setFontWeight(QFont.Weight.Bold)
    cursor.setBlockFormat(head)
    cursor.insertText(f"{application.NAME}使用手册", big)
    plain, bold = document.begin().charFormat(), document.begin().charFormat()
    bold.setFontWeight(QFont.Weight.Bold)
    faint = document.begin().charFormat()
    faint.setForeground(QBrush(QColor(theme.FAINT)))
    group = ""
    for heading, title, page in lines:
        if heading != group:
            group = heading
            cursor.insertBlock(_spaced(14), bold)
            cursor.insertText(heading, bold)
        shape = _spaced(3)
        shape.setTabPositions([QTextOption.Tab(room.width() * SCREEN_DPI / DPI - 1, QTextOption.TabType.RightTab)])
        cursor.insertBlock(shape, plain)
        cursor.insertText(f"　　{title} ", plain)
        cursor.insertText(f"{'·' * _dots(document, title, room)}\t{page}", faint)
    return document


def _spaced(above: int) -> QTextBlockFormat:
    shape = QTextBlockFormat()
    shape.setTopMargin(above)
    return shape


def _dots(document: QTextDocument, title: str, room: QSizeF) -> int:
    """How many dots lead from a title to the number at the right."""
    metrics = QFontMetricsF(document.defaultFont(), document.documentLayout().paintDevice())
    left = room.width() - metrics.horizontalAdvance(f"　　{title} 国国国")
    return max(3, int(left / metrics.horizontalAdvance("·")))


def _draw(documents: list[QTextDocument], writer: QPdfWriter, room: QSizeF, progress: Progress) -> None:
    painter = QPainter(writer)
    number, total = 0, sum(document.pageCount() for document in documents)
    small = QFont(list(application.FAMILIES))
    small.setPointSizeF(8.5)
    for document in documents:
        for place in range(document.pageCount()):
            progress(total + number, 2 * total)
            if number:
                writer.newPage()
            number += 1
            painter.save()
            painter.translate(0, -place * room.height())
            document.drawContents(painter, QRectF(0, place * room.height(), room.width(), room.height() - 1))
            painter.restore()
            painter.setFont(small)
            painter.setPen(QColor(theme.FAINT))
            foot = QRectF(0, room.height() + FOOT * 0.3, room.width(), FOOT * 0.7)
            painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, f"第 {number} 页 共 {total} 页")
    painter.end()
