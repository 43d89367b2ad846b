"""What a clerk types for money, counts, measures and plain numbers, read into values; the reason when it cannot be."""

from __future__ import annotations

import re
from decimal import Decimal

from app.rules import han
from app.rules.refusal import Refused
from app.rules.width import compact, quote
from db.values import FEN_PER_YUAN, MAX_FEN, FuzzyCount, Money, Quantity, plain

LONGEST = 60
MAX_COUNT = 10**12
MAX_NUMBER = Decimal(10) ** 12
PLACES = 3
STEPS = {"课时": Decimal("0.5"), "学时": Decimal("0.5")}
"""Counters whose numbers go in steps: half a class hour is the smallest."""

SAME_COUNTERS = (frozenset("人名位"), frozenset("项件"), frozenset(("课时", "学时", "个课时", "小时")))
"""Counters written for one another; 人 and 人次, 户 and 户次, 次 and 场 never are."""

_BIG = {"": 1, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8}
_BIG |= {"w": 10**4, "W": 10**4}  # as people type it
_UNIT = r"(?P<unit>(?:(?![余多])[\u4e00-\u9fff%‰]){0,4})"
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_MONEY = re.compile(rf"(?:人民币)?[¥￥]?(?P<n>{_DIGITS})(?P<big>百万|千万|十万|[百千万亿wW])?[元圆块]?整?")
_COUNT = re.compile(rf"(?P<n>{_DIGITS})(?P<big>百万|千万|十万|[百千万亿])?(?P<floor>[余多+])?(?P<big2>[万亿])?{_UNIT}")
_MEASURE = re.compile(rf"(?P<n>{_DIGITS})(?P<big>[万亿])?(?P<unit>[^\d\s.,+\-万亿余多][^\s]{{0,11}})?")
_NUMBER = re.compile(rf"(?P<n>{_DIGITS}){_UNIT}")
_VAGUE = re.compile(r"^(?:大?约|近|将近|接近|不到|超过?|至少|上)|左右|上下|几|数[百千万]")


def _short(text: str) -> str:
    """The text without spaces and full-width forms; raises Refused when it is too long for any number."""
    typed = compact(text)
    if len(typed) > LONGEST:
        message = f"{quote(text)}太长，不像一个数，请核对。"
        raise Refused(message)
    return typed


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", ""))


def _refuse_negative(typed: str, text: str) -> None:
    if re.match(r"[-−－负]", typed):
        message = f"{quote(text)}是负数，这里不能小于零，请核对。"
        raise Refused(message)


def read_money(text: str) -> Money:
    """The amount from 1234.5, 1,234, 3.4万元, ￥500 or 叁仟元整, exact to the fen; raises Refused when it is
    negative, unreadable, finer than a fen or over 10万亿元.
    """
    typed = _short(text)
    _refuse_negative(typed, text)
    match = _MONEY.fullmatch(typed)
    yuan = _decimal(match["n"]) * _BIG[match["big"] or ""] if match else han.amount(typed)
    if yuan is None:
        message = f"{quote(text)}看不出是多少钱，请按1234.5、3.4万元或叁仟元整填写。"
        raise Refused(message)
    fen = yuan * FEN_PER_YUAN
    if fen != int(fen):
        message = f"{quote(text)}不到一分的零头不能记，金额最多写到分（两位小数）。"
        raise Refused(message)
    if fen > MAX_FEN:
        message = f"{quote(text)}金额过大，最多10万亿元，请核对是不是多写了零。"
        raise Refused(message)
    return Money(int(fen))


def read_count(text: str, counter: str = "") -> FuzzyCount:
    """The whole number from 12, 12人, 1.48万名, or a floor from 100余条, 4200多人次; raises Refused when it is
    negative, broken, vague in another way than 余 or 多, or counted in another counter.
    """
    typed = _short(text)
    _refuse_negative(typed, text)
    if _VAGUE.search(typed):
        message = f"{quote(text)}不是确数。请填确数；只知道至少多少的，填成「5000余」。"
        raise Refused(message)
    match = _COUNT.fullmatch(typed)
    value = _decimal(match["n"]) * _BIG[match["big"] or ""] * _BIG[match["big2"] or ""] if match else None
    if value is None:
        value, match = _han_count(typed, counter), None
    if value is None or value > MAX_COUNT or value != int(value):
        message = f"{quote(text)}不是整数，请按12、12{counter}、1.48万或100余{counter}填写。"
        raise Refused(message)
    if match:
        _check_unit(match["unit"], counter, text)
    return FuzzyCount(int(value), bool(match and match["floor"]))


def _han_count(typed: str, counter: str) -> Decimal | None:
    value = han.counted(typed.removesuffix(counter) if counter else typed)
    return None if value is None else Decimal(value)


def _check_unit(unit: str, counter: str, text: str) -> None:
    """Hold the unit typed against the column's counter; another one is a slip that would falsify a sum."""
    if not unit or not counter or unit == counter:
        return
    if not any(unit in same and counter in same for same in SAME_COUNTERS):
        message = f"{quote(text)}的单位是「{unit}」，这里按「{counter}」填，请核对。"
        raise Refused(message)


def read_number(text: str, counter: str = "") -> Decimal:
    """A number that need not be whole, in steps of its counter (half class hours); raises Refused when it is
    unreadable, negative, too large, finer than three decimals or off its step.
    """
    typed = _short(text)
    _refuse_negative(typed, text)
    match = _NUMBER.fullmatch(typed)
    if match is None:
        message = f"{quote(text)}不是数，请只填数字，如4或4.5。"
        raise Refused(message)
    _check_unit(match["unit"], counter, text)
    value = _checked_number(_decimal(match["n"]), text)
    step = STEPS.get(counter)
    if step and value % step:
        message = f"{quote(text)}不对：{counter}以{plain(step)}为一档，如1、1.5、2。"
        raise Refused(message)
    return value


def _checked_number(value: Decimal, text: str) -> Decimal:
    if value > MAX_NUMBER:
        message = f"{quote(text)}过大，请核对是不是多写了零。"
        raise Refused(message)
    if value != round(value, PLACES):
        message = f"{quote(text)}的小数太多，最多{PLACES}位。"
        raise Refused(message)
    return Decimal(plain(value))


def read_quantity(text: str, unit: str = "") -> Quantity:
    """A measured amount with its unit from 2170亩 or 3.5 公里; a bare number takes the column's own unit. Raises
    Refused when no unit is known, another one is fixed, or the number is unreadable.
    """
    typed = _short(text)
    _refuse_negative(typed, text)
    match = _MEASURE.fullmatch(typed)
    if match is None:
        message = f"{quote(text)}看不出数量，请按2170亩、3.5公里填写。"
        raise Refused(message)
    given = match["unit"] or unit
    if not given:
        message = f"{quote(text)}没有写单位，请写上亩、公里、户这样的单位。"
        raise Refused(message)
    _check_unit(given, unit, text)
    return Quantity(_checked_number(_decimal(match["n"]) * _BIG[match["big"] or ""], text), unit or given)
