"""一人一页、一户一页、一村一页: what the ledgers hold about one, by date and by right."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.services import dossier, history, office, person_slip, records
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
    assert paper.title == "清河镇　赵广田　一户一页"
    assert [row.cells[0] for row in paper.rows if "-" in row.cells[0]] == []
    assert "2014.3.9" in {row.cells[0] for row in paper.rows}
    village.write(lambda unit: office.make_sample(unit, today=date(2014, 3, 31)))
    marked = village.read(lambda unit: dossier.paper(unit, actor=village.actor, ledger="households", record_id=1))
    assert (paper.profile_note, marked.profile_note) == ("", "练习")
    assert paper.period == "各台账共4条"
    assert len(list(paper.rows)) == 4
    village.write(
        lambda unit: dossier.record_print(unit, actor=village.actor, ledger="households", record_id=1, pages=1)
    )
    assert "打印 一户一页" in village.read(lambda unit: history.recent(unit, limit=1))[0]


def person(desk: Desk, *texts: str) -> int:
    return factories.add(desk, "people", *texts).ids[0]


def test_a_person_of_the_register_has_what_only_writes_his_name(village: Desk) -> None:
    found = page(village, "people", person(village, "姓名=赵小满", "类别=群众", "村=清一"))
    assert (found.kind, found.title) == ("一人一页", "赵小满")
    assert told(found) == [
        ("", "households", f"家庭成员：姓名{dossier.BY_NAME}"),
        ("2014-03-09", "opinions", f"姓名{dossier.BY_NAME}"),
    ]


def test_one_of_several_in_a_list_of_names_is_told_of(village: Desk) -> None:
    factories.add(village, "petitions", "来访时间=2014-03-20", "信访人姓名=钱大、赵小满（带头）等5人", "村=清一")
    factories.add(village, "petitions", "来访时间=2014-03-21", "信访人姓名=赵小满仓", "村=清一")
    found = page(village, "people", person(village, "姓名=赵小满", "类别=群众", "村=清一"))
    assert [line.day for line in found.lines if line.ledger == "petitions"] == ["2014-03-20"]


def test_who_went_along_is_told_of(village: Desk) -> None:
    cadre = person(village, "姓名=周干部", "类别=干部")
    visit = ("走访时间=2014-03-05", "村=郑庄", "走访内容=看春耕", "走访人员=吴干部", "同行人员=郑一、周干部")
    factories.add(village, "visits", *visit)
    factories.add(village, "inspections", "日期=2014-03-06", "检查组=督查组", "对象=郑庄", "检查人员=周干部，吴二")
    factories.add(village, "teams", "名称=活动领导小组", "种类=领导小组", "成立日期=2014-03-07", "副组长=周干部 吴二")
    factories.add(village, "duty_rota", "种类=接访", "日期=2014-03-08", "带班领导=李书记", "值班人=周干部")
    assert [line.stands_as for line in page(village, "people", cadre).lines] == [
        f"{label}{dossier.BY_NAME}" for label in ("同行人员", "检查人员", "副组长", "值班人")
    ]


def test_what_was_written_before_the_entry_was_made_is_told_by_name(village: Desk) -> None:
    factories.add(village, "rectifications", "登记日期=2014-03-06", "责任人=周干部", "责任单位=村建办", "村=李家洼")
    cadre = person(village, "姓名=周干部", "类别=干部")
    factories.add(village, "rectifications", "登记日期=2014-03-07", "责任人=周干部")
    (unit,) = factories.add(village, "organisations", "名称=村镇建设办公室", "简称=村建办").ids
    (place,) = factories.add(village, "places", "名称=李家洼", "种类=村").ids
    by_name, by_entry = f"责任人{dossier.BY_NAME}", "责任人"
    assert [line.stands_as for line in page(village, "people", cadre).lines] == [by_name, by_entry]
    assert [line.stands_as for line in page(village, "organisations", unit).lines] == [f"责任单位{dossier.BY_NAME}"]
    told_of = [line.stands_as for line in page(village, "places", place).lines if line.ledger == "rectifications"]
    assert told_of == [f"村(组){dossier.BY_NAME}"]


def test_a_village_has_what_its_committee_and_its_branch_report_and_answer_for(village: Desk) -> None:
    for name, kind, place in (
        ("清一村委会", "村", "清一"),
        ("清一党支部", "党支部", "清一"),
        ("郑庄村委会", "村", "郑庄"),
    ):
        factories.add(village, "organisations", f"名称={name}", f"种类={kind}", f"村={place}")
        factories.add(village, "unit_reports", f"单位={name}", "指标=H1", "截至日=2014-03-20", "数值=3")
    factories.add(village, "organisations", "名称=粮站", "种类=站所", "村=清一")
    factories.add(village, "unit_reports", "单位=粮站", "指标=H1", "截至日=2014-03-20", "数值=3")
    found = [line.record_id for line in page(village, "places", 1).lines if line.ledger == "unit_reports"]
    assert found == [1, 2]


def test_a_petitioner_has_the_visits_to_his_household(village: Desk) -> None:
    found = page(village, "petitions", 1)
    assert [(line.ledger, line.stands_as) for line in found.lines if line.ledger == "visits"] == [
        ("visits", f"走访对象{dossier.BY_NAME}")
    ]


def test_the_slip_of_a_person_has_the_line_he_stands_in(village: Desk) -> None:
    """And what is in a ledger that was hidden since: it is held all the same."""
    record = person(village, "姓名=赵小满", "类别=群众", "村=清一")
    village.write(lambda unit: office.hide_ledger(unit, actor=village.actor, ledger="opinions", hidden=True))
    slip = village.read(lambda unit: person_slip.of(unit, actor=village.actor, ledger="people", record_id=record))
    said = {(one.ledger, one.column): one.text for one in slip.fields}
    assert "赵小满" in said["households", "家庭成员"]
    assert ("opinions", "姓名") in said
