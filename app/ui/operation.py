"""The one way from the window to the services: work runs off the user's thread, answers come back on it."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from threading import Thread
from types import CellType, FunctionType
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QDialog
from shiboken6 import isValid

from app.rules.refusal import BUG, Refused
from app.services import logbook
from app.ui import garbage

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.changes import Changes
    from app.services.desk import Desk
    from app.ui.others import Others
    from db.unit import UnitOfWork

    _Asked = tuple[QObject, Callable[[UnitOfWork], Changes]]

Answer = TypeVar("Answer")
READERS = 3
RESTS_AFTER_MS, SLEEPS_AFTER_MS = 30_000, 600_000
"""After so long without any work the window keeps nothing of the file in memory; after so long nobody is there."""


class Operation(QObject):
    """Runs reading and writing work for the window.

    Signals: `changed(Changes, initiator)` after every write that ended well; `refused(str)` with the sentence when
    no one else takes it; `busy(bool)` while a write runs; `drafts_changed()` when a draft began or went;
    `others_saved({ledger: ids})` when somebody else at the same server saved.
    """

    changed = Signal(object, object)
    refused = Signal(str)
    busy = Signal(bool)
    broken = Signal(str)
    drafts_changed = Signal()
    others_saved = Signal(object)
    _answered = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._writer = ThreadPoolExecutor(1, "write")
        self._readers = ThreadPoolExecutor(READERS, "read")
        # Queued also where the work is done before its answer is waited for, which would else be given in the very call
        # that asks.
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self.others: Others | None = None
        """Who looks at what others save, at a server."""
        self._pending = 0
        self._writing: list[_Asked] = []
        self._closed = False
        self._resting = QTimer(self, singleShot=True, interval=RESTS_AFTER_MS)
        self._resting.timeout.connect(self._begin_rest)
        self._sleeping = QTimer(self, singleShot=True, interval=SLEEPS_AFTER_MS)
        self._sleeping.timeout.connect(garbage.look_through)

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
        """Write off the user's thread; `then` and then `changed` hear of it, or `failed` gets the refusal.

        A dialog that was closed meanwhile hears nothing, but the window does: what was written is shown, what was
        refused is said. The very same again from a dialog, while the first is under way, is a button pressed twice.
        """
        asked: _Asked = (owner, work)
        if isinstance(owner, QDialog) and any(_is_same(asked, one) for one in self._writing):
            return
        self._writing.append(asked)
        if self.others is not None:
            work = self.others.noting(work)

        def told(changes: Changes) -> None:
            self._writing.remove(asked)
            self.busy.emit(False)
            if not isValid(owner):
                self.changed.emit(changes, None)
                return
            if then is not None:
                then(changes)
            self.changed.emit(changes, owner)

        def not_done(refusal: Refused) -> None:
            self._writing.remove(asked)
            self.busy.emit(False)
            (failed if failed is not None and isValid(owner) else self._say)(refusal)

        self.busy.emit(True)
        self._submit(self._writer, lambda: self.desk.write(work), told, self, not_done)

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

    def look(
        self,
        work: Callable[[], Answer],
        then: Callable[[Answer], None],
        *,
        owner: QObject,
        failed: Callable[[Refused], None],
    ) -> None:
        """Look at something off the user's thread without being at work: the window rests and sleeps meanwhile."""
        self._submit(self._readers, work, then, owner, failed, is_work=False)

    def _submit(
        self,
        pool: ThreadPoolExecutor,
        work: Callable[[], Answer],
        then: Callable[[Answer], None],
        owner: QObject,
        failed: Callable[[Refused], None] | None,
        *,
        is_work: bool = True,
    ) -> None:
        if self._closed:
            return  # a late timer of a window that is going: nothing is asked any more
        if is_work:
            self._pending += 1
            self._wake()

        def finish(future: Future[Answer]) -> None:
            if is_work:
                self._pending -= 1
            self._finish(future, then, owner, failed or self._say)
            if is_work and self.idle and not self._closed:
                self._resting.start()
                self._sleeping.start()

        def answer(future: Future[Answer]) -> None:
            if isValid(self):
                self._answered.emit(lambda: finish(future))

        pool.submit(work).add_done_callback(answer)

    @Slot(object)
    def _deliver(self, finish: Callable[[], None]) -> None:
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

    def _wake(self) -> None:
        self._resting.stop()
        self._sleeping.stop()

    def _begin_rest(self) -> None:
        garbage.set_apart()
        Thread(target=self.rest, daemon=True).start()

    def rest(self) -> None:
        """Let go what is kept of the file in memory only to be read again sooner, and give the memory back."""
        self.desk.store.forget_connections()
        garbage.give_back()

    def close(self) -> None:
        """Wait for work under way and let the threads go."""
        self.stop()
        self.wait()

    def stop(self) -> None:
        """Take no more work; what is under way goes on."""
        self._closed = True
        self._wake()

    def wait(self) -> None:
        """Wait for work under way and let the threads go; on any thread."""
        self._writer.shutdown(wait=True)
        self._readers.shutdown(wait=True)


def _is_same(one: _Asked, other: _Asked) -> bool:
    """Whether two owners ask for the same: by the same code, with the same in hand."""
    return one[0] is other[0] and _told_of(one[1]) == _told_of(other[1])


def _told_of(work: Callable[[UnitOfWork], Changes]) -> tuple[object, ...]:
    if not isinstance(work, FunctionType):
        return (work,)
    held = [_content(cell) for cell in work.__closure__ or ()]
    return work.__code__, held, work.__defaults__, work.__kwdefaults__


def _content(cell: CellType) -> object:
    try:
        return cell.cell_contents
    except ValueError:  # nothing is in it yet
        return cell
