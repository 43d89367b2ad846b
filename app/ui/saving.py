"""Where files that leave the program are put: the question for a place, and 备份."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog

from app.services import backups, kept_backups
from app.ui.backup_work import WorkDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.services.backups import Backup
    from app.ui.main_window import MainWindow

BACKUPS = f"台账备份 (*{backups.SUFFIX})"


def ask_place(parent: QWidget, title: str, name: str, kinds: str, suffix: str) -> Path | None:
    """Where to put a file, beginning with the clerk's documents; it gets its ending. None when given up."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    chosen, _kind = QFileDialog.getSaveFileName(parent, title, str(Path(folder) / name), kinds)
    if not chosen:
        return None
    return Path(chosen if chosen.lower().endswith(suffix) else chosen + suffix)


def back_up(window: MainWindow) -> None:
    """Ask where, write and check a backup off the user's thread, and say what came of it."""
    desk = window.operation.desk
    path = ask_place(window, "备份到", backups.default_name(desk), BACKUPS, backups.SUFFIX)
    if path is None:
        return

    def done(made: Backup) -> None:
        total = sum(made.counts.values())
        window.status.say(f"备份完成并已核对：{made.path.name}，共{total}条记录。请再拷一份到U盘或另一台电脑。")
        window.backups.refresh()

    window.status.say("正在备份…")
    words = f"正在备份到「{path.name}」，写完会读回来核对一遍。可以取消，台账不受影响。"
    dialog = WorkDialog(
        "备份", words, lambda tell: kept_backups.by_hand(desk, out=path, progress=tell), stop="取消", parent=window
    )
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.ended.connect(done)
    dialog.refused.connect(window.operation.refused)
    dialog.begin()
