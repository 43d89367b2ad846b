"""到期鉴定: what was kept through its term is listed each year; kept longer, or destroyed by two or with the sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules import reading, retention
from app.rules.refusal import Exit, Refused
from app.rules.retention import Retention
from app.rules.rights import Right
from app.services import archiving, attachments, closed_years, filed_items, records, recycle_bin
from app.services.archiving import DESTROY, DESTROYED, KEEP
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.services.archiving import Item
    from app.services.changes import Actor
    from app.services.erasing import Sheet
    from db.unit import UnitOfWork

OUTCOMES = (KEEP, DESTROY)
REASON = "保管期满，经鉴定同意销毁"


@needs(Right.READ)
def expired(unit: UnitOfWork, *, actor: Actor, year: int) -> tuple[Item, ...]:
    """What has been kept through its term before a year begins and is not destroyed: 到期鉴定清单 of that year."""
    return tuple(one for one in archiving.filed(unit, expired_before=year) if one.outcome != DESTROYED)


@needs(Right.SIGN)
def appraise(
    unit: UnitOfWork, *, actor: Actor, codes: Sequence[str], outcome: str, note: str, term: str = ""
) -> Changes:
    """Say of expired items that they are kept longer (with the new term, counted from their year) or may be destroyed.

    Raises Refused for one that is not expired, without a note, and for a new term that is over as well.
    """
    cleaned, year = reading.clean_text(note, is_long=True), unit.clock.today().year
    if outcome not in OUTCOMES or not cleaned:
        sentence = f"请选鉴定意见（{'、'.join(OUTCOMES)}）并写明理由，没有改动。"
        raise Refused(sentence, field="outcome", exit_code=Exit.USAGE)
    if not codes:
        sentence = "没有选中要鉴定的档案，没有改动。"
        raise Refused(sentence, field="code", exit_code=Exit.USAGE)
    due = {one.code: one for one in expired(unit, actor=actor, year=year)}
    found = {one.uuid: one for one in (_expired(unit, actor, due, code) for code in codes)}
    for item in found.values():
        _appraise(unit, actor, item, outcome, cleaned, term)
    words = f"到期鉴定 {outcome} {len(found)} 件"
    return Changes(words, ChangeKind.ARCHIVED)


def _expired(unit: UnitOfWork, actor: Actor, due: dict[str, Item], code: str) -> Item:
    if code.strip() in due:
        return due[code.strip()]
    item = archiving.find(unit, actor=actor, code=code)
    until = "永久保管" if item.kept_until is None else f"要保管到 {item.kept_until} 年底"
    sentence = f"{item.code} {until}，还没有到期或已经销毁，没有改动。"
    raise Refused(sentence, field="code")


def _appraise(unit: UnitOfWork, actor: Actor, item: Item, outcome: str, note: str, term: str) -> None:
    cells: dict[str, object] = {
        "outcome": outcome, "appraised_by": actor.name, "appraised_at": unit.clock.now(), "appraisal_note": note
    }  # fmt: skip
    if outcome == KEEP:
        wanted = retention.of(term or Retention.PERMANENT)
        until = retention.kept_until(item.year, wanted)
        if wanted is Retention.NONE or (until is not None and until < unit.clock.today().year):
            sentence = f"{item.code} 按{wanted}算也已经到期，没有改动。请选更长的保管期限。"
            raise Refused(sentence, field="retention")
        cells |= {"kept_until": until}
        note = f"{note}；续存为{wanted}"
    table = unit.schema.archive.items
    unit.connection.execute(table.update().where(table.c.uuid == item.uuid).values(cells))
    filed_items.tell(unit, actor.name, item.uuid, f"到期鉴定 {item.code}：{outcome}", note)


@needs(Right.ERASE)
def destroy(unit: UnitOfWork, *, actor: Actor, codes: Sequence[str], sheet: Sheet | None = None) -> Changes:
    """Destroy what the appraisal let go: number, code and reason stay, every other value goes for good, all or none.

    By another operator than who appraised, or with the signed sheet, whose scan is filed with each. Raises Refused.
    """
    if not codes:
        sentence = "没有选中要销毁的档案，没有销毁。"
        raise Refused(sentence, field="code")
    named = {one.uuid: one for one in (archiving.find(unit, actor=actor, code=code) for code in codes)}
    found = tuple(named.values())
    for item in found:
        _refuse(unit, actor, item, sheet)
    if sheet is not None:
        sheet.checked(unit.clock.today(), by=actor.name, name="销毁清册", left="没有销毁")
    for item in found:
        _destroy(unit, actor, item, sheet)
    return Changes(f"销毁档案 {len(found)} 件", ChangeKind.ERASED)


def _refuse(unit: UnitOfWork, actor: Actor, item: Item, sheet: Sheet | None) -> None:
    sentence = ""
    if item.outcome != DESTROY or item.kept_until is None or item.kept_until >= unit.clock.today().year:
        sentence = f"{item.code} 没有鉴定为“{DESTROY}”，没有销毁。请先做到期鉴定。"
    elif sheet is None and item.appraised_by == actor.name:
        sentence = f"{item.code} 是您自己鉴定的，要由另一位操作人销毁，或附签字的销毁清册；没有销毁。"
    if sentence:
        raise Refused(sentence, field="code", exit_code=Exit.NOT_ALLOWED)


def _destroy(unit: UnitOfWork, actor: Actor, item: Item, sheet: Sheet | None) -> None:
    ledger = registry.find(item.ledger)
    record = records.get(unit, ledger=ledger.name, record_id=item.record_id)
    if record.voided_at is None:
        (gone,) = unit.set_voided(ledger, [record], operator=actor.name, reasons=[f"{REASON}（{item.code}）"])
        unit.audit(
            operator=actor.name, action=ChangeKind.VOIDED.value, description=f"作废 {record.number}",
            ledger=ledger.name, uuid=record.uuid, reason=REASON, new=records.kept(ledger, gone),
        )  # fmt: skip
    recycle_bin.destroy(unit, actor=actor, chosen=((ledger.name, record.id),), reason=f"{REASON}（{item.code}）")
    if sheet is not None:
        with closed_years.lawfully_open(unit):
            attachments.attach(
                unit, actor=actor, ledger=ledger.name, record_id=record.id, name=sheet.name, data=sheet.data,
                kind="scan",
                caption=f"签字的销毁清册（{reading.clean_text(sheet.signed_by)}，{sheet.signed_on:%Y-%m-%d}）",
            )  # fmt: skip
    table = unit.schema.archive.items
    cells: dict[str, object] = {"outcome": DESTROYED, "note": ""}
    unit.connection.execute(table.update().where(table.c.uuid == item.uuid).values(cells))
    if item.note:  # what was remarked of it is a value like any other: the history keeps it no longer
        recycle_bin.forget_values(unit, item.uuid)
        unit.audit(
            operator=actor.name, action=ChangeKind.ERASED.value, description=f"彻底清除 {item.code} 的备注",
            ledger=filed_items.ITEMS, uuid=item.uuid, reason=REASON,
        )  # fmt: skip
    filed_items.tell(unit, actor.name, item.uuid, f"销毁档案 {item.code}", REASON)
