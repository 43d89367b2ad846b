from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import column_filter, columns, selection_sums, views
from app.services.changes import Actor
from app.services.office import TableLayout
from app.services.views import View
from db.ask import Ask, Filter, Op, State
from db.declare import Column, Kind
from db.layout import Layout, OwnColumn
from db.values import FuzzyCount, FuzzyDate, Money, Precision, Quantity, Reference
from tests import factories

if TYPE_CHECKING:
    from app.services.desk import Desk

LEDGER = "rectifications"
FILTERS = (
    Filter.state(State.OVERDUE),
    Filter("responsible_org", Op.IS, Reference("村建办", 3)),
    Filter("registered_on", Op.SINCE, FuzzyDate(date(2014, 3, 1), Precision.MONTH)),
    Filter("due_on", Op.UNTIL, date(2014, 4, 30)),
    Filter("description", Op.CONTAINS, "路灯"),
)


def listed(desk: Desk, operator: str = "") -> tuple[View, ...]:
    return desk.read(lambda unit: views.all_of(unit, ledger=LEDGER, operator=operator or desk.actor.name))


def keep(desk: Desk, view: View, actor: Actor | None = None) -> None:
    desk.write(lambda unit: views.keep(unit, actor=actor or desk.actor, ledger=LEDGER, view=view))


def test_a_view_comes_back_as_it_was_kept(desk: Desk) -> None:
    layout = TableLayout(("number", "description"), {"description": 333}, 2, 1)
    view = View("三月", layout, FILTERS, "灯", (("due_on", True),))
    keep(desk, view)
    assert listed(desk) == (view,)


def test_own_views_are_seen_by_their_operator_and_shared_ones_by_all(desk: Desk) -> None:
    keep(desk, View("我的", TableLayout()))
    keep(desk, View("大家的", TableLayout(), is_shared=True))
    assert [view.name for view in listed(desk, "别人")] == ["大家的"]
    assert [(view.name, view.is_shared) for view in listed(desk)] == [("我的", False), ("大家的", True)]
    newest = desk.read(lambda unit: unit.events(unit.schema.audit.c.action == "settings")[0])
    assert newest.entry.description == "保存视图「大家的」"


def test_only_the_office_shares_views(desk: Desk) -> None:
    with pytest.raises(Refused):
        keep(desk, View("大家的", TableLayout(), is_shared=True), Actor("小王", "录入"))


def test_a_view_of_the_same_name_takes_the_place_of_the_old_one_and_can_be_dropped(desk: Desk) -> None:
    keep(desk, View("甲", TableLayout(), search="一"))
    keep(desk, View(" 甲 ", TableLayout(), search="二"))
    assert [view.search for view in listed(desk)] == ["二"]
    desk.write(lambda unit: views.drop(unit, actor=desk.actor, ledger=LEDGER, name="甲", is_shared=False))
    assert listed(desk) == ()


def test_a_view_shows_no_column_that_the_office_has_hidden_or_taken_away_since(desk: Desk) -> None:
    def arrange(wanted: Layout) -> None:
        desk.write(lambda unit: columns.change(unit, actor=desk.actor, ledger=LEDGER, wanted=wanted))

    own = OwnColumn("own_1", "片区", Kind.TEXT)
    arrange(Layout(own=(own,)))
    shown = ("number", "follow_up_on", "own_1", "description")
    narrowed = Filter("follow_up_on", Op.UNTIL, date(2014, 4, 30))
    keep(desk, View("四月", TableLayout(shown, {}, 1, 3), (narrowed,), "", (("follow_up_on", True),)))
    arrange(Layout(own=(own,), hidden=frozenset({"follow_up_on"})))
    (view,) = listed(desk)
    assert (view.layout.columns, view.layout.frozen) == (("number", "own_1", "description"), 2)
    assert (view.filters, view.sort) == ((narrowed,), (("follow_up_on", True),))  # the list is what its name says
    arrange(Layout(own=(replace(own, removed=True),), hidden=frozenset({"follow_up_on"})))
    assert listed(desk)[0].layout.columns == ("number", "description")
    arrange(Layout(own=(own,)))
    assert listed(desk)[0].layout == TableLayout(shown, {}, 1, 3)


@pytest.mark.parametrize("name", ["", "  ", "长" * 31])
def test_a_name_that_cannot_be_is_refused(desk: Desk, name: str) -> None:
    with pytest.raises(Refused, match="视图名称"):
        keep(desk, View(name, TableLayout()))


# ---- the filter row --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        ("description", "路灯", (Filter("description", Op.CONTAINS, "路灯"),)),
        ("number", "12", (Filter("number", Op.CONTAINS, "12"),)),
        ("responsible_org", "村建", (Filter("responsible_org", Op.CONTAINS, "村建"),)),
        ("status", "整改中", (Filter("status", Op.IS, "in_progress"),)),
        ("due_on", "空", (Filter("due_on", Op.EMPTY),)),
        ("due_on", ">=2014-3-5", (Filter("due_on", Op.SINCE, date(2014, 3, 5)),)),
        (
            "due_on",
            "2014-2",
            (Filter("due_on", Op.SINCE, date(2014, 2, 1)), Filter("due_on", Op.UNTIL, date(2014, 2, 28))),
        ),
        (
            "due_on",
            "2014",
            (Filter("due_on", Op.SINCE, date(2014, 1, 1)), Filter("due_on", Op.UNTIL, date(2014, 12, 31))),
        ),
        (
            "due_on",
            "2014-3-1~2014-3-9",
            (Filter("due_on", Op.SINCE, date(2014, 3, 1)), Filter("due_on", Op.UNTIL, date(2014, 3, 9))),
        ),
        ("starred", "是", (Filter("starred", Op.IS, True),)),
        ("description", " ", ()),
        ("@marks", "逾期", ()),
    ],
)
def test_what_is_typed_over_a_head_filters_that_column(
    desk: Desk, key: str, text: str, expected: tuple[Filter, ...]
) -> None:
    ledger = registry.find(LEDGER)
    assert desk.read(lambda unit: column_filter.conditions(unit, ledger=ledger, key=key, text=text)) == expected


@pytest.mark.parametrize(("key", "text"), [("status", "没这个"), ("due_on", "13x")])
def test_what_cannot_be_read_is_said(desk: Desk, key: str, text: str) -> None:
    with pytest.raises(Refused):
        desk.read(lambda unit: column_filter.conditions(unit, ledger=registry.find(LEDGER), key=key, text=text))


# ---- sums ------------------------------------------------------------------------------------------------------------


def test_cells_are_added_by_their_kind() -> None:
    money, count = Column("a", "本金", Kind.MONEY), Column("b", "人数", Kind.COUNT, counter="人")
    area = Column("c", "面积", Kind.QUANTITY)
    assert selection_sums.of_values(money, [Money(100), None, Money(250)]) == selection_sums.Sum("本金", "3.50元")
    floors = [FuzzyCount(100, True), FuzzyCount(5)]
    assert (selection_sums.of_values(count, floors) or selection_sums.Sum("", "")).text.startswith("105")
    quantities = [Quantity(3, "亩"), Quantity(2, "公里"), Quantity(4, "亩")]
    assert selection_sums.of_values(area, quantities) == selection_sums.Sum("面积", "7亩、2公里")
    assert selection_sums.of_values(money, [None]) is None


def test_numbers_that_are_no_amounts_are_not_added() -> None:
    assert not selection_sums.adds_up(Column("a", "率", Kind.NUMBER))
    assert not selection_sums.adds_up(Column("a", "事由"))
    standard = registry.find("welfare_cases").column("standard")  # by the month or by the household, and hidden
    assert not selection_sums.adds_up(standard)
    assert not selection_sums.adds_up(replace(standard, totalled=True))


def test_what_is_counted_in_books_is_not_added_to_what_is_counted_in_sheets(desk: Desk) -> None:
    for quantity, counter in (("300", "册"), ("100余", "张"), ("161", "张"), ("5", "册")):
        factories.add(desk, "material_issues", "日期=2014-03-01", "资料=读本", f"数量={quantity}", f"单位={counter}")
    rows: list[tuple[list[int], str]] = [([0, 1, 2, 3], "305册、261余张"), ([0, 1], "161张、5册")]
    for chosen, told in rows:
        words = desk.read(
            lambda unit, chosen=chosen: selection_sums.of_rows(  # type: ignore[misc]
                unit, actor=desk.actor, ask=Ask("material_issues"), rows=chosen, keys=["quantity"]
            )
        )
        assert words == f"选中 {len(chosen)} 行　数量 合计 {told}"


def test_rows_out_of_sight_are_added_in_the_file(desk: Desk) -> None:
    for principal in ("100", "200", "300.5"):
        factories.add(desk, "debts", "债权人=赵", "事由=料款", f"本金={principal}")
    ask = Ask("debts", sort=(("number", False),))

    def words(rows: list[int]) -> str:
        return desk.read(
            lambda unit: selection_sums.of_rows(unit, actor=desk.actor, ask=ask, rows=rows, keys=["principal"])
        )

    assert words([0, 1, 2]) == "选中 3 行　本金 合计 600.50元"
    assert words([1, 2]) == "选中 2 行　本金 合计 500.50元"
