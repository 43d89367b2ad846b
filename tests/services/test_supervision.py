from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Refused
from app.services import supervision
from app.services.supervision import Colour
from tests import factories
from tests.services.test_close_out import do

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.services.desk import Desk
    from app.services.supervision import Slip


def item(desk: Desk, due: str, *texts: str, found: str = "2014-03-20", **children: list[dict[str, str]]) -> Changes:
    return factories.add(
        desk, "rectifications", f"登记日期={found}", f"整改时限={due}", "责任单位=村建办", "责任人=张某",
        "责任领导=王镇长", *texts, children=children,
    )  # fmt: skip


def slips(desk: Desk) -> list[Slip]:
    return list(desk.read(supervision.slips))


def test_three_colours_by_rule_the_most_pressing_first(day: Desk) -> None:
    near = item(day, "2014-04-03")
    slow = item(day, "2014-05-30", found="2014-03-01")
    late = item(day, "2014-03-28")
    item(day, "2014-05-30")
    found = slips(day)
    assert [(slip.colour, slip.number, slip.reason) for slip in found] == [
        (Colour.RED, late.number, "时限2014年3月28日，已逾期3日"),
        (Colour.YELLOW, slow.number, "自2014年3月1日起30日没有进展"),
        (Colour.BLUE, near.number, "时限2014年4月3日，还有3日"),
    ]
    assert (found[0].responsible_person, found[0].leader) == ("张某", "王镇长")


def test_a_deadline_on_a_rest_day_is_late_only_after_the_rolled_day(day: Desk) -> None:
    item(day, "2014-03-29")
    assert slips(day)[0].colour is Colour.BLUE  # Saturday 29 March rolls to Monday 31
    day.store.clock.fixed = date(2014, 4, 1)
    assert slips(day)[0].reason == "时限2014年3月31日，已逾期1日"


def test_progress_within_the_days_of_the_office_is_not_slow(day: Desk) -> None:
    item(day, "2014-05-30", found="2014-02-01", progress=[{"日期": "2014-03-17", "进展情况": "已招标"}])
    assert slips(day) == []
    day.write(lambda unit: unit.put_setting("slip_slow_days", "14"))
    assert slips(day)[0].reason == "自2014年3月17日起14日没有进展"


def test_what_is_paused_or_finished_is_left_alone(day: Desk) -> None:
    made = item(day, "2014-03-28")
    do(day, made, "pause", "销号审批人=王镇长", reason="等资金")
    factories.add(day, "demands", "内容=要求修井", "日期=2014-03-05", "状态=已解决", "结果=已修", "解决日=2014-03-20")
    assert slips(day) == []


def test_petitions_backlog_and_demands_are_supervised_too(day: Desk) -> None:
    petition = factories.add(
        day, "petitions", "来访时间=2014-03-10", "信访人姓名=孟某", "办结时限=2014-03-20", "问题类别=检举控告"
    )
    case = factories.add(day, "backlog_cases", "案件名称=宅基地旧案", "排查日期=2014-02-20", "包案领导=李书记")
    demand = factories.add(day, "demands", "内容=要求修井", "日期=2014-03-25", "时限=2014-04-02")
    found = slips(day)
    assert [(slip.number, slip.colour) for slip in found] == [
        (petition.number, Colour.RED), (case.number, Colour.YELLOW), (demand.number, Colour.BLUE)
    ]  # fmt: skip
    with pytest.raises(Refused, match="不发督办单"):
        day.write(lambda unit: supervision.issue(unit, actor=day.actor, slip=found[0]))


def test_a_slip_is_issued_once_with_a_number_and_a_day_to_answer(day: Desk) -> None:
    item(day, "2014-03-28")
    (slip,) = slips(day)
    made = day.write(lambda unit: supervision.issue(unit, actor=day.actor, slip=slip))
    values = factories.read(day, "issued_papers", made.ids[0]).values
    assert (values["paper_no"], values["colour"], values["due_on"]) == ("督〔2014〕1号", "红", date(2014, 4, 5))
    assert (values["record_no"], values["recipient"].name) == (slip.number, "张某")  # type: ignore[union-attr]
    with pytest.raises(Refused, match="已经发出"):
        day.write(lambda unit: supervision.issue(unit, actor=day.actor, slip=slip))


def test_an_unanswered_slip_goes_one_leader_up_each_time(day: Desk) -> None:
    item(day, "2014-03-28")
    (slip,) = slips(day)
    paper = day.write(lambda unit: supervision.issue(unit, actor=day.actor, slip=slip)).ids[0]

    def escalate() -> object:
        day.write(lambda unit: supervision.escalate(unit, actor=day.actor, paper_id=paper))
        return factories.read(day, "issued_papers", paper).values["escalated_to"]

    day.store.clock.fixed = date(2014, 4, 8)  # 5 April to 7 April 2014 were rest days: the slip was due on the 8th
    assert day.read(supervision.unanswered) == ()
    with pytest.raises(Refused, match="还没有到应回日期"):
        escalate()
    day.store.clock.fixed = date(2014, 4, 9)
    assert [row.names[:2] for row in day.read(supervision.unanswered)] == [("督〔2014〕1号", "张某")]
    assert escalate().name == "王镇长"  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="没有可以上报的领导"):
        escalate()
    day.write(lambda unit: unit.put_setting("chief_leader", "李书记"))
    assert escalate().name == "李书记"  # type: ignore[attr-defined]


def test_on_monday_each_person_reads_what_is_his(day: Desk) -> None:
    measures = [
        {"措施内容": "更换灯具", "责任人": "赵某", "完成时限": "2014-04-02", "完成状态": "进行中"},
        {"措施内容": "架线", "责任人": "赵某", "完成时限": "2014-03-20", "完成状态": "已完成"},
    ]
    later = item(day, "2014-04-20")
    sooner = item(day, "2014-03-28", measures=measures)
    meeting = factories.add(
        day, "meetings", "日期=2014-03-24", "议题=推进会", "种类=推进会",
        children={"resolutions": [{"事项": "报送名单", "责任人": "张某", "时限": "2014-04-01"}]},
    )  # fmt: skip
    factories.add(day, "demands", "内容=要求修井", "日期=2014-03-25", "承办=水利站")
    found = day.read(supervision.mondays)
    assert [(one.person, [(task.number, task.state) for task in one.tasks]) for one in found[:1]] == [
        ("张某", [(sooner.number, "逾期"), (meeting.number, "临期"), (later.number, "正常")])
    ]
    assert [(one.person, one.tasks[0].matter) for one in found[1:]] == [("赵某", "措施：更换灯具"), ("", "要求修井")]
