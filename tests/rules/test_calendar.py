from __future__ import annotations

from datetime import date

import pytest

from app.rules.calendar import HolidayRow, WorkCalendar
from app.rules.holiday_seed import seed_rows


@pytest.fixture(scope="module")
def seeded() -> WorkCalendar:
    return WorkCalendar(seed_rows())


def test_seed_covers_2004_to_2026_and_no_more(seeded: WorkCalendar) -> None:
    assert seeded.published == frozenset(range(2004, 2027))


def test_seed_is_in_chinese() -> None:
    assert {row.name for row in seed_rows()} == {
        "元旦",
        "春节",
        "清明节",
        "劳动节",
        "端午节",
        "国庆节",
        "中秋节",
        "抗战胜利70周年纪念日",
    }


@pytest.mark.parametrize(
    ("day", "rest", "name"),
    [
        (date(2014, 3, 17), False, ""),
        (date(2014, 3, 16), True, "周日"),
        (date(2014, 2, 4), True, "春节"),
        (date(2014, 1, 26), False, "周日调休上班"),
        (date(2026, 2, 14), False, "周六调休上班"),
        (date(2026, 2, 28), False, "周六调休上班"),
        (date(2026, 5, 1), True, "劳动节"),
        (date(2015, 9, 3), True, "抗战胜利70周年纪念日"),
    ],
)
def test_rest_days(seeded: WorkCalendar, day: date, rest: bool, name: str) -> None:
    assert (seeded.is_rest(day), seeded.day_name(day)) == (rest, name)


def test_row_of_the_clerk_makes_a_rest_day() -> None:
    calendar = WorkCalendar([HolidayRow(date(2031, 8, 15), True, "民族节")])
    assert calendar.is_rest(date(2031, 8, 15))
    assert calendar.day_name(date(2031, 8, 15)) == "民族节"


def test_nameless_rest_day_is_still_named() -> None:
    assert WorkCalendar([HolidayRow(date(2031, 8, 15), True, "")]).day_name(date(2031, 8, 15)) == "休息日"


def test_one_local_rest_day_does_not_publish_a_year() -> None:
    assert not WorkCalendar([HolidayRow(date(2031, 8, 15), True, "民族节")]).is_published(2031)


def test_later_row_of_one_day_counts() -> None:
    day = date(2014, 3, 17)
    calendar = WorkCalendar([HolidayRow(day, True, "误录"), HolidayRow(day, False, "更正")])
    assert not calendar.is_rest(day)


def test_make_up_day_without_weekend_is_worked() -> None:
    assert WorkCalendar([HolidayRow(date(2031, 8, 16), False, "")]).day_name(date(2031, 8, 16)) == "周六调休上班"


def test_workdays_between_counts_both_ends(seeded: WorkCalendar) -> None:
    assert seeded.workdays_between(date(2014, 3, 14), date(2014, 3, 17)) == 2
    assert seeded.workdays_between(date(2014, 3, 17), date(2014, 3, 14)) == 0


def test_unknown_note_tells_future_from_past(seeded: WorkCalendar) -> None:
    assert seeded.unknown_note(date(2031, 1, 1), date(2031, 2, 1)) == "2031年节假日未发布，按周末推算"
    assert seeded.unknown_note(date(2026, 12, 30), date(2028, 1, 1)) == "2027、2028年节假日未发布，按周末推算"
    assert seeded.unknown_note(date(1999, 5, 1), date(1999, 5, 4)) == "1999年节假日未录入，按周末推算"
    assert seeded.unknown_note(date(2014, 1, 1), date(2014, 2, 1)) == ""
