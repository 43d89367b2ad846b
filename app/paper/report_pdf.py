"""Draws a report as a PDF in the frame of GB/T 9704: 三号 on 28 points, headings, — 1 —, tables, annex."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from app.paper.canvas import A4_ACROSS, A4_UPRIGHT, MM, PageWriter
from app.paper.chart import draw_chart, laid_out
from app.paper.fonts import Role
from app.paper.forms.sheet import (
    DATE_BY_HAND,
    FOOT_SIZE,
    LETTER_BOTTOM,
    LETTER_FOOT_BELOW,
    LETTER_FOOT_SIZE,
    LETTER_LEFT,
    LETTER_RIGHT,
    LETTER_TOP,
    NOTE_SIZE,
    TITLE_SIZES,
    baseline,
)
from app.paper.report import Drawing, Grid, Paragraph, Run, Style
from app.paper.table import Table
from app.paper.tree import Printed, RowKind, TableRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.paper.canvas import Pen
    from app.paper.chart import ChartBlock
    from app.paper.report import Report
    from app.paper.table import LaidRow

BODY_SIZE, LINE = 16.0, 28.0
"""三号 on 28 points."""
SMALL_SIZE, SMALL_LINE = 10.5, 16.0
INDENT = "　　"
SEAL = 38 * MM
"""Room for a round seal over the signature and the day."""
HEAD_NOTE_ABOVE = 12 * MM
HELD = 2
"""So many lines of text stand on the page of the signature."""
MOST_SPREAD = 3.0
"""A line is spread to the right edge by at most so many points a character; a shorter one is the clerk's own."""
ROLES = {
    Style.BODY: Role.FANG,
    Style.FLUSH: Role.FANG,
    Style.FIRST: Role.HEI,
    Style.SECOND: Role.KAI,
    Style.NOTE: Role.SONG,
}


class _Line(NamedTuple):
    """A line waiting for its page: `gap` points between characters spread it to the right edge."""

    pen: Pen
    text: str
    step: float
    gap: float = 0.0


def draw_report(report: Report, out: BinaryIO) -> Printed:
    """Draw the report as a PDF."""
    size = A4_ACROSS if report.across else A4_UPRIGHT
    writer = PageWriter(out, title=report.title, author=report.office, size=size, made_on=report.made_on)
    pages = _Pages(writer)
    pages.title(report.title, report.under_title)
    for block in report.body:
        pages.block(block)
    pages.sign(report.signed, report.day)
    if report.annex:
        pages.turn()
        for block in report.annex:
            pages.block(block)
    pages.finish()
    writer.close(lambda page, _pages: _edges(writer, page, report.head_note))
    return Printed(writer.pages, writer.faces, tuple(writer.missing))


def _edges(writer: PageWriter, page: int, head_note: str) -> None:
    """— 1 — in 四号, 7 mm below the frame, right on odd pages and left on even ones; the note above the frame."""
    if head_note:
        bold = writer.pen(Role.HEI_BOLD, FOOT_SIZE)
        y = writer.height - LETTER_TOP + HEAD_NOTE_ABOVE
        writer.flush_right(bold, writer.width - LETTER_RIGHT, y, bold.tidy(head_note))
    pen = writer.pen(Role.SONG, LETTER_FOOT_SIZE)
    words = f"— {page} —"
    left, right = LETTER_LEFT + pen.size, writer.width - LETTER_RIGHT - pen.size
    writer.write(pen, [(right - pen.width(words) if page % 2 else left, LETTER_BOTTOM - LETTER_FOOT_BELOW, words)])
    if writer.missing:
        small = writer.pen(Role.SONG, NOTE_SIZE)
        writer.write(
            small, [(left, LETTER_BOTTOM - LETTER_FOOT_BELOW - 6 * MM, "字库中没有的字已印编码，请手写补正。")]
        )


class _Pages:
    """The report on its way over the pages; the last lines of text wait, so that a signature is never alone."""

    def __init__(self, writer: PageWriter) -> None:
        self.writer = writer
        self.left, self.right = LETTER_LEFT, writer.width - LETTER_RIGHT
        self.top = self._page_top
        self._held: list[_Line] = []

    @property
    def _page_top(self) -> float:
        return self.writer.height - LETTER_TOP

    @property
    def _room(self) -> float:
        return self.top - LETTER_BOTTOM

    @property
    def _width(self) -> float:
        return self.right - self.left

    def turn(self) -> None:
        """End this page with all that waits and begin another."""
        self._put_down()
        self._break()

    def _break(self) -> None:
        self.writer.end_page()
        self.top = self._page_top

    def finish(self) -> None:
        """Put down what waits and end the last page."""
        self._put_down()
        self.writer.end_page()

    # ---- text --------------------------------------------------------------------------------------------------------

    def title(self, text: str, under: str) -> None:
        """The title in 小标宋 二号, broken by meaning, a line free below it."""
        for size in TITLE_SIZES:
            pen = self.writer.pen(Role.TITLE, size)
            lines = pen.even_lines(pen.tidy(text), self._width)
            if len(lines) <= 2:
                break
        step = max(pen.leading, 34.0)
        for line in lines:
            self.writer.centred(pen, (self.left + self.right) / 2, baseline(pen, self.top), line)
            self.top -= step
        if under:
            small = self.writer.pen(Role.KAI, 14.0)
            self.writer.centred(small, (self.left + self.right) / 2, baseline(small, self.top), small.tidy(under))
            self.top -= small.leading
        self.top -= LINE / 2

    def block(self, block: Paragraph | Grid | Drawing) -> None:
        """Put down one block."""
        match block:
            case Paragraph():
                self._paragraph(block)
            case Grid():
                self._grid(block)
            case Drawing(chart=chart) if chart is not None:
                self._drawing(chart)

    def _paragraph(self, block: Paragraph) -> None:
        is_small = block.style is Style.NOTE
        size, step = (SMALL_SIZE, SMALL_LINE) if is_small else (BODY_SIZE, LINE)
        pen = self.writer.pen(ROLES[block.style], size)
        indent = "" if block.style in (Style.FLUSH, Style.NOTE) else INDENT
        if block.style in (Style.FIRST, Style.SECOND):
            self._need(3 * LINE)
        for text in block.text.split("\n"):
            lines = pen.lines(pen.tidy(indent + text), self._width)
            self._held += [self._line(pen, line, step, is_last=line is lines[-1]) for line in lines]
        self._release(self._held[:-HELD])
        self._held = self._held[-HELD:]

    def _line(self, pen: Pen, text: str, step: float, *, is_last: bool) -> _Line:
        """A line of a paragraph, spread to the right edge unless it is the last one."""
        spare = self._width - pen.width(text)
        gap = spare / (len(text) - 1) if len(text) > 1 and not is_last else 0.0
        return _Line(pen, text, step, gap if 0 < gap <= MOST_SPREAD else 0.0)

    def _release(self, lines: Sequence[_Line]) -> None:
        for line in lines:
            if self._room < line.step:
                self._break()
            first = self.top - (line.step - line.pen.leading) / 2
            self.writer.spread(line.pen, [(self.left, baseline(line.pen, first), line.text, line.gap)])
            self.top -= line.step

    def _put_down(self) -> None:
        """Put down what waits."""
        self._release(self._held)
        self._held = []

    def _need(self, height: float) -> None:
        """Put down what waits, and turn the page unless so many points are left on it."""
        self._put_down()
        if self._room < height:
            self._break()

    def sign(self, office: str, day: str) -> None:
        """Who signs and the day, four characters from the right, with room for a seal."""
        if not office:
            return
        if self._room < SEAL + sum(line.step for line in self._held):
            self._break()
        self._put_down()
        pen = self.writer.pen(Role.FANG, BODY_SIZE)
        texts = [pen.tidy(office), pen.tidy(day or DATE_BY_HAND)]
        middle = self.right - 4 * BODY_SIZE - max(map(pen.width, texts)) / 2
        self.top -= 2 * LINE
        for text in texts:
            self.writer.centred(pen, middle, baseline(pen, self.top), text)
            self.top -= LINE

    # ---- tables and drawings -----------------------------------------------------------------------------------------

    def _grid(self, grid: Grid) -> None:
        if grid.starts_page and self.top < self._page_top:
            self.turn()
        table = Table(self.writer, grid.columns, self.left, self.right)
        rows = [
            table.lay(TableRow(tuple(run.text for run in row)), RowKind.TOTAL if at in grid.strong else RowKind.BODY)
            for at, row in enumerate(grid.rows)
        ] or [table.nothing()]
        caption = 1.5 * LINE if grid.caption else 0.0
        self._need(caption + table.head.height + min(rows[0].height, 60.0))
        if grid.caption:
            self._caption(grid.caption)
        note = Paragraph((Run(grid.note),), Style.NOTE)
        self._rows(table, rows, below=self._note_height(note) if grid.note else 0.0)
        if grid.note:
            self._paragraph(note)
            self._put_down()  # right below the table, where its last row has left room for it
        self.top -= LINE / 2

    def _caption(self, text: str) -> None:
        pen = self.writer.pen(Role.HEI, 14.0)
        for line in pen.even_lines(pen.tidy(text), self._width):
            self.writer.centred(pen, (self.left + self.right) / 2, baseline(pen, self.top), line)
            self.top -= pen.leading
        self.top -= 2 * MM

    def _note_height(self, note: Paragraph) -> float:
        pen = self.writer.pen(ROLES[Style.NOTE], SMALL_SIZE)
        return len(pen.lines(pen.tidy(note.text), self._width)) * SMALL_LINE + 2 * MM

    def _rows(self, table: Table, rows: list[LaidRow], *, below: float) -> None:
        """The rows over as many pages as they need, the head on each; a row higher than a page is split.

        The last row leaves room for what stands `below` the table, or goes over to the next page with it.
        """
        waiting = list(rows)
        on_page: list[LaidRow] = []
        used = table.head.height
        while waiting:
            row = waiting.pop(0)
            room = self._room - used
            if row.height <= room - (below if on_page and not waiting else 0.0):
                on_page.append(row)
                used += row.height
                continue
            fitting = row.fitting(room)
            if not on_page and fitting < 1 and self.top < self._page_top:
                waiting.insert(0, row)
            elif not on_page or (fitting >= 3 and row.height > self._page_top - LETTER_BOTTOM - table.head.height):
                part, rest = row.split(max(1, fitting))
                on_page.append(part)
                waiting.insert(0, rest)
            else:
                waiting.insert(0, row)
            if on_page:
                self.top = table.draw(self.top, on_page)
            self._break()
            on_page, used = [], table.head.height
        if on_page:
            self.top = table.draw(self.top, on_page)
        self.top -= 2 * MM

    def _drawing(self, chart: ChartBlock) -> None:
        self._need(laid_out(chart, self._width).height + LINE)
        self.top = draw_chart(self.writer, chart, self.left, self.top - 2 * MM, self._width) - 2 * MM
