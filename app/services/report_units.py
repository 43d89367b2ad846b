"""What units sent in by telephone or paper: the latest of each on each indicator, who has to report and who did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.figures import axes
from app.rules import wording
from app.services.checking import day, last_day, standing, text
from app.services.figures import SLICED
from app.services.report_items import Item

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.services.report_source import Source
    from db.ask import Record


def latest(source: Source) -> dict[tuple[str, str], Record]:
    """The latest report of each unit on each indicator, up to the day."""
    found: dict[tuple[str, str], Record] = {}
    rows = [one for one in standing(source.unit, "unit_reports") if _is_by(one, source)]
    for one in sorted(rows, key=lambda record: (str(day(record.values, "as_of")), record.id)):
        found[text(one.values, "organisation"), text(one.values, "indicator")] = one
    return found


def _is_by(record: Record, source: Source) -> bool:
    on = day(record.values, "as_of")
    return on is not None and on <= source.as_of


def due(source: Source) -> list[str]:
    """The units that have to report on the day, in the order of the register, and after them others that did."""
    named = [
        text(one.values, "name")
        for one in standing(source.unit, "organisations")
        if one.values.get("is_reporting") and ((end := last_day(one.values, "ended_on")) is None or end >= source.as_of)
    ]
    return list(dict.fromkeys([*named, *(unit for unit, _ in latest(source) if unit)]))


def kept(source: Source, indicator: str) -> dict[str, Item]:
    """What units have in the ledgers themselves for an indicator, by the unit's name without its endings.

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
    """The units that reported at all."""
    return frozenset(unit for unit, _ in latest(source))


def ids(source: Source, units: Iterable[str]) -> tuple[int, ...]:
    """The reports of these units."""
    wanted = frozenset(units)
    return tuple(record.id for (unit, _), record in latest(source).items() if unit in wanted)
