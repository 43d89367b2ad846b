"""The file's own clock: the office's wall clock, or the fixed 今天 of a sample file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

OFFICE_ZONE = timezone(timedelta(hours=8), "Asia/Shanghai")


@dataclass(slots=True)
class Clock:
    """Tells the time of the office; `fixed` is a sample file's 今天, None in a real file."""

    fixed: date | None = None

    def now(self) -> datetime:
        """The moment by the office's wall clock, to the second and without zone."""
        moment = datetime.now(OFFICE_ZONE).replace(microsecond=0, tzinfo=None)
        return moment if self.fixed is None else datetime.combine(self.fixed, moment.time())

    def today(self) -> date:
        """The day every default, clock and figure goes by."""
        return self.fixed or self.now().date()
