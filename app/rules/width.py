"""Full-width forms folded to plain ones, for numbers, dates and codes only; prose keeps its punctuation."""

from __future__ import annotations

import re
import unicodedata

_FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5}
JOINER = "\u200d"
_BREAK = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")


def fold(text: str) -> str:
    """Full-width digits, letters, signs and spaces as their ASCII forms; everything else untouched."""
    return text.translate(_FOLD)


_DIGITS = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}


def plain_digits(text: str) -> str:
    """Full-width digits and letters as their ASCII forms; signs, which prose writes wide, and all else untouched."""
    return text.translate(_DIGITS)


def compact(text: str) -> str:
    """Folded, with no white space and no invisible signs left: what a number or a date is read from."""
    folded = fold(text)
    if folded.isprintable():  # most texts: the only white space is the plain one
        return folded.replace(" ", "")
    return "".join("".join(ch for ch in folded if not is_invisible(ch)).split())


def plain_lines(text: str) -> str:
    """The text with every kind of line break as a single newline."""
    return _BREAK.sub("\n", text)


def is_invisible(char: str) -> bool:
    """Whether a character shows nothing and means nothing: controls and format signs, but not a line break or tab."""
    return char not in "\n\t" + JOINER and unicodedata.category(char) in ("Cc", "Cf")


def is_lone_surrogate(char: str) -> bool:
    """Whether a character is half of one, which no file can keep."""
    return "\ud800" <= char <= "\udfff"


def quote(text: str, limit: int = 40) -> str:
    """The clerk's own words for a sentence: one line, at most `limit` characters, nothing that cannot be shown."""
    shown = "".join("\ufffd" if is_lone_surrogate(ch) else ch for ch in text[: 4 * limit] if not is_invisible(ch))
    line = " ".join(shown.split())
    return f"「{line[:limit]}{'…' if len(line) > limit else ''}」"
