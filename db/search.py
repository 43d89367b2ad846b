"""Full-text search: text split per character, with the pinyin initials beside it; `words_of` gives the index."""

from __future__ import annotations

import os
from functools import lru_cache
from itertools import islice, product
from typing import TYPE_CHECKING, Any, Protocol, cast

import sqlalchemy as sa

from db import bulk
from db.declare import Kind
from db.fts5 import FtsWords
from db.values import Reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from db.ask import Record
    from db.declare import Ledger
    from db.tables import Schema
    from db.values import Value

    Indexed = tuple[int, str, str]
    """A search row: its id, its text split sign by sign, its initials likewise."""

BOUNDARY = "\ue000"
"""A private-use letter between two fields, so that no phrase runs from one into the next."""
_JOINT = f" {BOUNDARY} "
MAX_READINGS = 8
INITIALS_LENGTH = 60
MAX_NAME = 6


def split(text: str) -> str:
    """The text with every letter, digit and character as a token of its own, in lower case."""
    return " ".join(filter(str.isalnum, text.lower()))


_split_name = lru_cache(maxsize=8192)(split)
"""For what many records have in common: the words of choices, places, offices."""


@lru_cache(maxsize=8192)
def _readings(char: str) -> tuple[str, ...]:
    if char.isascii():
        return (char.lower(),)
    # Characters are asked one by one: its dictionary of phrases would be 46 MB that no one looks into.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    import pypinyin  # late: its dictionary of characters costs a start-up 0.04 s

    found = pypinyin.pinyin(char, style=pypinyin.Style.FIRST_LETTER, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(found[0])) if found else ()


def initials(text: str) -> tuple[str, ...]:
    """The pinyin initials of a name, all readings of its polyphones up to eight; the first is the usual one."""
    options = [_readings(char) for char in text[:INITIALS_LENGTH] if char.isalnum()]
    options = [option[:3] for option in options if option]
    if len(options) <= MAX_NAME:
        combined: Iterable[str] = ("".join(choice) for choice in product(*options))
    else:
        combined = _one_at_a_time(options)
    return tuple(dict.fromkeys(islice(combined, MAX_READINGS)))


_letters_of_name = lru_cache(maxsize=8192)(initials)


class _Usual(dict[str, str]):
    """The usual initial of a character, empty for what is none; looked up once for each character."""

    def __missing__(self, char: str) -> str:
        found = _readings(char) if char.isalnum() else ()
        letter = self[char] = found[0] if found else ""
        return letter


_usual = _Usual()


def usual_initials(text: str) -> str:
    """The first of the initials of a text."""
    return "".join([_usual[char] for char in text[:INITIALS_LENGTH]])


def _one_at_a_time(options: list[tuple[str, ...]]) -> Iterator[str]:
    usual = [option[0] for option in options]
    yield "".join(usual)
    for place, option in enumerate(options):
        for reading in option[1:]:
            yield "".join([*usual[:place], reading, *usual[place + 1 :]])


class Contents:
    """What the records of a ledger are found by: its searchable columns and those of its children."""

    def __init__(self, ledger: Ledger) -> None:
        """Take the declaration once for many records."""
        self._own = [(c.key, c.kind is Kind.LONG) for c in ledger.stored if c.searchable or c.key == ledger.matter]
        self._restricting = ledger.restricted_when[0] if ledger.restricted_when else ""
        self._rows = [
            (child.name, [(c.key, c.kind is Kind.LONG) for c in child.columns if c.searchable])
            for child in ledger.children
        ]

    def hold(self, keys: Iterable[str]) -> bool:
        """Whether a change of a record's own columns of these keys may change what it is found by, or by whom."""
        own = {key for key, _is_long in self._own} | ({self._restricting} if self._restricting else set())
        return not own.isdisjoint(keys)

    def of(self, record: Record) -> tuple[str, str]:
        """The text of a record and its initials."""
        short: list[str] = []
        long: list[str] = []
        _sort_texts(self._own, record.values, short, long)
        for name, keys in self._rows:
            for row in record.children.get(name, ()):
                _sort_texts(keys, row.values, short, long)
        words = [split(record.number), *map(_split_name, short), *map(split, long)]
        letters = [reading for piece in short for reading in _letters_of_name(piece)]
        letters += [found for piece in long if (found := usual_initials(piece))]
        return _JOINT.join(words), _JOINT.join(map(" ".join, dict.fromkeys(letters)))


def _sort_texts(keys: list[tuple[str, bool]], values: Mapping[str, Value], short: list[str], long: list[str]) -> None:
    for key, is_long in keys:
        value = values.get(key)
        if value is not None:
            (long if is_long else short).append(value.name if isinstance(value, Reference) else str(value))


def content(ledger: Ledger, record: Record) -> tuple[str, str]:
    """The text and the initials that a record is found by."""
    return Contents(ledger).of(record)


class Words(Protocol):
    """The index of words of a store: SQLite's, or that of a server."""

    def put(self, connection: sa.Connection, rows: Sequence[Indexed]) -> None:
        """Write the words of search rows that have none."""

    def put_new(
        self, connection: sa.Connection, table: sa.Table, row: dict[str, Any], content: tuple[str, str]
    ) -> None:
        """Write a search row and its words."""

    def drop(self, connection: sa.Connection, row_ids: Sequence[int]) -> None:
        """Take the words of search rows away."""

    def tidy(self, connection: sa.Connection) -> None:
        """Let the words of rows that were deleted be no longer in the index."""

    def hits(self, terms: Sequence[str], ledger: str, *, most: int) -> sa.Select[tuple[int]]:
        """The record ids of one ledger in which every term occurs, restricted ones when `most` is 1."""

    def newest(
        self, terms: Sequence[str], ledgers: Sequence[str], *, most: int, limit: int, by_ledger: bool
    ) -> sa.Executable:
        """Ledger and id of the newest records in which every term occurs."""


_FTS5: Words = FtsWords()


def words_of(connection: sa.Connection) -> Words:
    """The index of words of the store that a connection belongs to."""
    return cast("Words", getattr(connection.dialect, "words", _FTS5))


def terms_of(query: str) -> list[str]:
    """What the clerk typed, word by word split as the index is; empty when nothing can match."""
    terms = [split(word) for word in query.split()]
    return terms if all(terms) else []


def index(connection: sa.Connection, schema: Schema, ledger: Ledger, record: Record, *, is_new: bool = False) -> None:
    """Write or rewrite the search row of a record in the transaction that saves it."""
    rows = schema.search_rows
    where = (rows.c.ledger == ledger.name) & (rows.c.record_id == record.id)
    row_id = None if is_new else connection.execute(sa.select(rows.c.id).where(where)).scalar()
    restricted = ledger.is_restricted(record.values)
    if row_id is None:
        new = {"ledger": ledger.name, "record_id": record.id, "restricted": restricted}
        words_of(connection).put_new(connection, rows, new, content(ledger, record))
        return
    connection.execute(rows.update().where(where).values(restricted=restricted))
    words_of(connection).drop(connection, [row_id])
    words_of(connection).put(connection, [(row_id, *content(ledger, record))])


def index_new(connection: sa.Connection, schema: Schema, ledger: Ledger, records: Sequence[Record]) -> None:
    """Write the search rows of many records that have none yet, in two statements."""
    rows = schema.search_rows
    start = (connection.execute(sa.select(sa.func.max(rows.c.id))).scalar() or 0) + 1
    ids = range(start, start + len(records))
    bulk.insert(
        connection,
        rows,
        {
            "id": ids,
            "ledger": [ledger.name] * len(records),
            "record_id": [record.id for record in records],
            "restricted": [ledger.is_restricted(record.values) for record in records],
        },
    )
    contents = Contents(ledger)
    texts = [(row_id, *contents.of(record)) for row_id, record in zip(ids, records, strict=True)]
    words_of(connection).put(connection, texts)


def index_again(connection: sa.Connection, schema: Schema, ledger: Ledger, records: Sequence[Record]) -> None:
    """Rewrite the search rows of many changed records, in a few statements."""
    rows = schema.search_rows
    own = (rows.c.ledger == ledger.name) & rows.c.record_id.in_([record.id for record in records])
    ids = {row.record_id: row.id for row in connection.execute(sa.select(rows.c.id, rows.c.record_id).where(own))}
    known = [record for record in records if record.id in ids]
    contents = Contents(ledger)
    if known:
        where = {"id": [ids[record.id] for record in known]}
        bulk.update(connection, rows, where, {"restricted": [ledger.is_restricted(record.values) for record in known]})
        words_of(connection).drop(connection, where["id"])
        words_of(connection).put(connection, [(ids[record.id], *contents.of(record)) for record in known])
    if unknown := [record for record in records if record.id not in ids]:
        index_new(connection, schema, ledger, unknown)


def hits(words: Words, ledger: Ledger, query: str, *, sees_restricted: bool = True) -> sa.Select[tuple[int]] | None:
    """A subquery of the record ids of one ledger that the words match; None when nothing can match."""
    terms = terms_of(query)
    return words.hits(terms, ledger.name, most=int(sees_restricted)) if terms else None


def newest(
    words: Words, query: str, ledgers: Sequence[str], *, sees_restricted: bool, limit: int, by_ledger: bool = False
) -> sa.Executable | None:
    """A statement for the ledger and id of the newest records that the words match, with `by_ledger` those of the
    first ledger before those of the next; None when nothing can match.
    """
    terms = terms_of(query)
    if not terms or not ledgers:
        return None
    return words.newest(terms, ledgers, most=int(sees_restricted), limit=limit, by_ledger=by_ledger)
