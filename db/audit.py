"""The append-only history: one hash-chained row a change, its values in an erasable side table."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Iterator

    from db.tables import Schema

FORMAT = 1
GENESIS = "0" * 64
CHAINED = ("seq", "at", "operator", "action", "ledger", "uuid", "digest", "reason", "step", "undoes")


@dataclass(frozen=True, slots=True)
class Entry:
    """One change to be written: who, what, why, and the values before and after as plain JSON objects."""

    operator: str
    action: str
    ledger: str
    uuid: str
    description: str
    step: str
    reason: str = ""
    undoes: str = ""
    old: dict[str, Any] | None = None
    new: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One row of the history as it is read back."""

    seq: int
    at: datetime
    entry: Entry


def canonical(value: Any) -> str:
    """The one JSON text of a value: no spaces, keys in order, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(salt: str, old: str | None, new: str | None) -> str:
    """The salted digest that stands in the chain for the values."""
    return hashlib.sha256(canonical([salt, old, new]).encode()).hexdigest()


def chained(prev: str, row: dict[str, Any]) -> str:
    """The hash of a row: SHA-256 over the canonical array of the format, its fields in order, and the hash before."""
    fields = [
        row[k] for k in ("seq", "at", "operator", "action", "ledger", "uuid", "digest", "reason", "step", "undoes")
    ]
    return hashlib.sha256(canonical([FORMAT, *fields, prev]).encode()).hexdigest()


def append(connection: sa.Connection, schema: Schema, at: datetime, entry: Entry) -> int:
    """Write one entry at the end of the chain, in the transaction of the change itself; its sequence number."""
    audit = schema.audit
    last = connection.execute(sa.select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).first()
    seq, prev = (last.seq + 1, last.hash) if last else (1, GENESIS)
    salt = secrets.token_hex(16)
    old = None if entry.old is None else canonical(entry.old)
    new = None if entry.new is None else canonical(entry.new)
    row = {
        "seq": seq,
        "at": at.isoformat(),
        "operator": entry.operator,
        "action": entry.action,
        "ledger": entry.ledger,
        "uuid": entry.uuid,
        "digest": digest_of(salt, old, new),
        "reason": entry.reason,
        "step": entry.step,
        "undoes": entry.undoes,
    }
    connection.execute(audit.insert().values(**row, prev=prev, hash=chained(prev, row)))
    values = {"seq": seq, "salt": salt, "description": entry.description, "old": old, "new": new}
    connection.execute(schema.audit_values.insert().values(**values))
    return int(seq)


def head(connection: sa.Connection, schema: Schema) -> tuple[int, str]:
    """The anchor of the chain: its last sequence number and hash."""
    audit = schema.audit
    row = connection.execute(sa.select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).first()
    return (row.seq, row.hash) if row else (0, GENESIS)


def verify(connection: sa.Connection, schema: Schema) -> tuple[int, str]:
    """Walk the chain: (rows that hold, what is wrong with the next one: gap, link, content, values or nothing)."""
    audit, values = schema.audit, schema.audit_values
    joined = sa.select(audit, values.c.salt, values.c.old, values.c.new).select_from(
        audit.outerjoin(values, audit.c.seq == values.c.seq)
    )
    prev, count = GENESIS, 0
    for row in connection.execute(joined.order_by(audit.c.seq)).mappings():
        fault = _fault(row, prev, count)
        if fault:
            return count, fault
        prev, count = row["hash"], count + 1
    return count, ""


def _fault(row: sa.RowMapping, prev: str, count: int) -> str:
    if row["seq"] != count + 1:
        return "gap"
    if row["prev"] != prev:
        return "link"
    if row["hash"] != chained(prev, dict(row)):
        return "content"
    if row["salt"] is not None and row["digest"] != digest_of(row["salt"], row["old"], row["new"]):
        return "values"
    return ""


def events(connection: sa.Connection, schema: Schema, where: sa.ColumnElement[bool], limit: int = 200) -> list[Event]:
    """The newest entries that satisfy a condition on the audit table, newest first."""
    audit, values = schema.audit, schema.audit_values
    query = (
        sa.select(audit, values.c.description, values.c.old, values.c.new)
        .join(values, audit.c.seq == values.c.seq)
        .where(where)
        .order_by(audit.c.seq.desc())
        .limit(limit)
    )
    return list(_events(connection.execute(query).mappings().all()))


def _events(rows: Any) -> Iterator[Event]:
    for row in rows:
        entry = Entry(
            operator=row["operator"],
            action=row["action"],
            ledger=row["ledger"],
            uuid=row["uuid"],
            description=row["description"],
            step=row["step"],
            reason=row["reason"],
            undoes=row["undoes"],
            old=json.loads(row["old"]) if row["old"] else None,
            new=json.loads(row["new"]) if row["new"] else None,
        )
        yield Event(row["seq"], datetime.fromisoformat(row["at"]), entry)
