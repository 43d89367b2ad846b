"""A report as plain values: title, paragraphs of runs, tables, a place for drawings; knows no ledger and no format."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from datetime import date

    from app.paper.chart import ChartBlock
    from app.paper.tree import TableColumn


class Style(Enum):
    """What a paragraph is, by the habits of GB/T 9704: each has its face and place."""

    BODY = "body"
    FLUSH = "flush"
    """To whom the report goes: from the left margin."""
    FIRST = "first"
    """一、 in 黑体."""
    SECOND = "second"
    """（一） in 楷体."""
    NOTE = "note"
    """Small print under a table."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a paragraph; with a `code` they are a field that can be refreshed, `name` says what it counts.

    A `gap` is a place still to be filled by the clerk.
    """

    text: str
    code: str = ""
    name: str = ""
    is_gap: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; `key` is the name it is kept under."""

    runs: tuple[Run, ...]
    style: Style = Style.BODY
    key: str = ""

    @property
    def text(self) -> str:
        """The paragraph without its fields' marks."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its caption; each cell is one run. An empty table prints 无."""

    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Run, ...], ...]
    caption: str = ""
    note: str = ""
    key: str = ""
    starts_page: bool = False
    strong: tuple[int, ...] = ()
    """Rows set as totals, by their place."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """The place of a chart, named; without one, where the ledgers have nothing to draw, nothing is printed."""

    name: str
    chart: ChartBlock | None = None
    key: str = ""


Block: TypeAlias = Paragraph | Grid | Drawing


@dataclass(frozen=True, slots=True)
class Report:
    """A report as it is handed in: the body, its signature, and the annex on pages of its own.

    `origin` are names and values by which a file is known again when its figures are refreshed.
    """

    title: str
    body: tuple[Block, ...]
    office: str = ""
    signed: str = ""
    """Who signs; empty for a table that nobody signs."""
    day: str = ""
    annex: tuple[Block, ...] = ()
    under_title: str = ""
    across: bool = False
    """Whether the pages lie across, for wide tables."""
    made_on: date | None = None
    origin: tuple[tuple[str, str], ...] = ()
    head_note: str = ""
    """What stands at the head of every page: 练习 on the paper of a sample."""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Body and annex."""
        return (*self.body, *self.annex)

    @property
    def text(self) -> str:
        """All that is said, a paragraph or a table's row on each line."""
        return "\n".join(line for block in self.blocks for line in _lines(block))


def _lines(block: Block) -> tuple[str, ...]:
    match block:
        case Paragraph():
            return (block.text,)
        case Grid(caption=caption, columns=columns, rows=rows, note=note):
            heads = "\t".join(column.label for column in columns)
            return (caption, heads, *("\t".join(run.text for run in row) for row in rows), note)
    return () if block.chart is None else (block.chart.title, *block.chart.lines)


def runs_of(block: Block) -> tuple[Run, ...]:
    """All runs of a block, in reading order."""
    match block:
        case Paragraph(runs=runs):
            return runs
        case Grid(rows=rows):
            return tuple(run for row in rows for run in row)
    return ()
