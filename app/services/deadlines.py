"""The clocks that run on a petition or rectification item, each explaining itself, and what a changed holiday moves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules import clocks
from app.rules.calendar import HolidayRow, WorkCalendar
from app.rules.clocks import CLOCKS, DeadlineState, Due, Side
from app.rules.rights import Right
from app.services import calendars, checking, orders, records, settings
from app.services.changes import ChangeKind, Changes
from app.services.checking import Check, Row, text
from app.services.checking import day as day_of
from app.services.permitted import needs
from db.ask import Filter, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date

    from app.rules.clocks import Clock, RuleSet
    from app.services.changes import Actor
    from db.ask import ChildRow, Record
    from db.declare import Deadline, Ledger
    from db.unit import UnitOfWork
    from db.values import Value

    Values = Mapping[str, Value]

PETITIONS, RECTIFICATIONS = "petitions", "rectifications"
FORWARDING = ("转送", "转政法", "转纪检", "报请")
"""Ways of handling that go to another body; 交办 to an own unit is none, and moves no clock."""
SIMPLE = {"T12a": "simple_decide_days", "T12": "simple_answer_days"}
"""The clocks of 简易办理 and the office's rules that give their lengths."""
FINISH = ("T5", "T6")
AT_ONCE = "立行立改"


class LineState(StrEnum):
    """How a clock stands today."""

    RUNNING = "running"
    NEAR = "near"
    OVERDUE = "overdue"
    PAUSED = "paused"
    DONE = "done"
    DONE_LATE = "done_late"
    EXPIRED = "expired"

    @property
    def label(self) -> str:
        """The office's word for it; a petitioner's right expires, it is never 逾期."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    LineState.RUNNING: "正常",
    LineState.NEAR: "临期",
    LineState.OVERDUE: "逾期",
    LineState.PAUSED: "挂账中",
    LineState.DONE: "按期完成",
    LineState.DONE_LATE: "逾期完成",
    LineState.EXPIRED: "申请期已过",
}
_RUNNING = {
    DeadlineState.NONE: LineState.RUNNING,
    DeadlineState.NEAR: LineState.NEAR,
    DeadlineState.OVERDUE: LineState.OVERDUE,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One clock of a record: reminders go by `due_on`, 逾期 and 按期率 by `due_on_rolled`.

    `is_uncertain` marks a day reckoned by weekends because the year's holidays are not known. Pauses, extension and
    hearing are in days.
    """

    clock_id: str
    label: str
    side: Side
    start: date | None
    due_on: date
    due_on_rolled: date
    explanation: str
    state: LineState
    citation: str = ""
    finished_on: date | None = None
    paused_days: int = 0
    extension_days: int = 0
    is_uncertain: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """An open deadline that a changed holiday would move: what it is, from which day to which."""

    ledger: str
    record_id: int
    number: str
    label: str
    due_on: date
    due_on_rolled: date
    moves_to: date
    is_stored: bool = True


@dataclass(frozen=True, slots=True)
class _Case:
    """A record looked at on a day by a calendar."""

    record: Record
    today: date
    calendar: WorkCalendar
    near_days: int
    lengths: Mapping[str, int]
    finish_from: str

    @property
    def values(self) -> Values:
        return self.record.values

    def on(self, key: str) -> date | None:
        return day_of(self.values, key)

    def first(self, keys: Sequence[str]) -> date | None:
        return next((found for key in keys if (found := self.on(key)) is not None), None)

    @property
    def rule_set(self) -> RuleSet:
        return orders.rule_set(self.values)


def of(unit: UnitOfWork, *, ledger: str, record_id: int) -> tuple[Line, ...]:
    """The clocks that run, or ran, on a petition or rectification item under its rules; empty for other ledgers."""
    declared = registry.find(ledger)
    if declared.name not in _LINES:
        return ()
    record = records.get(unit, ledger=declared.name, record_id=record_id)
    return tuple(_lines(_case(unit, record, calendars.work_calendar(unit))))


def _case(unit: UnitOfWork, record: Record, calendar: WorkCalendar) -> _Case:
    lengths = unit.once("clock_lengths", lambda: _switched_on(unit))
    finish_from = unit.once("finish_from", lambda: orders.finish_start(unit))
    return _Case(record, unit.clock.today(), calendar, unit.reading.near_days, lengths, finish_from)


def _switched_on(unit: UnitOfWork) -> dict[str, int]:
    """The lengths of the clocks that are off until the office wants them, in the clock's own unit."""
    if not settings.is_on(unit, "simple_procedure"):
        return {}
    return {clock_id: settings.number(unit, key) for clock_id, key in SIMPLE.items()}


def running(unit: UnitOfWork, *, record: Record) -> tuple[str, ...]:
    """The ids of the clocks that run on a petition now, in their order."""
    lines = _lines(_case(unit, record, calendars.work_calendar(unit)))
    return tuple(line.clock_id for line in lines if line.finished_on is None)


def _lines(case: _Case) -> Iterator[Line]:
    return _LINES[case.record.ledger](case)


# ---- petitions -------------------------------------------------------------------------------------------------------


def _is_told(case: _Case) -> bool:
    """Whether the petitioner must be told in writing: not where name or address is unclear."""
    return not (case.values.get("is_anonymous") or text(case.values, "notice_exempt_reason"))


def _is_forwarded(case: _Case) -> bool:
    """Whether it goes, or went, to another body; what was accepted or declined here does not any more."""
    is_to_go = text(case.values, "route") in FORWARDING and case.first(("accepted_on", "declined_on")) is None
    return is_to_go or case.on("forwarded_on") is not None


def _is_direct(case: _Case) -> bool:
    return case.on("received_from_upper_on") is None and _is_told(case)


def _may_object(case: _Case) -> bool:
    return case.first(("accepted_on", "declined_on", "forwarded_on")) is None


def _has_sixty_days(case: _Case) -> bool:
    return orders.is_accepted(case.values) and orders.has_sixty_days(case.values)


def _is_extended(case: _Case) -> bool:
    return case.on("extended_on") is not None


def _always(_case: _Case) -> bool:
    return True


_RUNS: tuple[tuple[str, tuple[str, ...], Callable[[_Case], bool]], ...] = (
    ("T1", ("forwarded_on",), _is_forwarded),
    ("T2", ("notified_on",), _is_direct),
    ("T3", ("notified_on", "returned_to_upper_on"), _is_told),
    ("T4", ("returned_to_upper_on",), _may_object),
    ("T5", ("finished_on",), lambda case: _has_sixty_days(case) and not _is_extended(case)),
    ("T6", ("finished_on",), lambda case: _has_sixty_days(case) and _is_extended(case)),
    ("T7", ("review_received_on",), _always),
    ("T8", ("review_replied_on",), _always),
    ("T9", ("recheck_received_on",), _always),
    ("T10", ("recheck_replied_on",), _always),
    ("T12a", ("accepted_on", "declined_on", "forwarded_on", "returned_to_upper_on"), _always),
    ("T12", ("replied_on", "finished_on"), _always),
)
"""Clock, the days of which the first ends it, and when it runs at all; it starts with the clock's own column."""


def _petition(case: _Case) -> Iterator[Line]:
    under = clocks.clocks_under(case.rule_set)
    for clock_id, ends, runs in _RUNS:
        clock, start = CLOCKS[clock_id], case.on(CLOCKS[clock_id].from_field)
        if clock_id in FINISH and start is not None:  # only what was accepted has the sixty days, wherever they start
            start = case.on(case.finish_from)
        is_on = clock.is_standard or clock_id in case.lengths
        if clock in under and is_on and start is not None and runs(case):
            yield _statutory(case, clock, start, _ended(case, ends))
    yield from _as_ordered(case)


def _ended(case: _Case, ends: tuple[str, ...]) -> date | None:
    if "notified_on" in ends and case.values.get("is_on_the_spot"):
        return case.on("notified_on") or case.on("received_on")
    return case.first(ends)


def _statutory(case: _Case, clock: Clock, start: date, finished_on: date | None) -> Line:
    ledger = registry.find(case.record.ledger)
    from_field = case.finish_from if clock.id in FINISH else clock.from_field
    extra = orders.count(case.values, "extension_days") if clock.extension else 0
    found = clocks.due(
        start=start,
        length=case.lengths.get(clock.id, clock.length),
        unit=clock.unit,
        calendar=case.calendar,
        extra_days=extra,
        hearing_days=orders.count(case.values, "hearing_days") if clock.hearing else 0,
        start_label=f"{ledger.column(from_field).label} ",
    )
    line = _line(case, clock, _as_agreed(case, found), finished_on)
    return replace(line, start=start, extension_days=extra)


def _as_agreed(case: _Case, found: Due) -> Due:
    """The day with the rolled date that the record keeps: lists and this line never say two days."""
    kept = case.on("due_on_rolled")
    if case.on("due_on") != found.due_on or kept in (None, found.due_on_rolled):
        return found
    told = found.explanation.replace(clocks.which_day(found.due_on, found.due_on_rolled), "").rstrip("；")
    parts = (told, f"节假日表后来有改动，仍按原定的 {kept}", clocks.which_day(found.due_on, kept))
    return replace(found, due_on_rolled=kept, explanation="；".join(filter(None, parts)))


def _as_ordered(case: _Case) -> Iterator[Line]:
    """The deadline written on the order, where it is not the statutory one."""
    clock = orders.clock_of(case.values, case.calendar, case.finish_from)
    if clock is None:
        return
    stopped = _stopped_days(case)
    pauses = case.record.children.get("pauses", ())
    found = orders.due_by_length(case.values, pauses, case.calendar, today=case.today) or _as_written(case, stopped)
    yield replace(_line(case, clock, found, case.on("finished_on")), paused_days=stopped)


def _as_written(case: _Case, stopped: int) -> Due:
    """The date on the order; the end of each pause has moved the record's own day."""
    written_on = (case.on("due_on") or case.today) - timedelta(days=stopped - _running_days(case))
    document = orders.document_of(case.values)
    return clocks.due_as_written(on=written_on, calendar=case.calendar, paused_days=stopped, document=document)


# ---- rectification items ---------------------------------------------------------------------------------------------


def _rectification(case: _Case) -> Iterator[Line]:
    due_on, finished = case.on("due_on"), case.on("completed_on")
    if due_on is not None:
        line = _line(case, CLOCKS["T11"], _written(case, "整改时限", due_on), finished)
        yield replace(line, label="整改时限", citation="", paused_days=_stopped_days(case))
    found_on = case.on("registered_on")
    if text(case.values, "due_kind") == AT_ONCE and found_on is not None and case.on("reopened_on") is None:
        yield _at_once(case, found_on, finished)
    for row in case.record.children.get("measures", ()):
        if (measure_due := day_of(row.values, "due_on")) is not None:
            found = _written(case, "措施时限", measure_due, stopped=0)
            line = _line(case, CLOCKS["T11"], found, day_of(row.values, "done_on"))
            yield replace(line, clock_id="measure", label=f"措施：{text(row.values, 'text')}", citation="")


def _at_once(case: _Case, found_on: date, finished: date | None) -> Line:
    clock = CLOCKS["T12a"]
    found = clocks.due(
        start=found_on, length=clock.length, unit=clock.unit, calendar=case.calendar, start_label="列账日期 "
    )
    return replace(_line(case, clock, found, finished), clock_id="settle-now", label=AT_ONCE, start=found_on)


def _written(case: _Case, label: str, due_on: date, stopped: int | None = None) -> Due:
    """A deadline of the ledger's own: rolled off rest days as its list shows it; a pause has already moved it."""
    is_own = case.on("due_on") == due_on
    rolled = (is_own and case.on("due_on_rolled")) or case.calendar.roll(due_on)
    name = case.calendar.day_name(due_on)
    landing = f"（{name}）→ 顺延至 {rolled}" if rolled != due_on else ""
    days = _stopped_days(case) if stopped is None else stopped
    note = case.calendar.unknown_note(due_on, rolled)
    parts = [f"{label}为 {due_on}{landing}", f"已停 {days} 日，延长 0 日"]
    told = "；".join(filter(None, (*parts, clocks.which_day(due_on, rolled), note)))
    return Due(due_on, rolled, told, bool(note))


# ---- what all lines share --------------------------------------------------------------------------------------------


def _line(case: _Case, clock: Clock, found: Due, finished_on: date | None) -> Line:
    near_days = case.near_days if clock.pausable else clock.near_days
    is_paused = clock.pausable and bool(case.values.get("is_paused"))
    return Line(
        clock_id=clock.id,
        label=clock.label,
        side=clock.side,
        start=None,
        due_on=found.due_on,
        due_on_rolled=found.due_on_rolled,
        explanation=found.explanation,
        state=_state(case.today, clock, found, finished_on, near_days=near_days, is_paused=is_paused),
        citation=clock.citation(case.rule_set),
        finished_on=finished_on,
        is_uncertain=found.uncertain,
    )


def _state(
    today: date, clock: Clock, found: Due, finished_on: date | None, *, near_days: int, is_paused: bool
) -> LineState:
    if finished_on is not None:
        is_kept = clocks.is_on_time(finished_on, found.due_on, found.due_on_rolled)
        return LineState.DONE if is_kept else LineState.DONE_LATE
    if is_paused:
        return LineState.PAUSED
    state = _RUNNING[clocks.deadline_state(today, found.due_on, found.due_on_rolled, near_days)]
    if clock.side is Side.PETITIONER:
        return LineState.EXPIRED if state is LineState.OVERDUE else LineState.RUNNING
    return state


def _stopped_days(case: _Case) -> int:
    """Days of the pauses, the running one counted to today."""
    return sum(_length(row, case.today) for row in case.record.children.get("pauses", ()))


def _running_days(case: _Case) -> int:
    """Days of the pause that has not ended yet."""
    rows = case.record.children.get("pauses", ())
    return sum(_length(row, case.today) for row in rows if not row.values.get("resumed_on"))


def _length(row: ChildRow, today: date) -> int:
    paused = day_of(row.values, "paused_on")
    return ((day_of(row.values, "resumed_on") or today) - paused).days if paused else 0


_LINES: dict[str, Callable[[_Case], Iterator[Line]]] = {PETITIONS: _petition, RECTIFICATIONS: _rectification}


# ---- holidays --------------------------------------------------------------------------------------------------------


def years_without_data(unit: UnitOfWork, as_of: date | None = None) -> tuple[int, ...]:
    """The year of a day, and from November the next, where the holiday table has no data for it."""
    day = as_of or unit.clock.today()
    years = (day.year, day.year + 1) if day.month >= 11 else (day.year,)
    calendar = calendars.work_calendar(unit)
    return tuple(year for year in years if not calendar.is_published(year))


def holiday_warning(unit: UnitOfWork) -> str:
    """A sentence when days that fall due in this year, or from November in the next, go by weekends alone; or empty."""
    years = "、".join(f"{year}年" for year in years_without_data(unit))
    if not years:
        return ""
    return f"{years}的放假和调休安排还没有录入，算到那一年的时限只按周末推算。通知公布后，请在“办公 → 节假日”里录入。"


def _missing_holidays(unit: UnitOfWork, as_of: date) -> Iterator[Row]:
    for year in years_without_data(unit, as_of):
        yield Row((f"{year}年", "时限只按周末推算"))


HOLIDAY_CHECKS = (Check("holidays_missing", "没有录入放假安排的年份", _missing_holidays),)


def holiday_effects(unit: UnitOfWork, *, day: date, is_off: bool) -> tuple[Effect, ...]:
    """The open deadlines that would move if a day became a rest day, or a working one; nothing is written."""
    rows = _holiday_rows(unit)
    changed = WorkCalendar((*rows, HolidayRow(day, is_off, "")))
    effects: list[Effect] = []
    for ledger in registry.LEDGERS + registry.BASE:
        if ledger.deadline is not None:
            effects += _moved(unit, ledger, ledger.deadline, WorkCalendar(rows), changed)
    return tuple(effects)


def effects_json(effects: Sequence[Effect]) -> list[dict[str, str]]:
    """The deadlines that would move as the command line prints them."""
    return [
        {
            "ledger": one.ledger,
            "number": one.number,
            "label": one.label,
            "due_on": one.due_on.isoformat(),
            "due_on_rolled": one.due_on_rolled.isoformat(),
            "moves_to": one.moves_to.isoformat(),
        }
        for one in effects
    ]


def _holiday_rows(unit: UnitOfWork) -> list[HolidayRow]:
    found = checking.standing(unit, calendars.LEDGER)
    days = ((day_of(row.values, "on_date"), row.values) for row in found)
    return [HolidayRow(on, bool(values.get("is_off")), text(values, "name")) for on, values in days if on is not None]


def _moved(
    unit: UnitOfWork, ledger: Ledger, deadline: Deadline, old: WorkCalendar, new: WorkCalendar
) -> Iterator[Effect]:
    is_open = Filter.state(State.OPEN)
    for record in checking.standing(unit, ledger.name, is_open, children=ledger.name in _LINES):
        due_on, kept = day_of(record.values, deadline.due), day_of(record.values, deadline.rolled)
        if due_on is not None and kept is not None and new.roll(due_on) != old.roll(due_on):
            label = ledger.column(deadline.due).label
            yield Effect(ledger.name, record.id, record.number, label, due_on, kept, new.roll(due_on))
        if ledger.name in _LINES:
            yield from _moved_lines(unit, record, due_on, old, new)


def _moved_lines(
    unit: UnitOfWork, record: Record, own_due: date | None, old: WorkCalendar, new: WorkCalendar
) -> Iterator[Effect]:
    """The clocks reckoned afresh each time they are shown: the record keeps no day of them."""
    before, after = _lines(_case(unit, record, old)), _lines(_case(unit, record, new))
    for line, moved in zip(before, after, strict=True):
        is_stored = line.due_on == own_due and line.clock_id != "settle-now"
        if line.finished_on is None and not is_stored and line.due_on_rolled != moved.due_on_rolled:
            yield Effect(
                record.ledger, record.id, record.number, line.label, line.due_on, line.due_on_rolled,
                moved.due_on_rolled, is_stored=False,
            )  # fmt: skip


@needs(Right.OFFICE)
def apply_holiday(
    unit: UnitOfWork, *, actor: Actor, day: date, is_off: bool, name: str, source: str = "", move: bool
) -> Changes:
    """Enter or change a day of the holiday table; with `move` the open deadlines it touches go to their new day.

    Without `move` a record keeps its rolled day until it is saved again; clocks that no record keeps follow the table.
    """
    in_sight = {_key(effect) for effect in holiday_effects(unit, day=day, is_off=is_off) if effect.is_stored}
    with unit.seeing(restricted=True):
        # A deadline moves whoever enters the holiday; he is told only of those he may see.
        effects = holiday_effects(unit, day=day, is_off=is_off)
    values: dict[str, Value] = {
        "on_date": day,
        "name": name,
        "is_off": is_off,
        **({"source": source} if source else {}),
    }
    changes = _put_holiday(unit, actor, day, values)
    if not move:
        return changes
    reason = f"{day} 改为{'放假' if is_off else '上班'}（{name}）"
    with unit.seeing(restricted=True):
        for ledger, record_id in dict.fromkeys(_key(effect) for effect in effects if effect.is_stored):
            old = records.get(unit, ledger=ledger, record_id=record_id)
            records.apply(
                unit, actor=actor, ledger=registry.find(ledger), old=old, values={}, reason=reason,
                kind=ChangeKind.EDITED, verb="顺延时限",
            )  # fmt: skip
    return replace(changes, description=f"{changes.description}，{len(in_sight)} 个时限随之移动")


def _key(effect: Effect) -> tuple[str, int]:
    return effect.ledger, effect.record_id


def _put_holiday(unit: UnitOfWork, actor: Actor, day: date, values: Values) -> Changes:
    standing = checking.standing(unit, calendars.LEDGER, Filter("on_date", value=day))
    if not standing:
        return records.add(unit, actor=actor, ledger=calendars.LEDGER, values=values)
    row = standing[0]
    return records.edit(
        unit, actor=actor, ledger=calendars.LEDGER, record_id=row.id, version=row.version, values=values
    )
