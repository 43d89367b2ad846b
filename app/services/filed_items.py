"""What stands in the archive's list (归档文件目录): asked before a record is voided or opened again, left when it is
taken up again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.rules.refusal import Refused
from app.services.changes import ChangeKind
from db.queries import BATCH
from db.unit import kept_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from db.ask import Record
    from db.declare import Ledger
    from db.unit import UnitOfWork
    from db.values import Value

ITEMS = "archive_item"
CODED = {"petitions": "archive_code", "documents": "archive_no"}
"""The columns that bear the 档号 of a filed record, by ledger."""


def codes(unit: UnitOfWork, uuids: Iterable[str]) -> dict[str, str]:
    """The 档号 of the records that stand in the archive's list, by the records' uuids."""
    items, asked = unit.schema.archive.items, list(uuids)
    query = sa.select(items.c.record_uuid, items.c.code).where(items.c.withdrawn_at.is_(None))
    found: dict[str, str] = {}
    for start in range(0, len(asked), BATCH):  # a withdrawn import asks for all it brought
        own = items.c.record_uuid.in_(asked[start : start + BATCH])
        found |= {row.record_uuid: row.code for row in unit.connection.execute(query.where(own))}
    return found


def refuse_opened(unit: UnitOfWork, ledger: Ledger, old: Record, after: Mapping[str, Value]) -> None:
    """Raise Refused for a save that would make a filed record one that is not finished: the list holds none."""
    if ledger.is_open(old.values) or not ledger.is_open(after):
        return
    code = codes(unit, [old.uuid]).get(old.uuid)
    if code is not None:
        sentence = (
            f"{old.number}（{ledger.label}）已归档（{code}），不能改回没有办结，没有改动。"
            "确需改的，请先在“工具 → 归档”里撤出归档并写明原因。"
        )
        raise Refused(sentence)


def refuse_code(unit: UnitOfWork, ledger: Ledger, old: Record | None, after: Mapping[str, Value]) -> None:
    """Raise Refused for a 档号 that the list gave to another record, also one that was taken out since, and for one
    that is not the record's own while it is filed.
    """
    key = CODED.get(ledger.name, "")
    code = after.get(key)
    if not key or code == (old.values.get(key) if old is not None else None):
        return
    number, label = old.number if old is not None else "本件", ledger.column(key).label
    own = codes(unit, [old.uuid]).get(old.uuid) if old is not None else None
    if own is not None and own != code:
        sentence = f"{number} 已归档，「{label}」{own}由归档目录定，没有改动。归错的请在“工具 → 归档”里撤出归档再归。"
        raise Refused(sentence, field=key)
    items = unit.schema.archive.items
    holder = sa.select(items.c.ledger, items.c.record_id).where(items.c.code == str(code or ""))
    row = unit.connection.execute(holder.where(items.c.record_uuid != (old.uuid if old is not None else ""))).first()
    if row is not None:
        other = unit.reading.one(unit.schema.ledgers[row.ledger], (), id=row.record_id)
        whose = other.number if other is not None else "别的件"
        sentence = f"{number} 的「{label}」{code}已经给了{whose}，撤出的也不再给别的件，没有存上。请核对{label}。"
        raise Refused(sentence, field=key)


def leave(unit: UnitOfWork, *, operator: str, record: Record, reason: str) -> None:
    """Take a record that is taken up again out of the archive's list; its 件号 is not given again."""
    items = unit.schema.archive.items
    own = sa.and_(items.c.record_uuid == record.uuid, items.c.withdrawn_at.is_(None))
    for row in unit.connection.execute(sa.select(items.c.uuid, items.c.code).where(own)).all():
        withdraw(unit, operator=operator, uuid=row.uuid, words=f"重新办理，撤出归档 {row.code}", reason=reason)


def withdraw(unit: UnitOfWork, *, operator: str, uuid: str, words: str, reason: str) -> None:
    """Let an item leave the list, and tell the history why."""
    items = unit.schema.archive.items
    unit.connection.execute(items.update().where(items.c.uuid == uuid).values(withdrawn_at=unit.clock.now()))
    tell(unit, operator, uuid, words, reason)


def tell(unit: UnitOfWork, operator: str, uuid: str, words: str, reason: str = "") -> None:
    """Write what became of a filed item into the history, with the item as it stands."""
    items = unit.schema.archive.items
    row = unit.connection.execute(sa.select(items).where(items.c.uuid == uuid)).mappings().one()
    unit.audit(
        operator=operator, action=ChangeKind.ARCHIVED.value, description=words, ledger=ITEMS, uuid=uuid,
        reason=reason, new=kept_cells(row),
    )  # fmt: skip
