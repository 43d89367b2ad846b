"""A dialog in which Enter goes on to the next field: nothing is written until its button is pressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QPushButton
from typing_extensions import override

from app.ui.keys import ENTER
from app.ui.on_screen import Dialog

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QShowEvent
    from PySide6.QtWidgets import QWidget


class PlainDialog(Dialog):
    """Deletes itself when it closes; no button of it is pressed by Enter unless it has the focus."""

    def __init__(self, title: str, size: tuple[int, int], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(*size)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)
            button.setDefault(False)
        super().showEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.focusWidget()
        if event.key() not in ENTER or isinstance(focused, QPushButton):
            super().keyPressEvent(event)
        elif not isinstance(focused, QAbstractItemView):
            self.focusNextPrevChild(True)
