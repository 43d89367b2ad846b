"""What rows say in the columns that figures read: by id when figures are frozen, by uuid when they are compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from db import mapping

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.figures.said import Reads
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork

BATCH = 500
Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A record as it stands: its names, whether it is voided, and what it says in the columns that were asked for.

    `said` has the history's form of each filled column, and under `#child` the rows of a child by uuid.
    """

    id: int
    uuid: str
    number: str
    voided_by: str
    void_reason: str
    created_by: str
    said: Said


def read(unit: UnitOfWork, ledger: Ledger, reads: Reads, *, key: str, wanted: Iterable[Any]) -> dict[Any, Row]:
    """The rows whose `key` (id or uuid) is wanted, by it; voided ones too."""
    table, columns = unit.schema.table(ledger.name), [ledger.column(one) for one in sorted(reads.record)]
    cells = ("id", "uuid", "number", "voided_at", "voided_by", "void_reason", "created_by")
    query = sa.select(*(table.c[one] for one in (*cells, *_parts(columns, cells))))
    query = query.where(*unit.reading.sight.of(ledger, table))
    found: dict[Any, Row] = {}
    for batch in _batches(sorted(set(wanted))):
        rows = unit.connection.execute(query.where(table.c[key].in_(batch))).mappings().all()
        children = _children(unit, ledger, reads, [row["id"] for row in rows])
        for row in rows:
            said = _cells(columns, row) | children.get(row["id"], {})
            voided = (row["voided_by"] or "", row["void_reason"] or "") if row["voided_at"] else ("", "")
            found[row[key]] = Row(row["id"], row["uuid"], row["number"], *voided, row["created_by"], said)
    return found


def of_history(ledger: Ledger, reads: Reads, kept: Mapping[str, Any]) -> Said:
    """The same of a record as the history keeps it."""
    said: Said = {key: kept[key] for key in reads.record if kept.get(key) is not None}
    for name, keys in reads.children.items():
        rows = kept.get(f"#{name}", ())
        said |= {f"#{name}": {row["uuid"]: {k: row[k] for k in keys if row.get(k) is not None} for row in rows}}
    return said


def _parts(columns: Iterable[Column], known: Sequence[str]) -> list[str]:
    return [part for column in columns for part in mapping.parts(column) if part not in known]


def _cells(columns: Iterable[Column], row: Mapping[Any, Any]) -> Said:
    return {c.key: mapping.kept(c, mapping.from_row(c, row)) for c in columns if row[c.key] is not None}


def _children(unit: UnitOfWork, ledger: Ledger, reads: Reads, ids: list[int]) -> dict[int, Said]:
    found: dict[int, Said] = {}
    for name, keys in reads.children.items():
        table = unit.schema.child(ledger, name)
        columns = [ledger.child(name).column(key) for key in sorted(keys)]
        cells = [table.c[one] for one in ("parent_id", "uuid", *_parts(columns, ()))]
        for row in unit.connection.execute(sa.select(*cells).where(table.c.parent_id.in_(ids))).mappings():
            rows = found.setdefault(row["parent_id"], {}).setdefault(f"#{name}", {})
            rows[row["uuid"]] = _cells(columns, row)
    return found


def _batches(wanted: list[Any]) -> Iterable[list[Any]]:
    return (wanted[start : start + BATCH] for start in range(0, len(wanted), BATCH))
