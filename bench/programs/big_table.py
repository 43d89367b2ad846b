"""Ours: the record table over a long ledger: what it holds in memory, and what a jump reads and how long it takes."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QEventLoop

from app.services import table_page
from app.ui import application
from app.ui.record_table import PAGE, PAGES_HELD
from app.ui.session import Session
from bench import data, memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.ui.ledger_page import LedgerPage

PATIENCE = 60.0


class Reads:
    """Counts the rows that pages are made of."""

    def __init__(self) -> None:
        self.rows = 0
        self.pages = 0
        self._page = table_page.page
        table_page.page = self.count

    def count(self, *words: Any, **named: Any) -> table_page.TablePage:  # noqa: ANN401 - whatever the page is asked with
        found = self._page(*words, **named)
        self.rows, self.pages = self.rows + len(found.rows), self.pages + 1
        return found


LOOK = 0.001
"""Seconds between two looks."""


def turn_until(holds: Callable[[], bool]) -> float:
    """Let the window live until something holds; the seconds it took. Raises TimeoutError."""
    began = time.monotonic()
    while not holds():
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        time.sleep(LOOK)  # a window that has nothing to do takes no time from those who read for it
        if time.monotonic() - began > PATIENCE:
            raise TimeoutError
    return time.monotonic() - began


def jump(page: LedgerPage, reads: Reads, row: int) -> dict[str, float]:
    """Bring a row into sight; how long until it is shown, and how many rows were read for it."""
    reads.rows = reads.pages = 0
    began = time.monotonic()
    page.table.scrollTo(page.model.index(row, 0))
    page.table.viewport().repaint()
    turn_until(lambda: page.model.row(row) is not None and not page.model.is_waiting)
    page.table.viewport().repaint()
    return {"milliseconds": (time.monotonic() - began) * 1000, "rows": reads.rows, "pages": reads.pages}


def main(path: Path) -> None:
    """Open the file, jump about, and print."""
    reads = Reads()
    app = application.make_application()
    session = Session()
    application.load_rare_face()  # as a start does, after its first paint
    session.open(path)
    if session.window is None:
        raise RuntimeError(path)
    operation = session.window.operation
    page = session.window.ledger_page(data.LEDGER)
    turn_until(lambda: page.model.total > 0 and operation.idle)
    operation.rest()  # as the window does after half a minute without work
    opened, total = memory.resident(), page.model.total
    last = jump(page, reads, total - 1)
    middle = jump(page, reads, total // 2)
    for number in range(2 * PAGES_HELD):
        jump(page, reads, number * PAGE)
    held = len(page.model.held_pages())
    operation.rest()
    answer = {"total": total, "opened": opened, "roamed": memory.resident(), "held": held, "page": PAGE}
    print(json.dumps({**answer, "last": last, "middle": middle}), flush=True)
    del app
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
