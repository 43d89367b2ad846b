"""Wrong passphrases: counted outside the ledger, so that a restart or a clock set back does not shorten the wait.

After the fifth in a row one must wait 1, 2, 4 … minutes, at most an hour. The record stands in the user's data folder;
the wait is told by the computer's running time while it stays on, and by the clock after a restart. A clock that was
set back counts as no time passed. Who copies the files to another computer meets argon2id there.
"""

from __future__ import annotations

import hashlib
import json
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from db.places import data_folder

if TYPE_CHECKING:
    from pathlib import Path

FREE = 4
"""Wrong tries in a row that cost no wait."""
FIRST_WAIT, LONGEST_WAIT = 60, 3600


@dataclass(frozen=True, slots=True)
class Attempts:
    """Wrong tries: `failed` in a row, when the last was (clock and running time, s), those history has not told."""

    failed: int = 0
    clock: float = 0.0
    running: float = 0.0
    untold: tuple[tuple[str, str], ...] = ()
    """(when, as whom) of each try that no history row tells of yet; at most a hundred."""


def wait_left(uuid: bytes, *, clock: float | None = None, running: float | None = None) -> int:
    """Seconds until the next try of this ledger is taken, 0 when it may be made now."""
    now, ticks = time.time() if clock is None else clock, time.monotonic() if running is None else running
    found = read(uuid)
    if found.failed <= FREE:
        return 0
    # Less running time than then: the computer was started anew, and only its clock can tell.
    passed = ticks - found.running if ticks >= found.running else now - found.clock
    if passed < 0:
        _write(uuid, replace(found, clock=now, running=ticks))
        passed = 0
    return max(0, round(wait_after(found.failed) - passed))


def wait_after(failed: int) -> int:
    """Seconds to wait after so many wrong tries in a row: none to the fourth, then 60, 120, 240 … 3600."""
    return 0 if failed <= FREE else min(FIRST_WAIT * 2 ** min(failed - FREE - 1, 10), LONGEST_WAIT)


def count_failure(
    uuid: bytes, *, at: str, operator: str, clock: float | None = None, running: float | None = None
) -> None:
    """Count a wrong try; `at` is the office's time for the history."""
    now, ticks = time.time() if clock is None else clock, time.monotonic() if running is None else running
    found = read(uuid)
    untold = (*found.untold, (at, operator))[-100:]
    _write(uuid, Attempts(found.failed + 1, now, ticks, untold))


def succeed(uuid: bytes) -> tuple[tuple[str, str], ...]:
    """A right try: no wait any more; the wrong ones of which the history must still be told."""
    found = read(uuid)
    if found.failed:
        _write(uuid, Attempts(untold=found.untold))
    return found.untold


def told(uuid: bytes) -> None:
    """The history has them."""
    with suppress(OSError):
        _place(uuid).unlink(missing_ok=True)


def read(uuid: bytes) -> Attempts:
    """The record of a ledger; one that was tampered with counts as five wrong tries just now."""
    try:
        kept = json.loads(_place(uuid).read_text("utf-8"))
    except FileNotFoundError:
        return Attempts()
    except (OSError, ValueError):
        return _spoiled(uuid)
    try:
        if kept["sum"] != _sum(uuid, kept["record"]):
            return _spoiled(uuid)
        failed, clock, running, untold = kept["record"]
        return Attempts(int(failed), float(clock), float(running), tuple((str(a), str(b)) for a, b in untold))
    except (KeyError, TypeError, ValueError):
        return _spoiled(uuid)


def _spoiled(uuid: bytes) -> Attempts:
    found = Attempts(FREE + 1, time.time(), time.monotonic())
    _write(uuid, found)
    return found


def _place(uuid: bytes) -> Path:
    return data_folder() / "keys" / f"{uuid.hex()}.tries"


def _write(uuid: bytes, attempts: Attempts) -> None:
    from db.keys import write_whole

    record = [attempts.failed, attempts.clock, attempts.running, [list(one) for one in attempts.untold]]
    content = json.dumps({"record": record, "sum": _sum(uuid, record)}, ensure_ascii=False)
    place = _place(uuid)
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(place, content.encode())


def _sum(uuid: bytes, record: list[Any]) -> str:
    text = json.dumps(["minqing tries", uuid.hex(), record], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
