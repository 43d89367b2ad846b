"""迎检包: cover, contents, a sheet before each part and what is filed under every heading, as one numbered PDF."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from app.paper import pdf_pages
from app.paper.canvas import A4_UPRIGHT, MM, PageWriter
from app.paper.fonts import Role
from app.paper.forms.sheet import FOOT_BASELINE, FOOT_SIZE, LEFT_MARGIN, RIGHT_MARGIN, TOP_MARGIN, baseline
from app.paper.tree import Cancelled, Printed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from app.paper.canvas import Pen
    from app.paper.pdf_pages import Source

NOTHING = "本项无记载"
CONTENTS = "目录"
COVER_TITLE_SIZES = (36.0, 32.0, 28.0, 24.0)
LINE_SIZE, PART_SIZE = 12.0, 26.0
STEP = 7.5 * MM
INDENT = 8 * MM
BOTTOM = 22 * MM
HEAD_BASELINE = 9 * MM
"""The running heading, from the upper edge."""
HEAD_SIZE = 8.0
FRAME_SIDE, FRAME_TOP, FRAME_BOTTOM = 12 * MM, 14 * MM, 16 * MM
"""What a page of somebody else's leaves free on its sheet."""
DOTS_GAP = 2 * MM


@dataclass(frozen=True, slots=True)
class Piece:
    """What is bound in under a heading: a PDF with its name. One of our own fills its sheets, another is laid in a
    frame with its `caption` above.
    """

    title: str
    source: Source
    is_own: bool = True
    caption: str = ""


@dataclass(frozen=True, slots=True)
class PackHeading:
    """A heading with its number (一、, 1., (1)), its level from 1, and what lies under it; `note` stands where it says
    something of its own.
    """

    number: str
    title: str
    level: int
    pieces: tuple[Piece, ...] = ()
    note: str = ""

    @property
    def words(self) -> str:
        """Number and title."""
        return f"{self.number}{self.title}"


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack as it is bound: what stands on the cover, and the headings in their order."""

    title: str
    office: str
    day: str
    made_on: date
    headings: tuple[PackHeading, ...]
    subtitle: str = ""
    head_note: str = ""
    """练习, 公示版: at the head of every sheet."""
    marks: tuple[str, ...] = ()
    """What the foot of the cover says: purpose, copy, who bound it."""


@dataclass(slots=True)
class _Sheet:
    """One sheet of the pack: where its page comes from, and what stands on its frame."""

    source: Source
    number: int
    size: tuple[float, float]
    head: str = ""
    caption: str = ""
    is_own: bool = True
    is_noted: bool = False
    """Whether it bears the note at its head already, as the paper of a ledger or a form does."""


@dataclass
class _Laid:
    """The pack laid out: its sheets, and where each heading and each piece begins."""

    sheets: list[_Sheet] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    pieces: list[list[int]] = field(default_factory=list)


def draw_pack(pack: Pack, out: BinaryIO, *, progress: Callable[[int, int], bool] | None = None) -> Printed:
    """Bind the pack; `progress` hears (sheets done, of how many) and stops the work by returning False.

    Raises Cancelled then, and Unreadable for a piece that breaks while it is laid in.
    """
    missing: dict[str, None] = {}
    laid = _Laid()
    known = _contents(pack, [0] * len(pack.headings), missing)  # how many sheets it takes; the numbers come later
    places = _layout(pack, laid, 1 + len(known.source.pages), missing)
    front = [_cover(pack, missing), _contents(pack, places, missing)]
    first = [
        _Sheet(one.source, place, one.source.size(place)) for one in front for place in range(len(one.source.pages))
    ]
    sheets = [*first, *laid.sheets]
    frames = _frames(pack, sheets, missing)
    binder = pdf_pages.Binder()
    for at, sheet in enumerate(sheets):
        if progress is not None and not progress(at, len(sheets)):
            raise Cancelled
        place = binder.add(*frames[at])
        binder.lay(place, sheet.source, sheet.number, _room(sheet))
    _outline(pack, binder, laid, len(first))
    for place, box, heading in front[1].links:
        binder.link(1 + place, box, places[heading] - 1)
    pages = binder.write(out, title=pack.title, author=pack.office, day=f"D:{pack.made_on:%Y%m%d}000000+08'00'")
    return Printed(pages, (), tuple(missing))


def _room(sheet: _Sheet) -> pdf_pages.Room:
    wide, high = sheet.size
    if sheet.is_own:
        return pdf_pages.Room(0, 0, wide, high)
    return pdf_pages.Room(FRAME_SIDE, FRAME_BOTTOM, wide - 2 * FRAME_SIDE, high - FRAME_TOP - FRAME_BOTTOM)


# ---- the order of the sheets -----------------------------------------------------------------------------------------


def _layout(pack: Pack, laid: _Laid, before: int, missing: dict[str, None]) -> list[int]:
    """Put every sheet behind the contents in order; the number of the page each heading is found on."""
    parts = _parts(pack)
    places = [0] * len(pack.headings)
    for first, last in parts:
        drawn = _separator(pack, first, last, places, missing)  # how many sheets it takes; drawn again with the pages
        opening = before + len(laid.sheets) + 1
        for at in range(first, last):
            places[at] = opening
        _append(laid, drawn, pack.headings[first].words)
        for at in range(first, last):
            heading = pack.headings[at]
            if heading.pieces:
                places[at] = opening if at == first else before + len(laid.sheets) + 1
            laid.pieces.append([])
            for piece in heading.pieces:
                laid.pieces[-1].append(len(laid.sheets))
                _append_piece(pack, laid, piece, _path(pack, at))
    _lead_on(pack, places)
    for first, last in parts:
        drawn = _separator(pack, first, last, places, missing)
        start = places[first] - before - 1
        for number, sheet in enumerate(laid.sheets[start : start + len(drawn.source.pages)]):
            sheet.source, sheet.number = drawn.source, number
    laid.starts = [place - before - 1 for place in places]
    return places


def _lead_on(pack: Pack, places: list[int]) -> None:
    """A heading that only stands over others is found where the first of them is."""
    for at, heading in enumerate(pack.headings):
        if heading.level == 1 or heading.pieces or at == 0:
            continue
        for below in range(at + 1, len(pack.headings)):
            if pack.headings[below].level <= heading.level:
                break
            if pack.headings[below].pieces:
                places[at] = places[below]
                break


def _parts(pack: Pack) -> list[tuple[int, int]]:
    """The parts: from a heading of the first level to before the next."""
    starts = [at for at, one in enumerate(pack.headings) if one.level == 1 or at == 0]
    return list(zip(starts, [*starts[1:], len(pack.headings)], strict=True))


def _path(pack: Pack, at: int) -> str:
    """A heading with those above it: 一、学习教育 / 1.集中学习."""
    found, level = [pack.headings[at].words], pack.headings[at].level
    for one in reversed(pack.headings[:at]):
        if one.level < level:
            found.insert(0, one.words)
            level = one.level
    return "　/　".join(found)


def _append(laid: _Laid, drawn: _Drawn, head: str) -> None:
    for number in range(len(drawn.source.pages)):
        laid.sheets.append(_Sheet(drawn.source, number, drawn.source.size(number), head))


def _append_piece(pack: Pack, laid: _Laid, piece: Piece, head: str) -> None:
    count = len(piece.source.pages)
    for number in range(count):
        size = piece.source.size(number)
        of = f"（第{number + 1}页，共{count}页）" if count > 1 else ""
        caption = "" if piece.is_own else f"{piece.caption}{of}"
        wide, high = A4_UPRIGHT
        sheet_size = size if piece.is_own else (high, wide) if size[0] > size[1] else (wide, high)
        laid.sheets.append(_Sheet(piece.source, number, sheet_size, head, caption, piece.is_own, is_noted=piece.is_own))


def _outline(pack: Pack, binder: pdf_pages.Binder, laid: _Laid, front: int) -> None:
    """Name the contents, every heading and every piece in the outline, each under the heading above it."""
    binder.name(CONTENTS, 1)
    above: list[object] = []
    for at, heading in enumerate(pack.headings):
        del above[heading.level - 1 :]
        words = heading.words if heading.pieces or _has_below(pack, at) else f"{heading.words}（{NOTHING}）"
        one = binder.name(words, front + laid.starts[at], above[-1] if above else None)  # type: ignore[arg-type]
        above.append(one)
        for piece, start in zip(heading.pieces, laid.pieces[at], strict=True):
            binder.name(piece.title, front + start, one)


def _has_below(pack: Pack, at: int) -> bool:
    return at + 1 < len(pack.headings) and pack.headings[at + 1].level > pack.headings[at].level


# ---- what we draw ourselves ------------------------------------------------------------------------------------------


@dataclass
class _Drawn:
    """Sheets of our own, and which boxes of them lead to which heading: (sheet, box, heading)."""

    source: Source
    links: list[tuple[int, tuple[float, float, float, float], int]] = field(default_factory=list)


def _writer(pack: Pack, out: BytesIO, size: tuple[float, float] = A4_UPRIGHT) -> PageWriter:
    return PageWriter(out, title=pack.title, author=pack.office, size=size, made_on=pack.made_on)


def _closed(writer: PageWriter, out: BytesIO, missing: dict[str, None]) -> Source:
    writer.close(lambda _page, _pages: None)
    missing.update(writer.missing)
    return pdf_pages.read(out.getvalue())


def _cover(pack: Pack, missing: dict[str, None]) -> _Drawn:
    out = BytesIO()
    writer = _writer(pack, out)
    middle, width = writer.width / 2, writer.width - 2 * LEFT_MARGIN
    for size in COVER_TITLE_SIZES:
        pen = writer.pen(Role.TITLE, size)
        lines = pen.even_lines(pen.tidy(pack.title), width)
        if len(lines) <= 2:
            break
    top = writer.height - 80 * MM
    for line in lines:
        writer.centred(pen, middle, baseline(pen, top), line)
        top -= pen.leading
    if pack.subtitle:
        kai = writer.pen(Role.KAI, 18.0)
        for line in kai.even_lines(kai.tidy(pack.subtitle), width):
            writer.centred(kai, middle, baseline(kai, top - 6 * MM), line)
            top -= kai.leading
    fang = writer.pen(Role.FANG, 18.0)
    top = 78 * MM
    for words in (pack.office, pack.day):
        for line in fang.even_lines(fang.tidy(words), width):
            writer.centred(fang, middle, baseline(fang, top), line)
            top -= fang.leading * 1.3
    small = writer.pen(Role.FANG, FOOT_SIZE)
    for line in (line for mark in pack.marks for line in small.lines(small.tidy(mark), width)):
        writer.centred(small, middle, baseline(small, top - 12 * MM), line)
        top -= small.leading
    writer.end_page()
    return _Drawn(_closed(writer, out, missing))


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of a list of headings: its words, what stands at its right, and the heading it leads to."""

    words: str
    level: int
    right: str
    heading: int


def _entries(pack: Pack, places: Sequence[int], first: int, last: int) -> Iterator[_Entry]:
    for at in range(first, last):
        heading = pack.headings[at]
        is_empty = not heading.pieces and not _has_below(pack, at)
        right = NOTHING if is_empty else str(places[at] or "　　")
        yield _Entry(heading.words, heading.level, right, at)


def _contents(pack: Pack, places: Sequence[int], missing: dict[str, None]) -> _Drawn:
    out = BytesIO()
    writer = _writer(pack, out)
    title = writer.pen(Role.TITLE, 22.0)
    writer.centred(title, writer.width / 2, baseline(title, writer.height - TOP_MARGIN), "目　录")
    top = writer.height - TOP_MARGIN - title.leading - 8 * MM
    links: list[tuple[int, tuple[float, float, float, float], int]] = []
    _list(writer, _told(pack, places), top, links)
    writer.end_page()
    return _Drawn(_closed(writer, out, missing), links)


def _told(pack: Pack, places: Sequence[int]) -> Iterator[_Entry]:
    """The contents: of an empty heading the page it is told on stands too."""
    for entry in _entries(pack, places, 0, len(pack.headings)):
        if entry.right == NOTHING:
            yield _Entry(
                f"{entry.words}（{NOTHING}）", entry.level, str(places[entry.heading] or "　　"), entry.heading
            )
        else:
            yield entry


def _separator(pack: Pack, first: int, last: int, places: Sequence[int], missing: dict[str, None]) -> _Drawn:
    """The sheet before a part: its heading large, and what is in it with the page, or that there is nothing."""
    out = BytesIO()
    writer = _writer(pack, out)
    heading, width = pack.headings[first], writer.width - LEFT_MARGIN - RIGHT_MARGIN
    pen = writer.pen(Role.TITLE, PART_SIZE)
    top = writer.height - 50 * MM
    for line in pen.even_lines(pen.tidy(heading.words), width):
        writer.centred(pen, (LEFT_MARGIN + writer.width - RIGHT_MARGIN) / 2, baseline(pen, top), line)
        top -= pen.leading
    top -= 10 * MM
    fang = writer.pen(Role.FANG, LINE_SIZE)
    if not heading.pieces and last == first + 1:
        writer.centred(fang, writer.width / 2, baseline(fang, top), NOTHING)
        top -= STEP
    for one in pack.headings[first:last]:
        if one.note:
            for line in fang.lines(fang.tidy(f"{one.words}：{one.note}" if one is not heading else one.note), width):
                if top - fang.leading < BOTTOM:
                    writer.end_page()
                    top = writer.height - TOP_MARGIN
                writer.write(fang, [(LEFT_MARGIN, baseline(fang, top), line)])
                top -= fang.leading
    top -= 4 * MM
    own = [_Entry(piece.title, 2, "", first) for piece in heading.pieces]
    _list(writer, [*own, *_entries(pack, places, first + 1, last)], top, [])
    writer.end_page()
    return _Drawn(_closed(writer, out, missing))


def _list(
    writer: PageWriter,
    entries: Iterator[_Entry] | Sequence[_Entry],
    top: float,
    links: list[tuple[int, tuple[float, float, float, float], int]],
) -> None:
    """Lines with dots up to what stands at their right; they go on on further sheets."""
    left, right = LEFT_MARGIN, writer.width - RIGHT_MARGIN
    for entry in entries:
        pen = writer.pen(Role.HEI if entry.level == 1 else Role.FANG, LINE_SIZE)
        number = writer.pen(Role.FANG, LINE_SIZE)
        indent = left + (entry.level - 1) * INDENT
        words = number.tidy(entry.right)
        room = right - indent - max(number.width(words), 14 * MM) - 4 * DOTS_GAP
        lines = pen.lines(pen.tidy(entry.words), room)
        if top - STEP * len(lines) < BOTTOM:
            writer.end_page()
            top = writer.height - TOP_MARGIN
        upper = top
        for line in lines:
            y = baseline(pen, top)
            writer.write(pen, [(indent, y, line)])
            top -= STEP
        if words:
            _dots(writer, number, indent + pen.width(lines[-1]), right - number.width(words), y)
            writer.flush_right(number, right, y, words)
        links.append((writer.pages, (indent, top, right, upper), entry.heading))


def _dots(writer: PageWriter, pen: Pen, start: float, end: float, y: float) -> None:
    count = int((end - start - 2 * DOTS_GAP) / pen.width("·"))
    if count > 1:
        writer.flush_right(pen, end - DOTS_GAP, y, "·" * count)


def _frames(pack: Pack, sheets: Sequence[_Sheet], missing: dict[str, None]) -> list[tuple[Source, int]]:
    """The frame of every sheet, by sizes: running heading, caption, note at the head, page of how many."""
    by_size: dict[tuple[int, int], list[int]] = {}
    for at, sheet in enumerate(sheets):
        by_size.setdefault((round(sheet.size[0]), round(sheet.size[1])), []).append(at)
    found: dict[int, tuple[Source, int]] = {}
    for places in by_size.values():
        out = BytesIO()
        writer = _writer(pack, out, sheets[places[0]].size)
        for at in places:
            _frame(pack, writer, sheets[at], at + 1, len(sheets))
        source = _closed(writer, out, missing)
        found |= {at: (source, number) for number, at in enumerate(places)}
    return [found[at] for at in range(len(sheets))]


def _frame(pack: Pack, writer: PageWriter, sheet: _Sheet, page: int, pages: int) -> None:
    small = writer.pen(Role.KAI, HEAD_SIZE)
    left, right = LEFT_MARGIN, writer.width - RIGHT_MARGIN
    y = writer.height - HEAD_BASELINE
    note_width = 0.0
    if pack.head_note and not sheet.is_noted:
        bold = writer.pen(Role.HEI_BOLD, FOOT_SIZE)
        writer.flush_right(bold, right, y, bold.tidy(pack.head_note))
        note_width = bold.width(bold.tidy(pack.head_note)) + 4 * MM
    words = "　".join(filter(None, (sheet.head, sheet.caption)))
    if words:
        line = small.lines(small.tidy(words), right - left - note_width - 20 * MM)[0]
        writer.write(small, [(left, y, line)])
    if page > 1:  # a cover bears no number
        foot = writer.pen(Role.SONG, FOOT_SIZE)
        writer.spaced(foot, writer.width / 2, FOOT_BASELINE, ("第", str(page), "页", "共", str(pages), "页"))
    writer.end_page()
