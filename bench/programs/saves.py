"""Ours and peer in turn: a save through the services, and a write of the same size with fdatasync, in one folder."""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from app.services import records
from app.services.desk import Desk, new_desk
from bench import data
from db import sqlite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.values import Value

SAVES = 200
WARM = 20


def register(desk: Desk) -> None:
    """Enter the villages and organisations that the opinions name."""
    for ledger, names in (("places", data.VILLAGES), ("organisations", data.ORGANISATIONS)):
        for name in names:
            _enter(desk, ledger, {"name": name})


def _enter(desk: Desk, ledger: str, values: Mapping[str, Value]) -> None:
    desk.write(lambda unit: records.add(unit, actor=desk.actor, ledger=ledger, values=values))


def save(desk: Desk, index: int) -> float:
    """Enter one opinion; the milliseconds until it stands."""
    system = {"due_on_rolled"}
    values = {key: value for key, value in data.values(index).items() if key not in system}
    began = time.perf_counter()
    _enter(desk, data.LEDGER, values)
    return (time.perf_counter() - began) * 1000


def sync(handle: int, block: bytes) -> float:
    """Append a block and wait for the disk; the milliseconds."""
    began = time.perf_counter()
    os.write(handle, block)
    os.fdatasync(handle)
    return (time.perf_counter() - began) * 1000


def main(folder: Path) -> None:
    """Save and sync in turn, and print the medians."""
    desk = new_desk(folder / "saves.minqing", office_name="清河镇人民政府")
    desk.hold()
    register(desk)
    log = desk.path.with_name(desk.path.name + "-wal")
    for index in range(WARM):
        save(desk, index)
    with closing(sqlite.connect(desk.path, mode="rw")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    for index in range(WARM, 2 * WARM):
        save(desk, index)
    block = os.urandom(log.stat().st_size // WARM)
    handle = os.open(folder / "peer", os.O_CREAT | os.O_WRONLY, 0o600)
    saves, syncs = [], []
    for index in range(SAVES):
        saves.append(save(desk, 2 * WARM + index))
        syncs.append(sync(handle, block))
    os.close(handle)
    desk.close()
    answer = {"save": statistics.median(saves), "sync": statistics.median(syncs), "bytes": len(block)}
    print(json.dumps(answer))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=sys.argv[1]) as name:
        main(Path(name))
