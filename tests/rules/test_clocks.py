from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.calendar import HolidayRow, WorkCalendar
from app.rules.clocks import (
    CLOCKS,
    Clock,
    DeadlineState,
    RuleSet,
    Side,
    Unit,
    clocks_under,
    deadline_state,
    due,
    due_as_written,
    is_on_time,
    pausing_refusal,
    rule_set_for,
)
from app.rules.holiday_seed import seed_rows
from app.rules.refusal import Refused

ROWS = seed_rows()
CALENDAR = WorkCalendar(ROWS)


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "length", "plain", "rolled"),
    [
        ("2026-01-30", 15, "2026-02-14", "2026-02-14"),
        ("2026-02-02", 15, "2026-02-17", "2026-02-24"),
        ("2026-02-06", 15, "2026-02-21", "2026-02-24"),
        ("2026-03-02", 60, "2026-05-01", "2026-05-06"),
        ("2026-03-02", 90, "2026-05-31", "2026-06-01"),
        ("2014-01-20", 15, "2014-02-04", "2014-02-07"),
        ("2014-03-10", 60, "2014-05-09", "2014-05-09"),
    ],
)
def test_calendar_days(start: str, length: int, plain: str, rolled: str) -> None:
    found = due(start=day(start), length=length, calendar=CALENDAR)
    assert (found.due_on, found.due_on_rolled) == (day(plain), day(rolled))


@pytest.mark.parametrize(
    ("start", "length", "expected"),
    [
        ("2026-02-12", 5, "2026-02-26"),
        ("2026-02-13", 5, "2026-02-27"),
        ("2026-09-18", 5, "2026-09-24"),
        ("2026-09-24", 5, "2026-10-09"),
        ("2026-02-12", 3, "2026-02-24"),
        ("2026-02-12", 10, "2026-03-04"),
    ],
)
def test_working_days(start: str, length: int, expected: str) -> None:
    found = due(start=day(start), length=length, unit=Unit.WORKDAY, calendar=CALENDAR)
    assert (found.due_on, found.due_on_rolled) == (day(expected), day(expected))


def test_explanation_names_the_holiday_that_moved_it() -> None:
    assert due(start=day("2026-03-02"), length=60, calendar=CALENDAR).explanation == (
        "2026-03-02 起 60 日（起始日不计）＝2026-05-01（劳动节）→ 顺延至 2026-05-06；已停 0 日，延长 0 日；"
        "临期按 2026-05-01 提醒，逾期和按期率按 2026-05-06 算"
    )


def test_explanation_names_the_weekend_that_moved_it() -> None:
    found = due(start=day("2026-03-02"), length=60, extra_days=30, calendar=CALENDAR, start_label="受理日 ")
    assert found.explanation == (
        "受理日 2026-03-02 起 60 日（起始日不计），加延长 30 日＝2026-05-31（周日）→ 顺延至 2026-06-01；"
        "已停 0 日，延长 30 日；临期按 2026-05-31 提醒，逾期和按期率按 2026-06-01 算"
    )


def test_explanation_of_working_days_says_what_was_skipped() -> None:
    found = due(start=day("2026-02-12"), length=5, unit=Unit.WORKDAY, calendar=CALENDAR)
    assert found.explanation == (
        "2026-02-12 起 5 个工作日（起始日不计，其间休息 9 日）＝2026-02-26；已停 0 日，延长 0 日"
    )


def test_year_without_data_goes_by_weekends_and_says_so() -> None:
    found = due(start=day("2031-01-03"), length=15, calendar=CALENDAR)
    assert (found.due_on, found.due_on_rolled, found.uncertain) == (day("2031-01-18"), day("2031-01-20"), True)
    assert found.explanation.endswith("；2031年节假日未发布，按周末推算")


def test_pause_and_hearing_move_the_day() -> None:
    found = due(start=day("2014-03-10"), length=30, paused_days=7, hearing_days=3, calendar=CALENDAR)
    assert found.due_on == day("2014-04-19")
    assert (
        "，加停算 7 日，加听证 3 日＝2014-04-19（周六）→ 顺延至 2014-04-21；已停 7 日，延长 0 日" in found.explanation
    )


def test_pause_of_a_working_day_clock_is_in_working_days() -> None:
    found = due(start=day("2014-03-10"), length=5, paused_days=2, unit=Unit.WORKDAY, calendar=CALENDAR)
    assert found.due_on == day("2014-03-19")
    assert "已停 2 个工作日" in found.explanation


def test_zero_length_is_the_day_itself_rolled() -> None:
    found = due(start=day("2014-03-16"), length=0, calendar=CALENDAR)
    assert (found.due_on, found.due_on_rolled) == (day("2014-03-16"), day("2014-03-17"))


@pytest.mark.parametrize("length", [-1, 3661, 10**9])
def test_absurd_length_is_refused(length: int) -> None:
    with pytest.raises(Refused, match="期限须在0到3660日之间"):
        due(start=day("2014-03-16"), length=length, calendar=CALENDAR)


@pytest.mark.parametrize("unit", list(Unit))
def test_end_of_the_calendar_is_refused(unit: Unit) -> None:
    with pytest.raises(Refused, match="超出了日历的范围"):
        due(start=date.max, length=30, unit=unit, calendar=CALENDAR)


def test_new_local_rest_day_moves_a_deadline() -> None:
    moved = WorkCalendar([*ROWS, HolidayRow(day("2014-05-09"), True, "民族节")])
    assert due(start=day("2014-03-10"), length=60, calendar=moved).due_on_rolled == day("2014-05-12")


def test_written_date_stands_even_on_a_sunday() -> None:
    found = due_as_written(on=day("2014-03-16"), calendar=CALENDAR)
    assert (found.due_on, found.due_on_rolled) == (day("2014-03-16"), day("2014-03-16"))
    assert found.explanation == "交办函写明 2014-03-16；已停 0 日，延长 0 日"


def test_written_date_moves_by_days_of_pause() -> None:
    found = due_as_written(on=day("2014-03-13"), calendar=CALENDAR, paused_days=3)
    assert (found.due_on, found.due_on_rolled) == (day("2014-03-16"), day("2014-03-17"))
    assert found.explanation == (
        "交办函写明 2014-03-13，顺延为 2014-03-16（周日）→ 顺延至 2014-03-17；已停 3 日，延长 0 日；"
        "临期按 2014-03-16 提醒，逾期和按期率按 2014-03-17 算"
    )


def counted_by_hand(start: date, length: int, unit: Unit) -> tuple[date, date]:
    """Walk one day at a time, asking a table made apart from the calendar under test."""
    off = {row.day for row in ROWS if row.is_off}
    worked = {row.day for row in ROWS if not row.is_off}

    def rests(one: date) -> bool:
        return one in off or (one.isoweekday() > 5 and one not in worked)

    current, left = start, length
    while left:
        current += timedelta(days=1)
        left -= unit is Unit.DAY or not rests(current)
    rolled = current
    while rests(rolled):
        rolled += timedelta(days=1)
    return current, rolled


@settings(max_examples=150, deadline=None)
@given(
    start=st.dates(date(2013, 1, 1), date(2027, 12, 31)),
    length=st.integers(0, 120),
    unit=st.sampled_from(Unit),
    extra=st.integers(0, 30),
    paused=st.integers(0, 40),
    hearing=st.integers(0, 20),
)
def test_agrees_with_a_count_day_by_day(
    start: date, length: int, unit: Unit, extra: int, paused: int, hearing: int
) -> None:
    found = due(
        start=start, length=length, unit=unit, calendar=CALENDAR, extra_days=extra, paused_days=paused,
        hearing_days=hearing,
    )  # fmt: skip
    assert (found.due_on, found.due_on_rolled) == counted_by_hand(start, length + extra + paused + hearing, unit)


def test_there_are_thirteen_clocks() -> None:
    assert {clock_id.rstrip("a") for clock_id in CLOCKS} == {f"T{n}" for n in range(1, 14)}


@pytest.mark.parametrize(
    ("clock", "length", "unit", "start"),
    [
        ("T1", 15, Unit.DAY, "received_on"),
        ("T2", 15, Unit.DAY, "received_on"),
        ("T3", 15, Unit.DAY, "received_from_upper_on"),
        ("T4", 5, Unit.WORKDAY, "received_from_upper_on"),
        ("T5", 60, Unit.DAY, "accepted_on"),
        ("T7", 30, Unit.DAY, "reply_served_on"),
        ("T8", 30, Unit.DAY, "review_received_on"),
        ("T9", 30, Unit.DAY, "review_served_on"),
        ("T10", 30, Unit.DAY, "recheck_received_on"),
        ("T12a", 3, Unit.WORKDAY, "received_on"),
        ("T12", 10, Unit.WORKDAY, "accepted_on"),
    ],
)
def test_lengths_of_the_clocks(clock: str, length: int, unit: Unit, start: str) -> None:
    found = CLOCKS[clock]
    assert (found.length, found.unit, found.from_field) == (length, unit, start)


def test_rule_set_changes_on_1_may_2022() -> None:
    assert rule_set_for(date(2022, 4, 30)) is RuleSet.OLD
    assert rule_set_for(date(2022, 5, 1)) is RuleSet.NEW


def test_objection_clock_runs_only_under_the_new_rules() -> None:
    assert "T4" not in {clock.id for clock in clocks_under(RuleSet.OLD)}
    assert "T4" in {clock.id for clock in clocks_under(RuleSet.NEW)}


@pytest.mark.parametrize(
    ("clock", "rule_set", "citation"),
    [
        ("T1", RuleSet.NEW, "《信访工作条例》第二十二条"),
        ("T1", RuleSet.OLD, "《信访条例》第二十一条"),
        ("T5", RuleSet.NEW, "《信访工作条例》第三十四条"),
        ("T5", RuleSet.OLD, "《信访条例》第三十三条"),
        ("T9", RuleSet.NEW, "《信访工作条例》第三十六条"),
        ("T11", RuleSet.OLD, ""),
        ("T13", RuleSet.NEW, ""),
    ],
)
def test_citations(clock: str, rule_set: RuleSet, citation: str) -> None:
    assert CLOCKS[clock].citation(rule_set) == citation


def test_petitioner_clocks_are_his() -> None:
    assert {clock.id for clock in CLOCKS.values() if clock.side is Side.PETITIONER} == {"T7", "T9"}


@pytest.mark.parametrize("clock", [clock for clock in CLOCKS.values() if clock.id not in ("T11", "T13")])
def test_statutory_clocks_never_stop(clock: Clock) -> None:
    assert "不能挂账停算" in pausing_refusal(clock, RuleSet.NEW)


def test_refusal_to_pause_cites_the_article() -> None:
    assert pausing_refusal(CLOCKS["T5"], RuleSet.OLD) == (
        "《信访条例》第三十三条规定的办结时限为60日，不能挂账停算。确需更多时间的，请按规定办理延期。"
    )


@pytest.mark.parametrize("clock", ["T11", "T13"])
def test_assigned_deadlines_may_stop(clock: str) -> None:
    assert pausing_refusal(CLOCKS[clock], RuleSet.NEW) == ""


def test_only_the_extended_finish_extends_and_only_recheck_hears() -> None:
    assert [clock.id for clock in CLOCKS.values() if clock.extension] == ["T6"]
    assert [clock.id for clock in CLOCKS.values() if clock.hearing] == ["T10"]


@pytest.mark.parametrize(
    ("today", "state"),
    [
        ("2026-04-27", DeadlineState.NONE),
        ("2026-04-28", DeadlineState.NEAR),
        ("2026-05-01", DeadlineState.NEAR),
        ("2026-05-06", DeadlineState.NEAR),
        ("2026-05-07", DeadlineState.OVERDUE),
    ],
)
def test_near_counts_to_the_plain_day_and_overdue_after_the_rolled_one(today: str, state: DeadlineState) -> None:
    assert deadline_state(day(today), day("2026-05-01"), day("2026-05-06"), 3) is state


def test_no_deadline_is_never_near() -> None:
    assert deadline_state(day("2026-05-07"), None, None, 3) is DeadlineState.NONE


def test_states_have_the_offices_words() -> None:
    assert [state.label for state in DeadlineState] == ["正常", "临期", "逾期"]


def test_on_time_goes_by_the_rolled_day() -> None:
    assert is_on_time(day("2026-05-06"), day("2026-05-01"), day("2026-05-06"))
    assert not is_on_time(day("2026-05-07"), day("2026-05-01"), day("2026-05-06"))
