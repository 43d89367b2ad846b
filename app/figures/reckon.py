"""From a declaration to the number and to the rows behind it: one condition gives both."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from app.figures import units
from app.figures.model import (
    Behind,
    Count,
    Distinct,
    Indicator,
    Outcome,
    Ratio,
    Worked,
    bare,
    is_exact,
    magnitude,
)
from app.rules import wording
from db import queries
from db.declare import Kind
from db.values import FuzzyCount, Money, Quantity, Value, round_half_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.figures.frame import Frame, Place
    from app.figures.model import Total
    from app.figures.units import Report

    Expression = sa.ColumnElement[Any]

UNNAMED = "未填"
RATE_PLACES = 1
SEPARATOR = "·"


class Tally(NamedTuple):
    """What one pass over a table gives for one indicator."""

    number: Any
    unsaid: int
    is_floor: bool
    summaries: int
    is_cautioned: bool
    standing: int


def reckon(frame: Frame, indicators: Sequence[Indicator]) -> dict[str, Outcome]:
    """What all the indicators come to; those of one table are read in one pass."""
    queried = [one for one in indicators if not isinstance(one.measure, Ratio | Worked)]
    sent = units.reports(frame)
    found: dict[str, Outcome] = {}
    for group in _by_table(queried).values():
        for indicator, tally in zip(group, _tallies(frame, group), strict=True):
            found[indicator.code] = _outcome(frame, indicator, tally, _sent_for(indicator, sent))
    for indicator in indicators:
        if isinstance(indicator.measure, Worked):
            found[indicator.code] = indicator.measure.work(frame)
    by_code = {indicator.code: indicator for indicator in indicators}
    for indicator in indicators:
        if isinstance(indicator.measure, Ratio):
            found[indicator.code] = _ratio(indicator.measure, by_code, found)
    return {indicator.code: found[indicator.code] for indicator in indicators}


def with_parts(indicators: Iterable[Indicator], wanted: Iterable[Indicator]) -> list[Indicator]:
    """The wanted indicators and those that their rates are made of."""
    by_code = {indicator.code: indicator for indicator in indicators}
    needed = {indicator.code: indicator for indicator in wanted}
    for indicator in list(needed.values()):
        if isinstance(indicator.measure, Ratio):
            for code in (indicator.measure.over, indicator.measure.under):
                needed[code] = by_code[code]
    return list(needed.values())


def numerator(indicators: Iterable[Indicator], indicator: Indicator) -> Indicator:
    """The indicator whose rows stand behind this one: its numerator for a rate, else itself."""
    if not isinstance(indicator.measure, Ratio):
        return indicator
    over = indicator.measure.over
    return next(one for one in indicators if one.code == over)


def _by_table(indicators: Iterable[Indicator]) -> dict[tuple[str, str, tuple[str, ...]], list[Indicator]]:
    grouped: dict[tuple[str, str, tuple[str, ...]], list[Indicator]] = defaultdict(list)
    for indicator in indicators:
        source = indicator.source
        grouped[source.ledger, source.child, source.dated].append(indicator)
    return grouped


def _sent_for(indicator: Indicator, sent: Mapping[str, list[Report]]) -> list[Report]:
    return [report for name in (indicator.code, indicator.name) for report in sent.get(name, ())]


# ---- one pass over a table -------------------------------------------------------------------------------------------


def _tallies(frame: Frame, group: Sequence[Indicator]) -> list[Tally]:
    cells = [cell for indicator in group for cell in _cells(frame, indicator)]
    width = len(cells) // len(group)
    source = group[0].source
    query = sa.select(*cells, sa.func.count()).select_from(frame.origin(source)).where(frame.scope(source))
    ((*row, standing),) = frame.rows(query)
    return [
        Tally(
            number=row[at],
            unsaid=int(row[at + 1] or 0),
            is_floor=bool(row[at + 2]),
            summaries=int(row[at + 3] or 0),
            is_cautioned=bool(row[at + 4]),
            standing=standing,
        )
        for at in range(0, width * len(group), width)
    ]


def _cells(frame: Frame, indicator: Indicator) -> list[Expression]:
    source, measure = indicator.source, indicator.measure
    details, nothing = frame.picked_details(source), sa.literal(0)
    is_summary, flag = frame.is_summary(source), indicator.caution[0]
    floor = frame.floor(source, measure)
    return [
        _added(frame, indicator, details),
        nothing
        if isinstance(measure, Count | Distinct)
        else _number_of(sa.and_(details, frame.unsaid(source, measure).is_(None))),
        nothing if floor is None else _number_of(sa.and_(details, floor)),
        nothing if is_summary is None else _number_of(sa.and_(frame.picked(source), is_summary)),
        _number_of(sa.and_(details, frame.place(source).cell(flag).is_(True))) if flag else nothing,
    ]


def _added(frame: Frame, indicator: Indicator, where: sa.ColumnElement[bool]) -> Expression:
    source, measure = indicator.source, indicator.measure
    if isinstance(measure, Distinct) and measure.also is not None:
        return sa.select(sa.func.count(sa.distinct(frame.named(source, measure).c.thing))).scalar_subquery()
    if isinstance(measure, Distinct):
        return sa.func.count(sa.distinct(sa.case((where, frame.identity(source, measure)))))
    return sa.func.sum(sa.case((where, frame.amount(source, measure))))


def _number_of(where: sa.ColumnElement[bool]) -> Expression:
    return sa.func.sum(sa.case((where, 1)))


# ---- from the tally to the outcome -----------------------------------------------------------------------------------


def _outcome(frame: Frame, indicator: Indicator, tally: Tally, sent: list[Report]) -> Outcome:
    kind = frame.kind(indicator.source, indicator.measure)
    own = _value(indicator, kind, tally.number, is_floor=tally.is_floor)
    usable = sent if units.takes_reports(frame, indicator, indicator.measure) else []
    added = units.totals(frame, indicator, usable) if tally.summaries or usable else ()
    value = _plus(own, added)
    parts = _parts(frame, indicator, kind)
    details = (
        *(_part_words(indicator, parts)),
        *_total_words(indicator, added),
        *_unsaid_words(frame, indicator, tally.unsaid),
        *((indicator.caution[1],) if tally.is_cautioned else ()),
        *((f"{frame.ledgers[indicator.source.ledger].label}截至这一天没有记录",) if not tally.standing else ()),
    )
    return Outcome(value, details=details, parts=parts, behind=Behind(totals=added))


def _value(indicator: Indicator, kind: Kind, number: Any, *, is_floor: bool, unit: str = "") -> Value:  # noqa: ANN401
    if kind is Kind.QUANTITY:
        return Quantity(Decimal(number), unit) if unit and number is not None else None
    counts_rows = isinstance(indicator.measure, Distinct) or not getattr(indicator.measure, "key", "")
    if number is None and counts_rows:
        return 0
    return bare(queries.total(kind, number, is_floor))


def _plus(own: Value, added: Sequence[Total]) -> Value:
    for total in added:
        own = total.amount if own is None else _sum(own, total.amount)
    return bare(own)


def _sum(one: Value, other: Value) -> Value:
    for kind in (Decimal, Money, Quantity):
        if isinstance(one, kind) and isinstance(other, kind):
            return one + other  # type: ignore[operator]
    is_floor = any(isinstance(value, FuzzyCount) and value.is_floor for value in (one, other))
    return FuzzyCount(magnitude(one) + magnitude(other), is_floor)


def _part_words(indicator: Indicator, parts: tuple[tuple[str, Outcome], ...]) -> Iterable[str]:
    if parts:
        texts = (f"{label.split(SEPARATOR)[0]}{wording.worded(part.value, indicator.counter)}" for label, part in parts)
        yield "、".join(texts)


def _total_words(indicator: Indicator, added: Sequence[Total]) -> Iterable[str]:
    for ledger, words in (("", "单位汇总"), ("unit_reports", "单位报数")):
        chosen = [total for total in added if (total.ledger == "unit_reports") == bool(ledger)]
        if chosen:
            amount = wording.worded(_plus(None, chosen), indicator.counter)
            yield f"含{words}{amount}（{'、'.join(dict.fromkeys(total.unit or '未写单位' for total in chosen))}）"


def _unsaid_words(frame: Frame, indicator: Indicator, number: int) -> Iterable[str]:
    key = getattr(indicator.measure, "otherwise", getattr(indicator.measure, "key", ""))
    if number and isinstance(key, str):
        yield f"另有{number}条没有填{frame.place(indicator.source).column(key).label}"


def _ratio(measure: Ratio, indicators: Mapping[str, Indicator], found: Mapping[str, Outcome]) -> Outcome:
    over, under = found[measure.over].value, found[measure.under].value
    words = (_base_words(indicators[measure.over], over), _base_words(indicators[measure.under], under))
    details = (f"{words[0]}÷{words[1]}",)
    if not is_exact(over) or not is_exact(under):
        is_floor = any(isinstance(value, FuzzyCount) for value in (over, under))
        return Outcome(None, wording.NO_BASE, (*details, "含约数，不算比例" if is_floor else "数据不全，不算比例"))
    top, base = _plain(over), _plain(under)
    if not base:
        return Outcome(None, wording.NO_BASE, (*details, "没有基数，不算比例"))
    return Outcome(round_half_up(top * 100 / base, RATE_PLACES), wording.rate_text(top, base, RATE_PLACES), details)


def _base_words(indicator: Indicator, value: Value) -> str:
    return f"{indicator.name}{wording.worded(value, indicator.counter)}"


def _plain(value: Value) -> Decimal:
    return Decimal(value.fen) if isinstance(value, Money) else Decimal(str(value))


# ---- groups ----------------------------------------------------------------------------------------------------------


def _parts(frame: Frame, indicator: Indicator, kind: Kind) -> tuple[tuple[str, Outcome], ...]:
    if not indicator.by:
        return ()
    source, place = indicator.source, frame.place(indicator.source)
    keys = [place.cell(key) for key in indicator.by]
    where = frame.details(source)
    floor = frame.floor(source, indicator.measure)
    floors = sa.literal(0) if floor is None else _number_of(floor)
    query = sa.select(*keys, _added(frame, indicator, sa.true()), floors).select_from(frame.origin(source))
    found = frame.rows(query.where(where, frame.unsaid(source, indicator.measure).is_not(None)).group_by(*keys))
    width = len(keys)
    parts = [
        (
            SEPARATOR.join(str(label or UNNAMED) for label in row[:width]),
            Outcome(_value(indicator, kind, row[width], is_floor=bool(row[width + 1]), unit=str(row[width - 1] or ""))),
        )
        for row in found
    ]
    return tuple(sorted(_merged(parts), key=lambda part: (part[0] == UNNAMED, -magnitude(part[1].value), part[0])))


def _merged(parts: list[tuple[str, Outcome]]) -> list[tuple[str, Outcome]]:
    """Groups that were never named and those named with nothing are one."""
    merged: dict[str, Outcome] = {}
    for label, part in parts:
        value = _sum(merged[label].value, part.value) if label in merged else part.value
        merged[label] = Outcome(bare(value))
    return list(merged.items())


def _in_group(place: Place, keys: tuple[str, ...], label: str) -> list[sa.ColumnElement[bool]]:
    cells = [place.cell(key) for key in keys]
    return [
        sa.func.coalesce(sa.func.nullif(cell, ""), UNNAMED) == part
        for cell, part in zip(cells, label.split(SEPARATOR, len(cells) - 1), strict=True)
    ]


# ---- the rows behind -------------------------------------------------------------------------------------------------


def behind(frame: Frame, indicator: Indicator, outcome: Outcome, group: str = "") -> Behind:
    """The rows behind a figure, or behind one of its groups, by the very condition that counted them."""
    if isinstance(indicator.measure, Worked):
        chosen = dict(outcome.parts)[group] if group else outcome
        return chosen.behind or Behind()
    rows = _fetched(frame, indicator, group)
    totals = outcome.behind.totals if outcome.behind and not group else ()
    kind, unit = frame.kind(indicator.source, indicator.measure), group.split(SEPARATOR)[-1]
    return Behind(
        ids=tuple(record_id for record_id, *_ in rows),
        child_ids=tuple(row_id for _, row_id, *_ in rows) if indicator.source.child else (),
        amounts=tuple(_value(indicator, kind, amount, is_floor=bool(floor), unit=unit) for *_, amount, floor in rows),
        totals=totals,
    )


def _fetched(frame: Frame, indicator: Indicator, group: str) -> list[Any]:
    source, measure, place = indicator.source, indicator.measure, frame.place(indicator.source)
    if isinstance(measure, Distinct) and measure.also is not None:
        return _first_naming(frame, frame.named(source, measure))
    record, said = place.parent or place, frame.unsaid(source, measure)
    where = [frame.details(source), said.is_not(None)]
    where += _in_group(place, indicator.by, group) if group else []
    order = [cell for cell in (frame.day(source),) if cell is not None]
    if isinstance(measure, Distinct):
        first = sa.select(sa.func.min(place.table.c.id)).select_from(frame.origin(source)).where(*where).group_by(said)
        where = [place.table.c.id.in_(first.correlate(None))]
    amount: Expression = sa.literal(1) if isinstance(measure, Distinct) else frame.amount(source, measure)
    floor = frame.floor(source, measure)
    is_floor = sa.false() if floor is None else floor
    cells = (record.table.c.id, place.table.c.id.label("row_id"), amount, is_floor.label("is_floor"))
    query = sa.select(*cells).select_from(frame.origin(source)).where(*where)
    return frame.rows(query.order_by(*order, record.table.c.id, place.table.c.id))


def _first_naming(frame: Frame, named: sa.Subquery) -> list[Any]:
    """For each thing the first record that names it."""
    first = sa.func.min(named.c.record_id).label("first")
    query = sa.select(first, first, sa.literal(1), sa.literal(0)).group_by(named.c.thing).order_by(first, named.c.thing)
    return frame.rows(query)
