"""From a cell of a workbook to what a clerk would have typed: its own dates, numbers that lost digits, 无. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from app.rules import amounts, dates, reading
from app.rules.refusal import Refused
from app.rules.width import compact
from db.declare import Column, Kind, Mask
from db.values import FuzzyCount

if TYPE_CHECKING:
    from db.values import Value

DATES = (Kind.DATE, Kind.FUZZY_DATE)
AMOUNTS = (Kind.MONEY, Kind.COUNT, Kind.NUMBER, Kind.QUANTITY)
NOTHING = frozenset(("无", "没有", "/", "\\", "-", "—", "——", "--", "空", "未填"))
"""Words and strokes that say a cell is left empty on purpose, in a column that is no prose."""
SERIAL_START = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 20_000, 65_000
"""Days of the workbook's own calendar from 1954 to 2077; a larger whole number is read as 20140305."""
LONGEST_EXACT = 10**15
"""From here on a workbook has lost digits of a number."""


def text_of(column: Column, cell: object) -> str:
    """What a clerk would have typed for the cell; raises Refused for a code whose digits the workbook has lost."""
    match cell:
        case None:
            return ""
        case bool():
            return "是" if cell else "否"
        case datetime() if column.kind is Kind.TIME:
            return cell.time().isoformat("minutes")
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case time():
            return cell.isoformat("minutes")
        case int() | float():
            return _number(column, cell)
    return str(cell)


def _number(column: Column, number: float) -> str:
    if column.mask in (Mask.ID_NUMBER, Mask.BANK_ACCOUNT) and abs(number) >= LONGEST_EXACT:
        message = f"{column.label}：表格把号码当成了数字，后几位已经丢失，没有存。请按原件改成文本再填。"
        raise Refused(message, field=column.key)
    if column.kind in DATES and float(number).is_integer() and FIRST_SERIAL <= number <= LAST_SERIAL:
        return (SERIAL_START + timedelta(days=int(number))).isoformat()
    return str(int(number)) if float(number).is_integer() else format(number, ".12g")


def read_cell(column: Column, cell: object, *, today: date, year: int | None = None) -> Value:
    """The value of a cell in a column, None when it is empty or says so; raises Refused with the column's key.

    A day without a year is of `year`, of today's when none is given. 约5000 is read as at least so many.
    """
    text = text_of(column, cell).strip()
    if not text or (text in NOTHING and not _is_prose(column)):
        return None
    if column.kind is Kind.COUNT and text[0] in "约近":
        return _about(column, text)
    if column.kind in DATES and year is not None and year != today.year:
        today = date(year, 12, 31)
    return reading.read_value(column, text, today=today)


def _is_prose(column: Column) -> bool:
    return column.kind in (Kind.TEXT, Kind.LONG, Kind.FLAG, Kind.CHOICE) or column.is_reference


def _about(column: Column, text: str) -> FuzzyCount:
    """约5000 as a floor: it is never added as if it were exact."""
    try:
        return FuzzyCount(amounts.read_count(compact(text)[1:], column.counter).value, is_floor=True)
    except Refused as refusal:
        raise Refused(f"{column.label}：{refusal.sentence}", field=column.key) from None


def asks_year(column: Column, cell: object) -> bool:
    """Whether a cell holds a day or month without its year, so that the clerk must be asked."""
    return column.kind in DATES and isinstance(cell, str) and dates.lacks_year(cell)
