"""导出: what is filtered or chosen, by profile, as a workbook that prints well and can be brought in again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules import masking, reading
from app.rules.rights import Right
from app.services import import_plan, leaving, office, printing, watching
from app.services.permitted import needs
from app.sheets import writer
from app.sheets.writer import CellKind, OutColumn, OutSheet
from db.declare import ChangedBy, Kind, Mask
from db.values import FuzzyCount, FuzzyDate, Money, Precision

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.services.desk import Desk
    from app.services.import_plan import Plan
    from app.services.importing import Imported
    from app.sheets.book import Cell
    from db.ask import Ask, Record
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork
    from db.values import Value

PAGE = 500
NUMBER_LABEL = "编号"
REASON_LABEL = "没有导入的原因"
CSV = ".csv"
_DAYS = (Kind.DATE, Kind.FUZZY_DATE)
_KINDS = {
    Kind.DATE: CellKind.DATE,
    Kind.FUZZY_DATE: CellKind.DATE,
    Kind.MONEY: CellKind.MONEY,
    Kind.LONG: CellKind.LONG,
    Kind.COUNT: CellKind.WHOLE,
    Kind.NUMBER: CellKind.NUMBER,
}


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """For whom, which columns (all when none), and whether each village gets a sheet of its own."""

    profile: str = "internal"
    columns: tuple[str, ...] = ()
    by_village: bool = False
    purpose: str = ""
    second: str = ""
    """Who consents, where the office asks for that."""


@needs(Right.EXPORT)
def export(desk: Desk, *, ask: Ask, out: Path, options: ExportOptions | None = None) -> int:
    """Write a list as .xlsx, or as CSV by the file's ending, whole or not at all; the number of rows.

    It is a row of the history. Raises Refused.
    """
    chosen = options or ExportOptions()
    purpose = desk.read(
        lambda unit: leaving.allow_export(
            unit, actor=desk.actor, ask=ask, profile=chosen.profile, purpose=chosen.purpose, second=chosen.second
        )
    )
    sheets = desk.read(lambda unit: tuple(export_sheets(unit, ask=ask, options=chosen)))
    name = desk.read(office.name)
    if out.suffix.lower() == CSV:
        (sheet,) = sheets
        count = printing.write_whole(out, lambda stream: writer.write_csv(stream, sheet.columns, sheet.rows))
    else:
        count = printing.write_whole(out, lambda stream: writer.write_workbook(stream, sheets, author=name))
    if not desk.read_only:
        label = printing.PROFILES[chosen.profile]
        desk.write(
            lambda unit: watching.record_export(
                unit, actor=desk.actor, ledger=ask.ledger, rows=count, profile=label, purpose=purpose,
                second=chosen.second,
            )
        )  # fmt: skip
    return count


def export_sheets(unit: UnitOfWork, *, ask: Ask, options: ExportOptions) -> Iterator[OutSheet]:
    """The sheets of a list: one, or one a village in the order of the register."""
    ledger = registry.find(ask.ledger)
    columns = _columns(ledger, options)
    heads = (OutColumn(NUMBER_LABEL, width=24), *(_out_column(column) for column in columns))
    title = f"{office.name(unit)}{ledger.title or ledger.label}"
    with unit.seeing(restricted=False):
        groups: dict[str, list[int]] = {ledger.label: unit.reading.ids(ask)}
        if options.by_village and ledger.by_place:
            groups = printing.ids_by_village(unit, ask)
    for name, ids in groups.items():
        rows = [_row(ledger, columns, record, options.profile) for record in _records(unit, ledger, ids)]
        yield OutSheet(name, title, heads, rows)


def _records(unit: UnitOfWork, ledger: Ledger, ids: list[int]) -> Iterator[Record]:
    for start in range(0, len(ids), PAGE):
        batch = ids[start : start + PAGE]
        found = unit.reading.records(ledger, batch)
        yield from (found[one] for one in batch)


def _columns(ledger: Ledger, options: ExportOptions) -> tuple[Column, ...]:
    chosen = tuple(ledger.column(key) for key in options.columns) or ledger.columns
    return tuple(column for column in chosen if options.profile != "public" or not masking.is_dropped(column))


def _out_column(column: Column) -> OutColumn:
    width = column.width or (40 if column.kind is Kind.LONG else 18)
    return OutColumn(column.label, _KINDS.get(column.kind, CellKind.TEXT), width)


def _row(ledger: Ledger, columns: tuple[Column, ...], record: Record, profile: str) -> list[Cell]:
    names = tuple(str(record.values.get(c.key) or "") for c in ledger.columns if c.mask is Mask.NAME)
    cells: list[Cell] = [record.number]
    for column in columns:
        value = record.values.get(column.key)
        if profile == "internal" or (column.kind in _KINDS and column.kind is not Kind.LONG):
            cells.append(_cell(ledger, column, value))
        else:
            shown = str(_cell(ledger, column, value) or "")
            cells.append(masking.masked(column, shown, profile, names=tuple(filter(None, names))) or None)
    return cells


def _cell(ledger: Ledger, column: Column, value: Value) -> Cell:
    """A value as a cell: a day, a sum or a count as what it is where it is exact, all else in the form's own words."""
    match value:
        case None:
            return None
        case FuzzyDate(precision=Precision.DAY):
            return value.start
        case date():
            return value
        case Money():
            return value.fen / 100
        case FuzzyCount(is_floor=False):
            return value.value
        case Decimal():
            return float(value)
    if ledger.flow is not None and column.key == ledger.flow.column:
        return ledger.flow.label(str(value))
    return reading.show_value(column, value)


# ---- templates and failures ------------------------------------------------------------------------------------------


def template(unit: UnitOfWork, *, ledger: str) -> OutSheet:
    """An empty sheet to be filled in: the columns a clerk fills, their notes, and the choices where there are some."""
    declared = registry.find(ledger)
    columns = [
        column
        for column in import_plan.columns_of(unit, ledger=declared).values()
        if column.changed_by is not ChangedBy.ACTION
    ]
    heads = tuple(_template_column(column) for column in columns)
    return OutSheet(declared.label, f"{declared.label}导入模板", heads, [])


def _template_column(column: Column) -> OutColumn:
    star = "必填。" if column.complete else ""
    day = "写成 2014-03-05；只知道月份的可写 2014年3月。" if column.kind in _DAYS else ""
    note = f"{star}{column.help}{day}"
    return OutColumn(column.label, CellKind.TEXT, column.width or 24, column.choices, note)


def failures(plan: Plan, made: Imported) -> OutSheet:
    """The rows that did not come in, as they stood in their sheet, each with its reason and marked; imports again."""
    labels = [label or f"第{place + 1}列" for place, label in enumerate(plan.head.labels)]
    heads = (*(OutColumn(label) for label in labels), OutColumn(REASON_LABEL, width=60))
    rows = [[*failure.cells, failure.reason] for failure in made.failed]
    return OutSheet("没有导入的", "", heads, rows, marks=frozenset(range(len(rows))))
