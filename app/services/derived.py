"""What the program fills in at every save: rolled deadlines, sums and rates of the declaration, literal defaults."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.rules import backfill, close_out, reading
from app.services import calendars, orders
from app.services.checking import day
from db.declare import HISTORICAL, ChangedBy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from db.ask import ChildRow, Record
    from db.declare import Child, Column, Ledger
    from db.unit import UnitOfWork
    from db.values import Value

    Rows = Mapping[str, Sequence[Mapping[str, Value]]]


def default_value(column: Column, today: date) -> Value:
    """The value of a column's declared default, read as the clerk would type it."""
    return reading.read_value(column, column.default, today=today)


def unsaid(ledger: Ledger, old: Record, changed: Mapping[str, Value]) -> dict[str, Value]:
    """The columns of the form that hold what the rows of the record said, emptied: what nobody typed follows them."""
    rows = {name: [row.values for row in found] for name, found in old.children.items()}
    return {
        column.key: None
        for column in ledger.computed
        if column.changed_by is ChangedBy.FORM and column.key not in changed and _is_said(column, old.values, rows)
    }


def followed_deadline(unit: UnitOfWork, ledger: Ledger, old: Record, changed: Mapping[str, Value]) -> dict[str, Value]:
    """The deadline that the program reckoned from other columns, reckoned anew where these change.

    One that somebody set, an extension granted or old business came with stays.
    """
    rests_on, reckon = _RECKONED.get(ledger.name, (frozenset[str](), None))
    if reckon is None or "due_on" in changed or rests_on.isdisjoint(changed) or backfill.is_historical(old.values):
        return {}
    after = {**old.values, **changed}
    found, moved = reckon(unit, old.values, after), reckon(unit, after, old.values)
    return {"due_on": moved} if old.values.get("due_on") == found != moved else {}


def _sixty_days(unit: UnitOfWork, values: Mapping[str, Value], beside: Mapping[str, Value]) -> date | None:
    """The end of the sixty days of what stands accepted, without an extension, both before a change and after it."""
    if any(not orders.is_accepted(one) or day(one, "extended_on") for one in (values, beside)):
        return None
    found = orders.statutory(values, calendars.work_calendar(unit), orders.finish_start(unit))
    return found.due_on if found else None


def _at_once(unit: UnitOfWork, values: Mapping[str, Value], beside: Mapping[str, Value]) -> date | None:
    """The last day of what is to be put right at once, both before a change and after it."""
    listed_on, kinds = day(values, "registered_on"), {values.get("due_kind"), beside.get("due_kind")}
    if listed_on is None or kinds != {close_out.AT_ONCE}:
        return None
    return close_out.settle_by(listed_on, calendars.work_calendar(unit))


_RECKONED: dict[
    str, tuple[frozenset[str], Callable[[UnitOfWork, Mapping[str, Value], Mapping[str, Value]], date | None]]
] = {
    "petitions": (
        frozenset(("registered_on", "received_on", "rule_set", "petition_category", "statutory_route")),
        _sixty_days,
    ),
    "rectifications": (frozenset(("registered_on",)), _at_once),
}
"""The columns a deadline rests on, and how it is reckoned from a record, beside what it is changed from or to."""


def follow(child: Child, values: dict[str, Value], before: Mapping[str, Value] | None) -> None:
    """Work out the columns of a row that were left blank, and anew those that were worked out before.

    Where nothing is left to work one out from, it stays.
    """
    for column in child.columns:
        if column.computed is None:
            continue
        is_same = before is not None and values.get(column.key) == before.get(column.key)
        if values.get(column.key) is None or (is_same and before is not None and _is_said(column, before, {})):
            values[column.key] = column.computed({**values, column.key: None}, {}) or values.get(column.key)


def _is_said(column: Column, values: Mapping[str, Value], rows: Rows) -> bool:
    """Whether a column holds just what the program works out for it."""
    given = values.get(column.key)
    if given is None or column.computed is None:
        return False
    return column.computed({**values, column.key: None}, rows) == given


def system_values(
    unit: UnitOfWork, ledger: Ledger, values: Mapping[str, Value], children: Mapping[str, Sequence[ChildRow]]
) -> dict[str, Value]:
    """The columns that the program computes, from the record as it will stand."""
    rows = {name: [row.values for row in found] for name, found in children.items()}
    computed: dict[str, Value] = {
        column.key: column.computed(values, rows) for column in ledger.computed if column.computed is not None
    }
    deadline = ledger.deadline
    if deadline is not None and ledger.column(deadline.rolled).changed_by is ChangedBy.SYSTEM:
        due = values.get(deadline.due)
        if ledger.name == "petitions" and orders.length_of(values):
            ordered = orders.due_by_length(values, children.get("pauses", ()), calendars.work_calendar(unit))
            due = computed[deadline.due] = ordered.due_on if ordered else due
        computed[deadline.rolled] = calendars.work_calendar(unit).roll(due) if isinstance(due, date) else None
    if backfill.is_historical(values) and not backfill.still_stands(ledger.name, values):
        computed[HISTORICAL] = None  # opened again, it is business of this period
    return computed
