"""年度结转: a year is closed, what was open at its end goes on in the next under its number; opened again at need."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.ledgers import registry
from app.rules import reading, years
from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import checking, closed_years, records
from app.services.changes import ChangeKind, Changes
from app.services.checking import day, text
from app.services.permitted import needs
from db.declare import CARRIED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from app.rules.years import Closed
    from app.services.changes import Actor
    from db.ask import Record
    from db.declare import Ledger
    from db.unit import UnitOfWork

    Progress = Callable[[int, int], bool]
    """Hears how many of how many records are done; False stops."""

TOLD_EVERY = 500
HANDLERS = (
    "responsible_person", "first_receiver", "agent", "promiser", "verified_by", "recipient", "responsible_org",
    "debtor_org", "organisation", "recipient_org",
)  # fmt: skip
"""The columns that say who has a matter in hand, the nearest first."""


@dataclass(frozen=True, slots=True)
class YearLine:
    """One year of the file: how many records are numbered in it, how many of its ledger came from before, how many are
    open, and that it is closed (None: it is not).
    """

    year: int
    records: int
    came_in: int
    open: int
    closed: Closed | None


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A record that is not finished: where, which, what about, by when and who has it; `carried` where it came from an
    earlier year.
    """

    ledger: str
    record_id: int
    ledger_label: str
    number: str
    matter: str
    state: str
    due_on: date | None
    responsible: str
    is_carried: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What closing a year would do: into which year what goes, as the operator sees it."""

    year: int
    into: int
    items: tuple[OpenItem, ...]


# ---- what is there ---------------------------------------------------------------------------------------------------


def listed(unit: UnitOfWork) -> tuple[YearLine, ...]:
    """The years that records are numbered in, the newest first; records the operator may not see are in no count."""
    known = closed_years.closed(unit)
    found: dict[int, list[int]] = {year: [0, 0, 0] for year in known}
    for ledger in registry.LEDGERS + registry.BASE:
        if ledger.base:
            continue
        table = unit.schema.table(ledger.name)
        seen = (table.c.voided_at.is_(None), *unit.reading.sight.of(ledger, table))
        for year, count in _counts(unit, table.c.year, seen):
            found.setdefault(year, [0, 0, 0])[0] += count
        if ledger.carries:
            by = (table.c.year, table.c[CARRIED])
            for is_open, part in (
                (True, unit.reading.unfinished(ledger, table)),
                (False, table.c[CARRIED].is_not(None)),
            ):
                query = sa.select(*by, sa.func.count()).where(*seen, part).group_by(*by)
                for year, carried, count in unit.connection.execute(query):
                    into = max(int(year), int(carried or 0))
                    if is_open:
                        found.setdefault(into, [0, 0, 0])[2] += count
                    else:
                        for through in range(int(year) + 1, into + 1):
                            found.setdefault(through, [0, 0, 0])[1] += count
    return tuple(
        YearLine(year, held, came_in, is_open, known.get(year))
        for year, (held, came_in, is_open) in sorted(found.items(), reverse=True)
    )


def _counts(
    unit: UnitOfWork, by: sa.ColumnElement[int], where: tuple[sa.ColumnElement[bool], ...]
) -> Iterator[tuple[int, int]]:
    for year, count in unit.connection.execute(sa.select(by, sa.func.count()).where(*where).group_by(by)):
        yield int(year), int(count)


def _open_at_end(unit: UnitOfWork, ledger: Ledger, table: sa.FromClause, year: int) -> sa.ColumnElement[bool]:
    """What was not finished when a year ended: what is open, or was finished since."""
    is_open, closing = unit.reading.unfinished(ledger, table), years.closing_day(ledger)
    return sa.or_(is_open, table.c[closing] > date(year, 12, 31)) if closing else is_open


def open_items(unit: UnitOfWork) -> tuple[OpenItem, ...]:
    """Everything that is not finished, ledger by ledger in the order of the numbers, as the operator sees it."""
    return tuple(
        _item(ledger, record)
        for ledger in _carrying()
        for record in _records(unit, ledger, unit.reading.unfinished(ledger, unit.schema.table(ledger.name)))
    )


def _carrying() -> Iterator[Ledger]:
    return (ledger for ledger in registry.LEDGERS + registry.BASE if ledger.carries)


def _records(unit: UnitOfWork, ledger: Ledger, where: sa.ColumnElement[bool]) -> Iterator[Record]:
    ids = _ids(unit, ledger, where)
    found = unit.reading.records(ledger, ids)
    return (found[one] for one in ids)


def _ids(unit: UnitOfWork, ledger: Ledger, where: sa.ColumnElement[bool]) -> list[int]:
    table = unit.schema.table(ledger.name)
    seen = (table.c.voided_at.is_(None), *unit.reading.sight.of(ledger, table))
    query = sa.select(table.c.id).where(where, *seen).order_by(table.c.year, table.c.serial)
    return list(unit.connection.execute(query).scalars())


def _item(ledger: Ledger, record: Record) -> OpenItem:
    column = ledger.flow.column if ledger.flow else "status" if ledger.find("status") else ""
    state = text(record.values, column) if column else ""
    return OpenItem(
        ledger.name,
        record.id,
        ledger.label,
        record.number,
        checking.matter(record),
        ledger.flow.label(state) if ledger.flow else state,
        day(record.values, ledger.deadline.due) if ledger.deadline else None,
        next((name for key in HANDLERS if (name := text(record.values, key))), ""),
        record.values.get(CARRIED) is not None,
    )


# ---- closing ---------------------------------------------------------------------------------------------------------


def plan(unit: UnitOfWork, *, year: int) -> Plan:
    """What closing a year would carry, as the operator sees it; raises Refused for a year that cannot be closed."""
    _refuse_unclosable(unit, year)
    items = tuple(
        _item(ledger, record)
        for ledger in _carrying()
        for record in _records(unit, ledger, _to_carry(unit, ledger, year))
    )
    return Plan(year, _next_open(unit, year), items)


def _to_carry(unit: UnitOfWork, ledger: Ledger, year: int) -> sa.ColumnElement[bool]:
    """The records that were open at a year's end and are of that year, or of one before, and not carried beyond it."""
    table = unit.schema.table(ledger.name)
    return sa.and_(
        table.c.year <= year,
        sa.or_(table.c[CARRIED].is_(None), table.c[CARRIED] <= Decimal(year)),
        _open_at_end(unit, ledger, table, year),
    )


def _finished_after_all(unit: UnitOfWork, ledger: Ledger, year: int, into: int) -> sa.ColumnElement[bool]:
    """Records carried when the year was closed before, and finished in it since it was opened again."""
    table = unit.schema.table(ledger.name)
    return sa.and_(table.c.year <= year, table.c[CARRIED] == Decimal(into), ~_open_at_end(unit, ledger, table, year))


def _next_open(unit: UnitOfWork, year: int) -> int:
    into = year + 1
    while into in closed_years.closed(unit):
        into += 1
    return into


def _refuse_unclosable(unit: UnitOfWork, year: int) -> None:
    today, known = unit.clock.today(), closed_years.closed(unit).get(year)
    if known is not None:
        sentence = f"{known.words}，不用再结转。"
    elif year >= today.year:
        sentence = f"{year}年还没有过完，没有结转。年度结转在第二年1月1日以后办，可以先打印交接清单核对。"
    elif not _has_records(unit, year):
        sentence = f"{year}年没有登记过记录，不用结转。请核对年份。"
    else:
        return
    raise Refused(sentence, field="year")


def _has_records(unit: UnitOfWork, year: int) -> bool:
    with unit.seeing(restricted=True):
        return any(line.year == year and line.records + line.came_in for line in listed(unit))


@needs(Right.YEAR)
def close(unit: UnitOfWork, *, actor: Actor, year: int, progress: Progress | None = None) -> Changes:
    """Close a year: what was open at its end is carried into the next with its number, and the rest of the year can
    only be read from then on. All of it or nothing; raises Refused for a year that is not over, or closed already.

    `progress` hears how many of how many records are written, and stops the work by returning False (Refused).
    """
    _refuse_unclosable(unit, year)
    into = _next_open(unit, year)
    with unit.seeing(restricted=False):  # of the restricted class not even a number is told
        told = sum(len(_ids(unit, ledger, _to_carry(unit, ledger, year))) for ledger in _carrying())
    with unit.seeing(restricted=True):
        back = [(one, _ids(unit, one, _finished_after_all(unit, one, year, into))) for one in _carrying()]
        on = [(one, _ids(unit, one, _to_carry(unit, one, year))) for one in _carrying()]
        marking = _Marking(unit, actor, year, progress, sum(len(ids) for _ledger, ids in (*back, *on)))
        for ledger, ids in back:
            marking.mark(ledger, ids, None)
        for ledger, ids in on:
            marking.mark(ledger, ids, into)
    closed = years.Closed(year, unit.clock.today(), actor.name, told)
    closed_years.keep(unit, (*closed_years.closed(unit).values(), closed))
    words = f"{year}年度结转，{told}件未办结的转入{into}年"
    unit.audit(
        operator=actor.name, action=ChangeKind.YEAR.value, description=words, new={"closed": year, "carried": told}
    )
    return Changes(words, ChangeKind.YEAR)


@dataclass
class _Marking:
    """The records of a year on their way into the next."""

    unit: UnitOfWork
    actor: Actor
    year: int
    progress: Progress | None
    total: int
    done: int = 0

    def mark(self, ledger: Ledger, ids: list[int], into: int | None) -> None:
        """Write the year records are carried into, or with None take it back."""
        verb = "不再结转" if into is None else f"结转到{into}年"
        for start in range(0, len(ids), TOLD_EVERY):
            self._tell()
            some = ids[start : start + TOLD_EVERY]
            found, rows = self.unit.reading.records(ledger, some), self.unit.reading.children(ledger, some)
            # With their children: the history keeps a record whole, before and after.
            old = [replace(found[one], children=rows[one]) if one in rows else found[one] for one in some]
            values = {CARRIED: None if into is None else Decimal(into)}
            held = [(record, records.Held(dict(values), {}, record.missing_count)) for record in old]
            records.edit_many(
                self.unit, actor=self.actor, ledger=ledger, held=held, reason=f"{self.year}年度结转",
                kind=ChangeKind.CARRIED, verb=verb,
            )  # fmt: skip
            self.done += len(some)

    def _tell(self) -> None:
        if self.progress is not None and not self.progress(self.done, self.total):
            sentence = f"已按您的要求停止，{self.year}年没有结转，没有改动任何记录。"
            raise Refused(sentence, field="stopped")


@needs(Right.YEAR)
def reopen(unit: UnitOfWork, *, actor: Actor, year: int, reason: str) -> Changes:
    """Open a closed year again, with the reason; what was carried stays in the year it came to, until the year is
    closed once more. Raises Refused without a reason, or for a year that is not closed.
    """
    known, why = dict(closed_years.closed(unit)), reading.clean_text(reason, is_long=True)
    if year not in known:
        sentence = f"{year}年没有结转过，记录都可以改，不用重新打开。"
        raise Refused(sentence, field="year")
    if not why:
        sentence = f"重新打开{year}年要写明原因，例如“漏登两件”；没有改动。"
        raise Refused(sentence, field="reason")
    gone = known.pop(year)
    closed_years.keep(unit, known.values())
    words = f"重新打开{year}年"
    unit.audit(
        operator=actor.name, action=ChangeKind.YEAR.value, description=words, reason=why,
        old={"closed": year, "on": gone.on.isoformat(), "by": gone.by},
    )  # fmt: skip
    return Changes(words, ChangeKind.YEAR)
