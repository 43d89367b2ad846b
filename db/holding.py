"""Who has a ledger file: the lock beside it, and the note that says who, on which computer, since when."""

from __future__ import annotations

import json
import os
import socket
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from db.clock import OFFICE_ZONE
from db.errors import Fault, StoreError
from db.places import beside, holder_note

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from filelock import FileLock

UNKNOWN = "另一个窗口"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a file: operator, computer, and since when (office time, ISO, to the minute)."""

    operator: str
    host: str
    since: str

    @property
    def words(self) -> str:
        """For a sentence: 管理员，电脑 DZB-01，11月24日 8:05 起."""
        try:
            moment = datetime.fromisoformat(self.since)
        except ValueError:
            return f"{self.operator}，电脑 {self.host}"
        since = f"{moment.month}月{moment.day}日 {moment.hour}:{moment.minute:02d} 起"
        return f"{self.operator}，电脑 {self.host}，{since}"


class Hold:
    """The lock of one ledger file; the system frees it when the process that has it is gone, however it went."""

    def __init__(self, path: Path) -> None:
        """Take the ledger's path; nothing is locked yet."""
        self.path = path
        self._lock: FileLock | None = None

    @property
    def is_held(self) -> bool:
        """Whether this very hold has the file."""
        return self._lock is not None and self._lock.is_locked

    def acquire(self, operator: str) -> None:
        """Have the file from now on, or still; raises StoreError LOCKED with the holder's words."""
        if self.is_held:
            return
        from filelock import FileLock, Timeout  # late: it brings asyncio, which no first picture needs

        if self._lock is None:
            self._lock = FileLock(beside(self.path, ".lock"), thread_local=False)
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise StoreError(Fault.LOCKED, self.holder_words()) from error
        since = datetime.now(OFFICE_ZONE).replace(microsecond=0, tzinfo=None).isoformat()
        note = {"operator": operator, "host": socket.gethostname(), "process": os.getpid(), "since": since}
        with suppress(OSError):  # the lock is what counts; a disk without room is told by what is saved
            holder_note(self.path).write_text(json.dumps(note, ensure_ascii=False), "utf-8")

    def release(self) -> None:
        """Let the file go, if this hold has it."""
        if self._lock is not None and self._lock.is_locked:
            with suppress(OSError):  # the disk may have been pulled out
                holder_note(self.path).unlink(missing_ok=True)
            self._lock.release(force=True)

    @contextmanager
    def held(self, operator: str) -> Iterator[None]:
        """Have the file for the block, unless this hold has it anyway."""
        if self.is_held:
            yield
            return
        self.acquire(operator)
        try:
            yield
        finally:
            self.release()

    def holder(self) -> Holder | None:
        """Who says to have the file; None when no note is there or it cannot be read."""
        try:
            note = json.loads(holder_note(self.path).read_text("utf-8"))
            return Holder(str(note["operator"]), str(note["host"]), str(note.get("since", "")))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def holder_words(self) -> str:
        """The holder for a sentence."""
        found = self.holder()
        return UNKNOWN if found is None else found.words
