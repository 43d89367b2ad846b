"""What the program works out in a record: sums of rows, balances and rates; pure, for `Column.computed`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from db.values import FuzzyCount, Money, Value, round_half_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from db.declare import Computed

    Values = Mapping[str, Value]
    Children = Mapping[str, Sequence[Values]]

RATE_PLACES = 2


def money_sum(amounts: Iterable[Value]) -> Money | None:
    """The sum of the amounts that are given, or None when none is."""
    given = [amount for amount in amounts if isinstance(amount, Money)]
    return sum(given, Money(0)) if given else None


def rows_sum(child: str, key: str) -> Computed:
    """Σ of a money column over a child's rows, None when no row has it."""

    def total(_values: Values, children: Children) -> Value:
        return money_sum(row.get(key) for row in children.get(child, ()))

    return total


def rows_else_typed(child: str, key: str, *, state: tuple[str, str] | None = None) -> Computed:
    """The number of a child's rows, of those alone whose column has that value; as typed when there are no rows."""

    def counted(values: Values, children: Children) -> Value:
        rows = children.get(child, ())
        if not rows:
            return values.get(key)
        return FuzzyCount(sum(state is None or row.get(state[0]) == state[1] for row in rows))

    return counted


def typed_else_rows(child: str, key: str) -> Computed:
    """The count as typed, or the number of a child's rows when none was typed."""

    def counted(values: Values, children: Children) -> Value:
        typed, rows = values.get(key), children.get(child, ())
        return FuzzyCount(len(rows)) if typed is None and rows else typed

    return counted


def typed_else_sum(own: str, child: str, key: str) -> Computed:
    """The amount as typed, or the sum of a money column over a child's rows when none was typed."""

    def amount(values: Values, children: Children) -> Value:
        typed = values.get(own)
        return money_sum(row.get(key) for row in children.get(child, ())) if typed is None else typed

    return amount


def paused(_values: Values, children: Children) -> Value:
    """Whether a pause (挂账) stands that was not ended; None when none does."""
    return any(row.get("resumed_on") is None for row in children.get("pauses", ())) or None


def exact(value: Value) -> int | None:
    """A count that is known exactly; a floor (100余) and a missing count are None."""
    return value.value if isinstance(value, FuzzyCount) and not value.is_floor else None


def rate(part: int | None, base: int | None) -> Decimal | None:
    """Per cent with two decimals, half up; None when either is not known exactly or the base is 0."""
    if part is None or not base:
        return None
    return round_half_up(Decimal(100 * part) / base, RATE_PLACES)


def share(parts: tuple[str, ...], base: str) -> Computed:
    """The per cent that the sum of some counts is of another count of the same record."""

    def per_cent(values: Values, _children: Children) -> Value:
        counts = [exact(values.get(key)) for key in parts]
        known = [count for count in counts if count is not None]
        return rate(sum(known) if len(known) == len(counts) else None, exact(values.get(base)))

    return per_cent
