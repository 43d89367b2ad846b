"""文件 → 从备份恢复: the questions; then the window closes its file, the backup takes its place, and it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from app.services.restoring import Restored, Wanted
    from app.ui.backup_work import WorkDialog
    from app.ui.main_window import MainWindow
    from app.ui.restore_dialog import RestoreDialog
    from app.ui.session import Session


def _clear_away() -> None:
    """Let a closed window go here and now, before the work begins on its thread."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


class RestoreFlow(QObject):
    """What the session does for a restore; the window it started from is gone when it ends."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._sentence = ""
        self._is_under_way = False
        self.dialog: RestoreDialog | None = None
        self.work: WorkDialog | None = None

    def ask(self) -> None:
        """Open the questions over the window, or over the start page on a computer without a ledger."""
        from app.rules.refusal import Refused
        from app.services import restoring
        from app.ui.restore_dialog import RestoreDialog

        window = self._session.window
        desk = None if window is None else window.operation.desk
        if window is not None and desk is not None:
            try:
                restoring.may(desk.actor)
            except Refused as refusal:
                window.operation.refused.emit(refusal.sentence)
                return
        self.dialog = RestoreDialog(desk, window or self._session.start)
        # When the dialog is done with its own click: its window is about to go.
        self.dialog.wanted.connect(self.restore, Qt.ConnectionType.QueuedConnection)
        self.dialog.open()

    def restore(self, wanted: Wanted) -> None:
        """Close the window's file, restore, and open what stands there then: the restored ledger, or the old one."""
        from app.services import restoring
        from app.ui.backup_work import WorkDialog

        window = self._session.window
        if window is not None and not window.may_close():
            return
        # Without a window for a moment, the program must not think that it is over.
        QApplication.setQuitOnLastWindowClosed(False)
        self._is_under_way = True
        if window is not None:
            window.close()
            _clear_away()
        words = "正在恢复：先把现在的台账另存一份备份，再换上备份里的。换上之前可以取消，台账不受影响。"
        self.work = WorkDialog(
            "从备份恢复",
            words,
            lambda tell: restoring.restore(wanted, progress=tell),
            stop="取消",
            parent=self._session.start,
        )
        self.work.ended.connect(self._done)
        self.work.refused.connect(self._refused)
        self.work.over.connect(lambda: self._open(wanted))
        self.work.begin()

    def _done(self, restored: Restored) -> None:
        saved = f"恢复前的台账另存在“{restored.saved.name}”。" if restored.saved else ""
        self._sentence = f"已从备份恢复，共{restored.total}条记录，恢复的原因已记入历史。{saved}"

    def _refused(self, sentence: str) -> None:
        self._sentence = sentence

    def _open(self, wanted: Wanted) -> None:
        if self.work is not None:
            self.work.deleteLater()
            self.work = None
        self._is_under_way = False
        if wanted.target.exists():
            self._session.open(wanted.target)
        else:
            self._session.show_start(self._sentence or "没有恢复，没有改动任何文件。")
            self._sentence = ""
        QApplication.setQuitOnLastWindowClosed(True)

    def tell(self, window: MainWindow) -> None:
        """Say what came of it in the window that was opened after it."""
        if self._sentence:
            window.message.say(self._sentence)
            self._sentence = ""

    def before_leaving(self, window: MainWindow) -> None:
        """The backup at closing; a restore makes one of its own."""
        if not self._is_under_way:
            from app.ui import backup_watch

            backup_watch.before_leaving(window.operation.desk, window)
