"""年度结转 of many records: told as it goes, stopped with nothing changed, and the history tells what it did alone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import closed_years, entry, history, listing, records, year_end
from db import search
from db.ask import Ask
from db.declare import CARRIED
from tests import factories
from tests.faults import whole

if TYPE_CHECKING:
    from app.services.desk import Desk
    from db.unit import UnitOfWork

OLD, NEW = date(2013, 12, 20), date(2014, 1, 6)


@pytest.fixture
def three(desk: Desk) -> Desk:
    """Three open items of 2013, one with measures, at a desk of January 2014."""
    desk.store.clock.fixed = OLD
    for _ in range(3):
        factories.add(desk, "rectifications", "登记日期=2013-12-01", "责任单位=村建办")

    def measures(unit: UnitOfWork) -> None:
        ledger = registry.find("rectifications")
        child = ledger.child("measures")
        old = records.get(unit, ledger=ledger.name, record_id=1)
        rows = [entry.read_child(unit, ledger=ledger, child=child, texts={"措施内容": one}) for one in ("换灯", "布线")]
        records.edit(
            unit, actor=desk.actor, ledger=ledger.name, record_id=1, version=old.version, values={},
            children={child.name: rows},
        )  # fmt: skip

    desk.write(measures)
    desk.store.clock.fixed = NEW
    return desk


def test_the_history_of_what_was_carried_tells_of_the_year_alone(three: Desk) -> None:
    three.write(lambda unit: year_end.close(unit, actor=three.actor, year=2013))
    record = factories.read(three, "rectifications", 1)
    assert [row.values["text"] for row in record.children["measures"]] == ["换灯", "布线"]
    line = three.read(lambda unit: history.of(unit, ledger="rectifications", uuid=record.uuid))[0]
    assert [one.label for one in line.changes] == [registry.find("rectifications").column(CARRIED).label]
    assert whole.problems(three) == []


def test_closing_is_told_batch_by_batch_and_stops_with_nothing_changed(
    three: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(year_end, "TOLD_EVERY", 2)
    heard: list[tuple[int, int]] = []

    def stop_at_the_second(done: int, of: int) -> bool:
        heard.append((done, of))
        return done < 2

    with pytest.raises(Refused, match="已按您的要求停止，2013年没有结转，没有改动任何记录"):
        three.write(lambda unit: year_end.close(unit, actor=three.actor, year=2013, progress=stop_at_the_second))
    assert heard == [(0, 3), (2, 3)]
    assert three.read(closed_years.closed) == {}
    assert all(factories.read(three, "rectifications", one).values[CARRIED] is None for one in (1, 2, 3))
    three.write(lambda unit: year_end.close(unit, actor=three.actor, year=2013, progress=lambda *_: True))
    assert all(factories.read(three, "rectifications", one).values[CARRIED] == Decimal(2014) for one in (1, 2, 3))


def test_what_nobody_searches_by_leaves_the_index_alone_and_all_is_still_found(
    three: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[int] = []
    again = search.index_again
    monkeypatch.setattr(search, "index_again", lambda *given: (written.append(len(given[3])), again(*given)))
    three.write(lambda unit: year_end.close(unit, actor=three.actor, year=2013))
    assert written == []
    assert three.read(lambda unit: listing.page(unit, ask=Ask("rectifications", search="村西路灯"))).total == 3
    ledger = registry.find("rectifications")
    assert search.Contents(ledger).hold((CARRIED,)) is False
    assert search.Contents(ledger).hold((CARRIED, ledger.matter)) is True
    assert search.Contents(registry.find("petitions")).hold((registry.find("petitions").restricted_when[0],)) is True  # type: ignore[index]
    assert whole.problems(three) == []
