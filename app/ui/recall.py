"""A line that remembers: words that earlier records have there, and people whom they name, and what is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from typing_extensions import override

from app.rules import masking
from app.services import earlier, watching
from app.ui.picker import AskingEdit, Offer
from db.declare import Mask

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from app.ui.form import RecordForm
    from app.ui.operation import Operation
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork
    from db.values import Value

LEAST = 2
"""Letters from which on initials are looked up: one alone may be a word of its own."""


class RecallEdit(AskingEdit):
    """Offers what the column holds in earlier records; of a person's name also who it is.

    `recognised(record_id)` when somebody was taken whom an earlier record names.
    """

    recognised = Signal(int)

    def __init__(self, column: Column, operation: Operation, ledger: Ledger, parent: QWidget | None = None) -> None:
        super().__init__(column, operation, parent)
        self.removeAction(self._arrow)  # what is remembered comes as one types, or by Alt+↓: the line is no list
        self._column, self._ledger, self._actor = column, ledger, operation.desk.actor

    @override
    def ask(self, typed: str) -> None:
        if typed and (len(typed) < LEAST or typed[0].isdigit()):
            self.give_up()
            self.close_list()
        else:
            self.ask_later(typed)

    @override
    def look_up(self, unit: UnitOfWork, typed: str) -> tuple[Offer, ...]:
        if self._column.mask is Mask.NAME:
            known = earlier.known(unit, actor=self._actor, ledger=self._ledger, column=self._column, typed=typed)
            return tuple(Offer(one.name, one.detail, one.record_id) for one in known)
        words = earlier.learned(unit, ledger=self._ledger, key=self._column.key, typed=typed)
        return tuple(Offer(one) for one in words if one != typed)

    @override
    def _marked(self, offers: Sequence[Offer], typed: str) -> int:
        """Letters are initials: the first is meant. Characters may be new words: nothing is taken by itself."""
        return 0 if typed and typed.isascii() and typed.isalpha() else -1

    @override
    def accept_offer(self, offer: Offer) -> None:
        super().accept_offer(offer)
        if offer.id is not None:
            self.recognised.emit(offer.id)


def recognise(form: RecordForm, record_id: int) -> None:
    """Fill what a new record leaves blank with what an earlier one tells of the same person; that it was read there is
    written in the history.
    """
    ledger, actor = form.ledger, form.operation.desk.actor
    if form.record is not None or form.operation.desk.read_only:
        return
    blank = form.carry.blank_keys()
    found: dict[str, Value] = {}

    def work(unit: UnitOfWork) -> None:
        record = unit.reading.one(ledger, (), id=record_id)
        if record is None:
            return
        found.update((key, value) for key, value in earlier.of_the_person(ledger, record).items() if key in blank)
        hidden = [key for key in found if masking.is_hidden(ledger.column(key))]
        if hidden:
            watching.record_reading(unit, actor=actor, ledger=ledger.name, record=record, keys=hidden)

    form.operation.keep(work, lambda _done: form.carry.put_blank(found), owner=form)
