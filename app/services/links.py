"""Links between records: rows of one table that can be walked from either end."""

from __future__ import annotations

import uuid as uuids
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import checking, closed_years, records
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs
from db.unit import kept_cells

if TYPE_CHECKING:
    from app.services.changes import Actor
    from db.audit import Event
    from db.unit import UnitOfWork

KINDS: dict[str, tuple[str, str]] = {
    "raises": ("转为", "来自"),
    "merged": ("归并到", "归并自"),
    "owned": ("归入", "包含"),
    "funds": ("资金用于", "资金来自"),
    "answers": ("答复", "由此答复"),
    "finding": ("查出", "检查发现"),
    "related": ("相关", "相关"),
}
"""Kind of link: its words from the first record and from the second."""


@dataclass(frozen=True, slots=True)
class Link:
    """One link as seen from a record: the words, and the record at the other end."""

    id: int
    kind: str
    words: str
    ledger: str
    record_id: int
    number: str
    matter: str
    outgoing: bool


def kind_of(name: str) -> str:
    """The machine name of a kind of link, given it or its words; raises Refused for an unknown one."""
    for kind, words in KINDS.items():
        if name in (kind, *words):
            return kind
    offered = "、".join(words[0] for words in KINDS.values())
    sentence = f"没有「{name}」这种关联，没有改动。可用的有：{offered}。"
    raise Refused(sentence, field="kind")


@needs(Right.ENTER)
def add(unit: UnitOfWork, *, actor: Actor, kind: str, start: tuple[str, int], end: tuple[str, int]) -> Changes:
    """Link two records, each given as (ledger, id); raises Refused for a link to itself or one that stands."""
    one = records.get(unit, ledger=start[0], record_id=start[1])
    other = records.get(unit, ledger=end[0], record_id=end[1])
    if start == end:
        sentence = f"{one.number}不能关联到它自己，没有改动。请选择另一条记录。"
        raise Refused(sentence)
    closed_years.refuse_beside(unit, (start, end))
    table = unit.schema.links
    kind = kind_of(kind)
    row = {"kind": kind, "from_ledger": start[0], "from_id": start[1], "to_ledger": end[0], "to_id": end[1]}
    same = sa.and_(*(table.c[key] == value for key, value in row.items()), table.c.voided_at.is_(None))
    if unit.connection.execute(sa.select(table.c.id).where(same)).first():
        sentence = f"{one.number}与{other.number}已经这样关联过，没有重复。"
        raise Refused(sentence)
    uuid = uuids.uuid4().hex
    new = {**row, "uuid": uuid, "created_at": unit.clock.now(), "created_by": actor.name}
    unit.connection.execute(table.insert().values(new))
    words = f"关联 {one.number} {KINDS[kind][0]} {other.number}"
    return _audited(unit, actor, words, ChangeKind.LINKED, uuid, "")


@needs(Right.ENTER)
def remove(unit: UnitOfWork, *, actor: Actor, link_id: int) -> Changes:
    """Take a link back; both records stay."""
    table = unit.schema.links
    seen = unit.reading.sight.of_link(table)
    uuid = unit.connection.execute(sa.select(table.c.uuid).where(table.c.id == link_id, *seen)).scalar()
    if uuid is None:
        sentence = "这条关联已经找不到了，没有改动。请刷新后再试。"
        raise Refused(sentence)
    return _set_voided(unit, actor, str(uuid), voided=True, undoes="")


@needs(Right.ENTER)
def turn_back(unit: UnitOfWork, actor: Actor, event: Event) -> Changes:
    """Undo a link made or taken back."""
    made = event.entry.action == ChangeKind.LINKED
    return _set_voided(unit, actor, event.entry.uuid, voided=made, undoes=event.entry.step)


def _set_voided(unit: UnitOfWork, actor: Actor, uuid: str, *, voided: bool, undoes: str) -> Changes:
    table = unit.schema.links
    ends = unit.connection.execute(sa.select(table).where(table.c.uuid == uuid)).one()
    closed_years.refuse_beside(unit, ((ends.from_ledger, ends.from_id), (ends.to_ledger, ends.to_id)))
    when = unit.clock.now() if voided else None
    unit.connection.execute(table.update().where(table.c.uuid == uuid).values(voided_at=when))
    kind, word = (ChangeKind.UNLINKED, "解除关联") if voided else (ChangeKind.LINKED, "恢复关联")
    return _audited(unit, actor, word, kind, uuid, undoes)


def _audited(unit: UnitOfWork, actor: Actor, words: str, kind: ChangeKind, uuid: str, undoes: str) -> Changes:
    table = unit.schema.links
    row = unit.connection.execute(sa.select(table).where(table.c.uuid == uuid)).mappings().one()
    unit.audit(
        operator=actor.name, action=kind.value, description=words, ledger="link", uuid=uuid, undoes=undoes,
        new=kept_cells(row),
    )  # fmt: skip
    return Changes(words, kind, uuid=uuid)


def of(unit: UnitOfWork, *, ledger: str, record_id: int) -> tuple[Link, ...]:
    """All links of a record that stand, from both ends."""
    table = unit.schema.links
    outgoing = sa.and_(table.c.from_ledger == ledger, table.c.from_id == record_id)
    incoming = sa.and_(table.c.to_ledger == ledger, table.c.to_id == record_id)
    seen = unit.reading.sight.of_link(table)
    query = sa.select(table).where(table.c.voided_at.is_(None), sa.or_(outgoing, incoming), *seen).order_by(table.c.id)
    return tuple(_seen(unit, row, ledger, record_id) for row in unit.connection.execute(query))


def _seen(unit: UnitOfWork, row: sa.Row[tuple[object, ...]], ledger: str, record_id: int) -> Link:
    outgoing = row.from_ledger == ledger and row.from_id == record_id
    name, other_id = (row.to_ledger, row.to_id) if outgoing else (row.from_ledger, row.from_id)
    other = records.get(unit, ledger=name, record_id=other_id)
    words = KINDS[row.kind][0 if outgoing else 1]
    return Link(row.id, row.kind, words, name, other_id, other.number, checking.matter(other), outgoing)
