"""更正: words kept as they were spoken are changed with a reason, and written at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rules import reading
from app.rules.refusal import Refused
from app.services import records
from app.ui import dialogs

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.ui.form import RecordForm


def correct(form: RecordForm, key: str) -> None:
    """Ask for the new words of a field and the reason, and write them; a refusal is shown in the form."""
    record, field = form.record, form.fields[key]
    answer = dialogs.ask_correction(form, field.column.label, field.text()) if record else None
    if record is None or answer is None:
        return
    text, reason = answer
    try:
        value = reading.read_value(field.column, text, today=form.today)
    except Refused as refusal:
        form.show_refusal(refusal)
        return
    actor, ledger, record_id = form.operation.desk.actor, form.ledger.name, record.id

    def written(changes: Changes) -> None:
        form.footer.show_message(changes.description)
        form.read_again(record_id)
        form.saved.emit(changes)

    form.operation.write(
        lambda unit: records.correct(
            unit, actor=actor, ledger=ledger, record_id=record_id, key=key, value=value, reason=reason
        ),
        written,
        owner=form,
        failed=form.show_refusal,
    )
