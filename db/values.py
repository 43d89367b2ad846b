"""Pure values of a ledger: dates of limited precision, counts that may be floors, money and quantities."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import TypeAlias

FEN_PER_YUAN = 100
FEN_PER_WAN = 1_000_000
MAX_FEN = 10**15


class Precision(StrEnum):
    """How exactly a date is known."""

    DAY = "day"
    THIRD = "third"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"


THIRD_NAMES = ("初", "中旬", "底")
SEASON_NAMES = ("春", "夏", "秋", "冬")
_THIRD_STARTS = (1, 11, 21)
_SEASON_MONTHS = {3: "春", 6: "夏", 9: "秋", 12: "冬"}


@dataclass(frozen=True, slots=True)
class FuzzyDate:
    """A date known to a day, a ten-day third, a month, a season or a year; `start` is its first day.

    Winter runs from December of the year before to February, except that「2012年冬」means the winter
    that begins in December 2012, as offices write it.
    """

    start: date
    precision: Precision = Precision.DAY

    @property
    def end(self) -> date:
        """The last day the date may mean."""
        start = self.start
        if self.precision is Precision.DAY:
            return start
        if self.precision is Precision.THIRD and start.day < _THIRD_STARTS[2]:
            return start.replace(day=start.day + 9)
        months = {Precision.SEASON: 3, Precision.YEAR: 12}.get(self.precision, 1)
        year, month = divmod(start.month - 1 + months - 1, 12)
        return date(start.year + year, month + 1, calendar.monthrange(start.year + year, month + 1)[1])

    @property
    def is_exact(self) -> bool:
        """Whether the day itself is known."""
        return self.precision is Precision.DAY

    def text(self) -> str:
        """The date as an office writes it: 2014年3月9日, 2014年3月初, 2014年3月, 2012年冬, 2012年."""
        start = self.start
        if self.precision is Precision.YEAR:
            return f"{start.year}年"
        if self.precision is Precision.SEASON:
            return f"{start.year}年{_SEASON_MONTHS[start.month]}"
        month = f"{start.year}年{start.month}月"
        if self.precision is Precision.MONTH:
            return month
        if self.precision is Precision.THIRD:
            return month + THIRD_NAMES[_THIRD_STARTS.index(start.day)]
        return f"{month}{start.day}日"

    def stored(self) -> str:
        """The canonical text kept in audit and JSON: ISO day, with `~precision` when it is not a day."""
        return self.start.isoformat() + ("" if self.is_exact else f"~{self.precision}")

    @classmethod
    def from_stored(cls, text: str) -> FuzzyDate:
        """Read what `stored` wrote; raises ValueError for anything else."""
        day, _, precision = text.partition("~")
        return cls(date.fromisoformat(day), Precision(precision or "day"))

    @classmethod
    def third(cls, year: int, month: int, index: int) -> FuzzyDate:
        """The ten-day third of a month: index 0 is 初, 1 is 中旬, 2 is 底."""
        return cls(date(year, month, _THIRD_STARTS[index]), Precision.THIRD)

    @classmethod
    def season(cls, year: int, index: int) -> FuzzyDate:
        """The season of a year: index 0 is spring (from 1 March), 3 is winter (from 1 December)."""
        return cls(date(year, 3 * (index + 1), 1), Precision.SEASON)


@dataclass(frozen=True, slots=True)
class FuzzyCount:
    """A whole number that may be a floor:「100余条」is at least 100 and is never summed as exact."""

    value: int
    is_floor: bool = False

    def text(self) -> str:
        """The count in digits, with 余 after a floor."""
        return f"{self.value}余" if self.is_floor else str(self.value)

    def stored(self) -> str:
        """The canonical text kept in audit and JSON: digits, with `+` after a floor."""
        return f"{self.value}+" if self.is_floor else str(self.value)

    @classmethod
    def from_stored(cls, text: str) -> FuzzyCount:
        """Read what `stored` wrote; raises ValueError for anything else."""
        return cls(int(text.removesuffix("+")), text.endswith("+"))


def round_half_up(value: Decimal, places: int = 0) -> Decimal:
    """Round 四舍五入 to the given number of decimals."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount of money in whole fen."""

    fen: int

    def __add__(self, other: Money) -> Money:
        """The sum of two amounts."""
        return Money(self.fen + other.fen)

    def __sub__(self, other: Money) -> Money:
        """The difference of two amounts."""
        return Money(self.fen - other.fen)

    @property
    def yuan(self) -> Decimal:
        """The amount in yuan, exact."""
        return Decimal(self.fen) / FEN_PER_YUAN

    @classmethod
    def from_yuan(cls, yuan: Decimal) -> Money:
        """An amount from yuan, rounded half up to the fen."""
        return cls(int(round_half_up(yuan * FEN_PER_YUAN)))

    def stored(self) -> str:
        """The canonical text kept in audit and JSON: yuan with two decimals."""
        return f"{self.yuan:.2f}"

    def text(self) -> str:
        """The amount as a form shows it: yuan, with decimals only when there are any."""
        return plain(self.yuan)

    def wan_text(self, places: int = 2) -> str:
        """The amount in 万元, half up to the given decimals, trailing zeros trimmed."""
        return plain(round_half_up(Decimal(self.fen) / FEN_PER_WAN, places))


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measured amount with its unit (亩, 公里, 盏, 户 …); only equal units are ever added."""

    value: Decimal
    unit: str

    def __add__(self, other: Quantity) -> Quantity:
        """The sum of two quantities of one unit; raises ValueError for different units."""
        if self.unit != other.unit:
            message = f"{self.unit} and {other.unit} are never added"
            raise ValueError(message)
        return Quantity(self.value + other.value, self.unit)

    def text(self) -> str:
        """The quantity as printed: 2170亩, 3.5公里."""
        return plain(self.value) + self.unit

    def stored(self) -> str:
        """The canonical text kept in audit and JSON: number, space, unit."""
        return f"{plain(self.value)} {self.unit}"

    @classmethod
    def from_stored(cls, text: str) -> Quantity:
        """Read what `stored` wrote; raises ValueError for anything else."""
        value, _, unit = text.partition(" ")
        return cls(Decimal(value), unit)


@dataclass(frozen=True, slots=True)
class Reference:
    """A place, person, organisation or household: the register's id (None when only a name is known) and the
    name as it was on the day.
    """

    name: str
    id: int | None = None

    def text(self) -> str:
        """The name as printed."""
        return self.name

    def stored(self) -> str:
        """The canonical text kept in audit and JSON: the name of the day."""
        return self.name


Value: TypeAlias = str | bool | int | Decimal | date | FuzzyDate | FuzzyCount | Money | Quantity | Reference | None
"""What a cell of a ledger holds once it is read."""
