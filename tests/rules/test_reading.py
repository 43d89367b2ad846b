from __future__ import annotations

import sys
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.reading import clean_text, json_value, read_value, show_value
from app.rules.refusal import Refused
from db.declare import Column, Kind, Mask
from db.values import FuzzyCount, FuzzyDate, Money, Precision, Quantity, Reference, Value

TODAY = date(2014, 3, 31)
DAY = Column("held_on", "日期", Kind.DATE)
VAGUE = Column("found_on", "发现日期", Kind.FUZZY_DATE)
MONEY = Column("planned_amount", "计划投资", Kind.MONEY)
COUNT = Column("attended", "实到", Kind.COUNT, counter="人")
ANY_COUNT = Column("issued", "发放", Kind.COUNT)
HOURS = Column("class_hours", "课时", Kind.NUMBER, counter="课时")
PERCENT = Column("percent", "完成比例", Kind.NUMBER, counter="%")
QUANTITY = Column("quantity", "实物量", Kind.QUANTITY)
MU = Column("area", "面积", Kind.QUANTITY, counter="亩")
FLAG = Column("is_repeat", "重复访", Kind.FLAG)
TIME = Column("start_at", "开始时间", Kind.TIME)
CHOICE = Column("source", "问题来源", Kind.CHOICE, choices=("群众提", "12345", "共性/个性"))
OPEN = Column("form", "形式", Kind.CHOICE, choices=("集中学习",), open_choice=True)
TEXT = Column("venue", "地点", limit=20)
LONG = Column("description", "问题描述", Kind.LONG)
PLACE = Column("place", "村(组)", Kind.PLACE)
ID = Column("id_number", "身份证号", mask=Mask.ID_NUMBER)
PHONE = Column("phone", "联系电话", mask=Mask.PHONE)


def read(column: Column, text: str) -> Value:
    return read_value(column, text, today=TODAY)


def refusal(column: Column, text: str) -> Refused:
    with pytest.raises(Refused) as caught:
        read(column, text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20140305", date(2014, 3, 5)),
        ("2014.3.5", date(2014, 3, 5)),
        ("2014/3/5", date(2014, 3, 5)),
        ("2014-03-05", date(2014, 3, 5)),
        ("14-3-5", date(2014, 3, 5)),
        ("65-3-5", date(1965, 3, 5)),
        ("2014年3月5日", date(2014, 3, 5)),
        ("2014年3月5号", date(2014, 3, 5)),
        ("２０１４年３月５日", date(2014, 3, 5)),
        ("２０１４．３．５", date(2014, 3, 5)),
        ("2014 年 3 月 5 日", date(2014, 3, 5)),
        ("2014年3月5日（星期三）", date(2014, 3, 5)),
        ("2014-03-05 00:00:00", date(2014, 3, 5)),
        ("2014/3/5 0:00", date(2014, 3, 5)),
        ("2014/3/20 0:00", date(2014, 3, 20)),
        ("2014/3/10 0:00:00", date(2014, 3, 10)),
        ("2014年3月30日　００：００", date(2014, 3, 30)),
        ("2014-03-05T00:00:00", date(2014, 3, 5)),
        ("2014年3月5日星期三", date(2014, 3, 5)),
        ("二〇一四年三月五日", date(2014, 3, 5)),
        ("二〇一四年三月二十五日", date(2014, 3, 25)),
        ("3月5日", date(2014, 3, 5)),
        ("3.5", date(2014, 3, 5)),
        ("3-5", date(2014, 3, 5)),
        ("今", TODAY),
        ("今天", TODAY),
        ("T", TODAY),
        ("t", TODAY),
        ("昨天", date(2014, 3, 30)),
        ("2012-02-29", date(2012, 2, 29)),
        ("1900-01-01", date(1900, 1, 1)),
        ("2100-12-31", date(2100, 12, 31)),
    ],
)
def test_dates(text: str, expected: date) -> None:
    assert read(DAY, text) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2014-02-30", "日期：2014年2月没有30日，请核对「2014-02-30」。"),
        ("2014年13月1日", "日期：「2014年13月1日」里没有13月这个月份，请核对。"),
        ("1899-12-31", "日期：「1899-12-31」的年份是1899年，只能填1900到2100年之间的日期。"),
        ("2101-01-01", "日期：「2101-01-01」的年份是2101年，只能填1900到2100年之间的日期。"),
        ("正月十五", "日期：「正月十五」像是农历，请换成公历填写，如2014-03-05。"),
        ("农历3月3日", "日期：「农历3月3日」像是农历，请换成公历填写，如2014-03-05。"),
        ("三月初三", "日期：「三月初三」像是农历，请换成公历填写，如2014-03-05。"),
        (
            "2014年3月初",
            "日期：「2014年3月初」没有写到日，这里要填到哪一天，如2014-03-05、2014.3.5、3月5日或20140305。",
        ),
        ("abc", "日期：「abc」看不出是哪一天，请按2014-03-05、2014.3.5、3月5日或20140305填写。"),
    ],
)
def test_dates_that_cannot_be(text: str, sentence: str) -> None:
    found = refusal(DAY, text)
    assert (found.sentence, found.field) == (sentence, "held_on")


@pytest.mark.parametrize(
    ("text", "start", "precision"),
    [
        ("2014年3月5日", date(2014, 3, 5), Precision.DAY),
        ("今天", TODAY, Precision.DAY),
        ("2014-03", date(2014, 3, 1), Precision.MONTH),
        ("2014.3", date(2014, 3, 1), Precision.MONTH),
        ("2014年3月", date(2014, 3, 1), Precision.MONTH),
        ("201403", date(2014, 3, 1), Precision.MONTH),
        ("3月", date(2014, 3, 1), Precision.MONTH),
        ("二〇一四年三月", date(2014, 3, 1), Precision.MONTH),
        ("3月初", date(2014, 3, 1), Precision.THIRD),
        ("2014年3月上旬", date(2014, 3, 1), Precision.THIRD),
        ("2014年3月中旬", date(2014, 3, 11), Precision.THIRD),
        ("2014年3月下旬", date(2014, 3, 21), Precision.THIRD),
        ("2014年3月底", date(2014, 3, 21), Precision.THIRD),
        ("2012年冬", date(2012, 12, 1), Precision.SEASON),
        ("2013年春季", date(2013, 3, 1), Precision.SEASON),
        ("2012年", date(2012, 1, 1), Precision.YEAR),
        ("2012", date(2012, 1, 1), Precision.YEAR),
        ("2014-03-11~third", date(2014, 3, 11), Precision.THIRD),
        ("2012-12-01~season", date(2012, 12, 1), Precision.SEASON),
        ("2014-03-05", date(2014, 3, 5), Precision.DAY),
    ],
)
def test_vague_dates(text: str, start: date, precision: Precision) -> None:
    assert read(VAGUE, text) == FuzzyDate(start, precision)


@pytest.mark.parametrize(
    "text", ["2014-03-05~month", "2014-13-01~month", "1800-01-01~year", "2014-02-01~season", "去年"]
)
def test_vague_dates_that_cannot_be(text: str) -> None:
    assert "看不出是什么时候" in refusal(VAGUE, text).sentence


def test_impossible_day_in_a_vague_column_says_why() -> None:
    assert refusal(VAGUE, "2014-02-30").sentence == "发现日期：2014年2月没有30日，请核对「2014-02-30」。"


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1234.5", 123450),
        ("1,234", 123400),
        ("1，234.56元", 123456),
        ("3.4万元", 3400000),
        ("20w", 20000000),
        ("3.4W", 3400000),
        ("12097万元", 12097000000),
        ("3.45678万", 3456780),
        ("2.47亿元", 24700000000),
        ("叁仟元整", 300000),
        ("人民币壹拾贰元叁角伍分", 1235),
        ("叁万肆仟元整", 3400000),
        ("壹万零伍拾元整", 1005000),
        ("三千零五元", 300500),
        ("￥500", 50000),
        ("¥ 500.00", 50000),
        ("５００元", 50000),
        ("5千元", 500000),
        ("0", 0),
        ("10000000000000", 10**15),
    ],
)
def test_money(text: str, fen: int) -> None:
    assert read(MONEY, text) == Money(fen)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("-5", "是负数"),
        ("－5元", "是负数"),
        ("1.234", "最多写到分"),
        ("10000000000001", "金额过大"),
        ("1,23", "看不出是多少钱"),
        ("1e5", "看不出是多少钱"),
        ("三千五", "看不出是多少钱"),
        ("元", "看不出是多少钱"),
        ("9" * 61, "太长"),
        ("若干", "看不出是多少钱"),
    ],
)
def test_money_that_cannot_be(text: str, part: str) -> None:
    assert part in refusal(MONEY, text).sentence


@pytest.mark.parametrize(
    ("column", "text", "value", "is_floor"),
    [
        (COUNT, "12", 12, False),
        (COUNT, "３", 3, False),
        (COUNT, "12人", 12, False),
        (COUNT, "12名", 12, False),
        (COUNT, "三十人", 30, False),
        (COUNT, "1,627", 1627, False),
        (COUNT, "12.0", 12, False),
        (COUNT, "0", 0, False),
        (COUNT, "1.48万", 14800, False),
        (COUNT, "1.48万名", 14800, False),
        (ANY_COUNT, "20.3万张", 203000, False),
        (ANY_COUNT, "100余条", 100, True),
        (ANY_COUNT, "4200多人次", 4200, True),
        (ANY_COUNT, "100+", 100, True),
        (ANY_COUNT, "20多万", 200000, True),
        (ANY_COUNT, "3万余份", 30000, True),
    ],
)
def test_counts(column: Column, text: str, value: int, is_floor: bool) -> None:
    assert read(column, text) == FuzzyCount(value, is_floor)


@pytest.mark.parametrize(
    ("column", "text", "part"),
    [
        (COUNT, "-1", "是负数"),
        (COUNT, "1.5", "不是整数"),
        (COUNT, "约5000", "只知道至少多少的，填成「5000余」"),
        (COUNT, "近百人", "不是确数"),
        (COUNT, "12人次", "单位是「人次」，这里按「人」填"),
        (COUNT, "12户", "单位是「户」，这里按「人」填"),
        (COUNT, "10000000000000", "不是整数"),
        (COUNT, "5-6", "不是整数"),
        (COUNT, "若干", "不是整数"),
        (ANY_COUNT, "100人多", "不是整数"),
    ],
)
def test_counts_that_cannot_be(column: Column, text: str, part: str) -> None:
    assert part in refusal(column, text).sentence


@pytest.mark.parametrize(
    ("column", "text", "expected"),
    [
        (HOURS, "4", "4"),
        (HOURS, "4.5", "4.5"),
        (HOURS, "4.50课时", "4.5"),
        (HOURS, "8个课时", "8"),
        (PERCENT, "64.8%", "64.8"),
    ],
)
def test_numbers(column: Column, text: str, expected: str) -> None:
    assert read(column, text) == Decimal(expected)


@pytest.mark.parametrize(
    ("column", "text", "part"),
    [
        (HOURS, "4.3", "课时以0.5为一档"),
        (HOURS, "-1", "是负数"),
        (HOURS, "半天", "不是数"),
        (PERCENT, "1.2345", "小数太多"),
        (PERCENT, "9999999999999", "过大"),
    ],
)
def test_numbers_that_cannot_be(column: Column, text: str, part: str) -> None:
    assert part in refusal(column, text).sentence


@pytest.mark.parametrize(
    ("column", "text", "value", "unit"),
    [
        (QUANTITY, "2170亩", "2170", "亩"),
        (QUANTITY, "3.5 公里", "3.5", "公里"),
        (QUANTITY, "２１７０ 亩", "2170", "亩"),
        (QUANTITY, "2.1万亩", "21000", "亩"),
        (QUANTITY, "5千瓦", "5", "千瓦"),
        (QUANTITY, "120m²", "120", "m²"),
        (MU, "2170", "2170", "亩"),
    ],
)
def test_quantities(column: Column, text: str, value: str, unit: str) -> None:
    assert read(column, text) == Quantity(Decimal(value), unit)


@pytest.mark.parametrize(
    ("column", "text", "part"),
    [
        (QUANTITY, "2170", "没有写单位"),
        (QUANTITY, "许多亩", "看不出数量"),
        (QUANTITY, "2000多亩", "看不出数量"),
        (QUANTITY, "-3亩", "是负数"),
        (MU, "3公里", "单位是「公里」，这里按「亩」填"),
    ],
)
def test_quantities_that_cannot_be(column: Column, text: str, part: str) -> None:
    assert part in refusal(column, text).sentence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((word, True) for word in ("是", "有", "√", "1", "１", "Y")),
        *((word, False) for word in ("否", "无", "×", "0", "Ｎ")),
    ],
)
def test_flags(text: str, expected: bool) -> None:
    assert read(FLAG, text) is expected


def test_unclear_flag() -> None:
    assert refusal(FLAG, "也许").sentence == "重复访：「也许」不能判断是或否，请填「是」或「否」。"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9:30", "09:30"),
        ("9：30", "09:30"),
        ("15:00", "15:00"),
        ("9:30:00", "09:30"),
        ("下午3时", "15:00"),
        ("下午3:30", "15:30"),
        ("上午9点半", "09:30"),
        ("9时5分", "09:05"),
        ("中午12点", "12:00"),
        ("中午1点", "13:00"),
        ("晚上8点整", "20:00"),
    ],
)
def test_times(text: str, expected: str) -> None:
    assert read(TIME, text) == expected


@pytest.mark.parametrize("text", ["25:00", "9:75", "9", "傍晚", "下午3"])
def test_times_that_cannot_be(text: str) -> None:
    assert "看不出是几点" in refusal(TIME, text).sentence


@pytest.mark.parametrize(
    ("text", "expected"),
    [("群众提", "群众提"), (" 群众提 ", "群众提"), ("１２３４５", "12345"), ("共性／个性", "共性/个性")],
)
def test_choices(text: str, expected: str) -> None:
    assert read(CHOICE, text) == expected


def test_choice_outside_the_list_names_the_list() -> None:
    assert refusal(CHOICE, "别处").sentence == "问题来源：「别处」不在可填的内容里，可填：群众提、12345、共性/个性。"


def test_open_choice_takes_a_word_of_the_office() -> None:
    assert read(OPEN, "田间课堂") == "田间课堂"


def test_reference_is_the_name_of_the_day() -> None:
    assert read(PLACE, " 宫三村 ") == Reference("宫三村")


@pytest.mark.parametrize(
    "column", [DAY, VAGUE, MONEY, COUNT, HOURS, QUANTITY, FLAG, TIME, CHOICE, TEXT, LONG, PLACE, ID]
)
@pytest.mark.parametrize("text", ["", "  ", "　", "\n", "\x00", "\u200b"])
def test_blank_is_no_value(column: Column, text: str) -> None:
    assert read(column, text) is None


def test_prose_keeps_its_full_width_signs() -> None:
    assert read(LONG, "修路３公里，群众满意。") == "修路３公里，群众满意。"


def test_codes_are_folded() -> None:
    assert read(ID, "１１０１０５ 19491231 002x") == "11010519491231002X"


def test_two_telephones_stay_apart() -> None:
    assert read(PHONE, "１3800138000 13900139000") == "13800138000 13900139000"


def test_controls_are_dropped_and_lines_joined_in_one_line_text() -> None:
    assert read(TEXT, "镇政府\x00三楼\u200b\n会议室") == "镇政府三楼 会议室"


def test_long_text_keeps_its_lines() -> None:
    assert read(LONG, "\r\n一、路。  \r\n二、水。\r\n") == "一、路。\n二、水。"


def test_rare_characters_are_kept() -> None:
    assert read(TEXT, "𠅤㴪") == "𠅤㴪"


def test_half_a_character_is_refused_beside_its_field() -> None:
    found = refusal(TEXT, "张\ud842三")
    assert (found.sentence, found.field) == ("地点：第2个字已经损坏，存不下来，请删掉重新输入。", "venue")


def test_too_long_text_is_counted() -> None:
    assert refusal(TEXT, "字" * 21).sentence == "地点：最多20个字，现在有21个字，请删减，或把详细内容写到备注、附件里。"


@pytest.mark.parametrize(("column", "text"), [(DAY, "2014-03-05"), (COUNT, "12"), (TIME, "9:30")])
def test_nothing_after_a_long_gap_is_overlooked(column: Column, text: str) -> None:
    assert refusal(column, text + " " * 500 + "待核").field == column.key


def test_quoted_text_in_a_refusal_can_be_shown() -> None:
    assert "\x00" not in refusal(DAY, "a\x00b").sentence


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        (DAY, date(2014, 3, 5), "2014-03-05"),
        (VAGUE, FuzzyDate.third(2014, 3, 0), "2014-03-01~third"),
        (MONEY, Money(3400000), "34000.00"),
        (COUNT, FuzzyCount(12), 12),
        (COUNT, FuzzyCount(100, True), "100+"),
        (HOURS, Decimal("4.50"), "4.5"),
        (QUANTITY, Quantity(Decimal(2170), "亩"), "2170 亩"),
        (FLAG, False, False),
        (TEXT, "镇政府", "镇政府"),
        (PLACE, Reference("宫三村", 3), "宫三村"),
        (TEXT, None, None),
    ],
)
def test_json(column: Column, value: Value, expected: object) -> None:
    assert json_value(column, value) == expected


@pytest.mark.parametrize(
    ("column", "value", "expected"),
    [
        (VAGUE, FuzzyDate.season(2012, 3), "2012年冬"),
        (VAGUE, FuzzyDate(date(2014, 3, 5)), "2014-03-05"),
        (MONEY, Money(123450), "1234.5"),
        (COUNT, FuzzyCount(100, True), "100余"),
        (FLAG, True, "是"),
        (TEXT, None, ""),
    ],
)
def test_form_text(column: Column, value: Value, expected: str) -> None:
    assert show_value(column, value) == expected


DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
VAGUE_DATES = st.one_of(
    DAYS.map(FuzzyDate),
    st.builds(FuzzyDate.third, st.integers(1900, 2100), st.integers(1, 12), st.integers(0, 2)),
    st.builds(FuzzyDate.season, st.integers(1900, 2100), st.integers(0, 3)),
    DAYS.map(lambda day: FuzzyDate(day.replace(day=1), Precision.MONTH)),
    DAYS.map(lambda day: FuzzyDate(date(day.year, 1, 1), Precision.YEAR)),
)
DECIMALS = st.decimals(0, 10**9, places=3)
CELLS: st.SearchStrategy[tuple[Column, Value]] = st.one_of(
    st.tuples(st.just(DAY), DAYS),
    st.tuples(st.just(VAGUE), VAGUE_DATES),
    st.tuples(st.just(MONEY), st.builds(Money, st.integers(0, 10**15))),
    st.tuples(st.just(COUNT), st.builds(FuzzyCount, st.integers(0, 10**12), st.booleans())),
    st.tuples(st.just(HOURS), st.integers(0, 10**6).map(lambda n: Decimal(n) / 2)),
    st.tuples(st.just(PERCENT), DECIMALS),
    st.tuples(st.just(QUANTITY), st.builds(Quantity, DECIMALS, st.sampled_from(["亩", "公里", "m²", "千瓦", "户"]))),
    st.tuples(st.just(FLAG), st.booleans()),
    st.tuples(st.just(TIME), st.times().map(lambda time: time.strftime("%H:%M"))),
    st.tuples(st.just(CHOICE), st.sampled_from(CHOICE.choices)),
)


@settings(max_examples=200, deadline=None)
@given(CELLS)
def test_what_the_form_shows_is_read_again(cell: tuple[Column, Value]) -> None:
    column, value = cell
    assert read(column, show_value(column, value)) == value


def read_or_refusal(column: Column, text: str) -> Value | Refused:
    try:
        return read(column, text)
    except Refused as refused:
        return refused


ANY_TEXT = st.text(st.characters(max_codepoint=sys.maxunicode, exclude_categories=()), max_size=60)


@settings(max_examples=200, deadline=None)
@given(
    text=ANY_TEXT,
    column=st.sampled_from([DAY, VAGUE, MONEY, COUNT, ANY_COUNT, HOURS, QUANTITY, FLAG, TIME, TEXT, LONG, ID]),
)
def test_any_text_is_read_or_refused_and_reads_the_same_again(text: str, column: Column) -> None:
    value = read_or_refusal(column, text)
    if isinstance(value, Refused):
        assert (value.field, bool(value.sentence.encode())) == (column.key, True)
    else:
        assert read(column, show_value(column, value)) == value


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=80), is_long=st.booleans())
def test_cleaning_twice_is_cleaning_once(text: str, is_long: bool) -> None:
    once = clean_text(text, is_long=is_long)
    assert clean_text(once, is_long=is_long) == once


@pytest.mark.parametrize(
    "column", [Column("who", "责任人", Kind.PERSON), Column("name", "姓名"), Column("x", "户主", mask=Mask.NAME)]
)
def test_a_name_that_is_spaced_out_is_the_same_name(column: Column) -> None:
    found = [read(column, text) for text in ("王 芳", "王　　芳", "欧 阳 修", "张三 李四", "买买提 江")]
    names = [one.name if isinstance(one, Reference) else one for one in found]
    assert names == ["王芳", "王芳", "欧阳修", "张三 李四", "买买提 江"]


def test_other_words_keep_their_spaces() -> None:
    assert read(TEXT, "甲 乙") == "甲 乙"
