from __future__ import annotations

from pathlib import Path

import pytest

from db import media
from db.media import Disk

MOUNTS = r"""
22 1 8:1 / / rw,relatime - ext4 /dev/sda1 rw
30 22 0:40 / /mnt/share rw,relatime shared:1 - cifs //server/share rw
31 22 0:41 / /mnt/nfs rw - nfs4 server:/x rw
32 22 0:42 / /home/u/far rw - fuse.sshfs u@h: rw
33 22 8:17 / /media/u/U\040盘 rw,nosuid - vfat /dev/sdb1 rw
34 33 8:1 / /media/u/U\040盘/inner rw - ext4 /dev/sda1 rw
"""


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer with a disk, three shares and a USB stick, by the files the system tells it in."""
    (tmp_path / "mountinfo").write_text(MOUNTS, "utf-8")
    devices = tmp_path / "devices"
    for name, place, removable in (("8:1", "pci/ata1/sda/sda1", "0"), ("8:17", "pci/usb2/sdb/sdb1", "0")):
        folder = tmp_path / place
        folder.mkdir(parents=True)
        (folder.parent / "removable").write_text(removable + "\n")
        devices.mkdir(exist_ok=True)
        (devices / name).symlink_to(folder)
    monkeypatch.setattr(media, "MOUNTS", tmp_path / "mountinfo")
    monkeypatch.setattr(media, "DEVICES", devices)


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize(
    ("path", "disk"),
    [
        ("/home/u/台账/a.minqing", Disk.FIXED),
        ("/mnt/share/台账/a.minqing", Disk.NETWORK),
        ("/mnt/nfs/a.minqing", Disk.NETWORK),
        ("/home/u/far/a.minqing", Disk.NETWORK),
        ("/mnt/sharex/a.minqing", Disk.FIXED),
        ("/media/u/U 盘/a.minqing", Disk.REMOVABLE),
        ("/media/u/U 盘/inner/a.minqing", Disk.FIXED),
    ],
)
def test_what_a_folder_lies_on(path: str, disk: Disk) -> None:
    assert media.disk(Path(path)) is disk


def test_a_system_that_says_nothing_has_a_fixed_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "MOUNTS", tmp_path / "none")
    assert media.disk(tmp_path) is Disk.FIXED


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/home/u/OneDrive - 镇政府/台账.minqing", "OneDrive"),
        ("/home/u/我的坚果云/a.minqing", "坚果云"),
        ("/home/u/坚果云/民情/a.minqing", "坚果云"),
        ("/home/u/BaiduNetdiskDownload/a.minqing", "百度网盘"),
        ("/home/u/微云同步助手/a.minqing", "微云"),
        ("/home/u/台账/onedrive.minqing", ""),
        ("/home/u/台账/a.minqing", ""),
    ],
)
def test_a_synchronised_folder_is_known_by_its_name(path: str, service: str) -> None:
    assert media.synced_by(Path(path)) == service
