"""Deadlines that do not lie where a holiday entered or imported since would put them: listed, and moved if told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules.rights import Right
from app.services import calendars, checking, records
from app.services.changes import ChangeKind, Changes
from app.services.checking import day as day_of
from app.services.deadlines import Effect
from app.services.permitted import needs
from db.ask import Filter, State

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import date

    from app.services.changes import Actor
    from db.declare import Deadline, Ledger
    from db.unit import UnitOfWork


def days_of(unit: UnitOfWork, *, ids: Collection[int]) -> tuple[date, ...]:
    """The days of these rows of the holiday table."""
    rows = checking.standing(unit, calendars.LEDGER)
    days = (day_of(row.values, "on_date") for row in rows if row.id in ids)
    return tuple(day for day in days if day is not None)


def stale(unit: UnitOfWork, *, days: Collection[date]) -> tuple[Effect, ...]:
    """The open deadlines between whose plain and rolled day one of these days lies, and which roll elsewhere now."""
    declared = ((ledger, ledger.deadline) for ledger in registry.LEDGERS + registry.BASE)
    return tuple(one for ledger, deadline in declared if deadline for one in _stale(unit, ledger, deadline, days))


def _stale(unit: UnitOfWork, ledger: Ledger, deadline: Deadline, days: Collection[date]) -> Iterator[Effect]:
    calendar, label = calendars.work_calendar(unit), ledger.column(deadline.due).label
    for record in checking.standing(unit, ledger.name, Filter.state(State.OPEN)):
        due_on, kept = day_of(record.values, deadline.due), day_of(record.values, deadline.rolled)
        if due_on is None or kept is None or (moved := calendar.roll(due_on)) == kept:
            continue
        if any(due_on <= day <= max(kept, moved) for day in days):
            yield Effect(ledger.name, record.id, record.number, label, due_on, kept, moved)


@needs(Right.OFFICE)
def move(unit: UnitOfWork, *, actor: Actor, days: Collection[date]) -> Changes:
    """Move the deadlines that `stale` lists to where the holiday table puts them now."""
    effects = stale(unit, days=days)
    reason = f"节假日调整：{'、'.join(day.isoformat() for day in sorted(days)[:3])}{'等' if len(days) > 3 else ''}"
    with unit.seeing(restricted=True):
        # A deadline moves whoever enters the holiday; he is told only of those he may see.
        for effect in stale(unit, days=days):
            old = records.get(unit, ledger=effect.ledger, record_id=effect.record_id)
            records.apply(
                unit, actor=actor, ledger=registry.find(effect.ledger), old=old, values={}, reason=reason,
                kind=ChangeKind.EDITED, verb="顺延时限",
            )  # fmt: skip
    ledger = effects[0].ledger if effects else ""
    ids = tuple(effect.record_id for effect in effects if effect.ledger == ledger)
    return Changes(f"{len(effects)} 个时限随节假日移动", ChangeKind.EDITED, ledger, ids)
