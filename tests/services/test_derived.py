"""What the program worked out follows the rows it was worked out from; what was typed stays; undo brings all back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry
from app.ledgers.projects import planned_of
from app.services import entry, records, undo
from db.ask import ChildRow
from db.values import FuzzyCount, Money
from tests import factories
from tests.figures.looking import value

if TYPE_CHECKING:
    from app.services.desk import Desk
    from db.ask import Record

WAN = 1_000_000


def project(desk: Desk, *texts: str) -> Record:
    grant = {"资金来源": "县", "补助标准": "5000", "补助数量": "6", "补助年数": "1"}
    lines = [grant, {"资金来源": "镇", "计划": "2万"}]
    made = factories.add(desk, "projects", "立项日期=2014-03-01", *texts, children={"fundings": lines})
    return factories.read(desk, "projects", made.ids[0])


def change(desk: Desk, record: Record, *, rows: dict[str, list[ChildRow]], **values: object) -> Record:
    desk.write(
        lambda unit: records.edit(
            unit, actor=desk.actor, ledger=record.ledger, record_id=record.id, version=record.version,
            values=values, children=rows,  # type: ignore[arg-type]
        )
    )  # fmt: skip
    return factories.read(desk, record.ledger, record.id)


def added(desk: Desk, record: Record, child: str, **texts: str) -> list[ChildRow]:
    declared = registry.find(record.ledger)

    def read(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        return entry.read_child(unit, ledger=declared, child=declared.child(child), texts=texts)

    return [*record.children.get(child, ()), desk.read(read)]


def test_a_grant_follows_its_rate_units_and_years(desk: Desk) -> None:
    record = project(desk)
    first, second = record.children["fundings"]
    longer = ChildRow({**first.values, "year_count": FuzzyCount(3)}, first.uuid, first.id)
    after = change(desk, record, rows={"fundings": [longer, second]})
    assert [row.values["planned"] for row in after.children["fundings"]] == [Money(9 * WAN), Money(2 * WAN)]
    assert after.values["planned_amount"] == Money(11 * WAN)


def test_a_line_without_its_rate_keeps_what_it_planned(desk: Desk) -> None:
    record = project(desk)
    first, second = record.children["fundings"]
    without = ChildRow({**first.values, "rate": None}, first.uuid, first.id)
    after = change(desk, record, rows={"fundings": [without, second]})
    assert after.children["fundings"][0].values["planned"] == Money(3 * WAN)


@pytest.mark.parametrize("key", ["unit_count", "year_count"])
def test_a_floor_is_no_factor(key: str) -> None:
    line = {"rate": Money(5000_00), "unit_count": FuzzyCount(6), "year_count": FuzzyCount(3)}
    assert planned_of({**line, key: FuzzyCount(10, is_floor=True)}, {}) is None
    assert planned_of({**line, key: None}, {}) is not None


def test_a_floor_is_counted_nowhere(desk: Desk) -> None:
    grant = {"资金来源": "县", "补助标准": "5000", "补助数量": "10余", "补助年数": "3"}
    lines = [grant, {"资金来源": "镇", "计划": "2万"}]
    made = factories.add(desk, "projects", "立项日期=2014-03-01", children={"fundings": lines})
    assert factories.read(desk, "projects", made.ids[0]).values["planned_amount"] == Money(2 * WAN)
    assert value(desk, "P2.planned") == Money(2 * WAN)


def test_undo_brings_a_sum_back_as_it_stood(desk: Desk) -> None:
    record = project(desk, "计划投资=6万")
    more = change(desk, record, rows={"fundings": added(desk, record, "fundings", 资金来源="自筹", 计划="1万")})
    assert more.values["planned_amount"] == Money(6 * WAN)  # typed, and now just what the lines come to
    desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
    back = factories.read(desk, "projects", record.id)
    assert back.values["planned_amount"] == Money(6 * WAN)
    assert len(back.children["fundings"]) == 2
    follows = change(desk, record := project(desk), rows={
        "fundings": added(desk, record, "fundings", 资金来源="自筹", 计划="1万")
    })  # fmt: skip
    assert follows.values["planned_amount"] == Money(6 * WAN)
    desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
    assert factories.read(desk, "projects", record.id).values["planned_amount"] == Money(5 * WAN)


def test_a_team_has_as_many_people_as_its_roster(desk: Desk) -> None:
    made = factories.add(desk, "teams", "名称=督导组", "种类=督导组", children={"members": [{"姓名": "周一"}]})
    team = factories.read(desk, "teams", made.ids[0])
    assert team.values["member_count"] == FuzzyCount(1)
    more = change(desk, team, rows={"members": added(desk, team, "members", 姓名="吴二")})
    assert more.values["member_count"] == FuzzyCount(2)
