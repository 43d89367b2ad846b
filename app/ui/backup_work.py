"""Long work on whole files (备份, 恢复) on a thread of its own: how far it is, how long it takes, and giving it up."""

from __future__ import annotations

import gc
import logging
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QThread, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout
from typing_extensions import override

from app.rules.refusal import BUG, Refused
from app.ui.on_screen import Dialog
from app.ui.plain import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QCloseEvent
    from PySide6.QtWidgets import QWidget

    from app.services.backups import Progress

TELL_AFTER = 3.0
"""Seconds after which the time left can be told."""
_log = logging.getLogger("minqing")


class Work(QThread):
    """Signals: `so_far(percent)`; then one of `made(answer)`, `refused(sentence)`, `given_up()`."""

    so_far = Signal(int)
    made = Signal(object)
    refused = Signal(str)
    given_up = Signal()

    def __init__(self, work: Callable[[Progress], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._percent = -1

    @override
    def run(self) -> None:
        try:
            answer = self._work(self._tell)
        except Refused as refusal:
            self.refused.emit(refusal.sentence)
        except _GivenUpError:
            self.given_up.emit()
        except Exception as error:
            # Its place, not its message, which may hold what the clerk typed.
            _log.error(
                "work failed: %s", type(error).__name__, exc_info=(type(error), Exception(), error.__traceback__)
            )
            self.refused.emit(BUG)
        else:
            self.made.emit(answer)

    def _tell(self, done: int, whole: int) -> None:
        if self.isInterruptionRequested():
            raise _GivenUpError
        percent = done * 100 // max(whole, 1)
        if percent != self._percent:
            self._percent = percent
            self.so_far.emit(percent)

    def begin(self) -> None:
        """Start; what waits to be collected goes first: widgets must not be taken apart on the thread of the work."""
        gc.collect()
        self.start()

    def stop(self) -> None:
        """Give the work up and wait until it has cleaned up behind itself."""
        self.requestInterruption()
        self.wait()


class _GivenUpError(Exception):
    """The clerk does not want it any more."""


class WorkDialog(Dialog):
    """A small window over the work; it closes itself when that ends. With nothing to `stop` it by it goes to its end.

    Signals: `ended(answer)` or `refused(sentence)`, neither when it was given up; then `over()`.
    """

    ended = Signal(object)
    refused = Signal(str)
    over = Signal()

    def __init__(
        self, title: str, words: str, work: Callable[[Progress], object], *, stop: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.words = Words(words, self)
        self.words.setWordWrap(True)
        self.words.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉" * 28))
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(f"{title}的进度")
        self.left = QLabel(self)
        self.left.setProperty("role", "faint")
        self.stop = QPushButton(stop, self)
        self.stop.setAutoDefault(False)
        self.stop.setVisible(bool(stop))
        self.stop.clicked.connect(self.give_up)
        foot = QHBoxLayout()
        foot.addWidget(self.left, 1)
        foot.addWidget(self.stop)
        lines = QVBoxLayout(self)
        lines.addWidget(self.words)
        lines.addWidget(self.bar)
        lines.addLayout(foot)
        self._began = time.monotonic()
        self.work = Work(work, self)
        self.work.so_far.connect(self._show_progress)
        self.work.made.connect(self._made)
        self.work.refused.connect(self._refused)
        self.work.given_up.connect(self._stopped)

    def begin(self) -> None:
        """Start the work and show how far it is."""
        self._start()
        self.open()

    def run(self) -> None:
        """Start the work and stay until it ends."""
        self._start()
        self.exec()
        self.work.wait()

    def _start(self) -> None:
        self._began = time.monotonic()
        self.work.begin()

    def give_up(self) -> None:
        """Stop the work; what was half written is removed."""
        if not self.stop.text():
            return
        self.work.requestInterruption()
        self.stop.setEnabled(False)
        self.left.setText("正在停下…")

    def _show_progress(self, percent: int) -> None:
        self.bar.setValue(percent)
        spent = time.monotonic() - self._began
        if spent > TELL_AFTER and 0 < percent < 100 and self.stop.isEnabled():
            self.left.setText(f"大约还要{time_left(spent, percent)}")

    def _made(self, answer: object) -> None:
        self._leave()
        self.ended.emit(answer)
        self.over.emit()

    def _refused(self, sentence: str) -> None:
        self._leave()
        self.refused.emit(sentence)
        self.over.emit()

    def _stopped(self) -> None:
        self._leave()
        self.over.emit()

    def _leave(self) -> None:
        self.work.wait()
        self.done(0)

    @override
    def reject(self) -> None:
        """Esc gives the work up; the window goes when it has stopped."""
        if self.work.isRunning():
            self.give_up()
        else:
            super().reject()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self.work.isRunning():
            self.give_up()
            event.ignore()
            return
        super().closeEvent(event)


def time_left(spent: float, percent: int) -> str:
    """What is left after so many seconds brought so many percent: 40秒, 3分钟."""
    seconds = round(spent * (100 - percent) / percent)
    return f"{max(seconds, 1)}秒" if seconds < 60 else f"{-(-seconds // 60)}分钟"
