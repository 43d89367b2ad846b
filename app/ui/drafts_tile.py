"""The tile 草稿 of 首页: how many entries were typed and not saved; it opens their list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable


class DraftsTile(QFrame):
    """Shown only while there are drafts."""

    def __init__(self, count: int, show: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tile")
        self.setProperty("near", "true")
        figure, label, hint = QLabel(str(count)), QLabel("草稿"), QLabel("没有保存完的登记")
        figure.setProperty("role", "figure")
        figure.setProperty("near", "true")
        figure.setAccessibleName(f"草稿 {count}")
        label.setProperty("role", "section")
        hint.setProperty("role", "small")
        self.button = QPushButton("恢复或丢弃…")
        self.button.setProperty("role", "line")
        self.button.setAccessibleName("草稿：恢复或丢弃")
        self.button.setCursor(Qt.CursorShape.PointingHandCursor)
        self.button.clicked.connect(show)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(figure)
        top.addWidget(label, 1, Qt.AlignmentFlag.AlignBottom)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(12, 4, 8, 8)
        lines.setSpacing(0)
        lines.addLayout(top)
        lines.addWidget(hint)
        lines.addWidget(self.button)
        lines.addStretch(1)
