"""The figures of the office as of a day, each with the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from app.figures import axes, reckon, slicing
from app.figures.catalogue import mark
from app.figures.model import Ratio
from app.rules import dates, wording
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services import looking, own_indicators, permitted
from app.services.looking import WHOLE
from app.services.permitted import needs
from db import mapping
from db.values import FuzzyCount

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    from app.figures.catalogue import Catalogue
    from app.figures.frame import Frame
    from app.figures.model import Behind, Indicator, Lens, Outcome, Total
    from app.services.changes import Actor
    from db.ask import Record
    from db.declare import Ledger
    from db.unit import UnitOfWork
    from db.values import Value

    _Teller = Callable[[Ledger, Record], dict[str, Any]]

WITHOUT_RESTRICTED = "不含限制查阅件"
"""What figures say, once, to an operator for whom the restricted class does not exist."""
SLICED = "@"
"""Between the code of a figure and that of one of its slices: O8.opinions@village:清一村."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its value (None is no data; money in fen, rates in per cent), the words for it, and what it rests on.

    `detail` names groups, bases of rates, units that sent totals, and what is missing; `ledger` is where it opens.
    `base` is the denominator of a rate in words; `has_rows` is False where the ledger holds nothing by that day: a 0
    then says that nothing was entered, not that nothing happened.
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
    base: str = ""
    has_rows: bool = True
    is_own: bool = False

    @property
    def mark(self) -> str:
        """The code as the office reads it: 学习3-1."""
        return mark(self.code)

    @property
    def shown(self) -> str:
        """The words with the base of a rate beside them: 64.8%（基数500份）."""
        return f"{self.text}（基数{self.base}）" if self.base and self.value is not None else self.text


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


@dataclass(frozen=True, slots=True)
class Slice:
    """One part of a broken-down figure; `code` is what `rows` opens it by."""

    label: str
    value: Value
    text: str
    code: str


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A figure by category, village, month, unit or column: its slices add up to its value, but for rates."""

    figure: Figure
    by: str
    slices: tuple[Slice, ...]
    adds_up: bool


def all_figures(
    unit: UnitOfWork, *, as_of: date | None = None, campaign: str = "", lens: Lens = WHOLE
) -> tuple[Figure, ...]:
    """All figures, the office's own among them, through a lens, or as of a day and by a campaign.

    A campaign is a name, short name or code; raises Refused (usage) for one that is not there.
    """
    frame = looking.frame(unit, _lens(lens, as_of, campaign), by_two=True)
    known = own_indicators.catalogue(unit)
    found = reckon.reckon(frame, known.indicators)
    figures = [figure for one in known.indicators for figure in figures_of(frame, one, found, known.by_code)]
    return tuple(figures if unit.sees_restricted else _noted(unit, figures))


def _lens(lens: Lens, as_of: date | None, campaign: str) -> Lens:
    return replace(lens, as_of=as_of or lens.as_of, campaign=campaign or lens.campaign)


def _noted(unit: UnitOfWork, figures: list[Figure]) -> Iterator[Figure]:
    """The figures, the first of a ledger that has a restricted class saying once that it is not in them."""
    is_said = False
    for figure in figures:
        if not is_said and unit.schema.ledgers[figure.ledger].restricted_when is not None:
            is_said = True
            yield replace(figure, detail="；".join(filter(None, (figure.detail, WITHOUT_RESTRICTED))))
        else:
            yield figure


def rows(unit: UnitOfWork, *, code: str, as_of: date | None = None, campaign: str = "", lens: Lens = WHOLE) -> Rows:
    """The rows behind one figure, or one slice of it, a bare code being its first part.

    Raises Refused (usage) for an unknown code.
    """
    known = own_indicators.catalogue(unit)
    indicator, _group = known.find(_parted(code)[0])
    frame = looking.frame(unit, _lens(lens, as_of, campaign))
    return rows_of(frame, known, reckon.reckon(frame, reckon.with_parts(known.indicators, [indicator])), code)


def rows_of(frame: Frame, known: Catalogue, found: dict[str, Outcome], code: str) -> Rows:
    """The rows behind a figure that is reckoned already, with what it is made of; raises Refused (usage)."""
    whole, by, label = _parted(code)
    indicator, group = known.find(whole)
    outcome = found[indicator.code]
    if group and group not in dict(outcome.parts):
        raise known.unknown(whole)
    counted = reckon.numerator(known.indicators, indicator)
    full_code = f"{indicator.code}.{group}" if group else indicator.code
    if by:
        values = slicing.slices(frame, known.by_code, found, indicator.code, by)
        if label not in values:
            raise known.unknown(code)
        behind = slicing.slice_behind(frame, counted, found[counted.code], by, label)
        return _rows(code, counted, behind, values[label])
    value = dict(outcome.parts)[group].value if group else outcome.value
    return _rows(full_code, counted, reckon.behind(frame, counted, found[counted.code], group), value)


def _parted(code: str) -> tuple[str, str, str]:
    """The code of a figure, and of a slice by what it was broken down and its label."""
    whole, _, sliced = code.partition(SLICED)
    by, _, label = sliced.partition(":")
    return whole, by, label


def breakdown(
    unit: UnitOfWork, *, code: str, by: str = axes.CATEGORY, as_of: date | None = None, campaign: str = "",
    lens: Lens = WHOLE,
) -> Breakdown:  # fmt: skip
    """A figure by category, village, month, unit or any column of its ledger (machine name or label).

    Every row falls under one slice, those that say nothing under 未填村, 未分类 …, so that the slices add up to the
    figure; a rate is given slice by slice of its denominator. Raises Refused (usage) for an unknown code or column.
    """
    return breakdowns(unit, wanted=((code, by),), lens=_lens(lens, as_of, campaign))[0]


def breakdowns(unit: UnitOfWork, *, wanted: Sequence[tuple[str, str]], lens: Lens = WHOLE) -> tuple[Breakdown, ...]:
    """Several figures broken down, each by its own (code, by), in one look at the file; raises as `breakdown` does."""
    known = own_indicators.catalogue(unit)
    chosen = [(_whole(known, code), by) for code, by in wanted]
    frame = looking.frame(unit, lens)
    found = reckon.reckon(frame, reckon.with_parts(known.indicators, [indicator for indicator, _ in chosen]))
    return tuple(_broken(frame, known, found, indicator, by) for indicator, by in chosen)


def _whole(known: Catalogue, code: str) -> Indicator:
    indicator, group = known.find(code)
    if group:
        raise Refused(f"「{code}」已经是分列的一类，不能再分列。", field="code", exit_code=Exit.USAGE)
    return indicator


def _broken(frame: Frame, known: Catalogue, found: dict[str, Outcome], indicator: Indicator, by: str) -> Breakdown:
    values = slicing.slices(frame, known.by_code, found, indicator.code, by)
    figure = figures_of(frame, indicator, found, known.by_code)[0]
    is_rate = isinstance(indicator.measure, Ratio)
    slices = (
        Slice(label, value, _slice_text(value, indicator), f"{indicator.code}{SLICED}{by}:{label}")
        for label, value in values.items()
    )
    return Breakdown(figure, by, tuple(slices), adds_up=not is_rate)


def _slice_text(value: Value, indicator: Indicator) -> str:
    if isinstance(indicator.measure, Ratio) and isinstance(value, Decimal):
        return wording.rate_text(value, 100, reckon.RATE_PLACES)
    return wording.worded(value, indicator.counter)


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


# ---- words -----------------------------------------------------------------------------------------------------------


def figures_of(
    frame: Frame, indicator: Indicator, found: dict[str, Outcome], known: dict[str, Indicator]
) -> tuple[Figure, ...]:
    """An indicator in words: the figure itself, then its groups."""
    outcome = found[indicator.code]
    base = known[indicator.measure.under].counter if isinstance(indicator.measure, Ratio) else ""
    whole = (indicator.code, indicator.name, outcome, indicator.counter)
    parts = (
        (f"{indicator.code}.{label}", f"{indicator.name}·{label}", part, reckon.counter(frame, indicator, label))
        for label, part in outcome.parts
    )
    return tuple(_figure(frame, indicator, *one, base) for one in (whole, *parts))


def _figure(
    frame: Frame, indicator: Indicator, code: str, name: str, outcome: Outcome, counter: str, base: str
) -> Figure:
    return Figure(
        code=code,
        name=name,
        value=outcome.value,
        counter=counter,
        text=outcome.text or wording.worded(outcome.value, counter),
        as_of=frame.as_of,
        detail="；".join(outcome.details),
        ledger=indicator.source.ledger,
        definition=indicator.definition,
        base="" if outcome.base is None else wording.worded(outcome.base, base),
        has_rows=outcome.has_rows,
        is_own=own_indicators.is_own(indicator),
    )


# ---- JSON of the command line ----------------------------------------------------------------------------------------


def as_json(unit: UnitOfWork, *, as_of: str = "", campaign: str = "", lens: Lens = WHOLE) -> list[dict[str, Any]]:
    """All figures as the command line prints them; raises Refused for a day or campaign it cannot read."""
    found = all_figures(unit, as_of=_day(unit, as_of), campaign=campaign, lens=lens)
    return [figure_json(figure) for figure in found]


def breakdown_json(
    unit: UnitOfWork, *, code: str, by: str, as_of: str = "", lens: Lens = WHOLE
) -> list[dict[str, Any]]:
    """The slices of a figure as the command line prints them."""
    found = breakdown(unit, code=code, by=by, as_of=_day(unit, as_of), lens=lens)
    return [
        {"code": one.code, "label": one.label, "value": _value_json(one.value), "text": one.text}
        for one in found.slices
    ]


@needs(Right.READ)
def rows_json(
    unit: UnitOfWork, *, actor: Actor, code: str, as_of: str = "", campaign: str = "", lens: Lens = WHOLE,
    in_words: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """The rows behind a figure as the command line prints them, masked for who only looks; `adds` is what a row adds
    where that is not 1. `in_words` gives records as the office reads them.
    """
    found = rows(unit, code=code, as_of=_day(unit, as_of), campaign=campaign, lens=lens)
    masked = not permitted.may(actor, Right.REVEAL)
    told = partial(_told, masked=masked, in_words=in_words)
    children = _children_json(unit, found, masked=masked, in_words=in_words) if found.child else {}
    behind = [*_records_json(unit, found, told, children), *_totals_json(unit, found, told)]
    return {
        "code": found.code,
        "value": _value_json(found.value),
        "rows": [*behind, *({"date": day.isoformat()} for day in found.days)],
    }


def _day(unit: UnitOfWork, text: str) -> date | None:
    return dates.read_date(text, today=unit.clock.today()) if text.strip() else None


def figure_json(figure: Figure) -> dict[str, Any]:
    """One figure as the command line prints it."""
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


def _told(ledger: Ledger, record: Record, *, masked: bool, in_words: bool) -> dict[str, Any]:
    from app.services import answers  # for the command line alone: the first screen waits for the figures

    if in_words:
        return answers.in_words(ledger, record, masked=masked)
    return answers.columns(ledger, record, masked=masked)


def _records_json(
    unit: UnitOfWork, found: Rows, told: _Teller, children: dict[int, dict[str, Any] | str]
) -> list[dict[str, Any]]:
    ledger = unit.schema.ledgers[found.ledger]
    records = unit.reading.records(ledger, sorted(set(found.ids)))
    return [
        {
            **told(ledger, records[row_id]),
            **({found.child: children[found.child_ids[at]]} if found.child else {}),
            **({} if found.amounts[at] == 1 else {"adds": _value_json(found.amounts[at])}),
        }
        for at, row_id in enumerate(found.ids)
    ]


def _children_json(unit: UnitOfWork, found: Rows, *, masked: bool, in_words: bool) -> dict[int, dict[str, Any] | str]:
    from app.services import answers

    tell: Callable[..., dict[str, Any] | str] = answers.row_in_words if in_words else answers.child_columns
    ledger = unit.schema.ledgers[found.ledger]
    child = ledger.child(found.child)
    parents = unit.reading.children(ledger, sorted(set(found.ids)))
    return {
        row.id: tell(child, row, masked=masked) for by_name in parents.values() for row in by_name.get(child.name, ())
    }


def _totals_json(unit: UnitOfWork, found: Rows, told: _Teller) -> list[dict[str, Any]]:
    return [
        {
            "ledger": total.ledger,
            **told(ledger, unit.reading.records(ledger, [total.id])[total.id]),
            "adds": _value_json(total.amount),
        }
        for total in found.totals
        for ledger in (unit.schema.ledgers[total.ledger],)
    ]
