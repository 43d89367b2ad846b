"""删除个人信息: named words taken out of a record and of everything kept of it, by an order that two operators stand
for, or one with the sheet that was signed.

The order waits with its words; when it is carried out the words go with everything else. What was done stands in the
chain of the history: which rows were restated, who asked, who consented, on what ground.
"""

from __future__ import annotations

import json
import uuid as uuids
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.ledgers import registry
from app.rules import numbering, reading
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services import attachments, closed_years, first_page, operators, permitted, records, recycle_bin, redacting
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs
from db import audit, redaction, search
from db.opened import SCRUB
from db.redaction import MARK, Words
from db.unit import kept_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date, datetime

    from app.services.changes import Actor
    from app.services.desk import Desk
    from db.ask import Record
    from db.declare import Ledger
    from db.unit import UnitOfWork

ORDERED = "司法机关或上级书面要求"
GROUNDS = ("处理目的已经实现，不再需要", "本人要求删除", "登记错误，写了不该写的", "保管期限已满", ORDERED)
"""On what ground words are taken out; only the last reaches into what the archive still has to keep."""
WAITING, DONE, REFUSED = "open", "done", "refused"
STATES = {WAITING: "待批准", DONE: "已删除", REFUSED: "未批准"}
ONE_RECORD, EVERYWHERE = "record", "everywhere"
SCOPES = {ONE_RECORD: "这一条记录", EVERYWHERE: "全部台账"}
LEFT = "没有动"
"""Among the counts: rows in which the words still stand, as names of operators or settings of the office."""
PREFIX = "删"
SERIES = "erasures"
SHORTEST, LONGEST, MOST = 2, 200, 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to go: the words, out of which record or everywhere, why, and the files of the record that go whole."""

    ledger: str
    record_id: int
    words: tuple[str, ...]
    ground: str
    reason: str
    scope: str = ONE_RECORD
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The signed sheet that stands for the second operator: the scan, who signed, and when."""

    name: str
    data: bytes
    signed_by: str
    signed_on: date

    def checked(self, today: date, *, by: str, name: str, left: str) -> str:
        """Who signed; raises Refused for a sheet (审批单, 清册) that cannot stand for a second operator beside `by`."""
        signed_by = reading.clean_text(self.signed_by)
        if not signed_by or not self.data:
            sentence = f"一个人办理要有签字的{name}：请写明签字人、签字日期，并附扫描件；{left}。"
            raise Refused(sentence, field="sheet")
        if self.signed_on > today:
            sentence = f"签字日期在今天以后，{left}。请核对。"
            raise Refused(sentence, field="signed_on")
        if signed_by == by:
            sentence = f"签字人不能是办理的人自己，{left}。"
            raise Refused(sentence, field="signed_by")
        return signed_by


@dataclass(frozen=True, slots=True)
class Place:
    """Where the words stand beside the record itself: a ledger's record, with how often."""

    ledger: str
    label: str
    record_id: int
    number: str
    count: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What an erasure would reach: by column how often, how many rows of the history, what names it, and elsewhere."""

    number: str
    fields: tuple[tuple[str, int], ...]
    history: int
    named_by: tuple[Place, ...]
    elsewhere: tuple[Place, ...]
    files: tuple[tuple[str, str], ...]
    """The record's files, as (uuid, name): words within a file are not taken out of it."""
    packages: tuple[str, ...]
    hindrance: str = ""
    """Why it may not be done; empty when it may."""


@dataclass(frozen=True, slots=True)
class Order:
    """One order as it stands; `counts` say what was reached, `words` are there only while it waits."""

    uuid: str
    number: str
    ledger: str
    record_id: int
    record_number: str
    state: str
    scope: str
    ground: str
    reason: str
    asked_by: str
    asked_at: datetime
    settled_by: str
    settled_at: datetime | None
    signed_by: str
    signed_on: date | None
    sheet: str
    counts: Mapping[str, Any] = field(default_factory=dict)
    words: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Its state in words."""
        return STATES[self.state]


# ---- before anything is done -----------------------------------------------------------------------------------------


def words_of(typed: Iterable[str]) -> tuple[str, ...]:
    """The words that were named, as they are looked for; raises Refused for none, too short or too long ones."""
    found = tuple(dict.fromkeys(filter(None, (reading.clean_text(one) for one in typed))))
    if not found:
        sentence = "请写明要删除哪些字词，没有删除。"
        raise Refused(sentence, field="words")
    if len(found) > MOST or any(not SHORTEST <= len(one) <= LONGEST or MARK in one for one in found):
        sentence = (
            f"要删除的字词每条 {SHORTEST} 到 {LONGEST} 个字，一次最多 {MOST} 条；没有删除。"
            "一个字在别处也用得着，请连同前后的字一起写。"
        )
        raise Refused(sentence, field="words")
    return found


def ground_of(text: str) -> str:
    """The ground of that name; raises Refused (usage) naming all."""
    if text.strip() in GROUNDS:
        return text.strip()
    sentence = f"删除依据要从这些里选：{'；'.join(GROUNDS)}。没有删除。"
    raise Refused(sentence, field="ground", exit_code=Exit.USAGE)


@needs(Right.ERASE)
def plan(unit: UnitOfWork, *, actor: Actor, asked: Asked) -> Plan:
    """What the erasure would reach, nothing written; raises Refused for words that stand nowhere in the record."""
    ledger, record = _target(unit, asked)
    words = Words.of(words_of(asked.words))
    fields = redaction.places_in(unit.connection, unit.schema, ledger, record.id, words)
    own = [record.uuid, *redaction.beside(unit.connection, unit.schema, ledger.name, record.id)]
    history = redaction.count_in_history(unit.connection, unit.schema, words, own)
    named_by = tuple(_named_by(unit, ledger, record, words))
    known = {(ledger.name, record.id), *((one.ledger, one.record_id) for one in named_by)}
    elsewhere = tuple(one for one in _holding(unit, words) if (one.ledger, one.record_id) not in known)
    beyond = asked.scope == EVERYWHERE and (elsewhere or redaction.settings_with(unit.connection, unit.schema, words))
    if not fields and not history and not asked.files and not beyond:
        sentence = f"{record.number} 和它的历史里都没有这些字词，没有删除。请核对写法，一个字也不能差。"
        raise Refused(sentence, field="words")
    files = tuple((one.uuid, one.name) for one in attachments.of(unit, ledger=ledger.name, record_id=record.id))
    with unit.seeing(restricted=True):
        # What the archive has to keep, it has to keep whoever asks.
        reached = redacting.targets(
            unit, ledger=ledger, record=record, words=words, everywhere=asked.scope == EVERYWHERE
        )
        hindrance = "" if asked.ground == ORDERED else _hindrance(unit, [uuid for _ledger, _id, uuid in reached])
    return Plan(
        record.number, tuple(fields.items()), history, named_by, elsewhere, files, packages_with(unit, ledger.name),
        hindrance,
    )  # fmt: skip


def _target(unit: UnitOfWork, asked: Asked) -> tuple[Ledger, Record]:
    ledger = unit.schema.ledgers[registry.find(asked.ledger).name]
    return ledger, records.get(unit, ledger=ledger.name, record_id=asked.record_id)


def _named_by(unit: UnitOfWork, ledger: Ledger, record: Record, words: Words) -> Iterable[Place]:
    """The records that name an entry of a register, and bear the words with its name."""
    for one, record_id in redaction.naming(unit.connection, unit.schema, ledger.name, record.id):
        count = redaction.places_in(unit.connection, unit.schema, one, record_id, words).total()
        number = _seen_number(unit, one, record_id) if count else ""
        if number:
            yield Place(one.name, one.label, record_id, number, count)


def _holding(unit: UnitOfWork, words: Words) -> Iterable[Place]:
    """The records in which the words stand now, as far as they may be seen."""
    for ledger in unit.schema.ledgers.values():
        for record_id in redaction.holding(unit.connection, unit.schema, ledger, words):
            number = _seen_number(unit, ledger, record_id)
            if number:
                count = redaction.places_in(unit.connection, unit.schema, ledger, record_id, words).total()
                yield Place(ledger.name, ledger.label, record_id, number, count)


def _seen_number(unit: UnitOfWork, ledger: Ledger, record_id: int) -> str:
    record = unit.reading.one(ledger, (), id=record_id)
    return "" if record is None else record.number


def packages_with(unit: UnitOfWork, ledger: str, *, before: datetime | None = None) -> tuple[str, ...]:
    """The packages in which a ledger's records left, by whom they went to, with the receipt; `before` a moment."""
    sent = unit.schema.packages.sent
    query = sa.select(sent.c.sent_to, sent.c.serial, sent.c.counts, sent.c.sent_at, sent.c.receipt)
    if before is not None:
        query = query.where(sent.c.sent_at <= before)
    return tuple(
        f"报{row.sent_to}第{row.serial}号（{row.sent_at:%Y-%m-%d}，{'已有回执' if row.receipt else '没有回执'}）"
        for row in unit.connection.execute(query.order_by(sent.c.serial))
        if ledger in json.loads(row.counts)
    )


def _hindrance(unit: UnitOfWork, uuids: list[str]) -> str:
    """Why the archive still has to keep records as they are; empty when it has not."""
    items, found = unit.schema.archive.items, list[tuple[str, int | None]]()
    for start in range(0, len(uuids), audit.ASKED):
        query = sa.select(items.c.code, items.c.kept_until).where(
            items.c.record_uuid.in_(uuids[start : start + audit.ASKED]), items.c.withdrawn_at.is_(None),
            sa.or_(items.c.kept_until.is_(None), items.c.kept_until >= unit.clock.today().year),
        )  # fmt: skip
        found += [(row.code, row.kept_until) for row in unit.connection.execute(query)]
    if not found:
        return ""
    code, last = found[0]
    until = "永久保管" if last is None else f"要保管到 {last} 年底"
    more = f"等 {len(found)} 件" if len(found) > 1 else ""
    return f"{code} {more}已归档，{until}，保管期内不删改，没有删除。{ORDERED}的，请选这一条依据并附书面材料。"


def _checked(unit: UnitOfWork, actor: Actor, asked: Asked) -> tuple[Ledger, Record, tuple[str, ...], str]:
    """The order held against all that guards it; raises Refused."""
    ground_of(asked.ground)
    words, reason = words_of(asked.words), reading.clean_text(asked.reason, is_long=True)
    if not reason:
        sentence = "删除个人信息要写明原因，没有删除。"
        raise Refused(sentence, field="reason")
    if any(word in reason for word in words):
        sentence = "原因会一直留在历史里，请不要在原因里写要删除的字词；没有删除。"
        raise Refused(sentence, field="reason")
    found = plan(unit, actor=actor, asked=asked)
    if found.hindrance:
        raise Refused(found.hindrance, field="ground")
    ledger, record = _target(unit, asked)
    return ledger, record, words, reason


# ---- orders ----------------------------------------------------------------------------------------------------------


@needs(Right.ERASE)
def ask_for(unit: UnitOfWork, *, actor: Actor, asked: Asked) -> Changes:
    """Write an order that waits for another operator; raises Refused where nobody else could approve it."""
    others = [one.name for one in _who_may(unit) if one.name != actor.name]
    if not others:
        sentence = "本单位没有另一位能批准的操作人，没有提交。请打印审批单由领导签字，扫描后用签字的审批单办理。"
        raise Refused(sentence, field="sheet")
    _ledger, record, row = _write_order(unit, actor, asked)
    words = f"申请删除个人信息 {row['number']}（{record.number}）"
    _tell(unit, actor, row["uuid"], words, row["reason"])
    return Changes(words, ChangeKind.REDACTED, number=row["number"], uuid=row["uuid"])


def _who_may(unit: UnitOfWork) -> list[operators.Operator]:
    return [one for one in operators.everyone(unit) if permitted.may(one.actor, Right.ERASE)]


def _write_order(unit: UnitOfWork, actor: Actor, asked: Asked) -> tuple[Ledger, Record, dict[str, Any]]:
    ledger, record, words, reason = _checked(unit, actor, asked)
    year = unit.clock.today().year
    number = numbering.text(PREFIX, year, unit.take_serial(SERIES, year))
    row = {
        "uuid": uuids.uuid4().hex, "number": number, "ledger": ledger.name, "record_id": record.id,
        "record_uuid": record.uuid, "state": WAITING, "scope": asked.scope, "ground": ground_of(asked.ground),
        "reason": reason, "asked_by": actor.name, "settled_by": "", "signed_by": "", "sheet": "",
        "counts": json.dumps({"files": list(asked.files)}), "asked_at": unit.clock.now(),
    }  # fmt: skip
    unit.connection.execute(unit.schema.archive.erasures.insert().values(row))
    spans = [{"erasure_uuid": row["uuid"], "position": place, "words": one} for place, one in enumerate(words)]
    unit.connection.execute(unit.schema.archive.spans.insert(), spans)
    return ledger, record, row


def _tell(unit: UnitOfWork, actor: Actor, uuid: str, words: str, reason: str) -> None:
    """Write what became of an order into the history: never a word of what is to go."""
    table = unit.schema.archive.erasures
    row = unit.connection.execute(sa.select(table).where(table.c.uuid == uuid)).mappings().one()
    unit.audit(
        operator=actor.name, action=ChangeKind.REDACTED.value, description=words, ledger=audit.ERASURES, uuid=uuid,
        reason=reason, new=kept_cells(row),
    )  # fmt: skip


@needs(Right.ERASE)
def orders(unit: UnitOfWork, *, actor: Actor) -> tuple[Order, ...]:
    """All orders on records that may be seen, the newest first."""
    table = unit.schema.archive.erasures
    rows = unit.connection.execute(sa.select(table).order_by(table.c.id.desc())).mappings().all()
    found = (_order(unit, row) for row in rows)
    return tuple(one for one in found if one.record_number)


def _order(unit: UnitOfWork, row: Mapping[Any, Any]) -> Order:
    spans = unit.schema.archive.spans
    words = unit.connection.execute(
        sa.select(spans.c.words).where(spans.c.erasure_uuid == row["uuid"]).order_by(spans.c.position)
    ).scalars()
    number = _seen_number(unit, unit.schema.ledgers[row["ledger"]], row["record_id"])
    same = {key: row[key] for key in Order.__slots__ if key in row and key not in ("counts", "words")}
    return Order(**same, record_number=number, counts=json.loads(row["counts"]), words=tuple(words))


@needs(Right.ERASE)
def find(unit: UnitOfWork, *, actor: Actor, number: str) -> Order:
    """The order of that number (删〔2014〕1号, 2014-1); raises Refused."""
    parsed = numbering.parse(number)
    wanted = numbering.text(PREFIX, parsed.year, parsed.serial) if parsed else number
    for one in orders(unit, actor=actor):
        if one.number == wanted:
            return one
    sentence = f"没有编号为「{number}」的删除申请。请核对编号。"
    raise Refused(sentence, field="number")


def _waiting(unit: UnitOfWork, actor: Actor, number: str) -> Order:
    order = find(unit, actor=actor, number=number)
    if order.state != WAITING:
        sentence = f"{order.number} 已经办过（{order.label}），没有改动。"
        raise Refused(sentence, field="number")
    return order


@needs(Right.ERASE)
def turn_down(unit: UnitOfWork, *, actor: Actor, number: str, reason: str) -> Changes:
    """Not approved, or taken back by who asked: the words of the order go, nothing else does."""
    order = _waiting(unit, actor, number)
    cleaned = reading.clean_text(reason, is_long=True)
    if not cleaned or any(word in cleaned for word in order.words):
        sentence = "请写明不批准的原因（不要写要删除的字词），没有改动。"
        raise Refused(sentence, field="reason")
    _settle(unit, order.uuid, state=REFUSED, settled_by=actor.name, settled_at=unit.clock.now())
    words = f"不批准删除 {order.number}"
    _tell(unit, actor, order.uuid, words, cleaned)
    return Changes(words, ChangeKind.REDACTED, number=order.number, uuid=order.uuid)


def _settle(unit: UnitOfWork, uuid: str, **cells: object) -> None:
    table, spans = unit.schema.archive.erasures, unit.schema.archive.spans
    unit.connection.execute(table.update().where(table.c.uuid == uuid).values(cells))
    unit.connection.execute(spans.delete().where(spans.c.erasure_uuid == uuid))


# ---- carrying out ----------------------------------------------------------------------------------------------------


@needs(Right.ERASE)
def approve_in(unit: UnitOfWork, *, actor: Actor, number: str) -> Changes:
    """The second operator consents, and the order is carried out; raises Refused for who asked himself.

    Once it is saved, `redacting.finish` has to leave nothing of the words in the file; `approve` does both.
    """
    order = _waiting(unit, actor, number)
    if order.asked_by == actor.name:
        sentence = f"{order.number} 是您自己申请的，要由另一位操作人批准，没有删除。也可以用签字的审批单办理。"
        raise Refused(sentence, exit_code=Exit.NOT_ALLOWED)
    asked = Asked(order.ledger, order.record_id, order.words, order.ground, order.reason, order.scope,
                  tuple(order.counts["files"]))  # fmt: skip
    ledger, record, words, _reason = _checked(unit, actor, asked)
    return _carry_out(unit, actor, order.uuid, ledger, record, Words.of(words))


@needs(Right.ERASE)
def approve(desk: Desk, *, number: str) -> Changes:
    """The same, with the file written anew after it."""
    changes = desk.write(lambda unit: approve_in(unit, actor=desk.actor, number=number))
    redacting.finish(desk)
    return changes


@needs(Right.ERASE)
def erase_signed_in(unit: UnitOfWork, *, actor: Actor, asked: Asked, sheet: Sheet) -> Changes:
    """One operator with the sheet that was signed: its scan is filed with the record; raises Refused without it.

    Once it is saved, `redacting.finish` has to leave nothing of the words in the file; `erase_signed` does both.
    """
    signed_by = sheet.checked(unit.clock.today(), by=actor.name, name="审批单", left="没有删除")
    words = words_of(asked.words)
    if any(word in signed_by for word in words):
        sentence = "签字人不能是要删除的字词；没有删除。"
        raise Refused(sentence, field="signed_by")
    ledger, record, row = _write_order(unit, actor, asked)
    name = f"删除审批单{row['number']}{_suffix(sheet.name)}"
    with closed_years.lawfully_open(unit):
        filed = attachments.attach(
            unit, actor=actor, ledger=ledger.name, record_id=record.id, name=name, data=sheet.data, kind="scan"
        )
    signed = {"signed_by": signed_by, "signed_on": sheet.signed_on, "sheet": filed.uuid}
    return _carry_out(unit, actor, row["uuid"], ledger, record, Words.of(words), **signed)


@needs(Right.ERASE)
def erase_signed(desk: Desk, *, asked: Asked, sheet: Sheet) -> Changes:
    """The same, with the file written anew after it."""
    changes = desk.write(lambda unit: erase_signed_in(unit, actor=desk.actor, asked=asked, sheet=sheet))
    redacting.finish(desk)
    return changes


def _suffix(name: str) -> str:
    dot = name.rfind(".")
    return name[dot:].lower() if 0 < dot >= len(name) - 6 else ""


def _carry_out(
    unit: UnitOfWork, actor: Actor, uuid: str, ledger: Ledger, record: Record, words: Words, **signed: object
) -> Changes:
    """Take the words out, restate the history, and say so in it: one transaction, all of it or nothing."""
    table = unit.schema.archive.erasures
    order = unit.connection.execute(sa.select(table).where(table.c.uuid == uuid)).mappings().one()
    files = json.loads(order["counts"])["files"]
    # Who stands for it is written first: a server takes words out for none but such an order.
    unit.connection.execute(table.update().where(table.c.uuid == uuid).values(settled_by=actor.name, **signed))
    with unit.seeing(restricted=True):
        gone = recycle_bin.erase_files(
            unit, actor=actor, ledger=ledger, record=record, reason=order["reason"], only=files
        )
        counts = redacting.take_out(
            unit, actor=actor, ledger=ledger, record=record, words=words, order=order,
            everywhere=order["scope"] == EVERYWHERE,
        )  # fmt: skip
    counts |= {"附件": gone} if gone else {}
    _settle(unit, uuid, state=DONE, settled_at=unit.clock.now(), counts=json.dumps(counts))
    if order["scope"] == EVERYWHERE and (left := redaction.remaining(unit.connection, unit.schema, words)):
        counts |= {LEFT: left}
        _settle(unit, uuid, counts=json.dumps(counts))
    told = f"删除个人信息 {order['number']}（{record.number}，{counts['记录']}处）"
    _tell(unit, actor, uuid, told, order["reason"])
    first_page.keep(unit, page=None)
    search.words_of(unit.connection).tidy(unit.connection)
    unit.put_setting(SCRUB, "1")
    return Changes(told, ChangeKind.REDACTED, ledger.name, (record.id,), number=order["number"], uuid=uuid)
