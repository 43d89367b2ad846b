"""The sample township 清河镇, entered day by day through the services as its clerks would have entered it."""

from __future__ import annotations

import re
import uuid as uuids
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules import reception_days
from app.rules.office_rules import DAILY
from app.services import (
    attachments,
    entry,
    learning,
    links,
    office,
    operators,
    records,
    registers,
    report_words,
    reports,
    sample_pictures,
    settings,
    transitions,
)
from app.services.desk import Desk
from app.services.sample_data import KEY, TODAY, day_of, document, table
from app.services.sample_days import first_day, later_days, visible_children, visible_texts
from app.services.sample_rows import every_row
from db.ask import ChildRow
from db.store import create_store
from db.values import Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from app.services.changes import Actor
    from app.services.sample_data import Row, Texts
    from db.ask import Record
    from db.declare import Column, Kind, Ledger
    from db.unit import UnitOfWork
    from db.values import Value

OFFICE = "清河镇"
PRESET = "mass_line_2013"
CLERK = "田雨欣"
FIRST_DAY = date(2014, 2, 17)
CAMPAIGN_DATED_ON = date(2014, 2, 21)
"""After the people and offices are entered, before the kick-off."""
BATCH = 100
"""Records saved in one transaction: few enough to keep its journal small, many enough not to wait for the disk."""

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Task:
    """Something a clerk did on a day; tasks of a day are done in the order of `rank`."""

    day: date
    rank: int
    run: Callable[[UnitOfWork], None]


@dataclass(slots=True)
class Entered:
    """A record that was entered: where it is, and which rows of each child are already written."""

    ledger: str
    id: int
    number: str
    shown: dict[str, list[int]] = field(default_factory=dict)


def create(path: Path) -> Desk:
    """Make a new file for the sample, with its clerk and campaign, in which even the first history row is of 2014."""
    store = create_store(path, registry.LEDGERS + registry.BASE)
    store.clock.fixed = FIRST_DAY
    with store.write() as unit:
        actor = office.set_up(unit, office_name=OFFICE, campaign=PRESET, operator=CLERK)
        # Marked at once, so that a sample cut short is known as one and may be built anew.
        office.make_sample(unit, today=TODAY)
    return Desk(store, actor)


def build(desk: Desk, *, progress: Callable[[int, int], None] | None = None) -> None:
    """Fill a fresh file with the sample township and give it its own 今天, 2014-03-31; raises Refused for bad data.

    `progress` is told after each batch how many tasks of how many are done; what it raises ends the building.
    """
    Builder(desk).run(progress)


class Builder:
    """Enters the rows of the sample on their days, one transaction for each batch of records."""

    def __init__(self, desk: Desk) -> None:
        """Take a fresh file of the campaign of 2013."""
        self._desk = desk
        self._entered: dict[str, Entered] = {}
        self._actors: dict[str, Actor] = {}
        self._references: dict[tuple[Kind, str], Reference] = {}

    def run(self, progress: Callable[[int, int], None] | None = None) -> None:
        """Do everything in the order of the days."""
        clock = self._desk.store.clock
        tasks = sorted(self._tasks(), key=lambda task: (task.day, task.rank))
        for start in range(0, len(tasks), BATCH):
            self._desk.write(partial(self._do, tasks=tasks[start : start + BATCH]))
            if progress is not None:
                progress(min(start + BATCH, len(tasks)), len(tasks))
        clock.fixed = TODAY
        self._desk.write(_finish)

    def _do(self, unit: UnitOfWork, *, tasks: Iterable[Task]) -> None:
        for task in tasks:
            unit.clock.fixed = task.day
            # Every task is an action of its own in the history, as if it had its own transaction.
            unit.step = uuids.uuid4().hex
            task.run(unit)

    def _tasks(self) -> Iterator[Task]:
        yield Task(FIRST_DAY, 0, self._register_operators)
        yield Task(CAMPAIGN_DATED_ON, 0, self._date_campaign)
        yield Task(CAMPAIGN_DATED_ON, 1, self._plan_receptions)
        for order, row in enumerate(every_row()):
            key = row.key or f"#{order}"
            yield Task(first_day(row), order, partial(self._enter, row=row, key=key))
            for day in later_days(row):
                yield Task(day, _AMENDING + order, partial(self._amend, row=row, key=key, day=day))
        for line in table("attachments"):
            yield Task(day_of(line["日期"]), _ATTACHING, partial(self._attach, line=line))
        for line in table("links"):
            yield Task(day_of(line["日期"]), _LINKING, partial(self._link, line=line))
        yield Task(TODAY, _WRITING, self._write_words)
        for order, step in enumerate(document("transitions")):
            yield Task(day_of(step["日期"]), _MOVING + order, partial(self._move, step=step))

    def _plan_receptions(self, unit: UnitOfWork) -> None:
        settings.change(unit, actor=self._desk.actor, values={reception_days.RULE: DAILY})

    def _register_operators(self, unit: UnitOfWork) -> None:
        for line in table("operators"):
            actor = operators.add(unit, actor=self._desk.actor, name=line["姓名"], role=line["角色"])
            self._actors[actor.name] = actor

    def _date_campaign(self, unit: UnitOfWork) -> None:
        """Give the campaign that came from the preset its days, its leader and its ground."""
        ledger, written = registry.find("campaigns"), document("campaign")
        record = records.find(unit, ledger=ledger, number=written.pop("编号"))
        days = written.pop("环节")
        stages = [
            self._child_row(unit, ledger, "stages", texts, stage)
            for stage, texts in zip(record.children["stages"], days, strict=True)
        ]
        self._edit(unit, ledger, record, written, {"stages": stages})

    def _write_words(self, unit: UnitOfWork) -> None:
        """What the clerk wrote of her own into the reports, paragraph by paragraph."""
        for report, paragraphs in document("report_words").items():
            which = reports.instance(unit, report=report)
            for key, text in paragraphs.items():
                report_words.keep(unit, actor=self._desk.actor, report=report, which=which, key=key, text=text)

    def _enter(self, unit: UnitOfWork, *, row: Row, key: str) -> None:
        ledger, today = registry.find(row.ledger), unit.clock.today()
        children: dict[str, list[ChildRow]] = {}
        shown: dict[str, list[int]] = {}
        for child in ledger.children:
            found = visible_children(row, child.label, today)
            shown[child.name] = [index for index, _ in found]
            children[child.name] = [self._child_row(unit, ledger, child.name, texts) for _, texts in found]
        values = self._values(unit, ledger, visible_texts(row, today))
        made = records.add(unit, actor=self._desk.actor, ledger=ledger.name, values=values, children=children)
        self._entered[key] = Entered(ledger.name, made.ids[0], made.number, shown)

    def _amend(self, unit: UnitOfWork, *, row: Row, key: str, day: date) -> None:
        ledger, known, yesterday = registry.find(row.ledger), self._entered[key], day - timedelta(days=1)
        record = records.get(unit, ledger=ledger.name, record_id=known.id)
        children: dict[str, list[ChildRow]] = {}
        for child in ledger.children:
            found = visible_children(row, child.label, day)
            if found == visible_children(row, child.label, yesterday):
                continue
            written = dict(zip(known.shown[child.name], record.children.get(child.name, ()), strict=True))
            known.shown[child.name] = [index for index, _ in found]
            children[child.name] = [
                self._child_row(unit, ledger, child.name, texts, written.get(index)) for index, texts in found
            ]
        before = visible_texts(row, yesterday)
        fresh = {head: text for head, text in visible_texts(row, day).items() if head not in before}
        self._edit(unit, ledger, record, fresh, children)

    def _edit(
        self, unit: UnitOfWork, ledger: Ledger, record: Record, texts: Texts, children: dict[str, list[ChildRow]]
    ) -> None:
        records.edit(
            unit,
            actor=self._desk.actor,
            ledger=ledger.name,
            record_id=record.id,
            version=record.version,
            values=self._values(unit, ledger, texts),
            children=children,
        )

    def _child_row(
        self, unit: UnitOfWork, ledger: Ledger, child: str, texts: Texts, written: ChildRow | None = None
    ) -> ChildRow:
        declared = ledger.child(child)
        row = entry.read_child(unit, ledger=ledger, child=declared, texts=self._filled(texts))
        values = self._resolved(unit, declared.columns, row.values)
        return ChildRow(values) if written is None else ChildRow({**written.values, **values}, written.uuid, written.id)

    def _values(self, unit: UnitOfWork, ledger: Ledger, texts: Texts) -> dict[str, Value]:
        values = entry.read_values(unit, ledger=ledger, texts=self._filled(texts))
        return self._resolved(unit, ledger.columns, values)

    def _resolved(self, unit: UnitOfWork, columns: Iterable[Column], values: Mapping[str, Value]) -> dict[str, Value]:
        """The values with their references looked up, each name in its register once for the whole township."""
        kinds = {column.key: column.kind for column in columns if column.is_reference}
        return {
            key: self._reference(unit, kinds[key], value) if key in kinds else value for key, value in values.items()
        }

    def _reference(self, unit: UnitOfWork, kind: Kind, value: Value) -> Value:
        if not isinstance(value, Reference):
            return value
        found = self._references.get((kind, value.name)) or registers.resolve(unit, kind=kind, name=value.name)
        if found.id is not None:
            self._references[kind, value.name] = found
        return found

    def _filled(self, texts: Texts) -> Texts:
        """The texts with each {键} replaced by the number of the record it names."""
        return {
            head: _PLACEHOLDER.sub(lambda match: self._entered[match[1]].number, text) for head, text in texts.items()
        }

    def _attach(self, unit: UnitOfWork, *, line: Texts) -> None:
        known = self._entered[line[KEY]]
        attachments.attach(
            unit, actor=self._desk.actor, ledger=known.ledger, record_id=known.id, name=line["文件名"],
            data=sample_pictures.draw(line["画法"], line["说明"], line["日期"]), kind=line["种类"],
            happened_on=day_of(line["发生日期"]), caption=line["说明"], mark=line.get("标记", ""),
        )  # fmt: skip

    def _link(self, unit: UnitOfWork, *, line: Texts) -> None:
        one, other = self._entered[line["从"]], self._entered[line["到"]]
        links.add(
            unit, actor=self._desk.actor, kind=line["种类"], start=(one.ledger, one.id), end=(other.ledger, other.id)
        )

    def _move(self, unit: UnitOfWork, *, step: Texts) -> None:
        known = self._entered[step["记录"]]
        ledger = registry.find(known.ledger)
        texts = {head: text for head, text in step.items() if head not in _STEP_HEADS}
        transitions.do(
            unit,
            actor=self._actors.get(step.get("操作人", ""), self._desk.actor),
            ledger=ledger.name,
            record_id=known.id,
            action=step["步骤"],
            values=entry.read_values(unit, ledger=ledger, texts=self._filled(texts)),
            reason=step.get("原因", ""),
        )


def _finish(unit: UnitOfWork) -> None:
    """Give the file its 今天; what a clerk does from here on is practice."""
    office.make_sample(unit, today=TODAY)
    learning.begin(unit)


_ATTACHING, _AMENDING, _LINKING, _MOVING, _WRITING = 100_000, 200_000, 300_000, 400_000, 500_000
_STEP_HEADS = ("日期", "记录", "步骤", "操作人", "原因")
