"""Giving a report out: Word, PDF or workbook, whole or not at all; and new figures into an edited one."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.paper import report_refresh, report_word
from app.paper.report import Grid, Paragraph
from app.paper.report_pdf import draw_report
from app.paper.report_word import write_report
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.rules.width import quote
from app.services import attachments, printing, report_words, reports
from app.services import report_skeletons as skeletons
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs
from app.sheets.writer import CellKind, OutColumn, OutSheet, write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path
    from typing import BinaryIO

    from app.paper.report import Report
    from app.paper.report_refresh import Refreshed
    from app.paper.tree import Printed
    from app.services.changes import Actor
    from app.services.desk import Desk
    from app.services.reports import Composed
    from app.sheets.book import Cell
    from db.unit import UnitOfWork

FORMATS = {"docx": "Word 文档", "pdf": "PDF", "xlsx": "Excel 工作簿"}
BEFORE = "（刷新前）"
NOT_OURS = "「{}」不是本程序生成的报告，或者已经损坏，没有改动。请选从这里存出去的 Word 文档。"


@dataclass(frozen=True, slots=True)
class Given:
    """A report that was written: its composition, its pages (0: not known), characters no face has."""

    composed: Composed
    pages: int = 0
    missing: tuple[str, ...] = ()


def format_of(path: Path) -> str:
    """The format a file's name asks for; raises Refused (usage)."""
    ending = path.suffix.lower().lstrip(".")
    if ending in FORMATS:
        return ending
    sentence = f"报告能存成 .docx、.pdf 或 .xlsx，不能存成「{path.name}」，没有生成。请改用这三种之一。"
    raise Refused(sentence, field="out", exit_code=Exit.USAGE)


@needs(Right.PRINT)
def give(desk: Desk, *, report: str, out: Path, as_of: date | None = None, campaign: str = "") -> Given:
    """Draw up a report and write it to a file by its ending; raises Refused for a format the report does not have."""
    name, kind = skeletons.find_name(report), format_of(out)
    composed = desk.read(lambda unit: reports.compose(unit, report=name, as_of=as_of, campaign=campaign))
    printed = write(composed, out)
    if not desk.read_only:
        desk.write(lambda unit: record(unit, actor=desk.actor, composed=composed, kind=kind))
    return Given(composed, printed.pages if printed else 0, printed.missing if printed else ())


def write(composed: Composed, out: Path) -> Printed | None:
    """Write a report that is drawn up, whole or not at all; what came out of a PDF, None for the other formats."""
    kind = format_of(out)
    if kind == "pdf":
        return printing.write_whole(out, lambda stream: draw_report(composed.report, stream))
    if kind == "xlsx":
        _refuse_without_tables(composed)
        printing.write_whole(out, lambda stream: write_workbook(stream, _sheets(composed.report)))
        return None
    printing.write_whole(out, lambda stream: write_report(composed.report, stream))
    return None


def _refuse_without_tables(composed: Composed) -> None:
    if "xlsx" not in composed.skeleton.formats:
        sentence = f"{composed.skeleton.label}是文字材料，不能存成 Excel，没有生成。请存成 .docx 或 .pdf。"
        raise Refused(sentence, field="out", exit_code=Exit.USAGE)


def pdf(report: Report) -> tuple[bytes, Printed]:
    """A report as the bytes of a PDF, for the window and the printer."""
    out = io.BytesIO()
    printed = draw_report(report, out)
    return out.getvalue(), printed


@needs(Right.PRINT)
def record(unit: UnitOfWork, *, actor: Actor, composed: Composed, kind: str) -> Changes:
    """Write in the history that a report was given out, and remember how it read."""
    day = composed.terms.as_of
    words = f"生成报告 {composed.skeleton.label}（截至{day.isoformat()}，{FORMATS[kind]}）"
    unit.audit(operator=actor.name, action=ChangeKind.EXPORTED.value, description=words)
    texts = {key: one.paragraph.text for key, one in composed.shown.items() if one.kind in ("drawn", "gap")}
    report_words.remember(unit, report=composed.name, which=composed.which, texts=texts)
    return Changes(words, ChangeKind.EXPORTED)


# ---- workbooks -------------------------------------------------------------------------------------------------------


def _sheets(report: Report) -> Iterator[OutSheet]:
    """Each table on a sheet of its own, bare numbers as numbers; the words of the report under the first."""
    said = [block.text for block in report.body if isinstance(block, Paragraph)]
    grids = [block for block in report.blocks if isinstance(block, Grid)]
    for place, grid in enumerate(grids, start=1):
        columns = tuple(OutColumn(one.label, CellKind.LONG, max(one.width, 12)) for one in grid.columns)
        rows = [[_cell(run.text) for run in row] for row in grid.rows]
        footer = tuple(line for line in (grid.note, *(said if place == 1 else ())) if line)
        title = f"{report.title}　{grid.caption or report.under_title}"
        yield OutSheet(f"{place} {grid.caption or '表'}", title, columns, rows, footer=footer)


def _cell(text: str) -> Cell:
    """A bare whole number as a number, all else as it is written: a counter belongs to its number."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else text or None


# ---- refreshing ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Renewed:
    """What refreshing changed, and where the document as it was before lies."""

    done: Refreshed
    before: Path
    composed: Composed


@needs(Right.PRINT)
def refresh(desk: Desk, *, report: str, path: Path, as_of: date | None = None, campaign: str = "") -> Renewed:
    """Put the figures of today into a document that was edited, leaving every other word; the old one is kept beside.

    Raises Refused for a document that is not one of ours, or of another report.
    """
    name, data = skeletons.find_name(report), _read(path)
    try:
        known = report_refresh.origin(data)
        if known.get("report", name) != name:
            other = skeletons.shipped(skeletons.find_name(known["report"])).label
            sentence = (
                f"「{path.name}」是{other}，不是{skeletons.shipped(name).label}，没有改动。请选对应的报告再刷新。"
            )
            raise Refused(sentence, field="refresh")
        composed = desk.read(
            lambda unit: reports.compose(unit, report=name, as_of=as_of, campaign=campaign or known.get("campaign", ""))
        )
        texts = {report_word.tag_of(code): text for code, text in composed.texts.items()}
        fresh = io.BytesIO()
        done = report_refresh.refresh(data, texts, fresh)
        if not known and not done.changed and not done.same:
            raise report_refresh.NotOurs
    except report_refresh.NotOurs as error:
        raise Refused(NOT_OURS.format(path.name), field="refresh") from error
    before = printing.free_name(path.parent, f"{path.stem}{BEFORE}", path.suffix)
    _put(before, data)
    _put(path, fresh.getvalue())
    if not desk.read_only:
        desk.write(lambda unit: _record_refresh(unit, desk.actor, composed, len(done.changed)))
    return Renewed(done, before, composed)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > attachments.LARGEST:
            raise Refused(NOT_OURS.format(path.name), field="refresh")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        sentence = (
            f"{quote(path.name)}没有找到，或读不出来，没有刷新。请核对文件名和所在文件夹，关掉正在看它的程序再试。"
        )
        raise Refused(sentence, field="refresh") from error


def _put(path: Path, data: bytes) -> None:
    def write_all(stream: BinaryIO) -> int:
        return stream.write(data)

    printing.write_whole(path, write_all)


def _record_refresh(unit: UnitOfWork, actor: Actor, composed: Composed, count: int) -> Changes:
    words = f"刷新报告里的数 {composed.skeleton.label}（{count}处）"
    unit.audit(operator=actor.name, action=ChangeKind.EXPORTED.value, description=words)
    return Changes(words, ChangeKind.EXPORTED)


def listed() -> Sequence[tuple[str, str, tuple[str, ...]]]:
    """The reports there are: machine name, label, formats."""
    return [(name, (one := skeletons.shipped(name)).label, one.formats) for name in skeletons.NAMES]
