"""One value as a cell of a workbook: a day, a sum or a count as what it is, all else in the form's own words."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from app.rules import masking, reading
from app.rules.refusal import Refused
from app.sheets import layout
from app.sheets.writer import MAX_TEXT, CellKind, OutColumn
from db.declare import Kind
from db.values import FuzzyCount, FuzzyDate, Money, Precision

if TYPE_CHECKING:
    from app.sheets.book import Cell
    from db.declare import Column
    from db.values import Value

FIRST_DAY = date(1900, 3, 1)
"""Workbooks count a 29 February 1900: an earlier day is written as text, so that it stays the day it is."""
_KINDS = {
    Kind.DATE: CellKind.DATE,
    Kind.FUZZY_DATE: CellKind.DATE,
    Kind.MONEY: CellKind.MONEY,
    Kind.LONG: CellKind.LONG,
    Kind.COUNT: CellKind.WHOLE,
    Kind.NUMBER: CellKind.NUMBER,
}


def out_column(column: Column) -> OutColumn:
    """A column of a ledger or of a child as it is written; a rate says so, for a bare 0.85 may be 85% elsewhere."""
    width = column.width or (40 if column.kind is Kind.LONG else 18)
    label = f"{column.label}（%）" if column.counter == "%" else column.label
    return OutColumn(label, _KINDS.get(column.kind, CellKind.TEXT), width)


def cell_of(column: Column, value: Value) -> Cell:
    """A value as a cell, exact where the value is; `reading` and `cells` take it back unchanged."""
    if type(value) is str:  # most are, and asking what else they might be takes as long as writing them
        return layout.held_apart(value) or None
    match value:
        case None:
            return None
        case FuzzyDate(precision=Precision.DAY):
            return _day(value.start)
        case date():
            return _day(value)
        case Money():
            return value.fen / 100
        case FuzzyCount(is_floor=False):
            return value.value
        case Decimal():
            return float(value)
    return layout.held_apart(reading.show_value(column, value)) or None


def _day(day: date) -> Cell:
    return day if day >= FIRST_DAY else day.isoformat()


def shown(column: Column, cell: Cell, profile: str, names: tuple[str, ...]) -> Cell:
    """The cell as a profile shows it."""
    if profile == "internal" or (column.kind in _KINDS and column.kind is not Kind.LONG):
        return cell
    return masking.masked(column, str(cell or ""), profile, names=names) or None


def refuse_too_long(column: Column, cell: Cell, number: str) -> None:
    """Raise Refused for a text that no cell of a workbook holds."""
    if isinstance(cell, str) and len(cell) > MAX_TEXT // 2 and len(cell.encode("utf-16-le")) // 2 > MAX_TEXT:
        sentence = (
            f"{number} 的「{column.label}」有{len(cell)}个字，表格的一格最多放{MAX_TEXT}个字，没有导出，台账没有改动。"
            "请改选“文本表格 .csv”，或者不导出这一列。"
        )
        raise Refused(sentence, field=column.key)
