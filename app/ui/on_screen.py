"""A dialog that is never larger than its screen: what finds no room is scrolled to."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QDialog, QFrame, QLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from app.ui.keys import ENTER

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QShowEvent

FRAME = QSize(8, 36)
"""Logical pixels that a desktop's frame and title take around a window."""


class Dialog(QDialog):
    """A dialog whose buttons can be reached on every screen and at every size of the text."""

    @override
    def showEvent(self, event: QShowEvent) -> None:
        fit(self)
        super().showEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on a button presses that button, also one that is never the default."""
        focused = self.focusWidget()
        if event.key() in ENTER and isinstance(focused, QPushButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def fit_soon(self) -> None:
        """Find room for what was just put into it, as soon as that is laid out."""
        QTimer.singleShot(0, self, lambda: fit(self))


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
        bar = _scroll(dialog, layout).verticalScrollBar()
        least.setWidth(least.width() + bar.sizeHint().width())  # or a second bar, only to see what the first one covers
        dialog.setMinimumSize(dialog.minimumSize().boundedTo(most))
    dialog.resize(dialog.size().expandedTo(least).boundedTo(most))


def in_order(*parts: QWidget) -> None:
    """Let Tab go from part to part as the eye does, within a part through all in it that takes the focus, and on from
    the last to the first.

    What holds a stop and gives it the focus (a field of two parts, a row of buttons) has a place in the order as well:
    right before that stop, or Tab would come back by it.
    """
    stops = [stop for part in parts for stop in _stops(part)]
    holders = {stop: _holders(stop) for stop in stops}
    # Qt moves nothing that takes no focus, and with what hands it on all that lies between.
    moved = [(holder, holder.focusPolicy(), stop) for stop, held in holders.items() for holder in held]
    for holder, _policy, _stop in moved:
        holder.setFocusProxy(None)  # type: ignore[arg-type]
        holder.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    for one, other in pairwise(part for stop in stops for part in (*holders[stop], stop)):
        QWidget.setTabOrder(one, other)
    for holder, policy, stop in moved:
        holder.setFocusPolicy(policy)
        holder.setFocusProxy(stop)


def _stops(part: QWidget) -> list[QWidget]:
    if part.focusProxy() is None:
        return [part]
    return [one for one in part.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]


def _holders(stop: QWidget) -> list[QWidget]:
    """What lies around a stop and hands it the focus, the outermost first."""
    found, at = [], stop
    while not at.isWindow() and (holder := at.parentWidget()) is not None:
        if holder.focusProxy() is not None and _deepest(holder) is stop:
            found.append(holder)
        at = holder
    return found[::-1]


def _deepest(holder: QWidget) -> QWidget:
    at = holder
    while (proxy := at.focusProxy()) is not None:
        at = proxy
    return at


def _scroll(dialog: QDialog, layout: QLayout) -> QScrollArea:
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
    return area
