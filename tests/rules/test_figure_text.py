from __future__ import annotations

from decimal import Decimal

import pytest

from app.rules.figure_text import Sense, counted_in, figures_of


def _told(text: str) -> list[tuple[str, Decimal, str, Sense]]:
    return [(one.quote, one.number, one.counter, one.sense) for one in figures_of(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("集中学习15次、20个课时", [("15次", 15, "次"), ("20个课时", 20, "课时")]),
        ("发放联系卡20.3万张", [("20.3万张", 203000, "张")]),
        ("共计3.4万元，现均已偿还", [("3.4万元", 34000, "元")]),
        ("到位资金12097万元", [("12097万元", 120970000, "元")]),
        ("参加学习1.48万名", [("1.48万名", 14800, "名")]),
        ("植树2,170亩", [("2,170亩", 2170, "亩")]),
        ("召开座谈会十二场", [("十二场", 12, "场")]),
        ("走访群众三千五百二十户", [("三千五百二十户", 3520, "户")]),
        ("征求意见一百零八条", [("一百零八条", 108, "条")]),
        ("满意率９８．２％", [("98.2%", Decimal("98.2"), "%")]),
        ("满意率达到百分之六十四点八", [("百分之六十四点八", Decimal("64.8"), "%")]),
        ("组织两个村的观摩", [("两个", 2, "个")]),
        ("投资2.47亿元", [("2.47亿元", 247000000, "元")]),
    ],
)
def test_figures_with_their_counters(text: str, expected: list[tuple[str, int, str]]) -> None:
    assert [(quote, number, counter) for quote, number, counter, _ in _told(text)] == expected


@pytest.mark.parametrize(
    ("text", "sense"),
    [
        ("100余条", Sense.ABOVE),
        ("4200多人次", Sense.ABOVE),
        ("1.2万余人", Sense.ABOVE),
        ("100余万元", Sense.ABOVE),
        ("近200户", Sense.BELOW),
        ("约300人", Sense.ABOUT),
        ("300人左右", Sense.ABOUT),
        ("超过50件", Sense.AT_LEAST),
        ("50件以上", Sense.AT_LEAST),
        ("十余条", Sense.ABOVE),
        ("百余人", Sense.ABOVE),
        ("千余人次", Sense.ABOVE),
        ("12条", Sense.EXACT),
        ("上百条", Sense.AT_LEAST),
        ("上1000人", Sense.AT_LEAST),
        ("网上3件", Sense.EXACT),
        ("会上15人发言", Sense.EXACT),
        ("节约3.4万元", Sense.EXACT),
        ("预约12件", Sense.EXACT),
        ("附近3户", Sense.EXACT),
        ("最近3次", Sense.EXACT),
        ("查找不足3条", Sense.EXACT),
        ("不足30户", Sense.BELOW),
        ("大约300人", Sense.ABOUT),
    ],
)
def test_how_a_number_is_meant(text: str, sense: Sense) -> None:
    assert [one.sense for one in figures_of(text)] == [sense]


@pytest.mark.parametrize("text", ["走访三千五户", "去了两三次", "来了三五人", "用了七八十元"])
def test_what_may_mean_several_numbers_is_no_figure(text: str) -> None:
    assert figures_of(text) == ()


def test_a_range_has_both_ends() -> None:
    (found,) = figures_of("每组10至15人")
    assert (found.number, found.upper, found.sense) == (10, 15, Sense.RANGE)


@pytest.mark.parametrize(
    "text",
    [
        "观看了《雷锋在1959》",
        "落实“6+1”工作法",
        "开展6+1活动",
        "百日攻坚行动",
        "学习5-2\t名单内参学",
        "“五百活动”和“一教育五行动”",
        "五百活动",
        "2014年3月9日",
        "2014年3月15日至17日",
        "二〇一四年三月九日",
        "3月初召开",
        "依据县委〔2014〕12号文件",
        "整改〔2014〕12号",
        "联系电话13800138000",
        "电话：0316-5551234",
        "身份证131000198001011234",
        "第3次会议",
        "一、看学习教育是否扎实",
        "（二）看听取意见",
        "1.学习不够深入",
        "一是学习不够，二是联系不多",
        "四风突出问题",
        "一案一策、四议两公开",
        "下午3时开会",
        "拨打12345热线",
        "一个干部一个样",
        "每条走访日记算1户次，没有填的每条算1人",
        "进一步统一思想",
    ],
)
def test_names_dates_and_codes_are_no_figures(text: str) -> None:
    assert _told(text) == []


def test_what_did_not_happen_is_a_nought() -> None:
    (found,) = figures_of("两会期间未发生进京赴省上访")
    assert (found.quote, found.number, found.after) == ("未发生", 0, "进京赴省上访")


def test_words_around_end_with_the_sentence() -> None:
    (found,) = figures_of("学习扎实。集中学习15次，人人参加；走访到户")
    assert (found.before, found.after) == ("集中学习", "，人人参加")


def test_what_a_text_counts_is_more_than_its_figures() -> None:
    assert counted_in("化解一件，导入法定程序一件，") == 2
    assert counted_in("依据县委〔2014〕12号文件，3月9日") == 0
