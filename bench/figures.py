"""All indicators over a million rows of the main ledgers, against one full scan of the same tables in raw SQL."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import sqlcipher3.dbapi2 as dbapi

from app.ledgers import registry
from app.services import sample
from bench import data, measure

if TYPE_CHECKING:
    from bench.measure import Line

ROWS = 1_000_000
ROUNDS = 3
LEDGERS = (
    "opinions", "petitions", "rectifications", "learning_sessions", "visits", "consultations", "household_links",
    "projects", "demands", "reception_logs", "study_outputs", "aid_records", "agency_services", "documents",
)  # fmt: skip
"""What an office has many of; the other ledgers stay as the sample township has them."""


def lines() -> list[Line]:
    """Measure and judge."""
    path = township()
    runs = measure.interleaved({"figures": lambda: measure.program("figured", path)}, ROUNDS)["figures"]
    took = {name: measure.answer(runs, name) for name in ("all", "all_cpu", "scan", "scan_cpu", "rows", "opened")}
    return [
        measure.at_most(
            f"all indicators over {took['rows']:,.0f} rows, against one full scan of the same tables",
            f"{took['all']:.2f} s", f"{took['scan']:.2f} s", took["all"] / took["scan"], 3,
        ),
        measure.at_most(
            "the same, processor time alone",
            f"{took['all_cpu']:.2f} s", f"{took['scan_cpu']:.2f} s", took["all_cpu"] / took["scan_cpu"], None,
        ),
        measure.at_most(
            "one figure broken down by village, against the same scan",
            f"{took['opened']:.2f} s", f"{took['scan']:.2f} s", took["opened"] / took["scan"], None,
        ),
    ]  # fmt: skip


def township(rows: int = ROWS) -> Path:
    """The sample township with its main ledgers repeated to so many rows, made at the first call."""
    path = data.folder() / f"figures-{rows}-{data.recipe()}.minqing"
    if not path.exists():
        for old in data.folder().glob(f"*figures-{rows}-*"):
            old.unlink()
        part = Path(shutil.copy(sample_township(), path.with_name(f"part-{path.name}")))
        repeat(part, rows)
        part.rename(path)
    return path


def sample_township() -> Path:
    """The sample township, made once."""
    path = data.folder() / f"figures-sample-{data.recipe()}.minqing"
    if not path.exists():
        for old in data.folder().glob("*figures-sample*"):
            old.unlink()
        part = path.with_name(f"part-{path.name}")
        with closing(sample.create(part)) as desk:
            sample.build(desk)
        part.rename(path)
    return path


def repeat(path: Path, rows: int) -> None:
    """Write the rows of the main ledgers and of their children again and again until there are enough."""
    with closing(dbapi.connect(str(path), isolation_level=None)) as connection:
        tables = [(name, [f"{name}__{child.name}" for child in registry.find(name).children]) for name in LEDGERS]
        every = [table for name, children in tables for table in (name, *children)]
        one = sum(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in every)
        connection.execute("BEGIN IMMEDIATE")
        for name, children in tables:
            step = connection.execute(f"SELECT max(id) FROM {name}").fetchone()[0]
            times = -(-rows // one) - 1
            _again(connection, name, step, times, {"serial": f"serial + n * {step}", "number": "number || '-' || n"})
            for child in children:
                last = connection.execute(f"SELECT coalesce(max(id), 0) FROM {child}").fetchone()[0]
                _again(connection, child, last, times, {"parent_id": f"parent_id + n * {step}"})
        connection.execute("COMMIT")
        connection.execute("ANALYZE")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _again(connection: dbapi.Connection, table: str, step: int, times: int, own: dict[str, str]) -> None:
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    given = {"id": f"id + n * {step}", "uuid": "lower(hex(randomblob(16)))", **own}
    cells = ", ".join(given.get(name, name) for name in names)
    connection.execute(
        f"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {times}) "
        f"INSERT INTO {table} ({', '.join(names)}) SELECT {cells} FROM c CROSS JOIN {table} WHERE id <= {step}"
    )
