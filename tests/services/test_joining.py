"""Two entries of a register become one; what named either names the one that stays, and undo parts them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from app.rules.refusal import Refused
from app.services import dossier, figures, joining, registers, undo
from db.declare import Kind
from db.values import Reference
from tests import factories
from tests.services.test_rechecks import CLOSED_ON, close

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.services.desk import Desk
    from app.services.joining import Plan


def join(desk: Desk, ledger: str, keep: int, other: int, *take: str) -> Changes:
    return desk.write(
        lambda unit: joining.join(unit, actor=desk.actor, ledger=ledger, keep=keep, other=other, take=take)
    )


def planned(desk: Desk, ledger: str, keep: int, other: int) -> Plan:
    return desk.read(lambda unit: joining.plan(unit, actor=desk.actor, ledger=ledger, keep=keep, other=other))


def everything(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every ledger and child, without who changed it last and its version."""

    def work(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        found = {}
        for ledger in unit.schema.ledgers.values():
            for table in (
                unit.schema.table(ledger.name), *(unit.schema.child(ledger, one.name) for one in ledger.children),
            ):  # fmt: skip
                own = [
                    c
                    for c in table.c
                    if c.key not in ("id", "uuid", "version", "updated_at", "updated_by", "parent_id")
                ]
                found[table.name] = sorted(map(repr, unit.connection.execute(sa.select(*own)).all()))
        return found

    return desk.read(work)  # type: ignore[no-any-return]


@pytest.fixture
def two(desk: Desk) -> tuple[int, int]:
    """One cadre entered twice: 王建国 with his unit, 王健国 with a telephone."""
    (kept,) = factories.add(desk, "people", "姓名=王建国", "类别=干部", "职务=党政办主任").ids
    (other,) = factories.add(desk, "people", "姓名=王健国", "类别=群众", "联系电话=13900000000").ids
    return kept, other


def test_what_named_the_other_names_the_one_that_stays(desk: Desk, two: tuple[int, int]) -> None:
    kept, other = two
    (session,) = factories.add(
        desk, "learning_sessions", "日期=2014-03-05", children={"签到": [{"姓名": "王健国"}, {"姓名": "王建国"}]}
    ).ids
    (item,) = factories.add(desk, "rectifications", "责任人=王健国").ids
    plan = planned(desk, "people", kept, other)
    assert [(one.label, one.kept, one.other) for one in plan.differences] == [
        ("姓名", "王建国", "王健国"), ("类别", "干部", "群众"),
    ]  # fmt: skip
    assert plan.filled == ("联系电话",)
    assert dict(plan.named) == {"学习活动": 1, "整改台账": 1}
    join(desk, "people", kept, other)
    person = factories.read(desk, "people", kept)
    assert (person.values["name"], person.values["kind"], person.values["phone"]) == ("王建国", "干部", "13900000000")
    assert [row.values["alias"] for row in person.children["aliases"]] == ["王健国"]
    assert factories.read(desk, "rectifications", item).values["responsible_person"] == Reference("王健国", kept)
    rows = factories.read(desk, "learning_sessions", session).children["attendance"]
    assert [row.values["person"] for row in rows] == [Reference("王健国", kept), Reference("王建国", kept)]
    gone = factories.read(desk, "people", other)
    assert gone.voided_at is not None
    assert gone.void_reason == f"并入 {person.number} 王建国"


def test_both_names_and_both_histories_lead_to_the_one_that_stays(desk: Desk, two: tuple[int, int]) -> None:
    kept, other = two
    factories.add(desk, "rectifications", "责任人=王健国")
    factories.add(desk, "rectifications", "责任人=王建国")
    join(desk, "people", kept, other)
    found = desk.read(lambda unit: registers.resolve(unit, kind=Kind.PERSON, name="王健国"))
    assert found == Reference("王建国", kept)
    page = desk.read(lambda unit: dossier.of(unit, ledger="people", record_id=kept))
    assert sum(line.ledger == "rectifications" for line in page.lines) == 2
    table = desk.store.schema.links
    with desk.store.read() as unit:
        row = unit.connection.execute(sa.select(table.c.kind, table.c.from_id, table.c.to_id)).one()
    assert tuple(row) == ("merged", other, kept)


def test_undo_parts_them_as_they_were_and_redo_joins_them_again(desk: Desk, two: tuple[int, int]) -> None:
    kept, other = two
    factories.add(desk, "learning_sessions", "日期=2014-03-05", children={"签到": [{"姓名": "王健国"}]})
    factories.add(desk, "rectifications", "责任人=王健国")
    before = everything(desk)
    join(desk, "people", kept, other, "name", "kind")
    joined = everything(desk)
    assert factories.read(desk, "people", kept).values["name"] == "王健国"
    label = desk.read(lambda unit: undo.next_label(unit, actor=desk.actor))
    assert "归并到" in label
    desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
    assert everything(desk) == before
    desk.write(lambda unit: undo.redo(unit, actor=desk.actor))
    assert _but_for_days(everything(desk)) == _but_for_days(joined)


def _but_for_days(found: dict[str, list[tuple[object, ...]]]) -> dict[str, int]:
    return {name: len(rows) for name, rows in found.items()}


def test_one_person_is_counted_once(desk: Desk, two: tuple[int, int]) -> None:
    factories.add(desk, "learning_sessions", "日期=2014-03-05", children={
        "签到": [{"姓名": "王健国", "到会情况": "到"}, {"姓名": "王建国", "到会情况": "到"}]
    })  # fmt: skip

    def persons() -> object:
        return next(one.value for one in desk.read(figures.all_figures) if one.code == "L4.persons")

    assert persons() == 2
    join(desk, "people", *two)
    assert persons() == 1


def test_a_name_that_may_not_repeat_can_be_taken_over(desk: Desk) -> None:
    (kept,) = factories.add(desk, "organisations", "名称=镇农办", "种类=部门").ids
    (other,) = factories.add(desk, "organisations", "名称=镇农业办公室", "种类=部门").ids
    join(desk, "organisations", kept, other, "name")
    unit = factories.read(desk, "organisations", kept)
    assert unit.values["name"] == "镇农业办公室"
    assert [row.values["alias"] for row in unit.children["aliases"]] == ["镇农办"]
    desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
    assert factories.read(desk, "organisations", kept).values["name"] == "镇农办"
    assert factories.read(desk, "organisations", other).voided_at is None


def test_households_keep_the_members_of_both(desk: Desk) -> None:
    (kept,) = factories.add(desk, "households", "户主=李大山", children={"家庭成员": [{"姓名": "李小山"}]}).ids
    (other,) = factories.add(
        desk, "households", "户主=李大山", children={"家庭成员": [{"姓名": "李小山"}, {"姓名": "李秀英"}]}
    ).ids
    join(desk, "households", kept, other)
    found = factories.read(desk, "households", kept)
    assert [row.values["name"] for row in found.children["members"]] == ["李小山", "李秀英"]
    assert not found.children.get("aliases")


def test_a_struck_off_item_stays_struck_off_and_names_the_one_that_stays(desk: Desk) -> None:
    (kept,) = factories.add(desk, "organisations", "名称=村镇建设办公室", "种类=部门").ids
    (other,) = factories.add(desk, "organisations", "名称=村建办", "种类=部门").ids
    desk.store.clock.fixed = CLOSED_ON
    desk.write(lambda unit: unit.put_setting("allow_self_review", "1"))
    (item,) = close(desk, "路灯不亮").ids
    before = factories.read(desk, "rectifications", item)
    join(desk, "organisations", kept, other)
    after = factories.read(desk, "rectifications", item)
    assert after.values["responsible_org"] == Reference("村建办", kept)
    assert after.values["status"] == before.values["status"] == "closed"


def test_a_group_is_not_merged_with_its_village(desk: Desk) -> None:
    (village,) = factories.add(desk, "places", "名称=清一", "种类=村").ids
    (group,) = factories.add(desk, "places", "名称=清一三组", "种类=组", "上级=清一").ids
    before = everything(desk)
    for keep, other in ((village, group), (group, village)):
        with pytest.raises(Refused, match="「清一三组」属于「清一」"):
            join(desk, "places", keep, other)
    assert everything(desk) == before


def test_only_two_standing_entries_of_one_register_can_be_merged(desk: Desk, two: tuple[int, int]) -> None:
    kept, other = two
    with pytest.raises(Refused, match="不能和它自己合并"):
        join(desk, "people", kept, kept)
    (opinion,) = factories.add(desk, "opinions").ids
    with pytest.raises(Refused, match="只有人员、户、村组、单位"):
        join(desk, "opinions", opinion, opinion)
    join(desk, "people", kept, other)
    with pytest.raises(Refused, match="作废"):
        join(desk, "people", kept, other)


def test_a_record_that_only_writes_the_old_name_is_on_the_page_of_the_one_that_stays(desk: Desk) -> None:
    (kept,) = factories.add(desk, "households", "户主=赵广田").ids
    (other,) = factories.add(desk, "households", "户主=赵广甜").ids
    factories.add(desk, "petitions", "来访时间=2014-03-01", "信访人姓名=赵广甜")
    join(desk, "households", kept, other)
    page = desk.read(lambda unit: dossier.of(unit, ledger="households", record_id=kept))
    assert "petitions" in [line.ledger for line in page.lines]


def test_not_even_a_number_is_told_of_the_restricted_class_but_all_of_it_is_pointed_anew(desk: Desk) -> None:
    (kept,) = factories.add(desk, "places", "名称=清一", "种类=村").ids
    (other,) = factories.add(desk, "places", "名称=清壹", "种类=村").ids
    desk.actor = replace(desk.actor, sees_restricted=True)
    (petition,) = factories.add(
        desk, "petitions", "来访时间=2014-03-03", "信访人姓名=钱密一", "问题类别=检举控告", "村=清壹"
    ).ids
    assert dict(planned(desk, "places", kept, other).named) == {"信访事项": 1}
    desk.actor = replace(desk.actor, sees_restricted=False)
    assert planned(desk, "places", kept, other).named == ()
    join(desk, "places", kept, other)
    desk.actor = replace(desk.actor, sees_restricted=True)
    assert factories.read(desk, "petitions", petition).values["place"] == Reference("清壹", kept)


def test_two_villages_with_groups_of_one_name_say_what_to_merge_first(desk: Desk) -> None:
    (kept,) = factories.add(desk, "places", "名称=清一", "种类=村").ids
    (other,) = factories.add(desk, "places", "名称=清壹", "种类=村").ids
    groups = [
        factories.add(desk, "places", "名称=一组", "种类=组", f"上级={above}").ids[0] for above in ("清一", "清壹")
    ]
    factories.add(desk, "households", "村=清壹", "户主=赵大")
    before = everything(desk)
    with pytest.raises(Refused, match=r"「一组」改挂到「清一」不行.*没有合并。请先把两边同名的组合并"):
        join(desk, "places", kept, other)
    assert everything(desk) == before
    join(desk, "places", *groups)
    join(desk, "places", kept, other)
    assert factories.read(desk, "households", 1).values["place"] == Reference("清壹", kept)
