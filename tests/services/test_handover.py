from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Refused
from app.services import forms, handover, history, transitions, undo
from app.services.listing import Ask
from tests import factories
from tests.desks import TODAY
from tests.paper import pages

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.changes import Changes
    from app.services.desk import Desk

FOUR = ("包案领导=王镇长", "责任单位=村建办", "责任人=张某", "化解措施=重新丈量")


def case(desk: Desk, name: str, *texts: str, **children: list[dict[str, str]]) -> Changes:
    given = {text.partition("=")[0]: text for text in (*FOUR, *texts)}
    return factories.add(
        desk, "backlog_cases", f"案件名称={name}", "排查日期=2014-02-20", *given.values(), children=children
    )


def petition(desk: Desk, *texts: str, name: str = "孟某") -> Changes:
    return factories.add(desk, "petitions", "来访时间=2014-03-10", f"信访人姓名={name}", "包案领导=王镇长", *texts)


def leader(desk: Desk, made: Changes) -> str:
    return factories.read(desk, made.ledger, made.ids[0]).values["case_owner_leader"].name  # type: ignore[union-attr]


def hand_over(desk: Desk, to: str = "李书记", reason: str = "工作调动", start: str = "王镇长") -> Changes:
    return desk.write(
        lambda unit: handover.hand_over(unit, actor=desk.actor, from_leader=start, to_leader=to, reason=reason)
    )


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
    assert [line.name for line in day.read(lambda unit: handover.cases_of(unit, leader="王镇长"))] == ["宅基地旧案"]
    hand_over(day)
    (line,) = day.read(lambda unit: handover.handed_over(unit, from_leader="王镇长", to_leader="李书记", on=TODAY))
    assert (line.number, line.petitioner, line.due_on) == ("积案〔2014〕1号", "孟某", date(2014, 6, 30))
    assert (line.progress, line.reason) == ("已约谈", "工作调动")


@pytest.mark.parametrize(
    ("to", "reason", "start", "words"),
    [
        ("李书记", " ", "王镇长", "要写明原因"),
        ("", "调动", "王镇长", "接手的另一位领导"),
        ("王 镇长", "调动", "王镇长", "接手的另一位领导"),
        ("李书记", "调动", "钱委员", "钱委员名下没有在办的积案和信访事项"),
        ("李书记", "调动", "", "名下没有在办的积案和信访事项"),
    ],
)
def test_a_hand_over_that_makes_no_sense_is_refused(day: Desk, to: str, reason: str, start: str, words: str) -> None:
    case(day, "宅基地旧案")
    case(day, "没人包的", "包案领导=")
    with pytest.raises(Refused, match=words):
        hand_over(day, to, reason, start)


def test_the_leaders_who_own_open_cases_are_counted(day: Desk) -> None:
    for name, owner in (("甲案", "王镇长"), ("乙案", "李书记"), ("丙案", "李书记")):
        case(day, name, f"包案领导={owner}")
    assert day.read(handover.leaders) == (("李书记", 2), ("王镇长", 1))


def test_the_petitions_of_a_leader_go_over_with_his_cases(day: Desk) -> None:
    old, fresh = case(day, "宅基地旧案"), petition(day)
    done = petition(day, name="郑某")
    day.write(
        lambda unit: transitions.do(
            unit, actor=day.actor, ledger="petitions", record_id=done.ids[0], action="decline",
            values={"declined_reason": "不属本机关职权"},
        )
    )  # fmt: skip
    assert day.read(handover.leaders) == (("王镇长", 2),)
    assert hand_over(day).description == "包案交接：王镇长 → 李书记，2 件"
    assert [leader(day, made) for made in (old, fresh, done)] == ["李书记", "李书记", "王镇长"]
    (row,) = factories.read(day, "petitions", fresh.ids[0]).children["handovers"]
    assert (row.values["handed_on"], row.values["reason"]) == (TODAY, "工作调动")
    lines = day.read(lambda unit: handover.handed_over(unit, from_leader="王镇长", to_leader="李书记", on=TODAY))
    assert [(line.number, line.petitioner) for line in lines] == [("积案〔2014〕1号", ""), ("信访〔2014〕1号", "孟某")]
    day.write(lambda unit: undo.undo(unit, actor=day.actor))
    assert [leader(day, made) for made in (old, fresh)] == ["王镇长", "王镇长"]


def test_an_accusation_goes_over_unseen_by_who_may_not_see_it(day: Desk) -> None:
    hidden = petition(day, "问题类别=检举控告", "办理情况=已约谈")
    open_one = petition(day)
    (line, _) = day.read(lambda unit: handover.cases_of(unit, leader="王镇长"))
    assert (line.number, line.progress) == (hidden.number, "已约谈")
    granted = day.actor
    day.actor = replace(granted, sees_restricted=False)
    assert [line.number for line in day.read(lambda unit: handover.cases_of(unit, leader="王镇长"))] == [
        open_one.number
    ]
    assert hand_over(day).description == "包案交接：王镇长 → 李书记，1 件"
    day.actor = granted
    assert [leader(day, made) for made in (hidden, open_one)] == ["李书记", "李书记"]


@pytest.mark.parametrize("number", ["积案〔2014〕1号", "信访〔2014〕1号"])
def test_the_list_prints_from_a_case_and_from_a_petition(day: Desk, tmp_path: Path, number: str) -> None:
    case(day, "宅基地旧案")
    petition(day)
    hand_over(day)
    out = tmp_path / "移交.pdf"
    forms.print_form(day, form="case_handover", number=number, out=out)
    words = "".join("".join(pages.page_texts(out.read_bytes())).split())
    assert "积案〔2014〕1号" in words
    assert "信访〔2014〕1号" in words
    assert "以上积案和信访事项共2件" in words
