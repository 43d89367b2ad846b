"""Whether a row lies in a place, belongs to a unit or was taken up by a special action, as conditions in SQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.figures.whose import OWNERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.figures.frame import Frame
    from db.declare import Ledger

    Test = sa.ColumnElement[bool]

OWNED = "owned"
"""The kind of link by which a special action has what it took up."""
ACTIONS = "special_actions"


def why_not(frame: Frame, ledger: Ledger) -> str:
    """Why a figure of a ledger cannot be given for the place, unit or action looked at; empty when it can."""
    table, within = frame.reading.schema.table(ledger.name), frame.within
    if within.places is not None and ledger.name != "places" and "place" not in table.c:
        return f"{ledger.label}不分村，不能只看一个村"
    if within.organisation_names and ledger.name != "organisations" and not _owners(table):
        return f"{ledger.label}不分单位，不能只看一个单位"
    if within.action is not None and ledger.base:
        return f"{ledger.label}是基础资料，不归入专项行动"
    return ""


def tests(frame: Frame, ledger: str, table: sa.Table) -> Iterator[Test]:
    """What a row of a ledger must satisfy to lie in what is looked at; none without a place, unit or action."""
    within = frame.within
    if within.places is not None:
        yield _in_place(ledger, table, within.places, within.place_names)
    if within.organisation_names:
        yield _of_unit(ledger, table, within.organisation, within.organisation_names)
    if within.action is not None:
        yield _taken_up(frame, ledger, table, within.action)


def _in_place(ledger: str, table: sa.Table, ids: tuple[int, ...], names: tuple[str, ...]) -> Test:
    if ledger == "places":
        return table.c.id.in_(ids)
    if "place" not in table.c:
        return sa.false()
    by_name = sa.and_(table.c.place_id.is_(None), table.c.place.in_(names))
    return sa.or_(table.c.place_id.in_(ids), by_name)


def _owners(table: sa.Table) -> tuple[str, ...]:
    return tuple(key for key in OWNERS if key in table.c)


def _of_unit(ledger: str, table: sa.Table, unit: int | None, names: tuple[str, ...]) -> Test:
    if ledger == "organisations":
        return table.c.id == unit if unit else table.c.name.in_(names)
    found: list[Test] = []
    before: list[Test] = []
    for key in _owners(table):
        named: Test = table.c[key].in_(names)
        if unit and key != "place":
            named = sa.or_(named, table.c[f"{key}_id"] == unit)
        found.append(sa.and_(*before, named))
        before.append(table.c[key].is_(None))
    return sa.or_(sa.false(), *found)


def _taken_up(frame: Frame, ledger: str, table: sa.Table, action: int) -> Test:
    if ledger == ACTIONS:
        return table.c.id == action
    link = frame.reading.schema.links
    stands = (link.c.voided_at.is_(None), link.c.kind == OWNED)
    into = sa.select(link.c.from_id).where(
        *stands, link.c.from_ledger == ledger, link.c.to_ledger == ACTIONS, link.c.to_id == action
    )
    out = sa.select(link.c.to_id).where(
        *stands, link.c.to_ledger == ledger, link.c.from_ledger == ACTIONS, link.c.from_id == action
    )
    return table.c.id.in_(into.union(out))
