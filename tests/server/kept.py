"""Connections kept from one test's office to the next: each is the superuser's by the socket, signed over to a role.

What a role may and may not is the same as over TLS with a password (`SET SESSION AUTHORIZATION`), and the server need
not begin several processes a test that read its catalogues anew. How a line is made, kept safe and lost has tests of
its own, over the wire.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from db.postgres import engine
from db.postgres.line import Cursor, Line

if TYPE_CHECKING:
    from db.postgres.address import Address


class Kept(psycopg.Connection[Any]):
    """A connection that waits for the next office when it is closed."""

    def close(self) -> None:
        """Forget the role and all that was set; one that is broken goes for good."""
        try:
            self.rollback()
            self.isolation_level = self.read_only = None
            self.autocommit = True
            self.execute("RESET SESSION AUTHORIZATION")
            self.execute("RESET ALL")
            self.autocommit = False
        except psycopg.Error:
            super().close()
        else:
            IDLE[type(self)].append(self)


class KeptLine(Kept, Line):
    """The same, of one that saves."""


IDLE: dict[type[Kept], list[Kept]] = {Kept: [], KeptLine: []}


def connect(address: Address, *, folder: str, saves: bool = False) -> psycopg.Connection[Any]:
    """A connection in the role of an address (`db.postgres.engine.connect`), by the socket in the server's folder."""
    kind = KeptLine if saves else Kept
    connection = IDLE[kind].pop() if IDLE[kind] else _fresh(kind, address, folder)
    connection.autocommit = True
    connection.execute(sql.SQL("SET SESSION AUTHORIZATION {}").format(sql.Identifier(address.role)))
    connection.autocommit = False
    return connection


def _fresh(kind: type[Kept], address: Address, folder: str) -> Kept:
    made = kind.connect(
        host=folder, port=address.port, dbname=address.database, user="postgres", client_encoding="utf8",
        cursor_factory=Cursor if kind is KeptLine else psycopg.ClientCursor, options=engine.SESSION,
    )  # fmt: skip
    engine.whole_numbers(made)
    return made


def end() -> None:
    """Let all go: the server ends."""
    for idle in IDLE.values():
        while idle:
            psycopg.Connection.close(idle.pop())
