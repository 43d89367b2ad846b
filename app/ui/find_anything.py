"""到处找: one line for every record, person, village, number, ledger and command, with what it finds below as typed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QVBoxLayout
from typing_extensions import override

from app.ledgers import registry
from app.rules.rights import Right
from app.services import finding, office, permitted, pinyin
from app.ui.keys import ENTER
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtGui import QAction

    from app.services.finding import Hit
    from app.ui.main_window import MainWindow
    from db.unit import UnitOfWork

PAUSE = 60
"""Milliseconds without a key before the ledgers are asked."""
COMMANDS = 6
"""Commands and ledgers that are offered at most, above the records."""
HEADS = ("是什么", "编号", "内容", "说明")
HINT = "可以输几个字、编号，也可以输拼音首字母；用空格隔开几个词。↑ ↓ 选一条，回车打开。"
STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -9, Qt.Key.Key_PageDown: 9}


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of what was found, and how it is followed."""

    cells: tuple[str, str, str, str]
    follow: Callable[[], object]


class FindAnything(PlainDialog):
    """Closes when a line is followed; the focus stays in the line that is typed into."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__("到处找", (860, 520), window)
        self._window, self._asked = window, ""
        self._hidden: frozenset[str] = frozenset()
        self.offers: list[Offer] = []
        self.line = QLineEdit(self, placeholderText="找人、户、村、记录、编号、台账或命令")
        self.line.setAccessibleName("到处找")
        self.line.setClearButtonEnabled(True)
        self.line.installEventFilter(self)
        self.table = RowTable("找到的", HEADS, wide=2, parent=self)
        self.table.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.table.activated.connect(lambda index: self.follow(index.row()))
        self.said = Words(HINT, self)
        self.said.setProperty("role", "faint")
        lines = QVBoxLayout(self)
        for part in (self.line, self.table, self.said):
            lines.addWidget(part)
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._timer.timeout.connect(self._ask)
        self.line.textChanged.connect(lambda _text: self._timer.start())
        window.operation.read(office.hidden_ledgers, self._begin, owner=self)

    def _begin(self, hidden: frozenset[str]) -> None:
        self._hidden = hidden
        self._ask()

    def _ask(self) -> None:
        words = self._asked = self.line.text().strip()
        if not words:
            self._show("", ())
            return
        operation = self._window.operation
        masked = not permitted.may(operation.desk.actor, Right.REVEAL)

        def read(unit: UnitOfWork) -> tuple[Hit, ...]:
            return finding.everywhere(unit, words=words, masked=masked)

        operation.read(read, lambda hits: self._show(words, hits), owner=self)

    def _show(self, words: str, hits: tuple[Hit, ...]) -> None:
        if words != self._asked:
            return  # something else was typed in between
        commands = [*self._ledgers(words), *self._commands(words)][:COMMANDS] if words else []
        self.offers = commands + [self._record(hit) for hit in hits]
        self.table.show_rows([(offer.cells, ("", 0)) for offer in self.offers])
        full = len(hits) >= finding.RECORDS
        found = f"{'只列出最新的一些，请多输几个字。' if full else ''}{HINT}" if self.offers or not words else ""
        self.said.setText(found or f"没有找到“{words}”。请少输几个字，或换一个词。")

    def _record(self, hit: Hit) -> Offer:
        cells = (hit.label, hit.number, hit.matter, hit.detail)
        return Offer(cells, lambda: self._window.open_record(hit.ledger, hit.record_id))

    def _ledgers(self, words: str) -> Iterator[Offer]:
        for ledger in (*registry.LEDGERS, *registry.BASE):
            if ledger.name not in self._hidden and pinyin.fits(ledger.label, words):
                yield Offer(("台账", "", ledger.label, "打开这本台账"), partial(self._page, ledger.name))

    def _page(self, name: str) -> None:
        self._window.ledger_page(name).take_focus()

    def _commands(self, words: str) -> Iterator[Offer]:
        for path, action in actions(self._window):
            label = plain_text(action.text())
            if action.isEnabled() and pinyin.fits(label, words):
                key = action.shortcut().toString()
                where = f"{path}菜单" if path else ""
                yield Offer(("命令", "", label, "　".join(filter(None, (where, key)))), action.trigger)

    def follow(self, row: int) -> None:
        """Open what a line stands for."""
        if 0 <= row < len(self.offers):
            offer = self.offers[row]
            self.accept()
            QTimer.singleShot(0, self._window, offer.follow)  # when the dialog has given the focus back

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() in STEPS:
            row = self.table.currentRow() + STEPS[Qt.Key(event.key())]
            self.table.setCurrentCell(max(0, min(row, self.table.rowCount() - 1)), 0)
            return True
        if event.key() in ENTER:
            if self._timer.isActive():
                self._timer.stop()
                self._ask()  # Enter came faster than the pause: the lines below are those of an earlier word
            elif self._asked == self.line.text().strip():
                self.follow(self.table.currentRow())
            return True
        return False


def plain_text(text: str) -> str:
    """What a menu or a command is called, without the sign of its key and the dots of its dialog."""
    return text.partition("(&")[0].replace("&", "").removesuffix("…")


def actions(window: MainWindow) -> Iterator[tuple[str, QAction]]:
    """Every command of the menus with the menu it stands in.

    The menus are asked for as children of the bar: an action that is asked for its menu takes it along when it goes.
    """
    menus = [menu for menu in (*window.menuBar().findChildren(QMenu), window.sizes) if menu.title()]
    titles = {menu.title() for menu in menus}
    for menu in menus:
        for action in menu.actions():
            if not action.isSeparator() and action.text() and action.text() not in titles:
                yield plain_text(menu.title()), action
