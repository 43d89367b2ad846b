"""What 首页 shows: due, overdue, unfinished; each tile is a list, and its figure the count of that list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.services import office
from db.ask import STATE_LABELS, Ask, Filter, State

if TYPE_CHECKING:
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
