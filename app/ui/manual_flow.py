"""Where the sheets of the printed manual end: no heading alone at a foot, no head of a table over what follows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QTextCursor, QTextFormat, QTextTable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QTextBlock, QTextDocument

PICTURE = "\ufffc"
DOWN = 24.0
"""Dots a heading that begins a sheet goes down, so that the table below it ends elsewhere."""
TURNS = 4


def settle(document: QTextDocument) -> None:
    """Set the breaks of a document whose page size is known."""
    _keep_headings(document)
    for _ in range(TURNS):
        if not _move_tables(document):
            return
        _keep_headings(document)


def pages(document: QTextDocument, block: QTextBlock) -> tuple[int, int]:
    """The sheets on which the first and the last line of a block stand, from 0."""
    top, layout = document.documentLayout().blockBoundingRect(block).top(), block.layout()
    if not layout.lineCount():
        page = int(top // document.pageSize().height())
        return page, page
    first, last = layout.lineAt(0), layout.lineAt(layout.lineCount() - 1)
    high = document.pageSize().height()
    return int((top + first.y() + first.height() / 2) // high), int((top + last.y() + last.height() / 2) // high)


def alone(document: QTextDocument) -> list[str]:
    """The headings that stand at the foot of a sheet while what they lead to begins on the next."""
    return [block.text() for block in _headings(document) if _is_alone(document, block)]


def overrun(document: QTextDocument) -> list[QTextTable]:
    """The tables whose head is drawn once more on a sheet where no row of theirs stands."""
    high = document.pageSize().height()
    found = []
    for table in _tables(document):
        rect = document.documentLayout().frameBoundingRect(table)
        last = max(pages(document, _cell(table, table.rows() - 1, column))[1] for column in range(table.columns()))
        if int((rect.bottom() - 0.5) // high) > last:
            found.append(table)
    return found


def _keep_headings(document: QTextDocument) -> None:
    for block in _headings(document):
        if _is_alone(document, block):
            _begin_sheet(block)


def _move_tables(document: QTextDocument) -> bool:
    over = overrun(document)
    for table in over:
        block = table.firstCursorPosition().block().previous()
        while block.isValid() and not block.blockFormat().headingLevel():
            block = block.previous()
        if block.isValid():
            _begin_sheet(block)
    return bool(over)


def _begin_sheet(block: QTextBlock) -> None:
    """Put a heading at the top of a sheet; one that stands there goes down a little."""
    shape = block.blockFormat()
    breaks = QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore
    if shape.pageBreakPolicy() & breaks or not block.position():
        shape.setTopMargin(shape.topMargin() + DOWN)
    shape.setPageBreakPolicy(breaks if block.position() else shape.pageBreakPolicy())
    QTextCursor(block).setBlockFormat(shape)


def _headings(document: QTextDocument) -> Iterator[QTextBlock]:
    """The headings, but of several in a row the first alone."""
    block, before = document.begin(), False
    while block.isValid():
        is_heading = bool(block.blockFormat().headingLevel())
        if is_heading and not before:
            yield block
        before, block = is_heading, block.next()


def _is_alone(document: QTextDocument, heading: QTextBlock) -> bool:
    led = heading.next()
    while led.isValid() and led.blockFormat().headingLevel():
        led = led.next()
    if not led.isValid():
        return False
    table = _table_of(led)
    if table is not None:
        led = _cell(table, min(1, table.rows() - 1), 0)
    elif led.next().isValid() and led.next().text() == PICTURE and led.text() != PICTURE:
        led = led.next()  # a line about a picture goes with it
    return pages(document, heading)[0] != pages(document, led)[0]


def _table_of(block: QTextBlock) -> QTextTable | None:
    return QTextCursor(block).currentTable()


def _tables(document: QTextDocument) -> list[QTextTable]:
    return [frame for frame in document.rootFrame().childFrames() if isinstance(frame, QTextTable)]


def _cell(table: QTextTable, row: int, column: int) -> QTextBlock:
    """The last block of a cell."""
    return table.cellAt(row, column).lastCursorPosition().block()
