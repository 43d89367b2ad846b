"""The document tree: what a sheet of paper says, as plain frozen values that can be sent to a child process."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date


class Align(Enum):
    """Where a cell's text stands between its rules."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Binding(Enum):
    """Where sheets across are bound: at the left; at the left of paper printed on both sides; or with upright
    documents, the head of an odd page at the binding edge and of an even page at the cut edge (GB/T 9704).
    """

    LEFT = "left"
    BOTH_SIDES = "both_sides"
    WITH_UPRIGHT = "with_upright"


class RowKind(Enum):
    """What a row is: a record, the 小计 of a group, or the 合计 of all."""

    BODY = "body"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column of a table; `width` is a wish in millimetres, scaled with the others to fill the frame, but never to
    less than `least` where all of that fits.
    """

    label: str
    width: float
    align: Align = Align.LEFT
    least: float = 0.0


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: as many cells as the table has columns; `bookmark` names it in the outline when not empty."""

    cells: tuple[str, ...]
    kind: RowKind = RowKind.BODY
    bookmark: str = ""


@dataclass(frozen=True, slots=True)
class LedgerPaper:
    """A ledger as it is handed in: title, office, date, table and signatures, on A4 across.

    `rows` is walked once and never held. `period` stands in brackets under the title, `unit_note` (单位：万元、户)
    right above the table, `notes` below it, `profile_note` (公示版) at the right of every head, `foot_note` at the left
    and `marks` at the right of every foot. `blank_rows` are added for handwriting, `watermark` stands pale across every
    page, `made_on` is the day the file says it was made.
    """

    title: str
    office: str
    reported_on: str
    columns: tuple[TableColumn, ...]
    rows: Iterable[TableRow]
    total: TableRow | None = None
    signatures: tuple[str, ...] = ()
    unit_note: str = ""
    notes: tuple[str, ...] = ()
    period: str = ""
    blank_rows: int = 0
    profile_note: str = ""
    foot_note: str = ""
    marks: tuple[str, ...] = ()
    binding: Binding = Binding.LEFT
    watermark: str = ""
    made_on: date | None = None
    numbered: bool = True
    """Whether its pages bear their number: not where they are bound into a whole and numbered with the others."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What came out: the number of pages, the faces used, and the characters that no face has."""

    pages: int
    faces: tuple[str, ...]
    missing: tuple[str, ...] = ()


class Cancelled(Exception):  # noqa: N818 - the clerk's own wish is no error
    """The clerk stopped the printing; nothing was written."""
