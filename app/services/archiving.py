"""归档: what a year has to file, filed with its 档号, and the list of it; a retention class for each ledger."""

from __future__ import annotations

import json
import uuid as uuids
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from app.ledgers import registry
from app.rules import reading, retention, years
from app.rules.refusal import Refused
from app.rules.retention import TERMS, Retention
from app.rules.rights import Right
from app.services import checking, closed_years, filed_items, office, records, settings, transitions
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs
from db.values import FuzzyDate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from app.services.changes import Actor
    from db.ask import Record
    from db.declare import Ledger
    from db.unit import UnitOfWork
    from db.values import Value

CLASSES = "retention_classes"
"""A setting: the retention class of ledgers where the office has one of its own."""
_FILES_PETITION = ("forwarded", "returned_to_upper", "not_accepted", "closed")
_PAPER_CHANNELS = ("来信", "来电")
_WITHOUT_CODE: Mapping[str, Mapping[str, Value]] = {
    "documents": {"archive_no": None, "status": "已办结"},
    "petitions": {"archive_code": None},  # its step 归档 was taken, on that day
}
"""What a record that bears its code has in its own columns once it is taken out."""
NOT_HANDLED = "不需办理的一般来信来电，可以不归档"
DESTROY, KEEP = "同意销毁", "续存"
DESTROYED = "已销毁"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that a year has to file: what it is, the term it would get, and a word where it need not be filed."""

    ledger: str
    label: str
    record_id: int
    number: str
    title: str
    day: date
    term: Retention
    note: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A record to be filed, with what the paper has: its term where it is another one, its pages and a remark."""

    ledger: str
    record_id: int
    term: Retention | None = None
    pages: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One filed item as the list shows it; `secrecy` is empty for what is open to all."""

    uuid: str
    code: str
    item_no: int
    year: int
    term: Retention
    unit_code: str
    ledger: str
    label: str
    record_id: int
    number: str
    document_no: str
    author: str
    title: str
    day: str
    secrecy: str
    pages: int | None
    note: str
    kept_until: int | None
    filed_at: datetime
    filed_by: str
    outcome: str
    appraised_by: str
    appraised_at: datetime | None
    appraisal_note: str

    @property
    def remark(self) -> str:
        """What stands in 备注: the note, and that the item is destroyed."""
        return "；".join(filter(None, (self.note, DESTROYED if self.outcome == DESTROYED else "")))


# ---- classes ---------------------------------------------------------------------------------------------------------


def classes(unit: UnitOfWork) -> dict[str, Retention]:
    """The retention class of every ledger, by machine name: the office's own, else the declared one."""
    own: dict[str, str] = json.loads(unit.setting(CLASSES) or "{}")
    return {
        ledger.name: Retention(own[ledger.name]) if ledger.name in own else retention.declared(ledger)
        for ledger in registry.LEDGERS
    }


@needs(Right.OFFICE)
def set_class(unit: UnitOfWork, *, actor: Actor, ledger: str, term: str, reason: str = "") -> Changes:
    """Give a ledger the office's own retention class; what is filed already keeps its own. Raises Refused."""
    declared, wanted = registry.find(ledger), retention.of(term)
    before = classes(unit).get(declared.name)
    if before is None:
        sentence = f"{declared.label}是名册，不归档，没有改动。"
        raise Refused(sentence, field="ledger")
    own: dict[str, str] = json.loads(unit.setting(CLASSES) or "{}")
    unit.put_setting(CLASSES, json.dumps(own | {declared.name: wanted.value}, ensure_ascii=False, sort_keys=True))
    words = f"保管期限：{declared.label} {before} → {wanted}"
    unit.audit(
        operator=actor.name, action=ChangeKind.SETTINGS.value, description=words, reason=reason.strip(),
        old={declared.name: before.value}, new={declared.name: wanted.value},
    )  # fmt: skip
    return Changes(words, ChangeKind.SETTINGS)


def term_of(unit: UnitOfWork, ledger: Ledger, record: Record) -> tuple[Retention, str]:
    """The term a record gets when it is filed, and a word where it need not be: its own column, else its ledger's."""
    own = checking.text(record.values, "retention") if ledger.find("retention") is not None else ""
    if own in tuple(Retention):
        return Retention(own), ""
    if ledger.name == "petitions" and _is_idle_letter(record):
        return Retention.NONE, NOT_HANDLED
    known = unit.once("retention classes", lambda: classes(unit))
    return known.get(ledger.name, Retention.NONE), ""


def _is_idle_letter(record: Record) -> bool:
    """不需办理的一般性人民来信、电话记录 are not filed (国家档案局令第8号)."""
    is_letter = checking.text(record.values, "channel") in _PAPER_CHANNELS
    return is_letter and checking.day(record.values, "accepted_on") is None and record.values["status"] != "forwarded"


# ---- what is due -----------------------------------------------------------------------------------------------------


@needs(Right.READ)
def due(unit: UnitOfWork, *, actor: Actor, year: int, all_terms: bool = False) -> tuple[Candidate, ...]:
    """What was finished in a year and is not filed yet, by term, then by day; with `all_terms` also what is not filed
    by its class.
    """
    found = [one for ledger in registry.LEDGERS for one in _due_of(unit, unit.schema.ledgers[ledger.name], year)]
    order = (*TERMS, Retention.NONE)
    kept = (one for one in found if all_terms or one.term is not Retention.NONE)
    return tuple(sorted(kept, key=lambda one: (order.index(one.term), one.day, one.label, one.record_id)))


def unfiled(unit: UnitOfWork, *, before: int) -> dict[tuple[int, str], int]:
    """By year and ledger, how many records finished before a year are not filed though their class lets them be."""
    found: dict[tuple[int, str], int] = {}
    for ledger in registry.LEDGERS:
        for one in _due_of(unit, unit.schema.ledgers[ledger.name], None):
            if one.term is not Retention.NONE and one.day.year < before:
                key = (one.day.year, one.label)
                found[key] = found.get(key, 0) + 1
    return dict(sorted(found.items()))


def _due_of(unit: UnitOfWork, ledger: Ledger, year: int | None) -> Iterator[Candidate]:
    for record in _finished(unit, ledger, year):
        day = finished_on(ledger, record)
        if day is not None and year in (None, day.year):
            term, note = term_of(unit, ledger, record)
            title = records.matter_text(ledger, record)
            yield Candidate(ledger.name, ledger.label, record.id, record.number, title, day, term, note)


def _finished(unit: UnitOfWork, ledger: Ledger, year: int | None) -> Iterable[Record]:
    """The standing records of a ledger that are closed, or never close, and are not filed, on paper neither; those of
    one year.
    """
    table, items = unit.schema.table(ledger.name), unit.schema.archive.items
    filed = sa.select(items.c.record_id).where(items.c.ledger == ledger.name, items.c.withdrawn_at.is_(None))
    query = sa.select(table.c.id).where(
        table.c.voided_at.is_(None), table.c.id.not_in(filed), *unit.reading.sight.of(ledger, table)
    )
    if ledger.carries:
        is_open = unit.reading.unfinished(ledger, table)
        if ledger.name == "documents":  # what the office itself issued waits for nobody
            is_open = sa.and_(is_open, table.c.direction.is_distinct_from("发文"))
        query = query.where(sa.not_(is_open))
    if ledger.name in filed_items.CODED:  # what was filed on paper keeps the code it has there
        query = query.where(sa.func.coalesce(table.c[filed_items.CODED[ledger.name]], "") == "")
    if year is not None:
        days = [table.c[key] for key in _days(ledger)]
        day = sa.func.coalesce(*days) if len(days) > 1 else days[0]
        query = query.where(day.between(date(year, 1, 1), date(year, 12, 31)))
    ids = list(unit.connection.execute(query).scalars())
    return unit.reading.records(ledger, ids).values()


def finished_on(ledger: Ledger, record: Record) -> date | None:
    """The day that says in which year a record is filed: when it was finished, else its main date."""
    for key in _days(ledger):
        value = record.values.get(key)
        day = value.start if isinstance(value, FuzzyDate) else value
        if isinstance(day, date):
            return day
    return None


def _days(ledger: Ledger) -> list[str]:
    return [key for key in (years.closing_day(ledger), ledger.main_date) if key]


# ---- filing ----------------------------------------------------------------------------------------------------------


@needs(Right.HANDLE)
def file_all(unit: UnitOfWork, *, actor: Actor, year: int, chosen: Sequence[Chosen]) -> Changes:
    """File records of a year: each gets the next 件号 of its term and its 档号, all or none.

    A petition takes its step 归档, a paper of the register its 归档号. Raises Refused without 全宗号, for a record that
    is filed already or still open, and for one whose class is 不归档 unless a term is given.
    """
    if not settings.value(unit, "fonds_no"):
        sentence = "还没有设置全宗号，没有归档。请由管理的人在“办理规则”的“归档”里填写县档案馆给的全宗号。"
        raise Refused(sentence, field="fonds_no")
    if not chosen:
        sentence = "没有选中要归档的记录，没有归档。"
        raise Refused(sentence, field="chosen")
    known = {(one.ledger, one.record_id): one for one in due(unit, actor=actor, year=year, all_terms=True)}
    if len({(registry.find(one.ledger).name, one.record_id) for one in chosen}) < len(chosen):
        sentence = "同一条记录选了不止一次，没有归档。一件只能有一个档号。"
        raise Refused(sentence, field="chosen")
    ready = [(one, _candidate(unit, known, one, year)) for one in chosen]
    ready.sort(key=lambda pair: (TERMS.index(_term(*pair)), pair[1].day, pair[1].label, pair[1].record_id))
    with closed_years.lawfully_open(unit):
        codes = [_file(unit, actor, year, one, candidate) for one, candidate in ready]
    words = f"归档 {ready[0][1].number}（{codes[0]}）" if len(codes) == 1 else f"归档{year}年度 {len(codes)} 件"
    return Changes(words, ChangeKind.ARCHIVED, ready[0][0].ledger, tuple(one.record_id for one, _ in ready))


def _candidate(unit: UnitOfWork, known: Mapping[tuple[str, int], Candidate], one: Chosen, year: int) -> Candidate:
    ledger = registry.find(one.ledger)
    found = known.get((ledger.name, one.record_id))
    if found is None:
        record = records.get(unit, ledger=ledger.name, record_id=one.record_id)
        sentence = f"{record.number} 没有列在{year}年的待归档里：还没有办结、不是这一年的、已经归档或作废；没有归档。"
        raise Refused(sentence, field="chosen")
    if _term(one, found) is Retention.NONE:
        sentence = (
            f"{found.number} 按规定不归档{f'（{found.note}）' if found.note else ''}，没有归档。要归档请选保管期限。"
        )
        raise Refused(sentence, field="retention")
    return found


def _term(one: Chosen, candidate: Candidate) -> Retention:
    return one.term or candidate.term


def _file(unit: UnitOfWork, actor: Actor, year: int, one: Chosen, candidate: Candidate) -> str:
    term, unit_code = _term(one, candidate), settings.value(unit, "archive_unit")
    fonds, category = settings.value(unit, "fonds_no"), settings.value(unit, "archive_category")
    series = f"archive:{retention.CODES[term]}:{unit_code}"
    number = unit.take_serial(series, year)
    code = retention.archive_code(fonds=fonds, category=category, year=year, term=term, unit=unit_code, item_no=number)
    record = records.get(unit, ledger=candidate.ledger, record_id=candidate.record_id)
    row = {
        "uuid": uuids.uuid4().hex, "ledger": candidate.ledger, "record_id": record.id, "record_uuid": record.uuid,
        "year": year, "retention": term.value, "unit_code": unit_code, "item_no": number, "code": code,
        "pages": one.pages, "note": reading.clean_text(one.note), "filed_at": unit.clock.now(),
        "filed_by": actor.name, "kept_until": retention.kept_until(year, term), "outcome": "", "appraised_by": "",
        "appraisal_note": "",
    }  # fmt: skip
    unit.connection.execute(unit.schema.archive.items.insert().values(row))
    filed_items.tell(unit, actor.name, str(row["uuid"]), f"归档 {candidate.number}（{code}）")
    _write_code(unit, actor, registry.find(candidate.ledger), record, code, term)
    return code


def _write_code(unit: UnitOfWork, actor: Actor, ledger: Ledger, record: Record, code: str, term: Retention) -> None:
    """The code in the record's own column, by the way that is lawful there."""
    if ledger.name == "petitions" and record.values["status"] in _FILES_PETITION:
        values: dict[str, Value] = {"archived_on": unit.clock.today(), "archive_code": code}
        transitions.do(unit, actor=actor, ledger=ledger.name, record_id=record.id, action="archive", values=values)
        return
    own: dict[str, Value] = {}
    if ledger.name == "petitions" and record.values["status"] == "archived":  # filed before, and taken out again
        own = {"archived_on": unit.clock.today(), "archive_code": code}
    elif ledger.name == "documents":
        own = {"archive_no": code, "retention": term.value, "status": "已归档"}
    if own:
        records.apply(unit, actor=actor, ledger=ledger, old=record, values=own, kind=ChangeKind.EDITED, verb="归档")


@needs(Right.HANDLE)
def describe(unit: UnitOfWork, *, actor: Actor, code: str, pages: int | None, note: str) -> Changes:
    """The pages of a filed item as they were counted, and the remark of the list; raises Refused."""
    item, table = find(unit, actor=actor, code=code), unit.schema.archive.items
    if pages is not None and pages < 1:
        sentence = f"{item.code} 的页数要是 1 以上的整数，没有改动。"
        raise Refused(sentence, field="pages")
    cells = {"pages": pages, "note": reading.clean_text(note)}
    unit.connection.execute(table.update().where(table.c.uuid == item.uuid).values(cells))
    words = f"改归档目录 {item.code} 的页数和备注"
    filed_items.tell(unit, actor.name, item.uuid, words)
    return Changes(words, ChangeKind.ARCHIVED, item.ledger, (item.record_id,))


@needs(Right.HANDLE)
def take_out(unit: UnitOfWork, *, actor: Actor, code: str, reason: str) -> Changes:
    """撤出归档: an item filed by mistake leaves the list; its 件号 is not given again. Raises Refused without a reason,
    and for what was appraised.
    """
    item, cleaned = find(unit, actor=actor, code=code), reading.clean_text(reason, is_long=True)
    if not cleaned:
        sentence = f"{item.code} 撤出归档要写明原因，没有改动。"
        raise Refused(sentence, field="reason")
    if item.outcome:
        sentence = f"{item.code} 已经鉴定（{item.outcome}），不能撤出，没有改动。"
        raise Refused(sentence, field="code")
    filed_items.withdraw(unit, operator=actor.name, uuid=item.uuid, words=f"撤出归档 {item.code}", reason=cleaned)
    ledger = unit.schema.ledgers[item.ledger]
    if own := _WITHOUT_CODE.get(ledger.name):
        record = records.get(unit, ledger=ledger.name, record_id=item.record_id)
        with closed_years.lawfully_open(unit):
            records.apply(
                unit, actor=actor, ledger=ledger, old=record, values=dict(own), reason=cleaned,
                kind=ChangeKind.EDITED, verb="撤出归档",
            )  # fmt: skip
    return Changes(f"撤出归档 {item.code}", ChangeKind.ARCHIVED, item.ledger, (item.record_id,))


# ---- the list --------------------------------------------------------------------------------------------------------


@needs(Right.READ)
def items(unit: UnitOfWork, *, actor: Actor, year: int | None = None) -> tuple[Item, ...]:
    """What was filed for a year (None: for all), as it may be seen, by year, term and 件号."""
    return filed(unit, year=year)


def filed(
    unit: UnitOfWork, *, year: int | None = None, code: str = "", expired_before: int | None = None,
    is_withdrawn: bool = False,
) -> tuple[Item, ...]:  # fmt: skip
    """The same, for what was allowed already; the one of a code, those whose term ended before a year, or those taken
    out again.
    """
    table = unit.schema.archive.items
    query = sa.select(table).where(
        table.c.withdrawn_at.is_not(None) if is_withdrawn else table.c.withdrawn_at.is_(None)
    )
    if year is not None:
        query = query.where(table.c.year == year)
    if code:
        query = query.where(table.c.code == code)
    if expired_before is not None:
        query = query.where(table.c.kept_until < expired_before)
    rows = unit.connection.execute(query).mappings().all()
    found = [item for row in rows if (item := _item(unit, row)) is not None]
    return tuple(sorted(found, key=lambda one: (one.year, TERMS.index(one.term), one.unit_code, one.item_no)))


@needs(Right.READ)
def find(unit: UnitOfWork, *, actor: Actor, code: str) -> Item:
    """The filed item of that 档号; raises Refused."""
    for one in filed(unit, code=code.strip() or "?"):
        return one
    sentence = f"归档文件目录里没有档号为「{code}」的一件。请核对档号。"
    raise Refused(sentence, field="code")


def _item(unit: UnitOfWork, row: Mapping[Any, Any]) -> Item | None:
    """An item with what its record says now; None for one that may not be seen."""
    ledger = unit.schema.ledgers[row["ledger"]]
    record = unit.reading.one(ledger, (), id=row["record_id"])
    if record is None:
        return None
    values, day = record.values, finished_on(ledger, record)
    secrecy = checking.text(values, "secrecy")
    return Item(
        row["uuid"], row["code"], row["item_no"], row["year"], Retention(row["retention"]), row["unit_code"],
        ledger.name, ledger.label, record.id, record.number, checking.text(values, "document_no") or record.number,
        _author(unit, ledger, record), records.matter_text(ledger, record) or ledger.label,
        f"{day:%Y%m%d}" if day else "", "" if secrecy == "公开" else secrecy, row["pages"], row["note"],
        row["kept_until"], row["filed_at"], row["filed_by"], row["outcome"], row["appraised_by"],
        row["appraised_at"], row["appraisal_note"],
    )  # fmt: skip


def _author(unit: UnitOfWork, ledger: Ledger, record: Record) -> str:
    """责任者: who issued a paper that came in, else the office itself."""
    sender = checking.text(record.values, "counterpart_org")
    came_in = ledger.name == "documents" and checking.text(record.values, "direction") != "发文"
    return sender if came_in and sender else office.name(unit)
