"""A report as a Word document that WPS edits: official layout, each figure a content control with its code."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from app.paper import word
from app.paper.canvas import MM
from app.paper.chart import chart_picture
from app.paper.report import Drawing, Grid, Paragraph, Run, Style
from app.paper.text import EM, LAST_LATIN, even_lines
from app.paper.tree import Align
from app.paper.word import Cell, Face, Foot, Heading, Row, Section, Table, WordDocument

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.paper.report import Report

MARK = "minqing"
"""The first word of the document's keywords, by which the program knows its own report."""
CELL_SIZE = 10.5
CHART_WIDTH = 150.0
"""Millimetres."""
TITLE_WIDTH = 19
"""Characters of a title's line in 二号."""
SIGNED_INDENT = 4
"""Characters left free at the right of signature and day."""
_FACES = {
    Style.BODY: Face.FANG,
    Style.FLUSH: Face.FANG,
    Style.FIRST: Face.HEI,
    Style.SECOND: Face.KAI,
    Style.NOTE: Face.SONG,
}


def write_report(report: Report, out: BinaryIO) -> None:
    """Write the report as .docx; equal reports give equal bytes."""
    document = WordDocument(
        blocks=tuple(_blocks(report)),
        title=report.title,
        author=report.office,
        made_on=report.made_on,
        across=report.across,
        foot=Foot.LETTER,
        keywords=";".join((MARK, *(f"{name}={value}" for name, value in report.origin))),
    )
    word.write(document, out)


def tag_of(code: str) -> str:
    """The tag of a field's content control, by which it is found again."""
    return code[: word.LONGEST_TAG]


def _blocks(report: Report) -> Iterator[word.Block]:
    if report.head_note:
        yield word.Paragraph(f"【{report.head_note}】", Face.SONG, CELL_SIZE, Align.RIGHT, indent=0, leading=0)
    yield word.title("\n".join(even_lines(report.title, TITLE_WIDTH * EM, _Squares())))
    if report.under_title:
        yield word.Paragraph(report.under_title, Face.KAI, 14, Align.CENTER, indent=0, after=14, keeps_next=True)
    written = [one for block in report.body for one in _block(block)]
    if report.signed and written and isinstance(written[-1], word.Paragraph):
        written[-1] = replace(written[-1], keeps_next=True)
    yield from written
    if report.signed:
        yield from _signature(report)
    if report.annex:
        yield Section(across=report.across)
        for block in report.annex:
            yield from _block(block)


class _Squares(dict[str, float]):
    """The width of a character in a title: a full square, half of one for Latin letters and digits."""

    def __missing__(self, char: str) -> float:
        return EM if ord(char) > LAST_LATIN else EM / 2


def _signature(report: Report) -> Iterator[word.Block]:
    """Who signs and the day, four characters from the right, kept with the last words."""
    tail = "　" * SIGNED_INDENT
    yield word.Paragraph("", keeps_next=True)
    yield word.Paragraph(report.signed + tail, align=Align.RIGHT, indent=0, keeps_next=True)
    yield word.Paragraph(report.day + tail, align=Align.RIGHT, indent=0)


def _block(block: Paragraph | Grid | Drawing) -> Iterator[word.Block]:
    match block:
        case Paragraph(style=Style.FIRST | Style.SECOND as style):
            yield Heading(block.text, 1 if style is Style.FIRST else 2)
        case Paragraph():
            yield from _paragraphs(block)
        case Grid():
            yield from _grid(block)
        case Drawing(chart=chart) if chart is not None:
            yield word.Picture(
                chart_picture(chart, CHART_WIDTH * MM), CHART_WIDTH, "；".join((chart.title, *chart.lines))
            )


def _paragraphs(block: Paragraph) -> Iterator[word.Block]:
    """A paragraph for each line: a new one begins where the clerk began one."""
    lines: list[list[Run]] = [[]]
    for run in block.runs:
        first, *rest = [run.text] if run.code else run.text.split("\n")
        lines[-1].append(Run(first, run.code, run.name, run.is_gap))
        lines += [[Run(text, "", "", run.is_gap)] for text in rest]
    indent = 0 if block.style in (Style.FLUSH, Style.NOTE) else 2
    size, leading = (CELL_SIZE, 16.0) if block.style is Style.NOTE else (word.BODY_SIZE, word.LEADING)
    for line in lines:
        yield word.Paragraph(_words(line), _FACES[block.style], size, indent=indent, leading=leading)


def _words(runs: list[Run]) -> tuple[word.Run, ...]:
    return tuple(
        word.Run(run.text, marked=run.is_gap, tag=tag_of(run.code), alias=run.name) for run in runs if run.text
    )


def _grid(grid: Grid) -> Iterator[word.Block]:
    if grid.caption or grid.starts_page:
        yield word.Paragraph(
            grid.caption, Face.HEI, 14, Align.CENTER, indent=0, leading=24, before=6, after=4, keeps_next=True,
            starts_page=grid.starts_page,
        )  # fmt: skip
    head = Row(tuple(Cell(column.label, Align.CENTER, face=Face.HEI) for column in grid.columns), 8, is_head=True)
    body = [_row(grid, row, is_strong=at in grid.strong) for at, row in enumerate(grid.rows)]
    if not body:
        body = [Row((Cell("无", Align.CENTER, across=len(grid.columns)),), 8)]
    yield Table(tuple(column.width for column in grid.columns), (head, *body), CELL_SIZE)
    yield word.Paragraph(grid.note, Face.SONG, CELL_SIZE, indent=0, leading=16, before=4, after=8)


def _row(grid: Grid, row: tuple[Run, ...], *, is_strong: bool) -> Row:
    cells = (Cell(_words([run]), column.align, bold=is_strong) for run, column in zip(row, grid.columns, strict=True))
    return Row(tuple(cells), 8)
