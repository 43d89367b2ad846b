"""Fills a copy of somebody else's workbook by patching its sheets: what is not filled in stays as it was made.

Rows are added where a list is longer than the blank ones (`row_growth`). Knows no ledger.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from app.sheets import row_growth
from app.sheets.book import FileFault, SheetError
from app.sheets.references import Growth, name_of
from app.sheets.workbook_parts import TEXT_FORMAT, Parts, cells_of, merges_of, parsed, rows_of, tag, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import BinaryIO

    from app.sheets.book import Cell, Merged

MAX_TEXT = 32_767
"""A cell of a workbook holds no more characters."""
MOST_ROWS = 20_000
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class FillFault(StrEnum):
    """Why a workbook cannot be filled as it was matched; the services put each into a sentence."""

    FORMULA = "formula"
    NO_SHEET = "no_sheet"
    TALL = "tall"
    """Cells of the body are merged over several rows."""
    FIXED = "fixed"
    """Something stands on the sheet that rows cannot be added to: a pivot table, a data table."""
    TOO_MANY = "too_many"
    TOO_LONG = "too_long"


class FillError(Exception):
    """A fault of the matching; `place` is a sheet and a cell, never what stands in it."""

    def __init__(self, fault: FillFault, place: str = "") -> None:
        """Take the fault and where it is."""
        super().__init__(f"{fault}: {place}")
        self.fault = fault
        self.place = place


@dataclass(frozen=True, slots=True)
class ListFill:
    """Rows of values for a table whose body stands in rows `first` to `last` (from 1); `columns` count from 0.

    Rows of the body that are left over are emptied, but for the column of row numbers.
    """

    sheet: str
    first: int
    last: int
    columns: tuple[int, ...]
    rows: Sequence[Sequence[Cell]]
    numbers: int = -1
    """The column of row numbers, -1 for none."""


@dataclass(frozen=True, slots=True)
class CellFill:
    """A value for one cell, its row from 1 and its column from 0; a per cent goes in as the cell's format shows it."""

    sheet: str
    row: int
    column: int
    value: Cell
    is_per_cent: bool = False


def fill(data: bytes, out: BinaryIO, *, lists: Sequence[ListFill] = (), cells: Iterable[CellFill] = ()) -> int:
    """Write a filled copy of a workbook; how many rows had to be added. Raises FillError and SheetError."""
    parts = Parts(data)
    try:
        added = _Filler(parts).fill(lists, list(cells))
    except (ValueError, TypeError, AttributeError, IndexError) as error:
        raise SheetError(FileFault.DAMAGED) from error
    parts.save(out)
    return added


class _Filler:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._sheets: dict[str, _Page] = {}
        self._touched: set[str] = set()

    def fill(self, lists: Sequence[ListFill], cells: list[CellFill]) -> int:
        for one in cells:
            self._page(one.sheet).put(one.row, one.column, one.value, is_per_cent=one.is_per_cent)
        # From the lowest up: rows that are added to a table move only what stands below it.
        added = sum(self._list(one) for one in sorted(lists, key=lambda one: -one.first))
        for page in self._sheets.values():
            self._parts.changed[page.part] = written(page.root)
        row_growth.forget_results(self._parts, self._touched)
        return added

    def _page(self, sheet: str) -> _Page:
        if sheet not in self._parts.sheets:
            raise FillError(FillFault.NO_SHEET, sheet)
        self._touched.add(sheet)
        if sheet not in self._sheets:
            self._sheets[sheet] = _Page(self._parts, sheet)
        return self._sheets[sheet]

    def _list(self, one: ListFill) -> int:
        page, more = self._page(one.sheet), len(one.rows) - (one.last - one.first + 1)
        if len(one.rows) > MOST_ROWS:
            raise FillError(FillFault.TOO_MANY, one.sheet)
        page.refuse_unfit(one)
        if more > 0:
            if row_growth.is_fixed(self._parts, page.part, page.root):
                raise FillError(FillFault.FIXED, one.sheet)
            # The other sheets are read from the parts: what was filled into them has to be there.
            for other in self._sheets.values():
                self._parts.changed[other.part] = written(other.root)
            row_growth.grow(self._parts, page.root, Growth(one.sheet, one.first, one.last, more))
            self._sheets = {one.sheet: page}
        page.put_rows(one)
        return max(more, 0)


class _Page:
    """One sheet being filled."""

    def __init__(self, parts: Parts, sheet: str) -> None:
        self.parts, self.sheet, self.part = parts, sheet, parts.sheets[sheet]
        self.root = parsed(parts.read(self.part))
        self._index()

    def _index(self) -> None:
        for number, row in rows_of(self.root):
            row.set("r", str(number))
            for column, cell in cells_of(row):
                cell.set("r", name_of(number, column))
        self._rows = {int(row.get("r")): row for _number, row in rows_of(self.root)}
        self._merges: tuple[Merged, ...] = tuple(merges_of(self.root))

    def refuse_unfit(self, one: ListFill) -> None:
        """Raises FillError for a body with formulas where values go, or with cells merged over several rows."""
        for row in range(one.first, one.last + 1):
            for column in one.columns:
                self._refuse_formula(self._find(row, column), row, column)
        for block in self._merges:
            tall = block.bottom > block.top and one.first - 1 <= block.bottom and block.top <= one.last - 1
            if tall and any(block.left <= column <= block.right for column in one.columns):
                raise FillError(FillFault.TALL, f"{self.sheet} {name_of(block.top + 1, block.left)}")

    def _refuse_formula(self, cell: Any, row: int, column: int) -> None:  # noqa: ANN401
        if cell is not None and cell.find(tag("f")) is not None:
            raise FillError(FillFault.FORMULA, f"{self.sheet} {name_of(row, column)}")

    def put_rows(self, one: ListFill) -> None:
        """Write the rows, and empty what is left of the body."""
        self._index()
        model = {column: self._find(one.first, column) for column in one.columns}
        for number, values in enumerate(one.rows, start=one.first):
            line = self._row(number)
            own = dict(cells_of(line))
            for column, value in zip(one.columns, values, strict=True):
                cell = own.get(column)
                self._set(self._new_cell(number, column, model[column]) if cell is None else cell, value)
            if line.get("customHeight") not in ("1", "true"):
                line.attrib.pop("ht", None)  # as high as the program finds its text
        for number in range(one.first + len(one.rows), one.last + 1):
            for column in one.columns:
                cell = self._find(number, column)
                if cell is not None and column != one.numbers:
                    self._set(cell, None)

    def put(self, row: int, column: int, value: Cell, *, is_per_cent: bool = False) -> None:
        """Write one cell; of merged cells the one that shows. Raises FillError for a formula."""
        for block in self._merges:
            if block.top <= row - 1 <= block.bottom and block.left <= column <= block.right:
                row, column = block.top + 1, block.left
        self._refuse_formula(self._find(row, column), row, column)
        cell = self._cell(row, column)
        if is_per_cent and isinstance(value, (int, float)) and self.parts.is_per_cent(_style(cell)):
            value = value / 100
        self._set(cell, value)

    def _find(self, row: int, column: int) -> Any:  # noqa: ANN401
        line = self._rows.get(row)
        return None if line is None else next((cell for place, cell in cells_of(line) if place == column), None)

    def _cell(self, row: int, column: int) -> Any:  # noqa: ANN401
        found = self._find(row, column)
        return self._new_cell(row, column, None) if found is None else found

    def _new_cell(self, row: int, column: int, model: Any) -> Any:  # noqa: ANN401
        """A cell where there is none, with the format of its model."""
        line = self._row(row)
        places = [place for place, _cell in cells_of(line)]
        cell = line.makeelement(tag("c"), {"r": name_of(row, column)})
        if model is not None and model.get("s"):
            cell.set("s", model.get("s"))
        line.insert(bisect_left(places, column), cell)
        line.attrib.pop("spans", None)
        return cell

    def _row(self, number: int) -> Any:  # noqa: ANN401
        if number not in self._rows:
            data = self.root.find(tag("sheetData"))
            row = data.makeelement(tag("row"), {"r": str(number)})
            data.insert(bisect_left([int(one.get("r")) for one in data], number), row)
            self._rows[number] = row
        return self._rows[number]

    # -- one cell ----------------------------------------------------------------------------------------------------

    def _set(self, cell: Any, value: Cell) -> None:  # noqa: ANN401
        """Put a value where the cell's own was; its format stays, text is never a formula."""
        for child in list(cell):
            if child.tag in (tag("v"), tag("is"), tag("f")):
                cell.remove(child)
        for name in ("t", "cm", "vm"):
            cell.attrib.pop(name, None)
        match value:
            case None:
                return
            case bool():
                _put_text(cell, "是" if value else "否")
            case datetime() | date():
                self._set_day(cell, value)
            case int() | float() if abs(value) < 1e15:
                _put_number(cell, value)
            case _:
                _put_text(cell, str(value))

    def _set_day(self, cell: Any, day: date | datetime) -> None:  # noqa: ANN401
        """A real day in a cell that shows days, or may be made to; its words in a cell for text."""
        number = _serial(day, is_1904=self.parts.is_1904)
        style = _style(cell)
        if number is None or self.parts.format_of(style) == (TEXT_FORMAT, "") or self.parts.format_of(style)[1] == "@":
            _put_text(cell, f"{day:%Y-%m-%d}" if number is not None else day.isoformat()[:10])
            return
        if not self.parts.is_day(style):
            cell.set("s", str(self.parts.day_style(style)))
        _put_number(cell, number)


def _style(cell: Any) -> int:  # noqa: ANN401
    return int(cell.get("s", 0))


def _put_number(cell: Any, number: float) -> None:  # noqa: ANN401
    value = cell.makeelement(tag("v"))
    value.text = repr(number)
    cell.insert(0, value)


def _put_text(cell: Any, text: str) -> None:  # noqa: ANN401
    """An inline text; what the format would read as an escape (_x000D_) is kept as it stands."""
    if len(text) > MAX_TEXT:
        raise FillError(FillFault.TOO_LONG, str(cell.get("r")))
    inline = cell.makeelement(tag("is"))
    shown = inline.makeelement(tag("t"))
    shown.text = _ESCAPED.sub("_x005F_", _plain(text))
    shown.set(_SPACE, "preserve")
    inline.append(shown)
    cell.insert(0, inline)
    cell.set("t", "inlineStr")


def _plain(text: str) -> str:
    """Text without the characters that no XML may hold."""
    clean = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", clean)


def _serial(day: date | datetime, *, is_1904: bool) -> int | float | None:
    """A day as workbooks count it, None before their first; 1900 has no 29 February, whatever Excel says."""
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)
    start = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)
    days = (moment - start) / timedelta(days=1)
    if days < (0 if is_1904 else 61):
        return None
    return int(days) if days.is_integer() else days
