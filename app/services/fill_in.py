"""套表: a superior's own workbook, kept in the ledger file with what goes where, filled as a copy any month."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.figures.catalogue import mark
from app.ledgers import registry
from app.rules import dates, reading
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.rules.width import quote
from app.services import (
    figures,
    fill_in_choices,
    fill_in_kept,
    fill_in_match,
    fill_in_rows,
    import_files,
    leaving,
    listing,
    office,
    own_indicators,
    printing,
    watching,
)
from app.services.changes import ChangeKind, Changes
from app.services.fill_in_kept import Template, content, every, find
from app.services.fill_in_match import DAY, FACTS, FILLER, OFFICE, Match
from app.services.permitted import needs
from app.sheets import fill_in, preflight, workbook_parts
from app.sheets.book import FileFault, SheetError
from app.sheets.fill_in import CellFill, FillError, FillFault, ListFill
from app.sheets.preflight import FileKind
from app.sheets.references import name_of, place_of
from db.ask import Ask, Filter, Op
from db.values import FuzzyCount, Money

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from app.services.changes import Actor
    from app.services.desk import Desk
    from app.services.figures import Figure
    from app.services.fill_in_match import CellPart, ListPart
    from app.sheets.book import Cell
    from app.sheets.workbook_parts import Outline
    from db.declare import Ledger
    from db.unit import UnitOfWork

LARGEST = 10 << 20
"""Bytes of a table; superiors' are a hundredth of it."""
LONGEST_NAME = 40
SUFFIX = ".xlsx"
PERIODS = ("本月", "本季", "本年")
_NOTHING = "没有改动。"
_FAULTS: dict[FillFault, str] = {
    FillFault.FORMULA: "「{place}」里是公式，不能往里填。请在对应里去掉这一格，或选别的格。",
    FillFault.NO_SHEET: "表里没有工作表「{place}」了。请重新对应。",
    FillFault.TALL: "正文里「{place}」是上下合并的单元格，逐行填会盖住。请在原表里取消合并，或改对应的行。",
    FillFault.FIXED: "工作表「{place}」里有透视表或模拟运算表，行数不够时不能自动加行。请在原表里多留空白行。",
    FillFault.TOO_MANY: "工作表「{place}」要填的超过两万行。请加上筛选条件或期间。",
    FillFault.TOO_LONG: "「{place}」要填的内容超过一个单元格能放的字数。请先缩短那条记录的内容。",
}


@dataclass(frozen=True, slots=True)
class FillOptions:
    """As of which day, for which campaign, for whom, and what for."""

    as_of: date | None = None
    campaign: str = ""
    profile: str = "report"
    purpose: str = ""
    second: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """What was filled in: rows of lists, single cells, rows that had to be added, and figures without data."""

    rows: int
    cells: int
    added: int
    blank: tuple[str, ...] = ()


# ---- the file --------------------------------------------------------------------------------------------------------


def read_file(path: Path) -> bytes:
    """The bytes of a superior's table; raises Refused for what is no .xlsx, is hostile, or holds macros."""
    shown = quote(path.name)
    try:
        kind, notes = preflight.inspect(path)
    except SheetError as error:
        raise import_files.refusal(error, path.name) from error
    if kind is not FileKind.WORKBOOK:
        sentence = f"{shown}不是 .xlsx 工作簿，没有添加。请用表格软件打开它，另存为 .xlsx 再选。"
        raise Refused(sentence, field="path")
    if notes:
        sentence = f"{shown}带有宏，没有添加。请另存为不带宏的 .xlsx 再选。"
        raise Refused(sentence, field="path")
    data = path.read_bytes()
    if len(data) > LARGEST:
        sentence = f"{shown}有 {len(data) >> 20} MB，套表最大 10 MB，没有添加。请删去表里的图片或多余的工作表。"
        raise Refused(sentence, field="path")
    outline(data, path.name)
    return data


def outline(data: bytes, name: str = "套表") -> Outline:
    """What the table shows; raises Refused for a workbook that cannot be filled in."""
    try:
        found = workbook_parts.outline(data)
    except SheetError as error:
        if error.fault is FileFault.UNKNOWN:
            sentence = f"{quote(name)}不是普通的 .xlsx 工作簿，没有添加。请用表格软件打开它，另存为 .xlsx 再选。"
            raise Refused(sentence, field="path") from error
        raise import_files.refusal(error, name) from error
    return found


# ---- what is kept ----------------------------------------------------------------------------------------------------


@needs(Right.EXPORT)
def keep(
    unit: UnitOfWork, *, actor: Actor, name: str, file_name: str, data: bytes, match: Match, is_new: bool = True
) -> Changes:
    """Keep a table with its matching under a name; a new one may not take a name that is in use. Raises Refused."""
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        sentence = f"套表的名称要有 1 到 {LONGEST_NAME} 个字，没有添加。请改写名称。"
        raise Refused(sentence, field="name", exit_code=Exit.USAGE)
    if is_new and fill_in_kept.has(unit, name):
        sentence = f"已经有叫「{name}」的套表，没有添加。请换一个名称，或用“换新表”替换它。"
        raise Refused(sentence, field="name")
    match = _settled(match, outline(data, file_name))
    sha256 = hashlib.sha256(data).hexdigest()
    template = Template(name, file_name, sha256, len(data), match, actor.name, unit.clock.today().isoformat())
    is_same = fill_in_kept.has(unit, name) and find(unit, name=name).sha256 == sha256
    words = f"改套表「{name}」的对应" if is_same else f"{'添加' if is_new else '更换'}套表「{name}」"
    fill_in_kept.put_file(unit, sha256, data)
    return fill_in_kept.put(unit, actor, name, template, words)


@needs(Right.EXPORT)
def rematch(unit: UnitOfWork, *, actor: Actor, name: str, match: Match) -> Changes:
    """Change what goes where in a table; raises Refused for cells that cannot be filled in."""
    template = find(unit, name=name)
    settled = _settled(match, outline(content(unit, name=name), template.file_name))
    words = f"改套表「{template.name}」的对应"
    return fill_in_kept.put(unit, actor, template.name, replace(template, match=settled), words)


@needs(Right.EXPORT)
def replace_file(unit: UnitOfWork, *, actor: Actor, name: str, file_name: str, data: bytes) -> Changes:
    """Take the superior's newest issue of a table; raises Refused naming the heads that changed since."""
    template = find(unit, name=name)
    refuse_changed(template, outline(data, file_name))
    return keep(
        unit, actor=actor, name=template.name, file_name=file_name, data=data, match=template.match, is_new=False
    )


def refuse_changed(template: Template, found: Outline) -> None:
    """Raise Refused for a table whose heads are not those it was matched by."""
    changed = fill_in_match.differences(template.match, found)
    if changed:
        more = f"等 {len(changed)} 处" if len(changed) > 5 else ""
        told = "；".join(changed[:5]) + more
        sentence = f"套表「{template.name}」的表头和对应时不一样：{told}。没有填写。请重新对应。"
        raise Refused(sentence, field="match")


@needs(Right.EXPORT)
def remove(unit: UnitOfWork, *, actor: Actor, name: str) -> Changes:
    """Give a table up; the workbooks that were filled stay where they were saved."""
    template = find(unit, name=name)
    return fill_in_kept.put(unit, actor, template.name, None, f"删除套表「{template.name}」")


def _settled(match: Match, found: Outline) -> Match:
    """The match with the labels of today; raises Refused for what cannot be filled in."""
    lists = []
    for part in match.lists:
        sheet = found.sheet(part.sheet)
        if sheet is None:
            raise _refusal(FillError(FillFault.NO_SHEET, part.sheet))
        if part.last < part.first:
            sentence = f"工作表「{part.sheet}」的表头下面没有空白行，没有改动。请在原表里留至少一行，再重新选。"
            raise Refused(sentence, field="first")
        _refuse_formulas(part, found)
        fill_in_match.refuse_two_children(part)
        lists.append(replace(part, labels=fill_in_match.head_labels(part, sheet)))
    return Match(tuple(lists), tuple(_settled_cell(cell, found) for cell in match.cells))


def _refuse_formulas(part: ListPart, found: Outline) -> None:
    columns = {target.column for target in part.targets} | {part.numbers}
    for row, column in sorted(found.formulas.get(part.sheet, ())):
        if part.first <= row <= part.last and column in columns:
            raise _refusal(FillError(FillFault.FORMULA, f"{part.sheet} {name_of(row, column)}"))


def _settled_cell(cell: CellPart, found: Outline) -> CellPart:
    sheet = found.sheet(cell.sheet)
    if sheet is None:
        raise _refusal(FillError(FillFault.NO_SHEET, cell.sheet))
    if place_of(cell.ref) in found.formulas.get(cell.sheet, ()):
        raise _refusal(FillError(FillFault.FORMULA, f"{cell.sheet} {cell.ref}"))
    return replace(cell, label=fill_in_match.label_beside(sheet, cell.ref))


def _refusal(error: FillError) -> Refused:
    return Refused(f"{_FAULTS[error.fault].format(place=error.place)}{_NOTHING}", field="match")


# ---- filling in ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Leaving:
    """One list on its way out: of which ledger, how many rows, what for."""

    ledger: str
    rows: int
    purpose: str


@dataclass(frozen=True, slots=True)
class _Job:
    data: bytes
    lists: tuple[ListFill, ...]
    cells: tuple[CellFill, ...]
    leaving: tuple[_Leaving, ...]
    blank: tuple[str, ...]


def asks(unit: UnitOfWork, *, name: str, options: FillOptions) -> tuple[Ask, ...]:
    """The lists that a table takes from the ledgers."""
    return tuple(_ask(unit, part, options) for part in find(unit, name=name).match.lists)


@needs(Right.EXPORT)
def fill(desk: Desk, *, name: str, out: Path, options: FillOptions | None = None) -> Filled:
    """Fill a copy of a table, whole or not at all, and write it in the history. Raises Refused."""
    if out.suffix.lower() != SUFFIX:
        sentence = f"填好的表只能存为 .xlsx，没有生成{quote(out.name)}。请改文件名。"
        raise Refused(sentence, field="out", exit_code=Exit.USAGE)
    chosen = options or FillOptions()
    job = desk.read(lambda unit: _prepared(unit, desk.actor, name, chosen))

    def draw(stream: Any) -> int:  # noqa: ANN401 - any binary stream
        try:
            return fill_in.fill(job.data, stream, lists=job.lists, cells=job.cells)
        except FillError as error:
            raise _refusal(error) from error
        except SheetError as error:
            raise import_files.refusal(error, f"{name}{SUFFIX}") from error

    added = printing.write_whole(out, draw)
    watching.note(desk, lambda unit: _record(unit, desk.actor, name, job, chosen))
    return Filled(sum(one.rows for one in job.leaving), len(job.cells), added, job.blank)


def _prepared(unit: UnitOfWork, actor: Actor, name: str, options: FillOptions) -> _Job:
    template = find(unit, name=name)
    data = content(unit, name=name)
    found = outline(data, template.file_name)
    refuse_changed(template, found)
    lists, gone = [], []
    for part in template.match.lists:
        ask = _ask(unit, part, options)
        purpose = leaving.allow_export(
            unit, actor=actor, ask=ask, profile=options.profile, purpose=options.purpose, second=options.second
        )
        lists.append(fill_in_rows.of_list(unit, part, ask, options.profile))
        gone.append(_Leaving(part.ledger, len(lists[-1].rows), purpose))
    cells, blank = _cells(unit, actor, template, found, options)
    return _Job(data, tuple(lists), tuple(cells), tuple(gone), tuple(blank))


def _record(unit: UnitOfWork, actor: Actor, name: str, job: _Job, options: FillOptions) -> Changes:
    shown_for = f"{printing.PROFILES[options.profile]}，套表「{name}」"
    for one in job.leaving:
        watching.record_export(
            unit, actor=actor, ledger=one.ledger, rows=one.rows, profile=shown_for,
            purpose=one.purpose, second=options.second,
        )  # fmt: skip
    words = f"填套表「{name}」，{len(job.cells)} 个单元格"
    if job.cells:
        unit.audit(operator=actor.name, action=ChangeKind.EXPORTED.value, description=words, reason=options.purpose)
    return Changes(words, ChangeKind.EXPORTED)


# ---- lists -----------------------------------------------------------------------------------------------------------


def _ask(unit: UnitOfWork, part: ListPart, options: FillOptions) -> Ask:
    """The records of a list: those the conditions leave, up to the day, of the campaign and the period."""
    ledger = registry.find(part.ledger)
    filters = [listing.condition(unit, ledger=ledger, text=text) for text in part.conditions]
    day = options.as_of or unit.clock.today()
    if ledger.main_date:
        filters.append(Filter(ledger.main_date, Op.UNTIL, _value_of_day(ledger, day)))
        if part.period:
            filters.append(Filter(ledger.main_date, Op.SINCE, _value_of_day(ledger, first_day(part.period, day))))
    if options.campaign and ledger.find("campaign") is not None:
        filters.append(listing.condition(unit, ledger=ledger, text=f"campaign={options.campaign}"))
    return Ask(ledger.name, filters=tuple(filters), sort=(("number", False),))


def _value_of_day(ledger: Ledger, day: date) -> Any:  # noqa: ANN401 - a Value of the column's kind
    return reading.read_value(ledger.column(ledger.main_date), day.isoformat(), today=day)


def first_day(period: str, day: date) -> date:
    """The first day of the month, quarter or year of a day."""
    month = {"本月": day.month, "本季": (day.month - 1) // 3 * 3 + 1}.get(period, 1)
    return date(day.year, month, 1)


# ---- single cells ----------------------------------------------------------------------------------------------------


def _cells(
    unit: UnitOfWork, actor: Actor, template: Template, found: Outline, options: FillOptions
) -> tuple[list[CellFill], list[str]]:
    day = options.as_of or unit.clock.today()
    wanted = [cell for cell in template.match.cells if cell.what not in FACTS]
    told = figures.all_figures(unit, as_of=day, campaign=options.campaign) if wanted else ()
    by_code = {one.code: one for one in told}
    facts = {OFFICE: office.name(unit), DAY: day_in_words(day), FILLER: actor.name}
    filled, blank = [], []
    for cell in template.match.cells:
        row, column = place_of(cell.ref)
        if cell.what in FACTS:
            words = cell.words if cell.what in fill_in_match.TYPED else facts[cell.what]
            value = _fact(cell, found, words, day, facts)
            filled.append(CellFill(cell.sheet, row, column, value))
            continue
        figure = by_code.get(cell.what) or by_code.get(_first_part(unit, cell.what))
        if figure is None:
            sentence = (
                f"套表「{template.name}」的 {cell.ref} 对应的指标「{mark(cell.what)}」没有了，没有填写。请重新对应。"
            )
            raise Refused(sentence, field="match")
        if figure.value is None:
            blank.append(f"{cell.ref} {figure.name}")
        filled.append(CellFill(cell.sheet, row, column, figure_cell(figure, cell.unit), figure.counter == "%"))
    return filled, blank


def _first_part(unit: UnitOfWork, code: str) -> str:
    """The code of an indicator's first part, of which a bare code speaks; empty for one that is not there."""
    try:
        return own_indicators.catalogue(unit).find(code)[0].code
    except Refused:
        return ""


def _fact(cell: CellPart, found: Outline, words: str, day: date, facts: Mapping[str, str]) -> Cell:
    """A fact as its cell takes it: behind its label where the cell has one, a day alone as a real day."""
    sheet = found.sheet(cell.sheet)
    row, column = place_of(cell.ref)
    own = fill_in_match.text_at(sheet, row, column) if sheet is not None else ""
    asked = [fact for fact, _match in fill_in_match.fields_of(own)]
    if cell.what in asked:
        known = {fact: text for fact, text in facts.items() if fact in asked} | {cell.what: words}
        return fill_in_match.written_in(own, known)
    return day if cell.what == DAY else words


def day_in_words(day: date) -> str:
    """A day as forms write it: 2014年3月31日."""
    return f"{day.year}年{day.month}月{day.day}日"


def figure_cell(figure: Figure, unit: str = "") -> Cell:
    """A figure as a cell: counts, sums and rates as numbers, what is only known to be at least so much in words."""
    match figure.value:
        case None:
            return None
        case Money():
            return float(Decimal(figure.value.fen) / 100 / fill_in_rows.UNITS.get(unit, 1))
        case FuzzyCount(is_floor=False):
            return figure.value.value
        case int():
            return figure.value
        case Decimal():
            return int(figure.value) if figure.value == int(figure.value) else float(figure.value)
    return figure.text


# ---- JSON of the command line ----------------------------------------------------------------------------------------


def as_json(unit: UnitOfWork) -> list[dict[str, Any]]:
    """The tables as the command line lists them."""
    return [
        {
            "name": one.name,
            "file": one.file_name,
            "lists": [_list_json(part) for part in one.match.lists],
            "cells": [_cell_json(unit, cell) for cell in one.match.cells],
        }
        for one in every(unit)
    ]


def _cell_json(unit: UnitOfWork, cell: CellPart) -> dict[str, Any]:
    what = fill_in_choices.what_label(cell.what, own_indicators.catalogue(unit))
    return {"sheet": cell.sheet, "cell": cell.ref, "what": what}


def _list_json(part: ListPart) -> dict[str, Any]:
    ledger = registry.find(part.ledger)
    return {
        "sheet": part.sheet,
        "ledger": ledger.label,
        "rows": [part.first, part.last],
        "columns": dict(_columns_json(part, ledger)),
        "where": list(part.conditions),
        "period": part.period or None,
    }


def _columns_json(part: ListPart, ledger: Ledger) -> Iterator[tuple[str, str]]:
    labels = dict(fill_in_choices.column_choices(ledger.name))
    for target in part.targets:
        yield part.labels[target.column], labels.get(target.key, target.key)


def day_of(unit: UnitOfWork, text: str) -> date | None:
    """The day a command names, None for none."""
    return dates.read_date(text, today=unit.clock.today()) if text.strip() else None


__all__ = ["FillOptions", "Filled", "Template", "content", "every", "fill", "find", "keep", "remove", "replace_file"]
