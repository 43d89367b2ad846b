"""A record on one of the office's forms: asks for a place and puts the PDF there, off the user's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.services import forms
from app.ui import saving

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.paper.tree import Printed
    from app.ui.operation import Operation


def save(parent: QWidget, operation: Operation, *, form: str, number: str, then: Callable[[str], None]) -> None:
    """Ask where, print the record on that form, and tell `then` in a sentence what came of it."""
    label = forms.find(form).label
    path = saving.ask_place(parent, f"存{label}", f"{label} {number}.pdf", "PDF (*.pdf)", ".pdf")
    if path is None:
        return

    def done(printed: Printed) -> None:
        then(f"{label}已存为「{path.name}」，共 {printed.pages} 页。")

    operation.call(
        lambda: forms.print_form(operation.desk, form=form, number=number, out=path),
        done,
        owner=parent,
        failed=lambda refusal: then(refusal.sentence),
    )
