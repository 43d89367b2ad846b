"""Between the values of a ledger and the columns of a table."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any

from db.declare import Column, Kind
from db.values import FuzzyCount, FuzzyDate, Money, Precision, Quantity, Reference, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

_SPLIT: dict[type, Callable[[Any], tuple[Any, ...]]] = {
    FuzzyDate: lambda value: (value.start, str(value.precision)),
    FuzzyCount: lambda value: (value.value, value.is_floor),
    Money: lambda value: (value.fen,),
    Quantity: lambda value: (value.value, value.unit),
    Reference: lambda value: (value.name, value.id),
}
"""Values that are no single cell as they are, and their cells in the order of `parts`."""


def to_row(column: Column, value: Value) -> dict[str, Any]:
    """The table columns for one value; None clears them all."""
    keys = parts(column)
    return dict(zip(keys, _cells(value, len(keys)), strict=True))


def _cells(value: Value, width: int) -> tuple[Any, ...]:
    split = _SPLIT.get(type(value))
    return (value, *(None,) * (width - 1)) if split is None else split(value)


def parts(column: Column) -> tuple[str, ...]:
    """The names of the table columns that hold one declared column."""
    key = column.key
    if column.is_reference:
        return (key, f"{key}_id")
    suffix = {Kind.FUZZY_DATE: "_precision", Kind.COUNT: "_floor", Kind.QUANTITY: "_unit"}.get(column.kind)
    return (key, key + suffix) if suffix else (key,)


def to_columns(columns: Iterable[Column], many: Sequence[Mapping[str, Value]]) -> dict[str, Sequence[Any]]:
    """The table columns for the values of many records, column by column; columns that none of them names are left
    out.
    """
    named = set(chain.from_iterable(many))
    found: dict[str, Sequence[Any]] = {}
    for column in columns:
        if column.key in named:
            found |= _column(column, [values.get(column.key) for values in many])
    return found


def _column(column: Column, values: Sequence[Value]) -> dict[str, Sequence[Any]]:
    """What `to_row` gives for one value, for a column of them."""
    keys = parts(column)
    if len(keys) == 1 and column.kind is not Kind.MONEY:
        return {keys[0]: values}
    rows = (_cells(value, len(keys)) for value in values)
    return dict(zip(keys, zip(*rows, strict=True), strict=True))


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
    if type(value) is str:  # most are
        return value
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
