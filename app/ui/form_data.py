"""What a form reads before it shows a record, and what it puts together before it saves; no widget here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules import backfill
from app.rules.refusal import Refused
from app.services import entry, listing, office, records
from app.services.changes import ChangeKind, Changes
from db import layout
from db.ask import Ask
from db.declare import ChangedBy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from app.rules.years import Closed
    from app.services.changes import Actor
    from app.services.listing import Shown
    from db.ask import Record
    from db.declare import Child, Column, Ledger
    from db.unit import UnitOfWork
    from db.values import Value

LAST = "其他"
"""The section that ends every form."""
FIRST_FIELDS = 12
"""The most fields a form opens with."""
STARRED = "starred"
"""The column that the form's head shows as a star."""
ASK_STEPS = (ChangedBy.ACTION, ChangedBy.SYSTEM)


@dataclass(frozen=True, slots=True)
class Loaded:
    """All a form needs: today, the columns in the campaign's words, the pinned fields and those that go over to the
    next record, the record or the one before.
    """

    today: date
    columns: Mapping[str, Column]
    children: Mapping[str, tuple[Column, ...]]
    pinned: tuple[str, ...]
    carried: frozenset[str]
    chose_carried: bool
    """Whether the operator set the pins himself."""
    shown: Shown | None
    previous: Record | None


def load(unit: UnitOfWork, *, ledger: Ledger, actor: Actor, record_id: int | None) -> Loaded:
    """Read for a form; raises Refused when the record is gone."""
    shown = None if record_id is None else listing.show(unit, ledger=ledger.name, record_id=record_id)
    if record_id is not None and shown is None:
        sentence = f"{ledger.label}里的这条记录已经找不到了。请刷新列表后再试。"
        raise Refused(sentence)
    newest = listing.page(unit, ask=Ask(ledger.name, limit=1)).rows if shown is None else ()
    pinned = office.pinned_fields(unit, ledger=ledger.name, operator=actor.name)
    carried = office.carried_fields(unit, ledger=ledger.name, operator=actor.name)
    return Loaded(
        today=unit.clock.today(),
        columns={column.key: entry.with_words(unit, column) for column in ledger.columns},
        children={child.name: _with_words(unit, child) for child in ledger.children},
        pinned=first_fields(ledger) if pinned is None else _pinned(ledger, pinned),
        carried=_carried(ledger, carried),
        chose_carried=carried is not None,
        shown=shown,
        previous=unit.reading.with_children(ledger, newest[0]) if newest else None,
    )


def _pinned(ledger: Ledger, pinned: tuple[str, ...]) -> tuple[str, ...]:
    """What an operator pinned, of what the form still shows."""
    known = {column.key for column in ledger.on_screen()}
    return tuple(key for key in pinned if key in known)


def _carried(ledger: Ledger, kept: tuple[str, ...] | None) -> frozenset[str]:
    """What goes over to the next record: what the operator chose, of what still may, else what is declared."""
    if kept is None:
        return frozenset(carried_at_first(ledger))
    return frozenset(column.key for column in ledger.columns if column.key in kept and may_carry(column))


def _with_words(unit: UnitOfWork, child: Child) -> tuple[Column, ...]:
    return tuple(entry.with_words(unit, column) for column in child.columns)


def first_fields(ledger: Ledger) -> tuple[str, ...]:
    """The fields a form opens with when the clerk pinned none: what the declaration calls primary."""
    primary = [column for column in ledger.on_screen() if column.primary]
    first = [column.key for column in primary if not column.own][:FIRST_FIELDS]
    return tuple(column.key for column in primary if column.own or column.key in first)


def sections(ledger: Ledger) -> dict[str, list[Column]]:
    """The columns of a form by section, the sections as declared and in each the office's order; the star stands in
    the head.
    """
    declared = registry.shipped(ledger.name).columns
    order = list(dict.fromkeys(column.section for column in declared))
    order.insert(order.index(LAST) if LAST in order else len(order), layout.SECTION)
    found: dict[str, list[Column]] = {}
    for column in sorted(ledger.on_screen(), key=lambda column: order.index(column.section)):
        if column.key != STARRED:
            found.setdefault(column.section, []).append(column)
    return found


def start_values(
    ledger: Ledger, today: date, *, carried: Iterable[str], last: Mapping[str, Value], given: Mapping[str, Value]
) -> dict[str, Value]:
    """What a new form shows: defaults, then what is carried from the last saved record, then what was asked for."""
    values = records.defaults(ledger, today)
    values |= {key: last[key] for key in carried if last.get(key) is not None}
    values |= given
    return {key: value for key, value in values.items() if ledger.column(key).changed_by not in ASK_STEPS}


def carried_at_first(ledger: Ledger) -> set[str]:
    """The columns that the declaration carries over; never spoken words or personal data."""
    return {column.key for column in ledger.columns if column.carry and may_carry(column)}


def may_carry(column: Column) -> bool:
    """Whether a value may go over to the next record: names, numbers and spoken words never do."""
    return column.changed_by is ChangedBy.FORM and not column.sensitive and not column.mask


def closed_words(closed: Closed | None) -> str:
    """What is said of a record of a closed year when it is opened; empty for one that may be changed."""
    return f"{closed.words}，这一年的记录只能查看和打印。" if closed is not None else ""


def state_word(ledger: Ledger, record: Record | None, values: Mapping[str, Value], closed: Closed | None = None) -> str:
    """The word of the state a record is in, and of its closed year; empty for a ledger without states."""
    own = _state_word(ledger, record, values)
    return "　".join(filter(None, (own, f"{closed.year}年已结转" if closed is not None else "")))


def _state_word(ledger: Ledger, record: Record | None, values: Mapping[str, Value]) -> str:
    if record is not None and record.voided_at is not None:
        return "已作废"
    flow = ledger.flow
    label = flow.label(str(values.get(flow.column) or flow.initial)) if flow else ""
    held = values if record is None else record.values
    return backfill.marked(backfill.state_word(ledger.name, label, held), held)


def carry(unit: UnitOfWork, *, actor: Actor, ledger: Ledger, keys: tuple[str, ...]) -> Changes:
    """Remember which fields go over to the operator's next new record."""
    office.carry_fields(unit, actor=actor, ledger=ledger.name, keys=keys)
    return Changes("改沿用的字段", ChangeKind.SETTINGS)


def pin(unit: UnitOfWork, *, actor: Actor, ledger: Ledger, keys: tuple[str, ...]) -> Changes:
    """Remember which fields the operator wants to see first."""
    office.pin_fields(unit, actor=actor, ledger=ledger.name, keys=keys)
    return Changes("改常用字段", ChangeKind.SETTINGS)
