"""What every check list is made of: a named question to the ledgers and the rows that answer it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.services import registers
from db.ask import Ask
from db.values import FuzzyDate, Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from db.ask import ChildRow, Filter, Record
    from db.declare import Ledger
    from db.unit import UnitOfWork
    from db.values import Value


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a check list: its names in the order they are shown, and the record it opens (none: ledger empty)."""

    names: tuple[str, ...]
    ledger: str = ""
    record_id: int = 0
    number: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A check with what it found; `count` is always that of the rows."""

    name: str
    label: str
    rows: tuple[Row, ...]

    @property
    def count(self) -> int:
        """How many rows there are; 0 when all is well."""
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Check:
    """A question with its machine name and label; `find` gives the rows that are wanting as of a day."""

    name: str
    label: str
    find: Callable[[UnitOfWork, date], Iterable[Row]]


def run(unit: UnitOfWork, *, checks: Iterable[Check], as_of: date | None = None) -> tuple[Found, ...]:
    """Ask each check as of a day, the file's own today when none is given."""
    day = as_of or unit.clock.today()
    return tuple(Found(check.name, check.label, tuple(check.find(unit, day))) for check in checks)


def row_of(record: Record, *names: str) -> Row:
    """The line of a record, its number being the link to it."""
    return Row(names, record.ledger, record.id, record.number)


def standing(unit: UnitOfWork, ledger: str, *filters: Filter, children: bool = False) -> tuple[Record, ...]:
    """All records of a ledger that stand and pass the filters, in the order of their numbers."""
    declared = registry.find(ledger)
    found = all_of(unit, Ask(declared.name, filters=filters))
    return tuple(_with_children(unit, declared, found)) if children else found


def all_of(unit: UnitOfWork, ask: Ask) -> tuple[Record, ...]:
    """All records of a list, in its order, by their numbers when it has none; without their children."""
    ask = ask if ask.sort else replace(ask, sort=(("number", False),))
    total = unit.reading.count(ask)
    return unit.reading.rows(replace(ask, offset=0, limit=total), total)


def _with_children(unit: UnitOfWork, ledger: Ledger, found: tuple[Record, ...]) -> Iterator[Record]:
    for start in range(0, len(found), BATCH):
        batch = found[start : start + BATCH]
        rows = unit.reading.children(ledger, [record.id for record in batch])
        yield from (replace(record, children=rows.get(record.id, {})) for record in batch)


BATCH = 500
"""How many ids one query is given."""


def text(values: Mapping[str, Value], key: str) -> str:
    """A value as text, a reference by its name; empty when there is nothing."""
    value = values.get(key)
    return value.name if isinstance(value, Reference) else str(value or "")


def day(values: Mapping[str, Value], key: str) -> date | None:
    """A value as a day; a date that is not exact counts from its first day."""
    value = values.get(key)
    return value.start if isinstance(value, FuzzyDate) else value  # type: ignore[return-value]


def last_day(values: Mapping[str, Value], key: str) -> date | None:
    """A value as a day; a date that is not exact counts as its last day."""
    value = values.get(key)
    return value.end if isinstance(value, FuzzyDate) else value  # type: ignore[return-value]


def reference(values: Mapping[str, Value], key: str) -> Reference | None:
    """A value as a reference into a register, None when there is nothing."""
    value = values.get(key)
    return value if isinstance(value, Reference) else None


def whom(
    unit: UnitOfWork, register: str, plain: Callable[[str], str] = str
) -> Callable[[Record | ChildRow, str], int | str]:
    """Finds whom a row names: the entry of the register by its id, or by a name that it alone bears; else the name.

    `plain` makes one of the ways in which a name is written.
    """
    names = unit.once(
        f"{register} by name", lambda: [(text(entry.values, "name"), entry.id) for entry in standing(unit, register)]
    )
    bearers: dict[str, list[int]] = {}
    for name, entry_id in names:
        bearers.setdefault(plain(name), []).append(entry_id)

    def find(row: Record | ChildRow, key: str) -> int | str:
        named, name = reference(row.values, key), plain(text(row.values, key))
        ids = bearers.get(name, [])
        return named.id if named and named.id else ids[0] if len(ids) == 1 else name

    return find


def is_same(one: Reference | None, other: Reference | None) -> bool:
    """Whether two references name one: by the entry of the register, or by the name where either has none."""
    if one is None or other is None:
        return False
    return one.id == other.id if one.id and other.id else one.name == other.name


def began(values: Mapping[str, Value], key: str, as_of: date) -> bool:
    """Whether something with that day had begun as of a day; without a day it has."""
    start = day(values, key)
    return start is None or start <= as_of


def lasts(values: Mapping[str, Value], as_of: date, *, ended: str = "ended_on") -> bool:
    """Whether a period, whose end is its last day (学习计划, 活动), was not over before a day."""
    end = last_day(values, ended)
    return end is None or end >= as_of


def stands(values: Mapping[str, Value], as_of: date, *, ended: str = "ended_on") -> bool:
    """Whether what was ended on a day (撤销, 离任, 解除) still stood: not on that day itself, as figures say."""
    end = day(values, ended)
    return end is None or end > as_of


def matter(record: Record) -> str:
    """What a record is about."""
    return registers.name_of(registry.find(record.ledger), record)
