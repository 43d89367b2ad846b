"""个人信息查询告知单: what the ledgers hold of one person, since when, what for, how long, who sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.ledgers import registry
from app.paper.tree import Align, LedgerPaper, TableColumn, TableRow
from app.rules import masking, reading, retention, rights
from app.rules.rights import Right
from app.services import archiving, dossier, lookout, office, presenting, printing, records, watching
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs
from db import redaction
from db.declare import Kind, Mask
from db.redaction import Words
from db.values import FuzzyDate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.paper.tree import Printed
    from app.services.changes import Actor
    from app.services.desk import Desk
    from db.ask import ChildRow, Record
    from db.declare import Child, Column, Ledger
    from db.unit import UnitOfWork

TITLE = "个人信息查询告知单"
COLUMNS = (
    TableColumn("台账", 24), TableColumn("编号", 32, Align.CENTER), TableColumn("栏目", 30), TableColumn("内容", 74),
    TableColumn("登记时间", 22, Align.CENTER), TableColumn("用途", 48), TableColumn("保管期限", 20, Align.CENTER),
    TableColumn("谁能看", 30),
)  # fmt: skip
NOTE = "他人的姓名、证件、电话已遮盖；限制查阅的事项不在本单，另行答复"
IN_TEXT = "（文中提到，请核对）"
AS_LONG = "用完即止"
"""How long a register keeps an entry: it is not filed in the archive."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is held: where, since when, and what it says to the person it is about."""

    ledger: str
    label: str
    record_id: int
    number: str
    column: str
    text: str
    since: str
    purpose: str
    term: str
    seen_by: str

    @property
    def cells(self) -> tuple[str, ...]:
        """As the columns of page and paper show it."""
        return (
            self.label, self.number, self.column, self.text, self.since, self.purpose, self.term, self.seen_by
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slip:
    """What is held of one person."""

    title: str
    number: str
    fields: tuple[Field, ...]


@needs(Right.REVEAL)
def of(unit: UnitOfWork, *, actor: Actor, ledger: str, record_id: int) -> Slip:
    """What the ledgers hold of the person a record names; raises Refused. Nothing of the restricted class."""
    with unit.seeing(restricted=False):
        record = records.get(unit, ledger=ledger, record_id=record_id)
        found = dossier.speaking_of(unit, ledger=ledger, record_id=record_id)
        reader = _Reader(unit, found.names)
        fields = [one for holder, about, roles in found.records for one in reader.fields(holder, about, roles)]
        known = {(holder.name, about.id) for holder, about, _roles in found.records}
        fields += reader.mentions(known)
    return Slip(found.title, record.number, tuple(fields))


class _Reader:
    """Reads records for one person: his own plainly, of others nothing that tells who they are."""

    def __init__(self, unit: UnitOfWork, own: frozenset[str]) -> None:
        self._unit, self._own = unit, own
        self._others = frozenset(_known(unit)) - own
        self._classes = archiving.classes(unit)

    def fields(self, ledger: Ledger, record: Record, roles: tuple[str, ...]) -> Iterator[Field]:
        """What a record holds of him: all that is personal where it is about him, else where he is named."""
        others = self._others | {
            name for name in _names_of(ledger, record) if name not in self._own and len(name) >= lookout.SHORTEST
        }
        is_subject = dossier.is_subject(ledger, record, self._own)
        said = [
            *self._own_cells(ledger, record, roles, others, is_subject=is_subject),
            *self._child_cells(ledger, record, roles, others),
        ]
        for column, text in said:
            yield self._field(ledger, record, column, text)

    def mentions(self, known: set[tuple[str, int]]) -> list[Field]:
        """Where only running text names him, or somebody of his name: to be looked at."""
        words = Words.of(name for name in self._own if len(name) >= lookout.SHORTEST)
        found: list[Field] = []
        for ledger in self._unit.schema.ledgers.values() if words.given else ():
            for key in redaction.holding(self._unit.connection, self._unit.schema, ledger, words):
                record = None if (ledger.name, key) in known else self._unit.reading.one(ledger, id=key)
                if record is not None and record.voided_at is None:
                    found += self._mentioned(ledger, record, words)
        return found

    def _mentioned(self, ledger: Ledger, record: Record, words: Words) -> Iterator[Field]:
        for column in ledger.columns:
            text = presenting.cell(ledger, column, record.values.get(column.key))
            if redaction.may_hold(column) and words.count(text):
                yield self._field(ledger, record, f"{column.label}{IN_TEXT}", self._told(column, text, self._others))
        for child in ledger.children:
            for row in record.children.get(child.name, ()):
                if words.count(presenting.child_line(child, row)):
                    text = self._phrase(child, row, self._others)
                    yield self._field(ledger, record, f"{child.label}{IN_TEXT}", text)

    def _field(self, ledger: Ledger, record: Record, column: str, text: str) -> Field:
        term = self._classes.get(ledger.name, retention.declared(ledger))
        return Field(
            ledger.name, ledger.label, record.id, record.number, column, text, f"{record.created_at:%Y-%m-%d}",
            ledger.intro or ledger.label, AS_LONG if term is retention.Retention.NONE else term.value, _seen_by(ledger),
        )  # fmt: skip

    def _own_cells(
        self, ledger: Ledger, record: Record, roles: tuple[str, ...], others: frozenset[str], *,
        is_subject: bool,
    ) -> Iterator[tuple[str, str]]:  # fmt: skip
        named = {role.removesuffix(dossier.BY_NAME) for role in roles}
        for column in ledger.columns:
            is_personal = column.mask is not Mask.NONE or column.sensitive
            if not (column.label in named or column.key == ledger.matter or (is_subject and is_personal)):
                continue
            text = presenting.cell(ledger, column, record.values.get(column.key))
            if text:
                yield column.label, self._told(column, text, others)

    def _child_cells(
        self, ledger: Ledger, record: Record, roles: tuple[str, ...], others: frozenset[str]
    ) -> Iterator[tuple[str, str]]:
        for child in ledger.children:
            if any(role.startswith(f"{child.label}：") for role in roles):
                for row in record.children.get(child.name, ()):
                    if self._is_his(child, row):
                        yield child.label, self._phrase(child, row, others)

    def _is_his(self, child: Child, row: ChildRow) -> bool:
        shown = ((one, reading.show_value(one, row.values.get(one.key))) for one in child.columns)
        return any(
            text in self._own or (_lists_people(one) and not self._own.isdisjoint(masking.names_of(text)))
            for one, text in shown
        )

    def _phrase(self, child: Child, row: ChildRow, others: frozenset[str]) -> str:
        parts = (
            (one, reading.show_value(one, row.values.get(one.key)))
            for one in child.columns
            if one.kind is not Kind.FLAG
        )
        tells = self._told if self._is_his(child, row) else self._told_of_another
        return "；".join(f"{one.label} {tells(one, text, others)}" for one, text in parts if text)

    def _told_of_another(self, column: Column, text: str, others: frozenset[str]) -> str:
        """A cell of a row that is another's: numbers, address and health there are not his, but where they name him."""
        if any(own in text for own in self._own) or not (column.sensitive or column.mask is not Mask.NONE):
            return self._told(column, text, others)
        return masking.on_screen(column, text, everything=True, names=others)

    def _told(self, column: Column, text: str, others: frozenset[str]) -> str:
        """A cell to him: his name and his numbers plainly, another's name masked, prose without what is another's."""
        if column.mask is Mask.NAME or column.is_reference:
            return text if column.mask is Mask.NONE and text not in others else self._names(text, others)
        if column.mask is not Mask.NONE or column.kind not in (Kind.TEXT, Kind.LONG):
            return text
        return masking.masked_prose(text, names=others)

    def _names(self, text: str, others: frozenset[str]) -> str:
        if text in self._own:
            return text
        return (
            masking.masked_prose(text, names=others)
            if any(own in text for own in self._own)
            else (masking.mask_name(text))
        )


def _lists_people(column: Column) -> bool:
    return column.names_people or column.mask is Mask.NAME


def _known(unit: UnitOfWork) -> Iterator[str]:
    """The names the registers have of people who hold no post: heads and members of households, and villagers."""
    yield from lookout.villagers(unit)
    people, posts = unit.schema.table("people"), unit.schema.table("posts")
    held = sa.select(posts.c.person).where(posts.c.voided_at.is_(None), posts.c.person.is_not(None))
    query = sa.select(people.c.name).where(people.c.voided_at.is_(None), people.c.name.not_in(held))
    yield from (str(name) for name in unit.connection.execute(query).scalars() if name)
    members = unit.schema.child(unit.schema.ledgers["households"], "members")
    yield from (str(name) for name in unit.connection.execute(sa.select(members.c.name)).scalars() if name)


def _names_of(ledger: Ledger, record: Record) -> Iterator[str]:
    yield from presenting.names_in(ledger, record)
    for child in ledger.children:
        named = [column.key for column in child.columns if column.mask is Mask.NAME]
        for row in record.children.get(child.name, ()):
            yield from (str(row.values.get(key) or "") for key in named)


def _seen_by(ledger: Ledger) -> str:
    """Who may see what is masked in a ledger: by role; where nothing is masked, whoever may open the file."""
    is_masked = any(masking.is_hidden(column) for column in ledger.columns)
    right = Right.REVEAL if is_masked else Right.READ
    return "、".join(rights.RIGHTS[right].roles) + ("（证件、电话按次记录）" if is_masked else "")


@needs(Right.REVEAL)
def look(desk: Desk, *, ledger: str, record_id: int) -> Slip:
    """The slip for the screen; that it was looked at is a row of the history. Raises Refused."""
    found = desk.read(lambda unit: of(unit, actor=desk.actor, ledger=ledger, record_id=record_id))
    watching.note(desk, lambda unit: _record(unit, desk.actor, ledger, record_id, f"查看 {TITLE}"))
    return found


@needs(Right.PRINT)
def paper(unit: UnitOfWork, *, actor: Actor, ledger: str, record_id: int) -> LedgerPaper:
    """The slip on paper: purpose, term and readers once a ledger. Raises Refused."""
    found, own, today = of(unit, actor=actor, ledger=ledger, record_id=record_id), office.name(unit), unit.clock.today()
    ledgers = len({one.ledger for one in found.fields})
    return LedgerPaper(
        title=f"{own}{TITLE}", office=own, reported_on=FuzzyDate(today).text(), columns=COLUMNS,
        rows=[TableRow(cells) for cells in _cells(found)],
        period=f"{found.title}　{ledgers}本台账　共{len(found.fields)}项", foot_note=NOTE,
        signatures=("经办人", "审核人", "查询人", "查询日期"), profile_note=printing.head_note(unit),
        marks=(f"打印：{actor.name} {unit.clock.now():%Y-%m-%d %H:%M}",), made_on=today,
    )  # fmt: skip


def _cells(found: Slip) -> Iterator[tuple[str, ...]]:
    before = Field("", "", 0, "", "", "", "", "", "", "")
    for one in found.fields:
        label, number, column, text, since, *rest = one.cells
        if one.ledger == before.ledger:
            label, rest = "", ["", "", ""]
        if (one.ledger, one.record_id) == (before.ledger, before.record_id):
            number = since = ""
        since = presenting.stored_day(since)
        yield (label, number, column, text, since, *rest)
        before = one


@needs(Right.PRINT)
def print_slip(desk: Desk, *, ledger: str, record_id: int, out: Path) -> Printed:
    """Print the slip into a PDF, whole or not at all, and write it in the history; raises Refused."""
    made = desk.read(lambda unit: paper(unit, actor=desk.actor, ledger=ledger, record_id=record_id))
    printed = printing.write_pdf(made, out)
    if not desk.read_only:
        desk.write(
            lambda unit: record_print(unit, actor=desk.actor, ledger=ledger, record_id=record_id, pages=printed.pages)
        )
    return printed


@needs(Right.PRINT)
def record_print(unit: UnitOfWork, *, actor: Actor, ledger: str, record_id: int, pages: int) -> Changes:
    """Write in the history that the slip of a record's person was printed."""
    return _record(unit, actor, ledger, record_id, f"打印 {TITLE}", pages=pages)


def _record(unit: UnitOfWork, actor: Actor, ledger: str, record_id: int, words: str, *, pages: int = 0) -> Changes:
    record = records.get(unit, ledger=ledger, record_id=record_id)
    kind = ChangeKind.PRINTED if pages else ChangeKind.REVEALED
    told = f"{words}（{record.number}）" + (f"{pages} 页" if pages else "")
    unit.audit(
        operator=actor.name, action=kind.value, description=told, ledger=registry.find(ledger).name, uuid=record.uuid
    )
    return Changes(told, kind, record.ledger, (record.id,), record.number, record.uuid)
