"""What had not happened by the day looked at is not counted, and what runs no more is not due."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests import factories
from tests.figures.looking import rows, value
from tests.services.test_close_out import do

if TYPE_CHECKING:
    from app.services.desk import Desk


def test_an_answer_given_later_is_none_on_the_day_looked_at(day: Desk) -> None:
    factories.add(day, "opinions", "日期=2014-03-01", "采纳情况=采纳", "反馈日期=2014-03-20")
    assert value(day, "O8.replied", date(2014, 3, 19)) == 0
    assert value(day, "O8.replied", date(2014, 3, 20)) == 1


@pytest.mark.parametrize(
    ("action", "texts"),
    [
        ("forward", ("办理方式=转送", "转送去向=县某局")),
        ("decline", ("不予受理理由=不属本机关职权",)),
        ("pause", ("包案领导=王镇长",)),
    ],
)
def test_what_went_elsewhere_or_is_paused_has_not_fallen_due(day: Desk, action: str, texts: tuple[str, ...]) -> None:
    made = factories.add(
        day, "petitions", "来访时间=2014-03-01", "信访人姓名=孟某", "信访形式=交办", "办结时限=2014-03-10"
    )
    assert rows(day, "X1.fallen_due").ids == made.ids
    do(day, made, action, *texts, reason="不归本镇办" if action == "pause" else "")
    assert value(day, "X1.fallen_due") == 0
    assert value(day, "X1.fallen_due", date(2014, 3, 30)) == 1


def test_a_visit_to_come_leaves_the_first_one_counted(day: Desk) -> None:
    factories.add(
        day, "petitions", "来访时间=2014-03-10", "信访形式=来访", "信访人姓名=孟某", "人数=3",
        children={"petition_visits": [{"来访日期": "2014-03-25", "人数": "4"}]},
    )  # fmt: skip
    for on, batches, people in ((20, 1, 3), (25, 1, 4)):
        looked = date(2014, 3, on)
        assert (value(day, "X1.batches", looked), value(day, "X1.person_times", looked)) == (batches, people)
