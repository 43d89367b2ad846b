"""From what was typed to values: the same reading for form, command line and import, with the campaign's own words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.ledgers import presets
from app.rules import reading
from app.rules.refusal import Exit, Refused
from app.services import listing, office
from db.ask import ChildRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from db.declare import Child, Column, Ledger
    from db.unit import UnitOfWork
    from db.values import Value


def with_words(unit: UnitOfWork, column: Column) -> Column:
    """The column with the choices that the file's campaign uses for it."""
    name = office.preset_name(unit) if column.vocabulary else ""
    if not name:
        return column
    return replace(column, choices=presets.preset(name).vocabulary(column.vocabulary, column.choices))


def read_values(unit: UnitOfWork, *, ledger: Ledger, texts: Mapping[str, str]) -> dict[str, Value]:
    """The values of typed texts, keyed by column name or label; raises Refused naming the first bad field."""
    today = unit.clock.today()
    values: dict[str, Value] = {}
    for name, text in texts.items():
        column = with_words(unit, listing.column_of(ledger, name))
        values[column.key] = reading.read_value(column, text, today=today)
    return values


def read_child(unit: UnitOfWork, *, ledger: Ledger, child: Child, texts: Mapping[str, str]) -> ChildRow:
    """One row of a child from typed texts; raises Refused for an unknown column or a bad value."""
    today = unit.clock.today()
    values: dict[str, Value] = {}
    for name, text in texts.items():
        column = _child_column(ledger, child, name)
        values[column.key] = reading.read_value(with_words(unit, column), text, today=today)
    return ChildRow(values)


def child_of(ledger: Ledger, name: str) -> Child:
    """The child of that name or label; raises Refused (exit 2) naming those there are."""
    try:
        return ledger.child(name)
    except KeyError:
        labels = "、".join(child.label for child in ledger.children) or "没有子表"
        sentence = f"{ledger.label}没有「{name}」这张子表。现有：{labels}。"
        raise Refused(sentence, field=name, exit_code=Exit.USAGE) from None


def _child_column(ledger: Ledger, child: Child, name: str) -> Column:
    for column in child.columns:
        if name in (column.key, column.label, *column.synonyms):
            return column
    labels = "、".join(column.label for column in child.columns)
    sentence = f"{ledger.label}的{child.label}没有「{name}」这一列。现有：{labels}。"
    raise Refused(sentence, field=name, exit_code=Exit.USAGE)


def pairs(texts: Iterable[str]) -> dict[str, str]:
    """列=值 pairs as a mapping; raises Refused (exit 2) for a piece without an equals sign."""
    found: dict[str, str] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            sentence = f"「{text}」看不懂。请写成 列=值，例如 问题描述=村西路灯不亮。"
            raise Refused(sentence, field="set", exit_code=Exit.USAGE)
        if name.strip() in found:
            sentence = f"「{name.strip()}」写了两次，不知道用哪一个，没有存上。请只写一次。"
            raise Refused(sentence, field="set", exit_code=Exit.USAGE)
        found[name.strip()] = value
    return found


def child_pairs(child: Child, text: str) -> dict[str, str]:
    """列=值,列=值 as a mapping; a comma inside a value stays, because what follows it names no column."""
    names = {name for column in child.columns for name in (column.key, column.label, *column.synonyms)}
    pieces: list[str] = []
    for piece in text.split(","):
        if pieces and piece.partition("=")[0].strip() not in names:
            pieces[-1] += f",{piece}"
        else:
            pieces.append(piece)
    return pairs(pieces)
