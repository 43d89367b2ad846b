"""Which column of a sheet goes into which column of a ledger: guessed, corrected by hand, remembered by its head."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules import cells
from app.rules.figure_text import COUNTERS
from app.rules.refusal import Refused
from app.rules.width import compact
from app.services import entry, import_guess, import_parts
from app.sheets import layout
from app.sheets.layout import RowKind
from app.sheets.writer import CHOICES_NAME
from db.declare import ChangedBy, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from app.services.import_names import Wanted
    from app.services.import_parts import Part
    from app.sheets.book import Book, Cell, Sheet
    from app.sheets.layout import Head, SheetRow
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork

HELP_NAME = "填表说明"
"""The page of a template that explains its columns."""
NUMBER = "number"
"""The program's own number of a record: a row that bears one speaks of that record."""
ROW_NUMBERS = frozenset(("序号", "次序", "行号", "项次"))
REASON_LABEL = "没有导入的原因"
"""The column that a workbook of failures has beside those of the sheet it came from."""
_UNTOLD = re.compile(r"^第\d+列$|[（(](?:万|亿|千|百)?元[）)]$")
"""What a workbook of failures adds to a label: a name for a column without one, and the unit of its sums."""
_BARE = re.compile(r"(?:人民币)?¥?([\d,.]+)")
_WHOLES = frozenset(("合计", "小计", "总计", "共计", "总额", "总数", "金额", "计"))
"""The one of several columns under a joint head that has what the others add up to."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a column of the sheet goes: the ledger's column key (empty: left out), the unit its head (or the line
    above the table) names, and whether it was told by what stands in the column.
    """

    key: str = ""
    unit: str = ""
    is_guess: bool = False


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
    apart: bool = False
    """Whether rows of one 原编号 that say different things are records of their own."""
    more: tuple[tuple[Sheet, Head], ...] = ()
    """Further sheets with the same head (one a village), taken in together with the first."""
    parts: tuple[Part, ...] = ()
    """附表: sheets whose rows belong to the records of this one."""
    creates: Wanted = frozenset()
    """Names that no register has and that the clerk wants entered."""

    def rows(self) -> Iterator[SheetRow]:
        """The rows under the head, each told what it is; then those of the further sheets."""
        yield from layout.rows_under(self.sheet, self.head)
        for part, (sheet, head) in enumerate(self.more, start=1):
            for row in layout.rows_under(sheet, head):
                yield replace(row, part=part)

    @property
    def length(self) -> int:
        """How many rows `rows` gives."""
        pairs = ((self.sheet, self.head), *self.more)
        return sum(max(0, len(sheet.rows) - head.bottom - 1) for sheet, head in pairs)

    def sheet_of(self, row: SheetRow) -> str:
        """The name of a row's sheet where there are several, else nothing."""
        if not self.more:
            return ""
        return self.sheet.name if row.part == 0 else self.more[row.part - 1][0].name

    def with_target(self, place: int, key: str) -> Plan:
        """The plan with one column corrected by hand; a column of the ledger is filled from one place only."""
        targets = [replace(one, key="") if one.key == key else one for one in self.targets]
        targets[place] = replace(targets[place], key=key, is_guess=False)
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


def with_names(plan: Plan, creates: Wanted) -> Plan:
    """The plan with the names that are to be entered where no register has them."""
    return replace(plan, creates=creates)


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
    plan = of_head(unit, ledger=ledger, sheet=page, head=head)
    alike = [pair for pair in found if not sheet and pair[0] is not page and _filled(pair[1]) == _filled(head)]
    return with_book(
        replace(plan, more=tuple((one, _as_wide(of, head)) for one, of in alike)), ledger=ledger, book=book
    )


def with_book(plan: Plan, *, ledger: Ledger, book: Book) -> Plan:
    """The plan with the 附表 of the workbook its sheet is from."""
    taken = {plan.sheet.name, *(sheet.name for sheet, _head in plan.more)}
    return replace(plan, parts=import_parts.find(ledger, book, taken))


def left_out(book: Book, plan: Plan) -> tuple[str, ...]:
    """Sentences on what a plan does not take in and no head tells: other sheets with rows, columns without a name."""
    taken = {plan.sheet.name, *(sheet.name for sheet, _head in plan.more), *(part.sheet.name for part in plan.parts)}
    # 附表 that only steps write are in every export, for the reader alone.
    taken |= {HELP_NAME, CHOICES_NAME, *(child.label for child in registry.importable(plan.ledger).children)}
    left = [one.name for one in book.sheets if one.name not in taken and sum(map(bool, one.rows)) > 1]
    told = (f"没有导入的工作表：{'、'.join(left)}。表头不同的要分开导入。",) if left else ()
    places = "、".join(f"第{at + 1}列" for at in _nameless(plan))
    return (*told, f"{places}没有栏目名，里面的内容不导入；要的请先在表里补上栏目名。") if places else told


_FILLED_AT_LEAST = 2


def _nameless(plan: Plan) -> list[int]:
    """The columns that have neither a label nor a place to go to, and something in more than one row."""
    goes = [bool(label) or bool(target.key) for label, target in zip(plan.head.labels, plan.targets, strict=True)]
    filled: dict[int, int] = {}
    for row in plan.sheet.rows[plan.head.bottom + 1 :]:
        for at, cell in enumerate(row):
            if cell is not None and not (at < len(goes) and goes[at]):
                filled[at] = filled.get(at, 0) + 1
    return sorted(at for at, count in filled.items() if count >= _FILLED_AT_LEAST)


def _filled(head: Head) -> tuple[str, ...]:
    """The labels of a head by which it is known: without empty ones at its end, and what failures add to them."""
    labels = [_UNTOLD.sub("", label) for label in head.labels]
    while labels and labels[-1] in ("", REASON_LABEL):
        labels.pop()
    return tuple(labels)


def _as_wide(head: Head, other: Head) -> Head:
    """A head with as many columns as another, whose further ones are empty."""
    width = len(other.labels)
    return replace(head, labels=(head.labels + ("",) * width)[:width])


def of_head(unit: UnitOfWork, *, ledger: Ledger, sheet: Sheet, head: Head) -> Plan:
    """The plan for a sheet whose head is known: as it was mapped last time, else by label, synonym and content."""
    units = [layout.unit_of(label) or layout.unit_above(sheet, head) for label in head.labels]
    kept = unit.setting(_remembered(ledger, head))
    if kept is not None:
        keys = _with_new_columns(ledger, head, (json.loads(kept) + [""] * len(units))[: len(units)])
        known = {NUMBER, *columns_of(unit, ledger=ledger)}
        targets = tuple(Target(key if key in known else "", of) for key, of in zip(keys, units, strict=True))
        return Plan(ledger.name, sheet, head, targets, is_remembered=True)
    names = _names(ledger)
    keys = _each_once(_without_parts(names, head.labels))
    plan = Plan(ledger.name, sheet, head, tuple(Target(k, of) for k, of in zip(keys, units, strict=True)))
    return _by_content(unit, ledger, plan)


def _by_content(unit: UnitOfWork, ledger: Ledger, plan: Plan) -> Plan:
    """The plan with columns that no label names told by what stands in them."""
    columns = columns_of(unit, ledger=ledger)
    targets = list(plan.targets)
    passed_over = (*ROW_NUMBERS, REASON_LABEL)
    free = [at for at, one in enumerate(targets) if not one.key and plan.head.labels[at] not in passed_over]
    wanted = [column for key, column in columns.items() if all(one.key != key for one in targets)]
    rows = [row.cells for row in plan.rows() if row.kind is RowKind.DATA][: import_guess.LOOKED_AT] if free else []
    for at, key in import_guess.told_by_content(unit, ledger=ledger, wanted=wanted, rows=rows, free=free).items():
        targets[at] = replace(targets[at], key=key, is_guess=True)
    return replace(plan, targets=tuple(targets))


def _with_new_columns(ledger: Ledger, head: Head, keys: list[str]) -> list[str]:
    """A remembered mapping, with the columns that the office has added for what was left out before."""
    names, new = _names(ledger), {column.key for column in ledger.own} - set(keys)
    found = [key or _key(names, label) for key, label in zip(keys, head.labels, strict=True)]
    return [key if key in new else kept for key, kept in zip(found, keys, strict=True)]


def remember(unit: UnitOfWork, *, plan: Plan, ledger: Ledger) -> None:
    """Map a head of the same labels so again next time; no history row, it is not a change of the ledger."""
    if plan.is_headless:
        return
    unit.put_setting(_remembered(ledger, plan.head), json.dumps([target.key for target in plan.targets]))


def columns_of(unit: UnitOfWork, *, ledger: Ledger) -> dict[str, Column]:
    """The columns that an import may fill, by key, with the campaign's own words."""
    return {column.key: entry.with_words(unit, column) for column in ledger.columns if _may_fill(column)}


def references(plan: Plan, ledger: Ledger) -> tuple[Column, ...]:
    """The columns of the ledger that the plan fills with names of registers."""
    columns = [ledger.find(target.key) for target in plan.targets if target.key]
    return tuple(column for column in columns if column is not None and column.is_reference)


def choices_of(unit: UnitOfWork, *, ledger: Ledger) -> tuple[tuple[str, str], ...]:
    """Where a column of a sheet may go: keys and labels, the program's own number first."""
    number = "代码" if ledger.base else "编号"
    own = columns_of(unit, ledger=ledger).values()
    return ((NUMBER, number), *((column.key, column.label) for column in own))


def is_label(ledger: Ledger, label: str) -> bool:
    """Whether a label names a column of the ledger, or is that of the rows' numbers."""
    return label in ROW_NUMBERS or _key(_names(ledger), label) != ""


def keys_of(unit: UnitOfWork, *, ledger: Ledger, labels: Sequence[str]) -> dict[str, str]:
    """By the labels of a head, where its columns went: as mapped by hand, else by label and synonym."""
    kept = unit.setting(_remembered(ledger, layout.Head(0, 0, tuple(labels))))
    names = _names(ledger)
    keys = json.loads(kept) if kept is not None else [_key(names, label) for label in labels]
    return dict(zip(labels, keys, strict=False))


def years_wanted(plan: Plan, columns: Mapping[str, Column]) -> bool:
    """Whether a day in the sheet has no year, so that the clerk must be asked for it."""
    dated = [(place, columns[target.key]) for place, target in enumerate(plan.targets) if target.key in columns]
    return any(
        cells.asks_year(column, row.cells[place])
        for row in plan.rows()
        if row.kind is RowKind.DATA
        for place, column in dated
    )


def assumed_year(unit: UnitOfWork, *, ledger: Ledger, plan: Plan) -> tuple[str, ...]:
    """A sentence on the year that days without one were given, where nobody said which."""
    if plan.year is not None or not years_wanted(plan, columns_of(unit, ledger=ledger)):
        return ()
    year = unit.clock.today().year
    return (f"表里有没写年份的日期，按{year}年读的；不是这一年的，请撤回这一批，写明 --year 再导入。",)


def cell_in(cell: Cell, column: Column, target: Target) -> Cell:
    """The cell with the unit of its head: 3.4 under 本金(万元) is 3.4万元, 2 under 受益(万人) 2万人, 600 under 面积(亩)
    600亩.
    """
    unit = target.unit
    if not unit or cell is None or isinstance(cell, bool) or not _gives_unit(column, unit):
        return cell
    text = compact(cells.plain_number(cell) if isinstance(cell, (int, float)) else str(cell))
    bare = _BARE.fullmatch(text)
    return f"{bare[1]}{unit}" if bare else cell


def once(row: SheetRow, columns: Iterable[tuple[int, Column]]) -> SheetRow:
    """The row without the amounts of cells merged with those above, whose places `below` keeps: the sheet has them
    once, and its own 合计 adds them once.
    """
    if not row.below:
        return row
    below = frozenset(at for at, column in columns if at in row.below and column.kind in cells.AMOUNTS)
    kept = tuple(None if at in below else cell for at, cell in enumerate(row.cells))
    return replace(row, cells=kept, below=below)


def _gives_unit(column: Column, unit: str) -> bool:
    """Whether the unit of a head says something of the bare numbers below it."""
    match column.kind:
        case Kind.MONEY:
            return unit in layout.MONEY_UNITS
        case Kind.COUNT:
            return unit.startswith("万")
        case Kind.QUANTITY:
            return unit.removeprefix("万") in COUNTERS
        case Kind.NUMBER:
            return unit == column.counter == "%"
    return False


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
    bare = layout.bare_label(label)
    parts = (label, bare, bare.rpartition("/")[2], layout.bare_label(bare.partition("/")[0]))
    return next((names[part] for part in parts if part in names), "")


def _without_parts(names: Mapping[str, str], labels: Sequence[str]) -> list[str]:
    """The columns of the labels; of several under one joint head (投资/中央, 投资/省级, 投资/合计) only the whole."""
    heads = [label.partition("/")[0] if "/" in label else "" for label in labels]
    keys = [_key(names, label) for label in labels]
    own = [_key(names, layout.bare_label(label).rpartition("/")[2]) for label in labels]
    for at, (head, label) in enumerate(zip(heads, labels, strict=True)):
        is_part = head and heads.count(head) > 1 and keys[at] and not own[at]
        if is_part and layout.bare_label(label).rpartition("/")[2] not in _WHOLES:
            keys[at] = ""
    return keys


def _each_once(keys: Iterable[str]) -> list[str]:
    seen: set[str] = set()
    once = []
    for key in keys:
        once.append("" if key in seen else key)
        seen.add(key)
    return once


def _examples(ledger: Ledger) -> str:
    labels = [column.label for column in ledger.columns if column.primary and _may_fill(column)][:3]
    return "、".join(f"「{label}」" for label in labels)


def _remembered(ledger: Ledger, head: Head) -> str:
    return f"import:{ledger.name}:{hashlib.sha256('|'.join(_filled(head)).encode()).hexdigest()[:24]}"
