"""CSV and tab-separated text: which encoding, which separator, and the rows. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import islice
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
_JUDGED = 50
"""Records that tell the separator."""
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
    """The separator that parts the most records alike, quoted cells whole; a comma when none does."""
    head = text[:_TRIED]

    def fits(mark: str) -> float:
        """How many marks a record has, if it has as many as most, over all records."""
        rows = [row for row in islice(csv.reader(io.StringIO(head, newline=""), delimiter=mark), _JUDGED) if row]
        counts = [len(row) - 1 for row in rows]
        if len(head) == _TRIED:
            counts = counts[:-1] or counts  # the last one is cut off
        alike = Counter(counts)
        usual = max(alike, key=lambda count: (alike[count], count if alike[count] > 1 else -count), default=0)
        return usual * alike[usual] / max(len(counts), 1)

    best = max(SEPARATORS, key=fits)
    return best if fits(best) else ","


_QUOTED = re.compile(r'"((?:[^"]++|"")*+)"(?=[\t\n]|\Z)')
_END = re.compile(r"[\t\n]|\Z")


def block(text: str) -> list[list[str]]:
    """The cells of a block that a spreadsheet program puts on the clipboard; its last line break adds no row.

    A cell is quoted where it holds a line break, a tab or doubled marks; the marks of “"五个一"活动” are its own.
    """
    body = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    if '"' not in body:
        return [line.split("\t") for line in body.split("\n")]
    found: list[list[str]] = [[]]
    at = 0
    while True:
        quoted = _QUOTED.match(body, at)
        if quoted and (not quoted[1] or any(mark in quoted[1] for mark in ("\t", "\n", '""'))):
            cell, at = quoted[1].replace('""', '"'), quoted.end()
        else:
            start, at = at, _end(body, at)
            cell = body[start:at]
        found[-1].append(cell)
        if at == len(body):
            return found
        if body[at] == "\n":
            found.append([])
        at += 1


def _end(body: str, at: int) -> int:
    found = _END.search(body, at)
    return len(body) if found is None else found.start()


def paste(text: str) -> list[list[Cell]]:
    """The block of cells on the clipboard, blank ones as none."""
    return [[cell if cell.strip() else None for cell in row] for row in block(text)]
