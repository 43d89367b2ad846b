from __future__ import annotations

import sys

from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.cleaning import Change, cleaned


def test_pinyin_noise_goes_and_is_listed() -> None:
    found = cleaned("为進(jìn)一步")
    assert found.text == "为进一步"
    assert found.changes == (Change("去掉夹带的拼音", "進(jìn)", "进"),)


def test_unknown_character_with_pinyin_is_shown_not_guessed() -> None:
    found = cleaned("村名㴪(lián)")
    assert found.text == "村名㴪(lián)"
    assert [(spot.position, spot.reason) for spot in found.damaged] == [(2, "像是注音，请核对这个字")]


def test_broken_line_is_joined() -> None:
    found = cleaned("深入开展群众路线教育实践活动，走\n访群众。\n一、学习")
    assert found.text == "深入开展群众路线教育实践活动，走访群众。\n一、学习"


def test_heading_and_short_line_stay_apart() -> None:
    text = "宫三村\n群众路线教育实践活动开展情况汇报材料\n一、学习情况"
    assert cleaned(text).text == text


def test_page_marks_go() -> None:
    assert cleaned("第一句。\n— 3 —\n第 2 页 共 5 页\n第二句。").text == "第一句。\n第二句。"


def test_full_width_digits_are_narrowed_and_signs_stay() -> None:
    found = cleaned("走访１５户，征求意见２００条。")
    assert found.text == "走访15户，征求意见200条。"
    assert [change.before for change in found.changes] == ["１５", "２００"]


def test_invisible_signs_go() -> None:
    found = cleaned("走\u200b访\x00户")
    assert found.text == "走访户"
    assert found.changes == (Change("去掉看不见的符号", "2个", ""),)


def test_damage_is_reported_where_it_stands() -> None:
    found = cleaned("走访锟斤拷户，征\ufffd意见，共??条")
    assert [(spot.position, spot.reason) for spot in found.damaged] == [
        (2, "有乱码"),
        (8, "有乱码"),
        (13, "有丢失的字"),
    ]


def test_half_a_character_becomes_a_damage_mark() -> None:
    found = cleaned("张\ud842三")
    assert found.text == "张\ufffd三"
    assert found.damaged[0].position == 1


def test_clean_text_is_left_alone() -> None:
    found = cleaned("2014年3月9日，召开座谈会。")
    assert (found.text, found.changes, found.damaged) == ("2014年3月9日，召开座谈会。", (), ())


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(max_codepoint=sys.maxunicode, exclude_categories=()), max_size=80))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once.text).text == once.text
