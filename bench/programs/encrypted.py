"""Plain and encrypted in turn, same library, same rows: pages of a list, saves; and what a sign-in takes."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from app.services import listing
from app.services.desk import Desk, new_desk, open_desk
from bench import data
from bench.programs.saves import register, save
from db import keys
from db.ask import Ask

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS = 10_000
PAGE = 100
NUMBERS = f"INSERT INTO numbers SELECT '{data.LEDGER}', year, max(serial) + 1 FROM {data.LEDGER} GROUP BY year"
TIMES, SAVES, WARM, SIGN_INS = 60, 200, 40, 5
PASSPHRASE = "村口那棵老槐树下"


def fill(desk: Desk) -> None:
    """So many opinions, after which the numbers go on."""
    for start in range(0, ROWS, data.BATCH):
        desk.write(partial(data.write_rows, desk=desk, start=start, stop=start + data.BATCH))
    desk.write(lambda unit: unit.connection.exec_driver_sql(NUMBERS))


def milliseconds(work: Callable[[], object]) -> float:
    """What a piece of work takes."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def page(desk: Desk, offset: int) -> None:
    """One page of the list as the window asks for it: rows and total."""
    ask = Ask(data.LEDGER, limit=PAGE).page(offset, PAGE)
    desk.read(lambda unit: listing.page(unit, ask=ask))


def fresh_page(desk: Desk, offset: int) -> None:
    """The same by a connection that has nothing of the file in memory yet."""
    desk.store.forget_connections()
    page(desk, offset)


def sign_in(path: Path) -> float:
    """From the passphrase to an open ledger."""
    began = time.perf_counter()
    desk = open_desk(path, passphrase=PASSPHRASE)
    taken = time.perf_counter() - began
    desk.close()
    return taken


def main(folder: Path) -> None:
    """Measure and print the medians: milliseconds, and seconds for signing in."""
    desks = {
        "plain": new_desk(folder / "plain.minqing", office_name="清河镇人民政府"),
        "sealed": new_desk(folder / "sealed.minqing", office_name="清河镇人民政府", passphrase=PASSPHRASE),
    }
    taken: dict[str, list[float]] = {}
    for desk in desks.values():
        desk.hold()
        fill(desk)
        register(desk)
    for turn in range(TIMES):
        for name, desk in desks.items():
            offset = turn * 317 % (ROWS - PAGE)
            for kind, work in (("page", page), ("fresh", fresh_page)):
                taken.setdefault(f"{name}_{kind}", []).append(milliseconds(partial(work, desk, offset)))
    for turn in range(SAVES + WARM):
        for name, desk in desks.items():
            taken.setdefault(f"{name}_save", []).append(save(desk, ROWS + turn))
    answer = {name: statistics.median(found[WARM if name.endswith("save") else 5 :]) for name, found in taken.items()}
    for desk in desks.values():
        desk.close()
    path = desks["sealed"].path
    answer["sign_in"] = statistics.median(sign_in(path) for _ in range(SIGN_INS))
    file = keys.load(path)[0]
    answer["unlock"] = statistics.median(
        milliseconds(lambda: keys.unlock(file, PASSPHRASE)) / 1000 for _ in range(SIGN_INS)
    )
    print(json.dumps(answer))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(dir=sys.argv[1]) as name:
        main(Path(name))
