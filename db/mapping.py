"""Between the values of a ledger and the columns of a table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from db.declare import Column, Kind
from db.values import FuzzyCount, FuzzyDate, Money, Precision, Quantity, Reference, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


def to_row(column: Column, value: Value) -> dict[str, Any]:
    """The table columns for one value; None clears them all."""
    key = column.key
    match value:
        case FuzzyDate():
            return {key: value.start, f"{key}_precision": value.precision.value}
        case FuzzyCount():
            return {key: value.value, f"{key}_floor": value.is_floor}
        case Money():
            return {key: value.fen}
        case Quantity():
            return {key: value.value, f"{key}_unit": value.unit}
        case Reference():
            return {key: value.name, f"{key}_id": value.id}
        case None:
            return dict.fromkeys(parts(column))
    return {key: value}


def parts(column: Column) -> tuple[str, ...]:
    """The names of the table columns that hold one declared column."""
    key = column.key
    if column.is_reference:
        return (key, f"{key}_id")
    suffix = {Kind.FUZZY_DATE: "_precision", Kind.COUNT: "_floor", Kind.QUANTITY: "_unit"}.get(column.kind)
    return (key, key + suffix) if suffix else (key,)


def from_row(column: Column, row: Mapping[Any, Any]) -> Value:
    """The value of one column of a fetched row."""
    key = column.key
    raw: Value = row[key]
    if raw is None:
        return None
    match column.kind:
        case Kind.FUZZY_DATE if isinstance(raw, date):
            return FuzzyDate(raw, Precision(row[f"{key}_precision"] or Precision.DAY))
        case Kind.COUNT if isinstance(raw, int):
            return FuzzyCount(raw, bool(row[f"{key}_floor"]))
        case Kind.MONEY if isinstance(raw, int):
            return Money(raw)
        case Kind.QUANTITY if raw is not None:
            return Quantity(row[key], row[f"{key}_unit"] or "")
    if column.is_reference:
        return Reference(str(raw), row[f"{key}_id"])
    return raw


def values_to_row(columns: Iterable[Column], values: Mapping[str, Value]) -> dict[str, Any]:
    """The table columns for all given values of these columns."""
    row: dict[str, Any] = {}
    for column in columns:
        if column.key in values:
            row.update(to_row(column, values[column.key]))
    return row


def row_to_values(columns: Iterable[Column], row: Mapping[Any, Any]) -> dict[str, Value]:
    """All values of a fetched row."""
    return {column.key: from_row(column, row) for column in columns}


def stored(value: Value) -> str | bool | int | None:
    """One value as it stands in audit and JSON: canonical text, whole numbers and flags as they are."""
    match value:
        case None | bool() | str():
            return value
        case FuzzyDate() | FuzzyCount() | Money() | Quantity() | Reference():
            return value.stored()
        case date():
            return value.isoformat()
    return value if isinstance(value, int) else format(value, "f")


def kept(column: Column, value: Value) -> Any:
    """One value as the history keeps it, so that undo can bring it back whole (a reference with its id)."""
    return [value.name, value.id] if isinstance(value, Reference) else stored(value)


def unkept(column: Column, raw: Any) -> Value:
    """The value that `kept` wrote."""
    if raw is None:
        return None
    match column.kind:
        case Kind.DATE:
            return date.fromisoformat(raw)
        case Kind.FUZZY_DATE:
            return FuzzyDate.from_stored(raw)
        case Kind.MONEY:
            return Money.from_yuan(Decimal(raw))
        case Kind.COUNT:
            return FuzzyCount.from_stored(str(raw))
        case Kind.NUMBER:
            return Decimal(raw)
        case Kind.QUANTITY:
            return Quantity.from_stored(raw)
    if column.is_reference:
        return Reference(raw[0], raw[1])
    return raw if isinstance(raw, bool) else str(raw)
