"""The steps of a record's life: each asks its gate, moves the state and is one row of the history, by every door."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from app.ledgers import registry
from app.rules import backfill, flows
from app.rules.close_out import close_out_checklist
from app.rules.gates import refuse_if
from app.rules.refusal import Exit, Missing, Refused
from app.rules.rights import Right
from app.services import closed_years, filed_items, petitioning, records, rectifying, settings
from app.services.changes import ChangeKind, Changes
from app.services.moves import Request
from app.services.permitted import needs, of_step
from db.declare import ChangedBy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.services.changes import Actor
    from app.services.moves import Move
    from db.ask import Record
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork
    from db.values import Value


class Life(Protocol):
    """What a module of steps offers: what a gate lacks, and what a step writes."""

    def lacking(self, unit: UnitOfWork, request: Request) -> tuple[Missing, ...]:
        """What the gate of the step still lacks; only reads."""

    def plan(self, unit: UnitOfWork, request: Request) -> Move:
        """What the step will write."""

    @property
    def FILLED(self) -> Mapping[str, tuple[str, ...]]:  # noqa: N802 - a constant of the module
        """The columns each step may fill in."""

    def filled(self, action: str, state: str, /) -> tuple[str, ...]:
        """The columns a step may fill in from a state."""


_LIVES: dict[str, Life] = {"rectifications": rectifying, "petitions": petitioning}


@dataclass(frozen=True, slots=True)
class Offered:
    """A step a record may take now: its names, what its gate still lacks, and the state it is taken from."""

    action: str
    label: str
    missing: tuple[Missing, ...]
    state: str = ""


@needs(of_step)
def do(
    unit: UnitOfWork,
    *,
    actor: Actor,
    ledger: str,
    record_id: int,
    action: str,
    values: Mapping[str, Value] | None = None,
    reason: str = "",
) -> Changes:
    """Take one step; raises Refused for a step its state does not allow, or naming every check the gate lacks."""
    declared = registry.find(ledger)
    record = records.get(unit, ledger=ledger, record_id=record_id)
    flow, state = _flow(declared), str(record.values[_column(declared)])
    closed_years.refuse_change(unit, declared, record)
    records.refuse_voided(declared, record)
    step = flow.step(action)
    target = flow.next_state(record.number, state, step.action)
    request = Request(actor, declared, record, step.action, dict(values or {}), reason)
    life = _LIVES[declared.name]
    refuse_if(life.lacking(unit, request), record.number, step.label)
    move = life.plan(unit, request)
    if step.action == "reopen":  # what is taken up again is no archived item
        filed_items.leave(unit, operator=actor.name, record=record, reason=reason)
    return records.apply(
        unit,
        actor=actor,
        ledger=declared,
        old=record,
        values={**move.values, _column(declared): target},
        children=move.children,
        reason=reason,
        kind=ChangeKind.MOVED,
        verb=f"{step.label}（{move.note}）" if move.note else step.label,
    )


@needs(Right.READ)
def offered(unit: UnitOfWork, *, actor: Actor, ledger: str, record: Record) -> tuple[Offered, ...]:
    """The steps a record may take from its state, each with what its gate would still ask for."""
    declared = registry.find(ledger)
    if declared.name not in flows.FLOWS or record.voided_at is not None:
        return ()
    if closed_years.of_record(unit, declared, record) is not None:
        return ()  # its year is closed: nothing is done with it until that is opened again
    state = str(record.values[_column(declared)])
    steps = _flow(declared).allowed(state)
    asked = [(step, Request(actor, declared, record, step.action, {})) for step in steps]
    life = _LIVES[declared.name]
    found = (Offered(step.action, step.label, life.lacking(unit, request), state) for step, request in asked)
    return tuple(offer for offer in found if not _is_idle(offer))


def _is_idle(offer: Offered) -> bool:
    """Whether a pause or its end has nothing to do here: a clock that never stops, one that is not stopped."""
    return offer.action in ("pause", "resume") and any(item.check == offer.action for item in offer.missing)


@needs(Right.READ)
def lacking(
    unit: UnitOfWork,
    *,
    actor: Actor,
    ledger: str,
    record_id: int,
    action: str,
    values: Mapping[str, Value],
    reason: str = "",
) -> tuple[Missing, ...]:
    """What a step would still be refused for with these values: the live checklist beside it."""
    declared = registry.find(ledger)
    record = records.get(unit, ledger=ledger, record_id=record_id)
    return _LIVES[declared.name].lacking(unit, Request(actor, declared, record, action, dict(values), reason))


def usual_reasons(unit: UnitOfWork, *, ledger: str, action: str) -> tuple[str, ...]:
    """The office's list of reasons for a step; another may be written. Empty for steps without a list."""
    return settings.listed(unit, "return_reasons") if (ledger, action) == ("rectifications", "return") else ()


def fields(ledger: Ledger, action: str, state: str = "") -> tuple[Column, ...]:
    """The columns a step fills in, from a state or from any, as open columns of a form."""
    life = _LIVES[ledger.name]
    keys = life.filled(action, state) if state else life.FILLED[action]
    return tuple(replace(ledger.column(key), changed_by=ChangedBy.FORM, complete=False) for key in keys)


@needs(Right.READ)
def checklist(unit: UnitOfWork, *, actor: Actor, record: Record) -> tuple[tuple[str, bool], ...]:
    """The five checks of a rectification item, each with whether it holds now; empty for other ledgers, and for an
    item that was struck off on paper before.
    """
    if record.ledger != "rectifications" or backfill.is_historical(record.values):
        return ()
    request = Request(actor, registry.find(record.ledger), record, "close", {})
    return close_out_checklist(rectifying.snapshot(unit, request))


def _flow(ledger: Ledger) -> flows.Flow:
    if ledger.name not in flows.FLOWS:
        sentence = f"{ledger.label}没有办理步骤，没有改动。请直接修改记录。"
        raise Refused(sentence, field="action", exit_code=Exit.USAGE)
    return flows.FLOWS[ledger.name]


def _column(ledger: Ledger) -> str:
    return ledger.flow.column if ledger.flow else "status"
