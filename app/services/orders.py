"""Deadlines that an order names (T11 a date, T13 a date or working days): whether one stands, and when it falls due."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.rules import clocks
from app.rules.clocks import CLOCKS, Unit
from app.services import settings
from app.services.checking import day, text
from db.values import FuzzyCount

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.rules.calendar import WorkCalendar
    from app.rules.clocks import Clock, Due
    from db.ask import ChildRow
    from db.unit import UnitOfWork
    from db.values import Value

    Values = Mapping[str, Value]

ORDERED = {"交办": ("T11", "交办函"), "上级转送": ("T11", "转办函"), "12345转办": ("T13", "工单")}
"""Channels whose deadline stands on the order itself: the clock and the paper."""


def count(values: Values, key: str) -> int:
    """A count of a record, 0 when there is none."""
    value = values.get(key)
    return value.value if isinstance(value, FuzzyCount) else 0


def finish_start(unit: UnitOfWork) -> str:
    """The column the sixty days run from, as the office rules (`finish_clock_start`)."""
    return f"{settings.value(unit, 'finish_clock_start')}_on"


def clock_of(values: Values, calendar: WorkCalendar, finish_from: str) -> Clock | None:
    """The clock of the order that rules the record's own deadline; None where the statutory one does, or none."""
    clock_id, _document = ORDERED.get(text(values, "channel"), ("", ""))
    due_on = day(values, "due_on")
    if not clock_id or day(values, "extended_on") is not None:
        return None
    if length_of(values):
        return CLOCKS[clock_id]
    started = day(values, finish_from) if day(values, "accepted_on") else None
    statutory = started and clocks.due(start=started, length=CLOCKS["T5"].length, calendar=calendar).due_on
    return None if due_on in (None, statutory) else CLOCKS[clock_id]


def document_of(values: Values) -> str:
    """The paper the deadline stands on."""
    return ORDERED.get(text(values, "channel"), ("", "交办函"))[1]


def length_of(values: Values) -> int:
    """The working days that a work order gives, 0 when it names none or has no date."""
    is_work_order = ORDERED.get(text(values, "channel"), ("", ""))[0] == "T13"
    return count(values, "order_days") if is_work_order and day(values, "order_date") else 0


def due_by_length(
    values: Values, pauses: Sequence[ChildRow], calendar: WorkCalendar, *, today: date | None = None
) -> Due | None:
    """When a work order in working days falls due, the pauses left out; with `today` also the one still running."""
    start, length = day(values, "order_date"), length_of(values)
    if start is None or not length:
        return None
    stopped = sum(_stopped(row, calendar, today) for row in pauses)
    return clocks.due(
        start=start, length=length, unit=Unit.WORKDAY, calendar=calendar, paused_days=stopped, start_label="工单日期 "
    )


def _stopped(row: ChildRow, calendar: WorkCalendar, today: date | None) -> int:
    paused, ended = day(row.values, "paused_on"), day(row.values, "resumed_on") or today
    return calendar.workdays_between(paused + timedelta(days=1), ended) if paused and ended else 0
