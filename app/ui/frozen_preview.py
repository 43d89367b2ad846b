"""Print preview of frozen figures, and of what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from app.services import drawing, frozen_paper
from app.ui.paper_dialog import PaperDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.paper.tree import LedgerPaper, Printed
    from app.rules.refusal import Refused
    from app.services.changes import Changes
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

    Make = Callable[..., LedgerPaper]


class FrozenPreview(PaperDialog):
    """Shows one paper made of a report; `make` is the service that makes it."""

    def __init__(self, operation: Operation, name: str, make: Make, parent: QWidget | None = None) -> None:
        super().__init__(operation, name, parent)
        self.name, self._make = name, make
        self.draw_again()

    @override
    def draw_again(self) -> None:
        """Draw the paper anew."""
        actor, name, make = self.operation.desk.actor, self.name, self._make
        self.begin()
        self.operation.read(
            lambda unit: make(unit, actor=actor, name=name), self._draw, owner=self, failed=self._failed
        )

    def _draw(self, paper: LedgerPaper) -> None:
        self.operation.call(
            lambda: drawing.draw(paper, lambda _page: self.go_on()), self._drawn, owner=self, failed=self._failed
        )

    def _drawn(self, drawn: tuple[bytes, Printed]) -> None:
        self.show_drawn(*drawn)

    def _failed(self, refusal: Refused) -> None:
        self.show_failed(refusal.sentence)

    @override
    def record(self, unit: UnitOfWork, pages: int) -> Changes:
        """Write in the history that the figures were printed."""
        return frozen_paper.record_print(unit, actor=self.operation.desk.actor, name=self.name, pages=pages)
