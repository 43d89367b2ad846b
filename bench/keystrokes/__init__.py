"""Keys and pointer moves of a clerk's tasks in the program and in a workbook, from runs on an X server.

Each side is played twice; a run whose facts do not stand in its file afterwards, or whose count differs, is an error.
The key logs are kept in `bench/keystrokes/logs`, the table in `docs/keystrokes.md`.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bench import data, measure
from bench.keystrokes import hands, opinions, ours, workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from bench.keystrokes.hands import Hands
    from bench.measure import Line

    Opened = Callable[[Hands, Path], AbstractContextManager[None]]

BUDGET = 0.6
ROUNDS = 2
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


@dataclass(frozen=True, slots=True)
class Task:
    """A task, the characters it types, the text both sides must type, and what both must end with."""

    name: str
    what: str
    characters: str
    same_text: str
    wanted: Callable[[date], object]
    sides: tuple[Side, Side]


TASKS = (
    Task(
        "opinions",
        "ten opinions from one symposium",
        opinions.TEXTS,
        opinions.SAME_TEXT,
        opinions.wanted,
        (
            Side("ours", "台账.minqing", ours.program, opinions.start_ours, opinions.ours_keys, opinions.in_ours),
            Side(
                "workbook", "台账.ods", workbook.calc, opinions.start_workbook, opinions.workbook_keys,
                opinions.in_workbook,
            ),
        ),
    ),
)  # fmt: skip


def lines() -> list[Line]:
    """Play every task on both sides, keep the logs, write the page."""
    found, rows = [], []
    for task in TASKS:
        theirs, mine = (_played(task, side) for side in reversed(task.sides))
        same = hands.letters(task.same_text)
        line = measure.at_most(f"keys for {task.what}", str(mine[0]), str(theirs[0]), mine[0] / theirs[0], BUDGET)
        found.append(line)
        beside = (mine[0] - same) / (theirs[0] - same)
        cells = (task.what, *map(str, (*mine, *theirs)), line.ratio, str(same), f"{beside:.2f}×")
        rows.append(f"| {' | '.join(cells)} |")
    _write(rows)
    return found


def _played(task: Task, side: Side) -> tuple[int, int]:
    logs = [_run(task, side) for _turn in range(ROUNDS)]
    counts = {hands.counted(log) for log in logs}
    if len(counts) > 1:
        message = f"{task.name}, {side.name}: the runs differ: {counts}"
        raise RuntimeError(message)
    side.log(task.name).write_text("\n".join(logs[0]) + "\n", "utf-8")
    return counts.pop()


def _run(task: Task, side: Side) -> list[str]:
    """One run; raises RuntimeError when the facts do not stand in the file."""
    with tempfile.TemporaryDirectory() as folder, hands.screen(task.characters) as clerk:
        path = Path(folder) / side.file
        side.start(path)
        with side.opened(clerk, path):
            side.keys(clerk)
        found, wanted = side.found(path), task.wanted(date.today())
        if found != wanted:
            message = f"{task.name}, {side.name}: the file holds {found}, wanted {wanted}"
            raise RuntimeError(message)
        return clerk.log


def _write(rows: list[str]) -> None:
    """Put the table in the page, under its text."""
    text = PAGE.read_text("utf-8").split("| Task |", 1)[0]
    heads = ("Task", "ours: keys", "pointer", "workbook: keys", "pointer", "ratio", "same text", "ratio beside it")
    table = "\n".join((f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}", *rows))
    PAGE.write_text(f"{text}{table}\n", "utf-8")
