"""The merged cells of an OpenDocument workbook, which the reader of cells does not tell. Read after the preflight."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from app.sheets.book import MAX_ROWS, Merged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import IO

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_WORD, _PIECE = b"-spanned=", 1 << 20
_ROW, _SHEET = f"{_TABLE}table-row", f"{_TABLE}table"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


def spans(path: Path) -> dict[str, tuple[Merged, ...]]:
    """By the names of the sheets, their merged blocks; the preflight has refused what XML could do harm with."""
    found: dict[str, list[Merged]] = {}
    with zipfile.ZipFile(path) as archive:
        if _has_spans(archive):
            with archive.open("content.xml") as stream:
                found = _read(stream)
    return {sheet: tuple(blocks) for sheet, blocks in found.items()}


def _read(stream: IO[bytes]) -> dict[str, list[Merged]]:
    found: dict[str, list[Merged]] = {}
    name, at = "", 0
    for event, node in ET.iterparse(stream, ("start", "end")):  # noqa: S314 - no declarations: see preflight
        if event == "start" and node.tag == _SHEET:
            name, at = node.get(f"{_TABLE}name", ""), 0
            found[name] = []
        elif event == "end" and node.tag == _ROW:
            found[name] += _of_row(node, at)
            at = min(at + int(node.get(f"{_TABLE}number-rows-repeated", "1")), MAX_ROWS)
            node.clear()
    return found


def _has_spans(archive: zipfile.ZipFile) -> bool:
    """Whether any cell is merged: most sheets have none, and looking for the word is quick."""
    before = b""
    with archive.open("content.xml") as stream:
        while piece := stream.read(_PIECE):
            if _WORD in before + piece:
                return True
            before = piece[-len(_WORD) :]
    return False


def _of_row(row: ET.Element, at: int) -> Iterator[Merged]:
    left = 0
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        down = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
        across = int(cell.get(f"{_TABLE}number-columns-spanned", "1"))
        if down > 1 or across > 1:
            yield Merged(at, left, at + down - 1, left + across - 1)
        left += int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
