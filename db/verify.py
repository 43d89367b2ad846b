"""What can be held against itself in a ledger file: pages, references, numbers, files, the search index. Reads only."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from db import sqlite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from db.tables import Schema

MOST = 20
"""So many faults of one kind are named; a file with more is beyond naming."""


def pages(connection: sa.Connection, *, quick: bool = False) -> tuple[str, ...]:
    """What SQLite says of its own pages: of an encrypted file also each page whose seal is broken; empty when whole."""
    sealed = connection.exec_driver_sql("PRAGMA cipher_integrity_check")  # no rows: every seal holds, or it is plain
    found = [str(row[0]) for row in sealed] if sealed.returns_rows else []
    check = "quick_check" if quick else "integrity_check"
    found += [str(row[0]) for row in connection.exec_driver_sql(f"PRAGMA {check}({MOST})")]
    return tuple(words for words in found if words != "ok")


def missing_guards(connection: sa.Connection) -> tuple[str, ...]:
    """The guards of the history that are not in the file as the program made them."""
    query = "SELECT sql FROM sqlite_master WHERE type='trigger' AND tbl_name='audit'"
    standing = {" ".join(str(sql).split()) for (sql,) in connection.exec_driver_sql(query)}
    return tuple(sql.split()[2] for sql in sqlite.AUDIT_GUARDS if sql not in standing)


@dataclass(frozen=True, slots=True)
class Loose:
    """A row that points to one that is not there."""

    table: str
    target: str
    count: int


def loose_ends(connection: sa.Connection, schema: Schema) -> tuple[Loose, ...]:
    """References whose target is gone: foreign keys, and the ends of links and files, which SQLite does not guard."""
    found: dict[tuple[str, str], int] = {}
    for table, _rowid, target, _key in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        found[table, target] = found.get((table, target), 0) + 1
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
    texts = sa.text("SELECT id FROM search_text_docsize").columns(sa.column("id", sa.Integer)).subquery().select()
    for name in schema.ledgers:
        table = schema.table(name)
        indexed = sa.select(rows.c.record_id).where(rows.c.ledger == name, rows.c.id.in_(texts))
        query = sa.select(sa.func.count()).select_from(table).where(table.c.id.not_in(indexed))
        if count := int(connection.execute(query).scalar_one()):
            found[name] = count
    return found


@dataclass(frozen=True, slots=True)
class Live:
    """How a connection really stands: journal mode, sync level (2 FULL, 3 EXTRA), what is not as set, the library."""

    journal: str
    synchronous: int
    wrong: tuple[str, ...]
    version: tuple[int, ...]

    @property
    def is_safe(self) -> bool:
        """Whether a power cut takes nothing that was saved."""
        least = {"wal": sqlite.PRAGMAS["synchronous"], "delete": sqlite.EXTRA}.get(self.journal)
        return not self.wrong and isinstance(least, int) and self.synchronous >= least

    @property
    def is_current(self) -> bool:
        """Whether the library is free of the fault older ones have with a write-ahead log."""
        return self.version >= sqlite.SAFE_WAL_VERSION


def live(connection: sa.Connection) -> Live:
    """What the connection itself answers, not what was asked of it."""

    def ask(name: str) -> Any:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()

    set_elsewhere = ("synchronous", "busy_timeout")
    wrong = tuple(n for n, wanted in sqlite.PRAGMAS.items() if n not in set_elsewhere and ask(n) not in (wanted, None))
    version = tuple(
        int(part) for part in str(connection.exec_driver_sql("SELECT sqlite_version()").scalar()).split(".")
    )
    return Live(str(ask("journal_mode")), int(ask("synchronous")), wrong, version)
