"""A server made ready by its administrator: groups, tables by the migrations, one office after another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from psycopg import sql
from sqlalchemy import event

from db import migrate, sqlite
from db.errors import Fault, StoreError
from db.postgres import engine
from db.postgres.ddl import COUNTY, EVERY_OFFICE, OPEN_TABLES, TOWNSHIP, Translator

if TYPE_CHECKING:
    from db.postgres.address import Address

HERE = Path(__file__).parent
_OWNS = "SELECT pg_has_role(relowner, 'MEMBER') FROM pg_class WHERE oid = 'minqing.server'::regclass"
_OWNER = "SELECT relowner::regrole::TEXT FROM pg_class WHERE oid = 'minqing.server'::regclass"


def found(address: Address, *, partitions: int = 0) -> None:
    """Make the tables of a county in an empty database, or bring them to this program's schema, whole or not at all.

    `partitions` is into how many parts each table is split by office, 0 for not at all; a server keeps the number it
    was made with. Raises StoreError, NEWER when a newer program made them.
    """
    administrator = engine.administrator(address)
    try:
        with engine.faults(address, opening=True), administrator.begin() as connection:
            number = schema_of(connection)
            if number is None:
                _groups(connection)
                _run_file(connection, "house.sql")
                _shut(connection)
                row = {"schema": 0, "partitions": partitions}
                connection.execute(sa.text("INSERT INTO minqing.server VALUES (true, :schema, :partitions)"), row)
            elif not connection.exec_driver_sql(_OWNS).scalar_one():
                raise StoreError(Fault.NO_RIGHTS, address.words)
            elif number > sqlite.SCHEMA:
                raise StoreError(Fault.NEWER, str(number))
            else:
                # Whoever brings it up to date: new tables belong to whom the functions of the county work for.
                connection.exec_driver_sql(f"SET LOCAL ROLE {connection.exec_driver_sql(_OWNER).scalar_one()}")
            if number != sqlite.SCHEMA:
                _migrate(connection)
            if number is None:
                _run_file(connection, "search.sql")
            _run_file(connection, "erasing.sql")
    finally:
        administrator.dispose()


def add_office(address: Address, *, name: str, role: str, password: str) -> None:
    """Enter an office with the role it signs in by, which sees and writes its own rows and no others.

    Raises StoreError EXISTS when the name or the role is taken.
    """
    administrator = engine.administrator(address)
    office = sa.text(
        "INSERT INTO minqing.office (id, name, role) SELECT coalesce(max(id), 0) + 1, :name, :role FROM minqing.office"
    )
    taken = sa.text(
        "SELECT EXISTS (SELECT FROM minqing.office WHERE name = :name) "
        "OR EXISTS (SELECT FROM pg_roles WHERE rolname = :role)"
    )
    try:
        with engine.faults(address, opening=True), administrator.begin() as connection:
            # Two administrators at once would take the same id.
            connection.exec_driver_sql("LOCK TABLE minqing.office IN SHARE ROW EXCLUSIVE MODE")
            if connection.execute(taken, {"name": name, "role": role}).scalar_one():
                raise StoreError(Fault.EXISTS, name)
            _make_role(connection, role, password, TOWNSHIP)
            connection.execute(office, {"name": name, "role": role})
    finally:
        administrator.dispose()


def add_reader(address: Address, *, role: str, password: str) -> None:
    """Enter a role that reads all offices and writes none; raises StoreError EXISTS."""
    administrator = engine.administrator(address)
    taken = sa.text("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = :role)")
    try:
        with engine.faults(address, opening=True), administrator.begin() as connection:
            if connection.execute(taken, {"role": role}).scalar_one():
                raise StoreError(Fault.EXISTS, role)
            _make_role(connection, role, password, COUNTY, EVERY_OFFICE, inherits=False)
    finally:
        administrator.dispose()


def schema_of(connection: sa.Connection) -> int | None:
    """The schema number of a server, None where no county was made."""
    if connection.exec_driver_sql("SELECT to_regclass('minqing.server')").scalar() is None:
        return None
    return int(connection.exec_driver_sql("SELECT schema FROM minqing.server").scalar_one())


def _groups(connection: sa.Connection) -> None:
    for group in (TOWNSHIP, COUNTY, EVERY_OFFICE):
        known = connection.execute(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": group}).first()
        if known is None:  # groups belong to the whole server: another database of it may have them
            connection.exec_driver_sql(f"CREATE ROLE {group} NOLOGIN")


def _shut(connection: sa.Connection) -> None:
    """The groups are those of all counties on the server: only its own roles come to a county's database."""
    own: Any = connection.connection.driver_connection
    shut = sql.SQL("REVOKE CONNECT, TEMPORARY ON DATABASE {} FROM PUBLIC")
    own.execute(shut.format(sql.Identifier(own.info.dbname)))


def _make_role(connection: sa.Connection, role: str, password: str, *groups: str, inherits: bool = True) -> None:
    # Statements that make roles take no values beside them; the driver quotes names and words itself. The password
    # leaves this computer only as what it is checked by: the server's log may keep the statement.
    own: Any = connection.connection.driver_connection
    kind = sql.SQL("INHERIT" if inherits else "NOINHERIT")
    kept = own.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    made = sql.SQL("CREATE ROLE {} LOGIN {} PASSWORD {}").format(sql.Identifier(role), kind, sql.Literal(kept))
    own.execute(made)
    own.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(own.info.dbname), sql.Identifier(role))
    )
    for group in groups:
        own.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), sql.Identifier(role)))


def _run_file(connection: sa.Connection, name: str) -> None:
    own: Any = connection.connection.driver_connection  # these take no values: a % in them is a %
    for statement in (HERE / name).read_text("utf-8").split("\n;\n"):
        own.execute(statement)


def _migrate(connection: sa.Connection) -> None:
    """Run the migrations that are due, each statement in the words of a server."""
    partitions = connection.exec_driver_sql("SELECT partitions FROM minqing.server").scalar_one()
    translator = Translator(partitions)

    def translated(_conn: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> tuple[str, Any]:
        if statement.startswith("SELECT") or any(name in statement for name in OPEN_TABLES):
            return statement, parameters
        return "; ".join(translator.statements(statement)) or "SELECT 1", parameters

    event.listen(connection, "before_cursor_execute", translated, retval=True)
    try:
        migrate.run(connection)
    finally:
        event.remove(connection, "before_cursor_execute", translated)
    for statement in translator.rest():
        connection.exec_driver_sql(statement)
