"""Totals that units send in: summary entries and unit reports, each added only where the unit keeps no detail rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.figures import catalogue, whose
from app.figures.model import Count, Distinct, PerRecord, Source, Sum, Total
from app.figures.whose import KEEPERS, OWNERS, unit_key
from db.declare import Kind
from db.values import FEN_PER_WAN, FEN_PER_YUAN, FuzzyCount, Money

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.figures.frame import Frame
    from app.figures.model import Indicator, Measure
    from db.values import Value

REPORTS = Source("unit_reports")
WAN = "万元"


@dataclass(frozen=True, slots=True)
class Report:
    """A unit's latest report of an indicator; `unit` is how it was written, `key` the one name of the unit, `counter`
    the 量词 it was given in.
    """

    id: int
    unit: str
    value: FuzzyCount
    key: str
    counter: str = ""


def reports(frame: Frame, indicators: Iterable[Indicator]) -> dict[str, list[Report]]:
    """The latest report of each unit by the code of the indicator it names, up to the day looked at."""
    found = frame.rows(frame.built("unit reports", (), lambda: _reported(frame)))
    if not found:
        return {}
    wanted, known, named = _reporting(frame), whose.units(frame), catalogue.named(indicators)
    latest: dict[tuple[str, str], Report] = {}
    for row_id, told, written, value, is_floor, counter in found:
        key, name = known.of(told), told.partition(":")[2]
        if wanted is None or key in wanted:
            told_of = Report(row_id, name, FuzzyCount(value, bool(is_floor)), key, (counter or "").strip())
            latest[key, catalogue.meant(written, named)] = told_of
    sent: dict[str, list[Report]] = defaultdict(list)
    for (_unit, code), report in latest.items():
        sent[code].append(report)
    return sent


def _reported(frame: Frame) -> sa.Select[Any]:
    table = frame.place(REPORTS).table
    told = whose.written(frame, REPORTS, ("organisation",))
    cells = (table.c.id, told, table.c.indicator, table.c.value, table.c.value_floor, table.c.counter_unit)
    where = (frame.scope(REPORTS, narrowed=False), table.c.value.is_not(None))
    return sa.select(*cells).where(*where).order_by(table.c.as_of, table.c.id)


def _reporting(frame: Frame) -> set[str] | None:
    """The units whose reports belong to what is looked at: a village is the unit of its name; None for all."""
    within, known = frame.within, whose.units(frame)
    if within.action is not None:
        return set()
    narrowed = [{unit_key(name) for name in within.place_names}] if within.place_names else []
    if within.organisation_names:
        narrowed.append({known.of_entry(within.organisation, name) for name in within.organisation_names})
    return set.intersection(*narrowed) if narrowed else None


def summary_column(indicator: Indicator) -> str:
    """The column of a summary entry that holds this figure; empty when it has none."""
    match indicator.measure:
        case Count(summary=key) | Distinct(summary=key) | PerRecord(summary=key):
            return key
        case Sum(key=key):
            return "" if indicator.source.child else key
    return ""


def takes_reports(frame: Frame, indicator: Indicator, measure: Measure) -> bool:
    """Whether a number phoned in can be added: the ledger names units, and counts, hours or money are added."""
    is_told = bool(whose.columns(frame, indicator.source, KEEPERS))
    return is_told and frame.kind(indicator.source, measure) in (Kind.COUNT, Kind.NUMBER, Kind.MONEY)


def _amount(kind: Kind, report: Report) -> Value:
    """What a report adds to a figure of that kind; None for a sum of money that is only known to be more."""
    if kind is Kind.COUNT or (kind is Kind.NUMBER and report.value.is_floor):
        return report.value
    if kind is Kind.NUMBER:
        return Decimal(report.value.value)
    each = FEN_PER_WAN if report.counter == WAN else FEN_PER_YUAN
    return None if report.value.is_floor else Money(report.value.value * each)


def totals(frame: Frame, indicator: Indicator, sent: Iterable[Report]) -> tuple[Total, ...]:
    """The summary entries and the reports that are added: a unit's own rows come first, then its summary entries."""
    source, known = indicator.source, whose.units(frame)
    told_in = {whose.columns(frame, source, by) for by in (KEEPERS, OWNERS)}

    def make() -> sa.Select[Any]:
        cells = (whose.written(frame, source, keys) for keys in sorted(told_in))
        return sa.select(*cells).select_from(frame.origin(source)).where(frame.details(source)).distinct()

    found = frame.rows(frame.built(("units", source), (indicator,), make))
    keeping = {known.of(told) for row in found for told in row} - {""}
    entries = [entry for entry in _summaries(frame, indicator) if entry.key not in keeping]
    told = keeping | {entry.key for entry in entries}
    kind = frame.kind(source, indicator.measure)
    added = [(one, _amount(kind, one)) for one in sent if one.key not in told]
    known_sums = (Total(REPORTS.ledger, one.id, one.unit, it, one.key) for one, it in added if it is not None)
    return (*entries, *known_sums)


def _summaries(frame: Frame, indicator: Indicator) -> list[Total]:
    source, key, known = indicator.source, summary_column(indicator), whose.units(frame)
    unit, is_summary = whose.written(frame, source, KEEPERS), frame.is_summary(source)
    if not key or is_summary is None:
        return []
    place = frame.place(source)
    record = place.parent or place
    cell, column = record.cell(key), record.column(key)

    def make() -> sa.Select[Any]:
        floor = record.table.c[f"{key}_floor"] if column.kind is Kind.COUNT else sa.null()
        where = (frame.where(source), is_summary, cell.is_not(None))
        query = sa.select(record.table.c.id, unit, cell, floor).select_from(frame.origin(source)).where(*where)
        return query.order_by(record.table.c.id)

    found = frame.rows(frame.built(("summaries", source, key), (indicator,), make))
    is_count = column.kind is Kind.COUNT
    return [
        Total(
            source.ledger, row_id, told.partition(":")[2], FuzzyCount(number, bool(is_floor)) if is_count else number,
            known.of(told),
        )
        for row_id, told, number, is_floor in found
    ]  # fmt: skip
