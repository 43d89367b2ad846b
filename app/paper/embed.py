"""A TrueType face embedded as one Type0 font with two-byte codes, in place of ReportLab's many 256-glyph subsets.

ReportLab's own subsets switch fonts every few Chinese characters and write a wrong text mapping above U+FFFF;
here a whole document uses one font a face, and the mapping is UTF-16 as the PDF reference asks.
"""

from __future__ import annotations

import zlib
from struct import pack
from threading import Lock
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.ttfonts import TTEncoding

from app.paper.truetype import Face

if TYPE_CHECKING:
    from pathlib import Path

MAPPINGS_A_BLOCK = 100
FONT_ZLIB_LEVEL = 3
"""Outlines hardly shrink further at higher levels, which cost three times the processor time."""


class EmbeddedFont:
    """One face, with the attributes and methods ReportLab asks of a dynamic font, so that charts can use it too."""

    _multiByte = 1  # noqa: N815 - ReportLab's own name
    _dynamicFont = 1  # noqa: N815 - ReportLab's own name
    shapable = False

    def __init__(self, label: str, path: Path) -> None:
        """Read the face; raises TTFError when it is no TrueType or forbids embedding, OSError when unreadable."""
        self.path = path
        self.face = Face(path)
        self.fontName = self.face.name.decode("ascii")
        self.label = label
        self.encoding = TTEncoding()
        # ReportLab cuts a subset by moving one read position over the face.
        self._cutting = Lock()
        self._codes: WeakKeyDictionary[Any, dict[int, int]] = WeakKeyDictionary()

    def has(self, point: int) -> bool:
        """Whether the face has a glyph of its own for the code point."""
        return bool(self.face.charToGlyph.get(point))

    def advance(self, point: int) -> float:
        """The width of a character in thousandths of the type size."""
        return self.face.scaled(self.face.charToGlyph.get(point, 0))

    def code(self, point: int, doc: Any) -> int:  # noqa: ANN401 - ReportLab has no types
        """The two-byte code of a character in a document; 0 is the empty box of a character the face lacks."""
        if not self.has(point):
            return 0
        codes = self._codes.setdefault(doc, {})
        return codes.setdefault(point, len(codes) + 1)

    def stringWidth(self, text: str, size: float, encoding: str = "utf-8") -> float:  # noqa: N802
        """The width of a text in points."""
        return sum(self.advance(ord(char)) for char in text) * size / 1000

    def splitString(self, text: str | bytes, doc: Any, encoding: str = "utf-8") -> list[tuple[int, bytes]]:  # noqa: ANN401, N802
        """The text as codes of the one subset there is."""
        decoded = text.decode(encoding) if isinstance(text, bytes) else text
        return [(0, b"".join(pack(">H", self.code(ord(char), doc)) for char in decoded))]

    def getSubsetInternalName(self, subset: int, doc: Any) -> str:  # noqa: ANN401, N802
        """The name of the font in page contents; its first use puts the face on the document's list."""
        if self.fontName not in doc.fontMapping:
            doc.fontMapping[self.fontName] = f"/F{len(doc.fontMapping) + 1}"
            doc.delayedFonts.append(self)
        return str(doc.fontMapping[self.fontName])

    def addObjects(self, doc: Any) -> None:  # noqa: ANN401, N802
        """Write the font, its outlines and its text mapping into the document."""
        points = list(self._codes.get(doc, {})) or [ord(" ")]
        name = f"AAAAAA+{self.fontName}"
        with self._cutting:
            descriptor = self.face.addSubsetObjects(doc, name, points)
        outlines = doc.idToObject[f"fontFile:{self.face.filename}({name})"]
        outlines.content, outlines.filters = zlib.compress(outlines.content, FONT_ZLIB_LEVEL), None
        outlines.dictionary["Filter"] = pdfdoc.PDFName("FlateDecode")
        widths = " ".join(f"{self.advance(point):g}" for point in points)
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/CIDFontType2",
                "BaseFont": f"/{name}",
                "CIDSystemInfo": "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
                "FontDescriptor": descriptor,
                "DW": 1000,
                "W": f"[1 [{widths}]]",
                "CIDToGIDMap": _stream(doc, self._glyph_map(points)),
            }
        )
        doc.idToObject["BasicFonts"].dict[doc.fontMapping[self.fontName][1:]] = doc.Reference(
            pdfdoc.PDFDictionary(
                {
                    "Type": "/Font",
                    "Subtype": "/Type0",
                    "BaseFont": f"/{name}",
                    "Encoding": "/Identity-H",
                    "DescendantFonts": pdfdoc.PDFArray([doc.Reference(descendant)]),
                    "ToUnicode": _stream(doc, to_unicode(points).encode("ascii")),
                }
            )
        )

    def _glyph_map(self, points: list[int]) -> bytes:
        """Two bytes a code: the glyph's place in the subset, where characters of one outline share a glyph."""
        places: dict[int, int] = {0: 0}
        glyphs = [places.setdefault(self.face.charToGlyph[point], len(places)) for point in points]
        return pack(f">{len(glyphs) + 1}H", 0, *glyphs)


def to_unicode(points: list[int]) -> str:
    """The text mapping of codes 1, 2, 3 … to these code points, in UTF-16 (pairs above U+FFFF)."""
    rows = [f"<{code:04X}> <{chr(point).encode('utf-16-be').hex().upper()}>" for code, point in enumerate(points, 1)]
    blocks = [rows[start : start + MAPPINGS_A_BLOCK] for start in range(0, len(rows), MAPPINGS_A_BLOCK)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            "1 begincodespacerange <0000> <FFFF> endcodespacerange",
            *("\n".join([f"{len(block)} beginbfchar", *block, "endbfchar"]) for block in blocks),
            "endcmap CMapName currentdict /CMap defineresource pop end end",
        ]
    )


def _stream(doc: Any, content: bytes) -> Any:  # noqa: ANN401 - ReportLab has no types
    return doc.Reference(pdfdoc.PDFStream(content=content, filters=[pdfdoc.PDFZCompress]))
