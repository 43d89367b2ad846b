"""The steps of a rectification item, from 交办 to 销号 and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.ledgers.rectifications import CLOSE_OUT_STEPS, CLOSING
from app.rules import close_out, numbering
from app.rules.close_out import (
    FROM_PEOPLE,
    CloseOutSnapshot,
    EvidenceSnapshot,
    MeasureSnapshot,
    ReviewKind,
    SignedSheet,
    Tally,
)
from app.rules.flows import RECTIFICATION
from app.services import attachments, backfilling, calendars, campaign_rules, settings
from app.services.changes import ChangeKind
from app.services.moves import Move, Request, ended_pauses, last_pause
from db.ask import ChildRow
from db.values import FuzzyCount, Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.rules.refusal import Missing
    from app.services.attachments import Attachment
    from db.unit import UnitOfWork
    from db.values import Value

ROUND_ENDS = tuple(RECTIFICATION.step(action).label for action in ("return", "reopen"))
"""How the history names the steps that end a round."""
_SHEET = ("signed_by", "signed_post", "signed_on", "signed_paper")
_TALLY = ("rated_count", "satisfied_count", "basically_count", "dissatisfied_count")
_STEP_KEYS = tuple(column.key for column in CLOSE_OUT_STEPS)
_CLOSING_KEYS = tuple(column.key for column in CLOSING)
_STOOD = ("due_on", "due_on_rolled", "completed_on")
"""What of the item itself a round keeps: figures of its days go by them for ever."""
FILLED: dict[str, tuple[str, ...]] = {
    "assign": ("assigned_on",),
    "settle-now": ("completed_on", "completion_text", "applicant", *_SHEET, *_TALLY, "objections"),
    "apply-close": ("completed_on", "completion_text", "applied_on", "applicant", "applicant_org"),
    "check": ("checked_on", "checker", "check_opinion", *_SHEET),
    "return": (),
    "sign": _SHEET,
    "publish": ("notice_from", "notice_to", "notice_place", "objections"),
    "satisfy": _TALLY,
    "close": ("closed_on", "close_out_approver", "objections"),
    "reopen": ("due_on",),
    "pause": ("close_out_approver",),
    "resume": (),
}
"""The columns each step may fill in."""


def filled(action: str, _state: str) -> tuple[str, ...]:
    """The columns a step may fill in, the same from every state."""
    return FILLED[action]


def lacking(unit: UnitOfWork, request: Request) -> tuple[Missing, ...]:
    """What the gate of the step still lacks; only reads."""
    return close_out.rectification_gate(request.action, snapshot(unit, request))


def plan(unit: UnitOfWork, request: Request) -> Move:
    """What the step will write; raises Refused for a column it does not know."""
    given = request.only(*filled(request.action, ""))
    planned = _PLANS[request.action](unit, request, snapshot(unit, request))
    return replace(planned, values={**given, **planned.values})


def snapshot(unit: UnitOfWork, request: Request) -> CloseOutSnapshot:
    """The item as its gate sees it: what it holds, overlaid with what the step brings."""
    record, today = request.record, unit.clock.today()
    files = attachments.of(unit, ledger=record.ledger, record_id=record.id)
    rounds = record.children.get("close_out_rounds", ())
    pauses = record.children.get("pauses", ())
    found_on = request.day("registered_on")
    reopening = request.action == "reopen"
    return CloseOutSnapshot(
        number=record.number,
        today=today,
        found_on=found_on,
        description=request.text("description"),
        due_kind=request.text("due_kind"),
        due_on=request.day("due_on"),
        responsible_org=request.text("responsible_org"),
        measures_text=request.text("measures_text"),
        completion_text=request.text("completion_text"),
        measures=tuple(_measure(row) for row in record.children.get("measures", ())),
        evidence=tuple(_evidence(file) for file in files if file.kind in ("evidence", "photo")),
        paper_reference=request.text("evidence"),
        completed_on=request.day("completed_on"),
        from_people=request.text("source") in FROM_PEOPLE,
        feedback=request.text("satisfaction"),
        tally=Tally(*(request.count(key) for key in _TALLY)),
        applied_on=request.day("applied_on"),
        applicant=request.text("applicant"),
        applied_by=request.text("applied_by") or request.actor.name,
        checked_on=request.day("checked_on"),
        checker=request.text("checker"),
        checked_by=request.actor.name if request.action == "check" else request.text("checked_by"),
        signed_sheet=_sheet(request, files),
        notice_from=request.day("notice_from"),
        notice_to=request.day("notice_to"),
        notice_place=request.text("notice_place"),
        **campaign_rules.asked(unit, record=record),
        allow_self_review=settings.may_review_himself(unit),
        round_no=len(rounds) + 1,
        round_changed=_changed_since(unit, request, files, rounds),
        reason=request.reason,
        new_due_on=request.values.get("due_on") if reopening else None,  # type: ignore[arg-type]
        settle_by=close_out.settle_by(found_on, calendars.work_calendar(unit)) if found_on else None,
        is_paused=any(row.values.get("resumed_on") is None for row in pauses),
        paused_on=last_pause(pauses) or today,
        resumed_on=today,
        approver=request.text("close_out_approver"),
        assigned_on=request.values.get("assigned_on"),  # type: ignore[arg-type]
        closed_on=request.values.get("closed_on"),  # type: ignore[arg-type]
    )


def _measure(row: ChildRow) -> MeasureSnapshot:
    done_on = row.values.get("done_on")
    is_done = row.values.get("status") == "已完成"
    return MeasureSnapshot(str(row.values.get("text") or ""), is_done, done_on, row.values.get("status") == "长期坚持")  # type: ignore[arg-type]


def _evidence(file: Attachment) -> EvidenceSnapshot:
    return EvidenceSnapshot(file.name, file.happened_on, file.filed_at, file.sha256, file.mark == "整改前")


def _sheet(request: Request, files: tuple[Attachment, ...]) -> SignedSheet | None:
    if not request.text("signed_by"):
        return None
    return SignedSheet(
        signer=request.text("signed_by"),
        post=request.text("signed_post"),
        signed_on=request.day("signed_on"),
        paper_reference=request.text("signed_paper"),
        has_scan=any(file.kind == "scan" for file in files),
    )


def _changed_since(
    unit: UnitOfWork, request: Request, files: tuple[Attachment, ...], rounds: tuple[ChildRow, ...]
) -> bool:
    """Whether this round has new words, or a file that was added after the last round ended."""
    if not rounds or request.text("completion_text") != str(rounds[-1].values.get("completion_text") or ""):
        return True
    audit, values = unit.schema.audit, unit.schema.audit_values
    ended = sa.select(sa.func.max(audit.c.seq)).join(values, values.c.seq == audit.c.seq)
    ended = ended.where(audit.c.uuid == request.record.uuid, audit.c.action == ChangeKind.MOVED.value)
    ended = ended.where(sa.or_(*(values.c.description.startswith(word) for word in ROUND_ENDS)))
    proofs = [file.uuid for file in files if file.kind != "scan"]
    added = sa.select(sa.func.max(audit.c.seq)).where(audit.c.uuid.in_(proofs))
    # Describing a file again makes no new proof of it.
    added = added.where(audit.c.action == ChangeKind.ATTACHED.value)
    # By their places in the history: two moments of one second, or of one day, tell nothing.
    return (unit.connection.execute(added).scalar() or 0) > (unit.connection.execute(ended).scalar() or 0)


def _assign(unit: UnitOfWork, request: Request, seen: CloseOutSnapshot) -> Move:
    """What is to be put right at once falls due after its three working days, where no other day was written."""
    assigned: dict[str, Value] = {"assigned_on": request.values.get("assigned_on") or unit.clock.today()}
    if seen.due_kind == close_out.AT_ONCE and seen.due_on is None and seen.settle_by is not None:
        return Move({**assigned, "due_on": seen.settle_by})
    return Move(assigned)


def _apply_close(unit: UnitOfWork, request: Request, _seen: CloseOutSnapshot) -> Move:
    return Move(
        {
            "applied_on": request.values.get("applied_on") or unit.clock.today(),
            "applied_by": request.actor.name,
            "applicant": request.value("applicant") or Reference(request.actor.name),
        }
    )


def _check(unit: UnitOfWork, request: Request, seen: CloseOutSnapshot) -> Move:
    return Move(
        {
            "checked_on": request.values.get("checked_on") or unit.clock.today(),
            "checked_by": request.actor.name,
            "checker": request.values.get("checker") or Reference(_second_name(request, seen)),
        },
        note=_vouched(seen),
    )


def _vouched(seen: CloseOutSnapshot) -> str:
    """How the history tells who vouched, where it was not simply another operator: 经办人代录, 自审."""
    kind = close_out.review_kind(seen)
    return kind.label if kind in (ReviewKind.SIGNED_SHEET, ReviewKind.SELF_REVIEW) else ""


def _second_name(request: Request, seen: CloseOutSnapshot) -> str:
    kind = close_out.review_kind(seen)
    return seen.signed_sheet.signer if kind is ReviewKind.SIGNED_SHEET and seen.signed_sheet else request.actor.name


def _as_given(_unit: UnitOfWork, _request: Request, _seen: CloseOutSnapshot) -> Move:
    return Move({})


def _sign(_unit: UnitOfWork, _request: Request, seen: CloseOutSnapshot) -> Move:
    """The clerk enters what a leader signed on paper: entering it is not approving it."""
    return Move({}, note=_vouched(seen))


def _close(unit: UnitOfWork, request: Request, seen: CloseOutSnapshot) -> Move:
    closed_on = request.values.get("closed_on") or unit.clock.today()
    kind = close_out.review_kind(seen)
    return Move(
        {
            "closed_on": closed_on,
            "close_out_no": _close_out_number(unit, closed_on),
            "close_out_approver": request.value("close_out_approver") or Reference(_second_name(request, seen)),
            "review_kind": kind.label if kind else None,
        },
        note=_vouched(seen),
    )


def _close_out_number(unit: UnitOfWork, closed_on: Value) -> str:
    year = getattr(closed_on, "year", unit.clock.today().year)
    number = numbering.close_out_text(year, unit.take_serial("close_out", year))
    while backfilling.is_on_paper(unit, number):
        number = numbering.close_out_text(year, unit.take_serial("close_out", year))
    return number


def _settle_now(unit: UnitOfWork, request: Request, seen: CloseOutSnapshot) -> Move:
    applied = _apply_close(unit, request, seen).values
    closed = _close(unit, request, seen).values
    return Move({**applied, **closed, "settled_now_on": request.value("completed_on")}, note=_vouched(seen))


def _round_ended(unit: UnitOfWork, request: Request, result: str) -> Move:
    """Move the present round to the rounds kept, and clear it from the record."""
    rounds = request.record.children.get("close_out_rounds", ())
    keys = (*_STEP_KEYS, *_CLOSING_KEYS)
    row = ChildRow(
        {
            **{key: request.record.values.get(key) for key in (*keys, *_STOOD)},
            "round_no": FuzzyCount(len(rounds) + 1),
            "round_result": result,
            "round_reason": request.reason,
            "round_ended_on": unit.clock.today(),
        }
    )
    return Move(dict.fromkeys((*keys, "completed_on")), children={"close_out_rounds": (*rounds, row)})


def _return(unit: UnitOfWork, request: Request, _seen: CloseOutSnapshot) -> Move:
    return _round_ended(unit, request, "退回")


def _reopen(unit: UnitOfWork, request: Request, _seen: CloseOutSnapshot) -> Move:
    ended = _round_ended(unit, request, "反弹重开")
    today, pauses = unit.clock.today(), request.record.children.get("pauses", ())
    again: Mapping[str, Value] = {"reopened_on": today, "reopen_reason": request.reason}
    return replace(
        ended,
        values={**ended.values, **again, "settled_now_on": None},
        children={**ended.children, "pauses": ended_pauses(pauses, today)},
    )


def _pause(unit: UnitOfWork, request: Request, seen: CloseOutSnapshot) -> Move:
    row = ChildRow(
        {
            "paused_on": unit.clock.today(),
            "pause_reason": request.reason,
            "approver": Reference(seen.approver),
        }
    )
    pauses = (*request.record.children.get("pauses", ()), row)
    return Move({"close_out_approver": None}, children={"pauses": pauses})


def _resume(unit: UnitOfWork, request: Request, seen: CloseOutSnapshot) -> Move:
    """End the pause; the deadline moves by the days that were stopped."""
    today, due_on = unit.clock.today(), request.day("due_on")
    pauses = request.record.children.get("pauses", ())
    stopped = today - (seen.paused_on or today)
    moved = {} if due_on is None else {"due_on": due_on + timedelta(days=stopped.days)}
    return Move(moved, children={"pauses": ended_pauses(pauses, today)})


_PLANS: dict[str, Callable[[UnitOfWork, Request, CloseOutSnapshot], Move]] = {
    "assign": _assign,
    "settle-now": _settle_now,
    "apply-close": _apply_close,
    "check": _check,
    "return": _return,
    "sign": _sign,
    "publish": _as_given,
    "satisfy": _as_given,
    "close": _close,
    "reopen": _reopen,
    "pause": _pause,
    "resume": _resume,
}
