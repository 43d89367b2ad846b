"""What a form shows only when it is asked for, and what of looking is written in the history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rules import masking
from app.rules.rights import Right
from app.services import permitted, presenting, watching
from app.ui.covering import Covering

if TYPE_CHECKING:
    from app.ui.fields import Field
    from app.ui.form import RecordForm
    from db.unit import UnitOfWork


def covering(form: RecordForm) -> Covering:
    """How much the form masks: nothing of a new record, everything for one who only looks."""
    if form.record is None:
        return Covering.NOTHING
    return Covering.SENSITIVE if permitted.may(form.operation.desk.actor, Right.REVEAL) else Covering.EVERYTHING


def cover(form: RecordForm, field: Field) -> None:
    """Let a field mask what it is given next."""
    field.covering = covering(form)
    everything = field.covering is Covering.EVERYTHING and form.record is not None
    field.names = presenting.names_in(form.ledger, form.record) if everything and form.record else ()


def shown_matter(form: RecordForm, text: str) -> str:
    """What the head of the form says of the matter."""
    if covering(form) is not Covering.EVERYTHING or form.record is None:
        return text
    column, names = form.ledger.column(form.ledger.matter), presenting.names_in(form.ledger, form.record)
    return masking.on_screen(column, text, everything=True, names=names)


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


def tell_row(form: RecordForm, child: str, key: str) -> None:
    """Write in the history that a masked cell of a row was opened."""
    record, actor, ledger = form.record, form.operation.desk.actor, form.ledger.name
    if record is None:
        return

    def work(unit: UnitOfWork) -> None:
        watching.record_reading(unit, actor=actor, ledger=ledger, record=record, keys=(key,), child=child)

    form.operation.keep(work, owner=form)


def tell_opening(form: RecordForm) -> None:
    """Write in the history that a record of the restricted class was opened."""
    record, actor, ledger = form.record, form.operation.desk.actor, form.ledger
    if record is None or not ledger.is_restricted(record.values):
        return

    def work(unit: UnitOfWork) -> None:
        watching.record_opening(unit, actor=actor, ledger=ledger.name, record=record)

    form.operation.keep(work, owner=form)
