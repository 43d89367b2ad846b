"""kill -9 in the middle of saving: a child that saves and says so, killed at a random moment; what must stand then."""

from __future__ import annotations

import multiprocessing
import random
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.faults import whole, write_paths

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection
    from pathlib import Path

LATEST = 0.12
"""Seconds within which the child is killed after its first save."""
LONG = {"import": 0.8, "withdraw": 0.8, "merge": 1.2, "year": 0.4, "erase": 0.8}
"""The same for write paths that save so many rows at once that they take longer."""
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.faults.export_paths", "app.paper.ledger", "pytest"])


@dataclass
class Tally:
    """What the rounds of one loop came to."""

    rounds: int = 0
    acknowledged: int = 0
    lost: int = 0
    unacknowledged: int = 0
    """Saves that landed although the child was killed before it could say so."""
    problems: list[str] = field(default_factory=list)


def save_until_killed(path: str, name: str, pipe: Connection) -> None:
    """The child: save by one write path again and again, telling each step that was acknowledged."""
    from pathlib import Path

    desk = write_paths.open_ledger(Path(path))
    act = write_paths.KILLED[name]
    while True:
        pipe.send(act(desk))


def run_and_kill(
    target: Callable[..., None], arguments: tuple[object, ...], rng: random.Random, latest: float = LATEST
) -> list[str]:
    """Start a child, let it work for a random moment after its first word, kill it with SIGKILL; what it had said."""
    here, there = CONTEXT.Pipe(duplex=False)
    child = CONTEXT.Process(target=target, args=(*arguments, there))
    child.start()
    there.close()
    said = [here.recv()]
    time.sleep(rng.uniform(0, latest))
    child.kill()
    child.join()
    try:
        while True:
            said.append(here.recv())
    except (EOFError, OSError):
        here.close()
    return said


def kill_rounds(path: Path, name: str, rounds: int, seed: int) -> Tally:
    """Rounds of one write path on one file, each on what the last one left."""
    rng, tally = random.Random(seed), Tally()
    desk = write_paths.open_ledger(path)
    known = write_paths.steps_in(desk)
    desk.close()
    for _ in range(rounds):
        acknowledged = run_and_kill(save_until_killed, (str(path), name), rng, LONG.get(name, LATEST))
        desk = write_paths.open_ledger(path)
        standing = write_paths.steps_in(desk)
        tally.rounds += 1
        tally.acknowledged += len(acknowledged)
        tally.lost += len(set(acknowledged) - standing)
        tally.unacknowledged += len(standing - known - set(acknowledged))
        tally.problems += whole.problems(desk)
        desk.close()
        tally.problems += [f"left behind: {name}" for name in write_paths.leftovers(path) if not name.startswith(".")]
        known = standing
    return tally
