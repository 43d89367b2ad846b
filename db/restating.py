"""What is otherwise never changed, without the words of an order of erasure: the history, rows of frozen figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, cast

from db import sqlite

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import sqlalchemy as sa

    from db.tables import Schema


class Restating(Protocol):
    """How a store lets the words of an order out of rows that it keeps from every other change."""

    def history(self, connection: sa.Connection, schema: Schema, order: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Give rows of the history (`seq`) the `reason`, `uuid` and `digest` that are left of them."""

    def frozen(
        self, connection: sa.Connection, schema: Schema, order: str, *, report: str, ledger: str, rows: str
    ) -> None:
        """Give the records behind frozen figures the text that is left of them."""


class FileRestating:
    """A file's guards are taken off and come back within the transaction; who may have it done the services know."""

    def history(self, connection: sa.Connection, schema: Schema, order: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write the rows."""
        table = schema.audit
        with sqlite.unguarded(connection, table.name):
            for row in rows:
                cells = {key: row[key] for key in ("digest", "reason", "uuid")}
                connection.execute(table.update().where(table.c.seq == row["seq"]).values(cells))

    def frozen(
        self, connection: sa.Connection, schema: Schema, order: str, *, report: str, ledger: str, rows: str
    ) -> None:
        """Write the text."""
        table = schema.frozen_rows
        with sqlite.unguarded(connection, table.name):
            where = (table.c.report_uuid == report) & (table.c.ledger == ledger)
            connection.execute(table.update().where(where).values(rows=rows))


_FILE = FileRestating()


def of(connection: sa.Connection) -> Restating:
    """The way of the store that a connection belongs to."""
    return cast("Restating", getattr(connection.dialect, "restating", _FILE))
