"""Totals that units send in: summary entries and unit reports, each added only where the unit keeps no detail rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.figures.model import Count, Distinct, PerRecord, Source, Sum, Total
from db.declare import Kind
from db.values import FuzzyCount

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.figures.frame import Frame
    from app.figures.model import Indicator, Measure

REPORTS = Source("unit_reports")
_ENDINGS = ("村民委员会", "村委会", "村")


def unit_key(name: str) -> str:
    """A unit's name without the endings that make 清一, 清一村 and 清一村村委会 look like three."""
    key = name.strip()
    while ending := next((one for one in _ENDINGS if key.endswith(one) and len(key) > len(one)), ""):
        key = key.removesuffix(ending)
    return key


@dataclass(frozen=True, slots=True)
class Report:
    """A unit's latest report of an indicator."""

    id: int
    unit: str
    indicator: str
    value: FuzzyCount


def reports(frame: Frame) -> dict[str, list[Report]]:
    """The latest report of each unit by the indicator it names, up to the day looked at."""
    table = frame.place(REPORTS).table
    cells = (table.c.id, table.c.organisation, table.c.indicator, table.c.value, table.c.value_floor)
    where = (frame.scope(REPORTS, narrowed=False), table.c.value.is_not(None))
    query = sa.select(*cells).where(*where).order_by(table.c.as_of, table.c.id)
    wanted = _reporting(frame)
    latest = {
        (unit_key(unit or ""), named): Report(row_id, unit or "", named.strip(), FuzzyCount(value, bool(is_floor)))
        for row_id, unit, named, value, is_floor in frame.rows(query)
        if wanted is None or unit_key(unit or "") in wanted
    }
    found: dict[str, list[Report]] = defaultdict(list)
    for report in latest.values():
        found[report.indicator].append(report)
    return found


def _reporting(frame: Frame) -> set[str] | None:
    """The units whose reports belong to what is looked at: a village is the unit of its name; None for all."""
    within = frame.within
    if within.action is not None:
        return set()
    narrowed = [names for names in (within.place_names, within.organisation_names) if names]
    return set.intersection(*({unit_key(name) for name in names} for names in narrowed)) if narrowed else None


def summary_column(indicator: Indicator) -> str:
    """The column of a summary entry that holds this figure; empty when it has none."""
    match indicator.measure:
        case Count(summary=key) | Distinct(summary=key) | PerRecord(summary=key):
            return key
        case Sum(key=key):
            return "" if indicator.source.child else key
    return ""


def takes_reports(frame: Frame, indicator: Indicator, measure: Measure) -> bool:
    """Whether a count phoned in can be added: the ledger names units, and what is added is counted."""
    return frame.has_unit(indicator.source) and frame.kind(indicator.source, measure) is Kind.COUNT


def totals(frame: Frame, indicator: Indicator, sent: Iterable[Report]) -> tuple[Total, ...]:
    """The summary entries and the reports that are added: a unit's own rows come first, then its summary entries."""
    source, unit = indicator.source, frame.unit(indicator.source)
    if unit is None:
        return ()
    query = sa.select(unit).select_from(frame.origin(source)).where(frame.details(source)).distinct()
    keeping = {unit_key(name) for (name,) in frame.rows(query) if name}
    entries = [entry for entry in _summaries(frame, indicator) if unit_key(entry.unit) not in keeping]
    told = keeping | {unit_key(entry.unit) for entry in entries}
    added = (Total("unit_reports", one.id, one.unit, one.value) for one in sent if unit_key(one.unit) not in told)
    return (*entries, *added)


def _summaries(frame: Frame, indicator: Indicator) -> list[Total]:
    source, key = indicator.source, summary_column(indicator)
    unit, is_summary = frame.unit(source), frame.is_summary(source)
    if not key or unit is None or is_summary is None:
        return []
    place = frame.place(source)
    record = place.parent or place
    cell, column = record.cell(key), record.column(key)
    floor = record.table.c[f"{key}_floor"] if column.kind is Kind.COUNT else sa.null()
    where = (frame.where(source), is_summary, cell.is_not(None))
    query = sa.select(record.table.c.id, unit, cell, floor).select_from(frame.origin(source)).where(*where)
    return [
        Total(source.ledger, row_id, name, FuzzyCount(number, bool(is_floor)) if column.kind is Kind.COUNT else number)
        for row_id, name, number, is_floor in frame.rows(query.order_by(record.table.c.id))
    ]
