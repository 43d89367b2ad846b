"""What units sent in by telephone or paper: the latest of each on each indicator, who has to report and who did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.figures import axes, catalogue
from app.rules import wording
from app.services.checking import day, reference, standing, stands, text
from app.services.figures import SLICED
from app.services.report_items import Item

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.services.report_source import Source
    from db.ask import Record


def latest(source: Source) -> dict[tuple[str, str], Record]:
    """The latest report of each unit on each indicator, up to the day; an indicator by its code, other words as they
    are.
    """
    found: dict[tuple[str, str], Record] = {}
    known = catalogue.named(source.known.indicators)
    rows = [one for one in standing(source.unit, "unit_reports") if _is_by(one, source)]
    for one in sorted(rows, key=lambda record: (str(day(record.values, "as_of")), record.id)):
        found[_unit(source, one), catalogue.meant(text(one.values, "indicator"), known)] = one
    return found


def _unit(source: Source, record: Record) -> str:
    """The one name of the unit that reported."""
    said = reference(record.values, "organisation")
    return source.units.of_entry(said.id, said.name) if said else ""


def _is_by(record: Record, source: Source) -> bool:
    on = day(record.values, "as_of")
    return on is not None and on <= source.as_of


def due(source: Source) -> dict[str, str]:
    """The units that have to report on the day, in the order of the register, and after them others that did: how each
    is called, by its one name.
    """
    found = {
        source.units.of_entry(one.id, text(one.values, "name")): text(one.values, "name")
        for one in standing(source.unit, "organisations")
        if one.values.get("is_reporting") and stands(one.values, source.as_of)
    }
    for (unit, _), record in latest(source).items():
        if unit:
            found.setdefault(unit, text(record.values, "organisation"))
    return found


def kept(source: Source, indicator: str) -> dict[str, Item]:
    """What units have in the ledgers themselves for an indicator, by the one name of the unit.

    Rows come before what a unit sent in: the same number is never taken twice.
    """
    found = source.figure(indicator)
    if found is None:
        return {}
    said = f"本单位台账里有明细，按明细算。{found.definition}"
    return {
        label: Item(
            wording.worded(value, found.counter), f"{found.code}{SLICED}{axes.UNIT}:{label}", found.name, said,
            found.ledger,
        )
        for label, value in source.kept_by_unit(found.code).items()
        if value is not None
    }  # fmt: skip


def sent(source: Source) -> frozenset[str]:
    """The units that reported at all, by their one name."""
    return frozenset(unit for unit, _ in latest(source))


def ids(source: Source, units: Iterable[str]) -> tuple[int, ...]:
    """The reports of these units."""
    wanted = frozenset(units)
    return tuple(record.id for (unit, _), record in latest(source).items() if unit in wanted)
