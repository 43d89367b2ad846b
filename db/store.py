"""A ledger file opened: its two engines, its clock, and the transactions that run on it."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
import sqlcipher3.dbapi2 as dbapi

from db import engine, migrate, sqlite, tables
from db.clock import Clock
from db.errors import Fault, StoreError
from db.unit import UnitOfWork

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from db.declare import Ledger


class Store:
    """One ledger file, open. Reads run on a pool of connections, writes on one."""

    def __init__(self, path: Path, schema: tables.Schema, *, read_only: bool) -> None:
        """Take a file whose identity is known; use `open_store` or `create_store`."""
        self.path = path
        self.schema = schema
        self.read_only = read_only
        self.clock = Clock()
        self._shared: dict[str, tuple[object, Any]] = {}
        self._reader = engine.reader(path, immutable=read_only)
        self._writer = None if read_only else engine.writer(path)
        with self.read() as unit:
            fixed = unit.setting("own_today")
        if fixed:
            self.clock.fixed = date.fromisoformat(fixed)

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """A transaction that only reads; raises StoreError for a fault of the file."""
        with self._faults(), self._reader.begin() as connection:
            yield UnitOfWork(connection, self.schema, self.clock, read_only=True, shared=self._shared)

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """A transaction that is saved whole when the block ends well, and not at all otherwise."""
        if self._writer is None:
            raise StoreError(Fault.READ_ONLY, str(self.path))
        with self._faults(), self._writer.begin() as connection:
            yield UnitOfWork(connection, self.schema, self.clock, shared=self._shared)

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except (sa.exc.DBAPIError, dbapi.Error) as error:
            fault = sqlite.fault_of(error, self.path)
            if fault is None:
                raise
            raise fault from error

    def close(self) -> None:
        """Close all connections."""
        self._reader.dispose()
        if self._writer is not None:
            # The last to leave must be able to write, or the write-ahead log stays beside the file.
            with suppress(sa.exc.DBAPIError, StoreError):
                self._writer.connect().close()
            self._writer.dispose()


def create_store(path: Path, ledgers: Iterable[Ledger]) -> Store:
    """Make a new ledger file; raises StoreError EXISTS, NO_FOLDER or READ_ONLY, and leaves nothing half made."""
    if path.exists():
        raise StoreError(Fault.EXISTS, str(path))
    if not path.parent.is_dir():
        raise StoreError(Fault.NO_FOLDER, str(path.parent))
    part = path.with_name(path.name + ".new")
    part.unlink(missing_ok=True)
    try:
        part.touch(mode=0o600)
        migrate.make(part)
    except PermissionError as error:
        raise StoreError(Fault.READ_ONLY, str(path.parent)) from error
    except OSError as error:
        raise StoreError(Fault.FULL if error.errno == 28 else Fault.READ_ONLY, str(path.parent)) from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    part.replace(path)
    sqlite.sync_folder(path.parent)
    return open_store(path, ledgers)


def open_store(path: Path, ledgers: Iterable[Ledger]) -> Store:
    """Open a ledger file that exists; raises StoreError MISSING, FOREIGN, NEWER or DAMAGED."""
    schema_number = sqlite.identify(path)
    read_only = not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))
    if schema_number < sqlite.SCHEMA and not read_only:
        migrate.upgrade(path)
    return Store(path, tables.build(ledgers), read_only=read_only)
