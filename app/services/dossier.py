"""一人一页、一户一页、一村一页: everything the ledgers hold about one person, household, village or unit, by date."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.ledgers import registry
from app.paper.tree import Align, LedgerPaper, TableColumn, TableRow
from app.rules.rights import Right
from app.services import office, records, registers, table_page
from app.services.changes import ChangeKind, Changes
from app.services.permitted import may, needs
from app.services.villages import Villages
from db.declare import REGISTER_OF, Child, Kind, Mask
from db.values import FuzzyDate, Reference

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.services.changes import Actor
    from db.ask import Record
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork
    from db.values import Value

LARGEST = 2_000
"""Lines of one page; of a longer one the newest are shown, and it is said so."""
PAGES = {"people": "一人一页", "households": "一户一页", "places": "一村一页", "organisations": "一单位一页"}
PERSON = "一人一页"
BY_NAME = "（按姓名，请核对）"
COLUMNS = (
    TableColumn("日期", 24, Align.CENTER),
    TableColumn("台账", 30),
    TableColumn("编号", 34),
    TableColumn("内容", 96),
    TableColumn("在其中是", 40),
    TableColumn("状态", 20, Align.CENTER),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One record: when, of which ledger, its number, what it is about, how the subject stands in it, its state."""

    day: str
    ledger: str
    label: str
    record_id: int
    number: str
    matter: str
    stands_as: str
    state: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """The page of one subject; `total` counts the lines that a very long one leaves out as well."""

    kind: str
    title: str
    lines: tuple[Line, ...]
    total: int


@dataclass(frozen=True, slots=True)
class _Subject:
    """What is looked for: entries of registers by id, and people by name where one of `places` lies."""

    ids: dict[Kind, frozenset[int]] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    places: frozenset[int] = frozenset()


def page_of(ledger: Ledger) -> str:
    """What the page of a record of a ledger is called; empty for one that speaks of nobody."""
    if ledger.name in PAGES:
        return PAGES[ledger.name]
    if _named(ledger) is not None:
        return PERSON
    return PAGES["households"] if _household(ledger) is not None else ""


def of(unit: UnitOfWork, *, ledger: str, record_id: int, masked: bool = False) -> Dossier:
    """Everything about the subject of a record: the register's entry itself, or the villager another record names.

    The oldest first; what has no day stands before. Raises Refused for an unknown record.
    """
    declared = registry.find(ledger)
    record = records.get(unit, ledger=declared.name, record_id=record_id)
    visited = _household(declared) if page_of(declared) == PAGES["households"] else None
    household = record.values.get(visited.key) if visited is not None else None
    if isinstance(household, Reference) and household.id is not None:
        return of(unit, ledger="households", record_id=household.id, masked=masked)
    subject = _subject(unit, declared, record)
    hidden = office.hidden_ledgers(unit)
    lines: list[tuple[date, Line]] = []
    for one in (*registry.LEDGERS, *registry.BASE):
        if one.name in hidden:
            continue
        found = _standing(unit, one, subject)
        lines += [
            (_day(one, standing), _line(one, standing, tuple(found[standing.id]), masked=masked))
            for standing in unit.reading.records(one, list(found)).values()
        ]
    lines.sort(key=lambda pair: pair[0])
    named = _named(declared)
    key = named.key if named is not None else declared.matter
    title = table_page.text_of(declared, key, record, masked=masked) or record.number
    return Dossier(page_of(declared), title, tuple(line for _, line in lines[-LARGEST:]), len(lines))


def _named(ledger: Ledger) -> Column | None:
    """The column in which a record names a villager."""
    return next((one for one in ledger.tabled if one.mask is Mask.NAME and one.kind is Kind.TEXT), None)


def _household(ledger: Ledger) -> Column | None:
    """The column in which a record names a household of the register."""
    return next((one for one in ledger.tabled if one.kind is Kind.HOUSEHOLD), None)


def _subject(unit: UnitOfWork, ledger: Ledger, record: Record) -> _Subject:
    kinds = [kind for kind, register in REGISTER_OF.items() if register == ledger.name]
    if ledger.name == "places":
        return _Subject({Kind.PLACE: _with_groups(unit, record.id)})
    named = _named(ledger)
    names = {str(record.values.get(named.key) or "")} if named is not None else set()
    names |= {str(row.values.get("alias") or "") for row in record.children.get(registers.ALIASES, ())}
    if ledger.name == "households":
        names |= {str(row.values.get("name") or "") for row in record.children.get("members", ())}
    places = _village(unit, record)
    ids = {kind: frozenset({record.id}) for kind in kinds}
    return _Subject(ids, frozenset(filter(None, names)), places)


def _with_groups(unit: UnitOfWork, place_id: int) -> frozenset[int]:
    """A place and all that lies in it."""
    table = unit.schema.table("places")
    found, waiting = {place_id}, {place_id}
    while waiting:
        below = sa.select(table.c.id).where(table.c.parent_id.in_(waiting), table.c.voided_at.is_(None))
        waiting = set(unit.connection.execute(below).scalars()) - found
        found |= waiting
    return frozenset(found)


def _village(unit: UnitOfWork, record: Record) -> frozenset[int]:
    """The village in which a record's place lies with its groups; empty when that is not known."""
    place = record.values.get("place")
    if not isinstance(place, Reference):
        return frozenset()
    spot = Villages(unit).of(place)
    return _with_groups(unit, spot.village_id) if spot.village_id else frozenset()


def _standing(unit: UnitOfWork, ledger: Ledger, subject: _Subject) -> dict[int, dict[str, None]]:
    """The standing records of a ledger that speak of the subject, each with the columns in which they do."""
    table = unit.schema.table(ledger.name)
    seen = [table.c.voided_at.is_(None), *unit.reading.sight.of(ledger, table)]
    found: dict[int, dict[str, None]] = {}
    for label, test in _tests(ledger, table, table, subject):
        for record_id in unit.connection.execute(sa.select(table.c.id).where(test, *seen)).scalars():
            found.setdefault(record_id, {})[label] = None
    for child in ledger.children:
        rows = unit.schema.child(ledger, child.name)
        for label, test in _tests(child, rows, table, subject):
            query = sa.select(table.c.id).join(rows, rows.c.parent_id == table.c.id).where(test, *seen).distinct()
            for record_id in unit.connection.execute(query).scalars():
                found.setdefault(record_id, {})[f"{child.label}：{label}"] = None
    return found


def _tests(
    holder: Ledger | Child, table: sa.Table, parent: sa.Table, subject: _Subject
) -> Iterator[tuple[str, sa.ColumnElement[bool]]]:
    """By column that may speak of the subject, what a row must satisfy to do so."""
    columns = holder.columns if isinstance(holder, Child) else holder.tabled
    for column in columns:
        if column.kind in subject.ids and f"{column.key}_id" in table.c:
            yield column.label, table.c[f"{column.key}_id"].in_(subject.ids[column.kind])
        elif column.mask is Mask.NAME and column.kind is Kind.TEXT and subject.names:
            test: sa.ColumnElement[bool] = table.c[column.key].in_(subject.names)
            if subject.places and "place_id" in parent.c:
                test = sa.and_(test, sa.or_(parent.c.place_id.is_(None), parent.c.place_id.in_(subject.places)))
            yield f"{column.label}{BY_NAME}", test


def _day(ledger: Ledger, record: Record) -> date:
    value: Value = record.values.get(ledger.main_date) if ledger.main_date else None
    if isinstance(value, FuzzyDate):
        return value.start
    return value if isinstance(value, date) else date.min


def _line(ledger: Ledger, record: Record, roles: tuple[str, ...], *, masked: bool) -> Line:
    def shown(key: str) -> str:
        return table_page.text_of(ledger, key, record, masked=masked) if key else ""

    state = shown(ledger.flow.column) if ledger.flow is not None else ""
    matter = shown(ledger.matter)
    return Line(
        shown(ledger.main_date), ledger.name, ledger.label, record.id, record.number, matter, "、".join(roles), state
    )


@needs(Right.PRINT)
def paper(unit: UnitOfWork, *, actor: Actor, ledger: str, record_id: int) -> LedgerPaper:
    """The page on paper, as the operator may see it on the screen; raises Refused."""
    found = of(unit, ledger=ledger, record_id=record_id, masked=not may(actor, Right.REVEAL))
    name = office.name(unit)
    left_out = f"；只列最近的{len(found.lines)}条" if found.total > len(found.lines) else ""
    return LedgerPaper(
        title=f"{found.title}　{found.kind}",
        office=name,
        reported_on=FuzzyDate(unit.clock.today()).text(),
        columns=COLUMNS,
        rows=[TableRow(cells(line)) for line in found.lines],
        period=f"各台账共{found.total}条{left_out}",
        made_on=unit.clock.today(),
    )


def cells(line: Line) -> tuple[str, ...]:
    """A line as the columns of page and paper show it."""
    return line.day, line.label, line.number, line.matter, line.stands_as, line.state


@needs(Right.PRINT)
def record_print(unit: UnitOfWork, *, actor: Actor, ledger: str, record_id: int, pages: int) -> Changes:
    """Write in the history that the page of a record's subject was printed."""
    record = records.get(unit, ledger=ledger, record_id=record_id)
    words = f"打印 {page_of(registry.find(ledger))}（{record.number}）{pages} 页"
    unit.audit(
        operator=actor.name, action=ChangeKind.PRINTED.value, description=words, ledger=record.ledger, uuid=record.uuid
    )
    return Changes(words, ChangeKind.PRINTED)
