"""From a declaration to the number and to the rows behind it: one condition gives both."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.figures import lanes, narrowing, tallying, units
from app.figures.model import (
    Behind,
    Count,
    Distinct,
    Indicator,
    Net,
    Outcome,
    Ratio,
    Worked,
    bare,
    is_exact,
    magnitude,
    size,
)
from app.rules import wording
from db import queries
from db.declare import Kind
from db.values import FuzzyCount, Money, Quantity, Value, round_half_up

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from app.figures.frame import Frame, Place
    from app.figures.model import Total
    from app.figures.tallying import Tally
    from app.figures.units import Report

    Expression = sa.ColumnElement[Any]
    Parts = tuple[tuple[str, Outcome], ...]

UNNAMED = "未填"
UNIT_TOTALS = "单位汇总和报数"
"""The group of totals that units sent in without saying which group they are of."""
RATE_PLACES = 1
FEW = 30
"""A rate with a smaller base is only for reference."""
SEPARATOR = "·"
BASELESS = "没有基数，不算比例"


def reckon(frame: Frame, indicators: Sequence[Indicator]) -> dict[str, Outcome]:
    """What all the indicators come to; those of one table are read in one pass."""
    found = {one.code: out for one in indicators if (out := _beyond(frame, one)) is not None}
    queried = [one for one in indicators if one.code not in found and not isinstance(one.measure, Ratio | Worked)]
    sent = units.reports(frame, indicators)
    frame.expect(queried)

    def read(look: Frame, group: Sequence[Indicator]) -> None:
        for indicator, tally in zip(group, tallying.tallies(look, group), strict=True):
            parts = _parts(look, indicator, tally)
            found[indicator.code] = _outcome(look, indicator, tally, sent.get(indicator.code, []), parts)

    tables = _by_table(queried).values()
    # Tables whose rows name people and units come first: other figures ask who is named.
    for is_asked in (True, False):
        lanes.share(frame, [one for one in tables if bool(frame.asked_of(one[0].source)) is is_asked], read)
    for indicator in indicators:
        if isinstance(indicator.measure, Worked) and indicator.code not in found:
            found[indicator.code] = indicator.measure.work(frame)
    by_code = {indicator.code: indicator for indicator in indicators}
    for indicator in indicators:
        if isinstance(indicator.measure, Ratio):
            found[indicator.code] = ratio(indicator.measure, by_code, found)
    return {indicator.code: found[indicator.code] for indicator in indicators}


def _beyond(frame: Frame, indicator: Indicator) -> Outcome | None:
    """No data, and why, for a figure that cannot be given for the place, unit or action looked at."""
    if isinstance(indicator.measure, Ratio):
        return None
    if isinstance(indicator.measure, Worked) and not frame.is_whole:
        return Outcome(None, details=("按天核对的数只看全镇",), behind=Behind())
    why = narrowing.why_not(frame, frame.ledgers[indicator.source.ledger])
    return Outcome(None, details=(why,), behind=Behind()) if why else None


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


# ---- from the tally to the outcome -----------------------------------------------------------------------------------


def _outcome(frame: Frame, indicator: Indicator, tally: Tally, sent: list[Report], parts: Parts) -> Outcome:
    kind = frame.kind(indicator.source, indicator.measure)
    own = value_of(indicator, kind, tally.number, is_floor=tally.is_floor)
    usable = sent if units.takes_reports(frame, indicator, indicator.measure) else []
    added = units.totals(frame, indicator, usable) if tally.summaries or usable else ()
    value = _plus(own, added)
    if indicator.by and added:
        parts = (*parts, (UNIT_TOTALS, Outcome(_plus(None, added), behind=Behind(totals=added))))
    text = "、".join(by_counter(indicator, parts)) if _names_counter(frame, indicator) else ""
    details = (
        *(_part_words(frame, indicator, parts)),
        *_overlap_words(indicator, parts, value),
        *_total_words(indicator, added),
        *_unsaid_words(frame, indicator, tally.unsaid),
        *((indicator.caution[1],) if tally.is_cautioned else ()),
        *((f"{_kept_in(frame, indicator)}截至这一天没有记录",) if not tally.standing else ()),
    )
    return Outcome(value, text, details, parts, Behind(totals=added), has_rows=bool(tally.standing or added))


def _kept_in(frame: Frame, indicator: Indicator) -> str:
    ledger, child = frame.ledgers[indicator.source.ledger], indicator.source.child
    return f"{ledger.label}的{ledger.child(child).label}" if child else str(ledger.label)


def _names_counter(frame: Frame, indicator: Indicator) -> bool:
    """Whether the rows name their own 量词, by which the figure is grouped last: 册 and 张 are told apart."""
    place, key = frame.place(indicator.source), getattr(indicator.measure, "key", "")
    return bool(key and indicator.by) and place.column(key).counter_in == indicator.by[-1]


def counter(frame: Frame, indicator: Indicator, label: str) -> str:
    """The 量词 of a group: the one its rows name where they do, else the figure's own."""
    return _named(indicator, label) if _names_counter(frame, indicator) else indicator.counter


def _named(indicator: Indicator, label: str) -> str:
    named = label.rsplit(SEPARATOR, 1)[-1]
    return indicator.counter if named in (UNNAMED, UNIT_TOTALS) else named


def by_counter(indicator: Indicator, parts: Iterable[tuple[str, Outcome]]) -> Iterator[str]:
    """The sum of each 量词 in words, of groups whose labels end with it."""
    sums: dict[str, Value] = {}
    for label, part in parts:
        named = _named(indicator, label)
        sums[named] = added(sums.get(named), part.value)
    return (wording.worded(value, named) for named, value in sums.items())


def value_of(indicator: Indicator, kind: Kind, number: Any, *, is_floor: bool, unit: str = "") -> Value:  # noqa: ANN401
    """What SQL added up as a value of its kind; counting rows gives 0 where adding amounts gives no data."""
    if kind is Kind.QUANTITY:
        return Quantity(Decimal(number), unit) if unit and number is not None else None
    counts_rows = isinstance(indicator.measure, Distinct | Net) or not getattr(indicator.measure, "key", "")
    if number is None and counts_rows:
        return 0
    return bare(queries.total(kind, number, is_floor))


def _plus(own: Value, added: Sequence[Total]) -> Value:
    counts = [total.amount for total in added if isinstance(total.amount, FuzzyCount)]
    if counts:
        together = FuzzyCount(sum(one.value for one in counts), any(one.is_floor for one in counts))
        own = _sum(own, together)
    for total in added:
        if not isinstance(total.amount, FuzzyCount):
            own = _sum(own, total.amount)
    return bare(own)


def added(one: Value, other: Value) -> Value:
    """Two values of one figure added; None adds nothing."""
    return bare(_sum(one, other))


def _sum(one: Value, other: Value) -> Value:
    if one is None or other is None:
        return other if one is None else one
    for kind in (Decimal, Money, Quantity):
        if isinstance(one, kind) and isinstance(other, kind):
            return one + other  # type: ignore[operator]
    is_floor = any(isinstance(value, FuzzyCount) and value.is_floor for value in (one, other))
    return FuzzyCount(magnitude(one) + magnitude(other), is_floor)


def _part_words(frame: Frame, indicator: Indicator, parts: Parts) -> Iterable[str]:
    if any(label != UNIT_TOTALS for label, _ in parts):
        named = ((label.rsplit(SEPARATOR, len(indicator.by) - 1)[0], label, part) for label, part in parts)
        yield "、".join(
            f"{name}{wording.worded(part.value, counter(frame, indicator, label))}" for name, label, part in named
        )


def _overlap_words(indicator: Indicator, parts: tuple[tuple[str, Outcome], ...], value: Value) -> Iterable[str]:
    """Says why the groups of different things may come to more than the whole."""
    if parts and isinstance(indicator.measure, Distinct):
        more = sum(magnitude(part.value) for _, part in parts) - magnitude(value)
        if more > 0:
            yield f"有的不止一类，各类相加多{wording.worded(more, indicator.counter)}"


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


def ratio(measure: Ratio, indicators: Mapping[str, Indicator], found: Mapping[str, Outcome]) -> Outcome:
    """A rate of two figures that are reckoned already, with both of them in words."""
    over, under = found[measure.over], found[measure.under]
    words = (_base_words(indicators[code], found[code].value) for code in (measure.over, measure.under))
    details = ("÷".join(words),)
    why = why_no_rate(over, under)
    if why:
        return without_rate(Outcome(None, details=details, base=under.value, has_rows=under.has_rows), why)
    top, base = _plain(over.value), _plain(under.value)
    counted = indicators[measure.under]
    few = base < FEW and not isinstance(under.value, Money)
    note = (f"基数只有{wording.worded(under.value, counted.counter)}，比例仅供参考",) if few else ()
    text = wording.rate_text(top, base, RATE_PLACES)
    return Outcome(rate(over.value, under.value), text, (*details, *note), base=under.value)


def without_rate(outcome: Outcome, why: str) -> Outcome:
    """A rate that is not given, with the reason."""
    return replace(outcome, value=None, text=wording.NO_BASE, details=(*outcome.details, why))


def why_no_rate(over: Outcome, under: Outcome) -> str:
    """Why no rate can be given; empty when it can."""
    values = (over.value, under.value)
    if any(isinstance(value, FuzzyCount) and value.is_floor for value in values):
        return "含约数，不算比例"
    if not all(is_exact(value) for value in values):
        return "数据不全，不算比例"
    if not _plain(under.value):
        return BASELESS
    lone = _units_of(over) ^ _units_of(under)
    # One of the two taken from a unit's total and the other not would divide two different populations.
    return f"{'、'.join(sorted(lone))}只报了其中一个数，不算比例" if lone else ""


def _units_of(outcome: Outcome) -> set[str]:
    return {total.key for total in (outcome.behind.totals if outcome.behind else ())}


def rate(over: Value, under: Value) -> Value:
    """Per cent of one value in another, half up to the decimals of rates; None without a base or with a floor."""
    if not is_exact(over) or not is_exact(under) or not _plain(under):
        return None
    return round_half_up(_plain(over) * 100 / _plain(under), RATE_PLACES)


def _base_words(indicator: Indicator, value: Value) -> str:
    return f"{indicator.name}{wording.worded(value, indicator.counter)}"


def _plain(value: Value) -> Decimal:
    return Decimal(value.fen) if isinstance(value, Money) else Decimal(str(value))


# ---- groups ----------------------------------------------------------------------------------------------------------


def _parts(frame: Frame, indicator: Indicator, tally: Tally) -> Parts:
    """The groups of an indicator, as they were told apart in the pass over its table, else counted by themselves."""
    if not indicator.by:
        return ()
    rows = tally.groups if tally.groups is not None else tallying.grouped(frame, indicator)
    kind = frame.kind(indicator.source, indicator.measure)
    parts = [
        (
            SEPARATOR.join(str(label or UNNAMED) for label in one.labels),
            Outcome(value_of(indicator, kind, one.number, is_floor=one.is_floor, unit=str(one.labels[-1] or ""))),
        )
        for one in rows
    ]
    return _in_order(parts)


def _in_order(parts: list[tuple[str, Outcome]]) -> Parts:
    return tuple(sorted(_merged(parts), key=lambda part: (part[0] == UNNAMED, -size(part[1].value), part[0])))


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
        for cell, part in zip(cells, label.rsplit(SEPARATOR, len(cells) - 1), strict=True)
    ]


# ---- the rows behind -------------------------------------------------------------------------------------------------


def behind(
    frame: Frame,
    indicator: Indicator,
    outcome: Outcome,
    group: str = "",
    *,
    within: sa.ColumnElement[bool] | None = None,
    unit: str = "",
) -> Behind:
    """The rows behind a figure, one of its groups, or what is `within` a condition, by the very SQL that counted
    them; `unit` is that of quantities.
    """
    chosen = dict(outcome.parts)[group] if group else outcome
    # Quantities of different kinds have no sum, yet each group and slice of them has its rows.
    is_silent = chosen.value is None and within is None
    if isinstance(indicator.measure, Worked) or is_silent or group == UNIT_TOTALS:
        return chosen.behind or Behind()
    rows = _fetched(frame, indicator, group, within)
    totals = outcome.behind.totals if outcome.behind and not group and within is None else ()
    return Behind(
        ids=tuple([row[0] for row in rows]),
        child_ids=tuple([row[1] for row in rows]) if indicator.source.child else (),
        amounts=_amounts(frame, indicator, rows, unit or group.split(SEPARATOR)[-1]),
        totals=totals,
    )


def _amounts(frame: Frame, indicator: Indicator, rows: Sequence[Sequence[Any]], unit: str) -> tuple[Value, ...]:
    """What each row adds; where rows or things are counted, each adds one."""
    kind = frame.kind(indicator.source, indicator.measure)
    if isinstance(indicator.measure, Count | Distinct):
        return (value_of(indicator, kind, 1, is_floor=False, unit=unit),) * len(rows)
    return tuple([value_of(indicator, kind, row[2], is_floor=bool(row[3]), unit=unit) for row in rows])


def _fetched(frame: Frame, indicator: Indicator, group: str, within: sa.ColumnElement[bool] | None) -> list[Any]:
    source, measure, place = indicator.source, indicator.measure, frame.place(indicator.source)
    record, said = place.parent or place, frame.unsaid(source, measure)
    if isinstance(measure, Distinct) and measure.also is not None:
        return _first_naming(frame, indicator, record, within)
    where = [frame.details(source), said.is_not(None)]
    where += _in_group(place, indicator.by, group) if group else []
    order = [cell for cell in (frame.day(source),) if cell is not None]
    if isinstance(measure, Distinct):
        first = sa.select(sa.func.min(place.table.c.id)).select_from(frame.origin(source)).where(*where).group_by(said)
        where = [place.table.c.id.in_(first.correlate(None))]
    where += [] if within is None else [within]
    amount: Expression = sa.literal(1) if isinstance(measure, Distinct) else frame.amount(source, measure)
    floor = frame.floor(source, measure)
    is_floor = sa.false() if floor is None else floor
    cells = (record.table.c.id, place.table.c.id.label("row_id"), amount, is_floor.label("is_floor"))
    query = sa.select(*cells).select_from(frame.origin(source)).where(*where)
    return frame.rows(query.order_by(*order, record.table.c.id, place.table.c.id))


def firsts(frame: Frame, indicator: Indicator) -> sa.Subquery:
    """For each different thing a figure counts the first row that names it (`first`): of `also` the first record."""
    measure, source = indicator.measure, indicator.source
    if isinstance(measure, Distinct) and measure.also is not None:
        named = frame.named(source, measure)
        return (
            sa.select(sa.func.min(named.c.record_id).label("first"), named.c.thing).group_by(named.c.thing).subquery()
        )
    said, table = frame.unsaid(source, measure), frame.place(source).table
    query = sa.select(sa.func.min(table.c.id).label("first"), said.label("thing")).select_from(frame.origin(source))
    return query.where(frame.details(source), said.is_not(None)).group_by(said).correlate(None).subquery()


def _first_naming(
    frame: Frame, indicator: Indicator, record: Place, within: sa.ColumnElement[bool] | None
) -> list[Any]:
    """For each thing the first record that names it."""
    found = firsts(frame, indicator)
    query = sa.select(found.c.first, found.c.first, sa.literal(1), sa.literal(0))
    if within is not None:
        query = query.select_from(found.join(record.table, record.table.c.id == found.c.first)).where(within)
    return frame.rows(query.order_by(found.c.first, found.c.thing))
