"""A ledger file opened: its two engines, its clock, and the transactions that run on it."""

from __future__ import annotations

import errno
import os
import uuid as uuids
from contextlib import contextmanager, suppress
from threading import Lock
from typing import TYPE_CHECKING

import sqlalchemy as sa
import sqlcipher3.dbapi2 as dbapi

from db import audit, engine, identity, keys, media, migrate, seen, sqlite, tables
from db.errors import Fault, StoreError
from db.holding import Hold
from db.opened import FILE_UUID, Opened
from db.unit import UnitOfWork

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from db.declare import Ledger

SMALL = 4 * 1024 * 1024
"""Bytes up to which a file is checked whole at every opening; a larger one after a start that did not end well."""
WORTH_A_SECOND_READER = 16 * 1024 * 1024
"""Bytes from which reading with two threads is sooner done than a second connection is opened."""


class Store(Opened):
    """One ledger file, open. Reads run on a pool of connections, writes on one.

    `key` is its data key, None for a plain file.
    """

    def __init__(
        self,
        path: Path,
        schema: tables.Schema,
        *,
        key: bytes | None = None,
        closed_to_writing: Fault | None = None,
        immutable: bool = False,
    ) -> None:
        """Take a file whose identity is known; use `open_store` or `create_store`."""
        super().__init__(schema, closed_to_writing)
        self.path = path
        self.key = key
        self.unmerged = immutable and sqlite.has_log(path)
        self._file = _file_of(path)
        self._reader = engine.reader(path, key=key, immutable=immutable)
        self._second = engine.reader(path, key=key, immutable=immutable, size=1)
        self._second_is_taken = Lock()
        self._writer = None if closed_to_writing else engine.writer(path, key=key)
        try:
            with self.read() as unit:
                self._take_in(unit)
                self.behind = self._is_behind(unit)
        except BaseException:
            self.close()
            raise
        self._stop_writing_if_moved()

    @property
    def place(self) -> str:
        """The file, as it was named."""
        return str(self.path)

    @property
    def place_name(self) -> str:
        """The name of the file."""
        return self.path.name

    def _stop_writing_if_moved(self) -> None:
        if self.closed_to_writing is Fault.MOVED and self._writer is not None:
            self._writer.dispose()
            self._writer = None

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """A transaction that only reads; raises StoreError for a fault of the file."""
        with self._faults(), self._reader.begin() as connection:
            yield UnitOfWork(
                connection, self.schema, self.clock, read_only=True, shared=self._shared, beside=self._beside
            )

    @contextmanager
    def _beside(self, first: sa.Connection) -> Iterator[sa.Connection | None]:
        """A second connection on the snapshot of the first; None of a small file, where it would not pay, while another
        reader has it, and when a save came in between.
        """
        if self.path.stat().st_size < WORTH_A_SECOND_READER or not self._second_is_taken.acquire(blocking=False):
            yield None
            return
        try:
            with self._second.begin() as second:
                is_same = audit.head(second, self.schema) == audit.head(first, self.schema)
                yield second if is_same else None
        finally:
            self._second.dispose()  # what it holds of the file in memory is wanted no more
            self._second_is_taken.release()

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """A transaction that is saved whole when the block ends well, and not at all otherwise.

        Raises StoreError, also REPLACED when another file stands in the place of the one that was opened.
        """
        if self._writer is None or self.closed_to_writing is not None:
            raise StoreError(self.closed_to_writing or Fault.READ_ONLY, str(self.path))
        if _file_of(self.path) != self._file:
            raise StoreError(Fault.REPLACED, str(self.path))
        with self._faults(), self._writer.begin() as connection:
            unit = UnitOfWork(connection, self.schema, self.clock, shared=self._shared)
            yield unit
            seq, head = audit.head(connection, self.schema)
            arranged = unit.layouts() if unit.lays_out else None
        seen.note(self.path, seen.Seen(self.uuid, seq, head))
        if arranged is not None:
            self._lay_out(arranged)

    def _is_behind(self, unit: UnitOfWork) -> bool:
        """Whether the history ends before, or differs from, what this computer last saw of this very ledger."""
        known = seen.last(self.path)
        if known is None or known.uuid != self.uuid or known.seq == 0:
            return False
        history = self.schema.audit
        found = unit.connection.execute(sa.select(history.c.hash).where(history.c.seq == known.seq)).scalar()
        return bool(found != known.hash)

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except (sa.exc.DBAPIError, dbapi.Error) as error:
            fault = sqlite.fault_of(error, self.path)
            if fault is None:
                raise
            raise fault from error

    def scrub(self) -> bool:
        """Leave nothing in file and log of what was deleted; False while somebody else still reads. Raises StoreError.

        The caller holds the file, and no transaction of this store is under way.
        """
        self.forget_connections()
        return sqlite.scrub(self.path, self.key)

    def forget_connections(self) -> None:
        """Let idle reading connections go, with what they hold of the file in memory."""
        self._reader.dispose()

    def close(self) -> None:
        """Close all connections."""
        self.forget_connections()
        if self._writer is not None:
            # The last to leave must be able to write, or the write-ahead log stays beside the file.
            with suppress(sa.exc.DBAPIError, StoreError):
                self._writer.connect().close()
            self._writer.dispose()


def _file_of(path: Path) -> tuple[int, int] | None:
    """The file behind a name, whatever it is called; None when it is gone."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino


LONGEST_NAME = 200
"""Bytes of a file's or folder's name: a disk takes 255, and what stands beside the ledger is named after it."""


def refuse_name(path: Path) -> None:
    """Raise StoreError LONG_NAME or EXISTS where no new file can have that name."""
    long = next((part for part in path.parts if len(os.fsencode(part)) > LONGEST_NAME), None)
    if long is not None:
        raise StoreError(Fault.LONG_NAME, f"{long[:20]}…")
    if path.exists():
        raise StoreError(Fault.EXISTS, str(path))


def create_store(path: Path, ledgers: Iterable[Ledger], *, new: keys.NewKeys | None = None) -> Store:
    """Make a new ledger file, encrypted when keys are given, and leave nothing half made.

    Raises StoreError LONG_NAME, EXISTS, NO_FOLDER, NETWORK, READ_ONLY or FULL.
    """
    refuse_name(path)
    if not path.parent.is_dir():
        raise StoreError(Fault.NO_FOLDER, str(path.parent))
    if media.disk(path.parent) is media.Disk.NETWORK:
        raise StoreError(Fault.NETWORK, str(path))
    part = path.with_name(path.name + ".new")
    try:
        _make(part, None if new is None else new.key)
        put_aside(keys.key_path(path))
        if new is not None:
            # The keys first: a ledger without them would be lost, keys without a ledger are only in the way.
            keys.save(path, new.file)
    except PermissionError as error:
        sqlite.discard(part)
        raise StoreError(Fault.READ_ONLY, str(path.parent)) from error
    except OSError as error:
        sqlite.discard(part)
        raise StoreError(Fault.FULL if error.errno == errno.ENOSPC else Fault.READ_ONLY, str(path.parent)) from error
    except BaseException:
        sqlite.discard(part)
        raise
    part.replace(path)
    sqlite.sync_folder(path.parent)
    return open_store(path, ledgers, key=None if new is None else new.key)


def _make(part: Path, key: bytes | None) -> None:
    sqlite.discard(part)
    part.touch(mode=0o600)
    migrate.make(part, key, removable=media.disk(part.parent) is media.Disk.REMOVABLE)
    connection = sqlite.connect(part, mode="rw", key=key)
    try:
        uuid = uuids.uuid4().hex if key is None else key[keys.SECRET :].hex()
        connection.execute("INSERT INTO settings (key, value) VALUES (?, ?)", (FILE_UUID, uuid))
    finally:
        connection.close()


def put_aside(key_file: Path) -> None:
    """Never overwrite a key file: a ledger that was moved away may need it."""
    place = 1
    while key_file.exists():
        aside = key_file.with_name(f"{key_file.stem}.旧{place}{keys.SUFFIX}")
        if not aside.exists():
            key_file.rename(aside)
        place += 1


def open_store(path: Path, ledgers: Iterable[Ledger], *, key: bytes | None = None, read_only: bool = False) -> Store:
    """Open a ledger file that exists, with its key when it is encrypted; an older one is brought up to date.

    Raises StoreError MISSING, FOREIGN, LINKED, NEWER, OLDER (and not to be written), DAMAGED, PASSPHRASE_NEEDED,
    NOT_ENCRYPTED, LOCKED or those of the keys. On a disk without any room it is opened to read.
    """
    found = identity.look(path)
    if found.encrypted and key is None:
        raise StoreError(Fault.PASSPHRASE_NEEDED, str(path))
    if key is not None and not found.encrypted:
        raise StoreError(Fault.NOT_ENCRYPTED, str(path))
    whole = found.path
    closed = Fault.OPENED_TO_READ if read_only else _closed_to_writing(whole)
    try:
        return _opened(found, ledgers, key, closed)
    except StoreError as error:
        if error.fault is not Fault.FULL or sqlite.has_log(whole):
            raise
        # No room for the log that opening makes: what stands is read without one, and can go to another disk.
        return _opened(found, ledgers, key, Fault.FULL)


def _opened(found: identity.Identity, ledgers: Iterable[Ledger], key: bytes | None, closed: Fault | None) -> Store:
    """Open a file to write (`closed` is None), or to read for that reason; raises StoreError."""
    whole = found.path
    if closed is None:
        sqlite.roll_back(whole, key)
    # Beside a file that cannot be written no log can be made, and another's is not to be read on a share.
    immutable = closed in (Fault.READ_ONLY, Fault.NETWORK, Fault.FULL)
    # Without a log the header is all there is, and reading it so leaves no log behind.
    number = found.schema if key is None else sqlite.keyed_schema(whole, key, immutable=not sqlite.has_log(whole))
    schema = tables.of(ledgers)
    if number is not None and number > sqlite.SCHEMA:
        return _open_newer(whole, schema, key, number)
    if closed is None:
        _ready(whole, key, number or 0)
    elif (number or 0) < sqlite.SCHEMA:
        raise StoreError(Fault.OLDER, str(whole))
    return Store(whole, schema, key=key, closed_to_writing=closed, immutable=immutable)


def _closed_to_writing(path: Path) -> Fault | None:
    if media.disk(path) is media.Disk.NETWORK:
        return Fault.NETWORK
    return None if os.access(path, os.W_OK) and os.access(path.parent, os.W_OK) else Fault.READ_ONLY


def _ready(path: Path, key: bytes | None, number: int) -> None:
    """Check a file that will be written, bring it up to date, and give it the journal its disk needs."""
    removable = media.disk(path) is media.Disk.REMOVABLE
    check(path, key)
    if number < sqlite.SCHEMA:
        with Hold(path).held("程序升级"):
            migrate.upgrade(path, key, removable=removable)
    else:
        _set_journal(path, key, removable=removable)


def check(path: Path, key: bytes | None) -> None:
    """Check the pages of a small file, or of one left without being closed; raises StoreError DAMAGED."""
    if path.stat().st_size > SMALL and not _was_left_open(path):
        return
    connection = sqlite.connect(path, mode="ro", key=key)
    try:
        if sqlite.quick_check(connection) != "ok":
            raise StoreError(Fault.DAMAGED, str(path))
    except dbapi.Error as error:
        fault = sqlite.fault_of(error, path)
        if fault is None:
            raise
        raise fault from error
    finally:
        connection.close()


def _was_left_open(path: Path) -> bool:
    """Whether a write-ahead log is left of a program that is no longer there."""
    if not sqlite.has_log(path):
        return False
    try:
        with Hold(path).held(""):
            return True
    except StoreError:
        return False


def _set_journal(path: Path, key: bytes | None, *, removable: bool) -> None:
    """Give a file the journal its disk needs: it may come from another one, or out of a backup."""
    connection = sqlite.connect(path, mode="rw", key=key)
    try:
        # While another window reads, the file keeps the journal it has: both are safe, one is slower.
        with suppress(dbapi.Error, AssertionError):
            if sqlite.has_wal(connection) is removable:
                sqlite.use_wal(connection, removable=removable)
    finally:
        connection.close()


def _open_newer(path: Path, schema: tables.Schema, key: bytes | None, number: int) -> Store:
    """A newer program's file to read, when all this program would read is there; raises StoreError NEWER."""
    if not sqlite.has_log(path) and _has_all(path, schema, key):
        return Store(path, schema, key=key, closed_to_writing=Fault.NEWER, immutable=True)
    raise StoreError(Fault.NEWER, str(number))


def _has_all(path: Path, schema: tables.Schema, key: bytes | None) -> bool:
    connection = sqlite.connect(path, mode="immutable", key=key)
    try:
        for table in schema.everything():
            columns = {row[1] for row in connection.execute(f'PRAGMA table_info("{table.name}")')}
            if not {column.name for column in table.columns} <= columns:
                return False
    finally:
        connection.close()
    return True
