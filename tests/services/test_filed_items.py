"""What stands in the archive's list: the doors that ask it, and what it takes up or leaves out."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import openpyxl
import pytest

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import (
    archive_paper,
    archiving,
    attachments,
    filed_items,
    import_files,
    import_plan,
    importing,
    records,
    transitions,
)
from app.services.archiving import Chosen
from app.services.erasing import Sheet
from db.ask import Ask
from db.values import Money
from tests import factories
from tests.services.test_archiving import due, file_all, items, office, paper, wrong  # noqa: F401 - fixture
from tests.services.test_close_out import do

# ruff: noqa: F811

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.changes import Changes
    from app.services.desk import Desk
    from db.unit import UnitOfWork
    from db.values import Value

SHEET = Sheet("销毁清册.png", b"signed " * 50, "王镇长", date(2014, 3, 1))


def _declined(desk: Desk, day: str = "2014-03-02") -> Changes:
    made = factories.add(desk, "petitions", f"来访时间={day}", "信访形式=来访", "信访人姓名=钱某")
    desk.write(
        lambda unit: transitions.do(
            unit, actor=desk.actor, ledger="petitions", record_id=made.ids[0], action="decline",
            values={"declined_on": date(2014, 3, 5), "declined_reason": "已复核终结"}, reason="已复核终结",
        )
    )  # fmt: skip
    return made


def _reopen(desk: Desk, made: Changes, **values: Value) -> None:
    desk.write(
        lambda unit: transitions.do(
            unit, actor=desk.actor, ledger=made.ledger, record_id=made.ids[0], action="reopen", reason="有新的证据",
            values={**({"has_new_facts": True} if made.ledger == "petitions" else {}), **values},
        )
    )  # fmt: skip


def test_a_petition_taken_up_again_leaves_the_list_and_gets_a_new_code_when_it_is_filed_again(office: Desk) -> None:
    made, other = _declined(office), _declined(office)
    file_all(office, Chosen("petitions", made.ids[0]))
    (item,) = items(office)
    _reopen(office, made)
    record = factories.read(office, "petitions", made.ids[0])
    assert (record.values["status"], record.values["archive_code"], record.values["archived_on"]) == (
        "reopened", None, None,
    )  # fmt: skip
    assert items(office) == ()
    (gone,) = office.read(lambda unit: archiving.filed(unit, is_withdrawn=True))
    assert gone.code == item.code
    told = office.read(lambda unit: unit.events(unit.schema.audit.c.uuid == item.uuid))[0].entry
    assert (told.description, told.reason) == (f"重新办理，撤出归档 {item.code}", "有新的证据")
    file_all(office, Chosen("petitions", other.ids[0]))
    assert items(office)[0].code.endswith("-0002")
    sheet = office.read(lambda unit: archive_paper.paper(unit, actor=office.actor, kind="备考表", year=2014))
    assert f"移出1件：{item.code}。" in sheet.rows[3].cells[1]
    office.write(
        lambda unit: transitions.do(
            unit, actor=office.actor, ledger="petitions", record_id=made.ids[0], action="decline",
            values={"declined_on": date(2014, 3, 9), "declined_reason": "已复核终结"},
        )
    )  # fmt: skip
    file_all(office, Chosen("petitions", made.ids[0]))
    assert [one.code[-4:] for one in items(office)] == ["0002", "0003"]
    assert wrong(office) == []


def test_what_is_filed_is_neither_voided_nor_opened_again_before_it_is_taken_out(office: Desk) -> None:
    meeting = factories.add(office, "meetings", "日期=2014-03-09", "议题=工作会")
    demand = factories.add(office, "demands", "日期=2014-03-09", "诉求=修桥", "解决日期=2014-03-20", "办理结果=修好了")
    file_all(office, *(Chosen(made.ledger, made.ids[0]) for made in (meeting, demand)))
    codes = {one.ledger: one.code for one in items(office)}
    for made in (meeting, demand):
        with pytest.raises(Refused, match=rf"已归档（{codes[made.ledger]}），不能直接作废") as refused:
            _void(office, made)
        assert [one.check for one in refused.value.missing] == ["filed"]
    with pytest.raises(Refused, match="不能改回没有办结"):
        _edit(office, demand, {"solved_on": None, "status": None})
    _edit(office, demand, {"remark": "附收条一张"})
    for made in (meeting, demand):
        office.write(
            lambda unit, made=made: archiving.take_out(  # type: ignore[misc]
                unit, actor=office.actor, code=codes[made.ledger], reason="误归"
            )
        )
    _edit(office, demand, {"solved_on": None, "status": None})
    for made in (meeting, demand):
        _void(office, made)
    assert wrong(office) == []


def _void(desk: Desk, made: Changes) -> None:
    desk.write(
        lambda unit: records.void(unit, actor=desk.actor, ledger=made.ledger, record_id=made.ids[0], reason="重复")
    )


def _edit(desk: Desk, made: Changes, values: dict[str, Value]) -> None:
    old = factories.read(desk, made.ledger, made.ids[0])
    desk.write(
        lambda unit: records.edit(
            unit, actor=desk.actor, ledger=made.ledger, record_id=old.id, version=old.version, values=values
        )
    )


def test_an_import_is_withdrawn_but_for_what_is_filed(office: Desk, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["日期", "议题"], ["2014-03-09", "工作会"], ["2014-03-10", "民主生活会"]):
        book.active.append(row)
    book.save(tmp_path / "会议.xlsx")
    ledger = registry.find("meetings")

    def take(unit: UnitOfWork) -> importing.Imported:
        plan = import_plan.guess(unit, ledger=ledger, book=import_files.read(tmp_path / "会议.xlsx"))
        return importing.run(unit, actor=office.actor, plan=plan, file_name="会议.xlsx")

    batch = office.write(take).batch
    first, second = office.read(lambda unit: unit.reading.page(Ask("meetings", sort=(("number", False),)))).rows
    file_all(office, Chosen("meetings", first.id))
    withdrawn = office.write(lambda unit: importing.withdraw(unit, actor=office.actor, batch=batch, also_touched=True))
    assert withdrawn.kept == (first.number,)
    voided = [factories.read(office, "meetings", one.id).voided_at for one in (first, second)]
    assert [at is None for at in voided] == [True, False]


def test_a_code_of_the_list_is_not_written_by_hand_to_another(office: Desk) -> None:
    first, second = _declined(office), _declined(office)
    file_all(office, Chosen("petitions", first.ids[0]))
    (item,) = items(office)
    _reopen(office, first)  # its code is given to no other, though it stands in the list no more

    def archive(made: Changes, code: str) -> None:
        office.write(
            lambda unit: transitions.do(
                unit, actor=office.actor, ledger="petitions", record_id=made.ids[0], action="archive",
                values={"archive_code": code},
            )
        )  # fmt: skip

    with pytest.raises(Refused, match=f"「档号」{item.code}已经给了{first.number}"):
        archive(second, item.code)
    for texts in (("归档号=" + item.code,), ("归档号= " + item.code + " ",)):
        with pytest.raises(Refused, match=f"「归档号」{item.code}已经给了{first.number}"):
            factories.add(office, "documents", "收发日期=2014-03-03", "收/发=发文", "题名=通知", *texts)
    plain = factories.add(office, "documents", "收发日期=2014-03-03", "收/发=发文", "题名=通知", "归档号=纸质-7")
    with pytest.raises(Refused, match="已经给了"):
        _edit(office, plain, {"archive_no": item.code})
    archive(second, "纸质-8")
    assert factories.read(office, "petitions", second.ids[0]).values["archive_code"] == "纸质-8"


def test_what_is_filed_bears_the_code_of_the_list(office: Desk) -> None:
    one = paper(office, "通知")
    made = file_all(office, one)
    (item,) = items(office)
    for value in ("纸质-7", None):
        with pytest.raises(Refused, match=f"「归档号」{item.code}由归档目录定"):
            _edit(office, made, {"archive_no": value})
    _edit(office, made, {"remark": "附件二份"})
    assert factories.read(office, "documents", one.record_id).values["archive_no"] == item.code


def test_what_was_filed_on_paper_keeps_its_code_and_is_not_due(office: Desk) -> None:
    old = factories.add(office, "documents", "收发日期=2014-03-03", "收/发=发文", "题名=纸上归过的", "归档号=纸质-7")
    made = _declined(office)
    office.write(
        lambda unit: transitions.do(
            unit, actor=office.actor, ledger="petitions", record_id=made.ids[0], action="archive",
            values={"archive_code": "纸质-8"},
        )
    )  # fmt: skip
    assert due(office, every=True) == ()
    with pytest.raises(Refused, match="已经归档"):
        file_all(office, Chosen("documents", old.ids[0]))
    _edit(office, old, {"archive_no": None})
    assert [one.number for one in due(office)] == [old.number]


def test_what_no_deadline_closes_is_due_when_it_is_finished(office: Desk) -> None:
    owed = factories.add(office, "debts", "登记日期=2014-03-03", "事由=料款", "债权人=赵一", "本金=300")
    asked = factories.add(office, "welfare_cases", "申请日=2014-03-04", "户=赵一", "状态=申请中")
    assert due(office) == ()
    _edit(office, owed, {"repaid_on": date(2014, 5, 1), "repaid_amount": Money(30000), "sign_off": "有欠条"})
    _edit(office, asked, {"status": "未批准"})
    assert [one.number for one in due(office)] == [asked.number, owed.number]
    file_all(office, Chosen("debts", owed.ids[0]))
    with pytest.raises(Refused, match="不能改回没有办结"):
        _edit(office, owed, {"repaid_on": None, "repaid_amount": None})


def test_an_item_is_filed_in_the_year_it_was_struck_off_in(office: Desk) -> None:
    office.write(lambda unit: unit.put_setting("allow_self_review", "1"))
    made = factories.add(office, "rectifications", "登记日期=2014-12-01", "责任单位=村建办")
    office.write(
        lambda unit: attachments.attach(
            unit, actor=office.actor, ledger="rectifications", record_id=made.ids[0], name="路灯.png", data=b"png",
            happened_on=date(2014, 12, 18),
        )
    )  # fmt: skip
    do(office, made, "apply-close", "完成情况=灯具已换新", "完成日期=2014-12-18")
    office.store.clock.fixed = date(2015, 1, 6)
    do(office, made, "check")
    do(office, made, "close")
    assert due(office, 2014) == ()
    assert [(one.number, one.day) for one in due(office, 2015)] == [(made.number, date(2015, 1, 6))]


def test_all_of_a_large_import_is_asked_for(office: Desk) -> None:
    one = paper(office, "防汛的通知")
    file_all(office, one)
    uuid = office.read(lambda unit: records.get(unit, ledger=one.ledger, record_id=one.record_id).uuid)
    asked = [f"{number:032x}" for number in range(300_000)]  # more than one statement takes
    assert set(office.read(lambda unit: filed_items.codes(unit, [*asked, uuid]))) == {uuid}
