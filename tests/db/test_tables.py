from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry
from db import tables

if TYPE_CHECKING:
    from collections.abc import Iterator

    from db.tables import Schema

READERS = 4
LEDGERS = (*registry.LEDGERS, *registry.BASE)


@pytest.fixture
def hurried() -> Iterator[None]:
    """Threads that take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def _widths(schema: Schema) -> list[int]:
    """How many columns each ledger and each child has."""
    return [
        len(table.c)
        for one in LEDGERS
        for table in (schema.table(one.name), *(schema.child(one, child.name) for child in one.children))
    ]


def test_readers_that_ask_for_tables_at_once_all_get_them_whole(hurried: None) -> None:
    schema, start = tables.build(LEDGERS), Barrier(READERS)

    def read(_reader: int) -> list[int]:
        start.wait()
        return _widths(schema)

    with ThreadPoolExecutor(READERS) as pool:
        found = list(pool.map(read, range(READERS)))
    assert found == [_widths(tables.build(LEDGERS))] * READERS


def test_stores_with_the_same_declarations_have_one_schema_and_others_another() -> None:
    assert tables.of(LEDGERS) is tables.of(list(LEDGERS))
    assert set(tables.of(LEDGERS[:1]).ledgers) == {LEDGERS[0].name}


def test_the_bare_columns_that_are_counted_are_those_of_the_table() -> None:
    schema = tables.build(LEDGERS)
    bare = {one.name: {cell.name: str(cell.type) for cell in schema.counted(one).c} for one in LEDGERS}
    for one in LEDGERS:
        whole = {cell.name: str(cell.type) for cell in schema.table(one.name).c}
        assert bare[one.name].items() <= whole.items()
        assert set(whole) - set(bare[one.name]) == {
            "uuid", "version", "created_by", "updated_by", "voided_by", "void_reason"
        }  # fmt: skip
        assert schema.counted(one) is schema.table(one.name)
