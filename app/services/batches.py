"""One change or step for many records: all pass or nothing is changed, unless the clerk chooses only those that do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules.flows import FLOWS
from app.rules.refusal import Missing, Refused
from app.rules.rights import Right
from app.services import cell_changes, records, registers, transitions
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs, of_step

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from app.services.changes import Actor
    from app.services.records import Held
    from db.ask import Record
    from db.declare import Ledger
    from db.unit import UnitOfWork
    from db.values import Value


@dataclass(frozen=True, slots=True)
class Failed:
    """A record of a batch that did not pass, and every sentence that says why."""

    record_id: int
    number: str
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a batch did: the change (None when nothing was), and those left out because they did not pass."""

    changes: Changes | None
    failed: tuple[Failed, ...] = ()


@needs(Right.ENTER)
def edit(
    unit: UnitOfWork,
    *,
    actor: Actor,
    ledger: str,
    ids: Sequence[int],
    values: Mapping[str, Value],
    reason: str = "",
    only_valid: bool = False,
) -> Outcome:
    """Give the same values to many records as one step; raises Refused with every sentence when one does not pass,
    unless `only_valid` leaves such records out.
    """
    found = registry.find(ledger)
    if set(values) & set(found.unique):  # each must see the one before

        def change(record_id: int) -> Changes:
            record = records.get(unit, ledger=found.name, record_id=record_id)
            return records.edit(
                unit, actor=actor, ledger=found.name, record_id=record_id, version=record.version, values=values,
                reason=reason,
            )  # fmt: skip

        return _each(unit, found.name, ids, change, ChangeKind.EDITED, "修改", only_valid=only_valid)
    held, failed = _held(unit, found, list(dict.fromkeys(ids)), values)
    if failed and not only_valid:
        raise _refused(failed, len(held) + len(failed), "修改")
    done = records.edit_many(unit, actor=actor, ledger=found, held=held, reason=reason)
    return _outcome(found.name, done, failed, ChangeKind.EDITED, "修改")


def _held(
    unit: UnitOfWork, ledger: Ledger, ids: Sequence[int], values: Mapping[str, Value]
) -> tuple[list[tuple[Record, Held]], tuple[Failed, ...]]:
    """The records that may get the values, and those that may not with every sentence that says why."""
    found = {record.id: record for record in cell_changes.standing(unit, ledger, ids)}
    names = registers.Remembered()
    held, failed = [], []
    for record_id in ids:
        try:
            old = found.get(record_id) or records.get(unit, ledger=ledger.name, record_id=record_id)
            held.append((old, records.hold_edit(unit, ledger=ledger, old=old, values=values, names=names)))
        except Refused as refusal:
            number = found[record_id].number if record_id in found else ""
            failed.append(Failed(record_id, number, _gaps(refusal, number)))
    return held, tuple(failed)


@needs(of_step)
def do(
    unit: UnitOfWork,
    *,
    actor: Actor,
    ledger: str,
    ids: Sequence[int],
    action: str,
    values: Mapping[str, Value] | None = None,
    reason: str = "",
    only_valid: bool = False,
) -> Outcome:
    """Take the same step for many records as one, each through its own gate; raises Refused with every missing check
    when one does not pass, unless `only_valid` leaves such records out.
    """
    name = registry.find(ledger).name
    label = FLOWS[name].step(action).label if name in FLOWS else action

    def step(record_id: int) -> Changes:
        return transitions.do(
            unit, actor=actor, ledger=name, record_id=record_id, action=action, values=values, reason=reason
        )

    return _each(unit, name, ids, step, ChangeKind.MOVED, label, only_valid=only_valid)


def _each(
    unit: UnitOfWork,
    ledger: str,
    ids: Sequence[int],
    change: Callable[[int], Changes],
    kind: ChangeKind,
    verb: str,
    *,
    only_valid: bool,
) -> Outcome:
    tried = [_try(unit, ledger, record_id, change) for record_id in dict.fromkeys(ids)]
    failed = tuple(one for one in tried if isinstance(one, Failed))
    done = [one for one in tried if isinstance(one, Changes)]
    if failed and not only_valid:
        raise _refused(failed, len(tried), verb)
    return _outcome(ledger, done, failed, kind, verb)


def _gaps(refusal: Refused, number: str) -> tuple[Missing, ...]:
    """Why a record did not pass, in sentences that say which it is."""
    gaps = refusal.missing or (Missing(refusal.field, refusal.sentence),)
    return tuple(gap if number in gap.sentence else replace(gap, sentence=f"{number}：{gap.sentence}") for gap in gaps)


def _outcome(ledger: str, done: Sequence[Changes], failed: tuple[Failed, ...], kind: ChangeKind, verb: str) -> Outcome:
    if not done:
        return Outcome(None, failed)
    words = f"批量{verb} {len(done)} 条"
    return Outcome(Changes(words, kind, ledger, tuple(i for one in done for i in one.ids)), failed)


def _refused(failed: Sequence[Failed], total: int, verb: str) -> Refused:
    return Refused(_said(failed, total, verb), missing=tuple(gap for one in failed for gap in one.missing))


def _try(unit: UnitOfWork, ledger: str, record_id: int, change: Callable[[int], Changes]) -> Changes | Failed:
    """The change of one record, or why not; a record that does not pass leaves no trace in the transaction."""
    try:
        with unit.connection.begin_nested():
            return change(record_id)
    except Refused as refusal:
        record = unit.reading.one(registry.find(ledger), id=record_id)
        number = record.number if record else ""
        return Failed(record_id, number, _gaps(refusal, number))


def _said(failed: Sequence[Failed], total: int, verb: str) -> str:
    sentences = "".join(gap.sentence for one in failed[:3] for gap in one.missing)
    more = f"另有{len(failed) - 3}条也不能{verb}。" if len(failed) > 3 else ""
    return f"{total}条里有{len(failed)}条不能{verb}，一条也没有改动：{sentences}{more}可以只办能办的，或补齐后再办。"
