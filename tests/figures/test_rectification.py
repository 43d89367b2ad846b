from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from app.services import attachments, listing
from app.services.listing import Ask, Filter, State
from tests import factories
from tests.figures.looking import all_of, rows, value
from tests.services.test_close_out import do

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.services.desk import Desk

TODAY = date(2014, 3, 31)


@pytest.fixture
def day(desk: Desk) -> Desk:
    """The desk of an office of one that may review its own items, on 20 March 2014."""
    desk.write(lambda unit: unit.put_setting("allow_self_review", "1"))
    _go_to(desk, date(2014, 3, 20))
    return desk


def _go_to(desk: Desk, today: date) -> None:
    desk.store.clock.fixed = today


def _item(desk: Desk, *texts: str) -> Changes:
    return factories.add(desk, "rectifications", "登记日期=2014-03-01", "责任单位=村建办", "问题来源=自己找", *texts)


def _apply(desk: Desk, made: Changes) -> None:
    desk.write(
        lambda unit: attachments.attach(
            unit, actor=desk.actor, ledger="rectifications", record_id=made.ids[0], name="路灯.png",
            data=made.number.encode(), happened_on=date(2014, 3, 18),
        )
    )  # fmt: skip
    do(desk, made, "apply-close", f"完成情况={made.number}灯具已换新", "完成日期=2014-03-18")


def _close(desk: Desk, made: Changes) -> None:
    _apply(desk, made)
    do(desk, made, "check")
    do(desk, made, "close")


def test_only_an_approved_close_out_is_struck_off(day: Desk) -> None:
    closed, applied = _item(day, "时限类型=限期"), _item(day, "时限类型=立行立改")
    _item(day, "时限类型=长期坚持")
    _close(day, closed)
    _apply(day, applied)
    found = all_of(day)
    codes = ("total", "completed", "closed", "long_term", "historical", "open")
    assert [found[f"R1.{code}"].value for code in codes] == [3, 2, 1, 1, 0, 2]
    assert (found["R1.rate"].value, found["R1.completion_rate"].text) == (Decimal(50), "100%")
    assert found["R1.rate"].detail == "计入比例的销号1项÷计入比例的整改事项2项；基数只有2项，比例仅供参考"
    assert (found["R2"].value, found["R2.limited"].value) == (1, 1)


def test_reopening_does_not_rewrite_the_days_before(day: Desk) -> None:
    made = _item(day, "时限类型=限期")
    _close(day, made)
    _go_to(day, date(2014, 3, 25))
    do(day, made, "reopen", "整改时限=2014-04-20", reason="路灯又不亮了")
    assert [value(day, "R1.closed", date(2014, 3, n)) for n in (19, 20, 24, 25)] == [0, 1, 1, 0]
    assert [value(day, "R5", date(2014, 3, n)) for n in (24, 25)] == [0, 1]
    assert value(day, "R5.standing") == 1
    assert rows(day, "R1.closed", date(2014, 3, 24)).ids == made.ids


def test_a_new_deadline_of_a_reopened_item_leaves_the_days_before_as_they_were(day: Desk) -> None:
    made = _item(day, "时限类型=限期", "整改时限=2014-03-14")
    _close(day, made)
    days = [date(2014, 3, n) for n in (14, 17, 19, 20, 24)]
    before = [[value(day, code, on) for on in days] for code in ("R6", "R1.completed", "R1.closed")]
    assert before[0] == [0, 1, 0, 0, 0]
    _go_to(day, date(2014, 3, 25))
    do(day, made, "reopen", "整改时限=2014-04-18", reason="路灯又不亮了")
    assert [[value(day, code, on) for on in days] for code in ("R6", "R1.completed", "R1.closed")] == before
    assert rows(day, "R6", date(2014, 3, 17)).ids == made.ids
    assert [value(day, "R6", date(2014, *on)) for on in ((3, 25), (4, 18), (4, 21))] == [0, 0, 1]


def test_overdue_agrees_with_the_tile_of_today(day: Desk) -> None:
    due = ("时限类型=限期", "整改时限=2014-03-14")
    late, done = _item(day, *due), _item(day, *due)
    paused = _item(day, *due)
    _item(day, "时限类型=限期", "整改时限=2014-03-20")
    _close(day, done)
    do(day, paused, "pause", "销号审批人=梁国栋", reason="等上级批复")
    tile = day.read(lambda unit: listing.count(unit, ask=Ask("rectifications", filters=(Filter.state(State.OVERDUE),))))
    assert tile == value(day, "R6", date(2014, 3, 20)) == 1
    assert rows(day, "R6", date(2014, 3, 20)).ids == late.ids


def test_an_item_done_later_was_overdue_before(day: Desk) -> None:
    made = _item(day, "时限类型=限期", "整改时限=2014-03-14")
    _close(day, made)
    assert [value(day, "R6", date(2014, 3, n)) for n in (14, 17, 18)] == [0, 1, 0]
