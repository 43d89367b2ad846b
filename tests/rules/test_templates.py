from __future__ import annotations

import pytest

from app.rules import templates
from app.rules.refusal import Refused
from app.rules.templates import Asked, Choice, Field

KNOWN = {"L1": "15次", "L2": "20个课时"}


def filled(text: str, **known: str) -> tuple[str, list[str]]:
    said = KNOWN | known

    def holds(asked: Asked) -> bool:
        there = asked.name in said if not asked.op else said.get(asked.name) == asked.than
        return there is not asked.is_denied

    done = templates.fill(templates.parse(text), lambda field: said.get(field.name), holds)
    return "".join(map(str, done.parts)), done.lacking


def test_fields_are_read_with_their_marks_and_their_explanation_is_dropped() -> None:
    assert templates.parse("共{{L1 集中学习}}、{{O8.opinions~}}和{{R5!}}") == (
        "共", Field("L1"), "、", Field("O8.opinions", is_about=True), "和", Field("R5", may_be_zero=True),
    )  # fmt: skip


def test_questions_are_read_with_what_they_compare() -> None:
    assert templates.parse("[[{{?R6>3}}超期||{{?!R6}}没有]]") == (
        Choice((((Asked("R6", ">", "3")), "超期"), (Asked("R6", is_denied=True), "没有"))),
    )


def test_words_in_brackets_stand_only_when_their_fields_say_something() -> None:
    assert filled("学习{{L1}}[[，补学{{L9}}]]。") == ("学习15次。", [])
    assert filled("学习{{L1}}[[，补学{{L9}}]]。", L9="3人次") == ("学习15次，补学3人次。", [])


def test_the_first_way_that_can_be_written_is_taken() -> None:
    assert filled("[[补学{{L9}}||没有补学]]") == ("没有补学", [])
    assert filled("[[补学{{L9}}||课时{{L2}}||无]]") == ("课时20个课时", [])


def test_brackets_may_stand_in_brackets() -> None:
    text = "[[学习{{L1}}[[、{{L9}}]][[、{{L2}}]]]]"
    assert filled(text) == ("学习15次、20个课时", [])


def test_what_lacks_outside_brackets_is_named() -> None:
    assert filled("学习{{L1}}，补学{{L9}}") == ("学习15次，补学", ["L9"])


def test_all_names_are_found_at_any_depth() -> None:
    nodes = templates.parse("{{单位}}[[{{?R6=0}}[[{{L1}}]]||{{?.名称=甲}}{{.地点}}]]{{?R6<R1.total}}")
    assert list(templates.names(nodes)) == ["单位", "R6", "L1", ".名称", ".地点", "R6", "R1.total"]


@pytest.mark.parametrize("text", ["{{L1", "L1}}", "[[a", "a]]", "{{}}", "{{L1 [[}}", "a||b", "{{L1{{L2}}"])
def test_brackets_that_do_not_close_are_refused(text: str) -> None:
    with pytest.raises(Refused, match="没有保存"):
        templates.parse(text)


def test_a_paragraph_of_any_length_is_not_taken() -> None:
    with pytest.raises(Refused, match="最多8000字"):
        templates.parse("学" * 8001)


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("共开会，", "。现在", "共开会。现在"),
        ("完。", "。下", "完。下"),
        ("甲；", "。", "甲。"),
        ("甲", "，乙", "甲，乙"),
        ("", "，乙", "，乙"),
    ],
)
def test_a_mark_left_over_is_dropped(before: str, after: str, joined: str) -> None:
    assert "".join(templates.joint(before, after)) == joined
