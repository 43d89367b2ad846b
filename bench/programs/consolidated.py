"""Ours and peer in turn: figures of all offices by the services, and the same numbers by SQL written by hand.

A county of so many offices of so many rows; prints the seconds of both, whether they agree, and what the rows weigh.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from typing import TYPE_CHECKING, Any

from app.services import county_figures
from bench.programs import county_of
from db.values import Money
from tests.server import offices

if TYPE_CHECKING:
    import psycopg

    from app.services.county_figures import Consolidated
    from db.values import Value

TIMES = 3
DUE = "coalesce(due_on_rolled, due_on)"
COUNT = "count(*) FILTER (WHERE {})"
CLOSED = (
    "(coalesce(closed_on <= '2014-03-31', false) OR EXISTS (SELECT FROM rectifications__close_out_rounds r WHERE "
    "r.township_id = t.township_id AND r.parent_id = t.id AND r.closed_on <= '2014-03-31' AND (r.round_ended_on IS "
    "NULL OR r.round_ended_on > '2014-03-31')))"
)
FINISHED = (
    "(coalesce(finished_on <= '2014-03-31', false) OR EXISTS (SELECT FROM petitions__endings e WHERE e.township_id = "
    "t.township_id AND e.parent_id = t.id AND e.finished_on <= '2014-03-31' AND (e.ended_on IS NULL OR e.ended_on > "
    "'2014-03-31')))"
)
OWN = {
    "rectifications": f"is_historical IS TRUE AS old, {CLOSED} AS closed",
    "petitions": f"is_historical IS TRUE AS old, {FINISHED} AS finished",
    "demands": "is_historical IS TRUE AS old",
}
"""What is found out of a row once for several figures."""
BY_HAND: dict[str, tuple[str, dict[str, str]]] = {
    "opinions": ("raised_on", {
        "O8.opinions": "count(*)",
        "O8.prominent": COUNT.format("is_prominent"),
        "O8.replied": COUNT.format("feedback_on IS NOT NULL"),
        "O8.topics": "count(DISTINCT nullif(topic, ''))",
        "O9": COUNT.format("adoption IN ('采纳', '部分采纳')"),
        "O9.decided": COUNT.format("adoption <> ''"),
        "O13.content": COUNT.format("satisfaction IN ('满意', '基本满意')"),
        "O13.rated": COUNT.format("satisfaction IN ('满意', '基本满意', '不满意')"),
    }),
    "rectifications": ("registered_on", {
        "R1.total": COUNT.format("NOT old"),
        "R1.closed": COUNT.format("NOT old AND closed"),
        "R1.open": COUNT.format("NOT old AND NOT closed"),
        "R1.base": COUNT.format("NOT old AND due_kind IS DISTINCT FROM '长期坚持'"),
        "R1.closed_base": COUNT.format("NOT old AND closed AND due_kind IS DISTINCT FROM '长期坚持'"),
        "R1.long_term": COUNT.format("NOT old AND due_kind = '长期坚持'"),
        "R2": COUNT.format("NOT old AND due_kind = '立行立改'"),
        "R2.limited": COUNT.format("NOT old AND due_kind = '限期'"),
    }),
    "petitions": ("received_on", {
        "X1.received": COUNT.format("NOT old"),
        "X1.accepted": COUNT.format("NOT old AND accepted_on <= '2014-03-31'"),
        "X1.finished": COUNT.format("NOT old AND finished"),
        "X1.fallen_due": COUNT.format(f"NOT old AND (finished OR {DUE} < '2014-03-31')"),
        "X1.collective": COUNT.format("NOT old AND is_collective"),
        "X1.repeat": COUNT.format("NOT old AND is_repeat"),
        "X1.content": COUNT.format("NOT old AND satisfaction IN ('满意', '基本满意')"),
        "X1.rated": COUNT.format("NOT old AND satisfaction IN ('满意', '基本满意', '不满意')"),
    }),
    "learning_sessions": ("held_on", {
        "L1": COUNT.format("form = '集中学习'"),
        "L3.party_lectures": COUNT.format("form = '专题党课'"),
        "L8.showings": COUNT.format("form = '观看影片' OR film_title <> ''"),
    }),
    "household_links": ("started_on", {
        "H2.links": COUNT.format("ended_on IS NULL OR ended_on > '2014-03-31'"),
        "H2.met": COUNT.format("(ended_on IS NULL OR ended_on > '2014-03-31') AND first_met_on <= '2014-03-31'"),
        "H2.cadres": "count(DISTINCT coalesce('#' || cadre_id, cadre)) FILTER (WHERE ended_on IS NULL OR "
        "ended_on > '2014-03-31')",
        "H2.households": "count(DISTINCT coalesce('#' || household_id, household)) FILTER (WHERE ended_on IS NULL OR "
        "ended_on > '2014-03-31')",
    }),
    "demands": ("raised_on", {"H5.raised": COUNT.format("NOT old")}),
    "agency_services": ("received_on", {
        "H10.received": "count(*)",
        "H10.finished": COUNT.format("finished_on <= '2014-03-31'"),
    }),
    "aid_records": ("aided_on", {"H9.amount": "sum(amount)"}),
}  # fmt: skip
"""By ledger its day and, for each figure, what is counted: one statement a ledger, grouped by the office."""


def main(count: int, rows: int, partitions: int) -> None:
    """Measure in turn, and print."""
    began = time.monotonic()
    with county_of.made(count, rows, partitions=partitions) as place:
        found: dict[str, Any] = {"made": time.monotonic() - began}
        with place.server.superuser(offices.DATABASE) as connection:
            connection.execute("SET search_path = minqing")
            found |= _measured(place, connection) | _weights(connection)
        print(json.dumps(found, ensure_ascii=False))


def _measured(place: offices.County, connection: psycopg.Connection[Any]) -> dict[str, Any]:
    codes = [code for _, figures in BY_HAND.values() for code in figures]
    url, taken = county_of.reader(place), {"ours": list[float](), "hand": list[float]()}
    ours: dict[tuple[str, str], Value] = {}
    hand: dict[tuple[str, str], Value] = {}
    for turn in range(TIMES + 1):
        began = time.perf_counter()
        ours = _flat(county_figures.consolidated(url, codes=codes))
        middle = time.perf_counter()
        hand = _by_hand(connection)
        if turn:
            taken["ours"].append(middle - began)
            taken["hand"].append(time.perf_counter() - middle)
    began = time.perf_counter()
    every = county_figures.consolidated(url)
    apart = sorted({code for name, code in hand if hand[name, code] != ours.get((name, code), 0)})
    return {
        **{name: statistics.median(all_) for name, all_ in taken.items()}, "all": time.perf_counter() - began,
        "figures": len(codes), "all_figures": len(every.indicators), "numbers": len(hand), "apart": apart,
    }  # fmt: skip


def _flat(found: Consolidated) -> dict[tuple[str, str], Value]:
    return {
        (one.name, figure.code): figure.value.fen if isinstance(figure.value, Money) else figure.value
        for one in found.offices
        for figure in one.figures
    }


def _by_hand(connection: psycopg.Connection[Any]) -> dict[tuple[str, str], Value]:
    found: dict[tuple[str, str], Value] = {}
    names: dict[int, str] = dict(connection.execute("SELECT id, name FROM office").fetchall())
    for table, (day, figures) in BY_HAND.items():
        for office, *values in connection.execute(_statement(table, day, figures)).fetchall():
            found |= {(names[office], code): value for code, value in zip(figures, values, strict=True)}
    return found


def _statement(table: str, day: str, figures: dict[str, str]) -> str:
    where = f"WHERE voided_at IS NULL AND {day} <= '2014-03-31'"
    source = f"(SELECT *, {OWN[table]} FROM {table} t {where}) t" if table in OWN else f"{table} {where}"
    return f"SELECT township_id, {', '.join(figures.values())} FROM {source} GROUP BY township_id"


def _weights(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    """Rows, bytes of the rows and of their indexes in the ledgers that were repeated, and of the whole."""
    every = [table for name, children in county_of.tables() for table in (name, *children)]
    parts = "(SELECT inhrelid FROM pg_inherits WHERE inhparent = {0}::regclass UNION ALL SELECT {0}::regclass)"
    sizes = dict.fromkeys(("rows", "heap", "indexes"), 0)
    for table in every:
        said = f"'{table}'"
        query = (
            f"SELECT (SELECT count(*) FROM {table}), sum(pg_table_size(one)), sum(pg_indexes_size(one)) "
            f"FROM {parts.format(said)} AS parts (one)"
        )
        row = connection.execute(query).fetchone() or (0, 0, 0)
        sizes = {name: sizes[name] + int(value) for name, value in zip(sizes, row, strict=True)}
    (whole,) = connection.execute("SELECT pg_database_size(current_database())").fetchone() or (0,)
    return {**sizes, "whole": whole, "tables": len(every)}


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
