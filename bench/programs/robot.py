"""A robot that works in the window as a clerk does all day: enters, saves, searches, opens, scrolls, looks at paper.

Prints how the memory of the process grew after the first rounds, and the longest that the user's thread was busy at a
stretch, in processor time, with what it was busy with.
"""

from __future__ import annotations

import json
import os
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QDialog, QWidget

from app.ui import application, dialogs, garbage
from app.ui.find_anything import FindAnything
from app.ui.session import Session
from bench import memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.ui.ledger_page import LedgerPage
    from app.ui.main_window import MainWindow

ENTRIES = {
    "opinions": {"verbatim_text": "桥头路面坑洼，雨天没法走"},
    "petitions": {"summary": "反映宅基地边界纠纷", "petitioner_name": "赵铁柱"},
    "rectifications": {"description": "村口路灯损坏多日"},
    "learning_sessions": {"topic": "焦裕禄事迹专题学习"},
    "projects": {"name": "柳树村饮水管网改造"},
}
"""What is typed into a new record of each ledger."""
WARM = 10
"""After so many rounds everything the window makes once has been made."""
PAUSES_EVERY = 5
"""A clerk who enters twenty-five records stops for half a minute before that."""
QUIET, SLICE_MS, PATIENCE = 3, 5, 60.0


class Watch:
    """How long the user's thread was busy at a stretch."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self.longest: list[tuple[float, str]] = []

    def timed(self, what: str, work: Callable[[], object]) -> None:
        """Do one thing on the user's thread."""
        began = time.thread_time()
        work()
        self.longest = sorted([*self.longest, ((time.thread_time() - began) * 1000, what)], reverse=True)[:8]


class Robot:
    """Hands and eyes at one window."""

    def __init__(self, window: MainWindow) -> None:
        """Take a window that is open."""
        self.window, self.watch = window, Watch()
        self.saved = 0

    def does(self, what: str, work: Callable[[], object]) -> None:
        """One action, and whatever follows from it until the window is quiet."""
        self.watch.timed(what, work)
        quiet, ends = 0, time.monotonic() + PATIENCE
        flags = QEventLoop.ProcessEventsFlag.AllEvents
        while quiet < QUIET:
            self.watch.timed(f"{what}, what follows", lambda: QCoreApplication.processEvents(flags, SLICE_MS))
            # What is to be deleted goes only where a loop runs, or when it is asked for.
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            quiet = quiet + 1 if self.window.operation.idle else 0
            time.sleep(0.001)
            if time.monotonic() > ends:
                raise TimeoutError(what)

    def enters(self, page: LedgerPage, texts: dict[str, str]) -> None:
        """A new record, typed and saved."""
        self.does("new record", page.new_record)
        form = page.form
        if form is None:
            raise RuntimeError(page.ledger.name)
        for key, words in texts.items():
            editor = form.fields[key].editor
            self.does("into the field", editor.setFocus)
            for letter in words:
                self.does("a key", partial(_typed, editor, letter))
        self.does("save", form.save)
        if form.is_dirty():
            raise RuntimeError(page.ledger.name)
        self.saved += 1
        self.does("leave the form", page.leave)

    def looks(self, page: LedgerPage, words: str) -> None:
        """Search, scroll, open the first, go back."""
        line = page.filters.box
        self.does("search", partial(line.setText, words[:2]))
        self.does("search again", line.clear)
        bar = page.table.verticalScrollBar()
        for place in (bar.maximum(), bar.maximum() // 2, 0):
            self.does("scroll", partial(bar.setValue, place))
        first = page.model.id_at(0)
        if first is not None:
            self.does("open a record", partial(page.show_record, first))
            self.does("close it", page.leave)

    def finds(self, words: str) -> None:
        """到处找."""
        self.does("find anything", self.window.find_anything)
        for dialog in self.window.findChildren(FindAnything):
            for letter in words:
                self.does("a key of finding", partial(_typed, dialog.line, letter))
        self._closes_dialogs()

    def prints(self, page: LedgerPage) -> None:
        """The print preview, opened and closed."""
        self.does("print preview", page.print_preview)
        self._closes_dialogs()

    def _closes_dialogs(self) -> None:
        for dialog in self.window.findChildren(QDialog):
            if dialog.isVisible():
                self.does("close a dialog", dialog.close)


def _typed(editor: QWidget, letter: str) -> None:
    """As an input method commits it."""
    event = QInputMethodEvent()
    event.setCommitString(letter)
    QCoreApplication.sendEvent(editor.focusProxy() or editor, event)


def main(path: Path, rounds: int) -> None:
    """Work so many rounds, and print."""
    dialogs.ask_leave = lambda *_words: dialogs.Leave.DISCARD  # nobody is there to answer
    app = application.make_application()
    collector = garbage.GarbageCollector(app)
    session = Session()
    session.open(path)
    if session.window is None:
        raise RuntimeError(path)
    window = session.window
    robot = Robot(window)
    held: list[float] = []
    for number in range(rounds):
        for ledger, texts in ENTRIES.items():
            robot.does("another ledger", partial(window.ledger_page, ledger))
            page = window.ledger_page(ledger)
            robot.enters(page, texts)
            robot.looks(page, next(iter(texts.values())))
            if number % 10 == 0:
                robot.prints(page)
        robot.finds("路灯")
        for place in (0, window.tabs.count() - 1):
            robot.does("another tab", partial(window.tabs.setCurrentIndex, place))
        if number == WARM:
            robot.watch = Watch()  # what is made once was made before
        collector.collect()
        if number % PAUSES_EVERY == 0:  # half a minute without work
            robot.watch.timed("a pause", garbage.set_apart)
        garbage.give_back()
        held.append(memory.resident())
    grown = held[-1] - held[WARM]
    longest = [(round(took, 1), what) for took, what in robot.watch.longest]
    answer = {"saved": robot.saved, "grown": grown, "held": held[:: max(1, rounds // 20)], "longest": longest}
    print(json.dumps(answer, ensure_ascii=False), flush=True)
    del app
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
