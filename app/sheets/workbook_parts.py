"""A workbook of Excel as its parts: sheets by name, what a cell holds, how it is formatted. Reads; knows no ledger."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lxml import etree

from app.sheets.book import MAX_COLUMNS, Book, FileFault, Merged, Sheet, SheetError
from app.sheets.references import column_of, place_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.sheets.book import Cell

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "[Content_Types].xml"
MAX_ROWS = 20_000
"""A superior's table has fewer; more are no form to be filled in."""
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""The built-in formats of days and hours, those of Chinese workbooks among them."""
TEXT_FORMAT = 49
_QUOTED = re.compile(r'"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]|[_*].', re.IGNORECASE)


def tag(name: str) -> str:
    """A name of SpreadsheetML as lxml writes it."""
    return f"{{{MAIN}}}{name}"


def parsed(data: bytes) -> Any:  # noqa: ANN401 - lxml has no types
    """The root of a part; no entity is resolved and nothing is fetched. Raises SheetError DAMAGED."""
    try:
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    except etree.XMLSyntaxError as error:
        raise SheetError(FileFault.DAMAGED) from error


def written(root: Any) -> bytes:  # noqa: ANN401
    """A part as bytes again."""
    text: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return text


@dataclass
class Parts:
    """The parts of a workbook by their names; `changed` are those that differ from the file, None those left out."""

    data: bytes
    changed: dict[str, bytes | None] = field(default_factory=dict)
    _day_styles: dict[int, int] = field(default_factory=dict)

    @cached_property
    def _archive(self) -> zipfile.ZipFile:
        try:
            return zipfile.ZipFile(io.BytesIO(self.data))
        except zipfile.BadZipFile as error:
            raise SheetError(FileFault.DAMAGED) from error

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Every part in the file's own order."""
        return tuple(dict.fromkeys(self._archive.namelist()))

    def read(self, name: str) -> bytes:
        """A part as it stands now; raises SheetError DAMAGED for one that is not there or broken."""
        kept = self.changed.get(name)
        if kept is not None:
            return kept
        try:
            return self._archive.read(name)
        except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise SheetError(FileFault.DAMAGED, name) from error

    def save(self, out: Any) -> None:  # noqa: ANN401 - any binary stream
        """Write the file, its parts in their order with their own days, unchanged ones byte for byte."""
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
            for name in self.names:
                if name in self.changed and self.changed[name] is None:
                    continue
                old = self._archive.getinfo(name)
                info = zipfile.ZipInfo(name, old.date_time)
                info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, old.external_attr
                target.writestr(info, self.read(name))

    # -- what belongs to what ----------------------------------------------------------------------------------------

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part points to: by id, the last word of the relation's kind and the part's name."""
        folder, name = posixpath.split(part)
        own = posixpath.join(folder, "_rels", f"{name}.rels")
        if own not in self.names:
            return {}
        return {
            one.get("Id", ""): (one.get("Type", "").rpartition("/")[2], _within(folder, one.get("Target", "")))
            for one in parsed(self.read(own))
            if one.get("TargetMode") != "External"
        }

    @cached_property
    def workbook(self) -> str:
        """The part that lists the sheets."""
        found = [name for kind, name in self.relations("").values() if kind == "officeDocument"]
        if not found or not found[0].endswith(".xml"):
            raise SheetError(FileFault.UNKNOWN)
        return found[0]

    @cached_property
    def sheets(self) -> dict[str, str]:
        """The worksheets by name, each with its part; raises SheetError UNKNOWN for a workbook of another kind."""
        root = parsed(self.read(self.workbook))
        if root.tag != tag("workbook"):
            raise SheetError(FileFault.UNKNOWN)
        known = self.relations(self.workbook)
        every = (
            (one.get("name", ""), known.get(one.get(f"{{{OFFICE}}}id"), ("", ""))) for one in root.iter(tag("sheet"))
        )
        return {name: part for name, (kind, part) in every if kind == "worksheet"}

    @cached_property
    def hidden(self) -> frozenset[str]:
        """The names of sheets that are not shown."""
        root = parsed(self.read(self.workbook))
        return frozenset(
            one.get("name", "") for one in root.iter(tag("sheet")) if one.get("state", "visible") != "visible"
        )

    def related(self, part: str, kind: str) -> list[str]:
        """The parts of a kind that a part points to."""
        return [name for found, name in self.relations(part).values() if found == kind]

    # -- values and formats ------------------------------------------------------------------------------------------

    @cached_property
    def is_1904(self) -> bool:
        """Whether days are counted from 1904."""
        properties = parsed(self.read(self.workbook)).find(tag("workbookPr"))
        return properties is not None and properties.get("date1904") in ("1", "true")

    @cached_property
    def shared(self) -> tuple[str, ...]:
        """The shared texts in their order."""
        found = self.related(self.workbook, "sharedStrings")
        return tuple(_text_of(one) for one in parsed(self.read(found[0]))) if found else ()

    @cached_property
    def formats(self) -> tuple[tuple[int, str], ...]:
        """The number format of each cell style: its id, and its code where the file gives one."""
        found = self.related(self.workbook, "styles")
        if not found:
            return ()
        root = parsed(self.read(found[0]))
        codes = {int(one.get("numFmtId", 0)): one.get("formatCode", "") for one in root.iter(tag("numFmt"))}
        cells = root.find(tag("cellXfs"))
        ids = [int(one.get("numFmtId", 0)) for one in cells] if cells is not None else []
        return tuple((one, codes.get(one, "")) for one in ids)

    def format_of(self, style: int) -> tuple[int, str]:
        """The number format of a cell style; General for one that is not there."""
        return self.formats[style] if 0 <= style < len(self.formats) else (0, "")

    def is_day(self, style: int) -> bool:
        """Whether cells of a style show their number as a day or an hour."""
        number, code = self.format_of(style)
        return bool(re.search(r"[ymdhs]", _QUOTED.sub("", code), re.IGNORECASE)) if code else number in _DATE_FORMATS

    def is_per_cent(self, style: int) -> bool:
        """Whether cells of a style show their number as a per cent."""
        number, code = self.format_of(style)
        return "%" in _QUOTED.sub("", code) if code else number in (9, 10)

    def day_style(self, style: int) -> int:
        """A style like this one that shows its number as a day, added to the file's own where it is not there yet."""
        if style not in self._day_styles:
            name = self.related(self.workbook, "styles")[0]
            root = parsed(self.read(name))
            cells = root.find(tag("cellXfs"))
            twin = deepcopy(cells[style])
            twin.set("numFmtId", "14")
            twin.set("applyNumberFormat", "1")
            cells.append(twin)
            cells.set("count", str(len(cells)))
            self.changed[name] = written(root)
            self._day_styles[style] = len(cells) - 1
        return self._day_styles[style]

    def value(self, cell: Any) -> Cell:  # noqa: ANN401
        """What a cell holds; a day where its format shows one, None when it is empty."""
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            inline = cell.find(tag("is"))
            return _kept(_text_of(inline) if inline is not None else "")
        text: str | None = cell.findtext(tag("v"))
        if text is None or not text.strip():
            return None
        if kind == "s":
            place = int(text)
            return _kept(self.shared[place] if place < len(self.shared) else "")
        if kind == "b":
            return text.strip() == "1"
        return text if kind in ("str", "e", "d") else self._number(text, int(cell.get("s", 0)))

    def _number(self, text: str, style: int) -> Cell:
        try:
            number = float(text)
        except ValueError:
            return text
        if self.is_day(style) and 0 < number < 2_958_466:
            start = datetime(1904, 1, 1) if self.is_1904 else datetime(1899, 12, 30)
            return start + timedelta(days=number)
        return int(number) if number.is_integer() and abs(number) < 1e15 else number


def _kept(text: str) -> str | None:
    return text if text.strip() else None


def _within(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _text_of(item: Any) -> str:  # noqa: ANN401
    """The text of a shared or inline string, its runs joined, without the readings of its characters."""
    return "".join(one.text or "" for one in item.iter(tag("t")) if one.getparent().tag != tag("rPh"))


def rows_of(root: Any) -> Iterator[tuple[int, Any]]:  # noqa: ANN401
    """The rows of a sheet with their numbers; a row without one follows the row before."""
    number = 0
    for row in root.iterfind(f"{tag('sheetData')}/{tag('row')}"):
        number = int(row.get("r") or number + 1)
        yield number, row


def cells_of(row: Any) -> Iterator[tuple[int, Any]]:  # noqa: ANN401
    """The cells of a row with their columns from 0."""
    column = -1
    for cell in row.iterfind(tag("c")):
        ref = cell.get("r")
        column = column_of(ref.rstrip("0123456789")) if ref else column + 1
        yield column, cell


@dataclass(frozen=True, slots=True)
class Outline:
    """A workbook to be looked at and matched: its sheets, where formulas stand (row from 1, column from 0), how wide
    its columns are, in characters, and the rows (from 1) in which two cells or more have a format of their own.
    """

    book: Book
    formulas: dict[str, frozenset[tuple[int, int]]]
    widths: dict[str, dict[int, float]]
    styled: dict[str, frozenset[int]]

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name, None when there is none."""
        return next((one for one in self.book.sheets if one.name == name), None)


def outline(data: bytes) -> Outline:
    """What a workbook shows; raises SheetError for one that is no .xlsx or has too many rows or columns."""
    try:
        return _outline(Parts(data))
    except (ValueError, TypeError, AttributeError, IndexError) as error:
        raise SheetError(FileFault.DAMAGED) from error


def _outline(parts: Parts) -> Outline:
    sheets, formulas, widths, styled = [], {}, {}, {}
    for name, part in parts.sheets.items():
        root = parsed(parts.read(part))
        sheet, formulas[name], styled[name] = _sheet(parts, name, root)
        sheets.append(sheet)
        widths[name] = {
            column - 1: float(one.get("width", 9))
            for one in root.iter(tag("col"))
            for column in range(int(one.get("min", 1)), min(int(one.get("max", 1)), MAX_COLUMNS) + 1)
        }
    return Outline(Book(tuple(sheets)), formulas, widths, styled)


def _sheet(parts: Parts, name: str, root: Any) -> tuple[Sheet, frozenset[tuple[int, int]], frozenset[int]]:  # noqa: ANN401
    rows: list[list[Cell]] = []
    formulas: set[tuple[int, int]] = set()
    styled: set[int] = set()
    for number, row in rows_of(root):
        cells = list(cells_of(row))
        if number > MAX_ROWS or (cells and cells[-1][0] >= MAX_COLUMNS):
            raise SheetError(FileFault.TOO_MANY_CELLS)
        rows.extend([] for _ in range(number - len(rows)))
        line: list[Cell] = [None] * (cells[-1][0] + 1 if cells else 0)
        for column, cell in cells:
            line[column] = parts.value(cell)
            if cell.find(tag("f")) is not None:
                formulas.add((number, column))
        rows[number - 1] = line
        if sum(int(cell.get("s", 0)) > 0 for _column, cell in cells) > 1:
            styled.add(number)
    sheet = Sheet(name, rows, tuple(merges_of(root)), name in parts.hidden)
    return sheet, frozenset(formulas), frozenset(styled)


def merges_of(root: Any) -> Iterator[Merged]:  # noqa: ANN401
    """The merged blocks of a sheet, rows and columns from 0."""
    for one in root.iter(tag("mergeCell")):
        start, _sign, end = one.get("ref", "").partition(":")
        (top, left), (bottom, right) = place_of(start), place_of(end or start)
        yield Merged(top - 1, left, bottom - 1, right)
