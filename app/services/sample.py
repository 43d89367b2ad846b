"""The sample township 清河镇, entered day by day through the services as its clerks would have entered it."""

from __future__ import annotations

import re
import uuid as uuids
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules import dates
from app.services import attachments, entry, links, office, operators, records, sample_pictures, transitions
from app.services.desk import Desk
from app.services.sample_data import KEY, Row, Texts, document, table
from app.services.sample_days import TODAY, all_rows, first_day, later_days, visible_children, visible_texts
from db.ask import ChildRow
from db.store import create_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from app.services.changes import Actor, Changes
    from db.declare import Ledger
    from db.unit import UnitOfWork

OFFICE = "清河镇"
PRESET = "mass_line_2013"
CLERK = "田雨欣"
FIRST_DAY = date(2014, 2, 17)
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
    return Desk(store, actor)


def build(desk: Desk) -> None:
    """Fill a fresh file with the sample township and give it its own 今天, 2014-03-31; raises Refused for bad data."""
    Builder(desk).run()


class Builder:
    """Enters the rows of the sample on their days, one transaction for each batch of records."""

    def __init__(self, desk: Desk) -> None:
        """Take a fresh file of the campaign of 2013."""
        self._desk = desk
        self._entered: dict[str, Entered] = {}
        self._actors: dict[str, Actor] = {}

    def run(self) -> None:
        """Do everything in the order of the days."""
        clock = self._desk.store.clock
        tasks = sorted(self._tasks(), key=lambda task: (task.day, task.rank))
        for start in range(0, len(tasks), BATCH):
            self._desk.write(lambda unit, batch=tasks[start : start + BATCH]: self._do(unit, batch))
        clock.fixed = TODAY
        self._desk.write(lambda unit: office.make_sample(unit, today=TODAY))

    def _do(self, unit: UnitOfWork, tasks: Iterable[Task]) -> None:
        for task in tasks:
            unit.clock.fixed = task.day
            # Every task is an action of its own in the history, as if it had its own transaction.
            unit.step = uuids.uuid4().hex
            task.run(unit)

    def _tasks(self) -> Iterator[Task]:
        yield Task(FIRST_DAY, 0, self._register_operators)
        yield Task(FIRST_DAY, 0, self._date_campaign)
        for order, row in enumerate(all_rows()):
            key = row.key or f"#{order}"
            day = first_day(row)
            yield Task(day, order, lambda unit, row=row, key=key: self._enter(unit, row, key))
            for later in later_days(row):
                run = lambda unit, row=row, key=key, later=later: self._amend(unit, row, key, later)  # noqa: E731
                yield Task(later, _AMENDING + order, run)
        for line in table("attachments"):
            yield Task(_day(line["日期"]), _ATTACHING, lambda unit, line=line: self._attach(unit, line))
        for line in table("links"):
            yield Task(_day(line["日期"]), _LINKING, lambda unit, line=line: self._link(unit, line))
        for order, step in enumerate(document("transitions")):
            yield Task(_day(step["日期"]), _MOVING + order, lambda unit, step=step: self._move(unit, step))

    def _register_operators(self, unit: UnitOfWork) -> None:
        clerk = self._desk.actor
        for line in table("operators"):
            actor = operators.add(unit, actor=clerk, name=line["姓名"], role=line["角色"])
            self._actors[actor.name] = actor

    def _date_campaign(self, unit: UnitOfWork) -> None:
        ledger = registry.find("campaigns")
        record = records.find(unit, ledger=ledger, number=document("campaign")["编号"])
        texts = {head: text for head, text in document("campaign").items() if isinstance(text, str) and head != "编号"}
        starts = document("campaign")["环节"]
        stages = [
            ChildRow(
                {
                    **row.values,
                    **entry.read_child(unit, ledger=ledger, child=ledger.child("stages"), texts=when).values,
                },
                row.uuid,
                row.id,
            )
            for row, when in zip(record.children["stages"], starts, strict=True)
        ]
        records.edit(
            unit, actor=self._desk.actor, ledger="campaigns", record_id=record.id, version=record.version,
            values=entry.read_values(unit, ledger=ledger, texts=texts), children={"stages": stages},
        )  # fmt: skip

    def _enter(self, unit: UnitOfWork, row: Row, key: str) -> None:
        ledger, today = registry.find(row.ledger), unit.clock.today()
        children: dict[str, list[ChildRow]] = {}
        shown: dict[str, list[int]] = {}
        for child in ledger.children:
            found = visible_children(row, child.label, today)
            shown[child.name] = [index for index, _ in found]
            children[child.name] = [self._child_row(unit, ledger, child.name, texts) for _, texts in found]
        values = entry.read_values(unit, ledger=ledger, texts=self._filled(visible_texts(row, today)))
        made = records.add(unit, actor=self._desk.actor, ledger=ledger.name, values=values, children=children)
        self._entered[key] = Entered(ledger.name, made.ids[0], made.number, shown)

    def _amend(self, unit: UnitOfWork, row: Row, key: str, day: date) -> None:
        ledger, known = registry.find(row.ledger), self._entered[key]
        record = records.get(unit, ledger=ledger.name, record_id=known.id)
        children: dict[str, list[ChildRow]] = {}
        for child in ledger.children:
            found = visible_children(row, child.label, day)
            if not found or found == visible_children(row, child.label, day, before=True):
                continue
            written = dict(zip(known.shown[child.name], record.children.get(child.name, ()), strict=True))
            known.shown[child.name] = [index for index, _ in found]
            children[child.name] = [
                self._child_row(unit, ledger, child.name, texts, written.get(index)) for index, texts in found
            ]
        values = entry.read_values(unit, ledger=ledger, texts=self._filled(visible_texts(row, day)))
        records.edit(
            unit, actor=self._desk.actor, ledger=ledger.name, record_id=known.id, version=record.version,
            values=values, children=children,
        )  # fmt: skip

    def _child_row(
        self, unit: UnitOfWork, ledger: Ledger, child: str, texts: Texts, written: ChildRow | None = None
    ) -> ChildRow:
        row = entry.read_child(unit, ledger=ledger, child=ledger.child(child), texts=self._filled(texts))
        return row if written is None else ChildRow({**written.values, **row.values}, written.uuid, written.id)

    def _filled(self, texts: Texts) -> Texts:
        """The texts with each {键} replaced by the number of the record it names."""
        return {
            head: _PLACEHOLDER.sub(lambda match: self._entered[match[1]].number, text) for head, text in texts.items()
        }

    def _attach(self, unit: UnitOfWork, line: Texts) -> None:
        known = self._entered[line[KEY]]
        attachments.attach(
            unit, actor=self._desk.actor, ledger=known.ledger, record_id=known.id, name=line["文件名"],
            data=sample_pictures.draw(line["画法"], line["说明"], line["日期"]), kind=line["种类"],
            happened_on=_day(line["发生日期"]), caption=line["说明"], mark=line.get("标记", ""),
        )  # fmt: skip

    def _link(self, unit: UnitOfWork, line: Texts) -> None:
        one, other = self._entered[line["从"]], self._entered[line["到"]]
        links.add(
            unit, actor=self._desk.actor, kind=line["种类"], start=(one.ledger, one.id), end=(other.ledger, other.id)
        )

    def _move(self, unit: UnitOfWork, step: dict[str, str]) -> Changes:
        known = self._entered[step["记录"]]
        ledger = registry.find(known.ledger)
        texts = {head: text for head, text in step.items() if head not in _STEP_HEADS}
        return transitions.do(
            unit,
            actor=self._actors.get(step.get("操作人", ""), self._desk.actor),
            ledger=ledger.name,
            record_id=known.id,
            action=step["步骤"],
            values=entry.read_values(unit, ledger=ledger, texts=self._filled(texts)),
            reason=step.get("原因", ""),
        )


_AMENDING, _ATTACHING, _LINKING, _MOVING = 100_000, 200_000, 300_000, 400_000
_STEP_HEADS = ("日期", "记录", "步骤", "操作人", "原因")


def _day(text: str) -> date:
    return dates.read_date(text, today=TODAY)
