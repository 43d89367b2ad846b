"""The numbers of records: 整改〔2014〕12号 as printed, 2014-12 as typed on the command line."""

from __future__ import annotations

import re
from typing import NamedTuple

CLOSE_OUT_PREFIX = "销"
_PRINTED = re.compile(r"(?P<prefix>[^\d〔\[【（(]{0,20})[〔\[【（(](?P<year>\d{4})[〕\]】）)]第?(?P<serial>\d{1,9})号?")
_TYPED = re.compile(r"(?:(?P<prefix>[^\d〔-]{1,20})-?)?(?P<year>\d{4})[-－—/](?P<serial>\d{1,9})")
_BARE = re.compile(r"(?P<serial>\d{1,9})号?")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF10, 0xFF1A)}


class Number(NamedTuple):
    """What a number says; prefix is empty when only the year and the serial were given."""

    prefix: str
    year: int
    serial: int


def text(prefix: str, year: int, serial: int) -> str:
    """The number as printed: full year in 六角括号, serial without zeros before it."""
    return f"{prefix}〔{year}〕{serial}号"


def close_out_text(year: int, serial: int) -> str:
    """The number under which a problem was struck off: 销〔2014〕8号."""
    return text(CLOSE_OUT_PREFIX, year, serial)


def parse(number: str, *, year: int | None = None) -> Number | None:
    """Read 整改〔2014〕12号, 整改[2014]12号, 2014-12, 整改-2014-0012 or, within `year`, 12; None for anything else."""
    typed = "".join(number.split()).translate(_WIDE)
    match = _PRINTED.fullmatch(typed) or _TYPED.fullmatch(typed)
    if match:
        return _number(match["prefix"] or "", int(match["year"]), int(match["serial"]))
    bare = _BARE.fullmatch(typed)
    return _number("", year, int(bare["serial"])) if bare and year is not None else None


def _number(prefix: str, year: int, serial: int) -> Number | None:
    return Number(prefix, year, serial) if serial else None
