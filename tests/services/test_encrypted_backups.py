"""Backups of encrypted ledgers: nothing of them is ever in clear, and a secret opens them before a file is touched."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Exit, Refused
from app.services import attachments, backup_keys, backups, kept_backups, restoring, signing_in
from app.services.desk import new_desk, open_desk
from app.services.listing import Ask, count
from app.services.restoring import Wanted
from db import copies, keys
from tests import factories
from tests.services.killing import kill_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.services.desk import Desk

pytestmark = pytest.mark.usefixtures("fresh_data_folder", "cheap_keys")
ROOT = Path(__file__).parents[2]
PASSPHRASE, NEXT = "清河镇2014年春", "柳林乡2015年秋"
PLANTED = "欧阳倩茜的宅基地"
ITEMS = Ask("rectifications")


@pytest.fixture
def secret_desk(tmp_path: Path) -> Iterator[Desk]:
    """An encrypted ledger with one item."""
    folder = tmp_path / "台账"
    folder.mkdir()
    desk = new_desk(folder / "清河镇.minqing", office_name="清河镇", passphrase=PASSPHRASE)
    factories.add(desk, "rectifications", f"问题描述={PLANTED}")
    yield desk
    desk.close()


def opened(path: Path, passphrase: str = PASSPHRASE) -> int:
    with closing(open_desk(path, passphrase=passphrase)) as desk:
        return desk.read(lambda unit: count(unit, ask=ITEMS))


def in_clear(*folders: Path) -> list[str]:
    """Files in which the planted words, or the head of a plain ledger, can be read."""
    marks = (PLANTED.encode(), PLANTED[:4].encode(), b"SQLite format 3")
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(mark in path.read_bytes() for mark in marks)]


def test_nothing_is_in_clear_at_any_moment(secret_desk: Desk, tmp_path: Path, fresh_data_folder: Path) -> None:
    usb = tmp_path / "U盘"
    usb.mkdir()
    file = backups.source(secret_desk)
    kept_backups.set_second_place(file, place=usb)
    seen: list[int] = []

    def look(done: int, _whole: int) -> None:
        seen.append(done)
        assert in_clear(tmp_path, fresh_data_folder) == []

    out = backups.backup(secret_desk, out=usb / "备份.mqbak", progress=look).path
    kept_backups.keep(file, occasion=backups.Occasion.CLOSING, progress=look)
    secret_desk.close()
    restoring.restore(Wanted(out, secret_desk.path, "演练", "管理员", file.key, file), progress=look)
    assert {45, 60, 80, 100} <= set(seen)
    assert in_clear(tmp_path, fresh_data_folder) == []


def test_the_backup_holds_the_key_slots_and_says_that_it_is_encrypted(secret_desk: Desk, tmp_path: Path) -> None:
    out = backups.backup(secret_desk, out=tmp_path / "备份.mqbak").path
    with zipfile.ZipFile(out) as archive:
        assert set(archive.namelist()) == {"ledger.minqing", "ledger.minqing.key", "manifest.json"}
        assert keys.loads(archive.read("ledger.minqing.key")).operators == ("管理员",)
    inside = backups.inside(out)
    assert (inside.encrypted, inside.office, inside.counts["rectifications"]) == (True, "清河镇", 1)
    assert backup_keys.operators_of(out) == ("管理员",)


def test_a_flipped_byte_of_an_encrypted_copy_is_found(secret_desk: Desk, tmp_path: Path) -> None:
    made = copies.copy(backups.source(secret_desk), tmp_path / "x")
    data = bytearray(made.path.read_bytes())
    data[len(data) // 2] ^= 1
    made.path.write_bytes(data)
    with pytest.raises(Exception, match="damaged"):
        copies.check(made)


def test_a_wrong_passphrase_touches_nothing_and_is_counted(secret_desk: Desk, tmp_path: Path) -> None:
    out = backups.backup(secret_desk, out=tmp_path / "备份.mqbak").path
    before = set(tmp_path.rglob("*"))
    for _ in range(5):
        with pytest.raises(Refused, match="口令不对") as refusal:
            backup_keys.unlock(out, passphrase="不是这个口令")
        assert refusal.value.exit_code is Exit.NOT_ALLOWED
    with pytest.raises(Refused, match="口令连续输错"):
        backup_keys.unlock(out, passphrase=PASSPHRASE)
    assert signing_in.wait_left(secret_desk.path) > 0
    assert set(tmp_path.rglob("*")) == before


def test_without_a_key_nothing_is_restored(secret_desk: Desk, tmp_path: Path) -> None:
    out = backups.backup(secret_desk, out=tmp_path / "备份.mqbak").path
    there = tmp_path / "新.minqing"
    with pytest.raises(Refused, match="已加密"):
        restoring.restore(Wanted(out, there, "换电脑"))
    with pytest.raises(Refused, match="已加密"):
        backup_keys.unlock(out, passphrase="")
    assert not there.exists()


def test_keys_of_another_ledger_in_a_backup_are_refused(secret_desk: Desk, tmp_path: Path) -> None:
    out = backups.backup(secret_desk, out=tmp_path / "备份.mqbak").path
    with zipfile.ZipFile(out) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members[backups.KEYS] = keys.dumps(keys.new_keys("贼", "别人的口令一二三").file)
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    with pytest.raises(Refused, match="不是台账备份"):
        backup_keys.unlock(out, passphrase="别人的口令一二三")


def test_on_a_new_computer_the_backup_and_the_passphrase_are_enough(secret_desk: Desk, tmp_path: Path) -> None:
    """F48: a fresh home, nothing of the old computer but the `.mqbak`."""
    out = backups.backup(secret_desk, out=tmp_path / "备份.mqbak").path
    there, home = tmp_path / "新电脑", tmp_path / "家"
    there.mkdir()
    environment = {**os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home / "data")}
    command = [sys.executable, "-m", "app", "--file", str(there / "台账.minqing"), "--json"]

    def run(*words: str, passphrase: str) -> tuple[int, dict[str, object]]:
        done = subprocess.run(
            [*command, *words], cwd=ROOT, capture_output=True, check=False,
            env={**environment, "MINQING_PASSPHRASE": passphrase},
        )  # fmt: skip
        return done.returncode, json.loads(done.stdout)

    code, answer = run("restore", str(out), passphrase="不是这个口令")
    assert (code, "口令不对" in str(answer["refused"]), list(there.iterdir())) == (3, True, [])
    assert run("restore", str(out), passphrase=PASSPHRASE)[0] == 0
    assert run("list", "rectifications", passphrase=PASSPHRASE)[1]["total"] == 1
    assert (there / "台账.minqing.key").exists()
    assert in_clear(there, home) == []


def test_drill_the_file_and_its_keys_are_gone(secret_desk: Desk, tmp_path: Path, fresh_data_folder: Path) -> None:
    """Delete the ledger, its log, its keys and their copy; restore; every page of the ledger is that of the backup."""
    picture = os.urandom(400_000)
    (item,) = secret_desk.read(lambda unit: unit.reading.page(ITEMS).rows)
    secret_desk.write(
        lambda unit: attachments.attach(
            unit, actor=secret_desk.actor, ledger="rectifications", record_id=item.id, name="照片.jpg", data=picture
        )
    )
    out = backups.backup(secret_desk, out=tmp_path / "备份.mqbak").path
    secret_desk.close()
    shutil.rmtree(secret_desk.path.parent)
    shutil.rmtree(fresh_data_folder)
    secret_desk.path.parent.mkdir()
    key = backup_keys.unlock(out, passphrase=PASSPHRASE)
    restoring.restore(Wanted(out, secret_desk.path, "演练", key=key))
    with closing(open_desk(secret_desk.path, passphrase=PASSPHRASE)) as desk:
        (file,) = desk.read(lambda unit: attachments.of(unit, ledger="rectifications", record_id=item.id))
        assert desk.read(lambda unit: attachments.content(unit, sha256=file.sha256)) == picture
        (again,) = desk.read(lambda unit: unit.reading.page(ITEMS).rows)
    assert again == item


def test_drill_the_passphrase_is_lost_the_recovery_code_opens(secret_desk: Desk, tmp_path: Path) -> None:
    code = secret_desk.recovery_code
    out = backups.backup(secret_desk, out=tmp_path / "备份.mqbak").path
    secret_desk.close()
    there = tmp_path / "新.minqing"
    key = backup_keys.unlock_by_code(out, code=code)
    restoring.restore(Wanted(out, there, "忘了口令", key=key))
    signing_in.recover(there, code=code, passphrase=NEXT)
    assert opened(there, NEXT) == 1
    with pytest.raises(Refused, match="抄错了"):
        backup_keys.unlock_by_code(out, code=code[:-1] + ("A" if code[-1] != "A" else "B"))


def test_who_is_signed_in_restores_without_a_passphrase_and_keeps_todays(secret_desk: Desk, tmp_path: Path) -> None:
    out = backups.backup(secret_desk, out=tmp_path / "备份.mqbak").path
    factories.add(secret_desk, "rectifications")
    signing_in.change_passphrase(secret_desk, old=PASSPHRASE, new=NEXT)
    file = backups.source(secret_desk)
    secret_desk.close()
    assert backup_keys.opened_by(out, file.key)
    restoring.restore(Wanted(out, secret_desk.path, "演练", "管理员", file.key, file))
    assert opened(secret_desk.path, NEXT) == 1


def test_who_gave_the_old_passphrase_opens_with_it(secret_desk: Desk, tmp_path: Path) -> None:
    """The present file cannot be read and its passphrase is forgotten: that of the backup's day serves."""
    out = backups.backup(secret_desk, out=tmp_path / "备份.mqbak").path
    signing_in.change_passphrase(secret_desk, old=PASSPHRASE, new=NEXT)
    secret_desk.close()
    secret_desk.path.write_bytes(secret_desk.path.read_bytes()[:40_000])
    key = backup_keys.unlock(out, passphrase=PASSPHRASE)
    restoring.restore(Wanted(out, secret_desk.path, "文件坏了", key=key))
    assert opened(secret_desk.path, PASSPHRASE) == 1


@pytest.mark.file_only("backups are made of a file")
def test_a_plain_backup_never_takes_the_place_of_an_encrypted_ledger(
    secret_desk: Desk, desk: Desk, tmp_path: Path
) -> None:
    out = backups.backup(desk, out=tmp_path / "明文.mqbak").path
    file = backups.source(secret_desk)
    secret_desk.close()
    before = file.path.read_bytes()
    with pytest.raises(Refused, match="没有加密，现在的台账是加密的"):
        restoring.restore(Wanted(out, file.path, "试试", "管理员", None, file))
    assert file.path.read_bytes() == before


@pytest.mark.file_only("backups are made of a file")
def test_the_key_file_of_another_ledger_is_moved_aside(secret_desk: Desk, desk: Desk, tmp_path: Path) -> None:
    """A plain backup goes where only the keys of an encrypted ledger were left."""
    out = backups.backup(desk, out=tmp_path / "明文.mqbak").path
    secret_desk.close()
    left = keys.key_path(secret_desk.path).read_bytes()
    secret_desk.path.unlink()
    restoring.restore(Wanted(out, secret_desk.path, "换一份"))
    assert opened(secret_desk.path, "") == 0
    (aside,) = secret_desk.path.parent.glob("*.旧1.key")
    assert aside.read_bytes() == left


KILLED = """
import sys
from pathlib import Path
from app.services import restoring
from db.copies import LedgerFile
swap = restoring._swap
def told(file, target, slots):
    print("swap", flush=True)
    swap(file, target, slots)
restoring._swap = told
target, key = Path(sys.argv[2]), bytes.fromhex(sys.argv[3])
present = LedgerFile(target, key) if sys.argv[4] == "present" else None
tell = lambda done, _whole: print(done, flush=True)
wanted = restoring.Wanted(Path(sys.argv[1]), target, "换回", "管理员", key, present)
restoring.restore(wanted, progress=tell)
print("done", flush=True)
"""
STEPS = (("60", 0.0), ("95", 0.0), ("swap", 0.0), ("swap", 0.002), ("swap", 0.01), ("done", 0.0))


@pytest.mark.parametrize("is_there", [True, False], ids=["over a ledger", "where none is"])
def test_kill_9_during_a_restore_leaves_what_opens(secret_desk: Desk, tmp_path: Path, is_there: bool) -> None:
    """F04, encrypted: the old ledger or the restored one, each with its keys; on a new place nothing or all of it."""
    out = backups.backup(secret_desk, out=tmp_path / "备份.mqbak").path
    factories.add(secret_desk, "rectifications")
    file = backups.source(secret_desk)
    secret_desk.close()
    assert file.key is not None
    kept = shutil.copytree(file.path.parent, tmp_path / "原样")
    old = hashlib.sha256(file.path.read_bytes()).hexdigest()
    seen: list[object] = []
    for step, later in STEPS:
        shutil.rmtree(file.path.parent)
        shutil.copytree(kept, file.path.parent)
        if not is_there:
            for left in file.path.parent.iterdir():
                left.unlink()
        kill_at(step, KILLED, str(out), str(file.path), file.key.hex(), "present" if is_there else "", later=later)
        if not file.path.exists():
            seen.append("nothing")
            continue
        is_old = hashlib.sha256(file.path.read_bytes()).hexdigest() == old
        seen.append(opened(file.path))
        assert seen[-1] == (2 if is_old else 1)
    assert seen[0] == (2 if is_there else "nothing")
    assert seen[-1] == 1
