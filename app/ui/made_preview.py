"""Print preview of a paper that is drawn as it stands: nothing of it is chosen here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from app.ui.paper_dialog import PaperDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.paper.tree import Printed
    from app.rules.refusal import Refused
    from app.services.changes import Changes
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

    Make = Callable[[Callable[[], bool]], tuple[bytes, Printed]]
    """Draws the paper off the user's thread; is given what says whether it is still wanted."""
    Tell = Callable[[UnitOfWork, int], Changes]
    """Writes in the history that so many pages left the program."""


class MadePreview(PaperDialog):
    """Shows a paper; `make` draws it, `tell` writes its printing in the history."""

    def __init__(self, operation: Operation, title: str, make: Make, tell: Tell, parent: QWidget | None = None) -> None:
        super().__init__(operation, title, parent)
        self._make, self._tell = make, tell
        self.draw_again()

    @override
    def draw_again(self) -> None:
        """Draw the paper anew."""
        make = self._make
        self.begin()
        self.operation.call(
            lambda: make(self.go_on), lambda drawn: self.show_drawn(*drawn), owner=self, failed=self._failed
        )

    def _failed(self, refusal: Refused) -> None:
        self.show_failed(refusal.sentence)

    @override
    def record(self, unit: UnitOfWork, pages: int) -> Changes:
        """Write in the history that the paper left the program."""
        return self._tell(unit, pages)
