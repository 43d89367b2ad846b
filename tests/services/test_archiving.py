from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry
from app.rules import retention
from app.rules.refusal import Exit, Refused
from app.rules.retention import Retention
from app.services import (
    all_checks,
    appraising,
    archive_paper,
    archiving,
    erasing,
    operators,
    records,
    recycle_bin,
    settings,
    transitions,
    undo,
    verifying,
    year_end,
)
from app.services.archiving import Chosen
from app.services.changes import Actor
from app.services.desk import open_desk
from app.services.erasing import Asked, Sheet
from tests import factories
from tests.services import tampering

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.archiving import Candidate, Item
    from app.services.changes import Changes
    from app.services.desk import Desk
    from db.unit import UnitOfWork

SHEET = Sheet("销毁清册.png", b"signed " * 50, "王镇长", date(2014, 3, 1))


@pytest.fixture
def office(desk: Desk) -> Desk:
    """An office with its 全宗号 on a day in 2014."""
    desk.store.clock.fixed = date(2014, 12, 20)
    desk.write(lambda unit: settings.change(unit, actor=desk.actor, values={"fonds_no": "J012", "archive_unit": "BGS"}))
    return desk


def due(desk: Desk, year: int = 2014, *, every: bool = False) -> tuple[Candidate, ...]:
    return desk.read(lambda unit: archiving.due(unit, actor=desk.actor, year=year, all_terms=every))


def items(desk: Desk, year: int | None = None) -> tuple[Item, ...]:
    return desk.read(lambda unit: archiving.items(unit, actor=desk.actor, year=year))


def file_all(desk: Desk, *chosen: Chosen, year: int = 2014) -> Changes:
    return desk.write(lambda unit: archiving.file_all(unit, actor=desk.actor, year=year, chosen=chosen))


def paper(desk: Desk, title: str, day: str = "2014-03-03", *more: str) -> Chosen:
    made = factories.add(desk, "documents", f"收发日期={day}", "收/发=发文", f"题名={title}", *more)
    return Chosen("documents", made.ids[0])


def wrong(desk: Desk) -> list[str]:
    return [one.sentence for one in verifying.run(desk) if not one.ok]


def test_the_code_is_built_as_the_standard_says() -> None:
    code = retention.archive_code(fonds="J012", category="WS", year=2014, term=Retention.THIRTY, unit="BGS", item_no=7)
    assert code == "J012-WS·2014-D30-BGS-0007"
    plain = retention.archive_code(fonds="J012", category="WS", year=2014, term=Retention.PERMANENT, unit="", item_no=1)
    assert plain == "J012-WS·2014-Y-0001"


@pytest.mark.parametrize(
    ("text", "term"), [("30", "30年"), ("D30", "30年"), ("y", "永久"), ("10 年", "10年"), ("不归档", "不归档")]
)
def test_a_term_is_read_as_it_is_written(text: str, term: str) -> None:
    assert retention.of(text) == term


def test_every_ledger_declares_a_term_and_registers_none() -> None:
    assert {retention.declared(one) for one in registry.LEDGERS} == set(Retention)
    assert {retention.declared(one) for one in registry.BASE if one.base} == {Retention.NONE}
    assert retention.declared(registry.find("petitions")) is Retention.THIRTY


def test_the_office_sets_the_class_of_a_ledger(office: Desk) -> None:
    made = factories.add(office, "visits", "走访时间=2014-03-09", "走访内容=看望")
    assert [one.term for one in due(office)] == [Retention.TEN]
    office.write(
        lambda unit: archiving.set_class(unit, actor=office.actor, ledger="visits", term="30", reason="县馆审定")
    )
    assert [(one.number, one.term) for one in due(office)] == [(made.number, Retention.THIRTY)]
    office.write(lambda unit: archiving.set_class(unit, actor=office.actor, ledger="走访日记", term="不归档"))
    assert due(office) == ()
    with pytest.raises(Refused, match="名册"):
        office.write(lambda unit: archiving.set_class(unit, actor=office.actor, ledger="people", term="30"))


def test_only_what_is_finished_in_the_year_is_due(office: Desk) -> None:
    done = paper(office, "2014年的通知")
    paper(office, "2013年的通知", "2013-03-03")
    factories.add(office, "documents", "收发日期=2014-03-03", "收/发=收文", "题名=还没办的来文")
    factories.add(office, "rectifications", "登记日期=2014-03-09")
    gone = factories.add(office, "meetings", "日期=2014-03-09", "议题=作废的会")
    office.write(
        lambda unit: records.void(unit, actor=office.actor, ledger="meetings", record_id=gone.ids[0], reason="误登")
    )
    assert [(one.ledger, one.record_id) for one in due(office)] == [("documents", done.record_id)]
    found = office.read(lambda unit: all_checks.find(unit, name="往年办结没有归档的"))
    assert [row.names for row in found[0].rows] == [("2013年", "文件简报", "1 件")]


def test_items_are_numbered_by_term_and_bear_their_code(office: Desk) -> None:
    first = paper(office, "方案", "2014-05-01", "保管期限=永久")
    second = paper(office, "通知", "2014-02-01", "保管期限=10年")
    third = paper(office, "办法", "2014-04-01", "保管期限=永久")
    told = file_all(office, first, second, Chosen("documents", third.record_id, pages=12, note="附件二份"))
    assert told.description == "归档2014年度 3 件"
    found = items(office, 2014)
    assert [(one.code, one.title, one.pages) for one in found] == [
        ("J012-WS·2014-Y-BGS-0001", "办法", 12), ("J012-WS·2014-Y-BGS-0002", "方案", None),
        ("J012-WS·2014-D10-BGS-0001", "通知", None),
    ]  # fmt: skip
    assert [one.kept_until for one in found] == [None, None, 2024]
    record = factories.read(office, "documents", third.record_id)
    assert (record.values["archive_no"], record.values["status"]) == ("J012-WS·2014-Y-BGS-0001", "已归档")
    assert due(office) == ()
    assert wrong(office) == []


def test_a_petition_takes_its_own_step_and_an_idle_letter_is_not_filed(office: Desk) -> None:
    letter = factories.add(office, "petitions", "来访时间=2014-03-01", "信访形式=来信", "信访人姓名=赵某")
    visit = factories.add(office, "petitions", "来访时间=2014-03-02", "信访形式=来访", "信访人姓名=钱某")
    for made in (letter, visit):
        office.write(
            lambda unit, made=made: transitions.do(  # type: ignore[misc]
                unit, actor=office.actor, ledger="petitions", record_id=made.ids[0], action="decline",
                values={"declined_on": date(2014, 3, 5), "declined_reason": "已复核终结"}, reason="已复核终结",
            )
        )  # fmt: skip
    assert [one.number for one in due(office)] == [visit.number]
    idle = next(one for one in due(office, every=True) if one.number == letter.number)
    assert (idle.term, idle.note) == (Retention.NONE, archiving.NOT_HANDLED)
    with pytest.raises(Refused, match="不归档"):
        file_all(office, Chosen("petitions", letter.ids[0]))
    file_all(office, Chosen("petitions", visit.ids[0]), Chosen("petitions", letter.ids[0], Retention.TEN))
    record = factories.read(office, "petitions", visit.ids[0])
    assert (record.values["status"], record.values["archive_code"]) == ("archived", "J012-WS·2014-D30-BGS-0001")
    code = str(record.values["archive_code"])
    office.write(lambda unit: archiving.take_out(unit, actor=office.actor, code=code, reason="归错了期限"))
    assert factories.read(office, "petitions", visit.ids[0]).values["archive_code"] is None
    file_all(office, Chosen("petitions", visit.ids[0], Retention.PERMANENT))
    record = factories.read(office, "petitions", visit.ids[0])
    assert (record.values["status"], record.values["archive_code"]) == ("archived", "J012-WS·2014-Y-BGS-0001")
    assert wrong(office) == []


def test_filing_asks_for_the_fonds_number_and_for_what_is_due(desk: Desk) -> None:
    one = paper(desk, "通知")
    with pytest.raises(Refused, match="全宗号"):
        file_all(desk, one)
    desk.write(lambda unit: settings.change(unit, actor=desk.actor, values={"全宗号": "J012"}))
    with pytest.raises(Refused, match="没有列在2013年"):
        file_all(desk, one, year=2013)
    with pytest.raises(Refused, match="没有选中"):
        file_all(desk)
    assert items(desk) == ()


def test_what_was_filed_by_mistake_is_taken_out_and_its_number_is_not_given_again(office: Desk) -> None:
    one = paper(office, "通知", "2014-02-01")
    file_all(office, one)
    code = items(office)[0].code
    with pytest.raises(Refused, match="写明原因"):
        office.write(lambda unit: archiving.take_out(unit, actor=office.actor, code=code, reason=""))
    with pytest.raises(Refused, match="撤出归档"):
        office.write(lambda unit: undo.undo(unit, actor=office.actor))
    office.write(lambda unit: archiving.take_out(unit, actor=office.actor, code=code, reason="归错了年度"))
    assert items(office) == ()
    assert factories.read(office, "documents", one.record_id).values["archive_no"] is None
    file_all(office, one)
    assert items(office)[0].code.endswith("0002")
    assert wrong(office) == []


@pytest.mark.file_only("a ledger is changed by another program")
def test_a_filed_item_changed_behind_the_program_is_named(office: Desk) -> None:
    file_all(office, paper(office, "通知"))
    path = office.path
    office.close()
    tampering.tamper(path, "UPDATE archive_item SET retention = '10年', kept_until = 2015")
    with closing(open_desk(path)) as again:
        (sentence,) = wrong(again)
    assert "归档目录" in sentence


def test_after_its_term_an_item_is_on_the_yearly_list_only(office: Desk) -> None:
    file_all(
        office,
        paper(office, "通知", "2014-02-01", "保管期限=10年"),
        paper(office, "办法", "2014-02-02", "保管期限=30年"),
    )
    ten, thirty = items(office)[1], items(office)[0]
    assert expired(office, 2024) == []
    assert expired(office, 2025) == [ten.code]
    assert expired(office, 2045) == [thirty.code, ten.code]
    found = office.read(lambda unit: all_checks.find(unit, name="archive_expired", as_of=date(2025, 1, 2)))
    assert [row.names[0] for row in found[0].rows] == [ten.code]


def expired(desk: Desk, year: int) -> list[str]:
    return [one.code for one in desk.read(lambda unit: appraising.expired(unit, actor=desk.actor, year=year))]


def appraise(desk: Desk, code: str, outcome: str, term: str = "") -> Changes:
    return desk.write(
        lambda unit: appraising.appraise(
            unit, actor=desk.actor, codes=[code], outcome=outcome, note="已无查考价值", term=term
        )
    )


def filed_long_ago(desk: Desk) -> str:
    """A paper with a name, kept through its ten years; the day is eleven years later."""
    file_all(desk, paper(desk, "张老三的证明", "2014-02-01", "保管期限=10年"))
    desk.store.clock.fixed = date(2025, 3, 1)
    return items(desk)[0].code


def test_an_item_is_kept_longer_from_its_own_year(office: Desk) -> None:
    code = filed_long_ago(office)
    with pytest.raises(Refused, match="也已经到期"):
        appraise(office, code, "续存", "10年")
    appraise(office, code, "续存", "30年")
    assert items(office)[0].kept_until == 2044
    assert expired(office, 2025) == []
    with pytest.raises(Refused, match="还没有到期"):
        appraise(office, code, "同意销毁")


def test_two_destroy_what_the_appraisal_let_go(office: Desk, ledger_file: Path) -> None:
    code = filed_long_ago(office)
    with pytest.raises(Refused, match="没有鉴定"):
        office.write(lambda unit: appraising.destroy(unit, actor=office.actor, codes=[code]))
    appraise(office, code, "同意销毁")
    with pytest.raises(Refused, match="您自己鉴定的") as refused:
        office.write(lambda unit: appraising.destroy(unit, actor=office.actor, codes=[code]))
    assert refused.value.exit_code == Exit.NOT_ALLOWED
    office.write(lambda unit: operators.add(unit, actor=office.actor, name="李审", role="管理"))
    other = Actor("李审")
    office.write(lambda unit: appraising.destroy(unit, actor=other, codes=[code]))
    (item,) = items(office)
    assert (item.outcome, item.title) == ("已销毁", "文件简报")
    for kind in ("list", "volume"):
        made = office.read(lambda unit, kind=kind: archive_paper.paper(unit, actor=office.actor, kind=kind, year=2014))
        assert [row.cells[-1] for row in made.rows] == ["已销毁"]
    assert [one.erased for one in office.read(lambda unit: recycle_bin.of(unit, actor=office.actor))] == [True]
    assert expired(office, 2025) == []
    assert wrong(office) == []
    office.close()
    assert "张老三".encode() not in ledger_file.read_bytes()


def test_one_destroys_with_the_signed_sheet(office: Desk) -> None:
    code = filed_long_ago(office)
    appraise(office, code, "同意销毁")
    empty = Sheet("清册.png", b"", "王镇长", date(2025, 2, 1))
    with pytest.raises(Refused, match="扫描件"):
        office.write(lambda unit: appraising.destroy(unit, actor=office.actor, codes=[code], sheet=empty))
    office.write(lambda unit: appraising.destroy(unit, actor=office.actor, codes=[code], sheet=SHEET))
    assert items(office)[0].outcome == "已销毁"
    assert wrong(office) == []


def test_what_the_archive_still_keeps_is_not_erased_but_by_order(office: Desk) -> None:
    one = paper(office, "张老三的证明", "2014-02-01", "保管期限=10年")
    file_all(office, one)
    wanted = Asked("documents", one.record_id, ("张老三",), erasing.GROUNDS[1], "本人来信要求")
    with pytest.raises(Refused, match="保管期内不删改"):
        erasing.erase_signed(office, asked=wanted, sheet=SHEET)
    other = factories.add(office, "opinions", "原始意见=张老三说路灯不亮")
    wide = Asked("opinions", other.ids[0], ("张老三",), erasing.GROUNDS[1], "本人来信要求", erasing.EVERYWHERE)
    with pytest.raises(Refused, match="保管期内不删改"):
        erasing.erase_signed(office, asked=wide, sheet=SHEET)
    ordered = Asked("documents", one.record_id, ("张老三",), erasing.ORDERED, "法院函")
    erasing.erase_signed(office, asked=ordered, sheet=SHEET)
    assert items(office)[0].title == "〔已删除〕的证明"
    office.store.clock.fixed = date(2025, 3, 1)
    late = Asked("documents", one.record_id, ("的证明",), erasing.GROUNDS[3], "期满")
    erasing.erase_signed(office, asked=late, sheet=SHEET)
    assert wrong(office) == []


def test_the_restricted_class_is_in_no_list_of_who_may_not_see_it(office: Desk) -> None:
    made = factories.add(
        office, "petitions", "来访时间=2014-03-02", "信访形式=来访", "信访人姓名=钱某", "问题类别=检举控告"
    )
    office.write(
        lambda unit: transitions.do(
            unit, actor=office.actor, ledger="petitions", record_id=made.ids[0], action="decline",
            values={"declined_on": date(2014, 3, 5), "declined_reason": "已复核终结"}, reason="已复核终结",
        )
    )  # fmt: skip
    file_all(office, Chosen("petitions", made.ids[0], Retention.THIRTY))

    def blind(unit):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        with unit.seeing(restricted=False):
            return archiving.items(unit, actor=Actor("李审"))

    assert office.read(blind) == ()
    assert len(items(office)) == 1


def test_a_closed_year_is_filed_erased_from_and_still_closed(office: Desk) -> None:
    one = paper(office, "张老三的证明", "2014-02-01", "保管期限=10年")
    office.store.clock.fixed = date(2015, 1, 10)
    office.write(lambda unit: year_end.close(unit, actor=office.actor, year=2014))
    wanted = Asked("documents", one.record_id, ("张老三",), erasing.GROUNDS[1], "本人来信要求")
    erasing.erase_signed(office, asked=wanted, sheet=SHEET)
    file_all(office, one)
    assert items(office)[0].title == "〔已删除〕的证明"
    with pytest.raises(Refused, match="2014"):
        office.write(
            lambda unit: records.edit(
                unit,
                actor=office.actor,
                ledger="documents",
                record_id=one.record_id,
                version=3,
                values={"remark": "改"},
            )
        )
    assert wrong(office) == []


@pytest.mark.parametrize("scope", [erasing.ONE_RECORD, erasing.EVERYWHERE])
def test_words_go_from_the_remark_of_a_filed_item_too(office: Desk, ledger_file: Path, scope: str) -> None:
    one = paper(office, "张老三的证明", "2014-02-01", "保管期限=10年")
    file_all(office, replace(one, note="附张老三手印"))
    ordered = Asked("documents", one.record_id, ("张老三",), erasing.ORDERED, "法院函", scope)
    erasing.erase_signed(office, asked=ordered, sheet=SHEET)
    assert items(office)[0].note == "附〔已删除〕手印"
    assert wrong(office) == []
    office.close()
    assert "张老三".encode() not in ledger_file.read_bytes()


@pytest.mark.parametrize("scope", [erasing.ONE_RECORD, erasing.EVERYWHERE])
def test_words_go_from_the_reason_of_an_earlier_order_too(office: Desk, ledger_file: Path, scope: str) -> None:
    one = paper(office, "张老三的证明，电话99887766")
    first = Asked("documents", one.record_id, ("99887766",), erasing.GROUNDS[1], "张老三来信要求")
    second = Asked("documents", one.record_id, ("张老三",), erasing.GROUNDS[1], "本人要求", scope)
    for asked in (first, second):
        erasing.erase_signed(office, asked=asked, sheet=SHEET)
    assert wrong(office) == []
    office.close()
    assert "张老三".encode() not in ledger_file.read_bytes()


def test_the_name_of_who_founded_the_file_stays_where_it_says_who_did_it(office: Desk) -> None:
    one = paper(office, f"{office.actor.name}的证明")
    asked = Asked("documents", one.record_id, (office.actor.name,), erasing.GROUNDS[1], "本人要求", erasing.EVERYWHERE)
    erasing.erase_signed(office, asked=asked, sheet=SHEET)
    assert wrong(office) == []


@pytest.mark.parametrize("term", ["10年", "永久"])
def test_what_is_filed_is_not_destroyed_from_the_bin(office: Desk, term: str) -> None:
    one = paper(office, "张老三的证明", "2014-02-01", f"保管期限={term}")
    file_all(office, one)
    (item,) = items(office)
    chosen = ((one.ledger, one.record_id),)

    def void_as_before(unit: UnitOfWork) -> None:
        """As a file may have it from when this was not refused."""
        old = records.get(unit, ledger=one.ledger, record_id=one.record_id)
        (gone,) = unit.set_voided(registry.find(one.ledger), [old], operator=office.actor.name, reasons=["重复登记"])
        unit.audit(
            operator=office.actor.name, action="void", description=f"作废 {gone.number}", ledger=one.ledger,
            uuid=gone.uuid, new=records.kept(registry.find(one.ledger), gone),
        )  # fmt: skip

    office.write(void_as_before)
    office.store.clock.fixed = date(2025, 3, 1)  # the term alone lets nothing go: the appraisal does
    with pytest.raises(Refused, match="已归档") as refused:
        office.write(lambda unit: recycle_bin.empty(unit, actor=office.actor, chosen=chosen, reason="清理"))
    assert refused.value.exit_code == Exit.NOT_ALLOWED
    assert items(office)[0].title == "张老三的证明"
    office.write(lambda unit: recycle_bin.restore(unit, actor=office.actor, chosen=chosen))
    office.write(lambda unit: archiving.take_out(unit, actor=office.actor, code=item.code, reason="误归"))
    office.write(
        lambda unit: records.void(
            unit, actor=office.actor, ledger=one.ledger, record_id=one.record_id, reason="重复登记"
        )
    )
    office.write(lambda unit: recycle_bin.empty(unit, actor=office.actor, chosen=chosen, reason="清理"))
    assert [one.erased for one in office.read(lambda unit: recycle_bin.of(unit, actor=office.actor))] == [True]
    assert wrong(office) == []


def test_the_sheet_of_a_destruction_is_signed_by_another_and_not_tomorrow(office: Desk) -> None:
    code = filed_long_ago(office)
    appraise(office, code, "同意销毁")
    own = replace(SHEET, signed_by=office.actor.name)
    later = replace(SHEET, signed_on=date(2025, 3, 2))
    for sheet, field in ((own, "signed_by"), (later, "signed_on")):
        with pytest.raises(Refused, match="没有销毁") as refused:
            office.write(
                lambda unit, sheet=sheet: appraising.destroy(unit, actor=office.actor, codes=[code], sheet=sheet)
            )
        assert refused.value.field == field
    assert items(office)[0].outcome == "同意销毁"


def test_a_destroyed_item_leaves_nothing_of_its_remark(office: Desk, ledger_file: Path) -> None:
    code = filed_long_ago(office)
    office.write(lambda unit: archiving.describe(unit, actor=office.actor, code=code, pages=2, note="附张老三手印"))
    appraise(office, code, "同意销毁")
    office.write(lambda unit: appraising.destroy(unit, actor=office.actor, codes=[code, code], sheet=SHEET))
    assert items(office)[0].remark == "已销毁"
    assert wrong(office) == []
    office.close()
    assert "张老三".encode() not in ledger_file.read_bytes()


def test_a_record_named_twice_gets_no_second_code(office: Desk) -> None:
    one = paper(office, "通知")
    with pytest.raises(Refused, match="不止一次"):
        file_all(office, one, replace(one, ledger="文件简报"))
    assert items(office) == ()


def test_an_appraisal_of_nothing_is_no_appraisal(office: Desk) -> None:
    with pytest.raises(Refused, match="没有选中"):
        office.write(
            lambda unit: appraising.appraise(unit, actor=office.actor, codes=[], outcome="续存", note="有查考价值")
        )
