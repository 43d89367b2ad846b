"""Keeps what is being typed as a draft in the ledger file, within two seconds and off the user's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from app.rules import reading
from app.services import drafts
from app.services.drafts import Draft, DraftFile, Typed
from app.ui.picker import PickerEdit
from db.declare import ChangedBy
from db.values import Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.rules.refusal import Refused
    from app.services.drafts import TypedRow
    from app.ui.fields import Field
    from app.ui.form import RecordForm
    from app.ui.operation import Operation
    from app.ui.step_dialog import StepDialog
    from db.unit import UnitOfWork

PAUSE = 600
"""Milliseconds without a key after which a draft is written."""
LIMIT = 1500
"""Milliseconds after which it is written though the typing goes on."""
_OF_STEPS = (ChangedBy.ACTION, ChangedBy.SYSTEM)


class Pen(QObject):
    """Writes one draft at a time: after a pause in the typing, and every so often while it goes on.

    `look` gives the draft as it stands now, None when there is nothing to keep.
    """

    def __init__(self, operation: Operation, owner: QObject, look: Callable[[], Draft | None]) -> None:
        super().__init__(owner)
        self._operation, self._owner, self._look = operation, owner, look
        self.last: Draft | None = None
        self._has_failed = False
        self.kept = ""
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._limit = QTimer(self, singleShot=True, interval=LIMIT)
        self._pause.timeout.connect(self.write)
        self._limit.timeout.connect(self.write)

    def touch(self) -> None:
        """A key was pressed."""
        self._pause.start()
        if not self._limit.isActive():
            self._limit.start()

    def write(self) -> None:
        """Write what stands now, if it differs from what was written last."""
        self.stop()
        draft = self._look()
        if draft is None:
            self.drop()
        elif draft != self.last:
            is_first = draft.uuid != self.kept
            self.last, self.kept = draft, draft.uuid
            actor = self._operation.desk.actor
            self._keep(lambda unit: drafts.keep(unit, actor=actor, draft=draft), tell=is_first)

    def drop(self) -> None:
        """Let the draft go that was written."""
        self.stop()
        uuid, self.kept, self.last = self.kept, "", None
        if uuid:
            self._keep(lambda unit: drafts.forget(unit, uuid=uuid), tell=True)

    def begin(self, kept: str = "") -> None:
        """Go on with another draft: with none yet, or with one that is in the file."""
        self.kept, self.last = kept, None

    def stop(self) -> None:
        """Wait for the next key."""
        self._pause.stop()
        self._limit.stop()

    def _keep(self, work: Callable[[UnitOfWork], None], *, tell: bool) -> None:
        def written(_answer: object) -> None:
            self._has_failed = False
            if tell:
                self._operation.drafts_changed.emit()

        self._operation.keep(work, written, owner=self._owner, failed=self._refused)

    def _refused(self, refusal: Refused) -> None:
        """Say once that drafts cannot be written now; the form still holds everything, and the next key tries again."""
        self.last = None
        if not self._has_failed:
            self._has_failed = True
            self._operation.refused.emit(refusal.sentence)


class DraftKeeper(QObject):
    """The drafts of one form: a new one begins with every record it shows."""

    def __init__(self, form: RecordForm) -> None:
        super().__init__(form)
        self._form = form
        self._resuming: Draft | None = None
        self.pen = Pen(form.operation, form, self._look)
        form.typed.connect(self.pen.touch)
        form.ready.connect(self._arrived)
        form.saved.connect(lambda _changes: self.pen.begin())

    @property
    def uuid(self) -> str:
        """The draft that belongs to what the form shows, empty when nothing of it was kept."""
        return self.pen.kept

    def flush(self) -> None:
        """Write now what is not written yet."""
        self.pen.write()

    def discard(self) -> None:
        """The clerk does not want what he typed: its draft goes."""
        self.pen.drop()

    def resume(self, draft: Draft) -> None:
        """Show a draft in the form again, to go on typing."""
        self._resuming = draft
        if draft.record_id is None:
            self._form.new(uuid=draft.uuid)
        else:
            self._form.open(draft.record_id, uuid=draft.uuid)

    def _arrived(self) -> None:
        draft, self._resuming = self._resuming, None
        if self.pen.kept != self._form.uuid:
            self.pen.drop()
        if draft is not None and draft.uuid == self._form.uuid:
            self.pen.begin(draft.uuid)
            put(self._form, draft)

    def _look(self) -> Draft | None:
        form = self._form
        if form.is_saving or not form.isEnabled():
            self.pen.touch()  # what comes of the save, or what is being loaded, is not known yet
            return self.pen.last
        if form.isHidden():
            return self.pen.last
        has_open_text = any(grid.has_open_text() for grid in form.grids.values())
        return sketch(form) if form.is_dirty() or has_open_text else None


def sketch(form: RecordForm) -> Draft:
    """What stands in a form, as it was typed."""
    texts, ids = _texts(form.fields, every=form.record is None)
    if form.record is None:
        _add_unseen(form, texts, ids)
    rows = {
        name: grid.typed_rows()
        for name, grid in form.grids.items()
        if not grid.model.is_locked and (grid.is_changed or grid.has_open_text())
    }
    note_of, notes = form.attachments.note()
    typed = Typed(texts, ids, rows, form.star if form.star != form.star_before else None, note_of=note_of, notes=notes)
    files = tuple(DraftFile(piece.uuid, piece.name, piece.data) for piece in form.attachments.waiting)
    record_id, version = (form.record.id, form.record.version) if form.record is not None else (None, None)
    return Draft(form.uuid, form.ledger.name, record_id, version, typed, files)


def _texts(fields: Mapping[str, Field], *, every: bool) -> tuple[dict[str, str], dict[str, int]]:
    """The texts of the fields that were changed (or of `every` filled one), and the register entries picked in them."""
    texts: dict[str, str] = {}
    ids: dict[str, int] = {}
    for key, field in fields.items():
        if not field.is_locked and (field.is_changed or (every and field.text())):
            texts[key] = field.text()
            picked = field.editor.reference() if isinstance(field.editor, PickerEdit) else None
            if picked is not None and picked.id is not None:
                ids[key] = picked.id
    return texts, ids


def _add_unseen(form: RecordForm, texts: dict[str, str], ids: dict[str, int]) -> None:
    """What a new record began with (a duplicate, a case from a link) where 更多 was never opened."""
    for key, value in form.values().items():
        column = form.ledger.find(key)
        if value is None or column is None or key in form.fields or column.changed_by in _OF_STEPS:
            continue
        texts[key] = reading.show_value(column, value)
        if isinstance(value, Reference) and value.id is not None:
            ids[key] = value.id


def put(form: RecordForm, draft: Draft) -> None:
    """Put a draft into the form that shows its record, as if it had just been typed."""
    typed = draft.typed
    for section in form.sections:
        shown = {field.column.key for field in section.visible_fields()}
        if any(column.key in typed.texts and column.key not in shown for column in section.columns):
            section.open()
    put_texts(form.fields, typed)
    put_rows(form, typed.rows)
    if typed.starred is not None:
        form.head.set_star(on=typed.starred)
        form.set_star(on=typed.starred)
    if draft.files:
        form.attachments.put_files([(file.uuid, file.name, file.data) for file in draft.files])
    form.attachments.put_note(typed.note_of, typed.notes)


def put_texts(fields: Mapping[str, Field], typed: Typed) -> None:
    """Put texts into fields without reading them: what cannot be read stays as it was typed."""
    for key, text in typed.texts.items():
        field = fields.get(key)
        if field is None or field.is_locked:
            continue
        if isinstance(field.editor, PickerEdit) and key in typed.ids:
            field.editor.put_reference(Reference(text.strip(), typed.ids[key]))
        else:
            field.editor.put(text)


def put_rows(form: RecordForm, rows: Mapping[str, Any]) -> None:
    """Put the rows of children into their grids."""
    for name, held in rows.items():
        grid = form.grids.get(name)
        if grid is not None and not grid.model.is_locked:
            typed: tuple[TypedRow, ...] = tuple(held)
            grid.put_typed(typed)


class StepKeeper(QObject):
    """The draft of a step's dialog: kept while one types, gone when the step is taken or given up."""

    def __init__(self, dialog: StepDialog, operation: Operation, place: Draft) -> None:
        super().__init__(dialog)
        self._dialog, self._place = dialog, place
        self.pen = Pen(operation, dialog, self._look)
        for field in dialog.fields.values():
            field.changed.connect(self.pen.touch)
        dialog.reason.editTextChanged.connect(lambda _text: self.pen.touch())
        dialog.rejected.connect(self.pen.drop)
        dialog.accepted.connect(self.pen.drop)  # what was typed while the step was being taken goes too

    @property
    def uuid(self) -> str:
        """The uuid of the draft, whether or not it was written yet."""
        return self._place.uuid

    def resume(self, typed: Typed) -> None:
        """Put a draft back into the dialog."""
        self.pen.begin(self.uuid)
        put_texts(self._dialog.fields, typed)
        self._dialog.reason.setEditText(typed.reason)

    def _look(self) -> Draft | None:
        texts, ids = _texts(self._dialog.fields, every=False)
        reason = self._dialog.reason.currentText()
        place = self._place
        if not texts and not reason.strip():
            return None
        typed = Typed(texts, ids, action=place.typed.action, reason=reason)
        return Draft(place.uuid, place.ledger, place.record_id, place.version, typed)
