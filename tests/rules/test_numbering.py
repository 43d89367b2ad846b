from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules import numbering
from app.rules.numbering import Number


def test_printed_number_has_no_zeros_before_it() -> None:
    assert numbering.text("整改", 2014, 12) == "整改〔2014〕12号"


def test_close_out_number() -> None:
    assert numbering.close_out_text(2014, 8) == "销〔2014〕8号"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("整改〔2014〕12号", Number("整改", 2014, 12)),
        ("整改[2014]12号", Number("整改", 2014, 12)),
        ("整改（２０１４）１２号", Number("整改", 2014, 12)),
        ("整改【2014】第12号", Number("整改", 2014, 12)),
        (" 整改 〔2014〕 12 号 ", Number("整改", 2014, 12)),
        ("2014-12", Number("", 2014, 12)),
        ("2014-0012", Number("", 2014, 12)),
        ("ZG-2014-0012", Number("ZG", 2014, 12)),
        ("整改2014-12", Number("整改", 2014, 12)),
        ("销〔2014〕8号", Number("销", 2014, 8)),
    ],
)
def test_reads_the_forms_in_use(typed: str, number: Number) -> None:
    assert numbering.parse(typed) == number


@pytest.mark.parametrize("typed", ["", "十二号", "2014", "整改〔14〕3号", "2014-0", "2014-12-3", "整改", "12号"])
def test_anything_else_is_no_number(typed: str) -> None:
    assert numbering.parse(typed) is None


def test_bare_serial_is_of_the_year_given() -> None:
    assert numbering.parse("12", year=2014) == Number("", 2014, 12)
    assert numbering.parse("12号", year=2014) == Number("", 2014, 12)


@settings(max_examples=100)
@given(
    prefix=st.sampled_from(["整改", "信访", "销", "惠民", ""]),
    year=st.integers(1900, 2100),
    serial=st.integers(1, 10**6),
)
def test_what_is_printed_can_be_read(prefix: str, year: int, serial: int) -> None:
    assert numbering.parse(numbering.text(prefix, year, serial)) == Number(prefix, year, serial)
