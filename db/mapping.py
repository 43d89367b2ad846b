"""Between the values of a ledger and the columns of a table."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from db.declare import REGISTER_OF, Column, Kind
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

EXTRA = "extra"
"""The table column in which the values of own columns stand, as JSON of what their own table columns would hold."""
SCALE = 1000
"""A decimal is kept as a whole number of thousandths."""


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
    own: list[Column] = []
    for column in columns:
        if column.key not in named:
            continue
        if column.own:
            own.append(column)
        else:
            found |= _column(column, [values.get(column.key) for values in many])
    if own:
        found[EXTRA] = [merged_extra(None, own, values) for values in many]
    return found


def _column(column: Column, values: Sequence[Value]) -> dict[str, Sequence[Any]]:
    """What `to_row` gives for one value, for a column of them."""
    keys = parts(column)
    if len(keys) == 1 and column.kind is not Kind.MONEY:
        return {keys[0]: values}
    rows = (_cells(value, len(keys)) for value in values)
    return dict(zip(keys, zip(*rows, strict=True), strict=True))


_AS_IT_IS = frozenset(Kind) - {Kind.FUZZY_DATE, Kind.COUNT, Kind.MONEY, Kind.QUANTITY, *REGISTER_OF}
"""Kinds whose one cell is the value: most of a hundred thousand rows."""


def from_row(column: Column, row: Mapping[Any, Any]) -> Value:
    """The value of one column of a fetched row."""
    key = column.key
    try:
        raw: Value = row[key]
    except KeyError:
        if not column.own:
            raise
        return _unpacked(column, _loaded(row[EXTRA]))
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
    """The table columns for all given values of these columns; those of own columns go together into `extra`."""
    row: dict[str, Any] = {}
    own: dict[str, Any] = {}
    for column in columns:
        if column.key in values:
            (own if column.own else row).update(to_row(column, values[column.key]))
    if own:
        row[EXTRA] = extra_text(own)
    return row


def empty_row(columns: Iterable[Column]) -> dict[str, Any]:
    """The table columns of these columns, all empty."""
    return {name: None for column in columns for name in ((EXTRA,) if column.own else parts(column))}


def own_values(columns: Iterable[Column], row: Mapping[Any, Any]) -> dict[str, Value]:
    """The values of own columns in a fetched row."""
    cells = _loaded(row[EXTRA])
    return {column.key: _unpacked(column, cells) for column in columns}


def extra_text(cells: Mapping[str, Any]) -> str | None:
    """The cells of own columns as they are kept; empty ones are left out, and without any there is nothing."""
    kept = {key: _packed(cell) for key, cell in cells.items() if cell is not None}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True) if kept else None


def merged_extra(present: str | None, columns: Iterable[Column], values: Mapping[str, Value]) -> str | None:
    """What `extra` holds after these values are written: own columns that are not given keep theirs."""
    cells = dict(_loaded(present))
    for column in columns:
        if column.key in values:
            cells.update(to_row(column, values[column.key]))
    return extra_text(cells)


def _packed(cell: Any) -> Any:
    match cell:
        case date():
            return cell.isoformat()
        case Decimal():
            return int(cell * SCALE)
    return cell


@lru_cache(maxsize=16)
def _loaded(text: str | None) -> Mapping[str, Any]:
    """The cells in `extra`; the columns of one row ask one after the other, so it is read once for all."""
    cells: Mapping[str, Any] = json.loads(text) if text else {}
    return cells


def _unpacked(column: Column, cells: Mapping[str, Any]) -> Value:
    raw = cells.get(column.key)
    if raw is None:
        return None
    match column.kind:
        case Kind.DATE:
            return date.fromisoformat(raw)
        case Kind.NUMBER:
            return Decimal(raw) / SCALE
        case Kind.PERSON:
            return Reference(str(raw), cells.get(f"{column.key}_id"))
    return str(raw)


def row_to_values(columns: Iterable[Column], row: Mapping[Any, Any]) -> dict[str, Value]:
    """All values of a fetched row."""
    return {
        column.key: row[column.key] if column.kind in _AS_IT_IS and not column.own else from_row(column, row)
        for column in columns
    }


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
