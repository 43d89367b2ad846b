"""Words taken out of a file for good: of records, their children and drafts, and of all the history kept of them.

The chain holds afterwards: a row of the history keeps its hash, and what its words are now is said by a later row, the
restatement, which stands in the chain itself. Salts are drawn anew, so that no guess at the words can be tried against
what is left.
"""

from __future__ import annotations

import json
import secrets
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from db import audit, mapping, own_words, restating
from db.declare import TAKEN_OUT, Kind
from db.unit import STAMPED, STAMPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from db.declare import Child, Column, Ledger
    from db.tables import Schema

MARK = TAKEN_OUT
_PROSE = frozenset((Kind.TEXT, Kind.LONG, Kind.PERSON, Kind.ORGANISATION, Kind.PLACE, Kind.HOUSEHOLD))
_VOID_REASON = STAMPED.index("void_reason")
BESIDE: Mapping[str, tuple[str, ...]] = {
    "attachment": ("name", "caption", "volume", "page"),
    "archive_item": ("note", "appraisal_note"),
    audit.ERASURES: ("reason",),
}
"""What is written beside records in tables of their own, whose rows the history keeps: files, filed items, orders."""


def may_hold(column: Column) -> bool:
    """Whether a column holds words that somebody wrote, not a choice, a day or an amount."""
    return column.kind in _PROSE or (column.kind is Kind.CHOICE and column.open_choice)


@dataclass(frozen=True, slots=True)
class Words:
    """The words to be taken out, the longest first, so that one within another leaves nothing of it."""

    given: tuple[str, ...]

    @classmethod
    def of(cls, given: Iterable[str]) -> Words:
        """In the order they are looked for."""
        return cls(tuple(sorted(dict.fromkeys(given), key=len, reverse=True)))

    def out_of(self, text: str) -> str:
        """A text without them."""
        for word in self.given:
            text = text.replace(word, MARK)
        return text

    def count(self, text: str | None) -> int:
        """How often they stand in a text."""
        found = 0
        for word in self.given if text else ():
            found += str(text).count(word)
            text = str(text).replace(word, MARK)
        return found

    def stand_in(self, cell: sa.ColumnElement[Any], *, as_json: bool = False) -> sa.ColumnElement[bool]:
        """The condition that a cell may hold one of them."""
        forms = ((json.dumps(word, ensure_ascii=False)[1:-1] if as_json else word) for word in self.given)
        return sa.or_(*(cell.contains(form, autoescape=True) for form in forms))


def out_of_any(value: Any, words: Words) -> Any:
    """A value of JSON without the words, however deep they stand; a name that went takes its register's id along."""
    match value:
        case str():
            return words.out_of(value)
        case [str() as name, int() | None]:
            left = words.out_of(name)
            return value if left == name else [left, None]
        case list():
            return [out_of_any(one, words) for one in value]
        case dict():
            return {key: _stamps(one, words) if key == STAMPS else out_of_any(one, words) for key, one in value.items()}
    return value


def _stamps(kept: Sequence[Any], words: Words) -> list[Any]:
    """The stamps of a record: names of operators stay, the reason of 作废 is words."""
    return [out_of_any(one, words) if place == _VOID_REASON else one for place, one in enumerate(kept)]


def out_of_kept(ledger: Ledger, kept: Mapping[str, Any], words: Words) -> dict[str, Any]:
    """A record as the history keeps it, without the words: what was written goes, choices, days and numbers stay."""
    columns = {column.key: column for column in ledger.stored}
    children = {f"#{child.name}": child for child in ledger.children}
    found: dict[str, Any] = {}
    for key, value in kept.items():
        if key == STAMPS:
            found[key] = _stamps(value, words)
        elif key in children:
            found[key] = [_child_row(children[key], row, words) for row in value]
        else:
            column = columns.get(key)
            found[key] = out_of_any(value, words) if column is None or may_hold(column) else value
    return found


def _child_row(child: Child, row: Mapping[str, Any], words: Words) -> dict[str, Any]:
    held = {column.key for column in child.columns if not may_hold(column)} | {"uuid"}
    return {key: value if key in held else out_of_any(value, words) for key, value in row.items()}


# ---- the record ------------------------------------------------------------------------------------------------------


def places_in(connection: sa.Connection, schema: Schema, ledger: Ledger, record_id: int, words: Words) -> Counter[str]:
    """How often the words stand in a record as it is, by the label of the column."""
    found: Counter[str] = Counter()
    for _table, _row, column, label, text in _cells(connection, schema, ledger, record_id):
        if column is None or may_hold(column):
            found[label] += words.count(text)
    return +found


def _cells(
    connection: sa.Connection, schema: Schema, ledger: Ledger, record_id: int
) -> Iterator[tuple[sa.Table, sa.RowMapping, Column | None, str, str | None]]:
    """Every written cell of a record and its children: table, row, column (None: the reason of 作废), label, text."""
    table = schema.table(ledger.name)
    for row in connection.execute(sa.select(table).where(table.c.id == record_id)).mappings().all():
        for column in ledger.tabled:
            yield table, row, column, column.label, _text(row[column.key])
        cells = json.loads(row[mapping.EXTRA] or "{}")
        for column in ledger.own:
            yield table, row, column, column.label, _text(cells.get(column.key))
        yield table, row, None, "作废原因", row["void_reason"]
    for child in ledger.children:
        rows = schema.child(ledger, child.name)
        for row in connection.execute(sa.select(rows).where(rows.c.parent_id == record_id)).mappings().all():
            for column in child.columns:
                yield rows, row, column, f"{child.label}：{column.label}", _text(row[column.key])


def _text(cell: Any) -> str | None:
    return cell if isinstance(cell, str) else None


def out_of_record(connection: sa.Connection, schema: Schema, ledger: Ledger, record_id: int, words: Words) -> int:
    """Take the words out of a record's row and its children; how many places. The caller stamps and indexes it."""
    found, changes = 0, dict[tuple[sa.Table, int], dict[str, Any]]()
    for table, row, column, _label, text in _cells(connection, schema, ledger, record_id):
        if text is None or (column is not None and not may_hold(column)) or not words.count(text):
            continue
        found += words.count(text)
        cells = changes.setdefault((table, row["id"]), {})
        if column is None:
            cells["void_reason"] = words.out_of(text)
        elif column.own:
            extra = json.loads(cells.get(mapping.EXTRA) or row[mapping.EXTRA])
            extra.pop(f"{column.key}_id", None)
            extra[column.key] = words.out_of(text)
            cells[mapping.EXTRA] = mapping.extra_text(extra)
        else:
            cells[column.key] = words.out_of(text)
            if column.is_reference:
                cells[f"{column.key}_id"] = None
    for (table, row_id), cells in changes.items():
        connection.execute(table.update().where(table.c.id == row_id).values(cells))
    return found


def holding(connection: sa.Connection, schema: Schema, ledger: Ledger, words: Words) -> list[int]:
    """The ids of the records of a ledger in which the words stand now, voided ones too."""
    table = schema.table(ledger.name)
    tests = [words.stand_in(table.c[one.key]) for one in ledger.tabled if may_hold(one)]
    tests += [words.stand_in(table.c.void_reason), words.stand_in(table.c[mapping.EXTRA], as_json=True)]
    found = set(connection.execute(sa.select(table.c.id).where(sa.or_(*tests))).scalars())
    for child in ledger.children:
        rows, written = schema.child(ledger, child.name), [one for one in child.columns if may_hold(one)]
        if written:
            own = sa.or_(*(words.stand_in(rows.c[one.key]) for one in written))
            found |= set(connection.execute(sa.select(rows.c.parent_id).where(own)).scalars())
    # A condition of SQL takes case for nothing; what is counted and taken out is the very words.
    return sorted(one for one in found if places_in(connection, schema, ledger, one, words))


def naming(connection: sa.Connection, schema: Schema, register: str, record_id: int) -> Iterator[tuple[Ledger, int]]:
    """The records that name an entry of a register by its id: they keep its name beside it."""
    from db.declare import REGISTER_OF

    for ledger in schema.ledgers.values():
        table = schema.table(ledger.name)
        own = [c for c in ledger.tabled if c.kind is not None and REGISTER_OF.get(c.kind) == register]
        found = set[int]()
        if own:
            test = sa.or_(*(table.c[f"{c.key}_id"] == record_id for c in own))
            found |= set(connection.execute(sa.select(table.c.id).where(test)).scalars())
        for child in ledger.children:
            rows = schema.child(ledger, child.name)
            named = [c for c in child.columns if REGISTER_OF.get(c.kind) == register]
            if named:
                test = sa.or_(*(rows.c[f"{c.key}_id"] == record_id for c in named))
                found |= set(connection.execute(sa.select(rows.c.parent_id).where(test)).scalars())
        yield from ((ledger, one) for one in sorted(found))


# ---- the history -----------------------------------------------------------------------------------------------------


@dataclass
class Restated:
    """What rows of the history say now: the digest of their values, and of those whose reason went the hash of all."""

    values: dict[str, str] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)
    places: int = 0

    def to_json(self) -> dict[str, Any]:
        """As the restatement keeps it."""
        return {"values": self.values, "rows": self.rows}


def out_of_history(
    connection: sa.Connection, schema: Schema, words: Words, uuids: Sequence[str] | None, *, order: str
) -> Restated:
    """Take the words of an order out of what the history keeps of things (None: of everything): values, descriptions
    and reasons.

    Restatements themselves are never touched: they hold no words.
    """
    restated = Restated()
    found = _holding_rows(connection, schema, words, uuids)
    reasons: list[dict[str, Any]] = []
    for row in found:
        fresh = _restate(schema, row, words)
        restated.places += words.count(row["reason"]) + sum(
            words.count(row[key]) for key in ("description", "old", "new")
        )
        digest = _write_values(connection, schema, row["seq"], fresh) if row["salt"] is not None else ""
        if digest:
            restated.values[str(row["seq"])] = digest
        uuid = own_words.renamed(row["uuid"], words.out_of)
        if words.count(row["reason"]) or uuid != row["uuid"]:
            # Without the old digest not even the reason can be guessed at from the hash that stays.
            digest = digest or secrets.token_hex(32)
            left = words.out_of(row["reason"])
            reasons.append({"seq": row["seq"], "digest": digest, "reason": left, "uuid": uuid})
    if reasons:
        restating.of(connection).history(connection, schema, order, reasons)
        restated.rows = _contents(connection, schema, [one["seq"] for one in reasons])
    return restated


def count_in_history(connection: sa.Connection, schema: Schema, words: Words, uuids: Sequence[str] | None) -> int:
    """How many rows of the history hold the words."""
    keys = ("reason", "description", "old", "new")
    found = _holding_rows(connection, schema, words, uuids)
    return sum(
        1
        for row in found
        if any(words.count(row[key]) for key in keys) or own_words.renamed(row["uuid"], words.out_of) != row["uuid"]
    )


def _holding_rows(
    connection: sa.Connection, schema: Schema, words: Words, uuids: Sequence[str] | None
) -> list[Mapping[Any, Any]]:
    rows, values = schema.audit, schema.audit_values
    query = sa.select(rows, values.c.salt, values.c.description, values.c.old, values.c.new)
    query = query.select_from(rows.outerjoin(values, rows.c.seq == values.c.seq)).where(
        sa.or_(
            words.stand_in(rows.c.reason),
            words.stand_in(values.c.description),
            words.stand_in(values.c.old, as_json=True),
            words.stand_in(values.c.new, as_json=True),
            sa.and_(rows.c.ledger == audit.SETTINGS, words.stand_in(rows.c.uuid)),
        ),
        sa.not_(sa.and_(rows.c.action == audit.REDACTED, rows.c.uuid == "")),
    )
    if uuids is None:
        return list(connection.execute(query.order_by(rows.c.seq)).mappings())
    found: list[Mapping[Any, Any]] = []
    for start in range(0, len(uuids), audit.ASKED):
        own = query.where(rows.c.uuid.in_(uuids[start : start + audit.ASKED]))
        found += connection.execute(own).mappings()
    return sorted(found, key=lambda row: int(row["seq"]))


def _restate(schema: Schema, row: Mapping[Any, Any], words: Words) -> dict[str, Any]:
    """What is kept of a row without the words, under a salt of its own."""
    ledger = schema.ledgers.get(row["ledger"])
    fresh: dict[str, Any] = {
        "salt": secrets.token_hex(audit.SALT_BYTES), "description": words.out_of(row["description"] or "")
    }  # fmt: skip
    for key in ("old", "new"):
        text = row[key]
        if text is not None:
            kept = json.loads(text)
            is_record = ledger is not None and isinstance(kept, dict) and row["action"] not in _NO_RECORD
            left = out_of_kept(ledger, kept, words) if ledger and is_record else _out_of_own(row["ledger"], kept, words)
            text = audit.canonical(left)
        fresh[key] = text
    return fresh


_NO_RECORD = (audit.SEEDED, audit.IMPORTED, "layout", "table")
"""Actions whose kept values are no record of their ledger."""


def _out_of_own(table: str, kept: Any, words: Words) -> Any:
    if table in BESIDE and isinstance(kept, dict):
        return {key: out_of_any(one, words) if key in BESIDE[table] else one for key, one in kept.items()}
    if table == audit.SETTINGS and isinstance(kept, dict):
        return {own_words.renamed(key, words.out_of): _kept_setting(key, one, words) for key, one in kept.items()}
    return kept if table in (audit.OPERATORS, "link") else out_of_any(kept, words)


def _kept_setting(key: str, kept: Any, words: Words) -> Any:
    declared = own_words.of(key)
    return kept if declared is None else declared.without(kept, lambda one: out_of_any(one, words))


def _write_values(connection: sa.Connection, schema: Schema, seq: int, fresh: dict[str, Any]) -> str:
    values = schema.audit_values
    connection.execute(values.update().where(values.c.seq == seq).values(fresh))
    return audit.digest_of(fresh["salt"], fresh["description"], fresh["old"], fresh["new"])


def _contents(connection: sa.Connection, schema: Schema, seqs: Sequence[int]) -> dict[str, str]:
    rows, found = schema.audit, dict[str, str]()
    for start in range(0, len(seqs), audit.ASKED):
        query = sa.select(*(rows.c[key] for key in (*audit.CHAINED, "prev")))
        for *fields, prev in connection.execute(query.where(rows.c.seq.in_(seqs[start : start + audit.ASKED]))):
            found[str(fields[0])] = audit.chained(prev, fields)
    return found


# ---- what lies beside a record ---------------------------------------------------------------------------------------


def beside(connection: sa.Connection, schema: Schema, ledger: str, record_id: int) -> list[str]:
    """The uuids of what lies beside a record: its files, taken off ones too, its filed items, the orders on it."""
    found = list[str]()
    for name in BESIDE:
        table = schema.metadata.tables[name]
        query = sa.select(table.c.uuid).where(table.c.ledger == ledger, table.c.record_id == record_id)
        found += connection.execute(query).scalars()
    return found


def out_of_beside(connection: sa.Connection, schema: Schema, words: Words, uuids: Sequence[str] | None) -> None:
    """Take the words out of what is written beside records (None: beside all)."""
    wanted = None if uuids is None else set(uuids)
    for name, keys in BESIDE.items():
        table = schema.metadata.tables[name]
        query = sa.select(table).where(sa.or_(*(words.stand_in(table.c[key]) for key in keys)))
        for row in connection.execute(query).mappings().all():
            cells = {key: words.out_of(row[key]) for key in keys if words.count(row[key])}
            if cells and (wanted is None or row["uuid"] in wanted):
                connection.execute(table.update().where(table.c.id == row["id"]).values(cells))


def out_of_drafts(connection: sa.Connection, schema: Schema, words: Words, record: tuple[str, int] | None) -> int:
    """Take the words out of the drafts of a record (None: of all); how many drafts held them."""
    table, files = schema.drafts, schema.draft_files
    query = sa.select(table.c.uuid, table.c.content)
    if record is not None:
        query = query.where(table.c.ledger == record[0], table.c.record_id == record[1])
    found = 0
    for uuid, content in connection.execute(query).all():
        typed = json.loads(content)
        left = out_of_any(typed, words)
        if left != typed:
            found += 1
            connection.execute(table.update().where(table.c.uuid == uuid).values(content=json.dumps(left)))
        for key, name in connection.execute(sa.select(files.c.uuid, files.c.name).where(files.c.draft_uuid == uuid)):
            if words.count(name):
                connection.execute(files.update().where(files.c.uuid == key).values(name=words.out_of(name)))
    return found


def out_of_frozen(
    connection: sa.Connection, schema: Schema, words: Words, uuids: Iterable[str] | None, *, order: str
) -> int:
    """Take the words of an order out of what frozen figures keep of records (None: of all); how many lists changed."""
    table, found, wanted = schema.frozen_rows, 0, None if uuids is None else set(uuids)
    query = sa.select(table).where(words.stand_in(table.c.rows, as_json=True))
    for row in connection.execute(query).mappings().all():
        kept = json.loads(row["rows"])
        left = [
            [uuid, number, out_of_any(said, words) if wanted is None or uuid in wanted else said]
            for uuid, number, said in kept
        ]
        if left == kept:
            continue
        found += 1
        restating.of(connection).frozen(
            connection, schema, order, report=row["report_uuid"], ledger=row["ledger"],
            rows=json.dumps(left, ensure_ascii=False),
        )  # fmt: skip
    return found


def remaining(connection: sa.Connection, schema: Schema, words: Words) -> int:
    """In how many rows of the whole file the words still stand: names of operators, what the office called itself."""
    found = 0
    for table in schema.everything():
        texts = [column for column in table.columns if isinstance(column.type, sa.Text)]
        if texts:
            test = sa.or_(
                *(words.stand_in(cell) for cell in texts), *(words.stand_in(cell, as_json=True) for cell in texts)
            )
            rows = connection.execute(sa.select(*texts).where(test)).all()
            found += sum(1 for row in rows if any(words.count(cell) for cell in row))
    return found


def imported_with(connection: sa.Connection, schema: Schema, words: Words) -> list[str]:
    """The records in whose sheets the words stood, by their uuids."""
    table = schema.import_rows
    query = sa.select(table.c.record_uuid, table.c.raw).where(words.stand_in(table.c.raw, as_json=True))
    return [row.record_uuid for row in connection.execute(query) if words.count(row.raw)]


def out_of_imports(connection: sa.Connection, schema: Schema, words: Words) -> None:
    """Take the words out of the names of the files that were brought in."""
    table = schema.import_batches
    query = sa.select(table.c.uuid, table.c.file_name, table.c.sheet)
    for uuid, file_name, sheet in connection.execute(query).all():
        cells = {"file_name": words.out_of(file_name), "sheet": words.out_of(sheet)}
        if cells != {"file_name": file_name, "sheet": sheet}:
            connection.execute(table.update().where(table.c.uuid == uuid).values(cells))


def out_of_disputes(connection: sa.Connection, schema: Schema, words: Words, uuids: Sequence[str] | None) -> None:
    """Take the words out of what offices reported of records (None: of all): values in dispute, and sentences."""
    for table, key in ((schema.packages.conflicts, "theirs"), (schema.packages.held, "sentence")):
        cell = table.c[key]
        query = sa.select(table).where(words.stand_in(cell, as_json=True))
        for row in connection.execute(query).mappings().all():
            if uuids is None or row["record_uuid"] in uuids:
                left = json.loads(row[key]) if key == "theirs" else row[key]
                left = out_of_any(left, words)
                own = sa.and_(*(column == row[column.name] for column in table.primary_key.columns))
                text = audit.canonical(left) if key == "theirs" else left
                connection.execute(table.update().where(own).values({key: text}))


def out_of_settings(connection: sa.Connection, schema: Schema, words: Words) -> int:
    """Take the words out of what the office wrote for itself (`own_words`), and out of the names such things are kept
    under; how many settings held them.
    """
    table, found = schema.settings, 0
    kept = {row.key: row.value for row in connection.execute(sa.select(table.c.key, table.c.value))}
    for key in held_in_settings(kept, words):
        found += 1
        fresh, value = own_words.renamed(key, words.out_of), kept[key]
        name, again = fresh, 1
        while fresh != key and fresh in kept:  # another was of the same name but for the words
            again += 1
            fresh = f"{name}（{again}）"
        left = _setting_without(key, value, words)
        if fresh != key and isinstance(left, dict) and "name" in left:
            left["name"] = fresh.partition(":")[2]
        text = value if left is None else json.dumps(left, ensure_ascii=False)
        connection.execute(table.update().where(table.c.key == key).values(key=fresh, value=text))
        kept[fresh] = text
    return found


def settings_with(connection: sa.Connection, schema: Schema, words: Words) -> int:
    """In how many settings the words stand that would be taken out of them."""
    table = schema.settings
    kept = {row.key: row.value for row in connection.execute(sa.select(table.c.key, table.c.value))}
    return len(held_in_settings(kept, words))


def held_in_settings(kept: Mapping[str, str], words: Words) -> list[str]:
    """The keys of the settings that hold the words, in what is written or in the name."""
    return [
        key
        for key, value in kept.items()
        if own_words.renamed(key, words.out_of) != key
        or ((left := _setting_without(key, value, words)) is not None and left != json.loads(value))
    ]


def _setting_without(key: str, value: str, words: Words) -> Any:
    """What a setting holds, without the words; None for one that is no place of words."""
    declared = own_words.of(key)
    if declared is None or not value.startswith(("{", "[")):
        return None
    return declared.without(json.loads(value), lambda one: out_of_any(one, words))
