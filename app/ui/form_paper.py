"""Ctrl+B and Ctrl+U: what the paper that is keyed in leaves blank, or writes so that nobody can read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.rules import paper_marks
from app.rules.paper_marks import BLANK, REMARK

if TYPE_CHECKING:
    from app.ui.fields import Field
    from app.ui.form import RecordForm


def mark(form: RecordForm, words: str) -> None:
    """Note for the field that has the focus what the paper shows, or take the note back; then go on."""
    field = form.walk.current_field()
    if field is None or field.column.key == REMARK or field.is_locked:
        return
    label = field.column.label
    if words == BLANK and field.text():
        form.told.emit(f"「{label}」里已经填了内容，没有记为空白。请先清空这一格再按。")
        return
    remark = _remark(form)
    if remark is None or remark.is_locked:
        form.told.emit("备注这一栏现在填不了，纸面的情况没有记下。")
        return
    before = remark.text()
    remark.set_text(paper_marks.toggled(before, label, words))
    show(form)
    if len(remark.text()) > len(before):
        form.told.emit(f"备注里记下了：{label}，纸面{words}。再按一次取消。")
        form.walk.forward(field.editor)


def _remark(form: RecordForm) -> Field | None:
    """The field of the remark, made and shown when it was still under 更多."""
    for section in form.sections:
        if any(column.key == REMARK for column in section.columns):
            if REMARK not in form.fields:
                section.open()
            return form.fields.get(REMARK)
    return None


def marks(form: RecordForm) -> dict[str, str]:
    """The marks in the remark as it stands: label → mark."""
    field = form.fields.get(REMARK)
    return paper_marks.of(field.text() if field is not None else str(form.stored(REMARK) or ""))


def show(form: RecordForm) -> None:
    """Show beside each field what the paper says of it."""
    noted = marks(form)
    for field in form.fields.values():
        field.show_paper(noted.get(field.column.label, ""))


def left(form: RecordForm, field: Field) -> None:
    """A field marked as blank that was filled after all is no longer marked."""
    remark = form.fields.get(REMARK)
    label = field.column.label
    if field.column.key == REMARK:
        show(form)
    elif remark is not None and field.text() and marks(form).get(label) == BLANK:
        remark.set_text(paper_marks.dropped(remark.text(), label))
        show(form)
