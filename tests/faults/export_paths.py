"""Every way the program writes: saves into an encrypted ledger, and files beside it that bear a name of the clerk's."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from app.rules.refusal import Refused
from app.services import backups, exporting_history, forms, printing
from app.services.listing import Ask
from tests.faults import whole, write_paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection

    from app.services.desk import Desk
    from tests.faults.crash import State

OLD = b"old"
"""What stands under each name before the program writes there."""


def print_ledger(desk: Desk, out: Path) -> None:
    """A ledger as PDF."""
    printing.print_ledger(desk, out=out, ask=Ask("rectifications"))


def print_form(desk: Desk, out: Path) -> None:
    """A form of one record as PDF."""
    forms.print_form(desk, form="close_out_request", number="2014-1", out=out)


def back_up(desk: Desk, out: Path) -> None:
    """A backup."""
    backups.backup(desk, out=out)


def export_history(desk: Desk, out: Path) -> None:
    """The chain of the history."""
    exporting_history.export(desk, out=out)


EXPORTS: dict[str, Callable[[Desk, Path], None]] = {
    "台账.pdf": print_ledger,
    "表.pdf": print_form,
    "备份.mqbak": back_up,
    "历史链.jsonl": export_history,
}


def is_whole(path: Path) -> bool:
    """Whether a written file can be used to its end."""
    if path.suffix == ".mqbak":
        try:
            backups.inside(path)
        except Refused:
            return False
        return True
    if path.suffix == ".jsonl":
        return path.read_bytes().endswith(b"}\n")
    return subprocess.run(["pdfinfo", path], capture_output=True).returncode == 0


def wrong_names(folder: Path) -> list[str]:
    """The names under which something half stands."""
    names = [name for name in EXPORTS if (folder / name).exists()]
    return [name for name in names if (folder / name).read_bytes() != OLD and not is_whole(folder / name)]


class Work:
    """A desk that writes in every way."""

    def __init__(self, path: Path) -> None:
        """Open the ledger and save once, so that all is loaded."""
        self.desk = write_paths.open_ledger(path)
        self.folder = path.parent
        write_paths.settings(self.desk)

    def everything(self) -> Iterator[str]:
        """Write once in every way; what is acknowledged: the step of a save, or the name of a file."""
        for act in write_paths.PATHS.values():
            yield act(self.desk)
        for name, write in EXPORTS.items():
            write(self.desk, self.folder / name)
            yield name

    def close(self) -> None:
        """Close the desk."""
        self.desk.close()


def export_until_killed(path: str, name: str, pipe: Connection) -> None:
    """The child: write one file again and again."""
    desk = write_paths.open_ledger(Path(path))
    while True:
        EXPORTS[name](desk, Path(path).parent / name)
        pipe.send(name)


def faults_of(state: State) -> list[str]:
    """What is wrong in a folder after a power cut: half files, acknowledged saves or files that are gone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, data in state.files.items():
            (folder / file).write_bytes(data)
        found = [f"{one} is half" for one in wrong_names(folder)]
        saved = {one for one in state.acknowledged if one not in EXPORTS}
        written = {one for one in state.acknowledged if one in EXPORTS}
        found += [f"{one} is lost" for one in written if (folder / one).read_bytes() == OLD]
        desk = write_paths.open_ledger(folder / "清河镇.minqing")
        found += whole.problems(desk)
        found += [f"step {step} is lost" for step in saved - write_paths.steps_in(desk)]
        desk.close()
        return found
