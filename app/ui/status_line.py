"""The status line, and the bar in which a refusal stays until it is read."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStatusBar,
    QWidget,
)
from typing_extensions import override

from app.ui.plain import Words, literal, tip
from app.ui.spoken import announce
from db.clock import Clock

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from db.opened import Opened

MESSAGES_KEPT = 20


class StatusLine(QStatusBar):
    """Who works, for which office, in which file; and the last twenty messages."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.messages: deque[str] = deque(maxlen=MESSAGES_KEPT)
        self.last = QPushButton("就绪", self)
        self.last.setToolTip("最近二十条消息")
        self.last.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._menu = QMenu(self.last)
        self._menu.aboutToShow.connect(self._fill)
        self.last.setMenu(self._menu)
        self.sums = Words(self)
        self.operator, self.office, self.file = Words(self), Words(self), Words(self)
        self._place, self._is_reached = "", True
        self.addWidget(self.last, 1)
        for label in (self.sums, self.operator, self.office, self.file):
            self.addPermanentWidget(label)
        self.setSizeGripEnabled(False)

    def say(self, words: str) -> None:
        """Show a message and keep it among the last twenty."""
        self.messages.appendleft(f"{Clock().now():%H:%M}  {words}")
        self._show_last()
        announce(self.last, words)

    def _show_last(self) -> None:
        words = self.messages[0].split("  ", 1)[1] if self.messages else "就绪"
        room = max(40, self.last.width() - 40)
        shown = self.last.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
        self.last.setText(literal(shown))
        self.last.setAccessibleName(f"最近的消息：{words}")

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_last()

    def show_sums(self, words: str) -> None:
        """Say what the selected cells add up to."""
        shown = self.sums.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, max(200, self.width() // 2))
        self.sums.setText(shown)
        self.sums.setToolTip(tip(words))
        self.sums.setAccessibleName(f"选中的合计：{words}" if words else "")

    def show_desk(self, operator: str, office: str, store: Opened) -> None:
        """Say who works, where, and in which file or at which server."""
        self.operator.setText(f"操作人：{operator}")
        self.office.setText(office)
        self._place = f"{'服务器' if store.is_server else '文件'}：{store.place_name}"
        self.file.setText(self._place if self._is_reached else f"{self._place}（连不上）")
        self.file.setToolTip(tip(store.place))

    def show_reached(self, is_reached: bool) -> None:
        """Say whether the server answers."""
        if is_reached == self._is_reached:
            return
        self._is_reached = is_reached
        self.file.setText(self._place if is_reached else f"{self._place}（连不上）")
        self.file.setProperty("role", "" if is_reached else "error")
        self.file.style().polish(self.file)
        self.say("与服务器又连上了。" if is_reached else "与服务器断了线：填的内容都在，线路恢复后再保存。")

    def _fill(self) -> None:
        self._menu.clear()
        for message in self.messages or ("还没有消息",):
            self._menu.addAction(QAction(literal(message), self._menu))


class MessageBar(QFrame):
    """A refusal in words; it stays until the clerk closes it or the next work ends well."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("message")
        self.words = Words(self)
        self.words.setWordWrap(True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        close = QPushButton("知道了", self)
        close.clicked.connect(self.hide)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 6, 8, 6)
        line.addWidget(self.words, 1)
        line.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def say(self, sentence: str) -> None:
        """Show a sentence."""
        self.words.setText(sentence)
        self.show()
        announce(self, sentence)
