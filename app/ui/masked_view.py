"""A window nobody works at: lists mask everything personal, all else lies under a cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QDialog, QFrame, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from app.ui.tab_page import TabPage

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

WORDS = "已有一会儿没有操作，内容先遮住。动一下鼠标或按任意键继续，填的内容都在。"


class Cover(QFrame):
    """Lies over a widget and hides what stands in it; takes neither focus nor keys."""

    def __init__(self, under: QWidget) -> None:
        super().__init__(under)
        self.setObjectName("cover")
        self.setStyleSheet("#cover { background: #eef2f5; }")
        self.setAutoFillBackground(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        words = QLabel(WORDS, self)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words.setWordWrap(True)
        QVBoxLayout(self).addWidget(words)
        under.installEventFilter(self)
        self._fit(under)

    def _fit(self, under: QWidget) -> None:
        self.setGeometry(under.rect())
        self.raise_()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and isinstance(watched, QWidget):
            self._fit(watched)
        return False


def set_masked(window: MainWindow, masked: bool) -> None:
    """Mask the window, or show it again as it was."""
    for page in (page for tab in window.tab_pages.values() for page in tab.pages):
        page.model.set_masked(masked)
        if page.form is not None:
            _cover(page.form, masked=masked)
    for place in range(window.tabs.count()):
        tab = window.tabs.widget(place)
        if not isinstance(tab, TabPage):
            _cover(tab, masked=masked)
    for dialog in window.findChildren(QDialog):
        if dialog.isVisible() or not masked:
            _cover(dialog, masked=masked)


def _cover(widget: QWidget, *, masked: bool) -> None:
    cover = widget.findChild(Cover, options=Qt.FindChildOption.FindDirectChildrenOnly)
    if masked and cover is None:
        Cover(widget).show()
    elif not masked and cover is not None:
        cover.hide()
        cover.setParent(None)
        cover.deleteLater()
