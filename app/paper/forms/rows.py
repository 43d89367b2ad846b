"""Boxes that come again row by row: as many pages as they need, their head on each, no row torn. Points."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.forms.grid import draw_grid, more_than_least

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.paper.forms.grid import Row
    from app.paper.forms.sheet import Sheet


def draw_rows(sheet: Sheet, head: Row, rows: Sequence[Row], *, keep: float = 0.0) -> None:
    """Draw the rows under their head from the sheet's `top`; `keep` points stay free under the last one."""
    waiting: list[Row] = []
    for place, row in enumerate(rows, start=1):
        sized = _sized(sheet, row)
        spare = sheet.room - (head.height + sum(one.height for one in waiting)) * MM
        if waiting and spare < sized.height * MM + (keep if place == len(rows) else 0.0):
            draw_grid(sheet, [head, *waiting], fills=False)
            sheet.turn()
            waiting = []
        waiting.append(sized)
    draw_grid(sheet, [head, *waiting], fills=False)


def _sized(sheet: Sheet, row: Row) -> Row:
    """The row as high as its text asks, at most half a page: the rest of its text goes on on a 续页."""
    asked = more_than_least(sheet, row, sheet.width) / MM
    most = (sheet.writer.height - 80 * MM) / MM / 2
    return replace(row, height=min(row.height + asked, max(most, row.height)), grows=False)
