"""作废箱: the voided records of all ledgers; back as they were, or destroyed for good but for number and reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.ledgers import registry
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services import attachments, drafts, filed_items, first_page, import_raw, package_known, records
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs
from db import audit, search

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from app.services.changes import Actor
    from db.ask import Record
    from db.declare import Ledger
    from db.unit import UnitOfWork

MOST = 2000
"""The newest so many voided records are listed."""


@dataclass(frozen=True, slots=True)
class Voided:
    """One voided record: what it was, who voided it, when and why; an erased one has no words left."""

    ledger: str
    label: str
    record_id: int
    number: str
    matter: str
    voided_at: datetime
    voided_by: str
    reason: str
    erased: bool


@needs(Right.READ)
def of(unit: UnitOfWork, *, actor: Actor) -> tuple[Voided, ...]:
    """The voided records of all ledgers, the newest first; none that the operator may not see."""
    ledgers = registry.LEDGERS + registry.BASE
    parts = [_select(unit, ledger) for ledger in {ledger.name: ledger for ledger in ledgers}.values()]
    union = sa.union_all(*parts).subquery()
    query = sa.select(union).order_by(union.c.voided_at.desc(), union.c.id.desc()).limit(MOST)
    return tuple(_voided(row) for row in unit.connection.execute(query))


def _select(unit: UnitOfWork, ledger: Ledger) -> sa.Select[Any]:
    table, chain = unit.schema.table(ledger.name), unit.schema.audit
    is_erased = sa.exists().where(chain.c.uuid == table.c.uuid, chain.c.action == audit.ERASED)
    return sa.select(
        sa.literal(ledger.name).label("ledger"),
        table.c.id,
        table.c.number,
        sa.cast(table.c[ledger.matter], sa.Text).label("matter"),
        table.c.voided_at,
        table.c.voided_by,
        table.c.void_reason,
        is_erased.label("erased"),
    ).where(table.c.voided_at.is_not(None), *unit.reading.sight.of(ledger, table))


def _voided(row: sa.Row[Any]) -> Voided:
    label = registry.find(row.ledger).label
    by, reason = row.voided_by or "", row.void_reason or ""
    return Voided(row.ledger, label, row.id, row.number, row.matter or "", row.voided_at, by, reason, bool(row.erased))


@needs(Right.VOID)
def restore(unit: UnitOfWork, *, actor: Actor, chosen: Sequence[tuple[str, int]]) -> Changes:
    """Let voided records, each given as (ledger, id), stand again with their numbers, files and links; all or none."""
    done = [records.restore(unit, actor=actor, ledger=ledger, record_id=one) for ledger, one in chosen]
    return done[0] if len(done) == 1 else Changes(f"恢复 {len(done)} 条", ChangeKind.RESTORED)


@needs(Right.ERASE)
def empty(unit: UnitOfWork, *, actor: Actor, chosen: Sequence[tuple[str, int]], reason: str) -> Changes:
    """Destroy what voided records held, for good: number and reason stay, and the chain of the history holds.

    Raises Refused without the right or a reason, and for a record that stands or was destroyed already.
    """
    if not reason.strip():
        sentence = "彻底清除要写明原因；没有清除，作废的记录都还在。"
        raise Refused(sentence, field="reason")
    for ledger, one in chosen:
        _refuse_filed(unit, records.get(unit, ledger=registry.find(ledger).name, record_id=one))
    return destroy(unit, actor=actor, chosen=chosen, reason=reason.strip())


def _refuse_filed(unit: UnitOfWork, record: Record) -> None:
    """Raise Refused for what stands in the archive's list: only its appraisal lets it go, and then by two."""
    code = filed_items.codes(unit, [record.uuid]).get(record.uuid)
    if code is not None:
        sentence = (
            f"{record.number} 已归档（{code}），不能在作废箱里彻底清除；没有清除任何记录。"
            "期满的在归档里鉴定、销毁；归错的先恢复，再撤出归档。"
        )
        raise Refused(sentence, exit_code=Exit.NOT_ALLOWED)


@needs(Right.ERASE)
def destroy(unit: UnitOfWork, *, actor: Actor, chosen: Sequence[tuple[str, int]], reason: str) -> Changes:
    """The same for what the archive let go: who calls this has asked whether it may. Raises Refused as `empty` does."""
    numbers = [_erase(unit, actor, registry.find(ledger), one, reason) for ledger, one in chosen]
    first_page.keep(unit, page=None)
    search.words_of(unit.connection).tidy(unit.connection)
    words = f"彻底清除 {numbers[0]}" if len(numbers) == 1 else f"彻底清除 {len(numbers)} 条"
    return Changes(words, ChangeKind.ERASED)


def _erase(unit: UnitOfWork, actor: Actor, ledger: Ledger, record_id: int, reason: str) -> str:
    record = records.get(unit, ledger=ledger.name, record_id=record_id)
    if record.voided_at is None:
        sentence = f"{record.number} 没有作废，不能彻底清除；没有清除任何记录。"
        raise Refused(sentence)
    if audit.is_erased(unit.connection, unit.schema, record.uuid):
        sentence = f"{record.number} 已经彻底清除过，只剩编号和原因。"
        raise Refused(sentence)
    erase_files(unit, actor=actor, ledger=ledger, record=record, reason=reason)
    _erase_drafts(unit, ledger, record)
    _erase_row(unit, ledger, record)
    forget_values(unit, record.uuid)
    import_raw.forget(unit, uuid=record.uuid)
    package_known.forget(unit, uuid=record.uuid)
    words = f"彻底清除 {record.number}"
    unit.audit(
        operator=actor.name, action=ChangeKind.ERASED.value, description=words, ledger=ledger.name, uuid=record.uuid,
        reason=reason,
    )  # fmt: skip
    return record.number


def _erase_row(unit: UnitOfWork, ledger: Ledger, record: Record) -> None:
    """Number, year and the stamps of the voiding stay; every other cell of the row and its children goes."""
    table = unit.schema.table(ledger.name)
    kept = {
        "id", "uuid", "number", "year", "serial", "version", "created_at", "created_by", "updated_at", "updated_by",
        "voided_at", "voided_by", "void_reason",
    }  # fmt: skip
    blank: dict[str, Any] = {column.name: None for column in table.columns if column.name not in kept}
    blank |= {"missing_count": 0}
    unit.connection.execute(table.update().where(table.c.id == record.id).values(blank))
    for child in ledger.children:
        rows = unit.schema.child(ledger, child.name)
        unit.connection.execute(rows.delete().where(rows.c.parent_id == record.id))
    left = records.get(unit, ledger=ledger.name, record_id=record.id)
    search.index(unit.connection, unit.schema, ledger, left)  # found by its number, by no word of it any more


@needs(Right.ERASE)
def erase_files(
    unit: UnitOfWork, *, actor: Actor, ledger: Ledger, record: Record, reason: str, only: Collection[str] | None = None
) -> int:
    """The files of a record go (`only`: those of these uuids), those taken off before too; each leaves a row that says
    so. How many went.
    """
    table = unit.schema.attachments
    where = (table.c.ledger == ledger.name) & (table.c.record_id == record.id)
    if only is not None:
        where &= table.c.uuid.in_(only)
    found = unit.connection.execute(sa.select(table.c.uuid, table.c.sha256).where(where)).all()
    unit.connection.execute(table.delete().where(where))
    attachments.sweep(unit, {row.sha256 for row in found})
    for row in found:
        forget_values(unit, row.uuid)
        unit.audit(
            operator=actor.name, action=ChangeKind.ERASED.value, description=f"彻底清除 {record.number} 的附件",
            ledger=table.name, uuid=row.uuid, reason=reason,
        )  # fmt: skip
    return len(found)


def _erase_drafts(unit: UnitOfWork, ledger: Ledger, record: Record) -> None:
    table = unit.schema.drafts
    where = (table.c.ledger == ledger.name) & (table.c.record_id == record.id)
    for uuid in unit.connection.execute(sa.select(table.c.uuid).where(where)).scalars().all():
        drafts.forget(unit, uuid=uuid)


def forget_values(unit: UnitOfWork, uuid: str) -> None:
    """Destroy what the history kept of a thing; its rows in the chain, with their digests, stay. Who calls this tells
    the history that the thing was erased.
    """
    chain, values = unit.schema.audit, unit.schema.audit_values
    seqs = sa.select(chain.c.seq).where(chain.c.uuid == uuid)
    unit.connection.execute(values.delete().where(values.c.seq.in_(seqs)))
