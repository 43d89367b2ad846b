"""The clocks of a record in words: what falls due when, why on that day, how it stands, and whose right it is."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.rules.clocks import Side
from app.services import deadlines
from app.services.deadlines import LineState
from app.ui import theme

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.services.deadlines import Line
    from app.ui.operation import Operation
    from db.declare import Ledger

_SIGNS = {
    LineState.OVERDUE: ("✗", theme.RED),
    LineState.DONE_LATE: ("✗", theme.RED),
    LineState.NEAR: ("！", theme.AMBER),
    LineState.PAUSED: ("‖", theme.FAINT),
    LineState.EXPIRED: ("—", theme.FAINT),
    LineState.RUNNING: ("○", theme.BLUE),
    LineState.DONE: ("✓", theme.BLUE),
}
"""The sign before a state word and its ink: the word alone says it too."""
_TEXT = Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard


class DeadlinesPanel(QLabel):
    """The deadlines of one record as text that can be copied; hidden for a record without a clock."""

    def __init__(self, operation: Operation, ledger: Ledger, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operation, self._ledger = operation, ledger
        self._record_id: int | None = None
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(_TEXT)
        self.hide()

    def show_record(self, record_id: int | None) -> None:
        """Read and show the clocks of a record; none for one that is not saved yet."""
        self._record_id, name = record_id, self._ledger.name
        if record_id is None:
            self.show_lines(())
            return
        self._operation.read(
            lambda unit: deadlines.of(unit, ledger=name, record_id=record_id),
            lambda lines: self.show_lines(lines) if record_id == self._record_id else None,
            owner=self,
        )

    def show_lines(self, lines: tuple[Line, ...]) -> None:
        """Show these lines."""
        self.setText("<b>时限</b>" + "".join(map(_html, lines)) if lines else "")
        self.setVisible(bool(lines))


def _html(line: Line) -> str:
    sign, ink = _SIGNS[line.state]
    state = f'<span style="color:{ink}"><b>{sign} {line.state.label}</b></span>'
    rolled = f"（顺延至 {line.due_on_rolled}）" if line.due_on_rolled != line.due_on else ""
    whose = "信访人的权利" if line.side is Side.PETITIONER else "本单位的时限"
    done = f"，{line.finished_on} 完成" if line.finished_on else ""
    cited = f"　{escape(line.citation)}" if line.citation else ""
    head = f"{state}　<b>{escape(line.label)}</b>　{line.due_on}{rolled}{done}　{whose}{cited}"
    why = f'<div style="color:{theme.FAINT}; margin-left:18px">{escape(line.explanation)}</div>'
    return f'<div style="margin-top:4px">{head}</div>{why}'
