"""导入记录: who brought in what and when, whether it still stands, and what was touched since."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.ledgers import registry
from app.rules import flows
from app.rules.rights import Right
from app.services import filed_items
from app.services.changes import READING, ChangeKind
from app.services.permitted import needs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from app.services.changes import Actor
    from db.ask import Record
    from db.declare import Ledger
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


@dataclass(frozen=True, slots=True)
class Touched:
    """A record of an import that something was done with since: which, what, and whether it can go back at all."""

    uuid: str
    number: str
    what: tuple[str, ...]
    is_bound: bool = False
    """Struck off or archived: only the lawful step brings it back."""

    @property
    def words(self) -> str:
        """The record by its number, and what was done with it."""
        return f"{self.number}（{'、'.join(self.what)}）"


@needs(Right.READ)
def touched_since(unit: UnitOfWork, *, actor: Actor, batch: str) -> tuple[tuple[Touched, ...], int]:
    """The records of an import that stand and that something was done with since, and how many it wrote in all."""
    rows = unit.schema.import_rows
    count = sa.select(sa.func.count()).select_from(rows).where(rows.c.batch_uuid == batch)
    return touched(unit, batch=batch), int(unit.connection.execute(count).scalar_one())


def touched(unit: UnitOfWork, *, batch: str) -> tuple[Touched, ...]:
    """The records of an import that stand and were changed, moved, linked, given a file or printed since, in the order
    of their numbers; undoing and redoing the import itself is none of that.
    """
    batches = unit.schema.import_batches
    one = sa.select(batches.c.ledger, batches.c.step).where(batches.c.uuid == batch)
    name, step = unit.connection.execute(one).one()
    rows = unit.schema.import_rows
    own = sa.select(rows.c.record_uuid).where(rows.c.batch_uuid == batch)
    return touched_of(unit, ledger=registry.find(name), written=own, step=step)


def touched_of(unit: UnitOfWork, *, ledger: Ledger, written: sa.Select[tuple[str]], step: str) -> tuple[Touched, ...]:
    """Those of some records of a ledger that stand and that something was done with since a step wrote them."""
    since = _Since(unit, ledger, written, _steps_about(unit, step))
    what: dict[str, list[str]] = {}
    for word, uuids in since.all():
        for uuid in uuids:
            what.setdefault(uuid, []).append(word)
    found = unit.reading.by_uuid(since.ledger, list(what))
    standing = sorted((one for one in found.values() if one.voided_at is None), key=lambda one: (one.year, one.serial))
    filed = filed_items.codes(unit, [one.uuid for one in standing])
    return tuple(
        Touched(
            one.uuid, one.number, tuple(what[one.uuid]), is_bound=one.uuid in filed or _is_bound(since.ledger, one)
        )
        for one in standing
    )  # fmt: skip


def _is_bound(ledger: Ledger, record: Record) -> bool:
    flow = flows.FLOWS.get(ledger.name)
    return flow is not None and ledger.flow is not None and record.values.get(ledger.flow.column) in flow.locked


class _Since:
    """What the history says of the records of an import after it, but for steps about the import itself."""

    def __init__(self, unit: UnitOfWork, ledger: Ledger, uuids: sa.Select[tuple[str]], own: set[str]) -> None:
        self._unit, self.ledger, self._uuids = unit, ledger, uuids
        chain = unit.schema.audit
        began = sa.select(sa.func.min(chain.c.seq)).where(chain.c.step.in_(own)).scalar_subquery()
        self._later = sa.and_(chain.c.seq > began, chain.c.step.not_in(own))

    def all(self) -> Iterator[tuple[str, set[str]]]:
        """What was done, and the uuids of the records it was done with."""
        action = self._unit.schema.audit.c.action
        yield "办理过", self._written(action == ChangeKind.MOVED.value)
        yield "改动过", self._written(action.not_in((*READING, ChangeKind.MOVED.value)))
        yield "有关联", self._linked()
        yield "有附件", self._given_files()
        yield "打印过", self._written(action == ChangeKind.PRINTED.value)
        items = self._unit.schema.archive.items
        standing = sa.select(items.c.record_uuid).where(items.c.withdrawn_at.is_(None))
        yield "已归档", self._found(standing.where(items.c.record_uuid.in_(self._uuids)))

    def _written(self, action: sa.ColumnElement[bool]) -> set[str]:
        chain = self._unit.schema.audit
        return self._found(sa.select(chain.c.uuid).where(self._later, action, chain.c.uuid.in_(self._uuids)))

    def _linked(self) -> set[str]:
        table, link = self._unit.schema.table(self.ledger.name), self._unit.schema.links
        start = sa.and_(link.c.from_ledger == self.ledger.name, link.c.from_id == table.c.id)
        end = sa.and_(link.c.to_ledger == self.ledger.name, link.c.to_id == table.c.id)
        return self._joined(link, start) | self._joined(link, end)

    def _given_files(self) -> set[str]:
        table, files = self._unit.schema.table(self.ledger.name), self._unit.schema.attachments
        return self._joined(files, sa.and_(files.c.ledger == self.ledger.name, files.c.record_id == table.c.id))

    def _joined(self, side: sa.Table, joined: sa.ColumnElement[bool]) -> set[str]:
        """The records beside which a row of another table stands that was written since."""
        table, chain = self._unit.schema.table(self.ledger.name), self._unit.schema.audit
        query = sa.select(table.c.uuid).join(side, joined).join(chain, chain.c.uuid == side.c.uuid)
        return self._found(query.where(self._later, side.c.voided_at.is_(None), table.c.uuid.in_(self._uuids)))

    def _found(self, query: sa.Select[tuple[str]]) -> set[str]:
        return {str(row[0]) for row in self._unit.connection.execute(query)}


def _steps_about(unit: UnitOfWork, step: str) -> set[str]:
    """A step, and all that turned it back and forth."""
    about, turns = {step}, _turned_pairs(unit)
    while more := {turned_by for turned, turned_by in turns if turned in about} - about:
        about |= more
    return about
