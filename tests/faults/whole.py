"""What every recipe ends with: the file opened again, and everything that could be half saved looked for."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.ledgers import registry
from db import audit, verify
from db.unit import kept_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.services.desk import Desk
    from db.unit import UnitOfWork

TOUCHED = ("rectifications", "opinions")
"""The ledgers that the write paths enter records into."""


def problems(desk: Desk) -> list[str]:
    """Everything wrong with a ledger file, in words; empty when it is whole."""
    with desk.store.read() as unit:
        return list(_problems(unit))


def _problems(unit: UnitOfWork) -> Iterator[str]:
    connection = unit.connection
    if connection.dialect.name == "sqlite":  # a server holds its own pages and references
        yield from (f"integrity: {line}" for line in _all(connection, "PRAGMA integrity_check") if line != "ok")
        yield from (f"foreign key: {line}" for line in _all(connection, "PRAGMA foreign_key_check"))
    count, fault = audit.verify(connection, unit.schema)
    if fault:
        yield f"chain: {fault} after {count}"
    yield from _records(unit)
    yield from _numbers(unit)
    yield from _search(connection)
    yield from _attachments(connection)
    yield from _side_rows(connection)


def _all(connection: sa.Connection, statement: str) -> list[object]:
    return list(connection.execute(sa.text(statement)).scalars())


def _records(unit: UnitOfWork) -> Iterator[str]:
    """Each record is exactly what its last history row says of it."""
    for name in TOUCHED:
        ledger = registry.find(name)
        query = (
            f"SELECT uuid, action, new FROM audit JOIN audit_value USING (seq) WHERE ledger = '{name}' AND "
            "action IN ('add', 'edit', 'void', 'restore', 'correct', 'move', 'redact', 'carry') ORDER BY seq"
        )
        rows = unit.connection.execute(sa.text(query)).all()
        last = {uuid: (action, new) for uuid, action, new in rows}
        found: set[str] = set()
        for (record_id,) in unit.connection.execute(sa.text(f"SELECT id FROM {name}")).all():
            record = unit.reading.one(ledger, id=record_id)
            assert record is not None
            found.add(record.uuid)
            action, new = last.get(record.uuid, ("none", ""))
            own = {*(column.key for column in ledger.columns), *(f"#{child.name}" for child in ledger.children)}
            said = {key: value for key, value in json.loads(new or "{}").items() if key in own}
            if audit.canonical(kept_values(ledger, record)) != audit.canonical(said):
                yield f"{name} {record.number} differs from its history ({action})"
            if action != "redact" and (record.voided_at is not None) != (action == "void"):
                yield f"{name} {record.number} stands otherwise than its history says ({action})"
        yield from (f"{name} {uuid} is in the history only" for uuid in last.keys() - found)


def _numbers(unit: UnitOfWork) -> Iterator[str]:
    for name in TOUCHED:
        own = f"{name} WHERE number NOT LIKE '%·%'"  # what another office numbered has its name before it
        again = f"SELECT year || '-' || serial FROM {own} GROUP BY year, serial HAVING count(*) > 1"
        yield from (f"{name} number {number} used twice" for number in _all(unit.connection, again))
        behind = (
            f"SELECT year FROM (SELECT * FROM {own}) r JOIN numbers n USING (year) WHERE n.series = '{name}' "
            "GROUP BY year HAVING max(r.serial) >= max(n.next_serial)"
        )
        yield from (f"{name} {year}: a number would be given again" for year in _all(unit.connection, behind))


def _search(connection: sa.Connection) -> Iterator[str]:
    rows = set(_all(connection, "SELECT id FROM search_row"))
    texts = set(connection.execute(verify.checks_of(connection).indexed()).scalars())
    if rows != texts:
        yield f"search: {len(rows)} rows, {len(texts)} texts"
    for name in TOUCHED:
        wanting = f"SELECT id FROM {name} WHERE id NOT IN (SELECT record_id FROM search_row WHERE ledger = '{name}')"
        yield from (f"{name} {record_id} cannot be found" for record_id in _all(connection, wanting))


def _attachments(connection: sa.Connection) -> Iterator[str]:
    for sha256, size in connection.execute(sa.text("SELECT DISTINCT sha256, size FROM attachment")).all():
        pieces = sa.text("SELECT data FROM attachment_chunk WHERE sha256 = :sha256 ORDER BY position")
        data = b"".join(connection.execute(pieces, {"sha256": sha256}).scalars())
        if len(data) != size or hashlib.sha256(data).hexdigest() != sha256:
            yield f"attachment {sha256[:8]} is not whole"
    orphans = "SELECT DISTINCT sha256 FROM attachment_chunk WHERE sha256 NOT IN (SELECT sha256 FROM attachment)"
    yield from (f"pieces of {sha256} belong to no attachment" for sha256 in _all(connection, orphans))


def _side_rows(connection: sa.Connection) -> Iterator[str]:
    """Links and attachments stand if and only if their last history row says so."""
    for table, made in (("attachment", "attach"), ("link", "link")):
        query = f"SELECT uuid, action FROM audit WHERE ledger = '{table}' AND action != 'settings' ORDER BY seq"
        last = dict(connection.execute(sa.text(query)).all())
        stands = {
            uuid: voided is None
            for uuid, voided in connection.execute(sa.text(f"SELECT uuid, voided_at FROM {table}")).all()
        }
        if {uuid: action == made for uuid, action in last.items() if action != "erase"} != stands:
            yield f"{table}: rows and history differ"
