"""Frozen figures on paper and as a workbook, from the store alone: a reprint says what the first print said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.figures.catalogue import mark
from app.paper.tree import Align, LedgerPaper, TableColumn, TableRow
from app.rules.rights import Right
from app.services import comparing, freezing, import_files, looking, printing
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs
from app.sheets.writer import CellKind, OutColumn, OutSheet
from db.values import FuzzyDate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.paper.tree import Printed
    from app.services.changes import Actor
    from app.services.comparing import Comparison
    from app.services.desk import Desk
    from app.services.freezing import FrozenFigure, Report
    from db.unit import UnitOfWork

TITLE = "活动情况统计表"
COLUMNS = (
    TableColumn("序号", 10, Align.CENTER),
    TableColumn("代码", 26),
    TableColumn("指标", 52),
    TableColumn("数", 34, Align.CENTER),
    TableColumn("说明", 110),
)
COMPARED = (
    TableColumn("序号", 10, Align.CENTER),
    TableColumn("指标", 44),
    TableColumn("当时报的", 26, Align.CENTER),
    TableColumn("现在", 26, Align.CENTER),
    TableColumn("编号", 34),
    TableColumn("原因", 100),
)
SIGNATURES = ("填报人", "审核人", "分管领导", "联系电话")


@needs(Right.PRINT)
def report_paper(unit: UnitOfWork, *, actor: Actor, name: str) -> LedgerPaper:
    """The figures of a report as they were fixed; nothing but the store is asked. Raises Refused."""
    report = freezing.find(unit, name)
    rows = [TableRow(cells) for cells in _report_cells(freezing.figures_in(unit, report))]
    return LedgerPaper(
        title=f"{report.office}{TITLE}",
        office=report.office,
        reported_on=FuzzyDate(report.frozen_at.date()).text(),
        columns=COLUMNS,
        rows=rows,
        signatures=SIGNATURES,
        period=_period(report),
        profile_note=printing.head_note(unit),
        foot_note=f"冻结报数“{report.name}”，核对码 {report.digest[:12]}",
        made_on=report.frozen_at.date(),
    )


def _period(report: Report) -> str:
    narrowed = looking.described(report.lens)
    return f"截至{FuzzyDate(report.as_of).text()}{f'；{narrowed}' if narrowed else ''}"


def _report_cells(figures: tuple[FrozenFigure, ...]) -> Iterator[tuple[str, ...]]:
    for place, one in enumerate(figures, start=1):
        yield str(place), mark(one.code), one.name, one.shown, one.detail


@needs(Right.PRINT)
def comparison_paper(unit: UnitOfWork, *, actor: Actor, name: str) -> LedgerPaper:
    """What became of a report since, row by row with the reasons; raises Refused."""
    found = comparing.compare(unit, actor=actor, name=name)
    report = found.report
    return LedgerPaper(
        title=f"{report.office}报数比对表",
        office=report.office,
        reported_on=FuzzyDate(unit.clock.today()).text(),
        columns=COMPARED,
        rows=[TableRow(cells) for cells in _compared_cells(found)],
        period=f"“{report.name}”，{_period(report)}",
        profile_note=printing.head_note(unit),
        made_on=unit.clock.today(),
    )


def _compared_cells(found: Comparison) -> Iterator[tuple[str, ...]]:
    for place, one in enumerate(found.changed, start=1):
        yield str(place), f"{mark(one.code)} {one.name}", one.then, one.now, "", f"共{len(one.rows)}处"
        for row in one.rows:
            yield "", "", _amount(row.then), _amount(row.now), row.number, f"{row.label}：{row.sentence}"


def _amount(value: object) -> str:
    return "不计" if value is None else str(value)


@needs(Right.PRINT)
def print_report(desk: Desk, *, name: str, out: Path) -> Printed:
    """Print a report into a PDF, whole or not at all, and write it in the history; raises Refused."""
    paper = desk.read(lambda unit: report_paper(unit, actor=desk.actor, name=name))
    printed = printing.write_pdf(paper, out)
    if not desk.read_only:
        desk.write(lambda unit: record_print(unit, actor=desk.actor, name=name, pages=printed.pages))
    return printed


@needs(Right.PRINT)
def print_comparison(desk: Desk, *, name: str, out: Path) -> Printed:
    """Print what became of a report into a PDF, and write it in the history; raises Refused."""
    paper = desk.read(lambda unit: comparison_paper(unit, actor=desk.actor, name=name))
    printed = printing.write_pdf(paper, out)
    if not desk.read_only:
        desk.write(lambda unit: record_print(unit, actor=desk.actor, name=name, pages=printed.pages))
    return printed


@needs(Right.PRINT)
def record_print(unit: UnitOfWork, *, actor: Actor, name: str, pages: int) -> Changes:
    """Write in the history that frozen figures were printed."""
    words = f"打印 冻结报数「{name}」{pages} 页"
    unit.audit(operator=actor.name, action=ChangeKind.PRINTED.value, description=words)
    return Changes(words, ChangeKind.PRINTED)


@needs(Right.EXPORT)
def export_report(desk: Desk, *, name: str, out: Path) -> int:
    """Write a report as a workbook and the history row of it; how many figures it has. Raises Refused."""

    def read(unit: UnitOfWork) -> tuple[Report, list[tuple[str, ...]]]:
        report = freezing.find(unit, name)
        return report, list(_report_cells(freezing.figures_in(unit, report)))

    report, rows = desk.read(read)
    columns = tuple(OutColumn(one.label, CellKind.TEXT, one.width) for one in COLUMNS)
    title = f"{report.office}{TITLE}（{_period(report)}）"
    import_files.write_sheets(out, [OutSheet(TITLE, title, columns, rows)])
    if not desk.read_only:
        desk.write(lambda unit: _record_export(unit, desk.actor, name, len(rows)))
    return len(rows)


def _record_export(unit: UnitOfWork, actor: Actor, name: str, count: int) -> Changes:
    words = f"导出 冻结报数「{name}」{count} 项"
    unit.audit(operator=actor.name, action=ChangeKind.EXPORTED.value, description=words)
    return Changes(words, ChangeKind.EXPORTED)
