"""登记 an unknown name: to the register's form with the name filled in, and back when it is entered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from shiboken6 import isValid

from app.ui.picker import PickerEdit

if TYPE_CHECKING:
    from app.ui.ledger_page import LedgerPage
    from app.ui.main_window import MainWindow

SAME = "请先保存这一条，再登记上级或相关的名称。"


class Detour(QObject):
    """One way to a register and back; what was typed in the form it began at stays there meanwhile."""

    def __init__(self, window: MainWindow, origin: LedgerPage, ledger: str, name: str) -> None:
        super().__init__(window)
        self._window, self._origin, self._focus = window, origin, window.focusWidget()
        if origin.ledger.name == ledger:
            window.status.say(SAME)
            self.deleteLater()
            return
        page = window.ledger_page(ledger)
        page.new_record({page.ledger.matter: name})
        self._form = page.form
        if self._form is not None:
            self._form.saved.connect(self._back)
            self._form.closed.connect(self._back)

    def _back(self) -> None:
        """Show the form again in which the name was typed, and let it find the name in the register."""
        if self._form is not None:
            self._form.saved.disconnect(self._back)
            self._form.closed.disconnect(self._back)
            self._form.closed.emit()
        self._window.ledger_page(self._origin.ledger.name)
        for field in self._origin.form.fields.values() if self._origin.form is not None else ():
            if isinstance(field.editor, PickerEdit) and field.editor.is_unregistered:
                field.editor.resolve()
        if self._focus is not None and isValid(self._focus):
            self._focus.setFocus()
        self.deleteLater()
