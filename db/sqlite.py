"""All that only SQLite has: pragmas, file identity, the full-text table, backup. Another server gets its own module."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as dbapi

from db.errors import Fault, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

APPLICATION_ID = 0x4D514C31
"""「MQL1」in the header of every ledger file."""
SCHEMA = 2
"""The schema number this program writes; a file's own stands in `user_version`."""
SQLITE_MAGIC = b"SQLite format 3\0"
SAFE_WAL_VERSION = (3, 51, 3)
"""Older SQLite can corrupt a WAL file with two connections (the WAL-reset bug)."""

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


def connect(path: Path, *, mode: str) -> Any:
    """A connection with every pragma set and read back; `mode` is rw, ro or immutable. Raises StoreError."""
    query = "mode=ro&immutable=1" if mode == "immutable" else f"mode={mode}"
    uri = f"{path.resolve().as_uri()}?{query}"
    try:
        connection = dbapi.connect(uri, uri=True, timeout=5, isolation_level=None, check_same_thread=False)
        prepare(connection)
    except dbapi.Error as error:
        fault = fault_of(error, path)
        if fault is None:
            raise
        raise fault from error
    return connection


def prepare(connection: Any) -> None:
    """Set the pragmas and assert them: setting one can be a silent no-op."""
    for name, wanted in PRAGMAS.items():
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


def use_wal(connection: Any) -> None:
    """Write-ahead log with full sync: simulated power loss loses nothing that was acknowledged."""
    wanted = "wal" if dbapi.sqlite_version_info >= SAFE_WAL_VERSION else "delete"
    ((mode,),) = connection.execute(f"PRAGMA journal_mode={wanted}").fetchall()
    if mode != wanted:
        message = f"journal_mode is {mode}, wanted {wanted}"
        raise AssertionError(message)


def stamp(connection: Any, schema: int) -> None:
    """Write the file's identity and schema number into its header."""
    connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={schema}")


def identify(path: Path) -> int:
    """The schema number of a ledger file, read from its header without opening it.

    Raises StoreError MISSING, FOREIGN (another program's file, or not a file of ours) or NEWER.
    """
    if not path.is_file():
        raise StoreError(Fault.MISSING, str(path))
    with path.open("rb") as stream:
        head = stream.read(100)
    if len(head) < 100 or not head.startswith(SQLITE_MAGIC):
        raise StoreError(Fault.FOREIGN, str(path))
    if int.from_bytes(head[68:72], "big") != APPLICATION_ID:
        raise StoreError(Fault.FOREIGN, str(path))
    schema = int.from_bytes(head[60:64], "big")
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


def backup(path: Path, target: Path, *, progress: Callable[[int, int], None] | None = None) -> None:
    """Copy a live file through SQLite's own backup: into `.part`, checked, synced, then renamed.

    Raises StoreError DAMAGED when the copy does not pass its check.
    """
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    if not target.parent.is_dir():
        raise StoreError(Fault.NO_FOLDER, str(target.parent))
    source = connect(path, mode="ro")
    copy = dbapi.connect(str(part), isolation_level=None)
    try:
        source.backup(copy, pages=2000, progress=_told(progress))
        copy.execute("PRAGMA journal_mode=DELETE")
        ((verdict,),) = copy.execute("PRAGMA quick_check(1)").fetchall()
    finally:
        copy.close()
        source.close()
    if verdict != "ok":
        part.unlink()
        raise StoreError(Fault.DAMAGED, str(path))
    part.chmod(0o600)
    sync_file(part)
    part.replace(target)
    sync_folder(target.parent)


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
