"""The gates of ledgers whose life is a few columns, asked at every save that brings such a column to its value; and the
sums and the lawful deadline that must agree, asked at every save.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.rules import backfill, close_out, petition_gates, work_gates
from app.rules.flows import TRIGGERS, guarded, triggered
from app.rules.gates import dated, refuse_if
from app.services import backfilling, calendars, checking, orders, tallies
from db.values import FuzzyDate, Money, Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from app.rules.refusal import Missing
    from db.ask import ChildRow
    from db.declare import Ledger
    from db.unit import UnitOfWork
    from db.values import Value


@dataclass(frozen=True, slots=True)
class _Seen:
    """A record as it will stand after the save."""

    number: str
    today: date
    values: Mapping[str, Value]
    children: Mapping[str, Sequence[ChildRow]]
    has_files: bool = False

    def text(self, key: str) -> str:
        value = self.values.get(key)
        return value.name if isinstance(value, Reference) else str(value or "")

    def day(self, key: str) -> date | None:
        return _day(self.values.get(key))

    def money(self, key: str) -> Money | None:
        value = self.values.get(key)
        return value if isinstance(value, Money) else None


def _day(value: Value) -> date | None:
    return value.start if isinstance(value, FuzzyDate) else value  # type: ignore[return-value]


def ask(
    unit: UnitOfWork,
    *,
    ledger: Ledger,
    number: str,
    before: Mapping[str, Value],
    after: Mapping[str, Value],
    children: Mapping[str, Sequence[ChildRow]],
    children_before: Mapping[str, Sequence[ChildRow]] | None = None,
    record_id: int | None = None,
    has_files: bool = False,
) -> None:
    """Raise Refused with every missing check when a save brings a record to a state its gate guards, takes away what a
    gate had asked for while the record stands behind it, or when a sum of the record does not agree.

    `has_files` says that a record which is not written yet comes with files.
    """
    refuse_if(tallies.gaps(unit, ledger=ledger.name, number=number, values=after, children=children), number, "保存")
    refuse_if(_deadline_gaps(unit, ledger, number, before, after), number, "保存")
    was_historical = backfill.is_historical(before)
    if backfill.still_stands(ledger.name, after) or (not was_historical and backfill.is_historical(after)):
        _ask_of_old(unit, ledger, number, before, after)
        if not was_historical:
            return  # its paper vouches for it: what its steps would have asked is not made up
    # Found first, for most saves come to no gate: what a record reaches, and what it stands behind.
    reached, behind = triggered(ledger.name, before, after), guarded(ledger.name, after)
    if not reached and not behind:
        return
    seen = _Seen(number, unit.clock.today(), after, children, has_files or _has_files(unit, ledger.name, record_id))
    held = replace(seen, values=before, children=children_before or {})
    labels = {trigger.action: trigger.label for trigger in TRIGGERS[ledger.name]}
    gate = _GATES[ledger.name]
    if was_historical:
        reached = _reached_since(ledger, before, after, reached)
    for action in reached:
        refuse_if(gate(action, seen), number, labels[action])
    for action in behind:
        if action not in reached:
            known = {gap.check for gap in gate(action, held)}
            refuse_if(tuple(gap for gap in gate(action, seen) if gap.check not in known), number, labels[action])


def _deadline_gaps(
    unit: UnitOfWork, ledger: Ledger, number: str, before: Mapping[str, Value], after: Mapping[str, Value]
) -> tuple[Missing, ...]:
    """What keeps a deadline from being what it may not be, by whatever door; one that stood so is left alone."""
    if backfill.is_historical(after):
        return ()
    found = ((gap, find) for find in _DEADLINES.get(ledger.name, ()) if (gap := find(unit, number, after)) is not None)
    return tuple(gap for gap, find in found if find(unit, number, before) is None)


def _beyond_sixty_days(unit: UnitOfWork, number: str, values: Mapping[str, Value]) -> Missing | None:
    """The sixty days of an accepted petition are put off by an extension, or by an order, and never by hand."""
    if not orders.is_accepted(values) or orders.is_ordered(values):
        return None
    finish = orders.statutory(values, calendars.work_calendar(unit), orders.finish_start(unit))
    due_on = checking.day(values, "due_on")
    return petition_gates.within_sixty_days(
        number, orders.rule_set(values), due_on, finish, since=orders.finish_since(unit)
    )


def _no_end(unit: UnitOfWork, number: str, values: Mapping[str, Value]) -> Missing | None:
    """长期坚持 carries no false date."""
    if values.get("due_kind") != close_out.LONG_TERM:
        return None
    due_on = checking.day(values, "due_on")
    seen = close_out.CloseOutSnapshot(number, unit.clock.today(), due_kind=close_out.LONG_TERM, due_on=due_on)
    return close_out.due_fits_kind(seen)


def _told_on(unit: UnitOfWork, number: str, values: Mapping[str, Value]) -> Missing | None:
    """The day the petitioner was told ends a clock: it has come, and not before the petition did."""
    told_on, received = checking.day(values, "notified_on"), ("收到日期", checking.day(values, "received_on"))
    if told_on is None:
        return None
    return dated("notified_on", number, "告知日期", told_on, today=unit.clock.today(), not_before=received)


_DEADLINES: dict[str, tuple[Callable[[UnitOfWork, str, Mapping[str, Value]], Missing | None], ...]] = {
    "petitions": (_beyond_sixty_days, _told_on),
    "rectifications": (_no_end,),
}


def _reached_since(
    ledger: Ledger, before: Mapping[str, Value], after: Mapping[str, Value], reached: tuple[str, ...]
) -> tuple[str, ...]:
    """The gates a record of old business is asked at a save: new ones; all behind which it stands once it is opened
    again and is business of this period.
    """
    if not backfill.is_historical(after):
        return guarded(ledger.name, dict(after))
    passed = guarded(ledger.name, dict(before))
    return tuple(action for action in reached if action not in passed)


def _ask_of_old(
    unit: UnitOfWork, ledger: Ledger, number: str, before: Mapping[str, Value], after: Mapping[str, Value]
) -> None:
    """Raise Refused with what a record of old business lacks; one that stands is not asked for what it never had."""
    known = {gap.check for gap in _gaps_of_old(unit, ledger, number, before)} if backfill.is_historical(before) else ()
    gaps = tuple(gap for gap in _gaps_of_old(unit, ledger, number, after) if gap.check not in known)
    refuse_if(gaps, number, backfill.LABEL)


def _gaps_of_old(unit: UnitOfWork, ledger: Ledger, number: str, values: Mapping[str, Value]) -> tuple[Missing, ...]:
    gaps = backfill.backfill_gate(backfilling.snapshot(unit, ledger=ledger, number=number, values=values))
    if ledger.name != "debts":
        return gaps
    sums = _debt("repay", _Seen(number, unit.clock.today(), values, {}))
    return (*gaps, *(gap for gap in sums if gap.check in ("repaid_amount", "principal")))


def _has_files(unit: UnitOfWork, ledger: str, record_id: int | None) -> bool:
    if record_id is None:
        return False
    files = unit.schema.attachments
    own = (files.c.ledger == ledger) & (files.c.record_id == record_id) & files.c.voided_at.is_(None)
    return unit.connection.execute(sa.select(files.c.id).where(own).limit(1)).first() is not None


def _opinion(_action: str, s: _Seen) -> tuple[Missing, ...]:
    return work_gates.opinion_gate(
        work_gates.OpinionSnapshot(
            number=s.number,
            today=s.today,
            raised_on=s.day("raised_on"),
            adoption=s.text("adoption"),
            adoption_reason=s.text("adoption_reason"),
            feedback_on=s.day("feedback_on"),
        )
    )


def _demand(_action: str, s: _Seen) -> tuple[Missing, ...]:
    return work_gates.demand_gate(
        work_gates.DemandSnapshot(
            number=s.number,
            today=s.today,
            raised_on=s.day("raised_on"),
            result=s.text("result"),
            solved_on=s.day("solved_on"),
        )
    )


def _project(action: str, s: _Seen) -> tuple[Missing, ...]:
    lines = [row.values for row in s.children.get("quantities", ())]
    notices = [row.values for row in s.children.get("public_notices", ())]
    notice = notices[-1] if notices else {}
    return work_gates.project_gate(
        action,
        work_gates.ProjectSnapshot(
            number=s.number,
            today=s.today,
            started_on=s.day("started_on"),
            completed_on=s.day("completed_on"),
            quantities_done=tuple((str(line.get("item") or ""), line.get("done") is not None) for line in lines),
            accepted_on=s.day("accepted_on"),
            acceptance_result=s.text("acceptance_result"),
            notice_from=_day(notice.get("notice_from")),
            notice_to=_day(notice.get("notice_to")),
            notice_place=str(notice.get("notice_place") or ""),
        ),
    )


def _debt(_action: str, s: _Seen) -> tuple[Missing, ...]:
    return work_gates.debt_gate(
        work_gates.DebtSnapshot(
            number=s.number,
            today=s.today,
            principal=s.money("principal"),
            repaid=s.money("repaid_amount"),
            repaid_on=s.day("repaid_on"),
            has_receipt=bool(s.text("sign_off")) or s.has_files,
        )
    )


def _backlog(_action: str, s: _Seen) -> tuple[Missing, ...]:
    return work_gates.backlog_gate(
        work_gates.BacklogSnapshot(
            number=s.number,
            today=s.today,
            listed_on=s.day("listed_on"),
            case_owner_leader=s.text("case_owner_leader"),
            responsible_org=s.text("responsible_org"),
            responsible_person=s.text("responsible_person"),
            case_plan=s.text("case_plan"),
            outcome=s.text("status"),
            resolved_on=s.day("finished_on"),
            close_out_approver=s.text("close_out_approver"),
        )
    )


def _welfare(_action: str, s: _Seen) -> tuple[Missing, ...]:
    return work_gates.welfare_gate(
        work_gates.WelfareSnapshot(
            number=s.number,
            today=s.today,
            applied_on=s.day("applied_on"),
            notice_from=s.day("noticed_on"),
            approved_on=s.day("approved_on"),
        )
    )


_GATES: dict[str, Callable[[str, _Seen], tuple[Missing, ...]]] = {
    "opinions": _opinion,
    "demands": _demand,
    "projects": _project,
    "debts": _debt,
    "backlog_cases": _backlog,
    "welfare_cases": _welfare,
}
