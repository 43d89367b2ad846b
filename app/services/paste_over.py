"""A pasted block laid over records that are in sight: each cell through the gates of an edit, what goes beyond the last
row as new records. Rows hidden by a filter are never among the rows, hidden columns never among the columns.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules import cells, masking
from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import cell_changes, guarding, import_plan, records, registers, table_page
from app.services.cell_changes import NEW, CellChange, Planned, Wanted, shown
from app.services.permitted import needs
from db.declare import ChangedBy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from app.services.changes import Actor
    from app.sheets.book import Cell, Sheet
    from db.ask import Record
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork
    from db.values import Value


def filled(sheet: Sheet) -> list[list[Cell]]:
    """The rows of a block, all of the same width, each cell of a merged one with its value."""
    width = max(map(len, sheet.rows), default=0)
    rows = [[*row, *[None] * (width - len(row))] for row in sheet.rows]
    for block in sheet.merged:
        for at in range(block.top, min(block.bottom, len(rows) - 1) + 1):
            for place in range(block.left, min(block.right, width - 1) + 1):
                rows[at][place] = rows[block.top][block.left]
    return rows


def tiled(block: Sequence[Sequence[Cell]], rows: int, columns: int) -> list[list[Cell]]:
    """The block repeated over a selection that it fits into a whole number of times; else the block as it is."""
    tall, wide = len(block), max(map(len, block), default=0)
    if not tall or not wide or rows % tall or columns % wide:
        return [list(row) for row in block]
    return [[block[at % tall][place % wide] for place in range(columns)] for at in range(rows)]


@needs(Right.READ)
def plan(
    unit: UnitOfWork,
    *,
    actor: Actor,
    ledger: str,
    block: Sequence[Sequence[Cell]],
    ids: Sequence[int],
    keys: Sequence[str],
    keeps_blank: bool = True,
    adds: bool = True,
) -> Planned:
    """The plan of laying a block over the records `ids`, one a row, and the columns `keys` from left to right.

    Rows beyond the last record are new ones where `adds`; a blank cell erases nothing unless `keeps_blank` is off.
    """
    found = registry.find(ledger)
    laying = _Laying(unit, found, keys, keeps_blank=keeps_blank)
    over = list(cell_changes.standing(unit, found, list(ids[: len(block)])))
    wanted = {record.id: laying.over(record, row) for record, row in zip(over, block, strict=False)}
    lost = max((len(row) for row in block), default=0) - len(keys)
    notes = (f"剪贴板右边多出的{lost}列没有地方放，不粘贴。",) if lost > 0 else ()
    planned = cell_changes.planned(unit, found, wanted, notes=notes)
    beyond = block[len(over) :] if adds else ()
    return laying.beyond(planned, beyond)


class _Laying:
    """Reads the cells of a block as values of the columns they come to lie on."""

    def __init__(self, unit: UnitOfWork, ledger: Ledger, keys: Sequence[str], *, keeps_blank: bool) -> None:
        self._unit, self._ledger, self._keys, self._keeps_blank = unit, ledger, keys, keeps_blank
        self._columns = import_plan.columns_of(unit, ledger=ledger)
        self._today: date = unit.clock.today()

    def over(self, record: Record, row: Sequence[Cell]) -> Wanted:
        """What one record is to get."""
        wanted = Wanted()
        for key, cell in zip(self._keys, row, strict=False):
            if key == table_page.NUMBER:
                self._number(wanted, record, cell)
            elif (column := self._ledger.find(key)) is not None:
                self._over(wanted, record, column, cell)
        return wanted

    def _number(self, wanted: Wanted, record: Record, cell: Cell) -> None:
        text = "" if cell is None else str(cell).strip()
        if text not in ("", record.number):
            word = "代码" if self._ledger.base else "编号"
            wanted.problems[self._ledger.matter] = f"{word}由程序编排，不能粘贴成「{text[:30]}」。"

    def _over(self, wanted: Wanted, record: Record, column: Column, cell: Cell) -> None:
        text = "" if cell is None else str(cell).strip()
        if " ".join(text.split()) == shown(self._ledger, column, record.values.get(column.key)):
            return  # what was copied from the table: cut to a line, or masked
        if not text:
            if not self._keeps_blank and record.values.get(column.key) is not None:
                wanted.values[column.key] = None
            return
        self._read(wanted, column, cell, text)

    def _read(self, wanted: Wanted, column: Column, cell: Cell, text: str) -> None:
        known = self._columns.get(column.key)
        wanted.texts[column.key] = text
        if known is None or column.changed_by not in (ChangedBy.FORM, ChangedBy.ONCE):
            wanted.problems[column.key] = guarding.locked_sentence(column)
        elif masking.is_hidden(column) and masking.is_starred_out(text):
            wanted.problems[column.key] = f"{column.label}：里面还有遮盖用的星号，请粘贴完整的内容。"
        else:
            try:
                wanted.values[column.key] = cells.read_cell(known, cell, today=self._today)
            except Refused as refusal:
                wanted.problems[column.key] = refusal.sentence
            else:
                del wanted.texts[column.key]

    def beyond(self, planned: Planned, rows: Sequence[Sequence[Cell]]) -> Planned:
        """The plan with new records for the rows beyond the last one; a blank row is none."""
        names = registers.Remembered()
        lines: list[CellChange] = []
        added: list[Mapping[str, Value]] = []
        failed = planned.failed
        for row in rows:
            wanted = self._new(row)
            if not (wanted.values or wanted.problems):
                continue
            problem = " ".join(wanted.problems.values()) or self._refused(wanted, names)
            lines.append(CellChange(0, NEW, "整条", "", self._told(row), problem))
            failed += bool(problem)
            if not problem:
                added.append(wanted.values)
        return Planned(planned.ledger, (*planned.cells, *lines), planned.rows, tuple(added), failed, planned.notes)

    def _new(self, row: Sequence[Cell]) -> Wanted:
        wanted = Wanted()
        for key, cell in zip(self._keys, row, strict=False):
            column = self._ledger.find(key) if key != table_page.NUMBER else None
            if column is not None and cell is not None and str(cell).strip():
                self._read(wanted, column, cell, str(cell).strip())
        return wanted

    def _refused(self, wanted: Wanted, names: registers.Remembered) -> str:
        try:
            records.prepare(
                self._unit, ledger=self._ledger, values=wanted.values, children={}, look_up=names.resolve_all
            )
        except Refused as refusal:
            return " ".join(gap.sentence for gap in refusal.missing) or refusal.sentence
        return ""

    def _told(self, row: Sequence[Cell]) -> str:
        pairs = (
            (table_page.label_of(self._ledger, key), " ".join(str(cell).split()))
            for key, cell in zip(self._keys, row, strict=False)
            if cell is not None and not key.startswith("@")
        )
        return "；".join(f"{label} {text}" for label, text in pairs)
