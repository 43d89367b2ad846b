"""Ours and peer in turn: all indicators by the services, and one full scan of the tables they read by bare SQL."""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from app.figures import said
from app.figures.catalogue import INDICATORS
from app.figures.model import Ratio
from app.ledgers import registry
from app.services import figures
from app.services.desk import open_desk
from db import mapping, sqlite

if TYPE_CHECKING:
    from collections.abc import Callable

TIMES = 3


def scans() -> list[str]:
    """One pass over each table the indicators read, that reads the columns they read."""
    ledgers = {one.name: one for one in registry.LEDGERS + registry.BASE}
    every: dict[str, list[said.Reads]] = {}
    for indicator in INDICATORS:
        if not isinstance(indicator.measure, Ratio):
            every.setdefault(indicator.source.ledger, []).append(said.reads(ledgers, indicator))
    found = []
    for name, reads in every.items():
        ledger, whole = ledgers[name], said.union(reads)
        own = [part for key in sorted(whole.record) for part in mapping.parts(ledger.column(key))]
        found.append(_scan(name, ["voided_at", *own]))
        for child, keys in whole.children.items():
            own = [part for key in sorted(keys) for part in mapping.parts(ledger.child(child).column(key))]
            found.append(_scan(f"{name}__{child}", ["parent_id", *own]))
    return found


def _scan(table: str, columns: list[str]) -> str:
    return f"SELECT count(*), {', '.join(f'count({one})' for one in columns)} FROM {table} NOT INDEXED"


def main(path: Path) -> None:
    """Reckon and scan in turn, and print the medians in seconds."""
    desk, bare = open_desk(path), sqlite.connect(path, mode="ro")
    queries = scans()

    def scan() -> int:
        return sum(bare.execute(query).fetchone()[0] for query in queries)

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


if __name__ == "__main__":
    main(Path(sys.argv[1]))
