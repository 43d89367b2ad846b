"""The year a record belongs to, and what is said of a year that was closed (年度结转). Pure.

A record belongs to the year of its number, which is that of its main date on the day it was entered; one that was
open when that year was closed is carried, and belongs to the year it was carried into. What lasts (a pairing, a team)
belongs to the year in which it ends, and to none that is over before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from app.rules.backfill import CLOSINGS
from db.declare import CARRIED
from db.values import FuzzyDate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.declare import Ledger
    from db.values import Value

CARRIED_MARK = "结转"
FROM_LAST_YEAR = "上年结转"
"""How the printed ledger of a year marks what came from before it."""
REOPEN = "确需改动的，请管理人员在“工具 → 年度结转”里写明原因重新打开这一年，改完再结转。"


@dataclass(frozen=True, slots=True)
class Closed:
    """A year that is closed: when, by whom, and how many records were carried out of it."""

    year: int
    on: date
    by: str
    carried: int = 0

    @property
    def words(self) -> str:
        """Which year, when and by whom: 2013年已于2014年1月6日由李明结转."""
        return f"{self.year}年已于{self.on.year}年{self.on.month}月{self.on.day}日由{self.by}结转"


def of(ledger: Ledger, number_year: int, values: Mapping[str, Value]) -> int | None:
    """The year a record belongs to now; None for what lasts and has no end yet."""
    carried = values.get(CARRIED)
    year = max(number_year, int(carried)) if isinstance(carried, Decimal) else number_year
    if not ledger.lasts_until:
        return year
    end = year_of_day(values.get(ledger.lasts_until))
    return None if end is None else max(year, end)


def year_of_day(value: Value) -> int | None:
    """The year of a date, a fuzzy one by its beginning; None for an empty one."""
    day = value.start if isinstance(value, FuzzyDate) else value
    return day.year if isinstance(day, date) else None


def closing_day(ledger: Ledger) -> str:
    """The column that says when a record of the ledger was closed (销号, 办结 …); empty where there is none."""
    if ledger.name in CLOSINGS:
        return CLOSINGS[ledger.name].day
    return ledger.deadline.finished if ledger.deadline else ""


def counted_by(ledger: Ledger) -> tuple[str, ...]:
    """The dates that put a record into the figures of a year: of its matter, of its closing, of its end."""
    return tuple(key for key in (ledger.main_date, closing_day(ledger), ledger.lasts_until) if key)


def carried_words(number_year: int, values: Mapping[str, Value], *, of_year: int | None = None) -> str:
    """The mark of a record that was carried: 上年结转 in the ledger of a year it came into, 结转 where none is said."""
    if values.get(CARRIED) is None or of_year == number_year:
        return ""
    return CARRIED_MARK if of_year is None else FROM_LAST_YEAR


def record_sentence(closed: Closed, ledger: str, number: str) -> str:
    """Why a record of a closed year is not changed."""
    return f"{number}（{ledger}）是{closed.year}年的记录，{closed.words}，只能查看和打印，没有改动。{REOPEN}"


def withdrawal_sentence(closed: Closed, ledger: str, number: str) -> str:
    """Why what was carried out of a closed year is neither voided nor restored: that year's ledger has it."""
    return (
        f"{number}（{ledger}）是{closed.year}年登记的，{closed.words}，这一年的台账里有它，不能作废或恢复；没有改动。"
        f"可以继续办理，在备注里写明情况。{REOPEN}"
    )


def entry_sentence(closed: Closed, ledger: str, label: str) -> str:
    """Why nothing is entered into a closed year."""
    return f"{ledger}的「{label}」在{closed.year}年，{closed.words}，没有登记，填的内容都还在。请核对日期；{REOPEN}"


def date_sentence(closed: Closed, number: str, label: str, *, away: bool) -> str:
    """Why a date is not moved into a closed year, or (away) out of it."""
    how = "原来在" if away else "要改到"
    return (
        f"{number}的「{label}」{how}{closed.year}年，{closed.words}，这一年的数已经定了，没有改动。请核对日期；{REOPEN}"
    )
