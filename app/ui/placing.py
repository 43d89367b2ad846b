"""Where the window stood, and where it may stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication

from app.ui import application

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

USUAL_SIZE = (1366, 728)
_RECT, _MAXIMISED = "window/rect", "window/maximised"


def restore(window: QMainWindow) -> None:
    """Put a window where it stood last, on a screen that is there."""
    settings = application.settings()
    kept = settings.value(_RECT)
    free = QGuiApplication.primaryScreen().availableGeometry()
    wanted = kept if isinstance(kept, QRect) else QRect(free.topLeft(), free.size().boundedTo(QSize(*USUAL_SIZE)))
    window.setGeometry(clamped(wanted, [screen.availableGeometry() for screen in QGuiApplication.screens()]))
    if str(settings.value(_MAXIMISED, "false")).lower() == "true":
        from PySide6.QtCore import Qt  # late: the first picture of most does not need it

        window.setWindowState(Qt.WindowState.WindowMaximized)


def keep(window: QMainWindow) -> None:
    """Remember where a window stands."""
    settings = application.settings()
    settings.setValue(_RECT, window.normalGeometry())
    settings.setValue(_MAXIMISED, window.isMaximized())


def clamped(rect: QRect, screens: list[QRect]) -> QRect:
    """The rectangle moved and shrunk into the screen it overlaps most; the first screen when it overlaps none."""

    def shared(screen: QRect) -> int:
        common = screen.intersected(rect)
        return max(0, common.width()) * max(0, common.height())

    screen = max(screens, key=shared)
    size = rect.size().boundedTo(screen.size())
    left = min(max(rect.left(), screen.left()), screen.right() + 1 - size.width())
    top = min(max(rect.top(), screen.top()), screen.bottom() + 1 - size.height())
    return QRect(left, top, size.width(), size.height())
