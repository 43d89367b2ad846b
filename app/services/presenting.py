"""A record's cells as the clerk reads them: the one way from a value to the text of table, paper and history."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.rules import reading
from db.values import FuzzyDate

if TYPE_CHECKING:
    from db.ask import ChildRow, Record
    from db.declare import Child, Column, Ledger
    from db.values import Value


def cell(ledger: Ledger, column: Column, value: Value) -> str:
    """One value as text; the state of a flow by its Chinese word."""
    if ledger.flow is not None and column.key == ledger.flow.column and value is not None:
        return ledger.flow.label(str(value))
    return reading.show_value(column, value)


def paper_cell(ledger: Ledger, column: Column, value: Value) -> str:
    """One value as a printed table shows it: a day as 2014.3.9, which fits its column, a flag only when it is set."""
    if isinstance(value, FuzzyDate) and value.is_exact:
        value = value.start
    if isinstance(value, date):
        return f"{value.year}.{value.month}.{value.day}"
    return "" if value is False else cell(ledger, column, value)


def record_cell(ledger: Ledger, column: Column, record: Record) -> str:
    """One printed cell of a record: its own text, and below it the child rows that are written in this column."""
    own = paper_cell(ledger, column, record.values.get(column.key))
    lines = [own] if own else []
    for child in ledger.children:
        if child.printed_in == column.key:
            lines += [child_line(child, row) for row in record.children.get(child.name, ())]
    return "\n".join(lines)


def child_line(child: Child, row: ChildRow) -> str:
    """One row of a child in one line, its filled cells in order."""
    shown = (reading.show_value(column, row.values.get(column.key)) for column in child.columns)
    return " ".join(text for text in shown if text)
