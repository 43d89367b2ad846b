"""What happened to a record: when, who, what, why, and each column before and after."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from app.services import history

if TYPE_CHECKING:
    from app.services.history import Line
    from app.ui.operation import Operation
    from db.declare import Ledger

LONGEST = 200


class HistoryPanel(QWidget):
    """The history of one record, newest first; read when the panel is shown."""

    def __init__(self, operation: Operation, ledger: Ledger, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operation, self._ledger = operation, ledger
        self._uuid = ""
        self.text = QTextBrowser()
        self.text.setAccessibleName("历史")
        self.text.setOpenLinks(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 2)
        layout.addWidget(self.text)

    def show_record(self, uuid: str) -> None:
        """Show the history of a record; nothing for one that is not saved yet."""
        self._uuid = uuid
        if not uuid:
            self.text.setHtml("<p>保存以后，这里记下每一次改动。</p>")
            return
        name = self._ledger.name
        self._operation.read(
            lambda unit: history.of(unit, ledger=name, uuid=uuid), lambda lines: self._show(uuid, lines), owner=self
        )

    def _show(self, uuid: str, lines: tuple[Line, ...]) -> None:
        if uuid == self._uuid:
            self.text.setHtml("".join(map(_html, lines)))


def _html(line: Line) -> str:
    reason = f"　<b>原因：{escape(line.reason)}</b>" if line.reason else ""
    head = f"{line.at:%Y-%m-%d %H:%M}　{escape(line.operator)}　{escape(line.description)}"
    changes = (
        f'<div style="margin-left:18px">{escape(change.label)}：{_before_after(change.old, change.new)}</div>'
        for change in line.changes
    )
    return f'<p style="margin:2px 0"><span style="color:#1f5f8b">{head}</span>{reason}</p>{"".join(changes)}'


def _before_after(old: str, new: str) -> str:
    before, after = _cut(old), _cut(new) or "（清空）"
    return f'<span style="color:#56636f">{before}</span> → {after}' if before else after


def _cut(text: str) -> str:
    return escape(text[:LONGEST]) + ("…" if len(text) > LONGEST else "")
