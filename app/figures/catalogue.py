"""All indicators in the order of the reports, and the one way to find them by code."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from app.figures import learning, liaison, office, opinions, petitions, projects, rectification
from app.rules.refusal import Exit, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

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


class Catalogue:
    """Indicators in their order, found by code."""

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        """Take the indicators; a later one of the same code does not replace an earlier."""
        self.indicators = tuple(indicators)
        self.by_code = {one.code: one for one in reversed(self.indicators)}

    def find(self, code: str) -> tuple[Indicator, str]:
        """The indicator of a code and the group asked for: `R1` is its first part, `O12.环境卫生` a group of O12.

        Raises Refused (usage) naming codes that look like it.
        """
        wanted = code.strip()
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
