"""What is open in this process: one file's window, or the start page, and the ways from one to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from app.ui import application, garbage
from app.ui.county_flow import CountyFlow
from app.ui.house_moving import HouseMoving
from app.ui.reset_flow import ResetFlow
from app.ui.restore_flow import RestoreFlow
from app.ui.single import Single

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QDialog

    from app.services.desk import Desk
    from app.services.founding import Founded
    from app.ui.main_window import MainWindow
    from app.ui.new_ledger import NewLedgerWizard
    from app.ui.start_page import StartPage
    from db.opened import Opened

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
        self.county = CountyFlow(self)
        self.house = HouseMoving(self)
        self.asking: QDialog | None = None
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
            self.start.server_wanted.connect(self.county.ask)
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
            self.say(refusal.sentence)
            return False

    def _ask_passphrase(self, path: Path, operators: tuple[str, ...]) -> None:
        from app.ui.sign_in_dialog import SignInDialog

        dialog = SignInDialog(path, operators, user=self.user, parent=self.window or self.start)
        dialog.opened.connect(self.take)
        dialog.given_up.connect(self.given_up)
        self.asking = dialog
        dialog.open()

    def given_up(self) -> None:
        """The clerk does not want to sign in after all: back to what was shown before."""
        self.asking = None
        if self.window is None:
            self.show_start()

    def ask_new(self) -> None:
        """The wizard of a new ledger, over what is shown; it is opened when it is made."""
        from app.ui.start_page import data_folder

        if self.window is None or self.window.may_close():
            self.found(data_folder())

    def found(self, where: Path | Opened) -> NewLedgerWizard:
        """The wizard of a new file in a folder, or of an office at a server that holds nothing yet."""
        from app.ui.new_ledger import NewLedgerWizard

        self.founding = NewLedgerWizard(where, self.window or self.start)
        self.founding.founded.connect(self.show_founded)
        self.founding.open()
        return self.founding

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
                self.say(refusal.sentence)
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

        garbage.look_through()
        old = self.window
        operation = Operation(desk)
        window = MainWindow(operation)
        operation.setParent(window)
        window.new_wanted.connect(self.ask_new)
        window.open_wanted.connect(self._open_other)
        window.server_wanted.connect(self.county.ask)
        window.office_wanted.connect(self.county.open_office)
        window.move_wanted.connect(self.house.ask)
        window.restore_wanted.connect(self.restoring.ask)
        window.sample_wanted.connect(self.open_sample)
        window.reset_wanted.connect(self.resetting.ask)
        window.closed.connect(lambda: self._let_go(window))
        self.window = window
        window.show()
        operation.keep(desk.note_coming, owner=window)
        self.single.listen(desk.store.place)
        self._tell(desk, window)
        application.remember_place(desk.store.place)
        if desk.store.is_server:
            application.remember_operator(desk.store.place, desk.actor.name)
        for done in (old, self.start):
            if done is not None:
                done.close()
        if self.start is not None:
            self.start.deleteLater()  # else it may be taken apart later, on the thread of some work
        self.start = None

    def _tell(self, desk: Desk, window: MainWindow) -> None:
        """What the clerk must know of a file just opened: its recovery code once, and what is wrong with its place."""
        self.restoring.tell(window)
        self.house.tell(window)
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
        if window.operation.desk.store.is_server:
            self._let_line_go(window)
        else:
            window.operation.close()
            self.restoring.before_leaving(window)
            window.operation.desk.close()
            window.deleteLater()
        if self.window is window:
            self.window = None

    @staticmethod
    def _let_line_go(window: MainWindow) -> None:
        """The last saves may wait for a slow or lost line: a window that is closed does not stand there till then."""
        from app.ui.aside import aside

        operation = window.operation
        operation.stop()

        def end() -> None:
            operation.wait()
            operation.desk.close()

        aside(end, lambda _none: window.deleteLater(), owner=window, failed=lambda _bug: window.deleteLater())

    def say(self, sentence: str) -> None:
        """Say a sentence where the clerk is: in the window, or on the start page."""
        if self.window is not None:
            self.window.message.say(sentence)
        else:
            self.show_start(sentence)

    def _open_other(self) -> None:
        from app.ui.start_page import ask_for_file

        if self.window is not None and self.window.may_close():
            path = ask_for_file(self.window)
            if path is not None and str(path) != self.window.operation.desk.store.place:
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
