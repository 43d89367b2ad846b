"""Power loss: the statements of every write path, recorded from the program's engine, replayed over a lossy disk."""

from __future__ import annotations

import hashlib
import random
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeAlias

import apsw
import sqlcipher3.dbapi2 as dbapi
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError

from app.ledgers import registry
from app.services.desk import open_desk
from db import audit, sqlite
from db.errors import StoreError
from db.store import open_store
from tests.faults import write_paths
from tests.faults.crash import Ack, states
from tests.faults.lossy import WatchedFiles

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.faults.crash import Op, State

    class Cursor(Protocol, Iterable[tuple[object, ...]]):
        """Rows of either library."""

        def fetchall(self) -> list[tuple[object, ...]]:
            """All rows."""


Parameters: TypeAlias = "tuple[object, ...] | list[tuple[object, ...]]"
Sent: TypeAlias = "list[tuple[str, Parameters, bool]]"
"""Statements as the engine sends them: text, parameters, and whether it runs for many sets of them."""
TURNS = 4
"""How often each write path saves in a recording."""


@dataclass(frozen=True, slots=True)
class Mode:
    """How a file is kept: journal and sync, and whether the program may use it."""

    journal: str
    sync: str

    @property
    def label(self) -> str:
        """As the table names it."""
        return f"{self.journal}+{self.sync}"


OURS = (Mode("WAL", "FULL"), Mode("DELETE", "EXTRA"))
"""What the program uses: on a fixed disk, and on a removable one or with an older library."""
UNSAFE = (Mode("WAL", "NORMAL"), Mode("DELETE", "OFF"))
"""What it must never use; the model finds losses in them, or it would find none anywhere."""


@dataclass
class Losses:
    """What the states of one mode came to."""

    states: int = 0
    lost: int = 0
    damaged: int = 0
    partial: int = 0
    examples: list[str] = field(default_factory=list)


class Connection(Protocol):
    """A connection of either library."""

    def execute(self, statement: str, /) -> Cursor:
        """Run a statement."""


def record(path: Path, *, turns: int = TURNS) -> Sent:
    """Save by every write path and write down what the writing engine sends: (statement, parameters, many)."""
    desk = open_desk(path)
    engine = desk.store._writer
    assert engine is not None
    sent: Sent = []

    @event.listens_for(engine, "before_cursor_execute")
    def _sent(
        _c: object, _cursor: object, statement: str, parameters: Parameters, _context: object, many: bool
    ) -> None:
        sent.append((statement, parameters, many))

    event.listen(engine, "commit", lambda _connection: sent.append(("COMMIT", (), False)))
    event.listen(engine, "rollback", lambda _connection: sent.append(("ROLLBACK", (), False)))
    for _ in range(turns):
        for act in write_paths.PATHS.values():
            act(desk)
    desk.close()
    return sent


@dataclass(frozen=True, slots=True)
class Replay:
    """A run over watched files: what the folder held at first, the log, and the content after each save."""

    files: dict[str, bytes]
    log: list[Op]
    contents: tuple[str, ...]


def replay(start: Path, sent: Sent, mode: Mode) -> Replay:
    """Run the statements over watched files in a mode, with small caches so that pages spill and checkpoints happen."""
    log: list[Op] = []
    vfs = WatchedFiles(f"watched-{mode.label}", log)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.minqing"
        shutil.copy(start, path)
        connection = _open(path, mode, vfs)
        log.clear()
        files = {other.name: other.read_bytes() for other in path.parent.iterdir() if not other.name.endswith("-shm")}
        contents = [content(connection)]
        for statement, parameters, many in sent:
            _run(connection, statement, parameters, many=many)
            if statement == "COMMIT":
                log.append(Ack(str(len(contents))))
                contents.append(content(connection))
        connection.close()
    vfs.unregister()
    return Replay(files, log, tuple(contents))


def _open(path: Path, mode: Mode, vfs: WatchedFiles) -> apsw.Connection:
    connection = apsw.Connection(str(path), vfs=vfs.registered)
    connection.create_collation("pinyin", sqlite.compare_names)
    for name, wanted in sqlite.PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={wanted}")
    connection.execute(f"PRAGMA journal_mode={mode.journal}")
    connection.execute(f"PRAGMA synchronous={mode.sync}")
    connection.execute("PRAGMA wal_autocheckpoint=60")
    connection.execute("PRAGMA cache_size=10")
    return connection


def _run(connection: apsw.Connection, statement: str, parameters: Parameters, *, many: bool) -> None:
    if many:
        connection.executemany(statement, parameters)
    else:
        connection.execute(statement, parameters or None)


def content(connection: Connection) -> str:
    """A digest of every row of every table: two files with the same one hold the same."""
    digest = hashlib.sha256()
    for name in _tables(connection):
        digest.update(name.encode())
        for row in connection.execute(f'SELECT * FROM "{name}"'):
            digest.update(repr(tuple(row)).encode())
    return digest.hexdigest()


def _tables(connection: Connection) -> list[str]:
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name"
    return [name for name, sql in connection.execute(query).fetchall() if not str(sql).startswith("CREATE VIRTUAL")]


def cut(run: Replay, wanted: int, seed: int) -> Losses:
    """Cut the power at random places and look at what stands: opened by the program's own library."""
    losses = Losses()
    for state in states(run.files, run.log, wanted, random.Random(seed)):
        losses.states += 1
        said = verdict(run, state)
        if said:
            setattr(losses, said, getattr(losses, said) + 1)
            losses.examples.append(f"{said} at operation {state.at} of {len(run.log)}, seed {seed}")
    return losses


def verdict(run: Replay, state: State) -> str:
    """What is wrong with a state: damaged, partial, lost, or nothing."""
    with tempfile.TemporaryDirectory() as folder:
        for name, data in state.files.items():
            (Path(folder) / name).write_bytes(data)
        try:
            found = _content_after(Path(folder) / "a.minqing")
        except (dbapi.Error, DBAPIError, StoreError):
            return "damaged"
    if found not in run.contents:
        return "partial"
    return "lost" if run.contents.index(found) < len(state.acknowledged) else ""


def _content_after(path: Path) -> str:
    store = open_store(path, registry.LEDGERS + registry.BASE)
    try:
        with store.write() as unit:
            raw = unit.connection.connection.driver_connection
            verdicts = [row[0] for row in raw.execute("PRAGMA integrity_check(1)").fetchall()]
            _, fault = audit.verify(unit.connection, unit.schema)
            if verdicts != ["ok"] or fault:
                raise dbapi.DatabaseError(*verdicts, fault)
            return content(raw)
    finally:
        store.close()
