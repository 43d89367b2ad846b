from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
import sqlcipher3.dbapi2 as dbapi

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services.desk import new_desk, open_desk
from app.services.listing import Ask, count
from db import keys, media, migrate, sqlite, store
from db.errors import Fault, StoreError
from db.holding import Hold
from db.store import create_store, open_store
from tests import factories
from tests.conftest import PASSPHRASE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ALL = registry.LEDGERS + registry.BASE


def key_of(path: Path) -> bytes:
    return keys.unlock(keys.load(path)[0], PASSPHRASE)


def fault_of(work: Callable[[], object]) -> Fault:
    with pytest.raises(StoreError) as caught:
        work()
    return caught.value.fault


def test_nothing_of_an_encrypted_file_is_plain(sealed_file: Path) -> None:
    data = sealed_file.read_bytes()
    assert data[:16] == key_of(sealed_file)[32:]
    assert b"SQLite" not in data
    assert "清河镇".encode() not in data
    with pytest.raises(sqlite3.DatabaseError), closing(sqlite3.connect(sealed_file)) as connection:
        connection.execute("SELECT count(*) FROM sqlite_master")


def test_both_engines_keep_the_promised_pragmas(sealed_file: Path) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "temp_store": 2, "foreign_keys": 1}
    with closing(open_store(sealed_file, ALL, key=key_of(sealed_file))) as opened:
        for begin in (opened.read, opened.write):
            with begin() as unit:
                found = {name: unit.connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
                version = unit.connection.exec_driver_sql("PRAGMA cipher_version").scalar()
            assert found == wanted
            assert str(version).startswith("4.")


def test_an_encrypted_file_without_a_key_and_a_plain_one_with_one_are_told_apart(
    sealed_file: Path, ledger_file: Path
) -> None:
    assert fault_of(lambda: open_store(sealed_file, ALL)) is Fault.PASSPHRASE_NEEDED
    assert fault_of(lambda: open_store(ledger_file, ALL, key=key_of(sealed_file))) is Fault.NOT_ENCRYPTED


def test_a_wrong_key_is_not_said_on_the_terminal(sealed_file: Path, capfd: pytest.CaptureFixture[str]) -> None:
    wrong = os.urandom(32) + key_of(sealed_file)[32:]
    assert fault_of(lambda: open_store(sealed_file, ALL, key=wrong)) is Fault.DAMAGED
    assert capfd.readouterr() == ("", "")


def test_a_plain_file_in_the_place_of_an_encrypted_one_is_refused(sealed_file: Path, ledger_file: Path) -> None:
    shutil.copy(ledger_file, sealed_file)
    before = sealed_file.read_bytes()
    assert fault_of(lambda: open_store(sealed_file, ALL)) is Fault.NOT_ENCRYPTED
    assert sealed_file.read_bytes() == before


def test_a_file_without_its_keys_is_told_from_a_foreign_one(sealed_file: Path, tmp_path: Path) -> None:
    keys.spare_path(key_of(sealed_file)[32:]).unlink()
    keys.key_path(sealed_file).unlink()
    assert fault_of(lambda: open_store(sealed_file, ALL)) is Fault.KEY_LOST
    other = tmp_path / "别的.minqing"
    other.write_bytes(b"some text of the office\n" * 4096)
    assert fault_of(lambda: open_store(other, ALL)) is Fault.FOREIGN


@pytest.mark.parametrize("place", [200, 4096 * 3 + 77, 4096 * 100 + 5, -10])
def test_a_flipped_bit_is_damage_never_a_wrong_passphrase(sealed_file: Path, place: int) -> None:
    key, data = key_of(sealed_file), bytearray(sealed_file.read_bytes())
    data[place] ^= 1
    sealed_file.write_bytes(bytes(data))
    assert fault_of(lambda: open_store(sealed_file, ALL, key=key)) is Fault.DAMAGED
    assert sealed_file.read_bytes() == bytes(data)


@pytest.mark.parametrize("size", [4096, 8192, 100_000])
def test_a_cut_file_is_damage(sealed_file: Path, size: int) -> None:
    key = key_of(sealed_file)
    sealed_file.write_bytes(sealed_file.read_bytes()[:size])
    assert fault_of(lambda: open_store(sealed_file, ALL, key=key)) is Fault.DAMAGED


def test_a_newer_encrypted_file_is_read_and_left_alone(sealed_file: Path) -> None:
    key = key_of(sealed_file)
    with closing(sqlite.connect(sealed_file, mode="rw", key=key)) as connection:
        connection.execute("PRAGMA user_version=999")
    before = sealed_file.read_bytes()
    with closing(open_store(sealed_file, ALL, key=key)) as opened:
        assert opened.closed_to_writing is Fault.NEWER
        with opened.read() as unit:
            assert unit.setting("office") == "清河镇"
    assert sealed_file.read_bytes() == before
    assert [path.name for path in sealed_file.parent.glob("*-wal")] == []


def test_a_copy_of_an_encrypted_file_is_encrypted_by_the_same_key(sealed_file: Path, tmp_path: Path) -> None:
    target = tmp_path / "副本.minqing"
    sqlite.backup(sealed_file, target, key=key_of(sealed_file))
    assert target.read_bytes()[:16] == sealed_file.read_bytes()[:16]
    assert target.stat().st_mode & 0o077 == 0
    with closing(open_desk(target, passphrase=PASSPHRASE)) as desk:
        assert desk.read(lambda unit: unit.setting("office")) == "清河镇"


def test_a_copy_that_fails_leaves_nothing(sealed_file: Path, tmp_path: Path) -> None:
    data = bytearray(sealed_file.read_bytes())
    data[4096 * 50 + 9] ^= 1
    sealed_file.write_bytes(bytes(data))
    with pytest.raises((StoreError, dbapi.DatabaseError)):
        sqlite.backup(sealed_file, tmp_path / "副本.minqing", key=key_of(sealed_file))
    assert list(tmp_path.glob("副本*")) == []


def test_an_upgrade_of_an_encrypted_file_is_never_plain(sealed_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = key_of(sealed_file)
    with closing(sqlite.connect(sealed_file, mode="rw", key=key)) as connection:
        connection.execute("PRAGMA user_version=1")
    seen: list[bytes] = []

    def step(connection: object) -> None:
        seen.extend(path.read_bytes()[:16] for path in sealed_file.parent.iterdir() if path.stat().st_size > 100_000)
        connection.execute(f"PRAGMA user_version={sqlite.SCHEMA}")  # type: ignore[attr-defined]

    monkeypatch.setattr(migrate, "_run", step)
    open_store(sealed_file, ALL, key=key).close()
    kept = sealed_file.with_name("加密.升级前.minqing")
    assert kept.read_bytes()[:16] == key[32:]
    assert set(seen) == {key[32:]}
    assert len(seen) == 3
    with closing(sqlite.connect(kept, mode="ro", key=key)) as connection:
        assert connection.execute("PRAGMA user_version").fetchall() == [(1,)]


def test_an_upgrade_takes_the_old_log_away(ledger_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log left by a crash belongs to the old file; played into the new one it would spoil it."""
    left = sqlite.connect(ledger_file, mode="rw")
    left.execute("INSERT INTO settings (key, value) VALUES ('late', 'saved')")
    for suffix in ("", "-wal"):
        shutil.copy(f"{ledger_file}{suffix}", f"{ledger_file.with_name('crashed.minqing')}{suffix}")
    left.close()
    crashed = ledger_file.with_name("crashed.minqing")

    def step(connection: object) -> None:
        connection.execute(f"PRAGMA user_version={sqlite.SCHEMA}")  # type: ignore[attr-defined]

    monkeypatch.setattr(migrate, "_run", step)
    migrate.upgrade(crashed)
    assert not crashed.with_name("crashed.minqing-wal").exists()
    with closing(open_store(crashed, ALL)) as opened, opened.read() as unit:
        assert unit.setting("late") == "saved"


@pytest.mark.parametrize("passphrase", [PASSPHRASE, ""])
def test_a_key_file_in_the_way_of_a_new_ledger_is_kept(cheap_keys: None, tmp_path: Path, passphrase: str) -> None:
    path = tmp_path / "新.minqing"
    keys.key_path(path).write_text("of a ledger that was moved away")
    new_desk(path, office_name="清河镇", passphrase=passphrase).close()
    assert (tmp_path / "新.minqing.旧1.key").read_text() == "of a ledger that was moved away"
    open_desk(path, passphrase=passphrase).close()


def test_a_ledger_that_cannot_be_made_leaves_no_key(
    cheap_keys: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(path: Path, key: bytes | None, *, removable: bool) -> None:
        raise RuntimeError

    monkeypatch.setattr(migrate, "make", fail)
    with pytest.raises(RuntimeError):
        create_store(tmp_path / "新.minqing", ALL, new=keys.new_keys("管理员", PASSPHRASE))
    assert list(tmp_path.iterdir()) == []


def test_a_removable_disk_gets_a_rollback_journal_with_extra_sync(
    sealed_file: Path, ledger_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(media, "disk", lambda _path: media.Disk.REMOVABLE)
    made = create_store(tmp_path / "U盘.minqing", ALL)
    for opened in (made, open_store(ledger_file, ALL), open_store(sealed_file, ALL, key=key_of(sealed_file))):
        for begin in (opened.read, opened.write):
            with begin() as unit:
                found = [
                    unit.connection.exec_driver_sql(f"PRAGMA {x}").scalar() for x in ("journal_mode", "synchronous")
                ]
            assert found == ["delete", 3]
        opened.close()


def test_a_file_that_comes_back_to_a_fixed_disk_gets_its_log_again(ledger_file: Path) -> None:
    with closing(sqlite.connect(ledger_file, mode="rw")) as connection:
        sqlite.use_wal(connection, removable=True)
    with closing(open_store(ledger_file, ALL)) as opened, opened.read() as unit:
        found = [unit.connection.exec_driver_sql(f"PRAGMA {x}").scalar() for x in ("journal_mode", "synchronous")]
    assert found == ["wal", 2]


def test_a_file_another_program_has_locked_is_said_so(ledger_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """F13, without the five seconds."""
    monkeypatch.setitem(sqlite.PRAGMAS, "busy_timeout", 10)
    with closing(open_desk(ledger_file)) as desk, closing(sqlite.connect(ledger_file, mode="rw")) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Refused, match=r"另一个程序.*还没有存上"):
            factories.add(desk, "opinions")
        other.execute("ROLLBACK")
        factories.add(desk, "opinions")


def test_a_share_is_read_and_never_written(ledger_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = ledger_file.read_bytes()
    monkeypatch.setattr(media, "disk", lambda _path: media.Disk.NETWORK)
    assert fault_of(lambda: create_store(tmp_path / "新.minqing", ALL)) is Fault.NETWORK
    with closing(open_store(ledger_file, ALL)) as opened:
        assert opened.closed_to_writing is Fault.NETWORK
        with pytest.raises(StoreError), opened.write():
            pass
    assert ledger_file.read_bytes() == before
    assert not (tmp_path / "新.minqing").exists()


def test_an_older_file_that_cannot_be_written_is_refused_with_the_way_out(
    ledger_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite.connect(ledger_file, mode="rw")) as connection:
        connection.execute("PRAGMA user_version=1")
    before = ledger_file.read_bytes()
    monkeypatch.setattr("os.access", lambda *_: False)
    assert fault_of(lambda: open_store(ledger_file, ALL)) is Fault.OLDER
    assert ledger_file.read_bytes() == before


def test_an_older_file_that_someone_has_is_not_upgraded(ledger_file: Path) -> None:
    with closing(sqlite.connect(ledger_file, mode="rw")) as connection:
        connection.execute("PRAGMA user_version=1")
    hold = Hold(ledger_file)
    hold.acquire("李审核")
    assert fault_of(lambda: open_store(ledger_file, ALL)) is Fault.LOCKED
    hold.release()
    assert not ledger_file.with_name("清河镇.升级前.minqing").exists()


def test_a_second_name_on_the_disk_is_refused_and_a_pointing_one_followed(ledger_file: Path, tmp_path: Path) -> None:
    pointing = tmp_path / "指向.minqing"
    pointing.symlink_to(ledger_file)
    with closing(open_store(pointing, ALL)) as opened:
        assert opened.path == ledger_file
    os.link(ledger_file, tmp_path / "另名.minqing")
    assert fault_of(lambda: open_store(ledger_file, ALL)) is Fault.LINKED


def test_a_file_replaced_while_open_is_not_written(ledger_file: Path, tmp_path: Path) -> None:
    """F50."""
    with closing(open_store(ledger_file, ALL)) as opened:
        other = shutil.copy(ledger_file, tmp_path / "旧.minqing")
        other.replace(ledger_file)
        before = ledger_file.read_bytes()
        with pytest.raises(StoreError) as caught, opened.write() as unit:
            unit.put_setting("office", "别的镇")
        ledger_file.unlink()
        assert fault_of(lambda: opened.write().__enter__()) is Fault.REPLACED
    assert caught.value.fault is Fault.REPLACED
    assert b"SQLite" in before[:16]


CHILD = """
import sys
from pathlib import Path
from app.services.desk import open_desk
from tests import factories
from tests.conftest import PASSPHRASE
desk = open_desk(Path(sys.argv[1]), passphrase=PASSPHRASE)
for n in range(500):
    factories.add(desk, "opinions", f"原始意见=第{n}条")
    print(n, flush=True)
"""


def crash(path: Path, acknowledged: int) -> None:
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", CHILD, path], stdout=subprocess.PIPE, env=env) as child:
        assert child.stdout is not None
        for _ in range(acknowledged):
            child.stdout.readline()
        child.kill()


@pytest.mark.parametrize("acknowledged", [1, 11])
def test_kill_9_of_an_encrypted_ledger_loses_nothing_that_was_acknowledged(
    sealed_file: Path, acknowledged: int
) -> None:
    crash(sealed_file, acknowledged)
    with closing(open_desk(sealed_file, passphrase=PASSPHRASE)) as desk:
        assert desk.read(lambda unit: count(unit, ask=Ask("opinions"))) >= acknowledged
        assert desk.warnings == ()


def test_a_log_taken_away_after_a_crash_is_noticed(sealed_file: Path) -> None:
    """F46: the file opens, but this computer has seen more of its history."""
    crash(sealed_file, 5)
    sealed_file.with_name(sealed_file.name + "-wal").unlink()
    sealed_file.with_name(sealed_file.name + "-shm").unlink(missing_ok=True)
    with closing(open_desk(sealed_file, passphrase=PASSPHRASE)) as desk:
        assert desk.store.behind
        assert "少了一部分记录" in desk.warnings[0]


def test_a_large_file_closed_well_is_not_read_whole_at_every_start(
    ledger_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[Path] = []
    monkeypatch.setattr(sqlite, "quick_check", lambda _connection: checked.append(ledger_file) or "ok")
    monkeypatch.setattr(store, "SMALL", 1000)
    open_store(ledger_file, ALL).close()
    assert checked == []
    with closing(open_desk(ledger_file)) as desk:
        factories.add(desk, "opinions")
        shutil.copy(f"{ledger_file}-wal", ledger_file.with_name("left-wal"))
    shutil.copy(ledger_file.with_name("left-wal"), f"{ledger_file}-wal")
    open_store(ledger_file, ALL).close()
    assert checked == [ledger_file]
