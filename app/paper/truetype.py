"""A TrueType face whose tables are read at once.

ReportLab's reader walks them number by number, which takes longer than a short ledger takes to draw.
"""

from __future__ import annotations

import mmap
from itertools import chain
from struct import unpack, unpack_from
from typing import TYPE_CHECKING, Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFontFace, TTFontFile

if TYPE_CHECKING:
    from pathlib import Path

WHOLE_UNICODE = 12
"""The format of the character table that holds all of Unicode, in runs of (first, last, glyph of the first)."""
METRICS_COUNT_AT = 34
LOCATION_FORMAT_AT = 50


class _Outlines:
    """The table of outlines, of which a subset takes a few slices."""

    def __init__(self, data: mmap.mmap, start: int) -> None:
        self._data = data
        self._start = start

    def __getitem__(self, part: slice) -> bytes:
        return self._data[self._start + part.start : self._start + part.stop]


class Face(TTFontFace):  # type: ignore[misc]  # ReportLab has no types
    """ReportLab's face with quicker tables; the file is mapped, not copied into memory."""

    def __init__(self, path: Path) -> None:
        """Read the face; raises TTFError when it is no TrueType or forbids embedding, OSError when unreadable."""
        pdfmetrics.TypeFace.__init__(self, None)
        TTFontFile.__init__(self, path, charInfo=0)
        groups = self._groups()
        if groups:
            runs = (zip(range(a, b + 1), range(glyph, glyph + b - a + 1), strict=True) for a, b, glyph in groups)
            self.charToGlyph = dict(chain.from_iterable(runs))
            self.hmetrics = self._metrics()
            self.defaultWidth = self.scaled(0)
            self.glyphPos = self._places()
        else:
            # An older face without a table for all of Unicode: ReportLab finds what it has.
            TTFontFile.__init__(self, path)

    def readFile(self, path: Path) -> None:  # noqa: N802 - ReportLab's own name
        """Map the file into memory at the first call, and go to its beginning."""
        if not hasattr(self, "_ttf_data"):
            self.filename = path.name
            with path.open("rb") as file:
                self._ttf_data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._pos = 0

    def get_table(self, tag: str) -> Any:  # noqa: ANN401 - bytes for all but one
        """A table of the face; that of the outlines, most of the file, is only read where it is sliced."""
        start, length = self.get_table_pos(tag)
        return _Outlines(self._ttf_data, start) if tag == "glyf" else self._ttf_data[start : start + length]

    def scaled(self, glyph: int) -> float:
        """The width of a glyph in thousandths of the type size."""
        return float(self.hmetrics[glyph][0] * 1000 / self.unitsPerEm)

    def _groups(self) -> list[tuple[int, int, int]]:
        table = self.get_table("cmap")
        (count,) = unpack_from(">H", table, 2)
        for index in range(count):
            (start,) = unpack_from(">L", table, 8 + 8 * index)
            if unpack_from(">H", table, start)[0] == WHOLE_UNICODE:
                (groups,) = unpack_from(">L", table, start + 12)
                numbers = unpack_from(f">{groups * 3}L", table, start + 16)
                return list(zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True))
        return []

    def _metrics(self) -> list[tuple[int, int]]:
        """(width, left bearing) of every glyph; the last width stands for all glyphs beyond the listed."""
        (count,) = unpack_from(">H", self.get_table("hhea"), METRICS_COUNT_AT)
        numbers = unpack_from(f">{count + self.numGlyphs}H", self.get_table("hmtx"))
        listed = list(zip(numbers[: 2 * count : 2], numbers[1 : 2 * count : 2], strict=True))
        return listed + [(listed[-1][0], bearing) for bearing in numbers[2 * count :]]

    def _places(self) -> tuple[int, ...]:
        """Where each glyph's outline begins, and the end of the last."""
        count = self.numGlyphs + 1
        table = self.get_table("loca")
        if unpack_from(">H", self.get_table("head"), LOCATION_FORMAT_AT)[0]:
            return unpack(f">{count}L", table[: 4 * count])
        return tuple(place * 2 for place in unpack(f">{count}H", table[: 2 * count]))
