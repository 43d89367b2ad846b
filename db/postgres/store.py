"""An office's share of a county's server, open: the same transactions as at a file."""

from __future__ import annotations

import secrets
import time
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

import psycopg
import sqlalchemy as sa

from db import sqlite, tables
from db.errors import Fault, StoreError
from db.opened import Opened
from db.postgres import engine
from db.postgres.ddl import COUNTY
from db.postgres.line import Foreseen
from db.unit import UnitOfWork

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from db.declare import Ledger
    from db.postgres.address import Address

TRIES, PAUSE = 6, 1.0
"""How often, and how many seconds apart, the server is asked what became of a save whose answer was lost."""
_BEGIN = """
SELECT schema, save::TEXT, moved FROM minqing.begin_save();
SELECT key, CASE WHEN octet_length(value) <= 4096 THEN value END FROM minqing.settings;
SELECT seq, hash FROM minqing.audit ORDER BY seq DESC LIMIT 1
"""
"""The office's turn, and once it has come what every save asks first: each statement sees what stands by then.

A long setting, such as a file of an outline, does not come along.
"""
_STANDING = "SELECT schema, minqing.my_office() FROM minqing.server"
_CHOSEN = "SELECT id FROM minqing.office WHERE name = %s"
_STATUS = "SELECT pg_xact_status(%s::XID8)"


class _Begun(NamedTuple):
    """A save that has its turn: the name by which the server knows it, and what came with the turn."""

    save: str
    settings: dict[str, str | None]
    chain_end: tuple[int, str] | None


class ServerStore(Opened):
    """One office at a server. Reads run on a pool of connections, writes on one, in turn with others of the office."""

    is_server = True

    def __init__(
        self, address: Address, schema: tables.Schema, *, closed_to_writing: Fault | None = None, place: str = ""
    ) -> None:
        """Take a server whose schema is known; use `open_server`."""
        super().__init__(schema, closed_to_writing)
        self.address = address
        self._place = place or address.text
        self._reader = engine.reader(address)
        self._writer = None if closed_to_writing else engine.writer(address)
        self._foreseen = Foreseen()
        try:
            with self.read() as unit:
                self._take_in(unit)
        except BaseException:
            self.close()
            raise

    @property
    def place(self) -> str:
        """The address without its password."""
        return self._place

    @property
    def place_name(self) -> str:
        """The server and the database."""
        return self.address.words

    def is_password(self, typed: str) -> bool | None:
        """Whether it is the password that was signed in by; None where none was asked for."""
        own = self.address.password
        return secrets.compare_digest(typed.encode(), own.encode()) if own else None

    @contextmanager
    def read(self) -> Iterator[UnitOfWork]:
        """A transaction that only reads, and sees one state of the tables throughout; raises StoreError."""
        with engine.faults(self.address), self._reader.begin() as connection:
            yield UnitOfWork(connection, self.schema, self.clock, read_only=True, shared=self._shared)

    @contextmanager
    def write(self) -> Iterator[UnitOfWork]:
        """A transaction that is saved whole when the block ends well, and not at all otherwise.

        Raises StoreError: SERVER_GONE when the line was lost and nothing was saved, UNCERTAIN when nobody can be asked
        whether it was, LOCKED when another save of the office takes too long.
        """
        if self._writer is None or self.closed_to_writing is not None:
            raise StoreError(self.closed_to_writing or Fault.READ_ONLY, self.address.words)
        with engine.faults(self.address), self._writer.connect() as connection:
            turn = connection.begin()
            begun = self._begin(connection)
            unit = UnitOfWork(connection, self.schema, self.clock, shared=self._shared)
            unit.settings_known, unit.chain_end = begun.settings, begun.chain_end
            unit.foreseen = self._foreseen
            try:
                yield unit
                # Before the end: once a save stands, no question that fails may tell that it does not.
                arranged = unit.layouts() if unit.lays_out else None
            except BaseException:
                turn.rollback()
                raise
            self._commit(turn, begun.save)
        if arranged is not None:
            self._lay_out(arranged)

    def _begin(self, connection: sa.Connection) -> _Begun:
        """Wait for the office's turn; raises StoreError NEWER and MOVED."""
        own: Any = connection.connection.driver_connection
        with own.cursor() as cursor:
            cursor.execute(";".join((_BEGIN, *self._foreseen.questions)))
            schema, save, moved = cursor.fetchone()
            cursor.nextset()
            settings = dict(cursor.fetchall())
            cursor.nextset()
            chain_end = cursor.fetchone()
            self._foreseen.take(cursor)
        own.has_written = False
        if schema != sqlite.SCHEMA:  # an administrator brought it up to date while this program was running
            raise StoreError(Fault.NEWER, str(schema))
        if moved:
            raise StoreError(Fault.MOVED)
        return _Begun(save, settings, chain_end)

    def _commit(self, turn: sa.RootTransaction, save: str) -> None:
        """End the transaction; where the line is lost over it, ask the server anew whether it was saved."""
        try:
            turn.commit()
        except sa.exc.DBAPIError as error:
            known = engine.fault_of(error, self.address)
            # What was still waiting goes with the end: a server that says no to it has not saved, and is believed.
            if not error.connection_invalidated and (known is None or known.fault is not Fault.SERVER_GONE):
                raise
            if not self._was_saved(save):
                raise StoreError(Fault.SERVER_GONE, self.address.words) from error

    def _was_saved(self, save: str) -> bool:
        """Whether a save whose answer was lost stands; raises StoreError UNCERTAIN when the server cannot be asked."""
        for attempt in range(TRIES):
            if attempt:
                time.sleep(PAUSE)
            try:
                with engine.connect(self.address) as connection:
                    row = connection.execute(_STATUS, (save,)).fetchone()
            except psycopg.Error:
                continue
            if row is not None and row[0] in ("committed", "aborted"):
                return bool(row[0] == "committed")
        raise StoreError(Fault.UNCERTAIN, self.address.words)

    def scrub(self) -> bool:
        """Nothing is left to be done from here: what was deleted the server's own sweep takes off its disk."""
        return True

    def forget_connections(self) -> None:
        """Let idle reading connections go."""
        self._reader.dispose()

    def close(self) -> None:
        """Close all connections."""
        self._reader.dispose()
        if self._writer is not None:
            self._writer.dispose()


def open_server(address: Address, ledgers: Iterable[Ledger], *, read_only: bool = False) -> ServerStore:
    """Open the office that a role signs in for.

    Raises StoreError: SERVER_GONE, SERVER_REFUSED, CERTIFICATE, NO_RIGHTS (a role of no office), NOT_FOUNDED, NEWER
    (a newer program made the tables), SERVER_OLDER (the administrator has to bring them up to date) or NO_SUCH_OFFICE.
    """
    with engine.faults(address, opening=True), engine.connect(address) as connection:
        if address.office:
            connection.execute(f"SET ROLE {COUNTY}")
        row = connection.execute(_STANDING).fetchone()
        schema, own = row if row is not None else (0, None)
        if schema > sqlite.SCHEMA:
            raise StoreError(Fault.NEWER, str(schema))
        if schema < sqlite.SCHEMA:
            raise StoreError(Fault.SERVER_OLDER, address.words)
        if not address.office and own is None:
            raise StoreError(Fault.NO_RIGHTS, address.words)
        chosen = connection.execute(_CHOSEN, (address.office,)).fetchone() if address.office else None
    if address.office:
        if chosen is None:
            raise StoreError(Fault.NO_SUCH_OFFICE, address.office)
        return ServerStore(
            replace(address, office=str(chosen[0])), tables.of(ledgers),
            closed_to_writing=Fault.FOR_THE_COUNTY, place=address.text,
        )  # fmt: skip
    closed = Fault.OPENED_TO_READ if read_only else None
    return ServerStore(address, tables.of(ledgers), closed_to_writing=closed)
