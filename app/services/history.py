"""The history of a record, told in the words of its columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules import masking
from app.services import presenting
from db.unit import unkept_values

if TYPE_CHECKING:
    from datetime import datetime

    from db.ask import ChildRow
    from db.audit import Event
    from db.declare import Child, Ledger
    from db.unit import UnitOfWork
    from db.values import Value


@dataclass(frozen=True, slots=True)
class Change:
    """One column (or child) that a change touched, before and after, as text."""

    label: str
    old: str
    new: str
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a record's history."""

    at: datetime
    operator: str
    description: str
    reason: str
    changes: tuple[Change, ...]


def of(unit: UnitOfWork, *, ledger: str, uuid: str) -> tuple[Line, ...]:
    """All changes of a record, newest first."""
    declared = registry.find(ledger)
    table = unit.schema.audit
    where = (table.c.uuid == uuid) & (table.c.ledger == declared.name)
    return tuple(_line(declared, event) for event in unit.events(where))


def recent(unit: UnitOfWork, *, limit: int = 20) -> tuple[str, ...]:
    """The newest lines of the whole file, for the status line: time, operator, words."""
    table = unit.schema.audit
    found = unit.events(table.c.seq > 0, limit)
    return tuple(f"{event.at:%H:%M} {event.entry.operator} {event.entry.description}" for event in found)


def _line(ledger: Ledger, event: Event) -> Line:
    entry = event.entry
    return Line(event.at, entry.operator, entry.description, entry.reason, tuple(_changes(ledger, event)))


def _changes(ledger: Ledger, event: Event) -> list[Change]:
    old, old_children = unkept_values(ledger, event.entry.old or {})
    new, new_children = unkept_values(ledger, event.entry.new or {})
    changes = [
        Change(c.label, _text(ledger, c.key, old), _text(ledger, c.key, new), c.sensitive)
        for c in ledger.stored
        if old.get(c.key) != new.get(c.key)
    ]
    for child in ledger.children:
        before, after = _rows(child, old_children), _rows(child, new_children)
        if before != after:
            changes.append(Change(child.label, before, after))
    return changes


def _text(ledger: Ledger, key: str, values: dict[str, Value]) -> str:
    column = ledger.column(key)
    return masking.on_screen(column, presenting.cell(ledger, column, values.get(key)))


def _rows(child: Child, children: dict[str, tuple[ChildRow, ...]]) -> str:
    return "；".join(presenting.child_line(child, row) for row in children.get(child.name, ()))
