"""两年对比: all figures as of the last day of two years side by side, by the same definitions, with the difference."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.figures.catalogue import mark
from app.paper.tree import Align, LedgerPaper, TableColumn, TableRow
from app.rules import wording
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services import closed_years, figures, looking, office, printing, year_end
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs
from db.values import FuzzyCount, FuzzyDate, Money, plain, round_half_up

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.figures.model import Lens
    from app.paper.tree import Printed
    from app.services.changes import Actor
    from app.services.desk import Desk
    from app.services.figures import Figure
    from db.unit import UnitOfWork
    from db.values import Value

COLUMNS = (
    TableColumn("序号", 10, Align.CENTER),
    TableColumn("代码", 24),
    TableColumn("指标", 52),
)
SIGNATURES = ("填报人", "审核人", "分管领导", "联系电话")
POINT = "个百分点"
SAME, NO_DIFFERENCE = "持平", "—"


@dataclass(frozen=True, slots=True)
class Line:
    """One figure of both years: its code opens the rows of either through that year's lens; None where it was none."""

    code: str
    name: str
    ledger: str
    before: Figure | None
    after: Figure | None
    difference: str
    is_group: bool = False
    """Whether it is a group (一类) of the figure before it."""

    @property
    def mark(self) -> str:
        """The code as the office reads it."""
        return mark(self.code)


@dataclass(frozen=True, slots=True)
class Compared:
    """Two years: the lens of each, and all figures side by side; what is said of the two years themselves."""

    before: Lens
    after: Lens
    years: tuple[int, int]
    lines: tuple[Line, ...]
    notes: tuple[str, ...]

    def heads(self, *, alone: bool) -> tuple[str, ...]:
        """What stands above the figures of either year: to its end, or to the day it has come to."""
        return tuple(
            _head(year, lens.as_of, alone=alone)
            for year, lens in zip(self.years, (self.before, self.after), strict=True)
        )


def _head(year: int, as_of: date | None, *, alone: bool) -> str:
    if as_of is None or as_of == date(year, 12, 31):
        return f"{year}年" if alone else f"截至{year}年底"
    day = FuzzyDate(as_of).text()
    return f"{year}年（截至{day}）" if alone else f"截至{day}"


def lens_of(
    year: int, *, whole_lens: Lens = looking.WHOLE, alone: bool = False, today: date = date.max
) -> Lens:  # fmt: skip
    """How a year is looked at: to its last day, one that is not over to today (a deadline to come is not overdue); with
    `alone` from its first day on.
    """
    since = date(year, 1, 1) if alone else whole_lens.since
    return replace(whole_lens, as_of=min(date(year, 12, 31), today), since=since)


def compare(unit: UnitOfWork, *, before: int, after: int, lens: Lens = looking.WHOLE, alone: bool = False) -> Compared:
    """All figures of two years; with `alone` only what happened in each. Raises Refused (usage) for the same year."""
    if before == after:
        sentence = f"要对比的两年都是{before}年，没有对比。请选不同的两年。"
        raise Refused(sentence, field="year", exit_code=Exit.USAGE)
    first, second = sorted((before, after))
    today = unit.clock.today()
    lenses = [lens_of(year, whole_lens=lens, alone=alone, today=today) for year in (first, second)]
    then, now = ({one.code: one for one in figures.all_figures(unit, lens=one_lens)} for one_lens in lenses)
    codes = _in_order(list(then), list(now))
    lines = tuple(_grouped([_line(code, then.get(code), now.get(code)) for code in codes]))
    return Compared(lenses[0], lenses[1], (first, second), lines, tuple(_notes(unit, first, second, alone=alone)))


def _in_order(then: list[str], now: list[str]) -> list[str]:
    """The codes of both in the order of the catalogue: what only the first has stands after what came before it."""
    codes, places = list(now), {code: at for at, code in enumerate(then)}
    for code in then:
        if code not in codes:
            earlier = [one for one in then[: places[code]] if one in codes]
            codes.insert(codes.index(earlier[-1]) + 1 if earlier else 0, code)
    return codes


def _grouped(lines: list[Line]) -> Iterator[Line]:
    """The lines, those of groups known by the figure they follow."""
    whole: Line | None = None
    for one in lines:
        if whole and one.code.startswith(f"{whole.code}.") and one.name.startswith(f"{whole.name}·"):
            yield replace(one, is_group=True)
        else:
            whole = one
            yield one


def _line(code: str, then: Figure | None, now: Figure | None) -> Line:
    one = now or then
    if one is None:
        raise AssertionError(code)
    return Line(code, one.name, one.ledger, then, now, _difference(then, now, one.counter))


def _difference(then: Figure | None, now: Figure | None, counter: str) -> str:
    """增3件, 减2.5个百分点, 持平; a dash where either has no value, or one is only known to be at least so much."""
    if then is None or now is None:
        present = now or then
        if present is None or counter == "%" or not isinstance(present.value, (int, Decimal, FuzzyCount, Money)):
            return NO_DIFFERENCE
    before, after = (_plain(one.value) if one else Decimal(0) for one in (then, now))
    if before is None or after is None:
        return NO_DIFFERENCE
    change = after - before
    if not change:
        return SAME
    word, size = ("增" if change > 0 else "减"), abs(change)
    if counter == "%":
        return f"{word}{plain(round_half_up(size, 1))}{POINT}"
    is_money = isinstance((now or then).value, Money)  # type: ignore[union-attr]
    return f"{word}{wording.worded(Money(int(size)) if is_money else size, counter)}"


def _plain(value: Value) -> Decimal | None:
    """A value as a number; None for one that is none, or no exact one."""
    match value:
        case bool():
            return None
        case int() | Decimal():
            return Decimal(value)
        case FuzzyCount(value=number, is_floor=False):
            return Decimal(number)
        case Money(fen=fen):
            return Decimal(fen)
    return None


def _notes(unit: UnitOfWork, first: int, second: int, *, alone: bool) -> Iterator[str]:
    known, today = closed_years.closed(unit), unit.clock.today()
    for year in (first, second):
        if year in known:
            yield f"{known[year].words}"
        elif today <= date(year, 12, 31):
            yield f"{year}年还没有过完，是截至今天的数"
        else:
            yield f"{year}年还没有结转，数还可能变"
    lines = () if alone or known.keys().isdisjoint((first, second)) else year_end.listed(unit)
    years = sorted(one.year for one in lines if one.records and one.closed is None and one.year < second)
    if earlier := [str(year) for year in years if year != first]:  # what is counted to a year's end has them too
        yield f"以前的{'、'.join(earlier)}年还没有结转，累计的数还可能变"


# ---- paper -----------------------------------------------------------------------------------------------------------


@needs(Right.PRINT)
def paper(
    unit: UnitOfWork, *, actor: Actor, before: int, after: int, lens: Lens = looking.WHOLE, alone: bool = False,
    groups: bool = False,
) -> LedgerPaper:  # fmt: skip
    """Both years as a sheet to be handed in, with `groups` the groups of each figure too; of the restricted class
    nothing is in its figures.
    """
    with unit.seeing(restricted=False):
        found = compare(unit, before=before, after=after, lens=lens, alone=alone)
    first, second = found.years
    heads = found.heads(alone=alone)
    narrowed = looking.described(lens)
    return LedgerPaper(
        title=f"{office.name(unit)}{first}年与{second}年工作情况对比表",
        office=office.name(unit),
        reported_on=FuzzyDate(unit.clock.today()).text(),
        columns=(
            *COLUMNS,
            *(TableColumn(head, 36, Align.CENTER) for head in heads),
            TableColumn("增减", 34, Align.CENTER),
        ),
        rows=[TableRow(cells) for cells in _cells(found, groups=groups)],
        signatures=SIGNATURES,
        period="；".join(filter(None, ("只算当年发生的" if alone else "两年用同一口径", narrowed))),
        profile_note=printing.head_note(unit),
        foot_note="；".join(found.notes),
        made_on=unit.clock.today(),
    )


def _cells(found: Compared, *, groups: bool) -> Iterator[tuple[str, ...]]:
    for place, one in enumerate((line for line in found.lines if groups or not line.is_group), start=1):
        shown = (figure.shown if figure else NO_DIFFERENCE for figure in (one.before, one.after))
        yield str(place), one.mark, one.name, *shown, one.difference


@needs(Right.PRINT)
def print_out(desk: Desk, *, before: int, after: int, out: Path, alone: bool = False, groups: bool = False) -> Printed:
    """Print both years into a PDF, whole or not at all, and write it in the history; raises Refused."""
    made = desk.read(lambda unit: paper(unit, actor=desk.actor, before=before, after=after, alone=alone, groups=groups))
    printed = printing.write_pdf(made, out)
    if not desk.read_only:
        desk.write(lambda unit: record_print(unit, actor=desk.actor, years=(before, after), pages=printed.pages))
    return printed


@needs(Right.PRINT)
def record_print(unit: UnitOfWork, *, actor: Actor, years: tuple[int, int], pages: int) -> Changes:
    """Write in the history that two years were printed side by side."""
    first, second = sorted(years)
    words = f"打印 {first}年与{second}年对比表 {pages} 页"
    unit.audit(operator=actor.name, action=ChangeKind.PRINTED.value, description=words)
    return Changes(words, ChangeKind.PRINTED)


def as_json(unit: UnitOfWork, *, before: int, after: int, alone: bool = False) -> dict[str, Any]:
    """Both years as the command line prints them."""
    found = compare(unit, before=before, after=after, alone=alone)
    rows = [
        {
            "code": one.code, "name": one.name, "before": one.before.text if one.before else None,
            "after": one.after.text if one.after else None, "difference": one.difference,
        }
        for one in found.lines
    ]  # fmt: skip
    return {"years": list(found.years), "notes": list(found.notes), "rows": rows, "total": len(rows)}
