"""Ours and peer in turn: lists of many petitions and the files beside them, by the services and bare."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.services import attachments, listing
from app.services.desk import open_desk
from bench import office
from bench.programs.in_turn import medians
from db import sqlite
from db.ask import Ask, Filter, State

if TYPE_CHECKING:
    from collections.abc import Callable

TIMES = 15
ROWS = 128
STANDING = f"FROM {office.LEDGER} WHERE voided_at IS NULL"
LATE = f"{STANDING} AND due_on_rolled < ?"
ORDER = f"ORDER BY received_on DESC, id DESC LIMIT {ROWS}"
OF_RECORD = "SELECT * FROM attachment WHERE ledger = ? AND record_id = ? AND voided_at IS NULL ORDER BY id"
HELD = 1 + 40 * (office.PETITIONS // office.FILES)


def main(path: Path) -> None:
    """Work in turn on a copy and print the medians in milliseconds."""
    copy = path.with_name(f"worked-{path.name}")
    shutil.copy(path, copy)
    desk, bare = open_desk(copy), sqlite.connect(copy, mode="ro")
    today = desk.store.clock.today().isoformat()
    late = Ask(office.LEDGER, limit=ROWS, filters=(Filter.state(State.OVERDUE),))
    every = Ask(office.LEDGER, limit=ROWS)
    (held,) = desk.read(lambda unit: attachments.of(unit, ledger=office.LEDGER, record_id=HELD))
    beside = copy.with_suffix(".jpg")
    beside.write_bytes(office.picture(40))
    fresh = iter(range(office.FILES, 2 * office.FILES))

    def attach() -> None:
        data = office.picture(next(fresh))
        desk.write(
            lambda unit: attachments.attach(
                unit, actor=desk.actor, ledger=office.LEDGER, record_id=2, name="信.jpg", data=data
            )
        )

    def write() -> None:
        with beside.with_suffix(".new").open("wb") as stream:
            stream.write(office.picture(next(fresh)))
            stream.flush()
            os.fsync(stream.fileno())

    jobs: dict[str, Callable[[], object]] = {
        "overdue": lambda: desk.read(lambda unit: listing.page(unit, ask=late)),
        "overdue_bare": lambda: (
            bare.execute(f"SELECT count(*) {LATE}", (today,)).fetchall(),
            bare.execute(f"SELECT * {LATE} {ORDER}", (today,)).fetchall(),
        ),
        "page": lambda: desk.read(lambda unit: listing.page(unit, ask=every)),
        "page_bare": lambda: (
            bare.execute(f"SELECT count(*) {STANDING}").fetchall(),
            bare.execute(f"SELECT * {STANDING} {ORDER}").fetchall(),
        ),
        "files": lambda: desk.read(lambda unit: attachments.of(unit, ledger=office.LEDGER, record_id=HELD)),
        "files_bare": lambda: bare.execute(OF_RECORD, (office.LEDGER, HELD)).fetchall(),
        "read": lambda: desk.read(lambda unit: attachments.content(unit, sha256=held.sha256)),
        "read_bare": beside.read_bytes,
        "attach": attach,
        "attach_bare": write,
    }
    taken = medians(jobs, TIMES)
    bare.close()
    desk.close()
    for left in (copy, beside, beside.with_suffix(".new")):
        left.unlink()
    print(json.dumps(taken))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
