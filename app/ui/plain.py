"""Words of the clerk shown as they are: no label and no tool tip takes them for markup."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from typing_extensions import override

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent


class Words(QLabel):
    """A label for words that may quote what was typed: they are never markup."""

    def __init__(
        self,
        text: str | QWidget | None = "",
        parent: QWidget | None = None,
        *,
        wordWrap: bool = False,  # noqa: N803
    ) -> None:
        if isinstance(text, str):
            super().__init__(text, parent)
        else:
            super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wordWrap)


class Foot(Words):
    """Words over several lines at the foot of a pane that can be made small: they keep the height they need."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent, wordWrap=True)

    @override
    def setText(self, text: str) -> None:
        super().setText(text)
        self._keep_height()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_height()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._keep_height()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._keep_height()

    def _keep_height(self) -> None:
        # Out of sight it is as narrow as nobody will see it: a height for that makes the window taller than its screen.
        self.setMinimumHeight(0)  # the height for a width is never less than this
        if self.isVisible():
            self.setMinimumHeight(max(0, self.heightForWidth(self.width())))


def tip(text: str) -> str:
    """The text of a tool tip: what looks like markup is shown as it was typed; a picture it names is not opened."""
    if "<" not in text:
        return text
    return f"<p style='white-space:pre-wrap'>{escape(text)}</p>"


def literal(text: str) -> str:
    """The text of a button or menu: its & is a sign, and underlines no letter."""
    return text.replace("&", "&&")
