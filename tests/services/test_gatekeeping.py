from __future__ import annotations

from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Refused
from app.services import entry, operators, records, undo
from db.values import Money
from tests import desks, factories

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.services.desk import Desk
    from db.unit import UnitOfWork


def edit(desk: Desk, made: Changes, *texts: str) -> Changes:
    """Change columns of a record as the form does."""

    def work(unit: UnitOfWork) -> Changes:
        record = records.get(unit, ledger=made.ledger, record_id=made.ids[0])
        ledger = unit.schema.ledgers[made.ledger]
        values = entry.read_values(unit, ledger=ledger, texts=entry.pairs(texts))
        return records.edit(
            unit, actor=desk.actor, ledger=made.ledger, record_id=record.id, version=record.version, values=values
        )

    return desk.write(work)


CASES = [
    ("opinions", ("日期=2014-03-05",), ("反馈日期=2014-03-20",), "采纳情况"),
    ("opinions", ("日期=2014-03-05", "采纳情况=不采纳"), ("反馈日期=2014-03-20",), "理由"),
    ("demands", ("内容=要求修井", "日期=2014-03-05"), ("解决日=2014-03-20",), "结果"),
    ("projects", ("立项日期=2014-02-20",), ("实际竣工=2014-03-20",), "完成"),
    (
        "debts",
        ("债权人=赵某", "事由=修路材料款", "本金=3.4万元"),
        ("偿还额=4万元", "偿还日=2014-03-20", "领款人签收=赵某"),
        "超过了本金",
    ),
    ("debts", ("债权人=赵某", "事由=修路材料款", "本金=3.4万元"), ("偿还额=3.4万元", "偿还日=2014-03-20"), "签收"),
    ("backlog_cases", ("案件名称=宅基地旧案", "排查日期=2014-02-20"), ("化解日期=2014-03-20",), "销案审批人"),
    ("welfare_cases", ("户=赵某户", "申请日=2014-02-20"), ("审批意见=同意",), "公示"),
]


@pytest.mark.parametrize(("ledger", "first", "then", "words"), CASES)
def test_a_gate_is_asked_by_the_edit_that_reaches_it(
    day: Desk, ledger: str, first: tuple[str, ...], then: tuple[str, ...], words: str
) -> None:
    made = factories.add(day, ledger, *first)
    with pytest.raises(Refused, match=words):
        edit(day, made, *then)
    assert factories.read(day, ledger, made.ids[0]).version == 1


@pytest.mark.parametrize(("ledger", "first", "then", "words"), CASES)
def test_the_same_gate_is_asked_by_a_new_record(
    day: Desk, ledger: str, first: tuple[str, ...], then: tuple[str, ...], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        factories.add(day, ledger, *first, *then)


def test_an_open_gate_lets_the_record_through(day: Desk) -> None:
    made = factories.add(day, "debts", "债权人=赵某", "事由=修路材料款", "本金=3.4万元")
    edit(day, made, "偿还额=3.4万元", "偿还日=2014-03-20", "领款人签收=赵某")
    balance = factories.read(day, "debts", made.ids[0]).values["balance"]
    assert balance is not None
    assert balance.fen == 0  # type: ignore[union-attr]


PASSED = [
    ("opinions", ("反馈日期=2014-03-20", "采纳情况=采纳", "日期=2014-03-01"), "采纳情况=", "没有填采纳情况"),
    (
        "demands", ("内容=修井", "日期=2014-03-05", "状态=已解决", "结果=已修", "解决日=2014-03-20"), "结果=",
        "没有填办理结果",
    ),
    (
        "debts",
        ("债权人=孟某", "事由=工程款", "本金=20000元", "偿还额=15000元", "偿还日=2014-03-20", "领款人签收=孟某"),
        "本金=10000元",
        "超过了本金",
    ),
    (
        "backlog_cases",
        ("案件名称=旧案", "排查日期=2014-02-20", "化解结果=已化解", "化解日期=2014-03-01", "销案审批人=王镇长"),
        "销案审批人=",
        "销案审批人",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("ledger", "texts", "taken", "words"), PASSED, ids=[case[0] for case in PASSED])
def test_what_a_gate_asked_for_is_not_taken_away_behind_it(
    day: Desk, ledger: str, texts: tuple[str, ...], taken: str, words: str
) -> None:
    made = factories.add(day, ledger, *texts)
    with pytest.raises(Refused, match=words):
        edit(day, made, taken)
    edit(day, made, "备注=不相干的改动")


def test_undo_and_redo_ask_the_same_gates(day: Desk) -> None:
    """One raises the principal, another repays up to it: the first may not take his raise back any more."""
    day.write(lambda unit: operators.add(unit, actor=day.actor, name="李审核"))
    made = factories.add(day, "debts", "债权人=孟某", "事由=工程款", "形成年份=2009", "本金=10000元")
    edit(day, made, "本金=20000元")
    with closing(desks.beside(day, user="李审核")) as other:
        other.store.clock.fixed = day.store.clock.fixed
        edit(other, made, "偿还额=15000元", "偿还日=2014-03-20", "领款人签收=孟某")
    with pytest.raises(Refused, match="超过了本金"):
        day.write(lambda unit: undo.undo(unit, actor=day.actor))
    assert factories.read(day, "debts", made.ids[0]).values["principal"] == Money(20_000_00)


def test_undo_takes_back_only_what_its_own_action_wrote(day: Desk) -> None:
    day.write(lambda unit: operators.add(unit, actor=day.actor, name="李审核"))
    made = factories.add(day, "demands", "内容=修井", "日期=2014-03-05", "备注=原来的")
    edit(day, made, "备注=改过的")
    with closing(desks.beside(day, user="李审核")) as other:
        other.store.clock.fixed = day.store.clock.fixed
        edit(other, made, "时限=2014-04-10")
    day.write(lambda unit: undo.undo(unit, actor=day.actor))
    values = factories.read(day, "demands", made.ids[0]).values
    assert (values["remark"], values["due_on"]) == ("原来的", date(2014, 4, 10))


def test_undo_is_refused_when_another_wrote_over_it_since(day: Desk) -> None:
    day.write(lambda unit: operators.add(unit, actor=day.actor, name="李审核"))
    made = factories.add(day, "demands", "内容=修井", "日期=2014-03-05")
    edit(day, made, "时限=2014-04-10")
    with closing(desks.beside(day, user="李审核")) as other:
        other.store.clock.fixed = day.store.clock.fixed
        edit(other, made, "时限=2014-04-20")
    with pytest.raises(Refused, match="时限」又改过"):
        day.write(lambda unit: undo.undo(unit, actor=day.actor))
    assert factories.read(day, "demands", made.ids[0]).values["due_on"] == date(2014, 4, 20)


def test_what_goes_on_for_good_has_no_deadline_by_any_door(desk: Desk) -> None:
    with pytest.raises(Refused, match="是长期坚持事项，却填了整改时限"):
        factories.add(desk, "rectifications", "登记日期=2014-03-05", "时限类型=长期坚持", "整改时限=2014-04-05")
    made = factories.add(desk, "rectifications", "登记日期=2014-03-05", "整改时限=2014-04-05")
    with pytest.raises(Refused, match="是长期坚持事项，却填了整改时限"):
        edit(desk, made, "时限类型=长期坚持")
    edit(desk, made, "时限类型=长期坚持", "整改时限=")


@pytest.mark.parametrize("told", ["2014-04-01", "2014-03-09"])
def test_a_petitioner_is_told_neither_ahead_nor_before_he_came(day: Desk, told: str) -> None:
    with pytest.raises(Refused, match=f"的告知日期{told}"):
        factories.add(day, "petitions", "来访时间=2014-03-10", "信访人姓名=孟某", f"告知日期={told}")
    made = factories.add(day, "petitions", "来访时间=2014-03-10", "信访人姓名=孟某", "告知日期=2014-03-31")
    with pytest.raises(Refused, match=f"的告知日期{told}"):
        edit(day, made, f"告知日期={told}")
