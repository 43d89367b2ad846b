"""帮扶成效 (W30): a household's income before and after, year by year, and what of it can be said in per cent."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from app.services import figures
from db.values import Money
from tests import factories
from tests.figures.looking import LAST_DAY, all_of, figure, rows, value

if TYPE_CHECKING:
    from app.services.desk import Desk


def _household(desk: Desk, head: str, *outcomes: tuple[str, str, str]) -> None:
    lines = [
        {"年度": year, **({"帮扶前年收入": before} if before else {}), **({"帮扶后年收入": after} if after else {})}
        for year, before, after in outcomes
    ]
    link = (f"户主={head}", "联系干部=周干部", "结对日期=2012-01-01")
    factories.add(desk, "household_links", *link, children={"outcomes": lines})


def _three(desk: Desk) -> None:
    _household(desk, "赵大", ("2012年", "8000", "8000.5"), ("2013年", "8000.5", "12000"))
    _household(desk, "钱二", ("2013年", "10000", "9000"))
    _household(desk, "孙三", ("2013年", "5000", ""), ("2013年", "", "7000"), ("2015年", "1", "2"))


def test_the_change_of_income_is_that_of_rows_with_both(desk: Desk) -> None:
    _three(desk)
    found = all_of(desk)
    codes = [f"H11.{part}" for part in ("compared", "income_before", "income_after", "change", "change_rate")]
    fen = (Money(2_600_050), Money(2_900_050), Money(300_000))
    assert [found[code].value for code in codes] == [3, *fen, Decimal("11.5")]
    assert (found["H11.change"].text, found["H11.change_rate"].text) == ("3000元", "11.5%")


def test_the_change_opens_its_rows_one_a_household_and_year(desk: Desk) -> None:
    _three(desk)
    behind = rows(desk, "H11.change")
    assert (behind.ledger, behind.child, behind.ids) == ("household_links", "outcomes", (1, 1, 2))
    assert behind.amounts == (Money(50), Money(399_950), Money(-100_000))


def test_the_change_stands_by_household_and_by_year(desk: Desk) -> None:
    _three(desk)

    def slices(code: str, by: str) -> list[tuple[str, object]]:
        found = desk.read(lambda unit: figures.breakdown(unit, code=code, by=by, as_of=LAST_DAY))
        assert found.adds_up or code.endswith("rate")
        return [(one.label, one.value) for one in found.slices]

    assert slices("H11.change", "户主") == [("赵大", Money(400_000)), ("钱二", Money(-100_000))]
    assert slices("H11.change", "年度") == [("2012年", Money(50)), ("2013年", Money(299_950))]
    assert slices("H11.change_rate", "年度") == [("2012年", Decimal("0.0")), ("2013年", Decimal("16.7"))]
    behind = rows(desk, "H11.change@年度:2013年")
    assert (behind.ids, behind.amounts) == ((1, 2), (Money(399_950), Money(-100_000)))


def test_without_an_income_before_there_is_no_percentage(desk: Desk) -> None:
    assert (value(desk, "H11.change"), figure(desk, "H11.change_rate").text) == (None, "—")
    _household(desk, "李四", ("2013年", "0", "3000"))
    assert value(desk, "H11.change") == Money(300_000)
    rate = figure(desk, "H11.change_rate")
    assert (rate.value, rate.text) == (None, "—")
    assert "没有基数" in rate.detail


def test_less_income_than_before_is_a_minus(desk: Desk) -> None:
    _household(desk, "钱二", ("2013年", "10000", "9000"))
    found = all_of(desk)
    assert (found["H11.change"].text, found["H11.change_rate"].text) == ("-1000元", "-10%")
