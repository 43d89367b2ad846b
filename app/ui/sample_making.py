"""试用示例: the sample township built on a thread of its own, with a word of how far it is, and a way to give it up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QThread, Signal
from typing_extensions import override

from app.rules.refusal import BUG, Refused
from app.services import logbook

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import QObject

NO_ROOM = "示例台账没有建成，它的文件夹写不进去（可能是磁盘已满或没有权限）。没有留下半个文件。"


class SampleMaking(QThread):
    """Builds the sample beside its place and moves it there whole: a half built one is never opened.

    Signals: `done_so_far(percent)`; then `made(path)`, `failed(sentence)` or, given up, neither.
    """

    done_so_far = Signal(int)
    made = Signal(object)
    failed = Signal(str)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._percent = 0

    @override
    def run(self) -> None:
        try:
            self._build()
        except Refused as refusal:
            self.failed.emit(refusal.sentence)
        except _GivenUpError:
            return
        except OSError:
            self.failed.emit(NO_ROOM)
        except Exception as error:
            logbook.bug(error)
            self.failed.emit(BUG)
        else:
            self.made.emit(self._path)

    def _build(self) -> None:
        from app.services import sample

        self._path.parent.mkdir(parents=True, exist_ok=True)
        part = self._path.with_name(f".{self._path.name}")
        part.unlink(missing_ok=True)
        try:
            desk = sample.create(part)
            try:
                sample.build(desk, progress=self._tell)
            finally:
                desk.close()
            part.replace(self._path)
        finally:
            for suffix in ("", "-wal", "-shm", ".lock", ".holder"):
                part.with_name(part.name + suffix).unlink(missing_ok=True)

    def _tell(self, done: int, whole: int) -> None:
        if self.isInterruptionRequested():
            raise _GivenUpError
        percent = done * 100 // whole
        if percent != self._percent:
            self._percent = percent
            self.done_so_far.emit(percent)


class _GivenUpError(Exception):
    """The clerk does not want the sample any more."""
