"""合并: two entries of a register that are one person, household, place or unit become one; both histories stay."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.ledgers import registry
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services import links, records, registers, table_page
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs
from db.ask import ChildRow
from db.declare import REGISTER_OF, Child, Kind
from db.values import Reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from app.services.changes import Actor
    from db.ask import Record
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork
    from db.values import Value

VERB = "合并"


@dataclass(frozen=True, slots=True)
class Difference:
    """A column in which the two entries say different things, as text."""

    key: str
    label: str
    kept: str
    other: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a merging would do: which columns differ, which only the other fills, and by ledger how many records name
    the other.
    """

    keep: Record
    other: Record
    differences: tuple[Difference, ...]
    filled: tuple[str, ...]
    named: tuple[tuple[str, int], ...]


@needs(Right.READ)
def plan(unit: UnitOfWork, *, actor: Actor, ledger: str, keep: int, other: int) -> Plan:
    """What merging the other entry into the one that is kept would do; raises Refused where it cannot be done."""
    register = _register(unit, ledger)
    kept, gone = _pair(unit, register, keep, other)
    # Counted as the operator sees them: of the restricted class not even a number is told.
    named = Counter(one.label for one, _record, _holders in _naming(unit, register, gone))
    differences = tuple(
        Difference(
            column.key,
            column.label,
            *(table_page.cell_text(register, column.key, one.values.get(column.key)) for one in (kept, gone)),
        )
        for column in _own(register)
        if _is_filled(kept, column) and _is_filled(gone, column) and _differs(kept, gone, column)
    )
    filled = tuple(c.label for c in _own(register) if _is_filled(gone, c) and not _is_filled(kept, c))
    return Plan(kept, gone, differences, filled, tuple(named.items()))


@needs(Right.VOID)
def join(
    unit: UnitOfWork, *, actor: Actor, ledger: str, keep: int, other: int, take: Iterable[str] = (), reason: str = ""
) -> Changes:
    """Merge the other entry into the one that is kept, in one step that undo takes back whole.

    What names the other names the kept one from now on, in the words it was written with. The kept entry gets what it
    lacks and, of the columns of `take`, what the other says; the other's name becomes one of its names. The other is
    voided and linked to it, with its history, files and links. Raises Refused.
    """
    register = _register(unit, ledger)
    with unit.seeing(restricted=True):
        kept, gone = _pair(unit, register, keep, other)
        _refuse_circle(unit, register, kept, gone)
        values = _values(register, kept, gone, frozenset(take))
        # The link comes first: undo calls the step by it. The other goes before what it is called can be taken over.
        links.add(unit, actor=actor, kind="merged", start=(register.name, gone.id), end=(register.name, kept.id))
        why = "；".join(filter(None, (f"并入 {kept.number} {registers.name_of(register, kept)}", reason.strip())))
        records.void(unit, actor=actor, ledger=register.name, record_id=gone.id, reason=why)
        done = records.apply(
            unit, actor=actor, ledger=register, old=kept, values=values, children=_rows(register, kept, gone, values),
            reason=reason, kind=ChangeKind.EDITED, verb=VERB,
        )  # fmt: skip
        for holder, record, holders in list(_naming(unit, register, gone)):
            values, children = _pointed(record, holders, gone.id, kept.id, _kinds(register))
            with _told_of(register, kept, holder, record):
                records.apply(
                    unit, actor=actor, ledger=holder, old=record, values=values, children=children,
                    reason=f"{gone.number} 与 {kept.number} 合并", kind=ChangeKind.EDITED, verb="改挂",
                )  # fmt: skip
    return done


@contextmanager
def _told_of(register: Ledger, kept: Record, holder: Ledger, record: Record) -> Iterator[None]:
    """Say of which record it is, where one that names the other entry may not name the one that is kept."""
    try:
        yield
    except Refused as refusal:
        what = f"{record.number}「{records.matter_text(holder, record)}」"
        first = "请先把两边同名的组合并，再合并村。" if (register.name, holder.name) == ("places", "places") else ""
        sentence = f"{what}改挂到「{registers.name_of(register, kept)}」不行：{refusal.sentence}没有合并。{first}"
        raise Refused(sentence, field=refusal.field, exit_code=refusal.exit_code) from None


def _register(unit: UnitOfWork, name: str) -> Ledger:
    ledger = unit.schema.ledgers[registry.find(name).name]
    if ledger.name not in REGISTER_OF.values():
        sentence = f"「{ledger.label}」里的记录不能合并，只有人员、户、村组、单位这些名册里的条目能合并。没有改动。"
        raise Refused(sentence, exit_code=Exit.USAGE)
    return ledger


def _pair(unit: UnitOfWork, register: Ledger, keep: int, other: int) -> tuple[Record, Record]:
    kept, gone = (records.get(unit, ledger=register.name, record_id=one) for one in (keep, other))
    if kept.id == gone.id:
        sentence = f"{kept.number}不能和它自己合并，没有改动。请选两条。"
        raise Refused(sentence)
    for one in (kept, gone):
        records.refuse_voided(register, one)
    return kept, gone


def _refuse_circle(unit: UnitOfWork, register: Ledger, kept: Record, gone: Record) -> None:
    """Refuse to merge a place with one that it lies in: it would lie in itself."""
    for inner, outer in ((kept, gone), (gone, kept)):
        waiting, seen = set(_above(register, inner)), set[int]()
        while waiting:
            if outer.id in waiting:
                names = [registers.name_of(register, one) for one in (inner, outer)]
                sentence = f"「{names[0]}」属于「{names[1]}」，两条不是同一个，不能合并。没有改动。"
                raise Refused(sentence)
            seen |= waiting
            above = unit.reading.records(register, sorted(waiting)).values()
            waiting = {one for record in above for one in _above(register, record)} - seen


def _above(register: Ledger, record: Record) -> Iterator[int]:
    """The entries of the same register that an entry names."""
    for column in register.references:
        value = record.values.get(column.key)
        if column.kind in _kinds(register) and isinstance(value, Reference) and value.id is not None:
            yield value.id


def _kinds(register: Ledger) -> frozenset[Kind]:
    return frozenset(kind for kind, name in REGISTER_OF.items() if name == register.name)


# ---- the entry that stays --------------------------------------------------------------------------------------------


def _own(register: Ledger) -> Iterator[Column]:
    return (column for column in register.tabled if column in register.stored)


def _is_filled(record: Record, column: Column) -> bool:
    value = record.values.get(column.key)
    return value is not None and value is not False and value != ""


def _differs(kept: Record, gone: Record, column: Column) -> bool:
    return _meant(kept.values.get(column.key)) != _meant(gone.values.get(column.key))


def _meant(value: Value) -> object:
    """What a value says: a reference its entry, however its name was written."""
    return value.id if isinstance(value, Reference) and value.id is not None else value


def _values(register: Ledger, kept: Record, gone: Record, take: frozenset[str]) -> dict[str, Value]:
    return {
        column.key: gone.values[column.key]
        for column in _own(register)
        if _is_filled(gone, column)
        and _differs(kept, gone, column)
        and (column.key in take or not _is_filled(kept, column))
    }


def _rows(register: Ledger, kept: Record, gone: Record, values: Mapping[str, Value]) -> dict[str, tuple[ChildRow, ...]]:
    """The rows of both, what is the same once; with the name that is borne no more among the names."""
    found: dict[str, tuple[ChildRow, ...]] = {}
    for child in register.children:
        rows = list(kept.children.get(child.name, ()))
        known = [dict(row.values) for row in rows]
        coming = [dict(row.values) for row in gone.children.get(child.name, ())]
        if child.name == registers.ALIASES:
            key = child.columns[0].key
            name, other = (registers.name_of(register, one) for one in (kept, gone))
            past = name if register.matter in values else other
            borne = {other if register.matter in values else name, *(row.get(key) for row in (*known, *coming))}
            coming += [] if past in borne else [dict.fromkeys((c.key for c in child.columns), None) | {key: past}]
        rows += [ChildRow(values=row) for row in coming if row not in known]
        if len(rows) > len(known):
            found[child.name] = tuple(rows)
    return found


# ---- what names the one that goes ------------------------------------------------------------------------------------


def _naming(unit: UnitOfWork, register: Ledger, gone: Record) -> Iterator[tuple[Ledger, Record, list[Ledger | Child]]]:
    """Every standing record that names an entry, with where it does: in its own columns, in rows of a child."""
    kinds = _kinds(register)
    for ledger in unit.schema.ledgers.values():
        where: dict[int, list[Ledger | Child]] = {}
        holders: tuple[Ledger | Child, ...] = (ledger, *ledger.children)
        for holder in holders:
            for record_id in _ids(unit, ledger, holder, kinds, gone.id):
                where.setdefault(record_id, []).append(holder)
        if where:
            found, rows = unit.reading.records(ledger, sorted(where)), unit.reading.children(ledger, sorted(where))
            seen = ((record_id, places) for record_id, places in sorted(where.items()) if record_id in found)
            for record_id, places in seen:
                if found[record_id].voided_at is None:  # one in 作废箱 keeps the words it was voided with
                    yield ledger, replace(found[record_id], children=rows.get(record_id, {})), places


def _ids(unit: UnitOfWork, ledger: Ledger, holder: Ledger | Child, kinds: frozenset[Kind], gone: int) -> list[int]:
    is_child = isinstance(holder, Child)
    table = unit.schema.child(ledger, holder.name) if is_child else unit.schema.table(ledger.name)
    columns = [table.c[f"{one.key}_id"] for one in holder.columns if one.kind in kinds and f"{one.key}_id" in table.c]
    if not columns:
        return []
    record: sa.ColumnElement[Any] = table.c.parent_id if is_child else table.c.id
    query = sa.select(record).where(sa.or_(*(column == gone for column in columns))).distinct()
    return list(unit.connection.execute(query).scalars())


def _pointed(
    record: Record, holders: list[Ledger | Child], gone: int, kept: int, kinds: frozenset[Kind]
) -> tuple[dict[str, Value], dict[str, tuple[ChildRow, ...]]]:
    """The values and the rows of a record that names one entry, naming another in the same words."""

    def moved(columns: Iterable[Column], values: Mapping[str, Value]) -> dict[str, Value]:
        named = ((column.key, values.get(column.key)) for column in columns if column.kind in kinds)
        return {
            key: replace(value, id=kept) for key, value in named if isinstance(value, Reference) and value.id == gone
        }

    values: dict[str, Value] = {}
    children: dict[str, tuple[ChildRow, ...]] = {}
    for holder in holders:
        if isinstance(holder, Child):
            rows = record.children.get(holder.name, ())
            children[holder.name] = tuple(
                replace(row, values={**row.values, **moved(holder.columns, row.values)}) for row in rows
            )
        else:
            values = moved(holder.columns, record.values)
    return values, children
