"""Opens the window: on a file, or on the start page when there is none."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer

from app.ui import application, handed_over
from app.ui.garbage import GarbageCollector
from app.ui.reset_flow import ResetFlow
from app.ui.restore_flow import RestoreFlow
from app.ui.single import Single

if TYPE_CHECKING:
    from app.services.desk import Desk
    from app.services.founding import Founded
    from app.ui.first_paint import FirstWindow
    from app.ui.main_window import MainWindow
    from app.ui.new_ledger import NewLedgerWizard
    from app.ui.sign_in_dialog import SignInDialog
    from app.ui.start_page import StartPage

_LAST = "file/last"
SAMPLE = "清河镇样例.minqing"


class Session(QObject):
    """What is open: one file's window, or the start page."""

    def __init__(self, user: str = "", passphrase: str = "") -> None:
        super().__init__()
        self.user = user
        self.passphrase = passphrase
        """From the environment, for the first file that needs one."""
        self.single = Single(self)
        self.single.started_again.connect(self.raise_window)
        self.restoring = RestoreFlow(self)
        self.resetting = ResetFlow(self)
        self.asking: SignInDialog | None = None
        self.founding: NewLedgerWizard | None = None
        self.window: MainWindow | None = None
        self.start: StartPage | None = None

    def show_start(self, sentence: str = "") -> None:
        """Show the start page, with a sentence when a file could not be opened."""
        from app.ui.start_page import StartPage

        if self.start is None:
            self.start = StartPage()
            self.start.new_wanted.connect(self.ask_new)
            self.start.open_wanted.connect(self.open)
            self.start.sample_wanted.connect(self.open_sample)
            self.start.sample_ready.connect(self.begin_practice)
            self.start.restore_wanted.connect(self.restoring.ask)
        self.start.show()
        if sentence:
            self.start.message.say(sentence)

    def open(self, path: Path) -> bool:
        """Open a file in the window, an encrypted one after its passphrase; a refusal is shown where the clerk is.

        Whether the file is open, or the passphrase is being asked for.
        """
        from app.rules.refusal import Refused
        from app.services import signing_in
        from app.services.desk import open_desk

        try:
            operators = signing_in.operators_of(path)
            if operators and not self.passphrase:
                self._ask_passphrase(path, operators)
                return True
            passphrase, self.passphrase = self.passphrase, ""
            return self.take(open_desk(path, user=self.user, passphrase=passphrase))
        except Refused as refusal:
            self._say(refusal.sentence)
            return False

    def _ask_passphrase(self, path: Path, operators: tuple[str, ...]) -> None:
        from app.ui.sign_in_dialog import SignInDialog

        dialog = SignInDialog(path, operators, user=self.user, parent=self.window or self.start)
        dialog.opened.connect(self.take)
        dialog.given_up.connect(self._given_up)
        self.asking = dialog
        dialog.open()

    def _given_up(self) -> None:
        self.asking = None
        if self.window is None:
            self.show_start()

    def ask_new(self) -> None:
        """The wizard of a new ledger, over what is shown; it is opened when it is made."""
        from app.ui.new_ledger import NewLedgerWizard
        from app.ui.start_page import data_folder

        if self.window is not None and not self.window.may_close():
            return
        self.founding = NewLedgerWizard(data_folder(), self.window or self.start)
        self.founding.founded.connect(self.show_founded)
        self.founding.open()

    def show_founded(self, founded: Founded) -> None:
        """Open a ledger that was just made, and say what was brought in and what was not."""
        if not self.take(founded.desk) or self.window is None:
            return
        if founded.done:
            self.window.status.say(f"台账已建好，带进来：{'、'.join(founded.done)}。")
        if founded.troubles:
            told = (self.window.message.words.text() if self.window.message.isVisible() else "", *founded.troubles)
            self.window.message.say("\n".join(filter(None, told)))

    def take(self, desk: Desk) -> bool:
        """Show a desk in the window; when someone else has the file, to read only if the clerk wants that."""
        from app.rules.refusal import Refused

        self.asking = None
        try:
            desk.hold()
        except Refused as refusal:
            if not self._wants_to_read(refusal.sentence):
                desk.close()
                self._say(refusal.sentence)
                return False
            from app.services.desk import reading_desk

            desk = reading_desk(desk)
        self._replace_window(desk)
        return True

    def _wants_to_read(self, sentence: str) -> bool:
        from app.ui import dialogs

        question = f"{sentence}\n\n可以先只读打开：能查看、打印，不能登记。"
        return dialogs.confirm(self.window or self.start, "台账正被占用", question, yes="只读打开")

    def _replace_window(self, desk: Desk) -> None:
        from app.ui.main_window import MainWindow
        from app.ui.operation import Operation

        old = self.window
        operation = Operation(desk)
        window = MainWindow(operation)
        operation.setParent(window)
        window.new_wanted.connect(self.ask_new)
        window.open_wanted.connect(self._open_other)
        window.restore_wanted.connect(self.restoring.ask)
        window.sample_wanted.connect(self.open_sample)
        window.reset_wanted.connect(self.resetting.ask)
        window.closed.connect(lambda: self._let_go(window))
        self.window = window
        window.show()
        operation.keep(desk.note_coming, owner=window)
        self.single.listen(desk.path)
        self._tell(desk, window)
        application.settings().setValue(_LAST, str(desk.path))
        for done in (old, self.start):
            if done is not None:
                done.close()
        if self.start is not None:
            self.start.deleteLater()  # else it may be taken apart later, on the thread of some work
        self.start = None

    def _tell(self, desk: Desk, window: MainWindow) -> None:
        """What the clerk must know of a file just opened: its recovery code once, and what is wrong with its place."""
        self.restoring.tell(window)
        if desk.warnings:
            window.message.say("\n".join(desk.warnings))
        if desk.recovery_code:
            from app.ui.recovery_dialog import RecoveryDialog

            code, desk.recovery_code = desk.recovery_code, ""
            RecoveryDialog(window.operation, code, window).open()

    def raise_window(self) -> None:
        """Bring to the front what is shown: the program was started a second time."""
        shown = self.asking or self.window or self.start
        if shown is not None:
            shown.setWindowState(shown.windowState() & ~Qt.WindowState.WindowMinimized)
            shown.raise_()
            shown.activateWindow()

    def _let_go(self, window: MainWindow) -> None:
        window.operation.close()
        self.restoring.before_leaving(window)
        window.operation.desk.close()
        if self.window is window:
            self.window = None
        window.deleteLater()

    def _say(self, sentence: str) -> None:
        if self.window is not None:
            self.window.message.say(sentence)
        else:
            self.show_start(sentence)

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
        if self.window is not None and not self.window.may_close():
            return
        if path.exists():
            self.begin_practice(path)
        elif self.start is not None:
            self.start.build_sample(path)
        else:
            self.resetting.make(path)

    def begin_practice(self, path: Path) -> None:
        """Open the sample with its tasks beside it."""
        if self.open(path) and self.window is not None:
            self.window.practise()


def last_file() -> Path | None:
    """The file opened last, None when there was none or it is gone."""
    kept = application.settings().value(_LAST)
    return Path(kept) if isinstance(kept, str) and kept and Path(kept).exists() else None


def run(path: Path | None, user: str) -> int:
    """Run the window until it is closed; returns the exit code of the program."""
    app = application.make_application()
    GarbageCollector(app)
    session = Session(user, os.environ.get("MINQING_PASSPHRASE", ""))
    chosen = path or last_file()
    if session.single.raise_first(chosen):
        return 0
    if chosen is None:
        session.show_start()
    else:
        show_first(session, chosen)
    QTimer.singleShot(0, application.load_rare_face)
    QTimer.singleShot(0, application.show_icon)
    QTimer.singleShot(0, handed_over.sweep)
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
