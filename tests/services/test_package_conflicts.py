"""What both offices changed is never settled by the clock; what a gate refuses waits; a merge can be taken back."""

from __future__ import annotations

from datetime import date

import pytest

from app.rules.refusal import Refused
from app.services import (
    columns,
    package_conflicts,
    package_gates,
    package_withdrawal,
    records,
    recycle_bin,
    undo,
    verifying,
)
from app.services.package_conflicts import OURS, THEIRS
from app.services.package_content import VOIDED
from db.ask import ChildRow
from db.declare import Kind
from db.layout import Layout, OwnColumn
from db.values import FuzzyDate
from tests import desks, factories
from tests.services import package_offices as offices
from tests.services.package_offices import VILLAGE, Offices


def _remark(two: Offices, uuid: str, key: str = "remark") -> object:
    record = offices.find(two.town, "opinions", uuid)
    assert record is not None
    return record.values.get(key)


def _both_edit(two: Offices) -> str:
    """An opinion that both changed since the town had it; each also changed what the other did not."""
    made = factories.add(two.village, "opinions", "日期=2014-03-05", "备注=原来")
    two.merge(two.pack())
    offices.edit(two.village, "opinions", made.uuid, "备注=村里改", "跟进事项=村里记")
    offices.edit(two.town, "opinions", made.uuid, "备注=镇里改", "上级编号=镇5")
    return made.uuid


def _sound(two: Offices) -> None:
    assert [one.sentence for one in verifying.run(two.town) if not one.ok] == []


@pytest.mark.parametrize(("choice", "stands"), [(OURS, "镇里改"), (THEIRS, "村里改")])
def test_a_field_both_changed_is_shown_with_both_values_and_waits_for_a_choice(
    two: Offices, choice: str, stands: str
) -> None:
    uuid = _both_edit(two)
    package = two.pack()
    made = two.merge(package)
    (conflict,) = made.conflicts
    assert (conflict.number, conflict.field) == (f"{VILLAGE}·意见〔2014〕1号", "备注")
    assert (conflict.ours, conflict.theirs) == ("镇里改", "村里改")
    assert (conflict.ours_by, conflict.theirs_by) == (two.town.actor.name, two.village.actor.name)
    assert made.receipt["conflicts"] == [{"number": "意见〔2014〕1号", "field": "备注"}]
    assert [_remark(two, uuid, key) for key in ("remark", "follow_up_note", "upper_number")] == [
        "镇里改",
        "村里记",
        "镇5",
    ]
    again = two.merge(package)
    assert (again.is_new, again.conflicts) == (False, made.conflicts)
    settled = two.merge(package, {(uuid, "remark"): choice})
    assert (settled.conflicts, _remark(two, uuid)) == ((), stands)
    assert two.merge(package).is_new is False
    assert _remark(two, uuid) == stands
    _sound(two)


def test_rows_added_on_both_sides_all_stand_and_one_changed_by_both_is_asked(two: Offices) -> None:
    made = factories.add(
        two.village, "rectifications", "登记日期=2014-03-09", children={"measures": [{"措施内容": "甲"}]}
    )
    two.merge(two.pack())

    def add_row(desk, *texts):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN202
        rows = list(offices.find(desk, "rectifications", made.uuid).children["measures"])  # type: ignore[union-attr]
        rows += [ChildRow({"text": text}) for text in texts]
        offices.edit(desk, "rectifications", made.uuid, children={"measures": rows})

    def texts() -> set[object]:
        found = offices.find(two.town, "rectifications", made.uuid)
        assert found is not None
        return {row.values["text"] for row in found.children["measures"]}

    add_row(two.village, "村加")
    add_row(two.town, "镇加")
    assert two.merge(two.pack()).conflicts == ()
    assert texts() == {"甲", "村加", "镇加"}
    for desk, word in ((two.village, "甲村"), (two.town, "甲镇")):
        rows = list(offices.find(desk, "rectifications", made.uuid).children["measures"])  # type: ignore[union-attr]
        rows[0] = ChildRow({**rows[0].values, "text": word}, rows[0].uuid)
        offices.edit(desk, "rectifications", made.uuid, children={"measures": rows})
    (conflict,) = two.merge(two.pack()).conflicts
    assert (conflict.field, "甲村" in conflict.theirs, "甲镇" in conflict.ours) == ("措施", True, True)
    assert "甲镇" in texts()


def test_voided_here_and_changed_there_is_a_conflict_either_way(two: Offices) -> None:
    uuid = factories.add(two.village, "opinions", "日期=2014-03-05", "备注=原来").uuid
    two.merge(two.pack())
    record = offices.find(two.town, "opinions", uuid)
    assert record is not None
    two.town.write(
        lambda unit: records.void(unit, actor=two.town.actor, ledger="opinions", record_id=record.id, reason="重复")
    )
    assert two.merge(two.pack()).conflicts == ()
    offices.edit(two.village, "opinions", uuid, "备注=村里改")
    package = two.pack()
    (conflict,) = two.merge(package).conflicts
    assert (conflict.key, conflict.ours, conflict.theirs) == (VOIDED, "已作废", "没有作废")
    assert two.merge(package).is_new is False
    two.merge(package, {(uuid, VOIDED): THEIRS})
    assert _remark(two, uuid) == "村里改"
    two.merge(two.pack())
    _void_at_village(two, uuid)
    assert two.merge(two.pack()).counts["changed"] == 1
    record = offices.find(two.town, "opinions", uuid)
    assert record is not None
    assert record.voided_at is not None
    _sound(two)


def _void_at_village(two: Offices, uuid: str) -> None:
    record = offices.find(two.village, "opinions", uuid)
    assert record is not None
    two.village.write(
        lambda unit: records.void(unit, actor=two.village.actor, ledger="opinions", record_id=record.id, reason="误登")
    )


def test_what_a_gate_would_refuse_is_held_with_the_sentence_until_it_comes_mended(
    two: Offices, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("app.services.gatekeeping.ask", lambda *_args, **_more: None)
        uuid = factories.add(
            two.village, "demands", "内容=修渠", "诉求人=郑某", "日期=2014-03-05", "status=已解决"
        ).uuid
    factories.add(two.village, "opinions", "日期=2014-03-05")
    made = two.merge(two.pack())
    assert (made.counts["new"], made.counts["held"]) == (1, 1)
    (held,) = made.held
    assert held.number == f"{VILLAGE}·诉求〔2014〕1号"
    assert "解决" in held.sentence
    (waiting,) = two.town.read(lambda unit: package_gates.waiting(unit, actor=two.town.actor))
    assert (waiting.office, waiting.sentence) == (VILLAGE, held.sentence)
    assert made.receipt["held"] == [{"number": "诉求〔2014〕1号", "sentence": held.sentence}]
    offices.edit(two.village, "demands", uuid, "solved_on=2014-03-09", "result=渠已修好")
    made = two.merge(two.pack())
    assert (made.counts["new"], made.counts["held"]) == (1, 0)
    assert two.town.read(lambda unit: package_gates.waiting(unit, actor=two.town.actor)) == ()
    _sound(two)


@pytest.mark.parametrize("way", ["undo", "withdraw"])
def test_a_merge_is_taken_back_in_one_step_and_may_come_again(two: Offices, way: str) -> None:
    uuid = _both_edit(two)
    new = factories.add(two.village, "opinions", "日期=2014-03-06").uuid
    package = two.pack()
    before = offices.state(two.town, "opinions")
    made = two.merge(package)
    after = offices.state(two.town, "opinions")
    if way == "undo":
        assert VILLAGE in two.town.read(lambda unit: undo.next_label(unit, actor=two.town.actor))
        two.town.write(lambda unit: undo.undo(unit, actor=two.town.actor))
    else:
        done = two.town.write(lambda unit: package_withdrawal.withdraw(unit, actor=two.town.actor, batch=made.batch))
        assert (done.count, done.kept) == (2, ())
        with pytest.raises(Refused, match="已经撤回过"):
            two.town.write(lambda unit: package_withdrawal.withdraw(unit, actor=two.town.actor, batch=made.batch))
    back = offices.state(two.town, "opinions")
    assert back[uuid] == before[uuid]
    assert back[new][3] is True  # type: ignore[index]
    assert two.town.read(lambda unit: package_conflicts.listed(unit, actor=two.town.actor)) == ()
    _sound(two)
    again = two.merge(package)
    assert again.is_new
    assert offices.state(two.town, "opinions") == after
    assert [one.key for one in again.conflicts] == ["remark"]
    _sound(two)


def test_a_closed_problem_without_its_proof_does_not_come_in_as_closed(two: Offices) -> None:
    made = factories.add(two.village, "rectifications", "登记日期=2014-03-09")
    with two.village.store.write() as unit:
        table = unit.schema.table("rectifications")
        unit.connection.execute(table.update().where(table.c.uuid == made.uuid).values(status="closed"))
    merged = two.merge(two.pack())
    assert merged.counts["held"] == 1
    assert "销号" in merged.held[0].sentence
    assert offices.find(two.town, "rectifications", made.uuid) is None
    _sound(two)


@pytest.mark.file_only("a file restored from a backup")
def test_a_file_restored_from_an_older_backup_is_told_of_and_wins_nothing(two: Offices) -> None:
    uuid = factories.add(two.village, "opinions", "日期=2014-03-05", "备注=原来").uuid
    two.merge(two.pack())
    two.village.close()
    old = two.village.path.read_bytes()
    two.desks[VILLAGE] = offices.open_desk(two.village.path)
    offices.edit(two.village, "opinions", uuid, "备注=新的")
    two.merge(two.pack())
    two.village.close()
    for beside in two.village.path.parent.glob(f"{two.village.path.name}-*"):
        beside.unlink()
    two.village.path.write_bytes(old)
    two.desks[VILLAGE] = offices.open_desk(two.village.path)
    offices.edit(two.village, "opinions", uuid, "备注=另改")
    made = two.merge(two.pack())
    assert any("接不上" in words for words in made.warnings)
    assert [one.key for one in made.conflicts] == ["remark"]
    assert _remark(two, uuid) == "新的"
    offices.edit(two.village, "opinions", uuid, "跟进事项=再记")
    made = two.merge(two.pack())
    assert (made.warnings, _remark(two, uuid, "follow_up_note")) == ((), "再记")


def test_what_is_erased_leaves_nothing_of_it_in_what_merges_remember(two: Offices) -> None:
    uuid = _both_edit(two)
    two.merge(two.pack())
    record = offices.find(two.town, "opinions", uuid)
    assert record is not None

    def erase(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        records.void(unit, actor=two.town.actor, ledger="opinions", record_id=record.id, reason="误登")
        recycle_bin.empty(unit, actor=two.town.actor, chosen=[("opinions", record.id)], reason="批准")

    two.town.write(erase)
    two.town.close()
    if not two.town.store.is_server:
        assert "村里改".encode() not in two.town.path.read_bytes()
    two.desks[offices.TOWN] = desks.beside(two.town)
    assert two.merge(two.pack()).counts["new"] == 0
    _sound(two)


def test_own_columns_meet_by_their_words_and_what_has_no_place_waits_for_one(two: Offices) -> None:
    def arrange(desk, *labels):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN002, ANN202
        own = tuple(OwnColumn(f"own_{n}", label, Kind.TEXT) for n, label in enumerate(labels, start=1))
        wanted = Layout(own=own)
        desk.write(lambda unit: columns.change(unit, actor=desk.actor, ledger="opinions", wanted=wanted))

    arrange(two.village, "门牌", "包片干部")
    arrange(two.town, "包片干部")
    day = FuzzyDate(date(2014, 3, 5))
    values = {"raised_on": day, "verbatim_text": "修路", "own_1": "3组12号", "own_2": "孟某"}
    uuid = two.village.write(
        lambda unit: records.add(unit, actor=two.village.actor, ledger="opinions", values=values)
    ).uuid
    made = two.merge(two.pack())
    assert _remark(two, uuid, "own_1") == "孟某"
    assert any("「门牌」" in words and "1 条" in words for words in made.warnings)
    assert two.merge(two.pack()).counts["known"] == 2
    arrange(two.town, "包片干部", "门牌")
    two.merge(two.pack())
    assert [_remark(two, uuid, key) for key in ("own_1", "own_2")] == ["孟某", "3组12号"]
    _sound(two)


def test_a_finished_petition_comes_in_only_with_what_its_finish_asks(two: Offices) -> None:
    made = factories.add(two.village, "petitions", "来访时间=2014-03-05", "信访人姓名=郑某")

    def stands_as(**cells: object) -> None:
        with two.village.store.write() as unit:
            table = unit.schema.table("petitions")
            unit.connection.execute(table.update().where(table.c.uuid == made.uuid).values(cells))

    stands_as(status="closed", replied_on=date(2014, 3, 20), finished_on=date(2014, 3, 18), version=2)
    merged = two.merge(two.pack())
    assert merged.counts["held"] == 1
    assert "办结" in merged.held[0].sentence
    stands_as(finished_on=date(2014, 3, 21), outcome="已解决", result="水渠已修通", version=3)
    merged = two.merge(two.pack())
    assert (merged.counts["new"], merged.counts["held"]) == (1, 0)
    _sound(two)
