from __future__ import annotations

from datetime import datetime, timedelta

from app.rules.rotation import Slot, surplus

PLENTY = 10**15


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def slots(*days: str, size: int = 1) -> list[Slot]:
    """Backups in the order they were made, numbered from 1."""
    return [Slot(serial, at(day), size) for serial, day in enumerate(days, start=1)]


def left(kept: list[Slot], free: int = PLENTY) -> list[int]:
    gone = surplus(kept, free=free)
    return [slot.serial for slot in kept if slot.serial not in gone]


def test_of_one_day_only_the_newest_stays() -> None:
    kept = slots("2014-03-31T08:00", "2014-03-31T12:00", "2014-03-31T17:30")
    assert left(kept) == [3]


def test_every_day_of_two_years_leaves_7_days_8_weeks_24_months() -> None:
    # Monday 2014-03-31 is the last; one backup a day at 18:00 since 2012-01-01.
    first = at("2012-01-01T18:00")
    kept = slots(*((first + timedelta(days=day)).isoformat() for day in range(821)))
    assert kept[-1].made_at == at("2014-03-31T18:00")
    days = [kept[serial - 1].made_at.strftime("%Y-%m-%d") for serial in left(kept)]
    daily = ["2014-03-25", "2014-03-26", "2014-03-27", "2014-03-28", "2014-03-29", "2014-03-30", "2014-03-31"]
    sundays = ["2014-02-16", "2014-02-23", "2014-03-02", "2014-03-09", "2014-03-16", "2014-03-23"]
    month_ends = [
        "2012-04-30", "2012-05-31", "2012-06-30", "2012-07-31", "2012-08-31", "2012-09-30", "2012-10-31", "2012-11-30",
        "2012-12-31",
        "2013-01-31", "2013-02-28", "2013-03-31", "2013-04-30", "2013-05-31", "2013-06-30", "2013-07-31", "2013-08-31",
        "2013-09-30", "2013-10-31", "2013-11-30", "2013-12-31", "2014-01-31", "2014-02-28",
    ]  # fmt: skip
    assert days == sorted({*daily, *sundays, *month_ends})


def test_a_long_gap_takes_no_backup_away() -> None:
    # Closed from March to October: the seven newest days that have a backup stay, however old.
    kept = slots("2014-02-27T18:00", "2014-02-28T18:00", "2014-03-01T18:00", "2014-10-08T09:00")
    assert left(kept) == [1, 2, 3, 4]


def test_a_clock_set_back_never_removes_the_newest() -> None:
    days = [f"2014-03-{day:02d}T18:00" for day in range(1, 32)]
    kept = slots(*days, "2000-01-01T00:03")
    assert left(kept)[-1] == 32
    assert 31 in left(kept)


def test_backups_dated_in_a_wrong_future_age_like_all_others() -> None:
    # Two days with the clock at 2030, then right again: the wrong ones take two of the seven days, no more.
    kept = slots(
        "2014-03-20T18:00", "2030-01-01T18:00", "2030-01-02T18:00", "2014-03-21T18:00", "2014-03-22T18:00",
        "2014-03-23T18:00", "2014-03-24T18:00", "2014-03-25T18:00", "2014-03-26T18:00", "2014-03-27T18:00",
    )  # fmt: skip
    # 4–10 are the seven newest days; 1 is the newest of its week (its Thursday) no longer: 17–23 March has no. 6;
    # 3 is the newest of January 2030.
    assert left(kept) == [3, 4, 5, 6, 7, 8, 9, 10]


def test_the_newest_of_an_occasion_stay_beside_the_daily_ones() -> None:
    kept = [Slot(serial, at(f"2014-03-31T{7 + serial:02d}:00"), 1, special=serial <= 5) for serial in range(1, 8)]
    assert left(kept) == [3, 4, 5, 7]


def test_together_they_take_at_most_a_fifth_of_the_room() -> None:
    # 4 × 100 bytes and 600 free: 1,000 would be free without them, so two may stay.
    kept = slots("2014-03-28T18:00", "2014-03-29T18:00", "2014-03-30T18:00", "2014-03-31T18:00", size=100)
    assert left(kept, free=600) == [3, 4]


def test_the_newest_stays_even_when_it_alone_is_too_large() -> None:
    kept = slots("2014-03-30T18:00", "2014-03-31T18:00", size=100)
    assert left(kept, free=0) == [2]


def test_none_is_none() -> None:
    assert surplus([], free=0) == frozenset()
