"""All that only SQLite has: pragmas, file identity, the full-text table, backup. Another server gets its own module."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as dbapi

from db.errors import Fault, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import sqlalchemy as sa

APPLICATION_ID = 0x4D514C31
"""「MQL1」in the header of every ledger file."""
SCHEMA = 11
"""The schema number this program writes; a file's own stands in `user_version`."""
SQLITE_MAGIC = b"SQLite format 3\0"
SAFE_WAL_VERSION = (3, 51, 3)
"""Older SQLite can corrupt a WAL file with two connections (the WAL-reset bug)."""

BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite may leave beside a file."""
EXTRA = 3
"""The synchronous mode of a file without a write-ahead log (on a removable disk)."""
PRAGMAS: dict[str, object] = {
    "foreign_keys": 1,
    "synchronous": 2,
    "busy_timeout": 5000,
    "secure_delete": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "temp_store": 2,
    "recursive_triggers": 1,
    "mmap_size": 0,
}
SEARCH_TABLE = (
    "CREATE VIRTUAL TABLE search_text USING fts5"
    "(text, initials, content='', contentless_delete=1, tokenize='unicode61')"
)
AUDIT_GUARDS = (
    "CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
    "CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END",
)


def connect(path: Path, *, mode: str, key: bytes | None = None) -> Any:
    """A connection with every pragma set and read back; `mode` is rw, rwc, ro or immutable. Raises StoreError.

    `key` is the 48 bytes of an encrypted file (`db.keys`), None for a plain one.
    """
    query = "mode=ro&immutable=1" if mode == "immutable" else f"mode={mode}"
    uri = f"{path.resolve().as_uri()}?{query}"
    try:
        connection = dbapi.connect(uri, uri=True, timeout=5, isolation_level=None, check_same_thread=False)
        unlock(connection, key)
        prepare(connection)
    except dbapi.Error as error:
        fault = fault_of(error, path)
        if fault is None:
            raise
        raise fault from error
    return connection


def unlock(connection: Any, key: bytes | None) -> None:
    """Give a fresh connection its key before anything else is said; a wrong one shows at the first read."""
    # Or the library writes to the terminal whatever it cannot open.
    connection.execute("PRAGMA cipher_log_level=NONE")
    if key is not None:
        connection.execute(f"PRAGMA key=\"x'{key.hex()}'\"")


def prepare(connection: Any) -> None:
    """Set the pragmas and assert them: setting one can be a silent no-op."""
    # Without a write-ahead log only EXTRA keeps a save: it also syncs the folder after the journal is gone.
    journal = connection.execute("PRAGMA journal_mode").fetchall()[0][0]
    own = {} if journal == "wal" else {"synchronous": EXTRA}
    for name, wanted in {**PRAGMAS, **own}.items():
        connection.execute(f"PRAGMA {name}={wanted}")
        found = connection.execute(f"PRAGMA {name}").fetchall()
        if found and found[0][0] != wanted:
            message = f"PRAGMA {name} is {found[0][0]}, wanted {wanted}"
            raise AssertionError(message)
    connection.create_collation("pinyin", compare_names)


def compare_names(left: str, right: str) -> int:
    """Pinyin order of common Chinese names (the order of GB 18030), numbers in natural order."""
    a, b = sort_key(left), sort_key(right)
    return (a > b) - (a < b)


def sort_key(text: str) -> list[tuple[int, int, bytes]]:
    """The pieces by which two names compare: runs of digits by value, the rest by GB 18030."""
    pieces: list[tuple[int, int, bytes]] = []
    run = ""
    for char in text:
        if char.isascii() and char.isdigit():
            run += char
            continue
        if run:
            pieces.append((0, int(run), b""))
            run = ""
        pieces.append((1, 0, char.encode("gb18030", "replace")))
    if run:
        pieces.append((0, int(run), b""))
    return pieces


def use_wal(connection: Any, *, removable: bool = False) -> None:
    """Write-ahead log with full sync: simulated power loss loses nothing that was acknowledged.

    On a removable disk a rollback journal with EXTRA sync: what is pulled out is one file, and whole.
    """
    wanted = "wal" if dbapi.sqlite_version_info >= SAFE_WAL_VERSION and not removable else "delete"
    ((mode,),) = connection.execute(f"PRAGMA journal_mode={wanted}").fetchall()
    if mode != wanted:
        message = f"journal_mode is {mode}, wanted {wanted}"
        raise AssertionError(message)


def has_wal(connection: Any) -> bool:
    """Whether a file has a write-ahead log rather than a rollback journal."""
    ((mode,),) = connection.execute("PRAGMA journal_mode").fetchall()
    return bool(mode == "wal")


DEFER_REFERENCES = "PRAGMA defer_foreign_keys=1"
"""Until the end of the transaction rows may point to rows that are still to come."""


@contextmanager
def unguarded(connection: sa.Connection, table: str) -> Iterator[None]:
    """Let rows of a table that refuses every change be changed, in the transaction that is under way: its guards come
    back as they were before it ends, and with it when it is undone.
    """
    query = "SELECT name, sql FROM sqlite_master WHERE type='trigger' AND tbl_name=?"
    guards = connection.exec_driver_sql(query, (table,)).all()
    for name, _sql in guards:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    yield
    for _name, sql in guards:
        connection.exec_driver_sql(sql)


REWRITTEN = 512 * 1024 * 1024
"""Bytes up to which a file is written anew when words were taken out: it is done in memory. A larger one relies on
`secure_delete`, which overwrites what is deleted, alone.
"""


def scrub(path: Path, key: bytes | None) -> bool:
    """Leave nothing in the file of what was deleted: write it anew without free room, and empty its log; False when
    somebody still reads it. Raises StoreError.
    """
    connection = connect(path, mode="rw", key=key)
    try:
        if path.stat().st_size <= REWRITTEN:
            connection.execute("VACUUM")
        ((busy, _log, _done),) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except dbapi.Error as error:
        fault = fault_of(error, path)
        if fault is None:
            raise
        if fault.fault is Fault.LOCKED:
            return False
        raise fault from error
    finally:
        connection.close()
    return not busy


def stamp(connection: Any, schema: int) -> None:
    """Write the file's identity and schema number into its header."""
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={schema}")


def is_plain(path: Path) -> bool:
    """Whether a file begins as an SQLite file that is not encrypted."""
    with path.open("rb") as stream:
        return stream.read(len(SQLITE_MAGIC)) == SQLITE_MAGIC


def header_schema(path: Path) -> int:
    """The schema number in the header of a plain ledger; raises StoreError FOREIGN for another program's file."""
    with path.open("rb") as stream:
        head = stream.read(100)
    if len(head) < 100 or not head.startswith(SQLITE_MAGIC) or int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise StoreError(Fault.FOREIGN, str(path))
    return int.from_bytes(head[60:64], "big")


def has_log(path: Path) -> bool:
    """Whether saves stand in a write-ahead log beside a file."""
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def keyed_schema(path: Path, key: bytes, *, immutable: bool = False) -> int:
    """The schema number of an encrypted ledger, read with its key; raises StoreError DAMAGED or FOREIGN."""
    connection = connect(path, mode="immutable" if immutable else "ro", key=key)
    try:
        ((application,),) = connection.execute("PRAGMA application_id").fetchall()
        ((schema,),) = connection.execute("PRAGMA user_version").fetchall()
    finally:
        connection.close()
    if application != APPLICATION_ID:
        raise StoreError(Fault.FOREIGN, str(path))
    return int(schema)


def identify(path: Path) -> int:
    """The schema number of a plain ledger file, read from its header without opening it.

    Raises StoreError MISSING, FOREIGN (another program's file, or not a file of ours) or NEWER.
    """
    if not path.is_file():
        raise StoreError(Fault.MISSING, str(path))
    schema = header_schema(path)
    if schema > SCHEMA:
        raise StoreError(Fault.NEWER, str(schema))
    return schema


FAULTS = {
    "SQLITE_FULL": Fault.FULL,
    "SQLITE_IOERR": Fault.FULL,
    "SQLITE_BUSY": Fault.LOCKED,
    "SQLITE_LOCKED": Fault.LOCKED,
    "SQLITE_READONLY": Fault.READ_ONLY,
    "SQLITE_CANTOPEN": Fault.MISSING,
    "SQLITE_CORRUPT": Fault.DAMAGED,
    "SQLITE_NOTADB": Fault.DAMAGED,
}


def fault_of(error: Exception, path: Path) -> StoreError | None:
    """The known fault behind a driver's error; None when it is a bug of ours."""
    name = str(getattr(getattr(error, "orig", None) or error, "sqlite_errorname", ""))
    found = next((fault for prefix, fault in FAULTS.items() if name.startswith(prefix)), None)
    return None if found is None else StoreError(found, str(path))


def backup(
    path: Path, target: Path, *, key: bytes | None = None, progress: Callable[[int, int], None] | None = None
) -> None:
    """Copy a live file through SQLite's own backup: into `.part`, checked, synced, then renamed.

    The copy of an encrypted file is encrypted by the same key; not a byte of it is ever plain on the disk.

    Raises StoreError DAMAGED when the copy does not pass its check.
    """
    part = target.with_name(target.name + ".part")
    discard(part)
    if not target.parent.is_dir():
        raise StoreError(Fault.NO_FOLDER, str(target.parent))
    source = connect(path, mode="ro", key=key)
    part.touch(mode=0o600)
    try:
        verdict = _copy(source, part, key, _told(progress))
        if verdict != "ok":
            raise StoreError(Fault.DAMAGED, str(path))
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    finally:
        source.close()
    sync_file(part)
    discard(target)
    part.replace(target)
    sync_folder(target.parent)


def discard(path: Path) -> None:
    """Take a copy away with its journal and log: left by a kill, they would be played into the next one."""
    for suffix in ("", *BESIDE):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _copy(source: Any, part: Path, key: bytes | None, told: Callable[[int, int, int], None] | None) -> str:
    copy = dbapi.connect(str(part), isolation_level=None)
    try:
        unlock(copy, key)
        source.backup(copy, pages=2000, progress=told)
        copy.execute("PRAGMA journal_mode=DELETE")
        return quick_check(copy)
    finally:
        copy.close()


def quick_check(connection: Any) -> str:
    """「ok」, or what is wrong with the pages of the file; of an encrypted one each page's seal is checked too."""
    ((verdict,),) = connection.execute("PRAGMA quick_check(1)").fetchall()
    return str(verdict)


def roll_back(path: Path, key: bytes | None) -> None:
    """Take back the half-written save that a power cut left with its journal: a connection that only reads cannot.

    Raises StoreError.
    """
    if not path.with_name(path.name + "-journal").exists():
        return
    connection = connect(path, mode="rw", key=key)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
    except dbapi.Error as error:
        fault = fault_of(error, path)
        if fault is None:
            raise
        raise fault from error
    finally:
        connection.close()


def settle(path: Path, key: bytes | None) -> None:
    """Bring everything of the write-ahead log into the file and take the log away; raises StoreError.

    Before another file is put in its place: a log left behind would be played into the new one.
    """
    connection = connect(path, mode="rw", key=key)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("PRAGMA journal_mode=DELETE")
    except dbapi.Error as error:
        fault = fault_of(error, path)
        if fault is None:
            raise
        raise fault from error
    finally:
        connection.close()


def _told(progress: Callable[[int, int], None] | None) -> Callable[[int, int, int], None] | None:
    return None if progress is None else lambda _status, left, total: progress(total - left, total)


def sync_file(path: Path) -> None:
    """Make a written file durable."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder durable, where the system lets a folder be synced."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
