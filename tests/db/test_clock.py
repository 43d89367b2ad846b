from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from db import clock
from db.clock import OFFICE_ZONE, Clock

if TYPE_CHECKING:
    import pytest


def _set(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    class Set(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            assert tz is OFFICE_ZONE
            return moment

    monkeypatch.setattr(clock, "datetime", Set)


def test_the_day_is_that_of_the_office_wherever_the_machine_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    assert OFFICE_ZONE.utcoffset(None) == timedelta(hours=8)
    moment = datetime.combine(Clock().today(), time(7, 30, 1, 999_999), OFFICE_ZONE)
    _set(monkeypatch, moment)
    assert Clock().now() == moment.replace(microsecond=0, tzinfo=None)
    assert Clock().today() == moment.date()
    assert Clock(date(2014, 3, 31)).today() == date(2014, 3, 31)


def test_a_test_that_runs_over_midnight_stays_on_the_day_it_began(monkeypatch: pytest.MonkeyPatch) -> None:
    began = Clock().today()
    _set(monkeypatch, datetime.combine(began + timedelta(days=1), datetime.min.time(), OFFICE_ZONE))
    assert Clock().now() == datetime.combine(began, datetime.max.time()).replace(microsecond=0)
    assert Clock().today() == began
    assert Clock(date(2014, 3, 31)).now() == datetime(2014, 3, 31, 23, 59, 59)
