from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
import sqlcipher3.dbapi2 as dbapi

from app.ledgers import registry
from app.services.desk import open_desk
from db import migrate, sqlite, tables
from db.errors import Fault, StoreError
from db.store import create_store, open_store
from tests import factories

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk

ALL = registry.LEDGERS + registry.BASE


@pytest.mark.file_only("how a file is opened")
def test_the_pragmas_of_both_engines_are_as_promised(desk: Desk) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "temp_store": 2}
    for opened in (desk.store.read, desk.store.write):
        with opened() as unit:
            found = {name: unit.connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
        assert found == wanted


def test_the_library_is_new_enough_for_a_write_ahead_log() -> None:
    assert dbapi.sqlite_version_info >= sqlite.SAFE_WAL_VERSION


def test_the_file_says_whose_it_is(ledger_file: Path) -> None:
    head = ledger_file.read_bytes()[:100]
    assert head[68:72] == b"MQL1"
    assert int.from_bytes(head[60:64], "big") == sqlite.SCHEMA


def test_the_migrated_schema_is_the_declared_one(tmp_path: Path) -> None:
    declared = tmp_path / "declared"
    engine = sa.create_engine(f"sqlite:///{declared}")
    schema = tables.build(ALL)
    with engine.begin() as connection:
        for table in schema.everything():
            table.create(connection)
    engine.dispose()
    migrated = tmp_path / "migrated"
    migrated.touch()
    migrate.make(migrated)
    assert _columns(migrated, schema) == _columns(declared, schema)
    assert _indexes(migrated) == _indexes(declared)


def _columns(path: Path, schema: tables.Schema) -> dict[str, list[tuple[object, ...]]]:
    with sqlite3.connect(path) as connection:
        found = {
            name: [
                # Columns are read by name; one added later stands last in a file, wherever its declaration has it.
                *sorted(row[1:] for row in connection.execute(f'PRAGMA table_info("{name}")')),
                *sorted(row[2:7] for row in connection.execute(f'PRAGMA foreign_key_list("{name}")')),
            ]
            for name in (table.name for table in schema.everything())
        }
    connection.close()
    return found


def _indexes(path: Path) -> set[str]:
    with sqlite3.connect(path) as connection:
        found = {
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type='index' AND sql IS NOT NULL")
        }
    connection.close()
    return found


def test_a_new_file_never_overwrites(ledger_file: Path) -> None:
    before = ledger_file.read_bytes()
    with pytest.raises(StoreError) as caught:
        create_store(ledger_file, ALL)
    assert caught.value.fault is Fault.EXISTS
    assert ledger_file.read_bytes() == before


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(StoreError) as caught:
        open_store(tmp_path / "没有.minqing", ALL)
    assert caught.value.fault is Fault.MISSING
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"hello", b"SQLite format 3\0" + b"\0" * 200, b"\xff" * 5000])
def test_a_foreign_file_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "别的.minqing"
    path.write_bytes(content)
    with pytest.raises(StoreError) as caught:
        open_store(path, ALL)
    assert caught.value.fault is Fault.FOREIGN
    assert path.read_bytes() == content


def _newer(path: Path, *statements: str) -> bytes:
    with sqlite3.connect(path) as connection:
        for statement in (*statements, "PRAGMA user_version=999"):
            connection.execute(statement)
    connection.close()
    return path.read_bytes()


def test_a_newer_schema_is_read_not_written_and_left_alone(ledger_file: Path) -> None:
    before = _newer(ledger_file)
    store = open_store(ledger_file, ALL)
    with store.read() as unit:
        assert unit.setting("office") == "清河镇"
    with pytest.raises(StoreError) as caught, store.write():
        pass
    store.close()
    assert (caught.value.fault, store.closed_to_writing) == (Fault.NEWER, Fault.NEWER)
    assert ledger_file.read_bytes() == before


def test_a_newer_schema_without_our_columns_is_refused_and_left_alone(ledger_file: Path) -> None:
    before = _newer(ledger_file, "ALTER TABLE opinions RENAME COLUMN speaker TO said_by")
    with pytest.raises(StoreError) as caught:
        open_store(ledger_file, ALL)
    assert caught.value.fault is Fault.NEWER
    assert ledger_file.read_bytes() == before


def test_a_truncated_file_is_damaged_not_a_crash(ledger_file: Path) -> None:
    ledger_file.write_bytes(ledger_file.read_bytes()[:8192])
    with pytest.raises(StoreError) as caught:
        open_store(ledger_file, ALL)
    assert caught.value.fault is Fault.DAMAGED


def test_a_failed_migration_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path, key: bytes | None, *, removable: bool) -> None:
        raise RuntimeError

    monkeypatch.setattr(migrate, "make", fail)
    with pytest.raises(RuntimeError):
        create_store(tmp_path / "新.minqing", ALL)
    assert list(tmp_path.iterdir()) == []


def test_an_exception_in_a_transaction_saves_nothing(desk: Desk) -> None:
    def work(unit: object) -> None:
        unit.put_setting("office", "别的镇")  # type: ignore[attr-defined]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        desk.write(work)
    assert desk.read(lambda unit: unit.setting("office")) == "清河镇"


@pytest.mark.file_only("a server has tests of its own for it")
def test_the_history_cannot_be_changed_through_the_file(desk: Desk) -> None:
    for statement in ("UPDATE audit SET operator='别人'", "DELETE FROM audit"):
        with pytest.raises(sa.exc.IntegrityError, match="append-only"), desk.store.write() as unit:
            unit.connection.exec_driver_sql(statement)


CHILD = """
import sys
from app.services.desk import open_desk
from tests import factories
desk = open_desk(__import__("pathlib").Path(sys.argv[1]))
for n in range(500):
    factories.add(desk, "opinions", f"原始意见=第{n}条")
    print(n, flush=True)
"""


@pytest.mark.parametrize("acknowledged", [1, 7, 23])
def test_kill_9_loses_nothing_that_was_acknowledged(ledger_file: Path, acknowledged: int) -> None:
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", CHILD, ledger_file], stdout=subprocess.PIPE, env=env) as child:
        assert child.stdout is not None
        for _ in range(acknowledged):
            child.stdout.readline()
        child.kill()
    opened = open_desk(ledger_file)
    with opened.store.read() as unit:
        count = unit.connection.exec_driver_sql("SELECT count(*) FROM opinions").scalar_one()
        audits = unit.connection.exec_driver_sql("SELECT count(*) FROM audit WHERE ledger='opinions'").scalar_one()
        found = unit.connection.exec_driver_sql("SELECT count(*) FROM search_row WHERE ledger='opinions'").scalar_one()
        check = unit.connection.exec_driver_sql("PRAGMA integrity_check").scalar_one()
    opened.close()
    assert count >= acknowledged
    assert (audits, found, check) == (count, count, "ok")
    assert factories  # the child enters through the same factory
