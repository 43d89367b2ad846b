"""Twenty who save at one server at once, in one office and in twenty, and as many who insert the same rows barely.

A server that waits for the disk; prints the 95th of 100 seconds of each, what was lost, given twice or left out, and
how many questions one save asks.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any
from unittest import mock

import psycopg
import sqlalchemy as sa

from app.services import county, verifying
from bench import data
from bench.programs import saves, server_writer
from tests.server import offices, running

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.services.desk import Desk
    from tests.server.offices import County

WRITERS = 20
WRITTEN = ("opinions", "search_row", "search_text", "audit", "audit_value")
"""The tables that get a row with each save of an opinion."""
SETTINGS = {"fsync": "on", "shared_buffers": "256MB", "max_connections": "80"}


def main() -> None:
    """Measure, and print."""
    with running.server(**SETTINGS) as server:
        place = offices.make(server)
        with closing(county.open_desk(place.url("office_1"))) as desk:
            saves.register(desk)
            place.copying[offices.OFFICE] = offices.copying(place)
            one, *many = [place.new_office() for _ in range(1 + WRITERS)]
            asked = _asked(desk)
        row = _bare(place)
        found: dict[str, Any] = {"questions": asked, "writers": WRITERS, "each": server_writer.EACH}
        for name, urls, first in (("one", [one] * WRITERS, 1), ("spread", many, 100)):
            found[name] = _p95(_run("ours", urls))
            found[f"{name}_bare"] = _p95(_run("bare", [_bare_url(place)] * WRITERS, _rows(row, name, first)))
            found |= {f"{name}_{what}": number for what, number in _checked(sorted(set(urls))).items()}
        print(json.dumps(found))


def _asked(desk: Desk) -> int:
    """How many messages one save sends, with its beginning; its end goes with the last."""
    for index in range(3):
        saves.save(desk, 10**6 + index)
    with mock.patch.object(
        psycopg.ClientCursor, "execute", autospec=True, side_effect=psycopg.ClientCursor.execute
    ) as sent:
        saves.save(desk, 10**6 + 3)
    return sent.call_count + 1


def _bare(place: County) -> list[tuple[str, dict[str, Any]]]:
    """The tables of the peer, and the row of each that one save of ours wrote."""
    rows: list[tuple[str, dict[str, Any]]] = []
    with place.server.superuser(offices.DATABASE) as connection:
        connection.execute(f"CREATE SCHEMA {server_writer.BARE}")
        for table in WRITTEN:
            connection.execute(f"CREATE TABLE {server_writer.BARE}.{table} (LIKE minqing.{table} INCLUDING ALL)")
            last = "seq" if table.startswith("audit") else "id"
            cursor = connection.execute(
                f"SELECT * FROM minqing.{table} WHERE township_id = 1 ORDER BY {last} DESC LIMIT 1"
            )
            names = [column.name for column in cursor.description or ()]
            rows.append((table, dict(zip(names, cursor.fetchone() or (), strict=True))))
    return rows


def _bare_url(place: County) -> str:
    return f"host={place.server.folder} port={place.server.port} dbname={offices.DATABASE} user=postgres"


def _rows(row: Sequence[tuple[str, dict[str, Any]]], name: str, first: int) -> list[str]:
    """What each writer of the peer is told: the rows, and the office they are of."""
    return [
        json.dumps([row, first if name == "one" else first + writer], ensure_ascii=False, default=str)
        for writer in range(WRITERS)
    ]


def _run(kind: str, urls: Sequence[str], told: Sequence[str] = ()) -> list[list[float]]:
    """So many writers as there are addresses, all at once; the seconds of every save of each."""
    command = [sys.executable, "-m", "bench.programs.server_writer", kind]
    writers = [
        subprocess.Popen(
            [*command, url, str(at)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=data.ROOT
        )
        for at, url in enumerate(urls)
    ]
    for writer, line in zip(writers, told, strict=False):
        _say(writer, line)
    for writer in writers:
        if writer.stdout is None or writer.stdout.readline() != "ready\n":
            raise RuntimeError("a writer did not begin")
    for writer in writers:
        _say(writer, "go")
    answers = [writer.communicate()[0] for writer in writers]
    if any(writer.returncode for writer in writers):
        raise RuntimeError("a writer failed")
    return [json.loads(answer)["taken"] for answer in answers]


def _say(writer: subprocess.Popen[str], line: str) -> None:
    if writer.stdin is not None:
        writer.stdin.write(f"{line}\n")
        writer.stdin.flush()


def _p95(taken: Sequence[Sequence[float]]) -> float:
    return statistics.quantiles([one for own in taken for one in own], n=100)[94]


def _checked(urls: Sequence[str]) -> dict[str, int]:
    """What became of all the saves: lost ones, numbers given twice, numbers left out, and what a check found wrong."""
    count = WRITERS * (server_writer.EACH + server_writer.WARM)
    found = {"lost": count, "twice": 0, "gaps": 0, "wrong": 0}
    for url in urls:
        with closing(county.open_desk(url)) as desk:
            table = desk.store.schema.table(data.LEDGER)
            query = sa.select(table.c.year, table.c.serial)
            rows = desk.read(lambda unit, query=query: unit.connection.execute(query).all())  # type: ignore[misc]
            found["wrong"] += sum(not one.ok for one in verifying.run(desk))
        found["lost"] -= len(rows)
        found["twice"] += len(rows) - len(set(rows))
        for year in {one.year for one in rows}:
            serials = {one.serial for one in rows if one.year == year}
            found["gaps"] += max(serials) - len(serials)
    return found


if __name__ == "__main__":
    main()
