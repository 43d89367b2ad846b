from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Refused
from app.services import backlog, history, undo
from app.services.listing import Ask
from tests import factories

if TYPE_CHECKING:
    from app.services.backlog import Drive
    from app.services.changes import Changes
    from app.services.desk import Desk

TODAY = date(2014, 3, 31)
FOUR = ("包案领导=王镇长", "责任单位=村建办", "责任人=张某", "化解措施=重新丈量")


@pytest.fixture
def day(desk: Desk) -> Desk:
    desk.store.clock.fixed = TODAY
    return desk


def case(desk: Desk, name: str, *texts: str, listed: str = "2014-02-20", **children: list[dict[str, str]]) -> Changes:
    given = {text.partition("=")[0]: text for text in (*FOUR, *texts)}
    return factories.add(
        desk, "backlog_cases", f"案件名称={name}", f"排查日期={listed}", *given.values(), children=children
    )


def leader(desk: Desk, made: Changes) -> str:
    return factories.read(desk, "backlog_cases", made.ids[0]).values["case_owner_leader"].name  # type: ignore[union-attr]


def hand_over(desk: Desk, to: str = "李书记", reason: str = "工作调动", start: str = "王镇长") -> Changes:
    return desk.write(
        lambda unit: backlog.hand_over(unit, actor=desk.actor, from_leader=start, to_leader=to, reason=reason)
    )


@pytest.mark.parametrize(
    ("empty", "words"),
    [
        ("包案领导=", "没有填包案领导"),
        ("责任单位=", "没有填责任单位"),
        ("责任人=", "没有填责任人"),
        ("化解措施=", "没有填化解方案"),
    ],
)
def test_a_case_that_lacks_one_of_the_four_is_a_fault(day: Desk, empty: str, words: str) -> None:
    case(day, "齐全的案子")
    case(day, "缺项的案子", empty)
    ((found,),) = [one.rows for one in day.read(backlog.found)]
    assert found.names[0] == "缺项的案子"
    assert [words in sentence for sentence in found.names[1:]] == [True]


def test_a_resolved_case_is_no_fault(day: Desk) -> None:
    case(day, "旧案", "包案领导=", "化解结果=已化解", "化解日期=2014-03-01", "销案审批人=王镇长")
    assert day.read(backlog.found)[0].count == 0


def test_all_open_cases_go_to_the_next_leader_in_one_action(day: Desk) -> None:
    one, two = case(day, "宅基地旧案", "职务=镇长"), case(day, "征地旧案")
    done = case(day, "已化解的", "化解结果=已化解", "化解日期=2014-03-01", "销案审批人=李书记")
    other = case(day, "别人的", "包案领导=赵委员")
    changes = hand_over(day)
    assert changes.description == "包案交接：王镇长 → 李书记，2 件"
    assert [leader(day, made) for made in (one, two, done, other)] == ["李书记", "李书记", "王镇长", "赵委员"]
    record = factories.read(day, "backlog_cases", one.ids[0])
    (row,) = record.children["handovers"]
    assert (row.values["handed_on"], row.values["reason"], record.values["leader_title"]) == (TODAY, "工作调动", None)
    line = day.read(lambda unit: history.of(unit, ledger="backlog_cases", uuid=record.uuid))[0]
    assert (line.description, line.reason) == (f"包案交接 {record.number}", "工作调动")
    day.write(lambda unit: undo.undo(unit, actor=day.actor))
    assert [leader(day, made) for made in (one, two)] == ["王镇长", "王镇长"]
    assert day.read(lambda unit: unit.reading.count(Ask("backlog_cases"))) == 4


def test_the_list_that_both_sign(day: Desk) -> None:
    case(day, "宅基地旧案", "信访人=孟某", "化解时限=2014-06-30", progress=[{"进展情况": "已约谈"}])
    assert [line.name for line in day.read(lambda unit: backlog.cases_of(unit, leader="王镇长"))] == ["宅基地旧案"]
    hand_over(day)
    (line,) = day.read(lambda unit: backlog.handed_over(unit, from_leader="王镇长", to_leader="李书记", on=TODAY))
    assert (line.number, line.petitioner, line.due_on) == ("积案〔2014〕1号", "孟某", date(2014, 6, 30))
    assert (line.progress, line.reason) == ("已约谈", "工作调动")


@pytest.mark.parametrize(
    ("to", "reason", "start", "words"),
    [
        ("李书记", " ", "王镇长", "要写明原因"),
        ("", "调动", "王镇长", "接手的另一位领导"),
        ("王 镇长", "调动", "王镇长", "接手的另一位领导"),
        ("李书记", "调动", "钱委员", "钱委员名下没有在办的积案"),
        ("李书记", "调动", "", "名下没有在办的积案"),
    ],
)
def test_a_hand_over_that_makes_no_sense_is_refused(day: Desk, to: str, reason: str, start: str, words: str) -> None:
    case(day, "宅基地旧案")
    case(day, "没人包的", "包案领导=")
    with pytest.raises(Refused, match=words):
        hand_over(day, to, reason, start)


def drive(desk: Desk, as_of: date, *texts: str) -> Drive:
    made = factories.add(desk, "campaigns", "活动名称=百日攻坚", "开始日期=2014-03-01", *texts)
    return desk.read(lambda unit: backlog.drive(unit, campaign_id=made.ids[0], as_of=as_of))


def resolved(on: str) -> tuple[str, ...]:
    return ("化解结果=已化解", f"化解日期={on}", "销案审批人=王镇长")


def test_a_hundred_day_drive_counts_its_days_and_what_is_left(day: Desk) -> None:
    case(day, "攻坚前化解的", *resolved("2014-02-25"))
    case(day, "攻坚中化解的", *resolved("2014-03-10"))
    case(day, "还没化解的")
    case(day, "后来排查的", listed="2014-03-20")
    found = drive(day, date(2014, 3, 31))
    assert (found.day_no, found.length, found.ends_on, found.days_left) == (31, 100, date(2014, 6, 8), 69)
    assert [row.names[0] for row in found.resolved] == ["攻坚中化解的"]
    assert [row.names[0] for row in found.left] == ["还没化解的", "后来排查的"]
    assert found.total == 3


@pytest.mark.parametrize(
    ("as_of", "day_no", "left"),
    [(date(2014, 2, 28), 0, 30), (date(2014, 3, 1), 1, 30), (date(2014, 3, 31), 31, 0), (date(2014, 5, 1), 31, 0)],
)
def test_a_drive_with_an_end_of_its_own_stops_there(day: Desk, as_of: date, day_no: int, left: int) -> None:
    found = drive(day, as_of, "结束日期=2014-03-31")
    assert (found.day_no, found.length, found.days_left) == (day_no, 31, left)


def test_the_leaders_who_own_open_cases_are_counted(day: Desk) -> None:
    for name, owner in (("甲案", "王镇长"), ("乙案", "李书记"), ("丙案", "李书记")):
        case(day, name, f"包案领导={owner}")
    assert day.read(backlog.leaders) == (("李书记", 2), ("王镇长", 1))
