"""Writes workbooks as offices print them: real dates and numbers, text that is never a formula, a head that repeats."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import TYPE_CHECKING, Any

from app.sheets import text_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import BinaryIO

    from app.sheets.book import Cell

MAX_TEXT = 32_767
"""A cell of a workbook holds no more characters."""
TEMPLATE_ROWS = 999
"""So many rows of a template offer the choices of a column."""
CHOICES_NAME = "可选内容"
"""The hidden sheet of a template with the choices that are too long for a cell's own list."""
LONGEST_LIST = 255
_CHARS_A_MM = 0.55
"""Characters of a column's width to a millimetre on paper."""
_SMALLEST, _PAPER = 0.6, 250
"""How far a page may be made smaller, and the millimetres between the margins of one that lies across."""
_NARROW = re.compile("[\x00-\u10ff]")
"""Characters half as wide as the others."""
_LINE, _TALLEST = 14.5, 409.0
"""Points of one line in a cell, and of the tallest row there is."""


class CellKind(StrEnum):
    """How a column is written."""

    TEXT = "text"
    LONG = "long"
    DATE = "date"
    WHOLE = "whole"
    NUMBER = "number"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class OutColumn:
    """A column of a sheet: its label, kind, width in millimetres, and what may be chosen in a template."""

    label: str
    kind: CellKind = CellKind.TEXT
    width: float = 20
    choices: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class OutSheet:
    """A sheet to be written: a title over the head, the rows, and marked rows (by place, red) for failures."""

    name: str
    title: str
    columns: tuple[OutColumn, ...]
    rows: Iterable[Sequence[Cell]]
    marks: frozenset[int] = frozenset()
    footer: tuple[str, ...] = ()
    sample: tuple[Cell, ...] = ()
    """A row under the head that shows how one is filled in."""
    is_attached: bool = False
    """Whether its rows belong to those of another sheet, and are not counted."""


class _GivenUp:
    """What a workbook is written to: once a write has failed, what the library still sends as it goes is let drop."""

    def __init__(self, out: BinaryIO) -> None:
        self._out, self._has_failed, self._size = out, False, 0

    def _do(self, name: str, otherwise: int, *given: Any) -> int:  # noqa: ANN401 - as the stream takes them
        if self._has_failed or self._out.closed:
            return otherwise
        try:
            return int(getattr(self._out, name)(*given) or 0)
        except BaseException:
            self._has_failed = True
            raise

    def write(self, data: bytes) -> int:
        self._size += len(data)
        return self._do("write", len(data), data)

    def tell(self) -> int:
        return self._do("tell", self._size)

    def seek(self, place: int, whence: int = 0) -> int:
        return self._do("seek", place, place, whence)

    def flush(self) -> None:
        self._do("flush", 0)

    def seekable(self) -> bool:
        return True


def write_workbook(out: BinaryIO, sheets: Iterable[OutSheet], *, author: str = "") -> int:
    """Write the sheets as .xlsx; the number of rows. Raises ValueError for text longer than a cell may be."""
    import xlsxwriter

    book = xlsxwriter.Workbook(
        _GivenUp(out),
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": True},
    )
    book.set_properties({"author": author, "comments": "民情台账"})
    written, offered = 0, dict[tuple[str, ...], str]()
    for sheet in sheets:
        count = _Writer(book, sheet, offered).write()
        written += 0 if sheet.is_attached else count
    if offered:
        _write_choices(book, tuple(offered))
    book.close()
    return written


def _write_choices(book: Any, lists: Sequence[tuple[str, ...]]) -> None:  # noqa: ANN401 - XlsxWriter has no types
    """The long lists of choices, one a column, on a sheet that is not shown."""
    page = book.add_worksheet(CHOICES_NAME)
    for row in range(max(map(len, lists))):
        for place, choices in enumerate(lists):
            if row < len(choices):
                page.write_string(row, place, choices[row])
    page.hide()


class _Writer:
    def __init__(self, book: Any, sheet: OutSheet, offered: dict[tuple[str, ...], str]) -> None:  # noqa: ANN401
        self._sheet, self._offered = sheet, offered
        self._room = [max(8, column.width * _CHARS_A_MM) - 1 for column in sheet.columns]
        from app.sheets.row_page import RowPage

        self._page = book.add_worksheet(_sheet_name(sheet.name), worksheet_class=RowPage)
        face = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter", "border": 1, "text_wrap": True}
        kinds = {CellKind.DATE: "yyyy-mm-dd", CellKind.MONEY: "#,##0.00", CellKind.TEXT: "@", CellKind.LONG: "@"}
        centred = (CellKind.DATE,)
        self._formats = {
            (kind, mark): book.add_format(
                {
                    **face,
                    "num_format": kinds.get(kind, "General"),
                    **({"align": "center"} if kind in centred else {}),
                    **({"bg_color": "#F8D7D7"} if mark else {}),
                }
            )
            for kind in CellKind
            for mark in (False, True)
        }
        self._head = book.add_format({**face, "bold": True, "align": "center", "bg_color": "#EEEEEE"})
        self._title = book.add_format({"font_name": "宋体", "font_size": 16, "bold": True, "align": "center"})
        self._sample = book.add_format({**face, "italic": True, "font_color": "#7F7F7F", "num_format": "@"})
        self._plain = book.add_format({"font_name": "宋体", "font_size": 10.5})

    def write(self) -> int:
        page, columns = self._page, self._sheet.columns
        top = 1 if self._sheet.title else 0
        for place, column in enumerate(columns):
            page.set_column(place, place, max(8, column.width * _CHARS_A_MM))
        if top:
            page.set_row(0, 28)
            if len(columns) > 1:
                page.merge_range(0, 0, 0, len(columns) - 1, self._sheet.title, self._title)
            else:
                page.write_string(0, 0, self._sheet.title, self._title)
        for place, column in enumerate(columns):
            page.write_string(top, place, column.label, self._head)
        page.freeze_panes(top + 1, min(2, len(columns) - 1))
        page.repeat_rows(0, top)
        shift = 0
        if self._sheet.sample:
            shift = 1
            self._fit(top + 1, self._sheet.sample)
            for place, cell in enumerate(self._sheet.sample):
                page.write_string(top + 1, place, "" if cell is None else str(cell), self._sample)
        count = self._rows(top + 1 + shift)
        self._finish(top, count + shift)
        return count

    def _height(self, cells: Sequence[Cell]) -> float:
        """The height in points that a row's longest cell needs, 0 for one line; programs do not all see to it."""
        most = 1
        for cell, room in zip(cells, self._room, strict=True):
            if type(cell) is str and (len(cell) * 2 > room or "\n" in cell):
                most = max(most, lines_of(cell, room))
        return min(_TALLEST, most * _LINE + 3) if most > 1 else 0.0

    def _fit(self, row: int, cells: Sequence[Cell]) -> None:
        height = self._height(cells)
        if height:
            self._page.set_row(row, height)

    def _rows(self, start: int) -> int:
        """Write the rows; those of one look follow one another, so a marked one changes it for itself alone."""
        count, was_marked = 0, None
        for count, row in enumerate(self._sheet.rows, start=1):
            is_marked = count - 1 in self._sheet.marks
            if is_marked is not was_marked:
                was_marked = is_marked
                looks = [self._formats[column.kind, is_marked] for column in self._sheet.columns]
                self._page.begin_rows(looks, self._formats[CellKind.DATE, is_marked])
            if any(type(cell) is str and len(cell) > MAX_TEXT for cell in row):
                message = f"a cell holds at most {MAX_TEXT} characters"
                raise ValueError(message)
            self._page.write_cells(start + count - 1, row, self._height(row))
        return count

    def _finish(self, top: int, count: int) -> None:
        page, columns = self._page, self._sheet.columns
        last = top + max(count, 1)
        for offset, line in enumerate(self._sheet.footer, start=1):
            page.write_string(last + offset, 0, line, self._plain)
        for place, column in enumerate(columns):
            if column.choices:
                self._offer(top + 1, place, column)
            if column.note:
                page.write_comment(top, place, column.note)
        page.set_landscape()
        page.set_paper(9)
        page.set_margins(left=0.98, right=0.71, top=0.71, bottom=0.71)
        self._fit_pages()
        page.set_footer("&C第 &P 页 共 &N 页")
        page.print_area(0, 0, last, max(0, len(columns) - 1))

    def _fit_pages(self) -> None:
        """As few pages across as can still be read; those after the first repeat what tells the rows apart."""
        across = max(1, ceil(sum(self._room) / _CHARS_A_MM * _SMALLEST / _PAPER))
        self._page.fit_to_pages(across, 0)
        if across > 1:
            self._page.repeat_columns(0, min(1, len(self._sheet.columns) - 1))

    def _offer(self, first: int, place: int, column: OutColumn) -> None:
        source: list[str] | str = list(column.choices)
        if len(",".join(column.choices)) > LONGEST_LIST or any("," in choice for choice in column.choices):
            letter = self._offered.setdefault(column.choices, _letter(len(self._offered)))
            source = f"='{CHOICES_NAME}'!${letter}$1:${letter}${len(column.choices)}"
        given = {"validate": "list", "source": source, "error_type": "warning"}
        self._page.data_validation(first, place, first + TEMPLATE_ROWS, place, given)


def lines_of(text: str, room: float) -> int:
    """How many lines a text takes in a column with room for so many half-width characters."""
    return sum(max(1, ceil((2 * len(line) - len(_NARROW.findall(line))) / room)) for line in text.split("\n"))


def _letter(place: int) -> str:
    """The letters of a column, counted from 0."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _sheet_name(name: str) -> str:
    clean = "".join(" " if char in r"[]:*?/\'" else char for char in name).strip()
    return clean[:31] or "台账"


def write_csv(out: BinaryIO, columns: Sequence[OutColumn], rows: Iterable[Sequence[Cell]]) -> int:
    """Write one table as CSV that spreadsheet programs open right (UTF-8 with its mark, CRLF); the number of rows."""
    stream = io.TextIOWrapper(out, "utf-8-sig", newline="", write_through=True)
    pen = csv.writer(stream)
    pen.writerow([text_table.inert(column.label) for column in columns])
    written = 0
    for row in rows:
        pen.writerow(["" if cell is None else text_table.inert(str(cell)) for cell in row])
        written += 1
    stream.detach()
    return written
