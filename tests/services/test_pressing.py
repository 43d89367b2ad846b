"""The duties of the first fifteen days: the list of each is what the clocks of every single petition say."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import TYPE_CHECKING

from app.services import deadlines, home, listing, office, pressing
from app.services.deadlines import LineState
from tests import factories
from tests.desks import TODAY
from tests.services.test_close_out import do
from tests.services.test_gatekeeping import edit

if TYPE_CHECKING:
    from app.services.desk import Desk

CLOCKS = ("T1", "T2", "T3")
TOLD = ((), ("告知日期=2014-03-21",), ("当场告知=是",), ("匿名=是",), ("免予告知原因=住址不清",))
SENT = ((), ("办理方式=自办",), ("办理方式=转政法",), ("办理方式=交办",))
FROM_UPPER = ((), ("收到转办日期={}",))


def listed(desk: Desk) -> dict[str, set[int]]:
    return {
        one.clock_id: {row.id for row in desk.read(lambda unit, ask=one.ask: listing.page(unit, ask=ask)).rows}
        for one in pressing.on(desk.store.clock.today())
    }


def by_their_clocks(desk: Desk, ids: list[int]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {clock_id: set() for clock_id in CLOCKS}
    for one in ids:
        for line in desk.read(lambda unit, one=one: deadlines.of(unit, ledger="petitions", record_id=one)):
            if line.clock_id in found and line.state in (LineState.NEAR, LineState.OVERDUE):
                found[line.clock_id].add(one)
    return found


def test_each_list_is_what_the_clocks_of_the_petitions_say(day: Desk) -> None:
    ids = []
    for ago, told, sent, upper in product((11, 12, 40), TOLD, SENT, FROM_UPPER):
        on = TODAY - timedelta(days=ago)
        texts = (f"来访时间={on}", *told, *sent, *(text.format(on) for text in upper))
        ids += factories.add(day, "petitions", "信访人姓名=孟某", *texts).ids
        if told == TOLD[-1]:
            made = factories.add(day, "petitions", "信访人姓名=孟某", "责任单位=村建办", *texts)
            do(day, made, "accept", f"受理日期={on}")
            ids += made.ids
    found = listed(day)
    assert found == by_their_clocks(day, ids)
    assert all(found.values())
    counted = {duty.key: duty.count for duty in day.read(lambda unit: home.duties(unit, actor=day.actor))}
    assert {clock_id: counted[clock_id] for clock_id in CLOCKS} == {key: len(rows) for key, rows in found.items()}


def test_what_is_told_leaves_the_list(day: Desk) -> None:
    made = factories.add(day, "petitions", "信访人姓名=孟某", "来访时间=2014-03-10")
    assert listed(day) == {"T1": set(), "T2": set(made.ids), "T3": set()}
    edit(day, made, "告知日期=2014-03-26")
    assert listed(day) == {"T1": set(), "T2": set(), "T3": set()}


def test_what_went_back_to_the_upper_level_is_in_no_list(day: Desk) -> None:
    day.store.clock.fixed = date(2024, 3, 25)
    made = factories.add(day, "petitions", "信访人姓名=吕某", "来访时间=2024-03-11", "收到转办日期=2024-03-11")
    assert listed(day) == {"T1": set(), "T2": set(), "T3": set(made.ids)}
    do(day, made, "return", "退回上级日期=2024-03-13", "转办机关同意退回=是", reason="不归本镇管")
    assert listed(day) == {"T1": set(), "T2": set(), "T3": set()}


def test_it_is_told_to_those_who_handle_where_the_ledger_is_kept(day: Desk) -> None:
    factories.add(day, "petitions", "信访人姓名=孟某", "来访时间=2014-03-10")
    duties = day.read(lambda unit: home.duties(unit, actor=day.actor))
    assert [(duty.label, duty.count) for duty in duties] == [("受理告知临期或逾期", 1)]
    day.write(lambda unit: office.hide_ledger(unit, actor=day.actor, ledger="petitions", hidden=True))
    assert day.read(lambda unit: home.duties(unit, actor=day.actor)) == ()


def test_the_rows_stand_from_three_days_before(day: Desk) -> None:
    day.store.clock.fixed = date(2014, 3, 21)
    factories.add(day, "petitions", "信访人姓名=孟某", "来访时间=2014-03-10")
    assert listed(day)["T2"] == set()
    day.store.clock.fixed = date(2014, 3, 22)
    assert len(listed(day)["T2"]) == 1
