"""Writes pages: pens that draw tidy text, rules and boxes, page ends and a foot that knows the total.

The only file that touches private members of ReportLab's canvas. All measures are points from the lower left.
"""

from __future__ import annotations

import math
import zlib
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from app.paper.fonts import Role, Typeface, typeface
from app.paper.text import EM, Cleaner, break_lines, even_lines, tidy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from app.paper.embed import EmbeddedFont

MM = 72 / 25.4
A4_ACROSS = (297 * MM, 210 * MM)
A4_UPRIGHT = (210 * MM, 297 * MM)
A3_ACROSS = (420 * MM, 297 * MM)
PAGE_ZLIB_LEVEL = 3
NO_DAY = date(2000, 1, 1)
"""The day a file is said to be made when it is not told."""
PALE = 0.88
"""The grey of a watermark: no more than 15 % of ink, so that a mono printer keeps what is written over it."""
LEADING = 1.35
"""Line height over type size."""
ASCENT = 0.88
"""Height of the line's upper edge over its baseline, over type size, as all Chinese faces have it."""
ESCAPES = {ord("("): r"\(", ord(")"): r"\)", ord("\\"): r"\\", ord("\r"): r"\r"}

# A second wall: nothing here reads an address or a file named in a text, and nothing ever may.
rl_config.trustedSchemes = []
rl_config.trustedHosts = ["none.invalid"]
rl_config.useA85 = 0


class Pen:
    """A typeface at one size on one document."""

    def __init__(self, face: Typeface, size: float, doc: Any, missing: dict[str, None]) -> None:  # noqa: ANN401
        """Take the face, the size in points, ReportLab's document, and where missing characters are noted."""
        self.size = size
        self.leading = size * LEADING
        self.select = f"{face.own.getSubsetInternalName(0, doc)} {size:g} Tf"
        self.codes: dict[int, str] = _Codes(face, size, doc, self.select)
        self._advances = face.advances
        self._cleaner = Cleaner(lambda point: face.face_of(point) is not None, missing)

    def tidy(self, text: str) -> str:
        """The text as it can be drawn; every other method wants tidy text."""
        return tidy(text, self._cleaner)

    def width(self, text: str) -> float:
        """The width of one line of text, in points."""
        return sum(map(self._advances.__getitem__, text)) * self.size / EM

    def lines(self, text: str, width: float) -> list[str]:
        """The text broken into lines no wider than `width` points."""
        return break_lines(text, width * EM / self.size, self._advances)

    def even_lines(self, text: str, width: float) -> list[str]:
        """The text broken by meaning into even lines no wider than `width` points."""
        return even_lines(text, width * EM / self.size, self._advances)


class _Codes(dict[int, str]):
    """A table for `str.translate` from characters to the inside of a PDF string.

    Where the pen's own face lacks the character the font changes and changes back.
    """

    def __init__(self, face: Typeface, size: float, doc: Any, select: str) -> None:  # noqa: ANN401
        super().__init__()
        self._face, self._size, self._doc, self._select = face, size, doc, select

    def __missing__(self, point: int) -> str:
        font = self._face.face_of(point) or self._face.own
        self[point] = code = self._code(font, point)
        return code

    def _code(self, font: EmbeddedFont, point: int) -> str:
        high, low = divmod(font.code(point, self._doc), 256)
        code = "".join(ESCAPES.get(byte, chr(byte)) for byte in (high, low))
        if font is self._face.own:
            return code
        other = font.getSubsetInternalName(0, self._doc)
        return f")Tj {other} {self._size:g} Tf({code})Tj {self._select}("


class PageWriter:
    """One PDF in the making; nothing reaches `out` before `close`."""

    def __init__(
        self,
        out: BinaryIO,
        *,
        title: str,
        author: str,
        size: tuple[float, float] = A4_ACROSS,
        made_on: date | None = None,
    ) -> None:
        """Begin a document; it says the day it was made, never the time, so that equal trees give equal bytes."""
        self.width, self.height = size
        self.pages = 0
        self.is_cut_up = False
        """Whether the pages are cut into pieces, on which a page number would say nothing."""
        self.is_letter = False
        """Whether the pages are a letter in the frame of GB/T 9704, which has page numbers of its own."""
        self.missing: dict[str, None] = {}
        self._pens: dict[tuple[Role, float], Pen] = {}
        self._ops: list[str] = []
        self._canvas = _PatientCanvas(
            out,
            pagesize=size,
            pageCompression=1,
            invariant=1,
            pdfVersion=(1, 4),
            initialFontName=typeface(Role.FANG).own.fontName,
            lang="zh-CN",
        )
        day = made_on or NO_DAY
        self._canvas.setDateFormatter(lambda *_: f"D:{day:%Y%m%d}000000+08'00'")
        self._canvas.setTitle(_plain(title))
        self._canvas.setAuthor(_plain(author))
        self._canvas.setCreator("民情台账")
        self._canvas.setSubject(_plain(title))

    def pen(self, role: Role, size: float) -> Pen:
        """The pen of that role and size in points."""
        key = (role, size)
        if key not in self._pens:
            self._pens[key] = Pen(typeface(role), size, self._canvas.document, self.missing)
        return self._pens[key]

    @property
    def faces(self) -> tuple[str, ...]:
        """The faces in the document: what each is for, and its own name."""
        fonts = self._canvas.document.delayedFonts
        return tuple(f"{font.label}（{font.fontName}）" for font in fonts)

    def write(self, pen: Pen, placed: Iterable[tuple[float, float, str]]) -> None:
        """Draw lines of tidy text, each from its left end (x, y) on the baseline."""
        codes = pen.codes
        self._ops.append(f"BT {pen.select}")
        self._ops += [f"1 0 0 1 {x:.2f} {y:.2f} Tm({text.translate(codes)})Tj" for x, y, text in placed]
        self._ops.append("ET")

    def centred(self, pen: Pen, x: float, y: float, text: str) -> None:
        """Draw one line of tidy text with its middle at `x`."""
        self.write(pen, [(x - pen.width(text) / 2, y, text)])

    def flush_right(self, pen: Pen, x: float, y: float, text: str) -> None:
        """Draw one line of tidy text that ends at `x`."""
        self.write(pen, [(x - pen.width(text), y, text)])

    def spaced(self, pen: Pen, x: float, y: float, words: Sequence[str]) -> None:
        """Draw tidy words with their middle at `x`, half a character apart: narrower gaps are lost on readers."""
        left = x - (pen.width("".join(words)) + pen.size / 2 * (len(words) - 1)) / 2
        placed: list[tuple[float, float, str]] = []
        for word in words:
            placed.append((left, y, f"{word} "))
            left += pen.width(word) + pen.size / 2
        self.write(pen, placed)

    def spread(self, pen: Pen, placed: Iterable[tuple[float, float, str, float]]) -> None:
        """Draw lines of tidy text, each from its left end and with so many points between its characters."""
        codes = pen.codes
        self._ops.append(f"BT {pen.select}")
        self._ops += [
            f"{gap:.3f} Tc 1 0 0 1 {x:.2f} {y:.2f} Tm({text.translate(codes)})Tj" for x, y, text, gap in placed
        ]
        self._ops.append("0 Tc ET")

    def squeezed(self, pen: Pen, x: float, y: float, text: str, width: float) -> None:
        """Draw one line of tidy text narrowed to that width: for a number that must not be broken."""
        narrowing = f"{100 * width / pen.width(text):.1f} Tz"
        self._ops.append(f"BT {pen.select} {narrowing} 1 0 0 1 {x:.2f} {y:.2f} Tm({text.translate(pen.codes)})Tj")
        self._ops.append("100 Tz ET")

    def rules(self, thickness: float, segments: Iterable[tuple[float, float, float, float]]) -> None:
        """Draw straight black lines (x1, y1, x2, y2) of that thickness."""
        self._ops.append(f"{thickness:g} w")
        self._ops += [f"{x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l" for x1, y1, x2, y2 in segments]
        self._ops.append("S")

    def box(self, thickness: float, x: float, y: float, width: float, height: float) -> None:
        """Draw an empty box whose lower left corner is (x, y)."""
        self._ops.append(f"{thickness:g} w {x:.2f} {y:.2f} {width:.2f} {height:.2f} re S")

    def filled(self, grey: float, boxes: Iterable[tuple[float, float, float, float]]) -> None:
        """Draw ruled boxes (lower left x, y, width, height) filled with a grey from 0 (black) to 1 (white)."""
        self._ops.append(f"q {grey:g} g 0.5 w")
        self._ops += [f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re B" for x, y, width, height in boxes]
        self._ops.append("Q")

    def picture(self, data: bytes, x: float, y: float, width: float, height: float) -> None:
        """Draw a JPEG picture whose lower left corner is (x, y), under what is written on the page."""
        self._canvas.drawImage(ImageReader(BytesIO(data)), x, y, width, height)

    def bookmark(self, title: str, y: float) -> None:
        """Name the place `y` of this page in the outline."""
        self._canvas.name_place(_plain(title), y)

    def watermark(self, pen: Pen, text: str) -> None:
        """Lay pale words across the page from corner to corner, under all that is written on it."""
        angle = math.atan2(self.height, self.width)
        cos, sin = math.cos(angle), math.sin(angle)
        back, down = pen.width(text) / 2, pen.size * ASCENT / 2
        x = self.width / 2 - back * cos + down * sin
        y = self.height / 2 - back * sin - down * cos
        turned = f"{cos:.4f} {sin:.4f} {-sin:.4f} {cos:.4f} {x:.2f} {y:.2f} Tm"
        self._ops.insert(0, f"q {PALE} g BT {pen.select} {turned}({text.translate(pen.codes)})Tj ET Q")

    def shift(self, right: float, up: float) -> None:
        """Move all that is drawn so far, since the last page or foot, by so many points."""
        if right or up:
            self._ops = [f"q 1 0 0 1 {right:.2f} {up:.2f} cm", *self._ops, "Q"]

    def end_page(self) -> None:
        """Finish the page and pack it, so that a long document stays small in memory."""
        self.pages += 1
        self._canvas.pack_page(self._take())

    def close(self, foot: Callable[[int, int], None]) -> None:
        """Draw each page's foot by `foot(page, pages)` now that the total is known, and write the file."""
        for page in range(1, self.pages + 1):
            foot(page, self.pages)
            self._canvas.add_foot(page, self._take())
        self._canvas.save()

    def _take(self) -> bytes:
        content = "\n".join(self._ops).encode("latin-1")
        self._ops = []
        return content


class _PatientCanvas(Canvas):  # type: ignore[misc]  # ReportLab has no types
    """ReportLab's canvas, whose pages are packed at once and get their foot last."""

    @property
    def document(self) -> Any:  # noqa: ANN401 - ReportLab has no types
        return self._doc

    def pack_page(self, content: bytes) -> None:
        drawn = "\n".join((*self._code, "")).encode("latin-1")
        self._code.clear()
        name = self._doc.thisPageName()
        self.showPage()
        self._doc.idToObject[name].Contents = pdfdoc.PDFArray([_packed(drawn + content)])

    def add_foot(self, page: int, content: bytes) -> None:
        self._doc.idToObject[f"Page{page}"].Contents.sequence.append(_packed(content))

    def name_place(self, title: str, y: float) -> None:
        key = f"place{len(self._destinations)}"
        self.bookmarkPage(key, fit="XYZ", left=0, top=y)
        self.addOutlineEntry(title, key)
        self.showOutline()


def _packed(content: bytes) -> Any:  # noqa: ANN401 - ReportLab has no types
    packing = pdfdoc.PDFDictionary({"Filter": pdfdoc.PDFName("FlateDecode")})
    return pdfdoc.PDFStream(packing, zlib.compress(content, PAGE_ZLIB_LEVEL), [])


def _plain(text: str) -> str:
    """A text for the document's properties: one line, no lone surrogates."""
    return " ".join(text.split()).encode("utf-8", "replace").decode("utf-8")
