"""A letter of the office by the habits of GB/T 9704: frame, 三号 type, two-character indent, seal over the date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.paper.canvas import A4_UPRIGHT, MM, PageWriter
from app.paper.fonts import Role
from app.paper.forms.sheet import (
    DATE_BY_HAND,
    LETTER_BOTTOM,
    LETTER_LEFT,
    LETTER_RIGHT,
    LETTER_TOP,
    FormContent,
    Sheet,
    baseline,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.paper.canvas import Pen

STUB_BOTTOM = 18 * MM
"""What is cut off below the letter is no part of its frame and stands lower."""
BODY_SIZE, LINE = 16.0, 28.0
"""三号 on 28 points, both in points."""
INDENT = "　　"
NUMBER_BY_HAND = "〔　　　　〕　　　号"
SEAL = 45 * MM
"""Room kept free for a round seal of the office."""
HELD, HELD_SECTION = 2, 6
"""So many lines go over with a signature that finds no room; a section up to so many lines goes over whole."""


class Letter:
    """A letter on its way over the pages."""

    def __init__(self, content: FormContent, writer: PageWriter, name: str) -> None:
        """Begin the first page."""
        writer.is_letter = True
        self.sheet = Sheet(
            writer, content, name, LETTER_LEFT, A4_UPRIGHT[0] - LETTER_RIGHT, A4_UPRIGHT[1] - LETTER_TOP, LETTER_BOTTOM
        )
        self.body = writer.pen(Role.FANG, BODY_SIZE)
        self._held: list[tuple[Pen, str, float]] = []
        self._holds_section = False

    def head(self, office: str, name: str, number: str) -> None:
        """The office and the paper's name as the title, the number in the middle under it."""
        self.sheet.title(f"{office}{name}", after=3 * MM)
        pen = self.sheet.pen(Role.KAI, 14.0)
        middle = (self.sheet.left + self.sheet.right) / 2
        self.sheet.writer.centred(pen, middle, baseline(pen, self.sheet.top), pen.tidy(number or NUMBER_BY_HAND))
        self.sheet.top -= pen.leading + 5 * MM

    def flush(self, text: str) -> None:
        """A line from the left margin: to whom the letter goes."""
        self._flow(self.body, text)

    def paragraph(self, text: str, *, size: float = BODY_SIZE) -> None:
        """Running text, each paragraph indented by two characters, over as many pages as it needs."""
        pen = self.body if size == BODY_SIZE else self.sheet.pen(Role.FANG, size)
        for part in text.replace("\r\n", "\n").split("\n"):
            self._flow(pen, INDENT + part)

    def heading(self, text: str) -> None:
        """A heading of the first level, in 黑体; never alone at a page's foot."""
        self.need(2 * LINE)
        self._holds_section = True
        self._flow(self.sheet.pen(Role.HEI, BODY_SIZE), INDENT + text)

    def _flow(self, pen: Pen, text: str) -> None:
        """Draw the lines but for the last two, or a short section, which wait so that a signature never stands on a
        page alone.
        """
        step = LINE * pen.size / BODY_SIZE
        self._held += [(pen, line, step) for line in pen.lines(pen.tidy(text), self.sheet.width)]
        if self._holds_section and len(self._held) <= HELD_SECTION:
            return
        self._holds_section = False
        self._release(self._held[:-HELD])
        self._held = self._held[-HELD:]

    def _release(self, lines: Sequence[tuple[Pen, str, float]]) -> None:
        for pen, line, step in lines:
            self._turn_unless(step)
            self.sheet.put(pen, [line], step)

    def _turn_unless(self, height: float) -> None:
        if self.sheet.room < height:
            self.sheet.turn()

    def need(self, height: float) -> None:
        """Put down what waits, and turn the page unless so many points are left on it."""
        self._release(self._held)
        self._held, self._holds_section = [], False
        self._turn_unless(height)

    def signature(self, office: str, day: str) -> None:
        """The office and the day at the right, four characters in, with room for the seal over both.

        A long name goes on on a second line above the day.
        """
        right = self.sheet.right - 4 * BODY_SIZE
        room = right - self.sheet.left
        names = self.body.even_lines(self.body.tidy(office), room)
        days = self.body.lines(self.body.tidy(day or DATE_BY_HAND), room)
        below = len(names) + len(days) - 2
        self._turn_unless(SEAL + below * LINE + sum(step for _, _, step in self._held))
        self.need(0)
        middle = right - max(map(self.body.width, (*names, *days, DATE_BY_HAND))) / 2
        self.sheet.top -= 12 * MM
        for text in (*names, *days):
            self.sheet.writer.centred(self.body, middle, baseline(self.body, self.sheet.top), text)
            self.sheet.top -= LINE
        pen = self.sheet.pen(Role.SONG, 10.5)
        self.sheet.writer.centred(pen, middle, baseline(pen, self.sheet.top), "（盖章）")
        self.sheet.top -= 4 * MM

    def stand_on_foot(self, height: float) -> None:
        """Go down so far that just so many points are left, on a new page when there are fewer."""
        self.sheet.bottom = STUB_BOTTOM
        self.need(height)
        self.sheet.top = self.sheet.bottom + height
