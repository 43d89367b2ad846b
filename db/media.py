"""What a ledger's folder lies on: a fixed disk, a removable one, a share of another computer, a synchronised folder."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MOUNTS = Path("/proc/self/mountinfo")
DEVICES = Path("/sys/dev/block")
_SHARES = (
    "cifs smb smb2 smb3 smbfs nfs nfs3 nfs4 9p afs ceph ncpfs davfs davfs2 glusterfs fuse.sshfs fuse.davfs fuse.davfs2 "
    "fuse.gvfsd-fuse fuse.glusterfs fuse.smbnetfs fuse.rclone"
)
SHARES = frozenset(_SHARES.split())
SYNCED = (
    ("onedrive", "OneDrive"),
    ("坚果云", "坚果云"),
    ("nutstore", "坚果云"),
    ("百度网盘", "百度网盘"),
    ("百度云", "百度网盘"),
    ("baidunetdisk", "百度网盘"),
    ("baiduyun", "百度网盘"),
    ("baidusyncdisk", "百度网盘"),
    ("微云", "微云"),
    ("weiyun", "微云"),
    ("阿里云盘", "阿里云盘"),
    ("wps云盘", "WPS 云盘"),
    ("wpsdrive", "WPS 云盘"),
    ("钉盘", "钉盘"),
    ("dropbox", "Dropbox"),
    ("icloud", "iCloud"),
    ("google drive", "Google Drive"),
    ("mega sync", "MEGA"),
)
_WINDOWS_REMOVABLE, _WINDOWS_REMOTE = 2, 4


class Disk(StrEnum):
    """What holds a folder."""

    FIXED = "fixed"
    REMOVABLE = "removable"
    NETWORK = "network"


def disk(path: Path) -> Disk:
    """What holds a file or a folder; FIXED when the system does not say."""
    return _on_windows(path) if sys.platform == "win32" else _on_linux(path)


def synced_by(path: Path) -> str:
    """The service that synchronises the folder of a file, by the names on its way; empty when none is known."""
    for part in (name.casefold() for name in path.resolve().parent.parts):
        for pattern, service in SYNCED:
            if pattern in part:
                return service
    return ""


def _on_windows(path: Path) -> Disk:
    import ctypes

    root = path.resolve().anchor
    if root.startswith("\\\\"):
        return Disk.NETWORK
    found = ctypes.windll.kernel32.GetDriveTypeW(root)  # type: ignore[attr-defined,unused-ignore]
    return {_WINDOWS_REMOVABLE: Disk.REMOVABLE, _WINDOWS_REMOTE: Disk.NETWORK}.get(found, Disk.FIXED)


def _on_linux(path: Path) -> Disk:
    whole = path.resolve()
    best: tuple[int, str, str] = (-1, "", "")
    for point, device, kind in _mounts():
        if whole.is_relative_to(point) and len(point.parts) >= best[0]:
            best = (len(point.parts), device, kind)
    # The system's own root is no share: virtual machines have it on all kinds of things.
    if best[2] in SHARES and best[0] > 1:
        return Disk.NETWORK
    return Disk.REMOVABLE if best[1] and _is_removable(best[1]) else Disk.FIXED


def _mounts() -> Iterator[tuple[Path, str, str]]:
    try:
        text = MOUNTS.read_text("utf-8", "surrogateescape")
    except OSError:
        return
    for line in text.splitlines():
        before, _, after = line.partition(" - ")
        fields, rest = before.split(), after.split()
        if len(fields) > 4 and rest:
            yield Path(_plain(fields[4])), fields[2], rest[0]


def _plain(field: str) -> str:
    r"""A mount point as it is named, its blanks no longer written `\040`."""
    for code, char in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        field = field.replace(code, char)
    return field


def _is_removable(device: str) -> bool:
    """Whether a block device (or the disk its partition lies on) can be taken out, or hangs on USB."""
    try:
        place = Path(os.path.realpath(DEVICES / device, strict=True))
    except OSError:
        return False
    for folder in (place, place.parent):
        flag = folder / "removable"
        if flag.is_file():
            return flag.read_text().strip() == "1" or any(part.startswith("usb") for part in place.parts)
    return False
