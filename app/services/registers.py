"""The base registers as pickers use them: a typed name resolved to its entry, and entries offered for what is typed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.rules import place_names
from db.ask import Ask
from db.declare import REGISTER_OF, Kind
from db.values import Reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from db.ask import Record
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork
    from db.values import Value


ALIASES = "aliases"
SHORT_NAMES = ("short_name", "full_name")
OFFERED = 20
PLACE = "place"
"""The column that says where a row lies."""
VILLAGES = ("村", "社区")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One entry offered by a picker: its id, its name, and a line that tells it from others of like name."""

    id: int
    name: str
    detail: str


def register(unit: UnitOfWork, kind: Kind) -> Ledger:
    """The register a kind of reference points into; raises KeyError for a kind that is no reference."""
    return unit.schema.ledgers[REGISTER_OF[kind]]


def resolve(unit: UnitOfWork, *, kind: Kind, name: str) -> Reference:
    """The entry that bears this name, code, short or full name, or alias, and a village or group however it is
    written; only the name when none or several do.
    """
    ledger = register(unit, kind)
    found = _borne(unit, ledger, name) or (_by_village(unit, name) if kind is Kind.PLACE else None)
    return found or Reference(name)


def _borne(unit: UnitOfWork, ledger: Ledger, name: str) -> Reference | None:
    """The entry that bears just this; only the name where several do."""
    for key in (ledger.matter, "number"):
        query = unit.schema.statement(("resolve", ledger.name, key), partial(_bearing, unit, ledger, key))
        found = unit.connection.execute(query, {"wanted": name}).all()
        if found:
            return Reference(found[0].name, found[0].id) if len(found) == 1 else Reference(name)
    return _by_alias(unit, ledger, name) or _by_short_name(unit, ledger, name)


def _by_short_name(unit: UnitOfWork, ledger: Ledger, name: str) -> Reference | None:
    table = unit.schema.table(ledger.name)
    keys = [key for key in SHORT_NAMES if ledger.find(key) is not None]
    if not keys:
        return None
    query = sa.select(table.c.id, table.c[ledger.matter].label("name")).where(table.c.voided_at.is_(None))
    found = unit.connection.execute(query.where(sa.or_(*(table.c[key] == name for key in keys))).limit(2)).all()
    return Reference(found[0].name, found[0].id) if len(found) == 1 else None


def _by_village(unit: UnitOfWork, name: str) -> Reference | None:
    """清一村3组 and 清一村: the group that the register calls 清一三组, the village that it calls 清一; and the village
    清一村, of which 清一 is said.
    """
    parts = place_names.split(name)
    if parts is None:
        short = place_names.short_village(name)
        spelt = (_borne(unit, register(unit, Kind.PLACE), one) for one in (short, f"{short}村") if one != name)
        return next((found for found in spelt if found is not None and found.id is not None), None)
    village = resolve(unit, kind=Kind.PLACE, name=parts[0])
    if village.id is None:
        return None
    full = place_names.group_name(village.name, parts[1])
    for wanted in dict.fromkeys((full, place_names.group_label(parts[1]))):
        if (group := group_of(unit, village=village, name=wanted)) is not None:
            return group
    return None


def group_of(unit: UnitOfWork, *, village: Reference, name: str) -> Reference | None:
    """The place of that name that lies in a village, None when there is none."""
    table = unit.schema.table("places")
    query = sa.select(table.c.id, table.c.name).where(
        table.c.voided_at.is_(None), table.c.name == name, table.c.parent_id == village.id
    )
    found = unit.connection.execute(query.limit(2)).all()
    return Reference(found[0].name, found[0].id) if len(found) == 1 else None


def _bearing(unit: UnitOfWork, ledger: Ledger, key: str) -> sa.Select[tuple[int, str]]:
    """Who bears a name or a code, two at most."""
    table = unit.schema.table(ledger.name)
    query = sa.select(table.c.id, table.c[ledger.matter].label("name"))
    return query.where(table.c[key] == sa.bindparam("wanted"), table.c.voided_at.is_(None)).limit(2)


def _by_alias(unit: UnitOfWork, ledger: Ledger, name: str) -> Reference | None:
    child = next((child for child in ledger.children if child.name == ALIASES), None)
    if child is None:
        return None
    aliases, table = unit.schema.child(ledger, ALIASES), unit.schema.table(ledger.name)
    query = sa.select(table.c.id, table.c[ledger.matter].label("name")).join(aliases, aliases.c.parent_id == table.c.id)
    query = query.where(aliases.c[child.columns[0].key] == name, table.c.voided_at.is_(None)).distinct()
    found = unit.connection.execute(query.limit(2)).all()
    return Reference(found[0].name, found[0].id) if len(found) == 1 else None


def household_in(unit: UnitOfWork, *, name: str, place: int, village: frozenset[int]) -> Reference:
    """The household of that name in a village, of several the one in that group; only the name when none is there.

    A household of the same name in another village is another; one that says no place may be any.
    """
    table, found = unit.schema.table("households"), resolve(unit, kind=Kind.HOUSEHOLD, name=name)
    if found.id is not None:
        lies_in, number = unit.connection.execute(
            sa.select(table.c.place_id, table.c.number).where(table.c.id == found.id)
        ).one()
        return found if lies_in is None or lies_in in village or number == name else Reference(name)
    query = sa.select(table.c.id, table.c.place_id).where(table.c.head_name == name, table.c.voided_at.is_(None))
    near = unit.connection.execute(query.where(table.c.place_id.in_(village))).all()
    same = near if len(near) == 1 else [one for one in near if one.place_id == place]
    return Reference(name, same[0].id) if len(same) == 1 else found


def village_around(unit: UnitOfWork, place: int) -> frozenset[int]:
    """The village a place lies in, with all that lies in it; empty for the town and whatever lies in no village."""
    table, seen = unit.schema.table("places"), set[int]()
    at: int | None = place
    while at is not None and at not in seen:
        seen.add(at)
        row = unit.connection.execute(sa.select(table.c.kind, table.c.parent_id).where(table.c.id == at)).first()
        if row is not None and row.kind in VILLAGES:
            inside: sa.Select[Any] = unit.reading.places_within(at)
            return frozenset(int(one) for one in unit.connection.execute(inside).scalars())
        at = row.parent_id if row is not None else None
    return frozenset()


class Remembered:
    """Looks names up as `resolve_all` does, each once: for many records entered in one transaction."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._known: dict[tuple[Kind, str, int], Reference] = {}
        self._villages: dict[int, frozenset[int]] = {}

    def resolve_all(
        self, unit: UnitOfWork, columns: Iterable[Column], values: Mapping[str, Value], *, near: Value = None
    ) -> dict[str, Value]:
        """The values with every reference that has only a name looked up in its register; a household in the village
        of the row's own place, else of `near`.
        """
        found = dict(values)
        named = [one for one in columns if one.is_reference and isinstance(values.get(one.key), Reference)]
        for column in sorted(named, key=lambda one: one.kind is Kind.HOUSEHOLD):
            found[column.key] = self.resolved(unit, column.kind, found[column.key], found.get(PLACE) or near)
        return found

    def resolved(self, unit: UnitOfWork, kind: Kind, value: Value, at: Value) -> Value:
        """One reference, looked up when it has only a name; a household in the village of the place `at`."""
        if not isinstance(value, Reference) or value.id is not None:
            return value
        place = (at.id or 0) if kind is Kind.HOUSEHOLD and isinstance(at, Reference) else 0
        if place not in self._villages:
            self._villages[place] = village_around(unit, place) if place else frozenset()
        village = self._villages[place]
        key = (kind, value.name, place if village else 0)
        if key not in self._known:
            self._known[key] = (
                household_in(unit, name=value.name, place=place, village=village)
                if village
                else resolve(unit, kind=kind, name=value.name)
            )
        return self._known[key]


def resolve_all(
    unit: UnitOfWork, columns: Iterable[Column], values: Mapping[str, Value], *, near: Value = None
) -> dict[str, Value]:
    """The values with every reference that has only a name looked up in its register; a household in the village of
    the row's own place, else of `near`.
    """
    return Remembered().resolve_all(unit, columns, values, near=near)


def resolve_near(unit: UnitOfWork, *, kind: Kind, name: str, near: Reference | None) -> Reference:
    """The entry that saving will find for a name in a record that lies `near`."""
    known = Remembered()
    found = known.resolved(unit, kind, Reference(name), known.resolved(unit, Kind.PLACE, near, None))
    return found if isinstance(found, Reference) else Reference(name)


def household_near(unit: UnitOfWork, *, household: Reference, near: Reference | None) -> tuple[Reference, str]:
    """The household that saving will find for a name in a record that lies `near`, and a sentence for the clerk where
    none is found though some bear the name, or the one that was picked lies in another village; empty otherwise.
    """
    known = Remembered()
    place = known.resolved(unit, Kind.PLACE, near, None)
    at = place if isinstance(place, Reference) and place.id is not None else None
    village = village_around(unit, at.id) if at is not None and at.id is not None else frozenset[int]()
    found = known.resolved(unit, Kind.HOUSEHOLD, household, at)
    if not isinstance(found, Reference) or (found.id is not None and not village):
        return household if not isinstance(found, Reference) else found, ""
    return found, _about_homes(found, at.name if at is not None and village else "", village, _homes(unit, found))


def _homes(unit: UnitOfWork, household: Reference) -> list[tuple[int | None, str]]:
    """Where the household lies, or all those that only its name may mean: the ids and names of the places."""
    table, places = unit.schema.table("households"), unit.schema.table("places")
    query = sa.select(table.c.place_id, places.c.name).outerjoin(places, places.c.id == table.c.place_id)
    own = table.c.head_name == household.name if household.id is None else table.c.id == household.id
    rows = unit.connection.execute(query.where(own, table.c.voided_at.is_(None)).order_by(table.c.id).limit(OFFERED))
    return [(row.place_id, str(row.name or "")) for row in rows]


def _about_homes(
    household: Reference, village_name: str, village: frozenset[int], homes: list[tuple[int | None, str]]
) -> str:
    name, here = household.name, [place for place, _name in homes if place in village or place is None or not village]
    elsewhere = "、".join(dict.fromkeys(home for place, home in homes if place is not None and place not in village))
    if household.id is not None or not homes:
        return f"{name}登记在{elsewhere}，不在{village_name}。请核对村和户。" if elsewhere else ""
    if here:
        which = "请在列表里选是哪一户" if village_name else "请填村，或在列表里选是哪一户"
        return f"{village_name}有{len(here)}户叫{name}，{which}。"
    return f"{village_name}没有登记{name}这一户，{elsewhere}有。请核对村和户。"


def suggest(unit: UnitOfWork, *, kind: Kind, typed: str, limit: int = OFFERED) -> tuple[Suggestion, ...]:
    """Entries whose name, alias, code or pinyin initials hold what is typed; the first ones when nothing is."""
    ledger = register(unit, kind)
    ask = Ask(ledger.name, search=typed, sort=((ledger.matter, False),), limit=limit)
    page = unit.reading.page(ask)
    return tuple(Suggestion(row.id, name_of(ledger, row), _detail(ledger, row)) for row in page.rows)


def name_of(ledger: Ledger, record: Record) -> str:
    """What a record is called: its matter."""
    value = record.values.get(ledger.matter)
    return value.name if isinstance(value, Reference) else str(value or "")


def _detail(ledger: Ledger, record: Record) -> str:
    shown = [column for column in ledger.columns if column.in_table and column.key != ledger.matter]
    parts = (record.values.get(column.key) for column in shown if not column.sensitive)
    texts = (part.name if isinstance(part, Reference) else part for part in parts)
    return " ".join([record.number, *(text for text in texts if isinstance(text, str))][:3])
