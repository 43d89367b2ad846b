"""Lists and single records as the window and the command line read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.ledgers import registry
from app.rules import reading
from app.rules.backfill import CLOSINGS
from app.rules.refusal import Exit, Refused
from app.rules.width import quote
from app.services import attachments, closed_years, links, registers
from db.ask import STATE_LABELS, Ask, Filter, Op, Page, Record, State
from db.declare import CARRIED, Kind
from db.values import Reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.rules.years import Closed
    from app.services.attachments import Attachment
    from app.services.links import Link
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork


YEAR_WORDS = ("年度", "year")
"""How a condition names the year of a ledger: 年度=2014."""


@dataclass(frozen=True, slots=True)
class Shown:
    """All that is known of one record: itself, its files and its links."""

    record: Record
    attachments: tuple[Attachment, ...]
    links: tuple[Link, ...]
    closed: Closed | None = None
    """The closed year it belongs to: then it can only be read."""


def page(unit: UnitOfWork, *, ask: Ask) -> Page:
    """One page of a list and its total."""
    return unit.reading.page(ask)


def count(unit: UnitOfWork, *, ask: Ask) -> int:
    """How many rows a list has: the one count behind tile, list, chart and report."""
    return unit.reading.count(ask)


def held(unit: UnitOfWork, *, ledgers: Iterable[Ledger]) -> dict[str, int]:
    """How many records each ledger has, by name: what `count` says of the whole list, for many in one look."""
    return unit.reading.held(ledgers)


def years(unit: UnitOfWork, *, ledger: Ledger) -> tuple[int, ...]:
    """The years in whose ledger records stand, the newest first; none for a register."""
    if ledger.base:
        return ()
    table = unit.schema.table(ledger.name)
    query = sa.select(table.c.year).where(table.c.voided_at.is_(None), *unit.reading.sight.of(ledger, table)).distinct()
    found = set(unit.connection.execute(query).scalars())
    latest = _last_year(unit, ledger, table) if found else 0
    return tuple(sorted(found | set(range(min(found, default=1), latest + 1)), reverse=True))


def _last_year(unit: UnitOfWork, ledger: Ledger, table: sa.Table) -> int:
    """The last year that something was carried into, or that something reaches into that lasts; 0 for none."""
    ends: list[sa.ColumnElement[Any]] = []
    if ledger.carries:
        ends.append(sa.func.max(table.c[CARRIED]))
    if ledger.lasts_until:
        today = unit.clock.today()
        end = sa.func.coalesce(table.c[ledger.lasts_until], today)
        ends.append(sa.extract("year", sa.func.max(sa.case((end > today, today), else_=end))))
    found = unit.connection.execute(sa.select(*ends).where(table.c.voided_at.is_(None))).one() if ends else ()
    return max((int(year) for year in found if year is not None), default=0)


def ids_at(unit: UnitOfWork, *, ask: Ask, rows: Sequence[int]) -> tuple[int, ...]:
    """The records in these rows of a list, counted from 0; a row that is gone has none."""
    ids = unit.reading.ids(ask)
    return tuple(ids[row] for row in rows if row < len(ids))


def show(unit: UnitOfWork, *, ledger: str, record_id: int) -> Shown | None:
    """One record whole, None when it is gone."""
    declared = registry.find(ledger)
    record = unit.reading.one(declared, id=record_id)
    if record is None:
        return None
    files = attachments.of(unit, ledger=declared.name, record_id=record_id)
    closed = closed_years.of_record(unit, declared, record)
    return Shown(record, files, links.of(unit, ledger=declared.name, record_id=record_id), closed)


def column_of(ledger: Ledger, name: str) -> Column:
    """The column of that machine name, label or synonym; raises Refused (exit 2) with near names."""
    column = ledger.find(name)
    if column is None:
        near = "、".join(c.label for c in ledger.columns if set(c.label) & set(name))[:60]
        hint = f"相近的有：{near}。" if near else ""
        sentence = f"{ledger.label}没有「{name}」这一列。{hint}可用 ledgers {ledger.name} 查看全部列。"
        raise Refused(sentence, field=name, exit_code=Exit.USAGE)
    return column


def condition(unit: UnitOfWork, *, ledger: Ledger, text: str) -> Filter:
    """A filter from 列=值, 列~包含, 列>=值, 列<=值, 列= (empty), or a state (临期 逾期 待补 …); raises Refused."""
    for state, label in STATE_LABELS.items():
        if text in (label, state.value):
            return Filter.state(state)
    name, _sign, value = text.partition("=")
    year = value.strip().removesuffix("年")
    if name.strip() in YEAR_WORDS and year.isdecimal() and len(year) == 4:
        return Filter.year(int(year))
    for sign, op in ((">=", Op.SINCE), ("<=", Op.UNTIL), ("!=", Op.NOT), ("~", Op.CONTAINS), ("=", Op.IS)):
        name, found, value = text.partition(sign)
        if found and name.strip():
            return _compared(unit, ledger, name.strip(), op, value.strip())
    sentence = f"筛选条件{quote(text)}看不懂。请写成 列=值，例如 村=清一。"
    raise Refused(sentence, field="where", exit_code=Exit.USAGE)


def _compared(unit: UnitOfWork, ledger: Ledger, name: str, op: Op, text: str) -> Filter:
    if name in ("编号", "number"):
        return Filter("number", op, text)
    column = column_of(ledger, name)
    if not text and op in (Op.IS, Op.NOT):
        return Filter(column.key, Op.EMPTY if op is Op.IS else Op.FILLED)
    if op is Op.CONTAINS:
        return Filter(column.key, op, text)
    if ledger.flow is not None and column.key == ledger.flow.column:
        closing = CLOSINGS.get(ledger.name)
        if closing is not None and text == closing.word and op is Op.IS:
            return Filter.state(State.HISTORICAL)
        by_label = {label: state for state, label in ledger.flow.states}
        return Filter(column.key, op, by_label.get(text, text))
    if column.kind is Kind.CHOICE:
        return Filter(column.key, op, text)
    value = reading.read_value(column, text, today=unit.clock.today())
    if isinstance(value, Reference):
        value = registers.resolve(unit, kind=column.kind, name=value.name)
    return Filter(column.key, op, value)


def sort_of(ledger: Ledger, text: str) -> tuple[tuple[str, bool], ...]:
    """A sort from 列 (rising) or -列 (falling)."""
    name = text.removeprefix("-")
    key = "number" if name in ("编号", "number") else column_of(ledger, name).key
    return ((key, text.startswith("-")),)


__all__ = ["STATE_LABELS", "Ask", "Filter", "Op", "Page", "Record", "Shown", "State", "column_of", "condition", "count"]
__all__ += ["page", "show", "sort_of"]
