"""A ruled table: rows laid out in its columns, split between lines, and drawn. Measures are points."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from app.paper.canvas import ASCENT, MM, PageWriter, Pen
from app.paper.fonts import Role
from app.paper.text import TOLERANCE
from app.paper.tree import Align, RowKind
from app.paper.widths import BODY_SIZE, CELL_SIDE, column_widths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.paper.tree import TableColumn, TableRow

MIN_ROW = 9.5 * MM
"""A row is never lower, so that a pen fits."""
CELL_ABOVE = 4.0
ROOMY_BODY_SIZE = 10.5
ROOMY_COLUMNS = 7
"""Up to so many columns the body is set in 五号, beyond in 小五."""
OUTER_RULE = 1.0
INNER_RULE = 0.5
HEAD_SIZES = (10.5, 9.0, 7.5, 6.5)
LARGE_HEADS = 2
LOW_HEAD, MAX_HEAD_LINES = 2, 4
NUMBER = re.compile(r"[-+]?[0-9][0-9,.]*%?")
SHORT = 40
REMEMBERED = 4096
"""So many short cells are kept with their lines."""
SQUEEZE = 1.6
"""A number up to so many times wider than its column is narrowed, not broken."""


@dataclass(slots=True)
class LaidRow:
    """A row laid out: the lines of each cell, and how many lines the tallest has.

    `spans` says that its only cell runs across the table.
    """

    cells: list[list[str]]
    lines: int
    pen: Pen
    kind: RowKind = RowKind.BODY
    bookmark: str = ""
    spans: bool = False

    @property
    def height(self) -> float:
        """From rule to rule."""
        return max(MIN_ROW, self.lines * self.pen.leading + 2 * CELL_ABOVE)

    def fitting(self, room: float) -> int:
        """How many of its lines fit in that height, at most all but one."""
        return min(self.lines - 1, int((room - 2 * CELL_ABOVE) / self.pen.leading))

    def split(self, lines: int) -> tuple[LaidRow, LaidRow]:
        """The row cut after so many lines; no line is lost."""
        upper = [cell[:lines] for cell in self.cells]
        lower = [cell[lines:] for cell in self.cells]
        return (
            LaidRow(upper, lines, self.pen, self.kind, self.bookmark, self.spans),
            LaidRow(lower, self.lines - lines, self.pen, self.kind, "", self.spans),
        )


class Table:
    """The columns of a table in a frame, with its head and its pens."""

    def __init__(self, writer: PageWriter, columns: Sequence[TableColumn], left: float, right: float) -> None:
        """Fit the columns between `left` and `right`; raises ValueError when there are none."""
        if not columns:
            message = "a table needs a column"
            raise ValueError(message)
        size = ROOMY_BODY_SIZE if len(columns) <= ROOMY_COLUMNS else BODY_SIZE
        self._writer = writer
        self._body, self._strong = writer.pen(Role.FANG, size), writer.pen(Role.HEI_BOLD, size)
        self._aligns = [column.align for column in columns]
        self._edges = [*accumulate(column_widths(columns, right - left), initial=left)]
        self._inside = [after - before - 2 * CELL_SIDE for before, after in pairwise(self._edges)]
        # Dates, names and choices come again and again.
        self._remembered = lru_cache(REMEMBERED)(self._set_short)
        self.head = self._lay_head(columns)

    def _lay_head(self, columns: Sequence[TableColumn]) -> LaidRow:
        """The head in one of the larger sizes if that keeps every label to two lines, else in the largest that keeps
        them to a few.
        """
        rows = [self._head_in(size, columns) for size in HEAD_SIZES]
        low = (row for row in rows[:LARGE_HEADS] if row.lines <= LOW_HEAD)
        return next(low, None) or next((row for row in rows if row.lines <= MAX_HEAD_LINES), rows[-1])

    def _head_in(self, size: float, columns: Sequence[TableColumn]) -> LaidRow:
        pen = self._writer.pen(Role.HEI_BOLD, size)
        labels = (pen.tidy(column.label) for column in columns)
        cells = [pen.even_lines(label, inside) for label, inside in zip(labels, self._inside, strict=True)]
        return LaidRow(cells, max(map(len, cells)), pen)

    def lay(self, row: TableRow, kind: RowKind) -> LaidRow:
        """The row as lines of tidy text; raises ValueError when it has not a cell for each column."""
        pen = self._body if kind is RowKind.BODY else self._strong
        cells = [
            self._lines(pen, cell, inside, align) if cell else []
            for cell, inside, align in zip(row.cells, self._inside, self._aligns, strict=True)
        ]
        return LaidRow(cells, max(1, *map(len, cells)), pen, kind, row.bookmark)

    def _lines(self, pen: Pen, cell: str, inside: float, align: Align) -> list[str]:
        if align is Align.LEFT:
            return pen.lines(pen.tidy(cell), inside)
        return (self._remembered if len(cell) <= SHORT else self._set_short)(pen, cell, inside)

    def _set_short(self, pen: Pen, cell: str, inside: float) -> list[str]:
        """The lines of a centred or flushed cell."""
        text = pen.tidy(cell)
        if NUMBER.fullmatch(text) and pen.width(text) <= inside * SQUEEZE:
            return [text]
        return pen.even_lines(text, inside)

    def blank(self) -> LaidRow:
        """A row for handwriting."""
        return LaidRow([[] for _ in self._inside], 1, self._body)

    def nothing(self) -> LaidRow:
        """The row of a register without records: 无, across the table."""
        return LaidRow([["无"]], 1, self._body, spans=True)

    def draw(self, top: float, rows: Sequence[LaidRow]) -> float:
        """Draw the head and the rows with their rules from `top` down; returns the lower edge."""
        levels = [top]
        for row in (self.head, *rows):
            self._draw_row(row, levels[-1])
            if row.bookmark:
                self._writer.bookmark(row.bookmark, levels[-1])
            levels.append(levels[-1] - row.height)
        self._draw_rules(levels, [False, *(row.spans for row in rows)])
        return levels[-1]

    def _draw_row(self, row: LaidRow, top: float) -> None:
        """All cells begin on the first line of the tallest, but those of the head, which stand in the middle."""
        pen, height, in_head = row.pen, row.height, row is self.head
        baseline = top - (pen.leading - pen.size) / 2 - pen.size * ASCENT - height / 2
        in_middle = in_head or row.spans
        placed: list[tuple[float, float, str]] = []
        edges = [self._edges[0], self._edges[-1]] if row.spans else self._edges
        for cell, align, left, right in zip(row.cells, self._aligns, edges, edges[1:], strict=False):
            y = baseline + (len(cell) if in_head else row.lines) * pen.leading / 2
            if align is Align.LEFT and not in_middle and row.kind is RowKind.BODY:
                x = left + CELL_SIDE
                placed += [(x, y - index * pen.leading, line) for index, line in enumerate(cell)]
            else:
                share = 1.0 if align is Align.RIGHT and not in_middle else 0.5
                self._place(placed, cell, (left + CELL_SIDE, y, right - left - 2 * CELL_SIDE), share, pen)
        self._writer.write(pen, placed)

    def _place(
        self,
        placed: list[tuple[float, float, str]],
        cell: list[str],
        place: tuple[float, float, float],
        share: float,
        pen: Pen,
    ) -> None:
        """Add a centred or flushed cell's lines to what is drawn at once; `share` of the free width is left of them."""
        x, y, room = place
        for line in cell:
            spare = room - pen.width(line)
            if spare < -TOLERANCE and NUMBER.fullmatch(line):
                self._writer.squeezed(pen, x, y, line, room)
            else:
                placed.append((x + spare * share, y, line))
            y -= pen.leading

    def _draw_rules(self, levels: list[float], spans: list[bool]) -> None:
        left, right = self._edges[0], self._edges[-1]
        self._writer.rules(INNER_RULE, [(left, y, right, y) for y in levels[1:-1]])
        # Upright rules run the whole height at once, but not through a cell that spans the table.
        stops = [index for index, spanning in enumerate(spans) if spanning]
        for first, last in pairwise([-1, *stops, len(spans)]):
            upper, lower = levels[first + 1], levels[last]
            if upper > lower:
                self._writer.rules(INNER_RULE, [(x, upper, x, lower) for x in self._edges[1:-1]])
        self._writer.box(OUTER_RULE, left, levels[-1], right - left, levels[0] - levels[-1])
