"""导入原文: what stood in the sheet stays with a record until the clerk has held it against what was stored."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.ledgers import registry
from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import import_plan, import_rows, presenting, records
from app.services.changes import ChangeKind, Changes
from app.services.import_rows import ACCEPTED, PARTS, ROWS_A_SHEET
from app.services.permitted import needs

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from app.services.changes import Actor
    from db.ask import Record
    from db.declare import Ledger
    from db.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class RawCell:
    """One cell: the sheet's label, what stood there, the ledger's column it went to (empty: none), what stands now."""

    label: str
    text: str
    column: str
    now: str

    @property
    def is_other(self) -> bool:
        """Whether the record says it otherwise than the sheet did."""
        return bool(self.column) and "".join(self.text.split()) != "".join(self.now.split())


@dataclass(frozen=True, slots=True)
class Raw:
    """One row that a record came in by, still to be accepted."""

    file_name: str
    sheet: str
    row: int
    imported_at: datetime
    cells: tuple[RawCell, ...]


@needs(Right.READ)
def of_record(unit: UnitOfWork, *, actor: Actor, ledger: str, record_id: int) -> tuple[Raw, ...]:
    """What stood in the sheets that a record came in by, as far as it is not accepted yet, the newest first."""
    record, declared = records.get(unit, ledger=ledger, record_id=record_id), registry.find(ledger)
    batches, rows = unit.schema.import_batches, unit.schema.import_rows
    query = (
        sa.select(rows.c.row, rows.c.raw, batches.c.file_name, batches.c.sheet, batches.c.imported_at)
        .join(batches, batches.c.uuid == rows.c.batch_uuid)
        .where(rows.c.record_uuid == record.uuid, rows.c.raw.not_like(f"{ACCEPTED}%"))
        .order_by(batches.c.imported_at.desc(), rows.c.row)
    )
    return tuple(
        Raw(
            one.file_name,
            one.sheet,
            one.row % ROWS_A_SHEET,
            one.imported_at,
            tuple(_cells(unit, declared, record, one.raw)),
        )
        for one in unit.connection.execute(query).all()
    )


def _cells(unit: UnitOfWork, ledger: Ledger, record: Record, raw: str) -> Iterator[RawCell]:
    texts: dict[str, object] = json.loads(raw)
    keys = import_plan.keys_of(unit, ledger=ledger, labels=[label for label in texts if not label.startswith(PARTS)])
    for label, text in texts.items():
        if label.startswith(PARTS) and isinstance(text, list):
            for row in text:
                yield RawCell(label, "；".join(f"{name} {words}" for name, words in row.items()), "", "")
        elif text is not None:
            column = ledger.find(keys.get(label, "")) if keys.get(label) else None
            now = presenting.cell(ledger, column, record.values.get(column.key)) if column else ""
            yield RawCell(label, str(text), column.label if column else "", now)


@needs(Right.ENTER)
def accept(unit: UnitOfWork, *, actor: Actor, ledger: str, record_id: int) -> Changes:
    """The clerk has held a record against its sheet: the words of the sheet are let go, the history says who did so.

    Raises Refused when there is nothing to accept.
    """
    record, table = records.get(unit, ledger=ledger, record_id=record_id), unit.schema.import_rows
    count = _let_go(unit, table.c.record_uuid == record.uuid)
    if not count:
        sentence = f"{record.number} 没有待核对的导入原文，没有改动。"
        raise Refused(sentence)
    words = f"核对导入原文 {record.number}"
    unit.audit(
        operator=actor.name, action=ChangeKind.IMPORTED.value, description=words, ledger=ledger, uuid=record.uuid,
        new={"accepted": count},
    )  # fmt: skip
    return Changes(words, ChangeKind.IMPORTED, ledger, (record.id,), number=record.number, uuid=record.uuid)


@needs(Right.ENTER)
def accept_batch(unit: UnitOfWork, *, actor: Actor, batch: str) -> Changes:
    """All rows of an import are accepted at once; raises Refused when none waits."""
    batches, rows = unit.schema.import_batches, unit.schema.import_rows
    found = unit.connection.execute(sa.select(batches).where(batches.c.uuid == batch)).mappings().first()
    count = _let_go(unit, rows.c.batch_uuid == batch) if found else 0
    if found is None or not count:
        sentence = "这一批没有待核对的导入原文，没有改动。"
        raise Refused(sentence, field="batch")
    words = f"核对导入原文 {registry.find(found['ledger']).label} {count}条"
    unit.audit(
        operator=actor.name, action=ChangeKind.IMPORTED.value, description=words, ledger=found["ledger"], uuid=batch,
        new={"accepted": count},
    )  # fmt: skip
    return Changes(words, ChangeKind.IMPORTED, found["ledger"], uuid=batch)


def _let_go(unit: UnitOfWork, which: sa.ColumnElement[bool]) -> int:
    """Keep of rows only what tells the same row when it comes again; how many had more."""
    table = unit.schema.import_rows
    waiting = sa.select(table.c.batch_uuid, table.c.row, table.c.raw).where(which, table.c.raw.not_like(f"{ACCEPTED}%"))
    found = unit.connection.execute(waiting).all()
    if found:
        change = table.update().where(
            table.c.batch_uuid == sa.bindparam("of_batch"), table.c.row == sa.bindparam("of_row")
        )
        told = [
            {"of_batch": one.batch_uuid, "of_row": one.row, "raw": ACCEPTED + import_rows.digest_of(one.raw)}
            for one in found
        ]
        unit.connection.execute(change, told)
    return len(found)


def forget(unit: UnitOfWork, *, uuid: str) -> None:
    """Let go of what stood in the sheets of a record whose content is destroyed, its digest too."""
    table = unit.schema.import_rows
    unit.connection.execute(table.update().where(table.c.record_uuid == uuid).values(raw=ACCEPTED))
