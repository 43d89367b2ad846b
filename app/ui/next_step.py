"""F8: the step that usually comes next for a record, from the list or from its form, without going through 办理."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rules.flows import FLOWS
from app.services import records, transitions

if TYPE_CHECKING:
    from app.services.transitions import Offered
    from app.ui.ledger_page import LedgerPage
    from db.ask import Record
    from db.unit import UnitOfWork

NOTHING_CHOSEN = "请先选中一条记录，再按 F8 办理下一步。"
UNSAVED = "登记表里还有没保存的内容。请先按 Ctrl+S 保存，再办理下一步。"
NO_NEXT = "{number} 现在没有接着要办的步骤。别的步骤在登记表下面的“办理”里。"


def take(page: LedgerPage) -> None:
    """Open the dialog of the next step of the record in the form, or of the one the list stands on."""
    form = page.form if page.form is not None and page.form.isVisibleTo(page) else None
    record_id = form.record.id if form is not None and form.record is not None else page.table.current_id()
    if form is not None and form.is_dirty():
        page.told.emit(UNSAVED)
    elif record_id is None:
        page.told.emit(NOTHING_CHOSEN)
    else:
        actor, name = page.operation.desk.actor, page.ledger.name

        def work(unit: UnitOfWork) -> tuple[Record, tuple[Offered, ...]]:
            record = records.get(unit, ledger=name, record_id=record_id)
            return record, transitions.offered(unit, actor=actor, ledger=name, record=record)

        page.operation.read(work, lambda found: _open(page, *found), owner=page)


def _open(page: LedgerPage, record: Record, offered: tuple[Offered, ...]) -> None:
    from app.ui.step_dialog import StepDialog  # late: a list is shown before a step is taken
    from app.ui.steps_panel import why_not

    flow = FLOWS[page.ledger.name]
    wanted = flow.next_step(str(record.values.get(page.ledger.flow.column) if page.ledger.flow else ""))
    step = next((step for step in offered if step.action == wanted), None)
    if step is None:
        page.told.emit(NO_NEXT.format(number=record.number))
        return
    reason = why_not(page.operation, page.ledger, step.action, step.label)
    if reason:
        page.told.emit(reason)
        return
    StepDialog(page.operation, page.ledger, record.id, step, page, number=record.number).open()
