"""Bring a ledger file to the schema of this program: on a copy, checked, then swapped in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
import sqlcipher3.dbapi2 as dbapi
from sqlalchemy.pool import StaticPool

from db import sqlite
from db.errors import Fault, StoreError

if TYPE_CHECKING:
    from typing import Any

SCRIPTS = Path(__file__).parent / "migrations"


def make(path: Path, key: bytes | None = None, *, removable: bool = False) -> None:
    """Run all migrations on an empty file and stamp it as ours; encrypted from its first page when a key is given."""
    connection = sqlite.connect(path, mode="rw", key=key)
    try:
        _run(connection)
        sqlite.use_wal(connection, removable=removable)
    finally:
        connection.close()


def upgrade(path: Path, key: bytes | None = None, *, removable: bool = False) -> None:
    """Migrate an older file on a copy, compare what must not change, swap the copy in; the old file is kept beside.

    The caller holds the file. Raises StoreError DAMAGED when the copy lost rows, triggers or references.
    """
    kept = path.with_name(f"{path.stem}.升级前{path.suffix}")
    copy = path.with_name(path.name + ".upgrade")
    sqlite.backup(path, kept, key=key)
    sqlite.backup(path, copy, key=key)
    connection = sqlite.connect(copy, mode="rw", key=key)
    try:
        before = _inventory(connection)
        connection.execute("PRAGMA foreign_keys=OFF")
        _run(connection)
        _compare(before, _inventory(connection), path)
        if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise StoreError(Fault.DAMAGED, str(path))
        sqlite.use_wal(connection, removable=removable)
        connection.close()
        sqlite.sync_file(copy)
        sqlite.settle(path, key)
    except BaseException:
        connection.close()
        sqlite.discard(copy)
        raise
    copy.replace(path)
    sqlite.sync_folder(path.parent)


def _run(connection: Any) -> None:
    engine = sa.create_engine("sqlite://", module=dbapi, creator=lambda: connection, poolclass=StaticPool)
    sa.event.listen(engine, "begin", lambda conn: conn.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.connect() as conn:
        run(conn)


def run(connection: sa.Connection, *, to: str = "head") -> None:
    """Run the migrations that are due on a connection; on that of a server within the transaction it is in."""
    from alembic import command  # late: needed only when tables are made or brought up to date
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def _inventory(connection: Any) -> tuple[dict[str, int], set[str]]:
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")]
    kept = [name for name in names if not name.startswith(("search_text", "sqlite_"))]
    counts = {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in kept}  # noqa: S608 - names of the file's own tables
    triggers = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='trigger'")}
    return counts, triggers


def _compare(before: tuple[dict[str, int], set[str]], after: tuple[dict[str, int], set[str]], path: Path) -> None:
    lost = [name for name, count in before[0].items() if name != "alembic_version" and after[0].get(name, 0) < count]
    if lost or not before[1] <= after[1]:
        raise StoreError(Fault.DAMAGED, str(path))
