"""撤销 and 重做: the operator's last fifty actions of the day, across restarts; the history only grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.ledgers import registry
from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import attachments, links, records
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs
from db.declare import ChangedBy
from db.unit import kept_values, unkept_values

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from app.services.changes import Actor
    from db.ask import Record
    from db.audit import Event
    from db.declare import Ledger
    from db.unit import UnitOfWork

DEPTH = 50
WHOLE_STEP = 1_000_000
"""More changes than any step holds."""
FROZEN = "freeze"
"""The action of fixing figures as reported."""
SETTING_UP = "new"
"""The action of making the file: nothing before it is undone."""
_UNDOABLE = tuple(
    kind.value
    for kind in (
        ChangeKind.ADDED,
        ChangeKind.EDITED,
        ChangeKind.VOIDED,
        ChangeKind.RESTORED,
        ChangeKind.CORRECTED,
        ChangeKind.LINKED,
        ChangeKind.UNLINKED,
        ChangeKind.ATTACHED,
        ChangeKind.DETACHED,
    )
)
_GIVEN_WAY = "请直接修改这条记录，或写明原因作废它；改动会留在历史里。"
_LAWFUL_WAY = "办理步骤要由依规的步骤收回：已销号的用“重开”，已申请的用“退回”。"


@needs(Right.ENTER)
def undo(unit: UnitOfWork, *, actor: Actor) -> Changes:
    """Take back the operator's newest action of today that still stands; raises Refused when there is none."""
    return _turn_back(unit, actor, redo=False)


@needs(Right.ENTER)
def redo(unit: UnitOfWork, *, actor: Actor) -> Changes:
    """Do again what was last undone; raises Refused when there is nothing."""
    return _turn_back(unit, actor, redo=True)


@needs(Right.READ)
def next_label(unit: UnitOfWork, *, actor: Actor, redo: bool = False) -> str:
    """What undo (or redo) would take back, in words; empty when there is nothing."""
    return labels(unit, actor=actor)[redo]


@needs(Right.READ)
def labels(unit: UnitOfWork, *, actor: Actor) -> tuple[str, str]:
    """What undo and what redo would take back, in words; each empty when there is nothing."""
    steps = _steps(unit, actor)
    found = [_choose(steps, redo=redo) for redo in (False, True)]
    undoing, redoing = (_label(unit, step[0].entry.step) if step else "" for step in found)
    return undoing, redoing


def _turn_back(unit: UnitOfWork, actor: Actor, *, redo: bool) -> Changes:
    step = _choose(_steps(unit, actor), redo=redo)
    word = "重做" if redo else "撤销"
    if not step:
        sentence = f"今天没有可以{word}的操作。更早的改动请在记录的历史里查看，用“恢复”或“更正”处理。"
        raise Refused(sentence)
    label = _label(unit, step[0].entry.step)
    with unit.seeing(restricted=True):
        # One step may have reached records its operator does not see (a holiday moves every deadline): it goes whole.
        whole = _whole(unit, step)
        way = _lawful_way(unit, whole)
        if way:
            sentence = f"「{label}」不能{word}，没有改动。{way}"
            raise Refused(sentence)
        changes = [_invert(unit, actor, event) for event in _inverted(whole)]
    last = changes[-1]
    return Changes(f"{word}：{label}", last.kind, last.ledger, last.ids, last.number, last.uuid)


def _label(unit: UnitOfWork, step: str) -> str:
    """A step by what the operator did first in it; an undo or a redo by the step that it turned back."""
    chain = unit.schema.audit
    kinds = chain.c.action.in_((*_UNDOABLE, ChangeKind.MOVED.value))
    own = sa.and_(chain.c.step == step, kinds, *unit.reading.sight.of_events(chain))
    seq = unit.connection.execute(sa.select(sa.func.min(chain.c.seq)).where(own)).scalar()
    for event in unit.events(chain.c.seq == seq):
        first = event.entry
        if first.undoes:
            return _label(unit, first.undoes)
        same = sa.select(sa.func.count(chain.c.uuid.distinct())).where(own, chain.c.action == first.action)
        count = unit.connection.execute(same).scalar_one()
        return f"{first.description} 等 {count} 条" if count > 1 else first.description
    return ""


def _inverted(step: list[Event]) -> list[Event]:
    """The rows to turn back: a new record is voided with the files it came with, and comes back with them."""
    added = any(event.entry.action == ChangeKind.ADDED for event in step)
    return [event for event in step if not (added and event.entry.action == ChangeKind.ATTACHED)]


def _lawful_way(unit: UnitOfWork, step: list[Event]) -> str:
    """By what way a step is taken back that undo may not touch; empty when it may."""
    if any(event.entry.action == ChangeKind.MOVED for event in step):
        return _LAWFUL_WAY
    chain = unit.schema.audit
    own = chain.alias()
    written = sa.select(own.c.uuid).where(own.c.step == step[0].entry.step)
    moved = (chain.c.seq > step[0].seq) & (chain.c.action == ChangeKind.MOVED.value) & chain.c.uuid.in_(written)
    out = _given_out(unit, step)
    found = unit.events(moved, limit=1)
    if found:
        return f"此后已经「{found[0].entry.description}」（{found[0].entry.operator}）。{_LAWFUL_WAY}"
    return f"此后已有「{out.entry.description}」（{out.at:%m-%d %H:%M}），交出去的已是这样。{_GIVEN_WAY}" if out else ""


def _given_out(unit: UnitOfWork, step: list[Event]) -> Event | None:
    """What left the ledger after a step with what it wrote: an export, frozen figures, a form of the record."""
    chain = unit.schema.audit
    ledgers = {event.entry.ledger for event in step}
    exported = (chain.c.action == ChangeKind.EXPORTED.value) & chain.c.ledger.in_(ledgers)
    printed = (chain.c.action == ChangeKind.PRINTED.value) & chain.c.ledger.in_(ledgers)
    where = (chain.c.seq > step[0].seq) & (exported | printed | (chain.c.action == FROZEN))
    numbers: tuple[str, ...] | None = None
    for event in unit.events(where):
        if event.entry.action != ChangeKind.PRINTED:
            return event
        numbers = _numbers(unit, step) if numbers is None else numbers
        if event.entry.description.endswith(numbers):  # a list printed for the desk binds nobody
            return event
    return None


def _numbers(unit: UnitOfWork, step: list[Event]) -> tuple[str, ...]:
    """The numbers of the records that a step wrote."""
    known = {ledger.name: ledger for ledger in registry.LEDGERS + registry.BASE}
    entries = (event.entry for event in step if event.entry.ledger in known)
    found = (unit.reading.one(known[entry.ledger], (), uuid=entry.uuid) for entry in entries)
    return tuple(record.number for record in found if record is not None)


def _whole(unit: UnitOfWork, step: list[Event]) -> list[Event]:
    """All rows of a step, newest first: a long import has more than were looked through to find it."""
    if not step:
        return []
    chain, name = unit.schema.audit, step[0].entry.step
    where = (chain.c.step == name) & chain.c.action.in_((*_UNDOABLE, ChangeKind.MOVED.value))
    return unit.events(where, limit=WHOLE_STEP)


def _steps(unit: UnitOfWork, actor: Actor) -> dict[str, list[Event]]:
    """What the operator did today, step by step, the newest first; nothing of records that were destroyed since."""
    table = unit.schema.audit
    destroyed = sa.select(table.c.uuid).where(table.c.action == ChangeKind.ERASED.value)
    where = sa.and_(
        table.c.operator == actor.name,
        table.c.at >= unit.clock.today().isoformat(),
        table.c.action.in_((*_UNDOABLE, ChangeKind.MOVED.value, SETTING_UP)),
        table.c.uuid.not_in(destroyed),
    )
    steps: dict[str, list[Event]] = {}
    for event in unit.events(where, limit=DEPTH * 20):
        steps.setdefault(event.entry.step, []).append(event)
    return steps


def _choose(steps: dict[str, list[Event]], *, redo: bool) -> list[Event]:
    """The step that would be turned back now.

    A step with `undoes` is an undo (or a redo) of that step. Undo skips what is already turned back; redo looks
    only at undos that nothing has turned back and after which nothing new was done.
    """
    turned = {event.entry.undoes for rows in steps.values() for event in rows if event.entry.undoes}
    for step, rows in list(steps.items())[:DEPTH]:
        if any(event.entry.action == SETTING_UP for event in rows):
            return []
        target = rows[0].entry.undoes
        is_undo = bool(target) and not _is_redo(steps, target)
        if redo and not is_undo and step not in turned and not target:
            return []
        if step not in turned and is_undo == redo:
            return rows
    return []


@needs(Right.VOID)
def turn_step_back(unit: UnitOfWork, *, actor: Actor, step: str, spared: Collection[str] = ()) -> tuple[int, ...]:
    """Turn back every change of a step but those of the `spared` records (by uuid); the ids of what was changed.

    A record that is voided already stays so.
    """
    table = unit.schema.audit
    where = sa.and_(table.c.step == step, table.c.action.in_(_UNDOABLE))
    ids: list[int] = []
    with unit.seeing(restricted=True):
        for event in unit.events(where, limit=WHOLE_STEP):
            if event.entry.uuid in spared:
                continue
            _ledger, record = _record(unit, event)
            if record.voided_at is None:
                ids += _invert(unit, actor, event).ids
    return tuple(ids)


def _is_redo(steps: dict[str, list[Event]], target: str) -> bool:
    rows = steps.get(target)
    return bool(rows and rows[0].entry.undoes)


def _invert(unit: UnitOfWork, actor: Actor, event: Event) -> Changes:
    entry = event.entry
    handlers: dict[str, Callable[[UnitOfWork, Actor, Event], Changes]] = {
        ChangeKind.ADDED: _void_again,
        ChangeKind.RESTORED: _void_again,
        ChangeKind.VOIDED: _stand_again,
        ChangeKind.EDITED: _old_values,
        ChangeKind.CORRECTED: _old_values,
        ChangeKind.LINKED: links.turn_back,
        ChangeKind.UNLINKED: links.turn_back,
        ChangeKind.ATTACHED: attachments.turn_back,
        ChangeKind.DETACHED: attachments.turn_back,
    }
    return handlers[entry.action](unit, actor, event)


def _record(unit: UnitOfWork, event: Event) -> tuple[Ledger, Record]:
    ledger = registry.find(event.entry.ledger)
    record = unit.reading.one(ledger, uuid=event.entry.uuid)
    if record is None:
        sentence = f"「{event.entry.description}」涉及的记录已经找不到，没有改动。"
        raise Refused(sentence)
    return ledger, record


def _void_again(unit: UnitOfWork, actor: Actor, event: Event) -> Changes:
    ledger, record = _record(unit, event)
    reason = f"撤销：{event.entry.description}"
    return records.void(
        unit, actor=actor, ledger=ledger.name, record_id=record.id, reason=reason, undoes=event.entry.step
    )


def _stand_again(unit: UnitOfWork, actor: Actor, event: Event) -> Changes:
    ledger, record = _record(unit, event)
    return records.restore(unit, actor=actor, ledger=ledger.name, record_id=record.id, undoes=event.entry.step)


def _old_values(unit: UnitOfWork, actor: Actor, event: Event) -> Changes:
    ledger, record = _record(unit, event)
    old, new, now = event.entry.old or {}, event.entry.new or {}, kept_values(ledger, record)
    touched = {key for key in (*old, *new) if not key.startswith("@") and old.get(key) != new.get(key)}
    _refuse_written_over(ledger, record, event, {key for key in touched if now.get(key) != new.get(key)})
    values, children = unkept_values(ledger, old)
    return records.apply(
        unit, actor=actor, ledger=ledger, old=record,
        values={key: value for key, value in values.items() if key in touched},
        children={name: rows for name, rows in children.items() if f"#{name}" in touched},
        kind=ChangeKind.EDITED, verb="修改", undoes=event.entry.step,
    )  # fmt: skip


def _refuse_written_over(ledger: Ledger, record: Record, event: Event, over: set[str]) -> None:
    """Undo never takes away what someone wrote since: not in a voided record, not over a later value."""
    if record.voided_at is not None:
        sentence = f"{record.number}（{ledger.label}）已经作废，没有改动。需要时请先恢复它。"
        raise Refused(sentence)
    typed = [column for column in ledger.columns if column.changed_by is not ChangedBy.SYSTEM]
    own = [column.label for column in typed if column.key in over]
    own += [child.label for child in ledger.children if f"#{child.name}" in over]
    if own:
        labels = "、".join(own)
        sentence = f"「{event.entry.description}」以后，「{labels}」又改过，没有撤销。请打开这条记录，核对后直接修改。"
        raise Refused(sentence)
