"""Before anything is open: 新建台账 · 打开 · 县级服务器 · 试用示例. Nothing is made until the clerk says so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.ui import help_menu, on_screen
from app.ui.big_button import BigButton
from app.ui.sample_making import SampleMaking
from app.ui.status_line import MessageBar

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent, QShowEvent

FILE_KINDS = "民情台账 (*.minqing)"


def data_folder() -> Path:
    """Where a new file is put unless the clerk chooses: the user's own data folder."""
    import platformdirs

    return Path(platformdirs.user_data_dir("minqing", appauthor=False))


def ask_for_file(parent: QWidget) -> Path | None:
    """The ledger file the clerk picks, None when none is picked."""
    folder = data_folder()
    start = folder if folder.is_dir() else Path.home()
    name, _ = QFileDialog.getOpenFileName(parent, "打开台账", str(start), FILE_KINDS)
    return Path(name) if name else None


class StartPage(QMainWindow):
    """Signals: `new_wanted()`, `open_wanted(path)`, `server_wanted()`, `sample_wanted()`, `sample_ready(path)`,
    `restore_wanted()`.
    """

    new_wanted = Signal()
    open_wanted = Signal(Path)
    sample_wanted = Signal()
    sample_ready = Signal(Path)
    restore_wanted = Signal()
    server_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("民情台账")
        self.resize(760, 560)
        self.message = MessageBar(self)
        self.buttons: list[BigButton] = []
        self._making: SampleMaking | None = None
        body = QWidget(self)
        body.setObjectName("page")
        title = QLabel("民情台账", body)
        title.setProperty("role", "title")
        words = QLabel("基层民情台账，记在自己的电脑上：不联网，一个文件，随时能打印。\n本软件不得处理涉密信息。", body)
        words.setProperty("role", "faint")
        lines = QVBoxLayout(body)
        lines.setContentsMargins(40, 30, 40, 30)
        lines.setSpacing(12)
        for part in (self.message, title, words):
            lines.addWidget(part)
        lines.addSpacing(10)
        self._add_buttons(lines)
        self._progress = self._progress_line(body)
        lines.addWidget(self._progress)
        lines.addStretch(1)
        self._area = QScrollArea(self)
        self._area.setWidget(body)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCentralWidget(self._area)
        self.buttons[0].setFocus()
        help_menu.bind(self, "start")

    def _add_buttons(self, lines: QVBoxLayout) -> None:
        rows: tuple[tuple[str, str, Callable[[], None]], ...] = (
            ("新建台账", "为本单位建一个新的台账文件，一步一步填", self.new_wanted.emit),
            ("打开", "打开已有的台账文件（.minqing）", self._open),
            ("打开县级服务器…", "台账集中放在县里的单位：登录县级服务器登记和查看", self.server_wanted.emit),
            ("从备份恢复", "换了电脑或文件坏了：用备份文件（.mqbak）恢复台账", self.restore_wanted.emit),
            ("试用示例", "用虚构的清河镇熟悉一下，随便改，不影响真实台账", self.sample_wanted.emit),
        )
        for text, hint, slot in rows:
            button = BigButton(text, hint)
            button.setAutoDefault(True)  # Enter presses the one with the focus
            button.clicked.connect(lambda _=False, slot=slot: slot())
            self.buttons.append(button)
            lines.addWidget(button)

    def _progress_line(self, body: QWidget) -> QWidget:
        frame = QWidget(body)
        self.progress_words = QLabel(frame)
        self.progress = QProgressBar(frame)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("建示例台账的进度")
        self.give_up = QPushButton("取消", frame)
        self.give_up.clicked.connect(self.stop_sample)
        line = QHBoxLayout(frame)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.progress_words)
        line.addWidget(self.progress, 1)
        line.addWidget(self.give_up)
        frame.hide()
        return frame

    def build_sample(self, path: Path) -> None:
        """Build the sample township off the user's thread; `sample_ready` follows unless it fails or is given up."""
        making = SampleMaking(path, self)
        making.done_so_far.connect(self._show_progress)
        making.made.connect(self.sample_ready)
        making.failed.connect(self.message.say)
        making.finished.connect(self._making_ended)
        self._making = making
        self.message.hide()
        self._show_progress(0)
        self._set_busy(is_busy=True)
        making.start()

    def stop_sample(self) -> None:
        """Give the building up; what was built so far is removed."""
        if self._making is not None:
            self._making.requestInterruption()
            self.progress_words.setText("正在取消…")
            self.give_up.setEnabled(False)

    def _show_progress(self, percent: int) -> None:
        self.progress.setValue(percent)
        self.progress_words.setText(f"正在建示例台账（约半分钟）… {percent}%")

    def _making_ended(self) -> None:
        self._making = None
        self._set_busy(is_busy=False)

    def _set_busy(self, *, is_busy: bool) -> None:
        for button in self.buttons:
            button.setEnabled(not is_busy)
        self._progress.setVisible(is_busy)
        self.give_up.setEnabled(True)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        bar = self._area.verticalScrollBar().sizeHint().width()
        least = self._area.widget().minimumSizeHint().grownBy(QMargins(0, 0, bar, 0))
        self.resize(self.size().expandedTo(least).boundedTo(on_screen.room(self)))
        super().showEvent(event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self._making is not None:
            self._making.requestInterruption()
            self._making.wait()
        event.accept()

    def _open(self) -> None:
        path = ask_for_file(self)
        if path is not None:
            self.open_wanted.emit(path)
