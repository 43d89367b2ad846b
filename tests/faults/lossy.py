"""SQLite over watched files: an apsw VFS that writes down each write, sync and deletion, to be cut short later."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import apsw

from tests.faults.crash import Create, Delete, Sync, SyncFolder, Truncate, Write

if TYPE_CHECKING:
    from tests.faults.crash import Op

NEW_FILES = apsw.SQLITE_OPEN_MAIN_JOURNAL | apsw.SQLITE_OPEN_WAL
"""Files whose folder SQLite syncs when it first syncs them."""


class _File(apsw.VFSFile):
    def __init__(self, log: list[Op], name: object, flags: list[int]) -> None:
        path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        self._log, self._name = log, Path(path).name
        is_new = not Path(path).exists()
        super().__init__("unix", name, flags)
        self._unsynced_name = is_new and bool(flags[0] & NEW_FILES)
        if is_new:
            log.append(Create(self._name))

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        super().xWrite(data, offset)
        self._log.append(Write(self._name, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        super().xTruncate(newsize)
        self._log.append(Truncate(self._name, newsize))

    def xSync(self, flags: int) -> None:  # noqa: N802
        super().xSync(flags)
        self._log.append(Sync(self._name))
        if self._unsynced_name:
            self._unsynced_name = False
            self._log.append(SyncFolder())


class WatchedFiles(apsw.VFS):
    """The system's own VFS, watched."""

    def __init__(self, name: str, log: list[Op]) -> None:
        """Register under a name."""
        self.log, self.registered = log, name
        super().__init__(name, "unix")

    def xOpen(self, name: object, flags: list[int]) -> _File:  # noqa: N802
        """Open a file, watched."""
        return _File(self.log, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        """Delete a file, and sync its folder when asked."""
        if not Path(filename).exists():
            return
        super().xDelete(filename, syncdir)
        self.log.append(Delete(Path(filename).name))
        if syncdir:
            self.log.append(SyncFolder())
