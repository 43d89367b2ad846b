"""Drafts of half-typed forms: kept in the ledger file as they were typed, gone with the save that lands."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.ledgers import registry
from app.rules import flows
from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import attachments, presenting
from app.services.permitted import needs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from app.services.changes import Actor
    from db.ask import Record
    from db.declare import Ledger
    from db.unit import UnitOfWork

FIRST_WORDS = 40
"""Characters of a draft that its line in the list shows."""
GONE = "这份草稿已经不在了：它可能已经保存或丢弃。请刷新后再看。"


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A row of a child as typed: texts and picked register entries by column, and the stored row it came from."""

    texts: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, int] = field(default_factory=dict)
    uuid: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into a form or a step's dialog, as text: also what cannot be read as a date or a figure yet.

    `notes` are the words beside the attachment `note_of` of a stored record; `action` and `reason` belong to a step.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, int] = field(default_factory=dict)
    rows: Mapping[str, Sequence[TypedRow]] = field(default_factory=dict)
    starred: bool | None = None
    note_of: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
    action: str = ""
    reason: str = ""

    def to_json(self) -> str:
        """As one text; every character survives, lone halves of a surrogate pair too."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Typed:
        """What `to_json` wrote."""
        given: dict[str, Any] = json.loads(text)
        rows = {name: tuple(TypedRow(**row) for row in held) for name, held in given.pop("rows").items()}
        return cls(rows=rows, **given)


@dataclass(frozen=True, slots=True)
class DraftFile:
    """A file that waits with a draft for its record to be saved."""

    uuid: str
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft whole: where it belongs, what was typed, and the files that wait with it."""

    uuid: str
    ledger: str
    record_id: int | None
    version: int | None
    typed: Typed
    files: tuple[DraftFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One draft in the list: when, where, its first words; `moved` when its record was changed by someone since."""

    uuid: str
    ledger: str
    label: str
    record_id: int | None
    number: str
    words: str
    step: str
    started_at: datetime
    updated_at: datetime
    files: int
    moved: bool = False
    voided: bool = False


@needs(Right.READ)
def keep(unit: UnitOfWork, *, actor: Actor, draft: Draft) -> None:
    """Write a draft as it stands now; one whose save has landed meanwhile is let go instead."""
    if draft.record_id is None and landed(unit, ledger=draft.ledger, uuid=draft.uuid):
        forget(unit, uuid=draft.uuid)
        return
    table, now = unit.schema.drafts, unit.clock.now()
    row = {
        "record_id": draft.record_id,
        "version": draft.version,
        "updated_at": now,
        "content": draft.typed.to_json(),
    }
    if not unit.connection.execute(table.update().where(table.c.uuid == draft.uuid).values(row)).rowcount:
        first = {"uuid": draft.uuid, "operator": actor.name, "ledger": draft.ledger, "started_at": now}
        unit.connection.execute(table.insert().values(first | row))
    _keep_files(unit, draft)


def _keep_files(unit: UnitOfWork, draft: Draft) -> None:
    table = unit.schema.draft_files
    held = table.c.draft_uuid == draft.uuid
    known = {row.uuid: row.sha256 for row in unit.connection.execute(sa.select(table).where(held))}
    wanted = {file.uuid for file in draft.files}
    dropped = {sha256 for uuid, sha256 in known.items() if uuid not in wanted}
    if dropped:
        unit.connection.execute(table.delete().where(held, table.c.uuid.not_in(wanted)))
        attachments.sweep(unit, dropped)
    for file in draft.files:
        if file.uuid not in known:
            sha256 = attachments.store(unit, file.data)
            row = {"uuid": file.uuid, "draft_uuid": draft.uuid, "name": file.name, "content": "{}"}
            unit.connection.execute(table.insert().values(row | {"sha256": sha256, "size": len(file.data)}))


def landed(unit: UnitOfWork, *, ledger: str, uuid: str) -> bool:
    """Whether a record was saved under this uuid: what a draft of it held is in the ledger."""
    table = unit.schema.table(registry.find(ledger).name)
    return unit.connection.execute(sa.select(table.c.id).where(table.c.uuid == uuid)).first() is not None


def forget(unit: UnitOfWork, *, uuid: str) -> None:
    """Let a draft go, in the transaction that saves its record or because the clerk discards it."""
    drafts, files = unit.schema.drafts, unit.schema.draft_files
    held = files.c.draft_uuid == uuid
    hashes = set(unit.connection.execute(sa.select(files.c.sha256).where(held)).scalars())
    unit.connection.execute(files.delete().where(held))
    unit.connection.execute(drafts.delete().where(drafts.c.uuid == uuid))
    attachments.sweep(unit, hashes)


@needs(Right.READ)
def discard(unit: UnitOfWork, *, actor: Actor, uuid: str) -> None:
    """Throw away a draft of the operator's own; raises Refused when he has none of that uuid."""
    _own(unit, actor, uuid)
    forget(unit, uuid=uuid)


@needs(Right.READ)
def get(unit: UnitOfWork, *, actor: Actor, uuid: str) -> Draft:
    """A draft of the operator's own, whole; raises Refused when it is gone or belongs to someone else."""
    row = _own(unit, actor, uuid)
    table = unit.schema.draft_files
    query = sa.select(table).where(table.c.draft_uuid == uuid).order_by(sa.literal_column("rowid"))
    files = [
        DraftFile(file.uuid, file.name, attachments.content(unit, sha256=file.sha256))
        for file in unit.connection.execute(query).all()
    ]
    return Draft(uuid, row.ledger, row.record_id, row.version, Typed.from_json(row.content), tuple(files))


def _own(unit: UnitOfWork, actor: Actor, uuid: str) -> sa.Row[Any]:
    table = unit.schema.drafts
    where = (table.c.uuid == uuid) & (table.c.operator == actor.name)
    row = unit.connection.execute(sa.select(table).where(where)).first()
    if row is None or not _may_see(unit, row):
        raise Refused(GONE)
    return row


@needs(Right.READ)
def of(unit: UnitOfWork, *, actor: Actor) -> tuple[Line, ...]:
    """The operator's own drafts, the newest first; none whose save has landed, none he may no longer read."""
    table, files = unit.schema.drafts, unit.schema.draft_files
    counted = sa.select(sa.func.count()).select_from(files).where(files.c.draft_uuid == table.c.uuid).scalar_subquery()
    query = sa.select(table, counted.label("files")).where(table.c.operator == actor.name)
    rows = unit.connection.execute(query.order_by(table.c.updated_at.desc(), table.c.uuid)).all()
    return tuple(_line(unit, row) for row in rows if _is_offered(unit, row))


@needs(Right.READ)
def count(unit: UnitOfWork, *, actor: Actor) -> int:
    """How many drafts the operator has: as many as `of` lists."""
    return len(of(unit, actor=actor))


def _is_offered(unit: UnitOfWork, row: sa.Row[Any]) -> bool:
    if row.record_id is None and landed(unit, ledger=row.ledger, uuid=row.uuid):
        return False
    return _may_see(unit, row)


def _may_see(unit: UnitOfWork, row: sa.Row[Any]) -> bool:
    """A draft of a 检举控告 record is shown only to those who may read that class now."""
    ledger = registry.find(row.ledger)
    if ledger.restricted_when is None or unit.sees_restricted:
        return True
    if row.record_id is not None and _record(unit, ledger, row.record_id) is None:
        return False
    key, value = ledger.restricted_when
    return Typed.from_json(row.content).texts.get(key) != value


def _record(unit: UnitOfWork, ledger: Ledger, record_id: int | None) -> Record | None:
    return None if record_id is None else unit.reading.one(ledger, (), id=record_id)


def _line(unit: UnitOfWork, row: sa.Row[Any]) -> Line:
    ledger, typed = registry.find(row.ledger), Typed.from_json(row.content)
    record = _record(unit, ledger, row.record_id)
    return Line(
        uuid=row.uuid,
        ledger=ledger.name,
        label=ledger.label,
        record_id=row.record_id,
        number=record.number if record else "",
        words=_first_words(ledger, typed, record),
        step=flows.FLOWS[ledger.name].step(typed.action).label if typed.action else "",
        started_at=row.started_at,
        updated_at=row.updated_at,
        files=row.files,
        moved=record is not None and row.version is not None and record.version != row.version,
        voided=record is not None and record.voided_at is not None,
    )


def _first_words(ledger: Ledger, typed: Typed, record: Record | None) -> str:
    """The matter as typed, else the first thing typed, else the matter as it stands."""
    rows = (text for held in typed.rows.values() for row in held for text in row.texts.values())
    stored = str(record.values.get(ledger.matter) or "") if record else ""
    given = (typed.texts.get(ledger.matter, ""), *typed.texts.values(), typed.reason, *rows, stored)
    words = next((text for text in given if text.strip()), "")
    return " ".join(words.split())[:FIRST_WORDS]


@dataclass(frozen=True, slots=True)
class Difference:
    """One column (or `child:name`) of a draft beside what the record holds now, both as text."""

    key: str
    label: str
    now: str
    drafted: str


@needs(Right.READ)
def compare(unit: UnitOfWork, *, actor: Actor, uuid: str) -> tuple[Difference, ...]:
    """What a draft of a stored record holds that the record does not, for the clerk to choose from."""
    draft = get(unit, actor=actor, uuid=uuid)
    ledger = registry.find(draft.ledger)
    record = None if draft.record_id is None else unit.reading.one(ledger, id=draft.record_id)
    if record is None:
        raise Refused(GONE)
    typed = draft.typed
    found = [
        Difference(key, column.label, presenting.cell(ledger, column, record.values.get(key)), text)
        for key, text in typed.texts.items()
        if (column := ledger.find(key)) is not None
    ]
    for name, rows in typed.rows.items():
        child = ledger.child(name)
        now = "；".join(presenting.child_line(child, row) for row in record.children.get(name, ()))
        drafted = "；".join(" ".join(filter(None, row.texts.values())) for row in rows)
        found.append(Difference(f"child:{name}", child.label, now, drafted))
    return tuple(one for one in found if one.now != one.drafted)
