from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.services import backlog
from tests import factories
from tests.desks import TODAY

if TYPE_CHECKING:
    from app.services.backlog import Drive
    from app.services.changes import Changes
    from app.services.desk import Desk

FOUR = ("包案领导=王镇长", "责任单位=村建办", "责任人=张某", "化解措施=重新丈量")


def case(desk: Desk, name: str, *texts: str, listed: str = "2014-02-20", **children: list[dict[str, str]]) -> Changes:
    given = {text.partition("=")[0]: text for text in (*FOUR, *texts)}
    return factories.add(
        desk, "backlog_cases", f"案件名称={name}", f"排查日期={listed}", *given.values(), children=children
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


def drive(desk: Desk, as_of: date, *texts: str) -> Drive:
    made = factories.add(desk, "campaigns", "活动名称=百日会战", "类型=专项攻坚", "开始日期=2014-03-01", *texts)
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


def test_a_drive_is_known_by_its_kind_and_not_by_its_name(day: Desk) -> None:
    drive(day, TODAY)
    factories.add(day, "campaigns", "活动名称=百日攻坚宣传月", "开始日期=2014-03-01")
    factories.add(day, "campaigns", "活动名称=秋收会战", "类型=专项攻坚", "开始日期=2014-04-01")
    assert [one.name for one in day.read(backlog.running)] == ["百日会战"]
