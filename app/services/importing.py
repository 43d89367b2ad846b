"""导入: the rows of a sheet through the same gates as the form; one bad row loses nothing, one step takes all back."""

from __future__ import annotations

import json
import uuid as uuids
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.ledgers import registry
from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import import_batches, import_plan, import_rows, records, registers, undo
from app.services.changes import ChangeKind, Changes
from app.services.import_rows import WAITING, Failure, Known, ReadRow, RowReader, differs
from app.services.permitted import needs
from app.sheets.layout import RowKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.changes import Actor
    from app.services.import_plan import Plan
    from app.sheets.layout import SheetRow
    from db.unit import UnitOfWork

PIECE = 2_000
"""So many new rows are written together."""
TOLD_EVERY = 200
"""Rows between two words of progress."""


class Duplicates(StrEnum):
    """What becomes of a row that the ledger has already."""

    SKIP = "skip"
    UPDATE = "update"
    NEW = "new"


class Outcome(StrEnum):
    """What became of a row."""

    ADDED = "added"
    UPDATED = "updated"
    SKIPPED = "skipped"
    BLANK = "blank"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import; `read` is the sum of the others."""

    batch: str
    read: int
    added: int
    updated: int
    skipped: int
    blank: int
    failed: tuple[Failure, ...]
    changes: Changes


@needs(Right.ENTER)
def run(
    unit: UnitOfWork,
    *,
    actor: Actor,
    plan: Plan,
    file_name: str = "",
    duplicates: Duplicates = Duplicates.SKIP,
    progress: Callable[[int], bool] | None = None,
) -> Imported:
    """Take a sheet in as one batch, in the caller's transaction; `progress` hears rows and stops by returning False.

    Good rows come in and the others are named; a stopped import writes nothing (raises Refused).
    """
    batch = _Batch(unit, actor, plan, duplicates)
    for count, row in enumerate(plan.rows(), start=1):
        batch.take(row)
        if progress is not None and count % TOLD_EVERY == 0 and not progress(count):
            sentence = "已按您的要求停止导入，没有写入任何一行。"
            raise Refused(sentence, field="stopped")
    import_plan.remember(unit, plan=plan, ledger=batch.ledger)
    return batch.finish(file_name)


class _Batch:
    """One import on its way: known records by what tells them apart, and what became of each row."""

    def __init__(self, unit: UnitOfWork, actor: Actor, plan: Plan, duplicates: Duplicates) -> None:
        self._unit, self._actor, self._plan, self._duplicates = unit, actor, plan, duplicates
        self._reader = RowReader(unit, plan)
        self.ledger = self._reader.ledger
        self._uuid = uuids.uuid4().hex
        self._known = Known(unit, plan)
        self._failed: list[Failure] = []
        self._counts = dict.fromkeys(Outcome, 0)
        self._rows: list[dict[str, Any]] = []
        self._ids: list[int] = []
        self._waiting: list[tuple[SheetRow, str, records.Prepared]] = []
        self._names = registers.Remembered()

    def take(self, row: SheetRow) -> None:
        """Take one row in, or note why not."""
        if row.kind is not RowKind.DATA:
            self._counts[Outcome.BLANK] += 1
            return
        read = self._reader.read(row)
        if read.failure is None:
            try:
                self._enter(read)
            except Refused as refusal:
                label = self._label(refusal.field)
                read.failure = Failure(row.number, label, self._shown(row, refusal.field), refusal.sentence, row.cells)
            else:
                return
        self._counts[Outcome.FAILED] += 1
        self._failed.append(read.failure)

    def _enter(self, read: ReadRow) -> None:
        known = self._known.find(read.values, read.number)
        if known is None or self._duplicates is Duplicates.NEW:
            self._add(read)
        elif self._duplicates is Duplicates.SKIP:
            self._counts[Outcome.SKIPPED] += 1
        else:
            self._flush()  # the row may speak of one that waits
            self._update(self._known.find(read.values, read.number) or known, read)

    def _add(self, read: ReadRow) -> None:
        """Hold a new row against all that guards it, and let it wait to be written with others."""
        import_rows.refuse_claims(self.ledger, read, None)
        ready = records.prepare(
            self._unit, ledger=self.ledger, values=read.values, children={}, look_up=self._names.resolve_all
        )
        self._waiting.append((read.sheet, uuids.uuid4().hex, ready))
        self._known.learn(read.values, WAITING)
        if len(self._waiting) == PIECE or self.ledger.unique:
            self._flush()

    def _flush(self) -> None:
        """Write what waits."""
        if not self._waiting:
            return
        ready = [(uuid, prepared) for _row, uuid, prepared in self._waiting]
        done = records.add_many(self._unit, actor=self._actor, ledger=self.ledger, ready=ready)
        for (row, _uuid, prepared), changes in zip(self._waiting, done, strict=True):
            self._known.place(prepared.values, changes.number, changes.ids[0])
            self._note(row, Outcome.ADDED, changes)
        self._waiting.clear()

    def _update(self, record_id: int, read: ReadRow) -> None:
        """Change what the row says otherwise; a blank cell erases nothing, words as spoken are never changed."""
        old = records.get(self._unit, ledger=self.ledger.name, record_id=record_id)
        import_rows.refuse_claims(self.ledger, read, old)
        changed = {key: value for key, value in read.values.items() if differs(self.ledger, key, value, old)}
        if not changed:
            self._counts[Outcome.SKIPPED] += 1
            return
        changes = records.edit(
            self._unit, actor=self._actor, ledger=self.ledger.name, record_id=old.id, version=old.version,
            values=changed, reason="导入更新",
        )  # fmt: skip
        self._note(read.sheet, Outcome.UPDATED, changes)

    def _note(self, row: SheetRow, outcome: Outcome, changes: Changes) -> None:
        self._counts[outcome] += 1
        self._ids += changes.ids
        raw = [None if cell is None else str(cell) for cell in row.cells]
        self._rows.append(
            {
                "batch_uuid": self._uuid,
                "row": row.number,
                "outcome": outcome.value,
                "record_uuid": changes.uuid,
                "version": changes.version,
                "raw": json.dumps(dict(zip(self._plan.head.labels, raw, strict=False)), ensure_ascii=False),
            }
        )

    def _label(self, key: str) -> str:
        column = self.ledger.find(key) if key else None
        return column.label if column else ""

    def _shown(self, row: SheetRow, key: str) -> str:
        places = [place for place, target in enumerate(self._plan.targets) if target.key == key and key]
        cell = row.cells[places[0]] if places and places[0] < len(row.cells) else None
        return "" if cell is None else str(cell)

    def finish(self, file_name: str) -> Imported:
        """Write what waits, and the batch with its rows and its line in the history."""
        self._flush()
        unit, counts = self._unit, {outcome.value: count for outcome, count in self._counts.items()}
        read = sum(counts.values())
        table = unit.schema.import_batches
        unit.connection.execute(
            table.insert().values(
                uuid=self._uuid, ledger=self.ledger.name, file_name=file_name, sheet=self._plan.sheet.name,
                operator=self._actor.name, imported_at=unit.clock.now(), counts=json.dumps(counts), step=unit.step,
            )
        )  # fmt: skip
        if self._rows:
            unit.connection.execute(unit.schema.import_rows.insert(), self._rows)
        words = f"导入{self.ledger.label} 新增{counts['added']}条、更新{counts['updated']}条"
        unit.audit(
            operator=self._actor.name, action=ChangeKind.IMPORTED.value, description=words, ledger=self.ledger.name,
            uuid=self._uuid, new={"counts": counts},
        )  # fmt: skip
        changes = Changes(words, ChangeKind.IMPORTED, self.ledger.name, tuple(self._ids), uuid=self._uuid)
        return Imported(
            self._uuid, read, counts["added"], counts["updated"], counts["skipped"], counts["blank"],
            tuple(self._failed), changes,
        )  # fmt: skip


# ---- taking a batch back ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What taking a batch back did: how many records went, and the numbers of those kept because they were touched."""

    changes: Changes
    count: int
    kept: tuple[str, ...]


@needs(Right.VOID)
def withdraw(unit: UnitOfWork, *, actor: Actor, batch: str, also_touched: bool = False) -> Withdrawn:
    """Take a whole import back in one step: what it added is voided, what it updated gets its old values.

    Records touched since are kept and named, unless the clerk says otherwise. Raises Refused for an unknown batch
    and for one that was taken back already. 重做 brings all back, with what was linked and attached since.
    """
    table = unit.schema.import_batches
    found = unit.connection.execute(sa.select(table).where(table.c.uuid.startswith(batch))).mappings().all()
    if len(found) != 1 or not batch:
        sentence = f"没有找到导入批次「{batch}」，没有改动。请在导入记录里核对批次号。"
        raise Refused(sentence, field="batch")
    if import_batches.is_taken_back(unit, step=found[0]["step"]):
        sentence = "这一批导入已经撤回过，没有改动。"
        raise Refused(sentence, field="batch")
    ledger, uuid, step = registry.find(found[0]["ledger"]), found[0]["uuid"], found[0]["step"]
    kept = [] if also_touched else import_batches.touched(unit, batch=uuid)
    spared = {record.uuid for record in kept}
    ids = undo.turn_step_back(unit, actor=actor, step=step, spared=spared)
    unit.connection.execute(table.update().where(table.c.uuid == uuid).values(withdrawn_at=unit.clock.now()))
    words = f"撤回导入{ledger.label} {len(ids)}条"
    unit.audit(
        operator=actor.name, action=ChangeKind.IMPORTED.value, description=words, ledger=ledger.name, uuid=uuid,
        undoes=step, new={"withdrawn": len(ids), "kept": len(kept)},
    )  # fmt: skip
    changes = Changes(words, ChangeKind.IMPORTED, ledger.name, ids, uuid=uuid)
    return Withdrawn(changes, len(ids), tuple(record.number for record in kept))
