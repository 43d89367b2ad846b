"""PDF files bound into one: pages of others laid into frames of our own, the outline, and links of the contents.

A page is laid in as one drawing (a form XObject), so that nothing it leaves unbalanced, no name of its fonts and no
script, link or field of it reaches the sheet around it; stamps and filled fields are drawn with it. Points.
"""

from __future__ import annotations

import logging
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.errors import LimitReachedError, PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    Fit,
    FloatObject,
    IndirectObject,
    NameObject,
    PdfObject,
    RectangleObject,
    StreamObject,
)

from app.apart import Apart, Fate, NoAnswer
from app.paper.tree import Cancelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pypdf import PageObject

MOST_PAGES = 500
"""So many pages one file may have."""
MOST_BYTES = 400 << 20
"""So large a file may become when it is written anew."""
SECONDS = 30.0
"""So long the reading of one file may take."""
EXPANDS = "文件展开后太大，读不下"
_FATES = {
    Fate.TOO_SLOW: "文件太复杂，半分钟没有读完", Fate.DIED: "文件已损坏，打不开", Fate.MEMORY: EXPANDS,
    Fate.NOT_BEGUN: "电脑太忙，没有能打开文件",
}  # fmt: skip
LEAST_SIDE, MOST_SIDE = 20.0, 14_400.0
"""The side of a page, in points: what is beyond was never a sheet of paper."""
DAMAGED = (
    PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError, ArithmeticError,
    NotImplementedError, AssertionError, zlib.error,
)  # fmt: skip
"""What reading somebody's damaged file may end in."""
HIDDEN = 2 | 32
"""Flags of an annotation that is not shown: hidden, not viewed."""
NOT_DRAWN = ("/Link", "/Popup", "/Movie", "/Sound", "/Screen", "/3D", "/FileAttachment")

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it says of a damaged file names its content


class Unreadable(Exception):  # noqa: N818 - an answer about somebody's file
    """A file that cannot be bound in; the words say why."""


@dataclass(frozen=True, slots=True)
class Source:
    """A PDF that can be bound in: its pages, each with its size as it is read."""

    pages: tuple[PageObject, ...]

    def size(self, place: int) -> tuple[float, float]:
        """How wide and high a page stands, turned as it is meant to be read."""
        box, turned = _box(self.pages[place]), _turned(self.pages[place])
        wide, high = box[2] - box[0], box[3] - box[1]
        return (high, wide) if turned in (90, 270) else (wide, high)


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except (MemoryError, LimitReachedError) as error:
        raise Unreadable(EXPANDS) from error
    except DAMAGED as error:
        raise Unreadable("文件已损坏，打不开") from error


def read(data: bytes) -> Source:
    """The pages of a PDF; raises Unreadable for one that is locked, damaged, empty or too long."""
    with _reading():
        reader = PdfReader(BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("文件加了密码")
        count = len(reader.pages)
        if not 0 < count <= MOST_PAGES:
            raise Unreadable("文件里没有页" if count < 1 else f"文件超过{MOST_PAGES}页")
        found = Source(tuple(reader.pages))
        for place, page in enumerate(found.pages):
            contents = page.get_contents()
            if contents is not None:
                contents.get_data()
            if not all(LEAST_SIDE <= side <= MOST_SIDE for side in found.size(place)):
                raise Unreadable("页面大小不对")
    return found


def tame(data: bytes) -> bytes:
    """Somebody's PDF written anew: every page one drawing on a sheet of its size, and nothing else of the file.

    Raises Unreadable as `read` does, and for one that is too large for this once its packed parts are unfolded. To be
    run apart (`read_apart`).
    """
    source, binder, out = read(data), Binder(), BytesIO()
    for number in range(len(source.pages)):
        wide, high = source.size(number)
        binder.lay(binder.add_blank(wide, high), source, number, Room(0, 0, wide, high))
    with _reading():
        binder.write(out, title="", author="", day="")
    if out.tell() > MOST_BYTES:
        raise Unreadable(EXPANDS)
    return out.getvalue()


def read_apart(apart: Apart, data: bytes, *, go_on: Callable[[], bool] | None = None) -> Source:
    """The pages of somebody's PDF, read and written anew by a process with limits of its own; only that is read here.

    Raises Unreadable, and Cancelled when `go_on` says so.
    """
    try:
        return read(apart.ask(tame, data, go_on=go_on))
    except NoAnswer as none:
        if none.fate is Fate.STOPPED:
            raise Cancelled from none
        raise Unreadable(_FATES[none.fate]) from none


def reader() -> Apart:
    """The process for `read_apart`, one for all the files of a paper."""
    return Apart(Unreadable, seconds=SECONDS)


def _box(page: PageObject) -> tuple[float, float, float, float]:
    """The part of a page that is seen."""
    box, whole = page.cropbox, page.mediabox
    left, right = sorted((float(box.left), float(box.right)))
    bottom, top = sorted((float(box.bottom), float(box.top)))
    seen = (
        max(left, float(whole.left)), max(bottom, float(whole.bottom)),
        min(right, float(whole.right)), min(top, float(whole.top)),
    )  # fmt: skip
    return seen if seen[2] > seen[0] and seen[3] > seen[1] else (left, bottom, right, top)


def _turned(page: PageObject) -> int:
    return int(page.rotation or 0) % 360


@dataclass(frozen=True, slots=True)
class Room:
    """Where on its sheet a page is laid: its lower left corner, width and height."""

    left: float
    bottom: float
    width: float
    height: float


class Binder:
    """One PDF in the making out of frames: sheets of our own, into which pages of others are laid."""

    def __init__(self) -> None:
        """Begin with no sheet."""
        self._writer = PdfWriter()

    def add(self, frames: Source, number: int) -> int:
        """Append a sheet of our own; its place."""
        self._writer.add_page(frames.pages[number])
        return len(self._writer.pages) - 1

    def add_blank(self, wide: float, high: float) -> int:
        """Append an empty sheet; its place."""
        self._writer.add_blank_page(wide, high)
        return len(self._writer.pages) - 1

    def lay(self, place: int, source: Source, number: int, room: Room) -> None:
        """Lay a page into a sheet, as large as the room takes it, in its middle; raises Unreadable."""
        with _reading():
            page = source.pages[number]
            form = self._drawing(page)
            self._draw(self._writer.pages[place], form, _fitting(source, number, room))

    def _drawing(self, page: PageObject) -> IndirectObject:
        """A page with its stamps as one drawing."""
        contents = page.get_contents()
        data = b"" if contents is None else contents.get_data()
        resources = self._clone(page.get("/Resources", DictionaryObject()))
        stamps = list(self._stamps(page))
        if stamps:
            # A copy: pages may share what they draw with, and each names its own stamps.
            drawn = DictionaryObject(resources.get("/XObject", DictionaryObject()).get_object())
            resources[NameObject("/XObject")] = drawn
            data = b"q\n" + data + b"\nQ"
            for at, (form, matrix) in enumerate(stamps):
                name = f"/MqStamp{at}"
                drawn[NameObject(name)] = form
                data += _use(name, matrix)
        return self._form(data, resources, _box(page))

    def _form(self, data: bytes, resources: DictionaryObject, box: Sequence[float]) -> IndirectObject:
        form = StreamObject()
        form.set_data(data)
        form = form.flate_encode()
        form[NameObject("/Type")] = NameObject("/XObject")
        form[NameObject("/Subtype")] = NameObject("/Form")
        form[NameObject("/BBox")] = ArrayObject(FloatObject(side) for side in box)
        form[NameObject("/Resources")] = resources
        return self._writer._add_object(form)  # noqa: SLF001 - the library's own way in

    def _clone(self, kept: PdfObject) -> Any:  # noqa: ANN401 - any object of a PDF
        whole = kept.get_object()
        cloned = (whole if whole is not None else DictionaryObject()).clone(self._writer)
        return DictionaryObject(cloned) if isinstance(cloned, dict) else DictionaryObject()

    def _stamps(self, page: PageObject) -> Iterator[tuple[PdfObject, Sequence[float]]]:
        """What is drawn over a page: seals, signatures, filled fields, each with how it is laid."""
        for one in page.get("/Annots", ArrayObject()).get_object() or ():
            note = one.get_object()
            if not isinstance(note, DictionaryObject) or int(note.get("/F", 0)) & HIDDEN:
                continue
            if note.get("/Subtype") in NOT_DRAWN:
                continue
            drawn = note.get("/AP", DictionaryObject()).get_object().get("/N")
            drawn = drawn.get_object() if drawn is not None else None
            if isinstance(drawn, DictionaryObject) and not isinstance(drawn, StreamObject):
                chosen = drawn.get(note.get("/AS", ""))
                drawn = chosen.get_object() if chosen is not None else None
            if isinstance(drawn, StreamObject) and "/Rect" in note:
                rect: Any = note["/Rect"].get_object()
                yield self._stamp(drawn, [float(side) for side in rect])

    def _stamp(self, drawn: StreamObject, rect: list[float]) -> tuple[PdfObject, Sequence[float]]:
        """A stamp with the matrix that lays its box into its place (PDF reference, 12.5.5)."""
        box = [float(side) for side in drawn.get("/BBox", RectangleObject((0, 0, 1, 1))).get_object()]
        a, b, c, d, e, f = (float(number) for number in drawn.get("/Matrix", (1, 0, 0, 1, 0, 0)))
        corners = [(x * a + y * c + e, x * b + y * d + f) for x in (box[0], box[2]) for y in (box[1], box[3])]
        left, right = min(x for x, _ in corners), max(x for x, _ in corners)
        bottom, top = min(y for _, y in corners), max(y for _, y in corners)
        x0, x1 = sorted((rect[0], rect[2]))
        y0, y1 = sorted((rect[1], rect[3]))
        wide = (x1 - x0) / (right - left) if right > left else 1.0
        high = (y1 - y0) / (top - bottom) if top > bottom else 1.0
        form = self._form(drawn.get_data(), self._clone(drawn.get("/Resources", DictionaryObject())), box)
        own: Any = form.get_object()
        if "/Matrix" in drawn:
            own[NameObject("/Matrix")] = ArrayObject(FloatObject(number) for number in (a, b, c, d, e, f))
        return form, (wide, 0, 0, high, x0 - left * wide, y0 - bottom * high)

    def _draw(self, sheet: PageObject, form: IndirectObject, matrix: Sequence[float]) -> None:
        """Draw a form under what stands on a sheet."""
        resources: Any = sheet["/Resources"].get_object()
        drawn = resources.setdefault(NameObject("/XObject"), DictionaryObject()).get_object()
        name = f"/MqPage{len(drawn)}"
        drawn[NameObject(name)] = form
        first = StreamObject()
        first.set_data(_use(name, matrix))
        old = sheet.get("/Contents")
        kept = old.get_object() if old is not None else None
        rest = list(kept) if isinstance(kept, ArrayObject) else [] if kept is None else [sheet.raw_get("/Contents")]
        sheet[NameObject("/Contents")] = ArrayObject((self._writer._add_object(first), *rest))  # noqa: SLF001

    def name(self, title: str, place: int, parent: IndirectObject | None = None) -> IndirectObject:
        """Name a sheet in the outline."""
        return self._writer.add_outline_item(title=title, page_number=place, parent=parent)

    def link(self, place: int, box: tuple[float, float, float, float], target: int) -> None:
        """Let a click on a box (left, bottom, right, top) of a sheet lead to another."""
        self._writer.add_annotation(
            page_number=place, annotation=Link(rect=box, target_page_index=target, fit=Fit.fit())
        )

    def write(self, out: BinaryIO, *, title: str, author: str, day: str) -> int:
        """Write the whole; how many sheets it has. It says the day it was made, never the time."""
        self._writer.page_mode = "/UseOutlines"
        self._writer.root_object[NameObject("/Lang")] = _text("zh-CN")
        self._writer.add_metadata(
            {
                "/Title": title, "/Author": author, "/Subject": title, "/Creator": "民情台账", "/Producer": "民情台账",
                "/CreationDate": day, "/ModDate": day,
            }
        )  # fmt: skip
        self._writer.write(out)
        return len(self._writer.pages)


def _text(words: str) -> PdfObject:
    from pypdf.generic import TextStringObject

    return TextStringObject(words)


def _use(name: str, matrix: Sequence[float]) -> bytes:
    numbers = " ".join(f"{number:.5f}" for number in matrix)
    return f"\nq {numbers} cm {name} Do Q\n".encode("ascii")


def _fitting(source: Source, number: int, room: Room) -> tuple[float, ...]:
    """The matrix that lays a page upright, unstretched and no larger than it is into the middle of a room."""
    left, bottom, right, top = _box(source.pages[number])
    wide, high = source.size(number)
    scale = min(room.width / wide, room.height / high, 1.0)
    x = room.left + (room.width - wide * scale) / 2
    y = room.bottom + (room.height - high * scale) / 2
    match _turned(source.pages[number]):
        case 90:
            return 0.0, -scale, scale, 0.0, x - bottom * scale, y + right * scale
        case 180:
            return -scale, 0.0, 0.0, -scale, x + right * scale, y + top * scale
        case 270:
            return 0.0, scale, -scale, 0.0, x + top * scale, y - left * scale
    return scale, 0.0, 0.0, scale, x - left * scale, y - bottom * scale
