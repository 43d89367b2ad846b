"""Ours and peer in turn: all indicators by the services, and one full scan of the tables they read by bare SQL."""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from app.figures.catalogue import INDICATORS
from app.ledgers import registry
from app.services import figures
from app.services.desk import open_desk
from db import sqlite

if TYPE_CHECKING:
    from collections.abc import Callable

TIMES = 3


def tables() -> list[str]:
    """The tables the indicators read: their ledgers, and the children they count or look into."""
    found: dict[str, None] = {}
    for one in INDICATORS:
        found[one.source.ledger] = None
        for child in (one.source.child, getattr(one.measure, "child", "")):
            if child:
                found[f"{one.source.ledger}__{child}"] = None
    for ledger, child in (("rectifications", "close_out_rounds"), ("visits", "results")):
        found[f"{ledger}__{child}"] = None
    return list(found)


def main(path: Path) -> None:
    """Reckon and scan in turn, and print the medians in seconds."""
    desk, bare = open_desk(path), sqlite.connect(path, mode="ro")
    scans = [_scan(table) for table in tables()]

    def scan() -> int:
        return sum(bare.execute(query).fetchone()[0] for query in scans)

    jobs: dict[str, Callable[[], object]] = {
        "all": lambda: desk.read(figures.all_figures),
        "scan": scan,
        "opened": lambda: desk.read(lambda unit: figures.breakdown(unit, code="O8.opinions", by="village")),
    }
    taken: dict[str, list[float]] = {name: [] for job in jobs for name in (job, f"{job}_cpu")}
    for _ in range(TIMES):
        for name, job in jobs.items():
            began, cpu = time.perf_counter(), time.process_time()
            job()
            taken[name].append(time.perf_counter() - began)
            taken[f"{name}_cpu"].append(time.process_time() - cpu)
    rows = scan()
    bare.close()
    desk.close()
    print(json.dumps({name: statistics.median(all_) for name, all_ in taken.items()} | {"rows": rows}))


def _scan(table: str) -> str:
    """One pass over all rows of a table, to its last column."""
    ledger = table.partition("__")[0]
    last = registry.find(ledger).child(table.partition("__")[2]).columns[-1] if "__" in table else None
    cell = last.key if last is not None else "extra"
    return f"SELECT count(*), count({cell}) FROM {table} NOT INDEXED"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
