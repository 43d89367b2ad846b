"""A ledger as paper: the document tree made from the declaration and the rows of a list."""

from __future__ import annotations

import errno
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count, islice
from typing import TYPE_CHECKING, TypeVar

from app.ledgers import registry
from app.paper.ledger import FRAME, draw_ledger
from app.paper.tree import Align, Binding, LedgerPaper, Printed, RowKind, TableColumn, TableRow
from app.paper.widths import with_room
from app.rules import masking, wording, years
from app.rules.backfill import marked
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.rules.width import quote
from app.services import anchors, faults, leaving, lookout, office, presenting
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs
from app.services.villages import Villages
from db import sqlite
from db.ask import Op
from db.declare import Kind
from db.queries import plus
from db.values import FuzzyDate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from app.services.changes import Actor
    from app.services.desk import Desk
    from db.ask import Ask, Record
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork
    from db.values import Value

Answer = TypeVar("Answer")
ROW_NUMBER_WIDTH = 10
NUMBER_WIDTH, NUMBER_LEAST = 24, 22
"""The second keeps 〔2014〕14号 on one line."""
PAGE = 500
NO_VILLAGE = "未填村"
PROFILES: dict[str, str] = {"internal": "内部", "public": "公示", "report": "上报"}
DATE_LEAST = 14
"""Keeps 2014.10.31 on one line, somewhat narrowed."""
_DAYS = (Kind.DATE, Kind.FUZZY_DATE)
_CENTERED = (*_DAYS, Kind.TIME, Kind.CHOICE, Kind.COUNT, Kind.NUMBER, Kind.FLAG)
DIGIT, MARK, SIDES = 1.8, 0.9, 2.2
"""What a digit and a mark of an amount take at the most, and the room at both its sides, in millimetres."""


def profile_of(name: str) -> str:
    """The machine name of a print profile, given it or its label; raises Refused for an unknown one."""
    for key, label in PROFILES.items():
        if name in (key, label):
            return key
    sentence = f"没有「{name}」这种打印版本。可用的有：{'、'.join(PROFILES.values())}。"
    raise Refused(sentence, field="profile", exit_code=Exit.USAGE)


@dataclass(frozen=True, slots=True)
class PrintOptions:
    """How a ledger is printed: for whom, which columns, blank rows at its end, 小计 per village, where it is bound.

    `copy_no` numbers the copy (0: not numbered). `looked` says that the clerk has looked at the names which public
    paper would still show.
    """

    profile: str = "internal"
    columns: tuple[str, ...] | None = None
    blank_rows: int = 0
    subtotals: bool = False
    binding: Binding = Binding.LEFT
    watermark: str = ""
    copy_no: int = 0
    looked: bool = False
    purpose: str = ""
    """What the list is printed for, one of `leaving.PURPOSES`; the history keeps it."""


INTERNAL = PrintOptions()
"""The office's own paper, whole and unmarked."""


@needs(Right.PRINT)
def ledger_paper(
    unit: UnitOfWork,
    *,
    ask: Ask,
    options: PrintOptions = INTERNAL,
    actor: Actor | None = None,
    head: int | None = None,
) -> LedgerPaper:
    """The ledger as filtered, ready to be drawn; values that a profile masks are masked here.

    With `head` only so many rows are read, for a first look; their paper has no 合计 and no place to sign.

    `actor` stands at the foot with the time, where a copy is numbered or leaves the office. Raises Refused when
    public paper would show names of villagers that the records do not know as theirs, until they were looked at.
    """
    leaving.refuse_restricted(unit, ask=ask)
    with unit.seeing(restricted=False):
        return _ledger_paper(unit, ask, options, actor, head)


def _ledger_paper(
    unit: UnitOfWork, ask: Ask, options: PrintOptions, actor: Actor | None, head: int | None
) -> LedgerPaper:
    ledger, profile = registry.find(ask.ledger), options.profile
    ask = ask if ask.sort else replace(ask, sort=(("number", False),))
    chosen = _columns(ledger, profile, options.columns)
    year = next((int(str(one.value)) for one in ask.filters if one.op is Op.YEAR), None)
    lines = _Lines(unit, ledger, chosen, profile, year)
    told = lines.by_village(ask) if options.subtotals and ledger.by_place else lines.plain(ask)
    rows = list(islice(told, head))
    sums = None if head else _total(unit, ledger, ask, chosen, counted=options.subtotals and ledger.by_place)
    if profile == "public" and not options.looked:
        lookout.refuse_names(unit, texts=((row.cells[1], "".join(row.cells[2:])) for row in rows))
    return LedgerPaper(
        title=f"{office.name(unit)}{ledger.title or ledger.label}",
        office=office.name(unit),
        reported_on=FuzzyDate(unit.clock.today()).text(),
        columns=_table_columns(chosen, [*rows, sums] if sums else rows),
        rows=rows,
        total=sums,
        signatures=() if head else ledger.signatures,
        unit_note=_unit_note(chosen),
        notes=_formulas(chosen) if rows else (),
        period=f"{year}年度" if year else _years(unit, ask),
        blank_rows=options.blank_rows,
        profile_note=head_note(unit, profile),
        foot_note="" if profile == "public" else anchors.of(unit).text,
        marks=_marks(unit, options, actor),
        binding=options.binding,
        watermark=options.watermark.strip(),
        made_on=unit.clock.today(),
    )


def head_note(unit: UnitOfWork, profile: str = "internal") -> str:
    """The words at the head of paper: 练习 on a sample's, 公示版 on paper for others; none on the office's own."""
    notes = (office.paper_mark(unit), "" if profile == "internal" else f"{PROFILES[profile]}版")
    return "　".join(note for note in notes if note)


def _marks(unit: UnitOfWork, options: PrintOptions, actor: Actor | None) -> tuple[str, ...]:
    """At the right of the foot: which copy this is, and who printed it when, on paper that can be traced."""
    copy = (f"第{options.copy_no}份",) if options.copy_no else ()
    if actor is None or not (copy or options.profile == "report"):
        return copy
    return (*copy, f"打印：{actor.name} {unit.clock.now():%Y-%m-%d %H:%M}")


def _columns(ledger: Ledger, profile: str, keys: tuple[str, ...] | None) -> tuple[Column, ...]:
    chosen = ledger.printed() if keys is None else tuple(ledger.column(key) for key in keys)
    return tuple(column for column in chosen if profile != "public" or not masking.is_dropped(column))


def _table_columns(columns: tuple[Column, ...], rows: Sequence[TableRow]) -> tuple[TableColumn, ...]:
    """序号 and 编号, and each chosen column: of amounts wide enough for the longest, of dates for a date, of long texts
    broader where they make tall rows.
    """
    money = [place for place, one in enumerate(columns, 2) if one.kind is Kind.MONEY]
    least = {place: DATE_LEAST for place, one in enumerate(columns, 2) if one.kind in _DAYS} | dict.fromkeys(money, 0.0)
    for row in rows if money else ():
        for place in money:
            least[place] = max(least[place], _amount_width(row.cells[place]))
    own = (
        TableColumn(one.label, one.width or 20, _align(one), least.get(at, 0.0)) for at, one in enumerate(columns, 2)
    )
    number = TableColumn("编号", NUMBER_WIDTH, Align.CENTER, NUMBER_LEAST)
    return with_room((TableColumn("序号", ROW_NUMBER_WIDTH, Align.CENTER), number, *own), rows, FRAME)


def _align(column: Column) -> Align:
    if column.kind is Kind.MONEY:
        return Align.RIGHT
    return Align.CENTER if column.kind in _CENTERED else Align.LEFT


def _amount_width(text: str) -> float:
    digits = sum(char.isdigit() for char in text)
    return DIGIT * digits + MARK * (len(text) - digits) + SIDES if text else 0.0


def _years(unit: UnitOfWork, ask: Ask) -> str:
    """Which years stand in a list that was not narrowed to one: 2014年度, 2013年度至2014年度."""
    match unit.reading.years(ask):
        case None:
            return ""
        case first, last if first == last:
            return f"{first}年度"
        case first, last:
            return f"{first}年度至{last}年度"


def _formulas(columns: Iterable[Column]) -> tuple[str, ...]:
    """How the printed rates are worked out, as the note under the table says it."""
    said = [f"{column.label}＝{column.help}" for column in columns if column.counter == "%" and "÷" in column.help]
    return (f"注：{'，'.join(said)}。",) if said else ()


class _Lines:
    """The rows of a ledger on paper, numbered from one through all groups; in the ledger of a year what came into it
    from before is marked so.
    """

    def __init__(
        self, unit: UnitOfWork, ledger: Ledger, columns: tuple[Column, ...], profile: str, year: int | None = None
    ) -> None:
        self._unit, self._ledger, self._columns, self._profile = unit, ledger, columns, profile
        self._year = year
        self._numbers = count(1)

    def plain(self, ask: Ask) -> Iterator[TableRow]:
        """All rows of the list in its order."""
        total = self._unit.reading.count(ask)
        for offset in range(0, total, PAGE):
            yield from map(self._row, self._with_children(self._unit.reading.rows(ask.page(offset, PAGE), total)))

    def by_village(self, ask: Ask) -> Iterator[TableRow]:
        """The rows village by village in the order of the register, each village with its 小计 and its bookmark."""
        for village, ids in ids_by_village(self._unit, ask).items():
            sums, mark = _Sums(self._columns), village
            for start in range(0, len(ids), PAGE):
                batch = ids[start : start + PAGE]
                found = self._unit.reading.records(self._ledger, batch)
                for record in self._with_children([found[one] for one in batch]):
                    sums.add(record)
                    yield replace(self._row(record), bookmark=mark)
                    mark = ""
            yield TableRow(("小计", f"{village} {len(ids)}条", *sums.texts()), RowKind.SUBTOTAL)

    def _row(self, record: Record) -> TableRow:
        names = presenting.names_in(self._ledger, record)
        cells = ((column, presenting.record_cell(self._ledger, column, record)) for column in self._columns)
        masked = (
            wording.cell_on_paper(column, masking.masked(column, text, self._profile, names=names))
            for column, text in cells
        )
        carried = years.carried_words(record.year, record.values, of_year=self._year)
        number = marked(record.number, record.values) + (f"（{carried}）" if carried else "")
        return TableRow((str(next(self._numbers)), number, *masked))

    def _with_children(self, found: Sequence[Record]) -> Iterator[Record]:
        if not any(child.printed_in for child in self._ledger.children):
            return iter(found)
        children = self._unit.reading.children(self._ledger, [record.id for record in found])
        return (replace(record, children=children.get(record.id, {})) for record in found)


def ids_by_village(unit: UnitOfWork, ask: Ask) -> dict[str, list[int]]:
    """The ids of a list by village, in the order of the register; those of no village last."""
    villages = Villages(unit)
    groups: dict[str, list[int]] = {spot.village: [] for spot in villages.all() if spot.village and not spot.group}
    beyond: list[int] = []
    for record_id, place in unit.reading.places(ask):
        village = villages.of(place).village
        (groups.setdefault(village, []) if village else beyond).append(record_id)
    return {village: ids for village, ids in (groups | {NO_VILLAGE: beyond}).items() if ids}


class _Sums:
    """The 小计 of a group, column by column."""

    def __init__(self, columns: tuple[Column, ...]) -> None:
        self._columns = columns
        self._sums: dict[str, dict[str, Value]] = {column.key: {} for column in columns if _adds_up(column)}

    def add(self, record: Record) -> None:
        for column in self._columns:
            sums, value = self._sums.get(column.key), record.values.get(column.key)
            if sums is not None and value is not None:
                counter = str(record.values.get(column.counter_in) or column.counter)
                sums[counter] = plus(sums.get(counter), value)

    def texts(self) -> Iterator[str]:
        return (_sums_on_paper(column, self._sums.get(column.key, {})) for column in self._columns)


def _adds_up(column: Column) -> bool:
    return column.totalled and column.kind in (Kind.COUNT, Kind.MONEY, Kind.NUMBER)


def _sums_on_paper(column: Column, totals: Mapping[str, Value]) -> str:
    """What a column adds up to, by 量词: one alone as the cells above it are, several each with its own."""
    if len(totals) > 1:
        return wording.sums_text(column, totals)
    return "".join(wording.cell_on_paper(column, wording.sum_text(column, total)) for total in totals.values())


def _unit_note(columns: Iterable[Column]) -> str:
    return "单位：元" if any(column.kind is Kind.MONEY for column in columns) else ""


def _total(
    unit: UnitOfWork, ledger: Ledger, ask: Ask, columns: tuple[Column, ...], *, counted: bool
) -> TableRow | None:
    """The 合计: of what adds up, and with `counted` of the rows that the 小计 counted too."""
    added = [column for column in columns if _adds_up(column)]
    total = unit.reading.count(ask) if added or counted else 0
    if total == 0:
        return None
    sums = unit.reading.sums(ask, tuple(column.key for column in added if not column.counter_in))
    texts = {
        column.key: _sums_on_paper(
            column,
            unit.reading.sums_by_counter(ask, column.key) if column.counter_in else {column.counter: sums[column.key]},
        )
        for column in added
    }
    label = f"共{total}条" if counted else ""
    return TableRow(("合计", label, *(texts.get(column.key, "") for column in columns)), RowKind.TOTAL)


@needs(Right.PRINT)
def print_ledger(desk: Desk, *, out: Path, ask: Ask, options: PrintOptions = INTERNAL) -> Printed:
    """Print a ledger into a PDF file, whole or not at all, and write it in the history; raises Refused."""

    def read(unit: UnitOfWork) -> tuple[str, LedgerPaper]:
        given = leaving.allow(unit, actor=desk.actor, ask=ask, profile=options.profile, purpose=options.purpose)
        return given, ledger_paper(unit, ask=ask, options=options, actor=desk.actor)

    purpose, paper = desk.read(read)
    printed = write_pdf(paper, out)
    if not desk.read_only:
        desk.write(
            lambda unit: record_print(
                unit, actor=desk.actor, ledger=ask.ledger, pages=printed.pages, profile=options.profile, purpose=purpose
            )
        )
    return printed


def write_pdf(paper: LedgerPaper, out: Path) -> Printed:
    """Draw a ledger into a file, whole or not at all; raises Refused."""
    return write_whole(out, lambda stream: draw_ledger(paper, stream))


def write_bytes(out: Path, pdf: bytes) -> None:
    """Write a PDF that is drawn already, whole or not at all; raises Refused."""
    write_whole(out, lambda stream: stream.write(pdf))


def free_name(folder: Path, name: str, suffix: str) -> Path:
    """A place in a folder that no file has yet: 整改台账.pdf, 整改台账(2).pdf."""
    clean = re.sub(r'[\\/:*?"<>|\s]+', " ", name).strip() or "打印"
    tried = (folder / f"{clean}{f'({n})' if n > 1 else ''}{suffix}" for n in count(1))
    return next(path for path in tried if not path.exists())


def write_whole(out: Path, draw: Callable[[BinaryIO], Answer]) -> Answer:
    """Draw into a file beside its place and rename it there, so that no half PDF bears the right name."""
    if not out.name:
        sentence = "没有写文件名，没有生成文件，台账没有改动。请写上文件名再试。"
        raise Refused(sentence, field="out")
    faults.spare_ledgers(out)
    part = out.with_name(f".{out.name}.part")
    try:
        if "\0" in out.name:
            raise OSError(errno.EINVAL, out.name)
        with part.open("wb") as stream:
            answer = draw(stream)
        sqlite.sync_file(part)
        part.replace(out)
        sqlite.sync_folder(out.parent)
    except (OSError, UnicodeEncodeError) as error:
        kind = " PDF" if out.suffix.lower() == ".pdf" else "文件"
        sentence = f"{quote(out.name)}写不进所选的文件夹，没有生成{kind}，台账没有改动。请换一个文件夹或文件名再试。"
        if getattr(error, "errno", None) in faults.NO_ROOM:
            sentence = f"磁盘空间不够，{quote(out.name)}没有生成，台账没有改动。请清理磁盘，或换一个盘再试。"
        raise Refused(sentence, field="out") from error
    finally:
        with suppress(OSError, ValueError):
            part.unlink(missing_ok=True)
    return answer


@needs(Right.PRINT)
def record_print(
    unit: UnitOfWork, *, actor: Actor, ledger: str, pages: int, profile: str, purpose: str = ""
) -> Changes:
    """Write in the history that a ledger was printed, and what for."""
    declared = registry.find(ledger)
    words = f"打印 {declared.label}（{PROFILES[profile]}）{pages} 页"
    unit.audit(
        operator=actor.name, action=ChangeKind.PRINTED.value, description=words, ledger=declared.name, reason=purpose
    )
    return Changes(words, ChangeKind.PRINTED, declared.name)
