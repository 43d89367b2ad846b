"""Every statement of the program means at a server what it means in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
import sqlalchemy as sa

from app.services import faults
from db.errors import Fault
from db.postgres import address, engine

if TYPE_CHECKING:
    from app.services.desk import Desk


def _rows(columns: dict[str, type[sa.types.TypeEngine[object]]], *rows: tuple[object, ...]) -> sa.Subquery:
    """A table of plain values."""
    selects = (
        sa.select(
            *(
                sa.cast(sa.literal(cell, kind), kind).label(name)
                for (name, kind), cell in zip(columns.items(), row, strict=True)
            )
        )
        for row in rows
    )
    return sa.union_all(*selects).subquery()


TABLE = _rows(
    {"name": sa.Text, "extra": sa.Text, "ticked": sa.Boolean},
    ("清三一组", '{"own_1": 2012000, "own_2": "甲"}', True),
    ("清三10组", '{"own_1": 3, "own_2": "乙"}', False),
    (None, None, None),
    ("清三2组", '{"own_2": "甲"}', False),
    ("ABC%", None, None),
)


def _asked(desk: Desk, query: sa.Select[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return desk.read(lambda unit: [tuple(row) for row in unit.connection.execute(query)])


def test_what_is_empty_comes_first_and_numbers_in_names_go_by_value(desk: Desk) -> None:
    name = TABLE.c.name.collate("pinyin")
    rising = [name for (name,) in _asked(desk, sa.select(TABLE.c.name).order_by(name.asc()))]
    assert rising[0] is None
    assert rising.index("清三2组") < rising.index("清三10组")
    falling = [name for (name,) in _asked(desk, sa.select(TABLE.c.name).order_by(name.desc()))]
    assert falling == rising[::-1]


@pytest.mark.parametrize(("words", "found"), [("abc", 1), ("%", 1), ("_", 0), ("清三", 3), ("三1", 1)])
def test_letters_are_found_in_either_case_and_signs_as_they_are(desk: Desk, words: str, found: int) -> None:
    query = sa.select(sa.func.count()).select_from(TABLE).where(TABLE.c.name.contains(words, autoescape=True))
    assert _asked(desk, query) == [(found,)]


def test_an_own_column_is_read_from_its_text_each_by_its_own_key(desk: Desk) -> None:
    def values(key: str) -> list[tuple[object, ...]]:
        value = sa.type_coerce(TABLE.c.extra, sa.JSON)[key].as_string()
        return _asked(desk, sa.select(value, sa.func.count()).where(value.is_not(None)).group_by(value).order_by(value))

    assert [values("own_2"), values("own_3"), values("own_2")] == [[("乙", 1), ("甲", 2)], [], [("乙", 1), ("甲", 2)]]
    number = sa.type_coerce(TABLE.c.extra, sa.JSON)["own_1"].as_integer()
    assert _asked(desk, sa.select(sa.func.sum(number))) == [(2012003,)]


def test_the_greater_of_yes_and_no_is_yes(desk: Desk) -> None:
    ((found,),) = _asked(desk, sa.select(sa.func.max(TABLE.c.ticked)))
    assert found


def test_a_sum_of_whole_numbers_is_a_whole_number(desk: Desk) -> None:
    amounts = _rows({"fen": sa.BigInteger}, (2**53,), (1,))
    ((found,),) = _asked(desk, sa.select(sa.func.sum(amounts.c.fen)))
    assert (type(found), found) == (int, 2**53 + 1)


def test_a_count_beyond_32_bits_is_stored_and_compared(desk: Desk) -> None:
    rows = _rows({"persons": sa.Integer}, (2**40,))
    assert _asked(desk, sa.select(rows.c.persons).where(rows.c.persons > 2**33)) == [(2**40,)]


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("FATAL:  the database system is starting up", Fault.SERVER_GONE),
        ("FATAL:  the database system is shutting down", Fault.SERVER_GONE),
        ("致命错误:  数据库系统启动中", Fault.SERVER_GONE),
        ('FATAL:  too many connections for role "qinghe"', Fault.SERVER_GONE),
        ('FATAL:  permission denied for database "ledgers"', Fault.NO_RIGHTS),
        ('FATAL:  database "ledgers" does not exist', Fault.NOT_FOUNDED),
        ('FATAL:  password authentication failed for user "qinghe"', Fault.SERVER_REFUSED),
    ],
)
def test_why_a_sign_in_failed_is_read_from_what_is_said(said: str, fault: Fault) -> None:
    at = address.read("postgresql://qinghe@county.example/ledgers")
    found = engine.fault_of(psycopg.OperationalError(f"connection failed: {said}"), at)
    assert found is not None
    assert found.fault is fault


def test_a_server_without_the_groups_of_a_county_is_told_as_not_founded() -> None:
    at = address.read("postgresql://reader@county.example/ledgers")
    error = psycopg.errors.InvalidParameterValue('role "minqing_every_office" does not exist')
    found = engine.fault_of(error, at, opening=True)
    assert found is not None
    assert found.fault is Fault.NOT_FOUNDED


def test_a_server_that_cannot_lock_all_parts_is_told_apart_from_one_that_is_gone() -> None:
    at = address.read("postgresql://admin@county.example/ledgers")
    found = engine.fault_of(psycopg.errors.OutOfMemory("out of shared memory"), at)
    assert found is not None
    assert "max_locks_per_transaction" in faults.refusal(found).sentence
