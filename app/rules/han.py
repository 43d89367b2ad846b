"""Han numerals: 大写 amounts (叁仟元整), common numbers (三千零五) and digit by digit years (二〇一四)."""

from __future__ import annotations

import re
from decimal import Decimal

_STANDARD = str.maketrans(
    "零〇一壹二贰两三叁四肆五伍六陆七柒八捌九玖拾佰仟萬億", "00112223344556677889" + "9十百千万亿"
)
NUMERALS = "零〇一壹二贰两三叁四肆五伍六陆七柒八捌九玖十拾百佰千仟万萬亿億"
# A digit right after 百 or 千 is ambiguous in speech (三千五 is 3500 to most), so it is not read.
_SECTION = re.compile(r"(?:([1-9])千)?0?(?:([1-9])百)?0?(?:([1-9]?)十)?0?(?:(?<![千百])([1-9]))?0?")
_FEN = re.compile(r"0?(?:([0-9])[角毛])?0?(?:([0-9])分)?")


def number(text: str) -> int | None:
    """The whole number in Han numerals, or None when it is not one: 叁仟 3000, 一万零五十 10050, 二〇一四 2014."""
    if not text or len(text) > 40 or any(char not in NUMERALS for char in text):
        return None
    return _number(text.translate(_STANDARD))


def counted(text: str) -> int | None:
    """The number of what is counted or paid: as `number`, but 三五 and 两三 mean about so many and are none."""
    return None if len(text) > 1 and text.translate(_STANDARD).isdecimal() else number(text)


def _number(text: str) -> int | None:
    if text.isdecimal():
        return int(text)
    high, yi, low = text.rpartition("亿")
    above, below = _with_wan(high) if yi else 0, _with_wan(low)
    return None if above is None or below is None or (yi and not above) else above * 10**8 + below


def _with_wan(text: str) -> int | None:
    high, wan, low = text.rpartition("万")
    above, below = _section(high) if wan else 0, _section(low)
    is_vague = wan and low.isdecimal() and len(low) == 1
    return None if above is None or below is None or is_vague or (wan and not above) else above * 10**4 + below


def _section(text: str) -> int | None:
    match = _SECTION.fullmatch(text)
    if match is None:
        return None
    thousands, hundreds, tens, ones = match.groups()
    ten = 0 if tens is None else int(tens or 1)
    return int(thousands or 0) * 1000 + int(hundreds or 0) * 100 + ten * 10 + int(ones or 0)


def numeral(number: int) -> str:
    """A whole number below 1,000 as headings and groups count: 一, 十二, 二十三, 一百零五, 一百一十; 〇 for none."""
    digits = "〇一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    if not number:
        return digits[0]
    above = f"{digits[hundreds]}百" if hundreds else ""
    if tens:
        above += "十" if tens == 1 and not hundreds else f"{digits[tens]}十"
    elif hundreds and ones:
        above += "零"
    return f"{above}{digits[ones] if ones else ''}"


def amount(text: str) -> Decimal | None:
    """The yuan of an amount in 大写 (叁仟元整, 壹拾贰元叁角伍分), or None when it is not one."""
    plain = text.removeprefix("人民币").rstrip("整正").replace("圆", "元").replace("块", "元")
    yuan_text, mark, rest = plain.rpartition("元")
    if not mark and not any(char in plain for char in "角毛分"):
        yuan_text, rest = plain, ""
    yuan = counted(yuan_text) if yuan_text else 0
    fen = _FEN.fullmatch(rest.translate(_STANDARD))
    if yuan is None or fen is None or not plain or plain == "元":
        return None
    return yuan + Decimal(int(fen[1] or 0) * 10 + int(fen[2] or 0)) / 100
