"""What keeps a record of a package out: the gates it passed at its office are asked again here, and who does not pass
is held with the sentence until its office sends it mended, or what was wanting is here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.ledgers import registry
from app.rules import backfill, close_out
from app.rules.gates import refuse_if
from app.rules.rights import Right
from app.services import petitioning, rectifying
from app.services.changes import Actor
from app.services.moves import Request
from app.services.permitted import needs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from db.declare import Ledger
    from db.unit import UnitOfWork
    from db.values import Value

RECTIFICATIONS, PETITIONS = "rectifications", "petitions"
CLOSED = "closed"
_FINISHED_FROM = (("recheck_replied_on", "rechecked"), ("review_replied_on", "reviewed"))
"""Where a petition stood before it was finished, by the last answer it holds; else it was replied to."""


def is_asked(ledger: Ledger, values: Mapping[str, Value]) -> bool:
    """Whether a record stands where the last gate of its life lets nobody through without proof: a problem struck off,
    a petition finished.

    Old business that came in by paper has paper to vouch for it.
    """
    has_gate = ledger.name in (RECTIFICATIONS, PETITIONS)
    return has_gate and values.get("status") == CLOSED and not backfill.is_historical(values)


def refuse_unfinished(unit: UnitOfWork, *, ledger: Ledger, uuid: str, allow_self_review: bool) -> None:
    """Hold a record whose life is over against its last gate: a problem against the five checks, a petition against
    what its finish asks; raises Refused. Whether one may check his own work is what its office decided.
    """
    record = unit.reading.one(ledger, uuid=uuid)
    if record is None:
        return
    own = Actor(str(record.values.get("applied_by") or record.updated_by))
    if ledger.name == PETITIONS:
        _refuse_unfinished_petition(unit, Request(own, ledger, record, "finish", {}))
        return
    seen = rectifying.snapshot(unit, Request(own, ledger, record, "close", {}))
    seen = replace(seen, allow_self_review=allow_self_review)
    gaps = (check(seen) for check in close_out.FIVE_CHECKS)
    refuse_if(tuple(gap for gap in gaps if gap is not None), record.number, "销号")


def _refuse_unfinished_petition(unit: UnitOfWork, asked: Request) -> None:
    values = asked.record.values
    before = next((state for key, state in _FINISHED_FROM if values.get(key) is not None), "replied")
    stood = replace(asked.record, values={**values, "status": before})
    on = {"finished_on": values.get("finished_on")}  # the day it was finished there, never today
    refuse_if(petitioning.lacking(unit, replace(asked, record=stood, values=on)), stood.number, "办结")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record that is held: whose, which, and why."""

    office: str
    ledger: str
    number: str
    sentence: str


def _standing(unit: UnitOfWork, office: str) -> dict[str, sa.Row[Any]]:
    """What is held of an office, by the record's uuid."""
    tables = unit.schema.packages
    query = sa.select(tables.held).join(tables.batches, tables.batches.c.uuid == tables.held.c.batch_uuid)
    rows = unit.connection.execute(query.where(tables.batches.c.office_uuid == office))
    return {row.record_uuid: row for row in rows}


def changes_held(unit: UnitOfWork, *, office: str, held: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether something is held that was not, or with another sentence."""
    known = _standing(unit, office)
    return any(uuid not in known or known[uuid].sentence != one["sentence"] for uuid, one in held.items())


def keep_held(unit: UnitOfWork, *, office: str, held: Mapping[str, Mapping[str, Any]], entered: Iterable[str]) -> None:
    """Keep what is held, and let go what came in."""
    table = unit.schema.packages.held
    gone = {*held, *entered} & set(_standing(unit, office))
    many = sorted(gone)
    for start in range(0, len(many), 500):
        unit.connection.execute(table.delete().where(table.c.record_uuid.in_(many[start : start + 500])))
    if held:
        unit.connection.execute(table.insert(), list(held.values()))


@needs(Right.MERGE)
def waiting(unit: UnitOfWork, *, actor: Actor) -> tuple[Waiting, ...]:
    """Everything that is held now, of every office."""
    tables = unit.schema.packages
    query = sa.select(tables.held, tables.offices.c.label)
    query = query.join(tables.batches, tables.batches.c.uuid == tables.held.c.batch_uuid)
    query = query.join(tables.offices, tables.offices.c.uuid == tables.batches.c.office_uuid)
    if not actor.sees_restricted:
        query = query.where(tables.held.c.restricted.is_(False))
    rows = unit.connection.execute(query.order_by(tables.offices.c.label, tables.held.c.number))
    return tuple(Waiting(row.label, registry.find(row.ledger).label, row.number, row.sentence) for row in rows)
