"""Reads the rules of a printed page beside its words, and tells which words run over a rule or over each other."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

from pypdf import PdfReader

from tests.paper.pages import words

if TYPE_CHECKING:
    from tests.paper.pages import Word

SEGMENT = re.compile(r"([-\d.]+) ([-\d.]+) m ([-\d.]+) ([-\d.]+) l")
BOX = re.compile(r"([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+) re S")
SLACK = 1.0
"""Points by which a word's box, which is larger than its ink, may reach over a rule."""
EDGE = 8.0
"""Points of the paper's edge that no printer reaches."""

Segment = tuple[float, float, float, float]


def rules(data: bytes) -> list[tuple[float, float, list[Segment]]]:
    """For each page its width, its height and the straight lines on it, measured from the upper left."""
    found = []
    for page in PdfReader(BytesIO(data)).pages:
        high, stream = float(page.mediabox.height), page.get_contents()
        drawn = stream.get_data().decode("latin-1") if stream is not None else ""
        lines = [tuple(map(float, match)) for match in SEGMENT.findall(drawn)]
        for x, y, wide, tall in (tuple(map(float, match)) for match in BOX.findall(drawn)):
            lines += [(x, y, x, y + tall), (x + wide, y, x + wide, y + tall)]
            lines += [(x, y, x + wide, y), (x, y + tall, x + wide, y + tall)]
        found.append((float(page.mediabox.width), high, [(a, high - b, c, high - d) for a, b, c, d in lines]))
    return found


def strays(data: bytes) -> list[str]:
    """The words that run over a rule, off the page, or over another word."""
    pages = rules(data)
    by_page: dict[int, list[Word]] = {}
    for word in words(data):
        by_page.setdefault(word.page, []).append(word)
    return [
        f"{page}: {word.text}"
        for page, found in by_page.items()
        for word in found
        if _is_stray(word, pages[page - 1]) or any(_over(word, other) for other in found)
    ]


def _is_stray(word: Word, page: tuple[float, float, list[Segment]]) -> bool:
    wide, high, lines = page
    if word.left < EDGE or word.right > wide - EDGE or word.top < EDGE or word.bottom > high - EDGE:
        return True
    return any(_crosses(word, line) for line in lines)


def _crosses(word: Word, line: Segment) -> bool:
    x1, y1, x2, y2 = line
    middle, ink = (word.top + word.bottom) / 2, (word.bottom - word.top) / 6
    if abs(x1 - x2) < SLACK / 2:
        upper, lower = min(y1, y2), max(y1, y2)
        return word.left + SLACK < x1 < word.right - SLACK and upper < middle < lower
    is_level = abs(y1 - y2) < SLACK / 2 and min(x1, x2) < word.right - SLACK and max(x1, x2) > word.left + SLACK
    return is_level and middle - ink < y1 < middle + ink


def _over(one: Word, other: Word) -> bool:
    """Whether two words stand on the same place; each pair is found once."""
    if (one.left, one.top) >= (other.left, other.top):
        return False
    wide = min(one.right, other.right) - max(one.left, other.left)
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    return wide > 2 * SLACK and high > (one.bottom - one.top) / 2
