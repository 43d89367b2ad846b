"""A dialog over work that takes its time: a bar says how far it is, and closing gives it up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QProgressBar
from typing_extensions import override

from app.ui.plain_dialog import PlainDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class LongWorkDialog(PlainDialog):
    """The work is given `tell` as its progress; where `bar` stands and when it is seen is the dialog's own matter."""

    _progressed = Signal(int, int)

    def __init__(self, title: str, size: tuple[int, int], work: str, parent: QWidget | None = None) -> None:
        super().__init__(title, size, parent)
        self._is_given_up = False
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(f"{work}的进度")
        self._progressed.connect(self._show_progress)

    def tell(self, done: int, total: int) -> bool:
        """Say how far the work is; called from its thread. False when nobody waits any more."""
        if not self._is_given_up:
            self._progressed.emit(done, total)
        return not self._is_given_up

    def _show_progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)

    @override
    def done(self, result: int) -> None:
        self._is_given_up = True
        super().done(result)
