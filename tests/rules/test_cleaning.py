from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.cleaning import Change, cleaned, is_untidy


def test_pinyin_noise_goes_and_is_listed() -> None:
    found = cleaned("为進(jìn)一步")
    assert found.text == "为进一步"
    assert found.changes == (Change("去掉夹带的拼音", "進(jìn)", "进"),)


@pytest.mark.parametrize("text", ["為進(jìn)一步改進（jìn）", "為進 (jìn) 一步改進( jìn )", "為進　（jìn）　一步改進"])
def test_pinyin_noise_goes_however_it_is_spaced(text: str) -> None:
    result = cleaned(text)
    assert (result.text, result.damaged) == ("为进一步改进", ())
    assert is_untidy(text)


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


def test_traditional_characters_become_simple_and_each_word_is_told_once() -> None:
    found = cleaned("鎮裏開會，鎮裏調查，開會。")
    assert found.text == "镇里开会，镇里调查，开会。"
    told = [(change.before, change.after) for change in found.changes]
    assert told == [("鎮裏開會", "镇里开会"), ("鎮裏調", "镇里调"), ("開會", "开会")]


def test_a_character_that_may_be_right_is_shown_and_left() -> None:
    found = cleaned("徵求意見後整改")
    assert found.text == "徵求意见後整改"
    assert [(spot.position, spot.reason) for spot in found.damaged] == [
        (0, "可能是繁体字，也可能没有错，请核对（征）"),
        (4, "可能是繁体字，也可能没有错，请核对（后）"),
    ]


def test_what_is_doubtful_is_changed_when_the_clerk_says_so() -> None:
    found = cleaned("徵求意見後整改", doubtful=True)
    assert (found.text, found.damaged) == ("征求意见后整改", ())
    assert Change("疑似繁体改简体", "徵", "征") in found.changes


@pytest.mark.parametrize("text", ["著名的乾隆瓷器", "瞭望塔", "顯著"])
def test_words_in_which_such_a_character_is_right_are_not_shown(text: str) -> None:
    assert cleaned(text).damaged == ()


def test_zhu_that_stands_for_zhe_is_shown_among_traditional_words() -> None:
    assert [spot.position for spot in cleaned("羣眾看著幹部").damaged] == [3]
    assert cleaned("看著").damaged == ()


def test_a_name_character_restored_to_simple_writing_is_left() -> None:
    assert cleaned("毕昇").text == "毕昇"


def test_items_run_together_stand_in_lines_of_their_own() -> None:
    found = cleaned("主要做法：1、加强学习；2、深入走访；3、边学边改。")
    assert found.text == "主要做法：\n1、加强学习；\n2、深入走访；\n3、边学边改。"
    assert found.changes == (Change("分条另起一行", "1、…2、…3、", "3条"),)


@pytest.mark.parametrize(
    "text", ["第1、2、3组都去了", "村里1、2、3组", "补了1.5公里，又补2.5公里", "1、只有一条", "走访5、6户人家"]
)
def test_counted_things_are_no_items(text: str) -> None:
    assert cleaned(text).text == text


def test_a_page_mark_alone_is_not_taken_away() -> None:
    assert cleaned("第3页").text == "第3页"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("走访15户。", False),
        ("走访１５户。", True),
        ("進一步", True),
        ("1、学习好。2、走访好。", True),
        ("甲\u200b", True),
    ],
)
def test_what_is_untidy_is_known(text: str, expected: bool) -> None:
    assert is_untidy(text) is expected


ITEMS = st.lists(
    st.sampled_from(["1、", "2、", "3.", "学习", "走访农户", "。", "；", "\n", "後", "鎮", "（jin）", "第", "页", " "])
)


@settings(max_examples=300, deadline=None)
@given(ITEMS.map("".join))
def test_cleaning_items_twice_changes_nothing_more(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once.text).text == once.text


def test_opencc_is_not_loaded_before_a_text_is_cleaned() -> None:
    code = "import sys, app.rules.cleaning, app.ui.ledger_page; sys.exit('opencc' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(max_codepoint=sys.maxunicode, exclude_categories=()), max_size=80))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = cleaned(text)
    assert cleaned(once.text).text == once.text
