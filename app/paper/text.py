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
PAIRED = frozenset("—…")
"""Halves of —— and ……, which stay together."""
UNITS = frozenset("年月日号时分万亿元")
"""Characters that stay with the digit before them."""
WORD_MARKS = frozenset(".-/@_+'%:&=~")
"""Marks inside Latin words, numbers and addresses."""
LAST_LATIN = 0x2E7F
"""The last code point before the Chinese blocks: letters up to here are read by words."""

TITLE_ENDS = (
    "活动", "工作", "委员会", "人民政府", "党委", "办公室", "街道", "领导小组",
    "镇", "乡", "县", "市", "村", "年", "月", "的", "和", "及", "暨", "与", "、", "，", "）", "》", "”",
)  # fmt: skip
"""After these words a title is broken by preference."""
TITLE_STARTS = ("（", "《", "“", "关于")
"""Before these words a title is broken by preference."""
MEANING_BONUS = 3.0
"""By how many characters two title lines may differ for the sake of a break by meaning."""

LINE_ENDS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
INVISIBLE = frozenset({"Cc", "Cf"})
VARIATION_SELECTORS = (range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


class Cleaner(dict[int, str | None]):
    """A table for `str.translate`: line ends become newlines, tabs spaces, controls and invisible marks nothing,
    and a character that `has` no face for becomes 〔U+XXXX〕 and is kept in `missing`."""

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
    if "\n" not in text and sum(map(advances.__getitem__, text)) <= limit:
        return [text]
    lines: list[str] = []
    for paragraph in text.split("\n"):
        _break_paragraph(paragraph, limit, advances, lines)
    return lines


def _break_paragraph(text: str, limit: float, advances: Mapping[str, float], lines: list[str]) -> None:
    ends = list(accumulate(map(advances.__getitem__, text)))
    start, length, before = 0, len(text), 0.0
    while length and ends[-1] - before > limit:
        # The allowance keeps sums of widths from breaking a line that fits exactly.
        overflow = max(bisect_right(ends, before + limit + 1e-6, start), start + 1)
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
    if before.isdigit() and after in UNITS:
        return False
    if before in PAIRED and before == after:
        return False
    return not (_in_word(before) and _in_word(after))


def _in_word(char: str) -> bool:
    return char in WORD_MARKS or (char.isalnum() and ord(char) <= LAST_LATIN)


def balanced_lines(text: str, limit: float, advances: Mapping[str, float]) -> list[str]:
    """The fewest lines that hold the text, made as even as they go: for head cells and long titles."""
    lines = break_lines(text, limit, advances)
    if len(lines) == 1 or "\n" in text:
        return lines
    low, high = limit / 2, limit
    for _ in range(8):
        middle = (low + high) / 2
        trial = break_lines(text, middle, advances)
        if len(trial) == len(lines):
            high, lines = middle, trial
        else:
            low = middle
    return lines


def title_lines(text: str, limit: float, advances: Mapping[str, float]) -> list[str]:
    """A title's lines: two are broken by meaning where that keeps them near even, more are balanced."""
    lines = balanced_lines(text, limit, advances)
    if len(lines) != 2 or "\n" in text:
        return lines
    ends = list(accumulate(map(advances.__getitem__, text)))
    best = (float("inf"), 0)
    for cut in range(1, len(text)):
        first, second = ends[cut - 1], ends[-1] - ends[cut - 1]
        if max(first, second) <= limit and may_break(text[cut - 1], text[cut]):
            by_meaning = text[:cut].endswith(TITLE_ENDS) or text[cut:].startswith(TITLE_STARTS)
            best = min(best, (abs(first - second) / 1000 - (MEANING_BONUS if by_meaning else 0), cut))
    cut = best[1]
    return [text[:cut].rstrip(" "), text[cut:].lstrip(" ")] if cut else lines
