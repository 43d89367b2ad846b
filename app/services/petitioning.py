"""The steps of a petition, from 登记 to 归档, by the rules it stands under."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.rules import clocks, petition_gates
from app.rules.clocks import CLOCKS
from app.rules.petition_gates import PetitionSnapshot
from app.services import calendars, deadlines, orders
from app.services.moves import Move, Request, ended_pauses, last_pause
from db.ask import ChildRow
from db.values import Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.rules.calendar import WorkCalendar
    from app.rules.refusal import Missing
    from db.unit import UnitOfWork
    from db.values import Value

_ANSWERS = (
    "replied_on", "decision", "reply_document_no", "reply_served_on", "service_method", "review_received_on",
    "review_replied_on", "review_served_on", "recheck_received_on", "recheck_replied_on", "recheck_served_on",
    "hearing_days",
)  # fmt: skip
"""The answer that was given and what followed from it: a new one is served, and reviewed, by itself."""
_AWAY = (
    "forwarded_on", "forwarded_to", "returned_to_upper_on", "return_reason", "is_return_consented", "declined_on",
    "declined_reason",
)  # fmt: skip
_EXTENSION = (
    "extended_on", "extension_days", "extended_due_on", "extension_approver", "extension_reason",
    "extension_notified_on",
)  # fmt: skip
_OWN_KINDS = ("党委政府", "部门", "站所", "村", "社区")
"""Kinds of organisation that belong to the town: handing to one is 交承办, never 转送."""

FILLED: dict[str, tuple[str, ...]] = {
    "forward": ("forwarded_on", "forwarded_to", "route"),
    "return": ("returned_to_upper_on", "is_return_consented"),
    "accept": ("accepted_on",),
    "decline": ("declined_on", "declined_reason", "statutory_route"),
    "assign": ("responsible_org", "responsible_person"),
    "extend": ("extended_on", "extension_days", "extension_approver", "extension_reason", "extension_notified_on"),
    "reply": ("replied_on", "decision", "reply_document_no", "result"),
    "serve": ("reply_served_on", "review_served_on", "recheck_served_on", "service_method"),
    "review": ("review_received_on", "review_replied_on"),
    "recheck": ("recheck_received_on", "recheck_replied_on", "hearing_days"),
    "finish": ("finished_on", "outcome", "is_settled", "satisfaction", "result"),
    "archive": ("archived_on", "archive_code"),
    "reopen": ("has_new_facts",),
    "pause": ("case_owner_leader",),
    "resume": (),
}
"""The columns each step may fill in."""


def filled(action: str, state: str) -> tuple[str, ...]:
    """The columns a step may fill in from a state: what is served has the day of its own level."""
    level = _SERVED.get(state, "") if action == "serve" else ""
    others = [key for key in _SERVED.values() if key != level] if level else []
    return tuple(key for key in FILLED[action] if key not in others)


_TODAY: dict[str, str] = {
    "forward": "forwarded_on",
    "return": "returned_to_upper_on",
    "accept": "accepted_on",
    "decline": "declined_on",
    "extend": "extended_on",
    "reply": "replied_on",
    "finish": "finished_on",
    "archive": "archived_on",
}
"""The day a step is taken, today unless it is given."""

_SERVED = {"replied": "reply_served_on", "reviewed": "review_served_on", "rechecked": "recheck_served_on"}
_PAPER = {"replied": "replied_on", "reviewed": "review_replied_on", "rechecked": "recheck_replied_on"}
_ASKED = {
    "replied": ("review_received_on", "review_replied_on"),
    "review": ("review_received_on", "review_replied_on"),
    "reviewed": ("recheck_received_on", "recheck_replied_on"),
    "recheck": ("recheck_received_on", "recheck_replied_on"),
}


def lacking(unit: UnitOfWork, request: Request) -> tuple[Missing, ...]:
    """What the gate of the step still lacks; only reads."""
    return petition_gates.petition_gate(request.action, snapshot(unit, request))


def plan(unit: UnitOfWork, request: Request) -> Move:
    """What the step will write; raises Refused for a column it does not know."""
    given = request.only(*filled(request.action, str(request.record.values["status"])))
    dated = _with_day(unit, request)
    extra = _EXTRAS.get(request.action, _nothing)(unit, dated)
    return replace(extra, values={**given, **dated.values, **extra.values})


def _with_day(unit: UnitOfWork, request: Request) -> Request:
    """The request with today as the day of the step, where none was given."""
    values = dict(request.values)
    key = _TODAY.get(request.action) or _serving_key(request)
    if key:
        values.setdefault(key, unit.clock.today())
    return replace(request, values=values)


def _serving_key(request: Request) -> str:
    return _SERVED.get(request.text("status"), "") if request.action == "serve" else ""


def _standing(request: Request) -> Mapping[str, Value]:
    """What the petition holds, overlaid with what the step brings."""
    return {**request.record.values, **request.values}


def snapshot(unit: UnitOfWork, request: Request) -> PetitionSnapshot:
    """The petition as its gate sees it: what it holds, overlaid with what the step brings."""
    asked = _with_day(unit, request)
    state, today = request.text("status"), unit.clock.today()
    asked_key, answered_key = _ASKED.get(state, ("", ""))
    served_on = asked.day(_SERVED[state]) if state in _SERVED else None
    calendar = calendars.work_calendar(unit)
    window = petition_gates.review_window(served_on, calendar)
    pauses = request.record.children.get("pauses", ())
    finish_from = orders.finish_start(unit)
    ordered = orders.clock_of(request.record.values, calendar, finish_from)
    finish = orders.statutory(request.record.values, calendar, finish_from)
    return PetitionSnapshot(
        number=request.record.number,
        today=today,
        rule_set=orders.rule_set(_standing(asked)),
        state=state,
        received_on=asked.day("received_on"),
        received_from_upper_on=asked.day("received_from_upper_on"),
        petition_category=asked.text("petition_category"),
        route=asked.text("route"),
        forwarded_on=asked.day("forwarded_on"),
        forwarded_to=asked.text("forwarded_to"),
        accused=tuple(filter(None, (asked.text("accused_org"),))),
        internal_units=_own_units(unit),
        returned_on=asked.day("returned_to_upper_on"),
        return_consented=bool(asked.value("is_return_consented")),
        objection_due=_objection_due(asked, calendar),
        accepted_on=asked.day("accepted_on"),
        is_final=bool(asked.value("is_final")),
        has_new_facts=bool(asked.value("has_new_facts")),
        declined_on=asked.day("declined_on"),
        declined_reason=asked.text("declined_reason"),
        statutory_route=asked.text("statutory_route"),
        responsible_org=asked.text("responsible_org"),
        extension_days=asked.count("extension_days"),
        extension_approver=asked.text("extension_approver"),
        extension_reason=asked.text("extension_reason"),
        extension_notified_on=asked.day("extension_notified_on"),
        extended_on=asked.day("extended_on"),
        finish_due=finish.due_on_rolled if finish else None,
        reopened_on=request.day("reopened_on"),
        is_extended=request.record.values.get("extended_on") is not None,
        replied_on=asked.day("replied_on"),
        result=asked.text("result"),
        paper_on=asked.day(_PAPER[state]) if state in _PAPER else None,
        served_on=served_on,
        service_method=asked.text("service_method"),
        window_due=window.due_on_rolled if window else None,
        asked_on=asked.day(asked_key) if asked_key else None,
        answered_on=asked.day(answered_key) if answered_key else None,
        outcome=asked.text("outcome"),
        finished_on=asked.day("finished_on"),
        archived_on=asked.day("archived_on"),
        reason=request.reason,
        clock_id=ordered.id if ordered else "",
        running=deadlines.running(unit, record=request.record) if request.action == "pause" else (),
        is_paused=any(row.values.get("resumed_on") is None for row in pauses),
        paused_on=last_pause(pauses) or today,
        resumed_on=today,
        approver=asked.text("case_owner_leader"),
    )


def _own_units(unit: UnitOfWork) -> tuple[str, ...]:
    table = unit.schema.table("organisations")
    query = sa.select(table.c.name).where(table.c.kind.in_(_OWN_KINDS), table.c.voided_at.is_(None))
    return unit.once("own_units", lambda: tuple(unit.connection.execute(query).scalars()))


def _objection_due(request: Request, calendar: WorkCalendar) -> date | None:
    start, clock = request.day("received_from_upper_on"), CLOCKS["T4"]
    if start is None:
        return None
    return clocks.due(start=start, length=clock.length, unit=clock.unit, calendar=calendar).due_on


def _nothing(_unit: UnitOfWork, _request: Request) -> Move:
    return Move({})


def _accept(unit: UnitOfWork, request: Request) -> Move:
    """The finish falls due sixty days after acceptance (or as the office rules), unless an order names its own day or
    an earlier one was promised; what is accepted anew is to be answered anew.
    """
    answered: dict[str, Value] = dict.fromkeys(_ANSWERS) if request.value("reopened_on") is not None else {}
    values, written = _standing(request), request.day("due_on")
    due = orders.statutory(values, calendars.work_calendar(unit), orders.finish_start(unit))
    if due is None or (written is not None and (written <= due.due_on or orders.is_ordered(values))):
        return Move(answered)
    return Move({**answered, "due_on": due.due_on})


def _extend(unit: UnitOfWork, request: Request) -> Move:
    """The sixty days are extended, and the deadline with them; one that an order names is not the town's to move."""
    values = _standing(request)
    calendar, finish_from = calendars.work_calendar(unit), orders.finish_start(unit)
    due = orders.statutory(values, calendar, finish_from)
    extended: dict[str, Value] = {"extended_due_on": due.due_on if due else None}
    written = request.day("due_on")
    if written is None or orders.clock_of(request.record.values, calendar, finish_from) is not None:
        return Move(extended)
    extended["extended_due_on"] = written + timedelta(days=request.count("extension_days"))
    return Move({**extended, "due_on": extended["extended_due_on"]})


def _reply(_unit: UnitOfWork, request: Request) -> Move:
    """A new answer has yet to be served: the windows of an earlier one are none of its own."""
    return Move({key: None for key in _ANSWERS if key not in request.values})


def _return(_unit: UnitOfWork, request: Request) -> Move:
    return Move({"return_reason": request.reason})


def _recheck(_unit: UnitOfWork, request: Request) -> Move:
    """An answered re-review ends the three levels (三级终结), also of what new facts had opened again."""
    is_answered = request.text("status") == "recheck"
    ended: dict[str, Value] = {"is_final": True, "has_new_facts": None} if is_answered else {}
    return Move(ended)


def _reopen(unit: UnitOfWork, request: Request) -> Move:
    """Begin anew, also what was sent away and came back: the ending is kept with the deadline it had; the next deadline
    comes with the next acceptance.
    """
    values, today = request.record.values, unit.clock.today()
    cleared = ["finished_on", "archived_on", "archive_code", *_AWAY, *_EXTENSION]
    before, pauses = request.record.children.get("endings", ()), request.record.children.get("pauses", ())
    children = {"pauses": ended_pauses(pauses, today)}
    if values.get("finished_on") is not None:
        due = values.get("due_on_rolled") or values.get("due_on")
        kept = {key: values.get(key) for key in ("finished_on", "outcome", "is_settled")}
        ended = {**kept, "due_on_rolled": due, "ended_on": today, "reason": request.reason}
        children["endings"] = (*before, ChildRow(ended))
        cleared += ["due_on", "outcome", "is_settled"]
    again: dict[str, Value] = {"reopened_on": today, "reopen_reason": request.reason}
    return Move({**dict.fromkeys(cleared), **again}, children=children)


def _pause(unit: UnitOfWork, request: Request) -> Move:
    approver = Reference(request.text("case_owner_leader"))
    row = ChildRow({"paused_on": unit.clock.today(), "pause_reason": request.reason, "approver": approver})
    return Move({}, children={"pauses": (*request.record.children.get("pauses", ()), row)})


def _resume(unit: UnitOfWork, request: Request) -> Move:
    """End the pause; the ordered deadline moves by the days that were stopped."""
    today, due_on = unit.clock.today(), request.day("due_on")  # one in working days is reckoned anew by the save
    pauses = request.record.children.get("pauses", ())
    stopped = today - (last_pause(pauses) or today)
    moved: dict[str, Value] = {} if due_on is None else {"due_on": due_on + stopped}
    return Move(moved, children={"pauses": ended_pauses(pauses, today)})


_EXTRAS: dict[str, Callable[[UnitOfWork, Request], Move]] = {
    "accept": _accept,
    "extend": _extend,
    "return": _return,
    "reply": _reply,
    "recheck": _recheck,
    "reopen": _reopen,
    "pause": _pause,
    "resume": _resume,
}
