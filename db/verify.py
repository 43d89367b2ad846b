"""What can be held against itself in a ledger file: pages, references, numbers, files, the search index. Reads only."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

import sqlalchemy as sa

from db.file_checks import MOST, FileChecks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from db.file_checks import Live
    from db.tables import Schema


class Checks(Protocol):
    """What a store can say of itself: SQLite of its pages and triggers, a server of its own."""

    def pages(self, connection: sa.Connection, *, quick: bool) -> tuple[str, ...] | None:
        """What is wrong with the pages on the disk; None where that is the server's own affair."""

    def missing_guards(self, connection: sa.Connection) -> tuple[str, ...]:
        """The guards of the history that do not stand as the program made them."""

    def loose_keys(self, connection: sa.Connection) -> Iterable[tuple[str, str]]:
        """For each row with a foreign key whose target is gone: its table and that of the target."""

    def indexed(self) -> sa.Select[tuple[int]]:
        """The ids of the search rows that have their words."""

    def live(self, connection: sa.Connection) -> Live:
        """How saves really stand, as the connection itself answers."""


_FILE: Checks = FileChecks()


def checks_of(connection: sa.Connection) -> Checks:
    """What the store that a connection belongs to can be asked of its own state."""
    return cast("Checks", getattr(connection.dialect, "checks", _FILE))


def pages(connection: sa.Connection, *, quick: bool = False) -> tuple[str, ...] | None:
    """What SQLite says of its own pages: of an encrypted file also each page whose seal is broken; empty when whole.

    None at a server, which checks its disk itself.
    """
    return checks_of(connection).pages(connection, quick=quick)


def missing_guards(connection: sa.Connection) -> tuple[str, ...]:
    """The guards of the history that are not in the file as the program made them."""
    return checks_of(connection).missing_guards(connection)


@dataclass(frozen=True, slots=True)
class Loose:
    """A row that points to one that is not there."""

    table: str
    target: str
    count: int


def loose_ends(connection: sa.Connection, schema: Schema) -> tuple[Loose, ...]:
    """References whose target is gone: foreign keys, and the ends of links and files, which SQLite does not guard."""
    found: dict[tuple[str, str], int] = {}
    for holder, target in checks_of(connection).loose_keys(connection):
        found[holder, target] = found.get((holder, target), 0) + 1
    ends = (
        (schema.links, schema.links.c.from_ledger, schema.links.c.from_id),
        (schema.links, schema.links.c.to_ledger, schema.links.c.to_id),
        (schema.attachments, schema.attachments.c.ledger, schema.attachments.c.record_id),
        (schema.search_rows, schema.search_rows.c.ledger, schema.search_rows.c.record_id),
    )
    for table, named, key in ends:
        for name in connection.execute(sa.select(named).distinct()).scalars().all():
            if lost := _without_target(connection, schema, table, (named, key), name):
                found[table.name, name] = found.get((table.name, name), 0) + lost
    return tuple(Loose(table, target, count) for (table, target), count in found.items())


def _without_target(
    connection: sa.Connection, schema: Schema, table: sa.Table, keys: tuple[sa.Column[str], sa.Column[int]], name: str
) -> int:
    named, key = keys
    query = sa.select(sa.func.count()).select_from(table).where(named == name)
    if name in schema.ledgers:
        query = query.where(key.not_in(sa.select(schema.table(name).c.id)))
    return int(connection.execute(query).scalar_one())


@dataclass(frozen=True, slots=True)
class Series:
    """A ledger's numbers of one year that are not one after the other: used twice, or missing."""

    ledger: str
    year: int
    twice: tuple[int, ...]
    missing: tuple[int, ...]


def broken_series(connection: sa.Connection, schema: Schema) -> Iterator[Series]:
    """Numbers used twice or missing: from the first given to the last each stands in one record, voided or not.

    Records merged from another office keep the number they had there, and are in no series here.
    """
    elsewhere = sa.select(schema.packages.rows.c.record_uuid)
    taken = {(series, year): following - 1 for series, year, following in connection.execute(sa.select(schema.numbers))}
    for name in schema.ledgers:
        table = schema.table(name)
        used: dict[int, list[int]] = {}
        own = sa.select(table.c.year, table.c.serial).where(table.c.uuid.not_in(elsewhere))
        for year, serial in connection.execute(own):
            used.setdefault(year, []).append(serial)
        for year, serials in used.items():
            times = Counter(serials)
            twice = tuple(sorted(serial for serial, count in times.items() if count > 1))
            last = max(taken.get((name, year), 0), max(times))
            missing = tuple(serial for serial in range(min(times), last + 1) if serial not in times)
            if twice or missing:
                yield Series(name, year, twice[:MOST], missing[:MOST])


@dataclass(frozen=True, slots=True)
class BadFile:
    """A file of a record whose bytes are not what was filed; the record is named by ledger and id."""

    name: str
    ledger: str
    record_id: int
    missing: bool


@dataclass(frozen=True, slots=True)
class Files:
    """What was found of the attachments: how many there are, which do not hold, how many stored ones belong to none."""

    files: int
    bad: tuple[BadFile, ...]
    orphans: int


def files(connection: sa.Connection, schema: Schema, *, told: Callable[[int], None] | None = None) -> Files:
    """Hold the bytes of every file against its SHA-256 and size; `told` hears of every file done."""
    table, chunks = schema.attachments, schema.chunks
    sound: dict[str, int] = {}
    stored = list(connection.execute(sa.select(chunks.c.sha256).distinct().order_by(chunks.c.sha256)).scalars())
    for done, sha256 in enumerate(stored, start=1):
        size = _size_if_sound(connection, schema, sha256)
        if size is not None:
            sound[sha256] = size
        if told is not None:
            told(done)
    bad, count, used = [], 0, set()
    for row in connection.execute(sa.select(table).order_by(table.c.id)):
        count += 1
        used.add(row.sha256)
        if sound.get(row.sha256) != row.size:
            bad.append(BadFile(row.name, row.ledger, row.record_id, row.sha256 not in stored))
    return Files(count, tuple(bad), sum(1 for sha256 in stored if sha256 not in used))


def _size_if_sound(connection: sa.Connection, schema: Schema, sha256: str) -> int | None:
    chunks, digest, size = schema.chunks, hashlib.sha256(), 0
    query = sa.select(chunks.c.data).where(chunks.c.sha256 == sha256).order_by(chunks.c.position)
    for piece in connection.execute(query, execution_options={"yield_per": 16}).scalars():
        digest.update(piece)
        size += len(piece)
    return size if digest.hexdigest() == sha256 else None


def unsearchable(connection: sa.Connection, schema: Schema) -> dict[str, int]:
    """How many records of each ledger the search cannot find, for want of their row or of its text."""
    rows, found = schema.search_rows, {}
    texts = checks_of(connection).indexed()
    for name in schema.ledgers:
        table = schema.table(name)
        indexed = sa.select(rows.c.record_id).where(rows.c.ledger == name, rows.c.id.in_(texts))
        query = sa.select(sa.func.count()).select_from(table).where(table.c.id.not_in(indexed))
        if count := int(connection.execute(query).scalar_one()):
            found[name] = count
    return found


def live(connection: sa.Connection) -> Live:
    """What the connection itself answers, not what was asked of it."""
    return checks_of(connection).live(connection)
