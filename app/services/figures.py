"""The figures of the office as of a day, each with the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.figures import catalogue, reckon
from app.figures.frame import Frame
from app.rules import dates, wording
from app.rules.reading import json_value
from app.rules.refusal import Exit, Refused
from app.services import answers, calendars, settings
from db import mapping
from db.ask import Ask
from db.queries import Reading
from db.values import FuzzyCount, FuzzyDate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from app.figures.model import Behind, Indicator, Outcome, Total
    from db.ask import Record
    from db.declare import Ledger
    from db.queries import Reading
    from db.unit import UnitOfWork
    from db.values import Value


WITHOUT_RESTRICTED = "不含限制查阅件"
"""What figures say, once, to an operator for whom the restricted class does not exist."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its value (None is no data; money in fen, rates in per cent), the words for it, and what it rests on.

    `detail` names groups, bases of rates, units that sent totals, and what is missing; `ledger` is where it opens.
    """

    code: str
    name: str
    value: Value
    counter: str
    text: str
    as_of: date
    detail: str
    ledger: str
    definition: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows behind a figure: `ids` are records of the ledger, one for each row counted.

    Where rows of a child are counted, `child` names it and `child_ids` are its rows, in step with `ids`; `amounts` is
    what each row adds, `totals` what units without detail rows sent in, `days` the days that have no row.
    """

    code: str
    ledger: str
    ids: tuple[int, ...]
    value: Value
    child: str = ""
    child_ids: tuple[int, ...] = ()
    amounts: tuple[Value, ...] = ()
    totals: tuple[Total, ...] = ()
    days: tuple[date, ...] = ()


def all_figures(unit: UnitOfWork, *, as_of: date | None = None, campaign: str = "") -> tuple[Figure, ...]:
    """All figures as of a day (the file's own today when not given), by all campaigns or one.

    `campaign` is a name, short name or code; raises Refused (usage) for one that is not there.
    """
    frame = _frame(unit, as_of, campaign)
    found = reckon.reckon(frame, catalogue.INDICATORS)
    figures = [
        figure for indicator in catalogue.INDICATORS for figure in _figures(frame, indicator, found[indicator.code])
    ]
    return tuple(figures if unit.sees_restricted else _noted(unit, figures))


def _noted(unit: UnitOfWork, figures: list[Figure]) -> Iterator[Figure]:
    """The figures, the first of a ledger that has a restricted class saying once that it is not in them."""
    is_said = False
    for figure in figures:
        if not is_said and unit.schema.ledgers[figure.ledger].restricted_when is not None:
            is_said = True
            yield replace(figure, detail="；".join(filter(None, (figure.detail, WITHOUT_RESTRICTED))))
        else:
            yield figure


def rows(unit: UnitOfWork, *, code: str, as_of: date | None = None, campaign: str = "") -> Rows:
    """The rows behind one figure, a bare code being its first part; raises Refused (usage) for an unknown code."""
    indicator, group = catalogue.find(code)
    frame = _frame(unit, as_of, campaign)
    needed = reckon.with_parts(catalogue.INDICATORS, [indicator])
    found = reckon.reckon(frame, needed)
    outcome = found[indicator.code]
    if group and group not in dict(outcome.parts):
        raise catalogue.unknown(code)
    value = dict(outcome.parts)[group].value if group else outcome.value
    counted = reckon.numerator(catalogue.INDICATORS, indicator)
    behind = reckon.behind(frame, counted, found[counted.code], group)
    full_code = f"{indicator.code}.{group}" if group else indicator.code
    return _rows(full_code, counted, behind, value)


def _rows(code: str, counted: Indicator, behind: Behind, value: Value) -> Rows:
    return Rows(
        code=code,
        ledger=counted.source.ledger,
        ids=behind.ids,
        value=value,
        child=counted.source.child,
        child_ids=behind.child_ids,
        amounts=behind.amounts,
        totals=behind.totals,
        days=behind.days,
    )


# ---- the day and the campaign looked at ------------------------------------------------------------------------------


def _frame(unit: UnitOfWork, as_of: date | None, campaign: str) -> Frame:
    day = as_of or unit.clock.today()
    reading = unit.reading_as_of(day, settings.number(unit, "near_days"))
    calendar = calendars.work_calendar(unit)
    if not campaign.strip():
        return Frame(reading, day, calendar)
    chosen, within = _campaign(reading, unit.schema.ledgers["campaigns"], campaign.strip())
    started = chosen.values.get("started_on")
    start = started.start if isinstance(started, FuzzyDate) else started
    return Frame(reading, day, calendar, campaigns=within, start=start)  # type: ignore[arg-type]


def _campaign(reading: Reading, ledger: Ledger, wanted: str) -> tuple[Record, tuple[int, ...]]:
    """The campaign of that name, and the ids of it and of its sub-campaigns."""
    ask = Ask(ledger.name)
    known = reading.rows(ask.page(0, total), total) if (total := reading.count(ask)) else ()
    exact = [one for one in known if wanted in (one.number, one.values["name"], one.values["short_name"])]
    like = exact or [one for one in known if wanted in str(one.values["name"])]
    if len(like) != 1:
        named = "、".join(str(one.values["name"]) for one in known) or "（还没有登记活动）"
        sentence = f"没有叫「{wanted}」的活动，或者不止一个。已登记的活动：{named}。"
        raise Refused(sentence, field="campaign", exit_code=Exit.USAGE)
    return like[0], _within(known, like[0].id)


def _within(known: tuple[Record, ...], top: int) -> tuple[int, ...]:
    ids = [top]
    for parent in ids:
        ids += [
            one.id for one in known if getattr(one.values.get("parent"), "id", None) == parent and one.id not in ids
        ]
    return tuple(ids)


# ---- words -----------------------------------------------------------------------------------------------------------


def _figures(frame: Frame, indicator: Indicator, outcome: Outcome) -> tuple[Figure, ...]:
    parts = ((f"{indicator.code}.{label}", f"{indicator.name}·{label}", part) for label, part in outcome.parts)
    every = ((indicator.code, indicator.name, outcome), *parts)
    return tuple(_figure(frame, indicator, code, name, one) for code, name, one in every)


def _figure(frame: Frame, indicator: Indicator, code: str, name: str, outcome: Outcome) -> Figure:
    return Figure(
        code=code,
        name=name,
        value=outcome.value,
        counter=indicator.counter,
        text=outcome.text or wording.worded(outcome.value, indicator.counter),
        as_of=frame.as_of,
        detail="；".join(outcome.details),
        ledger=indicator.source.ledger,
        definition=indicator.definition,
    )


# ---- JSON of the command line ----------------------------------------------------------------------------------------


def as_json(unit: UnitOfWork, *, as_of: str = "", campaign: str = "") -> list[dict[str, Any]]:
    """All figures as the command line prints them; raises Refused for a day or campaign it cannot read."""
    return [_figure_json(figure) for figure in all_figures(unit, as_of=_day(unit, as_of), campaign=campaign)]


def rows_json(unit: UnitOfWork, *, code: str, as_of: str = "", campaign: str = "") -> dict[str, Any]:
    """The rows behind a figure as the command line prints them; `adds` is what a row adds where that is not 1."""
    found = rows(unit, code=code, as_of=_day(unit, as_of), campaign=campaign)
    behind = [*_records_json(unit, found), *_totals_json(unit, found)]
    return {
        "code": found.code,
        "value": _value_json(found.value),
        "rows": [*behind, *({"date": day.isoformat()} for day in found.days)],
    }


def _day(unit: UnitOfWork, text: str) -> date | None:
    return dates.read_date(text, today=unit.clock.today()) if text.strip() else None


def _figure_json(figure: Figure) -> dict[str, Any]:
    return {
        "code": figure.code,
        "name": figure.name,
        "value": _value_json(figure.value),
        "counter": figure.counter,
        "text": figure.text,
        "as_of": figure.as_of.isoformat(),
        "detail": figure.detail or None,
    }


def _value_json(value: Value) -> str | int | float | bool | None:
    """Counts, rates and hours as numbers; money in yuan, quantities and floors (100+) as text."""
    match value:
        case Decimal():
            return int(value) if value == int(value) else float(value)
        case FuzzyCount(is_floor=False):
            return value.value
    return mapping.stored(value)


def _records_json(unit: UnitOfWork, found: Rows) -> list[dict[str, Any]]:
    ledger = unit.schema.ledgers[found.ledger]
    records = unit.reading.records(ledger, sorted(set(found.ids)))
    children = _children_json(unit, found) if found.child else {}
    return [
        {
            **answers.columns(ledger, records[row_id]),
            **({found.child: children[found.child_ids[at]]} if found.child else {}),
            **({} if found.amounts[at] == 1 else {"adds": _value_json(found.amounts[at])}),
        }
        for at, row_id in enumerate(found.ids)
    ]


def _children_json(unit: UnitOfWork, found: Rows) -> dict[int, dict[str, Any]]:
    ledger = unit.schema.ledgers[found.ledger]
    child = ledger.child(found.child)
    parents = unit.reading.children(ledger, sorted(set(found.ids)))
    return {
        row.id: {column.key: json_value(column, row.values.get(column.key)) for column in child.columns}
        for by_name in parents.values()
        for row in by_name.get(child.name, ())
    }


def _totals_json(unit: UnitOfWork, found: Rows) -> list[dict[str, Any]]:
    return [
        {
            "ledger": total.ledger,
            **answers.columns(ledger, unit.reading.records(ledger, [total.id])[total.id]),
            "adds": _value_json(total.amount),
        }
        for total in found.totals
        for ledger in (unit.schema.ledgers[total.ledger],)
    ]
