"""By what a figure can be broken down (category, village, month, unit, any column), and where each row falls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.figures import whose
from app.figures.reckon import UNIT_TOTALS
from app.figures.whose import villages
from app.rules.refusal import Exit, Refused
from db.declare import Kind
from db.values import FuzzyDate, Precision

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.figures.frame import Frame, Place
    from app.figures.model import Indicator, Source, Total

    Expression = sa.ColumnElement[Any]

CATEGORY, VILLAGE, MONTH, UNIT, OFFICE = "category", "village", "month", "unit", "office"
LABELS = {CATEGORY: "类别", VILLAGE: "村", MONTH: "月份", UNIT: "单位", OFFICE: "报来单位"}
"""What figures are usually broken down by."""
OWN_OFFICE = "本单位"
"""Where the rows fall that no package brought."""
NO_VILLAGE, NO_CATEGORY, NO_DAY, NO_UNIT = "未填村", "未分类", "未填日期", "未填单位"
CATEGORIES = ("category", "kind", "form", "method", "topic", "channel", "item", "result", "status", "medium")
"""The column of a ledger that is its category: the first of these it has, unless the figure names one itself."""


@dataclass(frozen=True, slots=True)
class Axis:
    """One way to break a figure down: the key of a row in SQL, the words for a key, those of a unit's total, and
    whether the slices stand in the order of their keys (months) or of their size.
    """

    name: str
    label: str
    key: Expression
    words: Callable[[str], str]
    of_unit: Callable[[Total], str]
    empty: str
    is_ordered: bool = False


def of(frame: Frame, indicator: Indicator, by: str) -> Axis:
    """The axis of that name, or of that column of the ledger; raises Refused (usage) for what is neither."""
    source = indicator.source
    match next((name for name, label in LABELS.items() if by in (name, label)), by):
        case "village":
            return _village(frame, source)
        case "month":
            return _month(frame, source)
        case "unit":
            return _unit(frame, source)
        case "office":
            return _office(frame, source)
        case "category":
            return _column(frame, indicator, _category(frame, indicator), CATEGORY)
        case name:
            return _column(frame, indicator, name, name)


def _nothing() -> Expression:
    return sa.literal("")


def _no_unit(_total: Total) -> str:
    return UNIT_TOTALS


# ---- village ---------------------------------------------------------------------------------------------------------


def _village(frame: Frame, source: Source) -> Axis:
    place = frame.place(source)
    table, tree = (place.parent or place).table, villages(frame)

    def words(key: str) -> str:
        found = tree.of_id(int(key[1:])) if key.startswith("#") else tree.of_name(key)
        return found or NO_VILLAGE

    if source.ledger == "places":
        key: Expression = sa.literal("#") + sa.cast(table.c.id, sa.Text)
    elif "place" in table.c:
        by_id = sa.literal("#") + sa.cast(table.c.place_id, sa.Text)
        key = sa.func.coalesce(by_id, sa.func.trim(table.c.place), "")
    else:
        key = _nothing()
    return Axis(VILLAGE, LABELS[VILLAGE], key, words, lambda total: tree.known(total.key) or UNIT_TOTALS, NO_VILLAGE)


# ---- month and unit --------------------------------------------------------------------------------------------------


def _month(frame: Frame, source: Source) -> Axis:
    day, place = frame.day(source), frame.place(source)
    if day is None:
        return Axis(MONTH, LABELS[MONTH], _nothing(), lambda _key: NO_DAY, _no_unit, NO_DAY, is_ordered=True)
    key: Expression = sa.func.substr(sa.cast(day, sa.Text), 1, 7)
    precision = f"{frame.ledgers[source.ledger].main_date}_precision"
    cells = (place.parent or place).table.c
    if not source.dated and precision in cells:
        # A day known only to its season or year is no day of the month it begins with.
        key += sa.case((cells[precision].in_((Precision.SEASON, Precision.YEAR)), "~" + cells[precision]), else_="")
    return Axis(MONTH, LABELS[MONTH], sa.func.coalesce(key, ""), _month_words, _no_unit, NO_DAY, is_ordered=True)


def _month_words(key: str) -> str:
    month, _, precision = key.partition("~")
    if not month:
        return NO_DAY
    first = date.fromisoformat(f"{month}-01")
    return FuzzyDate(first, Precision(precision or Precision.MONTH)).text()


def _unit(frame: Frame, source: Source) -> Axis:
    known = whose.units(frame)

    def words(told: str) -> str:
        return known.of(told) or NO_UNIT

    key = whose.written(frame, source, whose.OWNERS)
    return Axis(UNIT, LABELS[UNIT], key, words, lambda total: total.key or NO_UNIT, NO_UNIT)


def _office(frame: Frame, source: Source) -> Axis:
    """By the office whose package brought the record (`services.package_merge`)."""
    place, tables = frame.place(source), frame.reading.schema.packages
    table = (place.parent or place).table
    brought = sa.select(sa.func.min(tables.offices.c.label)).select_from(
        tables.rows.join(tables.batches, tables.batches.c.uuid == tables.rows.c.batch_uuid).join(
            tables.offices, tables.offices.c.uuid == tables.batches.c.office_uuid
        )
    )
    whose = brought.where(tables.rows.c.record_uuid == table.c.uuid).correlate(table).scalar_subquery()
    key = sa.func.coalesce(whose, "")
    return Axis(OFFICE, LABELS[OFFICE], key, lambda label: label or OWN_OFFICE, _no_unit, OWN_OFFICE)


# ---- a column --------------------------------------------------------------------------------------------------------


def _category(frame: Frame, indicator: Indicator) -> str:
    place = frame.place(indicator.source)
    found = indicator.by[:1] or tuple(key for key in CATEGORIES if _has(place, key))[:1]
    return found[0] if found else ""


def _has(place: Place, key: str) -> bool:
    return key in place.table.c or (place.parent is not None and key in place.parent.table.c)


def _column(frame: Frame, indicator: Indicator, name: str, axis: str) -> Axis:
    place = frame.place(indicator.source)
    ledger = frame.ledgers[indicator.source.ledger]
    key = name if _has(place, name) else _key_of(place, name)
    if not name:
        return Axis(axis, LABELS[CATEGORY], _nothing(), lambda _key: NO_CATEGORY, _no_unit, NO_CATEGORY)
    if not _has(place, key):
        sentence = f"{ledger.label}没有「{name}」这一栏，不能按它分列。可以按类别、村、月份、单位、报来单位分列。"
        raise Refused(sentence, field="by", exit_code=Exit.USAGE)
    column = place.column(key)
    empty = NO_CATEGORY if axis == CATEGORY else f"未填{column.label}"
    if column.kind in (Kind.DATE, Kind.FUZZY_DATE):
        return _of_days(axis, column.label, place, key, empty)

    def words(raw: str) -> str:
        if column.kind is Kind.FLAG:
            return "是" if raw == "1" else "否"
        is_state = ledger.flow is not None and key == ledger.flow.column
        return (ledger.flow.label(raw) if is_state and ledger.flow else raw) or empty

    cell = sa.func.trim(sa.func.coalesce(sa.cast(place.cell(key), sa.Text), ""))
    return Axis(axis, column.label, cell, words, _no_unit, empty)


def _key_of(place: Place, name: str) -> str:
    """The machine name of a column of the rows counted, of a child's own before the record's."""
    own = next((one.key for one in place.declared.columns if one.label == name), "") if place.parent else ""
    known = (place.parent or place).declared.find(name)  # type: ignore[union-attr]
    return own or (known.key if known is not None else name)


def _of_days(axis: str, label: str, place: Place, key: str, empty: str) -> Axis:
    """By the days of a column as they were known: a year is no first of January."""
    cells = place.holder(key).table.c
    day: Expression = sa.cast(cells[key], sa.Text)
    if f"{key}_precision" in cells:
        precision = cells[f"{key}_precision"]
        day += sa.case((precision != Precision.DAY, "~" + precision), else_="")

    def words(told: str) -> str:
        first, _, known = told.partition("~")
        return FuzzyDate(date.fromisoformat(first), Precision(known or Precision.DAY)).text() if told else empty

    return Axis(axis, label, sa.func.coalesce(day, ""), words, _no_unit, empty, is_ordered=True)
