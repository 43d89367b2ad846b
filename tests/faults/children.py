"""Children that meet a limit of the machine: each tells by its pipe what the program answered."""

from __future__ import annotations

import resource
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from app import bootstrap
from app.rules.refusal import Refused
from tests.faults import export_paths, write_paths

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


def import_when_told(path: str, source: str, pipe: Connection) -> None:
    """Import a file by command, after a word."""
    desk = write_paths.open_ledger(Path(path))  # all that is loaded late is loaded
    write_paths.settings(desk)
    desk.close()
    pipe.send("ready")
    pipe.send(bootstrap.main(["--file", path, "import", "整改台账", source]))


def save_into_a_small_disk(path: str, room: int, pipe: Connection) -> None:
    """Save files, then print, where no file may grow beyond a size: (saves told, sentence, sentence of the print)."""
    desk = write_paths.open_ledger(Path(path))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    steps: list[str] = []
    resource.setrlimit(resource.RLIMIT_FSIZE, (Path(path).stat().st_size + room, resource.RLIM_INFINITY))
    sentence = printed = ""
    try:
        while len(steps) < 20:
            steps.append(write_paths.attach(desk))
    except Refused as refusal:
        sentence = refusal.sentence
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, resource.RLIM_INFINITY))
    try:
        export_paths.print_ledger(desk, Path(path).parent / "台账.pdf")
    except Refused as refusal:
        printed = refusal.sentence
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    again = write_paths.add(desk)
    desk.close()
    pipe.send((steps, sentence, printed, again))


def attach_with_little_memory(path: str, source: str, pipe: Connection) -> None:
    """Attach a large file by command where hardly any memory is left."""
    desk = write_paths.open_ledger(Path(path))
    write_paths.attach(desk)
    desk.close()
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (used + 20_000_000, resource.RLIM_INFINITY))
    code = bootstrap.main(["--file", path, "attach", "整改台账", "2014-1", source])
    resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    pipe.send(code)


def hold(path: str, pipe: Connection) -> None:
    """Have the ledger until killed."""
    desk = write_paths.open_ledger(Path(path))
    desk.hold()
    pipe.send("held")
    pipe.recv()


def work_for_long(path: str, rounds: int, pipe: Connection) -> None:
    """Save and search again and again: (memory and open files after a tenth, and at the end)."""
    import psutil

    from app.services.listing import Ask, page

    desk = write_paths.open_ledger(Path(path))
    me, seen = psutil.Process(), []
    for turn in range(rounds):
        write_paths.edit(desk)
        desk.read(lambda unit: page(unit, ask=Ask("rectifications", search="路灯")))
        if turn in (rounds // 3, rounds - 1):
            seen.append((me.memory_info().rss, me.num_fds()))
    desk.close()
    pipe.send(seen)
