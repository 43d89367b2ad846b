"""A whole ledger carried from one store into an empty one, row by row, and held against the first before it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from db import bulk, search
from db.errors import Fault, StoreError
from db.opened import MOVED_TO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from db.ask import Record
    from db.unit import UnitOfWork

BATCH, FEW = 1000, 16
"""Rows of one statement; of a table that holds the bytes of files."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What was carried: rows of all tables, and by table."""

    rows: dict[str, int]

    @property
    def total(self) -> int:
        """All rows."""
        return sum(self.rows.values())


def is_empty(unit: UnitOfWork) -> bool:
    """Whether a store holds nothing that was entered yet."""
    tables = (unit.schema.operators, unit.schema.audit)
    return all(
        unit.connection.execute(sa.select(sa.literal(1)).select_from(one).limit(1)).first() is None for one in tables
    )


def carry(source: UnitOfWork, target: UnitOfWork, *, told: Callable[[int, int], None] | None = None) -> Carried:
    """Copy all rows into an empty store, index them anew, and compare them; `told` hears how many of how many are done,
    each row counted as it is copied and as it is compared.

    Raises StoreError EXISTS when the target is not empty, DAMAGED naming the table when a row did not arrive as it was.
    """
    if not is_empty(target):
        raise StoreError(Fault.EXISTS)
    theirs = {table.name: table for table in target.schema.everything()}
    target.connection.execute(target.schema.settings.delete())
    target.settings_known = target.chain_end = None  # all of it comes from the other side
    bulk.defer_references(target.connection)
    found: dict[str, int] = {}
    whole = 2 * _rows_of(source) if told is not None else 0
    for table in source.schema.everything():
        found[table.name] = 0
        for rows in _batches(source, table, arrival=True):
            columns = dict(zip(table.c.keys(), map(list, zip(*rows, strict=True)), strict=True))
            bulk.insert(target.connection, theirs[table.name], columns)
            found[table.name] += len(rows)
            if told is not None:
                told(sum(found.values()), whole)
    _index(source, target)
    done = sum(found.values())
    for table in source.schema.everything():
        _compare(source, target, table)
        done += found[table.name]
        if told is not None:
            told(done, whole)
    return Carried(found)


def _rows_of(unit: UnitOfWork) -> int:
    counts = (sa.select(sa.func.count()).select_from(table) for table in unit.schema.everything())
    return sum(unit.connection.execute(count).scalar_one() for count in counts)


def _batches(unit: UnitOfWork, table: sa.Table, *, arrival: bool) -> Iterator[Sequence[Sequence[Any]]]:
    """The rows of a table, in the order they came or by their key."""
    by_key = list(table.primary_key.columns)
    arrived: list[Any] = [table.c.id] if "id" in table.c else [sa.literal_column("rowid")]
    query = sa.select(table).order_by(*(arrived if arrival else by_key))
    if table.name == "settings":
        query = query.where(table.c.key != MOVED_TO)
    has_bytes = any(isinstance(column.type, sa.LargeBinary) for column in table.c)
    size = FEW if has_bytes else BATCH
    result = unit.connection.execute(query, execution_options={"yield_per": size})
    try:
        for rows in result.partitions():
            yield [tuple(row) for row in rows]
    finally:
        result.close()


def _index(source: UnitOfWork, target: UnitOfWork) -> None:
    """Give every search row its words: these are derived, and each kind of store keeps them in its own way."""
    rows, words = source.schema.search_rows, search.words_of(target.connection)
    for ledger in source.schema.ledgers.values():
        contents = search.Contents(ledger)
        own = sa.select(rows.c.record_id, rows.c.id).where(rows.c.ledger == ledger.name).order_by(rows.c.id)
        indexed = [tuple(row) for row in source.connection.execute(own)]
        for start in range(0, len(indexed), BATCH):
            ids = dict(indexed[start : start + BATCH])
            records = _records(source, ledger.name, list(ids))
            words.put(target.connection, [(ids[one.id], *contents.of(one)) for one in records])


def _records(unit: UnitOfWork, ledger: str, ids: list[int]) -> list[Record]:
    declared = unit.schema.ledgers[ledger]
    with unit.seeing(restricted=True):
        found = unit.reading.records(declared, ids)
        children = unit.reading.children(declared, ids)
    return [replace(one, children=children.get(one.id, {})) for one in found.values()]


def _compare(source: UnitOfWork, target: UnitOfWork, table: sa.Table) -> None:
    """Hold every row of a table of the target against that of the source, value by value."""
    theirs = target.schema.metadata.tables[table.name]
    pairs = zip_longest(_rows(source, table), _rows(target, theirs))
    unlike = sum(1 for one, other in pairs if one != other)  # to the end: no look at a table is left half done
    if unlike:
        raise StoreError(Fault.DAMAGED, table.name)


def _rows(unit: UnitOfWork, table: sa.Table) -> Iterator[Sequence[Any]]:
    for rows in _batches(unit, table, arrival=False):
        yield from rows
