"""What must be done within fifteen days of a petition's receipt and is not: 首页 tells it, no list of 办结 does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from app.ledgers import petitions
from app.rules.clocks import CLOCKS
from app.services.deadlines import FORWARDING, PETITIONS
from db.ask import Ask, Filter, Op

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Pressing:
    """One clock, and the petitions on which it is 临期 or 逾期 and has not ended: exactly those of `ask`."""

    clock_id: str
    label: str
    ask: Ask


def on(today: date) -> tuple[Pressing, ...]:
    """What presses on a day, by what stands in the rows: a list of it loses a petition as its day is filled in."""
    return tuple(_pressing(clock_id, filters, today) for clock_id, filters in _RUNNING)


def _pressing(clock_id: str, filters: tuple[Filter, ...], today: date) -> Pressing:
    clock = CLOCKS[clock_id]
    started = Filter(clock.from_field, Op.UNTIL, today - timedelta(days=clock.length - clock.near_days))
    return Pressing(clock_id, clock.label, Ask(PETITIONS, filters=(started, *filters, *_IN_HAND)))


_IN_HAND = tuple(Filter("status", Op.NOT, state) for state in (*petitions.FLOW.finished, "returned_to_upper"))
"""What is closed or sent back is told no more, whatever its clocks say."""
_UNTOLD = (
    Filter("notified_on", Op.EMPTY),
    Filter("is_on_the_spot", Op.NOT, True),
    Filter("is_anonymous", Op.NOT, True),
    Filter("notice_exempt_reason", Op.EMPTY),
)
_UNSENT = (
    Filter("route", Op.FILLED),
    *(Filter("route", Op.NOT, way) for way in petitions.ROUTES if way not in FORWARDING),
    *(Filter(key, Op.EMPTY) for key in ("forwarded_on", "accepted_on", "declined_on")),
)
_RUNNING: tuple[tuple[str, tuple[Filter, ...]], ...] = (
    ("T1", _UNSENT),
    ("T2", (Filter("received_from_upper_on", Op.EMPTY), *_UNTOLD)),
    ("T3", _UNTOLD),
)
"""Clock, and the rows on which it runs: those of `deadlines.of` whose days count from the receipt."""
