"""What a clerk types for a day, a vague date or an hour, read into values; the reason in words when it cannot be."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.rules import han
from app.rules.refusal import Refused
from app.rules.width import compact, fold, quote
from db.values import SEASON_NAMES, FuzzyDate, Precision

if TYPE_CHECKING:
    from collections.abc import Callable

FIRST_YEAR = 1900
LAST_YEAR = 2100
EXAMPLES = "2014-03-05、2014.3.5、3月5日或20140305"
VAGUE_EXAMPLES = "2014年3月、3月初、2014年3月中旬、2012年冬或2012年"

_TODAY_WORDS = {"今": 0, "今天": 0, "今日": 0, "t": 0, "昨": -1, "昨天": -1, "昨日": -1}
_LUNAR = re.compile(r"农历|阴历|旧历|正月|冬月|腊月|闰|廿|卅|月初[一二三四五六七八九十]|大年|除夕")
_MIDNIGHT = re.compile(r"(?:\s+|T)00?:00(?::00(?:\.0+)?)?\s*$")
"""Told by the space before it: without that 2014/3/20 0:00 would end like the day 2014/3/2."""
_WEEKDAY = re.compile(r"(?:[(](?:星期|周)[一二三四五六日天][)]|(?:星期|周)[一二三四五六日天])$")
_HAN_RUN = re.compile(rf"[{han.NUMERALS}]+(?=年|月|日|号)")
_SEPARATED = r"[-./]"
_DAY_FORMS = (
    re.compile(rf"(?P<y>\d{{4}}|\d{{2}}){_SEPARATED}(?P<m>\d{{1,2}}){_SEPARATED}(?P<d>\d{{1,2}})"),
    re.compile(r"(?P<y>\d{4}|\d{2})年(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]?"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"),
    re.compile(r"(?P<m>\d{1,2})月(?P<d>\d{1,2})[日号]?"),
    re.compile(rf"(?P<m>\d{{1,2}}){_SEPARATED}(?P<d>\d{{1,2}})"),
)
_MONTH_FORMS = (
    re.compile(rf"(?P<y>\d{{4}}){_SEPARATED}(?P<m>\d{{1,2}})"),
    re.compile(r"(?:(?P<y>\d{4}|\d{2})年)?(?P<m>\d{1,2})月(?:份)?(?P<third>初|上旬|中旬|下旬|底|末)?"),
    re.compile(r"(?P<y>\d{4})(?P<m>\d{2})"),
)
_SEASON = re.compile(r"(?:(?P<y>\d{4}|\d{2})年)?(?P<season>[春夏秋冬])[季天]?")
_YEAR = re.compile(r"(?P<y>\d{4})年?")
_STORED = re.compile(r"\d{4}-\d{2}-\d{2}~(?:third|month|season|year)")
_THIRDS = {"初": 0, "上旬": 0, "中旬": 1, "下旬": 2, "底": 2, "末": 2}
_TIME = re.compile(
    r"(?P<half>凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚)?(?P<h>\d{1,2})"
    r"(?:[:.](?P<m>\d{2})(?::\d{2})?|[时点](?:(?P<half_past>半)|(?P<m2>\d{1,2})分?)?整?)"
)


def _prepared(text: str) -> str:
    """The typed text without spaces, full-width forms, weekday, midnight, and with Arabic for Han numerals."""
    short = _WEEKDAY.sub("", compact(_MIDNIGHT.sub("", fold(text))))
    return _HAN_RUN.sub(lambda run: str(number) if (number := han.number(run[0])) is not None else run[0], short)


def read_date(text: str, *, today: date) -> date:
    """The day a clerk means; raises Refused for a lunar, vague, impossible or unreadable one, and outside
    1900–2100. Two digits of a year mean the one not more than ten years ahead.
    """
    typed = _checked(text)
    if typed.lower() in _TODAY_WORDS:
        return today + timedelta(days=_TODAY_WORDS[typed.lower()])
    day = _first(_DAY_FORMS, typed, lambda match: _day(match, text, today))
    if day is not None:
        return day
    if _vague(typed, text, today) is not None:
        message = f"{quote(text)}没有写到日，这里要填到哪一天，如{EXAMPLES}。"
        raise Refused(message)
    message = f"{quote(text)}看不出是哪一天，请按{EXAMPLES}填写。"
    raise Refused(message)


def read_fuzzy_date(text: str, *, today: date) -> FuzzyDate:
    """A date with what precision it was given; raises Refused as `read_date` does."""
    typed = _checked(text)
    if _STORED.fullmatch(typed):
        return _stored(typed)
    vague = None if typed.lower() in _TODAY_WORDS else _vague(typed, text, today)
    if vague is not None:
        return vague
    try:
        return FuzzyDate(read_date(text, today=today))
    except Refused as refusal:
        if "看不出" not in refusal.sentence:
            raise
        message = f"{quote(text)}看不出是什么时候，请按{EXAMPLES}填写；只知道大概的，可填{VAGUE_EXAMPLES}。"
        raise Refused(message) from None


def lacks_year(text: str) -> bool:
    """Whether a day, month or season is written without its year: 3月5日, 3月初."""
    typed = _prepared(text)
    found = (match for form in (*_DAY_FORMS, *_MONTH_FORMS, _SEASON) if (match := form.fullmatch(typed)))
    first = next(found, None)
    return first is not None and first.groupdict().get("y") is None


def _checked(text: str) -> str:
    typed = _prepared(text)
    if _LUNAR.search(compact(text)):
        message = f"{quote(text)}像是农历，请换成公历填写，如2014-03-05。"
        raise Refused(message)
    return typed


def _first(forms: tuple[re.Pattern[str], ...], typed: str, read: Callable[[re.Match[str]], date]) -> date | None:
    match = next((match for form in forms if (match := form.fullmatch(typed))), None)
    return read(match) if match else None


def _year(digits: str | None, text: str, today: date) -> int:
    if digits is None:
        return today.year
    year = int(digits)
    if len(digits) == 2:
        year += 2000 if 2000 + year <= today.year + 10 else 1900
    if not FIRST_YEAR <= year <= LAST_YEAR:
        message = f"{quote(text)}的年份是{year}年，只能填{FIRST_YEAR}到{LAST_YEAR}年之间的日期。"
        raise Refused(message)
    return year


def _month(digits: str, text: str) -> int:
    if not 1 <= int(digits) <= 12:
        message = f"{quote(text)}里没有{int(digits)}月这个月份，请核对。"
        raise Refused(message)
    return int(digits)


def _day(match: re.Match[str], text: str, today: date) -> date:
    year, month = _year(match.groupdict().get("y"), text, today), _month(match["m"], text)
    try:
        return date(year, month, int(match["d"]))
    except ValueError:
        message = f"{year}年{month}月没有{int(match['d'])}日，请核对{quote(text)}。"
        raise Refused(message) from None


def _vague(typed: str, text: str, today: date) -> FuzzyDate | None:
    """A third, month, season or year; a bare four digit number is a year, six digits are year and month."""
    for form in _MONTH_FORMS:
        if match := form.fullmatch(typed):
            groups = match.groupdict()
            year, month = _year(groups.get("y"), text, today), _month(match["m"], text)
            if groups.get("third"):
                return FuzzyDate.third(year, month, _THIRDS[groups["third"]])
            return FuzzyDate(date(year, month, 1), Precision.MONTH)
    if match := _SEASON.fullmatch(typed):
        return FuzzyDate.season(_year(match["y"], text, today), SEASON_NAMES.index(match["season"]))
    if match := _YEAR.fullmatch(typed):
        return FuzzyDate(date(_year(match["y"], text, today), 1, 1), Precision.YEAR)
    return None


def _stored(typed: str) -> FuzzyDate:
    """A canonical text; raises Refused when its day is not one on which that precision begins."""
    try:
        value = FuzzyDate.from_stored(typed)
        start = value.start
        starts = {
            Precision.THIRD: start.day in (1, 11, 21),
            Precision.MONTH: start.day == 1,
            Precision.SEASON: start.day == 1 and start.month % 3 == 0,
            Precision.YEAR: (start.month, start.day) == (1, 1),
        }
        if starts[value.precision] and FIRST_YEAR <= start.year <= LAST_YEAR:
            return value
    except ValueError:
        pass
    message = f"{quote(typed)}看不出是什么时候，请按{VAGUE_EXAMPLES}填写。"
    raise Refused(message)


def read_time(text: str) -> str:
    """The hour and minute as HH:MM from 9:30, 9时30分, 9点半, 下午3时; raises Refused for anything else."""
    match = _TIME.fullmatch(compact(text))
    if match:
        hour = _hour(int(match["h"]), match["half"] or "")
        minute = 30 if match["half_past"] else int(match["m"] or match["m2"] or 0)
        if hour <= 23 and minute <= 59:
            return f"{hour:02d}:{minute:02d}"
    message = f"{quote(text)}看不出是几点，请按9:30、15:00或下午3时填写。"
    raise Refused(message)


def _hour(hour: int, half: str) -> int:
    if half == "中午":
        return hour + 12 if hour < 3 else hour
    is_late = half in ("下午", "傍晚", "晚上", "晚")
    return hour + 12 if is_late and hour < 12 else hour
