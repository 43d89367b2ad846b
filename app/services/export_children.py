"""附表: the rows of each child on a sheet of its own, each with the number of its record and its place in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.rules import masking
from app.services import export_cells, presenting, records
from app.services.import_parts import LINE_LABEL, MATTER_LABEL, PARENT_LABEL
from app.sheets.writer import CellKind, OutColumn, OutSheet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.sheets.book import Cell
    from db.ask import ChildRow, Record
    from db.declare import Child, Column, Ledger
    from db.unit import UnitOfWork

PAGE = 500
TIES = (
    OutColumn(PARENT_LABEL, width=30, note="这一行属于主表里哪一条：写主表的编号。"),
    OutColumn(MATTER_LABEL, width=40, note="只供对照，导入时不读。"),
    OutColumn(LINE_LABEL, CellKind.WHOLE, 10, note="是那一条的第几行；新增加的行不用写。"),
)
"""The columns that tie a row to its record."""


def sheets(unit: UnitOfWork, *, ledger: Ledger, ids: list[int], profile: str, title: str) -> Iterator[OutSheet]:
    """A sheet for each child that the records have rows of; on paper for the public only what paper shows too."""
    for child in ledger.children:
        if profile == "public" and not child.printed_in:
            continue
        columns = tuple(c for c in child.columns if profile != "public" or not masking.is_dropped(c))
        rows = [
            _row(ledger, columns, record, (place, row), profile)
            for record in _with_rows(unit, ledger, child, ids)
            for place, row in enumerate(record.children[child.name], start=1)
        ]
        if rows:
            heads = (*TIES, *map(export_cells.out_column, columns))
            yield OutSheet(child.label, f"{title}——{child.label}", heads, rows, is_attached=True)


def _with_rows(unit: UnitOfWork, ledger: Ledger, child: Child, ids: list[int]) -> Iterator[Record]:
    """The records that have rows of a child, with them, in their order."""
    for start in range(0, len(ids), PAGE):
        batch = ids[start : start + PAGE]
        rows = unit.reading.children(ledger, batch, only=(child,))
        having = [one for one in batch if rows.get(one, {}).get(child.name)]
        found = unit.reading.records(ledger, having)
        yield from (replace(found[one], children=rows[one]) for one in having)


def _row(
    ledger: Ledger, columns: tuple[Column, ...], record: Record, placed: tuple[int, ChildRow], profile: str
) -> list[Cell]:
    place, row = placed
    names = presenting.names_in(ledger, record)
    matter = export_cells.shown(ledger.column(ledger.matter), records.matter_text(ledger, record), profile, names)
    ties: list[Cell] = [record.number, str(matter or "")[:60] or None, place]
    return [*ties, *_cells(columns, record, row, profile, names)]


def _cells(
    columns: tuple[Column, ...], record: Record, row: ChildRow, profile: str, names: tuple[str, ...]
) -> Iterator[Cell]:
    for column in columns:
        cell = export_cells.cell_of(column, row.values.get(column.key))
        export_cells.refuse_too_long(column, cell, record.number)
        yield export_cells.shown(column, cell, profile, names)


def rows_of(
    unit: UnitOfWork, *, ledger: Ledger, child: Child, columns: tuple[Column, ...], ids: list[int], profile: str
) -> Iterator[tuple[int, tuple[Cell, ...]]]:
    """The rows of a child as cells, each with the id of its record, in the order of the records."""
    for record in _with_rows(unit, ledger, child, ids):
        names = presenting.names_in(ledger, record)
        for row in record.children[child.name]:
            yield record.id, tuple(_cells(columns, record, row, profile, names))
