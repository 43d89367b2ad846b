"""What keeps a clerk's work safe in a window: drafts, named undo, 作废箱, and the lock; tied to its menus here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QInputDialog

from app.services import locking, watching
from app.ui import bug_report, key_table, masked_view
from app.ui.drafts_dialog import Drafts
from app.ui.idle import IdleWatch
from app.ui.key_table import Where
from app.ui.lock_page import Lock
from app.ui.undo_menu import UndoMenu

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu

    from app.ui.bin_page import BinPage
    from app.ui.clipboard_guard import ClipboardGuard
    from app.ui.main_window import MainWindow
    from db.unit import UnitOfWork


class Safety(QObject):
    """The parts of one window. `idle_masked(bool)`: nobody has worked for a minute, or somebody does again."""

    idle_masked = Signal(bool)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.drafts = Drafts(window)
        self.undo = UndoMenu(window)
        self.watch = IdleWatch(locking.USUAL, self)
        self.lock = Lock(window, window.operation, before=self._before_lock)
        self.bin: BinPage | None = None
        self._guard: ClipboardGuard | None = None
        self._is_idle = False
        self.watch.masked.connect(self.idle_masked)
        self.idle_masked.connect(lambda is_masked: masked_view.set_masked(window, is_masked))
        self.watch.lock_wanted.connect(self._lock_idle)
        self.watch.ticked.connect(self._look)
        self.watch.copied.connect(self._copied)
        self.lock.locked.connect(self._note)
        self.lock.leave_wanted.connect(self._leave)
        bug_report.begin(window)
        window.home.drafts_wanted.connect(self.drafts.show)
        window.closed.connect(self._close)
        window.operation.read(locking.minutes, self._set_minutes, owner=self)
        self.drafts.offer()

    # -- the lock -----------------------------------------------------------------------------------------------------

    def lock_now(self) -> None:
        """Ctrl+L: lock at once."""
        self._is_idle = False
        self.lock.lock()

    def _lock_idle(self, by_key: bool) -> None:
        self._is_idle = not by_key
        self.lock.lock()

    def _before_lock(self) -> None:
        self.drafts.flush()
        if self._guard is not None:
            self._guard.clear_ours()

    def _note(self, is_locked: bool) -> None:
        """Locking and unlocking are rows of the history."""
        self.watch.touch()
        operation, is_idle = self._window.operation, self._is_idle
        actor = operation.desk.actor

        def write(unit: UnitOfWork) -> None:
            if is_locked:
                watching.record_lock(unit, actor=actor, idle=is_idle)
            else:
                watching.record_unlock(unit, actor=actor)

        operation.keep(write, owner=self)

    def _leave(self) -> None:
        self._window.leaves_drafts = True
        self._window.close()

    def _set_minutes(self, minutes: int) -> None:
        self.watch.minutes = minutes

    def ask_minutes(self) -> None:
        """Let the clerk say after how many idle minutes the window is locked."""
        words = f"多少分钟没有人操作就锁定（{locking.LEAST}–{locking.MOST}）："
        present = self.watch.minutes
        found, done = QInputDialog.getInt(self._window, "自动锁定", words, present, locking.LEAST, locking.MOST)
        actor, operation = self._window.operation.desk.actor, self._window.operation
        if done and found != present:
            operation.write(
                lambda unit: locking.set_minutes(unit, actor=actor, minutes=found),
                lambda _changes: self._set_minutes(found),
                owner=self,
            )

    # -- the clipboard ------------------------------------------------------------------------------------------------

    def _copied(self) -> None:
        if self._guard is None:
            from app.ui.clipboard_guard import ClipboardGuard  # late: it knows all the tables

            self._guard = ClipboardGuard(self, now=lambda: self.watch.now())
        self._guard.hear()

    def _look(self) -> None:
        if self._guard is not None:
            self._guard.look()

    def _close(self) -> None:
        if self._guard is not None:
            self._guard.clear_sensitive()

    # -- 作废箱 --------------------------------------------------------------------------------------------------------

    def show_bin(self) -> None:
        """Show the voided records of all ledgers."""
        from app.ui.bin_page import BinPage

        self.bin = BinPage(self._window.operation, self._window)
        self.bin.open_record.connect(self._window.open_voided)
        self.bin.open()


def fill_file(window: MainWindow, menu: QMenu) -> None:
    """锁定, before 退出."""
    action = QAction("锁定", window)
    action.setShortcuts(key_table.sequences(Where.WINDOW, "lock"))
    action.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)
    action.triggered.connect(lambda: window.safety.lock_now())
    menu.addAction(action)


def fill_tools(window: MainWindow, menu: QMenu) -> None:
    """自动锁定."""
    menu.addAction("自动锁定…", lambda: window.safety.ask_minutes())


def fill_edit(window: MainWindow, menu: QMenu) -> None:
    """草稿 and 作废箱 for every page, and 撤销 by name for those without a ledger."""
    window.safety.undo.fill(menu)
    menu.addSeparator()
    menu.addAction("草稿…", lambda: window.safety.drafts.show())
    menu.addAction("作废箱…", lambda: window.safety.show_bin())
