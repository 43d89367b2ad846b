"""How offices write a villagers' group: 清一三组, 清一村3组, 清一村第三村民小组 — one name for all of them. Pure."""

from __future__ import annotations

import re

from app.rules import han
from app.rules.width import compact

_NUMBER = r"(?:\d{1,2}|[二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
"""A number below 100 as it is spoken: of 清一三组 the group is 三, not 一三."""
_GROUP = re.compile(rf"第?(?P<no>{_NUMBER})(?:村民)?(?:小组|[组社队])?")
_IN_NAME = re.compile(rf"(?P<village>.*?[^第\d].*?)(?P<group>第?{_NUMBER}(?:村民)?(?:小组|[组社队]))")
_VILLAGE_END = re.compile(r"(?:村民委员会|居民委员会|村委会|居委会|村)$")


def group_label(text: str) -> str:
    """The name of a group without its village: 三组 from 3, 3组, 第三村民小组; a named one (东头组) as it is."""
    typed = compact(text)
    match = _GROUP.fullmatch(typed)
    if match is None:
        return typed
    number = int(match["no"]) if match["no"].isdecimal() else han.number(match["no"])
    return f"{han.numeral(number)}组" if number else typed


def group_name(village: str, group: str) -> str:
    """The full name of a group in its village, as the register has it: 清一三组."""
    return f"{short_village(village)}{group_label(group)}"


def short_village(village: str) -> str:
    """The name of a village without what it is: 清一 of 清一村 or 清一村村民委员会; never cut to a single character."""
    short = compact(village)
    while (shorter := _VILLAGE_END.sub("", short)) != short and len(shorter) >= 2:
        short = shorter
    return short


def split(name: str) -> tuple[str, str] | None:
    """Village and group of a joint name such as 清一村第三村民小组; None when it names no group."""
    match = _IN_NAME.fullmatch(compact(name))
    return (match["village"], match["group"]) if match else None
