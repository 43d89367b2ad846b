"""故障报告: what the program knows of a fault of its own, shown to be read before anything is saved or sent."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from app.rules.refusal import BUG, Refused
from app.services import logbook
from app.ui import saving
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog

if TYPE_CHECKING:
    from types import TracebackType

    from app.ui.main_window import MainWindow

NOTHING = "没有记下任何故障。"
EXPLAINED = (
    "下面是报告的全部内容，可以先看再存。里面只有程序的版本和出错的代码位置，没有登记的内容、姓名和号码。"
    "存好后请交给技术人员。"
)


class BugReport(PlainDialog):
    """Shows the text of a report; nothing is written before the clerk says so."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__("故障报告", (760, 460), parent)
        self.text = QPlainTextEdit(text or NOTHING, self, readOnly=True)
        self.text.setAccessibleName("报告内容")
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.said = Words(EXPLAINED, self, wordWrap=True)
        self.save, self.copy, self.shut = (QPushButton(words, self) for words in ("存为文件…", "复制", "关闭"))
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button, act in ((self.copy, self.copy_text), (self.save, self.save_text), (self.shut, self.close)):
            button.clicked.connect(act)
            buttons.addWidget(button)
        lines = QVBoxLayout(self)
        lines.addWidget(self.said)
        lines.addWidget(self.text, 1)
        lines.addLayout(buttons)

    def copy_text(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self.text.toPlainText())
        self.said.setText("已复制。")

    def save_text(self) -> None:
        """Write the report where the clerk wants it."""
        path = saving.ask_place(self, "存为文件", "故障报告.txt", "文本 (*.txt)", ".txt")
        if path is None:
            return
        try:
            from app.services import printing

            printing.write_bytes(path, self.text.toPlainText().encode())
        except Refused as refusal:
            self.said.setText(refusal.sentence)
        else:
            self.said.setText(f"已存为 {path.name}。")


class _Catcher(QObject):
    """Brings a report from whichever thread to the window."""

    caught = Signal(str)


def begin(window: MainWindow) -> None:
    """Let a window tell of faults nobody foresaw, in its message bar and with a report to read."""
    catcher = _Catcher(window)
    catcher.caught.connect(lambda text: _show(window, text))
    window.operation.broken.connect(lambda text: _show(window, text))
    before = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            before(kind, error, trace)
        else:
            catcher.caught.emit(logbook.bug(error))

    if getattr(before, "__module__", "") == logbook.__name__:  # only where the program itself watches
        sys.excepthook = hook
        catcher.destroyed.connect(lambda: setattr(sys, "excepthook", before))


def _show(window: MainWindow, text: str) -> None:
    window.message.say(BUG)
    known = window.findChild(BugReport)
    if known is not None:  # one at a time: a fault may repeat itself
        known.text.setPlainText(text)
        return
    BugReport(text, window).open()


def show_log(window: MainWindow) -> None:
    """Show the newest lines of the log."""
    dialog = BugReport(logbook.newest(), window)
    dialog.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
    dialog.open()
