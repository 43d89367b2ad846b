"""A county at a server of the bench's own: the sample township so many times, its main ledgers repeated in each.

The rows lie as offices that save day after day leave them: those of all offices one beside the other.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.ledgers import registry
from app.services import county, moving
from app.services.desk import open_desk
from bench import data
from bench.figures import LEDGERS, sample_township
from tests.server import offices, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

READER = "bench_reader"
PASSWORD = "县里看数的人用的口令"
SETTINGS = {
    "shared_buffers": "4GB", "work_mem": "64MB", "maintenance_work_mem": "1GB", "max_wal_size": "8GB",
    "effective_cache_size": "12GB", "synchronous_commit": "off", "max_locks_per_transaction": "512",
    "wal_level": "minimal", "max_wal_senders": "0", "autovacuum": "off",
}  # fmt: skip
_INDEXES = """
SELECT indexrelid::regclass::text, replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ') FROM pg_index
WHERE indrelid = %s::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""
"""An index of a table that is split is told as one of the whole alone, of which its parts would know nothing."""
_KEYS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('p', 'u')
ORDER BY contype
"""
NOT_COPIED = ("search_row", "search_text")
"""What no figure reads; the rows of the ledgers are made for every office when they are repeated."""


@contextmanager
def made(count: int, rows: int, *, partitions: int = 0) -> Iterator[offices.County]:
    """So many offices of so many rows each, for the block."""
    with running.server(**SETTINGS) as server:
        place = offices.make(server, partitions=partitions)
        first = _sample_office(place)
        county.add_reader(place.administrator, role=READER, role_password=PASSWORD)
        with server.superuser(offices.DATABASE) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute("SET search_path = minqing")
            made_later = {f"minqing.{table}" for table in (*NOT_COPIED, *_every_table())}
            copying = [one for one in offices.copying(place, first).split("; ") if not made_later & {*one.split()}]
            _other_offices(connection, copying, first, count)
            _repeat(connection, first, rows)
            connection.execute("VACUUM (ANALYZE)")
        yield place


def reader(place: offices.County) -> str:
    """The address of who reads for the county."""
    return place.server.url(READER, offices.DATABASE, password=PASSWORD)


def tables() -> list[tuple[str, list[str]]]:
    """The ledgers that are repeated, each with its children."""
    return [(name, [f"{name}__{child.name}" for child in registry.find(name).children]) for name in LEDGERS]


def _every_table() -> list[str]:
    return [table for name, children in tables() for table in (name, *children)]


def _sample_office(place: offices.County) -> int:
    """The sample township at the server; its office."""
    county.add_office(place.administrator, name="样例镇", role="sample", role_password=offices.ROLE_PASSWORD)
    with tempfile.TemporaryDirectory(dir=data.folder()) as folder:
        copied = Path(shutil.copy(sample_township(), folder))
        with closing(open_desk(copied)) as desk:
            moving.to_server(desk, text=place.url("sample"))
    with place.server.superuser(offices.DATABASE) as connection:
        (first,) = connection.execute("SELECT id FROM minqing.office WHERE role = 'sample'").fetchone() or (0,)
    return int(str(first))


def _other_offices(connection: psycopg.Connection[Any], copying: list[str], first: int, count: int) -> None:
    """The first office that `make` set up stays with nothing in its ledgers."""
    for office in range(first + 1, first + count):
        connection.execute("INSERT INTO office VALUES (%s, %s, %s)", (office, f"第{office}镇", f"office_{office}"))
        for statement in copying:
            connection.execute(statement.replace(offices.TO, str(office)))


def _repeat(connection: psycopg.Connection[Any], first: int, rows: int) -> None:
    every = _every_table()
    last = {table: _number(connection, f"SELECT coalesce(max(id), 0) FROM {table}") for table in every}
    one = sum(_number(connection, f"SELECT count(*) FROM {table} WHERE township_id = {first}") for table in every)
    times = -(-rows // one) - 1
    connection.execute("SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off")
    for table in every:
        # References go with the keys: nothing is written here after.
        keys, kept = (connection.execute(query, (table,)).fetchall() for query in (_KEYS, _INDEXES))
        for name, _ in keys:
            connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name} CASCADE")
        for name, _ in kept:
            connection.execute(f"DROP INDEX {name}")
        _again(connection, table, first, times, last)
        for name, told in keys:
            connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {told}")
        for _, statement in kept:
            connection.execute(statement)
    if _number(connection, "SELECT count(*) FROM pg_index WHERE NOT indisvalid"):
        message = "an index was made again without those of its parts"
        raise RuntimeError(message)
    connection.execute("RESET ALL; SET search_path = minqing")


def _number(connection: psycopg.Connection[Any], query: str) -> int:
    (found,) = connection.execute(query).fetchone() or (0,)
    return int(found)


def _again(connection: psycopg.Connection[Any], table: str, first: int, times: int, last: dict[str, int]) -> None:
    """The rows of the first office so often in every office, row by row through the offices."""
    names = [column.name for column in connection.execute(f"SELECT * FROM {table} LIMIT 0").description or ()]
    step, parent = last[table], last[table.partition("__")[0]]
    given = {
        "township_id": "o.id", "id": f"t.id + n * {step}", "uuid": "replace(gen_random_uuid()::text, '-', '')",
        "serial": f"t.serial + n * {step}", "number": "CASE n WHEN 0 THEN t.number ELSE t.number || '-' || n END",
        "parent_id": f"t.parent_id + n * {parent}",
    }  # fmt: skip
    cells = ", ".join(given.get(name, f't."{name}"') for name in names)
    source = f"CREATE TEMPORARY TABLE source AS SELECT * FROM {table} WHERE township_id = {first} AND id <= {step}"
    connection.execute(source)
    connection.execute(
        f"INSERT INTO {table} ({', '.join(map(_quoted, names))}) SELECT {cells} "
        f"FROM generate_series(0, {times}) n, LATERAL (SELECT * FROM source WHERE n >= 0 OFFSET 0) t, "
        f"LATERAL (SELECT id FROM office WHERE id >= {first} AND t.id > 0 OFFSET 0) o "
        f"WHERE n > 0 OR o.id > {first}"
    )
    connection.execute("DROP TABLE source")


def _quoted(name: str) -> str:
    return f'"{name}"'
