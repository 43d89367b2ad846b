"""Rows on their way between two processes: column by column, each text once, so that a long sheet travels fast."""

from __future__ import annotations

import gc
from array import array
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import TYPE_CHECKING

from app.sheets.book import Book, Merged, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.sheets.book import Cell

PIECE = 5_000
"""So many rows are packed together; the place of a value among theirs fits two bytes."""
_LOOKED_AT = 64


@dataclass(frozen=True, slots=True)
class Column:
    """A column of some rows: its values, as one text where all are texts, and where each row's stands among them (in
    two bytes each; nothing where every row has its own).
    """

    values: str | list[Cell]
    places: bytes = b""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows of a sheet."""

    count: int
    columns: list[Column]


@dataclass(frozen=True, slots=True)
class PackedSheet:
    """A sheet as it travels; `indent` columns before the first one are empty."""

    name: str
    pieces: list[Piece]
    indent: int = 0
    merged: tuple[Merged, ...] = ()
    is_hidden: bool = False
    is_1904: bool = False


@dataclass(frozen=True, slots=True)
class PackedBook:
    """A workbook as it travels."""

    sheets: tuple[PackedSheet, ...]
    notes: tuple[str, ...] = ()
    encoding: str = ""


def pack_rows(rows: Iterable[list[Cell]]) -> list[Piece]:
    """The rows in pieces: blank texts are no cells, a number without a fraction is a whole one."""
    pieces, left = [], iter(rows)
    while some := list(islice(left, PIECE)):
        pieces.append(Piece(len(some), [_packed(column) for column in zip_longest(*some)]))
    return pieces


def _packed(column: tuple[Cell, ...]) -> Column:
    """The values once each where many say again what others say; a look at the first tells whether they do."""
    looked_at = column[:_LOOKED_AT]
    if len(set(looked_at)) * 2 > len(looked_at) > 1:
        return Column(_tidied(column))
    once = dict.fromkeys(column)
    values = _tidied(tuple(once))
    if not isinstance(values, str) and bool in set(map(type, column)):
        return Column(list(map(_tidy, column)))  # 是 is no 1, though Python takes them for equal
    at = dict(zip(once, range(len(once)), strict=True))
    return Column(values, array("H", map(at.__getitem__, column)).tobytes())


def _tidied(values: tuple[Cell, ...]) -> str | list[Cell]:
    """Values as they are stored; texts as one, where no cell is an empty text."""
    try:
        joined = "\0".join(values)  # type: ignore[arg-type]
    except TypeError:
        return list(map(_tidy, values))
    if joined.count("\0") != len(values) - 1 or any(map(str.isspace, values)):  # type: ignore[arg-type]
        return list(map(_tidy, values))
    return joined


def _tidy(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return cell if cell and not cell.isspace() else None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return int(cell)
    return cell


def unpack(book: PackedBook) -> Book:
    """The workbook as it was read."""
    with _uncollected():
        return Book(tuple(map(_sheet, book.sheets)), book.notes, book.encoding)


def _sheet(sheet: PackedSheet) -> Sheet:
    rows = [row for piece in sheet.pieces for row in _rows(piece, sheet.indent)]
    return Sheet(sheet.name, rows, sheet.merged, sheet.is_hidden, sheet.is_1904)


def _rows(piece: Piece, indent: int) -> Iterator[list[Cell]]:
    """Rows without empty cells at their ends."""
    columns = [[None] * piece.count] * indent + [_cells(column) for column in piece.columns]
    if not columns:
        return iter([[] for _row in range(piece.count)])
    return map(_trimmed, map(list, zip(*columns, strict=True)))


def _trimmed(row: list[Cell]) -> list[Cell]:
    while row and row[-1] is None:
        row.pop()
    return row


def _cells(column: Column) -> list[Cell]:
    values = column.values
    if isinstance(values, str):
        values = [text or None for text in values.split("\0")]
    return list(map(values.__getitem__, array("H", column.places))) if column.places else values


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for garbage meanwhile: a hundred thousand new lists would be gone through again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
