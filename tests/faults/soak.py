"""`make soak`: the long loops of the faults, and the table of docs/reliability.md with what they came to.

Each part leaves its rows in `out/soak`, and the page is made of all that is there: a part can be run again alone, and
by `PARTS=kills:import` one write path of it.
"""

from __future__ import annotations

import json
import os
import platform
import random
import shutil
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as dbapi

from app.services.desk import new_desk
from db import keys
from tests.faults import export_paths, killing, power, syscalls, tracing, write_paths
from tests.faults.crash import states

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ROUNDS = int(os.environ.get("ROUNDS", "200"))
"""Kill rounds a write path, half of them plain, half encrypted."""
STATES = ROUNDS * 10
"""Power cuts a mode."""
LAST = ROUNDS * 3 // 2
"""The last n of the n-th call that fails."""
FRESH = 5
"""Kill rounds on one file before the next begins with a fresh one: what is looked through after each grows with it."""
ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/reliability.md"
KEPT = ROOT / "out/soak"
NAME = "清河镇.minqing"
BEFORE = {"merge": "；下一次并入以前村里要先录入、打包，杀的时候不一定正在并入"}
"""What a write path does before it saves again, so that not every kill falls into a save."""
UNSAFE = "本程序不用；模型查出丢失"
SUMMED = ("rounds", "acknowledged", "lost", "half", "damaged")


@dataclass
class Row:
    """One line of the table."""

    fault: str
    what: str
    rounds: int = 0
    acknowledged: int = 0
    lost: int = 0
    half: int = 0
    damaged: int = 0
    note: str = ""

    @property
    def is_ours(self) -> bool:
        """Whether the program works so; what it must never use is there to show that the model finds losses."""
        return self.note != UNSAFE

    def text(self) -> str:
        """As the table writes it."""
        cells = (self.fault, self.what, self.rounds, self.acknowledged, self.lost, self.half, self.damaged, self.note)
        return "| " + " | ".join(str(cell) for cell in cells) + " |"


def prepared(folder: Path, *, encrypted: bool) -> Path:
    """A ledger with what the write paths work on."""
    folder.mkdir()
    passphrase = write_paths.PASSPHRASE if encrypted else ""
    desk = new_desk(folder / NAME, office_name="清河镇", campaign="mass_line_2013", passphrase=passphrase)
    write_paths.prepare(desk)
    desk.close()
    return folder / NAME


def copy_of(path: Path, folder: Path) -> Path:
    """The ledger with its keys in a folder of its own, and no village yet that reports to it."""
    for old in (folder, write_paths.village_folder(folder)):
        shutil.rmtree(old, ignore_errors=True)
    shutil.copytree(path.parent, folder)
    return folder / path.name


def kills(path: Path, folder: Path, words: str, names: Iterable[str]) -> Iterator[Row]:
    """F01: every write path."""
    for name in names:
        row, unsaid = Row("F01", f"{write_paths.LABELS[name]}（{words}）"), 0
        while row.rounds < ROUNDS // 2:
            rounds = min(FRESH, ROUNDS // 2 - row.rounds)
            tally = killing.kill_rounds(copy_of(path, folder), name, rounds, random.randrange(1_000_000))
            row.rounds += tally.rounds
            row.acknowledged += tally.acknowledged
            row.lost += tally.lost
            row.half += len(tally.problems)
            unsaid += tally.unacknowledged
            _say_problems(tally.problems)
        row.note = f"{unsaid} 次已存上、还没来得及说{BEFORE.get(name, '')}"
        yield row


def export_kills(path: Path, folder: Path) -> Iterator[Row]:
    """F03, F07: every file that bears a name of the clerk's."""
    rng = random.Random()
    for name in export_paths.EXPORTS:
        one = copy_of(path, folder)
        (one.parent / name).write_bytes(export_paths.OLD)
        row = Row("F03" if name.endswith("mqbak") else "F07", name, note="名下是旧的或完整的新文件")
        for _ in range(ROUNDS):
            told = killing.run_and_kill(export_paths.export_until_killed, (str(one), name), rng)
            row.rounds += 1
            row.acknowledged += len(told)
            wrong = export_paths.wrong_names(one.parent)
            row.half += len(wrong)
            row.lost += (one.parent / name).read_bytes() == export_paths.OLD
        yield row


def cuts(path: Path, folder: Path) -> Iterator[Row]:
    """F10: the power goes."""
    sent = power.record(copy_of(path, folder))
    for mode in (*power.OURS, *power.UNSAFE):
        is_ours = mode in power.OURS
        run = power.replay(path, sent, mode)
        found = power.cut(run, STATES if is_ours else STATES // 10, random.randrange(1_000_000))
        note = "" if is_ours else UNSAFE
        yield Row(
            "F10", mode.label, found.states, len(run.contents) - 1, found.lost, found.partial, found.damaged, note
        )
        _say_problems(found.examples if is_ours else [])


def traced_cuts(path: Path, folder: Path) -> Iterator[Row]:
    """F10b: the power goes, by the system calls of an encrypted ledger."""
    one = copy_of(path, folder)
    for name in export_paths.EXPORTS:
        (one.parent / name).write_bytes(export_paths.OLD)
    files, log = syscalls.record(one, folder.parent / "trace")
    row = Row("F10b", "加密台账与各种文件，按系统调用", acknowledged=len(write_paths.PATHS) + len(export_paths.EXPORTS))
    for state in states(files, log, STATES // 4, random.Random()):
        row.rounds += 1
        found = export_paths.faults_of(state)
        row.lost += sum("lost" in one for one in found)
        row.half += sum("lost" not in one for one in found)
        _say_problems(found)
    yield row


def failing_calls(
    path: Path, folder: Path, fault: str, words: str, calls: tuple[str, ...], names: Iterable[str]
) -> Iterator[Row]:
    """F18, F11, F01: the n-th call fails, n from 1 until no call is left."""
    for name in names:
        row = Row(fault, f"{write_paths.LABELS[name]}：{words}")
        for kind in calls:
            for n in range(1, LAST + 1):
                one = copy_of(path, folder)
                inject = {"F18": f"error=EIO:when={n}", "F11": f"error=ENOSPC:when={n}+"}.get(
                    fault, f"signal=SIGKILL:when={n}"
                )
                said = tracing.save_with_fault(one, name, kind, inject)
                if not said.hit:
                    break
                found = tracing.faults_after(one, said)
                row.rounds += 1
                row.acknowledged += bool(said.step)
                row.lost += sum("lost" in one for one in found)
                row.half += sum("lost" not in one for one in found)
                _say_problems([f"{name} {kind} {inject}: {one}" for one in found])
        yield row


def _say_problems(found: list[str]) -> None:
    for one in found[:5]:
        print("  !", one, flush=True)


def main() -> int:
    """Run the parts that are named, or all; write the page as the rows come; 1 when anything was lost or half saved."""
    keys.choose_cost = lambda: keys.Cost(1, 8)  # the cost of a passphrase is no part of what is tried here
    KEPT.mkdir(parents=True, exist_ok=True)
    bad = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["XDG_DATA_HOME"] = str(folder / "data")
        plain, sealed = prepared(folder / "plain", encrypted=False), prepared(folder / "sealed", encrypted=True)
        for part in sys.argv[1:] or PARTS:
            rows, began = [], time.monotonic()
            for row in parts_over(plain, sealed, folder / "work", part)[part.partition(":")[0]]():
                rows.append(row)
                minutes = (time.monotonic() - began) / 60
                print(f"{minutes:5.1f} min", row.text(), flush=True)
                bad += row.is_ours and bool(row.lost + row.half + row.damaged)
                _keep(part, rows, minutes)
                PAGE.write_text(page(), "utf-8")
    return int(bool(bad))


PARTS = ("kills", "sealed-kills", "nth-kill", "exports", "cuts", "traced", "calls", "full")
"""In the order of the page."""


def parts_over(plain: Path, sealed: Path, work: Path, part: str) -> dict[str, Callable[[], Iterator[Row]]]:
    """The parts by name; `part` may name one write path of its own behind a colon."""
    wanted = part.partition(":")[2]
    names = (wanted,) if wanted else tuple(write_paths.PATHS)
    writes = ("pwrite64",)
    return {
        "kills": lambda: kills(plain, work, "不加密", names if wanted else write_paths.KILLED),
        "sealed-kills": lambda: kills(sealed, work, "加密", names if wanted else write_paths.KILLED),
        "nth-kill": lambda: failing_calls(sealed, work, "F01", "第 n 次写盘时被杀（加密）", writes, names),
        "exports": lambda: export_kills(plain, work),
        "cuts": lambda: cuts(plain, work),
        "traced": lambda: traced_cuts(sealed, work),
        "calls": lambda: failing_calls(plain, work, "F18", "读写出错", tracing.CALLS, names),
        "full": lambda: failing_calls(plain, work, "F11", "磁盘满", writes, names),
    }


def _keep(part: str, rows: list[Row], minutes: float) -> None:
    """Keep the rows of a part; those of one write path take the place of its old ones."""
    name, _, path = part.partition(":")
    library = f"SQLite {dbapi.sqlite_version}, Python {platform.python_version()}, {platform.system()}"
    run = f"{datetime.now(UTC).date().isoformat()}, {minutes:.0f} 分钟, {library}, {os.cpu_count()} cores"
    before = _kept(name) if path else {"runs": {}, "rows": []}
    fresh = {row.what: asdict(row) for row in rows}
    stand = {row["what"]: row for row in before["rows"]} | fresh
    about = {"runs": before["runs"] | {f"make soak ROUNDS={ROUNDS} PARTS={part}": run}, "rows": list(stand.values())}
    (KEPT / f"{name}.json").write_text(json.dumps(about, ensure_ascii=False), "utf-8")


def _kept(name: str) -> dict[str, Any]:
    path = KEPT / f"{name}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {"runs": {}, "rows": []}


HEAD = """# Reliability: what the long loops came to

Written by `make soak`; its parts and when each was run stand below the table. Each round ends with the file opened
again by the program and looked through: every acknowledged save is there, every record is what its history says, the
chain holds, no number was given twice, no half file stands under a name. What each fault is: [faults](faults.md).

| fault | what | rounds or states | acknowledged | lost | half saved | damaged | note |
|---|---|---|---|---|---|---|---|
"""


def page() -> str:
    """The page of all parts that were run."""
    kept = [_kept(name) for name in PARTS]
    rows = [Row(**row) for about in kept for row in about["rows"]]
    sums = {key: sum(getattr(row, key) for row in rows if row.is_ours) for key in SUMMED}
    total = Row("", "**all that the program does**", **sums)
    runs = "\n".join(f"- `{command}`: {run}" for about in kept for command, run in about["runs"].items())
    return HEAD + "\n".join(row.text() for row in [*rows, total]) + f"\n\n{runs}\n"


if __name__ == "__main__":
    sys.exit(main())
