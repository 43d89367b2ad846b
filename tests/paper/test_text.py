from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.paper.text import NO_START, Cleaner, break_lines, even_lines, may_break, tidy

if TYPE_CHECKING:
    from collections.abc import Callable


class Widths(dict[str, float]):
    def __missing__(self, char: str) -> float:
        return 500.0 if ord(char) < 0x2000 else 1000.0


WIDTHS = Widths()


def lines(text: str, characters: float) -> list[str]:
    return break_lines(text, characters * 1000, WIDTHS)


def clean(text: str, lacking: str = "") -> tuple[str, list[str]]:
    missing: dict[str, None] = {}
    return tidy(text, Cleaner(lambda point: chr(point) not in lacking, missing)), list(missing)


def test_text_that_fits_is_one_line() -> None:
    assert lines("下雨天孩子上学", 7) == ["下雨天孩子上学"]


def test_chinese_text_is_broken_at_the_width() -> None:
    assert lines("下雨天孩子上学一身泥", 4) == ["下雨天孩", "子上学一", "身泥"]


def test_closing_punctuation_takes_a_character_along_to_the_next_line() -> None:
    assert lines("道路硬化，尽快办", 4) == ["道路硬", "化，尽快", "办"]


def test_opening_punctuation_does_not_end_a_line() -> None:
    assert lines("整治四（即四风）", 4) == ["整治四", "（即四", "风）"]


def test_a_number_is_not_cut_when_it_fits_the_line() -> None:
    assert lines("投入资金12097元", 5) == ["投入资金", "12097元"]


def test_a_date_is_cut_after_its_units_only() -> None:
    assert lines("办结于2014年3月19日", 5) == ["办结于", "2014年3月", "19日"]


def test_a_latin_word_is_not_cut_when_it_fits_the_line() -> None:
    assert lines("安装Windows系统", 4) == ["安装", "Windows", "系统"]


def test_a_word_longer_than_the_line_is_cut() -> None:
    assert lines("A" * 10, 2) == ["AAAA", "AAAA", "AA"]


def test_dashes_and_dots_of_a_pair_stay_together() -> None:
    assert lines("三年了……还没修", 4) == ["三年了", "……还没", "修"]


def test_newlines_and_empty_lines_are_kept() -> None:
    assert lines("一、清淤\n\n二、管护", 10) == ["一、清淤", "", "二、管护"]


def test_a_character_wider_than_the_line_stands_alone() -> None:
    assert lines("路灯", 0.5) == ["路", "灯"]


def test_a_missing_character_mark_is_not_cut() -> None:
    assert lines("姓名李〔U+2A6A5〕华", 6) == ["姓名李", "〔U+2A6A5〕", "华"]


@given(
    st.text(st.sampled_from("村镇路灯，。（）“”……——2014年3月.-% AbC\n"), max_size=80),
    st.floats(0.5, 12),
)
@settings(max_examples=200, deadline=None)
def test_breaking_loses_nothing_and_keeps_the_width(text: str, width: float) -> None:
    broken = lines(text, width)
    assert "".join("".join(broken).split()) == "".join(text.split())
    assert all(len(line) == 1 or sum(map(WIDTHS.__getitem__, line.rstrip())) <= width * 1000 + 1 for line in broken)


@given(st.text(st.sampled_from("村镇路灯办公室3，。）"), max_size=60))
@settings(max_examples=200, deadline=None)
def test_no_line_begins_with_closing_punctuation_when_it_can_be_helped(text: str) -> None:
    runs = max((len(run) for run in "".join(" " if c not in NO_START else c for c in text).split()), default=0)
    if runs < 3:
        assert not [line for line in lines(text, 5)[1:] if line[0] in NO_START]


def test_long_paragraphs_take_time_in_proportion() -> None:
    assert len(lines("，" * 50_000, 10)) == 5_000


@pytest.mark.parametrize(("before", "after"), [("路", "，"), ("（", "路"), ("3", "月"), ("2", "0"), ("a", "b")])
def test_places_where_a_line_never_ends(before: str, after: str) -> None:
    assert not may_break(before, after)


def test_head_labels_are_broken_evenly() -> None:
    assert even_lines("是否整改到位", 4000, WIDTHS) == ["是否整", "改到位"]


def test_a_centred_name_is_not_left_with_one_character() -> None:
    assert even_lines("欧阳秀英", 3000, WIDTHS) == ["欧阳", "秀英"]


def test_a_line_of_one_character_is_no_better_for_ending_with_a_word() -> None:
    assert even_lines("村街面貌", 3000, WIDTHS) == ["村街", "面貌"]
    assert even_lines("形成年份", 3000, WIDTHS) == ["形成", "年份"]


@pytest.mark.parametrize(
    ("head", "wanted"),
    [("信访人姓名", ["信访人", "姓名"]), ("已申请销号", ["已申请", "销号"]), ("联系人类别", ["联系人", "类别"]),
     ("领款人签收", ["领款人", "签收"]), ("稳控责任人", ["稳控", "责任人"]), ("承诺办结日", ["承诺", "办结日"])],
)  # fmt: skip
def test_a_head_is_broken_between_its_words(head: str, wanted: list[str]) -> None:
    assert even_lines(head, 3500, WIDTHS) == wanted


@pytest.mark.parametrize("broken", [even_lines, break_lines])
def test_the_serial_of_a_number_stays_with_its_year(broken: Callable[..., list[str]]) -> None:
    assert broken("整改〔2014〕14号", 6500, WIDTHS) == ["整改", "〔2014〕14号"]


def test_a_number_wider_than_its_line_is_cut_after_the_year() -> None:
    assert break_lines("整改〔2014〕14号", 4500, WIDTHS) == ["整改", "〔2014〕", "14号"]


def test_a_long_title_is_broken_by_meaning() -> None:
    title = "青山镇2014年度党的群众路线教育实践活动突出问题整改落实情况台账"
    assert even_lines(title, 25_000, WIDTHS) == [
        "青山镇2014年度党的群众路线教育实践活动",
        "突出问题整改落实情况台账",
    ]


def test_control_characters_and_invisible_marks_are_dropped() -> None:
    assert clean("路\x00灯\u200b坏\u202e了\ufe0f")[0] == "路灯坏了"


def test_line_ends_of_every_kind_become_newlines() -> None:
    assert clean("一\r\n二\r三\u2028四\v五")[0] == "一\n二\n三\n四\n五"


def test_tabs_become_spaces() -> None:
    assert clean("姓名\t电话")[0] == "姓名 电话"


def test_a_character_without_a_face_becomes_its_code() -> None:
    assert clean("李\U0002a6a5华", "\U0002a6a5") == ("李〔U+2A6A5〕华", ["\U0002a6a5"])


def test_cleaning_asks_once_for_each_character() -> None:
    asked: dict[int, int] = defaultdict(int)

    def has(point: int) -> bool:
        asked[point] += 1
        return True

    tidy("路路路", Cleaner(has, {}))
    assert asked == {ord("路"): 1}
