"""工具 → 备份设置: where the backups lie, what is kept, and the second place on a stick or another disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout

from app.rules.elapsed import ago, size_text
from app.rules.refusal import Refused
from app.services import backups, kept_backups
from app.services.backups import Occasion
from app.ui.backup_watch import told
from app.ui.backup_work import WorkDialog
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.restore_dialog import HEADS, kept_cells
from app.ui.row_table import RowTable
from db.clock import Clock

if TYPE_CHECKING:
    from app.services.kept_backups import Made
    from app.ui.main_window import MainWindow

WORDS = (
    "关闭台账时、每隔四小时（有改动时）、升级、导入和恢复之前，自动备份一份并读回核对。"
    "保留最近7天、8周、24个月各一份；地方不够时少留几份，最新的一份总在。"
)


class BackupSettings(PlainDialog):
    """Shows the kept backups; changes the second place at once."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__("备份设置", (780, 520), window)
        self.window_ = window
        self.file = backups.source(window.operation.desk)
        self.folder = kept_backups.folder(self.file)
        self.own = QLineEdit(str(self.folder), self, readOnly=True)
        self.own.setAccessibleName("自动备份放在")
        self.second = QLineEdit(self, readOnly=True, placeholderText="没有设定；建议选U盘上的文件夹")
        self.second.setAccessibleName("第二备份位置")
        self.outside = QLabel(self)
        self.outside.setWordWrap(True)
        self.summary = QLabel(self)
        self.table = RowTable("自动保留的备份", HEADS, wide=4, parent=self)
        self.said = Words(self)
        self.said.setProperty("role", "error")
        self.said.setWordWrap(True)
        self._build()
        self.show_state()

    def _build(self) -> None:
        words = QLabel(WORDS, self)
        words.setWordWrap(True)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("自动备份放在", self._line(self.own, ("打开", self._open_folder)))
        choices = (("选择…", self.browse), ("不用了", lambda: self.set_second(None)))
        form.addRow("第二备份位置", self._line(self.second, *choices))
        form.addRow("", self.outside)
        foot = self._line(self.summary, ("现在备份一份", self.back_up), ("关闭", self.accept))
        lines = QVBoxLayout(self)
        lines.addWidget(words)
        lines.addLayout(form)
        lines.addWidget(self.table, 1)
        lines.addWidget(self.said)
        lines.addLayout(foot)

    def _line(self, first: QLineEdit | QLabel, *buttons: tuple[str, object]) -> QHBoxLayout:
        line = QHBoxLayout()
        line.addWidget(first, 1)
        for text, run in buttons:
            button = QPushButton(text, self)
            button.clicked.connect(lambda _=False, run=run: run())
            line.addWidget(button)
        return line

    def show_state(self) -> None:
        """Read anew what is kept and where."""
        kept = kept_backups.inside_all(self.folder)
        self.table.show_rows([(kept_cells(one, inside), ("", 0)) for one, inside in kept])
        total = sum(one.size for one, _inside in kept)
        self.summary.setText(f"共 {len(kept)} 份，{size_text(total)}" if kept else "还没有自动备份")
        second = kept_backups.second_place(self.file)
        self.second.setText(str(second or ""))
        self.outside.setText(self._outside_words(second))

    def _outside_words(self, second: Path | None) -> str:
        if second is None:
            return "电脑坏了，只在本机的备份也会一起丢。"
        standing = kept_backups.standing(self.file)
        when = f"最近一次拷过去：{ago(standing.outside_at, Clock().now())}" if standing.outside_at else "还没有拷过去"
        if not second.is_dir():
            return f"{when}。现在找不到这个文件夹（U盘没有插上？），插上后下次备份时自动拷。"
        is_elsewhere = kept_backups.is_elsewhere(self.file.path, second)
        return f"{when}。{'' if is_elsewhere else '注意：它和台账在同一块磁盘上，磁盘坏了会一起丢。'}"

    def browse(self) -> None:
        """Pick the folder of the second place."""
        name = QFileDialog.getExistingDirectory(self, "第二备份位置", self.second.text() or str(Path.home()))
        if name:
            self.set_second(Path(name))

    def set_second(self, place: Path | None) -> None:
        """Change the second place, and bring the newest backup there at once."""
        self.said.setText("")
        try:
            kept_backups.set_second_place(self.file, place=place)
        except Refused as refusal:
            self.said.setText(refusal.sentence)
            return
        self.show_state()
        if place is not None and self.table.rowCount():
            self._run("正在把最新的一份拷到第二备份位置…", lambda _tell: kept_backups.copy_outside(self.file))

    def back_up(self) -> None:
        """Make one now, whether or not the ledger was changed."""
        file = self.file
        self._run("正在备份一份并核对…", lambda tell: kept_backups.keep(file, occasion=Occasion.BY_HAND, progress=tell))

    def _run(self, words: str, work: object) -> None:
        dialog = WorkDialog("备份", words, work, stop="取消", parent=self)  # type: ignore[arg-type]
        dialog.ended.connect(self._made)
        dialog.refused.connect(self.said.setText)
        dialog.begin()

    def _made(self, made: Made | None) -> None:
        if made is not None:
            self.window_.status.say(told(made))
            self.said.setText(made.trouble)
        self.show_state()
        self.window_.backups.refresh()

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.folder)))
