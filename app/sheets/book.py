"""A workbook as it was read: sheets of plain cells, the cells that were merged, and what can be wrong with a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeAlias

Cell: TypeAlias = str | int | float | bool | date | datetime | time | None
"""A cell's value; an empty one is None, never an empty text."""

MAX_ROWS, MAX_COLUMNS = 200_000, 200
"""A sheet of an office is smaller; a larger one is a mistake or an attack."""
MAX_CELLS = 6_000_000
"""Of one sheet, the empty ones between counted too."""


class FileFault(StrEnum):
    """What can be wrong with a file that is brought in; the services put each into a sentence."""

    MISSING = "missing"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    EXPANDS = "expands"
    TOO_MANY_CELLS = "too_many_cells"
    UNSAFE = "unsafe"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    WEB_PAGE = "web_page"
    UNKNOWN = "unknown"
    TOO_SLOW = "too_slow"
    STOPPED = "stopped"
    ENCODING = "encoding"
    CLOSED = "closed"
    NOT_BEGUN = "not_begun"


class SheetError(Exception):
    """A known fault of a file; `detail` is a number or a part's name, never what stands in a cell."""

    def __init__(self, fault: FileFault, detail: str = "") -> None:
        """Take the fault and what it is about."""
        super().__init__(f"{fault}: {detail}")
        self.fault = fault
        self.detail = detail

    def __reduce__(self) -> tuple[type[SheetError], tuple[FileFault, str]]:
        """So that it travels whole from the process that reads."""
        return SheetError, (self.fault, self.detail)


@dataclass(frozen=True, slots=True)
class Merged:
    """A block of merged cells, rows and columns counted from 0, both ends within."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; rows may differ in length, and the first row is the sheet's first, however empty."""

    name: str
    rows: list[list[Cell]]
    merged: tuple[Merged, ...] = ()
    is_hidden: bool = False
    is_1904: bool = False
    """Whether a bare number counts its days from 1904, as workbooks made on a Macintosh do."""


@dataclass(frozen=True, slots=True)
class Book:
    """A file as it was read; `notes` are machine words (macros, hidden_rows, error:D5); of text the encoding."""

    sheets: tuple[Sheet, ...]
    notes: tuple[str, ...] = field(default=())
    encoding: str = ""
