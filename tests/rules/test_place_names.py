"""How offices write a group: one name for all of the ways."""

from __future__ import annotations

import pytest

from app.rules import place_names


@pytest.mark.parametrize("text", ["3", "3组", "三组", "第三组", "第3村民小组", "三社", "３组", " 三 组 "])
def test_a_group_by_its_number(text: str) -> None:
    assert place_names.group_label(text) == "三组"
    assert place_names.group_name("清一村", text) == "清一三组"


@pytest.mark.parametrize(
    ("number", "label"), [("1", "一组"), ("10", "十组"), ("12", "十二组"), ("20", "二十组"), ("35", "三十五组")]
)
def test_numbers_as_they_are_spoken(number: str, label: str) -> None:
    assert place_names.group_label(number) == label


def test_a_group_with_a_name_keeps_it() -> None:
    assert place_names.group_label("东头组") == "东头组"
    assert place_names.split("东头") is None


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("清一村3组", ("清一村", "3组")), ("清一村第三村民小组", ("清一村", "第三村民小组")),
        ("清一三组", ("清一", "三组")), ("清一十二组", ("清一", "十二组")),
        ("大杨树十二组", ("大杨树", "十二组")), ("清一村", None), ("三组", None),
    ],
)  # fmt: skip
def test_village_and_group_of_a_joint_name(name: str, parts: tuple[str, str] | None) -> None:
    assert place_names.split(name) == parts


@pytest.mark.parametrize("village", ["清一村", "清一村委会", "清一村村民委员会", "清一"])
def test_a_village_without_what_it_is(village: str) -> None:
    assert place_names.short_village(village) == "清一"


def test_a_name_is_never_cut_to_one_character() -> None:
    assert place_names.short_village("李村") == "李村"
