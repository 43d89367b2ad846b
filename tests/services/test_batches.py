from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from app.rules.refusal import Refused
from app.services import batches, records, undo
from db import audit
from db.values import Reference
from tests import factories
from tests.services.test_close_out import do

if TYPE_CHECKING:
    from app.services.batches import Outcome
    from app.services.changes import Changes
    from app.services.desk import Desk
    from db.unit import UnitOfWork


@pytest.fixture
def items(desk: Desk) -> list[Changes]:
    """Three items with a unit and a deadline, and a fourth without a unit."""
    desk.store.clock.fixed = date(2014, 3, 31)
    orgs = ("责任单位=村建办", "责任单位=村建办", "责任单位=司法所", "责任单位=")
    return [factories.add(desk, "rectifications", "登记日期=2014-03-01", "整改时限=2014-04-25", org) for org in orgs]


def assign(desk: Desk, made: list[Changes], *, only_valid: bool = False) -> Outcome:
    ids = [one.ids[0] for one in made]
    return desk.write(
        lambda unit: batches.do(
            unit, actor=desk.actor, ledger="rectifications", ids=ids, action="assign", only_valid=only_valid
        )
    )


def rename(desk: Desk, made: list[Changes], *, only_valid: bool = False) -> Outcome:
    ids = [one.ids[0] for one in made]
    return desk.write(
        lambda unit: batches.edit(
            unit, actor=desk.actor, ledger="整改台账", ids=ids, values={"responsible_person": Reference("张某")},
            reason="统一责任人", only_valid=only_valid,
        )
    )  # fmt: skip


def states(desk: Desk, made: list[Changes]) -> list[object]:
    return [factories.read(desk, "rectifications", one.ids[0]).values["status"] for one in made]


def history_rows(desk: Desk) -> int:
    return desk.read(lambda unit: audit.head(unit.connection, unit.schema)[0])


def test_nothing_changes_until_all_pass(desk: Desk, items: list[Changes]) -> None:
    before = history_rows(desk)
    with pytest.raises(Refused, match="4条里有1条不能交办，一条也没有改动") as caught:
        assign(desk, items)
    assert [one.check for one in caught.value.missing] == ["responsible_org"]
    assert items[3].number in caught.value.missing[0].sentence
    assert (states(desk, items), history_rows(desk)) == (["open"] * 4, before)


def test_the_clerk_may_choose_only_those_that_pass(desk: Desk, items: list[Changes]) -> None:
    outcome = assign(desk, items, only_valid=True)
    assert outcome.changes is not None
    assert outcome.changes.description == "批量交办 3 条"
    assert [one.number for one in outcome.failed] == [items[3].number]
    assert states(desk, items) == ["in_progress"] * 3 + ["open"]


def test_all_that_pass_are_one_step(desk: Desk, items: list[Changes]) -> None:
    outcome = rename(desk, items)
    assert outcome.changes is not None
    assert (len(outcome.changes.ids), outcome.failed) == (4, ())
    desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
    people = [factories.read(desk, "rectifications", one.ids[0]).values["responsible_person"] for one in items]
    assert people == [None] * 4


def test_a_locked_record_in_a_batch_edit_is_named(desk: Desk, items: list[Changes]) -> None:
    desk.write(lambda unit: unit.put_setting("allow_self_review", "1"))
    paper = factories.add(
        desk, "rectifications", "登记日期=2014-03-01", "整改时限=2014-04-25", "责任单位=村建办", "整改措施=换灯",
        "佐证材料=第1卷第3页",
    )  # fmt: skip
    do(desk, paper, "apply-close", "完成情况=已换", "完成日期=2014-03-20")
    do(desk, paper, "check")
    do(desk, paper, "close")
    with pytest.raises(Refused, match=f"{paper.number}已销号"):
        rename(desk, [items[0], paper])
    assert factories.read(desk, "rectifications", items[0].ids[0]).version == 1
    outcome = rename(desk, [items[0], paper], only_valid=True)
    assert [one.record_id for one in outcome.failed] == [paper.ids[0]]


def test_no_number_is_used_up_by_what_did_not_pass(desk: Desk, items: list[Changes]) -> None:
    ids = [one.ids[0] for one in items]
    outcome = desk.write(
        lambda unit: batches.do(
            unit, actor=desk.actor, ledger="rectifications", ids=ids, action="close", only_valid=True
        )
    )
    assert (outcome.changes, len(outcome.failed)) == (None, 4)
    assert desk.read(lambda unit: unit.connection.execute(
        unit.schema.numbers.select().where(unit.schema.numbers.c.series == "close_out")
    ).first()) is None  # fmt: skip


def test_a_record_named_twice_is_changed_once_and_a_missing_one_is_named(desk: Desk, items: list[Changes]) -> None:
    rename(desk, [items[0], items[0]])
    assert factories.read(desk, "rectifications", items[0].ids[0]).version == 2
    with pytest.raises(Refused, match="已经找不到了"):
        desk.write(lambda unit: batches.edit(unit, actor=desk.actor, ledger="rectifications", ids=[999], values={}))


def test_what_a_refused_record_had_begun_to_write_is_taken_back(
    desk: Desk, items: list[Changes], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = records.edit

    def edit_then_refuse(unit: UnitOfWork, **given: Any) -> Changes:  # noqa: ANN401 - the arguments of `records.edit`
        changes = real(unit, **given)
        if changes.number == items[0].number:
            sentence = f"{changes.number}没有存上。"
            raise Refused(sentence)
        return changes

    monkeypatch.setattr("app.services.batches.records.edit", edit_then_refuse)
    outcome = rename(desk, items[:2], only_valid=True)
    assert [one.number for one in outcome.failed] == [items[0].number]
    versions = [factories.read(desk, "rectifications", one.ids[0]).version for one in items[:2]]
    assert versions == [1, 2]
