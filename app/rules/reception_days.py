"""接访安排: on which days the office's rule has a leader receive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from app.rules import office_rules
from app.rules.calendar import WEEKDAYS
from app.rules.office_rules import BETWEEN, DAILY

if TYPE_CHECKING:
    from datetime import date

    from app.rules.calendar import WorkCalendar

RULE = "reception_rule"
"""The rule of the office that says it."""


@dataclass(frozen=True, slots=True)
class ReceptionDays:
    """When leaders receive: on these weekdays (Monday is 0), on every working day when there are none."""

    weekdays: tuple[int, ...] = ()

    @property
    def words(self) -> str:
        """The rule in the office's words: 每天, 周二、周五."""
        return BETWEEN.join(WEEKDAYS[one] for one in self.weekdays) or DAILY

    def days(self, first: date, last: date, calendar: WorkCalendar) -> tuple[date, ...]:
        """The duty days from one day to another, both counted; a rest day is none."""
        span = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return tuple(on for on in span if self._wants(on) and not calendar.is_rest(on))

    def _wants(self, on: date) -> bool:
        return not self.weekdays or on.weekday() in self.weekdays


def of(words: str) -> ReceptionDays:
    """The days of a rule in the office's words (每天, 周二、周五); raises Refused for anything else."""
    stored = office_rules.rule(RULE).read(words)
    return ReceptionDays() if stored == DAILY else ReceptionDays(tuple(map(WEEKDAYS.index, stored.split(BETWEEN))))
