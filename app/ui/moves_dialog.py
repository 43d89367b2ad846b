"""What an entered holiday moves: asked after the register of holidays was changed by form, grid or import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout

from app.services import calendars, holiday_moves
from app.services.changes import ChangeKind
from app.ui.fields import restyle
from app.ui.holiday_dialog import HEADS, HolidayDialog, cells
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from app.rules.refusal import Refused
    from app.services.changes import Changes
    from app.services.deadlines import Effect
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

Seen = tuple[tuple["date", ...], tuple["Effect", ...]]


class MovesDialog(PlainDialog):
    """The open deadlines that the days just entered would move, and whether they shall."""

    def __init__(
        self, operation: Operation, days: tuple[date, ...], found: tuple[Effect, ...], parent: QWidget
    ) -> None:
        super().__init__("移动时限", (820, 420), parent)
        self._operation, self._days = operation, days
        words = f"节假日改了以后，这 {len(found)} 个没有办结的时限会移动，要一起移动吗？"
        self.said = Words(words, self)
        self.said.setWordWrap(True)
        self.table = RowTable("会移动的时限", HEADS, wide=2, parent=self)
        self.table.show_rows([(cells(one), (one.ledger, one.record_id)) for one in found])
        self.buttons = QDialogButtonBox(self)
        self.move_button = self.buttons.addButton("移动这些时限", QDialogButtonBox.ButtonRole.AcceptRole)
        restyle(self.move_button, "main", value=True)
        self.buttons.addButton("时限不动", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.move_them)
        self.buttons.rejected.connect(self.reject)
        lines = QVBoxLayout(self)
        lines.addWidget(self.said)
        lines.addWidget(self.table, 1)
        lines.addWidget(self.buttons)

    def move_them(self) -> None:
        """Move the deadlines; a refusal stays in the dialog."""
        actor, days = self._operation.desk.actor, self._days
        self._operation.write(
            lambda unit: holiday_moves.move(unit, actor=actor, days=days),
            lambda _changes: self.accept(),
            owner=self,
            failed=self._refused,
        )

    def _refused(self, refusal: Refused) -> None:
        self.said.setText(refusal.sentence)


def watch(window: QWidget, operation: Operation) -> None:
    """Ask whenever the register of holidays changes by another door than its own dialog, which asks first."""

    def changed(changes: Changes, initiator: object) -> None:
        is_entry = changes.kind in (ChangeKind.ADDED, ChangeKind.EDITED)
        if changes.ledger == calendars.LEDGER and is_entry and not isinstance(initiator, HolidayDialog):
            operation.read(lambda unit: _seen(unit, changes.ids), shown, owner=window)

    def shown(seen: Seen) -> None:
        days, found = seen
        if found:
            MovesDialog(operation, days, found, window).open()

    operation.changed.connect(changed)


def _seen(unit: UnitOfWork, ids: tuple[int, ...]) -> Seen:
    days = holiday_moves.days_of(unit, ids=ids)
    return days, holiday_moves.stale(unit, days=days)
