"""Ctrl+B and Ctrl+U in the table: what the paper that is keyed in leaves blank, or what nobody can read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rules import paper_marks
from app.rules.paper_marks import BLANK, REMARK
from app.services import guarding, records
from app.ui import sheet_menus
from app.ui.grid_entry import Typed
from app.ui.record_table import ENTRY
from db.declare import ChangedBy

if TYPE_CHECKING:
    from app.services.changes import Changes
    from app.ui.ledger_page import LedgerPage
    from db.unit import UnitOfWork


def mark(page: LedgerPage, words: str) -> None:
    """Note for the current cell what the paper shows, or take the note back."""
    index, model = page.table.currentIndex(), page.model
    column, record_id = model.column_at(index.column()), model.typed_id(index.row())
    if column is None or record_id is None or not model.is_typed_in or column.key == REMARK:
        return
    if column.changed_by not in (ChangedBy.FORM, ChangedBy.ONCE):
        page.told.emit(guarding.locked_sentence(column))
        return
    if words == BLANK and model.value_at(index.row(), index.column()) not in (None, ""):
        page.told.emit(f"「{column.label}」里已经填了内容，没有记为空白。请先清空这一格再按。")
        return
    if record_id == ENTRY:
        before = str(model.entry.values.get(REMARK) or "")
        told = paper_marks.toggled(before, column.label, words)
        sheet_menus.entering(page).put(Typed(ENTRY, REMARK, before or None, told or None, told))
        _said(page, column.label, words, is_on=len(told) > len(before))
        return
    _write(page, record_id, column.label, words)


def _write(page: LedgerPage, record_id: int, label: str, words: str) -> None:
    actor, ledger = page.operation.desk.actor, page.ledger.name
    is_on = [True]

    def work(unit: UnitOfWork) -> Changes:
        record = records.get(unit, ledger=ledger, record_id=record_id)
        before = str(record.values.get(REMARK) or "")
        told = paper_marks.toggled(before, label, words)
        is_on[0] = len(told) > len(before)
        return records.edit(
            unit, actor=actor, ledger=ledger, record_id=record_id, version=record.version,
            values={REMARK: told or None},
        )  # fmt: skip

    page.operation.write(work, lambda _changes: _said(page, label, words, is_on=is_on[0]), owner=page)


def _said(page: LedgerPage, label: str, words: str, *, is_on: bool) -> None:
    noted = f"备注里记下了：{label}，纸面{words}。再按一次取消。"
    page.told.emit(noted if is_on else f"备注里去掉了：{label}，纸面{words}。")
