"""The tile 等我办 of 首页: what waits for the operator in person; a line opens the drafts or a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.home import Duty

TITLE = "等我办"


class DutiesTile(QFrame):
    """Shown only while something waits."""

    def __init__(self, duties: tuple[Duty, ...], show: Callable[[Duty], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tile")
        self.setProperty("near", "true")
        total = sum(duty.count for duty in duties)
        figure, label, hint = QLabel(str(total)), QLabel(TITLE), QLabel("要您亲自接着办的")
        figure.setProperty("role", "figure")
        figure.setProperty("near", "true")
        figure.setAccessibleName(f"{TITLE} {total}")
        label.setProperty("role", "section")
        hint.setProperty("role", "small")
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(figure)
        top.addWidget(label, 1, Qt.AlignmentFlag.AlignBottom)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(12, 4, 8, 8)
        lines.setSpacing(0)
        lines.addLayout(top)
        lines.addWidget(hint)
        self.buttons = {duty.key: self._line(duty, show) for duty in duties}
        for button in self.buttons.values():
            lines.addWidget(button)
        lines.addStretch(1)

    def _line(self, duty: Duty, show: Callable[[Duty], object]) -> QPushButton:
        button = QPushButton(f"{duty.label}　{duty.count}", self)
        button.setProperty("role", "line")
        button.setAccessibleName(f"{TITLE}：{duty.label} {duty.count}")
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        button.clicked.connect(lambda: show(duty))
        return button
