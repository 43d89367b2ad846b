"""SQLite over watched files: an apsw VFS that logs each write, sync and deletion, and fails at a call when told to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import apsw

from tests.faults.crash import Create, Delete, Sync, SyncFolder, Truncate, Write

if TYPE_CHECKING:
    from tests.faults.crash import Op

NEW_FILES = apsw.SQLITE_OPEN_MAIN_JOURNAL | apsw.SQLITE_OPEN_WAL
"""Files whose folder SQLite syncs when it first syncs them."""


class Watch:
    """What a VFS writes down of its files, and the call at which it fails."""

    def __init__(self) -> None:
        """Begin with an empty log, and no failure."""
        self.log: list[Op] = []
        self.calls = 0
        self.fail_from = 0
        """The call that fails, 0 for none."""
        self.fail_count = 0
        """How many calls fail from there, 0 for all that follow."""
        self.failed = 0

    def call(self) -> None:
        """Count a call; raises apsw.IOError when it is one that fails."""
        self.calls += 1
        last = self.fail_from + self.fail_count if self.fail_count else self.calls + 1
        if self.fail_from and self.fail_from <= self.calls < last:
            self.failed += 1
            message = "disk"
            raise apsw.IOError(message)

    def fail_at(self, call: int, count: int = 1) -> None:
        """Count from here; fail at that call."""
        self.calls, self.fail_from, self.fail_count, self.failed = 0, call, count, 0


class _File(apsw.VFSFile):
    def __init__(self, watch: Watch, name: object, flags: list[int]) -> None:
        path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        self._watch, self._name = watch, Path(path).name
        is_new = not Path(path).exists()
        super().__init__("unix", name, flags)
        self._unsynced_name = is_new and bool(flags[0] & NEW_FILES)
        if is_new:
            watch.log.append(Create(self._name))

    def xRead(self, amount: int, offset: int) -> bytes:  # noqa: N802
        self._watch.call()
        return super().xRead(amount, offset)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._watch.call()
        super().xWrite(data, offset)
        self._watch.log.append(Write(self._name, offset, bytes(data)))

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        self._watch.call()
        super().xTruncate(newsize)
        self._watch.log.append(Truncate(self._name, newsize))

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._watch.call()
        super().xSync(flags)
        self._watch.log.append(Sync(self._name))
        if self._unsynced_name:
            self._unsynced_name = False
            self._watch.log.append(SyncFolder())

    def xFileSize(self) -> int:  # noqa: N802
        self._watch.call()
        return super().xFileSize()


class WatchedFiles(apsw.VFS):
    """The system's own VFS, watched."""

    def __init__(self, name: str, watch: Watch) -> None:
        """Register under a name."""
        self.watch = watch
        super().__init__(name, "unix")

    def xOpen(self, name: object, flags: list[int]) -> _File:  # noqa: N802
        """Open a file, watched."""
        self.watch.call()
        return _File(self.watch, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802, FBT001
        """Delete a file, and sync its folder when asked."""
        self.watch.call()
        super().xDelete(filename, syncdir)
        self.watch.log.append(Delete(Path(filename).name))
        if syncdir:
            self.watch.log.append(SyncFolder())
