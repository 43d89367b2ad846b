"""导入: the rows of a sheet through the same gates as the form; one bad row loses nothing, one step takes all back."""

from __future__ import annotations

import uuid as uuids
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.ledgers import registry
from app.rules.backfill import LABEL
from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import (
    cell_changes,
    import_batches,
    import_keeping,
    import_plan,
    import_ready,
    records,
    registers,
    undo,
)
from app.services.backfilling import Backfill
from app.services.changes import ChangeKind, Changes
from app.services.import_children import Lines, no_record
from app.services.import_keeping import Kept
from app.services.import_names import Names
from app.services.import_rows import WAITING, Failure, Known, ReadRow, RowReader, Twin, differs
from app.services.permitted import needs
from app.sheets.layout import RowKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.services.changes import Actor
    from app.services.import_batches import Touched
    from app.services.import_children import LineFailure, PartCount, Rows
    from app.services.import_plan import Plan
    from app.sheets.layout import SheetRow
    from db.ask import Record
    from db.unit import UnitOfWork
    from db.values import Value

PIECE = 2_000
"""So many new rows are written together."""
CHANGED = 500
"""So many changed rows are written together."""
UPDATED_BY = "导入更新"
"""The reason that stands in the history."""
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
    parts: tuple[PartCount, ...] = ()
    """What became of the rows of each 附表, counted apart."""
    failed_lines: tuple[LineFailure, ...] = ()
    twins: tuple[Twin, ...] = ()
    """Rows that have the 原编号 of one above them and say other things."""


def of_run(given: Mapping[str, Any]) -> tuple[Right, str]:
    """The right an import asks for: 历史补录 is for those who manage the office."""
    return (Right.ENTER if given.get("backfill") is None else Right.BACKFILL), ""


@needs(of_run)
def run(
    unit: UnitOfWork,
    *,
    actor: Actor,
    plan: Plan,
    file_name: str = "",
    duplicates: Duplicates = Duplicates.SKIP,
    backfill: str | None = None,
    progress: Callable[[int], bool] | None = None,
) -> Imported:
    """Take a sheet in as one batch, in the caller's transaction; `progress` hears rows and stops by returning False.

    Good rows come in and the others are named; a stopped import writes nothing (raises Refused). With `backfill`, the
    reason of 历史补录, rows that were closed on paper come in as closed.
    """
    mode = None if backfill is None else Backfill(unit, registry.find(plan.ledger), backfill)
    batch = _Batch(unit, actor, plan, duplicates, mode)
    for count, row in enumerate(plan.rows(), start=1):
        batch.take(row)
        if progress is not None and count % TOLD_EVERY == 0 and not progress(count):
            sentence = "已按您的要求停止导入，没有写入任何一行。"
            raise Refused(sentence, field="stopped")
    import_plan.remember(unit, plan=plan, ledger=batch.ledger)
    return batch.finish(file_name)


class _Batch:
    """One import on its way: known records by what tells them apart, and what became of each row."""

    def __init__(
        self, unit: UnitOfWork, actor: Actor, plan: Plan, duplicates: Duplicates, mode: Backfill | None
    ) -> None:
        self._unit, self._actor, self._plan, self._duplicates, self._mode = unit, actor, plan, duplicates, mode
        self._reader = RowReader(unit, plan)
        self.ledger = self._reader.ledger
        self._uuid = uuids.uuid4().hex
        self._known = Known(unit, plan)
        self._failed: dict[tuple[int, int], Failure] = {}
        """By the sheet and the number of the row: an update is refused when its turn to be written has come."""
        self._changing: dict[int, ReadRow] = {}
        """Rows that wait to be laid over a record, by its id."""
        self._counts = dict.fromkeys(Outcome, 0)
        self._rows: list[Kept] = []
        self._ids: list[int] = []
        self._waiting: list[tuple[ReadRow, tuple[bytes, ...], str, records.Prepared]] = []
        self._names = Names(actor, plan.creates)
        self._looked_up = registers.Remembered()
        self._named = import_plan.references(plan, self.ledger)
        self._lines = Lines(unit, plan)
        self._twins: list[Twin] = []

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
                self._fail(read, refusal)
            return
        self._note_failure(read, read.failure)

    def _fail(self, read: ReadRow, refusal: Refused) -> None:
        row, label = read.sheet, self._label(refusal.field)
        shown, sheet = self._shown(row, refusal.field), self._plan.sheet_of(row)
        self._note_failure(read, Failure(row.number, label, shown, refusal.sentence, row.cells, sheet))

    def _note_failure(self, read: ReadRow, failure: Failure) -> None:
        self._counts[Outcome.FAILED] += 1
        self._failed[read.sheet.part, read.sheet.number] = failure
        self._lines.settle(self._parent(read), Outcome.FAILED, failure.reason)

    def _enter(self, read: ReadRow) -> None:
        read.values |= self._names.resolve_all(
            self._unit, self._named, {one.key: read.values[one.key] for one in self._named if one.key in read.values}
        )
        told, twin = self._known.told_of(read)
        if twin is not None:
            self._twins.append(twin)
        known = self._known.find(told, read.number, read.sheet)
        if known is None or self._duplicates is Duplicates.NEW:
            self._add(read, told)
        elif self._duplicates is Duplicates.SKIP:
            self._counts[Outcome.SKIPPED] += 1
            self._lines.settle(self._parent(read), Outcome.SKIPPED)
        else:
            if known == WAITING:
                self._flush()  # the row speaks of one that is not written yet
            self._let_change(self._known.find(told, read.number, read.sheet) or known, read)

    def _add(self, read: ReadRow, told: tuple[bytes, ...]) -> None:
        """Hold a new row against all that guards it, and let it wait to be written with others."""
        parent = self._parent(read)
        if self._lines.has(parent):
            self._add_with_rows(read, told, parent)
            return
        ready = import_ready.prepare(
            self._unit, ledger=self.ledger, read=read, look_up=self._names.enter, mode=self._mode
        )
        self._waiting.append((read, told, uuids.uuid4().hex, ready))
        self._known.learn(told, WAITING)
        if len(self._waiting) == PIECE or self.ledger.unique:
            self._flush()

    def _add_with_rows(self, read: ReadRow, told: tuple[bytes, ...], parent: str) -> None:
        """Enter a new record with its rows of the 附表 at once; a row that cannot be read keeps the record out."""
        children = self._lines.rows(parent, self._names)
        ready = import_ready.prepare(
            self._unit, ledger=self.ledger, read=read, look_up=self._names.enter, mode=self._mode, children=children
        )
        self._flush()
        changes = records.add_prepared(self._unit, actor=self._actor, ledger=self.ledger, ready=ready)
        self._known.learn(told, changes.ids[0])
        self._note(read.sheet, Outcome.ADDED, changes, parent)
        self._lines.settle(parent, Outcome.ADDED)

    def _parent(self, read: ReadRow) -> str:
        return self._lines.parent_of(read.sheet, read.number)

    def _flush(self) -> None:
        """Write what waits."""
        if not self._waiting:
            return
        ready = [(uuid, prepared) for _read, _told, uuid, prepared in self._waiting]
        done = records.add_many(self._unit, actor=self._actor, ledger=self.ledger, ready=ready)
        for (read, told, _uuid, _ready), changes in zip(self._waiting, done, strict=True):
            self._known.place(told, changes.ids[0])
            self._note(read.sheet, Outcome.ADDED, changes)
        self._waiting.clear()

    def _let_change(self, record_id: int, read: ReadRow) -> None:
        """Let a row wait to be laid over its record with others; not one that has rows of 附表 or must see the rest."""
        if self._lines.has(self._parent(read)) or self._mode is not None or self.ledger.unique:
            self._update(records.get(self._unit, ledger=self.ledger.name, record_id=record_id), read)
            return
        if record_id in self._changing or len(self._changing) == CHANGED:
            self._change()
        self._changing[record_id] = read

    def _change(self) -> None:
        """Lay the rows that wait over their records, all in a few statements."""
        waiting, held, rows = self._changing, [], []
        self._changing = {}
        for old in cell_changes.standing(self._unit, self.ledger, list(waiting)):
            read = waiting[old.id]
            try:
                import_ready.paper_again(self.ledger, read, old, None)
                changed = self._differing(read, old, {})
                if changed:
                    held.append((old, records.hold_edit(
                        self._unit, ledger=self.ledger, old=old, values=changed, names=self._looked_up
                    )))  # fmt: skip
                    rows.append(read)
                else:
                    self._counts[Outcome.SKIPPED] += 1
            except Refused as refusal:
                self._fail(read, refusal)
        done = records.edit_many(self._unit, actor=self._actor, ledger=self.ledger, held=held, reason=UPDATED_BY)
        for read, changes in zip(rows, done, strict=True):
            self._note(read.sheet, Outcome.UPDATED, changes)

    def _differing(self, read: ReadRow, old: Record, paper: Mapping[str, Value]) -> dict[str, Value]:
        """What the row says otherwise; a blank cell erases nothing, words as spoken are never changed."""
        values = self._names.enter(self._unit, self.ledger.columns, {**read.values, **paper})
        return {key: value for key, value in values.items() if differs(self.ledger, key, value, old)}

    def _update(self, old: Record, read: ReadRow) -> None:
        """Lay one row and its rows of 附表 over a record."""
        paper = import_ready.paper_again(self.ledger, read, old, self._mode)
        changed = self._differing(read, old, paper)
        parent = self._parent(read)
        children = self._lines.laid_over(old, parent, self._names)
        if not changed and not children:
            self._counts[Outcome.SKIPPED] += 1
            self._lines.settle(parent, Outcome.SKIPPED)
            return
        if paper and self._mode is not None:
            changes = records.apply(
                self._unit, actor=self._actor, ledger=self.ledger, old=old, values=changed, children=children,
                reason=self._mode.reason, kind=ChangeKind.EDITED, verb="更正补录",
            )  # fmt: skip
        else:
            changes = records.edit(
                self._unit, actor=self._actor, ledger=self.ledger.name, record_id=old.id, version=old.version,
                values=changed, children=children, reason=UPDATED_BY,
            )  # fmt: skip
        self._note(read.sheet, Outcome.UPDATED, changes, parent)
        self._lines.settle(parent, Outcome.UPDATED if children else Outcome.SKIPPED)

    def _take_lone_lines(self) -> None:
        """Rows of 附表 whose record the main sheet has not: for a record that the ledger has, as one is updated."""
        for parent in self._lines.left():
            known = self._known.find((), parent)
            if known is None:
                self._lines.settle(parent, Outcome.FAILED, no_record(parent))
            elif self._duplicates is Duplicates.SKIP:
                self._lines.settle(parent, Outcome.SKIPPED)
            else:
                self._lay_over(parent, known)

    def _lay_over(self, parent: str, record_id: int) -> None:
        row = self._lines.first_row(parent)
        try:
            old = records.get(self._unit, ledger=self.ledger.name, record_id=record_id)
            children: Rows = self._lines.laid_over(old, parent, self._names)
            if children:
                changes = records.edit(
                    self._unit, actor=self._actor, ledger=self.ledger.name, record_id=old.id, version=old.version,
                    values={}, children=children, reason=UPDATED_BY,
                )  # fmt: skip
                self._keep(row, Outcome.UPDATED, changes, parent)
        except Refused as refusal:
            self._lines.settle(parent, Outcome.FAILED, refusal.sentence)
        else:
            self._lines.settle(parent, Outcome.UPDATED if children else Outcome.SKIPPED)

    def _note(self, row: SheetRow, outcome: Outcome, changes: Changes, parent: str = "") -> None:
        self._counts[outcome] += 1
        self._keep(row, outcome, changes, parent)

    def _keep(self, row: SheetRow, outcome: Outcome, changes: Changes, parent: str) -> None:
        """Keep what stood in the sheet with the record it became."""
        self._ids += changes.ids
        lines = self._lines.raw(parent) if parent else {}
        self._rows.append(Kept(row, outcome.value, changes.uuid, changes.version, lines))

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
        self._change()
        self._take_lone_lines()
        failed = tuple(self._failed[at] for at in sorted(self._failed))
        unit, counts = self._unit, {outcome.value: count for outcome, count in self._counts.items()}
        reason = self._mode.reason if self._mode is not None else ""
        read = sum(counts.values())
        word = f"{LABEL}导入" if reason else "导入"
        words = f"{word}{self.ledger.label} 新增{counts['added']}条、更新{counts['updated']}条"
        import_keeping.keep(
            unit, actor=self._actor, plan=self._plan, batch=self._uuid, ledger=self.ledger.name, file_name=file_name,
            counts=counts, rows=self._rows, words=words, backfill_reason=reason,
        )  # fmt: skip
        changes = Changes(words, ChangeKind.IMPORTED, self.ledger.name, tuple(self._ids), uuid=self._uuid)
        return Imported(
            self._uuid, read, counts["added"], counts["updated"], counts["skipped"], counts["blank"],
            failed, changes, self._lines.counts(), tuple(self._lines.failed), tuple(self._twins),
        )  # fmt: skip


# ---- taking a batch back ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What taking a batch back did: how many records went, and which were kept because something was done with them."""

    changes: Changes
    count: int
    spared: tuple[Touched, ...]

    @property
    def kept(self) -> tuple[str, ...]:
        """The numbers of the records that were kept."""
        return tuple(one.number for one in self.spared)


@needs(Right.VOID)
def withdraw(
    unit: UnitOfWork,
    *,
    actor: Actor,
    batch: str,
    also_touched: bool = False,
    progress: Callable[[int], bool] | None = None,
) -> Withdrawn:
    """Take a whole import back in one step: what it added is voided, what it updated gets its old values.

    Records that were changed, moved, linked, given a file or printed since are kept and named, unless the clerk says
    otherwise; those struck off are kept in any case. `progress` hears records and stops by returning False: then
    nothing is taken back. Raises Refused, also for an unknown batch and for one that was taken back already. 重做
    brings all back, with what was linked and attached since.
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
    spared = tuple(one for one in import_batches.touched(unit, batch=uuid) if one.is_bound or not also_touched)
    ids = undo.turn_step_back(
        unit, actor=actor, step=step, spared={one.uuid for one in spared}, also_later=also_touched,
        progress=None if progress is None else _stopping(progress),
    )  # fmt: skip
    unit.connection.execute(table.update().where(table.c.uuid == uuid).values(withdrawn_at=unit.clock.now()))
    words = f"撤回导入{ledger.label} {len(ids)}条"
    unit.audit(
        operator=actor.name, action=ChangeKind.IMPORTED.value, description=words, ledger=ledger.name, uuid=uuid,
        undoes=step, new={"withdrawn": len(ids), "kept": len(spared)},
    )  # fmt: skip
    changes = Changes(words, ChangeKind.IMPORTED, ledger.name, ids, uuid=uuid)
    return Withdrawn(changes, len(ids), spared)


def _stopping(progress: Callable[[int], bool]) -> Callable[[int], None]:
    """Tells how many are done, and ends the work when the clerk wants it no more."""

    def told(done: int) -> None:
        if not progress(done):
            sentence = "已按您的要求停止撤回，没有改动任何一条。"
            raise Refused(sentence, field="stopped")

    return told
