"""The blank row at the foot of the record table: what is typed into it is a new record when the row is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.rules import reading
from app.services import drafts, records
from app.services.drafts import Draft
from app.services.drafts import Typed as TypedDraft
from app.ui import dialogs, form_data
from app.ui.draft_keeper import Pen
from app.ui.entry import Entry
from app.ui.grid_entry import Typed
from app.ui.record_table import ENTRY
from db.declare import ChangedBy
from db.values import Reference

if TYPE_CHECKING:
    from app.rules.refusal import Refused
    from app.services.changes import Changes
    from app.ui.ledger_page import LedgerPage
    from db.declare import Ledger
    from db.unit import UnitOfWork

_KEPT = "这一行没有存，还留在表格末尾：补上以后再按 Enter，或按 Esc 不要了。"
_AS_DRAFT = "这一行没有存，已经留作草稿，可以在“文件 → 草稿”里接着填。"
_LOSE = "表格末尾这一行还没有存。不要了吗？"


def drafted(ledger: Ledger, entry: Entry) -> Draft | None:
    """The row as the draft of a new record, so that nothing typed is lost; None when it is blank."""
    if entry.is_blank:
        return None
    held = {key: value for key, value in entry.values.items() if value is not None}
    texts = {key: reading.show_value(ledger.column(key), value) for key, value in held.items()}
    ids = {key: value.id for key, value in held.items() if isinstance(value, Reference) and value.id is not None}
    return Draft(entry.uuid, ledger.name, None, None, TypedDraft(texts, ids))


class EntryKeeper(QObject):
    """Takes up what is typed into the row of one page, keeps it as a draft, and saves it when the row is left."""

    def __init__(self, page: LedgerPage) -> None:
        super().__init__(page)
        self._page = page
        self._pen = Pen(page.operation, page, lambda: drafted(page.ledger, page.model.entry))
        page.table.entry_left.connect(self.save)

    @property
    def uuid(self) -> str:
        """The uuid of the draft of what stands in the row."""
        return self._pen.kept

    def put(self, typed: Typed) -> None:
        """Take up what was typed into a cell of the row; the first one brings the defaults of a new record."""
        model, ledger = self._page.model, self._page.ledger
        entry = model.entry
        if entry.is_blank:
            today = self._page.operation.desk.store.clock.today()
            entry.values = form_data.start_values(ledger, today, carried=(), last={}, given={})
        entry.values[typed.key] = typed.value
        entry.typed.add(typed.key)
        entry.sentence = ""
        if entry.is_blank:
            self.clear()
            return
        model.show_entry(entry)
        self._pen.touch()
        self._page.dirty_changed.emit(True)

    def save(self) -> None:
        """Enter the row as a new record; a blank row stands below it at once, for the next one."""
        taken, ledger, actor = self._page.model.entry, self._page.ledger.name, self._page.operation.desk.actor
        if taken.is_blank:
            return
        self._page.model.show_entry(Entry())
        self._pen.stop()
        self._pen.begin()
        values = {key: value for key, value in taken.values.items() if value is not None}

        def work(unit: UnitOfWork) -> Changes:
            changes = records.add(unit, actor=actor, ledger=ledger, values=values, uuid=taken.uuid)
            drafts.forget(unit, uuid=taken.uuid)
            return changes

        self._page.operation.write(
            work,
            lambda _changes: self._page.dirty_changed.emit(self._page.is_dirty),
            owner=self._page,
            failed=lambda refusal: self._refused(taken, refusal),
        )

    def _refused(self, taken: Entry, refusal: Refused) -> None:
        """Put the row back with the reason; where the next one was begun meanwhile, it goes to the drafts."""
        page = self._page
        sentence = " ".join(gap.sentence for gap in refusal.missing) or refusal.sentence
        if page.model.entry.is_blank:
            taken.sentence = sentence
            page.model.show_entry(taken)
            self._pen.begin(taken.uuid)
            self._pen.touch()
            wanted = [gap.check for gap in refusal.missing] or [refusal.field]
            if page.model.is_entry(page.table.currentIndex().row()):
                page.table.seek_entry(wanted)
            page.operation.refused.emit(f"{sentence} {_KEPT}")
            page.dirty_changed.emit(True)
            return
        draft, actor = drafted(page.ledger, taken), page.operation.desk.actor
        if draft is not None:
            page.operation.keep(lambda unit: drafts.keep(unit, actor=actor, draft=draft), owner=page)
        page.operation.refused.emit(f"{sentence} {_AS_DRAFT}")

    def clear(self) -> None:
        """Empty the row, and let its draft go."""
        self._pen.drop()
        self._page.model.show_entry(Entry())
        self._page.dirty_changed.emit(self._page.is_dirty)

    def flush(self) -> None:
        """Write the draft of what stands in the row now."""
        self._pen.write()

    def give_up(self) -> None:
        """Esc in the row: empty it, when the clerk says so."""
        is_wanted = self._page.model.entry.is_blank
        if not is_wanted and dialogs.confirm(self._page, "不存这一行", _LOSE, yes="不要了", no="留着"):
            self.clear()

    def leave(self) -> bool:
        """Whether the page may close; asks when the row holds something. After 保存 it stays open."""
        if self._page.model.entry.is_blank:
            return True
        is_left = dialogs.may_go(self._page, "表格末尾新的一行", self.save)
        if is_left:
            self.clear()
        return is_left

    def open_form(self) -> None:
        """Go on in the form with what was typed into the row."""
        entry = self._page.model.entry
        values = {key: value for key, value in entry.values.items() if value is not None}
        if self._page.begin_record(values):
            self.clear()

    def fill_from(self, row: int, key: str) -> None:
        """Give a cell of the row what a record of the list has there."""
        model = self._page.model
        column, place = self._page.ledger.find(key), model.columns.index(key)
        if column is not None and column.changed_by is ChangedBy.FORM and row >= 0:
            value = model.value_at(row, place)
            self.put(Typed(ENTRY, key, None, value, reading.show_value(column, value)))
