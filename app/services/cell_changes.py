"""Cells of many records changed at once: filled down, pasted over, tidied. First a plan that shows old beside new and
why a record cannot be changed, then all of it as one step, or only the records that can.
"""

from __future__ import annotations

import uuid as uuids
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules.refusal import Missing, Refused
from app.rules.rights import Right
from app.services import records, registers, table_page
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs
from db.declare import ChangedBy
from db.queries import BATCH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from app.services.changes import Actor
    from db.ask import Record
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork
    from db.values import Value


@dataclass(slots=True)
class Wanted:
    """What one record is to get: values by column key, and by column key why a text is no value."""

    values: dict[str, Value] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    """What stands in the preview where a text is no value."""


@dataclass(frozen=True, slots=True)
class CellChange:
    """One line of a preview: record, column, what stands there and what will, why not, and what to look at."""

    record_id: int
    number: str
    label: str
    before: str
    after: str
    problem: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RowChange:
    """What a record that can be changed gets, and what stood there when the plan was made."""

    record_id: int
    values: Mapping[str, Value]
    before: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan: its lines, the records and new rows that can be written, how many cannot, and what was left out."""

    ledger: str
    cells: tuple[CellChange, ...] = ()
    rows: tuple[RowChange, ...] = ()
    added: tuple[Mapping[str, Value], ...] = ()
    failed: int = 0
    notes: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many records and new rows can be written."""
        return len(self.rows) + len(self.added)


NEW = "新增"
"""What stands for the number of a row that is not entered yet."""


# ---- what is wanted --------------------------------------------------------------------------------------------------


@needs(Right.READ)
def same(unit: UnitOfWork, *, actor: Actor, ledger: str, ids: Sequence[int], values: Mapping[str, Value]) -> Planned:
    """The plan of giving the same values to many records (批量修改)."""
    found = registry.find(ledger)
    return planned(unit, found, {one: Wanted(dict(values)) for one in dict.fromkeys(ids)})


@needs(Right.READ)
def filled_down(unit: UnitOfWork, *, actor: Actor, ledger: str, ids: Sequence[int], keys: Sequence[str]) -> Planned:
    """The plan of giving what the first record has in some columns to those below it (向下填充, 同上)."""
    found, distinct = registry.find(ledger), list(dict.fromkeys(ids))
    columns = [column for key in keys if (column := found.find(key)) is not None]
    filled = [column for column in columns if _may_fill(column)]
    locked = [column.label for column in columns if column not in filled]
    notes = (f"「{'」「'.join(locked)}」不能填充，没有改。",) if locked else ()
    source = records.get(unit, ledger=found.name, record_id=distinct[0]) if distinct else None
    if source is None or not filled:
        return Planned(found.name, notes=notes)
    values = {column.key: source.values.get(column.key) for column in filled}
    return planned(unit, found, {one: Wanted(dict(values)) for one in distinct[1:]}, notes=notes)


def _may_fill(column: Column) -> bool:
    """Words as they were spoken and what a step or the program writes are never filled down."""
    return column.changed_by is ChangedBy.FORM


# ---- the plan --------------------------------------------------------------------------------------------------------


def standing(unit: UnitOfWork, ledger: Ledger, ids: Sequence[int]) -> Iterator[Record]:
    """The records with their children, in the order given, in a few queries; those that are gone are left out."""
    for start in range(0, len(ids), BATCH):
        part = list(ids[start : start + BATCH])
        found = unit.reading.records(ledger, part)
        children = unit.reading.children(ledger, part)
        for one in part:
            if one in found:
                yield replace(found[one], children=children.get(one, {}))


def planned(unit: UnitOfWork, ledger: Ledger, wanted: Mapping[int, Wanted], *, notes: tuple[str, ...] = ()) -> Planned:
    """Hold every record against what guards it; unchanged cells are left out."""
    names = registers.Remembered()
    cells: list[CellChange] = []
    rows: list[RowChange] = []
    failed = 0
    for record in standing(unit, ledger, list(wanted)):
        want = wanted[record.id]
        near = record.values.get(registers.PLACE)
        values = names.resolve_all(unit, ledger.references, want.values, near=near)
        changed = {key: value for key, value in values.items() if value != record.values.get(key)}
        if not changed and not want.problems:
            continue
        problems = want.problems or _problems(unit, ledger, record, changed, names)
        cells += _lines(ledger, record, changed, want, problems)
        if problems:
            failed += 1
        else:
            rows.append(RowChange(record.id, changed, {key: record.values.get(key) for key in changed}))
    return Planned(ledger.name, tuple(cells), tuple(rows), (), failed, notes)


def _problems(
    unit: UnitOfWork, ledger: Ledger, old: Record, changed: Mapping[str, Value], names: registers.Remembered
) -> dict[str, str]:
    try:
        records.hold_edit(unit, ledger=ledger, old=old, values=changed, names=names)
    except Refused as refusal:
        gaps = refusal.missing or (Missing(refusal.field, refusal.sentence),)
        return {gap.check: gap.sentence for gap in gaps}
    return {}


def _lines(
    ledger: Ledger, record: Record, changed: Mapping[str, Value], want: Wanted, problems: Mapping[str, str]
) -> Iterator[CellChange]:
    """A line for each cell; a problem that belongs to none of them stands at the first."""
    keys = [*changed, *(key for key in problems if key not in changed and ledger.find(key) is not None)]
    keys = keys or [ledger.matter]
    others = " ".join(sentence for key, sentence in problems.items() if key not in keys)
    for place, key in enumerate(keys):
        problem = problems.get(key, "") or (others if place == 0 else "")
        column = ledger.column(key)
        after = want.texts.get(key) or shown(ledger, column, changed.get(key))
        yield CellChange(
            record.id, record.number, column.label, shown(ledger, column, record.values.get(key)), after, problem
        )


def shown(ledger: Ledger, column: Column, value: Value) -> str:
    """A value as a preview shows it: in one line, numbers of people masked as in the table."""
    return " ".join(table_page.cell_text(ledger, column.key, value).split())


# ---- writing ---------------------------------------------------------------------------------------------------------


@needs(Right.ENTER)
def write(
    unit: UnitOfWork, *, actor: Actor, planned: Planned, verb: str, only_valid: bool = False, reason: str = ""
) -> Changes:
    """Write a plan as one step: all of it, or with `only_valid` the records that can be changed.

    Raises Refused, and changes nothing, when a record cannot be changed and `only_valid` was not asked for, and when
    a record was changed since the plan was made.
    """
    ledger = registry.find(planned.ledger)
    if planned.failed and not only_valid:
        sentence = f"有{planned.failed}条不能{verb}，一条也没有改动。请看标红的说明，改好后再来，或只改可以的。"
        raise Refused(sentence, field="cells")
    if not planned.count:
        sentence = f"没有要{verb}的内容，没有改动。"
        raise Refused(sentence, field="cells")
    ids: list[int] = list(_write_rows(unit, actor, ledger, planned.rows, reason))
    ids += _add(unit, actor, ledger, planned.added)
    kind = ChangeKind.EDITED if planned.rows else ChangeKind.ADDED
    return Changes(f"{verb} {planned.count} 条", kind, ledger.name, tuple(ids))


def _write_rows(
    unit: UnitOfWork, actor: Actor, ledger: Ledger, rows: Sequence[RowChange], reason: str
) -> Iterator[int]:
    """Write changes of many records, some hundred at a time; where values may not repeat, one after the other."""
    is_unique = any(key in ledger.unique for row in rows for key in row.values)
    names = registers.Remembered()
    for start in range(0, len(rows), BATCH):
        some = rows[start : start + BATCH]
        found = {record.id: record for record in standing(unit, ledger, [row.record_id for row in some])}
        held: list[tuple[Record, records.Held]] = []
        for row in some:
            old = found.get(row.record_id) or records.get(unit, ledger=ledger.name, record_id=row.record_id)
            _refuse_touched(ledger, row, old)
            if is_unique:
                records.edit(
                    unit, actor=actor, ledger=ledger.name, record_id=old.id, version=old.version, values=row.values,
                    reason=reason,
                )  # fmt: skip
            else:
                held.append((old, records.hold_edit(unit, ledger=ledger, old=old, values=row.values, names=names)))
        records.edit_many(unit, actor=actor, ledger=ledger, held=held, reason=reason)
        yield from (row.record_id for row in some)


def _refuse_touched(ledger: Ledger, row: RowChange, old: Record) -> None:
    """Raise Refused where a record was changed since the plan was made."""
    touched = [ledger.column(key).label for key, value in row.before.items() if old.values.get(key) != value]
    if touched:
        labels = "、".join(touched)
        sentence = f"{old.number}的「{labels}」在预览以后又改过，没有改动任何记录。请重新预览。"
        raise Refused(sentence, field="cells")


def _add(unit: UnitOfWork, actor: Actor, ledger: Ledger, added: Sequence[Mapping[str, Value]]) -> Iterable[int]:
    if ledger.unique:  # each must see the one before
        return [records.add(unit, actor=actor, ledger=ledger.name, values=row).ids[0] for row in added]
    names = registers.Remembered()
    ready = [
        (uuids.uuid4().hex, records.prepare(unit, ledger=ledger, values=row, children={}, look_up=names.resolve_all))
        for row in added
    ]
    return [one.ids[0] for one in records.add_many(unit, actor=actor, ledger=ledger, ready=ready)] if ready else []


# ---- one cell --------------------------------------------------------------------------------------------------------


@needs(Right.ENTER)
def write_cell(
    unit: UnitOfWork, *, actor: Actor, ledger: str, record_id: int, key: str, before: Value, value: Value
) -> Changes:
    """Write one cell typed into the table; raises Refused when it was changed since it was shown."""
    declared = registry.find(ledger)
    record = records.get(unit, ledger=declared.name, record_id=record_id)
    if record.values.get(key) != before:
        label = declared.column(key).label
        sentence = f"{record.number}的「{label}」刚才在别处改过，没有存上刚输入的内容。请看过新的内容再改。"
        raise Refused(sentence, field=key)
    return records.edit(
        unit, actor=actor, ledger=declared.name, record_id=record_id, version=record.version, values={key: value}
    )
