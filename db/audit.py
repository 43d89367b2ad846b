"""The append-only history: one hash-chained row a change, its values in an erasable side table."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from db import bulk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from db.tables import Schema

FORMAT = 2
"""What is written; since format 2 the description stands under the digest. Rows of format 1 come before all others."""
FIRST_FORMAT = 1
GENESIS = "0" * 64
SALT_BYTES = 16
CHAINED = ("seq", "at", "operator", "action", "ledger", "uuid", "digest", "reason", "step", "undoes")
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Of an anchor's short code: no I, L, O, U, which a pen makes into other signs."""
CODE_BITS, CODE_GROUP = 60, 4
ERASED = "erase"
"""The action of destroying kept values: their digest stays in the chain, the values are gone."""
REDACTED = "redact"
"""The action of taking words out of what is kept; without a uuid it is the restatement of the rows it changed."""
ERASURES = "erasure"
"""The table of the orders to do so, and the `ledger` of their rows."""
OPERATORS = "operator"
"""The action and the `ledger` of rows about operators; their uuid is `operator:NAME`."""
SETTINGS = "settings"
"""The `ledger` of rows about a setting that can be undone; their uuid is the setting's key."""
SEEDED = "seed"
"""The action of filling a register in one row; its values are kept by uuid under `SEED_ROWS`."""
SEED_ROWS = "#rows"
IMPORTED = "import"
"""The action of a whole import, or of its withdrawal: its uuid is that of the batch, which is no record."""
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False).encode


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
    return _encode(value)


def digest_of(salt: str, description: str, old: str | None, new: str | None, *, form: int = FORMAT) -> str:
    """The salted digest that stands in the chain for the words and the values."""
    parts = [salt, old, new] if form == FIRST_FORMAT else [salt, description, old, new]
    return hashlib.sha256(_encode(parts).encode()).hexdigest()


def chained(prev: str, fields: Sequence[Any], *, form: int = FORMAT) -> str:
    """The hash of a row: SHA-256 over the JSON array of the format, the fields of `CHAINED`, and the hash before."""
    return hashlib.sha256(_encode([form, *fields, prev]).encode()).hexdigest()


def append(
    connection: sa.Connection, schema: Schema, at: datetime, entry: Entry, end: tuple[int, str] | None = None
) -> int:
    """Write one entry at the end of the chain, in the transaction of the change itself; its sequence number.

    The `end` is asked for where it is not known.
    """
    row, values = _links(connection, schema, at, [entry], end)[0]
    connection.execute(schema.audit_insert, row)
    connection.execute(schema.audit_values_insert, values)
    return int(row["seq"])


def append_many(
    connection: sa.Connection,
    schema: Schema,
    at: datetime,
    entries: Sequence[Entry],
    end: tuple[int, str] | None = None,
) -> None:
    """Write many entries at the end of the chain, each a link of its own, in two statements."""
    if entries:
        linked = _links(connection, schema, at, entries, end)
        bulk.insert(connection, schema.audit, _by_column([row for row, _values in linked]))
        bulk.insert(connection, schema.audit_values, _by_column([values for _row, values in linked]))


def _by_column(rows: Sequence[dict[str, Any]]) -> dict[str, tuple[Any, ...]]:
    return dict(zip(rows[0], zip(*(row.values() for row in rows), strict=True), strict=True))


def _links(
    connection: sa.Connection, schema: Schema, at: datetime, entries: Sequence[Entry], end: tuple[int, str] | None
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The rows of the chain for entries in their order, each beside its row of values."""
    seq, prev = end or head(connection, schema)
    moment, linked = at.isoformat(), []
    salts = secrets.token_hex(SALT_BYTES * len(entries))
    for place, entry in enumerate(entries):
        seq += 1
        salt = salts[place * SALT_BYTES * 2 : (place + 1) * SALT_BYTES * 2]
        old = None if entry.old is None else canonical(entry.old)
        new = None if entry.new is None else canonical(entry.new)
        digest = digest_of(salt, entry.description, old, new)
        fields = (
            seq, moment, entry.operator, entry.action, entry.ledger, entry.uuid, digest, entry.reason, entry.step,
            entry.undoes,
        )  # fmt: skip
        row = {**dict(zip(CHAINED, fields, strict=True)), "prev": prev, "hash": chained(prev, fields)}
        prev = str(row["hash"])
        linked.append((row, {"seq": seq, "salt": salt, "description": entry.description, "old": old, "new": new}))
    return linked


def head(connection: sa.Connection, schema: Schema) -> tuple[int, str]:
    """The anchor of the chain: its last sequence number and hash."""
    row = connection.execute(schema.chain_end).first()
    return (row.seq, row.hash) if row else (0, GENESIS)


def hash_at(connection: sa.Connection, schema: Schema, seq: int) -> str | None:
    """The hash of one row, None when there is none of that number."""
    if seq == 0:
        return GENESIS
    audit = schema.audit
    found = connection.execute(sa.select(audit.c.hash).where(audit.c.seq == seq)).scalar()
    return None if found is None else str(found)


def code_of(hash_text: str) -> str:
    """The first 60 bits of a hash as three groups of four signs, short enough to be read out and typed."""
    number = int(hash_text[: CODE_BITS // 4], 16)
    signs = [CODE_ALPHABET[number >> shift & 31] for shift in range(CODE_BITS - 5, -1, -5)]
    return "-".join("".join(signs[start : start + CODE_GROUP]) for start in range(0, len(signs), CODE_GROUP))


class Wrong(StrEnum):
    """What can be wrong with a row of the chain."""

    GAP = "gap"
    LINK = "link"
    CONTENT = "content"
    VALUES = "values"


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold: the row's number and how."""

    seq: int
    wrong: Wrong


@dataclass(slots=True)
class Walked:
    """What a walk over the whole chain found; `latest` gives the newest row with values of each (ledger, uuid)."""

    rows: int = 0
    newest_at: str = ""
    """The latest moment any row bears."""
    breaks: list[Break] = field(default_factory=list)
    latest: dict[tuple[str, str], int] = field(default_factory=dict)
    """0 where the history speaks of a thing but kept no values of it."""
    seeds: dict[str, int] = field(default_factory=dict)
    """The row that filled a register, by ledger."""
    erased: set[str] = field(default_factory=set)
    """The uuids whose kept values were destroyed by an approved order."""
    restated: set[int] = field(default_factory=set)
    """The rows out of which words were taken by an approved order: they hold by a later row of the chain."""


def walk(connection: sa.Connection, schema: Schema, *, told: Callable[[int], None] | None = None) -> Walked:
    """Hold every row against the row before it and its values against their digest; `told` hears every so many rows."""
    found, unkept, doubts = Walked(), [], list[_Doubt]()
    said: dict[int, str] = {}
    prev, seq, form = GENESIS, 0, FIRST_FORMAT
    for fields, kept in _rows(connection, schema):
        wrong, form = _wrong(fields, kept, prev, seq, form)
        doubts += wrong
        if not wrong and kept[0] is None:
            unkept.append((fields[0], fields[5]))
        if fields[3] == REDACTED and not fields[5] and kept[3] is not None and not wrong:
            said[fields[0]] = kept[3]
        prev, seq = fields[11], fields[0]
        _remember(found, fields, kept)
        if told is not None and found.rows % TOLD_EVERY == 0:
            told(found.rows)
    _settle(found, doubts, said)
    found.breaks += [Break(row, Wrong.VALUES) for row, uuid in unkept if uuid not in found.erased]
    found.breaks.sort(key=lambda one: one.seq)
    return found


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A row that is not what its hash or digest says, with the hash or digest of what it is."""

    seq: int
    wrong: Wrong
    now: str = ""


def _settle(found: Walked, doubts: Sequence[_Doubt], said: dict[int, str]) -> None:
    """Hold what is in doubt against the restatements of the chain: what they do not say either, is broken."""
    now: dict[Wrong, dict[str, str]] = {Wrong.VALUES: {}, Wrong.CONTENT: {}}
    for _seq, text in sorted(said.items()):
        one = json.loads(text)
        now[Wrong.VALUES] |= one["values"]
        now[Wrong.CONTENT] |= one["rows"]
    for doubt in doubts:
        if doubt.now and now[doubt.wrong].get(str(doubt.seq)) == doubt.now:
            found.restated.add(doubt.seq)
        elif not found.breaks or found.breaks[-1].seq != doubt.seq:
            found.breaks.append(Break(doubt.seq, doubt.wrong))


TOLD_EVERY = 2000
ASKED = 500
"""How many uuids one query is given."""


def verify(connection: sa.Connection, schema: Schema) -> tuple[int, str]:
    """Walk the chain: (rows that hold, what is wrong with the next one: gap, link, content, values or nothing)."""
    walked = walk(connection, schema)
    first = next(iter(walked.breaks), None)
    if first is None:
        return walked.rows, ""
    before = sa.select(sa.func.count()).select_from(schema.audit).where(schema.audit.c.seq < first.seq)
    return int(connection.execute(before).scalar_one()), first.wrong.value


def _rows(connection: sa.Connection, schema: Schema) -> Iterator[tuple[Sequence[Any], Sequence[Any]]]:
    audit, values = schema.audit, schema.audit_values
    fields = [audit.c[key] for key in (*CHAINED, "prev", "hash")]
    query = sa.select(*fields, values.c.salt, values.c.description, values.c.old, values.c.new)
    query = query.select_from(audit.outerjoin(values, audit.c.seq == values.c.seq)).order_by(audit.c.seq)
    for row in connection.execute(query, execution_options={"yield_per": TOLD_EVERY}):
        plain = tuple(row)
        yield plain[:12], plain[12:]


def _wrong(fields: Sequence[Any], kept: Sequence[Any], prev: str, seq: int, form: int) -> tuple[list[_Doubt], int]:
    """What is wrong with a row, and the format it is of: once the present one was seen, no older one may follow."""
    if fields[0] != seq + 1:
        return [_Doubt(fields[0], Wrong.GAP)], form
    if fields[10] != prev:
        return [_Doubt(fields[0], Wrong.LINK)], form
    own, wrong, present = fields[:10], list[_Doubt](), chained(prev, fields[:10])
    if fields[11] == present:
        form = FORMAT
    elif form == FORMAT or fields[11] != chained(prev, own, form=form):
        wrong.append(_Doubt(fields[0], Wrong.CONTENT, present))
    salt, description, old, new = kept
    if salt is not None and fields[6] != digest_of(salt, description, old, new, form=form):
        wrong.append(_Doubt(fields[0], Wrong.VALUES, digest_of(salt, description, old, new)))
    return wrong, form


def _remember(found: Walked, fields: Sequence[Any], kept: Sequence[Any]) -> None:
    seq, at, _operator, action, ledger, uuid = fields[:6]
    found.rows += 1
    found.newest_at = max(found.newest_at, at or "")  # of a damaged page nothing may be left
    if action == SEEDED:
        found.seeds[ledger] = seq
    elif action == ERASED:
        found.erased.add(uuid)
    elif action == IMPORTED:
        return
    elif uuid and kept[3] is not None:
        found.latest[ledger, uuid] = seq
    elif uuid:
        found.latest.setdefault((ledger, uuid), 0)


def is_erased(connection: sa.Connection, schema: Schema, uuid: str) -> bool:
    """Whether the values kept of a thing were destroyed by an approved order."""
    where = (schema.audit.c.uuid == uuid) & (schema.audit.c.action == ERASED)
    return connection.execute(sa.select(schema.audit.c.seq).where(where)).first() is not None


def erased_of(connection: sa.Connection, schema: Schema, uuids: Sequence[str]) -> set[str]:
    """Those of some things whose kept values were destroyed by an approved order."""
    audit, found = schema.audit, set[str]()
    for start in range(0, len(uuids), ASKED):
        own = audit.c.uuid.in_(uuids[start : start + ASKED])
        found |= set(connection.execute(sa.select(audit.c.uuid).where(own, audit.c.action == ERASED)).scalars())
    return found


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


def headings(connection: sa.Connection, schema: Schema, where: sa.ColumnElement[bool]) -> list[Event]:
    """Every entry that satisfies a condition, newest first, with its words and without its values: a step of an import
    has a hundred thousand.
    """
    audit, values = schema.audit, schema.audit_values
    query = sa.select(
        audit.c.seq, audit.c.at, audit.c.operator, audit.c.action, audit.c.ledger, audit.c.uuid, values.c.description,
        audit.c.step, audit.c.reason, audit.c.undoes,
    )  # fmt: skip
    query = query.join(values, audit.c.seq == values.c.seq).where(where).order_by(audit.c.seq.desc())
    return [Event(seq, datetime.fromisoformat(at), Entry(*rest)) for seq, at, *rest in connection.execute(query)]


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
