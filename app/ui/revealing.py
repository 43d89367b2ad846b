"""What a form shows only when it is asked for, and what of looking is written in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rules.rights import Right
from app.services import permitted, watching
from app.ui.fields import Covering

if TYPE_CHECKING:
    from app.ui.fields import Field
    from app.ui.form import RecordForm
    from db.unit import UnitOfWork


def cover(form: RecordForm, field: Field) -> None:
    """Let a field mask what it is given next: nothing of a new record, everything for one who only looks."""
    if form.record is None:
        field.covering = Covering.NOTHING
    elif permitted.may(form.operation.desk.actor, Right.REVEAL):
        field.covering = Covering.SENSITIVE
    else:
        field.covering = Covering.EVERYTHING


def reveal(form: RecordForm, key: str) -> None:
    """Show a masked field whole, once the history says who looked at it; a file that is only read takes no note."""
    record, field, actor = form.record, form.fields[key], form.operation.desk.actor
    if record is None:
        return
    if form.operation.desk.read_only:
        field.reveal()
        return
    ledger = form.ledger.name

    def work(unit: UnitOfWork) -> None:
        watching.record_reading(unit, actor=actor, ledger=ledger, record=record, keys=(key,))

    form.operation.keep(work, lambda _answer: field.reveal(), owner=form, failed=form.show_refusal)


def tell_opening(form: RecordForm) -> None:
    """Write in the history that a record of the restricted class was opened."""
    record, actor, ledger = form.record, form.operation.desk.actor, form.ledger
    if record is None or not ledger.is_restricted(record.values):
        return

    def work(unit: UnitOfWork) -> None:
        watching.record_opening(unit, actor=actor, ledger=ledger.name, record=record)

    form.operation.keep(work, owner=form)
