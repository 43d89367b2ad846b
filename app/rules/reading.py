"""Between what a clerk types and the value of a column: read, shown again in the form, written as JSON."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from app.rules import amounts, dates
from app.rules.refusal import Refused
from app.rules.width import compact, fold, is_invisible, is_lone_surrogate, plain_lines, quote
from db.declare import Column, Kind, Mask
from db.values import FuzzyCount, FuzzyDate, Money, Precision, Quantity, Reference, Value, plain

if TYPE_CHECKING:
    from collections.abc import Callable

YES = frozenset(("是", "有", "对", "√", "✓", "✔", "☑", "1", "y", "yes", "true"))
NO = frozenset(("否", "无", "没有", "不是", "×", "✗", "✘", "☐", "0", "n", "no", "false", "x"))
CODES = (Mask.ID_NUMBER, Mask.BANK_ACCOUNT)
"""Columns that hold one code: its full-width forms are folded and its spaces left out. A telephone column may hold
two numbers, so there spaces stay."""

_SPACED_OUT = re.compile(r"[\u4e00-\u9fff](?:\s+[\u4e00-\u9fff]){1,3}")
"""王　芳, spaced out to be as wide as 王小明: the same person as 王芳. 张三 李四 are two."""
SHOWN_CHOICES = 12


def read_value(column: Column, text: str, *, today: date) -> Value:
    """The value a clerk means by a text in a column, None when it is blank; raises Refused with the column's key
    and a sentence that begins with its label.
    """
    try:
        cleaned = clean_text(text, is_long=column.kind is Kind.LONG)
        return _READERS[column.kind](column, cleaned, today) if cleaned else None
    except Refused as refusal:
        raise Refused(f"{column.label}：{refusal.sentence}", field=column.key) from None


def clean_text(text: str, *, is_long: bool = False) -> str:
    """The text as it is kept: composed (NFC), without controls, in one line unless it is long text; raises Refused
    for half a character, which cannot be kept and must not be guessed.
    """
    if text.isprintable():  # most texts: one line without controls, marks or broken halves
        plain_text = unicodedata.normalize("NFC", text)
        return plain_text.rstrip() if is_long else plain_text.strip()
    broken = next((place for place, char in enumerate(text, 1) if is_lone_surrogate(char)), 0)
    if broken:
        message = f"第{broken}个字已经损坏，存不下来，请删掉重新输入。"
        raise Refused(message)
    kept = unicodedata.normalize("NFC", "".join(char for char in plain_lines(text) if not is_invisible(char)))
    if not is_long:
        return " ".join(kept.split("\n")).replace("\t", " ").strip()
    return "\n".join(line.rstrip() for line in kept.split("\n")).strip("\n").rstrip()


def _read_text(column: Column, text: str, _today: date) -> Value:
    kept = text
    if column.mask in CODES:  # signs that stood apart may compose once the white space between them is gone
        kept = unicodedata.normalize("NFC", compact(text).upper())
    elif column.mask is Mask.PHONE:
        kept = fold(text)
    elif _SPACED_OUT.fullmatch(text) and _names_someone(column):
        kept = "".join(text.split())
    if len(kept) > column.max_length:
        message = f"最多{column.max_length}个字，现在有{len(kept)}个字，请删减，或把详细内容写到备注、附件里。"
        raise Refused(message)
    return kept or None


def _names_someone(column: Column) -> bool:
    return column.kind in (Kind.PERSON, Kind.HOUSEHOLD) or column.mask is Mask.NAME or column.label == "姓名"


def _read_flag(_column: Column, text: str, _today: date) -> Value:
    typed = compact(text).lower()
    if typed in YES or typed in NO:
        return typed in YES
    message = f"{quote(text)}不能判断是或否，请填「是」或「否」。"
    raise Refused(message)


def _read_choice(column: Column, text: str, today: date) -> Value:
    wanted = _choice_form(text)
    for choice in column.choices:
        if wanted == _choice_form(choice):
            return choice
    meant = next((choice for said, choice in column.also_said if wanted == said), None)
    if meant in column.choices:
        return meant
    if column.open_choice or not column.choices:
        return _read_text(column, text, today)
    listed = "、".join(column.choices[:SHOWN_CHOICES]) + ("等" if len(column.choices) > SHOWN_CHOICES else "")
    message = f"{quote(text)}不在可填的内容里，可填：{listed}。"
    raise Refused(message)


def _choice_form(text: str) -> str:
    return compact(text).casefold()


def _read_reference(column: Column, text: str, today: date) -> Value:
    name = _read_text(column, text, today)
    return Reference(name) if isinstance(name, str) else None


_READERS: dict[Kind, Callable[[Column, str, date], Value]] = {
    Kind.TEXT: _read_text,
    Kind.LONG: _read_text,
    Kind.DATE: lambda _column, text, today: dates.read_date(text, today=today),
    Kind.FUZZY_DATE: lambda _column, text, today: dates.read_fuzzy_date(text, today=today),
    Kind.TIME: lambda _column, text, _today: dates.read_time(text),
    Kind.CHOICE: _read_choice,
    Kind.PLACE: _read_reference,
    Kind.HOUSEHOLD: _read_reference,
    Kind.PERSON: _read_reference,
    Kind.ORGANISATION: _read_reference,
    Kind.CAMPAIGN: _read_reference,
    Kind.MONEY: lambda _column, text, _today: amounts.read_money(text),
    Kind.COUNT: lambda column, text, _today: amounts.read_count(text, column.counter),
    Kind.NUMBER: lambda column, text, _today: amounts.read_number(text, column.counter),
    Kind.QUANTITY: lambda column, text, _today: amounts.read_quantity(text, column.counter),
    Kind.FLAG: _read_flag,
}


def show_value(column: Column, value: Value) -> str:
    """The value as the form shows it; `read_value` takes it back unchanged."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case FuzzyDate(precision=Precision.DAY):
            return value.start.isoformat()
        case FuzzyDate() | FuzzyCount() | Money() | Quantity() | Reference():
            return value.text()
        case date():
            return value.isoformat()
        case Decimal():
            return plain(value)
    return str(value)


def json_value(column: Column, value: Value) -> str | int | bool | None:
    """The value as the command line writes it in JSON: dates ISO, money in yuan and other decimals as text, an exact
    count as a number, a floor as `100+`.
    """
    match value:
        case None | bool() | int() | str():
            return value
        case FuzzyCount(is_floor=False):
            return value.value
        case FuzzyDate() | FuzzyCount() | Money() | Quantity() | Reference():
            return value.stored()
        case date():
            return value.isoformat()
    return plain(value)
