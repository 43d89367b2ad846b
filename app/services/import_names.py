"""Names in an import that no register has yet: offered to the clerk, and entered only when he says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.rules import place_names
from app.rules.refusal import Exit, Refused
from app.services import records, registers
from db.declare import Kind
from db.values import Reference

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from app.services.changes import Actor
    from db.declare import Column
    from db.unit import UnitOfWork
    from db.values import Value

OFFERED = (Kind.PLACE, Kind.ORGANISATION, Kind.PERSON)
"""Registers whose names may be entered from an import: 村组, 单位, 人员."""
WORDS = {Kind.PLACE: "村组", Kind.ORGANISATION: "单位", Kind.PERSON: "人员"}


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that its register does not have, and in how many rows it stands."""

    kind: Kind
    name: str
    rows: int = 1


Wanted = frozenset[tuple[Kind, str]]
"""The names the clerk wants entered; with an empty name, all of that kind."""


def all_of(kinds: Iterable[Kind]) -> Wanted:
    """Every unknown name of these registers."""
    return frozenset((kind, "") for kind in kinds)


class Names(registers.Remembered):
    """Looks names up as `Remembered` does, counts those not found, and enters those that are wanted."""

    def __init__(self, actor: Actor | None = None, wanted: Collection[tuple[Kind, str]] = ()) -> None:
        """Take who enters names, and which."""
        super().__init__()
        self._actor, self._wanted = actor, frozenset(wanted)
        self._unknown: dict[tuple[Kind, str], int] = {}

    def count(self, columns: Iterable[Column], values: Mapping[str, Value]) -> None:
        """Count the names of a row that no register has."""
        for column in columns:
            value = values.get(column.key)
            if column.kind in OFFERED and isinstance(value, Reference) and value.id is None:
                key = (column.kind, value.name)
                self._unknown[key] = self._unknown.get(key, 0) + 1

    @property
    def unknown(self) -> tuple[Unknown, ...]:
        """The names that no register has, register by register."""
        pairs = sorted(self._unknown.items(), key=lambda pair: OFFERED.index(pair[0][0]))
        return tuple(Unknown(kind, name, rows) for (kind, name), rows in pairs)

    def enter(self, unit: UnitOfWork, columns: Iterable[Column], values: Mapping[str, Value]) -> dict[str, Value]:
        """The values with every name looked up, and entered in its register where that is wanted."""
        named = [column for column in columns if column.is_reference]
        kinds, found = {column.key: column.kind for column in named}, self.resolve_all(unit, named, values)
        if not self._wanted:
            return found
        for key, value in found.items():
            if isinstance(value, Reference) and value.id is None and self._is_wanted(kinds[key], value.name):
                found[key] = self._known[kinds[key], value.name, 0] = self._entered(unit, kinds[key], value.name)
        return found

    def _is_wanted(self, kind: Kind, name: str) -> bool:
        return (kind, name) in self._wanted or (kind in OFFERED and (kind, "") in self._wanted)

    def _entered(self, unit: UnitOfWork, kind: Kind, name: str) -> Reference:
        if kind is not Kind.PLACE:
            return self._add(unit, kind, {registers.register(unit, kind).matter: name})
        parts = place_names.split(name)
        return self.group(unit, self.village(unit, parts[0]), parts[1]) if parts else self.village(unit, name)

    def enter_place(self, unit: UnitOfWork, name: str, village: str, group: str) -> Reference | None:
        """The group (or, without one, the village) offered under that name, entered when it is wanted."""
        if not self._is_wanted(Kind.PLACE, name):
            return None
        of = self.village(unit, village)
        return self.group(unit, of, group) if group else of

    def village(self, unit: UnitOfWork, name: str) -> Reference:
        """The village of that name, entered when the register has none."""
        known = registers.resolve(unit, kind=Kind.PLACE, name=name)
        if known.id is not None:
            return known
        short = place_names.short_village(name)
        full = {"full_name": name} if short != name else {}
        kind = "社区" if "社区" in name else "村"
        return self._add(unit, Kind.PLACE, {"name": short, "kind": kind, **full})

    def group(self, unit: UnitOfWork, village: Reference, group: str) -> Reference:
        """The group of a village, entered when the register has none."""
        name = place_names.group_name(village.name, group)
        for wanted in (name, place_names.group_label(group)):
            if (known := registers.group_of(unit, village=village, name=wanted)) is not None:
                return known
        return self._add(unit, Kind.PLACE, {"name": name, "kind": "组", "parent": village})

    def _add(self, unit: UnitOfWork, kind: Kind, values: Mapping[str, Value]) -> Reference:
        if self._actor is None:
            message = "names are entered by someone"
            raise ValueError(message)
        ledger = registers.register(unit, kind)
        changes = records.add(unit, actor=self._actor, ledger=ledger.name, values=values)
        return Reference(str(values[ledger.matter]), changes.ids[0])


def wanted(names: Iterable[str]) -> Wanted:
    """The registers named (村组 单位 人员), of which every unknown name is entered; raises Refused for another word."""
    kinds = {label: kind for kind, label in WORDS.items()}
    for name in names:
        if name not in kinds:
            sentence = f"不能由导入登记「{name}」。可以写：{'、'.join(kinds)}。"
            raise Refused(sentence, field="create", exit_code=Exit.USAGE)
    return all_of(kinds[name] for name in names)
