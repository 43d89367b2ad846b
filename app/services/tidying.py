"""清理文字 over records that stand: which texts would change, what is left to be looked at; spoken words stay."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules import cleaning
from app.rules.rights import Right
from app.services import cell_changes
from app.services.cell_changes import CellChange, Planned, Wanted
from app.services.permitted import needs
from db.declare import ChangedBy, Kind, Mask

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.rules.cleaning import Cleaned
    from app.services.changes import Actor
    from db.ask import Record
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork

LOOK = "（不改，请核对）"
LONGEST_SHOWN = 40


def is_prose(ledger: Ledger, column: Column) -> bool:
    """Whether a column holds prose that may be tidied: long text, and what a record is about."""
    is_text = column.kind is Kind.LONG or (column.kind is Kind.TEXT and column.key == ledger.matter)
    return is_text and column.mask is Mask.NONE


@needs(Right.READ)
def plan(unit: UnitOfWork, *, actor: Actor, ledger: str, ids: Sequence[int], doubtful: bool = False) -> Planned:
    """The plan of tidying the prose of many records; with `doubtful` also characters that may be right as they are."""
    found = registry.find(ledger)
    columns = [column for column in found.columns if is_prose(found, column)]
    wanted: dict[int, Wanted] = {}
    lines: dict[int, list[CellChange]] = {}
    spoken = 0
    for record in cell_changes.standing(unit, found, list(dict.fromkeys(ids))):
        wanted[record.id], lines[record.id] = Wanted(), []
        for column in columns:
            result = _cleaned(record, column, doubtful=doubtful)
            if result is None:
                continue
            if column.changed_by is not ChangedBy.FORM:
                spoken += bool(result.changes)
                continue
            if result.text != record.values.get(column.key):
                wanted[record.id].values[column.key] = result.text or None
            lines[record.id] += _lines(record, column, result)
    planned = cell_changes.planned(unit, found, wanted)
    kept = [cell for cell in planned.cells if cell.problem]
    failing = {cell.record_id for cell in kept}
    told = [line for one, found_lines in lines.items() if one not in failing for line in found_lines]
    words = f"原话有{spoken}处也能清理，这里不改：原话只能逐条用“更正”改，并写明原因。"
    return replace(planned, cells=(*told, *kept), notes=(words,) if spoken else ())


def _cleaned(record: Record, column: Column, *, doubtful: bool) -> Cleaned | None:
    text = record.values.get(column.key)
    if not isinstance(text, str) or not text:
        return None
    result = cleaning.found_in(text)
    return cleaning.cleaned(text, doubtful=True) if result is not None and doubtful else result


def _lines(record: Record, column: Column, result: Cleaned) -> Iterator[CellChange]:
    for change in result.changes:
        before, after = change.before[:LONGEST_SHOWN], change.after[:LONGEST_SHOWN]
        yield CellChange(record.id, record.number, column.label, before, after or "（去掉）", note=change.what)
    for spot in result.damaged:
        yield CellChange(record.id, record.number, column.label, spot.excerpt, LOOK, note=spot.reason)
