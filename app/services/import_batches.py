"""导入记录: who brought in what and when, whether it still stands, and what was touched since."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.ledgers import registry
from app.rules.rights import Right
from app.services.changes import READING
from app.services.permitted import needs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from app.services.changes import Actor
    from db.ask import Record
    from db.unit import UnitOfWork

MOST = 500
"""So many of the newest imports are listed."""


@dataclass(frozen=True, slots=True)
class Batch:
    """One import; `counts` by the machine words of what became of its rows."""

    uuid: str
    ledger: str
    label: str
    file_name: str
    sheet: str
    operator: str
    imported_at: datetime
    counts: dict[str, int]
    is_taken_back: bool
    backfill_reason: str = ""
    """Why it was done as 历史补录; empty for a plain import."""


@needs(Right.READ)
def listed(unit: UnitOfWork, *, actor: Actor) -> tuple[Batch, ...]:
    """The imports into this file, the newest first."""
    table = unit.schema.import_batches
    turns = _turns(unit)
    chain = unit.schema.audit  # two imports of one second stand in the order of the history
    written = sa.select(sa.func.min(chain.c.seq)).where(chain.c.uuid == table.c.uuid).scalar_subquery()
    query = sa.select(table).order_by(table.c.imported_at.desc(), written.desc()).limit(MOST)
    rows = unit.connection.execute(query).mappings()
    return tuple(
        Batch(
            row["uuid"], row["ledger"], registry.find(row["ledger"]).label, row["file_name"], row["sheet"],
            row["operator"], row["imported_at"], json.loads(row["counts"]), _is_turned(turns, row["step"]),
            row["backfill_reason"],
        )
        for row in rows.all()
    )  # fmt: skip


def is_taken_back(unit: UnitOfWork, *, step: str) -> bool:
    """Whether an import is withdrawn or undone now; redone, it stands again."""
    return _is_turned(_turns(unit), step)


def _turns(unit: UnitOfWork) -> dict[str, str]:
    """Of every step that was turned back, the newest that did so."""
    return dict(_turned_pairs(unit))


def _turned_pairs(unit: UnitOfWork) -> list[tuple[str, str]]:
    """Steps that were turned back, each with the step that did so, in the order of the history."""
    chain = unit.schema.audit
    query = sa.select(chain.c.undoes, chain.c.step, sa.func.max(chain.c.seq)).where(chain.c.undoes != "")
    found = unit.connection.execute(query.group_by(chain.c.undoes, chain.c.step)).all()
    return [(row.undoes, row.step) for row in sorted(found, key=lambda row: int(row[2]))]


def _is_turned(turns: Mapping[str, str], step: str) -> bool:
    is_turned = False
    while step in turns:
        step, is_turned = turns[step], not is_turned
    return is_turned


@needs(Right.READ)
def touched_numbers(unit: UnitOfWork, *, actor: Actor, batch: str) -> tuple[str, ...]:
    """The numbers of the records of an import that were saved again since."""
    return tuple(record.number for record in touched(unit, batch=batch))


def touched(unit: UnitOfWork, *, batch: str) -> list[Record]:
    """The records of an import that stand and were saved again since; undoing and redoing the import is no saving."""
    batches, rows = unit.schema.import_batches, unit.schema.import_rows
    one = sa.select(batches.c.ledger, batches.c.step).where(batches.c.uuid == batch)
    name, step = unit.connection.execute(one).one()
    ledger, own = registry.find(name), _steps_about(unit, step)
    stood = unit.connection.execute(sa.select(rows.c.record_uuid, rows.c.version).where(rows.c.batch_uuid == batch))
    found = ((unit.reading.one(ledger, (), uuid=row.record_uuid), row.version) for row in stood.all())
    later = [record for record, version in found if record and record.voided_at is None and record.version != version]
    return [record for record in later if _is_written_outside(unit, record.uuid, own)]


def _steps_about(unit: UnitOfWork, step: str) -> set[str]:
    """A step, and all that turned it back and forth."""
    about, turns = {step}, _turned_pairs(unit)
    while more := {turned_by for turned, turned_by in turns if turned in about} - about:
        about |= more
    return about


def _is_written_outside(unit: UnitOfWork, uuid: str, own: set[str]) -> bool:
    """Whether a record was written after the import by a step that is none of its own."""
    chain = unit.schema.audit
    began = sa.select(sa.func.min(chain.c.seq)).where(chain.c.step.in_(own)).scalar_subquery()
    others = sa.select(chain.c.seq).where(
        chain.c.uuid == uuid, chain.c.seq > began, chain.c.step.not_in(own), chain.c.action.not_in(READING)
    )
    return unit.connection.execute(others.limit(1)).first() is not None
