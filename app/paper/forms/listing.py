"""A ruled list inside a form: rows kept whole where they fit, its head on every page. Points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.paper.canvas import MM
from app.paper.fonts import Role
from app.paper.table import Table
from app.paper.tree import RowKind, TableColumn, TableRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.paper.forms.sheet import Sheet
    from app.paper.table import LaidRow


def draw_list(
    sheet: Sheet,
    columns: Sequence[TableColumn],
    rows: Sequence[tuple[str, ...]],
    *,
    keep: float = 0.0,
    blanks: int = 0,
    goes_on: str = "",
) -> None:
    """Draw the rows from the sheet's `top`, then `blanks` for the pen; `keep` points stay free under the last one.

    `goes_on` is whose list it is: on each further page it stands above the head, with （续）.
    """
    table = Table(sheet.writer, columns, sheet.left, sheet.right)
    laid = [table.lay(TableRow(row), RowKind.BODY) for row in rows] + [table.blank() for _ in range(blanks)]
    waiting: list[LaidRow] = []
    for row in laid or [table.nothing()]:
        _place(sheet, table, waiting, row, goes_on)
    if _room(sheet, table, waiting) < keep and len(waiting) > 1:
        last = waiting.pop()
        _flush(sheet, table, waiting, goes_on)
        waiting.append(last)
    sheet.top = table.draw(sheet.top, waiting)


def _room(sheet: Sheet, table: Table, waiting: Sequence[LaidRow]) -> float:
    return sheet.room - table.head.height - sum(row.height for row in waiting)


def _place(sheet: Sheet, table: Table, waiting: list[LaidRow], row: LaidRow, goes_on: str) -> None:
    """Put the row on this page or the next; one higher than a page is split between lines."""
    while row.height > _room(sheet, table, waiting) and (waiting or row.lines > 1):
        if not waiting:
            part, row = row.split(max(1, row.fitting(_room(sheet, table, waiting))))
            waiting.append(part)
        _flush(sheet, table, waiting, goes_on)
    waiting.append(row)


def _flush(sheet: Sheet, table: Table, waiting: list[LaidRow], goes_on: str) -> None:
    table.draw(sheet.top, waiting)
    waiting.clear()
    sheet.turn()
    if goes_on:
        sheet.note(f"{goes_on}（续）", role=Role.KAI, size=10.5)
        sheet.top -= 1 * MM
