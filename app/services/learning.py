"""学习模式: the ten practice tasks of a sample file, ticked by what stands in it; the progress is kept in the file."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.rules.refusal import Refused
from app.services import office
from app.services.learning_checks import CHECKS, Since
from db import audit

if TYPE_CHECKING:
    from db.unit import UnitOfWork

TASKS = Path(__file__).resolve().parents[2] / "resources" / "learning" / "tasks.toml"
KEPT = "learning"
REPORT = "report"
"""The page of a task that is done in 报表, not in a ledger."""


@dataclass(frozen=True, slots=True)
class Task:
    """One practice task: what it is for, the steps in words, where it is done, and the parts its check counts."""

    name: str
    title: str
    page: str
    purpose: str
    steps: tuple[str, ...]
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a task, with how many there are of how many."""

    words: str
    have: int
    want: int

    @property
    def is_done(self) -> bool:
        """Whether enough of it stands."""
        return self.have >= self.want


@dataclass(frozen=True, slots=True)
class Standing:
    """A task as it stands; once it is done it stays ticked, whatever becomes of its rows."""

    task: Task
    parts: tuple[Part, ...]
    is_done: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """What the file remembers: after which row of its history the practice began, which tasks are done, and after
    which row one that is done once more began.
    """

    since: int
    done: tuple[str, ...] = ()
    again: dict[str, int] = field(default_factory=dict)


@cache
def tasks() -> tuple[Task, ...]:
    """The ten tasks in their order."""
    read: dict[str, Any] = tomllib.loads(TASKS.read_text("utf-8"))
    return tuple(
        Task(
            name=one["name"], title=one["title"], page=one["page"], purpose=one["purpose"],
            steps=tuple(one["steps"]), parts=tuple(one["parts"]),
        )
        for one in read["task"]
    )  # fmt: skip


def begin(unit: UnitOfWork) -> Progress:
    """Let the practice of a sample file begin where its history ends now, unless it has begun; raises Refused for a
    real ledger.
    """
    kept = _progress(unit)
    return kept if kept is not None else _keep(unit, Progress(audit.head(unit.connection, unit.schema)[0]))


def look(unit: UnitOfWork) -> tuple[Standing, ...]:
    """Hold every task against the file, and remember those that are done now; raises Refused for a real ledger."""
    progress = begin(unit)
    found = tuple(_standing(unit, progress, task) for task in tasks())
    done = tuple(one.task.name for one in found if one.is_done)
    if done != progress.done:
        _keep(unit, replace(progress, done=done))
    return found


def once_more(unit: UnitOfWork, *, task: str) -> None:
    """Take the tick off a task: only what is done from now on counts for it."""
    progress = begin(unit)
    now = audit.head(unit.connection, unit.schema)[0]
    done = tuple(name for name in progress.done if name != task)
    _keep(unit, replace(progress, done=done, again={**progress.again, task: now}))


def _standing(unit: UnitOfWork, progress: Progress, task: Task) -> Standing:
    if task.name in progress.done:
        return Standing(task, tuple(Part(words, 1, 1) for words in task.parts), is_done=True)
    got = CHECKS[task.name](Since(unit, progress.again.get(task.name, progress.since)))
    parts = tuple(Part(words, *counts) for words, counts in zip(task.parts, got, strict=True))
    return Standing(task, parts, all(part.is_done for part in parts))


def _progress(unit: UnitOfWork) -> Progress | None:
    if not office.is_sample(unit):
        sentence = "这是正式台账，不是练习用的示例，没有练习任务。请在开始页点“试用示例”，在示例里练习。"
        raise Refused(sentence)
    kept = unit.setting(KEPT)
    if kept is None:
        return None
    told: dict[str, Any] = json.loads(kept)
    return Progress(int(told["since"]), tuple(told["done"]), dict(told["again"]))


def _keep(unit: UnitOfWork, progress: Progress) -> Progress:
    told = {"since": progress.since, "done": progress.done, "again": progress.again}
    unit.put_setting(KEPT, json.dumps(told))
    return progress
