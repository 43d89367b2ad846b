"""The index of words on a server: each row's text beside all single signs and pairs of signs in it, found by these.

The text is the one that a file's index holds split, its signs set close again; a phrase is found where it occurs in it.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from db.search import Indexed

_PUT = "INSERT INTO search_text (id, text, initials, grams) VALUES (%s, %s, %s, %s)"
_PUT_NEW = (
    "INSERT INTO search_text (id, text, initials, grams) SELECT id, %s, %s, %s FROM search_row "
    "WHERE ledger = %s AND record_id = %s"
)
_DROP = "DELETE FROM search_text WHERE id = ANY(%s)"
# Rows of other offices are kept apart by a condition that is asked before any index whose answer might tell of them:
# the server's own function asks the index, for the office of the role alone.
_FOUND = sa.text("SELECT id FROM minqing.search(CAST(:terms AS TEXT[]), CAST(:grams AS TEXT[])) AS found (id)")
_ROWS = sa.table(
    "search_row",
    sa.column("id", sa.Integer),
    sa.column("ledger", sa.Text),
    sa.column("record_id", sa.Integer),
    sa.column("restricted", sa.Boolean),
)


class GramWords:
    """Writes and asks the index of signs and pairs (`db.search.Words`)."""

    def put(self, connection: sa.Connection, rows: Sequence[Indexed]) -> None:
        """Write the words of search rows that have none."""
        texts = [(row_id, close(text), close(letters)) for row_id, text, letters in rows]
        cells = [(row_id, text, letters, sorted(grams(text, letters))) for row_id, text, letters in texts]
        connection.exec_driver_sql(_PUT, cells)

    def put_new(
        self, connection: sa.Connection, table: sa.Table, row: dict[str, Any], content: tuple[str, str]
    ) -> None:
        """Write a search row and its words, neither of which is waited for."""
        connection.execute(table.insert().inline(), row)
        text, letters = map(close, content)
        cells = (text, letters, sorted(grams(text, letters)), row["ledger"], row["record_id"])
        connection.exec_driver_sql(_PUT_NEW, cells)

    def drop(self, connection: sa.Connection, row_ids: Sequence[int]) -> None:
        """Take the words of search rows away."""
        connection.exec_driver_sql(_DROP, (list(row_ids),))

    def tidy(self, connection: sa.Connection) -> None:
        """Nothing: what was deleted is out of reach at once, and the server's own sweep takes it off the disk."""

    def hits(self, terms: Sequence[str], ledger: str, *, most: int) -> sa.Select[tuple[int]]:
        """The record ids of one ledger in which every term occurs."""
        return sa.select(_ROWS.c.record_id).where(_ROWS.c.ledger == ledger, *_conditions(terms, most))

    def newest(
        self, terms: Sequence[str], ledgers: Sequence[str], *, most: int, limit: int, by_ledger: bool
    ) -> sa.Executable:
        """Ledger and id of the newest records in which every term occurs."""
        query = sa.select(_ROWS.c.ledger, _ROWS.c.record_id)
        query = query.where(_ROWS.c.ledger.in_(ledgers), *_conditions(terms, most))
        if by_ledger:
            turns = {name: turn for turn, name in enumerate(ledgers)}
            query = query.order_by(sa.case(turns, value=_ROWS.c.ledger))
        return query.order_by(_ROWS.c.id.desc()).limit(limit)


def _conditions(terms: Sequence[str], most: int) -> list[sa.ColumnElement[Any]]:
    phrases = [close(term) for term in terms]
    found = _FOUND.bindparams(
        sa.bindparam("terms", phrases, sa.ARRAY(sa.Text)),
        sa.bindparam("grams", sorted(grams(*phrases)), sa.ARRAY(sa.Text)),
    ).columns(sa.column("id", sa.Integer))
    hidden = [] if most else [_ROWS.c.restricted.is_(False)]
    return [_ROWS.c.id.in_(found.subquery().select()), *hidden]


def close(text: str) -> str:
    """A text that was split sign by sign, set close again."""
    return text.replace(" ", "")


def grams(*texts: str) -> set[str]:
    """All single signs, and all pairs of signs that follow each other, of some texts."""
    return {piece for text in texts for piece in _pieces(text)}


def _pieces(text: str) -> Iterator[str]:
    yield from text
    yield from map("".join, pairwise(text))
