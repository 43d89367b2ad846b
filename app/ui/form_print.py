"""A record on one of the office's forms: shown as it will be printed, then printed or saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.ui.operation import Operation


def preview(parent: QWidget, operation: Operation, *, form: str, number: str) -> None:
    """Show the record on that form."""
    from app.ui.form_preview import FormPreview  # late: it brings the paper

    FormPreview(operation, form, number, parent).open()
