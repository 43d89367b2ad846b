"""Ours and peer in turn: searching 100,000 opinions by the index and by LIKE over the same columns."""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.ledgers import registry
from app.services import finding, listing
from app.services.desk import open_desk
from bench import data
from db.ask import Ask

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.unit import UnitOfWork

TIMES = 7


def by_index(unit: UnitOfWork, word: str) -> int:
    """Our own search: the first page and the total."""
    return listing.page(unit, ask=Ask(data.LEDGER, search=word)).total


def everywhere(unit: UnitOfWork, word: str) -> int:
    """到处找, as the window asks it while one types."""
    return len(finding.everywhere(unit, words=word))


def by_like(unit: UnitOfWork, word: str) -> int:
    """LIKE over every searchable column."""
    table = unit.schema.table(data.LEDGER)
    columns = [table.c[column.key] for column in registry.find(data.LEDGER).columns if column.searchable]
    where = sa.or_(*(column.like(f"%{word}%") for column in columns))
    query = sa.select(table).where(table.c.voided_at.is_(None), where).order_by(table.c.raised_on.desc())
    return len(unit.connection.execute(query).all())


def main(path: Path) -> None:
    """Search in turn and print the medians in milliseconds."""
    desk = open_desk(path)

    def timed(search: Callable[[UnitOfWork, str], int], word: str) -> tuple[float, int]:
        began = time.perf_counter()
        found = desk.read(lambda unit: search(unit, word))
        return (time.perf_counter() - began) * 1000, found

    jobs = {
        "word": (by_index, data.RARE_WORD),
        "everywhere": (everywhere, data.RARE_WORD),
        "everywhere_common": (everywhere, data.COMMON),
        "word_like": (by_like, data.RARE_WORD),
        "initials": (by_index, data.RARE_INITIALS),
        "name_like": (by_like, data.RARE_NAME),
    }
    taken: dict[str, list[tuple[float, int]]] = {name: [] for name in jobs}
    for _ in range(TIMES):
        for name, (search, word) in jobs.items():
            taken[name].append(timed(search, word))
    desk.close()
    answer = {name: statistics.median(milliseconds for milliseconds, _ in all_) for name, all_ in taken.items()}
    print(json.dumps({**answer, **{f"{name}_found": all_[0][1] for name, all_ in taken.items()}}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
