"""A unit of work: one transaction of one operator, and all the writing that may be done in it."""

from __future__ import annotations

import json
import uuid as uuids
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import sqlalchemy as sa

from db import audit, bulk, layout, mapping, search
from db.ask import ChildRow, Record
from db.errors import Fault, StoreError
from db.queries import NEAR_DAYS, Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from db.clock import Clock
    from db.declare import Child, Ledger
    from db.tables import Schema
    from db.values import Value

Kept = TypeVar("Kept")


class Foreseen(Protocol):
    """What a store foresees to be asked: it remembers what was, and asks that ahead for the transactions to come."""

    def row(self, connection: sa.Connection, query: sa.Executable, given: Mapping[str, object]) -> Sequence[Any] | None:
        """The row of a question, from before the transaction's first write or asked now."""


def _alone(_connection: sa.Connection) -> AbstractContextManager[sa.Connection | None]:
    return nullcontext()


@dataclass(frozen=True, slots=True)
class NumberTaken:
    """The number a new record gets: its text, year and serial."""

    text: str
    year: int
    serial: int


@dataclass(frozen=True, slots=True)
class NewRow:
    """A new record, ready to be written with others."""

    uuid: str
    number: NumberTaken
    values: Mapping[str, Value]
    missing_count: int = 0
    children: Mapping[str, tuple[ChildRow, ...]] = field(default_factory=dict)
    stamps: Stamps | None = None
    """Who entered and last changed it and when, where that was in another file; None: the operator, now."""


@dataclass(frozen=True, slots=True)
class Stamps:
    """Who entered a record and when, and who changed it last."""

    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the history is told of one of many records."""

    uuid: str
    words: str
    new: dict[str, Any]
    old: dict[str, Any] | None = None
    reason: str = ""
    undoes: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """What one of many records gets: as it was read, the columns that change, and how many ★ it lacks then."""

    old: Record
    values: Mapping[str, Value]
    missing_count: int


@dataclass
class UnitOfWork:
    """One transaction: reads through `reading`, writes through the methods; nothing stands until it ends well."""

    connection: sa.Connection
    schema: Schema
    clock: Clock
    read_only: bool = False
    sees_restricted: bool = True
    """Whether the restricted class (检举控告) exists for this transaction; a desk sets it from its operator."""
    step: str = field(default_factory=lambda: uuids.uuid4().hex)
    """Names the user's action: all history rows of this transaction carry it."""
    shared: dict[str, tuple[object, Any]] = field(default_factory=dict)
    """What outlives the transaction: by key, the stamp of the data it was read from, and the thing itself."""
    lays_out: bool = False
    """Whether the layout of a ledger was set in this transaction, so that the store must read it again."""
    beside: Callable[[sa.Connection], AbstractContextManager[sa.Connection | None]] = _alone
    """A second connection that sees exactly what this one sees, for reading with two threads; None where none can be
    had.
    """
    settings_known: dict[str, str | None] | None = None
    """All settings, where they came with the beginning of the transaction; None for one that has to be asked for."""
    chain_end: tuple[int, str] | None = None
    """The last row of the history, where it came with the beginning of the transaction; until the next is written."""
    foreseen: Foreseen | None = None
    """Answers that came with the beginning of the transaction, to questions that are asked in most."""
    _kept: dict[str, Any] = field(default_factory=dict)

    @property
    def is_at_server(self) -> bool:
        """Whether the tables stand at a county's server, beside those of other offices."""
        return self.connection.dialect.name != "sqlite"

    @cached_property
    def reading(self) -> Reading:
        """Pages, counts and records as this transaction sees them."""
        return self.reading_as_of(self.clock.today())

    def reading_as_of(self, day: date, near_days: int | None = None) -> Reading:
        """Pages, counts and records with another day as the one that 临期 and 逾期 go by."""
        near_days = int(self.setting("near_days") or NEAR_DAYS) if near_days is None else near_days
        return Reading(self.connection, self.schema, day, near_days, sees_restricted=self.sees_restricted)

    @contextmanager
    def seeing(self, *, restricted: bool) -> Iterator[None]:
        """For work that must reach every record whoever asks for it (a deadline moved by a holiday), or none of the
        restricted class though its operator may see it (a list on paper).
        """
        before, kept = self.sees_restricted, self.__dict__.pop("reading", None)
        self.sees_restricted = restricted
        try:
            yield
        finally:
            self.sees_restricted = before
            self.__dict__.pop("reading", None)
            if kept is not None:
                self.__dict__["reading"] = kept

    def events(self, where: sa.ColumnElement[bool], limit: int = 200) -> list[audit.Event]:
        """The newest history rows that satisfy a condition on the audit table and may be seen, newest first."""
        hidden = self.reading.sight.of_events(self.schema.audit)
        return audit.events(self.connection, self.schema, sa.and_(where, *hidden), limit)

    def headings(self, where: sa.ColumnElement[bool]) -> list[audit.Event]:
        """Every history row that satisfies a condition and may be seen, newest first, without its values."""
        hidden = self.reading.sight.of_events(self.schema.audit)
        return audit.headings(self.connection, self.schema, sa.and_(where, *hidden))

    def standing(self, query: sa.Executable, given: Mapping[str, object] | None = None) -> Sequence[Any] | None:
        """The one row of a question that most transactions ask before they write; None for no row."""
        if self.foreseen is not None:
            return self.foreseen.row(self.connection, query, given or {})
        return self.connection.execute(query, given or {}).first()

    def setting(self, key: str) -> str | None:
        """A setting of the file, None when it was never set."""
        known = self.settings_known
        if known is not None and known.get(key, "") is not None:
            return known.get(key)
        settings = self.schema.settings
        value = self.connection.execute(sa.select(settings.c.value).where(settings.c.key == key)).scalar()
        return None if value is None else str(value)

    def put_setting(self, key: str, value: str | None) -> None:
        """Set or clear a setting of the file."""
        settings = self.schema.settings
        self.lays_out = self.lays_out or key.startswith(layout.PREFIX)
        self.connection.execute(settings.delete().where(settings.c.key == key))
        if self.settings_known is not None:
            self.settings_known[key] = value
        if value is not None:
            self.connection.execute(settings.insert().values(key=key, value=value))

    def layouts(self) -> dict[str, layout.Layout]:
        """How the office arranged its ledgers, by machine name; those it left alone are not there."""
        settings = self.schema.settings
        query = sa.select(settings.c.key, settings.c.value).where(settings.c.key.startswith(layout.PREFIX))
        rows = self.connection.execute(query)
        return {row.key.removeprefix(layout.PREFIX): layout.from_json(json.loads(row.value)) for row in rows}

    def take_serial(self, series: str, year: int, *, count: int = 1) -> int:
        """The first of the next `count` serials of a series and year, used up even when records are later voided."""
        numbers = self.schema.numbers
        where = (numbers.c.series == series) & (numbers.c.year == year)
        found = self.standing(sa.select(numbers.c.next_serial).where(where))
        serial = None if found is None else found[0]
        if serial is None:
            self.connection.execute(numbers.insert().values(series=series, year=year, next_serial=1 + count))
            return 1
        self.connection.execute(numbers.update().where(where).values(next_serial=serial + count))
        return int(serial)

    def skip_serials(self, series: str, year: int, following: int) -> None:
        """Let a series go on after numbers that were given in bulk."""
        numbers = self.schema.numbers
        where = (numbers.c.series == series) & (numbers.c.year == year)
        self.connection.execute(numbers.update().where(where).values(next_serial=following))

    def once(self, key: str, make: Callable[[], Kept]) -> Kept:
        """A thing read at most once in this transaction."""
        if key not in self._kept:
            self._kept[key] = make()
        kept: Kept = self._kept[key]
        return kept

    def while_same(self, key: str, stamp: object, make: Callable[[], Kept]) -> Kept:
        """A thing read again only when the stamp of its data has changed, by whichever transaction."""
        held = self.shared.get(key)
        if held is None or held[0] != stamp:
            held = self.shared[key] = (stamp, make())
        kept: Kept = held[1]
        return kept

    def forget(self, key: str) -> None:
        """Let a thing that was read once be read again."""
        self._kept.pop(key, None)

    def set_first_serial(self, series: str, year: int, serial: int) -> bool:
        """Let a series go on from paper; False when it has already given a number in that year."""
        numbers = self.schema.numbers
        where = (numbers.c.series == series) & (numbers.c.year == year)
        if self.connection.execute(sa.select(numbers.c.next_serial).where(where)).first() is not None:
            return False
        self.connection.execute(numbers.insert().values(series=series, year=year, next_serial=serial))
        return True

    def insert(
        self,
        ledger: Ledger,
        *,
        uuid: str,
        number: NumberTaken,
        operator: str,
        values: Mapping[str, Value],
        children: Mapping[str, Sequence[ChildRow]],
        missing_count: int,
    ) -> Record:
        """Write a new record with its children and its search row."""
        table, now = self.schema.table(ledger.name), self.clock.now()
        row = {
            "uuid": uuid,
            "number": number.text,
            "year": number.year,
            "serial": number.serial,
            "version": 1,
            "created_at": now,
            "created_by": operator,
            "updated_at": now,
            "updated_by": operator,
            "missing_count": missing_count,
            **mapping.values_to_row(ledger.stored, values),
        }
        empty = mapping.empty_row(ledger.stored)
        given = tuple(child for child in ledger.children if children.get(child.name))
        # The same columns every time, so that the statement is made once.
        if not given:  # its id comes with the record: a server is not asked for it apart
            self.connection.execute(table.insert().inline(), {**empty, **row})
            return self._reindexed(ledger, given, uuid=uuid)
        key = self.connection.execute(table.insert(), {**empty, **row}).inserted_primary_key
        record_id = int(key[0]) if key else 0
        for child in given:
            self._insert_children(ledger, child, record_id, children[child.name])
        return self._reindexed(ledger, given, id=record_id)

    def insert_many(self, ledger: Ledger, rows: Sequence[NewRow], *, operator: str) -> list[Record]:
        """Write many new records and their search rows; the records in their order, with the values given.

        Their ids are those from `next_id` on.
        """
        table, now, start = self.schema.table(ledger.name), self.clock.now(), self.next_id(ledger)
        usual = Stamps(now, operator, now, operator)
        stamped = [row.stamps or usual for row in rows]
        cells: dict[str, Sequence[Any]] = {
            "id": range(start, start + len(rows)),
            "uuid": [row.uuid for row in rows],
            "number": [row.number.text for row in rows],
            "year": [row.number.year for row in rows],
            "serial": [row.number.serial for row in rows],
            "missing_count": [row.missing_count for row in rows],
            "version": [1] * len(rows),
            **{key: [getattr(one, key) for one in stamped] for key in Stamps.__slots__},
            **mapping.to_columns(ledger.stored, [row.values for row in rows]),
        }
        bulk.insert(self.connection, table, cells)
        records = [
            Record(
                ledger.name, start + index, row.uuid, row.number.text, 1, row.values, by.created_at, by.created_by,
                by.updated_at, by.updated_by, row.missing_count, year=row.number.year, serial=row.number.serial,
                children=row.children,
            )
            for index, (row, by) in enumerate(zip(rows, stamped, strict=True))
        ]  # fmt: skip
        for child in ledger.children:
            self._insert_many_children(ledger, child, records)
        search.index_new(self.connection, self.schema, ledger, records)
        return records

    def next_id(self, ledger: Ledger) -> int:
        """The id that the next record of a ledger gets."""
        table = self.schema.table(ledger.name)
        return int(self.connection.execute(sa.select(sa.func.max(table.c.id))).scalar() or 0) + 1

    def update(
        self,
        ledger: Ledger,
        old: Record,
        *,
        operator: str,
        values: Mapping[str, Value],
        children: Mapping[str, Sequence[ChildRow]],
        missing_count: int,
    ) -> Record:
        """Write changed columns and replaced children; raises StoreError STALE when another save came first."""
        row = mapping.values_to_row(ledger.stored, values)
        if mapping.EXTRA in row:
            row[mapping.EXTRA] = mapping.merged_extra(self._extra(ledger, old.id), ledger.own, values)
        self._update_row(ledger, old, operator, {**row, "missing_count": missing_count})
        for child in ledger.children:
            if child.name in children:
                self._write_children(ledger, child, old.id, children[child.name])
        return self._reindexed(ledger, id=old.id)

    def update_many(self, ledger: Ledger, changes: Sequence[Changed], *, operator: str) -> list[Record]:
        """Write changed columns of many records without touching their children, and their search rows where they are
        found by those; the records in their order, as they stand then. Raises StoreError STALE when another save of
        one came first.
        """
        self._refuse_stale(ledger, [one.old for one in changes])
        stamps = {"updated_at": self.clock.now(), "updated_by": operator}
        for alike in _by_keys(changes):
            cells: dict[str, Sequence[Any]] = {
                **mapping.to_columns(ledger.stored, [one.values for one in alike]),
                "missing_count": [one.missing_count for one in alike],
                "version": [one.old.version + 1 for one in alike],
                **{key: [value] * len(alike) for key, value in stamps.items()},
            }
            if mapping.EXTRA in cells:
                extras = [self._extra(ledger, one.old.id) for one in alike]
                pairs = zip(extras, alike, strict=True)
                cells[mapping.EXTRA] = [mapping.merged_extra(had, ledger.own, one.values) for had, one in pairs]
            where = {"id": [one.old.id for one in alike], "version": [one.old.version for one in alike]}
            if bulk.update(self.connection, self.schema.table(ledger.name), where, cells) != len(alike):
                raise StoreError(Fault.STALE, alike[0].old.number)
        written = self._read_again(ledger, [one.old.id for one in changes])
        if search.Contents(ledger).hold(key for one in changes for key in one.values):
            search.index_again(self.connection, self.schema, ledger, written)
        return written

    def _refuse_stale(self, ledger: Ledger, old: Sequence[Record]) -> None:
        """Raise StoreError STALE with the number of the first record that another save changed."""
        table = self.schema.table(ledger.name)
        query = sa.select(table.c.id, table.c.version).where(table.c.id.in_([one.id for one in old]))
        now = {row.id: row.version for row in self.connection.execute(query)}
        for one in old:
            if now.get(one.id) != one.version:
                raise StoreError(Fault.STALE, one.number)

    def _read_again(self, ledger: Ledger, ids: list[int]) -> list[Record]:
        """Records with their children, as they stand now."""
        found, children = self.reading.records(ledger, ids), self.reading.children(ledger, ids)
        if len(found) != len(ids):
            raise StoreError(Fault.NOT_FOUND, ledger.name)
        return [replace(found[one], children=children[one]) if one in children else found[one] for one in ids]

    def _extra(self, ledger: Ledger, record_id: int) -> str | None:
        """What a record holds in own columns now, those that are not written included."""
        table = self.schema.table(ledger.name)
        found = self.connection.execute(sa.select(table.c[mapping.EXTRA]).where(table.c.id == record_id)).scalar()
        return None if found is None else str(found)

    def set_voided(
        self, ledger: Ledger, old: Sequence[Record], *, operator: str, reasons: Sequence[str] | None
    ) -> list[Record]:
        """Void records, each with its reason, or with None let them stand again; raises StoreError STALE.

        The search index holds voided records as it holds others: nothing of it changes.
        """
        now, is_voided, count = self.clock.now(), reasons is not None, len(old)
        stamps = {"updated_at": now, "updated_by": operator}
        stamps |= {"voided_at": now if is_voided else None, "voided_by": operator if is_voided else None}
        cells: dict[str, Sequence[Any]] = {
            "version": [one.version + 1 for one in old],
            "void_reason": [None] * count if reasons is None else reasons,
            **{key: [value] * count for key, value in stamps.items()},
        }
        where = {"id": [one.id for one in old], "version": [one.version for one in old]}
        if bulk.update(self.connection, self.schema.table(ledger.name), where, cells) != count:
            raise StoreError(Fault.STALE, old[0].number)
        return [
            replace(
                one, version=one.version + 1, updated_at=now, updated_by=operator,
                voided_at=now if is_voided else None, voided_by=operator if is_voided else "", void_reason=reason,
            )
            for one, reason in zip(old, reasons or [""] * count, strict=True)
        ]  # fmt: skip

    def _update_row(self, ledger: Ledger, old: Record, operator: str, row: dict[str, Any]) -> None:
        table = self.schema.table(ledger.name)
        stamped = {**row, "version": old.version + 1, "updated_at": self.clock.now(), "updated_by": operator}
        where = (table.c.id == old.id) & (table.c.version == old.version)
        if self.connection.execute(table.update().where(where).values(stamped)).rowcount != 1:
            raise StoreError(Fault.STALE, old.number)

    def _write_children(self, ledger: Ledger, child: Child, parent_id: int, rows: Sequence[ChildRow]) -> None:
        table = self.schema.child(ledger, child.name)
        kept = [row.uuid for row in rows if row.uuid]
        self.connection.execute(table.delete().where(table.c.parent_id == parent_id, table.c.uuid.not_in(kept)))
        known = set(self.connection.execute(sa.select(table.c.uuid).where(table.c.parent_id == parent_id)).scalars())
        for position, row in enumerate(rows):
            cells = {"position": position, **mapping.values_to_row(child.columns, row.values)}
            if row.uuid in known:
                self.connection.execute(table.update().where(table.c.uuid == row.uuid).values(cells))
            else:
                fresh = {**cells, "uuid": row.uuid or uuids.uuid4().hex, "parent_id": parent_id}
                self.connection.execute(table.insert().values(fresh))

    def _insert_children(self, ledger: Ledger, child: Child, parent_id: int, rows: Sequence[ChildRow]) -> None:
        cells = _child_cells(child, parent_id, rows)
        self.connection.execute(self.schema.child(ledger, child.name).insert(), cells)

    def _insert_many_children(self, ledger: Ledger, child: Child, records: Sequence[Record]) -> None:
        cells = [
            cell
            for record in records
            if child.name in record.children
            for cell in _child_cells(child, record.id, record.children[child.name])
        ]
        if cells:
            self.connection.execute(self.schema.child(ledger, child.name).insert(), cells)

    def _reindexed(self, ledger: Ledger, children: tuple[Child, ...] | None = None, **by: object) -> Record:
        """The record as it was written, put into the search index; a new one has only the `children` given."""
        record = self.reading.one(ledger, children, **by)
        if record is None:
            raise StoreError(Fault.NOT_FOUND, ledger.name)
        search.index(self.connection, self.schema, ledger, record, is_new=children is not None)
        return record

    def audit(
        self,
        *,
        operator: str,
        action: str,
        description: str,
        ledger: str = "",
        uuid: str = "",
        reason: str = "",
        undoes: str = "",
        old: dict[str, Any] | None = None,
        new: dict[str, Any] | None = None,
    ) -> int:
        """Write a history row of this action; its sequence number."""
        entry = audit.Entry(operator, action, ledger, uuid, description, self.step, reason, undoes, old, new)
        return audit.append(self.connection, self.schema, self.clock.now(), entry, self._chain_end_once())

    def audit_many(self, *, operator: str, action: str, ledger: str, changes: Sequence[Told]) -> None:
        """Write a history row for each of many records."""
        entries = [
            audit.Entry(
                operator, action, ledger, one.uuid, one.words, self.step, one.reason, one.undoes, one.old, one.new
            )
            for one in changes
        ]
        audit.append_many(self.connection, self.schema, self.clock.now(), entries, self._chain_end_once())

    def _chain_end_once(self) -> tuple[int, str] | None:
        known, self.chain_end = self.chain_end, None
        return known


def _child_cells(child: Child, parent_id: int, rows: Sequence[ChildRow]) -> list[dict[str, Any]]:
    """The table cells of the rows of a record's child, all of them named."""
    empty = dict.fromkeys(key for column in child.columns for key in mapping.parts(column))
    return [
        {
            **empty,
            **mapping.values_to_row(child.columns, row.values),
            "position": position,
            "uuid": row.uuid or uuids.uuid4().hex,
            "parent_id": parent_id,
        }
        for position, row in enumerate(rows)
    ]


def _by_keys(changes: Sequence[Changed]) -> list[list[Changed]]:
    """Changes of the same columns together: one statement writes them."""
    found: dict[tuple[str, ...], list[Changed]] = {}
    for one in changes:
        found.setdefault(tuple(sorted(one.values)), []).append(one)
    return list(found.values())


def kept_values(ledger: Ledger, record: Record) -> dict[str, Any]:
    """A record as the history keeps it: its filled columns and, under `#name`, the rows of each child."""
    values: dict[str, Any] = {
        key: value if type(value) is str else mapping.kept(ledger.column(key), value)  # most are texts
        for key, value in record.values.items()
        if value is not None
    }
    for child in ledger.children:
        rows = record.children.get(child.name, ())
        if rows:
            values[f"#{child.name}"] = [_kept_row(child, row) for row in rows]
    return values


STAMPS = "@"
"""The key under which the history keeps what the program itself writes into a record."""
STAMPED = (
    "number", "year", "serial", "version", "created_at", "created_by", "updated_at", "updated_by", "missing_count",
    "voided_at", "voided_by", "void_reason",
)  # fmt: skip


def kept_stamps(record: Record) -> list[Any]:
    """What the program wrote into a record beside its values, in the order of `STAMPED`: a later look tells if it
    was changed behind the program's back.
    """
    found = (getattr(record, key) for key in STAMPED)
    return [value.isoformat() if isinstance(value, datetime) else value for value in found]


def kept_cells(row: Mapping[Any, Any]) -> dict[str, Any]:
    """A row of one of the program's own tables as the history keeps it, without its id; empty cells are left out."""
    cells = {key: value.isoformat() if isinstance(value, date) else value for key, value in row.items()}
    return {key: value for key, value in cells.items() if value is not None and key != "id"}


def _kept_row(child: Child, row: ChildRow) -> dict[str, Any]:
    cells = {c.key: mapping.kept(c, row.values[c.key]) for c in child.columns if row.values.get(c.key) is not None}
    return {"uuid": row.uuid, **cells}


def unkept_values(ledger: Ledger, kept: dict[str, Any]) -> tuple[dict[str, Value], dict[str, tuple[ChildRow, ...]]]:
    """The values and children that `kept_values` wrote; columns it does not name are empty."""
    values = {column.key: mapping.unkept(column, kept.get(column.key)) for column in ledger.stored}
    children = {
        child.name: tuple(
            ChildRow({c.key: mapping.unkept(c, row.get(c.key)) for c in child.columns}, row["uuid"])
            for row in kept.get(f"#{child.name}", ())
        )
        for child in ledger.children
    }
    return values, children
