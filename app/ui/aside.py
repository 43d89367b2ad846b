"""Work of about a second on a thread of its own before any ledger is open: trying a passphrase."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot
from shiboken6 import isValid

from app.rules.refusal import BUG, Refused
from app.services import logbook

if TYPE_CHECKING:
    from collections.abc import Callable

Answer = TypeVar("Answer")
_under_way: set[_Aside] = set()


class _Aside(QObject):
    """One piece of work; it outlives the dialog that asked, for a thread cannot be stopped."""

    _ended = Signal(object)

    def __init__(
        self,
        work: Callable[[], object],
        then: Callable[[Any], None],
        failed: Callable[[Refused], None],
        owner: QObject,
    ) -> None:
        super().__init__()
        self._work, self._then, self._failed, self._owner = work, then, failed, owner
        self._ended.connect(self._deliver)

    def run(self) -> None:
        """Do the work; on its own thread."""
        answer: object
        try:
            answer = self._work()
        except Refused as refusal:
            answer = refusal
        except Exception as error:
            logbook.bug(error)
            answer = Refused(BUG)
        if isValid(self):
            self._ended.emit(answer)

    @Slot(object)
    def _deliver(self, answer: object) -> None:
        _under_way.discard(self)
        if not isValid(self._owner):
            close = getattr(answer, "close", None)
            if close is not None:
                close()  # a ledger nobody waits for any more
        elif isinstance(answer, Refused):
            self._failed(answer)
        else:
            self._then(answer)


def aside(
    work: Callable[[], Answer],
    then: Callable[[Answer], None],
    *,
    owner: QObject,
    failed: Callable[[Refused], None],
) -> None:
    """Do work off the user's thread; `then` or `failed` hears of it on it, unless `owner` is gone by then."""
    one = _Aside(work, then, failed, owner)
    _under_way.add(one)
    threading.Thread(target=one.run, daemon=True).start()
