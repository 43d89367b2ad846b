"""Writes workbooks as offices print them: real dates and numbers, text that is never a formula, a head that repeats."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
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
_POINTS_A_MM = 0.55
"""Characters of a column's width to a millimetre on paper."""


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


def write_workbook(out: BinaryIO, sheets: Iterable[OutSheet], *, author: str = "") -> int:
    """Write the sheets as .xlsx; the number of rows. Raises ValueError for text longer than a cell may be."""
    import xlsxwriter

    book = xlsxwriter.Workbook(
        out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    )
    book.set_properties({"author": author, "comments": "民情台账"})
    written = sum(_Writer(book, sheet).write() for sheet in sheets)
    book.close()
    return written


class _Writer:
    def __init__(self, book: Any, sheet: OutSheet) -> None:  # noqa: ANN401 - XlsxWriter has no types
        self._sheet = sheet
        self._page = book.add_worksheet(_sheet_name(sheet.name))
        face = {"font_name": "宋体", "font_size": 10.5, "valign": "vcenter", "border": 1, "text_wrap": True}
        kinds = {CellKind.DATE: "yyyy-mm-dd", CellKind.MONEY: "#,##0.00", CellKind.TEXT: "@", CellKind.LONG: "@"}
        self._formats = {
            (kind, mark): book.add_format(
                {**face, "num_format": kinds.get(kind, "General"), **({"bg_color": "#F8D7D7"} if mark else {})}
            )
            for kind in CellKind
            for mark in (False, True)
        }
        self._head = book.add_format({**face, "bold": True, "align": "center", "bg_color": "#EEEEEE"})
        self._title = book.add_format({"font_name": "宋体", "font_size": 16, "bold": True, "align": "center"})
        self._plain = book.add_format({"font_name": "宋体", "font_size": 10.5})

    def write(self) -> int:
        page, columns = self._page, self._sheet.columns
        top = 1 if self._sheet.title else 0
        for place, column in enumerate(columns):
            page.set_column(place, place, max(8, column.width * _POINTS_A_MM))
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
        count = self._rows(top + 1)
        self._finish(top, count)
        return count

    def _rows(self, start: int) -> int:
        count = 0
        for count, row in enumerate(self._sheet.rows, start=1):
            is_marked = count - 1 in self._sheet.marks
            for place, (column, cell) in enumerate(zip(self._sheet.columns, row, strict=True)):
                self._cell(start + count - 1, place, column.kind, cell, is_marked=is_marked)
        return count

    def _cell(self, row: int, place: int, kind: CellKind, cell: Cell, *, is_marked: bool) -> None:
        look = self._formats[kind, is_marked]
        match cell:
            case None:
                self._page.write_blank(row, place, None, look)
            case bool():
                self._page.write_string(row, place, "是" if cell else "否", look)
            case datetime() | date():
                self._page.write_datetime(row, place, cell, self._formats[CellKind.DATE, is_marked])
            case int() | float() if abs(cell) < 1e15:
                self._page.write_number(row, place, cell, look)
            case _:
                text = str(cell)
                if len(text) > MAX_TEXT:
                    message = f"a cell holds at most {MAX_TEXT} characters"
                    raise ValueError(message)
                self._page.write_string(row, place, text, look)

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
        page.fit_to_pages(1, 0)
        page.set_footer("&C第 &P 页 共 &N 页")
        page.print_area(0, 0, last, max(0, len(columns) - 1))

    def _offer(self, first: int, place: int, column: OutColumn) -> None:
        if len(",".join(column.choices)) <= 255:
            self._page.data_validation(
                first,
                place,
                first + 999,
                place,
                {"validate": "list", "source": list(column.choices), "error_type": "warning"},
            )


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
