"""Turning changes back: what undo, redo and the withdrawal of an import do to the records, many of a kind at once."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.ledgers import registry
from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import attachments, columns, fill_in_kept, links, records, renaming
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs
from db.declare import ChangedBy
from db.unit import kept_values, unkept_values

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from app.services.changes import Actor
    from db.ask import Record
    from db.audit import Event
    from db.declare import Ledger
    from db.unit import UnitOfWork

PIECE = 1_000
"""So many records are turned back together."""
_TO_VOID = (ChangeKind.ADDED, ChangeKind.RESTORED)
_TURN: dict[str, Callable[[UnitOfWork, Actor, Event], Changes]] = {
    ChangeKind.LINKED: links.turn_back,
    ChangeKind.UNLINKED: links.turn_back,
    ChangeKind.LAYOUT: columns.turn_back,
    ChangeKind.TABLE: fill_in_kept.turn_back,
}
"""How single changes are turned back that are no record's; those of files by `attachments`."""


@needs(Right.ENTER)
def back(
    unit: UnitOfWork,
    *,
    actor: Actor,
    events: Sequence[Event],
    also_later: bool = False,
    progress: Callable[[int], None] | None = None,
) -> list[Changes]:
    """Turn changes back in the order given; `also_later` also takes away what was written over since.

    `progress` hears how many are done, and stops the whole by what it raises. Raises Refused.
    """
    done: list[Changes] = []
    # A name comes after what holds it as words: it takes along what was named so since, and nothing twice.
    in_order = sorted(events, key=lambda event: event.entry.ledger in renaming.NAMED)
    for some in _pieces(in_order):
        done += _piece(unit, actor, some, also_later=also_later)
        if progress is not None:
            progress(len(done))
    return done


def voided(unit: UnitOfWork, *, step: str) -> set[str]:
    """The uuids of the records of a step that are voided now."""
    chain, found = unit.schema.audit, set[str]()
    names = unit.connection.execute(sa.select(chain.c.ledger).distinct().where(chain.c.step == step)).scalars().all()
    for name in unit.schema.ledgers.keys() & set(names):
        table = unit.schema.table(name)
        written = sa.select(chain.c.uuid).where(chain.c.step == step, chain.c.ledger == name)
        gone = sa.select(table.c.uuid).where(table.c.voided_at.is_not(None), table.c.uuid.in_(written))
        found |= set(unit.connection.execute(gone).scalars())
    return found


def _pieces(events: Sequence[Event]) -> Iterator[list[Event]]:
    """Runs of changes of one kind in one ledger, none longer than `PIECE`."""
    for _kind, run in groupby(events, key=lambda event: (event.entry.action, event.entry.ledger)):
        many = list(run)
        for start in range(0, len(many), PIECE):
            yield many[start : start + PIECE]


def _piece(unit: UnitOfWork, actor: Actor, events: list[Event], *, also_later: bool) -> list[Changes]:
    first = events[0].entry
    if first.action in (*_TO_VOID, ChangeKind.VOIDED):
        ledger, old = _records(unit, events)
        if first.action == ChangeKind.VOIDED:
            return records.restore_many(unit, actor=actor, ledger=ledger, old=old, undoes=first.step)
        reasons = [f"撤销：{event.entry.description}" for event in events]
        return records.void_many(unit, actor=actor, ledger=ledger, old=old, reasons=reasons, undoes=first.step)
    if first.action in (ChangeKind.EDITED, ChangeKind.CORRECTED):
        return [_old_values(unit, actor, event, also_later=also_later) for event in events]
    turn = _TURN.get(first.action, attachments.turn_back)
    return [turn(unit, actor, event) for event in events]


def _records(unit: UnitOfWork, events: list[Event]) -> tuple[Ledger, list[Record]]:
    ledger = registry.find(events[0].entry.ledger)
    found = unit.reading.by_uuid(ledger, [event.entry.uuid for event in events])
    for event in events:
        if event.entry.uuid not in found:
            sentence = f"「{event.entry.description}」涉及的记录已经找不到，没有改动。"
            raise Refused(sentence)
    return ledger, [found[event.entry.uuid] for event in events]


def _old_values(unit: UnitOfWork, actor: Actor, event: Event, *, also_later: bool) -> Changes:
    ledger, (record,) = _records(unit, [event])
    (whole,) = unit.events(unit.schema.audit.c.seq == event.seq)
    old, new, now = whole.entry.old or {}, whole.entry.new or {}, kept_values(ledger, record)
    touched = {key for key in (*old, *new) if not key.startswith("@") and old.get(key) != new.get(key)}
    over = set() if also_later else {key for key in touched if now.get(key) != new.get(key)}
    _refuse_written_over(ledger, record, event, over)
    values, children = unkept_values(ledger, old)
    return records.apply(
        unit, actor=actor, ledger=ledger, old=record,
        values={key: value for key, value in values.items() if key in touched},
        children={name: rows for name, rows in children.items() if f"#{name}" in touched},
        kind=ChangeKind.EDITED, verb="修改", undoes=event.entry.step,
    )  # fmt: skip


def _refuse_written_over(ledger: Ledger, record: Record, event: Event, over: set[str]) -> None:
    """Undo never takes away what someone wrote since: not in a voided record, not over a later value."""
    records.refuse_voided(ledger, record)
    typed = [column for column in ledger.stored if column.changed_by is not ChangedBy.SYSTEM]
    own = [column.label for column in typed if column.key in over]
    own += [child.label for child in ledger.children if f"#{child.name}" in over]
    if own:
        labels = "、".join(own)
        sentence = f"「{event.entry.description}」以后，「{labels}」又改过，没有撤销。请打开这条记录，核对后直接修改。"
        raise Refused(sentence)
