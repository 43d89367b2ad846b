"""恢复原样: one question; then the window closes its sample, the fresh one takes its place, and it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from pathlib import Path

    from app.ui.backup_work import WorkDialog
    from app.ui.main_window import MainWindow
    from app.ui.session import Session

QUESTION = "把示例换成刚建好的样子。您在示例里登记、修改的内容和练习任务的勾都会去掉，不能找回；正式台账不受影响。"
MADE = "示例已经恢复原样。"


class ResetFlow(QObject):
    """What the session does to put a sample back, or to make it for one who has a ledger open."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._sentence = ""
        self.work: WorkDialog | None = None

    def ask(self) -> None:
        """Ask once, telling what is still unsaved, and put the sample of the window back."""
        from app.services import drafts

        window = self._session.window
        if window is None:
            return
        actor = window.operation.desk.actor
        window.operation.read(
            lambda unit: drafts.count(unit, actor=actor), lambda count: self._ask(window, count), owner=window
        )

    def _ask(self, window: MainWindow, count: int) -> None:
        from app.ui import dialogs

        open_forms = any(tab.is_dirty for tab in window.tab_pages.values())
        unsaved = f"还有 {count} 份没有保存的草稿，也会去掉。" if count else "正在填的内容还没有保存，也会去掉。"
        question = f"{QUESTION}{unsaved if count or open_forms else ''}"
        if dialogs.confirm(window, "恢复原样", question, yes="恢复原样"):
            window.leaves_drafts = True  # all of them go: no form asks for itself
            self.reset(window)

    def reset(self, window: MainWindow) -> None:
        """Close the window, put the sample of its file back, and open it again; given up, the old one is opened."""
        path = window.operation.desk.path
        # Without a window for a moment, the program must not think that it is over.
        QApplication.setQuitOnLastWindowClosed(False)
        window.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        self._run(path, "正在把示例换成刚建好的样子。")

    def make(self, path: Path) -> None:
        """Make the sample for one who has a ledger open; then it is opened in place of that."""
        self._run(path, "正在建示例台账（第一次约半分钟）。")

    def _run(self, path: Path, words: str) -> None:
        from app.services import practice
        from app.ui.backup_work import WorkDialog

        parent = self._session.window or self._session.start
        self.work = WorkDialog(
            "示例台账", words, lambda tell: practice.make(path, progress=tell), stop="取消", parent=parent
        )
        self.work.ended.connect(self._made)
        self.work.refused.connect(self._refused)
        self.work.over.connect(lambda: self._open(path))
        self.work.begin()

    def _made(self, _path: Path) -> None:
        self._sentence = MADE

    def _refused(self, sentence: str) -> None:
        self._sentence = sentence

    def _open(self, path: Path) -> None:
        if self.work is not None:
            self.work.deleteLater()
            self.work = None
        sentence, self._sentence = self._sentence, ""
        had_window = self._session.window is not None
        if path.exists() and (sentence == MADE or not had_window):
            self._session.begin_practice(path)
        window = self._session.window
        if window is None:
            self._session.show_start(sentence)
        elif sentence == MADE and not had_window:
            window.status.say(sentence)
        elif sentence and sentence != MADE:
            window.message.say(sentence)
        QApplication.setQuitOnLastWindowClosed(True)
