"""What a ledger file or a copy of one holds, read from the file itself: nothing that was said of it is believed."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as dbapi

from db import audit, media, sqlite
from db.errors import Fault, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

BESIDE = sqlite.BESIDE
"""What SQLite keeps beside an open file."""
PAGES_A_STEP = 64
"""After so many pages the copy tells how far it is, and can be given up; so few stay in the processor's own memory."""


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """A ledger file and the data key that opens it; None for a plain one."""

    path: Path
    key: bytes | None = None

    @contextmanager
    def connect(self, mode: str = "ro") -> Iterator[Any]:
        """A connection whose errors are known faults; raises StoreError."""
        connection = sqlite.connect(self.path, mode=mode, key=self.key)
        try:
            yield connection
        except dbapi.Error as error:
            raise _fault(error, self.path) or error from error
        finally:
            connection.close()


def _fault(error: dbapi.Error, path: Path) -> StoreError | None:
    """The known fault behind an error; those of the backup interface bear no name, only words."""
    if str(error) in ("disk I/O error", "database or disk is full"):
        return StoreError(Fault.FULL, str(path))
    return sqlite.fault_of(error, path)


@dataclass(frozen=True, slots=True)
class Facts:
    """A ledger file in figures; days are ISO text and empty when there is no dated record.

    `first` is the hash of the first history row: no two ledgers share it, and it never changes.
    """

    schema: int
    first: str
    seq: int
    head: str
    counts: dict[str, int]
    attachments: int
    first_day: str
    last_day: str
    settings: dict[str, str]


def copy(source: LedgerFile, target: Path, *, progress: Callable[[int, int], None] | None = None) -> LedgerFile:
    """Copy a live file through SQLite's own backup, under the same key; raises StoreError, leaves nothing half done.

    The copy is neither checked nor synced: it serves to be checked and packed, and is thrown away when that fails.
    """
    discard(target)
    if not target.parent.is_dir():
        raise StoreError(Fault.NO_FOLDER, str(target.parent))
    try:
        target.touch(mode=0o600)
        with source.connect(_mode(source)) as live:
            if live.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
                # One state from the first page to the last, or every save meanwhile would make the copy begin anew.
                live.execute("BEGIN")
                live.execute("SELECT 1 FROM sqlite_master").fetchall()
            _copy_pages(live, LedgerFile(target, source.key), progress)
    except BaseException:
        discard(target)
        raise
    return LedgerFile(target, source.key)


def _mode(source: LedgerFile) -> str:
    """How a live file is read: without its log where there is none, and no room or right to make one."""
    try:
        with source.connect() as live:
            live.execute("SELECT 1 FROM sqlite_master").fetchall()
    except StoreError as error:
        if error.fault in (Fault.FULL, Fault.READ_ONLY) and not sqlite.has_log(source.path):
            return "immutable"
        raise
    return "ro"


def _copy_pages(live: Any, target: LedgerFile, progress: Callable[[int, int], None] | None) -> None:
    with target.connect("rw") as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA journal_mode=OFF")
        told = None if progress is None else lambda _status, left, total: progress(total - left, total)
        live.backup(connection, pages=PAGES_A_STEP, progress=told)
        connection.execute("PRAGMA journal_mode=DELETE")


discard = sqlite.discard


def check(file: LedgerFile) -> None:
    """Read every page of a file that nobody has open, leaving nothing beside it; raises StoreError DAMAGED."""
    with file.connect("immutable") as connection:
        verdict = sqlite.quick_check(connection)
        # Every page bears a seal of the key, the free ones too.
        broken = [] if file.key is None else connection.execute("PRAGMA cipher_integrity_check").fetchall()
    if verdict != "ok" or broken:
        raise StoreError(Fault.DAMAGED, str(file.path))


def facts(file: LedgerFile, *, dated: Mapping[str, str], settings: Sequence[str] = ()) -> Facts:
    """Count a file: `dated` names its ledgers with the column of their day (empty: none). Raises StoreError."""
    with file.connect() as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")}
        known = {name: column for name, column in dated.items() if name in tables}
        first, last = _row(connection, "ASC"), _row(connection, "DESC")
        days = [day for pair in _days(connection, known) for day in pair if day]
        kept = dict(connection.execute("SELECT key, value FROM settings").fetchall())
        return Facts(
            schema=connection.execute("PRAGMA user_version").fetchone()[0],
            first=first[1],
            seq=last[0],
            head=last[1],
            counts={name: _count(connection, name) for name in known},
            attachments=_count(connection, "attachment"),
            first_day=min(days, default=""),
            last_day=max(days, default=""),
            settings={key: kept[key] for key in settings if key in kept},
        )


def schema(file: LedgerFile) -> int:
    """The schema number in the header of a file; raises StoreError."""
    with file.connect() as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def identity(file: LedgerFile) -> str:
    """The hash of the first history row, by which a ledger is known whatever its name; raises StoreError."""
    with file.connect() as connection:
        return _row(connection, "ASC")[1]


def glance(file: LedgerFile, *, key: str) -> tuple[str, str, str | None]:
    """By one connection: the file's identity, when its history began (ISO text), and a setting. Raises StoreError."""
    with file.connect() as connection:
        row = connection.execute("SELECT hash, at FROM audit ORDER BY seq LIMIT 1").fetchone()
        kept = connection.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
    first, begun = row or (audit.GENESIS, "")
    return str(first), str(begun), None if kept is None else str(kept[0])


def setting(file: LedgerFile, key: str) -> str | None:
    """A setting of the file, None when it was never set; raises StoreError."""
    with file.connect() as connection:
        row = connection.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def goes_on_from(file: LedgerFile, seq: int, chain_hash: str, *, quiet: Sequence[str]) -> bool:
    """Whether the history went on after a row, or never had it; rows of `quiet` actions do not count."""
    with file.connect() as connection:
        row = connection.execute("SELECT hash FROM audit WHERE seq = ?", (seq,)).fetchone()
        later = connection.execute("SELECT action FROM audit WHERE seq > ?", (seq,)).fetchall()
    return row is None or row[0] != chain_hash or any(action not in quiet for (action,) in later)


def common_seq(one: LedgerFile, other: LedgerFile) -> int:
    """The last history row two files share: a hash chain parts once and never meets again. Raises StoreError."""
    query = "SELECT hash FROM audit WHERE seq = ?"
    with one.connect() as left, other.connect() as right:
        low, high = 0, min(_row(left, "DESC")[0], _row(right, "DESC")[0])
        while low < high:
            middle = (low + high + 1) // 2
            is_same = left.execute(query, (middle,)).fetchone() == right.execute(query, (middle,)).fetchone()
            low, high = (middle, high) if is_same else (low, middle - 1)
        return low


def written_after(file: LedgerFile, seq: int) -> dict[str, dict[str, bool]]:
    """What the history names after a row: by ledger, each uuid with whether it came to be then. Raises StoreError."""
    query = (
        "SELECT ledger, uuid, max(action = 'add') FROM audit WHERE seq > ? AND uuid <> '' AND ledger <> '' "
        "GROUP BY ledger, uuid"
    )
    found: dict[str, dict[str, bool]] = {}
    with file.connect() as connection:
        for ledger, uuid, is_new in connection.execute(query, (seq,)):
            found.setdefault(ledger, {})[uuid] = bool(is_new)
    return found


def has_row(file: LedgerFile, seq: int, chain_hash: str) -> bool:
    """Whether the history holds this very row; raises StoreError."""
    with file.connect() as connection:
        row = connection.execute("SELECT hash FROM audit WHERE seq = ?", (seq,)).fetchone()
    return row is not None and row[0] == chain_hash


def head(file: LedgerFile) -> tuple[int, str]:
    """The anchor of a file: its last history row's number and hash. Raises StoreError."""
    with file.connect() as connection:
        return _row(connection, "DESC")


def numbers(file: LedgerFile, table: str) -> dict[str, str]:
    """The number of every record of a table by its uuid; empty for a table the file does not have."""
    with file.connect() as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE type='table' AND name=?", (table,)).fetchone():
            return {}
        return dict(connection.execute(f'SELECT uuid, number FROM "{table}"').fetchall())  # noqa: S608 - a declared name


def make_usable(file: LedgerFile) -> None:
    """Give a copy the journal of a working ledger on its disk and leave nothing beside it; raises StoreError."""
    with file.connect("rw") as connection:
        sqlite.use_wal(connection, removable=media.disk(file.path) is media.Disk.REMOVABLE)
    settle(file)


def settle(file: LedgerFile) -> None:
    """Bring what stands in the write-ahead log into the file, and leave nothing beside it; raises StoreError LOCKED."""
    with file.connect("rw") as connection:
        ((busy, _pages, _done),) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    log = file.path.with_name(file.path.name + "-wal")
    if busy or (log.exists() and log.stat().st_size):
        raise StoreError(Fault.LOCKED, str(file.path))
    for suffix in BESIDE[:2]:
        file.path.with_name(file.path.name + suffix).unlink(missing_ok=True)


def _row(connection: Any, order: str) -> tuple[int, str]:
    row = connection.execute(f"SELECT seq, hash FROM audit ORDER BY seq {order} LIMIT 1").fetchone()  # noqa: S608 - ASC or DESC
    return (int(row[0]), str(row[1])) if row else (0, audit.GENESIS)


def _count(connection: Any, table: str) -> int:
    return int(connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])  # noqa: S608 - a declared name


def _days(connection: Any, dated: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for table, column in dated.items():
        if column:
            query = f'SELECT min("{column}"), max("{column}") FROM "{table}" WHERE voided_at IS NULL'  # noqa: S608 - declared names
            yield connection.execute(query).fetchone()
