"""A sheet of a form: margins, title, lines of text, cut lines, and 续页 for what its boxes could not hold. Points."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from app.paper.canvas import A4_UPRIGHT, ASCENT, MM, PageWriter, Pen
from app.paper.fonts import Role
from app.paper.tree import Cancelled, Printed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

LEFT_MARGIN = 25 * MM
"""The binding side."""
RIGHT_MARGIN = 20 * MM
TOP_MARGIN = 20 * MM
BOTTOM_MARGIN = 18 * MM
FOOT_BASELINE = 10 * MM
FOOT_SIZE = 9.0
LETTER_LEFT, LETTER_RIGHT, LETTER_TOP, LETTER_BOTTOM = 28 * MM, 26 * MM, 37 * MM, 35 * MM
"""The frame of a letter (GB/T 9704)."""
LETTER_FOOT_SIZE = 14.0
LETTER_FOOT_BELOW = 7 * MM
NOTE_SIZE = 7.5
TITLE_SIZES = (22.0, 18.0, 16.0)
INFO_SIZE = 10.5
REST_SIZE = 10.5
"""Type size of what goes on on a 续页."""
CONTINUED = "（转续页）"
DASH, DASH_GAP = 3 * MM, 2 * MM
DATE_BY_HAND = "　　　年　　月　　日"
"""The day left for the pen; it is one word and never broken."""
PLACES = 6

Content = TypeVar("Content")


@dataclass(frozen=True, slots=True)
class FormContent:
    """What every form holds: the office it is of, the number it is filed under, and the note of a masked version.

    `paper_no` is the number of this very sheet of paper, given when it goes out to come back signed.
    """

    office: str = ""
    number: str = ""
    profile_note: str = ""
    paper_no: str = ""


def draw_form(
    draw: Callable[[Content, PageWriter], None],
    content: Content,
    out: BinaryIO,
    *,
    title: str,
    office: str,
    made_on: date | None = None,
    size: tuple[float, float] = A4_UPRIGHT,
    numbered: bool = True,
) -> Printed:
    """Draw one form as a PDF; several pages say which they are of how many, unless they are bound into a whole."""
    writer = PageWriter(out, title=title, author=office, size=size, made_on=made_on)
    draw(content, writer)
    writer.close(lambda page, pages: _foot(writer, page, pages if numbered else 1))
    return Printed(writer.pages, writer.faces, tuple(writer.missing))


def draw_set(
    draw: Callable[[Content, PageWriter], None],
    contents: Iterable[tuple[str, Content]],
    out: BinaryIO,
    *,
    title: str,
    office: str,
    made_on: date | None = None,
    progress: Callable[[int], bool] | None = None,
    size: tuple[float, float] = A4_UPRIGHT,
    numbered: bool = True,
) -> Printed:
    """Draw many forms, each given with its bookmark, into one PDF; each counts its own pages, unless they are bound
    into a whole.

    `progress` hears how many forms are drawn and stops the work by returning False; raises Cancelled then.
    """
    writer = PageWriter(out, title=title, author=office, size=size, made_on=made_on)
    spans: list[tuple[int, int]] = []
    for done, (name, content) in enumerate(contents, start=1):
        before = writer.pages
        writer.bookmark(name, writer.height)
        draw(content, writer)
        pages = writer.pages - before
        spans += [(page, pages if numbered else 1) for page in range(1, pages + 1)]
        if progress is not None and not progress(done):
            raise Cancelled
    writer.close(lambda page, _pages: _foot(writer, *spans[page - 1]))
    return Printed(writer.pages, writer.faces, tuple(writer.missing))


def _foot(writer: PageWriter, page: int, pages: int) -> None:
    """The page of how many, and a word to whoever must write in what no face has."""
    if writer.missing:
        pen = writer.pen(Role.SONG, NOTE_SIZE)
        writer.write(pen, [(LEFT_MARGIN, FOOT_BASELINE - 4 * MM, "字库中没有的字已印编码，请手写补正。")])
    if pages > 1 and writer.is_letter:
        _letter_foot(writer, page)
    elif pages > 1 and not writer.is_cut_up:
        words = ("第", str(page), "页", "共", str(pages), "页")
        writer.spaced(writer.pen(Role.SONG, FOOT_SIZE), writer.width / 2, FOOT_BASELINE, words)


def _letter_foot(writer: PageWriter, page: int) -> None:
    """The page of a letter as — 1 —, 四号, 7 mm below the frame: right on odd pages, left on even ones (GB/T 9704)."""
    pen = writer.pen(Role.SONG, LETTER_FOOT_SIZE)
    words = f"— {page} —"
    left, right = LETTER_LEFT + pen.size, writer.width - LETTER_RIGHT - pen.size
    x = right - pen.width(words) if page % 2 else left
    writer.write(pen, [(x, LETTER_BOTTOM - LETTER_FOOT_BELOW, words)])


def by_hand(text: str, places: int = PLACES) -> str:
    """The text, or a line of so many full-width places to write it on, which may be broken."""
    return text or "＿" * places


def baseline(pen: Pen, top: float) -> float:
    """The baseline of a line whose upper edge is `top`."""
    return top - (pen.leading - pen.size) / 2 - pen.size * ASCENT


@dataclass(slots=True)
class Sheet:
    """The page in hand: `top` falls as it is filled; `rest` collects, by label, what did not fit its box."""

    writer: PageWriter
    content: FormContent
    name: str
    left: float = LEFT_MARGIN
    right: float = A4_UPRIGHT[0] - RIGHT_MARGIN
    top: float = A4_UPRIGHT[1] - TOP_MARGIN
    bottom: float = BOTTOM_MARGIN
    rest: list[tuple[str, str]] = field(default_factory=list)
    page_top: float = field(init=False)
    """Where each page begins: where the first did."""

    def __post_init__(self) -> None:
        """Remember the margin of the first page for the further ones."""
        self.page_top = self.top

    @classmethod
    def across(cls, writer: PageWriter, content: FormContent, name: str) -> Sheet:
        """A sheet of whatever size the paper has, with the margins of an upright one."""
        return cls(writer, content, name, right=writer.width - RIGHT_MARGIN, top=writer.height - TOP_MARGIN)

    @property
    def width(self) -> float:
        """Between the margins."""
        return self.right - self.left

    @property
    def room(self) -> float:
        """What is left of the page below `top`."""
        return self.top - self.bottom

    def pen(self, role: Role, size: float) -> Pen:
        """The pen of that role and size in points."""
        return self.writer.pen(role, size)

    def title(self, text: str, *, after: float = 4 * MM) -> None:
        """The title in 小标宋, broken by meaning, in the middle."""
        pen, lines = self.fitted(text, self.width, TITLE_SIZES)
        for line in lines:
            self.writer.centred(pen, (self.left + self.right) / 2, baseline(pen, self.top), line)
            self.top -= pen.leading
        self.top -= after

    def fitted(self, text: str, width: float, sizes: Sequence[float]) -> tuple[Pen, list[str]]:
        """A title in the largest size that keeps it on one line, in several lines of the smallest where none does."""
        for size in sizes:
            pen = self.pen(Role.TITLE, size)
            lines = pen.even_lines(pen.tidy(text), width)
            if len(lines) == 1:
                break
        return pen, lines

    def info(self, left: str = "", right: str = "") -> None:
        """A line above a table: one text at each side, one above the other when they are long."""
        pen = self.pen(Role.SONG, INFO_SIZE)
        if pen.width(pen.tidy(right)) > self.width:
            self.put(pen, pen.lines(pen.tidy(right), self.width))
            right = ""
        if left and pen.width(pen.tidy(left) + pen.tidy(right)) > self.width - 2 * pen.size:
            self.put(pen, pen.lines(pen.tidy(left), self.width))
            left = ""
        y = baseline(pen, self.top)
        self.writer.write(pen, [(self.left, y, pen.tidy(left))])
        self.writer.flush_right(pen, self.right, y, pen.tidy(right))
        self.top -= pen.leading + 1 * MM

    def note(self, text: str, *, role: Role = Role.SONG, size: float = 9.0) -> None:
        """Small running text across the sheet."""
        pen = self.pen(role, size)
        self.put(pen, pen.lines(pen.tidy(text), self.width))

    def put(self, pen: Pen, lines: Sequence[str], leading: float = 0.0) -> None:
        """Lines from the left margin, moving `top` down."""
        step = leading or pen.leading
        first = self.top - (step - pen.leading) / 2
        placed = [(self.left, baseline(pen, first - index * step), line) for index, line in enumerate(lines)]
        self.writer.write(pen, placed)
        self.top -= step * len(lines)

    def dashes(self, y: float, left: float, right: float) -> None:
        """A broken line at height `y`."""
        starts, x = [], left
        while x < right:
            starts.append((x, y, min(x + DASH, right), y))
            x += DASH + DASH_GAP
        self.writer.rules(0.6, starts)

    def cut_line(self, words: str = "沿此线剪下") -> None:
        """A broken line across the paper with its words in the middle."""
        pen = self.pen(Role.SONG, FOOT_SIZE)
        y, middle = self.top - 3 * MM, self.writer.width / 2
        half = pen.width(words) / 2 + 2 * MM
        self.dashes(y, 8 * MM, middle - half)
        self.dashes(y, middle + half, self.writer.width - 8 * MM)
        self.writer.centred(pen, middle, y - pen.size * 0.35, words)
        self.top -= 7 * MM

    def turn(self) -> None:
        """End this page and begin another of the same margins."""
        height = self.writer.height
        if self.content.profile_note:
            pen = self.pen(Role.HEI_BOLD, FOOT_SIZE)
            self.writer.flush_right(pen, self.right, height - 11 * MM, pen.tidy(self.content.profile_note))
        if self.content.paper_no:
            small = self.pen(Role.SONG, FOOT_SIZE)
            words = small.tidy(f"单据号：{self.content.paper_no}")
            self.writer.write(small, [(self.left, height - 11 * MM, words)])
        self.writer.end_page()
        self.top = self.page_top

    def finish(self) -> None:
        """End the page, and print on 续页 what did not fit, box by box."""
        self.turn()
        if self.rest:
            _Rest(self).draw()


class _Rest:
    """The pages that carry on where a box was full."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.pen = sheet.pen(Role.FANG, REST_SIZE)
        self.head = sheet.pen(Role.HEI_BOLD, REST_SIZE)
        self.frame_top = 0.0

    def draw(self) -> None:
        self._begin()
        for label, text in self.sheet.rest:
            self._line(self.head, f"{label}（接上页）")
            for line in self.pen.lines(self.pen.tidy(text), self.sheet.width - 6 * MM):
                self._line(self.pen, line)
            self.sheet.top -= 2 * MM
        self._end()

    def _begin(self) -> None:
        self.sheet.title(f"{self.sheet.name}（续页）", after=2 * MM)
        self.sheet.info(right=f"编号：{self.sheet.content.number}")
        self.frame_top = self.sheet.top
        self.sheet.top -= 2 * MM

    def _line(self, pen: Pen, line: str) -> None:
        sheet = self.sheet
        if sheet.room < pen.leading + 2 * MM:
            self._end()
            self._begin()
        sheet.writer.write(pen, [(sheet.left + 3 * MM, baseline(pen, sheet.top), line)])
        sheet.top -= pen.leading

    def _end(self) -> None:
        sheet = self.sheet
        sheet.writer.box(1.0, sheet.left, sheet.bottom, sheet.width, self.frame_top - sheet.bottom)
        sheet.turn()
