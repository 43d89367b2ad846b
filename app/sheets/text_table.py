"""CSV and tab-separated text: which encoding, which separator, and the rows. Pure."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from app.sheets.book import MAX_COLUMNS, MAX_ROWS, Book, FileFault, Sheet, SheetError

if TYPE_CHECKING:
    from app.sheets.book import Cell

ENCODINGS: tuple[tuple[str, str], ...] = (
    ("utf-8-sig", "UTF-8"),
    ("gb18030", "GBK / GB18030"),
    ("utf-16", "UTF-16"),
    ("big5", "BIG5"),
)
"""What a file may be read in, and what the clerk reads of it."""
SEPARATORS = (",", "\t", ";", "，")
_TRIED = 64 * 1024
LONGEST_LINE = 4 << 20
"""Characters; a longer line would be taken apart into millions of cells before they can be counted."""
_LIVE = re.compile(r"'*[=+\-@\t\r]")
_HELD = re.compile(r"'+[=+\-@\t\r]")
csv.field_size_limit(1 << 20)


def detect(data: bytes) -> str:
    """The encoding of text: by its mark, else UTF-8 when it is valid, else the national one."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


def read(data: bytes, name: str, encoding: str = "") -> Book:
    """The one sheet of a text file; raises SheetError ENCODING when it is not text of that encoding."""
    chosen = encoding or detect(data)
    try:
        text = data.decode(chosen)
    except (UnicodeDecodeError, LookupError) as error:
        raise SheetError(FileFault.ENCODING, chosen) from error
    return Book((Sheet(name, rows(text)),), encoding=chosen)


def rows(text: str) -> list[list[Cell]]:
    """The rows of separated text, quoted cells with line breaks whole; raises SheetError for too many cells."""
    clean = text.replace("\0", "")
    if len(clean) > LONGEST_LINE and max(map(len, clean.splitlines()), default=0) > LONGEST_LINE:
        raise SheetError(FileFault.TOO_MANY_CELLS)
    found: list[list[Cell]] = []
    try:
        for row in csv.reader(io.StringIO(clean, newline=""), delimiter=separator(clean)):
            if len(found) == MAX_ROWS or len(row) > MAX_COLUMNS:
                raise SheetError(FileFault.TOO_MANY_CELLS)
            found.append([plain(cell) if cell.strip() else None for cell in row])
    except csv.Error as error:
        raise SheetError(FileFault.DAMAGED) from error
    return found


def inert(text: str) -> str:
    """Text as it stands in a CSV file; what a program would take for a formula stands behind an apostrophe."""
    return f"'{text}" if _LIVE.match(text) else text


def plain(text: str) -> str:
    """The text that `inert` wrote."""
    return text[1:] if _HELD.match(text) else text


def separator(text: str) -> str:
    """The separator that stands outside quotes in most lines, the same number of times; a comma when none does."""
    head = text[:_TRIED]
    lines = [line for line in head.splitlines()[:50] if line.strip()]
    if len(head) == _TRIED:
        lines = lines[:-1] or lines

    def fits(mark: str) -> tuple[int, int]:
        counts = [_outside_quotes(line, mark) for line in lines]
        usual = max(set(counts), key=counts.count, default=0)
        return (counts.count(usual) if usual else 0, usual)

    best = max(SEPARATORS, key=fits)
    return best if fits(best)[0] else ","


def _outside_quotes(line: str, mark: str) -> int:
    return sum(piece.count(mark) for piece in line.split('"')[::2])


def paste(text: str) -> list[list[Cell]]:
    """The block of cells that a spreadsheet program puts on the clipboard; its last line break adds no row."""
    body = text.removesuffix("\n").removesuffix("\r")
    found = list(csv.reader(io.StringIO(body.replace("\0", ""), newline=""), delimiter="\t"))
    return [[cell if cell.strip() else None for cell in row] for row in found]
