"""数据安全事件: what got out or was lost, what was done about it, and whom it concerns (个人信息保护法 57).

What is written down stands in the file under a number; whom it concerns is drawn from the rows each time, so that the
list on paper and the number in the report are the rows themselves.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.ledgers import registry
from app.paper.tree import Align, LedgerPaper, TableColumn, TableRow
from app.rules import masking, numbering, reading
from app.rules.refusal import Exit, Refused
from app.rules.rights import Right
from app.services import checking, listing, office, printing
from app.services.changes import ChangeKind, Changes
from app.services.permitted import needs
from app.services.villages import Villages
from db.ask import Ask
from db.declare import TAKEN_OUT, Kind, Mask
from db.values import FuzzyDate, Reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from app.paper.tree import Printed
    from app.services.changes import Actor
    from app.services.desk import Desk
    from db.ask import Record
    from db.declare import Child, Column, Ledger
    from db.unit import UnitOfWork
    from db.values import Value

KEY, PREFIX, SERIES = "incident:", "安", "incidents"
TITLE, PEOPLE_TITLE = "数据安全事件报告单", "数据安全事件受影响人员名单"
KINDS = ("电脑、U盘或备份丢失、被盗", "文件、表格发错了人", "被无关的人看到、拷走", "内容被改动、删除或损坏", "其他")
WHOLE = "全部台账"
LONGEST = 1000
APART = "限制查阅的事项不在本单，由指定的人另行处置"
COLUMNS = (
    TableColumn("序号", 12, Align.CENTER), TableColumn("姓名", 30), TableColumn("所在地", 36), TableColumn("电话", 34),
    TableColumn("涉及的信息", 78), TableColumn("记录", 70),
)  # fmt: skip
REPORT_COLUMNS = (TableColumn("项目", 44, Align.CENTER), TableColumn("内容", 210))
SIGNATURES = ("填报人", "审核人", "分管领导", "填报日期")
_BETWEEN = re.compile(r"[、，,；;]+")
_NUMBERED = 6
"""So many numbers of records stand beside a name; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which records are concerned: all ledgers, or one, narrowed by conditions (the words of `listing.condition`)."""

    ledger: str = ""
    where: tuple[str, ...] = ()
    search: str = ""

    @property
    def words(self) -> str:
        """As the paper says it."""
        if not self.ledger:
            return WHOLE
        narrowed = "；".join((*self.where, *([f"查找“{self.search}”"] if self.search else ())))
        return registry.find(self.ledger).label + (f"（{narrowed}）" if narrowed else "")


@dataclass(frozen=True, slots=True)
class Told:
    """What the clerk writes down of an incident; `notifies` whether the people concerned are told, else `why` not."""

    kind: str
    found_on: date
    account: str
    measures: str
    scope: Scope = Scope()
    notifies: bool = True
    why: str = ""


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident as it is kept, with who wrote it down and when."""

    number: str
    told: Told
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Affected:
    """Somebody concerned: name, where, the telephone as the screen shows it, what of theirs, and in which records."""

    name: str
    place: str
    phone: str
    kinds: tuple[str, ...]
    records: tuple[tuple[str, int, str], ...]
    """(ledger, id, number)."""

    @property
    def cells(self) -> tuple[str, ...]:
        """As the columns of page and paper show it, the place in the list apart."""
        numbers = "、".join(number for _ledger, _id, number in self.records[:_NUMBERED])
        more = f"等{len(self.records)}条" if len(self.records) > _NUMBERED else ""
        return self.name, self.place, self.phone, "、".join(self.kinds), numbers + more


# ---- whom it concerns ------------------------------------------------------------------------------------------------


@dataclass
class _Person:
    phone: str = ""
    kinds: dict[str, None] = field(default_factory=dict)
    records: dict[tuple[str, int, str], None] = field(default_factory=dict)


@needs(Right.REVEAL)
def affected(unit: UnitOfWork, *, actor: Actor, scope: Scope) -> tuple[Affected, ...]:
    """Everyone whom records of the scope name, each once a village; who has none is the one of that name who has.

    Of the restricted class nothing. Raises Refused for a condition that cannot be read.
    """
    found: dict[tuple[str, str], _Person] = {}
    with unit.seeing(restricted=False):
        villages = Villages(unit)
        for ledger, record in _records(unit, scope):
            place = record.values.get("place")
            where = villages.of(place).village or place.name if isinstance(place, Reference) else ""
            for name, kinds, phone in _named(ledger, record):
                person = found.setdefault((name, where), _Person())
                person.phone = person.phone or phone
                person.kinds |= dict.fromkeys(kinds)
                person.records[ledger.name, record.id, record.number] = None
    people = sorted(_joined(found).items(), key=lambda one: (not one[0][1], one[0][1], one[0][0]))
    return tuple(
        Affected(name, where, one.phone, tuple(one.kinds), tuple(one.records)) for (name, where), one in people
    )


def _joined(found: dict[tuple[str, str], _Person]) -> dict[tuple[str, str], _Person]:
    """Who is named without a place is the one of that name who has one, where there is but one."""
    places: dict[str, list[str]] = {}
    for name, where in found:
        if where:
            places.setdefault(name, []).append(where)
    joined = {key: one for key, one in found.items() if key[1]}
    for (name, where), one in found.items():
        if not where:
            known = places.get(name, ())
            person = joined.setdefault((name, known[0] if len(known) == 1 else ""), _Person())
            person.phone = person.phone or one.phone
            person.kinds |= one.kinds
            person.records |= one.records
    return joined


def _records(unit: UnitOfWork, scope: Scope) -> Iterator[tuple[Ledger, Record]]:
    """The records of the scope, whole; of all ledgers also those in the bin, which a lost file holds too."""
    if scope.ledger:
        ledger = registry.find(scope.ledger)
        filters = tuple(listing.condition(unit, ledger=ledger, text=one) for one in scope.where)
        asked = [(ledger, checking.all_of(unit, Ask(ledger.name, filters=filters, search=scope.search)))]
    else:
        hidden = office.hidden_ledgers(unit)
        known = [one for one in (*registry.BASE, *registry.LEDGERS) if one.name not in hidden and _is_personal(one)]
        asked = [
            (one, checking.all_of(unit, Ask(one.name)) + checking.all_of(unit, Ask(one.name, voided=True)))
            for one in known
        ]
    for ledger, records in asked:
        rows = unit.reading.children(ledger, [one.id for one in records]) if ledger.children else {}
        yield from ((ledger, replace(one, children=rows.get(one.id, {}))) for one in records)


def _is_personal(ledger: Ledger) -> bool:
    columns = (*ledger.columns, *(column for child in ledger.children for column in child.columns))
    return any(column.mask is not Mask.NONE or column.sensitive for column in columns)


def _named(ledger: Ledger, record: Record) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Whom a record names: the name, the labels of what it holds of them, the telephone masked."""
    yield from _in(ledger.columns, record.values, ledger.name == "people")
    for child in ledger.children:
        for row in record.children.get(child.name, ()):
            yield from _in(child.columns, row.values, _is_roll(ledger, child))


def _is_roll(ledger: Ledger, child: Child) -> bool:
    """Whether rows of a child name people of the register and hold numbers of theirs (成员 of a team, 电话)."""
    return ledger.name != "people" and child.columns[0].kind is Kind.PERSON and any(c.sensitive for c in child.columns)


def _in(
    columns: Iterable[Column], values: Mapping[str, Value], is_register: bool
) -> Iterator[tuple[str, tuple[str, ...], str]]:
    held = [one for one in columns if values.get(one.key) is not None]
    bearing = [one for one in held if one.mask is Mask.NAME]
    if is_register:
        bearing = bearing or [one for one in held if one.key == "name" or one.kind is Kind.PERSON][:1]
    kinds = tuple(one.label for one in held if one.mask is not Mask.NONE or one.sensitive or one in bearing)
    phone = next((_shown(one, values) for one in held if one.mask is Mask.PHONE), "")
    for column in bearing:
        for name in filter(None, _BETWEEN.split(reading.show_value(column, values.get(column.key)))):
            if TAKEN_OUT not in name:
                # Numbers belong to the first one named; of the others the name alone is held.
                yield name, kinds, phone
                kinds, phone = (column.label,), ""


def _shown(column: Column, values: Mapping[str, Value]) -> str:
    return masking.on_screen(column, reading.show_value(column, values.get(column.key)))


# ---- what is written down --------------------------------------------------------------------------------------------


@needs(Right.ENTER)
def record(unit: UnitOfWork, *, actor: Actor, told: Told) -> Changes:
    """Write an incident down under the next number; raises Refused naming the field that is wanting."""
    told = _checked(unit, told)
    serial = unit.take_serial(SERIES, told.found_on.year)
    number = numbering.text(PREFIX, told.found_on.year, serial)
    kept = {**asdict(told), "found_on": told.found_on.isoformat(), "by": actor.name,
            "on": unit.clock.today().isoformat()}  # fmt: skip
    unit.put_setting(f"{KEY}{told.found_on.year}-{serial:04d}", json.dumps(kept, ensure_ascii=False))
    words = f"登记数据安全事件 {number}（{told.kind}）"
    unit.audit(operator=actor.name, action=ChangeKind.SETTINGS.value, description=words, new=kept)
    return Changes(words, ChangeKind.SETTINGS, number=number)


def _checked(unit: UnitOfWork, told: Told) -> Told:
    account, measures, why = (
        reading.clean_text(one, is_long=True) for one in (told.account, told.measures, told.why)
    )  # fmt: skip
    if told.kind not in KINDS:
        raise Refused(f"事件类别要从这些里选：{'；'.join(KINDS)}。没有登记。", field="kind", exit_code=Exit.USAGE)
    if told.found_on > unit.clock.today():
        raise Refused("发现日期在今天以后，没有登记。请核对。", field="found_on")
    for text, key, label in ((account, "account", "经过"), (measures, "measures", "已采取的措施")):
        if not text or len(text) > LONGEST:
            raise Refused(f"请写明{label}（{LONGEST}个字以内），没有登记。写的内容还在。", field=key)
    if not told.notifies and not why:
        raise Refused("不通知本人要写明理由，例如“措施已避免造成危害”；没有登记。", field="why")
    scope = told.scope
    if scope.ledger:
        ledger = registry.find(scope.ledger)
        for one in scope.where:
            listing.condition(unit, ledger=ledger, text=one)
        scope = replace(scope, ledger=ledger.name, search=reading.clean_text(scope.search))
    elif scope.where or scope.search:
        raise Refused("筛选条件要先选一本台账，没有登记。", field="where", exit_code=Exit.USAGE)
    return replace(told, account=account, measures=measures, why="" if told.notifies else why, scope=scope)


@needs(Right.REVEAL)
def listed(unit: UnitOfWork, *, actor: Actor) -> tuple[Incident, ...]:
    """The incidents that were written down, the newest first."""
    table = unit.schema.settings
    query = sa.select(table.c.key, table.c.value).where(table.c.key.startswith(KEY, autoescape=True))
    return tuple(_incident(row.key, row.value) for row in unit.connection.execute(query.order_by(table.c.key.desc())))


def _incident(key: str, value: str) -> Incident:
    kept, scope = json.loads(value), json.loads(value)["scope"]
    year, serial = key.removeprefix(KEY).split("-")
    told = Told(
        kept["kind"], date.fromisoformat(kept["found_on"]), kept["account"], kept["measures"],
        Scope(scope["ledger"], tuple(scope["where"]), scope["search"]), kept["notifies"], kept["why"],
    )  # fmt: skip
    return Incident(numbering.text(PREFIX, int(year), int(serial)), told, kept["by"], date.fromisoformat(kept["on"]))


@needs(Right.REVEAL)
def find(unit: UnitOfWork, *, actor: Actor, number: str) -> Incident:
    """The incident of that number; raises Refused."""
    parsed = numbering.parse(number, year=unit.clock.today().year)
    wanted = numbering.text(PREFIX, parsed.year, parsed.serial) if parsed else number
    for one in listed(unit, actor=actor):
        if one.number == wanted:
            return one
    raise Refused(f"没有编号为「{number}」的数据安全事件。请核对编号。", field="number")


# ---- paper -----------------------------------------------------------------------------------------------------------


@needs(Right.PRINT)
def report(unit: UnitOfWork, *, actor: Actor, number: str) -> LedgerPaper:
    """The report of an incident as far as the program knows it; what has to be judged is left to the pen."""
    one = find(unit, actor=actor, number=number)
    told, people = one.told, affected(unit, actor=actor, scope=one.told.scope)
    kinds = "、".join(dict.fromkeys(kind for person in people for kind in person.kinds))
    rows = (
        ("事件类别", told.kind),
        ("发现日期", FuzzyDate(told.found_on).text()),
        ("经过和原因", told.account),
        ("涉及的台账", told.scope.words),
        ("涉及的人数", f"{len(people)}人，见名单（{APART}）"),
        ("涉及的信息", kinds or "没有涉及个人信息"),
        ("可能造成的危害", ""),
        ("已采取的补救措施", told.measures),
        ("本人可以采取的措施", ""),
        ("是否通知本人", "通知" if told.notifies else f"不通知：{told.why}"),
        ("本单位联系人和电话", ""),
    )
    return _paper(unit, f"{TITLE}（{one.number}）", REPORT_COLUMNS, rows, "个人信息保护法第五十七条")


@needs(Right.PRINT)
def people_paper(unit: UnitOfWork, *, actor: Actor, number: str) -> LedgerPaper:
    """The people an incident concerns, with the column of who was told left to the pen."""
    one = find(unit, actor=actor, number=number)
    people = affected(unit, actor=actor, scope=one.told.scope)
    columns = (*COLUMNS, TableColumn("通知日期和方式", 40))
    rows = ((str(place), *person.cells, "") for place, person in enumerate(people, start=1))
    period = f"{one.told.scope.words}　共{len(people)}人　同村同名的并为一人，请核对"
    return _paper(unit, f"{PEOPLE_TITLE}（{one.number}）", columns, rows, period)


def _paper(
    unit: UnitOfWork, title: str, columns: tuple[TableColumn, ...], rows: Iterable[tuple[str, ...]], period: str
) -> LedgerPaper:
    own, today = office.name(unit), unit.clock.today()
    return LedgerPaper(
        title=f"{own}{title}", office=own, reported_on=FuzzyDate(today).text(), columns=columns,
        rows=[TableRow(cells) for cells in rows], signatures=SIGNATURES, period=period, foot_note=APART,
        profile_note=printing.head_note(unit), made_on=today,
    )  # fmt: skip


PAPERS = {"report": (TITLE, report), "people": (PEOPLE_TITLE, people_paper)}
"""The papers of an incident by machine name: title and what makes them."""


@needs(Right.PRINT)
def print_out(desk: Desk, *, number: str, paper: str, out: Path) -> Printed:
    """Print a paper of an incident into a PDF, whole or not at all, and write it in the history; raises Refused."""
    made = desk.read(lambda unit: PAPERS[paper][1](unit, actor=desk.actor, number=number))
    printed = printing.write_pdf(made, out)
    if not desk.read_only:
        desk.write(lambda unit: record_print(unit, actor=desk.actor, number=number, paper=paper, pages=printed.pages))
    return printed


@needs(Right.PRINT)
def record_print(unit: UnitOfWork, *, actor: Actor, number: str, paper: str, pages: int) -> Changes:
    """Write in the history that a paper of an incident was printed."""
    words = f"打印 {PAPERS[paper][0]}（{number}）{pages} 页"
    unit.audit(operator=actor.name, action=ChangeKind.PRINTED.value, description=words)
    return Changes(words, ChangeKind.PRINTED)
