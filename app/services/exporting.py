"""导出: what is filtered or chosen, by profile, as a workbook that prints well and can be brought in again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules import masking
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services import export_cells, export_children, leaving, office, presenting, printing, watching
from app.services.import_plan import REASON_LABEL
from app.services.permitted import needs
from app.sheets import layout, writer
from app.sheets.writer import OutColumn, OutSheet
from db.declare import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from app.services.desk import Desk
    from app.services.import_children import LineFailure
    from app.services.import_parts import Part
    from app.services.import_plan import Plan
    from app.services.importing import Imported
    from app.sheets.book import Cell
    from db.ask import Ask, Record
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork

PAGE = 500
NUMBER_LABEL = "编号"
CSV, BOOK = ".csv", ".xlsx"


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """For whom, which columns (all when none), and whether each village gets a sheet of its own."""

    profile: str = "internal"
    columns: tuple[str, ...] = ()
    by_village: bool = False
    purpose: str = ""
    second: str = ""
    """Who consents, where the office asks for that."""
    with_children: bool = True
    """Whether a workbook has the rows of each child on a sheet of its own."""


@needs(Right.EXPORT)
def export(desk: Desk, *, ask: Ask, out: Path, options: ExportOptions | None = None) -> int:
    """Write a list as .xlsx, or as CSV by the file's ending, whole or not at all; the number of rows.

    It is a row of the history. Raises Refused.
    """
    chosen = options or ExportOptions()
    if out.suffix.lower() not in (BOOK, CSV, ""):
        sentence = f"导出能存成 .xlsx 或 .csv，不能存成「{out.name}」，没有导出。请改用这两种之一。"
        raise Refused(sentence, field="out", exit_code=Exit.USAGE)
    purpose = desk.read(
        lambda unit: leaving.allow_export(
            unit, actor=desk.actor, ask=ask, profile=chosen.profile, purpose=chosen.purpose, second=chosen.second
        )
    )
    is_book = out.suffix.lower() != CSV

    def write(unit: UnitOfWork, stream: BinaryIO) -> int:
        sheets = export_sheets(unit, ask=ask, options=chosen, is_book=is_book)
        if is_book:
            return writer.write_workbook(stream, sheets, author=office.name(unit))
        (sheet,) = sheets
        return writer.write_csv(stream, sheet.columns, sheet.rows)

    count = desk.read(lambda unit: printing.write_whole(out, lambda stream: write(unit, stream)))
    if not desk.read_only:
        label = printing.PROFILES[chosen.profile]
        desk.write(
            lambda unit: watching.record_export(
                unit, actor=desk.actor, ledger=ask.ledger, rows=count, profile=label, purpose=purpose,
                second=chosen.second,
            )
        )  # fmt: skip
    return count


def export_sheets(unit: UnitOfWork, *, ask: Ask, options: ExportOptions, is_book: bool = True) -> Iterator[OutSheet]:
    """The sheets of a list: one, or one a village in the order of the register; in a workbook one more a child.

    Their rows are read as they are asked for, within the transaction.
    """
    ledger = registry.find(ask.ledger)
    columns = _columns(ledger, options)
    heads = (OutColumn(NUMBER_LABEL, width=30), *map(export_cells.out_column, columns))
    title = f"{office.name(unit)}{ledger.title or ledger.label}"
    with unit.seeing(restricted=False):
        groups: dict[str, list[int]] = {ledger.label: unit.reading.ids(ask)}
        if options.by_village and ledger.by_place and is_book:
            groups = printing.ids_by_village(unit, ask) or groups
    for name, ids in groups.items():
        rows = (
            _row(ledger, columns, record, options.profile, is_book=is_book) for record in _records(unit, ledger, ids)
        )
        yield OutSheet(name, title, heads, rows)
    if is_book and options.with_children:
        ids = [one for group in groups.values() for one in group]
        yield from export_children.sheets(unit, ledger=ledger, ids=ids, profile=options.profile, title=title)


def _records(unit: UnitOfWork, ledger: Ledger, ids: list[int]) -> Iterator[Record]:
    for start in range(0, len(ids), PAGE):
        batch = ids[start : start + PAGE]
        found = unit.reading.records(ledger, batch)
        yield from (found[one] for one in batch)


def _columns(ledger: Ledger, options: ExportOptions) -> tuple[Column, ...]:
    chosen = tuple(ledger.column(key) for key in options.columns) or ledger.on_screen()
    return tuple(column for column in chosen if options.profile != "public" or not masking.is_dropped(column))


def _row(ledger: Ledger, columns: tuple[Column, ...], record: Record, profile: str, *, is_book: bool) -> list[Cell]:
    names = presenting.names_in(ledger, record) if profile != "internal" else ()
    cells: list[Cell] = [record.number]
    for column in columns:
        cell = _cell(ledger, column, record)
        if is_book:
            export_cells.refuse_too_long(column, cell, record.number)
        cells.append(export_cells.shown(column, cell, profile, names))
    return cells


def _cell(ledger: Ledger, column: Column, record: Record) -> Cell:
    """A value as a cell; the state of a flow by its Chinese word."""
    value = record.values.get(column.key)
    if ledger.flow is not None and column.key == ledger.flow.column and value is not None:
        return ledger.flow.label(str(value))
    return export_cells.cell_of(column, value)


# ---- failures --------------------------------------------------------------------------------------------------------


def failures(plan: Plan, made: Imported) -> tuple[OutSheet, ...]:
    """The rows that did not come in, as they stood in their sheets, each with its reason and marked; imports again.

    A record that did not come in is there with all its rows of the 附表.
    """
    ledger = registry.importable(plan.ledger)
    heads = (*(OutColumn(label) for label in _labels(plan, ledger)), OutColumn(REASON_LABEL, width=60))
    rows = [[*failure.cells, failure.reason] for failure in made.failed]
    main = OutSheet("没有导入的", "", heads, rows, marks=frozenset(range(len(rows))))
    parts = (_failed_lines(part, [one for one in made.failed_lines if one.part is part]) for part in plan.parts)
    return (main, *(sheet for sheet in parts if sheet.rows))


def _labels(plan: Plan, ledger: Ledger) -> Iterator[str]:
    """The labels of a head: a name where there is none, and the unit that stood above the table."""
    for place, (label, target) in enumerate(zip(plan.head.labels, plan.targets, strict=True), start=1):
        column = ledger.find(target.key) if target.key else None
        is_sum = column is not None and column.kind is Kind.MONEY and target.unit in layout.MONEY_UNITS[1:]
        yield f"{label}（{target.unit}）" if is_sum and target.unit not in label else label or f"第{place}列"


def _failed_lines(part: Part, failed: list[LineFailure]) -> OutSheet:
    labels = (label or f"第{place}列" for place, label in enumerate(part.head.labels, start=1))
    heads = (*map(OutColumn, labels), OutColumn(REASON_LABEL, width=60))
    rows = [[*one.cells, one.reason] for one in failed]
    return OutSheet(part.label, "", heads, rows, marks=frozenset(range(len(rows))), is_attached=True)
