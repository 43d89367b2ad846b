"""Looks at a file before any reader does: what it really is, and that reading it cannot hurt."""

from __future__ import annotations

import os
import re
import zipfile
import zlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from app.sheets import quick_copy
from app.sheets.book import FileFault, SheetError

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator
    from pathlib import Path

MAX_FILE = 100 << 20
MAX_PARTS = 2_000
MAX_EXPANDED = 400 << 20
MAX_RATIO, RATIO_FROM = 200, 10 << 20
"""A part may grow so many times, once it is over so many bytes."""
_PIECE = 1 << 20
_OVERLAP = 64
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_NOT_NEAR = re.compile(rb' r=(?!"[A-Z]?+\d{1,5}+"|"(?:[A-F][A-Z]|G[A-R]|[A-Z])?1?\d{1,5}")')
"""What may be a far cell, quickly found: anything but a cell left of GS and above row 200,000."""
_FAR_CELL = re.compile(
    rb"""\sr\s*=\s*["'](?:(?:[A-Z]{3}|[H-Z][A-Z]|G[S-Z])\d+|[A-Z]{0,2}(?:[2-9]\d{5}|\d{7,})|[A-Z]{4,}\d*)["']""",
    re.IGNORECASE,
)
"""A cell right of GR (column 200) or from row 200,000 on."""
_ODS_REPEAT = re.compile(rb'number-(?:rows|columns)-repeated="(\d{5,})"')
_WEB = re.compile(rb"<\s*(?:!doctype\s+html|html|table|head|meta)\b", re.IGNORECASE)
_UTF16_XML = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")


_SHEETS = "xl/worksheets/"
_HIDDEN_ROW = re.compile(rb'<row\b[^>]*\shidden="(?:1|true)"')
_ERROR = re.compile(rb'<c\b(?=[^>]*\st="e")[^>]*\sr="([A-Z]{1,3}\d{1,7})"')
"""A cell whose formula came to #N/A, #REF! and the like: the reader of cells takes it for an empty one."""


class FileKind(StrEnum):
    """What a file really is, whatever its ending says."""

    WORKBOOK = "workbook"
    OPEN_DOCUMENT = "open_document"
    OLD_WORKBOOK = "old_workbook"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that may be read: what it is, notes on it (macros, hidden rows, errors), and a copy of it where that is
    read quicker.
    """

    kind: FileKind
    notes: tuple[str, ...] = ()
    copy: io.BytesIO | None = None


def inspect(path: Path) -> tuple[FileKind, tuple[str, ...]]:
    """What the file is, and notes on it (macros); raises SheetError when it must not be read."""
    checked = check(path)
    return checked.kind, checked.notes


def check(path: Path) -> Checked:
    """Look at the file; raises SheetError when it must not be read."""
    if not os.path.isfile(path):  # Path's own ends with an error at a name no disk takes
        raise SheetError(FileFault.MISSING, path.name)
    size = path.stat().st_size
    if size == 0:
        raise SheetError(FileFault.EMPTY)
    if size > MAX_FILE:
        raise SheetError(FileFault.TOO_LARGE, f"{size >> 20}")
    try:
        with path.open("rb") as stream:
            head = stream.read(4096)
    except OSError as error:
        raise SheetError(FileFault.CLOSED) from error
    if head.startswith(_OLE):
        return _old(path)
    if head.startswith(b"PK"):
        return _zipped(path)
    if _WEB.search(head):
        raise SheetError(FileFault.WEB_PAGE)
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SheetError(FileFault.UNKNOWN)
    return Checked(FileKind.TEXT)


def _old(path: Path) -> Checked:
    """A workbook of 2003 or of WPS; a new one with a password is wrapped in the same container."""
    if _ENCRYPTED in path.read_bytes():
        raise SheetError(FileFault.ENCRYPTED)
    return Checked(FileKind.OLD_WORKBOOK)


def _zipped(path: Path) -> Checked:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _refuse_declared(parts)
            names = {part.filename for part in parts}
            kind = FileKind.OPEN_DOCUMENT if "content.xml" in names else FileKind.WORKBOOK
            if kind is FileKind.WORKBOOK and "[Content_Types].xml" not in names:
                raise SheetError(FileFault.UNKNOWN)
            notes: dict[str, None] = {}
            sums = _refuse_unsafe(archive, parts, kind, notes)
        is_copied = len(names) == len(parts) and path.stat().st_size <= quick_copy.MAX_FILE
        copy = quick_copy.made(path.read_bytes(), parts, sums) if sums and is_copied else None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise SheetError(FileFault.DAMAGED) from error
    has_macros = any(name.endswith("vbaProject.bin") for name in names)
    return Checked(kind, (*(("macros",) if has_macros else ()), *notes), copy)


def _refuse_declared(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MAX_PARTS:
        raise SheetError(FileFault.EXPANDS, f"{len(parts)} 个部分")
    if any(part.flag_bits & 1 for part in parts):
        raise SheetError(FileFault.ENCRYPTED)
    expanded = sum(part.file_size for part in parts)
    if expanded > MAX_EXPANDED:
        raise SheetError(FileFault.EXPANDS, f"展开后 {expanded >> 20:,} MB")
    for part in parts:
        if part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * max(1, part.compress_size):
            raise SheetError(FileFault.EXPANDS, f"展开后 {part.file_size >> 20:,} MB")


def _refuse_unsafe(
    archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], kind: FileKind, notes: dict[str, None]
) -> dict[str, int]:
    """Look through every XML part once in pieces, counting what really comes out of it and noting hidden rows and cells
    with errors; by the names of the sheets that have no merged cells, the check sums for a quick copy.
    """
    total, sums = 0, {}
    for part in parts:
        name = part.filename.lower()
        if not name.endswith((".xml", ".rels", ".vml")):
            continue
        is_sheet, check_sum, has_merged = name.startswith(_SHEETS), quick_copy.FIRST_SUM, False
        for before, piece in _pieces(archive, part):
            total += len(piece)
            if total > MAX_EXPANDED:
                raise SheetError(FileFault.EXPANDS, f"展开后超过 {MAX_EXPANDED >> 20} MB")
            seen = before + piece
            _refuse_markup(seen, is_first=not before)
            if is_sheet:
                if _NOT_NEAR.search(seen) and _FAR_CELL.search(seen):
                    raise SheetError(FileFault.TOO_MANY_CELLS)
                check_sum = zlib.crc32(piece, check_sum)
                has_merged = has_merged or quick_copy.MERGED in seen
                _note(seen, notes)
            elif kind is FileKind.OPEN_DOCUMENT and name == "content.xml":
                _refuse_repeated(seen)
        if is_sheet and not has_merged:
            sums[part.filename] = check_sum
    return sums


def _note(piece: bytes, notes: dict[str, None]) -> None:
    if b" hidden=" in piece and _HIDDEN_ROW.search(piece):
        notes["hidden_rows"] = None
    if b' t="e"' in piece:
        notes.update(dict.fromkeys(f"error:{found[1].decode()}" for found in _ERROR.finditer(piece)))


def _refuse_markup(piece: bytes, *, is_first: bool) -> None:
    if (b"!" in piece and b"<!" in piece and _DECLARATION.search(piece)) or (is_first and piece.startswith(_UTF16_XML)):
        raise SheetError(FileFault.UNSAFE)


def _refuse_repeated(piece: bytes) -> None:
    """An OpenDocument sheet says how often a cell is repeated; filler to the sheet's edge is normal, and empty."""
    edges = {1_048_576, 16_384, 65_536}
    for match in _ODS_REPEAT.finditer(piece):
        if not any(edge - 5_000 <= int(match[1]) <= edge for edge in edges):
            raise SheetError(FileFault.TOO_MANY_CELLS)


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[tuple[bytes, bytes]]:
    """The part in pieces, each with the end of the one before, so that nothing is cut in two unseen."""
    before = b""
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            yield before, piece
            before = piece[-_OVERLAP:]
