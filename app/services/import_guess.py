"""Columns told by what stands in them, where no label names them: codes, telephones, days, places, choices, prose."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.rules import cells, identity
from app.rules.refusal import Refused
from app.services import registers
from db.declare import Kind, Mask

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.sheets.book import Cell
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork

LOOKED_AT = 40
"""Rows looked at when a column is guessed from what stands in it."""
SHORTEST_PROSE = 8
"""A column of fewer characters on average is no prose."""
MOST_FITS = 0.8
"""So great a part of the filled cells has to fit."""
LEAST_FILLED = 2


def told_by_content(
    unit: UnitOfWork, *, ledger: Ledger, wanted: Sequence[Column], rows: Sequence[Sequence[Cell]], free: Sequence[int]
) -> dict[int, str]:
    """By the places of columns, the keys of the `wanted` columns they hold; where two might, none is guessed."""
    found: dict[int, str] = {}
    for column, fits in _signs(unit, ledger, wanted):
        places = [at for at in free if at not in found and _mostly(rows, at, fits)]
        if len(places) == 1:
            found[places[0]] = column.key
    matter = next((column for column in wanted if column.key == ledger.matter and column.kind is Kind.LONG), None)
    lengths = {at: _length(rows, at) for at in free if at not in found}
    longest = max(lengths, key=lambda at: lengths[at], default=None)
    if matter is not None and longest is not None and lengths[longest] >= SHORTEST_PROSE:
        found[longest] = matter.key
    return found


def _signs(unit: UnitOfWork, ledger: Ledger, wanted: Sequence[Column]) -> list[tuple[Column, Callable[[Cell], bool]]]:
    """Columns that can be told by their cells, the surest first, each with what its cells look like."""
    signs: list[tuple[Column, Callable[[Cell], bool]]] = []
    for mask, fits in ((Mask.ID_NUMBER, _is_identity), (Mask.PHONE, _is_phone)):
        signs += [(column, fits) for column in wanted if column.mask is mask][:1]
    signs += [(column, partial(_is_day, unit, column)) for column in wanted if column.key == ledger.main_date]
    places = _place_names(unit)
    signs += [(column, partial(_is_one_of, places)) for column in wanted if column.key == "place"]
    chosen = [column for column in wanted if column.kind is Kind.CHOICE and column.choices and column.primary]
    signs += [(column, partial(_is_one_of, frozenset(column.choices))) for column in chosen]
    return signs


def _is_one_of(words: frozenset[str], cell: Cell) -> bool:
    return str(cell).strip() in words


def _mostly(rows: Sequence[Sequence[Cell]], at: int, fits: Callable[[Cell], bool]) -> bool:
    filled = [row[at] for row in rows if row[at] is not None]
    return len(filled) >= LEAST_FILLED and sum(map(fits, filled)) >= MOST_FITS * len(filled)


def _length(rows: Sequence[Sequence[Cell]], at: int) -> float:
    texts = [str(row[at]) for row in rows if row[at] is not None]
    return sum(map(len, texts)) / len(texts) if texts else 0.0


def _is_identity(cell: Cell) -> bool:
    return identity.identity_of(str(cell)) is not None


def _is_phone(cell: Cell) -> bool:
    digits = sum(char.isdecimal() for char in str(cell))
    return digits >= 7 and identity.phone_warning(str(cell)) is None


def _is_day(unit: UnitOfWork, column: Column, cell: Cell) -> bool:
    """A day as one, or a text that reads as one; a bare number may be anything."""
    if isinstance(cell, (bool, int, float)):
        return False
    try:
        return cells.read_cell(column, cell, today=unit.clock.today()) is not None
    except Refused:
        return False


def _place_names(unit: UnitOfWork) -> frozenset[str]:
    """Every name and alias of the register of places."""
    ledger = registers.register(unit, Kind.PLACE)
    table, aliases = unit.schema.table(ledger.name), unit.schema.child(ledger, registers.ALIASES)
    names = unit.connection.execute(sa.select(table.c[ledger.matter]).where(table.c.voided_at.is_(None))).scalars()
    others = unit.connection.execute(sa.select(aliases.c.alias)).scalars()
    return frozenset(filter(None, (*names, *others)))
