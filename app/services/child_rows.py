"""Rows of a record's children on their way in: blank ones left out, names looked up, what is worked out filled in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.services import derived, registers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from db.ask import ChildRow
    from db.declare import Child, Ledger
    from db.unit import UnitOfWork
    from db.values import Value

    Rows = Mapping[str, Sequence[ChildRow]]


def ready(
    unit: UnitOfWork, ledger: Ledger, given: Rows, *, of: Mapping[str, Value], before: Rows | None = None
) -> dict[str, tuple[ChildRow, ...]]:
    """The rows as they will be written, by child, in a record of these values; `before` are those that stood there."""
    found: dict[str, tuple[ChildRow, ...]] = {}
    for name, rows in given.items():
        child = ledger.child(name)
        old = {row.uuid: row.values for row in (before or {}).get(child.name, ())}
        filled = (row for row in rows if any(value not in (None, "") for value in row.values.values()))
        found[child.name] = tuple(_row(unit, child, row, of, old.get(row.uuid)) for row in filled)
    return found


def _row(
    unit: UnitOfWork, child: Child, row: ChildRow, of: Mapping[str, Value], old: Mapping[str, Value] | None
) -> ChildRow:
    values = registers.resolve_all(unit, child.columns, row.values, near=of.get(registers.PLACE))
    if not row.uuid:
        today = unit.clock.today()
        for column in child.columns:
            if column.default and values.get(column.key) is None:
                values[column.key] = derived.default_value(column, today)
    derived.follow(child, values, old)
    return replace(row, values=values)
