"""What the selected cells of a table add up to: how many, and the sum of each column that has one; quantities only
within one unit, 至少 where a part is a floor. What adds up to nothing sensible is only counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules import masking, wording
from app.rules.rights import Right
from app.services import listing
from app.services.permitted import needs
from db.ask import Ask
from db.declare import Kind
from db.queries import BATCH, plus
from db.values import Money, Quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.services.changes import Actor
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork
    from db.values import Value

ADDED = (Kind.MONEY, Kind.COUNT, Kind.NUMBER, Kind.QUANTITY)
MOST_QUANTITIES = 5_000
"""Rows beyond which quantities, whose units stand in the rows, are not added up."""


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of one column, in words: 本金 合计 3.4万元."""

    label: str
    text: str


def adds_up(column: Column) -> bool:
    """Whether the cells of a column may be added: never serial numbers, years and rates, nor what the list hides."""
    is_free = column.kind in (Kind.COUNT, Kind.QUANTITY) or column.totalled
    return column.kind in ADDED and is_free and not masking.is_hidden(column)


def of_values(column: Column, values: Iterable[Value]) -> Sum | None:
    """The sum of some cells of a column; None when none of them holds anything."""
    if column.kind is Kind.QUANTITY:
        return _quantities(column, values)
    total: Value = None
    for value in values:
        total = plus(total, value)
    return _sum(column, total)


def _quantities(column: Column, values: Iterable[Value]) -> Sum | None:
    by_unit: dict[str, Quantity] = {}
    for value in values:
        if isinstance(value, Quantity):
            before = by_unit.get(value.unit)
            by_unit[value.unit] = Quantity(value.value + (before.value if before else 0), value.unit)
    return Sum(column.label, "、".join(one.text() for one in by_unit.values())) if by_unit else None


def _sum(column: Column, total: Value) -> Sum | None:
    if total is None:
        return None
    if column.kind is Kind.MONEY:
        amount = total if isinstance(total, Money) else Money(int(str(total)))
        return Sum(column.label, wording.said_money(amount))
    return Sum(column.label, f"{wording.sum_text(column, total)}{column.counter}")


def _by_counter(column: Column, found: Iterable[Mapping[str, Value]]) -> Sum | None:
    """Sums of records that name their own 量词: 300册、261张."""
    totals: dict[str, Value] = {}
    for part in found:
        for counter, value in part.items():
            totals[counter] = plus(totals.get(counter), value)
    return Sum(column.label, wording.sums_text(column, totals)) if totals else None


def words(rows: int, sums: Sequence[Sum]) -> str:
    """What the status line says of the selection."""
    return "　".join([f"选中 {rows} 行", *(f"{one.label} 合计 {one.text}" for one in sums)])


@needs(Right.READ)
def of_rows(unit: UnitOfWork, *, actor: Actor, ask: Ask, rows: Sequence[int], keys: Sequence[str]) -> str:
    """The words for rows of a list that are not all in sight."""
    ledger = registry.find(ask.ledger)
    columns = [ledger.column(key) for key in keys]
    if len(rows) == listing.count(unit, ask=ask):
        plain = [one.key for one in columns if one.kind is not Kind.QUANTITY and not one.counter_in]
        found = unit.reading.sums(ask, plain)
        whole = [
            _by_counter(one, [unit.reading.sums_by_counter(ask, one.key)])
            if one.counter_in
            else _sum(one, found.get(one.key))
            for one in columns
        ]
        return words(len(rows), [one for one in whole if one is not None])
    ids = listing.ids_at(unit, ask=ask, rows=rows)
    sums = [_of_ids(unit, ledger, ask, ids, column) for column in columns]
    return words(len(rows), [one for one in sums if one is not None])


def _of_ids(unit: UnitOfWork, ledger: Ledger, ask: Ask, ids: Sequence[int], column: Column) -> Sum | None:
    parts = [list(ids[start : start + BATCH]) for start in range(0, len(ids), BATCH)]
    if column.kind is Kind.QUANTITY:
        if len(ids) > MOST_QUANTITIES:
            return None
        found = (record for part in parts for record in unit.reading.records(ledger, part).values())
        return _quantities(column, (record.values.get(column.key) for record in found))
    asks = (Ask(ask.ledger, ids=tuple(part), voided=ask.voided) for part in parts)
    if column.counter_in:
        return _by_counter(column, (unit.reading.sums_by_counter(one, column.key) for one in asks))
    return of_values(column, (unit.reading.sums(one, [column.key])[column.key] for one in asks))
