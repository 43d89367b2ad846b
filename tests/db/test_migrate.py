from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from app.services.desk import open_desk
from app.services.listing import Ask, count
from db import audit, migrate, sqlite
from db.errors import StoreError

FIXTURES = sorted((Path(__file__).parents[1] / "fixtures").glob("schema_*.minqing"))


def test_there_is_a_real_file_of_every_schema() -> None:
    assert [path.stem for path in FIXTURES] == [f"schema_{number:04d}" for number in range(1, sqlite.SCHEMA + 1)]


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.stem)
def test_a_file_of_every_schema_opens_with_all_its_records(fixture: Path, tmp_path: Path) -> None:
    path = shutil.copy(fixture, tmp_path / fixture.name)
    desk = open_desk(path)
    counts = {
        name: desk.read(lambda unit, name=name: count(unit, ask=Ask(name))) for name in ("rectifications", "opinions")
    }
    with desk.store.read() as unit:
        rows, fault = audit.verify(unit.connection, unit.schema)
    desk.close()
    assert counts == {"rectifications": 2, "opinions": 1}
    assert (rows > 3, fault) == (True, "")


def _older(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version=0")
        connection.execute("DELETE FROM alembic_version")
        connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()


def test_an_upgrade_that_fails_leaves_the_old_file_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path(shutil.copy(FIXTURES[-1], tmp_path / "旧.minqing"))
    _older(path)
    before = path.read_bytes()

    def fail(connection: object) -> None:
        connection.execute("DELETE FROM opinions")  # type: ignore[attr-defined]

    monkeypatch.setattr(migrate, "_run", fail)
    with pytest.raises(StoreError):
        migrate.upgrade(path)
    assert path.read_bytes() == before


def test_an_upgrade_keeps_the_old_file_beside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path(shutil.copy(FIXTURES[-1], tmp_path / "旧.minqing"))
    _older(path)

    def step(connection: object) -> None:
        connection.execute(f"PRAGMA user_version={sqlite.SCHEMA}")  # type: ignore[attr-defined]

    monkeypatch.setattr(migrate, "_run", step)
    migrate.upgrade(path)
    assert sqlite.identify(path) == sqlite.SCHEMA
    assert (tmp_path / "旧.升级前.minqing").exists()


def test_what_a_killed_upgrade_left_is_not_played_into_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(shutil.copy(FIXTURES[-1], tmp_path / "旧.minqing"))
    _older(path)
    with sqlite3.connect(tmp_path / "other") as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE stray (x)")
        connection.commit()
        for copy in ("旧.minqing.upgrade", "旧.升级前.minqing", "旧.minqing.upgrade.part"):
            shutil.copy(tmp_path / "other-wal", tmp_path / f"{copy}-wal")
    connection.close()

    def step(connection: object) -> None:
        connection.execute(f"PRAGMA user_version={sqlite.SCHEMA}")  # type: ignore[attr-defined]

    monkeypatch.setattr(migrate, "_run", step)
    migrate.upgrade(path)
    for made in (path, tmp_path / "旧.升级前.minqing"):
        with sqlite3.connect(made) as connection:
            assert connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
            assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name='stray'").fetchone() == (0,)
        connection.close()
