"""What rules a petition's own deadline: the sixty days of its rules, or an order that names a date (T11) or working
days (T13).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from app.rules import clocks, office_rules
from app.rules.clocks import CLOCKS, RuleSet, Unit
from app.rules.petition_gates import ACCUSATION
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
STATUTORY = ("", "信访处理")
CLAIM = ("", "申诉求决")


def count(values: Values, key: str) -> int:
    """A count of a record, 0 when there is none."""
    value = values.get(key)
    return value.value if isinstance(value, FuzzyCount) else 0


def finish_start(unit: UnitOfWork) -> str:
    """The column the sixty days run from, as the office rules (`finish_clock_start`)."""
    return f"{settings.value(unit, 'finish_clock_start')}_on"


def finish_since(unit: UnitOfWork) -> str:
    """The day the sixty days run from in the office's words."""
    rule = office_rules.rule("finish_clock_start")
    return dict(rule.choices)[settings.value(unit, rule.key)]


def rule_set(values: Values) -> RuleSet:
    """The rules the petition stands under: as written, else by the day it was received."""
    written, received = text(values, "rule_set"), day(values, "received_on")
    if written:
        return RuleSet(written)
    return clocks.rule_set_for(received) if received else RuleSet.NEW


def has_sixty_days(values: Values) -> bool:
    """Whether the finish of what is accepted has the sixty days: since 2022 only claims on the sixth route; before,
    every petition but accusations.
    """
    category = text(values, "petition_category")
    if rule_set(values) is RuleSet.OLD:
        return category != ACCUSATION
    return category in CLAIM and text(values, "statutory_route") in STATUTORY


def is_accepted(values: Values) -> bool:
    """Whether the petition is accepted as it stands: what was taken up again asks to be accepted anew."""
    accepted, reopened = day(values, "accepted_on"), day(values, "reopened_on")
    return accepted is not None and (reopened is None or accepted >= reopened)


def statutory(values: Values, calendar: WorkCalendar, finish_from: str) -> Due | None:
    """The end of the sixty days with the days they were extended by; None where they do not run."""
    started = day(values, finish_from)
    if started is None or not is_accepted(values) or not has_sixty_days(values):
        return None
    extra = count(values, "extension_days") if day(values, "extended_on") else 0
    return clocks.due(start=started, length=CLOCKS["T5"].length, calendar=calendar, extra_days=extra)


def is_ordered(values: Values) -> bool:
    """Whether the petition came with an order that may name a deadline of its own."""
    return text(values, "channel") in ORDERED


def clock_of(values: Values, calendar: WorkCalendar, finish_from: str) -> Clock | None:
    """The clock of the order that rules the record's own deadline; None where the statutory one does, or none."""
    clock_id, _document = ORDERED.get(text(values, "channel"), ("", ""))
    if not clock_id or length_of(values):
        return CLOCKS[clock_id] if clock_id else None
    found = statutory(values, calendar, finish_from)
    return None if day(values, "due_on") in (None, found and found.due_on) else CLOCKS[clock_id]


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
