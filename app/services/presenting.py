"""A record's cells as the clerk reads them: the one way from a value to the text of table, paper and history."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from app.rules import backfill, reading
from db.declare import Mask
from db.values import FuzzyCount, FuzzyDate, Money

if TYPE_CHECKING:
    from db.ask import ChildRow, Record
    from db.declare import Child, Column, Ledger
    from db.values import Value


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


def paper_cell(ledger: Ledger, column: Column, value: Value) -> str:
    """One value as a printed table shows it: a day as 2014.3.9, which fits its column, a flag only when it is set."""
    if isinstance(value, (FuzzyDate, date)):
        return _day(value)
    return "" if value is False else cell(ledger, column, value)


def record_cell(ledger: Ledger, column: Column, record: Record) -> str:
    """One printed cell of a record: its own text, and below it the child rows that are written in this column."""
    value = record.values.get(column.key)
    own = state_cell(ledger, column, record) if isinstance(value, str) else paper_cell(ledger, column, value)
    lines = [own] if own else []
    for child in ledger.children:
        if child.printed_in == column.key:
            rows = record.children.get(child.name, ())
            marks = (f"{place}." if len(rows) > 1 else "" for place in range(1, len(rows) + 1))
            lines += [mark + child_line(child, row) for mark, row in zip(marks, rows, strict=True)]
    return "\n".join(lines)


def child_line(child: Child, row: ChildRow) -> str:
    """One row of a child as a phrase: its first filled cell, and the others after it in brackets."""
    shown = [_told(column, row.values.get(column.key)) for column in child.columns]
    told = [text for text in shown if text]
    return told[0] + (f"（{'，'.join(told[1:])}）" if told[1:] else "") if told else ""


def _told(column: Column, value: Value) -> str:
    """A cell of a phrase: words speak for themselves, a day, a sum or a count says what it is."""
    text = "" if value is False else reading.show_value(column, value)
    match value:
        case True:
            return column.label
        case FuzzyDate() | date():
            return f"{column.label}{_day(value)}"
        case Money():
            return f"{column.label}{text}元"
        case FuzzyCount() | Decimal():
            return f"{column.label}{text}{column.counter}"
    return text.rstrip("。；")


def _day(value: FuzzyDate | date) -> str:
    day = value.start if isinstance(value, FuzzyDate) and value.is_exact else value
    return day.text() if isinstance(day, FuzzyDate) else f"{day.year}.{day.month}.{day.day}"
