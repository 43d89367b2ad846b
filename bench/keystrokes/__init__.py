"""Keys and pointer moves of a clerk's tasks in the program and in a workbook, from runs on an X server.

Each side is played twice; a run whose facts do not stand in its file afterwards does not count, and a count that
differs is an error.
The key logs are kept in `bench/keystrokes/logs`, the table in `docs/keystrokes.md`.
"""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench import data, measure
from bench.keystrokes import attendance, closing, hands, opinions, ours, petition, project, workbook
from db.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from datetime import date
    from types import ModuleType

    from bench.keystrokes.hands import Hands
    from bench.measure import Line

    Opened = Callable[[Hands, Path], AbstractContextManager[None]]

BUDGET = 0.6
ROUNDS, ATTEMPTS = 2, 3
LOGS = Path(__file__).parent / "logs"
PAGE = data.ROOT / "docs" / "keystrokes.md"


@dataclass(frozen=True, slots=True)
class Side:
    """One way to do a task: what it starts from, how it is opened, its keys, and what stands in the file afterwards."""

    name: str
    file: str
    opened: Opened
    start: Callable[[Path], None]
    keys: Callable[[Hands], None]
    found: Callable[[Path], object]

    def log(self, task: str) -> Path:
        """Where its key log is kept."""
        return LOGS / f"{task}-{self.name}.txt"

    def counted(self, task: str) -> tuple[int, int]:
        """Keys and pointer moves of its kept log."""
        return hands.counted(self.log(task).read_text("utf-8").splitlines())


@dataclass(frozen=True, slots=True)
class Task:
    """A task, the characters it types, the text both sides must type, and what both must end with."""

    name: str
    what: str
    characters: str
    same_text: str
    wanted: Callable[[date], object]
    sides: tuple[Side, Side]


def _task(name: str, what: str, script: ModuleType) -> Task:
    """A task, from the module that holds its text, what both sides start from, their keys, and how a file is read."""
    sides = (
        Side("ours", "台账.minqing", ours.program, script.start_ours, script.ours_keys, script.in_ours),
        Side("workbook", "台账.ods", workbook.calc, script.start_workbook, script.workbook_keys, script.in_workbook),
    )
    return Task(name, what, script.TEXTS, script.SAME_TEXT, script.wanted, sides)


TASKS = (
    _task("petition", "a petition, accepted", petition),
    _task("opinions", "ten opinions from one symposium", opinions),
    _task("attendance", "attendance of 40", attendance),
    _task("project", "a project with its funding", project),
    _task("closing", "closing an item", closing),
)


def lines() -> list[Line]:
    """Play every task on both sides, keep the logs, write the page."""
    play(*(task.name for task in TASKS))
    return [line for task in TASKS for line in _lines(task)]


def play(*names: str) -> None:
    """Play some tasks on both sides, keep their logs, and write the page from all the logs that are kept."""
    # The program's day is Beijing's wherever the machine stands; the workbook's is that of the machine.
    os.environ["TZ"] = "Asia/Shanghai"
    time.tzset()
    for task in TASKS:
        if task.name in names:
            for side in task.sides:
                _play(task, side)
    write()


def _lines(task: Task) -> tuple[Line, Line]:
    """What is said of a task, from its logs: all its keys, and those beside the words that both must type."""
    mine, theirs = (side.counted(task.name)[0] for side in task.sides)
    same = hands.letters(task.same_text)
    beside = (mine - same, theirs - same)
    return (
        measure.at_most(f"keys for {task.what}", str(mine), str(theirs), mine / theirs, BUDGET),
        measure.at_most(
            f"keys beside the words: {task.what}", str(beside[0]), str(beside[1]), beside[0] / beside[1], BUDGET
        ),
    )


def _play(task: Task, side: Side) -> None:
    logs = [_run(task, side) for _turn in range(ROUNDS)]
    counts = {hands.counted(log) for log in logs}
    if len(counts) > 1:
        message = f"{task.name}, {side.name}: the runs differ: {counts}"
        raise RuntimeError(message)
    side.log(task.name).write_text("\n".join(logs[0]) + "\n", "utf-8")


def _run(task: Task, side: Side) -> list[str]:
    """A run after which the facts stand in the file: what is typed faster than a window follows is lost, and such a
    run is played anew; raises RuntimeError when none of them comes to it.
    """
    for _attempt in range(ATTEMPTS):
        log, found = _once(task, side)
        wanted = task.wanted(Clock().today())
        if found == wanted:
            return log
    message = f"{task.name}, {side.name}: the file holds {found}, wanted {wanted}"
    raise RuntimeError(message)


def _once(task: Task, side: Side) -> tuple[list[str], object]:
    """The keys of one run, and what the file holds after it."""
    with tempfile.TemporaryDirectory() as folder, hands.screen(task.characters) as clerk:
        path = Path(folder) / side.file
        side.start(path)
        with side.opened(clerk, path):
            side.keys(clerk)
        return clerk.log, side.found(path)


def rows() -> list[str]:
    """The rows of the page's table, from the kept logs."""
    found = []
    for task in TASKS:
        counts = [str(count) for side in task.sides for count in side.counted(task.name)]
        whole, beside = _lines(task)
        same = str(hands.letters(task.same_text))
        kept = ("yes" if line.is_kept else "**no**" for line in (whole, beside))
        cells = (task.what, *counts, whole.ratio, same, f"{beside.ours} : {beside.peer}", beside.ratio, *kept)
        found.append(f"| {' | '.join(cells)} |")
    return found


def write() -> None:
    """Put the table in the page, under its text."""
    text = PAGE.read_text("utf-8").split("| Task |", 1)[0]
    heads = (
        "Task", "ours: keys", "pointer", "workbook: keys", "pointer", "ratio", "same text", "beside it",
        "ratio beside it", "≤ 0.6", "≤ 0.6 beside it",
    )  # fmt: skip
    table = "\n".join((f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}", *rows()))
    PAGE.write_text(f"{text}{table}\n", "utf-8")
