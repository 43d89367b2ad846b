from __future__ import annotations

from datetime import date

import pytest

from app.rules.gates import (
    VOID_CHECKS,
    VoidSnapshot,
    ask,
    dated,
    names_a_place,
    refuse_if,
    same_person,
    void_gate,
    written,
)
from app.rules.refusal import Missing, Refused

TODAY = date(2014, 3, 31)
NUMBER = "整改〔2014〕12号"


def sentence(found: Missing | None) -> str:
    return found.sentence if found else ""


def test_day_must_be_given() -> None:
    assert sentence(dated("x", NUMBER, "完成日期", None, today=TODAY)) == (
        "整改〔2014〕12号没有填完成日期。请补填完成日期。"
    )


def test_day_must_have_come() -> None:
    found = dated("x", NUMBER, "完成日期", date(2014, 4, 1), today=TODAY)
    assert sentence(found) == (
        "整改〔2014〕12号的完成日期2014-04-01在今天（2014-03-31）之后。请核对完成日期，没有发生的事不能先填。"
    )


def test_day_must_follow_what_it_follows() -> None:
    found = dated("x", NUMBER, "答复日期", date(2014, 3, 1), today=TODAY, not_before=("受理日期", date(2014, 3, 2)))
    assert sentence(found) == "整改〔2014〕12号的答复日期2014-03-01早于受理日期2014-03-02。请核对答复日期和受理日期。"


@pytest.mark.parametrize("day", [date(2014, 3, 2), date(2014, 3, 31)])
def test_both_ends_are_allowed(day: date) -> None:
    assert dated("x", NUMBER, "答复日期", day, today=TODAY, not_before=("受理日期", date(2014, 3, 2))) is None


def test_blank_words_are_missing() -> None:
    assert sentence(written("x", "", "原因", "  ")) == "本件没有填原因。请填写原因。"


@pytest.mark.parametrize(
    ("text", "says"), [("卷3第12页", True), ("整改卷三第五页", True), ("已存档", False), ("", False)]
)
def test_paper_reference_names_a_place(text: str, says: bool) -> None:
    assert names_a_place(text) is says


def test_same_person_ignores_spaces_and_nobody_is_nobody() -> None:
    assert same_person("王 伟", "王伟")
    assert not same_person("", "")


def test_refusal_carries_every_missing_check() -> None:
    found = (Missing("a", "甲。"), Missing("b", "乙。"))
    with pytest.raises(Refused) as caught:
        refuse_if(found, NUMBER, "销号")
    assert (caught.value.sentence, caught.value.missing) == ("整改〔2014〕12号还不能销号：甲。乙。", found)


def test_open_gate_refuses_nothing() -> None:
    refuse_if((), NUMBER, "销号")


def test_voiding_needs_a_reason() -> None:
    assert [one.check for one in void_gate(VoidSnapshot(NUMBER, ""))] == ["reason"]
    assert void_gate(VoidSnapshot(NUMBER, "重复登记")) == ()


def test_closed_record_is_not_voided() -> None:
    found = void_gate(VoidSnapshot(NUMBER, "重复登记", "已销号", is_locked=True))
    assert [one.sentence for one in found] == [
        "整改〔2014〕12号已销号，不能直接作废。请先写明原因重新打开，再办理作废。"
    ]


@pytest.mark.parametrize(
    ("snapshot", "name"),
    [
        (VoidSnapshot(NUMBER, ""), "_void_reason"),
        (VoidSnapshot(NUMBER, "重复登记", "已销号", is_locked=True), "_void_locked"),
        (VoidSnapshot(NUMBER, "重复登记", archive_code="J012-WS·2014-Y-BGS-0001"), "_void_filed"),
    ],
)
def test_without_its_check_a_record_would_be_voided(snapshot: VoidSnapshot, name: str) -> None:
    assert len(void_gate(snapshot)) == 1
    assert {check.__name__ for check in VOID_CHECKS} == {"_void_reason", "_void_locked", "_void_filed"}
    assert ask([check for check in VOID_CHECKS if check.__name__ != name], snapshot) == ()
