"""Runs programs in fresh processes and measures them: processor seconds, seconds, and what they print."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bench import data

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a program: when it began (s, monotonic), its seconds, its processor seconds, what it printed."""

    began: float
    seconds: float
    cpu: float
    answer: Answer


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table; `ratio` is what the budget is about, `is_kept` None where there is no budget."""

    what: str
    ours: str
    peer: str
    ratio: str
    budget: str = "—"
    is_kept: bool | None = None

    @property
    def verdict(self) -> str:
        """How the budget was met."""
        return {True: "PASS", False: "over", None: "—"}[self.is_kept]


def at_most(what: str, ours: str, peer: str, ratio: float, budget: float | None, unit: str = "×") -> Line:
    """A line whose ratio may not be above the budget; no budget, no verdict."""
    words, is_kept = ("—", None) if budget is None else (f"≤ {budget:g}{unit}", ratio <= budget)
    return Line(what, ours, peer, f"{ratio:.2f}{unit}", words, is_kept)


def at_least(what: str, ours: str, peer: str, ratio: float, budget: float | None) -> Line:
    """A line whose ratio must reach the budget; no budget, no verdict."""
    words, is_kept = ("—", None) if budget is None else (f"≥ {budget:g}×", ratio >= budget)
    return Line(what, ours, peer, f"{ratio:.2f}×", words, is_kept)


def command(arguments: Sequence[str]) -> Run:
    """Run a command to its end; raises RuntimeError with its output when it fails.

    Its processor time is that of the whole tree of processes it waited for.
    """
    began = time.monotonic()
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment(), cwd=data.ROOT, text=True
    ) as process:
        printed = process.stdout.read() if process.stdout else ""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        message = f"{' '.join(arguments)} failed ({process.returncode}):\n{printed}"
        raise RuntimeError(message)
    return Run(began, time.monotonic() - began, used.ru_utime + used.ru_stime, _last_json(printed))


def _last_json(printed: str) -> Answer:
    lines = [line for line in printed.splitlines() if line.startswith("{")]
    return dict(json.loads(lines[-1])) if lines else {}


def program(name: str, *arguments: object) -> Run:
    """Run one of `bench.programs`."""
    return command([sys.executable, "-m", f"bench.programs.{name}", *map(str, arguments)])


def environment() -> dict[str, str]:
    """The environment of every program: no screen, no home folder, and our faces for who asks the system."""
    home = data.folder()
    own = {
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "FONTCONFIG_FILE": str(data.font_configuration()),
        "PYTHONDONTWRITEBYTECODE": "",
    }
    # What is installed has its modules compiled: so have they here from the second start on.
    there = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**there, **own}


def interleaved(programs: Mapping[str, Callable[[], Run]], rounds: int) -> dict[str, list[Run]]:
    """Run each program in turn, so many rounds, after one round that is not counted."""
    runs: dict[str, list[Run]] = {name: [] for name in programs}
    for turn in range(rounds + 1):
        for name, run in programs.items():
            done = run()
            if turn:
                runs[name].append(done)
    return runs


def cpu(runs: Sequence[Run]) -> float:
    """The median of the processor seconds."""
    return statistics.median(run.cpu for run in runs)


def answer(runs: Sequence[Run], key: str) -> float:
    """The median of a number the program printed."""
    return statistics.median(float(run.answer[key]) for run in runs)


def until(runs: Sequence[Run], key: str) -> float:
    """The median of the seconds from the start of the process to a moment it printed (monotonic)."""
    return statistics.median(float(run.answer[key]) - run.began for run in runs)
