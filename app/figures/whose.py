"""Whose a row is: the village of a place and the unit of a name, by the registers, however they were written then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from db.declare import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.figures.frame import Frame
    from app.figures.model import Source

    Expression = sa.ColumnElement[Any]

VILLAGE_KINDS = ("村", "社区")
GROUP, GRID, TOWN = "组", "网格", "镇"
KEEPERS = ("report_org", "organisation", "cadre_org", "giver_org", "branch", "place")
"""Who keeps a row in the ledger: the first of these columns that is filled."""
OWNERS = (
    "report_org", "organisation", "responsible_org", "lead_org", "cadre_org", "giver_org", "charge_org", "branch",
    "place",
)  # fmt: skip
"""Whose row it is for a list by units: the first of these columns that is filled."""
_ENDINGS = ("村民委员会", "村委会", "村")
_PLACE, _ENTRY = "p", "o"


def unit_key(name: str) -> str:
    """A unit's name without the endings that make 清一, 清一村 and 清一村村委会 look like three."""
    key = name.strip()
    while ending := next((one for one in _ENDINGS if key.endswith(one) and len(key) > len(one)), ""):
        key = key.removesuffix(ending)
    return key


def columns(frame: Frame, source: Source, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the columns that the ledger of a source has."""
    place = frame.place(source)
    cells = (place.parent or place).table.c
    return tuple(key for key in wanted if key in cells)


def written(frame: Frame, source: Source, wanted: tuple[str, ...]) -> Expression:
    """Who stands first in these columns of a row, as `Units.of` takes it: entry and name; empty for nobody."""
    place = frame.place(source)
    holder = place.parent or place
    cells, declared = holder.table.c, holder.declared
    told = [
        sa.literal(_PLACE if declared.column(key).kind is Kind.PLACE else _ENTRY)
        + sa.func.coalesce(sa.cast(cells[f"{key}_id"], sa.Text), "")
        + ":"
        + sa.func.trim(cells[key])
        for key in columns(frame, source, wanted)
    ]
    nobody: Expression = sa.literal("")
    return sa.func.coalesce(*told, nobody) if told else nobody


class Villages:
    """The village of any place by id, and of any name that one place alone bears, its aliases among them."""

    def __init__(self, frame: Frame) -> None:
        """Read the register of places once."""
        ledger = frame.ledgers["places"]
        table, alias = frame.reading.schema.table("places"), frame.reading.schema.child(ledger, "aliases")
        stands = table.c.voided_at.is_(None)
        rows = frame.rows(sa.select(table.c.id, table.c.name, table.c.kind, table.c.parent_id).where(stands))
        self._by_id = {row[0]: row for row in rows}
        others = frame.rows(sa.select(alias.c.alias, alias.c.parent_id))
        named = [*((row[1], row[0]) for row in rows), *((name, one) for name, one in others if one in self._by_id)]
        self._by_name = _borne_by_one(named)

    def of_id(self, place_id: int) -> str:
        """The name of the village a place lies in; its own where it lies in none, empty for a group without one.

        The town itself is no village: what is entered for it stands under 镇本级.
        """
        chain = self._chain(place_id)
        village = next((row[1] for row in chain if row[2] in VILLAGE_KINDS), None)
        if village is None and chain and not any(row[2] == GROUP for row in chain):
            village = _town_itself(chain[0][1]) if chain[0][2] == TOWN else chain[0][1]
        return str(village or "")

    def _chain(self, place_id: int) -> list[Any]:
        """A place and all it lies in, the nearest first."""
        chain: list[Any] = []
        seen: set[int] = set()
        row = self._by_id.get(place_id)
        while row is not None and row[0] not in seen:
            seen.add(row[0])
            chain.append(row)
            row = self._by_id.get(row[3])
        return chain

    def of_name(self, name: str) -> str:
        """The village of a name; a name the register does not know is taken for the village itself."""
        known = self._by_name.get(unit_key(name))
        return self.of_id(known) if known else name

    def known(self, name: str) -> str:
        """The village of a name that the register knows; empty for any other."""
        known = self._by_name.get(unit_key(name))
        return self.of_id(known) if known else ""

    def unit(self, place_id: int | None, name: str) -> str:
        """The unit that keeps the rows of a place: of a group or grid its village, of any other the place itself."""
        known = place_id if place_id in self._by_id else self._by_name.get(unit_key(name))
        if known is None:
            return unit_key(name)
        row = self._by_id[known]
        return unit_key((self.of_id(known) if row[2] in (GROUP, GRID) else "") or str(row[1]))


def _town_itself(name: str) -> str:
    """镇本级, 乡本级 or 街道本级."""
    kind = next((one for one in ("街道", "乡") if (name or "").endswith(one)), TOWN)
    return f"{kind}本级"


def _borne_by_one(named: Iterable[tuple[str | None, int]]) -> dict[str, int]:
    """The entry of every name that one entry alone bears."""
    found: dict[str, set[int]] = {}
    for name, entry in named:
        if key := unit_key(name or ""):
            found.setdefault(key, set()).add(entry)
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1}


def villages(frame: Frame) -> Villages:
    """The villages of a file, read once a look."""
    return frame.once("villages", lambda: Villages(frame))


class Units:
    """The one name of a unit, by its entry in the registers: renamed, merged or known by an alias it stays one.

    The committee of a village is the village, and so are its groups.
    """

    def __init__(self, frame: Frame) -> None:
        """Read the registers of units and places once."""
        ledger = frame.ledgers["organisations"]
        table, alias = frame.reading.schema.table("organisations"), frame.reading.schema.child(ledger, "aliases")
        cells = (table.c.id, table.c.name, table.c.short_name, table.c.kind, table.c.place_id, table.c.place)
        rows = frame.rows(sa.select(*cells).where(table.c.voided_at.is_(None)))
        self._villages = villages(frame)
        self._by_id = {row[0]: self._key(*row[1:]) for row in rows}
        others = frame.rows(sa.select(alias.c.alias, alias.c.parent_id))
        named = [(name, row[0]) for row in rows for name in row[1:3]]
        named += [(name, entry) for name, entry in others if entry in self._by_id]
        self._by_name = _borne_by_one(named)

    def _key(self, name: str | None, _short: str | None, kind: str | None, place_id: int | None, place: str) -> str:
        is_village = kind in VILLAGE_KINDS and (place_id is not None or place)
        return self._villages.unit(place_id, place or "") if is_village else unit_key(name or "")

    def of(self, told: str) -> str:
        """The unit that `written` tells of; empty for nobody."""
        entry, _, name = told[1:].partition(":")
        known = int(entry) if entry else None
        return self._villages.unit(known, name) if told[:1] == _PLACE else self.of_entry(known, name)

    def of_entry(self, entry: int | None, name: str) -> str:
        """The unit of a reference to the register of units: by its entry, else by the name."""
        if entry is not None and entry in self._by_id:
            return self._by_id[entry]
        known = self._by_name.get(unit_key(name))
        return self._by_id[known] if known is not None else self._villages.unit(None, name)


def units(frame: Frame) -> Units:
    """The units of a file, read once a look."""
    return frame.once("units", lambda: Units(frame))
