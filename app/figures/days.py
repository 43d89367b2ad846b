"""Figures that go day by day through the calendar: zero reports of sensitive periods, and duty on working days."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from app.figures.model import Behind, NotBy, Outcome, Since, Source, Until, one_of, ticked
from app.figures.whose import unit_key
from app.rules import wording
from db.ask import Filter
from db.values import FuzzyDate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.figures.frame import Frame

PERIODS = Source("sensitive_periods", (Since("ended_on"),))
ZERO_REPORTS = Source("zero_reports")
UNITS = Source("organisations")
REPORTING = Source("organisations", (ticked("is_reporting"), NotBy("ended_on")))
ABOVE = Source("petitions", (one_of("visit_level", "省", "京"),))
VISITS_ABOVE = Source(
    "petitions", child="petition_visits", child_where=(one_of("visit_level", "省", "京"), Until("visited_on"))
)
ROTA = Source("duty_rota", (Filter("kind", value="接访"),))
SHOWN_DAYS = 5


class Period(NamedTuple):
    """A named sensitive period, to the day looked at when that is earlier than its end."""

    name: str
    first: date
    last: date


class Line(NamedTuple):
    """One line of the zero reports."""

    id: int
    unit: int | str
    day: date
    number: int | None
    is_confirmed: bool


def incidents(frame: Frame, key: str) -> Outcome:
    """Σ of a column of the zero reports over the named periods; 未发生 only when each unit confirmed each day."""
    periods = frame.once("sensitive periods", lambda: _periods(frame))
    if not periods:
        return Outcome(None, details=("没有设定敏感期",))
    return _together([(period.name, _of_period(frame, period, key)) for period in periods])


def _together(parts: list[tuple[str, Outcome]]) -> Outcome:
    outcomes = [outcome for _, outcome in parts]
    found = [outcome.behind for outcome in outcomes if outcome.behind]
    behind = Behind(
        ids=tuple(row_id for one in found for row_id in one.ids),
        amounts=tuple(amount for one in found for amount in one.amounts),
        days=tuple(day for one in found for day in one.days),
    )
    numbers = [outcome.value for outcome in outcomes if isinstance(outcome.value, int)]
    open_ones = [outcome for outcome in outcomes if outcome.value is None]
    details = tuple(f"{name}：{'；'.join((outcome.text, *outcome.details))}" for name, outcome in parts)
    if sum(numbers):
        return Outcome(sum(numbers), details=details, parts=tuple(parts), behind=behind)
    if open_ones:
        text = f"有{len(behind.days)}天未报" if behind.days else open_ones[0].text
        return Outcome(None, text, details, tuple(parts), behind)
    return Outcome(0, wording.NOT_HAPPENED, details, tuple(parts), behind)


def _periods(frame: Frame) -> list[Period]:
    def make() -> sa.Select[Any]:
        table = frame.place(PERIODS).table
        query = sa.select(table.c.name, table.c.started_on, table.c.ended_on).where(frame.where(PERIODS))
        return query.order_by(table.c.started_on, table.c.id)

    found = frame.rows(frame.built("sensitive periods", (), make))
    return [Period(name, first, min(last or first, frame.as_of)) for name, first, last in found]


def _of_period(frame: Frame, period: Period, key: str) -> Outcome:
    lines = _lines(frame, period, key)
    confirmed = [line for line in lines if line.is_confirmed and line.number is not None]
    missing = _missing_days(frame, period, lines)
    number = sum(line.number or 0 for line in confirmed)
    behind = Behind(
        ids=tuple(line.id for line in confirmed),
        amounts=tuple(line.number for line in confirmed),
        days=tuple(missing),
    )
    above = 0 if number else frame.once(f"gone above {period!r}", lambda: _gone_above(frame, period))
    details = (
        *_day_words("没有确认的日子", missing),
        *((f"信访台账同期有{above}件赴省进京上访，请核对",) if above else ()),
    )
    if number:
        return Outcome(number, f"{number}", details, behind=behind)
    if missing:
        return Outcome(None, f"有{len(missing)}天未报", details, behind=behind)
    if above:
        return Outcome(None, "与信访台账不符", details, behind=behind)
    return Outcome(0, wording.NOT_HAPPENED, (f"{len(_days(period))}天每天都已确认",), behind=behind)


def _lines(frame: Frame, period: Period, key: str) -> list[Line]:
    table, by_name = frame.place(ZERO_REPORTS).table, _unit_names(frame)
    cells = (table.c.id, table.c.organisation_id, table.c.organisation, table.c.reported_for, table.c[key])
    within = table.c.reported_for.between(period.first, period.last)
    where = (table.c.voided_at.is_(None), table.c.sensitive_period == period.name, within)
    query = sa.select(*cells, table.c.is_confirmed).where(*where).order_by(table.c.reported_for, table.c.id)

    def unit_of(unit_id: int | None, name: str) -> int | str:
        return by_name.get(name, name) if unit_id is None else unit_id

    return [
        Line(row_id, unit_of(unit_id, unit_key(unit or "")), day, number, bool(ok))
        for row_id, unit_id, unit, day, number, ok in frame.rows(query)
    ]


def _unit_names(frame: Frame) -> dict[str, int]:
    """The units by the name under which a line without an entry is theirs, where one alone bears it."""
    table = frame.place(UNITS).table

    def read() -> dict[str, int]:
        bearers: dict[str, list[int]] = {}
        for unit_id, name in frame.rows(sa.select(table.c.id, table.c.name).where(frame.where(UNITS))):
            bearers.setdefault(unit_key(name or ""), []).append(unit_id)
        return {name: ids[0] for name, ids in bearers.items() if len(ids) == 1}

    return frame.once("names of units", read)


def _reporting(frame: Frame) -> set[int | str]:
    """The units that have to report (报数单位), by id."""
    table = frame.place(REPORTING).table
    return frame.once(
        "reporting units", lambda: {row[0] for row in frame.rows(sa.select(table.c.id).where(frame.where(REPORTING)))}
    )


def _missing_days(frame: Frame, period: Period, lines: list[Line]) -> list[date]:
    """The days for which a unit that has to report has no confirmed line.

    Where no reporting unit (报数单位) sent any line, the town reports as a whole and its own lines are asked for.
    """
    sent: set[int | str] = {line.unit for line in lines}
    named = _reporting(frame)
    required = named if named & sent else sent
    confirmed = {(line.unit, line.day) for line in lines if line.is_confirmed and line.number is not None}
    return [day for day in _days(period) if not required or any((unit, day) not in confirmed for unit in required)]


def _days(period: Period) -> list[date]:
    return [period.first + timedelta(days=n) for n in range((period.last - period.first).days + 1)]


def _gone_above(frame: Frame, period: Period) -> int:
    """Petitions of the register that went to the province or the capital within the period."""
    petitions, visits = frame.place(ABOVE), frame.place(VISITS_ABOVE)
    received = petitions.table.c.received_on.between(period.first, period.last)
    own = sa.select(petitions.table.c.id).where(frame.where(ABOVE), received)
    went = visits.table.c.visited_on.between(period.first, period.last)
    later = sa.select(visits.table.c.parent_id).select_from(frame.origin(VISITS_ABOVE))
    ids = own.union(later.where(frame.where(VISITS_ABOVE), went))
    return len(frame.rows(ids))


def _day_words(what: str, days: list[date]) -> Iterable[str]:
    if days:
        shown = "、".join(FuzzyDate(day).text() for day in days[:SHOWN_DAYS])
        yield f"{what}：{shown}{'等' if len(days) > SHOWN_DAYS else ''}"


def unmanned(frame: Frame) -> Outcome:
    """Days on which the office's rule has a leader receive and nobody is on the rota, from the campaign's start or the
    first day of the rota.
    """

    def make() -> sa.Select[Any]:
        return sa.select(frame.place(ROTA).table.c.duty_on).where(frame.where(ROTA)).distinct()

    manned = {day for (day,) in frame.rows(frame.built("duty rota", (), make))}
    if not manned:
        return Outcome(None, details=("没有接访值班排班",))
    wanted = frame.receptions.days(frame.start or min(manned), frame.as_of, frame.calendar)
    bare = [day for day in wanted if day not in manned]
    details = (f"按接访安排（{frame.receptions.words}）核对", *_day_words("没有排班的日子", bare))
    return Outcome(len(bare), details=details, behind=Behind(days=tuple(bare)))


INCIDENTS = partial(incidents, key="incident_count")
PERSON_TIMES = partial(incidents, key="person_times")
