"""Reads a workbook in a process of its own, with limits on memory and time: a hostile file ends only that process."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path  # noqa: TC003 - the process that reads is given one
from typing import TYPE_CHECKING, TypeVar

from app.apart import Apart, Fate, NoAnswer
from app.sheets import carrying, preflight
from app.sheets.book import MAX_CELLS, MAX_COLUMNS, MAX_ROWS, FileFault, Merged, SheetError
from app.sheets.carrying import PackedBook, PackedSheet
from app.sheets.preflight import FileKind

if TYPE_CHECKING:
    from collections.abc import Callable
    from io import BytesIO

    from app.sheets.book import Book

Answer = TypeVar("Answer")
SECONDS = 120.0
_FAULTS = {
    Fate.STOPPED: (FileFault.STOPPED, ""), Fate.TOO_SLOW: (FileFault.TOO_SLOW, ""), Fate.DIED: (FileFault.DAMAGED, ""),
    Fate.MEMORY: (FileFault.EXPANDS, "展开后太大"), Fate.NOT_BEGUN: (FileFault.NOT_BEGUN, ""),
}  # fmt: skip
_DATE_1904 = re.compile(rb"""<workbookPr\b[^>]*\bdate1904\s*=\s*["'](?:1|true)["']""")


def read(path: Path, *, encoding: str = "", go_on: Callable[[], bool] | None = None) -> Book:
    """The workbook, read apart; `go_on` is asked five times a second. Raises SheetError."""
    return carrying.unpack(read_apart(read_packed, path, encoding, go_on=go_on))


def read_apart(work: Callable[..., Answer], *given: object, go_on: Callable[[], bool] | None = None) -> Answer:
    """What `work(*given)` answers in a process with limits of its own; raises SheetError, DAMAGED when it dies."""
    try:
        with Apart(SheetError, seconds=SECONDS, collects=False) as reader:
            return reader.ask(work, *given, go_on=go_on)
    except NoAnswer as none:
        raise SheetError(*_FAULTS[none.fate]) from none


def read_here(path: Path, encoding: str = "") -> Book:
    """The workbook, read in this process after the preflight; raises SheetError."""
    return carrying.unpack(read_packed(path, encoding))


def read_packed(path: Path, encoding: str = "") -> PackedBook:
    """The workbook as it travels, read in this process after the preflight; raises SheetError."""
    checked = preflight.check(path)
    if checked.kind is FileKind.TEXT:
        from app.sheets import text_table  # no workbook needs it

        book = text_table.read(path.read_bytes(), path.stem, encoding)
        pages = tuple(PackedSheet(sheet.name, carrying.pack_rows(sheet.rows)) for sheet in book.sheets)
        return PackedBook(pages, encoding=book.encoding)
    sheets = read_workbook(path, checked.copy)
    if checked.kind is FileKind.OPEN_DOCUMENT:
        from app.sheets import ods_spans  # no other file needs it

        merged = ods_spans.spans(path)
        sheets = tuple(replace(sheet, merged=merged.get(sheet.name, ())) for sheet in sheets)
    return PackedBook(sheets, checked.notes)


def read_workbook(path: Path, copy: BytesIO | None = None) -> tuple[PackedSheet, ...]:
    """The sheets of a workbook that passed the preflight, or of its quick copy; raises SheetError."""
    import python_calamine as calamine

    try:
        book = calamine.load_workbook(str(path) if copy is None else copy)
        pages = [meta for meta in book.sheets_metadata if meta.typ is calamine.SheetTypeEnum.WorkSheet]
        is_1904 = _is_1904(path)
        return tuple(replace(_sheet(book, meta), is_1904=is_1904) for meta in pages)
    except calamine.PasswordError as error:
        raise SheetError(FileFault.ENCRYPTED) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise SheetError(FileFault.DAMAGED) from error


def _is_1904(path: Path) -> bool:
    """Whether a workbook counts its days from 1904."""
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist())
        head = archive.read("xl/workbook.xml") if "xl/workbook.xml" in names else b""
    return _DATE_1904.search(head) is not None


def _sheet(book: object, meta: object) -> PackedSheet:
    import python_calamine as calamine

    sheet = book.get_sheet_by_name(meta.name)  # type: ignore[attr-defined]
    height, width = sheet.total_height, sheet.total_width
    if height > MAX_ROWS or width > MAX_COLUMNS or height * width > MAX_CELLS:
        raise SheetError(FileFault.TOO_MANY_CELLS)
    pieces = carrying.pack_rows(sheet.iter_rows())
    spans = (sheet.merged_cell_ranges or ()) if hasattr(sheet, "merged_cell_ranges") else ()
    merged = tuple(Merged(top, left, bottom, right) for (top, left), (bottom, right) in spans)
    is_hidden = meta.visible is not calamine.SheetVisibleEnum.Visible  # type: ignore[attr-defined]
    return PackedSheet(meta.name, pieces, sheet.start[1] if sheet.start else 0, merged, is_hidden)  # type: ignore[attr-defined]
