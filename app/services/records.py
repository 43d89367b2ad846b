"""Entering, changing, voiding: record, history row, search row and number together, or not at all."""

from __future__ import annotations

import uuid as uuids
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules import backfill, flows, numbering, reading
from app.rules.gates import VoidSnapshot, refuse_if, void_gate
from app.rules.refusal import Exit, Missing, Refused
from app.rules.rights import Right
from app.services import backfilling, derived, gatekeeping, operators, registers
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs
from db import audit
from db.ask import Ask, ChildRow, Filter, Record
from db.declare import HISTORICAL, ChangedBy
from db.unit import STAMPS, NewRow, NumberTaken, kept_stamps, kept_values
from db.values import FuzzyDate, Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from app.services.changes import Actor
    from db.declare import Child, Column, Ledger
    from db.unit import UnitOfWork
    from db.values import Value

    LookUp = Callable[[UnitOfWork, Iterable[Column], Mapping[str, Value]], dict[str, Value]]
    """What finds names in the registers."""


def find(unit: UnitOfWork, *, ledger: Ledger, number: str) -> Record:
    """The record of that number (整改〔2014〕12号, 2014-12) or code; raises Refused when there is none."""
    record = unit.reading.one(ledger, number=number)
    if record is None and not ledger.base:
        parsed = numbering.parse(number)
        if parsed is not None and parsed.prefix in ("", ledger.prefix):
            record = unit.reading.one(ledger, year=parsed.year, serial=parsed.serial)
    if record is None:
        sentence = f"{ledger.label}里没有编号为「{number}」的记录。请核对编号，或用查找功能找到它。"
        raise Refused(sentence, field="number")
    return record


def get(unit: UnitOfWork, *, ledger: str, record_id: int) -> Record:
    """The record with its children; raises Refused when it is gone."""
    declared = registry.find(ledger)
    record = unit.reading.one(declared, id=record_id)
    if record is None:
        sentence = f"{declared.label}里的这条记录已经找不到了。请刷新列表后再试。"
        raise Refused(sentence)
    return record


def check(ledger: Ledger, values: Mapping[str, Value]) -> tuple[Missing, ...]:
    """What keeps a record from being saved: its date, its matter, and the columns of which one is needed."""
    wanting = []
    for key in filter(None, dict.fromkeys((ledger.main_date, ledger.matter))):
        if values.get(key) in (None, ""):
            label = ledger.column(key).label
            wanting.append(Missing(key, f"{ledger.label}还没有填「{label}」，这一条没有存上。请填好后再保存。"))
    if ledger.needs and not any(values.get(key) for key in ledger.needs):
        labels = "」或「".join(ledger.column(key).label for key in ledger.needs)
        wanting.append(Missing(ledger.needs[0], f"{ledger.label}要填「{labels}」之一，这一条没有存上。"))
    return tuple(wanting)


def _refuse_unsaveable(ledger: Ledger, values: Mapping[str, Value]) -> None:
    wanting = check(ledger, values)
    if wanting:
        raise Refused(wanting[0].sentence, field=wanting[0].check, missing=wanting)


def missing_stars(
    ledger: Ledger, values: Mapping[str, Value], children: Mapping[str, Sequence[ChildRow]]
) -> tuple[str, ...]:
    """The keys of the ★ columns that a record still lacks (待补); rows of a child fill the column they print in.

    What only a transition or the program writes is never asked of the clerk.
    """
    by_rows = {child.printed_in for child in ledger.children if children.get(child.name)}
    return tuple(
        column.key
        for column in ledger.starred()
        if column.changed_by in (ChangedBy.FORM, ChangedBy.ONCE)
        and values.get(column.key) in (None, "")
        and column.key not in by_rows
        and not _is_excused(column, values)
    )


def _is_excused(column: Column, values: Mapping[str, Value]) -> bool:
    if column.excused_when is not None and values.get(column.excused_when[0]) == column.excused_when[1]:
        return True
    return any(values.get(key) not in (None, "", False) for key in column.excused_by)


def defaults(ledger: Ledger, today: date) -> dict[str, Value]:
    """What a new record starts with: the declared defaults, 今天 by the file's own clock, the first state."""
    values: dict[str, Value] = {}
    for column in ledger.columns:
        if column.default:
            values[column.key] = derived.default_value(column, today)
    if ledger.flow is not None:
        values[ledger.flow.column] = ledger.flow.initial
    return values


@needs(Right.ENTER)
def add(
    unit: UnitOfWork,
    *,
    actor: Actor,
    ledger: str,
    values: Mapping[str, Value],
    children: Mapping[str, Sequence[ChildRow]] | None = None,
    uuid: str = "",
) -> Changes:
    """Enter a new record and give it its number; a uuid that is already there is answered, not entered twice.

    Raises Refused for a column only a transition may set, a missing date or matter, or a repeated entry.
    """
    declared = registry.find(ledger)
    uuid = uuid or uuids.uuid4().hex
    landed = unit.reading.one(declared, uuid=uuid)
    if landed is not None:
        return _changes(declared, landed, ChangeKind.ADDED, "新增")
    ready = prepare(unit, ledger=declared, values=values, children=children or {})
    return add_prepared(unit, actor=actor, ledger=declared, ready=ready, uuid=uuid)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A new record that may be written: its values with what the program fills in, its rows, how many ★ it lacks."""

    values: dict[str, Value]
    children: Mapping[str, tuple[ChildRow, ...]]
    missing_count: int


def prepare(
    unit: UnitOfWork,
    *,
    ledger: Ledger,
    values: Mapping[str, Value],
    children: Mapping[str, Sequence[ChildRow]],
    look_up: LookUp = registers.resolve_all,
    paper: Mapping[str, Value] | None = None,
) -> Prepared:
    """Hold a new record against all that guards it; raises Refused before anything is written.

    `look_up` finds names in the registers; one who enters many records remembers them. `paper` is what the paper of
    old business says of its closing (历史补录), in columns that only a step writes otherwise.
    """
    _refuse_locked(ledger, values, (ChangedBy.ACTION, ChangedBy.SYSTEM))
    _refuse_kept_rows(ledger, children, {})
    given = {**values, **(paper or {})}
    full = defaults(ledger, unit.clock.today()) | {k: v for k, v in given.items() if v is not None}
    if paper and not backfill.is_entered_today(ledger.name) and given.get(ledger.main_date) is None:
        full[ledger.main_date] = None  # what was closed long ago did not come up today
    full = look_up(unit, ledger.columns, full)
    _refuse_unsaveable(ledger, full)
    _refuse_restricted(unit, ledger, full)
    _refuse_repeated(unit, ledger, full, None)
    rows = _children(unit, ledger, children)
    full |= derived.system_values(unit, ledger, full, rows)
    if paper:
        full[HISTORICAL] = True
    gatekeeping.ask(unit, ledger=ledger, number="本件", before={}, after=full, children=rows)
    return Prepared(full, rows, len(missing_stars(ledger, full, rows)))


@needs(Right.ENTER)
def add_prepared(unit: UnitOfWork, *, actor: Actor, ledger: Ledger, ready: Prepared, uuid: str = "") -> Changes:
    """Enter a prepared record with its child rows and give it its number."""
    record = unit.insert(
        ledger,
        uuid=uuid or uuids.uuid4().hex,
        number=_number(unit, ledger, ready.values),
        operator=actor.name,
        values=ready.values,
        children=ready.children,
        missing_count=ready.missing_count,
    )
    changes = _changes(ledger, record, ChangeKind.ADDED, _entered(record))
    _audit(unit, actor, ledger, changes, None, record)
    return changes


@needs(Right.ENTER)
def add_many(
    unit: UnitOfWork, *, actor: Actor, ledger: Ledger, ready: Sequence[tuple[str, Prepared]]
) -> tuple[Changes, ...]:
    """Enter many prepared records without child rows, each given with its uuid, as `add` enters one: with number,
    search row and history row each, in a few statements for all. Old business is told as 补录.
    """
    numbers = _numbers(unit, ledger, [prepared.values for _uuid, prepared in ready])
    rows = [
        NewRow(uuid, number, prepared.values, prepared.missing_count)
        for (uuid, prepared), number in zip(ready, numbers, strict=True)
    ]
    records = unit.insert_many(ledger, rows, operator=actor.name)
    done = tuple(_changes(ledger, record, ChangeKind.ADDED, _entered(record)) for record in records)
    unit.audit_many(
        operator=actor.name, action=ChangeKind.ADDED.value, ledger=ledger.name,
        changes=[
            (one.uuid, changes.description, {**kept_values(ledger, one), STAMPS: kept_stamps(one)})
            for one, changes in zip(records, done, strict=True)
        ],
    )  # fmt: skip
    return done


def _entered(record: Record) -> str:
    return backfill.MARK if backfill.is_historical(record.values) else "新增"


@needs(Right.ENTER)
def edit(
    unit: UnitOfWork,
    *,
    actor: Actor,
    ledger: str,
    record_id: int,
    version: int,
    values: Mapping[str, Value],
    children: Mapping[str, Sequence[ChildRow]] | None = None,
    reason: str = "",
) -> Changes:
    """Change a record's own columns and replace the children given.

    Raises Refused for a voided record and for columns that a transition or 更正 guards; StoreError STALE when
    another save came first.
    """
    declared = registry.find(ledger)
    old = get(unit, ledger=ledger, record_id=record_id)
    changed = _changed_by_hand(declared, old, values, children or {})
    return apply(
        unit, actor=actor, ledger=declared, old=replace(old, version=version), values=changed, children=children,
        reason=reason, kind=ChangeKind.EDITED, verb="修改",
    )  # fmt: skip


def _changed_by_hand(
    ledger: Ledger, old: Record, values: Mapping[str, Value], children: Mapping[str, Sequence[ChildRow]]
) -> dict[str, Value]:
    """What differs from the record; raises Refused for what only a step, the program or 更正 may change."""
    refuse_voided(ledger, old)
    _refuse_locked_state(ledger, old)
    changed = {key: value for key, value in values.items() if value != old.values.get(key)}
    _refuse_locked(ledger, changed, (ChangedBy.ACTION, ChangedBy.SYSTEM, ChangedBy.ONCE), old)
    _refuse_kept_rows(ledger, children, old.children)
    return changed


@dataclass(frozen=True, slots=True)
class Held:
    """A change of a record that may be written: what changes with what the program computes, its rows, its ★."""

    values: dict[str, Value]
    children: dict[str, tuple[ChildRow, ...]]
    missing_count: int


def hold_edit(
    unit: UnitOfWork, *, ledger: Ledger, old: Record, values: Mapping[str, Value], names: registers.Remembered
) -> Held:
    """Hold a change by hand against all that guards it, and write nothing: for previews of many records.

    Raises Refused as `edit` would; `names` remembers what was looked up in the registers.
    """
    changed = _changed_by_hand(ledger, old, values, {})
    return _hold(unit, ledger, old, names.resolve_all(unit, ledger.columns, changed), {})


def _hold(
    unit: UnitOfWork,
    ledger: Ledger,
    old: Record,
    changed: Mapping[str, Value],
    children: Mapping[str, Sequence[ChildRow]],
) -> Held:
    full = {**old.values, **changed}
    _refuse_unsaveable(ledger, full)
    _refuse_restricted(unit, ledger, full)
    _refuse_repeated(unit, ledger, full, old.id)
    given = _children(unit, ledger, children)
    rows = {**old.children, **given}
    system = derived.system_values(unit, ledger, full, rows)
    gatekeeping.ask(
        unit,
        ledger=ledger,
        number=old.number,
        before=old.values,
        after={**full, **system},
        children=rows,
        children_before=old.children,
        record_id=old.id,
    )
    return Held({**changed, **system}, given, len(missing_stars(ledger, full, rows)))


@needs(Right.ENTER)
def apply(
    unit: UnitOfWork,
    *,
    actor: Actor,
    ledger: Ledger,
    old: Record,
    values: Mapping[str, Value],
    children: Mapping[str, Sequence[ChildRow]] | None = None,
    reason: str = "",
    kind: ChangeKind,
    verb: str,
    undoes: str = "",
) -> Changes:
    """Write changed values of a record whatever guards them: for transitions, 更正 and undo, which asked already."""
    reason = reading.clean_text(reason, is_long=True)
    held = _hold(unit, ledger, old, registers.resolve_all(unit, ledger.columns, values), children or {})
    record = unit.update(
        ledger, old, operator=actor.name, values=held.values, children=held.children, missing_count=held.missing_count
    )
    changes = _changes(ledger, record, kind, verb)
    _audit(unit, actor, ledger, changes, old, record, reason, undoes)
    return changes


@needs(Right.VOID)
def correct(
    unit: UnitOfWork, *, actor: Actor, ledger: str, record_id: int, key: str, value: Value, reason: str
) -> Changes:
    """更正: mend a typing error in words kept as they were spoken; the old words stay in the history with the reason.

    Raises Refused without a reason, or for a column that 更正 does not guard.
    """
    declared = registry.find(ledger)
    old = get(unit, ledger=ledger, record_id=record_id)
    column = declared.column(key)
    if column.changed_by is not ChangedBy.ONCE:
        sentence = f"{old.number}的「{column.label}」可以直接修改，不用更正。"
        raise Refused(sentence, field=key)
    if not reading.clean_text(reason, is_long=True):
        sentence = f"{old.number}的「{column.label}」是登记时的原话，更正要写明原因；没有改动任何内容。"
        raise Refused(sentence, field="reason")
    return apply(
        unit, actor=actor, ledger=declared, old=old, values={key: value}, reason=reason,
        kind=ChangeKind.CORRECTED, verb="更正",
    )  # fmt: skip


@needs(Right.VOID)
def void(unit: UnitOfWork, *, actor: Actor, ledger: str, record_id: int, reason: str, undoes: str = "") -> Changes:
    """作废: take a record out of lists and figures; its number stays used. Raises Refused without a reason."""
    declared = registry.find(ledger)
    reason = reading.clean_text(reason, is_long=True)
    old = get(unit, ledger=ledger, record_id=record_id)
    refuse_voided(declared, old)
    flow = flows.FLOWS.get(declared.name)
    state = str(old.values.get(declared.flow.column) or "") if declared.flow else ""
    is_locked = backfill.is_locked(declared.name, state, old.values)
    label = flow.label(state) if flow else ""
    refuse_if(void_gate(VoidSnapshot(old.number, reason, label, is_locked)), old.number, "作废")
    record = unit.set_voided(declared, old, operator=actor.name, reason=reason)
    changes = _changes(declared, record, ChangeKind.VOIDED, "作废")
    _audit(unit, actor, declared, changes, old, record, reason, undoes)
    return changes


@needs(Right.VOID)
def restore(unit: UnitOfWork, *, actor: Actor, ledger: str, record_id: int, undoes: str = "") -> Changes:
    """Let a voided record stand again; raises Refused when it is not voided."""
    declared = registry.find(ledger)
    old = get(unit, ledger=ledger, record_id=record_id)
    if old.voided_at is None:
        sentence = f"{old.number}没有作废，不用恢复。"
        raise Refused(sentence)
    if audit.is_erased(unit.connection, unit.schema, old.uuid):
        sentence = f"{old.number} 的内容已经彻底清除，不能恢复；编号和原因还在。"
        raise Refused(sentence)
    backfilling.refuse_taken_again(unit, ledger=declared, values=old.values)
    record = unit.set_voided(declared, old, operator=actor.name, reason=None)
    changes = _changes(declared, record, ChangeKind.RESTORED, "恢复")
    _audit(unit, actor, declared, changes, old, record, "", undoes)
    return changes


def duplicate_values(ledger: Ledger, record: Record, today: date) -> dict[str, Value]:
    """What a duplicate starts with: the record's own columns, without names, identity numbers and spoken words."""
    own = {
        column.key: record.values.get(column.key)
        for column in ledger.columns
        if column.changed_by is ChangedBy.FORM and not column.sensitive and column.key not in ledger.unique
    }
    own |= defaults(ledger, today)
    return {key: value for key, value in own.items() if value is not None}


def _number(unit: UnitOfWork, ledger: Ledger, values: Mapping[str, Value]) -> NumberTaken:
    return _numbers(unit, ledger, [values])[0]


def _numbers(unit: UnitOfWork, ledger: Ledger, many: Sequence[Mapping[str, Value]]) -> list[NumberTaken]:
    """The next numbers of a ledger for many records in their order; each year's series is read once."""
    years = [_year(unit, ledger, values) for values in many]
    following = {year: unit.take_serial(ledger.name, year, count=years.count(year)) for year in dict.fromkeys(years)}
    numbers = []
    for year in years:
        serial = following[year]
        following[year] += 1
        numbers.append(NumberTaken(number_text(ledger, year, serial), year, serial))
    return numbers


def _year(unit: UnitOfWork, ledger: Ledger, values: Mapping[str, Value]) -> int:
    """The year a record is numbered in: that of its main date; a register's codes run through all years."""
    day = values.get(ledger.main_date) if ledger.main_date else None
    start = day.start if isinstance(day, FuzzyDate) else day
    return 0 if ledger.base else int(getattr(start, "year", unit.clock.today().year))


def number_text(ledger: Ledger, year: int, serial: int) -> str:
    """The number of a record as printed, or the code of a register's entry."""
    return f"{ledger.prefix}{serial:04d}" if ledger.base else numbering.text(ledger.prefix, year, serial)


def _children(
    unit: UnitOfWork, ledger: Ledger, given: Mapping[str, Sequence[ChildRow]]
) -> dict[str, tuple[ChildRow, ...]]:
    resolved: dict[str, tuple[ChildRow, ...]] = {}
    for name, rows in given.items():
        child = ledger.child(name)
        filled = (row for row in rows if any(value not in (None, "") for value in row.values.values()))
        resolved[child.name] = tuple(_child_row(unit, child, row) for row in filled)
    return resolved


def _child_row(unit: UnitOfWork, child: Child, row: ChildRow) -> ChildRow:
    values = registers.resolve_all(unit, child.columns, row.values)
    if not row.uuid:
        today = unit.clock.today()
        for column in child.columns:
            if column.default and values.get(column.key) is None:
                values[column.key] = derived.default_value(column, today)
    for column in child.columns:
        if column.computed is not None and values.get(column.key) is None:
            values[column.key] = column.computed(values, {})
    return replace(row, values=values)


def _refuse_locked(
    ledger: Ledger, values: Mapping[str, Value], guarded: tuple[ChangedBy, ...], old: Record | None = None
) -> None:
    for key, value in values.items():
        column = ledger.column(key)
        if column.changed_by not in guarded or (old is None and value is None):
            continue
        if column.changed_by is ChangedBy.ONCE and old is not None and old.values.get(key) in (None, ""):
            continue
        raise Refused(locked_sentence(column), field=key)


def locked_sentence(column: Column) -> str:
    """Why a column cannot be changed by hand."""
    match column.changed_by:
        case ChangedBy.ONCE:
            return f"「{column.label}」是登记时的原话，不能直接改。请用“更正”并写明原因。"
        case ChangedBy.ACTION:
            return f"「{column.label}」只能通过办理步骤改变，没有存上。请在记录旁的“办理”里操作。"
    return f"「{column.label}」由程序计算，不用填写；没有存上。"


def _refuse_kept_rows(
    ledger: Ledger, given: Mapping[str, Sequence[ChildRow]], old: Mapping[str, Sequence[ChildRow]]
) -> None:
    for name, rows in given.items():
        child = ledger.child(name)
        if child.is_kept and [dict(row.values) for row in rows] != [dict(row.values) for row in old.get(name, ())]:
            sentence = f"「{child.label}」由办理步骤记下，不能直接增改；没有存上。请在记录旁的“办理”里操作。"
            raise Refused(sentence, field=name)


def _refuse_locked_state(ledger: Ledger, record: Record) -> None:
    flow = flows.FLOWS.get(ledger.name)
    if flow is None or backfill.is_historical(record.values):
        return
    sentence = flow.locked_sentence(record.number, str(record.values.get(ledger.flow.column if ledger.flow else "")))
    if sentence:
        raise Refused(sentence)


def refuse_voided(ledger: Ledger, record: Record) -> None:
    """Raise Refused for a voided record: nothing is done with it until it stands again."""
    if record.voided_at is not None:
        sentence = f"{record.number}（{ledger.label}）已经作废，没有改动。需要时请先恢复它。"
        raise Refused(sentence)


def _refuse_restricted(unit: UnitOfWork, ledger: Ledger, values: Mapping[str, Value]) -> None:
    """The restricted class is entered only by those who may see it: nobody writes what he cannot look after."""
    if unit.sees_restricted or not ledger.is_restricted(values):
        return
    may = "、".join(operators.granted(unit)) or "（还没有指定）"
    kind = ledger.restricted_when[1] if ledger.restricted_when else ""
    sentence = f"{kind}件限制查阅，要由指定的人登记，没有存上，填的内容都还在。请交给：{may}。"
    raise Refused(
        sentence, field=ledger.restricted_when[0] if ledger.restricted_when else "", exit_code=Exit.NOT_ALLOWED
    )


def _refuse_repeated(unit: UnitOfWork, ledger: Ledger, values: Mapping[str, Value], own_id: int | None) -> None:
    if not ledger.unique or any(values.get(key) is None for key in ledger.unique):
        return
    filters = tuple(Filter(key, value=values[key]) for key in ledger.unique)
    for row in unit.reading.rows(Ask(ledger.name, filters=filters, limit=2), 2):
        if row.id != own_id:
            label = ledger.column(ledger.unique[0]).label
            sentence = f"{ledger.label}里已有相同的「{label}」（{row.number}），没有重复登记。请打开那一条核对。"
            raise Refused(sentence, field=ledger.unique[0])


def _changes(ledger: Ledger, record: Record, kind: ChangeKind, verb: str) -> Changes:
    status = str(record.values.get(ledger.flow.column) or "") if ledger.flow else ""
    return Changes(
        description=f"{verb} {record.number}",
        kind=kind,
        ledger=ledger.name,
        ids=(record.id,),
        number=record.number,
        uuid=record.uuid,
        version=record.version,
        status=status,
    )


def _audit(
    unit: UnitOfWork,
    actor: Actor,
    ledger: Ledger,
    changes: Changes,
    old: Record | None,
    new: Record,
    reason: str = "",
    undoes: str = "",
) -> None:
    unit.audit(
        operator=actor.name,
        action=changes.kind.value,
        description=changes.description,
        ledger=ledger.name,
        uuid=new.uuid,
        reason=reason,
        undoes=undoes,
        old=None if old is None else kept_values(ledger, old),
        new={**kept_values(ledger, new), STAMPS: kept_stamps(new)},
    )


def matter_text(ledger: Ledger, record: Record) -> str:
    """What a record is about, in one line."""
    value = record.values.get(ledger.matter)
    return value.name if isinstance(value, Reference) else str(value or "")
