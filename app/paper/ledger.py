"""Draws a ledger: title, head on every page, rows kept whole, totals, signatures, and 第 X 页 共 Y 页."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, BinaryIO

from app.paper.canvas import A4_ACROSS, ASCENT, MM, PageWriter
from app.paper.fonts import Role
from app.paper.table import LaidRow, Table
from app.paper.tree import Binding, Cancelled, LedgerPaper, Printed, RowKind

if TYPE_CHECKING:
    from collections.abc import Callable

LEFT_MARGIN = 25 * MM
"""The binding side."""
RIGHT_MARGIN = 18 * MM
FRAME = A4_ACROSS[0] - LEFT_MARGIN - RIGHT_MARGIN
TOP_MARGIN = 18 * MM
BOTTOM_MARGIN = 18 * MM
FOOT_BASELINE = 9.5 * MM
HEAD_NOTE_ABOVE = 6 * MM
"""From the upper edge of what is printed."""
SIGNATURE_HEIGHT = 13 * MM
SIGNATURE_BASELINE = 9 * MM
"""From the lower edge of the table."""
NUMBER_ROOM = 30 * MM
"""Kept free on either side of the foot's middle for the page number."""

TITLE_SIZES = (22.0, 18.0, 16.0, 14.0, 12.0)
MAX_TITLE_LINES = 3
INFO_SIZE = 10.5
NOTE_SIZE = 7.5
FOOT_SIZE = 9.0
WATERMARK_SIZE = 72.0
WATERMARK_SHARE = 0.7
"""So much of the way from corner to corner a watermark may take."""
DATE_BY_HAND = "　　　年　　月　　日"
LEAST_SPLIT = 3
"""A row that must be split begins at a page's foot only when so many of its lines fit."""
NAMED_MISSING = 30
"""So many missing characters are named under the table; the rest are counted."""


def draw_ledger(
    paper: LedgerPaper,
    out: BinaryIO,
    *,
    progress: Callable[[int], bool] | None = None,
) -> Printed:
    """Draw the ledger as a PDF; `progress` hears each finished page and stops the work by returning False.

    Raises Cancelled then, with nothing written; ValueError for a table without columns or a row of another
    number of cells.
    """
    writer = PageWriter(out, title=paper.title, author=paper.office, made_on=paper.made_on)
    sheet = _Sheet(paper, writer, progress)
    sheet.draw()
    writer.close(sheet.draw_foot)
    return Printed(writer.pages, writer.faces, tuple(writer.missing))


class _Sheet:
    """The ledger on its way over the pages; `used` is the height of the rows waiting for this page."""

    def __init__(self, paper: LedgerPaper, writer: PageWriter, progress: Callable[[int], bool] | None) -> None:
        self.paper, self.writer, self.progress = paper, writer, progress
        self.left, self.right = LEFT_MARGIN, writer.width - RIGHT_MARGIN
        self.table = Table(writer, paper.columns, self.left, self.right)
        self.info, self.note = writer.pen(Role.FANG, INFO_SIZE), writer.pen(Role.FANG, NOTE_SIZE)
        self.notes, self.marks = self._foot_lines((paper.foot_note,)), self._foot_lines(paper.marks)
        note_height = max(len(self.notes), len(self.marks)) * self.note.leading
        self.bottom = max(BOTTOM_MARGIN, FOOT_BASELINE + note_height + 3 * MM)
        self.rows: list[LaidRow] = []
        self.used = 0.0
        self.top = self._page_top()

    def _page_top(self) -> float:
        """Where a page begins; one bound with upright sheets needs room at the upper edge."""
        margin = LEFT_MARGIN if self.paper.binding is Binding.WITH_UPRIGHT else TOP_MARGIN
        return self.writer.height - margin

    def _shift(self, page: int) -> tuple[float, float]:
        """How far an even page moves, right and up, to keep the binding margin at its other edge."""
        if page % 2:
            return 0.0, 0.0
        match self.paper.binding:
            case Binding.BOTH_SIDES:
                return RIGHT_MARGIN - LEFT_MARGIN, 0.0
            case Binding.WITH_UPRIGHT:
                return 0.0, LEFT_MARGIN - TOP_MARGIN
        return 0.0, 0.0

    def _foot_lines(self, notes: tuple[str, ...]) -> list[str]:
        side = (self.right - self.left) / 2 - NUMBER_ROOM
        return [line for note in notes if note for line in self.note.lines(self.note.tidy(note), side)]

    def _full(self) -> float:
        """The height for rows on a page that has only the head above them."""
        return self._page_top() - self.bottom - self.table.head.height

    def _room(self) -> float:
        return self.top - self.bottom - self.table.head.height - self.used

    def draw(self) -> None:
        """Draw everything but the feet."""
        self._draw_title()
        self._draw_info()
        empty = True
        for row in self.paper.rows:
            empty = False
            self._place(self.table.lay(row, row.kind))
        if empty:
            self._place(self.table.nothing())
        for _ in range(self.paper.blank_rows):
            self._place(self.table.blank())
        self._finish()

    def _place(self, row: LaidRow) -> None:
        """Put the row on this page or the next.

        A row higher than a page is split between lines, and so is one that does not fit under the title, where
        a head alone would be left. Every turn draws at least a line, so it always ends.
        """
        while row.height > self._room() and (self.rows or row.lines > 1):
            fitting = row.fitting(self._room())
            if not self.rows or (row.height > self._full() and fitting >= LEAST_SPLIT):
                part, row = row.split(max(1, fitting))
                self._add(part)
            self._turn()
        self._add(row)

    def _add(self, row: LaidRow) -> None:
        self.rows.append(row)
        self.used += row.height

    def _finish(self) -> None:
        """Put the total and the signatures under the last row; they never stand on a page without one."""
        total = self.table.lay(self.paper.total, RowKind.TOTAL) if self.paper.total else None
        below = [*self._note_lines(), *self._missing_lines()]
        need = (SIGNATURE_HEIGHT if self.paper.signatures else 0) + len(below) * self.note.leading
        need += total.height if total else 0
        if need > self._room():
            last = self._take_last(self._full() - need)
            self._turn()
            self._add(last)
        if total:
            self._place(total)
        bottom = self.table.draw(self.top, self.rows)
        self._draw_signatures(bottom)
        self._draw_below(bottom, below)
        self._end_page()

    def _take_last(self, room: float) -> LaidRow:
        """The last row, or the part of it that leaves room for what must follow, off this page."""
        last = self.rows.pop()
        keep = max(0 if self.rows else 1, last.lines - max(1, last.fitting(room) if last.height > room else last.lines))
        if keep in (0, last.lines):
            return last
        stays, goes = last.split(keep)
        self.rows.append(stays)
        return goes

    def _note_lines(self) -> list[str]:
        width = self.right - self.left
        return [line for note in self.paper.notes for line in self.note.lines(self.note.tidy(note), width)]

    def _missing_lines(self) -> list[str]:
        """The characters no face has, as the note under the table names them."""
        if not self.writer.missing:
            return []
        points = [f"U+{ord(char):04X}" for char in self.writer.missing]
        more = f" 等{len(points)}个" if len(points) > NAMED_MISSING else ""
        text = f"字库中没有下列字，已印编码，请手写补正：{'、'.join(points[:NAMED_MISSING])}{more}"
        return self.note.lines(self.note.tidy(text), self.right - self.left)

    def _turn(self) -> None:
        self.table.draw(self.top, self.rows)
        self._end_page()
        self.rows, self.used = [], 0.0
        self.top = self._page_top()

    def _end_page(self) -> None:
        if self.paper.profile_note:
            pen = self.writer.pen(Role.HEI_BOLD, FOOT_SIZE)
            y = self._page_top() + HEAD_NOTE_ABOVE
            self.writer.flush_right(pen, self.right, y, pen.tidy(self.paper.profile_note))
        self.writer.shift(*self._shift(self.writer.pages + 1))
        if self.paper.watermark:
            self._draw_watermark()
        self.writer.end_page()
        if self.progress is not None and not self.progress(self.writer.pages):
            raise Cancelled

    def _draw_watermark(self) -> None:
        """The words across the page, in the largest size that leaves them whole."""
        room = math.hypot(self.writer.width, self.writer.height) * WATERMARK_SHARE
        pen = self.writer.pen(Role.HEI_BOLD, WATERMARK_SIZE)
        text = pen.tidy(self.paper.watermark)
        if (width := pen.width(text)) > room:
            pen = self.writer.pen(Role.HEI_BOLD, WATERMARK_SIZE * room / width)
        self.writer.watermark(pen, text)

    def _draw_title(self) -> None:
        middle = (self.left + self.right) / 2
        for size in TITLE_SIZES:
            pen = self.writer.pen(Role.TITLE, size)
            lines = pen.even_lines(pen.tidy(self.paper.title), self.right - self.left)
            if len(lines) <= MAX_TITLE_LINES:
                break
        for line in lines:
            self.writer.centred(pen, middle, self.top - pen.size * ASCENT, line)
            self.top -= pen.leading
        if self.paper.period:
            period = self.info.tidy(f"（{self.paper.period}）")
            self.writer.centred(self.info, middle, self.top - self.info.size, period)
            self.top -= self.info.leading
        self.top -= 3 * MM

    def _draw_info(self) -> None:
        """The line 填报单位 … 填报时间, and the note on units right above the table."""
        pen = self.info
        date = pen.tidy(f"填报时间：{self.paper.reported_on or DATE_BY_HAND}")
        office = pen.tidy(f"填报单位（盖章）：{self.paper.office}")
        self.writer.flush_right(pen, self.right, self.top - pen.size * ASCENT, date)
        for line in pen.lines(office, self.right - self.left - pen.width(date) - 10 * MM):
            self.writer.write(pen, [(self.left, self.top - pen.size * ASCENT, line)])
            self.top -= pen.leading
        if self.paper.unit_note:
            self.writer.flush_right(pen, self.right, self.top - pen.size * ASCENT, pen.tidy(self.paper.unit_note))
            self.top -= pen.leading
        self.top -= 1.5 * MM

    def _draw_signatures(self, bottom: float) -> None:
        """填报人：  审核人： … in even steps, with room for a pen after each."""
        step = (self.right - self.left) / max(1, len(self.paper.signatures))
        labels = (name if "：" in name else f"{name}：" for name in self.paper.signatures)
        y = bottom - SIGNATURE_BASELINE
        self.writer.write(
            self.info, [(self.left + index * step, y, self.info.tidy(label)) for index, label in enumerate(labels)]
        )

    def _draw_below(self, bottom: float, lines: list[str]) -> None:
        top = bottom - (SIGNATURE_HEIGHT if self.paper.signatures else 0)
        leading = self.note.leading
        self.writer.write(self.note, [(self.left, top - (i + 1) * leading, line) for i, line in enumerate(lines)])

    def draw_foot(self, page: int, pages: int) -> None:
        """Draw the foot of a page: the note at the left, the number in the middle, the marks at the right."""
        if self.paper.numbered:
            self.writer.spaced(
                self.writer.pen(Role.FANG, FOOT_SIZE),
                (self.left + self.right) / 2,
                FOOT_BASELINE,
                ("第", str(page), "页", "共", str(pages), "页"),
            )
        top = self.bottom - 3 * MM - self.note.size
        for index, line in enumerate(self.notes):
            self.writer.write(self.note, [(self.left, top - index * self.note.leading, line)])
        for index, line in enumerate(self.marks):
            self.writer.flush_right(self.note, self.right, top - index * self.note.leading, line)
        self.writer.shift(*self._shift(page))
