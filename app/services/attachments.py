"""Files kept with a record: rows of the ledger file, in chunks, each stored once however often it is attached."""

from __future__ import annotations

import hashlib
import uuid as uuids
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.rules import file_kinds, reading
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.rules.width import quote
from app.services import closed_years, records
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs
from db.unit import kept_cells

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from pathlib import Path

    from app.services.changes import Actor
    from db.audit import Event
    from db.unit import UnitOfWork

CHUNK = 256 * 1024
LARGEST = 50 * 1024 * 1024
LONGEST_NAME = 240
"""Bytes of a file name; disks take 255."""
LONGEST_SUFFIX = 16
DEVICES = frozenset(("CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))))
"""Names that Windows keeps for devices, whatever suffix follows."""
KINDS: dict[str, str] = {
    "evidence": "佐证",
    "photo": "照片",
    "scan": "扫描件",
    "service_receipt": "送达回证",
    "agreement": "协议书",
    "other": "其他",
}
MARKS = ("", "整改前", "整改后")
GONE = "这个附件已经找不到了，没有改动。请刷新后再试。"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a record, without its content."""

    id: int
    uuid: str
    name: str
    kind: str
    size: int
    sha256: str
    caption: str
    mark: str
    happened_on: date | None
    taken_on: date | None
    volume: str
    page: str
    rotation: int
    filed_at: datetime
    filed_by: str

    @property
    def is_picture(self) -> bool:
        """Whether the file can be shown as a picture."""
        return self.name.lower().endswith((".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp"))


def kind_of(name: str) -> str:
    """The machine name of a kind of file, given it or its label; raises Refused (usage) naming all."""
    found = next((kind for kind, label in KINDS.items() if name in (kind, label)), "")
    if not found:
        sentence = f"没有「{name}」这种附件，没有添加。可以写：{'、'.join(KINDS.values())}。"
        raise Refused(sentence, field="kind", exit_code=Exit.USAGE)
    return found


def read_file(path: Path) -> bytes:
    """The bytes of a file to be attached; raises Refused for a missing, empty, too large or special file."""
    shown = quote(path.name)
    try:
        if not path.is_file():
            sentence = f"没有找到文件{shown}，或它不是普通文件；没有添加附件。请核对后再选一次。"
            raise Refused(sentence, field="attachment")
        refuse_unfit(path.name, path.stat().st_size)
        return path.read_bytes()
    except (OSError, ValueError) as error:
        sentence = f"文件{shown}读不出来，没有添加附件。请核对它能不能打开，再选一次。"
        raise Refused(sentence, field="attachment") from error


def refuse_unfit(name: str, size: int, head: bytes = b"") -> None:
    """Raises Refused for a file that is empty, too large, or a program."""
    shown = quote(name)
    sentence = ""
    if size == 0:
        sentence = f"文件{shown}是空的，没有添加。请核对文件内容。"
    elif size > LARGEST:
        sentence = f"文件{shown}有 {size // 1048576} MB，超过每个附件 50 MB 的上限，没有添加。请压缩或拆分后再选。"
    elif file_kinds.is_program(name, head):
        sentence = f"文件{shown}是程序，打开时会运行，没有添加。附件只收文档、表格、照片和压缩包。"
    if sentence:
        raise Refused(sentence, field="attachment")


def clean_name(name: str) -> str:
    """The display name of a file: its last part, without control characters or signs a folder cannot hold, and none
    that Windows keeps for a device; at most as long as every disk takes.
    """
    last = PureWindowsPath(PurePosixPath(name).name).name
    cleaned = "".join(char for char in last if char.isprintable() and char not in '<>:"|?*/\\').strip(" .")
    stem, dot, suffix = cleaned.rpartition(".")
    if not dot or len(suffix) > LONGEST_SUFFIX:
        stem, dot, suffix = cleaned, "", ""
    if stem.partition(".")[0].strip().upper() in DEVICES:
        stem = f"_{stem}"
    room = LONGEST_NAME - len(f"{dot}{suffix}".encode())
    return f"{stem.encode()[:room].decode(errors='ignore').rstrip(' .')}{dot}{suffix}"


@needs(Right.ENTER)
def attach(
    unit: UnitOfWork,
    *,
    actor: Actor,
    ledger: str,
    record_id: int,
    name: str,
    data: bytes,
    kind: str = "evidence",
    happened_on: date | None = None,
    taken_on: date | None = None,
    caption: str = "",
    mark: str = "",
) -> Changes:
    """Keep a file with a record; its bytes are stored once even when several records hold it.

    Raises Refused for an empty or too large file and for a program. Bytes that do not fit the suffix are kept, and the
    history says so.
    """
    record = records.get(unit, ledger=ledger, record_id=record_id)
    refuse_unfit(name, len(data), data[:16])
    closed_years.refuse_beside(unit, [(ledger, record_id)])
    name = clean_name(name) or "附件"
    sha256 = store(unit, data)
    uuid = uuids.uuid4().hex
    unit.connection.execute(
        unit.schema.attachments.insert().values(
            uuid=uuid,
            ledger=ledger,
            record_id=record_id,
            name=name,
            kind=kind if kind in KINDS else "other",
            sha256=sha256,
            size=len(data),
            caption=reading.clean_text(caption),
            mark=mark,
            happened_on=happened_on,
            taken_on=taken_on,
            filed_at=unit.clock.now(),
            filed_by=actor.name,
        )
    )
    odd = "" if file_kinds.fits(name, data[:64]) else "（内容与扩展名不符，请核对原件）"
    return _audited(unit, actor, f"添加附件 {record.number}{odd}", ChangeKind.ATTACHED, uuid, "")


def store(unit: UnitOfWork, data: bytes) -> str:
    """Keep the bytes of a file in pieces, once however often they are given; their SHA-256 names them."""
    chunks, sha256 = unit.schema.chunks, hashlib.sha256(data).hexdigest()
    if unit.connection.execute(sa.select(chunks.c.position).where(chunks.c.sha256 == sha256).limit(1)).first():
        return sha256
    pieces = [
        {"sha256": sha256, "position": position, "data": data[start : start + CHUNK]}
        for position, start in enumerate(range(0, len(data), CHUNK))
    ]
    if pieces:
        unit.connection.execute(chunks.insert(), pieces)
    return sha256


def sweep(unit: UnitOfWork, hashes: Iterable[str]) -> None:
    """Let the bytes go that neither an attachment (one taken off its record counts) nor a draft needs any more."""
    chunks, attached, drafted = unit.schema.chunks, unit.schema.attachments, unit.schema.draft_files
    for sha256 in hashes:
        needed = [sa.select(table.c.uuid).where(table.c.sha256 == sha256).exists() for table in (attached, drafted)]
        unit.connection.execute(chunks.delete().where(chunks.c.sha256 == sha256, ~sa.or_(*needed)))


def of(unit: UnitOfWork, *, ledger: str, record_id: int) -> tuple[Attachment, ...]:
    """The files of a record that stand, in the order they were added."""
    table = unit.schema.attachments
    where = (table.c.ledger == ledger) & (table.c.record_id == record_id) & table.c.voided_at.is_(None)
    rows = unit.connection.execute(sa.select(table).where(where, *_in_sight(unit)).order_by(table.c.id))
    return tuple(_attachment(row) for row in rows)


def _in_sight(unit: UnitOfWork) -> list[sa.ColumnElement[bool]]:
    """What the row of a file must satisfy: its record is not hidden from whoever reads."""
    table = unit.schema.attachments
    return unit.reading.sight.of_pointer(table.c.ledger, table.c.record_id)


def _row(unit: UnitOfWork, attachment_id: int) -> sa.RowMapping:
    table = unit.schema.attachments
    row = (
        unit.connection.execute(sa.select(table).where(table.c.id == attachment_id, *_in_sight(unit)))
        .mappings()
        .first()
    )
    if row is None:
        raise Refused(GONE, field="attachment")
    return row


def _attachment(row: sa.Row[tuple[object, ...]]) -> Attachment:
    return Attachment(
        id=row.id,
        uuid=row.uuid,
        name=row.name,
        kind=row.kind,
        size=row.size,
        sha256=row.sha256,
        caption=row.caption or "",
        mark=row.mark or "",
        happened_on=row.happened_on,
        taken_on=row.taken_on,
        volume=row.volume or "",
        page=row.page or "",
        rotation=row.rotation,
        filed_at=row.filed_at,
        filed_by=row.filed_by,
    )


def content(unit: UnitOfWork, *, sha256: str) -> bytes:
    """The bytes of a stored file; raises Refused when a piece is missing or was changed."""
    chunks, files = unit.schema.chunks, unit.schema.attachments
    if not unit.sees_restricted:
        # The same bytes may lie with a record that may be seen too, or with a draft, which is the operator's own.
        held = sa.select(files.c.id).where(files.c.sha256 == sha256)
        seen = unit.connection.execute(held.where(*_in_sight(unit)).limit(1)).first()
        if seen is None and unit.connection.execute(held.limit(1)).first() is not None:
            raise Refused(GONE, field="attachment")
    query = sa.select(chunks.c.data).where(chunks.c.sha256 == sha256).order_by(chunks.c.position)
    data = b"".join(unit.connection.execute(query).scalars())
    if hashlib.sha256(data).hexdigest() != sha256:
        sentence = "这个附件的内容与添加时不一致，没有打开它。请用最近的备份恢复，或重新添加原件。"
        raise Refused(sentence, field="attachment")
    return data


@needs(Right.ENTER)
def describe(
    unit: UnitOfWork,
    *,
    actor: Actor,
    attachment_id: int,
    caption: str,
    mark: str,
    kind: str,
    happened_on: date | None,
    taken_on: date | None,
    volume: str,
    page: str,
    rotation: int,
) -> Changes:
    """Change what is written beside a file: caption, before/after, the days it happened and was taken, paper volume."""
    table = unit.schema.attachments
    row = _row(unit, attachment_id)
    closed_years.refuse_beside(unit, [(row["ledger"], row["record_id"])])
    new = {
        "caption": reading.clean_text(caption),
        "mark": mark if mark in MARKS else "",
        "kind": kind if kind in KINDS else "other",
        "happened_on": happened_on,
        "taken_on": taken_on,
        "volume": reading.clean_text(volume),
        "page": reading.clean_text(page),
        "rotation": rotation % 360,
    }
    unit.connection.execute(table.update().where(table.c.id == attachment_id).values(new))
    record = records.get(unit, ledger=row["ledger"], record_id=row["record_id"])
    words = f"改附件说明 {record.number}"
    _write_history(unit, actor, words, ChangeKind.SETTINGS, row["uuid"], "", old=kept_cells(row))
    return Changes(words, ChangeKind.ATTACHED, row["ledger"], (row["record_id"],))


@needs(Right.ENTER)
def remove(unit: UnitOfWork, *, actor: Actor, attachment_id: int) -> Changes:
    """Take a file off its record; the bytes stay until the ledger is put in order."""
    return _set_voided(unit, actor, str(_row(unit, attachment_id)["uuid"]), voided=True, undoes="")


@needs(Right.ENTER)
def turn_back(unit: UnitOfWork, actor: Actor, event: Event) -> Changes:
    """Undo a file added or taken off."""
    added = event.entry.action == ChangeKind.ATTACHED
    return _set_voided(unit, actor, event.entry.uuid, voided=added, undoes=event.entry.step)


def _set_voided(unit: UnitOfWork, actor: Actor, uuid: str, *, voided: bool, undoes: str) -> Changes:
    table = unit.schema.attachments
    owner = unit.connection.execute(sa.select(table.c.ledger, table.c.record_id).where(table.c.uuid == uuid)).one()
    closed_years.refuse_beside(unit, [(owner.ledger, owner.record_id)])
    when = unit.clock.now() if voided else None
    unit.connection.execute(table.update().where(table.c.uuid == uuid).values(voided_at=when))
    kind, word = (ChangeKind.DETACHED, "移除附件") if voided else (ChangeKind.ATTACHED, "恢复附件")
    return _audited(unit, actor, word, kind, uuid, undoes)


def _audited(unit: UnitOfWork, actor: Actor, words: str, kind: ChangeKind, uuid: str, undoes: str) -> Changes:
    table = unit.schema.attachments
    owner = unit.connection.execute(sa.select(table.c.ledger, table.c.record_id).where(table.c.uuid == uuid)).one()
    _write_history(unit, actor, words, kind, uuid, undoes)
    return Changes(words, kind, owner.ledger, (owner.record_id,), uuid=uuid)


def _write_history(
    unit: UnitOfWork,
    actor: Actor,
    words: str,
    kind: ChangeKind,
    uuid: str,
    undoes: str,
    old: dict[str, Any] | None = None,
) -> None:
    """Write a row of the history with all that now stands beside the file, its digest included."""
    table = unit.schema.attachments
    row = unit.connection.execute(sa.select(table).where(table.c.uuid == uuid)).mappings().one()
    unit.audit(
        operator=actor.name, action=kind.value, description=words, ledger="attachment", uuid=uuid, undoes=undoes,
        old=old, new=kept_cells(row),
    )  # fmt: skip
