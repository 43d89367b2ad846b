"""A look at the record of the current row beside the table, without opening it: space shows it, and puts it away."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QTextBrowser
from typing_extensions import override

from app.rules import masking, reading, wording
from app.services import listing, presenting, table_page
from app.ui import theme

if TYPE_CHECKING:
    from app.ui.ledger_page import LedgerPage
    from db.ask import Record
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork

NEWLINE = "\n"
SHARE = 0.45
"""The part of the table's width that the look takes."""


def lines(ledger: Ledger, record: Record, *, masked: bool) -> list[tuple[str, str]]:
    """What a record holds, as (label, text), masked as the list masks it; rows of children one under the other."""
    names = presenting.names_in(ledger, record) if masked else ()
    own = ((one, table_page.text_of(ledger, one.key, record, masked=masked)) for one in ledger.on_screen())
    shown = [(one.label, wording.cell_on_screen(one, text)) for one, text in own]
    for child in ledger.children:
        told = []
        for row in record.children.get(child.name, ()):
            cells = ((column, reading.show_value(column, row.values.get(column.key))) for column in child.columns)
            told.append("，".join(_seen(column, text, names, masked=masked) for column, text in cells if text))
        shown.append((child.label, "\n".join(told)))
    return [(label, text) for label, text in shown if text]


def _seen(column: Column, text: str, names: tuple[str, ...], *, masked: bool) -> str:
    return wording.cell_on_screen(column, masking.on_screen(column, text, everything=masked, names=names))


class Peek(QTextBrowser):
    """Lies over the right part of a table and follows its current row; the keys stay with the table."""

    def __init__(self, page: LedgerPage) -> None:
        super().__init__(page.stack)
        self._page = page
        self._ticket = 0
        self.setObjectName("peek")
        self.setAccessibleName("看一眼")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setOpenLinks(False)
        self.hide()
        page.stack.installEventFilter(self)
        page.table.selectionModel().currentRowChanged.connect(lambda *_: self._follow())
        page.model.loaded.connect(lambda _page: self._follow())
        page.model.covering.connect(self.hide)

    def turn(self) -> None:
        """Show the look, or put it away."""
        self.setVisible(not self.isVisible())
        self._follow()

    def _follow(self) -> None:
        record_id = self._page.table.current_id()
        if not self.isVisible():
            return
        if record_id is None:
            self.hide()
            return
        self._ticket += 1
        ticket, ledger, masked = self._ticket, self._page.ledger, self._page.model.is_masked

        def read(unit: UnitOfWork) -> tuple[str, list[tuple[str, str]]]:
            shown = listing.show(unit, ledger=ledger.name, record_id=record_id)
            return ("", []) if shown is None else (shown.record.number, lines(ledger, shown.record, masked=masked))

        self._page.operation.read(read, lambda found: self._show(ticket, *found), owner=self)

    def _show(self, ticket: int, number: str, shown: list[tuple[str, str]]) -> None:
        if ticket != self._ticket:
            return
        rows = "".join(
            f"<tr><td style='color:{theme.FAINT};padding:2px 12px 2px 0;white-space:nowrap'>{escape(label)}</td>"
            f"<td style='padding:2px 0'>{escape(text).replace(NEWLINE, '<br>')}</td></tr>"
            for label, text in shown
        )
        self.setHtml(f"<h3>{escape(number)}</h3><table>{rows}</table>")
        self._place()

    def _place(self) -> None:
        room = self._page.stack.rect()
        width = round(room.width() * SHARE)
        self.setGeometry(room.right() - width + 1, room.top(), width, room.height())
        self.raise_()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False
