from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Refused
from app.services import attachments, drafts, forms, links, listing, operators, records, transitions, undo, watching
from db.ask import ChildRow
from db.values import FuzzyDate
from tests import desks, factories

if TYPE_CHECKING:
    from app.services.changes import Actor, Changes
    from app.services.desk import Desk


def back(desk: Desk) -> str:
    return desk.write(lambda unit: undo.undo(unit, actor=desk.actor)).description


def again(desk: Desk) -> str:
    return desk.write(lambda unit: undo.redo(unit, actor=desk.actor)).description


def label(desk: Desk, *, redo: bool = False) -> str:
    return desk.read(lambda unit: undo.next_label(unit, actor=desk.actor, redo=redo))


def edit(desk: Desk, made: Changes, actor: Actor | None = None, **values: str) -> Changes:
    def work(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        version = records.get(unit, ledger=made.ledger, record_id=made.ids[0]).version
        return records.edit(
            unit, actor=actor or desk.actor, ledger=made.ledger, record_id=made.ids[0], version=version, values=values
        )

    return desk.write(work)


def attach(desk: Desk, made: Changes) -> None:
    desk.write(
        lambda unit: attachments.attach(
            unit, actor=desk.actor, ledger=made.ledger, record_id=made.ids[0], name="灯.jpg", data=b"x"
        )
    )


def files(desk: Desk, made: Changes) -> list[str]:
    shown = desk.read(lambda unit: listing.show(unit, ledger=made.ledger, record_id=made.ids[0]))
    assert shown is not None
    return [file.name for file in shown.attachments]


def test_each_step_is_named_both_ways(desk: Desk) -> None:
    made = factories.add(desk, "rectifications")
    edit(desk, made, target="路灯全亮")
    assert (label(desk), label(desk, redo=True)) == (f"修改 {made.number}", "")
    assert back(desk) == f"撤销：修改 {made.number}"
    assert (label(desk), label(desk, redo=True)) == (f"新增 {made.number}", f"修改 {made.number}")
    assert back(desk) == f"撤销：新增 {made.number}"
    assert (label(desk), label(desk, redo=True)) == ("", f"新增 {made.number}")
    assert again(desk) == f"重做：新增 {made.number}"
    assert (label(desk), label(desk, redo=True)) == (f"新增 {made.number}", f"修改 {made.number}")
    assert again(desk) == f"重做：修改 {made.number}"
    assert label(desk) == f"修改 {made.number}"


def test_to_and_fro_and_on_goes_back_step_by_step(desk: Desk) -> None:
    made = factories.add(desk, "rectifications")
    edit(desk, made, target="路灯全亮")
    told = [back(desk), again(desk), back(desk), again(desk), back(desk), back(desk)]
    changed = f"修改 {made.number}"
    assert told == [f"{word}：{changed}" for word in ("撤销", "重做") * 2] + [
        f"撤销：{changed}",
        f"撤销：新增 {made.number}",
    ]
    assert (label(desk), label(desk, redo=True)) == ("", f"新增 {made.number}")
    assert [again(desk), again(desk)] == [f"重做：新增 {made.number}", f"重做：{changed}"]
    assert (label(desk), label(desk, redo=True)) == (changed, "")
    assert factories.read(desk, "rectifications", made.ids[0]).values["target"] == "路灯全亮"


def test_it_is_the_same_after_a_restart(desk: Desk) -> None:
    made = factories.add(desk, "opinions")
    edit(desk, factories.add(desk, "rectifications"), target="路灯全亮")
    desk.close()
    opened = desks.beside(desk)
    said = [back(opened) for _ in range(3)]
    opened.close()
    assert said[0].startswith("撤销：修改 整改")
    assert said[2] == f"撤销：新增 {made.number}"


def test_a_batch_is_named_by_its_number_of_records(desk: Desk) -> None:
    one, other = factories.add(desk, "rectifications"), factories.add(desk, "rectifications")

    def work(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        for made in (one, other):
            last = records.void(unit, actor=desk.actor, ledger=made.ledger, record_id=made.ids[0], reason="重复")
        return last

    desk.write(work)
    assert label(desk) == f"作废 {one.number} 等 2 条"
    back(desk)
    assert all(factories.read(desk, made.ledger, made.ids[0]).voided_at is None for made in (one, other))


def test_a_new_record_is_voided_with_its_files_and_comes_back_with_them(desk: Desk) -> None:
    def work(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        values = {"description": "垃圾没人拉", "registered_on": FuzzyDate(date(2014, 3, 1))}
        made = records.add(unit, actor=desk.actor, ledger="rectifications", values=values)
        attachments.attach(unit, actor=desk.actor, ledger=made.ledger, record_id=made.ids[0], name="灯.jpg", data=b"x")
        drafts.forget(unit, uuid=made.uuid)
        return made

    made = desk.write(work)
    back(desk)
    assert factories.read(desk, made.ledger, made.ids[0]).voided_at is not None
    desk.write(lambda unit: records.restore(unit, actor=desk.actor, ledger=made.ledger, record_id=made.ids[0]))
    assert files(desk, made) == ["灯.jpg"]


def test_files_and_links_come_and_go_with_undo_and_redo(desk: Desk) -> None:
    made, opinion = factories.add(desk, "rectifications"), factories.add(desk, "opinions")
    attach(desk, made)
    start, end = ("opinions", opinion.ids[0]), ("rectifications", made.ids[0])
    desk.write(lambda unit: links.add(unit, actor=desk.actor, kind="raises", start=start, end=end))

    def standing() -> tuple[int, int]:
        found = desk.read(lambda unit: links.of(unit, ledger=made.ledger, record_id=made.ids[0]))
        return len(found), len(files(desk, made))

    assert standing() == (1, 1)
    assert back(desk).startswith("撤销：关联")
    assert standing() == (0, 1)
    assert back(desk) == f"撤销：添加附件 {made.number}"
    assert standing() == (0, 0)
    assert again(desk) == f"重做：添加附件 {made.number}"
    assert again(desk).startswith("重做：关联")
    assert standing() == (1, 1)


def test_undo_leaves_what_another_wrote_since(desk: Desk) -> None:
    other = desk.write(lambda unit: operators.add(unit, actor=desk.actor, name="李四"))
    made = factories.add(desk, "rectifications")
    edit(desk, made, target="路灯全亮")
    edit(desk, made, other, effect="群众满意")
    assert back(desk) == f"撤销：修改 {made.number}"
    record = factories.read(desk, "rectifications", made.ids[0])
    assert (record.values["target"], record.values["effect"]) == (None, "群众满意")


def test_undo_never_writes_over_a_later_value(desk: Desk) -> None:
    other = desk.write(lambda unit: operators.add(unit, actor=desk.actor, name="李四"))
    made = factories.add(desk, "rectifications")
    edit(desk, made, target="路灯全亮")
    edit(desk, made, other, target="月底前全亮")
    with pytest.raises(Refused, match="「整改目标」又改过，没有撤销"):
        back(desk)
    assert factories.read(desk, "rectifications", made.ids[0]).values["target"] == "月底前全亮"


def test_rows_another_changed_since_are_left(desk: Desk) -> None:
    other = desk.write(lambda unit: operators.add(unit, actor=desk.actor, name="李四"))
    made = factories.add(desk, "rectifications", children={"measures": [{"措施内容": "换灯"}]})
    edit(desk, made, target="路灯全亮")
    rows = factories.read(desk, "rectifications", made.ids[0]).children["measures"]
    desk.write(
        lambda unit: records.edit(
            unit, actor=other, ledger="rectifications", record_id=made.ids[0], version=2, values={},
            children={"measures": [*rows, ChildRow({"text": "换线路"})]},
        )
    )  # fmt: skip
    back(desk)
    left = factories.read(desk, "rectifications", made.ids[0]).children["measures"]
    assert [row.values["text"] for row in left] == ["换灯", "换线路"]


def test_a_change_in_a_record_another_voided_is_not_undone(desk: Desk) -> None:
    other = desk.write(lambda unit: operators.add(unit, actor=desk.actor, name="李四"))
    made = factories.add(desk, "rectifications")
    edit(desk, made, target="路灯全亮")
    desk.write(
        lambda unit: records.void(unit, actor=other, ledger="rectifications", record_id=made.ids[0], reason="重复")
    )
    with pytest.raises(Refused, match="已经作废，没有改动"):
        back(desk)


def test_a_step_another_took_since_is_taken_back_the_lawful_way(desk: Desk) -> None:
    other = desk.write(lambda unit: operators.add(unit, actor=desk.actor, name="李四"))
    made = factories.add(desk, "rectifications", "责任单位=村建办", "整改时限=2030-03-25")
    edit(desk, made, target="路灯全亮")
    desk.write(
        lambda unit: transitions.do(unit, actor=other, ledger="rectifications", record_id=made.ids[0], action="assign")
    )
    with pytest.raises(Refused, match=r"此后已经「交办 .*」（李四）。办理步骤要由依规的步骤收回"):
        back(desk)


def test_what_was_exported_is_mended_in_the_open(desk: Desk) -> None:
    made = factories.add(desk, "rectifications")
    edit(desk, made, target="路灯全亮")
    desk.write(lambda unit: watching.record_export(unit, actor=desk.actor, ledger="opinions", rows=3, profile="内部"))
    assert label(desk) == f"修改 {made.number}"
    desk.write(
        lambda unit: watching.record_export(unit, actor=desk.actor, ledger="rectifications", rows=3, profile="内部")
    )
    with pytest.raises(Refused, match=r"此后已有「导出 整改台账.*交出去的已是这样。请直接修改这条记录"):
        back(desk)
    assert factories.read(desk, "rectifications", made.ids[0]).values["target"] == "路灯全亮"


def test_what_was_frozen_is_mended_in_the_open(desk: Desk) -> None:
    edit(desk, factories.add(desk, "rectifications"), target="路灯全亮")
    desk.write(lambda unit: unit.audit(operator="李四", action="freeze", description="固定 一季度"))
    with pytest.raises(Refused, match="此后已有「固定 一季度」"):
        back(desk)


def test_a_form_printed_binds_its_record_and_no_other(desk: Desk) -> None:
    one, other = factories.add(desk, "rectifications"), factories.add(desk, "rectifications")
    form, title = forms.of("rectifications")[0], f"销号申请(审核)表 {one.number}"

    def work(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        forms.record_print(unit, actor=desk.actor, form=form, title=title, uuid=one.uuid)

    desk.write(work)
    assert back(desk) == f"撤销：新增 {other.number}"
    with pytest.raises(Refused, match="此后已有「打印 销号申请"):
        back(desk)


def test_a_list_printed_for_the_desk_binds_nobody(desk: Desk) -> None:
    made = factories.add(desk, "rectifications")
    desk.write(
        lambda unit: watching.record_printing(
            unit, actor=desk.actor, ledger="rectifications", words="打印 整改台账（内部）1 页"
        )
    )
    assert back(desk) == f"撤销：新增 {made.number}"
