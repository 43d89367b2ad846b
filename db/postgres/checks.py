"""What a server says of an office's tables: whether the guards of the history stand, and its index of words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from db import sqlite
from db.file_checks import Live

if TYPE_CHECKING:
    from collections.abc import Iterable

# A guard that was switched off (tgenabled other than O or A) guards nothing, nor does a table without its row security.
_GUARDS = """
SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE tgrelid = 'minqing.audit'::regclass AND NOT tgisinternal AND tgenabled IN ('O', 'A') AND relrowsecurity
AND tgfoid = 'minqing.refuse_change'::regproc
"""
_UNCHECKED = """
SELECT conrelid::regclass::TEXT AS holder, confrelid::regclass::TEXT AS target FROM pg_constraint
WHERE contype = 'f' AND connamespace = 'minqing'::regnamespace AND NOT convalidated
"""
_SAVES = """
SELECT current_setting('fsync'), current_setting('full_page_writes'), current_setting('synchronous_commit'),
current_setting('server_version_num')::INT
"""
OLDEST = 150_000
"""The oldest server that is served, as it numbers itself."""


class ServerChecks:
    """Asks the server (`db.verify.Checks`)."""

    def pages(self, connection: sa.Connection, *, quick: bool) -> None:
        """Nothing: a server holds its own pages against their checksums whenever it reads them."""
        return

    def missing_guards(self, connection: sa.Connection) -> tuple[str, ...]:
        """The triggers of the history that do not stand."""
        standing = {name for (name,) in connection.exec_driver_sql(_GUARDS)}
        return tuple(name for name in (sql.split()[2] for sql in sqlite.AUDIT_GUARDS) if name not in standing)

    def loose_keys(self, connection: sa.Connection) -> Iterable[tuple[str, str]]:
        """References that the server does not hold to; all others it refused to break."""
        return [(row.holder, row.target) for row in connection.exec_driver_sql(_UNCHECKED)]

    def indexed(self) -> sa.Select[tuple[int]]:
        """The ids of the search rows that have their words."""
        return sa.select(sa.table("search_text", sa.column("id", sa.Integer)).c.id)

    def live(self, connection: sa.Connection) -> Live:
        """Whether the server writes each save to its disk before it answers; its version."""
        fsync, pages, commit, version = connection.exec_driver_sql(_SAVES).one()
        return Live(
            "off" not in (fsync, pages, commit), int(version) >= OLDEST, f"{version // 10_000}.{version % 10_000}"
        )
