"""The tree of places as coverage reads it: of any place, its village and its group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.services.checking import reference, standing, stands, text

if TYPE_CHECKING:
    from datetime import date

    from db.ask import Record
    from db.unit import UnitOfWork
    from db.values import Reference

VILLAGE_KINDS = ("村", "社区")
GROUP = "组"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a place lies: the names of its village and its group, empty where it has none."""

    village: str = ""
    group: str = ""
    village_id: int = 0
    record: Record | None = None

    def stands(self, on: date) -> bool:
        """Whether the place was not dissolved by a day."""
        return self.record is None or stands(self.record.values, on)


class Villages:
    """The places of a file by id; a place known by name alone is found when one place bears the name."""

    def __init__(self, unit: UnitOfWork) -> None:
        """Read the register of places once."""
        found = standing(unit, "places")
        self._by_id = {place.id: place for place in found}
        self._by_name: dict[str, list[Record]] = {}
        for place in found:
            self._by_name.setdefault(text(place.values, "name"), []).append(place)

    def all(self) -> tuple[Spot, ...]:
        """Where every village and group of the register lies, villages and groups alone."""
        kinds = (*VILLAGE_KINDS, GROUP)
        return tuple(self._spot(place) for place in self._by_id.values() if text(place.values, "kind") in kinds)

    def of(self, place: Reference | None) -> Spot:
        """Where a place lies; a name without an entry is taken for the village itself."""
        entry = self._entry(place)
        if entry is None:
            return Spot(place.name if place else "")
        return self._spot(entry)

    def is_village(self, place_id: int) -> bool:
        """Whether the entry of that id is a village or a community."""
        entry = self._by_id.get(place_id)
        return entry is not None and text(entry.values, "kind") in VILLAGE_KINDS

    def above(self, place: Reference | None) -> tuple[int, ...]:
        """The ids of a place and of all places it lies in, the nearest first."""
        ids: list[int] = []
        entry = self._entry(place)
        while entry is not None and entry.id not in ids:
            ids.append(entry.id)
            entry = self._entry(reference(entry.values, "parent"))
        return tuple(ids)

    def _entry(self, place: Reference | None) -> Record | None:
        if place is None:
            return None
        if place.id:
            return self._by_id.get(place.id)
        named = self._by_name.get(place.name, [])
        return named[0] if len(named) == 1 else None

    def _spot(self, entry: Record) -> Spot:
        chain = [self._by_id[place_id] for place_id in self._above_entry(entry)]
        village = next((place for place in chain if text(place.values, "kind") in VILLAGE_KINDS), None)
        group = next((text(place.values, "name") for place in chain if text(place.values, "kind") == GROUP), "")
        if village is None:
            return Spot("" if group else text(entry.values, "name"), group, 0 if group else entry.id, entry)
        return Spot(text(village.values, "name"), group, village.id, entry)

    def _above_entry(self, entry: Record) -> tuple[int, ...]:
        """The ids of a register's entry and of all places it lies in, the nearest first."""
        parent = reference(entry.values, "parent")
        return (entry.id, *(one for one in self.above(parent) if one != entry.id))
