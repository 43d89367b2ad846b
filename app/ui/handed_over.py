"""Files handed to other programs of the computer: in a folder of this program alone, and gone when it ends.

What a program that was killed left there goes at the next start.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QLockFile

from db.places import data_folder

_LOCK = ".lock"


def _folder() -> Path:
    return data_folder() / "opened"


class HandedOver:
    """The files one panel has handed over; they go with it, or at the latest with the program."""

    def __init__(self) -> None:
        self._place: Path | None = None

    def put(self, name: str, data: bytes) -> Path:
        """Write a file for another program, readable by this user only; raises OSError."""
        if self._place is None:
            _folder().mkdir(parents=True, exist_ok=True, mode=0o700)
            self._place = Path(tempfile.mkdtemp(dir=_folder()))
            weakref.finalize(self, _remove, self._place, _locked(self._place))
        path = self._place / name
        path.touch(mode=0o600)
        path.write_bytes(data)
        return path


def _remove(place: Path, lock: QLockFile | None) -> None:
    """Delete a folder that is ours; what another program still holds open stays for the next start."""
    if lock is not None:
        lock.unlock()
        shutil.rmtree(place, ignore_errors=True)


def _locked(place: Path) -> QLockFile | None:
    lock = QLockFile(str(place / _LOCK))
    lock.setStaleLockTime(0)
    return lock if lock.tryLock(0) else None


def sweep() -> None:
    """Delete what programs that are gone left behind."""
    with suppress(OSError):
        for place in list(_folder().iterdir()):
            _remove(place, _locked(place))
