"""Many rows into a table in one statement: given column by column, bound as the table's types say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from db import sqlite

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Columns = Mapping[str, Sequence[Any]]
    """The values of a table's columns by their names, all of one length."""

_IS = "is_"
"""Begins the names of the values by which a row is found, beside those it gets."""


def defer_references(connection: sa.Connection) -> None:
    """Until the end of the transaction rows may point to rows that are still to come."""
    connection.exec_driver_sql(getattr(connection.dialect, "defer_references", sqlite.DEFER_REFERENCES))


def insert(connection: sa.Connection, table: sa.Table, columns: Columns) -> None:
    """Write new rows; columns that are not given stay empty. Plain tuples go to the driver: no dict is made a row."""
    statement = sa.insert(table).inline()
    order, sql = _compiled(connection, statement, list(columns))
    cells = {key: _bound(connection, table, key, values) for key, values in columns.items()}
    connection.exec_driver_sql(sql, list(zip(*(cells[key] for key in order), strict=True)))


def update(connection: sa.Connection, table: sa.Table, where: Columns, columns: Columns) -> int:
    """Change one row for each place of the columns, found by what `where` says of it; how many were found."""
    found = (table.c[key] == sa.bindparam(f"{_IS}{key}", type_=table.c[key].type) for key in where)
    order, sql = _compiled(connection, sa.update(table).where(*found), list(columns))
    cells = {key: _bound(connection, table, key, values) for key, values in columns.items()}
    cells |= {f"{_IS}{key}": _bound(connection, table, key, values) for key, values in where.items()}
    return connection.exec_driver_sql(sql, list(zip(*(cells[key] for key in order), strict=True))).rowcount


def _compiled(connection: sa.Connection, statement: sa.Insert | sa.Update, keys: list[str]) -> tuple[list[str], str]:
    """The statement's text, and the names of its values in the order of their marks."""
    compiled = statement.compile(dialect=connection.dialect, column_keys=keys)
    order = getattr(compiled, "positiontup", None)
    if order is None:
        message = "the driver takes no values by their place"
        raise TypeError(message)
    return list(order), str(compiled)


def _bound(connection: sa.Connection, table: sa.Table, key: str, values: Sequence[Any]) -> Sequence[Any]:
    """The values as the driver takes them."""
    dialect = connection.dialect
    process = table.c[key].type.dialect_impl(dialect).bind_processor(dialect)
    return values if process is None else [process(value) for value in values]
