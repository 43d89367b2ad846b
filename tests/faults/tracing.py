"""System calls of a saving child made to fail, or to kill it, at the n-th: the real library under `strace`."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.rules.refusal import Refused
from tests.faults import whole, write_paths
from tests.faults.killing import CONTEXT

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from pathlib import Path

CALLS = ("pread64", "pwrite64", "fdatasync,fsync", "ftruncate")
"""The calls by which a save reads and reaches the disk."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a save ended: with a step, a sentence, the name of an exception nobody caught, or the child's death."""

    step: str = ""
    sentence: str = ""
    crash: str = ""
    killed: bool = False
    hit: bool = False
    """Whether the call that was to fail came at all."""
    before: frozenset[str] = frozenset()
    """The steps that stood before the save."""


def save_when_told(path: str, name: str, pipe: Connection) -> None:
    """The child: open, save once so that all is loaded, wait until it is watched, save, tell how it ended, close."""
    from pathlib import Path

    desk = write_paths.open_ledger(Path(path))
    write_paths.settings(desk)
    pipe.send(frozenset(write_paths.steps_in(desk)))
    pipe.recv()
    try:
        said = Outcome(step=write_paths.PATHS[name](desk))
    except Refused as refusal:
        said = Outcome(sentence=refusal.sentence)
    except Exception as error:
        said = Outcome(crash=type(error).__name__)
    pipe.send(said)
    pipe.recv()
    desk.close()


def save_with_fault(path: Path, name: str, calls: str, fault: str) -> Outcome:
    """Save once by a write path while strace does `fault` to these calls on the ledger's own files."""
    here, there = CONTEXT.Pipe()
    child = CONTEXT.Process(target=save_when_told, args=(str(path), name, there))
    child.start()
    there.close()
    before = here.recv()
    assert child.pid is not None
    watcher, trace = _watch(child.pid, path, calls, fault)
    here.send("go")
    try:
        said = here.recv()
    except (EOFError, ConnectionError):
        said = Outcome(killed=True)
    watcher.terminate()
    watcher.communicate()
    if not said.killed:
        here.send("close")
    child.join()
    here.close()
    hit = said.killed or "(INJECTED)" in trace.read_text("utf-8", "replace")
    trace.unlink()
    return replace(said, hit=hit, before=before)


def _watch(pid: int, path: Path, calls: str, fault: str) -> tuple[subprocess.Popen[str], Path]:
    trace = path.with_name(f".{path.name}.trace")
    watched = [argument for suffix in ("", "-wal", "-journal") for argument in ("-P", f"{path}{suffix}")]
    inject = f"inject={calls}:{fault}"
    words = [
        "strace",
        "-f",
        "-p",
        str(pid),
        "-o",
        str(trace),
        "-s",
        "0",
        *watched,
        "-e",
        f"trace={calls}",
        "-e",
        inject,
    ]
    watcher = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    assert watcher.stderr is not None
    line = watcher.stderr.readline()
    while line and "attached" not in line:
        line = watcher.stderr.readline()
    assert line, "strace did not attach"
    return watcher, trace


def faults_after(path: Path, said: Outcome) -> list[str]:
    """What is wrong with the ledger after a save that ended so: half saved, lost, or there without having been told."""
    desk = write_paths.open_ledger(path)
    found = whole.problems(desk)
    standing = write_paths.steps_in(desk)
    desk.close()
    if said.step and said.step not in standing:
        found.append("an acknowledged save is lost")
    if said.sentence and standing - said.before:
        found.append("a refused save stands")
    if said.crash:
        found.append(f"{said.crash} reached the clerk")
    return found
