"""The day and the campaign that figures are looked at from, and the conditions of a declaration as SQL."""

from __future__ import annotations

import math
from collections import defaultdict
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import sqlalchemy as sa

from app.figures import narrowing, statements
from app.figures.model import (
    EVERYTHING,
    AllOf,
    AnyOf,
    Balance,
    By,
    Condition,
    Distinct,
    HasRow,
    InTime,
    Lasts,
    Late,
    Matched,
    Measure,
    Named,
    Net,
    Not,
    NotBy,
    PerRecord,
    Since,
    Source,
    Sum,
    Until,
    Within,
)
from app.rules.backfill import LABEL, REVIEW_KIND
from db.ask import Filter
from db.declare import HISTORICAL, Kind
from db.tables import cell

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator
    from contextlib import AbstractContextManager
    from datetime import date

    from app.figures.model import Indicator
    from app.rules.calendar import WorkCalendar
    from app.rules.reception_days import ReceptionDays
    from db.declare import Child, Column, Ledger
    from db.queries import Reading

    Expression = sa.ColumnElement[Any]
    Test = sa.ColumnElement[bool]
    Beside = Callable[[sa.Connection], AbstractContextManager[sa.Connection | None]]

Kept = TypeVar("Kept")

MOST_NAMED = 3_000
"""So many entries of a register are handed to SQL one by one; more are asked for where they stand."""
_COME = (By, Until)
STILL_CLOSED = HasRow("close_out_rounds", (NotBy("round_ended_on"), Filter(REVIEW_KIND, value=LABEL)))
"""It was reopened only after the day looked at."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a condition looks: a declaration with its table, and for a child the record it belongs to."""

    declared: Ledger | Child
    table: sa.Table
    parent: Place | None = None

    def holder(self, key: str) -> Place:
        """This place, or the record's when only that has the column."""
        return self if self.parent is None or key in self.table.c else self.parent

    def cell(self, key: str) -> Expression:
        """The table column of that key; of one of the office's own, what stands for it."""
        place = self.holder(key)
        return cell(place.declared, place.table, key)

    def column(self, key: str) -> Column:
        """The declared column of that key."""
        return self.holder(key).declared.column(key)


class Frame:
    """Reads as of a day, by everything or within a campaign, stage, special action, place or unit."""

    def __init__(
        self,
        reading: Reading,
        as_of: date,
        calendar: WorkCalendar,
        within: Within = EVERYTHING,
        beside: Beside | None = None,
        *,
        receptions: ReceptionDays,
    ) -> None:
        """Take a reading whose today is the day looked at, and where a second connection to the same can be had.

        `receptions` says on which days leaders are to receive.
        """
        self.reading = reading
        self._connection, self._beside = reading.connection, beside
        self.as_of = as_of
        self.calendar, self.receptions = calendar, receptions
        self.within = within
        self._kept: dict[str, Any] = {}
        self._asked: dict[tuple[object, ...], list[Source]] = defaultdict(list)
        self._learned: dict[tuple[Source, str], list[int | str] | None] = {}

    @contextmanager
    def seconded(self) -> Iterator[Frame | None]:
        """This look on a second connection, for another thread; None where none can be had."""
        if self._beside is None:
            yield None
            return
        with self._beside(self._connection) as connection:
            second = copy(self) if connection is not None else None
            if second is not None and connection is not None:
                second._connection = connection  # noqa: SLF001 - of its own kind
            yield second

    def once(self, key: str, make: Callable[[], Kept]) -> Kept:
        """A thing read at most once for this look."""
        if key not in self._kept:
            self._kept[key] = make()
        kept: Kept = self._kept[key]
        return kept

    @property
    def is_whole(self) -> bool:
        """Whether neither a place, a unit nor a special action narrows what is looked at."""
        within = self.within
        return within.places is None and not within.organisation_names and within.action is None

    @property
    def start(self) -> date | None:
        """The first day of what is looked at: of the stage, else of the campaign."""
        return self.within.since or self.within.start

    @cached_property
    def ledgers(self) -> Any:  # noqa: ANN401 - the schema's mapping
        """The declarations by name."""
        return self.reading.schema.ledgers

    def built(self, key: Hashable, indicators: Iterable[Indicator], make: Callable[[], Kept]) -> Kept:
        """A statement about some indicators, made anew only when what it looks at, or what rows name, is another."""
        reading, named = self.reading, tuple(_named_in(where_of(indicators)))
        names = tuple(self._names_key(one) for one in named)
        look = (self.as_of, self.within, reading.near_days, reading.sight.sees_restricted)
        return statements.kept(reading.schema, (key, look, names), make)

    def _names_key(self, named: Named) -> tuple[object, ...] | None:
        names = self.names(named.source, named.key)
        return None if names is None else tuple(names)

    def rows(self, query: sa.Executable) -> list[Any]:
        """The rows of a query, each a tuple."""
        return list(self._connection.execute(query).all())

    def place(self, source: Source) -> Place:
        """Where the rows of a source lie."""
        ledger = self.ledgers[source.ledger]
        record = Place(ledger, self.reading.schema.table(ledger.name))
        if not source.child:
            return record
        return Place(ledger.child(source.child), self.reading.schema.child(ledger, source.child), record)

    def origin(self, source: Source) -> sa.FromClause:
        """The FROM of a source: its ledger, or a child joined to it."""
        place = self.place(source)
        if place.parent is None:
            return place.table
        return place.table.join(place.parent.table, place.table.c.parent_id == place.parent.table.c.id)

    def day(self, source: Source) -> Expression | None:
        """The day of the event; None for a register without one."""
        place = self.place(source)
        record = place.parent or place
        keys = source.dated or tuple(filter(None, (self.ledgers[source.ledger].main_date,)))
        columns = [record.table.c[key] for key in keys]
        # A figure reads most of a table: as an expression the day keeps SQLite off the index on it, which is four
        # times slower than reading the table in its own order.
        return sa.func.coalesce(*columns, columns[-1]) if columns else None

    def scope(self, source: Source, *, narrowed: bool = True) -> Test:
        """What stands, happened by the day looked at, and belongs to what is looked at; not `narrowed` to a place, a
        unit or a special action where rows elsewhere only bear witness (a villager came to a session in town).
        """
        place = self.place(source)
        table, day, within = (place.parent or place).table, self.day(source), self.within
        parts: list[Test] = [table.c.voided_at.is_(None)]
        parts += self.reading.sight.of(self.ledgers[source.ledger], table)
        if day is not None:
            parts.append(day <= self.as_of)
            parts += [day >= within.since] if within.since else []
        if within.campaigns is not None and "campaign_id" in table.c:
            belongs: Test = table.c.campaign_id.in_(within.campaigns)
            if day is not None and within.start is not None:
                belongs = sa.or_(belongs, sa.and_(table.c.campaign.is_(None), day >= within.start))
            parts.append(belongs)
        return sa.and_(*parts, *(narrowing.tests(self, source.ledger, table) if narrowed else ()))

    def picked(self, source: Source) -> Test:
        """The conditions of a source, within its scope."""
        place = self.place(source)
        record = place.parent or place
        own = [self.test(record, item) for item in source.where]
        age = self._of_age(record, historical=source.historical)
        return sa.and_(sa.true(), *age, *own, *(self.test(place, item) for item in source.child_where))

    def _of_age(self, record: Place, *, historical: bool) -> tuple[Test, ...]:
        """The one condition that keeps what was closed on paper before (历史补录) apart from what is counted here.

        An item of it that was reopened is business of this period from that day on.
        """
        columns = record.table.c
        if HISTORICAL not in columns:
            return ()
        old: Test = columns[HISTORICAL].is_(True)
        if any(child.name == STILL_CLOSED.child for child in self.ledgers[record.table.name].children):
            old = sa.or_(old, sa.and_(columns.reopened_on.is_not(None), self.test(record, STILL_CLOSED)))
        return (old if historical else sa.not_(old),)

    def where(self, source: Source) -> Test:
        """All conditions of a source, with its scope."""
        return sa.and_(self.scope(source), self.picked(source))

    def is_summary(self, source: Source) -> Test | None:
        """Whether a row is a unit's total (单位汇总); None for a ledger without such entries."""
        place = self.place(source)
        table = (place.parent or place).table
        return table.c.is_summary.is_(True) if "is_summary" in table.c else None

    def picked_details(self, source: Source) -> Test:
        """The conditions of a source within its scope, without the totals of units."""
        summary = self.is_summary(source)
        return self.picked(source) if summary is None else sa.and_(self.picked(source), sa.not_(summary))

    def details(self, source: Source) -> Test:
        """All conditions of a source, without the totals of units."""
        return sa.and_(self.scope(source), self.picked_details(source))

    def test(self, place: Place, item: Condition) -> Test:
        """A condition as SQL; a missing value never makes it unknown, only true or false."""
        match item:
            case Filter(key=key):
                holder = place.holder(key)
                return self.reading.condition(holder.declared, holder.table, item)
            case AnyOf(parts=parts):
                return sa.or_(*(self.test(place, part) for part in parts))
            case AllOf(parts=parts):
                return sa.and_(*(self.test(place, part) for part in parts))
            case Not(part=part):
                return sa.not_(sa.func.coalesce(self.test(place, part), sa.false()))
            case HasRow() | Named() | Matched():
                return self._elsewhere(place, item)
        return self._dated(place, item)

    def _dated(self, place: Place, item: By | NotBy | Until | Since | Lasts | InTime | Late) -> Test:
        if isinstance(item, Late):
            deadline = self._first(place, item.due)
            return sa.and_(deadline.is_not(None), deadline < self.as_of)
        cell = place.cell(item.key)
        match item:
            case By():
                return sa.and_(cell.is_not(None), cell <= self.as_of)
            case NotBy():
                return sa.or_(cell.is_(None), cell > self.as_of)
            case Until():
                return sa.or_(cell.is_(None), cell <= self.as_of)
            case Since():
                return sa.true() if self.start is None else cell >= self.start
            case Lasts():
                return sa.or_(cell.is_(None), cell >= (self.start or self.as_of))
            case InTime(due=due):
                return sa.and_(cell.is_not(None), cell <= self._first(place, due))

    def _first(self, place: Place, keys: tuple[str, ...]) -> Expression:
        cells = [place.cell(key) for key in keys]
        return cells[0] if len(cells) == 1 else sa.func.coalesce(*cells)

    def _elsewhere(self, place: Place, item: HasRow | Named | Matched) -> Test:
        match item:
            case HasRow(child=name, where=where):
                return self._has_row(place, name, where)
            case Matched(key=key, source=source, other=other):
                return place.cell(key).in_(self.values(source, self.place(source).cell(other)))
            case Named(source=source, key=key):
                return self._named_there(place, source, key)

    def _named_there(self, place: Place, source: Source, key: str) -> Test:
        """Whether a register's entry stands in a column of some row: by id, else by a name only it bears.

        What the rows name is read once a look, however many figures ask; a register of very many is asked in SQL.
        """
        there, own_name = self.place(source), place.table.c[self._register(place).matter]
        found = self.names(source, key)
        if found is None:
            by_id: Test = place.table.c.id.in_(self.values(source, there.cell(f"{key}_id")))
            by_name: Test = own_name.in_(self.values(source, there.cell(key), there.cell(f"{key}_id").is_(None)))
        else:
            by_id = place.table.c.id.in_([one for one in found if isinstance(one, int)])
            names = [one for one in found if isinstance(one, str)]
            if not names:
                return by_id
            by_name = own_name.in_(names)
        return sa.or_(by_id, sa.and_(by_name, own_name.in_(self._unique_names(place))))

    # ---- what rows name, wherever they lie -------------------------------------------------------------------------

    def expect(self, indicators: Iterable[Indicator]) -> None:
        """Be told of all that will be asked: what the rows of one table name is then read in one pass."""
        for named in _named_in(where_of(indicators)):
            asked = self._asked[_column_of(named.source, named.key)]
            if named.source not in asked:
                asked.append(named.source)

    def asked_of(self, source: Source) -> tuple[tuple[Source, str], ...]:
        """Of which rows of the same table others will ask what they name, and in which column."""
        table = (source.ledger, source.child, source.dated)
        return tuple(
            (one, str(column[-1])) for column, asked in self._asked.items() if column[:-1] == table for one in asked
        )

    def learn(self, source: Source, key: str, names: list[int | str]) -> None:
        """Be told what the rows of a source name, by whoever has read the table anyhow."""
        self._learned[source, key] = names if len(names) <= MOST_NAMED else None

    def names(self, source: Source, key: str) -> list[int | str] | None:
        """What the rows of a source name in a reference column, not narrowed: ids, and words without one.

        None where they name very many.
        """
        if (source, key) in self._learned:
            return self._learned[source, key]
        asked = self._asked.get(_column_of(source, key), [])
        together = tuple(asked) if source in asked else (source,)
        found = self.once(f"named {key} {together!r}", lambda: self._read_names(together, key))
        return found[source]

    def _names_query(self, sources: tuple[Source, ...], key: str) -> sa.Select[Any]:
        first, summary = sources[0], self.is_summary(sources[0])
        tests = [self.picked(one) for one in sources]
        where = [self.scope(first, narrowed=False), *(tests if len(tests) == 1 else ())]
        where += [] if summary is None else [sa.not_(summary)]
        cells: list[Expression] = [self.thing(first, key), *tests]
        return sa.select(*cells).select_from(self.origin(first)).distinct().where(*where)

    def _read_names(self, sources: tuple[Source, ...], key: str) -> dict[Source, list[int | str] | None]:
        query = self.built(("names", sources, key), (), lambda: self._names_query(sources, key))
        most = MOST_NAMED * len(sources)
        rows = self.rows(query.limit(most + 1))
        if len(rows) > most:
            return dict.fromkeys(sources)
        found = {
            one: [row[0] for row in rows if row[at] and row[0] is not None] for at, one in enumerate(sources, start=1)
        }
        return {one: names if len(names) <= MOST_NAMED else None for one, names in found.items()}

    def values(self, source: Source, cell: Expression, *also: Test) -> sa.Select[Any]:
        """The values of a column in all rows of a source, for a condition elsewhere."""
        query = sa.select(cell).select_from(self.origin(source))
        query = query.where(self.scope(source, narrowed=False), self.picked_details(source), cell.is_not(None), *also)
        return query.correlate(None)

    def _register(self, place: Place) -> Ledger:
        return self.ledgers[place.table.name]  # type: ignore[no-any-return]

    def _unique_names(self, place: Place) -> sa.Select[Any]:
        entries = place.table.alias()
        name = entries.c[self._register(place).matter]
        return sa.select(name).where(entries.c.voided_at.is_(None)).group_by(name).having(sa.func.count() == 1)

    def _has_row(self, place: Place, name: str, where: tuple[Condition, ...]) -> Test:
        """Rows of a child that meet conditions of their own are few and found in one pass, not record by record."""
        child = self._child(place, name)
        query = sa.select(child.table.c.parent_id).where(*(self.test(child, item) for item in where))
        if where and query.get_final_froms() == [child.table]:
            return place.table.c.id.in_(query.correlate(None))
        return sa.exists(self._children(place, name, where, sa.literal(1)))

    def _child(self, place: Place, name: str) -> Place:
        ledger = self._register(place)
        return Place(ledger.child(name), self.reading.schema.child(ledger, name), place)

    def _children(
        self, place: Place, name: str, where: tuple[Condition, ...], cell: Expression | None = None
    ) -> sa.Select[Any]:
        child = self._child(place, name)
        tests = [self.test(child, item) for item in where]
        query = sa.select(sa.func.count() if cell is None else cell).select_from(child.table)
        return query.where(child.table.c.parent_id == place.table.c.id, *tests).correlate(place.table)

    # ---- what each row adds ----------------------------------------------------------------------------------------

    def kind(self, source: Source, measure: Measure) -> Kind:
        """The kind of what is added up."""
        place = self.place(source)
        match measure:
            case Sum(key=key) | Balance(key=key):
                return place.column(key).kind
            case PerRecord(child=child, key=key) if key:
                return self.ledgers[source.ledger].child(child).column(key).kind  # type: ignore[no-any-return]
        return Kind.COUNT

    def amount(self, source: Source, measure: Measure) -> Expression:
        """What one row adds; NULL for a row that does not say."""
        place = self.place(source)
        match measure:
            case Sum(key=key, missing=missing):
                return place.cell(key) if missing is None else sa.func.coalesce(place.cell(key), missing)
            case Balance(key=key, paid=paid, when=when):
                repaid = sa.case((self.test(place, when), sa.func.coalesce(place.cell(paid), 0)), else_=0)
                return place.cell(key) - repaid
            case PerRecord():
                return self._per_record(place, measure)
            case Net(key=key, plus=plus, minus=minus):
                return sa.case((place.cell(key) == plus, 1), (place.cell(key) == minus, -1), else_=0)
        return sa.literal(1)

    def _per_record(self, place: Place, measure: PerRecord) -> Expression:
        own = place.cell(measure.otherwise) if isinstance(measure.otherwise, str) else sa.literal(measure.otherwise)
        if not measure.key:
            child = self._child(place, measure.child)
            come = tuple(item for item in measure.where if isinstance(item, _COME))
            tests = sa.and_(sa.true(), *(self.test(child, item) for item in measure.where if item not in come))
            each_row = sa.func.sum(sa.case((tests, 1), else_=0))
            # Of no rows there is no sum: one look tells none from none that counts. What had not come is no row yet.
            rows = self._children(place, measure.child, come, each_row).scalar_subquery()
            return sa.func.coalesce(rows, own)
        cells = self.reading.schema.child(self._register(place), measure.child).c
        each: Expression = cells[measure.key]
        if measure.product:
            each = sa.func.coalesce(each, math.prod(_exact(cells, key) for key in measure.product))
        rows = self._children(place, measure.child, measure.where, sa.func.sum(each)).scalar_subquery()
        return sa.func.coalesce(rows, own)

    def floor(self, source: Source, measure: Measure) -> Test | None:
        """Whether what a row adds is a floor (100余); None for what is always known exactly."""
        place = self.place(source)
        match measure:
            case Sum(key=key) if place.column(key).kind is Kind.COUNT:
                return place.cell(f"{key}_floor").is_(True)
            case PerRecord(child=child, key=key, otherwise=own):
                return self._floor_per_record(place, child, key, own)
        return None

    def _floor_per_record(self, place: Place, child: str, key: str, own: int | str) -> Test | None:
        tests: list[Test] = []
        if key and self._register(place).child(child).column(key).kind is Kind.COUNT:
            is_floor = self.reading.schema.child(self._register(place), child).c[f"{key}_floor"]
            tests.append(sa.exists(self._children(place, child, (), sa.literal(1)).where(is_floor.is_(True))))
        if isinstance(own, str) and place.column(own).kind is Kind.COUNT:
            tests.append(place.cell(f"{own}_floor").is_(True))
        return sa.or_(*tests) if tests else None

    def identity(self, source: Source, measure: Distinct) -> Expression:
        """What makes two rows name the same thing: the register's id, else the name; book marks make no difference."""
        place = self.place(source)
        cell, column = place.cell(measure.key), place.column(measure.key)
        if column.is_reference:
            return sa.func.coalesce(sa.literal("#") + sa.cast(place.cell(f"{measure.key}_id"), sa.Text), cell)
        if column.kind in (Kind.TEXT, Kind.LONG, Kind.CHOICE):
            return sa.func.nullif(sa.func.trim(cell, "《》 ") if measure.is_title else cell, "")
        return cell

    def thing(self, source: Source, key: str) -> Expression:
        """What a reference names: its id in the register, else the name; a number and a word are never the same.

        It is no bare column, so that SQLite reads the table in its own order.
        """
        place = self.place(source)
        return sa.func.coalesce(place.cell(f"{key}_id"), place.cell(key))

    def unsaid(self, source: Source, measure: Measure) -> Expression:
        """What a row must have to count: its amount, or the thing it names."""
        return self.identity(source, measure) if isinstance(measure, Distinct) else self.amount(source, measure)

    def things(self, source: Source, measure: Distinct) -> sa.Subquery:
        """What the rows of a source, and of the other source, name."""
        queries = [
            sa.select(self.thing(each, measure.key).label("thing"))
            .select_from(self.origin(each))
            .where(self.details(each))
            for each in filter(None, (source, measure.also))
        ]
        return sa.union_all(*queries).subquery()

    def named(self, source: Source, measure: Distinct) -> sa.Subquery:
        """Every (record id, row id, thing) that the rows of a source, and of the other source, name."""
        queries = []
        for each in filter(None, (source, measure.also)):
            place, thing = self.place(each), self.identity(each, measure)
            ids = ((place.parent or place).table.c.id.label("record_id"), place.table.c.id.label("row_id"))
            query = sa.select(*ids, thing.label("thing")).select_from(self.origin(each))
            queries.append(query.where(self.details(each), thing.is_not(None)))
        return sa.union_all(*queries).subquery()


def _exact(cells: sa.ColumnCollection[str, sa.Column[Any]] | Any, key: str) -> Expression:  # noqa: ANN401
    """A cell, NULL where it holds a floor (10余): what is only known in part is no factor."""
    known: Expression = cells[key]
    return sa.case((cells[f"{key}_floor"].is_(True), sa.null()), else_=known) if f"{key}_floor" in cells else known


def where_of(indicators: Iterable[Indicator]) -> Iterator[Condition]:
    """The conditions of some indicators, those of what is added up among them."""
    for one in indicators:
        yield from (*one.source.where, *one.source.child_where)
        match one.measure:
            case PerRecord(where=where):
                yield from where
            case Balance(when=when):
                yield when
            case Distinct(also=Source(where=where, child_where=child_where)):
                yield from (*where, *child_where)


def _named_in(conditions: Iterable[Condition]) -> Iterator[Named]:
    for item in conditions:
        match item:
            case Named():
                yield item
            case AnyOf(parts=parts) | AllOf(parts=parts) | HasRow(where=parts):
                yield from _named_in(parts)
            case Not(part=part):
                yield from _named_in((part,))


def _column_of(source: Source, key: str) -> tuple[object, ...]:
    return (source.ledger, source.child, source.dated, key)
