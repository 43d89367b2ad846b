"""A record as packages carry and compare it: its values, the rows of its children, its files and its links by key.

A value is what the history keeps of it (`db.unit.kept_values`). Beside the columns and `#child` stand `@file:UUID`,
`@link:UUID` and, for a voided record, `@voided`; what is empty has no key.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from db import audit
from db.declare import REGISTER_OF, ChangedBy
from db.unit import kept_cells, kept_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from db.ask import Record
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork

    Content = dict[str, Any]
    """What a record says, by key."""
    Said = dict[str, Any]
    """What an office last said of a record: by key its digest, of a child the digests of its rows in order."""
    Pointed = Callable[[str, Any], Any]
    """From a register and what points into it to what points into it elsewhere."""

FILE, LINK, VOIDED, OWN, ROWS = "@file:", "@link:", "@voided", "own:", "#"
REGISTERS = ("organisations", "places", "households", "people", "campaigns")
"""The registers that records point into; they travel first."""
STAYING = ("holidays",)
"""What is the same for every office and does not travel."""
_BYTES = 6


def contents(unit: UnitOfWork, ledger: Ledger, records: Sequence[Record]) -> dict[str, Content]:
    """What each record says, by its uuid; the records are given with their children."""
    found: dict[str, Content] = {one.uuid: kept_values(ledger, one) for one in records}
    by_id = {one.id: found[one.uuid] for one in records}
    for record in records:
        if record.voided_at is not None:
            found[record.uuid][VOIDED] = True
    _add_files(unit, ledger, by_id)
    _add_links(unit, ledger, by_id)
    return found


def _add_files(unit: UnitOfWork, ledger: Ledger, by_id: Mapping[int, Content]) -> None:
    files = unit.schema.attachments
    own = (files.c.ledger == ledger.name) & files.c.record_id.in_(by_id) & files.c.voided_at.is_(None)
    for row in unit.connection.execute(sa.select(files).where(own)).mappings():
        told = kept_cells(row)
        by_id[row["record_id"]][FILE + row["uuid"]] = {
            key: value for key, value in told.items() if key not in ("uuid", "ledger", "record_id")
        }


def _add_links(unit: UnitOfWork, ledger: Ledger, by_id: Mapping[int, Content]) -> None:
    links = unit.schema.links
    own = (links.c.from_ledger == ledger.name) & links.c.from_id.in_(by_id) & links.c.voided_at.is_(None)
    query = sa.select(links).where(own, *unit.reading.sight.of_link(links))
    rows = unit.connection.execute(query).mappings().all()
    ends: dict[str, set[int]] = {}
    for row in rows:
        ends.setdefault(row["to_ledger"], set()).add(row["to_id"])
    uuids = {name: uuids_of(unit, name, ids) for name, ids in ends.items()}
    for row in rows:
        by_id[row["from_id"]][LINK + row["uuid"]] = {
            "kind": row["kind"],
            "to": [row["to_ledger"], uuids[row["to_ledger"]].get(row["to_id"], "")],
            "created_at": row["created_at"].isoformat(),
            "created_by": row["created_by"],
        }


def uuids_of(unit: UnitOfWork, name: str, ids: Iterable[int]) -> dict[int, str]:
    """The uuids of records of a ledger by their ids."""
    table = unit.schema.table(name)
    rows = unit.connection.execute(sa.select(table.c.id, table.c.uuid).where(table.c.id.in_(ids)))
    return {row.id: row.uuid for row in rows}


def ids_of(unit: UnitOfWork, name: str, uuids: Iterable[str]) -> dict[str, int]:
    """The ids of records of a ledger by their uuids."""
    table = unit.schema.table(name)
    rows = unit.connection.execute(sa.select(table.c.id, table.c.uuid).where(table.c.uuid.in_(uuids)))
    return {row.uuid: row.id for row in rows}


def pointing(ledger: Ledger, content: Content, pointed: Pointed) -> Content:
    """The content with every reference pointing elsewhere: `pointed` gets the register and what points into it."""
    found = dict(content)
    for column in ledger.references:
        if column.key in found:
            found[column.key] = _moved(column, found[column.key], pointed)
    for child in ledger.children:
        columns = [column for column in child.columns if column.is_reference]
        if columns and ROWS + child.name in found:
            found[ROWS + child.name] = [_moved_row(columns, row, pointed) for row in found[ROWS + child.name]]
    return found


def _moved_row(columns: Sequence[Column], row: Mapping[str, Any], pointed: Pointed) -> Content:
    return {**row, **{c.key: _moved(c, row[c.key], pointed) for c in columns if c.key in row}}


def _moved(column: Column, kept: Any, pointed: Pointed) -> list[Any]:  # noqa: ANN401 - what JSON held
    name, target = kept
    return [name, None if target is None else pointed(REGISTER_OF[column.kind], target)]


def own_name(column: Column) -> str:
    """What a column of the office's own is called in a package: its words and kind, for keys differ between offices."""
    return f"{OWN}{column.kind.value}:{column.label}"


def digest(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """A short digest by which two values are told apart."""
    return hashlib.blake2b(audit.canonical(value).encode("utf-8", "surrogatepass"), digest_size=_BYTES).hexdigest()


def said(content: Content) -> Said:
    """What is remembered of a content: enough to tell what changed since, and no value."""
    return {key: mark(key, value) for key, value in content.items()}


def mark(key: str, value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """The digest of one value, of a child the digests of its rows by their uuids."""
    if value is not None and key.startswith(ROWS):
        return [[row["uuid"], digest(row)] for row in value]
    return None if value is None else digest(value)


def is_compared(ledger: Ledger, key: str) -> bool:
    """Whether two offices can differ in a value: what the program computes follows from the rest."""
    return key[0] in "#@" or ledger.column(key).changed_by is not ChangedBy.SYSTEM


def beside(marks: Said) -> Said:
    """What is said of files and links: it changes without the record's version."""
    return {key: value for key, value in marks.items() if key.startswith((FILE, LINK))}
