"""Writes backups of a ledger file through the program and copies the same file bare, both to the disk, in turn.

Prints the median seconds of writing (the check afterwards apart), of the check, and of the copy, each with its sync.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from app.services import backups
from app.services.backups import Occasion
from db import copies, keys, sqlite
from db.copies import LedgerFile

ROUNDS = 3
CHECKS = ((copies, "check"), (copies, "facts"), (backups, "_prove"))


def main(path: Path, *, sealed: bool) -> None:
    """Measure the file as it is, or an encrypted one of the same content beside it."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        file = _sealed(path, Path(folder) / path.name) if sealed else LedgerFile(path)
        _measure(file)


def _sealed(path: Path, target: Path) -> LedgerFile:
    new = keys.new_keys("管理员", "村口那棵老槐树下", keys.Cost(1, 8))
    with LedgerFile(path).connect("rw") as plain:
        plain.execute(f"ATTACH DATABASE ? AS sealed KEY \"x'{new.key.hex()}'\"", (str(target),))
        plain.execute("SELECT sqlcipher_export('sealed')").fetchall()
        plain.execute(f"PRAGMA sealed.user_version={sqlite.SCHEMA}")
        plain.execute("DETACH DATABASE sealed")
    file = LedgerFile(target, new.key)
    copies.make_usable(file)
    keys.save(target, new.file)
    return file


def _measure(file: LedgerFile) -> None:
    spent: list[float] = []
    for module, name in CHECKS:
        _timed(module, name, spent)
    took: dict[str, list[float]] = {"write": [], "check": [], "copy": []}
    for turn in range(ROUNDS + 1):
        spent.clear()
        whole = _backup(file)
        bare = _copy(file.path)
        if turn:  # the first round warms the cache for both
            for name, seconds in (("write", whole - sum(spent)), ("check", sum(spent)), ("copy", bare)):
                took[name].append(seconds)
    answer = {name: statistics.median(seconds) for name, seconds in took.items()}
    print(json.dumps({**answer, "bytes": file.path.stat().st_size}))


def _timed(module: object, name: str, spent: list[float]) -> None:
    plain = getattr(module, name)

    def timed(*arguments: object, **named: object) -> object:
        began = time.perf_counter()
        try:
            return plain(*arguments, **named)
        finally:
            spent.append(time.perf_counter() - began)

    setattr(module, name, timed)


def _backup(file: LedgerFile) -> float:
    out = file.path.with_name("bench.mqbak")
    began = time.perf_counter()
    backups.write(file, out=out, occasion=Occasion.BY_HAND)
    took = time.perf_counter() - began
    out.unlink()
    return took


def _copy(path: Path) -> float:
    out = path.with_name("bench.copy")
    began = time.perf_counter()
    shutil.copyfile(path, out)
    with out.open("rb+") as stream:
        os.fsync(stream.fileno())
    took = time.perf_counter() - began
    out.unlink()
    return took


if __name__ == "__main__":
    main(Path(sys.argv[1]), sealed="sealed" in sys.argv[2:])
