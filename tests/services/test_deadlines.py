from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Refused
from app.services import all_checks, deadlines, settings
from app.services.deadlines import LineState
from app.services.listing import Ask, Filter, State
from app.services.timekeeping import clock_warning
from db import audit
from tests import factories
from tests.desks import TODAY
from tests.services.test_close_out import do

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.services.deadlines import Effect, Line
    from app.services.desk import Desk


def lines(desk: Desk, made: Changes) -> dict[str, Line]:
    found = desk.read(lambda unit: deadlines.of(unit, ledger=made.ledger, record_id=made.ids[0]))
    return {line.clock_id: line for line in found}


def petition(desk: Desk, *texts: str) -> Changes:
    return factories.add(desk, "petitions", "信访人姓名=孟某", "责任单位=村建办", *texts)


def test_a_visit_runs_to_be_told_and_finished(day: Desk) -> None:
    made = petition(day, "来访时间=2014-03-10")
    do(day, made, "accept", "受理日期=2014-03-10")
    found = lines(day, made)
    assert list(found) == ["T2", "T5"]
    assert (found["T2"].due_on, found["T2"].state) == (date(2014, 3, 25), LineState.OVERDUE)
    assert (found["T5"].due_on, found["T5"].due_on_rolled) == (date(2014, 5, 9), date(2014, 5, 9))
    assert (found["T5"].state, found["T5"].citation) == (LineState.RUNNING, "《信访条例》第三十三条")
    assert found["T5"].explanation == ("受理日期 2014-03-10 起 60 日（起始日不计）＝2014-05-09；已停 0 日，延长 0 日")


def test_a_deadline_in_the_spring_festival_is_rolled(day: Desk) -> None:
    found = lines(day, petition(day, "来访时间=2014-01-20", "告知日期=2014-02-07"))
    line = found["T2"]
    assert (line.due_on, line.due_on_rolled, line.state) == (date(2014, 2, 4), date(2014, 2, 7), LineState.DONE)


def test_telling_after_the_rolled_day_is_late(day: Desk) -> None:
    found = lines(day, petition(day, "来访时间=2014-01-20", "告知日期=2014-02-08"))
    assert found["T2"].state is LineState.DONE_LATE


def test_an_anonymous_petitioner_is_not_told(day: Desk) -> None:
    assert lines(day, petition(day, "来访时间=2014-03-10", "匿名=是")) == {}


def test_what_was_told_on_the_spot_is_done(day: Desk) -> None:
    found = lines(day, petition(day, "来访时间=2014-03-10", "当场告知=是"))
    assert found["T2"].finished_on == date(2014, 3, 10)


def test_the_objection_runs_only_under_the_new_rules(day: Desk) -> None:
    old = petition(day, "来访时间=2014-03-26", "收到转办日期=2014-03-26", "信访形式=上级转送")
    assert list(lines(day, old)) == ["T3"]
    day.store.clock.fixed = date(2026, 2, 13)
    new = petition(day, "来访时间=2026-02-12", "收到转办日期=2026-02-12", "信访形式=上级转送")
    found = lines(day, new)
    assert list(found) == ["T3", "T4"]
    assert (found["T4"].due_on, found["T3"].due_on) == (date(2026, 2, 26), date(2026, 2, 27))


def test_what_was_returned_in_time_has_nobody_to_tell_and_nothing_to_decide(desk: Desk) -> None:
    desk.store.clock.fixed = date(2026, 2, 13)
    set_rules(desk, simple_procedure="要")
    made = petition(desk, "来访时间=2026-02-12", "收到转办日期=2026-02-12", "信访形式=上级转送")
    do(desk, made, "return", "转办机关同意退回=是", reason="不属本镇职权")
    desk.store.clock.fixed = date(2026, 4, 1)
    found = lines(desk, made)
    assert {found[name].state for name in ("T3", "T4", "T12a")} == {LineState.DONE}


def test_what_was_sent_on_is_not_objected_to(desk: Desk) -> None:
    desk.store.clock.fixed = date(2026, 2, 13)
    made = petition(desk, "来访时间=2026-02-12", "收到转办日期=2026-02-12", "信访形式=上级转送", "办理方式=转送")
    do(desk, made, "forward", "转送去向=县某局")
    assert "T4" not in lines(desk, made)


def test_an_item_that_came_back_is_not_measured_by_the_three_days_again(day: Desk) -> None:
    made = factories.add(
        day, "rectifications", "登记日期=2014-03-03", "责任单位=村建办", "时限类型=立行立改", "整改措施=当场改",
        "佐证材料=第3卷第2页",
    )  # fmt: skip
    sheet = ("签字人=王镇长", "签字日期=2014-03-05", "纸质件=第3卷第2页")
    do(day, made, "settle-now", "完成情况=已改", "完成日期=2014-03-05", *sheet)
    do(day, made, "reopen", "整改时限=2014-04-20", reason="又坏了")
    assert [line.label for line in lines(day, made).values()] == ["整改时限"]


def test_forwarding_has_fifteen_days_but_an_own_station_none(day: Desk) -> None:
    assert lines(day, petition(day, "来访时间=2014-03-20", "办理方式=转送"))["T1"].due_on == date(2014, 4, 4)
    assert "T1" not in lines(day, petition(day, "来访时间=2014-03-20", "办理方式=交办"))
    kept = petition(day, "来访时间=2014-03-10", "办理方式=报请")
    assert lines(day, kept)["T1"].state is LineState.OVERDUE
    do(day, kept, "accept", "受理日期=2014-03-10")
    assert "T1" not in lines(day, kept)


def test_the_sixty_days_are_for_claims_on_the_sixth_route_only(day: Desk) -> None:
    day.store.clock.fixed = date(2026, 3, 20)
    made = petition(day, "来访时间=2026-03-02", "问题类别=申诉求决", "法定途径=仲裁")
    do(day, made, "accept", "受理日期=2026-03-02")
    assert "T5" not in lines(day, made)


def test_an_extension_is_the_same_clock_with_its_days(day: Desk) -> None:
    made = petition(day, "来访时间=2014-03-10")
    do(day, made, "accept", "受理日期=2014-03-10")
    told = ("延期批准人=王镇长", "延期理由=需测量", "延期告知日期=2014-03-30")
    do(day, made, "extend", "延期天数=30", *told)
    found = lines(day, made)
    assert "T5" not in found
    line = found["T6"]
    assert (line.due_on, line.due_on_rolled, line.extension_days) == (date(2014, 6, 8), date(2014, 6, 9), 30)


def test_the_right_to_review_expires_and_is_never_overdue(day: Desk) -> None:
    made = petition(day, "来访时间=2014-03-10")
    do(day, made, "accept", "受理日期=2014-03-10")
    do(day, made, "reply", "答复日期=2014-03-11", "办理结果=不予支持")
    assert "T7" not in lines(day, made)
    do(day, made, "serve", "送达日期=2014-03-12", "送达方式=当面")
    assert (lines(day, made)["T7"].due_on, lines(day, made)["T7"].state) == (date(2014, 4, 11), LineState.RUNNING)
    day.store.clock.fixed = date(2014, 4, 12)
    assert lines(day, made)["T7"].state is LineState.EXPIRED


def test_hearing_days_are_added_to_the_re_review_alone(day: Desk) -> None:
    made = petition(day, "来访时间=2014-03-10")
    do(day, made, "accept", "受理日期=2014-03-10")
    do(day, made, "reply", "答复日期=2014-03-11", "办理结果=不予支持")
    do(day, made, "serve", "送达日期=2014-03-12", "送达方式=当面")
    do(day, made, "review", "复查申请收到日期=2014-03-15")
    do(day, made, "review", "复查答复日期=2014-03-20")
    do(day, made, "serve", "复查意见送达日期=2014-03-21", "送达方式=当面")
    do(day, made, "recheck", "复核申请收到日期=2014-03-24", "听证天数=10")
    found = lines(day, made)
    # 24 March + 40 days is 3 May, a rest day; Sunday 4 May was worked.
    assert (found["T10"].due_on, found["T10"].due_on_rolled) == (date(2014, 5, 3), date(2014, 5, 4))
    assert (found["T8"].due_on, found["T8"].state) == (date(2014, 4, 14), LineState.DONE)


def set_rules(desk: Desk, **values: str) -> None:
    desk.write(lambda unit: settings.change(unit, actor=desk.actor, values=values))


def test_the_simple_procedure_is_off_until_the_office_wants_it_with_lengths_of_its_own(day: Desk) -> None:
    made = petition(day, "来访时间=2014-03-24")
    do(day, made, "accept", "受理日期=2014-03-25")
    assert list(lines(day, made)) == ["T2", "T5"]
    set_rules(day, simple_procedure="要")
    found = lines(day, made)
    assert (found["T12a"].due_on, found["T12a"].state) == (date(2014, 3, 27), LineState.DONE)
    # Ten working days from 25 March, with the Monday of 清明 (7 April) off.
    assert found["T12"].due_on == date(2014, 4, 9)
    set_rules(day, simple_answer_days="7")
    assert lines(day, made)["T12"].explanation == (
        "受理日期 2014-03-25 起 7 个工作日（起始日不计，其间休息 2 日）＝2014-04-03；已停 0 日，延长 0 日"
    )


def test_an_office_may_count_the_sixty_days_from_registration(day: Desk) -> None:
    set_rules(day, finish_clock_start="登记之日")
    made = petition(day, "来访时间=2014-03-01", "登记日期=2014-03-03")
    assert "T5" not in lines(day, made)
    do(day, made, "accept", "受理日期=2014-03-10")
    # 3 March and sixty days is Friday 2 May, a holiday; Sunday 4 May was worked.
    values = factories.read(day, "petitions", made.ids[0]).values
    assert (values["due_on"], values["due_on_rolled"]) == (date(2014, 5, 2), date(2014, 5, 4))
    line = lines(day, made)["T5"]
    assert (line.start, line.due_on, line.due_on_rolled) == (date(2014, 3, 3), date(2014, 5, 2), date(2014, 5, 4))
    assert line.explanation == (
        "登记日期 2014-03-03 起 60 日（起始日不计）＝2014-05-02（劳动节）→ 顺延至 2014-05-04；已停 0 日，延长 0 日；"
        "临期按 2014-05-02 提醒，逾期和按期率按 2014-05-04 算"
    )


def test_a_work_order_in_working_days_is_reckoned_and_its_pause_left_out(day: Desk) -> None:
    made = petition(
        day, "来访时间=2014-03-20", "信访形式=12345转办", "工单日期=2014-03-20", "工单期限=9", "包案领导=王镇长"
    )
    # Nine working days after Thursday 20 March.
    assert factories.read(day, "petitions", made.ids[0]).values["due_on"] == date(2014, 4, 2)
    line = lines(day, made)["T13"]
    assert (line.due_on, line.state) == (date(2014, 4, 2), LineState.NEAR)
    assert line.explanation.startswith("工单日期 2014-03-20 起 9 个工作日（起始日不计，其间休息 4 日）＝2014-04-02")
    do(day, made, "pause", reason="等市里答复")
    assert lines(day, made)["T13"].state is LineState.PAUSED
    day.store.clock.fixed = date(2014, 4, 2)
    do(day, made, "resume")
    # Stopped on 1 and 2 April; 3 and 4 April take their place.
    assert factories.read(day, "petitions", made.ids[0]).values["due_on"] == date(2014, 4, 4)
    assert "加停算 2 个工作日" in lines(day, made)["T13"].explanation


def test_a_work_order_with_a_date_on_it_stands_as_written(day: Desk) -> None:
    made = petition(day, "来访时间=2014-03-20", "信访形式=12345转办", "办结时限=2014-03-29", "包案领导=王镇长")
    line = lines(day, made)["T13"]
    assert line.due_on == date(2014, 3, 29)
    assert line.explanation == "工单写明 2014-03-29；已停 0 日，延长 0 日"


STOPPED = [
    ("T2", TODAY, ("来访时间=2014-03-20",), (), ["《信访条例》第二十二条规定的受理告知时限为15日"]),
    (
        "T1", TODAY, ("来访时间=2014-03-20", "办理方式=转送", "匿名=是"), (),
        ["《信访条例》第二十一条规定的转送交办时限为15日"],
    ),
    (
        "T3 and T4", date(2026, 3, 4), ("来访时间=2026-03-02", "收到转办日期=2026-03-02", "信访形式=上级转送"), (),
        [
            "《信访工作条例》第二十三条第三款规定的转来件告知时限为15日",
            "《信访工作条例》第二十三条第三款规定的提出异议时限为5个工作日",
        ],
    ),
    (
        "T5", TODAY, ("来访时间=2014-03-20", "告知日期=2014-03-20"), (("accept", "受理日期=2014-03-20"),),
        ["《信访条例》第三十三条规定的办结时限为60日"],
    ),
    (
        "T6", TODAY, ("来访时间=2014-03-20", "告知日期=2014-03-20"),
        (
            ("accept", "受理日期=2014-03-20"),
            ("extend", "延期天数=9", "延期批准人=王镇长", "延期理由=需测量", "延期告知日期=2014-03-30"),
        ),
        ["《信访条例》第三十三条规定的延期办结时限为60日"],
    ),
    (
        "T7", TODAY, ("来访时间=2014-03-20", "告知日期=2014-03-20", "问题类别=检举控告"),
        (
            ("accept", "受理日期=2014-03-20"),
            ("reply", "答复日期=2014-03-21", "办理结果=已答复"),
            ("serve", "送达日期=2014-03-22", "送达方式=当面"),
        ),
        ["《信访条例》第三十四条规定的申请复查时限为30日"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("today", "texts", "steps", "citations"), [x[1:] for x in STOPPED], ids=[x[0] for x in STOPPED]
)
def test_trying_to_stop_a_statutory_clock_says_so_with_its_article(
    desk: Desk,
    today: date,
    texts: tuple[str, ...],
    steps: tuple[tuple[str, ...], ...],
    citations: list[str],
) -> None:
    desk.store.clock.fixed = today
    made = petition(desk, *texts)
    for action, *values in steps:
        do(desk, made, action, *values)
    with pytest.raises(Refused, match="不能挂账") as caught:
        do(desk, made, "pause", "包案领导=王镇长", reason="等一等")
    for citation in citations:
        assert f"{citation}，不能挂账停算" in caught.value.sentence
    assert not factories.read(desk, "petitions", made.ids[0]).children.get("pauses")


REVIEWED = (
    ("accept", "受理日期=2014-03-10"),
    ("reply", "答复日期=2014-03-11", "办理结果=不予支持"),
    ("serve", "送达日期=2014-03-12", "送达方式=当面"),
    ("review", "复查申请收到日期=2014-03-15"),
    ("review", "复查答复日期=2014-03-20"),
    ("serve", "复查意见送达日期=2014-03-21", "送达方式=当面"),
    ("recheck", "复核申请收到日期=2014-03-24"),
)


@pytest.mark.parametrize(
    ("taken", "clock", "article"),
    [(4, "复查答复", "第三十四条"), (6, "申请复核", "第三十五条"), (7, "复核答复", "第三十五条")],
    ids=["T8", "T9", "T10"],
)
def test_nor_does_a_review_stop(day: Desk, taken: int, clock: str, article: str) -> None:
    made = petition(day, "来访时间=2014-03-10", "告知日期=2014-03-10", "问题类别=检举控告")
    for action, *values in REVIEWED[:taken]:
        do(day, made, action, *values)
    with pytest.raises(Refused) as caught:
        do(day, made, "pause", "包案领导=王镇长", reason="等一等")
    assert f"《信访条例》{article}规定的{clock}时限为30日，不能挂账停算" in caught.value.sentence


def test_an_assigned_matter_with_only_the_statutory_limit_does_not_stop(day: Desk) -> None:
    made = petition(day, "来访时间=2014-03-10", "信访形式=交办", "包案领导=王镇长")
    do(day, made, "accept", "受理日期=2014-03-10")
    with pytest.raises(Refused, match="第三十三条规定的办结时限为60日，不能挂账停算"):
        do(day, made, "pause", reason="等一等")


def test_an_ordered_deadline_stands_as_written_and_may_stop(day: Desk) -> None:
    made = petition(day, "来访时间=2014-03-20", "信访形式=交办", "办结时限=2014-03-25", "包案领导=王镇长")

    def overdue() -> int:
        return day.read(lambda unit: unit.reading.count(Ask("petitions", (Filter.state(State.OVERDUE),))))

    assert (lines(day, made)["T11"].state, overdue()) == (LineState.OVERDUE, 1)
    do(day, made, "pause", reason="等上级批复")
    assert (lines(day, made)["T11"].state, overdue()) == (LineState.PAUSED, 0)
    day.store.clock.fixed = date(2014, 4, 4)
    line = lines(day, made)["T11"]
    assert (line.paused_days, line.due_on) == (4, date(2014, 3, 29))
    assert "交办函写明 2014-03-25" in line.explanation


def test_the_end_of_a_pause_moves_an_ordered_deadline_by_the_days_stopped(day: Desk) -> None:
    made = petition(day, "来访时间=2014-03-20", "信访形式=交办", "办结时限=2014-04-15", "包案领导=王镇长")
    do(day, made, "pause", reason="等上级批复")
    day.store.clock.fixed = date(2014, 4, 4)
    do(day, made, "resume")
    values = factories.read(day, "petitions", made.ids[0]).values
    # 15 April and the four days stopped is Saturday the 19th, rolled to Monday.
    assert (values["due_on"], values["due_on_rolled"]) == (date(2014, 4, 19), date(2014, 4, 21))
    line = lines(day, made)["T11"]
    assert (line.due_on, line.due_on_rolled, line.paused_days) == (date(2014, 4, 19), date(2014, 4, 21), 4)
    assert "交办函写明 2014-04-15" in line.explanation


def test_an_item_and_its_measures_have_days_of_their_own(desk: Desk) -> None:
    desk.store.clock.fixed = date(2026, 4, 20)
    measure = {"措施内容": "更换灯具", "完成时限": "2026-04-18", "完成状态": "进行中"}
    made = factories.add(
        desk, "rectifications", "登记日期=2026-04-01", "整改时限=2026-05-01", "时限类型=立行立改",
        children={"measures": [measure]},
    )  # fmt: skip
    found = lines(desk, made)
    assert [(line.label, line.due_on, line.due_on_rolled, line.state) for line in found.values()] == [
        ("整改时限", date(2026, 5, 1), date(2026, 5, 6), LineState.RUNNING),
        ("立行立改", date(2026, 4, 7), date(2026, 4, 7), LineState.OVERDUE),
        ("措施：更换灯具", date(2026, 4, 18), date(2026, 4, 20), LineState.NEAR),
    ]
    assert found["T11"].explanation == (
        "整改时限为 2026-05-01（劳动节）→ 顺延至 2026-05-06；已停 0 日，延长 0 日；"
        "临期按 2026-05-01 提醒，逾期和按期率按 2026-05-06 算"
    )


def test_a_year_without_holidays_is_marked(desk: Desk) -> None:
    desk.store.clock.fixed = date(2031, 1, 8)
    line = lines(desk, petition(desk, "来访时间=2031-01-06", "问题类别=申诉求决"))["T2"]
    assert (line.due_on, line.is_uncertain) == (date(2031, 1, 21), True)
    assert "2031年节假日未发布，按周末推算" in line.explanation


@pytest.mark.parametrize(("today", "years"), [((2026, 10, 31), ()), ((2026, 11, 1), (2027,)), ((2031, 5, 1), (2031,))])
def test_the_missing_year_is_named_from_november(desk: Desk, today: tuple[int, int, int], years: tuple[int]) -> None:
    desk.store.clock.fixed = date(*today)
    assert desk.read(deadlines.years_without_data) == years
    named = "、".join(f"{year}年" for year in years)
    warning = desk.read(deadlines.holiday_warning)
    assert warning.startswith(f"{named}的放假和调休安排还没有录入") if years else warning == ""
    (check,) = desk.read(lambda unit: all_checks.find(unit, name="没有录入放假安排的年份"))
    assert [row.names[0] for row in check.rows] == [f"{year}年" for year in years]


def effects(desk: Desk, on: date) -> list[Effect]:
    return list(desk.read(lambda unit: deadlines.holiday_effects(unit, day=on, is_off=True)))


def add_holiday(desk: Desk, on: date, *, move: bool) -> Changes:
    return desk.write(
        lambda unit: deadlines.apply_holiday(unit, actor=desk.actor, day=on, is_off=True, name="县庆", move=move)
    )


def test_a_new_rest_day_lists_what_would_move_and_nothing_else(day: Desk) -> None:
    item = factories.add(day, "rectifications", "登记日期=2014-03-01", "整改时限=2014-04-10")
    factories.add(day, "rectifications", "登记日期=2014-03-01", "整改时限=2014-04-11")
    asked = petition(day, "来访时间=2014-03-26")
    found = effects(day, date(2014, 4, 10))
    assert [(e.number, e.label, e.due_on_rolled, e.moves_to, e.is_stored) for e in found] == [
        (asked.number, "受理告知", date(2014, 4, 10), date(2014, 4, 11), False),
        (item.number, "整改时限", date(2014, 4, 10), date(2014, 4, 11), True),
    ]


@pytest.mark.parametrize(("move", "rolled"), [(True, date(2014, 4, 11)), (False, date(2014, 4, 10))])
def test_open_deadlines_move_only_when_the_clerk_says_so(day: Desk, move: bool, rolled: date) -> None:
    item = factories.add(day, "rectifications", "登记日期=2014-03-01", "整改时限=2014-04-10")
    add_holiday(day, date(2014, 4, 10), move=move)
    assert factories.read(day, "rectifications", item.ids[0]).values["due_on_rolled"] == rolled
    assert lines(day, item)["T11"].due_on_rolled == rolled


def test_a_rest_day_entered_twice_is_one_row(day: Desk) -> None:
    add_holiday(day, date(2014, 4, 10), move=True)
    add_holiday(day, date(2014, 4, 10), move=True)
    ask = Ask("holidays", (Filter("on_date", value=date(2014, 4, 10)),))
    assert day.read(lambda unit: unit.reading.count(ask)) == 1


def test_a_clock_set_back_is_told(day: Desk) -> None:
    assert day.read(clock_warning) != ""  # the file was made today, long after 2014
    day.store.clock.fixed = None
    assert day.read(clock_warning) == ""


def test_a_clock_set_back_keeps_the_history_in_the_order_of_entry(day: Desk) -> None:
    first = petition(day, "来访时间=2014-03-10")
    day.store.clock.fixed = date(2014, 3, 20)
    second = petition(day, "来访时间=2014-03-10")
    day.store.clock.fixed = TODAY
    third = petition(day, "来访时间=2014-03-10")
    with day.store.read() as unit:
        rows = audit.events(unit.connection, unit.schema, unit.schema.audit.c.ledger == "petitions", limit=9)
        assert [event.entry.uuid for event in rows] == [third.uuid, second.uuid, first.uuid]
        assert audit.verify(unit.connection, unit.schema)[1] == ""
