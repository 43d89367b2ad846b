"""The vocabulary in which an indicator is declared once: where its rows lie, which of them count, and what is added."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from db.ask import Filter, Op
from db.values import FuzzyCount, Money, Quantity, Value

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.figures.frame import Frame


# ---- conditions; a key that a child does not have is looked up in its record --------------------------------------


@dataclass(frozen=True, slots=True)
class By:
    """The day in a date column is the day looked at or an earlier one."""

    key: str


@dataclass(frozen=True, slots=True)
class NotBy:
    """The day in a date column is empty or still to come: a link not ended, an item not done."""

    key: str


@dataclass(frozen=True, slots=True)
class Until:
    """The day in a date column is empty or has come: what a status says without a day counts as said."""

    key: str


@dataclass(frozen=True, slots=True)
class Since:
    """The day in a date column does not lie before the campaign looked at; always true without a campaign."""

    key: str


@dataclass(frozen=True, slots=True)
class Lasts:
    """A last day in a date column is empty or not before the campaign looked at, without one not before the day."""

    key: str


@dataclass(frozen=True, slots=True)
class InTime:
    """A day not later than the first filled one of several deadlines."""

    key: str
    due: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Late:
    """The first filled one of several deadlines lies before the day looked at."""

    due: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of several conditions holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """All of several conditions hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """A condition does not hold."""

    part: Condition


@dataclass(frozen=True, slots=True)
class HasRow:
    """The record has a row of a child for which the conditions hold."""

    child: str
    where: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """This entry of a register stands in a reference column of some row: by id, else by a name only it bears."""

    source: Source
    key: str


@dataclass(frozen=True, slots=True)
class Matched:
    """A column's value stands in a column of some row of another ledger: the same day, the same name."""

    key: str
    source: Source
    other: str


Condition: TypeAlias = (
    Filter | By | NotBy | Until | Since | Lasts | InTime | Late | AnyOf | AllOf | Not | HasRow | Named | Matched
)


@dataclass(frozen=True, slots=True)
class Source:
    """Rows of a ledger, or of a child of it, that meet the conditions; `dated` are the columns whose first filled
    one is the day of the event, the ledger's main date when empty.
    """

    ledger: str
    where: tuple[Condition, ...] = ()
    child: str = ""
    child_where: tuple[Condition, ...] = ()
    dated: tuple[str, ...] = ()
    historical: bool = False
    """Whether the rows are those of 历史补录, which are never among the others."""


def one_of(key: str, *values: str) -> Condition:
    """A column has one of these values."""
    return AnyOf(tuple(Filter(key, value=value) for value in values))


def filled(key: str) -> Filter:
    """A column is filled."""
    return Filter(key, Op.FILLED)


def empty(key: str) -> Filter:
    """A column is empty."""
    return Filter(key, Op.EMPTY)


def ticked(key: str) -> Filter:
    """A flag is set."""
    return Filter(key, value=True)


# ---- what is looked at -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lens:
    """What figures are looked at by, as a clerk names it: a day, and any of campaign, stage (环节), special action,
    place (a village with all in it) and unit. Empty words narrow nothing; without a day it is the file's own today.
    """

    as_of: date | None = None
    campaign: str = ""
    stage: str = ""
    action: str = ""
    place: str = ""
    organisation: str = ""
    since: date | None = None
    """The first day looked at, where a report tells of one year alone."""


@dataclass(frozen=True, slots=True)
class Within:
    """A lens by ids: campaigns with those under them and the day the first began; `since` is the first day of a
    stage; of places and units also the names rows without an id bear. None narrows nothing.
    """

    campaigns: tuple[int, ...] | None = None
    start: date | None = None
    since: date | None = None
    places: tuple[int, ...] | None = None
    place_names: tuple[str, ...] = ()
    organisation: int | None = None
    organisation_names: tuple[str, ...] = ()
    action: int | None = None


EVERYTHING = Within()


# ---- measures ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Count:
    """One for each row; a summary entry (单位汇总) counts what its column `summary` says, or nothing."""

    summary: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """Σ of a column; `missing` is what a row without a value counts. Quantities are only added group by group."""

    key: str
    missing: int | None = None


@dataclass(frozen=True, slots=True)
class Distinct:
    """How many different persons, households, places or titles a column names, in the rows of `also` too; book marks
    make no difference between titles.
    """

    key: str
    summary: str = ""
    also: Source | None = None
    is_title: bool = False


@dataclass(frozen=True, slots=True)
class PerRecord:
    """For each record the number of its child's rows, or Σ of their `key`; `otherwise` is what a record without
    such rows counts: a number, or a column of its own. `product` are columns multiplied for a row without `key`.
    """

    child: str
    where: tuple[Condition, ...] = ()
    key: str = ""
    product: tuple[str, ...] = ()
    otherwise: int | str = 1
    summary: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """Σ of an amount less what was paid of it while the condition holds."""

    key: str
    paid: str
    when: Condition


@dataclass(frozen=True, slots=True)
class Net:
    """Rows in which a column says `plus` less those in which it says `minus`: households in and out of a scheme."""

    key: str
    plus: str
    minus: str


@dataclass(frozen=True, slots=True)
class Ratio:
    """Per cent of one indicator in another, both named by code; its rows are those of the numerator."""

    over: str
    under: str


@dataclass(frozen=True, slots=True)
class Worked:
    """A figure that no single query gives: calendar days, periods with a line a day."""

    work: Callable[[Frame], Outcome]


Measure: TypeAlias = Count | Sum | Distinct | PerRecord | Balance | Net | Ratio | Worked


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure of the office's reports: code, name, counter, the sentence that defines it, its rows and its measure.

    `by` are columns by whose values the figure is also given in groups. `caution` is (flag column, words): the words
    stand beside the figure when a row has the flag.
    """

    code: str
    name: str
    counter: str
    definition: str
    source: Source
    measure: Measure = Count()
    by: tuple[str, ...] = ()
    caution: tuple[str, str] = ("", "")


# ---- answers -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Total:
    """A total that a unit sent in, as a summary entry of the ledger or as a unit report, and what it adds.

    `unit` is how it was written, `key` the one name of the unit (`whose.Units`).
    """

    ledger: str
    id: int
    unit: str
    amount: Value
    key: str


@dataclass(frozen=True, slots=True)
class Behind:
    """The rows behind a figure: record ids, one for each row counted; of a child also the ids of its rows.

    `amounts` is what each row adds; `totals` are those of units that keep no detail; `days` are days without a row.
    """

    ids: tuple[int, ...] = ()
    child_ids: tuple[int, ...] = ()
    amounts: tuple[Value, ...] = ()
    totals: tuple[Total, ...] = ()
    days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an indicator comes to: an exact whole number, a floor, a decimal, money or a quantity; None is no data.

    `text` is given only where the worded value would not say it; `parts` are the groups by label. `base` is the
    denominator of a rate; `has_rows` is False where the ledger holds no row at all: its 0 says that nothing was
    entered, not that nothing happened.
    """

    value: Value
    text: str = ""
    details: tuple[str, ...] = ()
    parts: tuple[tuple[str, Outcome], ...] = ()
    behind: Behind | None = None
    base: Value = None
    has_rows: bool = True


def is_exact(value: Value) -> bool:
    """Whether a value may stand in a rate: known, and no floor."""
    return (
        value is not None and not (isinstance(value, FuzzyCount) and value.is_floor) and not isinstance(value, Quantity)
    )


def bare(value: Value) -> Value:
    """A count that is exact as a plain whole number; everything else as it is."""
    return value.value if isinstance(value, FuzzyCount) and not value.is_floor else value


def magnitude(value: Value) -> int:
    """A whole number to compare sizes by; money in fen."""
    match value:
        case FuzzyCount():
            return value.value
        case Money():
            return value.fen
        case Quantity():
            return int(value.value)
    return 0 if value is None or isinstance(value, str | date) else int(value)  # type: ignore[arg-type]


def size(value: Value) -> Decimal:
    """How large a value is beside another of its kind, halves told apart; money in fen."""
    match value:
        case Decimal():
            return value
        case Quantity():
            return value.value
    return Decimal(magnitude(value))
