from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.services import home, listing, office
from app.services.listing import Ask, Filter, State
from tests import factories

if TYPE_CHECKING:
    from app.services.desk import Desk


def test_every_tile_counts_what_its_list_holds(desk: Desk) -> None:
    desk.store.clock.fixed = date(2014, 3, 31)
    for due in ("2014-03-20", "2014-04-01", "2014-06-30"):
        factories.add(desk, "rectifications", "登记日期=2014-03-01", f"整改时限={due}", "跟进日期=2014-03-31")
    factories.add(desk, "demands", "内容=要求修井", "日期=2014-03-05", "时限=2014-03-28")
    found = {tile.state: tile for tile in desk.read(lambda unit: home.tiles(unit))}
    assert {state: tile.total for state, tile in found.items()} == {
        State.OVERDUE: 2,
        State.NEAR: 1,
        State.FOLLOW_UP: 3,
        State.OPEN: 4,
        State.INCOMPLETE: 4,
    }
    for tile in found.values():
        for line in tile.counts:
            assert desk.read(lambda unit, ask=line.ask: listing.count(unit, ask=ask)) == line.count


def test_one_pass_finds_the_states_that_single_counts_find(desk: Desk) -> None:
    factories.add(desk, "rectifications", "登记日期=2014-03-01", "整改时限=2014-03-20", "重点关注=是")
    for ledger in registry.LEDGERS:
        at_once = desk.read(lambda unit, ledger=ledger: unit.reading.states(ledger, State))
        one_by_one = {
            state: desk.read(
                lambda unit, ledger=ledger, state=state: listing.count(
                    unit, ask=Ask(ledger.name, filters=(Filter.state(state),))
                )
            )
            for state in State
        }
        assert at_once == one_by_one


def test_a_hidden_ledger_is_in_no_tile(desk: Desk) -> None:
    factories.add(desk, "rectifications")
    desk.write(lambda unit: office.hide_ledger(unit, actor=desk.actor, ledger="rectifications", hidden=True))
    assert all(tile.total == 0 for tile in desk.read(lambda unit: home.tiles(unit)))


def test_one_look_finds_the_counts_that_single_counts_find(desk: Desk) -> None:
    factories.add(desk, "rectifications", "登记日期=2014-03-01")
    for _ in range(2):
        factories.add(desk, "opinions", "日期=2014-03-05")
    at_once = desk.read(lambda unit: listing.held(unit, ledgers=registry.LEDGERS))
    assert at_once == {
        one.name: desk.read(lambda unit, ledger=one: listing.count(unit, ask=Ask(ledger.name)))
        for one in registry.LEDGERS
    }
    assert (at_once["opinions"], at_once["rectifications"], at_once["debts"]) == (2, 1, 0)
