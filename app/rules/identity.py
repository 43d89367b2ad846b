"""Identity card and telephone numbers: what they say, and a warning (never a refusal) when they look wrong."""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from app.rules.width import compact, fold

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_NEW = re.compile(r"\d{17}[\dX]", re.ASCII)
_OLD = re.compile(r"\d{15}", re.ASCII)
_MOBILE = re.compile(r"(?:\+?86)?1[3-9]\d{9}", re.ASCII)
_LANDLINE = re.compile(r"(?:0\d{2,3})?[2-9]\d{6,7}(?:转\d{1,5})?", re.ASCII)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+")


class Identity(NamedTuple):
    """What an identity number says of its holder."""

    born_on: date
    sex: str


def check_digit(first_seventeen: str) -> str:
    """The eighteenth sign of an identity number (ISO 7064 mod 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True))
    return _CHECKS[total % 11]


def identity_of(number: str) -> Identity | None:
    """Birth date and sex from an 18 or 15 digit number, or None when it holds no valid date."""
    typed = compact(number).upper()
    if _NEW.fullmatch(typed):
        digits, order = typed[6:14], typed[16]
    elif _OLD.fullmatch(typed):
        digits, order = f"19{typed[6:12]}", typed[14]
    else:
        return None
    try:
        born_on = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return Identity(born_on, "男" if int(order) % 2 else "女")


def id_warning(number: str, *, today: date) -> str | None:
    """What looks wrong about an identity number, or None; another paper (passport …) only gets a reminder."""
    typed = compact(number).upper()
    if not typed:
        return None
    if _SCIENTIFIC.fullmatch(typed):
        return "身份证号被表格软件改成了科学计数，后几位已经丢失，请照证件重新填写。"
    if not (_NEW.fullmatch(typed) or _OLD.fullmatch(typed)):
        return f"身份证号应为18位（老证15位），现在是{len(typed)}位；如是护照等其他证件，请在备注里写明。"
    found = identity_of(typed)
    if found is None or found.born_on.year < 1900 or found.born_on > today:
        return "身份证号里的出生日期不对，请照证件核对。"
    if len(typed) == 18 and check_digit(typed[:17]) != typed[17]:
        damaged = "，像是被表格软件改过末尾三位" if typed.endswith("000") else ""
        return f"身份证号最后一位校验不对{damaged}，请照证件核对。"
    return None


def lost_digits(text: str, *, is_identity: bool) -> str:
    """Why a number written as text is no longer whole, empty when it is: 1.10105E+17, or zeros in place of what
    spreadsheet programs do not keep after fifteen digits (told by the number's own check digit).
    """
    typed = compact(text).upper()
    if _SCIENTIFIC.fullmatch(typed):
        return "表格软件把号码改成了科学计数，后几位已经丢失"
    is_damaged = re.fullmatch(r"\d{15}0{3,}", typed, re.ASCII) is not None
    if is_damaged and (check_digit(typed[:17]) != typed[17:] if is_identity else not _passes_luhn(typed)):
        return "表格软件把号码当成过数字，后几位变成了0"
    return ""


def _passes_luhn(digits: str) -> bool:
    """Whether a bank card's number fits its last digit (ISO/IEC 7812)."""
    values = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(sum(divmod(value, 10)) for value in values) % 10 == 0


def age_on(born_on: date, day: date) -> int:
    """Full years of age on a day."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def phone_warning(text: str) -> str | None:
    """What looks wrong about the telephone numbers in a text (one or several), or None."""
    numbers = [re.sub(r"[-()\s]", "", part) for part in re.split(r"[、，,;；/]|\s+(?=1[3-9])", fold(text).strip())]
    wrong = [number for number in numbers if number and not (_MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number))]
    return f"电话「{wrong[0]}」位数或号段不对，请核对。" if wrong else None
