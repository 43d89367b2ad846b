"""The two engines of a ledger file: one writer that begins at once, and a small pool of readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
import sqlcipher3.dbapi2 as dbapi
from sqlalchemy import event
from sqlalchemy.pool import QueuePool

from db import sqlite

if TYPE_CHECKING:
    from pathlib import Path

READERS = 4


def _engine(path: Path, *, mode: str, key: bytes | None, begin: str, size: int) -> sa.Engine:
    engine = sa.create_engine(
        "sqlite://",
        module=dbapi,
        creator=lambda: sqlite.connect(path, mode=mode, key=key),
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        hide_parameters=True,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def writer(path: Path, *, key: bytes | None = None) -> sa.Engine:
    """The engine for saving: one connection, BEGIN IMMEDIATE, so that no save meets BUSY_SNAPSHOT."""
    return _engine(path, mode="rw", key=key, begin="BEGIN IMMEDIATE", size=1)


def reader(path: Path, *, key: bytes | None = None, immutable: bool = False, size: int = READERS) -> sa.Engine:
    """The engine for lists and figures: read-only connections that never take the write lock."""
    return _engine(path, mode="immutable" if immutable else "ro", key=key, begin="BEGIN", size=size)
