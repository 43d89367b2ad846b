"""References in the formulas and areas of a workbook: how they go when rows are added to a table. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

_SHEET = r"(?:'(?:[^']|'')+'|(?:\[\d+\])?[^\W\d][\w.]*(?::[^\W\d][\w.]*)?)!"
_CELL = r"\$?[A-Z]{1,3}\$?\d+"
_TOKEN = re.compile(
    rf'"(?:[^"]|"")*"|(?<![\w.$!])(?P<sheet>{_SHEET})?'
    rf"(?:(?P<ref>{_CELL}(?::{_CELL})?|\$?\d+:\$?\d+)|(?P<columns>\$?[A-Z]{{1,3}}:\$?[A-Z]{{1,3}}))(?![\w(.!\[])"
    r"|\[[^\]]*\]"
)
_END = re.compile(r"(\$?)([A-Z]*)(\$?)(\d+)")


@dataclass(frozen=True, slots=True)
class Growth:
    """So many rows are added to a sheet right below `last`, the last row of a table's body that begins at `first`.

    Rows are counted from 1.
    """

    sheet: str
    first: int
    last: int
    more: int

    def row(self, number: int) -> int:
        """Where a row stands afterwards."""
        return number + self.more if number > self.last else number

    def area(self, top: int, bottom: int, *, grows: bool) -> tuple[int, int]:
        """Where a block of rows stands afterwards; one that ends with the body takes the new rows in if it `grows`."""
        if grows and top <= self.last == bottom:
            return top, bottom + self.more
        return self.row(top), self.row(bottom)


@cache
def letters(column: int) -> str:
    """The letters of a column counted from 0."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


@cache
def column_of(text: str) -> int:
    """The column, from 0, of its letters."""
    number = 0
    for char in text:
        number = number * 26 + ord(char) - 64
    return number - 1


def place_of(ref: str) -> tuple[int, int]:
    """The row from 1 and the column from 0 of a reference such as D5; raises ValueError for another text."""
    match = re.fullmatch(r"\$?([A-Za-z]{1,3})\$?([1-9]\d*)", ref.strip())
    if match is None:
        raise ValueError(ref)
    return int(match[2]), column_of(match[1].upper())


def name_of(row: int, column: int) -> str:
    """The reference of a cell, its row from 1 and its column from 0."""
    return f"{letters(column)}{row}"


def rows_of(area: str) -> tuple[int, int]:
    """The first and last row of an area such as A4:F8 or D5."""
    rows = [int(match[4]) for match in _END.finditer(area)]
    return rows[0], rows[-1]


def with_rows(area: str, top: int, bottom: int) -> str:
    """The area with other rows."""
    ends = area.split(":")
    given = (top, bottom) if len(ends) == 2 else (top,)
    return ":".join(_END.sub(rf"\g<1>\g<2>\g<3>{row}", end) for end, row in zip(ends, given, strict=True))


def grown_area(area: str, growth: Growth) -> str:
    """An area of formats or choices afterwards; what covers the last row of the body covers the new ones."""
    return with_rows(area, *growth.area(*rows_of(area), grows=True))


def grown(formula: str, growth: Growth, *, at: int = 0, is_own: bool = True) -> str:
    """A formula after the growth; `is_own` when it stands on the grown sheet, then in row `at`.

    A range over the body takes the new rows in. A formula of the body itself speaks of its own row: there only a
    range with a fixed end ($8) does.
    """
    in_body = is_own and growth.first <= at <= growth.last

    def moved(match: re.Match[str]) -> str:
        if not match["ref"] or not _is_there(match["sheet"], growth.sheet, is_own=is_own):
            return match[0]
        ref = match["ref"]
        top, bottom = rows_of(ref)
        is_tall, is_fixed = top < bottom, _is_fixed(list(_END.finditer(ref))[-1])
        grows = ":" in ref and (is_tall and is_fixed if in_body else is_tall or growth.first == growth.last)
        return f"{match['sheet'] or ''}{with_rows(ref, *growth.area(top, bottom, grows=grows))}"

    return _TOKEN.sub(moved, formula)


def _is_there(sheet: str | None, name: str, *, is_own: bool) -> bool:
    if sheet is None:
        return is_own
    return sheet.removesuffix("!").strip("'").replace("''", "'") == name


def copied(formula: str, growth: Growth, down: int) -> str:
    """The grown formula of the body's last row, copied so many rows down: what spoke of its row speaks of the new one.

    What points out of the body (a total, a head) goes on pointing there.
    """
    near = range(growth.first - 1, growth.last + 1)

    def moved(match: re.Match[str]) -> str:
        if not match["ref"] or match["sheet"] is not None:
            return match[0]

        def end(part: re.Match[str]) -> str:
            row = int(part[4])
            return f"{part[1]}{part[2]}{part[3]}{row + down if not _is_fixed(part) and row in near else row}"

        return _END.sub(end, match["ref"])

    return _TOKEN.sub(moved, formula)


def _is_fixed(part: re.Match[str]) -> bool:
    """Whether a reference's row is fixed: $D$8, D$8; of whole rows $8:$9 the sign stands first."""
    return bool(part[3]) or (bool(part[1]) and not part[2])


def shifted(formula: str, down: int, across: int) -> str:
    """A formula as another cell that shares it has it: what is not fixed goes along."""

    def end(part: re.Match[str]) -> str:
        row = int(part[4]) + (0 if _is_fixed(part) else down)
        column = part[2] if not part[2] or part[1] else _across(part[2], across)
        return f"{part[1]}{column}{part[3]}{row}"

    def moved(match: re.Match[str]) -> str:
        if match["ref"]:
            return f"{match['sheet'] or ''}{_END.sub(end, match['ref'])}"
        if match["columns"]:
            both = re.sub(r"(\$?)([A-Z]+)", lambda m: m[0] if m[1] else _across(m[2], across), match["columns"])
            return f"{match['sheet'] or ''}{both}"
        return match[0]

    return _TOKEN.sub(moved, formula)


def _across(text: str, across: int) -> str:
    return letters(column_of(text) + across)
