"""撤销 and 重做: the operator's last fifty actions of the day, across restarts; the history only grows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import turning
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Set as AbstractSet

    from app.services.changes import Actor
    from db.audit import Event
    from db.unit import UnitOfWork

DEPTH = 50
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
        ChangeKind.LAYOUT,
        ChangeKind.TABLE,
    )
)
_GIVEN_WAY = "请直接修改这条记录，或写明原因作废它；改动会留在历史里。"
_STANDING = (ChangeKind.MOVED.value, ChangeKind.ARCHIVED.value, ChangeKind.REDACTED.value)
"""What is in a step that no undo takes back."""
_FILED = "归了档的从归档文件目录里用“撤出归档”收回，信访件用“重新办理”收回。"
_ASKED_FOR = "删除个人信息的申请在“删除申请”里用“不批准”收回。"
_GONE = "个人信息已经按批准删除，删去的字词收不回来；需要时请从原件重新登记。"
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
    undoing, redoing = (_label(unit, step) if (step := _choose(steps, redo=redo)) else "" for redo in (False, True))
    return undoing, redoing


def _turn_back(unit: UnitOfWork, actor: Actor, *, redo: bool) -> Changes:
    step = _choose(_steps(unit, actor), redo=redo)
    word = "重做" if redo else "撤销"
    if not step:
        sentence = f"今天没有可以{word}的操作。更早的改动请在记录的历史里查看，用“恢复”或“更正”处理。"
        raise Refused(sentence)
    label = _label(unit, step)
    with unit.seeing(restricted=True):
        # One step may have reached records its operator does not see (a holiday moves every deadline): it goes whole.
        whole = _whole(unit, step)
        way = _lawful_way(unit, whole)
        if way:
            sentence = f"「{label}」不能{word}，没有改动。{way}"
            raise Refused(sentence)
        last = turning.back(unit, actor=actor, events=_inverted(whole))[-1]
    return Changes(f"{word}：{label}", last.kind, last.ledger, last.ids, last.number, last.uuid)


def _label(unit: UnitOfWork, step: str) -> str:
    """A step by what the operator did first in it; an undo or a redo by the step that it turned back."""
    chain = unit.schema.audit
    kinds = chain.c.action.in_((*_UNDOABLE, *_STANDING))
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
    ways = {ChangeKind.REDACTED: _GONE, ChangeKind.ARCHIVED: _FILED, ChangeKind.MOVED: _LAWFUL_WAY}
    for kind, way in ways.items():
        found = [event for event in step if event.entry.action == kind]
        if found:
            # Words that went are restated in the history, by a row that is of no record.
            is_asked_for = kind is ChangeKind.REDACTED and all(event.entry.uuid for event in found)
            return _ASKED_FOR if is_asked_for else way
    if step[0].entry.action in (ChangeKind.LAYOUT, ChangeKind.TABLE):
        return ""  # how columns are arranged and tables are matched binds nobody outside
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
    where = (chain.c.seq > step[0].seq) & (exported | printed | (chain.c.action == ChangeKind.FROZEN.value))
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
    chain, numbers = unit.schema.audit, list[str]()
    for name in {event.entry.ledger for event in step} & unit.schema.ledgers.keys():
        table = unit.schema.table(name)
        written = sa.select(chain.c.uuid).where(chain.c.step == step[0].entry.step, chain.c.ledger == name)
        numbers += unit.connection.execute(sa.select(table.c.number).where(table.c.uuid.in_(written))).scalars()
    return tuple(numbers)


def _whole(unit: UnitOfWork, step: str) -> list[Event]:
    """All rows of a step that can be turned back, newest first, without their values."""
    chain = unit.schema.audit
    where = (chain.c.step == step) & chain.c.action.in_((*_UNDOABLE, *_STANDING))
    return unit.headings(where)


@dataclass(frozen=True, slots=True)
class _Step:
    """What the operator did at once: which step it turned back, if any, and whether it set up the file."""

    undoes: str
    sets_up: bool


def _steps(unit: UnitOfWork, actor: Actor) -> dict[str, _Step]:
    """What the operator did today, step by step, the newest first; nothing of records that were destroyed since."""
    table = unit.schema.audit
    destroyed = sa.select(table.c.uuid).where(table.c.action == ChangeKind.ERASED.value)
    where = sa.and_(
        table.c.operator == actor.name,
        table.c.at >= unit.clock.today().isoformat(),
        table.c.action.in_((*_UNDOABLE, *_STANDING, SETTING_UP)),
        table.c.uuid.not_in(destroyed),
        *unit.reading.sight.of_events(table),
    )
    sets_up = sa.func.max(sa.case((table.c.action == SETTING_UP, 1), else_=0))
    query = sa.select(table.c.step, sa.func.max(table.c.undoes), sets_up).where(where).group_by(table.c.step)
    found = unit.connection.execute(query.order_by(sa.func.max(table.c.seq).desc()).limit(DEPTH * 20))
    return {step: _Step(undoes, bool(is_first)) for step, undoes, is_first in found}


def _choose(steps: dict[str, _Step], *, redo: bool) -> str:
    """The step that would be turned back now, empty when there is none.

    A step with `undoes` is an undo of that step, or a redo where that step was itself an undo. Undo skips what is
    already turned back; redo looks only at undos that nothing has turned back and after which nothing new was done.
    """
    turned = {one.undoes for one in steps.values() if one.undoes}
    for step, one in list(steps.items())[:DEPTH]:
        if one.sets_up:
            return ""
        is_undo = _is_undo(steps, step)
        if redo and not is_undo and step not in turned and not one.undoes:
            return ""
        if step not in turned and is_undo == redo:
            return step
    return ""


@needs(Right.VOID)
def turn_step_back(
    unit: UnitOfWork,
    *,
    actor: Actor,
    step: str,
    spared: AbstractSet[str] = frozenset(),
    also_later: bool = False,
    progress: Callable[[int], None] | None = None,
) -> tuple[int, ...]:
    """Turn back every change of a step but those of the `spared` records (by uuid); the ids of what was changed.

    A record that is voided already stays so; with `also_later` what was written over since goes too.
    """
    chain = unit.schema.audit
    with unit.seeing(restricted=True):
        events = unit.headings(sa.and_(chain.c.step == step, chain.c.action.in_(_UNDOABLE)))
        left = spared | turning.voided(unit, step=step)
        some = [event for event in events if event.entry.uuid not in left]
        done = turning.back(unit, actor=actor, events=some, also_later=also_later, progress=progress)
    return tuple(record_id for changes in done for record_id in changes.ids)


def _is_undo(steps: dict[str, _Step], step: str) -> bool:
    """Whether a step took something back: it turned back what was no undo. What turned an undo back is a redo."""
    is_undo = False
    while step in steps and steps[step].undoes:
        is_undo, step = not is_undo, steps[step].undoes
    return is_undo
