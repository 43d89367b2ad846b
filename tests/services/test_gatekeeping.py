from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Refused
from app.services import entry, records
from tests import factories

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.services.desk import Desk
    from db.unit import UnitOfWork

TODAY = date(2014, 3, 31)


@pytest.fixture
def day(desk: Desk) -> Desk:
    """The desk on 31 March 2014."""
    desk.store.clock.fixed = TODAY
    return desk


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
