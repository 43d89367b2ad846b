"""A ruled table: columns fitted to a frame, rows laid out, split between lines, and drawn. Measures are points."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from app.paper.canvas import ASCENT, MM, PageWriter, Pen
from app.paper.fonts import Role
from app.paper.tree import Align, RowKind, TableColumn, TableRow

if TYPE_CHECKING:
    from collections.abc import Sequence

MIN_ROW = 9.5 * MM
"""A row is never lower, so that a pen fits."""
CELL_SIDE = 2.5
CELL_ABOVE = 4.0
BODY_SIZE = 9.0
ROOMY_BODY_SIZE = 10.5
ROOMY_COLUMNS = 7
"""Up to so many columns the body is set in 五号, beyond in 小五."""
MIN_COLUMN = 2 * BODY_SIZE + 2 * CELL_SIDE
OUTER_RULE = 1.0
INNER_RULE = 0.5
HEAD_SIZES = (10.5, 9.0, 7.5, 6.5)
MAX_HEAD_LINES = 4


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


def column_widths(columns: Sequence[TableColumn], frame: float) -> list[float]:
    """The columns' widths: the wishes scaled to fill the frame, none below two characters if they fit."""
    scale = frame / sum(max(column.width, 1) for column in columns)
    least = min(MIN_COLUMN, frame / len(columns))
    over = [max(max(column.width, 1) * scale - least, 0.001) for column in columns]
    spare = (frame - least * len(columns)) / sum(over)
    return [least + extra * spare for extra in over]


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
        self.head = self._lay_head(columns)

    def _lay_head(self, columns: Sequence[TableColumn]) -> LaidRow:
        """The head in the largest size that keeps every label to a few lines."""
        for size in HEAD_SIZES:
            pen = self._writer.pen(Role.HEI_BOLD, size)
            labels = (pen.tidy(column.label) for column in columns)
            cells = [pen.balanced(label, inside) for label, inside in zip(labels, self._inside, strict=True)]
            row = LaidRow(cells, max(map(len, cells)), pen)
            if row.lines <= MAX_HEAD_LINES:
                break
        return row

    def lay(self, row: TableRow, kind: RowKind) -> LaidRow:
        """The row as lines of tidy text; raises ValueError when it has not a cell for each column."""
        pen = self._body if kind is RowKind.BODY else self._strong
        cells = [
            pen.lines(pen.tidy(cell), inside) if cell else []
            for cell, inside in zip(row.cells, self._inside, strict=True)
        ]
        return LaidRow(cells, max(1, *map(len, cells)), pen, kind, row.bookmark)

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
        pen = row.pen
        baseline = top - (pen.leading - pen.size) / 2 - pen.size * ASCENT
        placed: list[tuple[float, float, str]] = []
        edges = [self._edges[0], self._edges[-1]] if row.spans else self._edges
        for cell, align, (left, right) in zip(row.cells, self._aligns, pairwise(edges), strict=False):
            lines = len(cell) if row is self.head else row.lines
            y = baseline - (row.height - lines * pen.leading) / 2
            if align is not Align.RIGHT and (row.spans or row is self.head or row.kind is not RowKind.BODY):
                align = Align.CENTER
            _place(placed, cell, align, left, right, y, pen)
        self._writer.write(pen, placed)

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


def _place(
    placed: list[tuple[float, float, str]],
    cell: list[str],
    align: Align,
    left: float,
    right: float,
    y: float,
    pen: Pen,
) -> None:
    """Add a cell's lines to what is drawn, the first with its baseline at `y`."""
    if align is Align.LEFT:
        x = left + CELL_SIDE
        for line in cell:
            placed.append((x, y, line))
            y -= pen.leading
        return
    share = 0.5 if align is Align.CENTER else 1.0
    start, room = left + CELL_SIDE, right - left - 2 * CELL_SIDE
    for line in cell:
        placed.append((start + (room - pen.width(line)) * share, y, line))
        y -= pen.leading
