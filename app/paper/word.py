"""A Word document as plain frozen values, and the one writer of them: A4, Chinese faces by name, page numbers.

Knows no ledger. What is written opens in Word, WPS and LibreOffice to be worked on; the same values give the same
bytes.
"""

from __future__ import annotations

import io
import zipfile
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeAlias

from app.paper.tree import Align

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import BinaryIO

LATIN = "Times New Roman"
"""The face of Latin letters and digits beside every Chinese one."""
BODY_SIZE, SMALL_SIZE, TITLE_SIZE = 16.0, 10.5, 22.0
"""三号, 五号, 二号: the sizes of running text, tables and titles (GB/T 9704)."""
LEADING = 28.0
"""From line to line of running text, in points: 22 lines a page."""
_EPOCH = datetime(1980, 1, 1)
_EMU_A_MM = 36_000
_TWIPS_A_MM, _TWIPS_A_POINT = 1440 / 25.4, 20
_ALIGNS = {Align.LEFT: "left", Align.CENTER: "center", Align.RIGHT: "right"}
_LEVELS = 3
LONGEST_TAG = 64
"""A content control's name and tag hold no more characters."""


class Face(Enum):
    """The faces of an office's documents, by the names that Word and WPS know them by."""

    TITLE = "方正小标宋简体"
    HEI = "黑体"
    KAI = "楷体_GB2312"
    FANG = "仿宋_GB2312"
    SONG = "宋体"


class Foot(Enum):
    """How pages are numbered: 第 1 页 共 3 页 in the middle, — 1 — at the outer edge as in a letter, or not at all."""

    PAGES = "pages"
    LETTER = "letter"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Run:
    """Words within a paragraph that differ from it; `marked` is a yellow ground, for what somebody has to look at.

    With a `tag` they are a content control, by which a program finds them again; `alias` is its name to the reader.
    """

    text: str
    face: Face | None = None
    size: float = 0
    bold: bool = False
    underlined: bool = False
    marked: bool = False
    tag: str = ""
    alias: str = ""


Words: TypeAlias = "str | tuple[Run, ...]"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `indent` is that of its first line in characters, sizes and distances are points, 0 leading is
    the face's own. Line breaks in its words are kept.
    """

    words: Words = ""
    face: Face = Face.FANG
    size: float = BODY_SIZE
    align: Align | None = None
    """None sets it flush on both sides, as running text stands."""
    bold: bool = False
    indent: float = 2
    leading: float = LEADING
    before: float = 0
    after: float = 0
    keeps_next: bool = False
    starts_page: bool = False
    has_right: bool = False
    """What follows a tab in its words stands flush right."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture (PNG) in the middle of its own line, so many millimetres wide; `words` are read aloud in its stead."""

    data: bytes
    width: float
    words: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that the program's outline shows: level 1 (一、) in 黑体, 2 (（一）) in 楷体, 3 (1.) in bold 仿宋."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; `across` columns wide and `down` rows high. Without a face or size it has the table's."""

    words: Words = ""
    align: Align = Align.LEFT
    bold: bool = False
    face: Face | None = None
    size: float = 0
    across: int = 1
    down: int = 1
    is_top: bool = False
    """Its words begin at its top and not in its middle: room for the pen below them."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of cells, at least `height` millimetres high; head rows come again on every page."""

    cells: tuple[Cell, ...]
    height: float = 0
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table; widths are millimetres, scaled to the frame. Rows are not torn between pages."""

    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    size: float = SMALL_SIZE
    face: Face = Face.SONG


@dataclass(frozen=True, slots=True)
class Section:
    """From here on a new page, upright or across."""

    across: bool = False


Block: TypeAlias = "Paragraph | Heading | Table | Picture | Section"


@dataclass(frozen=True, slots=True)
class Margins:
    """Millimetres around the text; those of a letter (GB/T 9704) unless told."""

    top: float = 37
    bottom: float = 35
    left: float = 28
    right: float = 26


TABLE_MARGINS = Margins(20, 18, 25, 20)
"""Those of the office's forms and lists."""


@dataclass(frozen=True, slots=True)
class WordDocument:
    """A whole document; `title` and `author` stand in its properties, `made_on` is the day it says it was made."""

    blocks: tuple[Block, ...]
    title: str = ""
    author: str = ""
    made_on: date | None = None
    across: bool = False
    margins: Margins = field(default_factory=Margins)
    foot: Foot = Foot.PAGES
    keywords: str = ""
    """Words by which a program knows its own document again."""


def title(text: str, *, after: float = LEADING) -> Paragraph:
    """The title of a document, in 小标宋 in the middle."""
    return Paragraph(text, Face.TITLE, TITLE_SIZE, Align.CENTER, indent=0, leading=36, after=after, keeps_next=True)


def table(
    columns: Sequence[tuple[str, float, Align]],
    rows: Iterable[Sequence[str]],
    *,
    total: Sequence[str] | None = None,
    size: float = SMALL_SIZE,
    row_height: float = 8,
) -> Table:
    """A list: columns given as (label, millimetres, where their text stands), a head that comes again, a bold total."""
    head = Row(tuple(Cell(label, Align.CENTER, face=Face.HEI) for label, _w, _a in columns), row_height, is_head=True)
    body = [_listed(columns, row, row_height) for row in rows]
    foot = [] if total is None else [_listed(columns, total, row_height, bold=True)]
    return Table(tuple(width for _label, width, _align in columns), (head, *body, *foot), size)


def _listed(
    columns: Sequence[tuple[str, float, Align]], row: Sequence[str], height: float, *, bold: bool = False
) -> Row:
    cells = (Cell(text, align, bold=bold) for text, (_label, _width, align) in zip(row, columns, strict=True))
    return Row(tuple(cells), height)


def write(document: WordDocument, out: BinaryIO) -> None:
    """Write the document as .docx; the same document gives the same bytes."""
    import docx  # late: it takes a while, and most runs write none

    made = docx.Document()
    _Writer(made, document).write()
    whole = io.BytesIO()
    made.save(whole)
    _settle(whole, out)


def _settle(whole: BinaryIO, out: BinaryIO) -> None:
    """Copy the package with the same day on every part, so that nothing in it tells when it was written."""
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), source.read(name), zipfile.ZIP_DEFLATED)


def _plain(text: str) -> str:
    """Text without the characters that no XML may hold."""
    return "".join(char for char in text if char in "\t\n" or (ord(char) >= 32 and not 0xD800 <= ord(char) <= 0xDFFF
                                                               and char not in "\ufffe\uffff"))  # fmt: skip


def _element(tag: str, *inner: Any, **attributes: object) -> Any:  # noqa: ANN401 - python-docx's elements have no type
    """An element of WordprocessingML with attributes of its namespace; numbers are whole."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name.rstrip('_')}"), str(round(value) if isinstance(value, float) else value))
    made.extend([one for one in inner if one is not None])
    return made


def _looks(face: Face, size: float, *, bold: bool = False, underlined: bool = False, marked: bool = False) -> Any:  # noqa: ANN401
    """How a run looks; the hint lets “ ” and … be set in the Chinese face."""
    return _element(
        "rPr",
        _element("rFonts", ascii=LATIN, hAnsi=LATIN, eastAsia=face.value, cs=LATIN, hint="eastAsia"),
        _element("b") if bold else None,
        _element("sz", val=size * 2.0),
        _element("szCs", val=size * 2.0),
        _element("highlight", val="yellow") if marked else None,
        _element("u", val="single") if underlined else None,
    )


def _run(run: Run, face: Face, size: float, *, bold: bool) -> Any:  # noqa: ANN401
    looks = _looks(
        run.face or face, run.size or size, bold=bold or run.bold, underlined=run.underlined, marked=run.marked
    )
    made = _element("r", looks, *_texts(run.text))
    return _control(run, made) if run.tag else made


def _control(run: Run, inside: Any) -> Any:  # noqa: ANN401
    """The run inside a content control."""
    names = [
        _element(kind, val=_plain(name)[:LONGEST_TAG])
        for kind, name in (("alias", run.alias), ("tag", run.tag))
        if name
    ]
    return _element("sdt", _element("sdtPr", *names), _element("sdtContent", inside))


def _texts(text: str) -> Iterator[Any]:
    for place, line in enumerate(_plain(text).split("\n")):
        if place:
            yield _element("br")
        for index, piece in enumerate(line.split("\t")):
            if index:
                yield _element("tab")
            if piece:
                made = _element("t")
                made.text = piece
                made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
                yield made


def _runs(words: Words, face: Face, size: float, *, bold: bool = False) -> list[Any]:
    runs = (Run(words),) if isinstance(words, str) else words
    return [_run(run, face, size, bold=bold) for run in runs if run.text]


def _paragraph(one: Paragraph, *, style: str = "", frame: float = 0) -> Any:  # noqa: ANN401
    leading = {"line": one.leading * _TWIPS_A_POINT, "lineRule": "exact"} if one.leading else {}
    shape = _element(
        "pPr",
        _element("pStyle", val=style) if style else None,
        _element("keepNext") if one.keeps_next else None,
        _element("pageBreakBefore") if one.starts_page else None,
        _element("tabs", _element("tab", val="right", pos=frame * _TWIPS_A_MM)) if one.has_right and frame else None,
        _element("spacing", before=one.before * _TWIPS_A_POINT, after=one.after * _TWIPS_A_POINT, **leading),
        _element("ind", firstLineChars=one.indent * 100.0, firstLine=one.indent * one.size * _TWIPS_A_POINT)
        if one.indent
        else None,
        _element("jc", val="both" if one.align is None else _ALIGNS[one.align]),
        _looks(one.face, one.size, bold=one.bold),
    )
    return _element("p", shape, *_runs(one.words, one.face, one.size, bold=one.bold))


_HEADINGS = {1: (Face.HEI, False), 2: (Face.KAI, False), 3: (Face.FANG, True)}


class _Writer:
    """Fills an empty document of python-docx."""

    def __init__(self, made: Any, document: WordDocument) -> None:  # noqa: ANN401
        self._made, self._document = made, document
        self._across = document.across
        self._body = made.element.body

    def write(self) -> None:
        self._styles()
        self._properties()
        self._body.remove_all("w:p")
        last = None
        for block in self._document.blocks:
            if isinstance(block, Table) and isinstance(last, Table):
                self._add(_element("p"))  # two tables without a paragraph between them grow together
            self._block(block)
            last = block
        if isinstance(last, Table):
            self._add(_paragraph(Paragraph(size=1, indent=0, leading=1)))  # a document may not end in a table
        self._page(self._made.sections[-1], across=self._across)
        self._feet()

    def _add(self, element: Any) -> None:  # noqa: ANN401
        self._body.insert(len(self._body) - 1, element)  # before the properties of the last section

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph():
                self._add(_paragraph(block, frame=self._frame()))
            case Heading():
                face, bold = _HEADINGS[min(block.level, _LEVELS)]
                shown = Paragraph(block.text, face, bold=bold, keeps_next=True)
                self._add(_paragraph(shown, style=f"Heading{min(block.level, _LEVELS)}"))
            case Table():
                self._add(_Grid(block, self._frame()).element())
            case Picture():
                self._add(self._picture(block))
            case Section():
                self._turn(block)

    def _picture(self, one: Picture) -> Any:  # noqa: ANN401
        inline = self._made.part.new_pic_inline(io.BytesIO(one.data), width=round(one.width * _EMU_A_MM))
        inline.docPr.set("descr", one.words)
        middle = _element(
            "pPr", _element("spacing", line=240, lineRule="auto"), _element("jc", val=_ALIGNS[Align.CENTER])
        )
        return _element("p", middle, _element("r", _element("drawing", inline)))

    def _frame(self) -> float:
        """Millimetres between the margins."""
        margins = self._document.margins
        return 297 - margins.top - margins.bottom if self._across else 210 - margins.left - margins.right

    def _turn(self, section: Section) -> None:
        """End the section in hand: its properties stand in its last paragraph."""
        self._page(self._made.sections[-1], across=self._across)
        kept = self._body.sectPr
        ends = _element("p", _element("pPr", deepcopy(kept)))
        self._add(ends)
        self._across = section.across

    def _page(self, section: Any, *, across: bool) -> None:  # noqa: ANN401
        """A4; a sheet across is an upright one turned, so that its head is at the binding edge."""
        from docx.enum.section import WD_ORIENT
        from docx.shared import Mm

        margins = self._document.margins
        section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (Mm(297), Mm(210)) if across else (Mm(210), Mm(297))
        upright = (margins.top, margins.bottom, margins.left, margins.right)
        turned = (margins.left, margins.right, margins.top, margins.bottom)
        top, bottom, left, right = turned if across else upright
        section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
        section.left_margin, section.right_margin = Mm(left), Mm(right)
        section.header_distance, section.footer_distance = Mm(min(15, top / 2)), Mm(max(8.0, bottom - 10))

    def _styles(self) -> None:
        """The faces of the named styles, so that what a clerk types in looks like the rest."""
        from docx.oxml.ns import qn

        styles = self._made.styles
        looks: dict[str, tuple[Face, float, bool]] = {"Normal": (Face.FANG, BODY_SIZE, False)}
        looks |= {f"Heading {level}": (face, BODY_SIZE, bold) for level, (face, bold) in _HEADINGS.items()}
        for name, (face, size, bold) in looks.items():
            element = styles[name].element
            element.remove_all("w:rPr")
            element.append(_looks(face, size, bold=bold))
        defaults = styles.element.find(qn("w:docDefaults"))
        for language in defaults.iter(qn("w:lang")):
            language.set(qn("w:eastAsia"), "zh-CN")

    def _properties(self) -> None:
        kept, document = self._made.core_properties, self._document
        day = datetime.combine(document.made_on, time()) if document.made_on else _EPOCH
        kept.title, kept.author, kept.last_modified_by = document.title, document.author, document.author
        kept.comments, kept.language, kept.revision, kept.keywords = "", "zh-CN", 1, document.keywords
        kept.created = kept.modified = day

    # -- page numbers ------------------------------------------------------------------------------------------------

    def _feet(self) -> None:
        if self._document.foot is Foot.NONE:
            return
        first = self._made.sections[0]
        is_letter = self._document.foot is Foot.LETTER
        self._made.settings.odd_and_even_pages_header_footer = is_letter
        self._foot(first.footer, Align.RIGHT if is_letter else Align.CENTER, is_letter=is_letter)
        if is_letter:
            self._foot(first.even_page_footer, Align.LEFT, is_letter=True)

    def _foot(self, footer: Any, align: Align, *, is_letter: bool) -> None:  # noqa: ANN401
        footer.is_linked_to_previous = False
        size = 14.0 if is_letter else 9.0
        parts = ("— ", "PAGE", " —") if is_letter else ("第 ", "PAGE", " 页　共 ", "NUMPAGES", " 页")
        shape = _element("pPr", _element("jc", val=_ALIGNS[align]), _looks(Face.SONG, size))
        runs = [one for place, part in enumerate(parts) for one in self._foot_part(part, size, is_field=place % 2 == 1)]
        old = footer.paragraphs[0]._p  # noqa: SLF001 - python-docx has no public way to its element
        old.getparent().replace(old, _element("p", shape, *runs))

    def _foot_part(self, part: str, size: float, *, is_field: bool) -> list[Any]:
        if not is_field:
            return _runs(part, Face.SONG, size)
        code = _element("instrText")
        code.text = f" {part} "
        inner = (
            _element("fldChar", fldCharType="begin"), code, _element("fldChar", fldCharType="separate"),
            *_texts("1"), _element("fldChar", fldCharType="end"),
        )  # fmt: skip
        return [_element("r", _looks(Face.SONG, size), one) for one in inner]


class _Grid:
    """A table as its element."""

    def __init__(self, given: Table, frame: float) -> None:
        self._table = given
        scale = frame / sum(given.widths) * _TWIPS_A_MM
        self._widths = [round(width * scale) for width in given.widths]
        self._below: dict[int, tuple[int, int]] = {}
        """Columns still covered from above: how many rows more, and how many columns across."""

    def element(self) -> Any:  # noqa: ANN401
        edges = [
            _element(
                side, val="single", sz=8 if side in ("top", "left", "bottom", "right") else 4, space=0, color="000000"
            )
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        ]
        margins = [_element(side, w=85, type="dxa") for side in ("left", "right")]
        shape = _element(
            "tblPr",
            _element("tblW", w=sum(self._widths), type="dxa"),
            _element("jc", val="center"),
            _element("tblBorders", *edges),
            _element("tblLayout", type="fixed"),
            _element("tblCellMar", *margins),
        )
        grid = _element("tblGrid", *[_element("gridCol", w=width) for width in self._widths])
        return _element("tbl", shape, grid, *[self._row(row) for row in self._table.rows])

    def _row(self, row: Row) -> Any:  # noqa: ANN401
        shape = _element(
            "trPr",
            _element("cantSplit"),
            _element("trHeight", val=row.height * _TWIPS_A_MM, hRule="atLeast") if row.height else None,
            _element("tblHeader") if row.is_head else None,
        )
        return _element("tr", shape, *self._cells(row))

    def _cells(self, row: Row) -> Iterator[Any]:
        given, column = iter(row.cells), 0
        while column < len(self._widths):
            if column in self._below:
                rows, across = self._below.pop(column)
                yield self._cell(Cell(across=across), column, merge="continue")
                if rows > 1:
                    self._below[column] = (rows - 1, across)
            else:
                cell = next(given, Cell())
                across = cell.across
                yield self._cell(cell, column, merge="restart" if cell.down > 1 else "")
                if cell.down > 1:
                    self._below[column] = (cell.down - 1, across)
            column += across

    def _cell(self, cell: Cell, column: int, *, merge: str) -> Any:  # noqa: ANN401
        shape = _element(
            "tcPr",
            _element("tcW", w=sum(self._widths[column : column + cell.across]), type="dxa"),
            _element("gridSpan", val=cell.across) if cell.across > 1 else None,
            _element("vMerge", val=merge) if merge else None,
            _element("vAlign", val="top" if cell.is_top else "center"),
        )
        face, size = cell.face or self._table.face, cell.size or self._table.size
        words = Paragraph(cell.words, face, size, cell.align, bold=cell.bold, indent=0, leading=0)
        return _element("tc", shape, _paragraph(words))
