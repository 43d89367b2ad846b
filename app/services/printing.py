"""A ledger as paper: the document tree made from the declaration and the rows of a list."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.paper.ledger import draw_ledger
from app.paper.tree import Align, LedgerPaper, Printed, RowKind, TableColumn, TableRow
from app.rules import masking, wording
from app.rules.refusal import Exit, Refused
from app.services import office, presenting
from app.services.changes import ChangeKind, Changes
from db.declare import Kind, Mask
from db.values import FuzzyDate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from app.services.changes import Actor
    from app.services.desk import Desk
    from db.ask import Ask, Record
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork

ROW_NUMBER_WIDTH = 10
NUMBER_WIDTH = 24
PAGE = 500
PROFILES: dict[str, str] = {"internal": "内部", "public": "公示", "report": "上报"}
_CENTERED = (Kind.DATE, Kind.FUZZY_DATE, Kind.TIME, Kind.CHOICE, Kind.COUNT, Kind.NUMBER, Kind.FLAG, Kind.MONEY)


def profile_of(name: str) -> str:
    """The machine name of a print profile, given it or its label; raises Refused for an unknown one."""
    for key, label in PROFILES.items():
        if name in (key, label):
            return key
    sentence = f"没有「{name}」这种打印版本。可用的有：{'、'.join(PROFILES.values())}。"
    raise Refused(sentence, field="profile", exit_code=Exit.USAGE)


def ledger_paper(
    unit: UnitOfWork,
    *,
    ask: Ask,
    profile: str = "internal",
    columns: tuple[str, ...] | None = None,
    blank_rows: int = 0,
) -> LedgerPaper:
    """The ledger as filtered, ready to be drawn; values that a profile masks are masked here."""
    ledger = registry.find(ask.ledger)
    ask = ask if ask.sort else replace(ask, sort=(("number", False),))
    chosen = _columns(ledger, profile, columns)
    rows = list(_rows(unit, ledger, ask, chosen, profile))
    return LedgerPaper(
        title=f"{office.name(unit)}{ledger.title or ledger.label}",
        office=office.name(unit),
        reported_on=FuzzyDate(unit.clock.today()).text(),
        columns=_table_columns(chosen),
        rows=rows,
        total=_total(unit, ledger, ask, chosen),
        signatures=ledger.signatures,
        unit_note=_unit_note(chosen),
        blank_rows=blank_rows,
        profile_note="" if profile == "internal" else f"{PROFILES[profile]}版",
    )


def _columns(ledger: Ledger, profile: str, keys: tuple[str, ...] | None) -> tuple[Column, ...]:
    chosen = ledger.printed() if keys is None else tuple(ledger.column(key) for key in keys)
    return tuple(column for column in chosen if profile != "public" or not masking.is_dropped(column))


def _table_columns(columns: tuple[Column, ...]) -> tuple[TableColumn, ...]:
    own = (TableColumn(c.label, c.width or 20, Align.CENTER if c.kind in _CENTERED else Align.LEFT) for c in columns)
    head = (TableColumn("序号", ROW_NUMBER_WIDTH, Align.CENTER), TableColumn("编号", NUMBER_WIDTH, Align.CENTER))
    return (*head, *own)


def _rows(unit: UnitOfWork, ledger: Ledger, ask: Ask, columns: tuple[Column, ...], profile: str) -> Iterator[TableRow]:
    for index, record in enumerate(_records(unit, ledger, ask), start=1):
        names = _names(ledger, record)
        cells = (presenting.record_cell(ledger, column, record) for column in columns)
        masked = (masking.masked(c, text, profile, names=names) for c, text in zip(columns, cells, strict=True))
        yield TableRow((str(index), record.number, *masked))


def _records(unit: UnitOfWork, ledger: Ledger, ask: Ask) -> Iterator[Record]:
    total = unit.reading.count(ask)
    with_children = any(child.printed_in for child in ledger.children)
    for offset in range(0, total, PAGE):
        found = unit.reading.rows(ask.page(offset, PAGE), total)
        children = unit.reading.children(ledger, [record.id for record in found]) if with_children else {}
        for record in found:
            yield replace(record, children=children.get(record.id, {}))


def _names(ledger: Ledger, record: Record) -> tuple[str, ...]:
    """The names a record knows its villagers by, so that they are masked in its free text as well."""
    named = (str(record.values.get(column.key) or "") for column in ledger.columns if column.mask is Mask.NAME)
    return tuple(name for name in named if name)


def _unit_note(columns: Iterable[Column]) -> str:
    return "单位：元" if any(column.kind is Kind.MONEY for column in columns) else ""


def _total(unit: UnitOfWork, ledger: Ledger, ask: Ask, columns: tuple[Column, ...]) -> TableRow | None:
    added = [column for column in columns if column.totalled and column.kind in (Kind.COUNT, Kind.MONEY, Kind.NUMBER)]
    if not added or unit.reading.count(ask) == 0:
        return None
    sums = unit.reading.sums(ask, tuple(column.key for column in added))
    texts = {column.key: wording.sum_text(column, sums[column.key]) for column in added}
    return TableRow(("合计", "", *(texts.get(column.key, "") for column in columns)), RowKind.TOTAL)


def print_ledger(desk: Desk, *, out: Path, ask: Ask, profile: str = "internal") -> Printed:
    """Print a ledger into a PDF file, whole or not at all, and write it in the history; raises Refused."""
    paper = desk.read(lambda unit: ledger_paper(unit, ask=ask, profile=profile))
    printed = write_pdf(paper, out)
    if not desk.read_only:
        desk.write(
            lambda unit: record_print(unit, actor=desk.actor, ledger=ask.ledger, pages=printed.pages, profile=profile)
        )
    return printed


def write_pdf(paper: LedgerPaper, out: Path) -> Printed:
    """Draw a ledger into a file, whole or not at all; raises Refused."""
    return write_whole(out, lambda stream: draw_ledger(paper, stream))


def write_whole(out: Path, draw: Callable[[BinaryIO], Printed]) -> Printed:
    """Draw into a file beside its place and rename it there, so that no half PDF bears the right name."""
    part = out.with_name(f".{out.name}.part")
    try:
        with part.open("wb") as stream:
            printed = draw(stream)
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        sentence = f"「{out.name}」写不进所选的文件夹，没有生成 PDF，台账没有改动。请换一个文件夹再试。"
        raise Refused(sentence, field="out") from error
    return printed


def record_print(unit: UnitOfWork, *, actor: Actor, ledger: str, pages: int, profile: str) -> Changes:
    """Write in the history that a ledger was printed."""
    declared = registry.find(ledger)
    words = f"打印 {declared.label}（{PROFILES[profile]}）{pages} 页"
    unit.audit(operator=actor.name, action=ChangeKind.PRINTED.value, description=words, ledger=declared.name)
    return Changes(words, ChangeKind.PRINTED, declared.name)
