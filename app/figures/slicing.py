"""A figure broken down: slices that add up to it, each with the very rows it counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.figures import axes, reckon
from app.figures.model import Behind, Distinct, Outcome, Ratio, Worked, size
from db.declare import Kind
from db.values import Money, Value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.figures.axes import Axis
    from app.figures.frame import Frame
    from app.figures.model import Indicator, Total

    Expression = sa.ColumnElement[Any]
    Slices = dict[str, Value]

BETWEEN = "·"
"""Between the label of a slice and the unit of measure, where quantities are added."""


def slices(
    frame: Frame, indicators: Mapping[str, Indicator], found: Mapping[str, Outcome], code: str, by: str
) -> Slices:
    """The slices of a figure by label: in order of time, else the largest first and what says nothing last."""
    indicator, outcome = indicators[code], found[code]
    if isinstance(indicator.measure, Ratio):
        return _rates(frame, indicators, found, indicator.measure, by)
    axis = axes.of(frame, indicator, by)
    if isinstance(indicator.measure, Worked):
        return _ordered(axis, _worked(frame, indicator, outcome, axis))
    by_key = _counted(frame, indicator, axis)
    merged: Slices = {}
    for label, value in [*by_key, *_totals(axis, outcome)]:
        merged[label] = reckon.added(merged.get(label), value)
    return _ordered(axis, merged)


def slice_behind(frame: Frame, indicator: Indicator, outcome: Outcome, by: str, label: str) -> Behind:
    """The rows of one slice, by the very key that counted them."""
    axis = axes.of(frame, indicator, by)
    if isinstance(indicator.measure, Worked):
        return _worked_behind(frame, indicator, outcome, axis, label)
    unit = label.partition(BETWEEN)[2] if _is_quantity(frame, indicator) else ""
    keys = [key for key, *_ in _groups(frame, indicator, axis) if _label(frame, indicator, axis, key) == label]
    behind = reckon.behind(frame, indicator, outcome, within=_key(frame, indicator, axis).in_(keys), unit=unit)
    totals = outcome.behind.totals if outcome.behind else ()
    own = tuple(total for total in totals if axis.of_unit(total) == label)
    return Behind(behind.ids, behind.child_ids, behind.amounts, own)


def _ordered(axis: Axis, found: Slices) -> Slices:
    last = (axis.empty, reckon.UNIT_TOTALS)
    if axis.is_ordered:
        return {label: value for label, value in found.items() if label not in last} | {
            label: found[label] for label in last if label in found
        }
    order = sorted(found, key=lambda label: (label in last, label == reckon.UNIT_TOTALS, -size(found[label]), label))
    return {label: found[label] for label in order}


# ---- counted in the file ---------------------------------------------------------------------------------------------


def _is_quantity(frame: Frame, indicator: Indicator) -> bool:
    return frame.kind(indicator.source, indicator.measure) is Kind.QUANTITY


def _key(frame: Frame, indicator: Indicator, axis: Axis) -> Expression:
    """The key of a row; where quantities are added, with the unit of measure: different units never meet."""
    if not _is_quantity(frame, indicator):
        return axis.key
    place, measure = frame.place(indicator.source), indicator.measure
    unit = place.cell(f"{getattr(measure, 'key', '')}_unit")
    return axis.key + BETWEEN + sa.func.coalesce(unit, "")


def _label(frame: Frame, indicator: Indicator, axis: Axis, key: str) -> str:
    if not _is_quantity(frame, indicator):
        return axis.words(key)
    own, _, unit = key.rpartition(BETWEEN)
    return f"{axis.words(own)}{BETWEEN}{unit}"


def _groups(frame: Frame, indicator: Indicator, axis: Axis) -> list[Any]:
    """(key, what its rows come to, how many of them are floors), in the order of the keys."""
    source, measure = indicator.source, indicator.measure
    key = _key(frame, indicator, axis).label("slice_key")
    if isinstance(measure, Distinct):
        # A thing named in several slices stands in the first that names it, so that the slices add up.
        place, firsts = frame.place(source), reckon.firsts(frame, indicator)
        record = place.parent or place
        if measure.also is not None:
            named = sa.select(key, sa.func.count(), sa.literal(0)).select_from(
                firsts.join(record.table, record.table.c.id == firsts.c.first)
            )
            return frame.rows(named.group_by(key).order_by(key))
        query = sa.select(key, sa.func.count(), sa.literal(0)).select_from(frame.origin(source))
        query = query.where(place.table.c.id.in_(sa.select(firsts.c.first)))
        return frame.rows(query.group_by(key).order_by(key))
    amount, floor = frame.amount(source, measure), frame.floor(source, measure)
    floors = sa.literal(0) if floor is None else sa.func.sum(sa.case((floor, 1)))
    query = sa.select(key, sa.func.sum(amount), floors).select_from(frame.origin(source))
    return frame.rows(query.where(frame.details(source), amount.is_not(None)).group_by(key).order_by(key))


def _counted(frame: Frame, indicator: Indicator, axis: Axis) -> list[tuple[str, Value]]:
    kind = frame.kind(indicator.source, indicator.measure)
    found = []
    for key, number, floors in _groups(frame, indicator, axis):
        label = _label(frame, indicator, axis, key)
        unit = label.rpartition(BETWEEN)[2]
        found.append((label, reckon.value_of(indicator, kind, number, is_floor=bool(floors), unit=unit)))
    return found


def _totals(axis: Axis, outcome: Outcome) -> list[tuple[str, Value]]:
    totals: Sequence[Total] = outcome.behind.totals if outcome.behind else ()
    return [(axis.of_unit(total), total.amount) for total in totals]


# ---- rates and days --------------------------------------------------------------------------------------------------


def _rates(
    frame: Frame, indicators: Mapping[str, Indicator], found: Mapping[str, Outcome], measure: Ratio, by: str
) -> Slices:
    """The rate of each slice of the denominator; one without a base has none."""
    over = slices(frame, indicators, found, measure.over, by)
    under = slices(frame, indicators, found, measure.under, by)
    return {label: reckon.rate(over.get(label, _nothing_like(base)), base) for label, base in under.items()}


def _nothing_like(value: Value) -> Value:
    return Money(0) if isinstance(value, Money) else 0


def _worked(frame: Frame, indicator: Indicator, outcome: Outcome, axis: Axis) -> Slices:
    merged: Slices = {}
    for label, _, amount in _worked_rows(frame, indicator, outcome, axis):
        merged[label] = reckon.added(merged.get(label), amount)
    if outcome.behind and not outcome.behind.ids and outcome.value is not None:
        merged[axis.empty] = outcome.value
    return merged


def _worked_rows(frame: Frame, indicator: Indicator, outcome: Outcome, axis: Axis) -> list[tuple[str, int, Value]]:
    behind = outcome.behind or Behind()
    table = frame.place(indicator.source).table
    query = sa.select(table.c.id, axis.key).where(table.c.id.in_(behind.ids)).order_by(axis.key, table.c.id)
    amounts = dict(zip(behind.ids, behind.amounts, strict=True))
    return [(axis.words(key), row_id, amounts[row_id]) for row_id, key in frame.rows(query)]


def _worked_behind(frame: Frame, indicator: Indicator, outcome: Outcome, axis: Axis, label: str) -> Behind:
    rows = [row for row in _worked_rows(frame, indicator, outcome, axis) if row[0] == label]
    days = outcome.behind.days if outcome.behind and label == axis.empty else ()
    return Behind(tuple(row[1] for row in rows), (), tuple(row[2] for row in rows), days=days)
