"""一人一页、一户一页、一村一页: what the ledgers hold about one, by date and by right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.services import dossier, history, records
from tests import factories

if TYPE_CHECKING:
    from app.services.desk import Desk
    from app.services.dossier import Dossier


@pytest.fixture
def village(desk: Desk) -> Desk:
    """Two villages with a 赵广田 each; the one of 清一 has petitioned, was visited, and was helped as a member."""
    factories.add(desk, "places", "名称=清一", "种类=村")
    factories.add(desk, "places", "名称=清一三组", "种类=组", "上级=清一")
    factories.add(desk, "places", "名称=郑庄", "种类=村")
    factories.add(
        desk, "households", "村=清一三组", "户主=赵广田", children={"members": [{"姓名": "赵小满", "与户主关系": "女"}]}
    )
    factories.add(desk, "petitions", "来访时间=2014-03-01", "信访人姓名=赵广田", "村=清一")
    factories.add(desk, "petitions", "来访时间=2014-03-02", "信访人姓名=赵广田", "村=郑庄")
    factories.add(desk, "visits", "走访时间=2014-02-11", "户主=赵广田", "村=清一三组", "走访内容=问冬天取暖")
    factories.add(desk, "opinions", "日期=2014-03-09", "姓名=赵小满", "村=清一")
    factories.add(desk, "rectifications", "登记日期=2014-03-05", "村=清一")
    return desk


def page(desk: Desk, ledger: str, record_id: int, *, masked: bool = False) -> Dossier:
    return desk.read(lambda unit: dossier.of(unit, ledger=ledger, record_id=record_id, masked=masked))


def told(found: Dossier) -> list[tuple[str, str, str]]:
    return [(line.day, line.ledger, line.stands_as) for line in found.lines]


def test_a_household_has_what_points_at_it_and_what_its_people_said(village: Desk) -> None:
    found = page(village, "households", 1)
    assert (found.kind, found.title) == ("一户一页", "赵广田")
    ledgers = [line.ledger for line in found.lines]
    assert ledgers == ["households", "visits", "petitions", "opinions"]
    assert told(found)[1] == ("2014-02-11", "visits", "走访对象")
    assert told(found)[2] == ("2014-03-01", "petitions", f"信访人姓名{dossier.BY_NAME}")


def test_the_same_page_opens_from_a_record_of_it(village: Desk) -> None:
    assert page(village, "visits", 1) == page(village, "households", 1)


def test_one_of_the_same_name_in_another_village_is_another_person(village: Desk) -> None:
    found = page(village, "petitions", 2)
    assert (found.kind, found.title) == ("一人一页", "赵广田")
    assert [(line.ledger, line.record_id) for line in found.lines] == [("petitions", 2)]


def test_a_village_has_all_of_its_groups(village: Desk) -> None:
    found = page(village, "places", 1)
    assert found.kind == "一村一页"
    assert {line.ledger for line in found.lines} == {
        "places", "households", "visits", "petitions", "opinions", "rectifications",
    }  # fmt: skip
    days = [line.day for line in found.lines if line.day]
    assert days == sorted(days)


def test_voided_records_are_not_on_it(village: Desk) -> None:
    village.write(
        lambda unit: records.void(unit, actor=village.actor, ledger="petitions", record_id=1, reason="重复登记")
    )
    assert "petitions" not in {line.ledger for line in page(village, "households", 1).lines}


def test_names_are_masked_for_one_who_only_looks(village: Desk) -> None:
    found = page(village, "households", 1, masked=True)
    assert "广田" not in found.title
    assert not [line for line in found.lines if "赵广田" in line.matter or "赵小满" in line.matter]


def test_its_paper_says_how_many_and_stands_in_the_history(village: Desk) -> None:
    paper = village.read(lambda unit: dossier.paper(unit, actor=village.actor, ledger="households", record_id=1))
    assert paper.title == "赵广田　一户一页"
    assert paper.period == "各台账共4条"
    assert len(list(paper.rows)) == 4
    village.write(
        lambda unit: dossier.record_print(unit, actor=village.actor, ledger="households", record_id=1, pages=1)
    )
    assert "打印 一户一页" in village.read(lambda unit: history.recent(unit, limit=1))[0]
