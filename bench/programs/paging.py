"""Ours and peer in turn: the first and the last page of a long ledger by the services and by bare SQL."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.services import listing
from app.services.desk import open_desk
from bench import data
from bench.programs.in_turn import medians
from db import sqlite
from db.ask import Ask

if TYPE_CHECKING:
    from collections.abc import Callable

TIMES = 15
ROWS = 128
FIRST = f"SELECT * FROM {data.LEDGER} WHERE voided_at IS NULL ORDER BY raised_on DESC, id DESC LIMIT {ROWS}"
COUNT = f"SELECT count(*) FROM {data.LEDGER} WHERE voided_at IS NULL"


def main(path: Path) -> None:
    """Read in turn and print the medians in milliseconds."""
    desk, bare = open_desk(path), sqlite.connect(path, mode="ro")
    ask = Ask(data.LEDGER, limit=ROWS)
    total = desk.read(lambda unit: listing.count(unit, ask=ask))

    def rows(offset: int) -> Callable[[], object]:
        return lambda: desk.read(lambda unit: unit.reading.rows(ask.page(offset, ROWS), total))

    jobs: dict[str, Callable[[], object]] = {
        "first": rows(0),
        "first_bare": lambda: bare.execute(FIRST).fetchall(),
        "page": lambda: desk.read(lambda unit: listing.page(unit, ask=ask)),
        "page_bare": lambda: (bare.execute(COUNT).fetchall(), bare.execute(FIRST).fetchall()),
        "last": rows(total - ROWS),
        "middle": rows(total // 2),
    }
    taken = medians(jobs, TIMES)
    bare.close()
    desk.close()
    print(json.dumps(taken))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
