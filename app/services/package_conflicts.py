"""What two offices both changed in one record: held open with both values until somebody chooses; no clock decides."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.ledgers import registry
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services import closed_years, package_content, package_known, presenting, records
from app.services.changes import ChangeKind, Changes
from app.services.package_content import FILE, LINK, ROWS, VOIDED
from app.services.permitted import needs
from db import mapping
from db.declare import ChangedBy
from db.unit import unkept_values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from app.services.changes import Actor
    from app.services.package_content import Content
    from db.ask import Record
    from db.declare import Ledger
    from db.unit import UnitOfWork

    Choices = Mapping[tuple[str, str], str]
    """By record uuid and key of the field, whose value is to stand: `OURS` or `THEIRS`."""

OURS, THEIRS, SUPERSEDED = "ours", "theirs", "superseded"
CHOICES = {OURS: "保留本单位的", THEIRS: "采用报来的"}
OPEN = ""
_EVENTS = 60
"""So many rows of a record's history are looked through for who changed a field."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field both sides changed: what each says, who said it and when."""

    ledger: str
    label: str
    uuid: str
    record_id: int
    number: str
    matter: str
    key: str
    field: str
    ours: str
    ours_by: str
    ours_at: datetime
    theirs: str
    theirs_by: str
    theirs_at: datetime
    office: str
    is_sensitive: bool


# ---- opening ---------------------------------------------------------------------------------------------------------


def _open_rows(unit: UnitOfWork, office: str) -> list[sa.RowMapping]:
    """The conflicts nobody settled, of merges that stand, of one office or all."""
    table = unit.schema.packages.conflicts
    standing = {one.uuid for one in package_known.listed(unit, office=office) if not one.is_taken_back}
    rows = unit.connection.execute(sa.select(table).where(table.c.choice == OPEN).order_by(table.c.ledger)).mappings()
    return [row for row in rows if row["batch_uuid"] in standing]


def open_values(unit: UnitOfWork, *, office: str) -> dict[tuple[str, str], str]:
    """What is open of an office: by record and field, what it said."""
    return {(row["record_uuid"], row["key"]): row["theirs"] for row in _open_rows(unit, office)}


def open_all(unit: UnitOfWork, rows: Sequence[dict[str, Any]]) -> None:
    """Open conflicts; an older one about the same field is answered by the newer."""
    table = unit.schema.packages.conflicts
    if not rows:
        return
    older = (table.c.record_uuid == sa.bindparam("of_record")) & (table.c.key == sa.bindparam("of_key"))
    forget = table.update().where(older, table.c.choice == OPEN).values(choice=SUPERSEDED, theirs=None)
    unit.connection.execute(forget, [{"of_record": one["record_uuid"], "of_key": one["key"]} for one in rows])
    unit.connection.execute(table.insert(), list(rows))


# ---- showing ---------------------------------------------------------------------------------------------------------


@needs(Right.MERGE)
def listed(unit: UnitOfWork, *, actor: Actor, office: str = "") -> tuple[Conflict, ...]:
    """The open conflicts (of one office or all), field by field, with both values, who said each and when.

    Those of the restricted class only for who may see it.
    """
    labels = {one.uuid: one.label for one in package_known.listed(unit, office=office)}
    by_ledger: dict[str, list[sa.RowMapping]] = {}
    for row in _open_rows(unit, office):
        by_ledger.setdefault(row["ledger"], []).append(row)
    found: list[Conflict] = []
    with unit.seeing(restricted=actor.sees_restricted):
        for name, rows in by_ledger.items():
            ledger = registry.find(name)
            here = unit.reading.by_uuid(ledger, list(dict.fromkeys(row["record_uuid"] for row in rows)))
            contents = package_content.contents(unit, ledger, list(here.values()))
            found += [
                _conflict(unit, ledger, row, here[row["record_uuid"]], contents[row["record_uuid"]], labels)
                for row in rows
                if row["record_uuid"] in here
            ]
    return tuple(sorted(found, key=lambda one: (one.label, one.number, one.field)))


def _conflict(
    unit: UnitOfWork, ledger: Ledger, row: sa.RowMapping, record: Record, ours: Content, labels: Mapping[str, str]
) -> Conflict:
    key, theirs = row["key"], json.loads(row["theirs"])
    by, at = last_change(unit, ledger, record, key)
    column = None if key[0] in "#@" else ledger.column(key)
    return Conflict(
        ledger.name, ledger.label, record.uuid, record.id, record.number, records.matter_text(ledger, record), key,
        field_label(ledger, key), _shown(ledger, key, ours.get(key)), by, at,
        _shown(ledger, key, None if key == VOIDED and theirs is not True else theirs), row["theirs_by"],
        row["theirs_at"], labels[row["batch_uuid"]], column is not None and column.sensitive,
    )  # fmt: skip


def last_change(unit: UnitOfWork, ledger: Ledger, record: Record, key: str) -> tuple[str, datetime]:
    """Who gave a field its value here, and when; who changed the record last where the history does not say."""
    chain = unit.schema.audit
    own = (chain.c.uuid == record.uuid) & (chain.c.ledger == ledger.name)
    for event in unit.events(own, limit=_EVENTS):
        old, new = event.entry.old or {}, event.entry.new or {}
        if event.entry.new is not None and (event.entry.old is None or old.get(key) != new.get(key)):
            return event.entry.operator, event.at
    return record.updated_by, record.updated_at


def field_label(ledger: Ledger, key: str) -> str:
    """What a field is called to the clerk."""
    if key == VOIDED:
        return "是否作废"
    if key.startswith(FILE):
        return "附件"
    if key.startswith(LINK):
        return "关联"
    return ledger.child(key.removeprefix(ROWS)).label if key.startswith(ROWS) else ledger.column(key).label


def _shown(ledger: Ledger, key: str, kept: Any) -> str:  # noqa: ANN401 - any JSON value
    if key == VOIDED:
        return "已作废" if kept else "没有作废"
    if kept is None:
        return "（空）"
    if key.startswith(FILE):
        return "，".join(str(part) for part in (kept["name"], kept.get("caption")) if part)
    if key.startswith(LINK):
        return "有关联"
    if not key.startswith(ROWS):
        column = ledger.column(key)
        return presenting.cell(ledger, column, mapping.unkept(column, kept))
    child = ledger.child(key.removeprefix(ROWS))
    lines = []
    for row in kept:
        cells = [(c, mapping.unkept(c, row.get(c.key))) for c in child.columns]
        lines.append(" ".join(presenting.cell(ledger, c, value) for c, value in cells if value is not None))
    return "；".join(line for line in lines if line) or "（空）"


# ---- settling --------------------------------------------------------------------------------------------------------


@needs(Right.MERGE)
def settle(unit: UnitOfWork, *, actor: Actor, choices: Choices) -> Changes:
    """Settle open conflicts as chosen: what was reported is taken, or what is here stands. Raises Refused where a gate
    refuses the value chosen.
    """
    with unit.seeing(restricted=True):
        done = settle_chosen(unit, actor=actor, choices=choices)
    words = f"选定冲突 {done} 项"
    return Changes(words, ChangeKind.EDITED)


@needs(Right.MERGE)
def settle_chosen(unit: UnitOfWork, *, actor: Actor, choices: Choices, office: str = "") -> int:
    """As `settle`, for the conflicts of one office or all; how many were settled."""
    if not choices:
        return 0
    rows = [row for row in _open_rows(unit, office) if (row["record_uuid"], row["key"]) in choices]
    for row in sorted(rows, key=lambda row: row["key"] != VOIDED):
        choice = choices[row["record_uuid"], row["key"]]
        if choice not in CHOICES:
            sentence = f"没有「{choice}」这种选法，没有改动。可以选的是：{'、'.join(CHOICES.values())}。"
            raise Refused(sentence, field="choice", exit_code=Exit.USAGE)
        _settle(unit, actor, row, choice)
    return len(rows)


def _settle(unit: UnitOfWork, actor: Actor, row: sa.RowMapping, choice: str) -> None:
    ledger, theirs = registry.find(row["ledger"]), json.loads(row["theirs"])
    record = unit.reading.one(ledger, uuid=row["record_uuid"])
    if record is None:
        return
    if ledger.is_restricted(record.values) and not actor.sees_restricted:
        sentence = f"{record.number}限制查阅，冲突要由指定的人来选；没有改动。"
        raise Refused(sentence, exit_code=Exit.NOT_ALLOWED)
    if choice == THEIRS:
        _take(unit, actor, ledger, record, row["key"], theirs)
    if row["key"] == VOIDED and theirs is not True:
        _remember(unit, row["batch_uuid"], record.uuid, theirs["said"])
    table = unit.schema.packages.conflicts
    same = [table.c[key] == row[key] for key in ("batch_uuid", "record_uuid", "key")]
    settled = {"choice": choice, "settled_by": actor.name, "settled_at": unit.clock.now(), "theirs": None}
    unit.connection.execute(table.update().where(*same).values(settled))
    unit.audit(
        operator=actor.name, action=ChangeKind.SETTINGS.value, ledger=ledger.name, uuid=record.uuid,
        description=f"冲突「{field_label(ledger, row['key'])}」{CHOICES[choice]} {record.number}",
        old={row["key"]: theirs},
    )  # fmt: skip


def _take(unit: UnitOfWork, actor: Actor, ledger: Ledger, record: Record, key: str, theirs: Any) -> None:  # noqa: ANN401
    """Let what was reported stand."""
    closed_years.refuse_change(unit, ledger, record)
    if key == VOIDED:
        reason = "按上报包作废" if theirs is True else None
        record = set_voided(unit, actor=actor, ledger=ledger, record=record, reason=reason)
        changed = {} if theirs is True else _differing(unit, ledger, record, theirs["content"])
    else:
        records.refuse_voided(ledger, record)
        changed = {key: theirs}
    own = {name: value for name, value in changed.items() if not name.startswith("@")}
    if own:
        lay_over(unit, actor=actor, ledger=ledger, record=record, values=own)
    from app.services import package_beside  # late: it knows of packages, which know of this

    package_beside.Beside(unit, actor, "").change(ledger, record, changed)


def _differing(unit: UnitOfWork, ledger: Ledger, record: Record, theirs: Content) -> Content:
    ours = package_content.contents(unit, ledger, [record])[record.uuid]
    keys = (key for key in (*theirs, *ours) if package_content.is_compared(ledger, key) and not key.startswith("@"))
    return {key: theirs.get(key) for key in dict.fromkeys(keys) if theirs.get(key) != ours.get(key)}


def _remember(unit: UnitOfWork, batch: str, uuid: str, said: Mapping[str, Any]) -> None:
    rows = unit.schema.packages.rows
    own = (rows.c.batch_uuid == batch) & (rows.c.record_uuid == uuid)
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    unit.connection.execute(rows.update().where(own).values(said=text))


@needs(Right.MERGE)
def lay_over(unit: UnitOfWork, *, actor: Actor, ledger: Ledger, record: Record, values: Content) -> Record:
    """Give a record values as an office reported them, what only a step writes too: its office took the step.

    Raises Refused where a gate here refuses them.
    """
    read, children = unkept_values(ledger, values)
    changed = {
        key: read[key] for key in values if key in read and ledger.column(key).changed_by is not ChangedBy.SYSTEM
    }
    given = {key.removeprefix(ROWS): children[key.removeprefix(ROWS)] for key in values if key.startswith(ROWS)}
    records.apply(
        unit, actor=actor, ledger=ledger, old=record, values=changed, children=given, kind=ChangeKind.EDITED,
        verb="并入改动", exactly=True,
    )  # fmt: skip
    return unit.reading.one(ledger, uuid=record.uuid) or record


@needs(Right.MERGE)
def set_voided(unit: UnitOfWork, *, actor: Actor, ledger: Ledger, record: Record, reason: str | None) -> Record:
    """Void a record as its office did, or let it stand again (no reason)."""
    if reason is None and record.voided_at is not None:
        records.restore_many(unit, actor=actor, ledger=ledger, old=[record])
    elif reason is not None and record.voided_at is None:
        records.void_many(unit, actor=actor, ledger=ledger, old=[record], reasons=[reason])
    return unit.reading.one(ledger, uuid=record.uuid) or record


def chosen(conflicts: Sequence[Conflict], text: str) -> tuple[tuple[str, str], str]:
    """A choice as typed: NUMBER.FIELD=ours or 编号.栏目=本单位; raises Refused for what fits no open conflict."""
    named, _, word = text.rpartition("=")
    number, _, field = named.rpartition(".")
    choice = {"本单位": OURS, "报来": THEIRS, **{words: key for key, words in CHOICES.items()}}.get(word, word)
    fitting = [one for one in conflicts if one.number == number and field in (one.field, one.key)]
    if len(fitting) != 1 or choice not in CHOICES:
        sentence = f"「{text}」不是对冲突的选择。请写成 编号.栏目=本单位 或 编号.栏目=报来，编号和栏目照冲突清单写。"
        raise Refused(sentence, field="choice", exit_code=Exit.USAGE)
    return (fitting[0].uuid, fitting[0].key), choice
