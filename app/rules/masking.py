"""The one function that hides villagers' names, numbers and addresses on paper and exports."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

from app.rules.width import fold
from db.declare import TAKEN_OUT, Column, Kind, Mask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Profile(StrEnum):
    """For whom paper is made: 内部 shows all; 公示 masks and drops; 上报 masks numbers only."""

    INTERNAL = "internal"
    PUBLIC = "public"
    REPORT = "report"


DROPPED = (Mask.ID_NUMBER, Mask.PHONE)
"""What public paper leaves out altogether."""

_NUMBERS = (Mask.ID_NUMBER, Mask.PHONE, Mask.BANK_ACCOUNT)
_NAME = re.compile(r"[^、，,；;/\s（(）)：:]+")
_AFTER_NAME = re.compile(r"(?<=.)等(?:\d+|[一二三四五六七八九十百]+)?[人户]?$")
_TO_VILLAGE = re.compile(r"(?:.*?(?:镇|乡|街道))?.*?(?:村|社区|居委会)")
_TO_TOWN = re.compile(r".*(?:镇|乡|街道)")
_PHONE = re.compile(r"\d[\d -]{3,}\d")
_START, _END = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
_BIRTH = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_IN_TEXT: tuple[tuple[re.Pattern[str], Mask], ...] = (
    (re.compile(rf"{_START}[1-9]\d{{5}}(?:18|19|20)\d{{2}}{_BIRTH}\d{{3}}[\dXx]{_END}"), Mask.ID_NUMBER),
    (re.compile(rf"{_START}[1-9]\d{{7}}{_BIRTH}\d{{3}}{_END}"), Mask.ID_NUMBER),
    (re.compile(rf"{_START}\d{{4}}(?:[ -]?\d{{4}}){{3}}(?:[ -]?\d{{1,3}})?{_END}"), Mask.BANK_ACCOUNT),
    (re.compile(rf"{_START}1[3-9]\d(?:[ -]?\d{{4}}){{2}}{_END}"), Mask.PHONE),
    (re.compile(rf"{_START}0\d{{2,3}}[ -]\d{{7,8}}{_END}"), Mask.PHONE),
)


def is_dropped(column: Column) -> bool:
    """Whether public paper leaves the column out: identity and telephone numbers, and what is sensitive without a
    way to mask it.
    """
    return column.mask in DROPPED or (column.sensitive and column.mask is Mask.NONE)


def masked(column: Column, text: str, profile: str, *, names: Iterable[str] = ()) -> str:
    """The text of a cell as a profile shows it; prose loses numbers of people and, in public, the `names` known."""
    shown_for = Profile(profile)
    if shown_for is Profile.INTERNAL or not text:
        return text
    is_public = shown_for is Profile.PUBLIC
    if is_public and is_dropped(column):
        return ""
    if column.mask is Mask.NONE:
        is_prose = column.kind in (Kind.TEXT, Kind.LONG)
        return masked_prose(text, names=names if is_public else ()) if is_prose else text
    return mask_as(column.mask, text) if is_public or column.mask in _NUMBERS else text


HIDDEN = "***"
"""What stands for a sensitive value that no mask shows a part of."""


def is_hidden(column: Column) -> bool:
    """Whether a working screen hides the column until it is asked for: identity, telephone and account numbers, and
    what is sensitive without a way to mask it (health, hardship). Names and villages are plain there.
    """
    return column.mask in _NUMBERS or (column.sensitive and column.mask is Mask.NONE)


def on_screen(column: Column, text: str, *, everything: bool = False, names: Iterable[str] = ()) -> str:
    """The text of a cell on a screen at work; with `everything` also names, addresses and what prose tells of them."""
    if not text or text == TAKEN_OUT:
        return text
    if is_hidden(column):
        return HIDDEN if column.mask is Mask.NONE else mask_as(column.mask, text)
    return masked(column, text, Profile.PUBLIC, names=names) if everything else text


def is_starred_out(text: str) -> bool:
    """Whether a text still holds stars of a mask: such a one is never taken for a value."""
    return "*" in text


def mask_as(mask: Mask, text: str) -> str:
    """One value hidden by its kind: 张*祥, 138****1234, 110105********1234, ****1234, the address to its village.

    Where the value was taken out for good, nothing is left to hide.
    """
    return text if text == TAKEN_OUT else _MASKS[mask](text)


def masked_prose(text: str, *, names: Iterable[str] = ()) -> str:
    """Running text with identity, telephone and account numbers and the given names hidden, in place."""
    for pattern, mask in _IN_TEXT:
        # Folding keeps every place, so that numbers in full width are found where they stand.
        found = list(pattern.finditer(fold(text)))
        for match in reversed(found):
            text = text[: match.start()] + mask_as(mask, match[0]) + text[match.end() :]
    for name in sorted({name for name in names if len(name) >= 2}, key=len, reverse=True):
        text = text.replace(name, mask_name(name))
    return text


def mask_name(text: str) -> str:
    """Every name in a list of names: 张小祥、朱德 becomes 张*祥、朱*; what stands in brackets is left."""
    outside = re.split(r"([（(][^）)]*[）)])", text)
    return "".join(part if n % 2 else _NAME.sub(_masked_name, part) for n, part in enumerate(outside))


def names_of(text: str) -> list[str]:
    """The names in a list of names: of 张小祥、朱德等5人 the two; what stands in brackets names nobody."""
    outside = re.split(r"[（(][^）)]*[）)]", text)
    return [name for part in outside for found in _NAME.findall(part) if (name := _AFTER_NAME.sub("", found))]


def _masked_name(match: re.Match[str]) -> str:
    name = _AFTER_NAME.sub("", match[0])
    rest = match[0][len(name) :]
    if len(name) <= 2:
        return (name[:1] + "*" if len(name) == 2 else "*") + rest
    return name[0] + "*" * (len(name) - 2) + name[-1] + rest


def _mask_phone(text: str) -> str:
    return _PHONE.sub(lambda match: _masked_phone(re.sub(r"[ -]", "", match[0])), fold(text))


def _masked_phone(digits: str) -> str:
    if len(digits) < 11:
        return "*" * (len(digits) - 2) + digits[-2:]
    return f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}"


def _mask_id_number(text: str) -> str:
    number = "".join(fold(text).split())
    if len(number) in (15, 18):
        tail = 4 if len(number) == 18 else 3
        return number[:6] + "*" * (len(number) - 6 - tail) + number[-tail:]
    return mask_strictly(number)


def mask_strictly(number: str) -> str:
    """A number of which only the last four signs, and never more than half, are shown."""
    shown = min(4, len(number) // 2)
    return "*" * (len(number) - shown) + number[len(number) - shown :]


def _mask_account(text: str) -> str:
    return mask_strictly(re.sub(r"[\s-]", "", fold(text)))


def _mask_address(text: str) -> str:
    found = _TO_VILLAGE.match(text) or _TO_TOWN.match(text)
    return found[0] if found else "***"


_MASKS: dict[Mask, Callable[[str], str]] = {
    Mask.NONE: str,
    Mask.NAME: mask_name,
    Mask.PHONE: _mask_phone,
    Mask.ID_NUMBER: _mask_id_number,
    Mask.ADDRESS: _mask_address,
    Mask.BANK_ACCOUNT: _mask_account,
}
