from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.rules.calendar import HolidayRow, WorkCalendar
from app.rules.recurring import times_come

CALENDAR = WorkCalendar([HolidayRow(date(2014, 4, 7), is_off=True, name="清明节")])
MONDAY = date(2014, 3, 10)


@pytest.mark.parametrize(
    ("rule", "until", "times"),
    [
        ({"cycle": "每周", "weekday": "周三"}, date(2014, 3, 11), 0),
        ({"cycle": "每周", "weekday": "周三"}, date(2014, 3, 12), 1),
        ({"cycle": "每周", "weekday": "周三"}, date(2014, 3, 31), 3),
        ({"cycle": "每周", "weekday": "周三", "times": 2}, date(2014, 3, 31), 6),
        ({"cycle": "每周", "weekday": "周一"}, date(2014, 4, 7), 4),  # the fifth Monday is a holiday
        ({"cycle": "每周", "weekday": "周日"}, date(2014, 3, 16), 1),  # the plan itself names the day of rest
        ({"cycle": "每周"}, date(2014, 3, 15), 0),
        ({"cycle": "每周"}, date(2014, 3, 16), 1),
        ({"cycle": "每周", "times": 2}, date(2014, 3, 30), 6),
        ({"cycle": "每天"}, date(2014, 3, 17), 6),  # five days of the week, a Monday
        ({"cycle": "每月", "times": 2}, date(2014, 4, 8), 0),
        ({"cycle": "每月", "times": 2}, date(2014, 4, 9), 2),
        ({"cycle": "每月", "end": date(2014, 5, 9)}, date(2014, 12, 31), 2),
        ({"cycle": "一次"}, date(2014, 3, 10), 1),
        ({"cycle": "一次", "end": date(2014, 6, 30)}, date(2014, 3, 31), 0),
        ({"cycle": "一次", "end": date(2014, 6, 30)}, date(2014, 6, 30), 1),
        ({"cycle": "每天"}, date(2014, 3, 9), 0),
    ],
)
def test_how_often_a_rule_has_come(rule: dict[str, Any], until: date, times: int) -> None:
    cycle, end = rule.pop("cycle"), rule.pop("end", None)
    assert times_come(cycle, MONDAY, end, until=until, calendar=CALENDAR, **rule) == times


def test_a_month_begun_on_its_last_day_ends_with_the_next() -> None:
    assert times_come("每月", date(2014, 3, 1), None, until=date(2014, 3, 31), calendar=CALENDAR) == 1
    ends = (date(2014, 2, 27), date(2014, 2, 28), date(2014, 3, 30))
    assert [times_come("每月", date(2014, 1, 31), None, until=on, calendar=CALENDAR) for on in ends] == [0, 1, 2]
