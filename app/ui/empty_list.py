"""What a ledger page shows where its list has no rows: why, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.ui import sheet_menus
from app.ui.plain import Words

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from db.declare import Ledger


class EmptyList(QWidget):
    """Signals: `clear_wanted()` the filters; `back_wanted()` from the voided records; `new_wanted()` a record in the
    form; `typing_wanted()` in the table.
    """

    clear_wanted = Signal()
    back_wanted = Signal()
    new_wanted = Signal()
    typing_wanted = Signal()

    def __init__(self, ledger: Ledger, importing: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ledger = ledger
        self._answer = self.new_wanted
        self.words = Words(self)
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = QPushButton(self)
        self.button.setProperty("main", "true")
        self.button.clicked.connect(lambda: self._answer.emit())
        self.typing_button = QPushButton("在表格里直接录入", self)
        self.typing_button.clicked.connect(self.typing_wanted)
        self.import_button = sheet_menus.import_button(importing, self)
        lines = QVBoxLayout(self)
        lines.addStretch(2)
        lines.addWidget(self.words)
        lines.addSpacing(10)
        for button in (self.button, self.typing_button, self.import_button):
            lines.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        lines.addStretch(3)

    def show_why(self, *, is_narrowed: bool, is_voided: bool, may_type: bool) -> None:
        """Say why there is nothing, and offer what fits."""
        ledger = self._ledger
        if is_narrowed:
            words, button, self._answer = "没有符合条件的记录。", "清除全部筛选", self.clear_wanted
        elif is_voided:
            words, button, self._answer = "没有作废的记录。", "回到记录", self.back_wanted
        else:
            words, button, self._answer = f"{ledger.intro}\n还没有记录。", f"新建{ledger.label}", self.new_wanted
        self.words.setText(words)
        self.button.setText(button)
        is_whole = not is_narrowed and not is_voided
        self.import_button.setVisible(is_whole)
        self.typing_button.setVisible(is_whole and may_type)
