from __future__ import annotations

import hashlib
import json
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app.ledgers import registry
from app.rules.refusal import Exit, Refused
from app.services import attachments, backups, exporting_history, history, printing
from app.services.backups import Occasion
from app.services.desk import open_desk
from app.services.listing import Ask, count
from db import audit, copies, sqlite
from tests import factories
from tests.services.killing import kill_at

if TYPE_CHECKING:
    from app.services.desk import Desk

pytestmark = pytest.mark.file_only("backups are made of a file")

ROOT = Path(__file__).parents[2]


def test_a_backup_holds_every_record_and_opens_as_a_ledger(desk: Desk, tmp_path: Path) -> None:
    factories.add(desk, "rectifications")
    made = backups.backup(desk, out=tmp_path / "备份.mqbak")
    assert made.counts["rectifications"] == 1
    assert backups.inside(made.path).office == "清河镇"
    with zipfile.ZipFile(made.path) as archive:
        (tmp_path / "b.minqing").write_bytes(archive.read(backups.LEDGER))
    again = open_desk(tmp_path / "b.minqing")
    assert again.read(lambda unit: count(unit, ask=Ask("rectifications"))) == 1
    again.close()


def test_the_manifest_tells_what_is_inside(desk: Desk, tmp_path: Path) -> None:
    factories.add(desk, "rectifications", "登记日期=2014.3.9")
    made_of = factories.add(desk, "rectifications", "登记日期=2014.2.1")
    desk.write(
        lambda unit: attachments.attach(
            unit, actor=desk.actor, ledger="rectifications", record_id=made_of.ids[0], name="a.txt", data=b"a"
        )
    )
    with desk.store.read() as unit:
        anchor = audit.head(unit.connection, unit.schema)
    inside = backups.inside(backups.backup(desk, out=tmp_path / "备份.mqbak").path)
    assert (inside.office, inside.schema, inside.program, inside.occasion) == (
        "清河镇", sqlite.SCHEMA, "0.1.0", "手动"
    )  # fmt: skip
    assert (inside.counts["rectifications"], inside.attachments) == (2, 1)
    assert (inside.first_day, inside.last_day) == ("2014-02-01", "2014-03-09")
    assert (inside.seq, inside.head) == anchor
    assert set(inside.counts) == {ledger.name for ledger in registry.LEDGERS + registry.BASE}
    with zipfile.ZipFile(tmp_path / "备份.mqbak") as archive:
        ledger = archive.read(backups.LEDGER)
    assert (hashlib.sha256(ledger).hexdigest(), len(ledger)) == (inside.sha256, inside.size)


def test_the_digest_told_is_that_of_the_ledger_inside(desk: Desk, tmp_path: Path) -> None:
    made = backups.backup(desk, out=tmp_path / "备份.mqbak")
    with zipfile.ZipFile(made.path) as archive:
        assert hashlib.sha256(archive.read(backups.LEDGER)).hexdigest() == made.sha256


def test_a_backup_is_for_its_owner_alone(desk: Desk, tmp_path: Path) -> None:
    made = backups.backup(desk, out=tmp_path / "备份.mqbak")
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600


def test_a_backup_made_by_hand_is_in_the_history(desk: Desk, tmp_path: Path) -> None:
    backups.backup(desk, out=tmp_path / "备份.mqbak")
    assert desk.read(history.recent)[0].endswith("备份到 备份.mqbak")


def test_nothing_is_left_beside_a_backup(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "盘"
    folder.mkdir()
    backups.backup(desk, out=folder / "备份.mqbak")
    assert [path.name for path in folder.iterdir()] == ["备份.mqbak"]


def test_a_backup_that_is_given_up_leaves_nothing_and_the_old_one_stands(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "盘"
    folder.mkdir()
    old = backups.backup(desk, out=folder / "备份.mqbak").path.read_bytes()

    class GivenUpError(Exception):
        pass

    for stop in (0, 45, 60, 80):

        def progress(done: int, _whole: int, stop: int = stop) -> None:
            if done >= stop:
                raise GivenUpError

        with pytest.raises(GivenUpError):
            backups.backup(desk, out=folder / "备份.mqbak", progress=progress)
        assert [path.name for path in folder.iterdir()] == ["备份.mqbak"]
    assert (folder / "备份.mqbak").read_bytes() == old


def test_a_backup_under_way_does_not_stop_saving_and_holds_one_state(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "PAGES_A_STEP", 20)
    steps = []

    def progress(done: int, _whole: int) -> None:
        if len(steps) < 5:
            factories.add(desk, "rectifications")
        steps.append(done)

    made = backups.backup(desk, out=tmp_path / "备份.mqbak", progress=progress)
    assert made.counts["rectifications"] == 0
    assert desk.read(lambda unit: count(unit, ask=Ask("rectifications"))) == 5


def test_a_copy_that_does_not_hold_is_never_published(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk gives back another byte than was written."""
    forget = backups._forget_cached

    def spoil(part: Path) -> None:
        forget(part)
        with part.open("r+b") as stream:
            stream.seek(9000)
            byte = stream.read(1)
            stream.seek(9000)
            stream.write(bytes([byte[0] ^ 1]))

    monkeypatch.setattr(backups, "_forget_cached", spoil)
    with pytest.raises(Refused):
        backups.backup(desk, out=tmp_path / "备份.mqbak")
    assert [path.name for path in tmp_path.glob("*备份*")] == []


def test_a_place_that_cannot_be_written_is_a_sentence(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="没有新建任何文件"):
        backups.backup(desk, out=tmp_path / "没有" / "备份.mqbak")


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from app.rules.refusal import Refused
from app.services import backups
from app.services.desk import open_desk
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
desk = open_desk(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    backups.backup(desk, out=Path(sys.argv[2]))
except Refused as refusal:
    print(refusal.sentence)
"""


@pytest.mark.parametrize("room", [200_000, 0], ids=["in the copy", "in the pack"])
def test_a_full_disk_is_a_sentence_and_leaves_nothing(desk: Desk, tmp_path: Path, room: int) -> None:
    """F11b: written files may grow to so many bytes (0: as large as the copy, but not as the backup)."""
    folder = tmp_path / "盘"
    folder.mkdir()
    room = room or copies.copy(backups.source(desk), tmp_path / "x").path.stat().st_size + 100
    arguments = [str(desk.path), str(folder / "备份.mqbak"), str(room)]
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "备份「备份.mqbak」没有做成" in done.stdout
    assert "台账里的记录都完好" in done.stdout
    assert list(folder.iterdir()) == []


KILLED = """
import sys
from pathlib import Path
from app.services import backups
from app.services.backups import Occasion
from db.copies import LedgerFile
tell = lambda done, _whole: print(done, flush=True)
backups.write(LedgerFile(Path(sys.argv[1])), out=Path(sys.argv[2]), occasion=Occasion.BY_HAND, progress=tell)
print("done", flush=True)
"""


@pytest.mark.parametrize("later", [0.0, 0.002, 0.01])
def test_kill_9_during_a_backup_never_publishes_a_half_file(desk: Desk, tmp_path: Path, later: float) -> None:
    """F03: whatever bears the name of a backup is whole, and the ledger is as it was."""
    factories.add(desk, "rectifications")
    folder = tmp_path / "盘"
    folder.mkdir()
    for step in ("45", "60", "80", "100", "done"):
        kill_at(step, KILLED, str(desk.path), str(folder / f"{step}.mqbak"), later=later)
    published = list(folder.glob("*.mqbak"))
    assert folder / "done.mqbak" in published
    assert folder / "45.mqbak" not in published
    assert {backups.inside(path).counts["rectifications"] for path in published} == {1}
    assert desk.read(lambda unit: count(unit, ask=Ask("rectifications"))) == 1


def test_a_changed_backup_is_refused(desk: Desk, tmp_path: Path) -> None:
    made = backups.backup(desk, out=tmp_path / "备份.mqbak")
    with zipfile.ZipFile(made.path) as archive:
        manifest, data = archive.read(backups.MANIFEST), bytearray(archive.read(backups.LEDGER))
    data[5000] ^= 1
    with zipfile.ZipFile(made.path, "w") as archive:
        archive.writestr(backups.MANIFEST, manifest)
        archive.writestr(backups.LEDGER, bytes(data))
    with pytest.raises(Refused, match="不一致") as refusal:
        backups.inside(made.path)
    assert refusal.value.exit_code is Exit.DAMAGED


def test_a_cut_off_backup_is_refused(desk: Desk, tmp_path: Path) -> None:
    made = backups.backup(desk, out=tmp_path / "备份.mqbak")
    whole = made.path.read_bytes()
    for share in (0.1, 0.5, 0.9, 0.999):
        made.path.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(Refused, match="不是台账备份"):
            backups.inside(made.path)


def test_a_backup_that_another_program_packed_and_the_disk_spoilt_is_refused(desk: Desk, tmp_path: Path) -> None:
    made = backups.backup(desk, out=tmp_path / "备份.mqbak")
    with zipfile.ZipFile(made.path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(made.path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
        at = archive.getinfo(backups.LEDGER).header_offset + 60
    spoilt = bytearray(made.path.read_bytes())
    spoilt[at : at + 40] = bytes(range(40))
    made.path.write_bytes(bytes(spoilt))
    with pytest.raises(Refused, match=r"不是台账备份|不一致"):
        backups.inside(made.path)


def test_nothing_that_leaves_the_program_is_written_over_a_ledger(desk: Desk, tmp_path: Path) -> None:
    factories.add(desk, "rectifications")
    other = tmp_path / "别的文件"
    other.write_bytes(desk.path.read_bytes())
    for out in (desk.path, tmp_path / "新.minqing", tmp_path / "甲.minqing.key", other):
        before = out.read_bytes() if out.exists() else None
        for write in (
            lambda out: backups.backup(desk, out=out),
            lambda out: printing.write_bytes(out, b"%PDF"),
            lambda out: exporting_history.export(desk, out=out),
        ):
            with pytest.raises(Refused, match="是台账文件或它的钥匙文件的名字"):
                write(out)
        assert (out.read_bytes() if out.exists() else None) == before
    with pytest.raises(Refused, match="没有写备份的文件名"):
        backups.backup(desk, out=Path("/"))


@pytest.mark.parametrize("field", ["schema", "format"])
def test_a_backup_of_a_newer_program_is_refused(desk: Desk, tmp_path: Path, field: str) -> None:
    made = backups.backup(desk, out=tmp_path / "备份.mqbak")
    with zipfile.ZipFile(made.path) as archive:
        manifest, data = json.loads(archive.read(backups.MANIFEST)), archive.read(backups.LEDGER)
    with zipfile.ZipFile(made.path, "w") as archive:
        archive.writestr(backups.MANIFEST, json.dumps(manifest | {field: 999}))
        archive.writestr(backups.LEDGER, data)
    with pytest.raises(Refused, match="更新版本的程序"):
        backups.inside(made.path)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04"])
def test_a_file_that_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.mqbak"
    path.write_bytes(content)
    with pytest.raises(Refused, match="不是台账备份"):
        backups.inside(path)


def test_a_zip_with_odd_members_is_refused(tmp_path: Path) -> None:
    whole = {"format": 1, "schema": 1, "office": "", "made_at": "2014-03-31", "anchor": {"seq": 1, "hash": ""}}
    odd = json.dumps(whole | {"counts": []})
    for manifest in ("[]", "{}", "null", '{"format": "x"}', "x", odd):
        path = tmp_path / "x.mqbak"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(backups.MANIFEST, manifest)
            archive.writestr(backups.LEDGER, b"")
        with pytest.raises(Refused, match="不是台账备份"):
            backups.says(path)


def test_the_occasion_is_told(desk: Desk, tmp_path: Path) -> None:
    made = backups.write(backups.source(desk), out=tmp_path / "x.mqbak", occasion=Occasion.HOURS)
    assert backups.says(made.path).occasion == "定时"
    assert os.listdir(tmp_path).count("x.mqbak") == 1
