"""一人一页、一户一页、一村一页: everything the ledgers hold about one person, household, village or unit, by date."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.ledgers import registry
from app.paper.tree import Align, LedgerPaper, TableColumn, TableRow
from app.rules import masking
from app.rules.rights import Right
from app.services import office, presenting, printing, records, registers, table_page
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
OWN_UNITS = ("村", "社区", "党支部")
"""The kinds of unit that belong to the place they lie in."""
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
    """What is looked for: entries of registers by id, what references without an entry call them, and people by name
    where one of `places` lies.
    """

    ids: dict[Kind, frozenset[int]] = field(default_factory=dict)
    called: frozenset[str] = frozenset()
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


@dataclass(frozen=True, slots=True)
class Speaking:
    """Everything that speaks of one subject: what it is called, under which names, and the records, whole, each with
    the columns in which they do.
    """

    title: str
    names: frozenset[str]
    records: tuple[tuple[Ledger, Record, tuple[str, ...]], ...]


def speaking_of(unit: UnitOfWork, *, ledger: str, record_id: int) -> Speaking:
    """The records that speak of the subject of a record, in the order of the ledgers, those of a ledger that was
    hidden among them; raises Refused.
    """
    declared = registry.find(ledger)
    record = records.get(unit, ledger=declared.name, record_id=record_id)
    subject = _subject(unit, declared, record)
    found: list[tuple[Ledger, Record, tuple[str, ...]]] = []
    for one in (*registry.BASE, *registry.LEDGERS):
        roles = _standing(unit, one, subject)
        if one.name == declared.name:
            roles.setdefault(record.id, {})
        ids = list(roles)
        whole, children = unit.reading.records(one, ids), unit.reading.children(one, ids) if one.children else {}
        found += [
            (one, replace(whole[key], children=children.get(key, {})), tuple(roles[key])) for key in ids if key in whole
        ]
    named = _named(declared)
    title = table_page.text_of(declared, named.key if named else declared.matter, record, masked=False)
    names = subject.names or frozenset((registers.name_of(declared, record),))
    return Speaking(title or record.number, names, tuple(found))


def is_subject(ledger: Ledger, record: Record, names: frozenset[str]) -> bool:
    """Whether a record is about whoever bears one of these names, and does not only name him."""
    named = _named(ledger)
    return str(record.values.get(named.key if named is not None else ledger.matter) or "") in names


def _named(ledger: Ledger) -> Column | None:
    """The column in which a record names a villager."""
    return next((one for one in ledger.tabled if one.mask is Mask.NAME and one.kind is Kind.TEXT), None)


def _household(ledger: Ledger) -> Column | None:
    """The column in which a record names a household of the register."""
    return next((one for one in ledger.tabled if one.kind is Kind.HOUSEHOLD), None)


def _subject(unit: UnitOfWork, ledger: Ledger, record: Record) -> _Subject:
    ids = {kind: frozenset({record.id}) for kind, register in REGISTER_OF.items() if register == ledger.name}
    if ledger.name == "places":
        inside = _with_groups(unit, record.id)
        return _Subject({Kind.PLACE: inside, Kind.ORGANISATION: _own_units(unit, inside)}, _borne_alone(unit, inside))
    named = _named(ledger)
    key = named.key if named is not None else ledger.matter if ids else ""
    called = {str(record.values.get(one) or "") for one in (key, "short_name") if one}
    called |= {str(row.values.get("alias") or "") for row in record.children.get(registers.ALIASES, ())}
    called -= {""}
    if ledger.name == "organisations":
        return _Subject(ids, frozenset(called))
    members = {str(row.values.get("name") or "") for row in record.children.get("members", ())} - {""}
    return _Subject(ids, frozenset(called), frozenset(called | members), _village(unit, record))


def _own_units(unit: UnitOfWork, places: frozenset[int]) -> frozenset[int]:
    """The committees and branches of places: what they report and answer for is of the place."""
    table = unit.schema.table("organisations")
    own = sa.select(table.c.id).where(
        table.c.voided_at.is_(None), table.c.kind.in_(OWN_UNITS), table.c.place_id.in_(places)
    )
    return frozenset(unit.connection.execute(own).scalars())


def _borne_alone(unit: UnitOfWork, places: frozenset[int]) -> frozenset[str]:
    """The names and aliases of places that no other place bears: 三组 may lie in any village."""
    table = unit.schema.table("places")
    alias = unit.schema.child(unit.schema.ledgers["places"], registers.ALIASES)
    stands = table.c.voided_at.is_(None)
    own = sa.select(table.c.id, table.c.name).where(stands)
    others = sa.select(table.c.id, alias.c.alias).join(alias, alias.c.parent_id == table.c.id).where(stands)
    borne: dict[bool, set[str]] = {True: set(), False: set()}
    for place_id, name in unit.connection.execute(own.union_all(others)):
        borne[place_id in places].add(str(name or ""))
    return frozenset(borne[True] - borne[False] - {""})


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
    for label, test, cell in _tests(ledger, table, table, subject):
        for record_id, told in unit.connection.execute(sa.select(table.c.id, cell).where(test, *seen)):
            if _names(subject, told):
                found.setdefault(record_id, {})[label] = None
    for child in ledger.children:
        rows = unit.schema.child(ledger, child.name)
        for label, test, cell in _tests(child, rows, table, subject):
            query = sa.select(table.c.id, cell).join(rows, rows.c.parent_id == table.c.id).where(test, *seen)
            for record_id, told in unit.connection.execute(query):
                if _names(subject, told):
                    found.setdefault(record_id, {})[f"{child.label}：{label}"] = None
    return found


def _names(subject: _Subject, told: str | None) -> bool:
    """Whether a list of names has one of the subject's among them; None where the entry itself was found."""
    return told is None or not subject.names.isdisjoint(masking.names_of(told))


_Test = sa.ColumnElement[bool]
_ENTRY: sa.ColumnElement[Any] = sa.null()


def _tests(
    holder: Ledger | Child, table: sa.Table, parent: sa.Table, subject: _Subject
) -> Iterator[tuple[str, _Test, sa.ColumnElement[Any]]]:
    """By column that may speak of the subject, what a row must satisfy, and the cell that must then name it."""
    columns = holder.columns if isinstance(holder, Child) else holder.tabled
    for column in columns:
        by_name = f"{column.label}{BY_NAME}"
        if column.kind in subject.ids and f"{column.key}_id" in table.c:
            pointer = table.c[f"{column.key}_id"]
            yield column.label, pointer.in_(subject.ids[column.kind]), _ENTRY
            is_called = sa.and_(pointer.is_(None), table.c[column.key].in_(subject.called))
            near = _near(table, parent, subject) if column.kind is Kind.HOUSEHOLD else sa.true()
            yield by_name, sa.and_(is_called, near), _ENTRY
        elif subject.names and (column.names_people or (column.mask is Mask.NAME and column.kind in _NAMING)):
            cell = table.c[column.key]
            holds = sa.or_(*(cell.contains(name, autoescape=True) for name in sorted(subject.names)))
            is_known = column.names_people and Kind.PERSON in subject.ids
            yield by_name, sa.and_(holds, sa.true() if is_known else _near(table, parent, subject)), cell


_NAMING = (Kind.TEXT, Kind.HOUSEHOLD)
"""The kinds of column in which a villager is named."""


def _near(table: sa.Table, parent: sa.Table, subject: _Subject) -> _Test:
    """Whether a row lies in the village of the subject, or does not say where; true where its village is not known."""
    places = [one.c.place_id for one in dict.fromkeys((table, parent)) if "place_id" in one.c]
    if not subject.places or not places:
        return sa.true()
    place = sa.func.coalesce(*places) if len(places) > 1 else places[0]
    return sa.or_(place.is_(None), place.in_(subject.places))


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
        title=f"{name}　{found.title}　{found.kind}",
        office=name,
        reported_on=FuzzyDate(unit.clock.today()).text(),
        columns=COLUMNS,
        rows=[TableRow((presenting.stored_day(line.day), *cells(line)[1:])) for line in found.lines],
        period=f"各台账共{found.total}条{left_out}",
        profile_note=printing.head_note(unit),
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
