"""The rows of a list in 套表: one a record, or, where a child's columns are matched, one a row of that child."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules import masking
from app.rules.refusal import Refused
from app.services import export_children, exporting, fill_in_match
from app.services.exporting import ExportOptions
from app.sheets.fill_in import ListFill
from db.declare import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.services.fill_in_match import ListPart
    from app.sheets.book import Cell
    from db.ask import Ask
    from db.declare import Child, Column, Ledger
    from db.unit import UnitOfWork

UNITS = {"": 1, "元": 1, "千元": 1_000, "万元": 10_000, "亿元": 100_000_000}
"""By how much a sum in yuan is divided."""


def of_list(unit: UnitOfWork, part: ListPart, ask: Ask, profile: str) -> ListFill:
    """What a list is filled with; raises Refused for a column that the ledger has no more."""
    ledger = registry.find(part.ledger)
    found = {one.key: fill_in_match.column_of(ledger, one.key) for one in part.targets}
    gone = [
        part.labels[one.column] for one in part.targets if one.key != fill_in_match.NUMBER and found[one.key] is None
    ]
    if gone:
        sentence = f"{ledger.label}里没有「{'、'.join(gone)}」对应的列了，没有填写。请重新对应。"
        raise Refused(sentence, field="match")
    shown = {
        key: column for key, column in found.items()
        if column is not None and (profile != "public" or not masking.is_dropped(column))
    }  # fmt: skip
    place, body = _body(unit, ledger, part, ask, (profile, shown))
    money = {one.column: one.unit for one in part.targets if one.key in shown and shown[one.key].kind is Kind.MONEY}
    rows: list[tuple[Cell, ...]] = []
    for number, row in enumerate(body, start=1):
        cells = [
            _in_unit(row[place[one.key]], money.get(one.column, "")) if one.key in place else None
            for one in part.targets
        ]
        rows.append((*cells, *((number,) if part.numbers >= 0 else ())))
    columns = (*(one.column for one in part.targets), *((part.numbers,) if part.numbers >= 0 else ()))
    return ListFill(part.sheet, part.first, part.last, columns, rows, part.numbers)


def _body(
    unit: UnitOfWork, ledger: Ledger, part: ListPart, ask: Ask, chosen: tuple[str, dict[str, Column]]
) -> tuple[dict[str, int], Sequence[Sequence[Cell]]]:
    """Where each key stands in the rows, and the rows themselves."""
    profile, shown = chosen
    own = tuple(key for key in shown if not fill_in_match.child_name(key))
    options = ExportOptions(profile, own or (ledger.matter,), with_children=False)
    sheet = next(iter(exporting.export_sheets(unit, ask=ask, options=options)))
    place = {fill_in_match.NUMBER: 0} | {key: at for at, key in enumerate(own, start=1)}
    rows = list(sheet.rows)
    if not part.child:
        return place, rows
    child = ledger.child(part.child)
    if profile == "public" and not child.printed_in:
        sentence = f"公示版里没有「{child.label}」的行，没有填写。请选“上报”或“内部”。"
        raise Refused(sentence, field="profile")
    keys = [key for key in shown if fill_in_match.child_name(key)]
    wide = len(sheet.columns)
    place |= {key: wide + at for at, key in enumerate(keys)}
    columns = tuple(shown[key] for key in keys)
    return place, list(_with_child(unit, ledger, (child, columns), ask, (profile, rows)))


def _with_child(
    unit: UnitOfWork,
    ledger: Ledger,
    taken: tuple[Child, tuple[Column, ...]],
    ask: Ask,
    standing: tuple[str, Sequence[Sequence[Cell]]],
) -> Iterator[Sequence[Cell]]:
    """A row for each row of the child, beginning with the cells of its record; a record without any has none."""
    (child, columns), (profile, rows) = taken, standing
    with unit.seeing(restricted=False):
        ids = unit.reading.ids(ask)
    own = dict(zip(ids, rows, strict=True))
    for record_id, cells in export_children.rows_of(
        unit, ledger=ledger, child=child, columns=columns, ids=ids, profile=profile
    ):
        yield (*own[record_id], *cells)


def _in_unit(cell: Cell, unit: str) -> Cell:
    """A sum of yuan in the unit of its column."""
    if UNITS.get(unit, 1) == 1 or isinstance(cell, bool) or not isinstance(cell, (int, float)):
        return cell
    return float(Decimal(str(cell)) / UNITS[unit])
