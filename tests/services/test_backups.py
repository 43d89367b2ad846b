from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from app.rules.refusal import Refused
from app.services import backups
from app.services.desk import open_desk
from app.services.listing import Ask, count
from tests import factories

if TYPE_CHECKING:
    from pathlib import Path

    from app.services.desk import Desk


def test_a_backup_holds_every_record_and_opens_as_a_ledger(desk: Desk, tmp_path: Path) -> None:
    factories.add(desk, "rectifications")
    made = backups.backup(desk, out=tmp_path / "备份.mqbak")
    assert made.counts["rectifications"] == 1
    assert backups.inside(made.path)["office"] == "清河镇"
    with zipfile.ZipFile(made.path) as archive:
        (tmp_path / "b.minqing").write_bytes(archive.read(backups.LEDGER))
    again = open_desk(tmp_path / "b.minqing")
    assert again.read(lambda unit: count(unit, ask=Ask("rectifications"))) == 1
    again.close()


def test_nothing_is_left_beside_a_backup(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "盘"
    folder.mkdir()
    backups.backup(desk, out=folder / "备份.mqbak")
    assert [path.name for path in folder.iterdir()] == ["备份.mqbak"]


def test_a_place_that_cannot_be_written_is_a_sentence(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="没有新建任何文件"):
        backups.backup(desk, out=tmp_path / "没有" / "备份.mqbak")


def test_a_changed_backup_is_refused(desk: Desk, tmp_path: Path) -> None:
    made = backups.backup(desk, out=tmp_path / "备份.mqbak")
    with zipfile.ZipFile(made.path) as archive:
        manifest, data = archive.read(backups.MANIFEST), bytearray(archive.read(backups.LEDGER))
    data[5000] ^= 1
    with zipfile.ZipFile(made.path, "w") as archive:
        archive.writestr(backups.MANIFEST, manifest)
        archive.writestr(backups.LEDGER, bytes(data))
    with pytest.raises(Refused, match="不一致"):
        backups.inside(made.path)


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04"])
def test_a_file_that_is_no_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.mqbak"
    path.write_bytes(content)
    with pytest.raises(Refused, match="不是台账备份"):
        backups.inside(path)
