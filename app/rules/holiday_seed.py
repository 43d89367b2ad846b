"""The State Council's rest days of 2004–2026, from which a new file's holiday table is filled."""

from __future__ import annotations

from app.rules.calendar import HolidayRow

NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}


def seed_rows() -> tuple[HolidayRow, ...]:
    """Every published rest day and make-up working day, in order of date; off-years are left to the clerk."""
    # Read only when a file is made: the tables cost time that no other start should pay.
    from chinese_calendar import constants

    rows = [HolidayRow(day, True, NAMES.get(name, name)) for day, name in constants.holidays.items()]
    rows += [HolidayRow(day, False, NAMES.get(name, name)) for day, name in constants.workdays.items()]
    return tuple(sorted(rows))
