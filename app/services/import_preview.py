"""What an import would do, before it does it: every cell as it would be stored, what is wrong, and the counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules import doubts
from app.rules.backfill import is_historical
from app.rules.refusal import Refused
from app.services import import_plan, import_ready, presenting
from app.services.backfilling import Backfill
from app.services.import_children import ADDED, FAILED, UPDATED, no_record
from app.services.import_names import Names
from app.services.import_plan import NUMBER
from app.services.import_rows import SOURCE, WAITING, Known, ReadRow, RowReader
from app.services.import_seen import SHOWN, SHOWN_WRONG, WHOLE_ROW, Fate, SeenLines, SeenRow
from app.sheets.layout import RowKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.services.import_names import Unknown
    from app.services.import_plan import Plan
    from app.services.import_rows import Twin
    from app.services.import_seen import SeenPart
    from app.sheets.layout import SheetRow
    from db.declare import Column
    from db.unit import UnitOfWork

TOLD_EVERY = 200
TOGETHER = "按同一条处理，不另外登记。是两件事的，请勾选下面的“各登一条”。"
APART = "各登一条。"
ONCE = "和上面几行合并成一格的数，只在第一行记一次。"


@dataclass(frozen=True, slots=True)
class Seen:
    """The rows that are shown, and what will become of all rows of the main sheets."""

    rows: tuple[SeenRow, ...]
    counts: dict[Fate, int]
    untidy: int = 0
    """Texts that 清理文字 changes, or would change."""
    lines: tuple[str, ...] = ()
    """A sentence on each 附表."""
    parts: tuple[SeenPart, ...] = ()
    """The 附表, row by row."""
    unknown: tuple[Unknown, ...] = ()
    """Names that no register has."""
    twins: int = 0
    """Rows that have the 原编号 of one above them and say other things."""

    @property
    def read(self) -> int:
        """All rows under the head."""
        return sum(self.counts.values())


def look(
    unit: UnitOfWork, *, plan: Plan, backfill: str | None = None, progress: Callable[[int], bool] | None = None
) -> Seen:
    """Hold every row against what guards a new record, and write nothing; raises Refused when `progress` says stop.

    `backfill` is the reason of 历史补录, None for a plain import.
    """
    mode = None if backfill is None else Backfill(unit, registry.find(plan.ledger), backfill)
    looker, shown, told = _Looker(unit, plan, mode), 0, 0
    rows: list[SeenRow] = []
    counts, untidy, twins = dict.fromkeys(Fate, 0), 0, 0
    for count, row in enumerate(plan.rows(), start=1):
        if progress is not None and count % TOLD_EVERY == 0 and not progress(count):
            sentence = "已按您的要求停止核对，没有写入任何一行。"
            raise Refused(sentence, field="stopped")
        if row.kind is not RowKind.DATA:
            counts[Fate.BLANK] += 1
            continue
        seen = looker.look(row, is_shown=shown < SHOWN or told < SHOWN_WRONG)
        counts[seen.fate] += 1
        untidy += looker.untidy
        twins += looker.twin is not None
        is_told = seen.fate is Fate.WRONG or looker.twin is not None
        if shown < SHOWN or (is_told and told < SHOWN_WRONG):
            rows.append(seen)
            shown += 1
            told += is_told
    return Seen(tuple(rows), counts, untidy, looker.lines(), looker.parts, looker.unknown, twins)


class _Looker:
    def __init__(self, unit: UnitOfWork, plan: Plan, mode: Backfill | None) -> None:
        self._unit, self._plan, self._mode = unit, plan, mode
        self._reader = RowReader(unit, plan, looks=True)
        self.untidy = 0
        """Texts of the last row that cleaning changes."""
        self.twin: Twin | None = None
        """The row above that has the 原编号 of the last row and says other things."""
        self._ledger = registry.find(plan.ledger)
        columns = import_plan.columns_of(unit, ledger=self._ledger)
        self._columns: Sequence[Column | None] = [columns.get(target.key) for target in plan.targets]
        self._places = {target.key: place for place, target in enumerate(plan.targets) if target.key}
        self._known = Known(unit, plan)
        self._names = Names()
        self._today = unit.clock.today()
        self._lines = SeenLines(unit, plan)

    @property
    def unknown(self) -> tuple[Unknown, ...]:
        """Names that no register has."""
        return self._names.unknown

    @property
    def parts(self) -> tuple[SeenPart, ...]:
        """The 附表 as they are shown, once `lines` has told of all."""
        return self._lines.parts()

    def lines(self) -> tuple[str, ...]:
        """What the 附表 hold, and how many of their rows belong to no record or to one that will not come in."""
        known = [parent for parent in self._lines.left() if self._known.find((), parent) is not None]
        for parent in known:
            self._lines.settle(parent, UPDATED)
        for parent in self._lines.left():
            self._lines.settle(parent, FAILED, no_record(parent))
        told = []
        for one in self._lines.counts():
            wrong = f"，其中 {one.counts[FAILED]} 行对不上主表或有错，不能导入" if one.counts[FAILED] else ""
            told.append(f"附表「{one.label}」{one.read} 行{wrong}。")
        return tuple(told)

    def look(self, row: SheetRow, *, is_shown: bool) -> SeenRow:
        read, self.twin = self._reader.read(row), None
        fate = Fate.WRONG if read.problems else self._fate(read)
        parent = self._lines.parent_of(row, read.number)
        if fate is Fate.WRONG:
            self._lines.settle(parent, FAILED, "它所属的那一条不能导入。")
        else:
            self._lines.settle(parent, UPDATED if fate is Fate.KNOWN else ADDED)
        cells = tuple(self._cell(read, place) for place in range(len(self._columns))) if is_shown else ()
        self.untidy = sum(bool(one.changes) for one in read.untidy.values())
        notes = self._notes(read) if is_shown else {}
        return SeenRow(row.number, cells, fate, read.problems, notes, self._plan.sheet_of(row))

    def _notes(self, read: ReadRow) -> dict[int, str]:
        notes = dict.fromkeys(read.sheet.below, ONCE) | self._doubts(read)
        for place, one in read.untidy.items():
            look = f"请核对：{'、'.join(dict.fromkeys(spot.reason for spot in one.damaged))}" if one.damaged else ""
            before = f"原来：{read.sheet.cells[place]}" if self._plan.cleans and one.changes else ""
            if before or look:
                notes[place] = "　".join(filter(None, (before, look)))
        if self.twin is not None:
            taken = APART if self._plan.apart else TOGETHER
            notes[self._places[SOURCE]] = f"{self.twin.sentence}：{taken}"
        return notes

    def _doubts(self, read: ReadRow) -> dict[int, str]:
        """What the form would warn of: a number whose check digit is wrong, words that mark a secret."""
        found = {}
        for place, column in enumerate(self._columns):
            value = read.values.get(column.key) if column is not None else None
            if column is not None and isinstance(value, str) and (doubt := doubts.of(column, value, today=self._today)):
                found[place] = doubt
        return found

    def _fate(self, read: ReadRow) -> Fate:
        """As `importing` would take it: known, or new through the gates of a new record."""
        read.values = self._names.resolve_all(self._unit, self._ledger.references, read.values)
        self._names.count(self._ledger.references, read.values)
        told, self.twin = self._known.told_of(read)
        if self._known.find(told, read.number, read.sheet) is not None:
            return Fate.KNOWN
        try:
            children = self._lines.rows(self._lines.parent_of(read.sheet, read.number), self._names)
            ready = import_ready.prepare(
                self._unit,
                ledger=self._ledger,
                read=read,
                look_up=self._names.resolve_all,
                mode=self._mode,
                children=children,
            )
        except Refused as refusal:
            read.problems[self._places.get(refusal.field, WHOLE_ROW)] = refusal.sentence
            return Fate.WRONG
        self._known.learn(told, WAITING)
        return Fate.OLD if is_historical(ready.values) else Fate.NEW

    def _cell(self, read: ReadRow, place: int) -> str:
        """The value as the table will show it; as it stands in the sheet where it cannot be stored or goes nowhere."""
        column, cell = self._columns[place], read.sheet.cells[place] if place < len(read.sheet.cells) else None
        raw = "" if cell is None else str(cell)
        if column is None or place in read.problems:
            return read.number if self._plan.targets[place].key == NUMBER else raw
        value = read.values.get(column.key, read.claims.get(column.key))
        return presenting.cell(self._ledger, column, value) if value is not None else ""
