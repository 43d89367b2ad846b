from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules import han
from app.rules.wording import (
    Style,
    capital_text,
    cell_on_screen,
    date_text,
    period_text,
    rate_text,
    said_money,
    sum_text,
    table_money,
    time_text,
    worded,
)
from db.declare import Column, Kind
from db.values import FuzzyCount, FuzzyDate, Money, Quantity, Value


@pytest.mark.parametrize(
    ("value", "counter", "expected"),
    [
        (15, "次", "15次"),
        (20, "课时", "20个课时"),
        (Decimal("4.5"), "课时", "4.5个课时"),
        (Money(34_000_00), "", "3.4万元"),
        (Money(12097_0000_00), "", "12097万元"),
        (Money(5_000_00), "", "5000元"),
        (Money(123_50), "", "123.5元"),
        (Money(34_567_00), "", "3.46万元"),
        (14800, "名", "1.48万名"),
        (203000, "张", "20.3万张"),
        (14823, "名", "14823名"),
        (1987, "对", "1987对"),
        (100, "条", "100条"),
        (FuzzyCount(226), "件", "226件"),
        (FuzzyCount(100, True), "条", "100余条"),
        (FuzzyCount(4200, True), "人次", "4200多人次"),
        (FuzzyCount(140, True), "次", "140多次"),
        (FuzzyCount(200_000, True), "张", "20余万张"),
        (FuzzyCount(30_000, True), "份", "3万多份"),
        (Quantity(Decimal(2170), "亩"), "", "2170亩"),
        (0, "起", "0起"),
        (None, "起", "—"),
        ("无", "", "无"),
        (FuzzyDate.third(2014, 3, 0), "", "2014年3月初"),
    ],
)
def test_figures(value: Value, counter: str, expected: str) -> None:
    assert worded(value, counter) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(12, "10余条"), (108, "100余条"), (159, "100余条"), (100, "100条"), (9, "9条"), (90, "90条")],
)
def test_about_is_said_only_above_the_round_value(value: int, expected: str) -> None:
    assert worded(value, "条", style=Style.ABOUT) == expected


def test_about_of_a_floor_keeps_the_floor() -> None:
    assert worded(FuzzyCount(4200, True), "人次", style=Style.ABOUT) == "4200多人次"


def test_rounded_is_asked_for() -> None:
    assert worded(14823, "名", style=Style.ROUNDED) == "1.48万名"


@pytest.mark.parametrize("value", [0, FuzzyCount(0), Money(0), Decimal(0)])
def test_nothing_has_its_word_when_asked(value: Value) -> None:
    assert worded(value, "起", zero="未发生") == "未发生"


@settings(max_examples=100)
@given(st.integers(0, 10**9))
def test_exact_counts_are_never_dressed(value: int) -> None:
    text = worded(value, "条")
    assert "余" not in text
    assert "多" not in text


@pytest.mark.parametrize(
    ("numerator", "denominator", "places", "expected"),
    [
        (648, 1000, 1, "64.8%"),
        (688, 697, 2, "98.71%"),
        (19, 25, 1, "76%"),
        (453, 471, 2, "96.18%"),
        (18, 471, 2, "3.82%"),
        (27, 28, 1, "96.4%"),
        (26, 65, 1, "40%"),
        (1, 8, 0, "13%"),
        (1, 16, 1, "6.3%"),
        (0, 5, 1, "0%"),
        (0, 0, 1, "—"),
        (5, 0, 1, "—"),
    ],
)
def test_rates_are_half_up_and_have_a_base(numerator: int, denominator: int, places: int, expected: str) -> None:
    assert rate_text(numerator, denominator, places) == expected


@pytest.mark.parametrize(
    ("kind", "total", "expected"),
    [
        (Kind.MONEY, Money(34_000_50), "34000.5"),
        (Kind.MONEY, 34_000_50, "34000.5"),
        (Kind.COUNT, FuzzyCount(120, True), "120余"),
        (Kind.COUNT, 120, "120"),
        (Kind.NUMBER, Decimal("20.50"), "20.5"),
        (Kind.COUNT, None, ""),
    ],
)
def test_totals(kind: Kind, total: Value, expected: str) -> None:
    assert sum_text(Column("x", "数", kind), total) == expected


def test_dates_have_no_zeros_before_them() -> None:
    assert date_text(date(2014, 3, 9)) == "2014年3月9日"
    assert date_text(FuzzyDate.season(2012, 3)) == "2012年冬"


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2014, 3, 15), date(2014, 3, 17), "2014年3月15日至17日"),
        (date(2014, 3, 15), date(2014, 4, 2), "2014年3月15日至4月2日"),
        (date(2013, 12, 30), date(2014, 1, 2), "2013年12月30日至2014年1月2日"),
        (date(2014, 3, 15), date(2014, 3, 15), "2014年3月15日"),
        (date(2014, 3, 15), None, "2014年3月15日"),
    ],
)
def test_periods(start: date, end: date | None, expected: str) -> None:
    assert period_text(start, end) == expected


@pytest.mark.parametrize(
    ("fen", "expected"),
    [
        (3_000_00, "叁仟元整"),
        (12_35, "壹拾贰元叁角伍分"),
        (10_050_00, "壹万零伍拾元整"),
        (34_000_00, "叁万肆仟元整"),
        (2_05, "贰元零伍分"),
        (10, "壹角整"),
        (0, "零元整"),
        (100_000_500, "壹佰万零伍元整"),
    ],
)
def test_amounts_in_capitals(fen: int, expected: str) -> None:
    assert capital_text(Money(fen)) == expected


@settings(max_examples=200)
@given(st.integers(0, 10**15))
def test_capitals_are_read_again(fen: int) -> None:
    assert han.amount(capital_text(Money(fen))) == Decimal(fen) / 100


@pytest.mark.parametrize(
    ("fen", "in_yuan", "in_wan"),
    [(34_000_00, "34,000.00", "3.40"), (12097_0000_00, "120,970,000.00", "12097.00"), (12_35, "12.35", "0.00")],
)
def test_amounts_in_tables(fen: int, in_yuan: str, in_wan: str) -> None:
    assert (table_money(Money(fen)), table_money(Money(fen), in_wan=True)) == (in_yuan, in_wan)


@pytest.mark.parametrize(
    ("text", "shown"),
    [("34000", "34,000.00"), ("2170.5", "2,170.50"), ("0", "0.00"), ("***", "***"), ("", ""), ("三万", "三万")],
)
def test_only_an_amount_is_set_as_one(text: str, shown: str) -> None:
    assert cell_on_screen(Column("a", "本金", Kind.MONEY), text) == shown
    assert cell_on_screen(Column("a", "年份", Kind.NUMBER), text) == text


@pytest.mark.parametrize(
    ("fen", "said"), [(3_400_000, "34,000元"), (217_050, "2,170.50元"), (0, "0元"), (50, "0.50元")]
)
def test_an_amount_is_said_with_its_unit(fen: int, said: str) -> None:
    assert said_money(Money(fen)) == said


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [(9, 0, "上午9时"), (15, 0, "下午3时"), (15, 30, "下午3时30分"), (12, 0, "中午12时"), (0, 5, "上午0时5分")],
)
def test_times_of_day(hour: int, minute: int, expected: str) -> None:
    assert time_text(hour, minute) == expected


@pytest.mark.parametrize(
    ("value", "counter", "expected"),
    [
        (100, "条", "100条"),
        (4256, "人次", "4000多人次"),
        (143, "次", "100多次"),
        (226, "份", "200多份"),
        (35, "名", "30余名"),
        (20, "户", "20户"),
    ],
)
def test_more_and_over_stand_only_above_a_round_value(value: int, counter: str, expected: str) -> None:
    assert worded(value, counter, style=Style.ABOUT) == expected


@pytest.mark.parametrize(
    "counter",
    [
        "次",
        "场",
        "场次",
        "个",
        "条",
        "项",
        "件",
        "起",
        "笔",
        "份",
        "套",
        "张",
        "册",
        "本",
        "篇",
        "户",
        "人",
        "人次",
        "名",
        "对",
        "亩",
        "公里",
        "盏",
        "所",
        "处",
    ],
)
def test_every_counter_stands_right_after_its_number(counter: str) -> None:
    assert worded(15, counter) == f"15{counter}"


@pytest.mark.parametrize(("places", "expected"), [(0, "65%"), (1, "64.8%"), (2, "64.81%")])
def test_decimals_of_a_rate_are_a_setting(places: int, expected: str) -> None:
    assert rate_text(35, 54, places) == expected
