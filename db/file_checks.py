"""What SQLite says of a ledger file: its pages, its triggers, its foreign keys, its index of words. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from db import sqlite

if TYPE_CHECKING:
    from collections.abc import Iterator

_SAFE = {"wal": sqlite.PRAGMAS["synchronous"], "delete": sqlite.EXTRA}
"""The least level of syncing at which a power cut takes nothing, by the kind of journal."""


@dataclass(frozen=True, slots=True)
class Live:
    """Whether a power cut takes nothing that was saved, whether what stores it is free of known faults, its version."""

    is_safe: bool
    is_current: bool
    version: str


MOST = 20
"""So many faults of one kind are named; a file with more is beyond naming."""


class FileChecks:
    """Asks SQLite (`db.verify.Checks`)."""

    def pages(self, connection: sa.Connection, *, quick: bool) -> tuple[str, ...]:
        """What is wrong with the pages, of an encrypted file also each whose seal is broken; empty when whole."""
        sealed = connection.exec_driver_sql(
            "PRAGMA cipher_integrity_check"
        )  # no rows: every seal holds, or none is there
        found = [str(row[0]) for row in sealed] if sealed.returns_rows else []
        check = "quick_check" if quick else "integrity_check"
        found += [str(row[0]) for row in connection.exec_driver_sql(f"PRAGMA {check}({MOST})")]
        return tuple(words for words in found if words != "ok")

    def missing_guards(self, connection: sa.Connection) -> tuple[str, ...]:
        """The triggers of the history that are not in the file as the program made them."""
        query = "SELECT sql FROM sqlite_master WHERE type='trigger' AND tbl_name='audit'"
        standing = {" ".join(str(sql).split()) for (sql,) in connection.exec_driver_sql(query)}
        return tuple(sql.split()[2] for sql in sqlite.AUDIT_GUARDS if sql not in standing)

    def loose_keys(self, connection: sa.Connection) -> Iterator[tuple[str, str]]:
        """For each row with a foreign key whose target is gone: its table and that of the target."""
        for table, _rowid, target, _key in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            yield table, target

    def indexed(self) -> sa.Select[tuple[int]]:
        """The ids of the search rows that have their words."""
        texts = sa.text("SELECT id FROM search_text_docsize").columns(sa.column("id", sa.Integer))
        return texts.subquery().select()

    def live(self, connection: sa.Connection) -> Live:
        """The journal, the level of syncing, what is not as it was set, and the library's own version."""

        def ask(name: str) -> Any:
            return connection.exec_driver_sql(f"PRAGMA {name}").scalar()

        set_elsewhere = ("synchronous", "busy_timeout")
        as_set = all(
            ask(name) in (wanted, None) for name, wanted in sqlite.PRAGMAS.items() if name not in set_elsewhere
        )
        least = _SAFE.get(str(ask("journal_mode")))
        version = str(connection.exec_driver_sql("SELECT sqlite_version()").scalar())
        return Live(
            as_set and isinstance(least, int) and int(ask("synchronous")) >= least,
            tuple(int(part) for part in version.split(".")) >= sqlite.SAFE_WAL_VERSION,
            version,
        )
