"""Traditional characters and their simplified forms, by OpenCC's own data, which is read when it is first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

FIRST, LAST = 0x3400, 0x9FFF
"""The characters looked at; what lies beyond them few screens can show."""
SEVERAL_FORMS = frozenset("昇鍾瞭夥於乾")
"""Characters for which OpenCC knows several simplified forms."""
ZHU, ZHE = "著", "着"
"""著 is right in 著名 and stands for 着 in 看著; OpenCC leaves it."""


@dataclass(frozen=True, slots=True)
class Forms:
    """Simplified forms by character: those that are certain, and those where the character may be right as it is."""

    certain: Mapping[str, str]
    doubtful: Mapping[str, str]


@cache
def forms() -> Forms:
    """All forms; a character of the national set of simplified writing (后 beside 後) is doubtful, never certain."""
    present = [chr(code) for code in range(FIRST, LAST + 1)]
    simple = dict(zip(present, converted("\n".join(present)).split("\n"), strict=True))
    pairs = {one: form for one, form in simple.items() if form != one and simple.get(form) == form}
    certain = {one: form for one, form in pairs.items() if one not in SEVERAL_FORMS and not _is_national(one)}
    return Forms(certain, {one: form for one, form in pairs.items() if one not in certain} | {ZHU: ZHE})


def converted(text: str) -> str:
    """The text as OpenCC simplifies it, by words where it knows them: 乾坤 stays, 乾燥 becomes 干燥."""
    return str(_converter().convert(text))


@cache
def _converter() -> _OpenCC:
    from opencc import OpenCC  # late: nothing at the start of the program needs it

    return OpenCC("t2s")


def _is_national(char: str) -> bool:
    try:
        char.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


if TYPE_CHECKING:
    from opencc import OpenCC as _OpenCC
