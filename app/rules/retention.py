"""保管期限 and 档号: how long what was filed is kept, and the code by which it is found (DA/T 22—2015). Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from app.rules.refusal import Exit, Refused

if TYPE_CHECKING:
    from db.declare import Ledger


class Retention(StrEnum):
    """How long a filed record is kept; 不归档 is not filed at all."""

    PERMANENT = "永久"
    THIRTY = "30年"
    TEN = "10年"
    NONE = "不归档"


TERMS = (Retention.PERMANENT, Retention.THIRTY, Retention.TEN)
"""The terms of what is filed, in the order of the list (国家档案局令第8号)."""
CODES = {Retention.PERMANENT: "Y", Retention.THIRTY: "D30", Retention.TEN: "D10"}
YEARS = {Retention.THIRTY: 30, Retention.TEN: 10}
NUMBER_PLACES = 4


def declared(ledger: Ledger) -> Retention:
    """The term a ledger declares: registers are not filed, what says nothing is kept ten years."""
    if ledger.base:
        return Retention.NONE
    return Retention(ledger.retention) if ledger.retention else Retention.TEN


def of(text: str) -> Retention:
    """The term of that name (30年, 30, D30, Y); raises Refused (usage) naming all."""
    wanted = "".join(text.split()).upper()
    for one in Retention:
        if wanted in (one.value, one.value.removesuffix("年"), CODES.get(one)):
            return one
    sentence = f"没有「{text}」这种保管期限，没有改动。可以写：{'、'.join(Retention)}。"
    raise Refused(sentence, field="retention", exit_code=Exit.USAGE)


def kept_until(year: int, term: Retention) -> int | None:
    """The last year through which what was filed for a year is kept; None for ever."""
    return None if term not in YEARS else year + YEARS[term]


def archive_code(*, fonds: str, category: str, year: int, term: Retention, unit: str, item_no: int) -> str:
    """全宗号-档案门类代码·年度-保管期限-机构（问题）代码-件号; the unit is left out where the office has none."""
    parts = [f"{fonds}-{category}·{year}", CODES[term], *([unit] if unit else []), f"{item_no:0{NUMBER_PLACES}d}"]
    return "-".join(parts)
