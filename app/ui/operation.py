"""The one way from the window to the services: work runs off the user's thread, answers come back on it."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from app.rules.refusal import BUG, Refused
from app.services import logbook

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.changes import Changes
    from app.services.desk import Desk
    from db.unit import UnitOfWork

Answer = TypeVar("Answer")
READERS = 3


class Operation(QObject):
    """Runs reading and writing work for the window.

    Signals: `changed(Changes, initiator)` after every write that ended well; `refused(str)` with the sentence when
    no one else takes it; `busy(bool)` while a write runs; `drafts_changed()` when a draft began or went.
    """

    changed = Signal(object, object)
    refused = Signal(str)
    busy = Signal(bool)
    broken = Signal(str)
    drafts_changed = Signal()
    _answered = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._writer = ThreadPoolExecutor(1, "write")
        self._readers = ThreadPoolExecutor(READERS, "read")
        self._answered.connect(self._deliver)
        self._pending = 0
        self._closed = False

    @property
    def idle(self) -> bool:
        """Whether no work is under way."""
        return self._pending == 0

    def read(
        self,
        work: Callable[[UnitOfWork], Answer],
        then: Callable[[Answer], None],
        *,
        owner: QObject,
        failed: Callable[[Refused], None] | None = None,
    ) -> None:
        """Read off the user's thread; `then` gets the answer on it, unless `owner` is gone by then."""
        self._submit(self._readers, lambda: self.desk.read(work), then, owner, failed)

    def write(
        self,
        work: Callable[[UnitOfWork], Changes],
        then: Callable[[Changes], None] | None = None,
        *,
        owner: QObject,
        failed: Callable[[Refused], None] | None = None,
    ) -> None:
        """Write off the user's thread; `then` and then `changed` hear of it, or `failed` gets the refusal."""

        def told(changes: Changes) -> None:
            self.busy.emit(False)
            if then is not None:
                then(changes)
            self.changed.emit(changes, owner)

        def not_done(refusal: Refused) -> None:
            self.busy.emit(False)
            (failed or self._say)(refusal)

        self.busy.emit(True)
        self._submit(self._writer, lambda: self.desk.write(work), told, owner, not_done)

    def keep(
        self,
        work: Callable[[UnitOfWork], None],
        then: Callable[[None], None] | None = None,
        *,
        owner: QObject,
        failed: Callable[[Refused], None] | None = None,
    ) -> None:
        """Remember something of the window in the file (a table's widths, a draft): no history, no signal."""
        if not self.desk.read_only:
            after = then or (lambda _answer: None)
            self._submit(self._writer, lambda: self.desk.write(work), after, owner, failed)

    def call(
        self,
        work: Callable[[], Answer],
        then: Callable[[Answer], None],
        *,
        owner: QObject,
        failed: Callable[[Refused], None] | None = None,
    ) -> None:
        """Run work that is neither a read nor a write of the ledger (drawing a PDF) off the user's thread."""
        self._submit(self._readers, work, then, owner, failed)

    def _submit(
        self,
        pool: ThreadPoolExecutor,
        work: Callable[[], Answer],
        then: Callable[[Answer], None],
        owner: QObject,
        failed: Callable[[Refused], None] | None,
    ) -> None:
        if self._closed:
            return  # a late timer of a window that is going: nothing is asked any more
        self._pending += 1

        def answer(future: Future[Answer]) -> None:
            if isValid(self):
                self._answered.emit(lambda: self._finish(future, then, owner, failed or self._say))

        pool.submit(work).add_done_callback(answer)

    @Slot(object)
    def _deliver(self, finish: Callable[[], None]) -> None:
        self._pending -= 1
        finish()

    def _finish(
        self,
        future: Future[Answer],
        then: Callable[[Answer], None],
        owner: QObject,
        failed: Callable[[Refused], None],
    ) -> None:
        error = future.exception()
        if isinstance(error, Refused):
            if isValid(owner):
                failed(error)
        elif error is not None:
            (failed if isValid(owner) else self._say)(Refused(BUG))
            self.broken.emit(logbook.bug(error))
        elif isValid(owner):
            then(future.result())

    def _say(self, refusal: Refused) -> None:
        self.refused.emit(refusal.sentence)

    def close(self) -> None:
        """Wait for work under way and let the threads go."""
        self._closed = True
        self._writer.shutdown(wait=True)
        self._readers.shutdown(wait=True)
