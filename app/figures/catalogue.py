"""All indicators in the order of the reports, and the one way to find them by code."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from app.figures import learning, liaison, office, opinions, petitions, projects, rectification
from app.rules.refusal import Exit, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from app.figures.model import Indicator

INDICATORS: tuple[Indicator, ...] = (
    *learning.INDICATORS,
    *opinions.INDICATORS,
    *rectification.INDICATORS,
    *petitions.INDICATORS,
    *projects.INDICATORS,
    *liaison.INDICATORS,
    *office.INDICATORS,
)


FAMILIES = {
    "L": "学习", "O": "征求", "R": "整改", "S": "查摆", "X": "信访", "P": "实事", "G": "机构", "H": "联户", "D": "文会",
    "Z": "自定",
}  # fmt: skip
"""The word for the letter of a code: what is printed and seen has no letters."""
BETWEEN = "·"
"""Between what is seen of a code and the group of the figure."""


def _marks() -> dict[str, str]:
    """学习3-1 for L3.party_lectures: the number of the code, then the place among its parts."""
    found: dict[str, str] = {}
    parts: dict[str, int] = {}
    for one in INDICATORS:
        stem, _, part = one.code.partition(".")
        parts[stem] = parts.get(stem, 0) + bool(part)
        found[one.code] = f"{FAMILIES[stem[0]]}{stem[1:]}" + (f"-{parts[stem]}" if part else "")
    return found


MARKS = _marks()
_CODES = {seen: code for code, seen in MARKS.items()}


def mark(code: str) -> str:
    """A code as the office reads it, on the screen and on paper; what is no code of a figure stays as it is."""
    code, _, sliced = code.partition("@")
    if sliced:
        return f"{mark(code)}{BETWEEN}{sliced.partition(':')[2]}"
    known = next((one for one in _heads(code) if one in MARKS), "")
    if known:
        group = _BY_COLUMN.sub("", code[len(known) + 1 :], count=1)
        return MARKS[known] + (f"{BETWEEN}{group}" if group else "")
    own = _OWN.fullmatch(code)
    return f"{FAMILIES['Z']}{own[1]}{BETWEEN if own[2] else ''}{own[2]}" if own else code


def _heads(code: str) -> Iterator[str]:
    """The code itself, then what stands before each of its points, the longest first."""
    while code:
        yield code
        code = code.rpartition(".")[0]


_BY_COLUMN = re.compile(r"^[a-z_]+\.(?=.)")
"""The name of a column before its value: the office reads the value alone."""
_OWN = re.compile(r"Z(\d+)\.?(.*)")
_OWN_MARK = re.compile(rf"{FAMILIES['Z']}(\d+)")


def code_of(seen: str) -> str:
    """The code of what the office reads; any other text as it is."""
    head, _, group = seen.partition(BETWEEN)
    own = _OWN_MARK.fullmatch(head)
    code = f"Z{own[1]}" if own else _CODES.get(head, "")
    return f"{code}.{group}" if code and group else code or seen


_FIRST: dict[str, str] = {}
for _one in reversed(INDICATORS):
    _FIRST[_one.code.partition(".")[0]] = _one.code


def named(indicators: Iterable[Indicator]) -> dict[str, str]:
    """The codes of indicators by what a unit may call them: code, what the office reads for it, name."""
    return {written: one.code for one in indicators for written in (one.name, mark(one.code), one.code)}


def meant(written: str, known: Mapping[str, str]) -> str:
    """The code of the indicator that a report names, a bare code being its first part; other words as they are."""
    words = written.strip()
    code = code_of(words[:1].upper() + words[1:])
    return known.get(words) or known.get(code) or _FIRST.get(code, words)


class Catalogue:
    """Indicators in their order, found by code."""

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        """Take the indicators; a later one of the same code does not replace an earlier."""
        self.indicators = tuple(indicators)
        self.by_code = {one.code: one for one in reversed(self.indicators)}

    def find(self, code: str) -> tuple[Indicator, str]:
        """The indicator of a code and the group asked for: `R1` is its first part, `O12.环境卫生` a group of O12.

        What the office reads for a code (`学习3-1`) will do as well.

        Raises Refused (usage) naming codes that look like it.
        """
        wanted = code_of(code.strip())
        if wanted in self.by_code:
            return self.by_code[wanted], ""
        for indicator in self.indicators:
            if indicator.code.startswith(f"{wanted}.") and wanted:
                return indicator, ""
        grouped = [known for known in self.by_code if wanted.startswith(f"{known}.")]
        for known in sorted(grouped, key=len, reverse=True):
            return self.by_code[known], wanted.removeprefix(f"{known}.")
        raise self.unknown(wanted)

    def unknown(self, code: str) -> Refused:
        """The refusal of a code that is not there."""
        family = code[:1].upper()
        names = [*self.by_code, *(indicator.name for indicator in self.indicators)]
        alike = [known for known in self.by_code if known[0] == family][:5]
        near = get_close_matches(code, names, n=3, cutoff=0.5) or alike
        hint = f"相近的有：{'、'.join(self._described(name) for name in near)}。" if near else ""
        sentence = f"没有代码为「{code}」的指标。{hint}可用 figures 查看全部指标。"
        return Refused(sentence, field="code", exit_code=Exit.USAGE)

    def _described(self, name: str) -> str:
        if name in self.by_code:
            return f"{name} {self.by_code[name].name}"
        return next(f"{one.code} {one.name}" for one in self.indicators if one.name == name)


SHIPPED = Catalogue(INDICATORS)
"""The indicators the program brings along."""


def find(code: str) -> tuple[Indicator, str]:
    """The shipped indicator of a code and the group asked for; raises Refused (usage) for an unknown one."""
    return SHIPPED.find(code)
