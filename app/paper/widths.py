"""How wide the columns of a table are: as they wish, and broader where long texts would make tall rows."""

from __future__ import annotations

from dataclasses import replace
from heapq import nlargest
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.tree import Align

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.paper.tree import TableColumn, TableRow

BODY_SIZE = 9.0
CELL_SIDE = 2.5
MIN_COLUMN = 2 * BODY_SIZE + 2 * CELL_SIDE
TALL = 12
"""Lines of a row that is a third of a page across."""
LOOKED_AT = 40
"""So many of the rows with the longest texts are looked at."""
STEP, MOST_GROWN = 1.1, 3.0
"""How much broader a column gets at a time, and how many times broader than it wished at the most."""
ALIKE = 0.8
"""Columns that are nearly as burdened as the one with most lines grow with it."""


def column_widths(columns: Sequence[TableColumn], frame: float) -> list[float]:
    """The columns' widths: the wishes scaled to fill the frame, none below two characters or its own least if they
    fit.
    """
    scale = frame / sum(max(column.width, 1) for column in columns)
    least = [max(MIN_COLUMN, column.least * MM) for column in columns]
    if sum(least) > frame:
        least = [min(MIN_COLUMN, frame / len(columns))] * len(columns)
    over = [max(max(column.width, 1) * scale - own, 0.001) for column, own in zip(columns, least, strict=True)]
    spare = (frame - sum(least)) / sum(over)
    return [own + extra * spare for own, extra in zip(least, over, strict=True)]


def with_room(columns: Sequence[TableColumn], rows: Sequence[TableRow], frame: float) -> tuple[TableColumn, ...]:
    """The columns, those of long texts broader as long as a row is tall and all tall rows together get lower by it."""
    present = list(columns)
    prose = [place for place, column in enumerate(columns) if column.align is Align.LEFT]
    tall = nlargest(LOOKED_AT, rows, key=lambda row: max((len(row.cells[place]) for place in prose), default=0))
    texts = [[cell.split("\n") for cell in row.cells] for row in tall]
    heights = _heights(texts, column_widths(present, frame))
    while heights and max(max(row) for row in heights) > TALL:
        burden = {place: sum(row[place] for row in heights) for place in prose}
        longest = {place for place in prose if burden[place] >= ALIKE * max(burden.values())}
        broader = [
            replace(column, width=column.width * STEP) if place in longest else column
            for place, column in enumerate(present)
        ]
        after = _heights(texts, column_widths(broader, frame))
        is_lower = sum(map(max, after)) < sum(map(max, heights))
        if not is_lower or any(broader[place].width > columns[place].width * MOST_GROWN for place in longest):
            break
        present, heights = broader, after
    return tuple(present)


def _heights(texts: list[list[list[str]]], widths: list[float]) -> list[list[float]]:
    """How many lines each cell of each row is high, about: parts of lines count, so that every step tells."""
    inside = [width - 2 * CELL_SIDE for width in widths]
    return [
        [sum(max(1.0, len(part) * BODY_SIZE / room) for part in cell) for cell, room in zip(row, inside, strict=True)]
        for row in texts
    ]
