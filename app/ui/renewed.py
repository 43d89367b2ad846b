"""A page that reads when it is first shown, and anew after a change: at once while in sight, else when next shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent
    from PySide6.QtWidgets import QWidget

    from app.ui.operation import Operation

    Base = QWidget
else:
    Base = object  # a page brings the Qt class it is of


class Renewed(Base):
    """Stands before the Qt class of a page; the page calls `renew_with` once, and `refresh` sets `_stale` to False."""

    _stale = True

    def renew_with(self, operation: Operation) -> None:
        """Read anew whenever something is changed."""
        operation.changed.connect(self._changed)

    def refresh(self) -> None:
        """Read what is shown."""
        raise NotImplementedError

    def grow_stale(self) -> None:
        """Read anew now, or when next shown: what is shown may not hold any more."""
        self._stale = True
        if self.isVisible():
            self.refresh()

    def _changed(self, _changes: object, _initiator: object) -> None:
        self.grow_stale()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()
