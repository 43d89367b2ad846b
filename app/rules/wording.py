"""The one way figures are put into words: counters, 万, 余 and 多, rates, dates and periods."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from db.declare import Kind
from db.values import FuzzyCount, FuzzyDate, Money, Quantity, Value, plain, round_half_up

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from db.declare import Column

WAN = 10_000
NO_BASE = "—"
NOT_HAPPENED = "未发生"
_SPOKEN = {"课时": "个课时", "学时": "个学时"}
_PLAIN_AMOUNT = re.compile(r"\d+(?:\.\d{1,2})?")
_CAPITALS = "零壹贰叁肆伍陆柒捌玖"


class Style(StrEnum):
    """How a figure is worded: whole, in 万 rounded to two decimals, or as 余/多 above its round value."""

    EXACT = "exact"
    ROUNDED = "rounded"
    ABOUT = "about"


def worded(value: Value, counter: str = "", *, style: Style = Style.EXACT, zero: str = "") -> str:
    """A figure in running text: 15次, 20个课时, 3.4万元, 1.48万名, 100余条.

    An exact count is written in 万 only where two decimals say it whole, and gets 余 or 多 only in style ABOUT and
    above its round value; a floor always keeps its 余 or 多; money is in 万元 from 1万元, half up to two decimals.
    `zero` is the word for nothing (未发生) where one is asked for; None is 「—」.
    """
    match value:
        case None:
            return NO_BASE
        case Money(fen=fen):
            return zero if zero and not fen else _money(value)
        case Quantity() | FuzzyDate():
            return value.text()
        case FuzzyCount():
            return _figure(Decimal(value.value), counter, value.is_floor, style, zero)
        case int() | Decimal():
            return _figure(Decimal(value), counter, False, style, zero)
    return str(value)


def _money(value: Money) -> str:
    return f"{value.wan_text()}万元" if abs(value.yuan) >= WAN else f"{value.text()}元"


def exact_money(value: Money) -> str:
    """An amount in a phrase, to the fen: 100万元 where that says it all, else 12345.67元."""
    in_wan = Decimal(value.wan_text())
    return _money(value) if in_wan * WAN == value.yuan else f"{value.text()}元"


def _figure(number: Decimal, counter: str, is_floor: bool, style: Style, zero: str) -> str:
    if zero and not number and not is_floor:
        return zero
    if style is Style.ABOUT and not is_floor:
        round_value = below(number)
        number, is_floor = round_value, round_value < number
    particle = _particle(counter) if is_floor else ""
    digits = _digits(number, style)
    if particle and digits.endswith("0万"):
        digits, particle = digits[:-1], f"{particle}万"
    return f"{digits}{particle}{_SPOKEN.get(counter, counter)}"


def below(number: Decimal) -> Decimal:
    """The largest d×10^k not above a whole number from 10 on (108 → 100, 12 → 10); others stay as they are."""
    if number < 10 or number != int(number):
        return number
    unit = Decimal(10) ** (len(str(int(number))) - 1)
    return number // unit * unit


def _digits(number: Decimal, style: Style) -> str:
    in_wan = round_half_up(number / WAN, 2)
    if abs(number) >= WAN and (style is Style.ROUNDED or in_wan * WAN == number):
        return f"{plain(in_wan)}万"
    return plain(number)


def _particle(counter: str) -> str:
    return "多" if any(char in counter for char in "次人份") else "余"


def rate_text(numerator: Decimal | int, denominator: Decimal | int, places: int = 1) -> str:
    """A percentage half up to `places` decimals without trailing zeros; 「—」 without a base."""
    if not denominator:
        return NO_BASE
    return f"{plain(round_half_up(Decimal(numerator) * 100 / Decimal(denominator), places))}%"


def table_money(amount: Money, *, in_wan: bool = False) -> str:
    """An amount in a table, its unit being said once above: 元 with a comma and two decimals, or 万元 with two."""
    number = round_half_up(Decimal(amount.fen) / (100 * WAN), 2) if in_wan else amount.yuan
    return f"{number:.2f}" if in_wan else f"{number:,.2f}"


def cell_on_screen(column: Column, text: str) -> str:
    """The text of a cell as a list on the screen shows it: an amount as `table_money`, so that decimal points stand
    under each other; all else, and an amount that is hidden, as it is.
    """
    is_amount = column.kind is Kind.MONEY and _PLAIN_AMOUNT.fullmatch(text)
    return table_money(Money.from_yuan(Decimal(text))) if is_amount else text


def cell_on_paper(column: Column, text: str) -> str:
    """The text of a cell as a printed ledger shows it, its unit being said once above: 1,200,000, 2,170.5; a rate with
    its sign, 97.2%.
    """
    if column.kind is Kind.MONEY and _PLAIN_AMOUNT.fullmatch(text):
        return f"{Decimal(text):,}"
    return f"{text}%" if text and column.kind is Kind.NUMBER and column.counter == "%" else text


def said_money(amount: Money) -> str:
    """An amount with its unit on the screen: 34,000元, 2,170.50元."""
    return f"{amount.yuan:,.2f}".removesuffix(".00") + "元"


def time_text(hour: int, minute: int = 0) -> str:
    """A time of day in running text: 上午9时, 下午3时30分, 中午12时."""
    part, shown = ("上午", hour) if hour < 12 else ("中午", hour) if hour == 12 else ("下午", hour - 12)
    return f"{part}{shown}时{f'{minute}分' if minute else ''}"


def sum_text(column: Column, total: Value) -> str:
    """A total under a column, written as the cells above it are; a bare whole number of money is fen."""
    match total:
        case None | bool():
            return ""
        case int() if column.kind is Kind.MONEY:
            return Money(total).text()
        case Money() | FuzzyCount() | Quantity():
            return total.text()
        case Decimal():
            return plain(total)
    return str(total)


def sums_text(column: Column, totals: Mapping[str, Value]) -> str:
    """Totals of a column whose records name their own 量词, each with its own: 305册、261张."""
    return "、".join(f"{sum_text(column, total)}{counter}" for counter, total in totals.items())


def date_text(day: date | FuzzyDate) -> str:
    """A day or vague date as documents write it: 2014年3月9日, 2014年3月初."""
    return day.text() if isinstance(day, FuzzyDate) else FuzzyDate(day).text()


def period_text(start: date, end: date | None) -> str:
    """A period without repeating what both days share: 2014年3月15日至17日; one day alone without an end."""
    first = date_text(start)
    if end is None or end == start:
        return first
    last = date_text(end)
    if start.year == end.year:
        last = f"{end.day}日" if start.month == end.month else f"{end.month}月{end.day}日"
    return f"{first}至{last}"


def capital_text(amount: Money) -> str:
    """An amount in 大写 for receipts: 叁仟元整, 壹拾贰元叁角伍分; not for negative amounts."""
    yuan, fen = divmod(amount.fen, 100)
    small = [f"{_CAPITALS[digit]}{unit}" for digit, unit in zip(divmod(fen, 10), "角分", strict=True) if digit]
    if yuan and fen and fen < 10:
        small.insert(0, "零")
    head = f"{_capital(yuan)}元" if yuan or not fen else ""
    return head + "".join(small) + ("" if fen % 10 else "整")


def _capital(number: int) -> str:
    """A whole number in 大写; 零 stands once for zeros skipped."""
    for size, unit in ((WAN**2, "亿"), (WAN, "万")):
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if 0 < low < size // 10 else ""
            return f"{_capital(high)}{unit}{gap}{_capital(low) if low else ''}"
    return _capital_group(number)


def _capital_group(group: int) -> str:
    text = ""
    for power, unit in ((1000, "仟"), (100, "佰"), (10, "拾"), (1, "")):
        digit = group // power % 10
        if digit:
            text += _CAPITALS[digit] + unit
        elif text and not text.endswith("零"):
            text += "零"
    return text.rstrip("零") or "零"
