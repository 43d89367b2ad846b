from __future__ import annotations

import pytest

from app.rules.office_rules import OFFICE_RULES, OfficeRule, RuleKind, rule
from app.rules.refusal import Exit, Refused
from db.queries import NEAR_DAYS


@pytest.mark.parametrize("one", OFFICE_RULES, ids=lambda one: one.key)
def test_the_default_of_every_rule_is_what_it_may_hold(one: OfficeRule) -> None:
    if one.kind is RuleKind.DAY:  # set once, and never set back to nothing
        assert one.default == ""
        assert one.read("2014-06-30") == "2014-06-30"
        return
    assert one.read(one.default) == one.default
    assert one.read(one.shown(one.default)) == one.default
    assert one.help.endswith("。")
    assert one.allowed().endswith("。")


@pytest.mark.parametrize(
    ("key", "default"),
    [
        ("needs_signature", "0"),
        ("needs_publication", "0"),
        ("needs_satisfaction", "0"),
        ("allow_self_review", "0"),
        ("simple_procedure", "0"),
        ("simple_decide_days", "3"),
        ("simple_answer_days", "10"),
        ("finish_clock_start", "accepted"),
        ("collective_threshold", "5"),
        ("reception_rule", "周二"),
        ("near_days", str(NEAR_DAYS)),
    ],
)
def test_what_holds_out_of_the_box(key: str, default: str) -> None:
    assert rule(key).default == default


@pytest.mark.parametrize(
    ("key", "typed", "stored"),
    [
        ("needs_signature", "要", "1"),
        ("needs_signature", " 否 ", "0"),
        ("allow_self_review", "1", "1"),
        ("finish_clock_start", "登记之日", "registered"),
        ("finish_clock_start", "accepted", "accepted"),
        ("collective_threshold", "6人", "6"),
        ("collective_threshold", "05", "5"),
        ("reception_rule", "每天", "每天"),
        ("reception_rule", "周五，周一", "周一、周五"),
        ("return_reasons", "材料不全,照片看不清、材料不全", "材料不全、照片看不清"),
        ("chief_leader", " 李书记 ", "李书记"),
    ],
)
def test_what_is_typed_is_read_as_it_is_stored(key: str, typed: str, stored: str) -> None:
    assert rule(key).read(typed) == stored


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("needs_signature", "也许"),
        ("collective_threshold", "0"),
        ("collective_threshold", "1001"),
        ("collective_threshold", "-3"),
        ("collective_threshold", "９９"),
        ("recheck_percent", "101"),
        ("finish_clock_start", "收到之日"),
        ("reception_rule", "周八"),
        ("reception_rule", ""),
        ("return_reasons", "、"),
        ("chief_leader", "长" * 101),
    ],
)
def test_what_it_cannot_hold_is_refused_with_what_it_can(key: str, typed: str) -> None:
    with pytest.raises(Refused) as caught:
        rule(key).read(typed)
    assert caught.value.field == key
    assert caught.value.sentence.startswith(f"「{rule(key).label}」不能是")
    assert rule(key).allowed() in caught.value.sentence


def test_a_rule_is_known_by_its_label_and_an_unknown_one_names_all() -> None:
    assert rule("接访安排") is rule("reception_rule")
    with pytest.raises(Refused, match="接访安排（reception_rule）") as caught:
        rule("没有这条")
    assert caught.value.exit_code is Exit.USAGE
