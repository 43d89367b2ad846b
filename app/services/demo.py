"""The sample file and every ledger of it on paper, in a folder of the clerk's choice."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import office, printing, sample
from app.services.desk import open_desk
from db.ask import Ask

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk

FILE = "demo.minqing"
_SIDE_FILES = ("-wal", "-shm", ".lock", ".holder")


@dataclass(frozen=True, slots=True)
class Demo:
    """What was made: the sample file, and the printed ledgers in the order of the tabs."""

    path: Path
    printed: tuple[Path, ...]


def build(folder: Path) -> Demo:
    """Make the folder, the sample file in it and a PDF of every ledger; an older sample there is built anew.

    Raises Refused, touching nothing, when a file of that name is a real ledger.
    """
    path = folder / FILE
    if path.exists():
        _clear_old_sample(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        sentence = f"文件夹「{folder.name}」建不了，没有生成样例。请换一个可以写入的位置。"
        raise Refused(sentence, field="out") from error
    with closing(sample.create(path)) as desk:
        sample.build(desk)
        return Demo(path, tuple(print_all(desk, folder)))


def _clear_old_sample(path: Path) -> None:
    with closing(open_desk(path)) as desk:
        is_sample = desk.read(office.is_sample)
    if not is_sample:
        sentence = f"「{path.name}」是一份正式台账，不是样例，没有覆盖它。请换一个文件夹生成样例。"
        raise Refused(sentence, field="out")
    path.unlink()
    for suffix in _SIDE_FILES:
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def print_all(desk: Desk, folder: Path) -> list[Path]:
    """Print all 37 ledgers, named by their place and label: 01-学习计划.pdf."""
    printed = []
    for place, ledger in enumerate(registry.LEDGERS, start=1):
        out = folder / f"{place:02d}-{ledger.label}.pdf"
        printing.print_ledger(desk, out=out, ask=Ask(ledger.name), profile="internal")
        printed.append(out)
    return printed
