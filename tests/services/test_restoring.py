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
from typing import IO, TYPE_CHECKING, Any

import pytest

from app.ledgers import registry
from app.rules.refusal import Exit, Refused
from app.services import attachments, backups, history, kept_backups, records, restoring
from app.services.changes import Actor
from app.services.desk import new_desk, open_desk
from app.services.listing import Ask, count
from app.services.restoring import Wanted
from db import audit, copies, sqlite
from db.copies import LedgerFile
from tests import factories
from tests.services.killing import kill_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.services.desk import Desk

pytestmark = [pytest.mark.usefixtures("fresh_data_folder"), pytest.mark.file_only("backups are made of a file")]
ROOT = Path(__file__).parents[2]
FIXTURES = Path(__file__).parents[1] / "fixtures"
ITEMS = Ask("rectifications")


def counted(path: Path) -> int:
    with closing(open_desk(path)) as desk:
        return desk.read(lambda unit: count(unit, ask=ITEMS))


def every_field(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables of a plain ledger, in order; the settings of the window and the search index included."""
    with closing(sqlite.connect(path, mode="ro")) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall()
        return {
            name: connection.execute(f'SELECT * FROM "{name}"').fetchall()
            for (name,) in tables
            if name not in ("search_text",)
        }


@pytest.fixture
def backed_up(desk: Desk, tmp_path: Path) -> Iterator[Wanted]:
    """A closed ledger with two items and a backup of its first; asked to be restored."""
    factories.add(desk, "rectifications", "登记日期=2014.3.9")
    backup = backups.backup(desk, out=tmp_path / "备份.mqbak").path
    factories.add(desk, "rectifications", "登记日期=2014.3.10")
    desk.close()
    return Wanted(backup, desk.path, "误把当月的都作废了", "管理员", present=LedgerFile(desk.path))


# ---- what is shown first ---------------------------------------------------------------------------------------------


def test_what_would_be_lost_is_named_by_number(desk: Desk, tmp_path: Path) -> None:
    old = factories.add(desk, "rectifications", "登记日期=2014.3.9")
    factories.add(desk, "opinions", "日期=2014.3.9")
    backup = backups.backup(desk, out=tmp_path / "备份.mqbak").path
    for day in (10, 11):
        factories.add(desk, "rectifications", f"登记日期=2014.3.{day}")
    desk.write(
        lambda unit: records.void(unit, actor=desk.actor, ledger="rectifications", record_id=old.ids[0], reason="重复")
    )
    shown = restoring.preview(Wanted(backup, desk.path, "", present=LedgerFile(desk.path)))
    (loss,) = shown.losses
    assert loss.words == "整改台账：新登记2条（整改〔2014〕2号、整改〔2014〕3号），改动过1条（整改〔2014〕1号）"
    assert shown.rows == 4  # the row of the backup itself, two entered, one voided
    assert "路灯" not in restoring.would_lose(shown)
    assert restoring.would_lose(shown).endswith("恢复前会先把现在的台账另存一份备份。")


def test_nothing_is_lost_when_the_backup_is_the_present_state(desk: Desk) -> None:
    made = kept_backups.keep(backups.source(desk), occasion=backups.Occasion.CLOSING)
    shown = restoring.preview(Wanted(made.path, desk.path, "", present=LedgerFile(desk.path)))
    assert (shown.rows, shown.losses, shown.loses, restoring.would_lose(shown)) == (0, (), False, "")


def test_a_ledger_restored_in_between_is_compared_from_where_they_parted(backed_up: Wanted, tmp_path: Path) -> None:
    with closing(open_desk(backed_up.target)) as desk:
        later = backups.backup(desk, out=tmp_path / "后来.mqbak").path
    restoring.restore(backed_up)
    shown = restoring.preview(Wanted(later, backed_up.target, "", present=LedgerFile(backed_up.target)))
    assert (shown.rows, shown.losses) == (1, ())  # the row that says it was restored
    assert not list(tmp_path.glob(".*restoring*"))


def test_the_backup_of_another_office_is_refused_and_nothing_is_touched(backed_up: Wanted, tmp_path: Path) -> None:
    other = tmp_path / "别的.minqing"
    new_desk(other, office_name="柳林乡").close()
    before = other.read_bytes()
    wanted = Wanted(backed_up.backup, other, "试试", "管理员", present=LedgerFile(other))
    for work in (restoring.preview, restoring.restore):
        with pytest.raises(Refused, match="这份备份是「清河镇」的，与现在的台账（「柳林乡」）不是同一份台账"):
            work(wanted)
    assert other.read_bytes() == before


def test_the_manifest_is_not_believed_about_whose_ledger_it_is(backed_up: Wanted, tmp_path: Path) -> None:
    other = tmp_path / "别的.minqing"
    new_desk(other, office_name="柳林乡").close()
    with zipfile.ZipFile(backed_up.backup) as archive:
        manifest, data = json.loads(archive.read(backups.MANIFEST)), archive.read(backups.LEDGER)
    manifest["ledger"] = copies.identity(LedgerFile(other))
    with zipfile.ZipFile(backed_up.backup, "w") as archive:
        archive.writestr(backups.MANIFEST, json.dumps(manifest))
        archive.writestr(backups.LEDGER, data)
    before = other.read_bytes()
    with pytest.raises(Refused, match="不是同一份台账"):
        restoring.restore(Wanted(backed_up.backup, other, "试试", "管理员", present=LedgerFile(other)))
    assert other.read_bytes() == before


@pytest.mark.parametrize("field", ["counts", "anchor"])
def test_a_backup_that_does_not_hold_what_it_says_is_refused(backed_up: Wanted, field: str) -> None:
    with zipfile.ZipFile(backed_up.backup) as archive:
        manifest, data = json.loads(archive.read(backups.MANIFEST)), archive.read(backups.LEDGER)
    manifest |= {"counts": manifest["counts"] | {"rectifications": 9}} if field == "counts" else {}
    manifest |= {"anchor": {"seq": 1, "hash": "0"}} if field == "anchor" else {}
    with zipfile.ZipFile(backed_up.backup, "w") as archive:
        archive.writestr(backups.MANIFEST, json.dumps(manifest))
        archive.writestr(backups.LEDGER, data)
    before = backed_up.target.read_bytes()
    with pytest.raises(Refused, match="对不上"):
        restoring.restore(backed_up)
    assert backed_up.target.read_bytes() == before


def test_only_who_manages_may_restore() -> None:
    restoring.may(Actor("王某", "管理"))
    for role in ("录入", "审核", "领导", "查看"):
        with pytest.raises(Refused) as refusal:
            restoring.may(Actor("王某", role))
        assert refusal.value.exit_code is Exit.NOT_ALLOWED


# ---- the restore itself ----------------------------------------------------------------------------------------------


def test_a_restored_ledger_is_that_of_the_backup_and_its_history_says_so(backed_up: Wanted) -> None:
    done = restoring.restore(backed_up)
    assert counted(backed_up.target) == 1
    with closing(open_desk(backed_up.target)) as desk, desk.store.read() as unit:
        newest = history.recent(unit)[0]
        event = audit.events(unit.connection, unit.schema, unit.schema.audit.c.seq > 0, 1)[0]
        _rows, fault = audit.verify(unit.connection, unit.schema)
    assert "从备份恢复（" in newest
    assert (event.entry.action, event.entry.reason, event.entry.operator) == (
        "restore_file", "误把当月的都作废了", "管理员"
    )  # fmt: skip
    assert fault == ""
    assert done.total > 0


def test_the_present_state_is_saved_first_and_comes_back_by_the_same_way(backed_up: Wanted) -> None:
    before = every_field(backed_up.target)
    done = restoring.restore(backed_up)
    assert done.saved is not None
    assert done.saved.name.startswith("恢复前")
    back = Wanted(done.saved, backed_up.target, "恢复错了", "管理员", present=LedgerFile(backed_up.target))
    restoring.restore(back)
    after = every_field(backed_up.target)
    added = {"audit": 1, "audit_value": 1}
    assert {name: rows[: len(before[name])] for name, rows in after.items()} == before
    assert {name: len(rows) - len(before[name]) for name, rows in after.items() if rows != before[name]} == added


def test_a_reason_is_asked_for(backed_up: Wanted) -> None:
    before = backed_up.target.read_bytes()
    for reason in ("", "  ", "长" * 501):
        with pytest.raises(Refused, match="请写明为什么恢复"):
            restoring.restore(Wanted(backed_up.backup, backed_up.target, reason, present=backed_up.present))
    assert backed_up.target.read_bytes() == before


def test_nothing_is_left_beside_a_restored_ledger(backed_up: Wanted, tmp_path: Path) -> None:
    restoring.restore(backed_up)
    left = {path.name for path in tmp_path.iterdir()}
    assert left - {f".{backed_up.target.name}.lock"} == {backed_up.target.name, "备份.mqbak"}


def test_an_open_ledger_is_not_replaced(backed_up: Wanted) -> None:
    with closing(open_desk(backed_up.target)) as desk:
        desk.hold()
        before = backed_up.target.read_bytes()
        with pytest.raises(Refused, match="没有恢复，没有改动任何文件"):
            restoring.restore(backed_up)
        assert backed_up.target.read_bytes() == before


def test_the_log_of_the_old_ledger_is_not_played_into_the_restored_one(backed_up: Wanted) -> None:
    """A crash left saves in the log: they belong to the old ledger, are saved with it, and go with it."""
    crash = "import os, sys; from tests.services.crashing import save; save(sys.argv[1]); os._exit(9)"
    subprocess.run([sys.executable, "-c", crash, str(backed_up.target)], cwd=ROOT, check=False)
    log = backed_up.target.with_name(backed_up.target.name + "-wal")
    assert log.stat().st_size > 0
    done = restoring.restore(backed_up)
    assert not log.exists()
    assert counted(backed_up.target) == 1
    assert done.saved is not None
    assert backups.inside(done.saved).counts["rectifications"] == 3


def test_a_damaged_ledger_is_kept_as_it_is_beside_the_restored_one(backed_up: Wanted, tmp_path: Path) -> None:
    backed_up.target.write_bytes(backed_up.target.read_bytes()[:20_000])
    log = backed_up.target.with_name(backed_up.target.name + "-wal")
    log.write_bytes(b"left by a crash")
    before = backed_up.target.read_bytes()
    shown = restoring.preview(Wanted(backed_up.backup, backed_up.target, ""))
    assert (shown.damaged, shown.loses) == (True, True)
    done = restoring.restore(Wanted(backed_up.backup, backed_up.target, "文件坏了"))
    assert counted(backed_up.target) == 1
    assert done.saved is not None
    assert done.saved.parent == tmp_path
    assert done.saved.name.startswith("清河镇.恢复前-")
    assert done.saved.read_bytes() == before
    assert done.saved.with_name(done.saved.name + "-wal").read_bytes() == b"left by a crash"


def test_on_a_new_computer_the_backup_alone_is_enough(backed_up: Wanted, tmp_path: Path) -> None:
    """F48: nothing of the old computer but the `.mqbak`."""
    there, home = tmp_path / "新电脑", tmp_path / "家"
    there.mkdir()
    shutil.move(backed_up.backup, there / "备份.mqbak")
    environment = {**os.environ, "HOME": str(home)}
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "MINQING_FILE"):
        environment.pop(name, None)
    ledger = there / "台账.minqing"
    command = [sys.executable, "-m", "app", "--file", str(ledger), "--json"]
    restored = subprocess.run(
        [*command, "restore", str(there / "备份.mqbak")], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    assert json.loads(restored.stdout)["inside"]["office"] == "清河镇"
    listed = subprocess.run(
        [*command, "list", "rectifications"], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    assert json.loads(listed.stdout)["rows"][0]["number"] == "整改〔2014〕1号"


def test_an_older_backup_is_brought_up_to_date(tmp_path: Path) -> None:
    """The schema of the first release, as a backup made then."""
    old = Path(shutil.copy(FIXTURES / "schema_0001.minqing", tmp_path / "旧.minqing"))
    made = backups.write(LedgerFile(old), out=tmp_path / "旧.mqbak", occasion=backups.Occasion.BY_HAND)
    assert backups.inside(made.path).schema == 1
    target = tmp_path / "台账.minqing"
    restoring.restore(Wanted(made.path, target, "换电脑"))
    assert sqlite.identify(target) == sqlite.SCHEMA
    assert counted(target) == 2
    assert not list(tmp_path.glob("*升级前*"))


def test_a_full_disk_leaves_the_old_ledger(backed_up: Wanted, monkeypatch: pytest.MonkeyPatch) -> None:
    before = backed_up.target.read_bytes()

    def full(_stream: object, _tell: object, into: IO[bytes] | None = None) -> str:
        if into is not None:
            into.write(b"half")
            raise OSError(28, "No space left on device")
        return backups.says(backed_up.backup).sha256

    monkeypatch.setattr(backups, "_digest", full)
    with pytest.raises(Refused, match="没有恢复，台账没有改动"):
        restoring.restore(backed_up)
    assert backed_up.target.read_bytes() == before
    assert not list(backed_up.target.parent.glob(".*restoring*"))


def test_giving_it_up_before_the_swap_leaves_the_old_ledger(backed_up: Wanted) -> None:
    class GivenUpError(Exception):
        pass

    before = backed_up.target.read_bytes()
    for stop in (0, 25, 45, 60, 90):

        def progress(done: int, _whole: int, stop: int = stop) -> None:
            if done >= stop:
                raise GivenUpError

        with pytest.raises(GivenUpError):
            restoring.restore(backed_up, progress=progress)
        assert backed_up.target.read_bytes() == before


KILLED = """
import hashlib, sys
from pathlib import Path
from app.services import restoring
from db.copies import LedgerFile
swap = restoring._swap
def told(file, target, slots):
    print(hashlib.sha256(file.path.read_bytes()).hexdigest(), flush=True)
    print("swap", flush=True)
    swap(file, target, slots)
restoring._swap = told
target = Path(sys.argv[2])
tell = lambda done, _whole: print(done, flush=True)
wanted = restoring.Wanted(Path(sys.argv[1]), target, "换回", "管理员", present=LedgerFile(target))
restoring.restore(wanted, progress=tell)
print("done", flush=True)
"""
STEPS = (
    ("25", 0.0),
    ("45", 0.0),
    ("60", 0.0),
    ("60", 0.02),
    ("95", 0.0),
    ("swap", 0.0),
    ("swap", 0.003),
    ("done", 0.0),
)


def test_kill_9_during_a_restore_leaves_the_old_ledger_or_the_restored_one(backed_up: Wanted, tmp_path: Path) -> None:
    """F04: hash ∈ {old, new}, at whatever moment; what was there is never lost."""
    target, seen = backed_up.target, set()
    kept = Path(shutil.copy(target, tmp_path / "原样.minqing"))
    old = hashlib.sha256(kept.read_bytes()).hexdigest()
    for step, later in STEPS:
        shutil.copy(kept, target)
        told = kill_at(step, KILLED, str(backed_up.backup), str(target), later=later)
        found = hashlib.sha256(target.read_bytes()).hexdigest()
        new = {line for line in told if len(line) == 64}
        assert found in {old, *new}
        assert counted(target) == (2 if found == old else 1)
        assert not list(tmp_path.glob("清河镇.minqing-*"))
        seen.add(found == old)
    assert found != old  # the last was killed when it was done
    assert seen == {True, False}


# ---- the drill -------------------------------------------------------------------------------------------------------


def test_drill_delete_the_file_restore_it_compare_every_field(desk: Desk, tmp_path: Path) -> None:
    item = factories.add(
        desk, "rectifications", "登记日期=2014.3.9",
        children={"措施": [{"措施内容": "先修东头", "完成时限": "2014-3-20"}]},
    )  # fmt: skip
    factories.add(desk, "opinions", "日期=2014-03-01")
    factories.add(desk, "petitions", "信访人姓名=孟某")
    for ledger in ("projects", "learning_sessions"):
        factories.add(desk, ledger)
    picture = os.urandom(700_000)
    desk.write(
        lambda unit: attachments.attach(
            unit, actor=desk.actor, ledger="rectifications", record_id=item.ids[0], name="照片.jpg", data=picture
        )
    )
    out = backups.backup(desk, out=tmp_path / "备份.mqbak").path
    desk.close()
    before = every_field(desk.path)
    assert len(before) > 60
    for path in tmp_path.iterdir():
        if path != out:
            path.unlink()
    restoring.restore(Wanted(out, desk.path, "演练"))
    after = every_field(desk.path)
    # The backup's own row was written after the copy; in its place stands the row of the restore.
    for name, rows in before.items():
        known = rows[:-1] if name in ("audit", "audit_value") else rows
        assert after[name][: len(known)] == known, name
        assert len(after[name]) == len(rows), name
    with closing(open_desk(desk.path)) as again:
        (file,) = again.read(lambda unit: attachments.of(unit, ledger="rectifications", record_id=item.ids[0]))
        assert again.read(lambda unit: attachments.content(unit, sha256=file.sha256)) == picture
        assert again.read(lambda unit: count(unit, ask=Ask("opinions", search="垃圾池"))) == 1
    assert {ledger.name for ledger in registry.LEDGERS} <= set(after)
