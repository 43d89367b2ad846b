"""The carrying out of an order to take words out: of records, of what is kept beside them, and of their history."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import import_raw, records
from app.services.changes import ChangeKind
from app.services.permitted import needs
from db import audit, redaction, search
from db.errors import StoreError
from db.opened import SCRUB
from db.unit import kept_values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.services.changes import Actor
    from app.services.desk import Desk
    from db.ask import Record
    from db.declare import Ledger
    from db.redaction import Words
    from db.unit import UnitOfWork


@needs(Right.ERASE)
def take_out(
    unit: UnitOfWork,
    *,
    actor: Actor,
    ledger: Ledger,
    record: Record,
    words: Words,
    order: Mapping[Any, Any],
    everywhere: bool,
) -> dict[str, int]:
    """Take the words out, restate the rows of the history that held them, and say so in it; by kind how much it was.

    `order` is the row of the order that was approved.
    """
    connection, schema, is_all = unit.connection, unit.schema, everywhere
    reached = targets(unit, ledger=ledger, record=record, words=words, everywhere=is_all)
    own = [uuid for _ledger, _id, uuid in reached]
    beside = [one for holder, key, _ in reached for one in redaction.beside(connection, schema, holder.name, key)]
    counts = Counter({"记录": 0})
    changed: list[tuple[Ledger, int]] = []
    for holder, record_id, _uuid in reached:
        places = redaction.out_of_record(connection, schema, holder, record_id, words)
        counts["记录"] += places
        if places:
            changed.append((holder, record_id))
    redaction.out_of_beside(connection, schema, words, None if is_all else beside)
    restated = redaction.out_of_history(
        connection, schema, words, None if is_all else [*own, *beside], order=order["uuid"]
    )
    counts["历史"] = len({*restated.values, *restated.rows})
    if is_all:
        counts["草稿"] = redaction.out_of_drafts(connection, schema, words, None)
        own += [one for one in redaction.imported_with(connection, schema, words) if one not in own]
        redaction.out_of_imports(connection, schema, words)
        counts["设置"] = redaction.out_of_settings(connection, schema, words)
        unit.settings_known = None  # what came with the beginning still has the words
    else:
        pairs = ((holder.name, key) for holder, key, _ in reached)
        counts["草稿"] = sum(redaction.out_of_drafts(connection, schema, words, pair) for pair in pairs)
    counts["报数"] = redaction.out_of_frozen(connection, schema, words, None if is_all else own, order=order["uuid"])
    redaction.out_of_disputes(connection, schema, words, None if is_all else own)
    _forget_beside(unit, own)
    for holder, record_id in changed:
        _stamp(unit, actor, holder, record_id, order)
    words_told = f"重述历史 {counts['历史']} 条（{order['number']}）"
    unit.audit(
        operator=actor.name, action=ChangeKind.REDACTED.value, description=words_told, ledger=audit.ERASURES,
        reason=order["ground"], new=restated.to_json(),
    )  # fmt: skip
    return {key: count for key, count in counts.items() if count or key == "记录"}


def targets(
    unit: UnitOfWork, *, ledger: Ledger, record: Record, words: Words, everywhere: bool
) -> list[tuple[Ledger, int, str]]:
    """The records the words are taken out of: the one, those that bear its name, or all that hold them."""
    found = {(ledger.name, record.id): ledger}
    if everywhere:
        for one in unit.schema.ledgers.values():
            found |= {(one.name, key): one for key in redaction.holding(unit.connection, unit.schema, one, words)}
    for one, key in redaction.naming(unit.connection, unit.schema, ledger.name, record.id):
        if redaction.places_in(unit.connection, unit.schema, one, key, words):
            found[one.name, key] = one
    reached = []
    for (name, key), one in found.items():
        table = unit.schema.table(name)
        uuid = unit.connection.execute(sa.select(table.c.uuid).where(table.c.id == key)).scalar_one()
        reached.append((one, key, str(uuid)))
    return reached


def _forget_beside(unit: UnitOfWork, own: Sequence[str]) -> None:
    """What stood in the sheets of the records, and the digests that other offices' values are known by."""
    rows = unit.schema.packages.rows
    for uuid in own:
        import_raw.forget(unit, uuid=uuid)
        unit.connection.execute(rows.update().where(rows.c.record_uuid == uuid).values(said=None))


def _stamp(unit: UnitOfWork, actor: Actor, ledger: Ledger, record_id: int, order: Mapping[Any, Any]) -> None:
    """A new version of a record, so that no form that is open brings the words back; indexed, and told."""
    table = unit.schema.table(ledger.name)
    stamps = {"version": table.c.version + 1, "updated_at": unit.clock.now(), "updated_by": actor.name}
    unit.connection.execute(table.update().where(table.c.id == record_id).values(stamps))
    record = records.get(unit, ledger=ledger.name, record_id=record_id)
    search.index(unit.connection, unit.schema, ledger, record)
    unit.audit(
        operator=actor.name, action=ChangeKind.REDACTED.value, description=f"删除个人信息 {record.number}",
        ledger=ledger.name, uuid=record.uuid, reason=f"{order['number']}：{order['ground']}",
        old=kept_values(ledger, record), new=records.kept(ledger, record),
    )  # fmt: skip


@needs(Right.READ)
def finish(desk: Desk) -> bool:
    """Write the file anew where words were taken out and a fault came in between; whether nothing is left to do."""
    if desk.read_only or desk.read(lambda unit: unit.setting(SCRUB)) is None:
        return True
    with suppress(Refused, StoreError), desk.held():  # a full disk, or somebody who reads: at the next opening
        if desk.store.scrub():
            desk.write(lambda unit: unit.put_setting(SCRUB, None))
            return True
    return False
