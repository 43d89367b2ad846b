"""A large office: 20,000 petitions with deadlines and 5,000 files beside them, against bare SQL and bare files."""

from __future__ import annotations

import hashlib
import uuid as uuids
from contextlib import closing
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from app.ledgers import registry
from app.services import attachments
from app.services.desk import new_desk
from bench import data, measure
from db.unit import NewRow, NumberTaken
from db.values import Reference

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk
    from bench.measure import Line
    from db.unit import UnitOfWork

LEDGER = "petitions"
PETITIONS, FILES = 20_000, 5_000
FILE_SIZE = 24_000
AT_ONCE = 250
ROUNDS = 3


def lines() -> list[Line]:
    """Measure and judge."""
    path = office_file()
    runs = measure.interleaved({"office": lambda: measure.program("large_office", path)}, ROUNDS)["office"]
    took = {name: measure.answer(runs, name) for name in runs[0].answer}

    def line(words: str, name: str, budget: float | None) -> Line:
        ours, peer = took[name], took[f"{name}_bare"]
        return measure.at_most(words, f"{ours:.1f} ms", f"{peer:.1f} ms", ours / peer, budget)

    with_files = f"among {FILES:,} files of {PETITIONS:,} petitions"
    return [
        line(f"the overdue of {PETITIONS:,} petitions, first page and total, against bare SQL", "overdue", None),
        line(f"the first page and total of {PETITIONS:,} petitions, against bare SQL", "page", None),
        line(f"the files of one record, {with_files}, against bare SQL", "files", None),
        line("one file of 24 kB read and its SHA-256 checked, against the bytes from a file on the disk", "read", None),
        line("one file of 24 kB attached, with its history, against a file written and synced", "attach", None),
    ]


def office_file() -> Path:
    """The ledger file, made at the first call."""
    path = data.folder() / f"office-{hashlib.sha256(__doc__.encode()).hexdigest()[:4]}{data.recipe()}.minqing"
    if not path.exists():
        for old in data.folder().glob("*office-*"):
            old.unlink()
        part = path.with_name(f"part-{path.name}")
        with closing(new_desk(part, office_name="清河镇人民政府")) as desk:
            for start in range(0, PETITIONS, data.BATCH):
                desk.write(partial(_petitions, desk=desk, start=start))
            for start in range(0, FILES, AT_ONCE):
                desk.write(partial(_files, desk=desk, start=start))
        part.rename(path)
    return path


def _petitions(unit: UnitOfWork, *, desk: Desk, start: int) -> None:
    many: list[NewRow] = []
    for index in range(start, start + data.BATCH):
        year, number = data.day(index).year, index + 1
        values = {
            "received_on": data.day(index),
            "channel": "来访" if index % 3 else "来信",
            "petitioner_name": data.speaker(index),
            "place": Reference(data.VILLAGES[index % len(data.VILLAGES)]),
            "summary": data.opinion(index),
            "responsible_org": Reference(data.ORGANISATIONS[index % 7]),
            "due_on": data.day(index) + timedelta(days=60),
            "due_on_rolled": data.day(index) + timedelta(days=60),
        }
        many.append(NewRow(uuids.uuid4().hex, NumberTaken(f"信访〔{year}〕{number}号", year, number), values))
    unit.insert_many(registry.find(LEDGER), many, operator=desk.actor.name)


def _files(unit: UnitOfWork, *, desk: Desk, start: int) -> None:
    for index in range(start, start + AT_ONCE):
        attachments.attach(
            unit,
            actor=desk.actor,
            ledger=LEDGER,
            record_id=1 + index * (PETITIONS // FILES),
            name=f"来信{index + 1}.jpg",
            data=picture(index),
        )


def picture(index: int) -> bytes:
    """What the store takes for a scan, by its first bytes; no two are the same."""
    block = hashlib.sha256(str(index).encode()).digest()
    return b"\xff\xd8\xff\xe0" + (block * (FILE_SIZE // len(block) + 1))[: FILE_SIZE - 4]
