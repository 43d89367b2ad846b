"""What a preview shows of a sheet: its rows as they would be stored, those of 附表 like those of the main sheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from app.rules import reading
from app.rules.refusal import Refused
from app.services.import_children import FAILED, UPDATED, Lines
from app.services.import_parts import LINE_LABEL, PARENT, PARENT_LABEL

if TYPE_CHECKING:
    from app.services.import_children import Line
    from app.services.import_parts import Part

SHOWN, SHOWN_WRONG = 1_000, 1_000
"""So many rows from the top are shown, and so many of those that will not come in wherever they stand."""
WHOLE_ROW = -1
"""The place of a problem that no single cell has."""


class Fate(StrEnum):
    """What will become of a row."""

    NEW = "new"
    OLD = "old"
    """New, and stored as closed on paper (历史补录)."""
    KNOWN = "known"
    BLANK = "blank"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class SeenRow:
    """A row as it would be stored: its number in the sheet, its cells in the order of the sheet, and by their places
    why they cannot be.
    """

    row: int
    cells: tuple[str, ...]
    fate: Fate
    problems: dict[int, str]
    notes: dict[int, str] = field(default_factory=dict)
    """By their places, what stood in a cell that was cleaned, or what is to be looked at in its text."""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class SeenPart:
    """A 附表 as it would be stored: the heads of its columns, which of them go anywhere, and its rows."""

    label: str
    heads: tuple[str, ...]
    is_used: tuple[bool, ...]
    rows: tuple[SeenRow, ...]


class SeenLines(Lines):
    """The rows of all 附表, each kept as it would be stored once it is known what becomes of it."""

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self._seen: dict[str, list[SeenRow]] = {}
        self._wrong: dict[str, int] = {}

    def settle(self, parent: str, outcome: str, reason: str = "") -> None:
        """As ever; the rows are shown with what is wrong in each cell."""
        for line in self._lines.get(parent, ()):
            self._see(line, outcome, reason)
        super().settle(parent, outcome, reason)

    def _see(self, line: Line, outcome: str, reason: str) -> None:
        name, is_wrong = line.part.child, outcome == FAILED
        rows = self._seen.setdefault(name, [])
        wrong = self._wrong.get(name, 0)
        if len(rows) >= SHOWN + wrong and not (is_wrong and wrong < SHOWN_WRONG):
            return
        cells, problems = self._cells(line)
        if is_wrong and not problems:
            at = line.part.keys.index(PARENT) if not line.parent or reason.endswith("的记录。") else WHOLE_ROW
            problems[at] = reason
        fate = Fate.WRONG if is_wrong else Fate.KNOWN if outcome == UPDATED else Fate.NEW
        rows.append(SeenRow(line.row.number, cells, fate, problems))
        self._wrong[name] = wrong + is_wrong

    def _cells(self, line: Line) -> tuple[tuple[str, ...], dict[int, str]]:
        """The cells of a row as they would be stored, and by their places why some cannot be."""
        columns, cells = self._columns[line.part.child], []
        problems: dict[int, str] = {}
        given = [*line.row.cells, *[None] * (len(line.part.keys) - len(line.row.cells))]
        for at, (key, unit, cell) in enumerate(zip(line.part.keys, line.part.units, given, strict=False)):
            raw = "" if cell is None else str(cell)
            shown = line.parent if key == PARENT else raw
            if key in columns and cell is not None:
                try:
                    shown = reading.show_value(columns[key], self._value(columns[key], unit, cell, line))
                except Refused as refusal:
                    problems[at] = refusal.sentence
            cells.append(shown)
        return tuple(cells), problems

    def parts(self) -> tuple[SeenPart, ...]:
        """The 附表 as they are shown, once what becomes of all their rows is known."""
        return tuple(self._part(part) for part in self._plan.parts)

    def _part(self, part: Part) -> SeenPart:
        columns = self._columns[part.child]
        known = {PARENT: PARENT_LABEL} | {key: column.label for key, column in columns.items()}
        heads = tuple(
            known.get(key) or (LINE_LABEL if key else f"{label or '（无表头）'}（不导入）")
            for key, label in zip(part.keys, part.head.labels, strict=False)
        )
        rows = sorted(self._seen.get(part.child, ()), key=lambda row: row.row)
        return SeenPart(part.label, heads, tuple(map(bool, part.keys)), tuple(rows))
