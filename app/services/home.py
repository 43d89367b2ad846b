"""What 首页 shows: due, overdue, unfinished, waiting for me; each tile is a list, its figure the count of that list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules.rights import Right
from app.services import drafts, listing, office, operators, permitted, pressing
from app.services.permitted import needs
from db.ask import STATE_LABELS, Ask, Filter, Op, State

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.services.changes import Actor
    from db.declare import Ledger
    from db.unit import UnitOfWork

TILES = (State.OVERDUE, State.NEAR, State.FOLLOW_UP, State.OPEN, State.INCOMPLETE)

ENTRIES: tuple[tuple[str, str, str], ...] = (
    ("petitions", "登记来访", "来访、来信、来电，一条一件"),
    ("opinions", "记意见", "原话照记，随后再梳理"),
    ("learning_sessions", "记学习", "学习活动和签到"),
    ("rectifications", "办销号", "整改事项的办理和销号"),
)
"""The four large buttons: ledger, what it says, and a word of explanation."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many records of a ledger are in a state; `ask` opens exactly these."""

    ledger: str
    label: str
    count: int
    ask: Ask


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile: a state, how many records are in it, and of which ledgers."""

    state: State
    label: str
    total: int
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """What waits for one operator: how many, and the list that is exactly these; `ask` is None for his drafts."""

    key: str
    label: str
    count: int
    ask: Ask | None = None


AWAITING = (
    ("applied", "申请销号，等审核", Right.CHECK),
    ("checked", "审核过，等销号", Right.CLOSE),
    ("signed", "签过字，等销号", Right.CLOSE),
    ("published", "公示过，等销号", Right.CLOSE),
)
"""Statuses of a rectification item that wait for somebody's next step, and the right to take it."""
PAPERS_OUT = Ask("issued_papers", filters=(Filter("due_on", Op.FILLED), Filter("returned_on", Op.EMPTY)))


@needs(Right.READ)
def duties(unit: UnitOfWork, *, actor: Actor) -> tuple[Duty, ...]:
    """What waits for this operator, of what he may do; nothing that is none."""
    return tuple(duty for duty in _duties(unit, actor) if duty.count)


def _duties(unit: UnitOfWork, actor: Actor) -> Iterator[Duty]:
    yield Duty("drafts", "没有保存完的草稿", drafts.count(unit, actor=actor))
    # Who applied does not check his own; an operator alone enters the signed sheet himself.
    own = () if operators.is_alone(unit) else (Filter("applied_by", Op.NOT, actor.name),)
    for status, label, right in AWAITING:
        if permitted.may(actor, right):
            filters = (Filter("status", value=status), *(own if right is Right.CHECK else ()))
            yield _duty(unit, status, label, Ask("rectifications", filters=filters))
    if permitted.may(actor, Right.HANDLE) and "petitions" not in office.hidden_ledgers(unit):
        for one in pressing.on(unit.clock.today()):
            yield _duty(unit, one.clock_id, f"{one.label}临期或逾期", one.ask)
    if permitted.may(actor, Right.SUPERVISE):
        yield _duty(unit, "papers_out", "发出没有签回的单据", PAPERS_OUT)


def _duty(unit: UnitOfWork, key: str, label: str, ask: Ask) -> Duty:
    return Duty(key, label, listing.count(unit, ask=ask), ask)


def tiles(unit: UnitOfWork) -> tuple[Tile, ...]:
    """The tiles over all ledgers the office keeps."""
    hidden = office.hidden_ledgers(unit)
    kept = [ledger for ledger in registry.LEDGERS if ledger.name not in hidden]
    found = {ledger.name: unit.reading.states(ledger, TILES) for ledger in kept}
    return tuple(_tile(state, kept, found) for state in TILES)


def _tile(state: State, ledgers: list[Ledger], found: dict[str, dict[State, int]]) -> Tile:
    counts = tuple(
        Count(ledger.name, ledger.label, found[ledger.name][state], Ask(ledger.name, filters=(Filter.state(state),)))
        for ledger in ledgers
        if found[ledger.name][state]
    )
    return Tile(state, STATE_LABELS[state], sum(count.count for count in counts), counts)
