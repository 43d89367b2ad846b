"""What an indicator reads of a row: the columns by the part they play, so that a later difference can be told apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.figures import whose
from app.figures.model import (
    AllOf,
    AnyOf,
    Balance,
    By,
    Distinct,
    HasRow,
    InTime,
    Lasts,
    Late,
    Matched,
    Named,
    Net,
    Not,
    NotBy,
    PerRecord,
    Since,
    Sum,
    Until,
)
from db.ask import Filter
from db.declare import HISTORICAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from app.figures.model import Condition, Indicator, Measure
    from db.declare import Ledger


class Part(StrEnum):
    """What a column is to a figure: it dates the row, is added up, sorts it in or out, or says whose it is."""

    DATE = "date"
    AMOUNT = "amount"
    SORT = "sort"
    SCOPE = "scope"


@dataclass(slots=True)
class Reads:
    """The columns of a record and of its children by their part, and the other ledgers a figure looks into."""

    record: dict[str, Part] = field(default_factory=dict)
    children: dict[str, dict[str, Part]] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)


_SCOPES = ("campaign", *whose.OWNERS, "is_summary")
_ALWAYS = {"status": Part.SORT, "reopened_on": Part.SORT, HISTORICAL: Part.SORT}


def reads(ledgers: Mapping[str, Ledger], indicator: Indicator) -> Reads:
    """What one indicator reads of the rows of its ledger."""
    source, ledger = indicator.source, ledgers[indicator.source.ledger]
    found = Reads()
    known = {column.key for column in ledger.columns}
    for key in source.dated or (ledger.main_date,):
        _note(found.record, known, key, Part.DATE)
    for key in (*_SCOPES, *((ledger.restricted_when[0],) if ledger.restricted_when else ())):
        _note(found.record, known, key, Part.SCOPE)
    for key, part in _ALWAYS.items():
        _note(found.record, known, key, part)
    for item in source.where:
        _condition(ledger, found, item, "")
    for item in source.child_where:
        _condition(ledger, found, item, source.child)
    if source.child:
        found.children.setdefault(source.child, {})
    _measure(ledger, found, indicator.measure, source.child)
    for key in (*indicator.by, indicator.caution[0]):
        _put(ledger, found, key, Part.SORT, source.child)
    return found


def union(every: Iterable[Reads]) -> Reads:
    """What several indicators read of one ledger."""
    found = Reads()
    for one in every:
        found.record |= one.record
        found.others |= one.others
        for child, keys in one.children.items():
            found.children.setdefault(child, {}).update(keys)
    return found


def _note(into: dict[str, Part], known: set[str], key: str, part: Part) -> None:
    if key in known:
        into.setdefault(key, part)


def _put(ledger: Ledger, found: Reads, key: str, part: Part, child: str) -> None:
    """Note a column of the child, or of the record when only that has it."""
    if not key:
        return
    if child and any(column.key == key for column in ledger.child(child).columns):
        found.children.setdefault(child, {})[key] = part
    elif any(column.key == key for column in ledger.columns):
        found.record[key] = part if found.record.get(key) is not Part.DATE else Part.DATE


def _condition(ledger: Ledger, found: Reads, item: Condition, child: str) -> None:
    match item:
        case Filter(key=key):
            _put(ledger, found, key, Part.SORT, child)
        case By(key=key) | NotBy(key=key) | Until(key=key) | Since(key=key) | Lasts(key=key):
            _put(ledger, found, key, Part.DATE, child)
        case InTime(key=key, due=due):
            for date_key in (key, *due):
                _put(ledger, found, date_key, Part.DATE, child)
        case Late(due=due):
            for date_key in due:
                _put(ledger, found, date_key, Part.DATE, child)
        case AnyOf(parts=parts) | AllOf(parts=parts):
            for part in parts:
                _condition(ledger, found, part, child)
        case Not(part=part):
            _condition(ledger, found, part, child)
        case HasRow(child=name, where=where):
            found.children.setdefault(name, {})
            for each in where:
                _condition(ledger, found, each, name)
        case Named(source=source):
            found.others.add(source.ledger)
        case Matched(key=key, source=source):
            _put(ledger, found, key, Part.SORT, child)
            found.others.add(source.ledger)


def _measure(ledger: Ledger, found: Reads, measure: Measure, child: str) -> None:
    match measure:
        case Sum(key=key):
            _put(ledger, found, key, Part.AMOUNT, child)
        case Balance(key=key, paid=paid, when=when):
            _put(ledger, found, key, Part.AMOUNT, child)
            _put(ledger, found, paid, Part.AMOUNT, child)
            _condition(ledger, found, when, child)
        case Net(key=key):
            _put(ledger, found, key, Part.SORT, child)
        case Distinct(key=key, summary=summary):
            _put(ledger, found, key, Part.AMOUNT, child)
            _put(ledger, found, summary, Part.AMOUNT, "")
        case PerRecord(child=name, where=where, key=key, product=product, otherwise=own):
            found.children.setdefault(name, {})
            for item in where:
                _condition(ledger, found, item, name)
            for each_key in (key, *product):
                _put(ledger, found, each_key, Part.AMOUNT, name)
            _put(ledger, found, own if isinstance(own, str) else "", Part.AMOUNT, "")
    _put(ledger, found, getattr(measure, "summary", ""), Part.AMOUNT, "")
