"""What the clerk may let go into a cell of a superior's table, in the words in which it is offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.figures.catalogue import mark
from app.ledgers import registry
from app.services.fill_in_match import FACTS, NUMBER, ROW_NUMBER, column_of
from db.declare import Kind

if TYPE_CHECKING:
    from app.figures.catalogue import Catalogue


def column_choices(ledger: str) -> tuple[tuple[str, str], ...]:
    """What may go into a column of a list: keys and labels, those of children after the ledger's own."""
    declared = registry.find(ledger)
    own = ((column.key, column.label) for column in declared.columns)
    rows = (
        (f"{child.name}.{column.key}", f"{child.label}：{column.label}")
        for child in declared.children
        for column in child.columns
    )
    return (("", "不填"), (ROW_NUMBER, "序号（1、2、3…）"), (NUMBER, "编号"), *own, *rows)


def cell_choices(known: Catalogue) -> tuple[tuple[str, str], ...]:
    """What may go into a single cell: facts and indicators, the office's own among them, keys and labels."""
    indicators = ((one.code, f"{mark(one.code)} {one.name}") for one in known.indicators)
    return (("", "不填"), *FACTS.items(), *indicators)


def is_money(key: str, known: Catalogue, ledger: str = "") -> bool:
    """Whether a column of a ledger, or without one an indicator, is a sum, which may be told in 万元."""
    if ledger:
        column = column_of(registry.find(ledger), key)
        return column is not None and column.kind is Kind.MONEY
    return any(one.code == key and one.counter.endswith("元") for one in known.indicators)


def what_label(what: str, known: Catalogue) -> str:
    """What goes into a cell, in words; an unknown code stands for itself."""
    names = {one.code: one.name for one in known.indicators}
    return FACTS.get(what) or names.get(what) or what
