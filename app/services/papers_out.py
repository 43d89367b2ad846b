"""The papers that went out to come back signed or answered, and have not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services import checking
from app.services.checking import Check, row_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from app.services.checking import Row
    from db.unit import UnitOfWork

PAPERS = "issued_papers"


def not_back(unit: UnitOfWork, as_of: date) -> Iterator[Row]:
    """The papers out by a day that are to come back and had not then: number, what for, by when."""
    for paper in checking.standing(unit, PAPERS):
        values = paper.values
        due, returned = checking.day(values, "due_on"), checking.day(values, "returned_on")
        if due is not None and checking.began(values, "issued_on", as_of) and (returned is None or returned > as_of):
            yield row_of(paper, checking.text(values, "paper_no"), checking.text(values, "title"), f"应回 {due}")


PAPER_CHECKS = (Check("papers_not_back", "发出没有收回的单据", not_back),)
