from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import batches, records, registers, transitions, undo, verifying
from db import audit
from db.ask import Ask
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
    real = transitions.do

    def do_then_refuse(unit: UnitOfWork, **given: Any) -> Changes:  # noqa: ANN401 - the arguments of `transitions.do`
        changes = real(unit, **given)
        if changes.number == items[0].number:
            sentence = f"{changes.number}没有存上。"
            raise Refused(sentence)
        return changes

    monkeypatch.setattr("app.services.batches.transitions.do", do_then_refuse)
    outcome = assign(desk, items[:2], only_valid=True)
    assert [one.number for one in outcome.failed] == [items[0].number]
    versions = [factories.read(desk, "rectifications", one.ids[0]).version for one in items[:2]]
    assert versions == [1, 2]


def test_many_edits_leave_what_single_edits_leave(desk: Desk, items: list[Changes]) -> None:
    """Record, search row and history of each; the batch is one step that one undo takes back."""
    given = {"responsible_person": Reference("张某"), "remark": "统一备注", "overdue_reason": None}
    single, *many = (one.ids[0] for one in items[:3])

    def alone(unit: UnitOfWork) -> Changes:
        return records.edit(
            unit, actor=desk.actor, ledger="rectifications", record_id=single, version=1, values=given, reason="统一"
        )

    desk.write(alone)
    desk.write(
        lambda unit: batches.edit(
            unit, actor=desk.actor, ledger="整改台账", ids=many, values=given, reason="统一"
        )
    )  # fmt: skip
    found = [factories.read(desk, "rectifications", one) for one in (single, *many)]
    assert [(one.version, one.values["remark"], one.missing_count) for one in found] == [
        (2, "统一备注", found[0].missing_count)
    ] * 3
    told = desk.read(lambda unit: audit.events(unit.connection, unit.schema, unit.schema.audit.c.action == "edit"))
    differing = [
        {key for key in one.entry.new or {} if (one.entry.new or {})[key] != (one.entry.old or {}).get(key)}
        for one in told
    ]
    assert differing == [differing[0]] * 3
    assert {one.entry.reason for one in told} == {"统一"}
    assert len({one.entry.step for one in told}) == 2
    ask = Ask("rectifications", search="统一备注")
    assert desk.read(lambda unit: unit.reading.count(ask)) == 3
    assert [one.sentence for one in verifying.run(desk) if not one.ok] == []
    desk.write(lambda unit: undo.undo(unit, actor=desk.actor))
    assert [factories.read(desk, "rectifications", one).values["remark"] for one in (single, *many)] == [
        "统一备注", None, None,
    ]  # fmt: skip
    assert desk.read(lambda unit: unit.reading.count(ask)) == 1


def test_many_edits_stop_at_a_record_that_was_saved_meanwhile(desk: Desk, items: list[Changes]) -> None:
    ledger = registry.find("rectifications")
    before = history_rows(desk)

    def late(unit: UnitOfWork) -> None:
        held = [
            (
                old,
                records.hold_edit(unit, ledger=ledger, old=old, values={"remark": "迟"}, names=registers.Remembered()),
            )
            for old in (records.get(unit, ledger="rectifications", record_id=one.ids[0]) for one in items[:2])
        ]
        stale = [(replace(old, version=old.version - (place == 1)), one) for place, (old, one) in enumerate(held)]
        records.edit_many(unit, actor=desk.actor, ledger=ledger, held=stale)

    with pytest.raises(Refused, match="2号在您打开之后已被改动"):
        desk.write(late)
    assert history_rows(desk) == before
    assert [factories.read(desk, "rectifications", one.ids[0]).version for one in items[:2]] == [1, 1]
