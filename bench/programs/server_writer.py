"""One of many writers at a server, ours or the peer: waits for the word, saves so often, prints each save's seconds.

The peer writes the very rows that a save of ours writes, into tables of the same columns and indexes, by bare inserts.
"""

from __future__ import annotations

import json
import sys
import time
import uuid
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from app.rules.refusal import Refused
from app.services import county
from bench.programs import saves

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from app.services.desk import Desk

EACH = 200
WARM = 5
TRIES = 5
BARE = "bare"
"""The namespace of the peer's tables."""


def main(kind: str, url: str, writer: int) -> None:
    """Open, say so, and begin when told to."""
    if kind == "ours":
        with closing(county.open_desk(url)) as desk:
            taken = _in_turn(lambda index: _saved(desk, index), writer)
    else:
        with psycopg.connect(url) as connection:
            rows, office = json.loads(sys.stdin.readline())
            taken = _in_turn(_inserting(connection, rows, office), writer)
    print(json.dumps({"taken": taken}))


def _saved(desk: Desk, index: int) -> float:
    """The seconds until a record stands; a clerk who is told that others are saving saves again."""
    began = time.perf_counter()
    for _ in range(TRIES):
        with suppress(Refused):
            saves.save(desk, index)
            break
    return time.perf_counter() - began


def _in_turn(save: Callable[[int], float], writer: int) -> list[float]:
    first = writer * (EACH + WARM)
    print("ready", flush=True)
    sys.stdin.readline()
    for index in range(WARM):
        save(first + index)
    return [save(first + WARM + index) for index in range(EACH)]


def _inserting(
    connection: psycopg.Connection[Any], rows: Iterable[tuple[str, dict[str, Any]]], office: int
) -> Callable[[int], float]:
    """A save by bare inserts: of each table the row, with keys of its own."""
    made = [(_insert(table, row), row) for table, row in rows]

    def save(index: int) -> float:
        name, number = uuid.uuid4().hex, index + 1
        own = {
            "township_id": office, "id": number, "record_id": number, "seq": number, "serial": number, "uuid": name,
            "number": f"意见〔2014〕{number}号", "hash": name * 2, "digest": name * 2, "step": name,
        }  # fmt: skip
        began = time.perf_counter()
        for statement, row in made:
            connection.execute(statement, {key: own.get(key, value) for key, value in row.items()})
        connection.commit()
        return time.perf_counter() - began

    return save


def _insert(table: str, row: dict[str, Any]) -> sql.Composed:
    return sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(BARE, table),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(map(sql.Placeholder, row)),
    )


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
