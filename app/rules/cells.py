"""From a cell of a workbook to what a clerk would have typed: its own dates, numbers that lost digits, 无. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from app.rules import amounts, dates, identity, reading
from app.rules.refusal import Refused
from app.rules.width import compact, fold
from db.declare import Column, Kind, Mask
from db.values import FuzzyCount

if TYPE_CHECKING:
    from db.values import Value

DATES = (Kind.DATE, Kind.FUZZY_DATE)
AMOUNTS = (Kind.MONEY, Kind.COUNT, Kind.NUMBER, Kind.QUANTITY)
NOTHING = frozenset(("无", "没有", "/", "\\", "-", "—", "——", "--", "空", "未填"))
"""Words and strokes that say a cell is left empty on purpose, in a column that is no prose."""
SERIAL_STARTS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
"""Day 0 of the two calendars that workbooks count by; the second is that of workbooks made on a Macintosh."""
FIRST_SERIAL, LAST_SERIAL = 10_000, 65_000
"""Days of a workbook's own calendar, from 1927 to 2077; a larger whole number is read as 20140305."""
LONGEST_EXACT = 10**15
"""From here on a workbook has lost digits of a number."""
_ABOUT = ("约", "大约")


_CODES = (Mask.ID_NUMBER, Mask.BANK_ACCOUNT, Mask.PHONE)
_SERIAL = re.compile(r"[1-6]\d{4}", re.ASCII)
_HOUR = re.compile(r"(?:\s+|(?<=\d)T)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*$")
"""The hour after a day, as tables out of other programs have it."""
_UNCERTAIN = re.compile(r"(?P<before>\d{1,2})\.(?P<day>[123])|(?P<year>\d{4})\.1")


def text_of(column: Column, cell: object, *, is_1904: bool = False) -> str:
    """What a clerk would have typed for the cell; raises Refused for a code whose digits the workbook has lost, and for
    a day written as a number that may mean two days.
    """
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
            return _number(column, cell, is_1904=is_1904)
    text = str(cell) if column.kind not in DATES else _HOUR.sub("", fold(str(cell)))
    if column.kind in DATES and _SERIAL.fullmatch(text.strip()):  # a text table of a sheet that has its days so
        return _number(column, int(text), is_1904=is_1904)
    if column.mask in _CODES and (lost := identity.lost_digits(text, is_identity=column.mask is Mask.ID_NUMBER)):
        raise _refusal(column, lost)
    return text


def _number(column: Column, number: float, *, is_1904: bool) -> str:
    is_whole = float(number).is_integer()
    if abs(number) >= LONGEST_EXACT and column.kind not in AMOUNTS:
        raise _refusal(column, "表格把号码当成了数字，后几位已经丢失")
    if column.kind in DATES:
        if FIRST_SERIAL <= number <= LAST_SERIAL:
            return (SERIAL_STARTS[is_1904] + timedelta(days=int(number))).isoformat()
        return _day_as_number(column, plain_number(number))
    if column.counter == "%" and 0 < number <= 1:
        raise _uncertain_rate(column, plain_number(number))
    text = str(int(number)) if is_whole else plain_number(number)
    if column.mask is Mask.PHONE and identity.phone_warning(text) is not None:
        raise _refusal(column, f"表格把电话当成了数字「{text[:20]}」，前面的0或后几位可能已经丢失")
    return text


def plain_number(number: float) -> str:
    """A number as the workbook's program shows it, with at most fifteen digits and no exponent."""
    return format(Decimal(format(number, ".15g")), "f")


def _refusal(column: Column, why: str) -> Refused:
    return Refused(f"{column.label}：{why}，没有存。请按原件改成文本再填。", field=column.key)


def _uncertain_rate(column: Column, text: str) -> Refused:
    """A cell that shows 85% holds 0.85, and so does one that says less than one per cent."""
    as_shown = plain_number(float(text) * 100)
    message = f"{column.label}：「{text}」分不清是{as_shown}%还是{text}%，没有存。请在表里写成文字{as_shown}%再导入。"
    return Refused(message, field=column.key)


def _day_as_number(column: Column, text: str) -> str:
    """3.5 is 3月5日; 3.1 may have been 3.1 or 3.10, which a number does not tell."""
    match = _UNCERTAIN.fullmatch(text)
    if match is None:
        return text
    first, second = (
        (f"{match['year']}年1月", f"{match['year']}年10月")
        if match["year"]
        else (f"{match['before']}月{match['day']}日", f"{match['before']}月{match['day']}0日")
    )
    message = f"{column.label}：「{text}」是按数字存的，分不清是{first}还是{second}，没有存。请在表里写清楚再导入。"
    raise Refused(message, field=column.key)


def read_cell(column: Column, cell: object, *, today: date, year: int | None = None, is_1904: bool = False) -> Value:
    """The value of a cell in a column, None when it is empty or says so; raises Refused with the column's key.

    A day without a year is of `year`, of today's when none is given; `is_1904` says by which calendar a bare number
    counts its days. 约5000 is read as at least so many.
    """
    written = text_of(column, cell, is_1904=is_1904)
    text = written.strip()
    if not text or (text in NOTHING and not _is_prose(column)):
        return None
    if column.kind is Kind.COUNT and text.startswith(_ABOUT):
        return _about(column, text)
    if column.kind in DATES and year is not None and year != today.year and dates.lacks_year(text):
        today = date(year, 12, 31)
    # long text keeps the blanks that its first line begins with, as it does in the form
    return reading.read_value(column, written if column.kind is Kind.LONG else text, today=today)


def _is_prose(column: Column) -> bool:
    words = (Kind.TEXT, Kind.LONG, Kind.FLAG, Kind.CHOICE)
    return column.is_reference or (column.kind in words and column.mask not in _CODES)


def _about(column: Column, text: str) -> FuzzyCount:
    """约5000 as a floor: it is never added as if it were exact. 近5000 is less than that, and refused like 不到5000."""
    try:
        exact = amounts.read_count(compact(text).removeprefix("大").removeprefix("约"), column.counter)
    except Refused as refusal:
        raise Refused(f"{column.label}：{refusal.sentence}", field=column.key) from None
    return FuzzyCount(exact.value, is_floor=True)


def asks_year(column: Column, cell: object) -> bool:
    """Whether a cell holds a day or month without its year (3月5日, or the number 3.5), so that the clerk is asked."""
    if column.kind not in DATES or isinstance(cell, bool) or not isinstance(cell, (str, int, float)):
        return False
    return dates.lacks_year(_HOUR.sub("", fold(cell)) if isinstance(cell, str) else plain_number(cell))
