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
from db.unit import unkept_values

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
    step = _next_step(unit, actor, redo=redo)
    return step[0].entry.description if step else ""


def _turn_back(unit: UnitOfWork, actor: Actor, *, redo: bool) -> Changes:
    step = _next_step(unit, actor, redo=redo)
    word = "重做" if redo else "撤销"
    if not step:
        sentence = f"今天没有可以{word}的操作。更早的改动请在记录的历史里查看，用“恢复”或“更正”处理。"
        raise Refused(sentence)
    if any(event.entry.action == ChangeKind.MOVED for event in step):
        sentence = f"「{step[0].entry.description}」不能{word}，没有改动。{_LAWFUL_WAY}"
        raise Refused(sentence)
    with unit.seeing(restricted=True):
        # One step may have reached records its operator does not see (a holiday moves every deadline): it goes whole.
        whole = unit.events(unit.schema.audit.c.step == step[0].entry.step, limit=WHOLE_STEP)
        changes = [_invert(unit, actor, event) for event in whole if event.entry.action in _UNDOABLE]
    last = changes[-1]
    return Changes(f"{word}：{step[0].entry.description}", last.kind, last.ledger, last.ids, last.number, last.uuid)


def _next_step(unit: UnitOfWork, actor: Actor, *, redo: bool) -> list[Event]:
    """The rows of the newest step that can be turned back, newest first.

    A step with `undoes` is an undo (or a redo) of that step. Undo skips what is already turned back; redo looks
    only at undos that nothing has turned back and after which nothing new was done.
    """
    table = unit.schema.audit
    midnight = unit.clock.today().isoformat()
    kinds = (*_UNDOABLE, ChangeKind.MOVED.value, SETTING_UP)
    where = sa.and_(table.c.operator == actor.name, table.c.at >= midnight, table.c.action.in_(kinds))
    events = unit.events(where, limit=DEPTH * 20)
    steps: dict[str, list[Event]] = {}
    for event in events:
        steps.setdefault(event.entry.step, []).append(event)
    turned = {event.entry.undoes for event in events if event.entry.undoes}
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
    values, children = unkept_values(ledger, event.entry.old or {})
    changed = {key: value for key, value in values.items() if value != record.values.get(key)}
    return records.apply(
        unit, actor=actor, ledger=ledger, old=record, values=changed, children=children,
        kind=ChangeKind.EDITED, verb="修改", undoes=event.entry.step,
    )  # fmt: skip
