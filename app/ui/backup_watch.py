"""自动备份 while a window is open: every four hours when changed, at closing, and a word when no copy is elsewhere."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from app.rules.refusal import Refused
from app.services import backups, kept_backups
from app.services.backups import Occasion
from app.ui.backup_work import Work, WorkDialog
from app.ui.plain import Words

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.services.desk import Desk
    from app.services.kept_backups import Made, Standing
    from app.ui.main_window import MainWindow

HOURS = 4
LOOK_EVERY = 5 * 60 * 1000
"""Milliseconds between two looks at how old the last backup is."""


class ReminderBar(QFrame):
    """Says that no copy lies outside this computer; it goes when one was made, or for today."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self.words = Words(self)
        self.words.setWordWrap(True)
        self.now = QPushButton("现在备份到U盘…", self)
        self.later = QPushButton("今天不再提醒", self)
        self.later.clicked.connect(self.hide)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 6, 8, 6)
        line.addWidget(self.words, 1)
        line.addWidget(self.now)
        line.addWidget(self.later)
        self.hide()


class BackupWatch(QObject):
    """Looks every few minutes; makes the backups of a window's ledger and says when the last one was made."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.file = backups.source(window.operation.desk)
        self.label = QLabel(window)
        self.label.hide()
        window.status.addPermanentWidget(self.label)
        self.reminder = ReminderBar(window)
        self.reminder.now.clicked.connect(self._back_up)
        body = window.centralWidget().layout()
        if body is not None:
            body.insertWidget(2, self.reminder)  # type: ignore[attr-defined]
        self.work: Work | None = None
        self._made_at = time.monotonic()
        self._reminded = False
        self._timer = QTimer(self, interval=LOOK_EVERY)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        window.closed.connect(self.stop)
        self.refresh()

    def refresh(self) -> None:
        """Read anew how the ledger stands with its backups."""
        file = self.file
        self.window.operation.call(lambda: kept_backups.standing(file), self._show, owner=self, failed=_ignore)

    def _show(self, standing: Standing) -> None:
        self.label.setText(standing.words)
        self.label.setVisible(bool(standing.words))
        if not standing.reminder:
            self.reminder.hide()
        elif not self._reminded:
            self._reminded = True
            self.reminder.words.setText(standing.reminder)
            self.reminder.show()

    def look(self) -> None:
        """Make a backup when four hours have passed since the last and the ledger was changed meanwhile."""
        self.refresh()
        if self.work is None and time.monotonic() - self._made_at >= HOURS * 3600:
            self.make(Occasion.HOURS)

    def make(self, occasion: Occasion) -> None:
        """Make a backup off the user's thread when the ledger was changed."""
        file = self.file
        self.work = Work(lambda progress: kept_backups.keep_if_due(file, occasion=occasion, progress=progress), self)
        self.work.made.connect(self._made)
        self.work.refused.connect(self._failed)
        self.work.finished.connect(self._ended)
        self.work.begin()

    def _made(self, made: Made | None) -> None:
        self._made_at = time.monotonic()
        if made is not None:
            self.window.status.say(told(made))
            self.refresh()

    def _failed(self, sentence: str) -> None:
        self._made_at = time.monotonic()  # tried again in four hours, and at closing
        self.window.message.say(f"自动备份没有做成。{sentence}")

    def _ended(self) -> None:
        if self.work is not None:
            self.work.deleteLater()
        self.work = None

    def _back_up(self) -> None:
        from app.ui import saving

        saving.back_up(self.window)

    def stop(self) -> None:
        """The window goes: a backup under way is given up, the one at closing takes its place."""
        self._timer.stop()
        if self.work is not None:
            self.work.stop()


def told(made: Made) -> str:
    """What a backup that was kept says in the status line."""
    where = "，并拷到第二备份位置" if made.outside else ""
    return f"已自动备份并核对：共{made.total}条记录{where}。{made.trouble}"


def _ignore(_refusal: Refused) -> None:
    """The label keeps what it said: a fault of the file is told by the work that needs it."""


def before_leaving(desk: Desk, parent: QWidget | None) -> None:
    """At closing: a backup when the ledger was changed, with a small window that the clerk may skip."""
    if desk.read_only or desk.store.is_server:
        return
    file = backups.source(desk)
    try:
        if not kept_backups.is_due(file):
            return
    except Refused:
        return  # a fault of the file was told while it was open
    dialog = WorkDialog(
        "正在备份",
        "台账有改动，关闭前备份一份并核对。记录都已存好；来不及可以跳过，下次关闭时再备份。",
        lambda progress: kept_backups.keep(file, occasion=Occasion.CLOSING, progress=progress),
        stop="跳过",
        parent=parent,
    )
    dialog.refused.connect(lambda sentence: _tell(parent, sentence))
    dialog.run()
    dialog.deleteLater()


def _tell(parent: QWidget | None, sentence: str) -> None:
    from app.ui import dialogs

    dialogs.inform(parent, "没有备份成", f"{sentence}\n\n台账里的记录都已存好，可以放心关闭。")
