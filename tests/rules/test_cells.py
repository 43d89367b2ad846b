from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from app.rules import cells
from app.rules.refusal import Refused
from db.declare import Column, Kind, Mask
from db.values import FuzzyCount, FuzzyDate, Money, Precision, Reference

TODAY = date(2014, 3, 31)
DAY = Column("on", "日期", Kind.DATE)
VAGUE = Column("since", "起始", Kind.FUZZY_DATE)
SUM = Column("amount", "本金", Kind.MONEY)
COUNT = Column("people", "人数", Kind.COUNT, counter="人")
ID = Column("id_number", "身份证号", mask=Mask.ID_NUMBER)
PHONE = Column("phone", "电话", mask=Mask.PHONE)
ACCOUNT = Column("account", "银行账号", mask=Mask.BANK_ACCOUNT)
WORDS = Column("matter", "事项", Kind.LONG)
PLACE = Column("place", "村", Kind.PLACE)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2014.3.5", date(2014, 3, 5)), ("2014/3/5", date(2014, 3, 5)), (20140305, date(2014, 3, 5)),
        ("3月5日", date(2014, 3, 5)), (41703, date(2014, 3, 5)), (date(2014, 3, 5), date(2014, 3, 5)),
        (datetime(2014, 3, 5, 9, 30), date(2014, 3, 5)), ("２０１４．３．５", date(2014, 3, 5)),
        ("2014/3/20 0:00", date(2014, 3, 20)), ("2014-03-20 08:30:00", date(2014, 3, 20)),
        ("2014-03-20T08:30:00.000", date(2014, 3, 20)), ("2014年3月20日 9：30", date(2014, 3, 20)),
    ],
)  # fmt: skip
def test_days_as_workbooks_hold_them(cell: object, day: date) -> None:
    assert cells.read_cell(DAY, cell, today=TODAY) == day


def test_a_day_without_a_year_is_of_the_year_that_was_answered() -> None:
    assert cells.asks_year(DAY, "3月5日")
    assert cells.asks_year(VAGUE, "3月初")
    assert not cells.asks_year(DAY, "2013年3月5日")
    assert not cells.asks_year(WORDS, "3月5日")
    assert cells.asks_year(DAY, "3月5日 8:30")
    assert cells.read_cell(DAY, "3月5日", today=TODAY, year=2012) == date(2012, 3, 5)
    assert cells.read_cell(DAY, "今天", today=TODAY, year=2012) == TODAY
    assert cells.read_cell(DAY, "14-3-5", today=TODAY, year=1999) == date(2014, 3, 5)


def test_vague_dates_keep_how_vague_they_are() -> None:
    assert cells.read_cell(VAGUE, "3月初", today=TODAY) == FuzzyDate.third(2014, 3, 0)
    winter = cells.read_cell(VAGUE, "2012年冬", today=TODAY)
    assert isinstance(winter, FuzzyDate)
    assert winter.precision is Precision.SEASON


@pytest.mark.parametrize(
    ("cell", "fen"),
    [("3.4万元", 3_400_000), ("叁仟元整", 300_000), (34000, 3_400_000), (12.5, 1250), ("１，２００", 120_000)],
)
def test_sums_as_workbooks_hold_them(cell: object, fen: int) -> None:
    assert cells.read_cell(SUM, cell, today=TODAY) == Money(fen)


def test_counts_that_are_not_exact_stay_so() -> None:
    assert cells.read_cell(COUNT, "100余", today=TODAY) == FuzzyCount(100, is_floor=True)
    assert cells.read_cell(COUNT, "约5000", today=TODAY) == FuzzyCount(5000, is_floor=True)
    assert cells.read_cell(COUNT, 12, today=TODAY) == FuzzyCount(12)
    assert cells.read_cell(COUNT, 12.0, today=TODAY) == FuzzyCount(12)


@pytest.mark.parametrize("cell", ["无", "/", "—", "  ", "", None])
def test_what_says_it_is_empty_is_empty_and_not_zero(cell: object) -> None:
    assert cells.read_cell(COUNT, cell, today=TODAY) is None


def test_prose_keeps_the_word() -> None:
    assert cells.read_cell(WORDS, "无", today=TODAY) == "无"
    assert cells.read_cell(PLACE, "无", today=TODAY) == Reference("无")


@pytest.mark.parametrize("cell", [1.10105199003079e17, 110105199003078000])
def test_an_identity_number_that_lost_digits_is_refused(cell: float) -> None:
    with pytest.raises(Refused, match="身份证号：表格把号码当成了数字，后几位已经丢失") as refused:
        cells.read_cell(ID, cell, today=TODAY)
    assert refused.value.field == "id_number"


def test_codes_that_are_whole_are_kept_as_text() -> None:
    assert cells.read_cell(PHONE, 13800001234, today=TODAY) == "13800001234"
    assert cells.read_cell(ID, "110105199003078888", today=TODAY) == "110105199003078888"
    assert cells.read_cell(ID, 110105900307888, today=TODAY) == "110105900307888"


def test_hours_and_numbers() -> None:
    assert cells.read_cell(Column("at", "时间", Kind.TIME), time(9, 30), today=TODAY) == "09:30"
    assert cells.read_cell(Column("h", "课时", Kind.NUMBER), 4.5, today=TODAY) == Decimal("4.5")


def test_a_bad_cell_is_refused_with_its_column() -> None:
    with pytest.raises(Refused) as refused:
        cells.read_cell(DAY, "明年开春", today=TODAY)
    assert refused.value.field == "on"
    assert refused.value.sentence.startswith("日期：")


# ---- what a workbook loses -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        (ID, "1.10105E+17"), (ID, "１．１０１０５Ｅ＋１７"), (ID, "110105199003070000"), (ID, 1.1e17),
        (ACCOUNT, 6.22202020001235e18), (ACCOUNT, "6.22202E+18"), (ACCOUNT, "6222020200012340000"),
        (PHONE, 1.38e10 + 0.5), (PHONE, "1.38E+10"), (PHONE, 8716600123), (WORDS, 1.10105199003079e17),
    ],
)  # fmt: skip
def test_codes_that_lost_digits_are_never_stored_as_if_whole(column: Column, cell: object) -> None:
    with pytest.raises(Refused, match="没有存") as refused:
        cells.read_cell(column, cell, today=TODAY)
    assert refused.value.field == column.key
    assert "文本" in refused.value.sentence


@pytest.mark.parametrize(
    ("column", "cell", "text"),
    [
        (ID, "11010519491231002X", "11010519491231002X"), (ID, "110105199001010002", "110105199001010002"),
        (ACCOUNT, "6222020200012345678", "6222020200012345678"), (PHONE, 66001234, "66001234"),
        (PHONE, "0871-6600123", "0871-6600123"), (ID, "无", None), (PHONE, "—", None),
    ],
)  # fmt: skip
def test_codes_that_are_whole_come_in(column: Column, cell: object, text: str | None) -> None:
    assert cells.read_cell(column, cell, today=TODAY) == text


def test_serials_are_of_the_calendar_of_their_workbook() -> None:
    assert cells.read_cell(DAY, 41703, today=TODAY) == date(2014, 3, 5)
    assert cells.read_cell(DAY, 40241, today=TODAY, is_1904=True) == date(2014, 3, 5)
    assert cells.read_cell(DAY, "41703", today=TODAY) == date(2014, 3, 5)
    assert cells.read_cell(DAY, 41703.75, today=TODAY) == date(2014, 3, 5)
    assert cells.read_cell(DAY, 11000, today=TODAY) == date(1930, 2, 11)


def test_a_day_typed_as_a_number_is_asked_its_year_and_refused_when_it_may_be_two() -> None:
    assert cells.asks_year(DAY, 3.5)
    assert not cells.asks_year(DAY, 41703)
    assert not cells.asks_year(DAY, True)
    assert cells.read_cell(DAY, 3.5, today=TODAY, year=2013) == date(2013, 3, 5)
    with pytest.raises(Refused, match="分不清是3月1日还是3月10日"):
        cells.read_cell(DAY, 3.1, today=TODAY)
    with pytest.raises(Refused, match="分不清是2014年1月还是2014年10月"):
        cells.read_cell(VAGUE, 2014.1, today=TODAY)
    assert cells.read_cell(VAGUE, 2014.3, today=TODAY) == FuzzyDate(date(2014, 3, 1), Precision.MONTH)


def test_sums_keep_every_fen_and_lose_the_noise_of_computing() -> None:
    assert cells.read_cell(SUM, 12345678901.23, today=TODAY) == Money(1_234_567_890_123)
    assert cells.read_cell(SUM, 0.1 + 0.2, today=TODAY) == Money(30)
    assert cells.read_cell(Column("n", "数", Kind.NUMBER), 0.001, today=TODAY) == Decimal("0.001")


def test_a_rate_that_may_be_two_is_refused() -> None:
    rate = Column("percent", "完成比例", Kind.NUMBER, counter="%")
    for cell in (0.85, 1):
        with pytest.raises(Refused, match=r"分不清是(85|100)%还是"):
            cells.read_cell(rate, cell, today=TODAY)
    assert [cells.read_cell(rate, cell, today=TODAY) for cell in (85, "85%", "0.85%", 0)] == [
        Decimal(85), Decimal(85), Decimal("0.85"), Decimal(0)
    ]  # fmt: skip


def test_nearly_is_no_floor() -> None:
    assert cells.read_cell(COUNT, "大约300人", today=TODAY) == FuzzyCount(300, is_floor=True)
    with pytest.raises(Refused, match="不是确数"):
        cells.read_cell(COUNT, "近5000", today=TODAY)
