"""How often a rule of a study plan (every Wednesday, twice a month) has come by a day. Pure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from app.rules.calendar import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from app.rules.calendar import WorkCalendar

DAILY, WEEKLY, MONTHLY, ONCE = "每天", "每周", "每月", "一次"
WEEK = 7


def times_come(
    cycle: str, start: date, end: date | None, *, until: date, calendar: WorkCalendar, weekday: str = "", times: int = 1
) -> int:
    """How many sessions a rule has asked for from its first day to `until`, or to its end when that came before.

    A day of rest asks for none, unless the rule names a Saturday or Sunday. A week or month asks for its sessions when
    it is over, and what is held once when its time is over.
    """
    last = min(until, end or until)
    if last < start:
        return 0
    if cycle == ONCE:
        return times if (end or start) <= until else 0
    if cycle == MONTHLY:
        return times * _months(start, last + timedelta(days=1))
    if cycle == WEEKLY and not weekday:
        return times * (((last - start).days + 1) // WEEK)
    wanted = WEEKDAYS.index(weekday) if cycle == WEEKLY else None
    is_of_weekend = weekday in WEEKDAYS[5:]
    days = (day for day in _days(start, last) if wanted in (None, day.weekday()))
    return times * sum(is_of_weekend or not calendar.is_rest(day) for day in days)


def _days(start: date, last: date) -> Iterator[date]:
    return (start + timedelta(days=n) for n in range((last - start).days + 1))


def _months(start: date, following: date) -> int:
    """Whole months from a day to another."""
    months = 12 * (following.year - start.year) + following.month - start.month
    return months - (following.day < start.day)
