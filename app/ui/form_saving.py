"""What a form sends to the services when it is saved: record, waiting files and the end of its draft in one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services import drafts, records
from app.ui import form_data
from app.ui.attachments_panel import attach

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.changes import Changes
    from app.ui.form import RecordForm
    from db.ask import ChildRow, Record
    from db.unit import UnitOfWork
    from db.values import Value


def adding(form: RecordForm) -> Callable[[UnitOfWork], Changes]:
    """Enter a new record with the files that wait for it; sent twice, it is answered and nothing is entered twice."""
    actor, ledger, uuid = form.operation.desk.actor, form.ledger.name, form.uuid
    locked = {c.key for c in form.ledger.columns if c.changed_by in form_data.ASK_STEPS}
    values = {key: value for key, value in form.values().items() if value is not None and key not in locked}
    children = {name: grid.rows() for name, grid in form.grids.items()}
    pieces = form.attachments.hand_over()

    def work(unit: UnitOfWork) -> Changes:
        is_there = drafts.landed(unit, ledger=ledger, uuid=uuid)
        changes = records.add(unit, actor=actor, ledger=ledger, values=values, children=children, uuid=uuid)
        for piece in () if is_there else pieces:
            attach(unit, actor, piece=piece, ledger=ledger, record_id=changes.ids[0])
        drafts.forget(unit, uuid=uuid)
        return changes

    return work


def changed(form: RecordForm) -> tuple[dict[str, Value], dict[str, tuple[ChildRow, ...]]]:
    """The values and the child rows that were typed over in a stored record."""
    values = {key: field.value() for key, field in form.fields.items() if field.is_changed}
    if form.star != form.star_before:
        values[form_data.STARRED] = form.star
    return values, {name: grid.rows() for name, grid in form.grids.items() if grid.is_changed}


def editing(form: RecordForm, record: Record) -> Callable[[UnitOfWork], Changes]:
    """Change what was typed over in a stored record."""
    actor, ledger, uuid = form.operation.desk.actor, form.ledger.name, form.uuid
    values, children = changed(form)

    def work(unit: UnitOfWork) -> Changes:
        changes = records.edit(
            unit, actor=actor, ledger=ledger, record_id=record.id, version=record.version,
            values=values, children=children,
        )  # fmt: skip
        drafts.forget(unit, uuid=uuid)
        return changes

    return work
