"""Offices at the tests' server: one set up as `new` does it, and copies of its rows, one a test."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any

from app.services import county
from db.postgres.ddl import TOWNSHIP
from tests.server import running

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

    from app.services.desk import Desk

DATABASE = "county"
ROLE_PASSWORD = "槐树底下"
OFFICE = "清河镇"
CAMPAIGN = "mass_line_2013"
TO = "<to>"
"""Stands for the serial in the statements of another office: a hashed password may hold `:to`, but no such signs."""
_TABLES = """
SELECT relname, string_agg(quote_ident(attname), ', ') FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
WHERE relnamespace = 'minqing'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition AND attnum > 0
AND relname NOT IN ('server', 'office', 'alembic_version') AND attname NOT IN ('township_id', 'rowid') GROUP BY relname
"""


@dataclass
class County:
    """A server with the tables of a county, and its first office, set up."""

    server: running.Running
    serial: Iterator[int] = field(default_factory=lambda: count(2))
    copying: dict[str, str] = field(default_factory=dict)
    """By the name of an office that was set up: the statements that give another one all its rows."""

    @property
    def administrator(self) -> str:
        """The address of the administrator."""
        return self.server.url(running.ADMINISTRATOR, DATABASE, password=running.PASSWORD)

    def url(self, role: str, options: str = "") -> str:
        """The address of an office by its role."""
        return self.server.url(role, DATABASE, password=ROLE_PASSWORD, options=options)

    def names(self) -> list[str]:
        """The names of all offices, in the order they were entered."""
        with self.server.superuser(DATABASE) as connection:
            return [str(name) for (name,) in connection.execute("SELECT name FROM minqing.office ORDER BY id")]

    @cached_property
    def _copier(self) -> psycopg.Connection[Any]:
        return self.server.superuser(DATABASE)

    @cached_property
    def _entering(self) -> str:
        """The statements that enter an office with the password of the first one, hashed already."""
        known = "SELECT rolpassword FROM pg_authid WHERE rolname = 'office_1'"
        (password,) = self._copier.execute(known).fetchone() or ("",)
        return (
            f"CREATE ROLE office_{TO} LOGIN PASSWORD '{password}' IN ROLE {TOWNSHIP}; "
            f"GRANT CONNECT ON DATABASE {DATABASE} TO office_{TO}; "
            f"INSERT INTO minqing.office (id, name, role) VALUES ({TO}, '第{TO}镇', 'office_{TO}')"
        )

    def new_office(self, like: str = OFFICE) -> str:
        """An office with all that another one was set up with; its address."""
        if like not in self.copying:
            self.set_up(like, next(self.serial)).close()
        serial = next(self.serial)
        self._copier.execute(f"{self._entering}; {self.copying[like]}".replace(TO, str(serial)))
        return self.url(f"office_{serial}")

    def set_up(self, name: str, serial: int) -> Desk:
        """An office entered by the administrator and set up by its first operator, as `new` does it."""
        role = f"office_{serial}"
        county.add_office(self.administrator, name=name, role=role, role_password=ROLE_PASSWORD)
        desk = county.new_desk(self.url(role), office_name=name, campaign=CAMPAIGN)
        self.copying[name] = copying(self, serial)
        return desk

    def close(self) -> None:
        """Let the connection go by which offices are copied."""
        self._copier.close()


def make(server: running.Running, *, partitions: int = 0) -> County:
    """A county on a server, with its first office set up."""
    with server.superuser() as connection:
        connection.execute(f"CREATE DATABASE {DATABASE} OWNER {running.ADMINISTRATOR} TEMPLATE template0")
    made = County(server)
    county.found(made.administrator, partitions=partitions)
    made.set_up(OFFICE, 1).close()
    return made


def copying(made: County, office: int = 1) -> str:
    """The statements that give another office all rows that one has now."""
    with made.server.superuser(DATABASE) as connection:
        tables = connection.execute(_TABLES).fetchall()
        filled = [
            (table, columns)
            for table, columns in tables
            if connection.execute(f"SELECT 1 FROM minqing.{table} WHERE township_id = {office} LIMIT 1").fetchone()
            is not None
        ]
    copies = [
        f"INSERT INTO minqing.{table} (township_id, {columns}) "
        f"SELECT {TO}, {columns} FROM minqing.{table} WHERE township_id = {office}"
        for table, columns in filled
    ]
    return "; ".join(["SET session_replication_role = replica", *copies])
