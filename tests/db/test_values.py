from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from db.values import FuzzyCount, FuzzyDate, Money, Precision, Quantity, round_half_up


@pytest.mark.parametrize(
    ("value", "text", "end"),
    [
        (FuzzyDate(date(2014, 3, 9)), "2014年3月9日", date(2014, 3, 9)),
        (FuzzyDate.third(2014, 3, 0), "2014年3月初", date(2014, 3, 10)),
        (FuzzyDate.third(2014, 3, 1), "2014年3月中旬", date(2014, 3, 20)),
        (FuzzyDate.third(2014, 2, 2), "2014年2月底", date(2014, 2, 28)),
        (FuzzyDate(date(2014, 3, 1), Precision.MONTH), "2014年3月", date(2014, 3, 31)),
        (FuzzyDate.season(2012, 3), "2012年冬", date(2013, 2, 28)),
        (FuzzyDate.season(2014, 0), "2014年春", date(2014, 5, 31)),
        (FuzzyDate(date(2012, 1, 1), Precision.YEAR), "2012年", date(2012, 12, 31)),
    ],
)
def test_a_fuzzy_date_is_written_and_ends_as_far_as_it_is_known(value: FuzzyDate, text: str, end: date) -> None:
    assert (value.text(), value.end) == (text, end)


@pytest.mark.parametrize("value", [FuzzyDate(date(2014, 3, 9)), FuzzyDate.third(2014, 3, 2), FuzzyDate.season(2012, 3)])
def test_a_fuzzy_date_comes_back_from_its_stored_text(value: FuzzyDate) -> None:
    assert FuzzyDate.from_stored(value.stored()) == value


def test_a_floor_keeps_its_mark() -> None:
    assert FuzzyCount(100, is_floor=True).text() == "100余"
    assert FuzzyCount.from_stored("100+") == FuzzyCount(100, is_floor=True)
    assert FuzzyCount.from_stored("12") == FuzzyCount(12)


def test_money_is_whole_fen_and_rounds_half_up() -> None:
    assert Money.from_yuan(Decimal("0.005")) == Money(1)
    assert Money(3_400_000) + Money(1) == Money(3_400_001)
    assert Money(3_400_000).wan_text() == "3.4"
    assert Money(1_209_700_000_00).wan_text() == "120970"
    assert Money(123_456).stored() == "1234.56"


def test_quantities_of_two_units_are_never_added() -> None:
    assert Quantity(Decimal(2170), "亩") + Quantity(Decimal(600), "亩") == Quantity(Decimal(2770), "亩")
    with pytest.raises(ValueError, match="never added"):
        Quantity(Decimal(1), "亩") + Quantity(Decimal(1), "公里")


def test_rounding_is_half_up_not_to_even() -> None:
    assert round_half_up(Decimal("64.85"), 1) == Decimal("64.9")
    assert round_half_up(Decimal("2.5")) == Decimal(3)
