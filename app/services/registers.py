"""The base registers as pickers use them: a typed name resolved to its entry, and entries offered for what is typed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

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
    """The entry that bears this name, code, short or full name, or alias, and a group however its village and number
    are written; only the name when none or several do.
    """
    ledger = register(unit, kind)
    for key in (ledger.matter, "number"):
        query = unit.schema.statement(("resolve", ledger.name, key), partial(_bearing, unit, ledger, key))
        found = unit.connection.execute(query, {"wanted": name}).all()
        if found:
            return Reference(found[0].name, found[0].id) if len(found) == 1 else Reference(name)
    by_other = _by_alias(unit, ledger, name) or _by_short_name(unit, ledger, name)
    return by_other or (_by_village(unit, name) if kind is Kind.PLACE else None) or Reference(name)


def _by_short_name(unit: UnitOfWork, ledger: Ledger, name: str) -> Reference | None:
    table = unit.schema.table(ledger.name)
    keys = [key for key in SHORT_NAMES if ledger.find(key) is not None]
    if not keys:
        return None
    query = sa.select(table.c.id, table.c[ledger.matter].label("name")).where(table.c.voided_at.is_(None))
    found = unit.connection.execute(query.where(sa.or_(*(table.c[key] == name for key in keys))).limit(2)).all()
    return Reference(found[0].name, found[0].id) if len(found) == 1 else None


def _by_village(unit: UnitOfWork, name: str) -> Reference | None:
    """清一村3组 and 清一村: the group that the register calls 清一三组, the village that it calls 清一."""
    parts = place_names.split(name)
    if parts is None:
        short = place_names.short_village(name)
        found = resolve(unit, kind=Kind.PLACE, name=short) if short != name else None
        return found if found is not None and found.id is not None else None
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


class Remembered:
    """Looks names up as `resolve_all` does, each once: for many records entered in one transaction."""

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._known: dict[tuple[Kind, str], Reference] = {}

    def resolve_all(self, unit: UnitOfWork, columns: Iterable[Column], values: Mapping[str, Value]) -> dict[str, Value]:
        """The values with every reference that has only a name looked up in its register."""
        found = dict(values)
        for column in columns:
            value = values.get(column.key)
            if isinstance(value, Reference) and value.id is None and column.is_reference:
                found[column.key] = self._resolved(unit, column.kind, value)
        return found

    def _resolved(self, unit: UnitOfWork, kind: Kind | None, value: Value) -> Value:
        if kind is None or not isinstance(value, Reference) or value.id is not None:
            return value
        key = (kind, value.name)
        if key not in self._known:
            self._known[key] = resolve(unit, kind=kind, name=value.name)
        return self._known[key]


def resolve_all(unit: UnitOfWork, columns: Iterable[Column], values: Mapping[str, Value]) -> dict[str, Value]:
    """The values with every reference that has only a name looked up in its register."""
    return Remembered().resolve_all(unit, columns, values)


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
