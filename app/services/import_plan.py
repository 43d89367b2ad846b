"""Which column of a sheet goes into which column of a ledger: guessed, corrected by hand, remembered by its head."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.rules import cells
from app.rules.refusal import Refused
from app.services import entry
from app.sheets import layout
from app.sheets.layout import RowKind
from db.declare import ChangedBy, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.sheets.book import Book, Cell, Sheet
    from app.sheets.layout import Head, SheetRow
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork

NUMBER = "number"
"""The program's own number of a record: a row that bears one speaks of that record."""
ROW_NUMBERS = frozenset(("序号", "次序", "行号", "项次"))
_UNIT = re.compile(r"[（(]([^）)]*)[）)]$")
_MONEY_UNITS = ("元", "万元", "亿元", "千元")
SHORTEST_PROSE = 8
"""A column of fewer characters on average is no prose."""
GUESSED_FROM = 40
"""Rows looked at when a column is guessed from what stands in it."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a column of the sheet goes: the ledger's column key (empty: left out), and the unit its head names."""

    key: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a sheet is taken in: its head, where each column goes, and the year of days that are written without one."""

    ledger: str
    sheet: Sheet
    head: Head
    targets: tuple[Target, ...]
    year: int | None = None
    is_remembered: bool = False
    cleans: bool = False
    """Whether prose is cleaned (清理文字) before it is stored; spoken words never are."""

    def rows(self) -> Iterable[SheetRow]:
        """The rows under the head, each told what it is."""
        return layout.rows_under(self.sheet, self.head)

    def with_target(self, place: int, key: str) -> Plan:
        """The plan with one column corrected by hand; a column of the ledger is filled from one place only."""
        targets = [replace(one, key="") if one.key == key else one for one in self.targets]
        targets[place] = replace(targets[place], key=key)
        return replace(self, targets=tuple(targets), is_remembered=False)

    @property
    def is_headless(self) -> bool:
        """Whether it is a block of cells without a head of its own, whose labels are the ledger's."""
        return self.head.bottom < 0

    @property
    def unused(self) -> tuple[str, ...]:
        """The labels of columns that go nowhere, which the preview shows in grey."""
        pairs = zip(self.head.labels, self.targets, strict=True)
        return tuple(label for label, target in pairs if label and not target.key and label not in ROW_NUMBERS)


def with_year(plan: Plan, year: int | None) -> Plan:
    """The plan with the year of days that are written without one."""
    return replace(plan, year=year)


def guess(unit: UnitOfWork, *, ledger: Ledger, book: Book, sheet: str = "") -> Plan:
    """The plan for a sheet, or for the one whose head fits best; raises Refused when no table is found."""
    names = _names(ledger)
    pages = [page for page in book.sheets if sheet in ("", page.name) and (sheet or not page.is_hidden)]
    found = [(page, head) for page in pages if (head := layout.find_head(page, lambda x: _key(names, x) != ""))]
    if not found:
        where = f"工作表「{sheet}」" if sheet else "这个文件"
        sentence = f"{where}里没有找到带表头的表格，没有导入。请核对文件，表头应有{_examples(ledger)}这样的栏目。"
        raise Refused(sentence, field="sheet")
    page, head = max(found, key=lambda pair: sum(_key(names, label) != "" for label in pair[1].labels))
    return of_head(unit, ledger=ledger, sheet=page, head=head)


def of_head(unit: UnitOfWork, *, ledger: Ledger, sheet: Sheet, head: Head) -> Plan:
    """The plan for a sheet whose head is known: as it was mapped last time, else by label, synonym and content."""
    kept = unit.setting(_remembered(ledger, head))
    if kept is not None:
        keys = json.loads(kept)
        targets = tuple(Target(key, _unit_of(label)) for key, label in zip(keys, head.labels, strict=True))
        return Plan(ledger.name, sheet, head, targets, is_remembered=True)
    names = _names(ledger)
    keys = _each_once(_key(names, label) for label in head.labels)
    plan = Plan(
        ledger.name, sheet, head, tuple(Target(k, _unit_of(label)) for k, label in zip(keys, head.labels, strict=True))
    )
    return _by_content(unit, ledger, plan)


def remember(unit: UnitOfWork, *, plan: Plan, ledger: Ledger) -> None:
    """Map a head of the same labels so again next time; no history row, it is not a change of the ledger."""
    if plan.is_headless:
        return
    unit.put_setting(_remembered(ledger, plan.head), json.dumps([target.key for target in plan.targets]))


def columns_of(unit: UnitOfWork, *, ledger: Ledger) -> dict[str, Column]:
    """The columns that an import may fill, by key, with the campaign's own words."""
    return {column.key: entry.with_words(unit, column) for column in ledger.columns if _may_fill(column)}


def choices_of(unit: UnitOfWork, *, ledger: Ledger) -> tuple[tuple[str, str], ...]:
    """Where a column of a sheet may go: keys and labels, the program's own number first."""
    number = "代码" if ledger.base else "编号"
    own = columns_of(unit, ledger=ledger).values()
    return ((NUMBER, number), *((column.key, column.label) for column in own))


def is_label(ledger: Ledger, label: str) -> bool:
    """Whether a label names a column of the ledger, or is that of the rows' numbers."""
    return label in ROW_NUMBERS or _key(_names(ledger), label) != ""


def years_wanted(plan: Plan, columns: Mapping[str, Column]) -> bool:
    """Whether a day in the sheet has no year, so that the clerk must be asked for it."""
    dated = [(place, columns[target.key]) for place, target in enumerate(plan.targets) if target.key in columns]
    return any(
        cells.asks_year(column, row.cells[place])
        for row in plan.rows()
        if row.kind is RowKind.DATA
        for place, column in dated
    )


def cell_in(cell: Cell, column: Column, target: Target) -> Cell:
    """The cell with the unit of its head: 3.4 under 本金(万元) is 3.4万元."""
    if column.kind is not Kind.MONEY or target.unit not in _MONEY_UNITS or cell is None:
        return cell
    text = str(cell).strip()
    return f"{text}{target.unit}" if re.fullmatch(r"[\d,，.．０-９]+", text) else cell


def _may_fill(column: Column) -> bool:
    return column.changed_by in (ChangedBy.FORM, ChangedBy.ONCE, ChangedBy.ACTION)


def _names(ledger: Ledger) -> dict[str, str]:
    """Every label and synonym, as a head cell would show it, with the key of its column; labels before synonyms."""
    names: dict[str, str] = {}
    fillable = [column for column in ledger.columns if _may_fill(column)]
    for column in fillable:
        names.setdefault(layout.label_of(column.label), column.key)
    for column in fillable:
        for synonym in column.synonyms:
            names.setdefault(layout.label_of(synonym), column.key)
    for word in ("编号", "问题编号", f"{ledger.label}编号"):
        names.setdefault(word, NUMBER)
    return names


def _key(names: Mapping[str, str], label: str) -> str:
    """The column a label means: the whole label, without the unit in brackets, or its last part under a joint head."""
    bare = _UNIT.sub("", label)
    parts = (label, bare, bare.rpartition("/")[2], bare.partition("/")[0])
    return next((names[part] for part in parts if part in names), "")


def _each_once(keys: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    once = []
    for key in keys:
        once.append("" if key in seen else key)
        seen.add(key)
    return once


def _unit_of(label: str) -> str:
    match = _UNIT.search(label)
    return match[1] if match else ""


def _by_content(unit: UnitOfWork, ledger: Ledger, plan: Plan) -> Plan:
    """Guess the matter's column from what stands in it when no label names it: the longest prose without a place."""
    if any(target.key == ledger.matter for target in plan.targets):
        return plan
    rows = [row for row in plan.rows() if row.kind is RowKind.DATA][:GUESSED_FROM]
    free = [place for place, target in enumerate(plan.targets) if not target.key]
    lengths = {place: _prose(rows, place) for place in free if plan.head.labels[place] not in ROW_NUMBERS}
    best = max(lengths, key=lambda place: lengths[place], default=None)
    wanted = ledger.column(ledger.matter)
    if (
        best is None
        or lengths[best] < 8
        or wanted.kind is not Kind.LONG
        or wanted.key not in columns_of(unit, ledger=ledger)
    ):
        return plan
    return plan.with_target(best, ledger.matter)


def _prose(rows: Sequence[SheetRow], place: int) -> float:
    texts = [str(row.cells[place]) for row in rows if row.cells[place] is not None]
    return sum(map(len, texts)) / len(texts) if texts else 0.0


def _examples(ledger: Ledger) -> str:
    labels = [column.label for column in ledger.columns if column.primary and _may_fill(column)][:3]
    return "、".join(f"「{label}」" for label in labels)


def _remembered(ledger: Ledger, head: Head) -> str:
    return f"import:{ledger.name}:{hashlib.sha256(head.signature.encode()).hexdigest()[:24]}"
