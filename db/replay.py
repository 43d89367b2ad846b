"""The history replayed: what each record should hold by its newest row, against what the tables hold. Reads only."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from db import audit
from db.queries import BATCH, Reading, record_of
from db.unit import STAMPED, STAMPS, kept_cells, kept_stamps, kept_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from db.declare import Ledger
    from db.tables import Schema

OWN_TABLES = ("attachment", "link", "archive_item", audit.ERASURES)
"""Tables of the program's own whose rows are kept whole in the history, under their own name."""
GONE = ("purge", "empty", "import", audit.ERASED)
"""Actions after which a record may be missing from its table; an import's row names its batch, which is none."""


class Odd(StrEnum):
    """How a row and its history differ."""

    CHANGED = "changed"
    UNKNOWN = "unknown"
    """It stands in its table, and the history says nothing of it."""
    MISSING = "missing"
    """The history speaks of it, and it is not in its table."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not what its history says: which, how, and the keys of what differs (`@key`: a stamp)."""

    table: str
    name: str
    uuid: str
    odd: Odd
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as it stands, in the words of the history."""

    uuid: str
    name: str
    kept: dict[str, Any]


def differences(
    connection: sa.Connection,
    schema: Schema,
    walked: audit.Walked,
    *,
    told: Callable[[int], None] | None = None,
) -> Iterator[Difference]:
    """Every row of a ledger, a link, a file or an operator that is not what its newest history row says."""
    compare = _Compare(connection, schema, walked)
    done = 0
    for ledger in schema.ledgers.values():
        for rows in _records(connection, schema, ledger):
            yield from compare.rows(ledger.name, rows)
            done += len(rows)
            if told is not None:
                told(done)
        yield from compare.missing(ledger.name)
    for name in OWN_TABLES:
        for rows in _own(connection, schema.metadata.tables[name]):
            yield from compare.rows(name, rows)
        yield from compare.missing(name)
    yield from compare.rows(audit.OPERATORS, list(_operators(connection, schema)))
    yield from compare.missing(audit.OPERATORS)


class _Compare:
    """Holds rows against the history; remembers which the history knew."""

    def __init__(self, connection: sa.Connection, schema: Schema, walked: audit.Walked) -> None:
        self.connection, self.schema, self.walked = connection, schema, walked
        self.left: dict[str, set[str]] = {}
        for ledger, uuid in walked.latest:
            self.left.setdefault(ledger, set()).add(uuid)
        self.older_operators = _older_operators(connection, schema)

    def rows(self, table: str, rows: Sequence[_Row]) -> Iterator[Difference]:
        latest = {row.uuid: self.walked.latest.get((table, row.uuid)) for row in rows}
        kept = _values(self.connection, self.schema, [seq for seq in latest.values() if seq])
        seeds = self._seeds(table)
        for row in rows:
            self.left.get(table, set()).discard(row.uuid)
            seq = latest[row.uuid]
            said = kept.get(seq) if seq else seeds.get(row.uuid)
            if table == audit.OPERATORS and said is None:
                said = self._older_operator(row)
            if said is None and row.uuid in self.walked.erased:
                said = {STAMPS: row.kept.get(STAMPS)}  # destroyed by order: only the stamps may be left
            if said is None:
                if not self._excused(table, seq):
                    yield Difference(table, row.name, row.uuid, Odd.UNKNOWN)
            elif keys := _unlike(row.kept, {**_filled(table, row.kept), **said}):
                yield Difference(table, row.name, row.uuid, Odd.CHANGED, keys)

    def missing(self, table: str) -> Iterator[Difference]:
        """What the history knows and no row was found for, but for what was lawfully put away."""
        left = {uuid: self.walked.latest[table, uuid] for uuid in self.left.get(table, ())}
        gone = _gone(self.connection, self.schema, table) if left else set()
        for uuid, seq in sorted(left.items(), key=lambda item: item[1]):
            if uuid not in gone:
                yield Difference(table, _described(self.connection, self.schema, seq), uuid, Odd.MISSING)

    def _older_operator(self, row: _Row) -> dict[str, Any] | None:
        """What is known of an operator from before all of him was kept; when he was entered is not."""
        said = self.older_operators.get(row.name)
        return None if said is None else {"created_at": row.kept.get("created_at"), **said}

    def _excused(self, table: str, seq: int | None) -> bool:
        """Whether a row may be without kept values: it is from before they were kept."""
        if seq == 0:
            return table in OWN_TABLES
        return table in self.walked.seeds and not self._seeds(table)

    def _seeds(self, table: str) -> Mapping[str, Any]:
        seq = self.walked.seeds.get(table)
        kept = _values(self.connection, self.schema, [seq]).get(seq) if seq else None
        rows: Mapping[str, Any] = (kept or {}).get(audit.SEED_ROWS, {})
        return rows


def _filled(table: str, kept: Mapping[str, Any]) -> dict[str, Any]:
    """What an upgrade filled in where the history is older: 0003, the kind of a campaign by its name."""
    kind = "专项攻坚" if "攻坚" in str(kept.get("name") or "") else "活动"
    return {"kind": kind} if table == "campaigns" and kept.get("kind") == kind else {}


def _unlike(kept: dict[str, Any], said: Mapping[str, Any]) -> tuple[str, ...]:
    """The keys by which a row differs from its history; a column that is younger than the history row may be empty."""
    if kept == said:
        return ()
    plain = {key: _comparable(value) for key, value in kept.items() if key != STAMPS}
    keys = [key for key, value in plain.items() if value != _comparable(said.get(key)) and (key in said or value)]
    keys += [key for key in said if key not in plain and key != STAMPS and not key.startswith("#")]
    keys += [key for key in said if key.startswith("#") and key not in plain and said[key]]
    stamps = zip(STAMPED, kept.get(STAMPS, ()), said.get(STAMPS, ()), strict=False)
    return (*keys, *(f"@{key}" for key, now, then in stamps if now != then))


def _comparable(value: Any) -> Any:
    return json.loads(audit.canonical(value))


def _records(connection: sa.Connection, schema: Schema, ledger: Ledger) -> Iterator[list[_Row]]:
    table = schema.table(ledger.name)
    reading = Reading(connection, schema, date.min)
    for batch in _batches(connection, table):
        children = reading.children(ledger, [row["id"] for row in batch]) if ledger.children else {}
        rows = []
        for row in batch:
            record = record_of(ledger, row)
            whole = replace(record, children=children.get(record.id, {}))
            kept = {**kept_values(ledger, whole), STAMPS: kept_stamps(record)}
            rows.append(_Row(record.uuid, record.number, kept))
        yield rows


def _own(connection: sa.Connection, table: sa.Table) -> Iterator[list[_Row]]:
    for batch in _batches(connection, table):
        yield [_Row(row["uuid"], str(row.get("name") or ""), kept_cells(row)) for row in batch]


def _operators(connection: sa.Connection, schema: Schema) -> Iterator[_Row]:
    for row in connection.execute(sa.select(schema.operators)).mappings():
        yield _Row(f"{audit.OPERATORS}:{row['name']}", row["name"], kept_cells(row))


def _older_operators(connection: sa.Connection, schema: Schema) -> dict[str, dict[str, Any]]:
    """What the history says of operators from before all of them was kept: name and role."""
    table, values = schema.audit, schema.audit_values
    query = sa.select(values.c.new).join(table, table.c.seq == values.c.seq).order_by(table.c.seq)
    query = query.where(table.c.action == audit.OPERATORS, table.c.uuid == "", values.c.new.is_not(None))
    said = [json.loads(new) for new in connection.execute(query).scalars()]
    return {one["name"]: one for one in said}


def _batches(connection: sa.Connection, table: sa.Table) -> Iterator[Sequence[sa.RowMapping]]:
    last = 0
    while True:
        query = sa.select(table).where(table.c.id > last).order_by(table.c.id).limit(BATCH)
        rows = connection.execute(query).mappings().all()
        if not rows:
            return
        yield rows
        last = rows[-1]["id"]


def _values(connection: sa.Connection, schema: Schema, seqs: Sequence[int]) -> dict[int, dict[str, Any]]:
    values, found = schema.audit_values, {}
    for start in range(0, len(seqs), BATCH):
        query = sa.select(values.c.seq, values.c.new).where(values.c.seq.in_(seqs[start : start + BATCH]))
        found.update({seq: json.loads(new) for seq, new in connection.execute(query) if new is not None})
    return found


def _gone(connection: sa.Connection, schema: Schema, table: str) -> set[str]:
    rows = schema.audit
    query = sa.select(rows.c.uuid).where(rows.c.ledger == table, rows.c.action.in_(GONE))
    return set(connection.execute(query).scalars())


def _described(connection: sa.Connection, schema: Schema, seq: int) -> str:
    """The words of a history row, by which a record that is gone is named."""
    values = schema.audit_values  # 0: the history has no values of it, and so no words that name it
    return str(connection.execute(sa.select(values.c.description).where(values.c.seq == seq)).scalar() or "")
