"""What earlier records offer to the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ledgers import registry
from app.services import earlier
from db.declare import TAKEN_OUT
from tests import factories

if TYPE_CHECKING:
    from app.services.desk import Desk


def test_words_are_offered_again_but_not_where_some_were_taken_out(desk: Desk) -> None:
    ledger = registry.find("rectifications")
    factories.add(desk, ledger.name, "配合单位=村建办")
    assert desk.read(lambda unit: earlier.last_value(unit, ledger=ledger, key="co_orgs")) == "村建办"
    factories.add(desk, ledger.name, f"配合单位={TAKEN_OUT}村委会")
    assert desk.read(lambda unit: earlier.learned(unit, ledger=ledger, key="co_orgs", typed="村")) == ("村建办",)
    assert desk.read(lambda unit: earlier.last_value(unit, ledger=ledger, key="co_orgs")) is None
