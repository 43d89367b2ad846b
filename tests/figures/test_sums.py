from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from app.rules import wording
from app.services import records
from app.services.listing import Ask, Filter
from db.values import FuzzyCount, Money
from tests import factories

if TYPE_CHECKING:
    from app.services.desk import Desk
    from db.values import Value

KEYS = ("attended", "class_hours", "on_leave")


def _sums(desk: Desk, ask: Ask, *keys: str) -> dict[str, Value]:
    return desk.read(lambda unit: unit.reading.sums(ask, keys))


def test_a_list_is_added_up_column_by_column(desk: Desk) -> None:
    factories.add(desk, "learning_sessions", "日期=2014-03-05", "实到=30", "课时=1.5")
    factories.add(desk, "learning_sessions", "日期=2014-03-06", "实到=100余", "课时=2")
    voided = factories.add(desk, "learning_sessions", "日期=2014-03-06", "实到=7", "请假=1")
    desk.write(
        lambda unit: records.void(
            unit, actor=desk.actor, ledger=voided.ledger, record_id=voided.ids[0], reason="重复登记"
        )
    )
    added = {"attended": FuzzyCount(130, is_floor=True), "class_hours": Decimal("3.5"), "on_leave": None}
    assert _sums(desk, Ask("learning_sessions"), *KEYS) == added


def test_the_sums_follow_the_filters_of_the_list(desk: Desk) -> None:
    factories.add(desk, "debts", "登记日期=2014-03-01", "事由=修路欠款", "本金=2.1万元")
    factories.add(desk, "debts", "登记日期=2014-03-02", "事由=红砖款", "本金=1.3万元")
    ask = Ask("debts", filters=(Filter("reason", value="红砖款"),))
    (amount,) = _sums(desk, ask, "principal").values()
    assert amount == Money(1_300_000)
    ledger = desk.read(lambda unit: unit.schema.ledgers["debts"])
    assert wording.sum_text(ledger.column("principal"), amount) == "13000"


def test_a_search_that_can_match_nothing_adds_nothing(desk: Desk) -> None:
    assert _sums(desk, Ask("debts", search="，"), "principal") == {"principal": None}
