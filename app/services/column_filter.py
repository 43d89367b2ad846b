"""What is typed into the filter row over a head, as filters of that column: a part of a word, a month, a range."""

from __future__ import annotations

import re
from calendar import monthrange
from typing import TYPE_CHECKING

from app.rules import reading
from app.rules.refusal import Refused
from app.rules.width import compact
from app.services import table_page
from db.ask import Filter, Op
from db.declare import Kind

if TYPE_CHECKING:
    from datetime import date

    from db.declare import Column, Ledger
    from db.unit import UnitOfWork

BLANK, FILLED = ("空", "没有", "="), ("非空", "已填")
DATES = (Kind.DATE, Kind.FUZZY_DATE)
AMOUNTS = (Kind.MONEY, Kind.COUNT, Kind.NUMBER, Kind.QUANTITY)
_YEAR = re.compile(r"(\d{4})年?")
_MONTH = re.compile(r"(\d{4})[-./年](\d{1,2})月?")
_RANGE = re.compile(r"(.+?)(?:~|～|至|到|\.\.)(.+)")


def conditions(unit: UnitOfWork, *, ledger: Ledger, key: str, text: str) -> tuple[Filter, ...]:
    """The filters of a column for a typed text, none for a blank one; raises Refused for what cannot be read."""
    text = text.strip()
    if not text or key == table_page.MARKS:
        return ()
    if text in BLANK or text in FILLED:
        return (Filter(key, Op.EMPTY if text in BLANK else Op.FILLED),) if key != table_page.NUMBER else ()
    if key == table_page.NUMBER:
        return (Filter(key, Op.CONTAINS, text),)
    column = ledger.column(key)
    if ledger.flow is not None and key == ledger.flow.column:
        return _state(ledger, text)
    if column.kind in DATES or column.kind in AMOUNTS:
        return _within(column, compact(text), unit.clock.today())
    if column.kind in (Kind.FLAG, Kind.TIME):
        return (Filter(key, Op.IS, reading.read_value(column, text, today=unit.clock.today())),)
    return (Filter(key, Op.IS if text in column.choices else Op.CONTAINS, text),)


def _state(ledger: Ledger, text: str) -> tuple[Filter, ...]:
    flow = ledger.flow
    states = flow.states if flow is not None else ()
    found = next((state for state, label in states if text in label), None)
    if flow is None or found is None:
        listed = "、".join(label for _state, label in states)
        sentence = f"没有「{text}」这个状态。可以填：{listed}。"
        raise Refused(sentence, field="filter")
    return (Filter(flow.column, Op.IS, found),)


def _within(column: Column, text: str, today: date) -> tuple[Filter, ...]:
    """A range (从~到, >=, <=, a month, a year), else the very value."""
    for signs, op in (((">=", "≥", ">"), Op.SINCE), (("<=", "≤", "<"), Op.UNTIL)):
        sign = next((sign for sign in signs if text.startswith(sign)), "")
        if sign:
            return (_one(column, op, text.removeprefix(sign), today),)
    if match := _RANGE.fullmatch(text):
        return (_one(column, Op.SINCE, match[1], today), _one(column, Op.UNTIL, match[2], today))
    if column.kind in DATES and (_YEAR.fullmatch(text) or _MONTH.fullmatch(text)):
        return (_one(column, Op.SINCE, text, today), _one(column, Op.UNTIL, text, today))
    return (_one(column, Op.IS, text, today),)


def _one(column: Column, op: Op, text: str, today: date) -> Filter:
    year, month = _YEAR.fullmatch(text), _MONTH.fullmatch(text)
    if column.kind not in DATES or not (year or month):
        return Filter(column.key, op, reading.read_value(column, text, today=today))
    number, part = (int(year[1]), 0) if year else (int(month[1]), int(month[2])) if month else (0, 0)
    first, last = (part or 1, part or 12) if 0 <= part <= 12 else (1, 12)
    end = monthrange(number, last)[1] if number else 1
    day = f"{number:04d}-{first:02d}-01" if op is Op.SINCE else f"{number:04d}-{last:02d}-{end:02d}"
    return Filter(column.key, op, reading.read_value(column, day, today=today))
