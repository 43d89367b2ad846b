from __future__ import annotations

from datetime import date

import pytest

from app.rules.identity import Identity, age_on, id_warning, identity_of, phone_warning

TODAY = date(2014, 3, 31)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("11010519491231002X", Identity(date(1949, 12, 31), "女")),
        ("11010519491231002x", Identity(date(1949, 12, 31), "女")),
        ("440524188001010014", Identity(date(1880, 1, 1), "男")),
        ("110105491231003", Identity(date(1949, 12, 31), "男")),
        ("１１０１０５１９４９１２３１００２Ｘ", Identity(date(1949, 12, 31), "女")),
        ("110105194913310020", None),
        ("G12345678", None),
    ],
)
def test_what_a_number_says(number: str, expected: Identity | None) -> None:
    assert identity_of(number) == expected


@pytest.mark.parametrize("number", ["11010519491231002X", "110105491231002", ""])
def test_good_numbers_give_no_warning(number: str) -> None:
    assert id_warning(number, today=TODAY) is None


@pytest.mark.parametrize(
    ("number", "part"),
    [
        ("110105194912310021", "最后一位校验不对"),
        ("110105194912310000", "像是被表格软件改过末尾三位"),
        ("1.10105E+17", "科学计数"),
        ("G12345678", "应为18位（老证15位），现在是9位"),
        ("110105194913310020", "出生日期不对"),
        ("110105203001010010", "出生日期不对"),
    ],
)
def test_wrong_numbers_warn(number: str, part: str) -> None:
    assert part in (id_warning(number, today=TODAY) or "")


def test_age_counts_full_years() -> None:
    assert age_on(date(1949, 12, 31), date(2014, 12, 30)) == 64
    assert age_on(date(1949, 12, 31), date(2014, 12, 31)) == 65


@pytest.mark.parametrize(
    "text",
    [
        "13800138000",
        "138-0013-8000",
        "+8613800138000",
        "0317-8765432",
        "8765432",
        "13800138000、13900139000",
        "",
        "13800138000 13900139000",
    ],
)
def test_good_telephones(text: str) -> None:
    assert phone_warning(text) is None


@pytest.mark.parametrize("text", ["1380013800", "12345678901", "13800138000、999"])
def test_odd_telephones_warn(text: str) -> None:
    assert "请核对" in (phone_warning(text) or "")
