from __future__ import annotations

from decimal import Decimal

import pytest

from app.rules import han


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("叁仟", 3000),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("一百一十", 110),
        ("三千零五", 3005),
        ("一万零五十", 10050),
        ("一万五千", 15000),
        ("三百万", 3000000),
        ("两亿", 200000000),
        ("二〇一四", 2014),
        ("零", 0),
    ],
)
def test_numbers(text: str, number: int) -> None:
    assert han.number(text) == number


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "〇"),
        (9, "九"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (34, "三十四"),
        (99, "九十九"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (115, "一百一十五"),
        (120, "一百二十"),
        (200, "二百"),
    ],
)
def test_numerals_are_written_as_headings_count(number: int, text: str) -> None:
    assert han.numeral(number) == text


def test_what_is_written_reads_as_the_same_number() -> None:
    assert [han.number(han.numeral(one)) for one in range(1000)] == list(range(1000))


@pytest.mark.parametrize("text", ["", "三千五", "两万五", "一百五", "万", "百", "三条", "十十", "万亿", "一百千"])
def test_ambiguous_and_broken_numbers_are_not_read(text: str) -> None:
    assert han.number(text) is None


@pytest.mark.parametrize("text", ["三五", "两三", "一两", "二〇", "三千五"])
def test_what_means_about_so_many_is_no_count(text: str) -> None:
    assert (han.counted(text), han.counted("三十五")) == (None, 35)


def test_about_so_much_is_no_amount() -> None:
    assert [han.amount(text) for text in ("三五元", "两三万元", "三元")] == [None, None, 3]


@pytest.mark.parametrize(
    ("text", "yuan"),
    [("叁仟元整", "3000"), ("伍角", "0.5"), ("壹元零伍分", "1.05"), ("贰拾圆", "20"), ("三万", "30000")],
)
def test_amounts(text: str, yuan: str) -> None:
    assert han.amount(text) == Decimal(yuan)


@pytest.mark.parametrize("text", ["", "元", "整", "三千五元", "叁仟元伍", "人民币"])
def test_broken_amounts_are_not_read(text: str) -> None:
    assert han.amount(text) is None
