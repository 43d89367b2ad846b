"""Opens the window: on a file, or on the start page when there is none."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.ui import application

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.desk import Desk
    from app.ui.first_paint import FirstWindow
    from app.ui.main_window import MainWindow
    from app.ui.start_page import StartPage

_LAST = "file/last"
SAMPLE = "清河镇样例.minqing"


class Session(QObject):
    """What is open: one file's window, or the start page."""

    def __init__(self, user: str = "") -> None:
        super().__init__()
        self.user = user
        self.window: MainWindow | None = None
        self.start: StartPage | None = None

    def show_start(self, sentence: str = "") -> None:
        """Show the start page, with a sentence when a file could not be opened."""
        from app.ui.start_page import StartPage

        if self.start is None:
            self.start = StartPage()
            self.start.new_wanted.connect(self.make)
            self.start.open_wanted.connect(self.open)
            self.start.sample_wanted.connect(self.open_sample)
            self.start.sample_ready.connect(self.open)
        self.start.show()
        if sentence:
            self.start.message.say(sentence)

    def open(self, path: Path) -> bool:
        """Open a file in the window; a refusal is shown where the clerk is."""
        from app.services.desk import open_desk

        return self._show(lambda: open_desk(path, user=self.user))

    def make(self, path: Path, office: str, campaign: str) -> bool:
        """Make a new file and open it."""
        from app.services.desk import new_desk
        from app.ui.start_page import data_folder

        if path.parent == data_folder():
            path.parent.mkdir(parents=True, exist_ok=True)
        return self._show(lambda: new_desk(path, office_name=office, campaign=campaign))

    def _show(self, get_desk: Callable[[], Desk]) -> bool:
        from app.rules.refusal import Refused

        try:
            desk = get_desk()
        except Refused as refusal:
            self._say(refusal.sentence)
            return False
        try:
            desk.hold()
        except Refused as refusal:
            desk.close()
            self._say(refusal.sentence)
            return False
        self._replace_window(desk)
        return True

    def _replace_window(self, desk: Desk) -> None:
        from app.ui.main_window import MainWindow
        from app.ui.operation import Operation

        old = self.window
        operation = Operation(desk)
        window = MainWindow(operation)
        operation.setParent(window)
        window.new_wanted.connect(self._new)
        window.open_wanted.connect(self._open_other)
        window.closed.connect(lambda: self._let_go(window))
        self.window = window
        window.show()
        application.settings().setValue(_LAST, str(desk.path))
        for done in (old, self.start):
            if done is not None:
                done.close()
        self.start = None

    def _let_go(self, window: MainWindow) -> None:
        window.operation.close()
        window.operation.desk.close()
        if self.window is window:
            self.window = None
        window.deleteLater()

    def _say(self, sentence: str) -> None:
        if self.window is not None:
            self.window.message.say(sentence)
        else:
            self.show_start(sentence)

    def _new(self) -> None:
        from app.ui.start_page import NewLedgerDialog

        if self.window is not None and self.window.may_close():
            dialog = NewLedgerDialog(self.window)
            dialog.chosen.connect(self.make)
            dialog.open()

    def _open_other(self) -> None:
        from app.ui.start_page import ask_for_file

        if self.window is not None and self.window.may_close():
            path = ask_for_file(self.window)
            if path is not None and path != self.window.operation.desk.path:
                self.open(path)

    def open_sample(self) -> None:
        """Open the sample township; at its first use it is built in the program's own data folder."""
        from app.ui.start_page import data_folder

        path = data_folder() / SAMPLE
        if path.exists():
            self.open(path)
        elif self.start is not None:
            self.start.build_sample(path)


def last_file() -> Path | None:
    """The file opened last, None when there was none or it is gone."""
    kept = application.settings().value(_LAST)
    return Path(kept) if isinstance(kept, str) and kept and Path(kept).exists() else None


def run(path: Path | None, user: str) -> int:
    """Run the window until it is closed; returns the exit code of the program."""
    app = application.make_application()
    session = Session(user)
    chosen = path or last_file()
    if chosen is None:
        session.show_start()
    else:
        show_first(session, chosen)
    QTimer.singleShot(0, application.load_rare_face)
    return int(app.exec())


def show_first(session: Session, path: Path) -> FirstWindow | None:
    """Show the window as it was left, then open the file behind it; None when nothing of it was kept."""
    from app.services import first_page

    page = first_page.kept(path, user=session.user)
    if page is None:
        session.open(path)
        return None
    from app.ui.first_paint import FirstWindow

    first = FirstWindow(page)
    # After the first paint: what follows keeps the thread busy for most of a second.
    first.painted.connect(lambda: _go_on(session, path, first, page.ledger))
    first.show()
    return first


def _go_on(session: Session, path: Path, first: FirstWindow, ledger: str) -> None:
    session.open(path)
    if session.window is None:
        first.close()
        return
    shown = session.window.ledger_page(ledger)
    shown.model.loaded.connect(lambda _page: first.close())


if __name__ == "__main__":
    sys.exit(run(Path(sys.argv[1]) if len(sys.argv) > 1 else None, ""))
