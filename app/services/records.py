"""Entering, changing, voiding: record, history row, search row and number together, or not at all."""

from __future__ import annotations

import uuid as uuids
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from app.ledgers import registry
from app.rules import backfill, flows, numbering, reading, years
from app.rules.gates import VoidSnapshot, refuse_if, void_gate
from app.rules.refusal import Missing, Refused
from app.rules.rights import Right
from app.services import (
    backfilling,
    child_rows,
    closed_years,
    derived,
    filed_items,
    gatekeeping,
    guarding,
    registers,
    renaming,
)
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs
from db import audit
from db.declare import HISTORICAL, ChangedBy, Mask
from db.queries import BATCH
from db.unit import STAMPS, Changed, NewRow, NumberTaken, Told, kept_stamps, kept_values
from db.values import Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from app.services.changes import Actor
    from db.ask import ChildRow, Record
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork
    from db.values import Value

    LookUp = Callable[[UnitOfWork, Iterable[Column], Mapping[str, Value]], dict[str, Value]]
    """What finds names in the registers."""


def find(unit: UnitOfWork, *, ledger: Ledger, number: str) -> Record:
    """The record of that number (整改〔2014〕12号, 2014-12, 12 of this year) or code; raises Refused for none."""
    record = unit.reading.one(ledger, number=number)
    if record is None and not ledger.base:
        parsed = numbering.parse(number, year=unit.clock.today().year)
        if parsed is not None and parsed.prefix in ("", ledger.prefix):
            # By its own text: records of other offices, merged here, bear the same year and serial.
            record = unit.reading.one(ledger, number=number_text(ledger, parsed.year, parsed.serial))
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
    for key in dict.fromkeys((ledger.main_date, ledger.matter)):
        if key and values.get(key) in (None, ""):
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
    wanting = [column for column in ledger.starred() if values.get(column.key) in (None, "")]
    by_rows = {child.printed_in for child in ledger.children if children.get(child.name)} if wanting else set()
    return tuple(
        column.key
        for column in wanting
        if column.changed_by in (ChangedBy.FORM, ChangedBy.ONCE)
        and column.key not in by_rows
        and not _is_excused(column, values)
    )


def _is_excused(column: Column, values: Mapping[str, Value]) -> bool:
    if column.excused_when is not None and values.get(column.excused_when[0]) == column.excused_when[1]:
        return True
    return bool(column.excused_by) and any(values.get(key) not in (None, "", False) for key in column.excused_by)


def defaults(ledger: Ledger, today: date) -> dict[str, Value]:
    """What a new record starts with: the declared defaults, 今天 by the file's own clock, the first state."""
    values = {column.key: derived.default_value(column, today) for column in ledger.defaulted}
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
    guarding.refuse_locked(ledger, values, (ChangedBy.ACTION, ChangedBy.SYSTEM))
    guarding.refuse_kept_rows(ledger, children, {})
    given = {**values, **(paper or {})}
    full = dict(unit.once(f"defaults:{ledger.name}", lambda: defaults(ledger, unit.clock.today())))
    full |= {key: value for key, value in given.items() if value is not None}
    if paper and not backfill.is_entered_today(ledger.name) and given.get(ledger.main_date) is None:
        full[ledger.main_date] = None  # what was closed long ago did not come up today
    full = look_up(unit, ledger.references, full)
    _refuse_unsaveable(ledger, full)
    closed_years.refuse_entry(unit, ledger, number_year(unit, ledger, full), full)
    guarding.refuse_restricted(unit, ledger, full)
    guarding.refuse_repeated(unit, ledger, full)
    filed_items.refuse_code(unit, ledger, None, full)
    rows = child_rows.ready(unit, ledger, children, of=full)
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
    written = unit.insert_many(ledger, rows, operator=actor.name)
    done = tuple(_changes(ledger, record, ChangeKind.ADDED, _entered(record)) for record in written)
    unit.audit_many(
        operator=actor.name, action=ChangeKind.ADDED.value, ledger=ledger.name,
        changes=[
            Told(one.uuid, changes.description, kept(ledger, one)) for one, changes in zip(written, done, strict=True)
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
    changed = _changed_by_hand(unit, declared, old, values, children or {})
    return apply(
        unit, actor=actor, ledger=declared, old=replace(old, version=version), values=changed, children=children,
        reason=reason, kind=ChangeKind.EDITED, verb="修改",
    )  # fmt: skip


def _changed_by_hand(
    unit: UnitOfWork,
    ledger: Ledger,
    old: Record,
    values: Mapping[str, Value],
    children: Mapping[str, Sequence[ChildRow]],
) -> dict[str, Value]:
    """What differs from the record; raises Refused for what only a step, the program or 更正 may change."""
    closed_years.refuse_change(unit, ledger, old)
    refuse_voided(ledger, old)
    guarding.refuse_locked_state(ledger, old)
    changed = {key: value for key, value in values.items() if value != old.values.get(key)}
    guarding.refuse_locked(ledger, changed, (ChangedBy.ACTION, ChangedBy.SYSTEM, ChangedBy.ONCE), old)
    guarding.refuse_kept_rows(ledger, children, old.children)
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
    changed = _changed_by_hand(unit, ledger, old, values, {})
    near = old.values.get(registers.PLACE)
    return _hold(unit, ledger, old, names.resolve_all(unit, ledger.references, changed, near=near), {})


def _hold(
    unit: UnitOfWork,
    ledger: Ledger,
    old: Record,
    changed: Mapping[str, Value],
    children: Mapping[str, Sequence[ChildRow]],
    *,
    exactly: bool = False,
) -> Held:
    if not exactly:
        changed = {**changed, **derived.followed_deadline(unit, ledger, old, changed)}
    full = {**old.values, **changed}
    closed_years.refuse_change(unit, ledger, old)
    closed_years.refuse_dates(unit, ledger, old, full)
    filed_items.refuse_opened(unit, ledger, old, full)
    filed_items.refuse_code(unit, ledger, old, full)
    _refuse_unsaveable(ledger, full)
    guarding.refuse_restricted(unit, ledger, full)
    guarding.refuse_repeated(unit, ledger, full, old)
    given = child_rows.ready(unit, ledger, children, of=full, before={} if exactly else old.children)
    rows = {**old.children, **given}
    said = {} if exactly else derived.unsaid(ledger, old, changed)
    system = derived.system_values(unit, ledger, {**full, **said}, rows)
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
    return Held({**changed, **system}, given, len(missing_stars(ledger, {**full, **system}, rows)))


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
    exactly: bool = False,
) -> Changes:
    """Write changed values of a record whatever guards them: for transitions, 更正 and undo, which asked already.

    An undo, and what is given `exactly`, lets no sum follow rows: it stands as it stood.
    """
    reason = reading.clean_text(reason, is_long=True)
    resolved = registers.resolve_all(unit, ledger.references, values, near=old.values.get(registers.PLACE))
    held = _hold(unit, ledger, old, resolved, children or {}, exactly=exactly or bool(undoes))
    record = unit.update(
        ledger, old, operator=actor.name, values=held.values, children=held.children, missing_count=held.missing_count
    )
    changes = _changes(ledger, record, kind, verb)
    _audit(unit, actor, ledger, changes, old, record, reason, undoes)
    for name, other, renamed in renaming.following(unit, ledger, old, held.values):
        apply(
            unit, actor=actor, ledger=registry.find(name), old=other, values=renamed, reason=changes.description,
            kind=ChangeKind.EDITED, verb="修改",
        )  # fmt: skip
    return changes


@needs(Right.ENTER)
def edit_many(
    unit: UnitOfWork, *, actor: Actor, ledger: Ledger, held: Sequence[tuple[Record, Held]], reason: str = "",
    kind: ChangeKind = ChangeKind.EDITED, verb: str = "修改",
) -> list[Changes]:  # fmt: skip
    """Write changes of many records that `hold_edit` let through, each as `edit` would, in a few statements for all.

    Not for columns that must not repeat, where each must see the one before. Raises StoreError STALE when another
    save of one came first.
    """
    cleaned, done = reading.clean_text(reason, is_long=True), list[Changes]()
    for start in range(0, len(held), BATCH):
        some = held[start : start + BATCH]
        written = unit.update_many(
            ledger, [Changed(old, one.values, one.missing_count) for old, one in some], operator=actor.name
        )
        changed = [(old, new, cleaned) for (old, _one), new in zip(some, written, strict=True)]
        done += _audit_many(unit, actor, ledger, kind, verb, changed, "")
    return done


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
def void(unit: UnitOfWork, *, actor: Actor, ledger: str, record_id: int, reason: str) -> Changes:
    """作废: take a record out of lists and figures; its number stays used. Raises Refused without a reason."""
    declared = registry.find(ledger)
    old = get(unit, ledger=ledger, record_id=record_id)
    return void_many(unit, actor=actor, ledger=declared, old=[old], reasons=[reason])[0]


@needs(Right.VOID)
def void_many(
    unit: UnitOfWork, *, actor: Actor, ledger: Ledger, old: Sequence[Record], reasons: Sequence[str], undoes: str = ""
) -> list[Changes]:
    """作废 many records, each with its reason, all or none: raises Refused for the first that may not be voided."""
    cleaned = [reading.clean_text(reason, is_long=True) for reason in reasons]
    filed = {} if ledger.base else filed_items.codes(unit, [one.uuid for one in old])
    for one, reason in zip(old, cleaned, strict=True):
        closed_years.refuse_withdrawal(unit, ledger, one)
        refuse_unvoidable(ledger, one, reason, archive_code=filed.get(one.uuid, ""))
    written = unit.set_voided(ledger, old, operator=actor.name, reasons=cleaned)
    changed = list(zip(old, written, cleaned, strict=True))
    return _audit_many(unit, actor, ledger, ChangeKind.VOIDED, "作废", changed, undoes)


def refuse_unvoidable(ledger: Ledger, record: Record, reason: str, *, archive_code: str = "") -> None:
    """Raise Refused for a record that may not be voided: voided already, struck off or filed, or no reason."""
    refuse_voided(ledger, record)
    flow = flows.FLOWS.get(ledger.name)
    state = str(record.values.get(ledger.flow.column) or "") if ledger.flow else ""
    is_locked = backfill.is_locked(ledger.name, state, record.values)
    label = flow.label(state) if flow else ""
    snapshot = VoidSnapshot(record.number, reason, label, is_locked, archive_code)
    refuse_if(void_gate(snapshot), record.number, "作废")


@needs(Right.VOID)
def restore(unit: UnitOfWork, *, actor: Actor, ledger: str, record_id: int) -> Changes:
    """Let a voided record stand again; raises Refused when it is not voided."""
    declared = registry.find(ledger)
    return restore_many(unit, actor=actor, ledger=declared, old=[get(unit, ledger=ledger, record_id=record_id)])[0]


@needs(Right.VOID)
def restore_many(
    unit: UnitOfWork, *, actor: Actor, ledger: Ledger, old: Sequence[Record], undoes: str = ""
) -> list[Changes]:
    """Let many voided records stand again, all or none: raises Refused for one that is not voided, was erased, or has
    been entered anew.
    """
    erased = audit.erased_of(unit.connection, unit.schema, [one.uuid for one in old])
    for one in old:
        if one.voided_at is None:
            sentence = f"{one.number}没有作废，不用恢复。"
            raise Refused(sentence)
        if one.uuid in erased:
            sentence = f"{one.number} 的内容已经彻底清除，不能恢复；编号和原因还在。"
            raise Refused(sentence)
        closed_years.refuse_withdrawal(unit, ledger, one)
        backfilling.refuse_taken_again(unit, ledger=ledger, values=one.values)
        guarding.refuse_repeated(unit, ledger, one.values, one)
    written = unit.set_voided(ledger, old, operator=actor.name, reasons=None)
    changed = [(before, after, "") for before, after in zip(old, written, strict=True)]
    return _audit_many(unit, actor, ledger, ChangeKind.RESTORED, "恢复", changed, undoes)


def duplicate_values(ledger: Ledger, record: Record, today: date) -> dict[str, Value]:
    """What a duplicate starts with: the record's own columns, without villagers' names, numbers and spoken words."""
    own = {
        column.key: record.values.get(column.key)
        for column in ledger.columns
        if column.changed_by is ChangedBy.FORM
        and not column.sensitive
        and column.key not in ledger.unique
        and column.mask is not Mask.NAME
    }
    own |= defaults(ledger, today)
    return {key: value for key, value in own.items() if value is not None}


def _number(unit: UnitOfWork, ledger: Ledger, values: Mapping[str, Value]) -> NumberTaken:
    return _numbers(unit, ledger, [values])[0]


def _numbers(unit: UnitOfWork, ledger: Ledger, many: Sequence[Mapping[str, Value]]) -> list[NumberTaken]:
    """The next numbers of a ledger for many records in their order; each year's series is read once."""
    numbered = [number_year(unit, ledger, values) for values in many]
    wanted = Counter(numbered)
    following = {year: unit.take_serial(ledger.name, year, count=count) for year, count in wanted.items()}
    numbers = []
    for year in numbered:
        serial = following[year]
        following[year] += 1
        numbers.append(NumberTaken(number_text(ledger, year, serial), year, serial))
    return numbers


def number_year(unit: UnitOfWork, ledger: Ledger, values: Mapping[str, Value]) -> int:
    """The year a record is numbered in: that of its main date; a register's codes run through all years."""
    if ledger.base:
        return 0
    return years.year_of_day(values.get(ledger.main_date)) or unit.clock.today().year


def number_text(ledger: Ledger, year: int, serial: int) -> str:
    """The number of a record as printed, or the code of a register's entry."""
    return f"{ledger.prefix}{serial:04d}" if ledger.base else numbering.text(ledger.prefix, year, serial)


def refuse_voided(ledger: Ledger, record: Record) -> None:
    """Raise Refused for a voided record: nothing is done with it until it stands again."""
    if record.voided_at is not None:
        sentence = f"{record.number}（{ledger.label}）已经作废，没有改动。需要时请先恢复它。"
        raise Refused(sentence)


def _words(verb: str, record: Record) -> str:
    """The line of the history for what was done to a record."""
    return f"{verb} {record.number}"


def _changes(ledger: Ledger, record: Record, kind: ChangeKind, verb: str) -> Changes:
    status = str(record.values.get(ledger.flow.column) or "") if ledger.flow else ""
    return Changes(
        description=_words(verb, record),
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
        new=kept(ledger, new),
    )


def _audit_many(
    unit: UnitOfWork,
    actor: Actor,
    ledger: Ledger,
    kind: ChangeKind,
    verb: str,
    changed: Sequence[tuple[Record, Record, str]],
    undoes: str,
) -> list[Changes]:
    """Write the history of records that were changed, given as (before, after, reason); each as its change."""
    told = [
        Told(after.uuid, _words(verb, after), kept(ledger, after), kept_values(ledger, before), reason, undoes)
        for before, after, reason in changed
    ]
    unit.audit_many(operator=actor.name, action=kind.value, ledger=ledger.name, changes=told)
    return [_changes(ledger, after, kind, verb) for _before, after, _reason in changed]


def kept(ledger: Ledger, record: Record) -> dict[str, Any]:
    """A record as the history keeps it, with what the program wrote into it."""
    return {**kept_values(ledger, record), STAMPS: kept_stamps(record)}


def matter_text(ledger: Ledger, record: Record) -> str:
    """What a record is about, in one line."""
    value = record.values.get(ledger.matter)
    return value.name if isinstance(value, Reference) else str(value or "")
