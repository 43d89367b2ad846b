"""列设置 as the window hears of it: the page of a ledger is made anew, and what stands in its form goes over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.services.changes import ChangeKind, Changes

if TYPE_CHECKING:
    from app.ui.ledger_page import LedgerPage
    from app.ui.main_window import MainWindow


def watch(window: MainWindow) -> None:
    """Show a ledger with its columns as they are, whoever arranged them: the dialog, undo or redo."""

    def changed(changes: Changes, _initiator: object) -> None:
        if changes.kind is ChangeKind.LAYOUT:
            for tab in window.tab_pages.values():
                tab.renew(changes.ledger)

    window.operation.changed.connect(changed)


def hand_over(old: LedgerPage, new: LedgerPage) -> None:
    """Let the new page of a ledger show the same list, and its form the same record with what was typed."""
    known = {column.key for column in new.ledger.columns} | {"", "number", "created_at", "updated_at"}
    ask = old.ask
    kept = replace(
        ask,
        filters=tuple(item for item in ask.filters if item.key in known),
        sort=tuple(pair for pair in ask.sort if pair[0] in known),
    )
    new.show_ask(kept)
    form = old.form
    if form is None or not form.isVisibleTo(old):
        return
    if form.is_dirty():
        from app.ui import draft_keeper  # late: a page without a form does not need it

        form.keeper.flush()
        new.resume(draft_keeper.sketch(form))
    elif form.record is not None:
        new.show_record(form.record.id)
    else:
        new.new_record()
