"""Working days and rest days, from rows of the file's own holiday table."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
ONE_DAY = timedelta(days=1)
FEWEST_OFF_DAYS = 10
"""No year since 2000 had fewer statutory rest days; a year with fewer rows than this is not yet published, so a
clerk's single local rest day does not make it look complete."""


class HolidayRow(NamedTuple):
    """One row of the holiday table: a rest day (放假) or a weekend day worked in exchange (调休上班)."""

    day: date
    is_off: bool
    name: str


class WorkCalendar:
    """Says of any day whether it is worked; years without data go by weekends and say so."""

    def __init__(self, rows: Iterable[HolidayRow]) -> None:
        """Take the rows of the table; of two rows for one day the later one counts."""
        self._rows = {row.day: row for row in rows}
        counts: dict[int, int] = {}
        for row in self._rows.values():
            counts[row.day.year] = counts.get(row.day.year, 0) + row.is_off
        self.published = frozenset(year for year, off_days in counts.items() if off_days >= FEWEST_OFF_DAYS)

    def is_published(self, year: int) -> bool:
        """Whether the holidays of a year are known."""
        return year in self.published

    def is_rest(self, day: date) -> bool:
        """Whether a day is a rest day: its row decides, else the weekend."""
        row = self._rows.get(day)
        return row.is_off if row else day.weekday() >= 5

    def day_name(self, day: date) -> str:
        """Why a day is special: 劳动节, 周日, 周六调休上班; empty for an ordinary working day."""
        row = self._rows.get(day)
        if row is None:
            return WEEKDAYS[day.weekday()] if day.weekday() >= 5 else ""
        return (row.name or "休息日") if row.is_off else f"{WEEKDAYS[day.weekday()]}调休上班"

    def roll(self, day: date) -> date:
        """The day itself when it is worked, else the first working day after it (民法典 203)."""
        while self.is_rest(day):
            day += ONE_DAY
        return day

    def add_workdays(self, start: date, count: int) -> date:
        """The last of `count` working days counted from the day after `start` (民法典 201)."""
        day = start
        while count > 0:
            day = self.roll(day + ONE_DAY)
            count -= 1
        return day

    def workdays_between(self, first: date, last: date) -> int:
        """How many working days lie from `first` to `last`, both counted; 0 when `last` is earlier."""
        return sum(not self.is_rest(first + timedelta(days=n)) for n in range((last - first).days + 1))

    def unknown_years(self, first: date, last: date) -> tuple[int, ...]:
        """The years from `first` to `last` whose holidays are not known."""
        return tuple(year for year in range(first.year, last.year + 1) if year not in self.published)

    def unknown_note(self, first: date, last: date) -> str:
        """The sentence that marks a date reckoned by weekends: 2031年节假日未发布，按周末推算; else empty."""
        years = self.unknown_years(first, last)
        if not years:
            return ""
        is_past = bool(self.published) and years[-1] < min(self.published)
        return f"{'、'.join(map(str, years))}年节假日{'未录入' if is_past else '未发布'}，按周末推算"
