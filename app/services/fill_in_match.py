"""How a superior's table is matched: guessed by its labels, and held against the table when it comes anew."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from app.ledgers import registry
from app.rules.refusal import Exit, Refused
from app.services import import_plan, listing, own_indicators, presenting
from app.services.import_plan import NUMBER, ROW_NUMBERS
from app.sheets import layout
from app.sheets.layout import Head, RowKind
from app.sheets.references import name_of, place_of
from db.ask import STATE_LABELS, Op, State

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.figures.catalogue import Catalogue
    from app.sheets.book import Cell, Sheet
    from app.sheets.layout import SheetRow
    from app.sheets.workbook_parts import Outline
    from db.ask import Filter
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork

UNITS = ("元", "千元", "万元", "亿元")
OFFICE, DAY, FILLER, LEADER, WORDS = "@office", "@day", "@filler", "@leader", "@words"
FACTS: dict[str, str] = {
    OFFICE: "单位名称",
    DAY: "填报日期",
    FILLER: "填报人",
    LEADER: "负责人",
    WORDS: "固定文字",
}
"""What a cell may hold beside an indicator."""
TYPED = (LEADER, WORDS)
"""Facts whose words are typed at matching."""
_LABELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (OFFICE, re.compile(r"(?:填报|上报|报送|报表|编报)单位|单位名称|^单位")),
    (DAY, re.compile(r"(?:填报|填表|上报|报送|报出|制表)(?:日期|时间)|^日期|^时间|截止(?:日期|时间)")),
    (FILLER, re.compile(r"填报人|填表人|制表人|经办人|报送人")),
    (LEADER, re.compile(r"负责人|审核人|审签人|分管领导|主要领导")),
)
_FIELD = re.compile(
    r"(?P<label>[^\s：:＿_]+?)(?P<sign>[：:])"
    r"(?P<room>[\s　_＿]*(?:\d*[\s　]*年[\s　]*\d*[\s　]*月[\s　]*\d*[\s　]*日)?)"
)
"""A label with its colon and the room left for what is to be written."""
_COLUMN_NUMBER = re.compile(r"[（(]?(?:\d{1,2}|[甲乙丙丁戊己])[）)]?")
LOOKED_AT = 400
"""Rows in which labels are looked for."""


@dataclass(frozen=True, slots=True)
class Target:
    """A column of the table (from 0) with the ledger's column that goes there, and the unit of its sums."""

    column: int
    key: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ListPart:
    """A list: its head rows and body rows (from 1, both within), the labels it had when matched, what goes where.

    `conditions` narrow the ledger in the words of a filter (状态=已销号); `period` is 本月, 本季, 本年 or empty,
    reckoned back from the day of the report.
    """

    sheet: str
    top: int
    bottom: int
    labels: tuple[str, ...]
    first: int
    last: int
    ledger: str
    targets: tuple[Target, ...] = ()
    numbers: int = -1
    conditions: tuple[str, ...] = ()
    period: str = ""

    @property
    def child(self) -> str:
        """The child whose rows the list has, one a row; empty for a list with a row a record."""
        return next((name for one in self.targets if (name := child_name(one.key))), "")

    def key_at(self, column: int) -> str:
        """What goes into a column of the table, empty for nothing."""
        return next((one.key for one in self.targets if one.column == column), "")

    def with_target(self, column: int, key: str, unit: str = "") -> ListPart:
        """The part with one column given to another of the ledger, to the row numbers (序号), or to nothing."""
        targets = [one for one in self.targets if one.column != column]
        numbers = -1 if self.numbers == column else self.numbers
        if key == ROW_NUMBER:
            return replace(self, targets=tuple(targets), numbers=column)
        if key:
            targets.append(Target(column, key, unit))
        return replace(self, targets=tuple(sorted(targets, key=lambda one: one.column)), numbers=numbers)


@dataclass(frozen=True, slots=True)
class CellPart:
    """A cell (D5) with an indicator's code or a fact (@office), the unit of its sum, the words typed for it, and the
    label beside it when it was matched.
    """

    sheet: str
    ref: str
    what: str
    unit: str = ""
    words: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """What goes where in a whole workbook."""

    lists: tuple[ListPart, ...] = ()
    cells: tuple[CellPart, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """As it is kept in the ledger file."""
        return asdict(self)

    def list_on(self, sheet: str) -> ListPart | None:
        """The list of a sheet, None when there is none."""
        return next((one for one in self.lists if one.sheet == sheet), None)

    def with_list(self, sheet: str, part: ListPart | None) -> Match:
        """The match with another list on a sheet, or with none."""
        others = tuple(one for one in self.lists if one.sheet != sheet)
        return replace(self, lists=(*others, part) if part is not None else others)

    def cell_at(self, sheet: str, ref: str) -> CellPart | None:
        """What goes into a cell."""
        return next((one for one in self.cells if (one.sheet, one.ref) == (sheet, ref)), None)

    def with_cell(self, part: CellPart) -> Match:
        """The match with something else in one cell; with nothing where `what` is empty."""
        others = tuple(one for one in self.cells if (one.sheet, one.ref) != (part.sheet, part.ref))
        return replace(self, cells=(*others, part) if part.what else others)


def child_name(key: str) -> str:
    """The child of a key like attendance.person; empty for a column of the ledger."""
    return key.partition(".")[0] if "." in key else ""


def column_of(ledger: Ledger, key: str) -> Column | None:
    """The column of a key, of the ledger or of one of its children; None for one that is not there."""
    if not child_name(key):
        return ledger.find(key)
    name, _dot, own = key.partition(".")
    child = next((one for one in ledger.children if one.name == name), None)
    return next((one for one in child.columns if one.key == own), None) if child is not None else None


def refuse_two_children(part: ListPart) -> None:
    """Raise Refused for a list that takes rows of two children: they have no common row."""
    names = dict.fromkeys(name for one in part.targets if (name := child_name(one.key)))
    if len(names) > 1:
        labels = "」「".join(registry.find(part.ledger).child(name).label for name in names)
        sentence = (
            f"工作表「{part.sheet}」的一张清单里对应了「{labels}」几种附表，没有改动。一张清单只能填一种附表的行。"
        )
        raise Refused(sentence, field="match")


ROW_NUMBER = "@number"
"""The key under which a column is given to the row numbers."""


def from_json(kept: dict[str, Any]) -> Match:
    """A match as it was kept."""
    lists = (
        ListPart(
            **one
            | {
                "labels": tuple(one["labels"]),
                "targets": tuple(Target(**target) for target in one["targets"]),
                "conditions": tuple(one["conditions"]),
            }
        )
        for one in kept["lists"]
    )
    return Match(tuple(lists), tuple(CellPart(**one) for one in kept["cells"]))


# ---- guessing --------------------------------------------------------------------------------------------------------


def guess(unit: UnitOfWork, *, outline: Outline, ledger: str = "") -> Match:
    """What goes where by the labels of heads and cells: the ledger named, else the one most heads speak of."""
    lists: list[ListPart] = []
    cells: list[CellPart] = []
    for sheet in outline.book.sheets:
        if sheet.is_hidden:
            continue
        part = _list(unit, outline, sheet, ledger)
        lists += [part] if part is not None else []
        cells += _cells(outline, sheet, part, own_indicators.catalogue(unit))
    return Match(tuple(lists), tuple(cells))


def list_of(unit: UnitOfWork, *, outline: Outline, sheet: str, ledger: str, top: int, bottom: int) -> ListPart | None:
    """The list under a head the clerk pointed at (rows from 1), its columns guessed; None for a sheet not there."""
    page = outline.sheet(sheet)
    if page is None:
        return None
    return _of_head(unit, outline, page, registry.find(ledger), layout.head_at(page, top - 1, bottom - 1))


def _list(unit: UnitOfWork, outline: Outline, sheet: Sheet, ledger: str) -> ListPart | None:
    """The list of a sheet: two heads at least have to be known."""
    tried = (registry.find(ledger),) if ledger else registry.LEDGERS
    best: tuple[int, Ledger, Head] | None = None
    for one in tried:
        known = _Known(one)
        head = layout.find_head(sheet, known)
        own = sum(map(known, head.labels)) if head is not None else 0
        if head is None or own <= 1:
            continue
        free = {at: label for at, label in enumerate(head.labels) if label and not known(label)}
        worth = own + len(_of_child(one, free))
        if best is None or worth > best[0]:
            best = (worth, one, head)
    return _of_head(unit, outline, sheet, best[1], best[2]) if best is not None else None


class _Known:
    """Whether a label names a column of a ledger, its computed ones and the row numbers among them."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._said: dict[str, bool] = {}

    def __call__(self, label: str) -> bool:
        if label not in self._said:
            self._said[label] = bool(_own_key(self._ledger, label)) or label in ROW_NUMBERS
        return self._said[label]


def _own_key(ledger: Ledger, label: str) -> str:
    """The column a label names: whole, without the unit in brackets, or its last part under a joint head."""
    bare = re.sub(r"[（(][^）)]*[）)]$", "", label)
    for part in (label, bare, bare.rpartition("/")[2], bare.partition("/")[0]):
        if part in ("编号", "问题编号", f"{ledger.label}编号"):
            return NUMBER
        column = ledger.find(part) if part else None
        if column is not None:
            return column.key
    return ""


def _of_head(unit: UnitOfWork, outline: Outline, sheet: Sheet, ledger: Ledger, head: Head) -> ListPart:
    plan = import_plan.of_head(unit, ledger=ledger, sheet=sheet, head=head)
    first, last = _body(outline, sheet, head)
    formulas = {
        column
        for row, column in outline.formulas.get(sheet.name, frozenset())
        if first <= row <= max(last, first)
    }  # fmt: skip
    targets, taken, numbers = [], set[str](), -1
    for column, (label, target) in enumerate(zip(head.labels, plan.targets, strict=True)):
        key = target.key or _own_key(ledger, label)
        if column in formulas or (column and label == head.labels[column - 1]):
            continue  # a formula works by itself; a head merged across columns is the first one's
        if label in ROW_NUMBERS and numbers < 0:
            numbers = column
        elif key and key not in taken:
            taken.add(key)
            targets.append(Target(column, key, target.unit if target.unit in UNITS else ""))
    free = {
        column: label
        for column, label in enumerate(head.labels)
        if label and column not in formulas and column != numbers and all(one.column != column for one in targets)
    }
    targets += _of_child(ledger, free)
    targets.sort(key=lambda one: one.column)
    return ListPart(
        sheet.name, head.top + 1, head.bottom + 1, head.labels, first, last, ledger.name, tuple(targets), numbers
    )


LEAST_OF_CHILD = 2
"""Heads that must name columns of a child before a list is taken for one of its rows: one may do so by chance."""


def _of_child(ledger: Ledger, free: dict[int, str]) -> list[Target]:
    """The heads that the ledger itself does not know, as columns of the child that knows most of them."""
    best: list[Target] = []
    for child in ledger.children:
        names = {name: one.key for one in reversed(child.columns) for name in (one.label, *one.synonyms)}
        found: dict[str, Target] = {}
        for column, label in free.items():
            bare = re.sub(r"[（(][^）)]*[）)]$", "", label)
            key = next((names[part] for part in (label, bare, bare.rpartition("/")[2]) if part in names), "")
            if key:
                found.setdefault(key, Target(column, f"{child.name}.{key}"))
        if len(found) >= LEAST_OF_CHILD and len(found) > len(best):
            best = list(found.values())
    return best


def _body(outline: Outline, sheet: Sheet, head: Head) -> tuple[int, int]:
    """The rows (from 1) between the head and what stands below the list: a total, a note, or the end of the frame."""
    rows = {row.number: _kind_of(row) for row in layout.rows_under(sheet, head)}
    styled = outline.styled.get(sheet.name, frozenset())
    first = head.bottom + 2
    if _is_column_numbers(sheet.rows[first - 1] if first <= len(sheet.rows) else []):
        first += 1
    last = first - 1
    end = max([*rows, *styled, first])
    for number in range(first, end + 1):
        kind = rows.get(number, RowKind.BLANK)
        if kind in (RowKind.SUM, RowKind.NOTE, RowKind.HEAD) or (kind is RowKind.BLANK and number not in styled):
            break
        last = number
    is_end = last < first and rows.get(first, RowKind.BLANK) is RowKind.BLANK
    return first, first if is_end else last


def _kind_of(row: SheetRow) -> RowKind:
    """What a row under the head is; one with nothing but numbers (1, 2, 3 … printed beforehand) waits to be filled."""
    has_words = any(isinstance(cell, str) and cell.strip() for cell in row.cells)
    return row.kind if has_words or row.kind is RowKind.BLANK else RowKind.DATA


def _is_column_numbers(cells: list[Cell]) -> bool:
    """Whether a row under the head only numbers the columns: 1 2 3 …, （1）（2）…, 甲 乙 1 2 …"""
    filled = [str(cell).strip() for cell in cells if cell is not None]
    return len(filled) > 2 and all(_COLUMN_NUMBER.fullmatch(text) for text in filled)


def _cells(outline: Outline, sheet: Sheet, part: ListPart | None, known: Catalogue) -> Iterator[CellPart]:
    """Facts asked for by a label with a colon, and indicators named by the label beside a blank cell."""
    indicators = {layout.label_of(one.name): one.code for one in known.indicators}
    formulas = outline.formulas.get(sheet.name, frozenset())
    for row, cells in enumerate(sheet.rows[:LOOKED_AT], start=1):
        if part is not None and part.top <= row <= part.last:
            continue
        for column, cell in enumerate(cells):
            if not isinstance(cell, str) or (row, column) in formulas:
                continue
            ref = name_of(row, column)
            if fact := next((fact for fact, _match in fields_of(cell)), ""):
                yield CellPart(sheet.name, ref, fact, label=_bare(cell))
            code = indicators.get(_bare(cell), "")
            beside = _right_of(sheet, row, column)
            if code and beside is not None and (row, beside) not in formulas:
                found = re.search(r"[（(](亿元|万元|千元|元)[）)]", cell)
                unit = found[1] if found else ""
                yield CellPart(sheet.name, name_of(row, beside), code, unit, label=_bare(cell))


def _bare(text: str) -> str:
    return re.sub(r"[（(][^）)]*[）)]$", "", layout.label_of(text))


def _right_of(sheet: Sheet, row: int, column: int) -> int | None:
    """The cell at the right of a label, past what is merged with it; None when it holds words."""
    block = next((b for b in sheet.merged if b.top <= row - 1 <= b.bottom and b.left <= column <= b.right), None)
    beside = (block.right if block is not None else column) + 1
    cells = sheet.rows[row - 1]
    value = cells[beside] if beside < len(cells) else None
    return None if isinstance(value, str) else beside


def fields_of(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    """The facts that a cell's own text asks for: 填报单位：　　　填报日期：　　年　月　日."""
    for match in _FIELD.finditer(text):
        for fact, label in _LABELS:
            if label.search(re.sub(r"[（(][^）)]*[）)]", "", match["label"])):
                yield fact, match
                break


def written_in(text: str, facts: dict[str, str]) -> str:
    """A cell's own text with the facts written behind their labels; without such labels the one fact wanted alone."""
    places = [(fact, match) for fact, match in fields_of(text) if fact in facts]
    for fact, match in reversed(places):
        has_more = text[match.end() :].strip() != ""
        text = text[: match.start("room")] + facts[fact] + ("　　" if has_more else "") + text[match.end() :]
    return text


def corrected(
    unit: UnitOfWork,
    *,
    match: Match,
    outline: Outline,
    columns: Sequence[str],
    cells: Sequence[str],
    where: tuple[str, ...] = (),
    period: str = "",
) -> Match:
    """A guess with what a command says: 表头=列 of the first list, 工作表!D5=指标 of cells. Raises Refused."""
    for text in columns:
        match = _with_column(match, text)
    for text in cells:
        match = match.with_cell(_cell_of(unit, outline, text))
    if where or period:
        part = _only_list(match)
        for text in where:
            listing.condition(unit, ledger=registry.find(part.ledger), text=text)
        match = match.with_list(part.sheet, replace(part, conditions=where, period=period))
    return match


def _only_list(match: Match) -> ListPart:
    if not match.lists:
        sentence = "这张表里没有找到带表头的清单，没有添加。请核对表头，或写明是哪一本台账。"
        raise Refused(sentence, field="sheet", exit_code=Exit.USAGE)
    return match.lists[0]


def _with_column(match: Match, text: str) -> Match:
    part, (head, _sign, name) = _only_list(match), text.partition("=")
    places = [place for place, label in enumerate(part.labels) if label == layout.label_of(head)]
    if not places:
        sentence = f"表里没有「{head}」这个表头，没有添加。表头有：{'、'.join(filter(None, part.labels))}。"
        raise Refused(sentence, field="column", exit_code=Exit.USAGE)
    key = ROW_NUMBER if name == "序号" else NUMBER if name == "编号" else ""
    if name and not key:
        key = _key_named(registry.find(part.ledger), name)
    return match.with_list(part.sheet, part.with_target(places[0], key))


def _key_named(ledger: Ledger, name: str) -> str:
    """The key of a column as a command names it: 责任单位, or of a child 签到.姓名 (attendance.person)."""
    before, dot, after = name.replace("：", ".").partition(".")
    child = next((one for one in ledger.children if before in (one.name, one.label)), None) if dot else None
    if child is None:
        return listing.column_of(ledger, name).key
    found = next((one for one in child.columns if after in (one.key, one.label, *one.synonyms)), None)
    if found is None:
        labels = "、".join(one.label for one in child.columns)
        sentence = f"{ledger.label}的{child.label}没有「{after}」这一列。现有：{labels}。"
        raise Refused(sentence, field=name, exit_code=Exit.USAGE)
    return f"{child.name}.{found.key}"


def _cell_of(unit: UnitOfWork, outline: Outline, text: str) -> CellPart:
    place, _sign, what = text.partition("=")
    sheet, _mark, ref = place.rpartition("!")
    sheet = sheet or outline.book.sheets[0].name
    try:
        row, column = place_of(ref)
    except ValueError as error:
        sentence = f"「{ref}」不是单元格，没有添加。请写成 工作表!D5=R1。"
        raise Refused(sentence, field="cell", exit_code=Exit.USAGE) from error
    fact = next((key for key, label in FACTS.items() if what in (key, label)), "")
    known = own_indicators.catalogue(unit)
    named = next((one.code for one in known.indicators if one.name == what), what)
    code = fact or known.find(named)[0].code
    return CellPart(sheet, name_of(row, column), code)


def unmatched(match: Match) -> Iterator[str]:
    """The heads that nothing goes to."""
    for part in match.lists:
        known = {one.column for one in part.targets} | {part.numbers}
        yield from (label for column, label in enumerate(part.labels) if label and column not in known)


# ---- the table that comes anew ---------------------------------------------------------------------------------------


def label_beside(sheet: Sheet, ref: str) -> str:
    """What a cell is called: its own text where it is a label, else the nearest words left of it, else above it."""
    row, column = place_of(ref)
    own = _at(sheet, row, column)
    if isinstance(own, str):
        return _bare(own)
    before = [_at(sheet, row, place) for place in range(column - 1, -1, -1)]
    above = [_at(sheet, place, column) for place in range(row - 1, 0, -1)]
    return next((_bare(cell) for cell in (*before, *above) if isinstance(cell, str)), "")


def text_at(sheet: Sheet, row: int, column: int) -> str:
    """The words that stand in a cell, its row from 1 and its column from 0; empty for a number or nothing."""
    cell = _at(sheet, row, column)
    return cell if isinstance(cell, str) else ""


def head_labels(part: ListPart, sheet: Sheet) -> tuple[str, ...]:
    """The labels that the head rows of a list have in a sheet."""
    return layout.head_at(sheet, part.top - 1, part.bottom - 1).labels


def _at(sheet: Sheet, row: int, column: int) -> Cell:
    cells = sheet.rows[row - 1] if 0 < row <= len(sheet.rows) else []
    return cells[column] if column < len(cells) else None


def differences(match: Match, outline: Outline) -> tuple[str, ...]:
    """What the superior changed since the table was matched, head by head; empty when it still fits."""
    found: list[str] = []
    for part in match.lists:
        sheet = outline.sheet(part.sheet)
        found += [f"没有工作表「{part.sheet}」了"] if sheet is None else _head_differences(part, sheet)
    for cell in match.cells:
        sheet = outline.sheet(cell.sheet)
        if sheet is None:
            found.append(f"没有工作表「{cell.sheet}」了")
        elif cell.label and (now := label_beside(sheet, cell.ref)) != cell.label:
            found.append(f"{cell.ref} 原来是「{cell.label}」，现在是「{now or '空白'}」")
    return tuple(dict.fromkeys(found))


def _head_differences(part: ListPart, sheet: Sheet) -> list[str]:
    now = head_labels(part, sheet)
    width = max(len(now), len(part.labels))
    pairs = zip(_padded(part.labels, width), _padded(now, width), strict=True)
    return [
        f"第{column}列「{before or '空白'}」现在是「{after or '空白'}」"
        for column, (before, after) in enumerate(pairs, start=1)
        if before != after
    ]


def _padded(labels: tuple[str, ...], width: int) -> tuple[str, ...]:
    return labels + ("",) * (width - len(labels))


_SIGNS = {Op.IS: "=", Op.NOT: "!=", Op.CONTAINS: "~", Op.SINCE: ">=", Op.UNTIL: "<="}


def condition_words(ledger: Ledger, item: Filter) -> str:
    """A filter of a list in the words that `listing.condition` reads: 状态=已销号, 责任单位=, 逾期."""
    if item.op is Op.STATE:
        return STATE_LABELS[State(str(item.value))]
    if item.op is Op.YEAR:
        return f"年度={item.value}"
    column = ledger.find(item.key)
    label = column.label if column is not None else "编号"
    if item.op in (Op.EMPTY, Op.FILLED):
        return f"{label}{'=' if item.op is Op.EMPTY else '!='}"
    shown = presenting.cell(ledger, column, item.value) if column is not None else str(item.value)
    return f"{label}{_SIGNS[item.op]}{shown}"


__all__ = ["FACTS", "NUMBER", "ROW_NUMBER", "CellPart", "ListPart", "Match", "Target", "differences", "guess"]
