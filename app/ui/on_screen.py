"""A dialog that is never larger than its screen: what finds no room is scrolled to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

FRAME = QSize(8, 36)
"""Logical pixels that a desktop's frame and title take around a window."""


class Dialog(QDialog):
    """A dialog whose buttons can be reached on every screen and at every size of the text."""

    @override
    def showEvent(self, event: QShowEvent) -> None:
        fit(self)
        super().showEvent(event)


def room(window: QWidget) -> QSize:
    """How large a window may be on its screen."""
    return window.screen().availableGeometry().size() - FRAME


def fit(dialog: QDialog) -> None:
    """Make a dialog as small as its screen; where its parts need more, they are scrolled."""
    most, layout = room(dialog), dialog.layout()
    if layout is None:
        return
    layout.activate()
    least = layout.totalMinimumSize()
    if layout.hasHeightForWidth():
        least.setHeight(max(least.height(), layout.totalMinimumHeightForWidth(min(dialog.width(), most.width()))))
    if least.width() > most.width() or least.height() > most.height():
        _scroll(dialog, layout)
        dialog.setMinimumSize(dialog.minimumSize().boundedTo(most))
    dialog.resize(dialog.size().expandedTo(least).boundedTo(most))


def _scroll(dialog: QDialog, layout: QLayout) -> None:
    focus = dialog.focusWidget()
    area, inside = QScrollArea(dialog), QWidget()
    inside.setObjectName("ground")
    inside.setLayout(layout)  # takes the layout and all that is laid out with it
    area.setWidget(inside)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setFrameShape(QFrame.Shape.NoFrame)
    outer = QVBoxLayout(dialog)
    outer.setContentsMargins(0, 0, 0, 0)
    outer.addWidget(area)
    if focus is not None:
        focus.setFocus()
