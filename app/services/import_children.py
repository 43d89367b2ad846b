"""The rows of 附表 on their way in: read, tied to their records, laid over the rows that a record has."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules import cells
from app.rules.refusal import Refused
from app.services import entry, import_parts, import_plan
from app.services.import_parts import LINE, PARENT
from app.services.import_plan import ROW_NUMBERS, Target
from app.sheets.layout import RowKind
from db.ask import ChildRow
from db.mapping import stored

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from app.services.import_names import Names
    from app.services.import_parts import Part
    from app.services.import_plan import Plan
    from app.sheets.book import Cell
    from app.sheets.layout import SheetRow
    from db.ask import Record
    from db.declare import Column
    from db.unit import UnitOfWork
    from db.values import Value

Rows = dict[str, tuple[ChildRow, ...]]
ADDED, UPDATED, SKIPPED, BLANK, FAILED = "added", "updated", "skipped", "blank", "failed"
"""What becomes of a row, in the words of `importing.Outcome`."""
NOBODY = "\0"
"""What a record without a number is called: no row belongs to it."""
OUTCOMES = (ADDED, UPDATED, SKIPPED, BLANK, FAILED)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a 附表: the record it belongs to as the sheet names it, and its place among that record's rows."""

    part: Part
    row: SheetRow
    parent: str
    place: int


@dataclass(frozen=True, slots=True)
class LineFailure:
    """A row of a 附表 that did not come in, and why."""

    part: Part
    row: int
    reason: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class PartCount:
    """What became of the rows of one 附表; `read` is the sum of the others."""

    label: str
    counts: dict[str, int]

    @property
    def read(self) -> int:
        """All its rows under the head."""
        return sum(self.counts.values())


def no_record(parent: str) -> str:
    """Why rows that belong to no record do not come in."""
    return f"主表和台账里都没有编号为「{parent}」的记录。" if parent else "没有写所属编号。"


def key_of(text: object) -> str:
    """A number as rows are tied by it, however it is spaced."""
    return "".join(str(text).split())


class Lines:
    """The rows of all 附表 of an import, by the record they belong to, and what became of them."""

    def __init__(self, unit: UnitOfWork, plan: Plan) -> None:
        """Read the sheets once; a row without a number belongs to the record of the row above."""
        self._ledger, self._unit = registry.find(plan.ledger), unit
        self._plan, self._today = plan, unit.clock.today()
        self._numbered = next((at for at, label in enumerate(plan.head.labels) if label in ROW_NUMBERS), -1)
        self._columns: dict[str, dict[str, Column]] = {
            part.child: {
                column.key: entry.with_words(unit, column)
                for column in import_parts.fillable(self._ledger.child(part.child))
            }
            for part in plan.parts
        }
        self._counts = {part.child: Counter[str]() for part in plan.parts}
        self.failed: list[LineFailure] = []
        self._lines: dict[str, list[Line]] = {}
        for part in plan.parts:
            for line in self._of_part(part):
                self._lines.setdefault(line.parent, []).append(line)

    def _of_part(self, part: Part) -> Iterator[Line]:
        parent, at = "", part.keys.index(PARENT)
        line_at = part.keys.index(LINE) if LINE in part.keys else -1
        columns = self._columns[part.child]
        placed = [(at, columns[key]) for at, key in enumerate(part.keys) if key in columns]
        for row in (import_plan.once(one, placed) for one in part.rows()):
            if row.kind is not RowKind.DATA:
                self._counts[part.child][BLANK] += 1
                continue
            parent = key_of(row.cells[at]) if row.cells[at] is not None else parent
            given = row.cells[line_at] if line_at >= 0 else None
            place = int(given) if isinstance(given, (int, float, str)) and str(given).isdecimal() else 0
            yield Line(part, replace(row, part=part.place), parent, place)

    def parent_of(self, row: SheetRow, number: str) -> str:
        """What the 附表 call the record of a main row: its number, else the number of its row."""
        if number:
            return key_of(number)
        cell = row.cells[self._numbered] if self._numbered >= 0 and not self._plan.more else None
        return NOBODY if cell is None else key_of(cell)

    def has(self, parent: str) -> bool:
        """Whether rows belong to a record."""
        return parent in self._lines

    def raw(self, parent: str) -> dict[str, list[dict[str, str]]]:
        """The cells of a record's rows as they stood, by the names of their sheets."""
        told: dict[str, list[dict[str, str]]] = {}
        for line in self._lines.get(parent, ()):
            pairs = zip(line.part.head.labels, line.row.cells, strict=False)
            told.setdefault(line.part.label, []).append({label: str(c) for label, c in pairs if c is not None})
        return told

    def rows(self, parent: str, names: Names) -> Rows:
        """The rows of a new record; raises Refused for the first cell that cannot be read."""
        found: dict[str, list[ChildRow]] = {}
        for line in self._lines.get(parent, ()):
            found.setdefault(line.part.child, []).append(ChildRow(self._values(line, names)))
        return {name: tuple(rows) for name, rows in found.items()}

    def laid_over(self, old: Record, parent: str, names: Names) -> Rows:
        """The children of a record that the rows change: a row with a place changes the row that stands there, one
        without adds what the record has not. Nothing is erased or taken away. Raises Refused.
        """
        changed: Rows = {}
        for child in dict.fromkeys(line.part.child for line in self._lines.get(parent, ())):
            lines = [line for line in self._lines[parent] if line.part.child == child]
            rows = _laid_over(old.children.get(child, ()), [(line.place, self._values(line, names)) for line in lines])
            if rows is not None:
                changed[child] = rows
        return changed

    def _values(self, line: Line, names: Names) -> dict[str, Value]:
        columns = self._columns[line.part.child]
        values: dict[str, Value] = {}
        for key, unit, cell in zip(line.part.keys, line.part.units, line.row.cells, strict=False):
            if key not in columns:
                continue
            try:
                value = self._value(columns[key], unit, cell, line)
            except Refused as refusal:
                sentence = f"附表「{line.part.label}」第{line.row.number}行 {refusal.sentence}"
                raise Refused(sentence, field=line.part.child) from None
            if value is not None:
                values[key] = value
        found = names.enter(self._unit, columns.values(), values)
        names.count(columns.values(), found)
        return found

    def _value(self, column: Column, unit: str, cell: Cell, line: Line) -> Value:
        given = import_plan.cell_in(cell, column, Target(column.key, unit))
        return cells.read_cell(column, given, today=self._today, year=self._plan.year, is_1904=line.part.sheet.is_1904)

    # -- what became of them -----------------------------------------------------------------------------------------

    def settle(self, parent: str, outcome: str, reason: str = "") -> None:
        """Say what became of all rows of a record; those that failed are kept with the reason."""
        for line in self._lines.pop(parent, ()):
            self._counts[line.part.child][outcome] += 1
            if outcome == FAILED:
                cells = list(line.row.cells)
                cells[line.part.keys.index(PARENT)] = line.parent or None
                self.failed.append(LineFailure(line.part, line.row.number, reason, tuple(cells)))

    def left(self) -> tuple[str, ...]:
        """The records that rows belong to and the main sheet has not."""
        return tuple(self._lines)

    def first_row(self, parent: str) -> SheetRow:
        """The first row of a record."""
        return self._lines[parent][0].row

    def counts(self) -> tuple[PartCount, ...]:
        """What became of the rows, sheet by sheet."""
        return tuple(
            PartCount(part.label, {outcome: self._counts[part.child][outcome] for outcome in OUTCOMES})
            for part in self._plan.parts
        )


def _laid_over(
    old: Sequence[ChildRow], given: Sequence[tuple[int, Mapping[str, Value]]]
) -> tuple[ChildRow, ...] | None:
    """The rows with what is given laid over them, None when that changes nothing."""
    rows, free = list(old), set(range(len(old)))
    for place, values in given:
        if 1 <= place <= len(old):
            free.discard(place - 1)
            if not _says_the_same(rows[place - 1], values):
                rows[place - 1] = replace(rows[place - 1], values={**rows[place - 1].values, **values})
    for place, values in given:
        if 1 <= place <= len(old) or not values:
            continue
        same = next((at for at in sorted(free) if _says_the_same(old[at], values)), None)
        if same is None:
            rows.append(ChildRow(values))
        else:
            free.discard(same)
    return None if rows == list(old) else tuple(rows)


def _says_the_same(row: ChildRow, values: Mapping[str, Value]) -> bool:
    return all(stored(row.values.get(key)) == stored(value) for key, value in values.items())
