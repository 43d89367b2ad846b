"""Text before it is drawn: cleaning, and breaking into lines by the rules of Chinese typesetting. Pure."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NO_START = frozenset("，。、；：！？）》」』”’〉】〕］｝〗·～％‰℃°′″,.;:!?)]}>%々ー")
"""Characters that never begin a line."""
NO_END = frozenset("（《「『“‘〈【〔［｛〖([{<￥$№#")
"""Characters that never end a line."""
BLANK, DAY_MARKS = "\u3000", "年月日"
"""A day left for the pen （　　年　　月　　日） is one word."""
PAIRED = frozenset("—…")
"""Halves of —— and ……, which stay together."""
YEAR_END = "〕"
"""Ends the year of a number; the serial stays with it: 整改/〔2014〕14号, never 整改〔2014〕/14号."""
UNITS = frozenset("年月日号时分万亿元")
"""Characters that stay with the digit before them."""
WORD_MARKS = frozenset(".-/@_+'%:&=~")
"""Marks inside Latin words, numbers and addresses."""
LAST_LATIN = 0x2E7F
"""The last code point before the Chinese blocks: letters up to here are read by words."""

EM = 1000.0
"""The width of a Chinese character in the unit of `advances`."""
TOLERANCE = 1e-6
"""Keeps sums of widths from breaking a line that fits exactly."""
LONGEST_EVEN = 120

PHRASE_ENDS = ("活动", "工作", "委员会", "政府", "党委", "办公室", "街道", "年度", "、", "，", "）", "》", "”")
"""After these a title is broken by preference."""
PHRASE_STARTS = ("（", "《", "“", "关于")
"""Before these a title is broken by preference."""
WORD_ENDS = ("镇", "乡", "县", "市", "村", "年", "月", "的", "和", "及", "暨", "与", "情况", "问题")
"""After these a title may be broken."""
WORD_STARTS = ("姓名", "类别", "签收", "销号", "条数", "责任人")
"""Before these a head or a title may be broken: 信访人/姓名, 已申请/销号."""
AFTER_A_WORD = 60.0
WITHIN_A_PHRASE = 100.0
LONE = WITHIN_A_PHRASE
"""What a line of a single character costs in even lines: 村街/面貌, never 村/街面貌, though 村 may end a line."""

LINE_ENDS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
INVISIBLE = frozenset({"Cc", "Cf"})
VARIATION_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


class Cleaner(dict[int, str | None]):
    """A table for `str.translate`: line ends become newlines, tabs spaces, controls and invisible marks nothing.

    A character that no face has becomes 〔U+XXXX〕 and is kept in `missing`.
    """

    def __init__(self, has: Callable[[int], bool], missing: dict[str, None]) -> None:
        """Take the question whether a code point can be drawn, and where to note those that cannot."""
        super().__init__()
        self._has = has
        self._missing = missing

    def __missing__(self, point: int) -> str | None:
        """Decide about a code point once."""
        self[point] = value = self._decide(point, chr(point))
        return value

    def _decide(self, point: int, char: str) -> str | None:
        if char in LINE_ENDS:
            return "\n"
        if char == "\t":
            return " "
        if unicodedata.category(char) in INVISIBLE or any(point in span for span in VARIATION_SELECTORS):
            return None
        if self._has(point):
            return char
        self._missing[char] = None
        return f"〔U+{point:04X}〕"


def tidy(text: str, cleaner: Cleaner) -> str:
    """The text as it can be drawn: only newlines and characters that some face has."""
    return text.replace("\r\n", "\n").translate(cleaner)


def break_lines(text: str, limit: float, advances: Mapping[str, float]) -> list[str]:
    """Break tidy text into lines no wider than `limit` (in the unit of `advances`); newlines are kept.

    A single character wider than the limit stands alone; only spaces at a broken line's end are dropped.
    """
    if "\n" not in text and sum(map(advances.__getitem__, text)) <= limit + TOLERANCE:
        return [text]
    lines: list[str] = []
    for paragraph in text.split("\n"):
        _break_paragraph(paragraph, limit, advances, lines)
    return lines


def _break_paragraph(text: str, limit: float, advances: Mapping[str, float], lines: list[str]) -> None:
    ends = list(accumulate(map(advances.__getitem__, text)))
    start, length, before = 0, len(text), 0.0
    while length and ends[-1] - before > limit + TOLERANCE:
        overflow = max(bisect_right(ends, before + limit + TOLERANCE, start), start + 1)
        cut = _cut(text, start, overflow) if overflow < length else length
        lines.append(text[start:cut].rstrip(" "))
        while cut < length and text[cut] == " ":
            cut += 1
        start = cut
        if start >= length:
            return
        before = ends[start - 1]
    lines.append(text[start:])


def _cut(text: str, start: int, overflow: int) -> int:
    """Where to end the line that begins at `start` and cannot hold the character at `overflow`."""
    for cut in range(overflow, start, -1):
        if may_break(text[cut - 1], text[cut]):
            return cut
    for cut in range(overflow, start, -1):
        if text[cut - 1] == YEAR_END and text[cut] not in NO_START:
            return cut
    for cut in range(overflow, start, -1):
        # A word longer than the line is cut anywhere, but punctuation still keeps its place.
        if text[cut] not in NO_START and text[cut - 1] not in NO_END:
            return cut
    return overflow


def may_break(before: str, after: str) -> bool:
    """Whether a line may end between these two characters."""
    if after == " ":
        return True
    if after in NO_START or before in NO_END:
        return False
    if (before.isdigit() and after in UNITS) or (before == YEAR_END and after.isdigit()):
        return False
    if before in PAIRED and before == after:
        return False
    if (before == BLANK and after in DAY_MARKS) or (before in DAY_MARKS[:2] and after == BLANK):
        return False
    return not (_in_word(before) and _in_word(after))


def _in_word(char: str) -> bool:
    return char in WORD_MARKS or (char.isalnum() and ord(char) <= LAST_LATIN)


def even_lines(text: str, limit: float, advances: Mapping[str, float]) -> list[str]:
    """The fewest lines that hold the text, broken by meaning and evenly: for titles, heads and centred cells.

    Text with newlines, long text and words wider than the line are broken as by `break_lines`.
    """
    ends = [0.0, *accumulate(map(advances.__getitem__, text))]
    if ends[-1] <= limit + TOLERANCE or len(text) > LONGEST_EVEN or "\n" in text:
        return break_lines(text, limit, advances)
    places = [0, *(at for at in range(1, len(text)) if may_break(text[at - 1], text[at])), len(text)]
    # (lines, unevenness, the place before) of the best way to each place, from left to right.
    best: dict[int, tuple[int, float, int]] = {0: (0, 0.0, 0)}
    for index, place in enumerate(places[1:], 1):
        cost = against_meaning(text, place) if place < len(text) else 0.0
        ways = []
        for other in reversed(places[:index]):
            width = ends[place] - ends[other]
            if width > limit + TOLERANCE:
                break
            if other in best:
                count, uneven, _ = best[other]
                alone = LONE if place - other == 1 else 0.0
                ways.append((count + 1, uneven + (width / EM) ** 2 + cost + alone, other))
        if ways:
            best[place] = min(ways)
    return _lines_along(text, best) if len(text) in best else break_lines(text, limit, advances)


def _lines_along(text: str, best: dict[int, tuple[int, float, int]]) -> list[str]:
    place, lines = len(text), []
    while place:
        before = best[place][2]
        lines.append(text[before:place].strip(" "))
        place = before
    return lines[::-1]


def against_meaning(text: str, at: int) -> float:
    """What it costs to break a title there, in squares of a character's width: nothing after a whole phrase."""
    if text.startswith("年度", at - 1):
        return WITHIN_A_PHRASE
    if text.endswith(PHRASE_ENDS, 0, at) or text.startswith(PHRASE_STARTS, at):
        return 0.0
    is_between_words = text.endswith(WORD_ENDS, 0, at) or text.startswith(WORD_STARTS, at)
    return AFTER_A_WORD if is_between_words else WITHIN_A_PHRASE
