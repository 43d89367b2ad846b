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


class SampleMaking(QThread):
    """Puts the sample in its place whole: a half built one is never opened.

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
        except Exception as error:
            logbook.bug(error)
            self.failed.emit(BUG)
        else:
            self.made.emit(self._path)

    def _build(self) -> None:
        from app.services import practice

        practice.make(self._path, progress=self._tell)

    def _tell(self, done: int, whole: int) -> None:
        if self.isInterruptionRequested():
            raise _GivenUpError
        percent = done * 100 // whole
        if percent != self._percent:
            self._percent = percent
            self.done_so_far.emit(percent)


class _GivenUpError(Exception):
    """The clerk does not want the sample any more."""
