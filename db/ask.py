"""What may be asked of a ledger: filters, search, sort and page as plain values. Pure, no SQL."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from db.values import Value


class Op(StrEnum):
    """How a filter compares."""

    IS = "is"
    NOT = "not"
    CONTAINS = "contains"
    SINCE = "since"
    UNTIL = "until"
    EMPTY = "empty"
    FILLED = "filled"
    STATE = "state"
    YEAR = "year"
    """Was in the ledger of that year: registered in it, carried into or through it, or lasting into it."""


class State(StrEnum):
    """What a whole record can be: the one list behind tiles, chips and figures."""

    OPEN = "open"
    NEAR = "near"
    OVERDUE = "overdue"
    INCOMPLETE = "incomplete"
    FOLLOW_UP = "follow_up"
    STARRED = "starred"
    RELAPSED = "relapsed"
    HISTORICAL = "historical"
    CARRIED = "carried"


STATE_LABELS: dict[State, str] = {
    State.OPEN: "未办结",
    State.NEAR: "临期",
    State.OVERDUE: "逾期",
    State.INCOMPLETE: "待补",
    State.FOLLOW_UP: "今日跟进",
    State.STARRED: "重点关注",
    State.RELAPSED: "反弹",
    State.HISTORICAL: "补录",
    State.CARRIED: "结转",
}


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition: a column with an operator and a value, or a `State` of the record (key empty)."""

    key: str
    op: Op = Op.IS
    value: Value = None

    @classmethod
    def year(cls, year: int) -> Filter:
        """The filter for the ledger of a year: what was registered in it, and what came into it from before."""
        return cls("", Op.YEAR, str(year))

    @classmethod
    def state(cls, state: State) -> Filter:
        """The filter for a state of the record."""
        return cls("", Op.STATE, state.value)


@dataclass(frozen=True, slots=True)
class Ask:
    """A list that is asked for; `sort` holds (key, descending) pairs, the newest main date first when empty.

    `ids` narrows it to those records (what is selected in a table), None to no ids in particular.
    """

    ledger: str
    filters: tuple[Filter, ...] = ()
    search: str = ""
    sort: tuple[tuple[str, bool], ...] = ()
    voided: bool = False
    limit: int = 100
    offset: int = 0
    ids: tuple[int, ...] | None = None

    def page(self, offset: int, limit: int) -> Ask:
        """The same list, another page of it."""
        return replace(self, offset=offset, limit=limit)


@dataclass(frozen=True, slots=True)
class ChildRow:
    """One row of a child of a record."""

    values: Mapping[str, Value]
    uuid: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a ledger as it stands; frozen, safe to hand to the window."""

    ledger: str
    id: int
    uuid: str
    number: str
    version: int
    values: Mapping[str, Value]
    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str
    missing_count: int = 0
    voided_at: datetime | None = None
    void_reason: str = ""
    voided_by: str = ""
    year: int = 0
    serial: int = 0
    children: Mapping[str, tuple[ChildRow, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows of a list, and how many rows the whole list has."""

    rows: tuple[Record, ...]
    total: int
