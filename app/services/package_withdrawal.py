"""A merge taken back whole: what it added is voided, what it changed gets its old values, as an import is withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.ledgers import registry
from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import import_batches, package_content, package_known, undo
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.services.changes import Actor
    from app.services.import_batches import Touched
    from app.services.package_known import Batch
    from db.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What came of it: how many records went back, and which were kept because something was done with them since."""

    changes: Changes
    count: int
    kept: tuple[Touched, ...]


@needs(Right.READ)
def merges(unit: UnitOfWork, *, actor: Actor) -> tuple[Batch, ...]:
    """The merges into this file, the newest first."""
    return tuple(reversed(package_known.listed(unit)))


def receipt_of(merges: tuple[Batch, ...], batch: str) -> dict[str, Any]:
    """The receipt of a merge, found by the beginning of its batch; raises Refused for an unknown one."""
    return _one([one for one in merges if batch and one.uuid.startswith(batch)], batch).receipt


def is_merge(unit: UnitOfWork, *, batch: str) -> bool:
    """Whether a batch is a merge rather than an import."""
    return any(batch and one.uuid.startswith(batch) for one in package_known.listed(unit))


def _one(found: list[Batch], batch: str) -> Batch:
    if len(found) != 1:
        sentence = f"没有找到并入批次「{batch}」，没有改动。请在并入记录里核对批次号。"
        raise Refused(sentence, field="batch")
    return found[0]


@needs(Right.MERGE)
def withdraw(unit: UnitOfWork, *, actor: Actor, batch: str, also_touched: bool = False) -> Withdrawn:
    """Take a merge back in one step; 重做 brings it back, and so does merging the package again.

    Records that were changed, moved, linked, given a file or printed since are kept and named, unless the clerk says
    otherwise; those struck off are kept in any case. Raises Refused for an unknown merge or one taken back already.
    """
    merge = _one([one for one in package_known.listed(unit) if batch and one.uuid.startswith(batch)], batch)
    if merge.is_taken_back:
        sentence = "这一次并入已经撤回过，没有改动。"
        raise Refused(sentence, field="batch")
    kept = tuple(one for one in _touched(unit, merge) if one.is_bound or not also_touched)
    spared = {one.uuid for one in kept}
    spared |= set(_beside(unit, spared))
    ids = undo.turn_step_back(unit, actor=actor, step=merge.step, spared=spared, also_later=also_touched)
    words = f"撤回并入{merge.label}第{merge.serial}号上报包 {len(ids)}条"
    unit.audit(
        operator=actor.name, action=ChangeKind.IMPORTED.value, description=words, uuid=merge.uuid, undoes=merge.step,
        new={"withdrawn": len(ids), "kept": len(kept)},
    )  # fmt: skip
    return Withdrawn(Changes(words, ChangeKind.IMPORTED, uuid=merge.uuid), len(ids), kept)


def _touched(unit: UnitOfWork, merge: Batch) -> Iterator[Touched]:
    rows = unit.schema.packages.rows
    own = rows.c.batch_uuid == merge.uuid
    for name in unit.connection.execute(sa.select(rows.c.ledger).where(own).distinct()).scalars().all():
        uuids = sa.select(rows.c.record_uuid).where(own, rows.c.ledger == name)
        yield from import_batches.touched_of(unit, ledger=registry.find(name), written=uuids, step=merge.step)


def _beside(unit: UnitOfWork, spared: set[str]) -> Iterator[str]:
    """The files and links of records that are kept."""
    files, links = unit.schema.attachments, unit.schema.links
    for name in unit.schema.ledgers if spared else ():
        ids = list(package_content.ids_of(unit, name, spared).values())
        if ids:
            own = (files.c.ledger == name) & files.c.record_id.in_(ids)
            yield from unit.connection.execute(sa.select(files.c.uuid).where(own)).scalars()
            own = (links.c.from_ledger == name) & links.c.from_id.in_(ids)
            yield from unit.connection.execute(sa.select(links.c.uuid).where(own)).scalars()
