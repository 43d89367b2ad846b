"""One pass over a table for all the figures made of it: their numbers, their groups, and what its rows name."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from app.figures import units
from app.figures.model import Balance, Count, Distinct, PerRecord, Sum

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from app.figures.frame import Frame
    from app.figures.model import Indicator, Measure, Source

    Expression = sa.ColumnElement[Any]
    Label = str | bool | None
    Labels = dict[str, tuple[Label, ...]]
    Cell = int | None

MOST_LABELS = 30
MOST_MIXED = 600
"""A column with more values, or columns with more values together, are grouped by SQL: it sorts the whole table."""


class Group(NamedTuple):
    """What the rows with the same words in the columns of a breakdown come to."""

    labels: tuple[Label, ...]
    number: Any
    is_floor: bool


class Tally(NamedTuple):
    """What one pass over a table gives for one indicator; without `groups` they are still to be counted."""

    number: Any
    unsaid: int
    is_floor: bool
    summaries: int
    is_cautioned: bool
    standing: int
    groups: tuple[Group, ...] | None


class _Places(NamedTuple):
    """Where an indicator finds its cells in the row of its table; None where it needs none."""

    number: Cell
    unsaid: Cell
    floors: Cell
    summaries: Cell
    cautioned: Cell
    groups: tuple[tuple[Label, int, Cell, Cell], ...] | None
    """Of each group its label, its number, how many rows say something, and how many of them a floor."""


class _Query(NamedTuple):
    """The statement of a table, where each indicator finds its own, and where the names stand that others ask for."""

    query: sa.Select[Any]
    places: tuple[_Places, ...]
    names: tuple[tuple[Source, str, int], ...]


def tallies(frame: Frame, group: Sequence[Indicator]) -> list[Tally]:
    """What the indicators of one table come to, in one pass."""
    asked = frame.asked_of(group[0].source) if frame.is_whole else ()
    labels = _labels(frame, group)
    key = ("tallies", tuple(group), asked, tuple(labels.items()))
    query, places, names = frame.built(key, group, lambda: _query(frame, group, asked, labels))
    ((*row, standing),) = frame.rows(query)
    named: dict[tuple[Source, str], int] = {}
    for source, column, at in names:
        found = [one for one in json.loads(row[at]) if one is not None]
        frame.learn(source, column, found)
        named[source, column] = len(found)
    return [_tally(one, own, row, standing, named) for one, own in zip(group, places, strict=True)]


def _tally(
    one: Indicator, own: _Places, row: Sequence[Any], standing: int, named: dict[tuple[Source, str], int]
) -> Tally:
    number, *counts = (0 if at is None else row[at] or 0 for at in own[1:5])
    value = named[one.source, _key(one)] if own.number is None else row[own.number]
    floors, summaries, cautioned = counts
    groups = None if own.groups is None else tuple(_groups_in(row, own.groups))
    return Tally(value, int(number), bool(floors), int(summaries), bool(cautioned), standing, groups)


def _groups_in(row: Sequence[Any], places: Iterable[tuple[Label, int, Cell, Cell]]) -> Iterator[Group]:
    for label, number, said, floors in places:
        if row[number if said is None else said]:
            yield Group((label,), row[number], floors is not None and bool(row[floors]))


def _key(indicator: Indicator) -> str:
    return str(getattr(indicator.measure, "key", ""))


def _query(frame: Frame, group: Sequence[Indicator], asked: Iterable[tuple[Source, str]], labels: Labels) -> _Query:
    cells, source = _Cells(frame), group[0].source
    names = tuple((each, key, cells.names(each, key)) for each, key in asked)
    known = {(each, key) for each, key, _ in names}
    places = tuple(
        _Places(
            None if _is_known(one, known) else cells.added(one),
            cells.unsaid(one),
            cells.floors(one),
            cells.summaries(one),
            cells.cautioned(one),
            cells.groups(one, labels[one.by[0]]) if _is_told_apart(one, labels) else None,
        )
        for one in group
    )
    query = sa.select(*cells.cells, sa.func.count()).select_from(frame.origin(source)).where(frame.scope(source))
    return _Query(query, places, names)


def _is_known(indicator: Indicator, known: set[tuple[Source, str]]) -> bool:
    """Whether the different things a figure counts are read anyhow, because other figures ask who is among them."""
    measure = indicator.measure
    return isinstance(measure, Distinct) and measure.also is None and (indicator.source, measure.key) in known


# ---- the groups of figures -------------------------------------------------------------------------------------------


def _is_told_apart(indicator: Indicator, labels: Labels) -> bool:
    return len(indicator.by) == 1 and isinstance(indicator.measure, Count | Sum) and indicator.by[0] in labels


def _labels(frame: Frame, group: Sequence[Indicator]) -> Labels:
    """The values of the columns that figures of a table are grouped by, but for those with very many."""
    single = [one for one in group if len(one.by) == 1 and isinstance(one.measure, Count | Sum)]
    keys = tuple(dict.fromkeys(one.by[0] for one in single))
    if len(single) < 2:  # of one alone the groups are as soon counted
        return {}
    source = single[0].source

    def make() -> sa.Select[Any]:
        place = frame.place(source)
        query = sa.select(*(place.cell(key) for key in keys)).select_from(frame.origin(source)).distinct()
        return query.where(frame.scope(source)).limit(MOST_MIXED + 1)

    found = frame.rows(frame.built(("labels", source.ledger, source.child, source.dated, keys), (), make))
    columns = {key: tuple(dict.fromkeys(row[at] for row in found)) for at, key in enumerate(keys)}
    if len(found) > MOST_MIXED:
        return {}
    return {key: values for key, values in columns.items() if len(values) <= MOST_LABELS}


def grouped(frame: Frame, indicator: Indicator) -> tuple[Group, ...]:
    """The groups of one indicator, counted by themselves."""
    width = len(indicator.by)
    found = frame.rows(frame.built(("groups", indicator), (indicator,), lambda: _grouped(frame, indicator)))
    return tuple(Group(tuple(row[:width]), row[width], bool(row[width + 1])) for row in found)


def _grouped(frame: Frame, indicator: Indicator) -> sa.Select[Any]:
    source, place = indicator.source, frame.place(indicator.source)
    keys = [place.cell(key) for key in indicator.by]
    floor = frame.floor(source, indicator.measure)
    floors = sa.literal(0) if floor is None else number_of(floor)
    query = sa.select(*keys, _added(frame, indicator, sa.true()), floors).select_from(frame.origin(source))
    return query.where(frame.details(source), frame.unsaid(source, indicator.measure).is_not(None)).group_by(*keys)


# ---- cells -----------------------------------------------------------------------------------------------------------


class _Cells:
    """The cells of one statement: what two figures ask alike is asked once."""

    def __init__(self, frame: Frame) -> None:
        """Take the look, and begin without any."""
        self.frame = frame
        self.cells: list[Expression] = []
        self._places: dict[Hashable, int] = {}
        self._details: dict[Source, sa.ColumnElement[bool]] = {}

    def details(self, source: Source) -> sa.ColumnElement[bool]:
        """The conditions of a source without the totals of units, made once."""
        if source not in self._details:
            self._details[source] = self.frame.picked_details(source)
        return self._details[source]

    def ask(self, key: Hashable, make: Callable[[], Expression]) -> int:
        """The place of a cell, which is made when nobody asked for it before."""
        if key not in self._places:
            self._places[key] = len(self.cells)
            self.cells.append(make())
        return self._places[key]

    def names(self, source: Source, key: str) -> int:
        """All the different things that the rows of a source name."""
        named = sa.func.json_group_array(sa.distinct(self.frame.thing(source, key)))
        return self.ask((source, key, "names"), lambda: named.filter(self.details(source)))

    def added(self, indicator: Indicator) -> int:
        """What the rows of a figure come to."""
        source, measure = indicator.source, indicator.measure
        what = "count" if isinstance(measure, Count) else measure
        return self.ask((source, what), lambda: _added(self.frame, indicator, self.details(source)))

    def floors(self, indicator: Indicator) -> Cell:
        """How many rows add a floor; None for what is always known exactly."""
        source, measure = indicator.source, indicator.measure
        floor = self.frame.floor(source, measure)
        if floor is None:
            return None
        return self.ask((source, measure, "floor"), lambda: number_of(sa.and_(self.details(source), floor)))

    def unsaid(self, indicator: Indicator) -> Cell:
        """How many rows do not say what is added; None where every row says it."""
        source, measure = indicator.source, indicator.measure
        if not _can_be_silent(measure):
            return None
        is_silent = self.frame.unsaid(source, measure).is_(None)
        return self.ask((source, measure, "unsaid"), lambda: number_of(sa.and_(self.details(source), is_silent)))

    def summaries(self, indicator: Indicator) -> Cell:
        """How many totals of units there are; None where the figure takes none."""
        source, is_summary = indicator.source, self.frame.is_summary(indicator.source)
        if is_summary is None or not units.summary_column(indicator):
            return None
        return self.ask((source, "summary"), lambda: number_of(sa.and_(self.frame.picked(source), is_summary)))

    def cautioned(self, indicator: Indicator) -> Cell:
        """How many rows have the flag of the caution; None without one."""
        source, flag = indicator.source, indicator.caution[0]
        if not flag:
            return None
        is_set = self.frame.place(source).cell(flag).is_(True)
        return self.ask((source, flag), lambda: number_of(sa.and_(self.details(source), is_set)))

    def groups(self, indicator: Indicator, labels: Iterable[Label]) -> tuple[tuple[Label, int, Cell, Cell], ...]:
        """The cells of each group."""
        return tuple(self._group(indicator, label) for label in labels)

    def _group(self, indicator: Indicator, label: Label) -> tuple[Label, int, Cell, Cell]:
        source, measure, key = indicator.source, indicator.measure, indicator.by[0]
        within = sa.and_(self.frame.place(source).cell(key).is_not_distinct_from(label), self.details(source))
        what = "count" if isinstance(measure, Count) else measure
        number = self.ask((source, what, key, label), lambda: _added(self.frame, indicator, within))
        if isinstance(measure, Count):
            return label, number, None, None
        says, floor = self.frame.unsaid(source, measure).is_not(None), self.frame.floor(source, measure)
        said = self.ask((source, what, key, label, "said"), lambda: number_of(sa.and_(within, says)))
        if floor is None:
            return label, number, said, None
        return (
            label,
            number,
            said,
            self.ask((source, what, key, label, "floor"), lambda: number_of(sa.and_(within, floor))),
        )


def _can_be_silent(measure: Measure) -> bool:
    """Whether a row may lack what is added up."""
    match measure:
        case Sum(missing=missing):
            return missing is None
        case PerRecord(otherwise=own):
            return isinstance(own, str)
    return isinstance(measure, Balance)


def _added(frame: Frame, indicator: Indicator, where: sa.ColumnElement[bool]) -> Expression:
    source, measure = indicator.source, indicator.measure
    if isinstance(measure, Distinct) and measure.also is not None:
        return sa.select(sa.func.count(sa.distinct(frame.things(source, measure).c.thing))).scalar_subquery()
    if isinstance(measure, Distinct):
        is_named = frame.place(source).column(measure.key).is_reference
        thing = frame.thing(source, measure.key) if is_named else frame.identity(source, measure)
        return sa.func.count(sa.distinct(thing)).filter(where)
    if isinstance(measure, Count):
        return number_of(where)
    return sa.func.sum(frame.amount(source, measure)).filter(where)


def number_of(where: sa.ColumnElement[bool]) -> Expression:
    """How many rows meet a condition; what a row does not meet is not even looked up, unlike in a CASE."""
    return sa.func.count().filter(where)
