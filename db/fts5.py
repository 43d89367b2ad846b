"""The index of words in a ledger file: one FTS5 table that keeps no text of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.search import Indexed

_OPTIMIZE = "INSERT INTO search_text(search_text) VALUES ('optimize')"
_INSERT = "INSERT INTO search_text(rowid, text, initials) VALUES (?, ?, ?)"
_DELETE = "DELETE FROM search_text WHERE rowid = ?"
_FOUND = (
    "SELECT search_row.ledger, search_row.record_id FROM search_text "
    "JOIN search_row ON search_row.id = search_text.rowid "
    "WHERE search_text MATCH :match AND search_row.ledger IN :ledgers AND search_row.restricted <= :most "
)
_NEWEST = sa.text(_FOUND + "ORDER BY search_text.rowid DESC LIMIT :limit")
_NEWEST_BY_LEDGER = sa.text(
    _FOUND + "ORDER BY instr(:order, '/' || search_row.ledger || '/'), search_text.rowid DESC LIMIT :limit"
)
_HITS = sa.text(
    "SELECT search_row.record_id FROM search_text JOIN search_row ON search_row.id = search_text.rowid "
    "WHERE search_text MATCH :match AND search_row.ledger = :in_ledger AND search_row.restricted <= :most"
)


def match(terms: Sequence[str]) -> str:
    """The FTS5 expression of terms: every one must occur, one of Latin letters in the text or in the initials."""
    parts = []
    for term in terms:
        phrase = _phrase("text", term)
        parts.append(f"({phrase} OR {_phrase('initials', term)})" if term.isascii() else f"({phrase})")
    return " AND ".join(parts)


def _phrase(column: str, term: str) -> str:
    return f'{column} : "{term}"'


class FtsWords:
    """Writes and asks the FTS5 table (`db.search.Words`)."""

    def put(self, connection: sa.Connection, rows: Sequence[Indexed]) -> None:
        """Write the words of search rows that have none."""
        connection.exec_driver_sql(_INSERT, list(rows))

    def put_new(
        self, connection: sa.Connection, table: sa.Table, row: dict[str, Any], content: tuple[str, str]
    ) -> None:
        """Write a search row and its words."""
        key = connection.execute(table.insert().values(row)).inserted_primary_key
        self.put(connection, [(int(key[0]) if key else 0, *content)])

    def drop(self, connection: sa.Connection, row_ids: Sequence[int]) -> None:
        """Take the words of search rows away."""
        connection.exec_driver_sql(_DELETE, [(row_id,) for row_id in row_ids])

    def tidy(self, connection: sa.Connection) -> None:
        """Merge the index, so that the words of rows that were deleted are no longer in the file."""
        connection.exec_driver_sql(_OPTIMIZE)

    def hits(self, terms: Sequence[str], ledger: str, *, most: int) -> sa.Select[tuple[int]]:
        """The record ids of one ledger in which every term occurs."""
        statement = _HITS.bindparams(match=match(terms), in_ledger=ledger, most=most)
        return statement.columns(sa.column("record_id", sa.Integer)).subquery().select()

    def newest(
        self, terms: Sequence[str], ledgers: Sequence[str], *, most: int, limit: int, by_ledger: bool
    ) -> sa.Executable:
        """Ledger and id of the newest records in which every term occurs."""
        statement = (_NEWEST_BY_LEDGER if by_ledger else _NEWEST).bindparams(sa.bindparam("ledgers", expanding=True))
        if by_ledger:
            statement = statement.bindparams(order=f"/{'/'.join(ledgers)}/")
        return statement.bindparams(match=match(terms), ledgers=list(ledgers), most=most, limit=limit)
