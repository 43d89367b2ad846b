"""The table that Excel, WPS and LibreOffice put on the clipboard as HTML: cells with their own line breaks, numbers
whole where the sheet shows 1.1E+17, merged cells, rows hidden by a filter left out. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from typing_extensions import override

from app.sheets.book import MAX_COLUMNS, MAX_ROWS, FileFault, Merged, Sheet, SheetError

if TYPE_CHECKING:
    from app.sheets.book import Cell

MOST_CELLS = 2_000_000
MOST_TALL = 2_000
"""Rows that one merged cell is believed to span."""
LONGEST = 64_000_000
"""Characters of HTML that are looked at."""
_SHORTENED = re.compile(r"\s*-?\d(?:\.\d+)?E\+\d+\s*|#+", re.IGNORECASE)
_HIDDEN = re.compile(r"display:\s*none", re.IGNORECASE)
_SKIPPED = frozenset(("style", "script", "title", "head"))


@dataclass(slots=True)
class _Cell:
    """A cell that is being read: its text so far, its exact number where the program gives one, its spans."""

    parts: list[str] = field(default_factory=list)
    number: str = ""
    wide: int = 1
    tall: int = 1

    def value(self) -> Cell:
        """The text as it is shown; the exact number where what is shown was shortened."""
        lines = (re.sub(" +", " ", line).replace("\xa0", " ").strip() for line in "".join(self.parts).split("\n"))
        text = "\n".join(lines).strip("\n")
        if self.number and _SHORTENED.fullmatch(text):
            return _exact(self.number) or text
        return text if text.strip() else None


def _exact(number: str) -> int | float | None:
    try:
        found = float(number)
    except ValueError:
        return None
    return int(number) if number.isdecimal() else found


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[Cell]] = []
        self.merged: list[Merged] = []
        self._taken: dict[tuple[int, int], None] = {}
        self._cell: _Cell | None = None
        self._row: list[Cell] | None = None
        self._skipping = ""
        self._cells = 0
        self._is_over = False

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _SKIPPED:
            self._skipping = tag
        elif self._is_over:
            return
        elif tag == "tr":
            self._end_row()
            self._row = None if _HIDDEN.search(given.get("style", "")) else []
        elif tag in ("td", "th") and self._row is not None:
            self._end_cell()
            spans = [
                _span(given.get(name, ""), most) for name, most in (("colspan", MAX_COLUMNS), ("rowspan", MAX_ROWS))
            ]
            self._cell = _Cell([], given.get("x:num", "") or given.get("sdval", ""), *spans)
        elif tag in ("br", "p", "div") and self._cell is not None and (tag == "br" or self._cell.parts):
            self._cell.parts.append("\n")

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == self._skipping:
            self._skipping = ""
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag == "tr":
            self._end_row()
        elif tag == "table":
            self._end_row()
            self._is_over = bool(self.rows)

    @override
    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._skipping:
            self._cell.parts.append(re.sub(r"[ \t\r\n\f]+", " ", data))

    def _end_cell(self) -> None:
        cell, row = self._cell, self._row
        self._cell = None
        if cell is None or row is None:
            return
        at = len(self.rows)
        while (at, len(row)) in self._taken:
            row.append(None)
        left = len(row)
        row += [cell.value(), *[None] * (cell.wide - 1)]
        self._cells += cell.wide
        if self._cells > MOST_CELLS or len(row) > MAX_COLUMNS:
            raise SheetError(FileFault.TOO_MANY_CELLS)
        if cell.wide > 1 or cell.tall > 1:
            self.merged.append(Merged(at, left, at + cell.tall - 1, left + cell.wide - 1))
            below = ((at + down, left + across) for down in range(1, cell.tall) for across in range(cell.wide))
            self._taken.update(dict.fromkeys(below))

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is not None:
            while (len(self.rows), len(self._row)) in self._taken:
                self._row.append(None)
            self.rows.append(self._row)
            if len(self.rows) > MAX_ROWS:
                raise SheetError(FileFault.TOO_MANY_CELLS)
        self._row = None


def _span(text: str, most: int) -> int:
    return max(1, min(int(text), most, MOST_TALL)) if text.isdecimal() and len(text) < 7 else 1


def read(html: str, name: str) -> Sheet | None:
    """The first table of a clipboard's HTML as a sheet, None when there is none; raises SheetError when too large."""
    if "<table" not in html.lower() or len(html) > LONGEST:
        return None
    reader = _Reader()
    reader.feed(html)
    reader.close()
    rows = [row for row in reader.rows if row]
    if len(rows) < len(reader.rows) or not rows:
        return None
    return Sheet(name, rows, tuple(one for one in reader.merged if one.bottom < len(rows)))
