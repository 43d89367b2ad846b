"""All indicators in the order of the reports, and the one way to find them by code."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from app.figures import learning, liaison, office, opinions, petitions, projects, rectification
from app.rules.refusal import Exit, Refused

if TYPE_CHECKING:
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

_BY_CODE = {indicator.code: indicator for indicator in INDICATORS}


def find(code: str) -> tuple[Indicator, str]:
    """The indicator of a code and the group asked for: `R1` is its first part, `O12.环境卫生` a group of O12.

    Raises Refused (usage) naming codes that look like it.
    """
    wanted = code.strip()
    if wanted in _BY_CODE:
        return _BY_CODE[wanted], ""
    for indicator in INDICATORS:
        if indicator.code.startswith(f"{wanted}."):
            return indicator, ""
    grouped = [known for known in _BY_CODE if wanted.startswith(f"{known}.")]
    for known in sorted(grouped, key=len, reverse=True):
        return _BY_CODE[known], wanted.removeprefix(f"{known}.")
    raise unknown(wanted)


def unknown(code: str) -> Refused:
    """The refusal of a code that is not there."""
    family = code[:1].upper()
    names = [*_BY_CODE, *(indicator.name for indicator in INDICATORS)]
    near = get_close_matches(code, names, n=3, cutoff=0.5) or [known for known in _BY_CODE if known[0] == family][:5]
    hint = f"相近的有：{'、'.join(_described(name) for name in near)}。" if near else ""
    sentence = f"没有代码为「{code}」的指标。{hint}可用 figures 查看全部指标。"
    return Refused(sentence, field="code", exit_code=Exit.USAGE)


def _described(name: str) -> str:
    if name in _BY_CODE:
        return f"{name} {_BY_CODE[name].name}"
    return next(f"{one.code} {one.name}" for one in INDICATORS if one.name == name)
