from __future__ import annotations

import multiprocessing

import pytest

from app.rules.refusal import Refused
from app.services import drawing
from tests.paper import pages

LONG = drawing.LONG


def test_a_long_ledger_is_drawn_in_a_process_of_its_own_and_is_the_same_paper() -> None:
    told: list[int] = []

    def hear(page: int) -> bool:
        told.append(page)
        assert multiprocessing.active_children()
        return True

    paper = pages.ledger([pages.row(n, f"第{n}条意见") for n in range(LONG)])
    apart, printed = drawing.draw(paper, hear)
    here, same = pages.printed(paper)
    assert (apart, printed) == (here, same)
    assert told == list(range(5, printed.pages + 1, 5))
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("rows", [30, LONG])
def test_a_drawing_can_be_stopped(rows: int) -> None:
    paper = pages.ledger([pages.row(n, f"第{n}条意见") for n in range(rows)])
    with pytest.raises(Refused, match="停止排版"):
        drawing.draw(paper, lambda _page: False)
    assert multiprocessing.active_children() == []
