"""A row of a sheet as values of a ledger, and which record it speaks of."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.ledgers import registry
from app.rules import backfill, cells, cleaning, flows
from app.rules.refusal import Refused
from app.services import import_plan, presenting, tidying
from app.services.import_plan import NUMBER
from db.declare import ChangedBy, Kind
from db.mapping import parts, row_to_values, stored

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from app.rules.cleaning import Cleaned
    from app.services.import_plan import Plan
    from app.sheets.book import Cell
    from app.sheets.layout import SheetRow
    from db.ask import Record
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork
    from db.values import Value


SOURCE = "source_number"
WAITING = 0
"""Stands for the id of a row that is read and not written yet."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A row that did not come in: its number in the sheet, the column's label, what stood there, and the sentence."""

    row: int
    column: str
    value: str
    reason: str
    cells: tuple[Cell, ...] = ()
    sheet: str = ""
    """The sheet's name, where several are taken in together."""


@dataclass
class ReadRow:
    """A row as it was read: its values, what it claims that only a step may write, or what is wrong with it."""

    sheet: SheetRow
    values: dict[str, Value] = field(default_factory=dict)
    claims: dict[str, Value] = field(default_factory=dict)
    number: str = ""
    failure: Failure | None = None
    untidy: dict[int, Cleaned] = field(default_factory=dict)
    """By the place of the cell in its row, what cleaning its text gives, where it gives something else."""
    problems: dict[int, str] = field(default_factory=dict)
    """By the place of the cell in its row, why it cannot be stored; `failure` tells of the first."""


@dataclass(frozen=True, slots=True)
class Twin:
    """A row that has the 原编号 of one above it and says other things: both rows, and the columns in which it does."""

    row: int
    sheet: str
    first_row: int
    first_sheet: str
    labels: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Which row it repeats and where it differs, for the clerk."""
        labels, sheet = "」「".join(self.labels), f"{self.first_sheet} " if self.first_sheet != self.sheet else ""
        return f"原编号和{sheet}第{self.first_row}行相同，「{labels}」不一样"


REMEMBERED, SHORT = 10_000, 40
"""So many different cells of a column are remembered with what they say, none of more characters."""


class RowReader:
    """Reads rows of a sheet into values of a ledger; what a cell says is remembered, for sheets say the same often."""

    def __init__(self, unit: UnitOfWork, plan: Plan, *, looks: bool = False) -> None:
        """Take the plan, and the columns in the words of the file's campaign; `looks` for texts that may be cleaned."""
        self._looks = looks or plan.cleans
        self.ledger = registry.importable(plan.ledger)
        self._plan = plan
        self._today = unit.clock.today()
        columns = import_plan.columns_of(unit, ledger=self.ledger)
        found = ((place, columns.get(target.key)) for place, target in enumerate(plan.targets))
        self._columns = [(place, column) for place, column in found if column is not None]
        self._number = next((place for place, target in enumerate(plan.targets) if target.key == NUMBER), None)
        self._read: dict[int, dict[tuple[type, Cell], Value]] = {place: {} for place, _column in self._columns}

    def read(self, row: SheetRow) -> ReadRow:
        """The values of a row; the first cell that cannot be read is its failure."""
        row = import_plan.once(row, self._columns)
        found, given = ReadRow(row), row.cells
        if self._number is not None and self._number < len(given):
            number = given[self._number]
            found.number = "" if number is None else str(number).strip()
        for place, column in self._columns:
            cell = given[place] if place < len(given) else None
            if cell is not None:
                self._read_cell(found, place, column, cell)
        return found

    def _value(self, place: int, column: Column, cell: Cell) -> Value:
        """What a cell says in a column; a day is read apart from the text or the number that equals it."""
        known, key = self._read[place], (type(cell), cell)
        if key in known:
            return known[key]
        given = self._state_of(column, import_plan.cell_in(cell, column, self._plan.targets[place]))
        is_1904 = self._plan.sheet.is_1904
        value = cells.read_cell(column, given, today=self._today, year=self._plan.year, is_1904=is_1904)
        if len(known) < REMEMBERED and len(str(cell)) <= SHORT:
            known[key] = value
        return value

    def _read_cell(self, found: ReadRow, place: int, column: Column, cell: Cell) -> None:
        try:
            value = self._value(place, column, cell)
        except Refused as refusal:
            found.problems[place] = refusal.sentence
            if found.failure is None:
                shown, row = "" if cell is None else str(cell), found.sheet
                found.failure = Failure(
                    row.number, column.label, shown, refusal.sentence, row.cells, self._plan.sheet_of(row)
                )
            return
        if value is not None:
            into = found.claims if column.changed_by is ChangedBy.ACTION else found.values
            into[column.key] = self._tidied(found, place, column, value)

    def _tidied(self, found: ReadRow, place: int, column: Column, value: Value) -> Value:
        """Prose as it will be stored: cleaned where the plan says so; words as they were spoken stay."""
        is_open = self._looks and column.changed_by is ChangedBy.FORM and tidying.is_prose(self.ledger, column)
        result = cleaning.found_in(value) if is_open and isinstance(value, str) else None
        if result is None:
            return value
        found.untidy[place] = result
        return (result.text or None) if self._plan.cleans else value

    def _state_of(self, column: Column, cell: Cell) -> Cell:
        """A state by its machine name, where the sheet has its Chinese word."""
        flow = self.ledger.flow
        if flow is None or column.key != flow.column or not isinstance(cell, str):
            return cell
        closing = backfill.CLOSINGS.get(self.ledger.name)
        if closing is not None and cell.strip() == closing.word:
            return closing.usual
        return next((state for state, label in flow.states if label == cell.strip()), cell)


def refuse_claims(ledger: Ledger, row: ReadRow, old: Record | None) -> None:
    """Refuse a row that claims what only a step may give; what the record has, or its first state, claims nothing.

    Raises Refused with the column's key.
    """
    flow = flows.FLOWS.get(ledger.name)
    for key, value in row.claims.items():
        column = ledger.column(key)
        if value is False or (old is not None and stored(value) == stored(old.values.get(key))):
            continue
        if flow is not None and ledger.flow is not None and key == ledger.flow.column:
            present = str(old.values.get(key) or flow.initial) if old is not None else flow.initial
            if str(value) in (present, flow.label(present)):
                continue
        shown = presenting.cell(ledger, column, value)
        sentence = f"{column.label}：只能通过办理步骤得来，不能由导入直接写成「{shown}」，这一行没有存。"
        raise Refused(sentence + backfill.hint(ledger.name, {**row.values, **row.claims}), field=key)


def differs(ledger: Ledger, key: str, value: Value, old: Record) -> bool:
    """Whether a row says of a record something else than it has; words as they were spoken are never written over."""
    is_spoken = ledger.column(key).changed_by is ChangedBy.ONCE and old.values.get(key) not in (None, "")
    return not is_spoken and stored(value) != stored(old.values.get(key))


class Known:
    """The records of a ledger by what tells them apart: number, the paper's own number, or what was said of them.

    What tells a record is kept as a digest: the words of a hundred thousand records would fill the memory.
    """

    def __init__(self, unit: UnitOfWork, plan: Plan) -> None:
        """Read the ledger once; only what the sheet has a column for is compared."""
        self._ledger = ledger = registry.find(plan.ledger)
        mapped = {target.key for target in plan.targets}
        wanted = (ledger.main_date, ledger.matter, *ledger.needs, "place", *_telling(ledger))
        self._keys = tuple(dict.fromkeys(key for key in wanted if key in mapped))
        self._by_number: dict[str, int] = {}
        self._told: dict[bytes, int] = {}
        self._plan = plan
        compared = (target.key for target in plan.targets if target.key not in ("", NUMBER, SOURCE))
        self._compared = tuple(key for key in compared if ledger.find(key) is not None)
        self._said: dict[bytes, tuple[int, str, tuple[bytes, ...]]] = {}
        """By its 原编号, the first row of the sheet that came in under it, with a short digest of each cell."""
        came_in = _came_in(unit, ledger)
        self._by_text: dict[bytes, int] = {}
        for record_id, number, uuid, values in _standing(unit, ledger, (*self._keys, *ledger.unique, SOURCE)):
            self._by_number[number] = record_id
            self._by_text.update((digest, record_id) for digest in came_in.get(uuid, ()))
            self.learn(self.told(values), record_id)

    def told(self, values: Mapping[str, Value]) -> tuple[bytes, ...]:
        """What tells a record from others, the surest first."""
        found = []
        if mark := _source_mark(values):
            found.append(mark)
        unique = [_squeezed(values.get(key)) for key in self._ledger.unique]
        if unique and unique[0]:  # two without what lies above them are one, as the gate of a save has it
            found.append(_digest("\0".join(("unique", *unique))))
        words = [_squeezed(values.get(key)) for key in self._keys]
        if any(words):
            found.append(_digest("\0".join(("words", *words))))
        return tuple(found)

    def told_of(self, read: ReadRow) -> tuple[tuple[bytes, ...], Twin | None]:
        """What tells a row from others, and the row above that has its 原编号 but says other things.

        Where the clerk wants such rows apart, the number does not tell them.
        """
        told, twin = self.told(read.values), None
        if told and self._compared and (mark := _source_mark(read.values)):
            said = tuple(_digest(text)[:4] if (text := _squeezed(one)) else b"" for one in self._cells(read))
            sheet = self._plan.sheet_of(read.sheet)
            if mark not in self._told or mark not in self._said:
                self._said[mark] = (read.sheet.number, sheet, said)  # what stood there before did not come in
            twin = self._twin(read.sheet.number, sheet, said, self._said[mark])
        return (told[1:] if twin is not None and self._plan.apart else told), twin

    def _cells(self, read: ReadRow) -> Iterator[Value]:
        return (read.values.get(key, read.claims.get(key)) for key in self._compared)

    def _twin(
        self, row: int, sheet: str, said: tuple[bytes, ...], first: tuple[int, str, tuple[bytes, ...]]
    ) -> Twin | None:
        """Where a row says what the first one does not; a blank cell says nothing."""
        cells = zip(self._compared, said, first[2], strict=True)
        labels = tuple(self._ledger.column(key).label for key, one, other in cells if one and one != other)
        return Twin(row, sheet, first[0], first[1], labels) if labels else None

    def find(self, told: tuple[bytes, ...], number: str, row: SheetRow | None = None) -> int | None:
        """The record a row speaks of, None when it is new; a row of the very same cells came in before."""
        if number in self._by_number:
            return self._by_number[number]
        if row is not None and self._by_text and (known := self._by_text.get(_digest(text_of(self._plan, row)))):
            return known
        return next((self._told[one] for one in told if one in self._told), None)

    def learn(self, told: tuple[bytes, ...], record_id: int) -> None:
        """Know a record, or with `WAITING` a row that is not written yet, for the rows below it."""
        for one in told:
            self._told.setdefault(one, record_id)

    def place(self, told: tuple[bytes, ...], record_id: int) -> None:
        """Know the id of a row that waited. Neither its new number nor what its sheet calls it tells rows apart: a row
        below may bear that number as its own, and sheets count anew in every village.
        """
        for one in told:
            if self._told.get(one) == WAITING:
                self._told[one] = record_id


def _source_mark(values: Mapping[str, Value]) -> bytes:
    """What tells a record by the paper's own number; empty where it has none: 无 and 待编 are no number."""
    source = values.get(SOURCE)
    is_number = any(char.isdecimal() for char in str(source or ""))
    return _digest(f"source\0{_squeezed(source)}") if is_number else b""


def _squeezed(value: Value) -> str:
    """A value without spaces, however it was typed."""
    return "".join(str(stored(value)).split()) if value not in (None, "", False) else ""


def _telling(ledger: Ledger) -> Iterator[str]:
    """The columns that tell one record from another: short words, sums and days that a complete record has."""
    kinds = (Kind.TEXT, Kind.HOUSEHOLD, Kind.MONEY, Kind.DATE, Kind.FUZZY_DATE)
    return (column.key for column in ledger.starred() if column.kind in kinds and column.changed_by is ChangedBy.FORM)


ROWS_A_SHEET = 1_000_000
"""More than a sheet has: a kept row of a further sheet is numbered so much higher."""
PARTS = "附表："
"""The cells of 附表 are kept with a record's row under labels that begin so."""
encode = json.JSONEncoder(ensure_ascii=False).encode
ACCEPTED = "accepted:"
"""What is left of kept cells that the clerk has accepted begins so; their digest follows."""


def cells_of(plan: Plan, row: SheetRow) -> dict[str, str | None]:
    """The cells of a row as they stood, by the labels of the head."""
    pairs = zip(plan.head.labels, row.cells, strict=False)
    return {label: None if cell is None else str(cell) for label, cell in pairs}


def text_of(plan: Plan, row: SheetRow) -> str:
    """The cells of a row as one text, the same whenever the row is."""
    return encode(cells_of(plan, row))


def digest_of(raw: str) -> str:
    """What tells a kept row from every other, its 附表 left out."""
    if raw.startswith(ACCEPTED):
        return raw.removeprefix(ACCEPTED)
    if PARTS in raw:
        own = {label: text for label, text in json.loads(raw).items() if not label.startswith(PARTS)}
        raw = json.dumps(own, ensure_ascii=False)
    return _digest(raw).hex()


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).digest()


def _came_in(unit: UnitOfWork, ledger: Ledger) -> dict[str, list[bytes]]:
    """By the uuid of a record, what tells the rows that it came in by."""
    batches, rows = unit.schema.import_batches, unit.schema.import_rows
    query = sa.select(rows.c.record_uuid, rows.c.raw).join(batches, batches.c.uuid == rows.c.batch_uuid)
    found: dict[str, list[bytes]] = {}
    for uuid, raw in unit.connection.execute(query.where(batches.c.ledger == ledger.name)):
        found.setdefault(uuid, []).append(bytes.fromhex(digest_of(raw)))
    return found


def _standing(
    unit: UnitOfWork, ledger: Ledger, keys: tuple[str, ...]
) -> Iterator[tuple[int, str, str, dict[str, Value]]]:
    """Id, number, uuid and some columns of every record that stands."""
    table = unit.schema.table(ledger.name)
    columns = [ledger.column(key) for key in dict.fromkeys(keys) if ledger.find(key) is not None]
    wanted = [table.c[part] for column in columns for part in parts(column)]
    query = sa.select(table.c.id, table.c.number, table.c.uuid, *wanted)
    query = query.where(table.c.voided_at.is_(None), *unit.reading.sight.of(ledger, table))
    for row in unit.connection.execute(query).mappings():
        yield row["id"], row["number"], row["uuid"], row_to_values(columns, row)
