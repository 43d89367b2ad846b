"""What earlier records offer to one that is entered: the list of names of the last time, words that were written
before, and what is known of a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.rules import masking, reading
from app.rules.rights import Right
from app.services import permitted, pinyin
from app.services.permitted import needs
from db.ask import Ask, Filter, Op
from db.declare import TAKEN_OUT, ChangedBy, Kind, Mask

if TYPE_CHECKING:
    from app.services.changes import Actor
    from db.ask import ChildRow, Record
    from db.declare import Child, Column, Ledger
    from db.unit import UnitOfWork
    from db.values import Value

LOOKED = 20
"""The most records that are looked through for the last one with rows."""
REMEMBERED = 2000
"""The newest records whose words are offered again."""
SEARCHED = 60
"""The most records that are looked through for a person."""
OFFERED = 12


def roster_state(child: Child) -> Column | None:
    """The column of a list of names that says how it was with each (到会情况); None for rows that are no such list."""
    if child.is_kept or child.columns[0].kind is not Kind.PERSON:
        return None
    return next((column for column in child.columns if column.kind is Kind.CHOICE and column.default), None)


def heads_rows(child: Child) -> bool:
    """Whether the first column of a child says what each row is of (a name, a source of money, a step), so that the
    rows of the last record can begin those of the next.
    """
    first = child.columns[0]
    return not child.is_kept and (first.is_reference or (first.kind is Kind.CHOICE and not first.default))


def last_rows(unit: UnitOfWork, *, ledger: Ledger, child: Child) -> tuple[Record | None, tuple[ChildRow, ...]]:
    """The newest record that has rows of a child, and those rows; None and no rows when none of the last has any."""
    for record in unit.reading.page(Ask(ledger.name, limit=LOOKED)).rows:
        rows = unit.reading.with_children(ledger, record, [child]).children.get(child.name, ())
        if rows:
            return record, rows
    return None, ()


def last_value(unit: UnitOfWork, *, ledger: Ledger, key: str) -> Value:
    """What the newest record that has something in a column has there; None when none has, and of personal data."""
    column = ledger.column(key)
    if column.sensitive or column.mask:
        return None
    rows = unit.reading.page(Ask(ledger.name, filters=(Filter(key, Op.FILLED),), limit=1)).rows
    found = rows[0].values.get(key) if rows else None
    return None if _is_marked(found) else found


def learned(unit: UnitOfWork, *, ledger: Ledger, key: str, typed: str) -> tuple[str, ...]:
    """What the last records have in a text column that fits what is typed, nearest first, then newest; the newest when
    nothing is typed. Nothing of a column that is personal: what one person is called or has is no habit of the office.
    """
    column = ledger.find(key)
    if column is None or not may_learn(column):
        return ()
    newest = unit.reading.newest_texts(ledger, key, limit=REMEMBERED)
    found = [text for text in newest if not _is_marked(text) and pinyin.fits(text, typed)]
    if typed:
        found.sort(key=lambda text: pinyin.distance(text, typed))
    return tuple(found[:OFFERED])


def _is_marked(value: Value) -> bool:
    """Whether words were taken out of a text by order: what is left of it is nothing to write again."""
    return isinstance(value, str) and TAKEN_OUT in value


def may_learn(column: Column) -> bool:
    """Whether the entries of a column may be offered again: one line of words, and never personal data."""
    return (
        column.kind is Kind.TEXT
        and column.changed_by is not ChangedBy.SYSTEM
        and not (column.sensitive or column.mask or column.key.endswith("_no"))
    )


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody an earlier record names: the name, what tells people of one name apart, and the newest such record."""

    name: str
    detail: str
    record_id: int


def names_one(ledger: Ledger, column: Column) -> bool:
    """Whether a column is the one private person that a record is about, so that telephone and address are theirs."""
    return [one.key for one in ledger.columns if _is_name(one)] == [column.key]


def _is_name(column: Column) -> bool:
    return column.kind is Kind.TEXT and column.mask is Mask.NAME and column.changed_by is ChangedBy.FORM


@needs(Right.READ)
def known(unit: UnitOfWork, *, actor: Actor, ledger: Ledger, column: Column, typed: str) -> tuple[Known, ...]:
    """Whom the records of a ledger name that fits what is typed, each once, with numbers masked; nobody for one from
    whom the window hides names.
    """
    if not typed or not permitted.may(actor, Right.REVEAL):
        return ()
    found: dict[tuple[str, ...], Known] = {}
    details = [one for one in ledger.columns if one.mask is Mask.PHONE or one.kind is Kind.PLACE][:2]
    for record in unit.reading.page(Ask(ledger.name, search=typed, limit=SEARCHED)).rows:
        name = str(record.values.get(column.key) or "")
        if not _is_marked(name) and pinyin.fits(name, typed):
            told = tuple(_told(one, record.values.get(one.key)) for one in details)
            found.setdefault((name, *told), Known(name, " ".join(filter(None, told)), record.id))
    return tuple(sorted(found.values(), key=lambda one: pinyin.distance(one.name, typed)))[:OFFERED]


def _told(column: Column, value: Value) -> str:
    return masking.on_screen(column, reading.show_value(column, value))


def of_the_person(ledger: Ledger, record: Record) -> dict[str, Value]:
    """What a record tells of its person that stays true: how to reach them, where they live, who they are."""
    return {
        column.key: record.values[column.key]
        for column in ledger.columns
        if record.values.get(column.key) is not None and _stays(column)
    }


def _stays(column: Column) -> bool:
    is_theirs = column.mask in (Mask.PHONE, Mask.ID_NUMBER, Mask.ADDRESS) or column.kind is Kind.HOUSEHOLD
    is_theirs = is_theirs or column.key == "place" or column.key.endswith(("sex", "ethnicity"))
    return is_theirs and column.changed_by is ChangedBy.FORM
