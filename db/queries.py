"""An `Ask` in SQL: one page of rows and the total, in the order and by the filters asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from db import mapping, search
from db.ask import Ask, ChildRow, Filter, Op, Page, Record, State
from db.declare import CARRIED, HISTORICAL, Child, Column, Kind, Ledger
from db.sight import Sight
from db.tables import cell
from db.values import FuzzyCount, FuzzyDate, Money, Quantity, Reference, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from db.tables import Schema

NEAR_DAYS = 3
BATCH = 500
"""How many ids one query is given."""
SYSTEM_SORTS = ("number", "created_at", "updated_at")


class Reading:
    """Reads of one connection: pages, counts and single records."""

    def __init__(
        self,
        connection: sa.Connection,
        schema: Schema,
        today: date,
        near_days: int = NEAR_DAYS,
        *,
        sees_restricted: bool = True,
    ) -> None:
        """Take a connection inside a transaction, the day that 临期 and 逾期 go by, and whether records of the
        restricted class exist for whom it reads.
        """
        self.sight = Sight(schema, sees_restricted=sees_restricted)
        self.connection = connection
        self.schema = schema
        self.today = today
        self.near_days = near_days

    def page(self, ask: Ask) -> Page:
        """One page of rows, without children, and how many rows the list has."""
        total = self.count(ask)
        return Page(self.rows(ask, total), total)

    def count(self, ask: Ask) -> int:
        """How many rows the list has."""
        ledger = self.schema.ledgers[ask.ledger]
        table = self.schema.counted(ledger)
        where = self._where(ask, ledger, table)
        if where is None:
            return 0
        return int(self.connection.execute(sa.select(sa.func.count()).select_from(table).where(where)).scalar_one())

    def held(self, ledgers: Iterable[Ledger]) -> dict[str, int]:
        """How many standing records each ledger has, in one statement: as many as `count` finds one by one."""
        cells = []
        for ledger in ledgers:
            table = self.schema.counted(ledger)
            standing = (table.c.voided_at.is_(None), *self.sight.of(ledger, table))
            query = sa.select(sa.func.count()).select_from(table).where(*standing)
            cells.append(query.scalar_subquery().label(ledger.name))
        return dict(self.connection.execute(sa.select(*cells)).mappings().one()) if cells else {}

    def states(self, ledger: Ledger, states: Iterable[State]) -> dict[State, int]:
        """How many standing records of a ledger are in each state, in one pass: as many as `count` finds one by one."""
        table = self.schema.counted(ledger)
        conditions = {state: self.state(ledger, table, state) for state in states}
        sums = [sa.func.sum(sa.case((condition, 1), else_=0)) for condition in conditions.values()]
        query = sa.select(*sums).where(table.c.voided_at.is_(None), *self.sight.of(ledger, table))
        row = self.connection.execute(query).one()
        return {state: int(found or 0) for state, found in zip(conditions, row, strict=True)}

    def rows(self, ask: Ask, total: int) -> tuple[Record, ...]:
        """One page of rows; one in the second half is read from the end: the last is as near as the first."""
        where = self.where(ask)
        if where is None or ask.offset >= total:
            return ()
        ledger, table = self._ledger(ask)
        wanted = min(ask.limit, total - ask.offset)
        from_end = ask.offset > total // 2
        offset = total - ask.offset - wanted if from_end else ask.offset
        order = self._order(ledger, ask, reverse=from_end)
        query = sa.select(table.c.id).where(where).order_by(*order).limit(wanted).offset(offset)
        ids = list(self.connection.execute(query).scalars())
        found = self.records(ledger, ids)
        return tuple(found[record_id] for record_id in (reversed(ids) if from_end else ids))

    def ids(self, ask: Ask) -> list[int]:
        """The ids of all rows of the list, in its order."""
        where = self.where(ask)
        if where is None:
            return []
        ledger, table = self._ledger(ask)
        query = sa.select(table.c.id).where(where).order_by(*self._order(ledger, ask, reverse=False))
        return [row.id for row in self.connection.execute(query)]

    def places(self, ask: Ask) -> list[tuple[int, Reference | None]]:
        """The id and the place of every row of the list, in its order; for ledgers that have a place."""
        where = self.where(ask)
        if where is None:
            return []
        ledger, table = self._ledger(ask)
        query = sa.select(table.c.id, table.c.place, table.c.place_id).where(where)
        rows = self.connection.execute(query.order_by(*self._order(ledger, ask, reverse=False)))
        return [(row.id, Reference(row.place, row.place_id) if row.place else None) for row in rows]

    def sums(self, ask: Ask, keys: Iterable[str]) -> dict[str, Value]:
        """Σ of count, money and number columns over all rows of the list; None where no row has a value."""
        ledger, table = self._ledger(ask)
        where, columns = self.where(ask), [ledger.column(key) for key in keys]
        if where is None or not columns:
            return {column.key: None for column in columns}
        cells = [
            part
            for column in columns
            for part in (sa.func.sum(cell(ledger, table, column.key)), _any_floor(column, table))
        ]
        found = self.connection.execute(sa.select(*cells).where(where)).one()
        return {column.key: total(column.kind, found[2 * i], found[2 * i + 1]) for i, column in enumerate(columns)}

    def sums_by_counter(self, ask: Ask, key: str) -> dict[str, Value]:
        """Σ of a column whose records name their own 量词, by that; the largest first, without what adds up to none."""
        ledger, table = self._ledger(ask)
        where, column = self.where(ask), ledger.column(key)
        if where is None:
            return {}
        counter, summed = cell(ledger, table, column.counter_in), sa.func.sum(cell(ledger, table, key))
        query = sa.select(counter, summed, _any_floor(column, table)).where(where).group_by(counter)
        rows = sorted(self.connection.execute(query).all(), key=lambda row: (-(row[1] or 0), row[0] or ""))
        found: dict[str, Value] = {}
        for named, number, is_floor in rows:
            name = named or column.counter
            found[name] = plus(found.get(name), total(column.kind, number, is_floor))
        return {name: value for name, value in found.items() if value is not None}

    def years(self, ask: Ask) -> tuple[int, int] | None:
        """The first and the last year of the numbers in the list; None for an empty list and for a base register."""
        ledger, table = self._ledger(ask)
        where = None if ledger.base else self.where(ask)
        if where is None:
            return None
        first, last = self.connection.execute(
            sa.select(sa.func.min(table.c.year), sa.func.max(table.c.year)).where(where)
        ).one()
        return None if first is None else (first, last)

    def records(self, ledger: Ledger, ids: list[int]) -> dict[int, Record]:
        """The records with these ids, without children, by id."""
        table = self.schema.table(ledger.name)
        found: dict[int, Record] = {}
        for start in range(0, len(ids), BATCH):
            within = table.c.id.in_(ids[start : start + BATCH])
            query = sa.select(table).where(within, *self.sight.of(ledger, table))
            found |= {row["id"]: record_of(ledger, row) for row in self.connection.execute(query).mappings().all()}
        return found

    def found(self, words: str, ledgers: Sequence[str], limit: int, *, by_ledger: bool = False) -> tuple[Record, ...]:
        """The newest standing records of these ledgers that the words find, with `by_ledger` the ledgers in turn;
        without children, and fewer than `limit` when voided ones are among them.
        """
        statement = search.newest(
            search.words_of(self.connection), words, ledgers, sees_restricted=self.sight.sees_restricted, limit=limit,
            by_ledger=by_ledger,
        )  # fmt: skip
        if statement is None:
            return ()
        hits = [(row.ledger, row.record_id) for row in self.connection.execute(statement)]
        read = {
            name: self.records(self.schema.ledgers[name], [record_id for ledger, record_id in hits if ledger == name])
            for name in dict.fromkeys(ledger for ledger, _ in hits)
        }
        records = (read[ledger].get(record_id) for ledger, record_id in hits)
        return tuple(record for record in records if record is not None and record.voided_at is None)

    def _ledger(self, ask: Ask) -> tuple[Ledger, sa.Table]:
        return self.schema.ledgers[ask.ledger], self.schema.table(ask.ledger)

    def _order(self, ledger: Ledger, ask: Ask, *, reverse: bool) -> list[sa.ColumnElement[Any]]:
        table = self.schema.table(ledger.name)
        sorts = ask.sort or (((ledger.main_date, True),) if ledger.main_date else (("number", False),))
        order: list[sa.ColumnElement[Any]] = []
        for key, descending in sorts:
            column = cell(ledger, table, key)
            if key in SYSTEM_SORTS:
                column = table.c.year * 1_000_000 + table.c.serial if key == "number" and not ledger.base else column
            elif isinstance(column.type, sa.Text):
                column = column.collate("pinyin")
            order.append(column.desc() if descending != reverse else column.asc())
        newest = sorts[0][1] != reverse
        return [*order, table.c.id.desc() if newest else table.c.id.asc()]

    def where(self, ask: Ask) -> sa.ColumnElement[bool] | None:
        """The condition of a list; None when its search words can match nothing."""
        return self._where(ask, *self._ledger(ask))

    def _where(self, ask: Ask, ledger: Ledger, table: sa.FromClause) -> sa.ColumnElement[bool] | None:
        standing = table.c.voided_at.is_not(None) if ask.voided else table.c.voided_at.is_(None)
        parts: list[sa.ColumnElement[bool]] = [standing, *self.sight.of(ledger, table)]
        parts += [self.condition(ledger, table, item) for item in ask.filters]
        if ask.ids is not None:
            parts.append(table.c.id.in_(ask.ids))
        if ask.search.strip():
            words = search.words_of(self.connection)
            found = search.hits(words, ledger, ask.search, sees_restricted=self.sight.sees_restricted)
            if found is None:
                return None
            parts.append(table.c.id.in_(found))
        return sa.and_(*parts)

    def condition(self, declared: Ledger | Child, table: sa.FromClause, item: Filter) -> sa.ColumnElement[bool]:
        """One condition on the table of a ledger, or of a child (which is never in a state)."""
        if item.op is Op.STATE:
            return self.state(declared, table, State(str(item.value))) if isinstance(declared, Ledger) else sa.false()
        if item.op is Op.YEAR:
            return in_year(declared, table, int(str(item.value))) if isinstance(declared, Ledger) else sa.false()
        column = cell(declared, table, item.key)
        match item.op:
            case Op.EMPTY:
                return sa.or_(column.is_(None), sa.cast(column, sa.Text) == "")
            case Op.FILLED:
                return sa.and_(column.is_not(None), sa.cast(column, sa.Text) != "")
            case Op.CONTAINS:
                return column.contains(_plain(item), autoescape=True)
            case Op.SINCE:
                return sa.and_(column >= _plain(item))
            case Op.UNTIL:
                return sa.and_(column <= _plain(item))
            case Op.NOT:
                return sa.or_(column.is_(None), sa.not_(self._equals(declared, table, item)))
        return self._equals(declared, table, item)

    def _equals(self, holder: Ledger | Child, table: sa.FromClause, item: Filter) -> sa.ColumnElement[bool]:
        if item.key in SYSTEM_SORTS:
            return table.c[item.key] == item.value
        declared = holder.column(item.key)
        if isinstance(item.value, Reference) and item.value.id is not None:
            pointer = cell(holder, table, f"{item.key}_id")
            if declared.kind is Kind.PLACE:
                return pointer.in_(self.places_within(item.value.id))
            return pointer == item.value.id
        row = mapping.to_row(declared, item.value)
        row.pop(f"{item.key}_id", None)
        return sa.and_(*(cell(holder, table, key).is_not_distinct_from(value) for key, value in row.items()))

    def places_within(self, place_id: int) -> sa.Select[tuple[int]]:
        """The ids of a place and of all places under it."""
        places = self.schema.table("places")
        tree = sa.select(places.c.id).where(places.c.id == place_id).cte(recursive=True)
        tree = tree.union_all(sa.select(places.c.id).where(places.c.parent_id == tree.c.id))
        return sa.select(tree.c.id)

    def state(self, ledger: Ledger, table: sa.FromClause, state: State) -> sa.ColumnElement[bool]:
        """The condition of a record's state; a ledger that does not know the state has none in it."""
        match state:
            case State.INCOMPLETE:
                return table.c.missing_count > 0
            case State.FOLLOW_UP if "follow_up_on" in table.c:
                return table.c.follow_up_on <= self.today
            case State.STARRED if "starred" in table.c:
                return table.c.starred.is_(True)
            case State.RELAPSED if ledger.flow and "reopened" in dict(ledger.flow.states):
                return table.c[ledger.flow.column] == "reopened"
            case State.HISTORICAL if HISTORICAL in table.c:
                return table.c[HISTORICAL].is_(True)
            case State.CARRIED if CARRIED in table.c:
                return table.c[CARRIED].is_not(None)
            case State.OPEN | State.NEAR | State.OVERDUE:
                return self._deadline_state(ledger, table, state)
        return sa.false()

    def unfinished(self, ledger: Ledger, table: sa.FromClause) -> sa.ColumnElement[bool]:
        """What is not finished: by flow or deadline, as 未办结 says, else by the column declared for it."""
        if ledger.ongoing is None:
            return self.state(ledger, table, State.OPEN)
        key, values = ledger.ongoing
        is_open = table.c[key].in_(values) if values else table.c[key].is_(None)
        return sa.or_(is_open, table.c[ledger.owing] > 0) if ledger.owing else is_open

    def _deadline_state(self, ledger: Ledger, table: sa.FromClause, state: State) -> sa.ColumnElement[bool]:
        running = self._running(ledger, table)
        if running is None or state is State.OPEN:
            return sa.false() if running is None else running
        if ledger.deadline is None:
            return sa.false()
        running = sa.and_(running, table.c[ledger.deadline.finished].is_(None))
        if ledger.deadline.paused:
            running = sa.and_(running, table.c[ledger.deadline.paused].is_not(True))
        due = table.c[ledger.deadline.due]
        rolled = sa.func.coalesce(table.c[ledger.deadline.rolled], due)
        if state is State.OVERDUE:
            return sa.and_(running, rolled < self.today)
        return sa.and_(running, rolled >= self.today, due <= self.today + timedelta(days=self.near_days))

    def _running(self, ledger: Ledger, table: sa.FromClause) -> sa.ColumnElement[bool] | None:
        stopped = ledger.deadline.stopped if ledger.deadline else ()
        if ledger.flow is not None:
            return table.c[ledger.flow.column].not_in(ledger.flow.finished + stopped)
        if ledger.deadline is None:
            return None
        unfinished: sa.ColumnElement[bool] = table.c[ledger.deadline.finished].is_(None)
        if ledger.deadline.only_due:
            unfinished = sa.and_(unfinished, table.c[ledger.deadline.due].is_not(None))
        if not stopped:
            return unfinished
        return sa.and_(unfinished, sa.or_(table.c.status.is_(None), table.c.status.not_in(stopped)))

    def newest_texts(self, ledger: Ledger, key: str, *, limit: int) -> list[str]:
        """What stands in a text column of the records that were entered last, each once, the newest first."""
        table = self.schema.table(ledger.name)
        text = cell(ledger, table, key)
        query = sa.select(text).where(table.c.voided_at.is_(None), text.is_not(None), *self.sight.of(ledger, table))
        newest = self.connection.execute(query.order_by(table.c.id.desc()).limit(limit)).scalars()
        return list(dict.fromkeys(str(one) for one in newest if one))

    def one(self, ledger: Ledger, only: Sequence[Child] | None = None, /, **by: object) -> Record | None:
        """The record with that id, uuid or number, with its children (or `only` some); None when there is none."""
        table = self.schema.table(ledger.name)
        conditions = [table.c[key] == value for key, value in by.items()]
        conditions += self.sight.of(ledger, table)
        row = self.connection.execute(sa.select(table).where(*conditions)).mappings().first()
        return None if row is None else self.with_children(ledger, record_of(ledger, row), only)

    def by_uuid(self, ledger: Ledger, uuids: Sequence[str]) -> dict[str, Record]:
        """The records of these uuids that are there, with their children."""
        table, found = self.schema.table(ledger.name), list[Record]()
        for start in range(0, len(uuids), BATCH):
            within = table.c.uuid.in_(uuids[start : start + BATCH])
            query = sa.select(table).where(within, *self.sight.of(ledger, table))
            some = [record_of(ledger, row) for row in self.connection.execute(query).mappings()]
            rows = self.children(ledger, [one.id for one in some])
            found += (replace(one, children=rows[one.id]) if one.id in rows else one for one in some)
        return {one.uuid: one for one in found}

    def with_children(self, ledger: Ledger, record: Record, only: Sequence[Child] | None = None) -> Record:
        """The record with its children (or `only` some) read."""
        return replace(record, children=self.children(ledger, [record.id], only).get(record.id, {}))

    def children(
        self, ledger: Ledger, ids: list[int], only: Sequence[Child] | None = None
    ) -> dict[int, dict[str, tuple[ChildRow, ...]]]:
        """The children (or `only` some) of several records: by record id, by child name, in their order."""
        found: dict[int, dict[str, list[ChildRow]]] = {}
        for child in ledger.children if only is None else only:
            table = self.schema.child(ledger, child.name)
            query = sa.select(table).where(table.c.parent_id.in_(ids), *self.sight.of_child(ledger, table))
            query = query.order_by(table.c.parent_id, table.c.position)
            for row in self.connection.execute(query).mappings():
                rows = found.setdefault(row["parent_id"], {}).setdefault(child.name, [])
                rows.append(ChildRow(mapping.row_to_values(child.columns, row), row["uuid"], row["id"]))
        return {key: {name: tuple(rows) for name, rows in by.items()} for key, by in found.items()}


def in_year(ledger: Ledger, table: sa.FromClause, year: int) -> sa.ColumnElement[bool]:
    """What stood in the ledger of a year: its number is of that year, or it was carried into or through it, or lasted
    into it.
    """
    later: list[sa.ColumnElement[bool]] = []
    if ledger.carries:
        later.append(table.c[CARRIED] >= Decimal(year))
    if ledger.lasts_until:
        end = table.c[ledger.lasts_until]
        later.append(sa.or_(end.is_(None), end >= date(year, 1, 1)))
    return sa.or_(table.c.year == year, sa.and_(table.c.year < year, sa.or_(sa.false(), *later)))


def _plain(item: Filter) -> Any:
    if isinstance(item.value, FuzzyDate):
        return item.value.end if item.op is Op.UNTIL else item.value.start
    match item.value:
        case Reference(name=name):
            return name
        case Money(fen=fen):
            return fen
        case FuzzyCount(value=number) | Quantity(value=number):
            return number
    return item.value


def _any_floor(column: Column, table: sa.Table) -> sa.ColumnElement[Any]:
    return sa.func.max(table.c[f"{column.key}_floor"]) if column.kind is Kind.COUNT else sa.null()


def total(kind: Kind, number: Any, is_floor: Any) -> Value:
    """A sum as the value of its column's kind: fen as Money, a count with its floor mark, a number as it is."""
    if number is None:
        return None
    match kind:
        case Kind.MONEY:
            return Money(int(number))
        case Kind.COUNT:
            return FuzzyCount(int(number), bool(is_floor))
    return Decimal(number)


def plus(before: Value, value: Value) -> Value:
    """A running sum and one more value of the same column, as `total` would give it; None adds nothing."""
    match before, value:
        case _, None:
            return before
        case None, _:
            return value
        case Money(), Money():
            return Money(before.fen + value.fen)
        case FuzzyCount(), FuzzyCount():
            return FuzzyCount(before.value + value.value, before.is_floor or value.is_floor)
        case Decimal(), Decimal():
            return before + value
    message = "these values do not add up"
    raise TypeError(message)


def record_of(ledger: Ledger, row: sa.RowMapping) -> Record:
    """A fetched row of a ledger as a record without children."""
    values = mapping.row_to_values(ledger.tabled, row)
    if ledger.own:
        values |= mapping.own_values(ledger.own, row)
    return Record(
        ledger=ledger.name,
        id=row["id"],
        uuid=row["uuid"],
        number=row["number"],
        version=row["version"],
        values=values,
        created_at=row["created_at"],
        created_by=row["created_by"],
        updated_at=row["updated_at"],
        updated_by=row["updated_by"],
        missing_count=row["missing_count"],
        voided_at=row["voided_at"],
        void_reason=row["void_reason"] or "",
        voided_by=row["voided_by"] or "",
        year=row["year"],
        serial=row["serial"],
    )
