from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Refused
from app.services import entry, links, repeats
from app.services.repeats import Level
from tests import factories

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.services.desk import Desk
    from app.services.repeats import Offer
    from db.unit import UnitOfWork

EDGE = "反映的主要问题=反映宅基地边界与邻居争执"
LAMP = "反映的主要问题=要求修村口水井"


@pytest.fixture
def day(desk: Desk) -> Desk:
    desk.store.clock.fixed = date(2014, 3, 31)
    for texts in (("名称=清一", "种类=村"), ("名称=清一一组", "种类=组", "上级=清一"), ("名称=清二", "种类=村")):
        factories.add(desk, "places", *texts)
    return desk


def petition(desk: Desk, on: str, name: str, *texts: str) -> Changes:
    return factories.add(desk, "petitions", f"来访时间={on}", f"信访人姓名={name}", *texts)


def offered(desk: Desk, *texts: str) -> list[Offer]:
    def work(unit: UnitOfWork) -> list[Offer]:
        ledger = unit.schema.ledgers["petitions"]
        values = entry.read_values(unit, ledger=ledger, texts=entry.pairs(["来访时间=2014-03-31"]) | entry.pairs(texts))
        return list(repeats.offered(unit, values=values))

    return desk.read(work)


def test_repeats_are_offered_at_three_levels_the_surest_first(day: Desk) -> None:
    phone = petition(day, "2014-03-03", "孟某", LAMP, "联系电话=138 0000 0000")
    identity = petition(day, "2014-03-01", "孟某", LAMP, "身份证号=11010119900101001x")
    alike = petition(day, "2014-03-05", "赵某", "反映的主要问题=宅基地边界与邻居争执不下", "村(组)=清一一组")
    petition(day, "2014-03-06", "钱某", LAMP, "村(组)=清一")
    petition(day, "2014-03-07", "孙某", EDGE, "村(组)=清二")
    found = offered(day, "信访人姓名=孟某", "身份证号=11010119900101001X", "联系电话=13800000000", EDGE, "村(组)=清一")
    assert [(offer.level, offer.number) for offer in found] == [
        (Level.IDENTITY, identity.number),
        (Level.PHONE, phone.number),
        (Level.TEXT, alike.number),
    ]
    assert [offer.level.label for offer in found] == ["姓名和身份证号相同", "姓名和电话相同", "同村、内容相近"]


def test_a_name_alone_is_no_repeat(day: Desk) -> None:
    petition(day, "2014-03-01", "孟某", LAMP)
    assert offered(day, "信访人姓名=孟某", EDGE) == []


def test_a_later_petition_is_not_the_first_of_an_earlier_one(day: Desk) -> None:
    petition(day, "2014-03-30", "孟某", LAMP, "联系电话=13800000000")
    assert offered(day, "信访人姓名=孟某", "来访时间=2014-03-29", "联系电话=13800000000") == []


def test_an_accusation_is_offered_only_to_those_who_may_see_it(day: Desk) -> None:
    petition(day, "2014-03-01", "孟某", EDGE, "联系电话=13800000000", "问题类别=检举控告")
    (offer,) = offered(day, "信访人姓名=孟某", "联系电话=13800000000")
    assert offer.level is repeats.Level.PHONE
    day.actor = replace(day.actor, sees_restricted=False)
    assert offered(day, "信访人姓名=孟某", "联系电话=13800000000") == []


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        ("路灯不亮", "路灯不亮", 1.0),
        ("路灯不亮", "路灯不亮。", 1.0),
        ("路灯不亮", "路灯常亮", 2 / 6),
        ("路灯", "水井", 0.0),
        ("", "水井", 0.0),
    ],
)
def test_likeness_is_the_share_of_common_pairs(one: str, other: str, share: float) -> None:
    assert repeats.likeness(one, other) == pytest.approx(share)


def confirm(desk: Desk, later: Changes, earlier: Changes) -> Changes:
    return desk.write(
        lambda unit: repeats.confirm(unit, actor=desk.actor, petition_id=later.ids[0], earlier_id=earlier.ids[0])
    )


def test_nothing_is_marked_until_the_clerk_confirms(day: Desk) -> None:
    earlier = petition(day, "2014-03-01", "孟某", EDGE, "联系电话=13800000000")
    later = petition(day, "2014-03-20", "孟某", EDGE, "联系电话=13800000000", "初访=是")
    assert not factories.read(day, "petitions", later.ids[0]).values["is_repeat"]
    confirm(day, later, earlier)
    values = factories.read(day, "petitions", later.ids[0]).values
    assert (values["is_repeat"], values["is_first"], values["duplicate_of"]) == (True, None, earlier.number)
    (link,) = day.read(lambda unit: links.of(unit, ledger="petitions", record_id=earlier.ids[0]))
    assert link.number == later.number
    with pytest.raises(Refused, match="已经这样关联过"):
        confirm(day, later, earlier)


def test_the_first_must_be_the_earlier_one(day: Desk) -> None:
    earlier, later = petition(day, "2014-03-01", "孟某"), petition(day, "2014-03-20", "孟某")
    for one, other in ((earlier, later), (later, later)):
        with pytest.raises(Refused, match="初件要收到在先"):
            confirm(day, one, other)


def hints(desk: Desk, *texts: str) -> tuple[str, ...]:
    def work(unit: UnitOfWork) -> tuple[str, ...]:
        values = entry.read_values(unit, ledger=unit.schema.ledgers["petitions"], texts=entry.pairs(texts))
        return repeats.visit_hints(unit, values=values)

    return desk.read(work)


def test_a_collective_visit_is_suggested_from_the_offices_number_on(day: Desk) -> None:
    assert hints(day, "人数=4") == ()
    assert hints(day, "人数=5") == ("来访5人，达到集体访的5人，是否勾选集体访？",)
    assert hints(day, "人数=5", "集体访=是") == ()
    day.write(lambda unit: unit.put_setting("collective_threshold", "6"))
    assert hints(day, "人数=5") == ()


def test_more_than_five_representatives_is_told_but_not_blocked(day: Desk) -> None:
    assert hints(day, "人数=2", "代表人数=6") == ("多人走访应推选代表，代表不超过5人，现在填了6人，请核对。",)
    petition(day, "2014-03-01", "孟某", "人数=12", "代表人数=6")
