"""What is taken up again begins anew: deadline, extension, answer, service and pause are those of the new round."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Refused
from app.services import deadlines, records
from app.services.deadlines import LineState
from app.services.listing import Ask, Filter, State
from tests import factories
from tests.services.test_close_out import do

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.services.desk import Desk

LATER = date(2014, 7, 1)
TOLD = ("延期批准人=王镇长", "延期理由=需请专业机构测量", "延期告知日期=2014-03-30")


@pytest.fixture
def finished(desk: Desk) -> Changes:
    """A visit of 10 March that was extended, answered, served and finished by 31 March; the day is 1 July."""
    desk.store.clock.fixed = date(2014, 3, 31)
    made = factories.add(desk, "petitions", "来访时间=2014-03-10", "信访人姓名=孟某", "责任单位=村建办")
    do(desk, made, "accept", "受理日期=2014-03-10")
    do(desk, made, "extend", "延期天数=30", *TOLD)
    do(desk, made, "assign")
    do(desk, made, "reply", "答复日期=2014-03-20", "办理结果=已划清边界", "处理意见书文号=清信〔2014〕3号")
    do(desk, made, "serve", "送达日期=2014-03-21", "送达方式=当面")
    do(desk, made, "finish", "处理结局=已解决", "是否息访=是")
    desk.store.clock.fixed = LATER
    return made


def values(desk: Desk, made: Changes) -> dict[str, object]:
    return dict(factories.read(desk, "petitions", made.ids[0]).values)


def lines(desk: Desk, made: Changes) -> dict[str, LineState]:
    found = desk.read(lambda unit: deadlines.of(unit, ledger="petitions", record_id=made.ids[0]))
    return {line.clock_id: line.state for line in found if line.clock_id in ("T5", "T6", "T7", "T11")}


def overdue(desk: Desk) -> int:
    return desk.read(lambda unit: unit.reading.count(Ask("petitions", (Filter.state(State.OVERDUE),))))


def test_it_is_not_overdue_by_the_deadline_it_was_finished_in(desk: Desk, finished: Changes) -> None:
    do(desk, finished, "reopen", reason="边界又有争执")
    assert (overdue(desk), values(desk, finished)["due_on"]) == (0, None)
    assert "T6" not in lines(desk, finished)
    (ended,) = factories.read(desk, "petitions", finished.ids[0]).children["endings"]
    assert (ended.values["outcome"], ended.values["due_on_rolled"]) == ("已解决", date(2014, 6, 9))


def test_accepted_anew_it_has_sixty_days_and_an_extension_again(desk: Desk, finished: Changes) -> None:
    do(desk, finished, "reopen", reason="边界又有争执")
    with pytest.raises(Refused, match="早于重新办理日期2014-07-01"):
        do(desk, finished, "accept", "受理日期=2014-06-30")
    do(desk, finished, "accept")
    assert values(desk, finished)["due_on"] == date(2014, 8, 30)
    assert lines(desk, finished) == {"T5": LineState.RUNNING}
    do(desk, finished, "extend", "延期天数=5", "延期批准人=王镇长", "延期理由=要测绘", "延期告知日期=2014-07-01")
    assert (values(desk, finished)["due_on"], lines(desk, finished)) == (date(2014, 9, 4), {"T6": LineState.RUNNING})


def test_declined_after_all_nothing_runs_on(desk: Desk, finished: Changes) -> None:
    do(desk, finished, "reopen", reason="又来访")
    do(desk, finished, "decline", "不予受理理由=不属本机关职权")
    assert not {"T5", "T6"} & lines(desk, finished).keys()


def test_the_window_of_the_old_answer_is_none_of_the_new_one(desk: Desk, finished: Changes) -> None:
    do(desk, finished, "reopen", reason="边界又有争执")
    do(desk, finished, "reply", "办理结果=重新划界")
    found = values(desk, finished)
    assert (found["replied_on"], found["reply_served_on"], found["reply_document_no"]) == (LATER, None, None)
    assert "T7" not in lines(desk, finished)
    with pytest.raises(Refused, match="还没有起算"):
        do(desk, finished, "review", "复查申请收到日期=2014-07-01")


def test_the_ending_is_said_anew(desk: Desk, finished: Changes) -> None:
    do(desk, finished, "reopen", reason="边界又有争执")
    do(desk, finished, "reply", "办理结果=重新划界")
    with pytest.raises(Refused, match="没有填处理结局"):
        do(desk, finished, "finish")
    assert values(desk, finished)["is_settled"] is None


def test_new_facts_open_what_was_ended_once_only(desk: Desk) -> None:
    desk.store.clock.fixed = date(2014, 3, 31)
    made = factories.add(desk, "petitions", "来访时间=2014-03-10", "信访人姓名=孟某", "责任单位=村建办")
    for reason in ("", "有新的证据"):
        if reason:
            do(desk, made, "reopen", "有新事实=是", reason=reason)
            do(desk, made, "accept")
        else:
            do(desk, made, "accept", "受理日期=2014-03-10")
        do(desk, made, "reply", "办理结果=不予支持")
        do(desk, made, "serve", "送达方式=当面")
        do(desk, made, "review", "复查申请收到日期=2014-03-31")
        do(desk, made, "review", "复查答复日期=2014-03-31")
        do(desk, made, "serve", "送达方式=当面")
        do(desk, made, "recheck", "复核申请收到日期=2014-03-31")
        do(desk, made, "recheck", "复核答复日期=2014-03-31")
        do(desk, made, "finish", "处理结局=不予支持")
    with pytest.raises(Refused, match="三级终结"):
        do(desk, made, "reopen", reason="又来访")


def test_what_was_sent_on_and_came_back_is_taken_up(desk: Desk) -> None:
    desk.store.clock.fixed = date(2014, 3, 31)
    made = factories.add(
        desk, "petitions", "来访时间=2014-03-10", "信访人姓名=孟某", "办理方式=转送", "办结时限=2014-03-20"
    )
    do(desk, made, "forward", "转送去向=县某局")
    with pytest.raises(Refused, match="没有填原因"):
        do(desk, made, "reopen")
    do(desk, made, "reopen", reason="县某局退回，不属其职权")
    found = values(desk, made)
    assert (found["status"], found["forwarded_on"], found["forwarded_to"], overdue(desk)) == ("reopened", None, None, 1)
    assert do(desk, made, "accept").status == "accepted"


def ordered(desk: Desk, *texts: str) -> Changes:
    desk.store.clock.fixed = date(2014, 3, 31)
    made = factories.add(
        desk, "petitions", "来访时间=2014-03-20", "信访人姓名=孟某", "责任单位=村建办", "包案领导=王镇长", *texts
    )
    do(desk, made, "accept", "受理日期=2014-03-20")
    return made


def test_what_is_paused_is_resumed_before_it_is_finished(desk: Desk) -> None:
    made = ordered(desk, "信访形式=交办", "办结时限=2014-04-15")
    do(desk, made, "pause", reason="等上级批复")
    do(desk, made, "reply", "办理结果=已解决")
    with pytest.raises(Refused, match="还在挂账"):
        do(desk, made, "finish", "处理结局=已解决")
    do(desk, made, "resume")
    assert do(desk, made, "finish", "处理结局=已解决").status == "closed"


def test_a_pause_ends_where_the_matter_is_taken_up_again(desk: Desk) -> None:
    desk.store.clock.fixed = date(2014, 3, 31)
    made = factories.add(
        desk, "petitions", "来访时间=2014-03-20", "信访人姓名=孟某", "信访形式=交办", "办结时限=2014-04-15",
        "包案领导=王镇长",
    )  # fmt: skip
    do(desk, made, "pause", reason="等上级批复")
    do(desk, made, "decline", "不予受理理由=不属本机关职权")
    do(desk, made, "reopen", reason="属于本镇职权")
    assert values(desk, made)["is_paused"] is None


# ---- the deadline of what is accepted --------------------------------------------------------------------------------


def edit(desk: Desk, made: Changes, **changed: object) -> None:
    record = factories.read(desk, "petitions", made.ids[0])
    desk.write(
        lambda unit: records.edit(
            unit, actor=desk.actor, ledger="petitions", record_id=record.id, version=record.version, values=changed
        )  # type: ignore[arg-type]
    )  # fmt: skip


def test_the_sixty_days_are_not_put_off_by_hand(desk: Desk) -> None:
    desk.store.clock.fixed = date(2014, 3, 31)
    made = factories.add(desk, "petitions", "来访时间=2014-03-10", "信访人姓名=孟某", "办结时限=2014-12-31")
    do(desk, made, "accept", "受理日期=2014-03-10")
    assert values(desk, made)["due_on"] == date(2014, 5, 9)
    for due_on in (date(2014, 5, 10), None):
        with pytest.raises(Refused, match="法定时限2014-05-09"):
            edit(desk, made, due_on=due_on)
    edit(desk, made, due_on=date(2014, 4, 10))
    do(desk, made, "extend", "延期天数=30", *TOLD)
    assert values(desk, made)["due_on"] == date(2014, 5, 10)


def test_an_order_may_name_a_later_day(desk: Desk) -> None:
    made = ordered(desk, "信访形式=交办", "办结时限=2014-06-30")
    assert values(desk, made)["due_on"] == date(2014, 6, 30)
    edit(desk, made, due_on=date(2014, 7, 30))


def test_what_has_no_sixty_days_gets_none(desk: Desk) -> None:
    desk.store.clock.fixed = date(2026, 3, 20)
    made = factories.add(desk, "petitions", "来访时间=2026-03-02", "信访人姓名=孟某", "问题类别=建议意见")
    do(desk, made, "accept", "受理日期=2026-03-02")
    assert values(desk, made)["due_on"] is None
    with pytest.raises(Refused, match="没有60日的办结时限（《信访工作条例》第三十四条）"):
        do(desk, made, "extend", "延期天数=5", "延期批准人=王镇长", "延期理由=需测量", "延期告知日期=2026-03-20")


def test_a_deadline_gone_by_is_not_extended(desk: Desk) -> None:
    desk.store.clock.fixed = date(2014, 3, 31)
    made = factories.add(desk, "petitions", "来访时间=2014-03-10", "信访人姓名=孟某")
    do(desk, made, "accept", "受理日期=2014-03-10")
    desk.store.clock.fixed = date(2014, 5, 12)
    with pytest.raises(Refused, match="在批准延期（2014-05-12）以前已经过了"):
        do(desk, made, "extend", "延期天数=30", *TOLD)
    with pytest.raises(Refused, match="在今天（2014-05-12）之后"):
        do(desk, made, "extend", "延期天数=30", "延期批准日期=2014-05-13", *TOLD)
    do(desk, made, "extend", "延期天数=30", "延期批准日期=2014-05-08", *TOLD)
    assert values(desk, made)["due_on"] == date(2014, 6, 8)


@pytest.mark.parametrize(
    ("order", "due_on", "clock"),
    [
        (("信访形式=交办", "办结时限=2014-04-15"), date(2014, 4, 15), "T11"),
        (("信访形式=12345转办", "工单日期=2014-03-20", "工单期限=9"), date(2014, 4, 2), "T13"),
    ],
)
def test_an_extension_leaves_the_day_of_an_order_alone(
    desk: Desk, order: tuple[str, ...], due_on: date, clock: str
) -> None:
    made = ordered(desk, *order)
    do(desk, made, "extend", "延期天数=30", *TOLD)
    found = desk.read(lambda unit: deadlines.of(unit, ledger="petitions", record_id=made.ids[0]))
    days = {line.clock_id: line.due_on for line in found}
    assert (values(desk, made)["due_on"], days[clock]) == (due_on, due_on)
    assert days["T6"] == values(desk, made)["extended_due_on"] == date(2014, 6, 18)
