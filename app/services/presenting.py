"""A record's cells as the clerk reads them: the one way from a value to the text of table, paper and history."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from app.rules import backfill, reading, wording
from db.declare import Mask
from db.values import FuzzyCount, FuzzyDate, Money, Quantity

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.ask import ChildRow, Record
    from db.declare import Child, Column, Ledger
    from db.values import Value

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def cell(ledger: Ledger, column: Column, value: Value) -> str:
    """One value as text; the state of a flow by its Chinese word."""
    if ledger.flow is not None and column.key == ledger.flow.column and value is not None:
        return ledger.flow.label(str(value))
    return reading.show_value(column, value)


def state_cell(ledger: Ledger, column: Column, record: Record) -> str:
    """One value of a record as text; the state of old business by the word that tells it apart (历史销号)."""
    shown = cell(ledger, column, record.values.get(column.key))
    closing = backfill.CLOSINGS.get(ledger.name)
    is_state = closing is not None and column.key == closing.state
    return backfill.state_word(ledger.name, shown, record.values) if is_state else shown


def names_in(ledger: Ledger, record: Record) -> tuple[str, ...]:
    """The names a record knows its villagers by, so that they are masked in its free text as well."""
    named = (str(record.values.get(column.key) or "") for column in ledger.columns if column.mask is Mask.NAME)
    return tuple(name for name in named if name)


def paper_day(value: FuzzyDate | date) -> str:
    """A day as 2014.3.9, a vague one in its own words."""
    day = value.start if isinstance(value, FuzzyDate) and value.is_exact else value
    return day.text() if isinstance(day, FuzzyDate) else f"{day.year}.{day.month}.{day.day}"


def stored_day(text: str) -> str:
    """A day as the file writes it, 2014-03-09, as printed tables do: 2014.3.9; a vague one or none as it is."""
    return paper_day(date.fromisoformat(text)) if _ISO_DAY.fullmatch(text) else text


def paper_cell(ledger: Ledger, column: Column, value: Value) -> str:
    """One value as a printed table shows it: a day as 2014.3.9, which fits its column, a flag only when it is set."""
    if isinstance(value, (FuzzyDate, date)):
        return paper_day(value)
    return "" if value is False else cell(ledger, column, value)


def last_day(column: Column, record: Record) -> date | None:
    """The last day of what begins on the exact day in this column; None where it lasts no longer than that day."""
    first, last = record.values.get(column.key), record.values.get(column.until) if column.until else None
    start = first.start if isinstance(first, FuzzyDate) and first.is_exact else first
    return last if isinstance(start, date) and isinstance(last, date) and last > start else None


def record_cell(ledger: Ledger, column: Column, record: Record) -> str:
    """One printed cell of a record: its own text, and below it the child rows that are written in this column."""
    value = record.values.get(column.key)
    own = state_cell(ledger, column, record) if isinstance(value, str) else paper_cell(ledger, column, value)
    if (last := last_day(column, record)) is not None:
        own = f"{own}至{paper_day(last)}"
    lines = [own] if own else []
    for child in ledger.children:
        if child.printed_in == column.key:
            rows = record.children.get(child.name, ())
            lines += [_mark(child, row, place, len(rows)) + child_line(child, row) for place, row in enumerate(rows, 1)]
    return "\n".join(lines)


def _mark(child: Child, row: ChildRow, place: int, count: int) -> str:
    """The number of one row among several; a row that begins with a day needs none (1.2014.3.9)."""
    return "" if count == 1 or _first_day(child, row) is not None else f"{place}."


def _first_day(child: Child, row: ChildRow) -> FuzzyDate | date | None:
    first = row.values.get(child.columns[0].key)
    return first if isinstance(first, (FuzzyDate, date)) else None


def child_line(child: Child, row: ChildRow, *, say_day: Callable[[FuzzyDate | date], str] = paper_day) -> str:
    """One row of a child as a phrase: its first filled cell, and the others after it in brackets.

    One that begins with a day is told as a diary tells it: 2014.3.9　到现场看过（李明）.
    `say_day` puts the days otherwise.
    """
    first = _first_day(child, row)
    day = "" if first is None else say_day(first)
    shown = [_told(column, row.values.get(column.key), say_day) for column in child.columns[1 if day else 0 :]]
    told = [text for text in shown if text]
    phrase = told[0] + (f"（{'，'.join(told[1:])}）" if told[1:] else "") if told else ""
    return f"{day}　{phrase}" if day and phrase else day or phrase


def _told(column: Column, value: Value, say_day: Callable[[FuzzyDate | date], str]) -> str:
    """A cell of a phrase: words speak for themselves, a day, a sum or a count says what it is."""
    text = "" if value is False else reading.show_value(column, value)
    match value:
        case True:
            return column.label
        case FuzzyDate() | date():
            return _framed(column, say_day(value))
        case Money():
            return f"{column.label}{wording.exact_money(value)}"
        case FuzzyCount() | Decimal() | Quantity():
            return _framed(column, text)
    return text.rstrip("。；")


def _framed(column: Column, text: str) -> str:
    return column.told.format(text) if column.told else f"{column.label}{text}{column.counter}"
