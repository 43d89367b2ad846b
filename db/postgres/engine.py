"""The connections to a server: who writes, who reads, and the faults of the line in words of the store."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
import sqlalchemy as sa
from psycopg.types.numeric import NumericLoader
from sqlalchemy.pool import QueuePool

from db.errors import Fault, StoreError
from db.postgres.address import trusted_roots
from db.postgres.ddl import COUNTY, NAMESPACE
from db.postgres.dialect import URL
from db.postgres.line import Cursor, Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from decimal import Decimal

    from db.postgres.address import Address

READERS = 4
LOCK_SECONDS = 5
"""How long a save waits for another one of the same office, as at a file."""
CONNECT_SECONDS = 10
LOST_AFTER = 15_000
"""Milliseconds without an answer of the other machine after which the line counts as lost."""
SESSION = (
    f"-c search_path={NAMESPACE} -c lock_timeout={LOCK_SECONDS}s -c idle_in_transaction_session_timeout=120s "
    # What an administrator set for others: a save reads what the one before it left, and figures take their time.
    "-c default_transaction_isolation=read\\ committed -c default_transaction_read_only=off -c statement_timeout=0 "
    "-c DateStyle=ISO -c IntervalStyle=iso_8601 -c synchronous_commit=on -c row_security=on "
    # A server guesses an office's rows from the average of all: it would join those of a large one among small ones
    # pair by pair (6,900 rows of history: 2.5 s instead of 13 ms).
    "-c enable_material=off "
    # Making machine code of so many conditions takes longer than asking them (35 figures of 100 offices: 40 s, not 25).
    "-c jit=off"
)


class _Whole(NumericLoader):
    """A sum of whole numbers is one; the tables themselves hold no number with places."""

    def load(self, data: Any) -> Decimal | int:  # type: ignore[override]
        """The number, whole where it is."""
        number = super().load(data)
        return int(number) if number == number.to_integral_value() else number


def connect(address: Address, *, saves: bool = False) -> psycopg.Connection[Any]:
    """A connection with all that is promised of it; one that `saves` lets statements wait. Raises psycopg.Error."""
    safe: dict[str, Any] = {"sslmode": "disable"} if address.is_socket else {"sslmode": address.sslmode}
    if safe["sslmode"].startswith("verify"):
        safe["sslrootcert"] = trusted_roots(address)
    office = f" -c {NAMESPACE}.office={int(address.office)}" if address.office.isdecimal() else ""
    kind, cursor = (Line, Cursor) if saves else (psycopg.Connection, psycopg.ClientCursor)
    connection: psycopg.Connection[Any] = kind.connect(
        host=address.host,
        hostaddr="",  # not one that the environment (PGHOSTADDR) has for every name: what is near is asked of the name
        port=address.port,
        dbname=address.database,
        user=address.role,
        password=address.password or None,
        connect_timeout=CONNECT_SECONDS,
        tcp_user_timeout=LOST_AFTER,
        gssencmode="disable",
        client_encoding="utf8",
        application_name="minqing",
        # Values are written into the statement here, quoted by the client library: what is grouped by is then what is
        # selected, also where both hold a value.
        cursor_factory=cursor,
        options=SESSION + office,
        **safe,
    )
    whole_numbers(connection)
    return connection


def whole_numbers(connection: psycopg.Connection[Any]) -> None:
    """Let sums of whole numbers come as such."""
    connection.adapters.register_loader("numeric", _Whole)


def _engine(make: Callable[[], psycopg.Connection[Any]], size: int) -> sa.Engine:
    return sa.create_engine(
        URL,
        creator=make,
        paramstyle="format",  # values by their place, as `db.bulk` gives them
        poolclass=QueuePool,
        pool_size=size,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
    )


def administrator(address: Address) -> sa.Engine:
    """The engine of one who makes tables and roles."""
    return _engine(lambda: connect(address), 1)


def writer(address: Address) -> sa.Engine:
    """The engine for saving: one connection, whose every transaction begins with the office's turn."""
    return _engine(lambda: connect(address, saves=True), 1)


def reader(address: Address, *, size: int = READERS) -> sa.Engine:
    """The engine for lists and figures: each transaction sees one state of the tables, and writes nothing."""

    def make() -> psycopg.Connection[Any]:
        connection = connect(address)
        if address.office:
            # Who reads for the county may do more than he needs here: one office is what he opened.
            connection.execute(f"SET ROLE {COUNTY}")
            connection.commit()
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        return connection

    return _engine(make, size)


@contextmanager
def faults(address: Address, *, opening: bool = False) -> Iterator[None]:
    """Turn what the driver says into faults of the store; what is none of them is a bug of ours.

    While it is being opened, a server may lack the tables; later that would be a bug.
    """
    try:
        yield
    except (sa.exc.DBAPIError, psycopg.Error) as error:
        fault = fault_of(error, address, opening=opening)
        if fault is None:
            raise
        raise fault from error


STATES: tuple[tuple[str, Fault], ...] = (
    ("28", Fault.SERVER_REFUSED),
    ("42501", Fault.NO_RIGHTS),
    ("3D000", Fault.NOT_FOUNDED),
    ("55P03", Fault.LOCKED),
    ("40", Fault.LOCKED),
    ("53100", Fault.FULL),
    ("53200", Fault.TOO_FEW_LOCKS),
    ("53", Fault.SERVER_GONE),
    ("57P", Fault.SERVER_GONE),
    ("08", Fault.SERVER_GONE),
    ("25P03", Fault.SERVER_GONE),
    ("25006", Fault.NO_RIGHTS),
)
"""What a server's own codes mean, the first that fits."""
SAID: tuple[tuple[tuple[str, ...], Fault], ...] = (
    # It starts, it stops, or it has no place left: neither the sign-in nor the database is at fault.
    (("database system", "too many", "connection slots", "数据库系统", "太多"), Fault.SERVER_GONE),
    (("permission denied", "权限不够"), Fault.NO_RIGHTS),
    (("certificate", "signature", "does not support SSL", "证书"), Fault.CERTIFICATE),
    (("password", "authentication", "pg_hba", "role ", "口令", "密码", "认证", "角色"), Fault.SERVER_REFUSED),
    (("database ", "数据库"), Fault.NOT_FOUNDED),
)
"""What is said of a sign-in that failed, which comes without a code."""


NOT_THERE = ("3F000", "42P01", "42883", "22023")
"""The codes for a namespace, a table, a function and a group of roles that a server does not have."""


def fault_of(error: Exception, address: Address, *, opening: bool = False) -> StoreError | None:
    """The known fault behind a driver's error; None when it is a bug of ours."""
    own = getattr(error, "orig", None) or error
    state = str(getattr(own, "sqlstate", None) or "")
    if opening and state in NOT_THERE:
        found: Fault | None = Fault.NOT_FOUNDED
    elif state:
        found = next((fault for prefix, fault in STATES if state.startswith(prefix)), None)
    elif isinstance(own, psycopg.OperationalError):
        text = str(own)
        refused = (fault for words, fault in SAID if any(word in text for word in words))
        found = next(refused, Fault.SERVER_GONE)
    else:
        found = None
    detail = "别人正在保存" if found is Fault.LOCKED else address.words
    return None if found is None else StoreError(found, detail)
