"""What offices write for a choice is read as the choice, so that its figure counts it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry
from app.rules.reading import compact, read_value
from tests import factories
from tests.desks import TODAY
from tests.figures.looking import figure

if TYPE_CHECKING:
    from app.services.desk import Desk

COLUMNS = [
    pytest.param(column, id=f"{ledger.name}.{column.key}")
    for ledger in registry.LEDGERS + registry.BASE
    for column in ledger.columns
    if column.also_said
]


@pytest.mark.parametrize("column", COLUMNS)
def test_each_word_is_read_as_a_choice_and_is_none_itself(column) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001
    words = [word for word, _choice in column.also_said]
    assert len(words) == len(set(words))
    assert not set(words) & set(column.choices)
    for word, choice in column.also_said:
        assert choice in column.choices
        assert word == compact(word).casefold()
        assert read_value(column, f" {word} ", today=TODAY) == choice


def test_a_word_that_a_campaign_has_for_itself_stays() -> None:
    form = registry.find("learning_sessions").column("form")
    assert read_value(replace(form, choices=("党课", "专题党课")), "党课", today=TODAY) == "党课"
    assert read_value(replace(form, choices=("集中学习",)), "党课", today=TODAY) == "党课"


def test_a_party_lecture_and_a_film_are_counted_however_they_are_called(day: Desk) -> None:
    for form in ("党课", "专题党课", "观影"):
        factories.add(day, "learning_sessions", "日期=2014-03-05", f"学习形式={form}")
    assert (figure(day, "L3.party_lectures").value, figure(day, "L8.showings").value) == (2, 1)
    factories.add(day, "study_outputs", "交稿日=2014-03-05", "姓名=张三", "种类=心得体会")
    assert figure(day, "L6.essays").value == 1
