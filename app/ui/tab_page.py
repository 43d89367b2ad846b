"""One tab: its ledgers beside it, and the page of the one chosen; pages are made when first visited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.services import office
from app.ui import relayout
from app.ui.ledger_page import LedgerPage

if TYPE_CHECKING:
    from app.ui.operation import Operation
    from db.declare import Ledger

SIDE_CHARACTERS = 9
DOT = "● "


class TabPage(QWidget):
    """The ledgers of a tab; `groups` are (heading, ledgers), an empty heading is not shown.

    Signals: `page_changed()`; `dirty_changed()`; `open_record(ledger, id)`; `register_wanted(ledger, name)` from the
    page in sight; `told(sentence)`.
    """

    page_changed = Signal()
    dirty_changed = Signal()
    open_record = Signal(str, int)
    register_wanted = Signal(str, str)
    told = Signal(str)
    summed = Signal(str)

    def __init__(
        self, operation: Operation, groups: tuple[tuple[str, tuple[Ledger, ...]], ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.operation = operation
        self.groups = groups
        self.hidden: frozenset[str] = frozenset()
        self._shows_hidden = False
        self._pages: dict[str, LedgerPage] = {}
        self.list = QListWidget(self)
        self.list.setObjectName("ledgers")
        self.list.setAccessibleName("台账")
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._show_menu)
        self.list.currentItemChanged.connect(self._chosen)
        self.list.itemActivated.connect(self._enter_page)
        self.more = QPushButton(self, flat=True)
        self.more.clicked.connect(self._toggle_hidden)
        self.stack = QStackedWidget(self)
        self._build()
        self.set_hidden(frozenset())

    def _build(self) -> None:
        self.side = QWidget(self)
        self.side.setObjectName("side")
        self._fit_side()
        lines = QVBoxLayout(self.side)
        lines.setContentsMargins(0, 4, 0, 4)
        lines.addWidget(self.list)
        lines.addWidget(self.more)
        both = QHBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(0)
        both.addWidget(self.side)
        both.addWidget(self.stack, 1)

    def _fit_side(self) -> None:
        self.side.setFixedWidth(self.fontMetrics().horizontalAdvance("汉") * SIDE_CHARACTERS + 24)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit_side()

    @property
    def ledgers(self) -> tuple[Ledger, ...]:
        """All ledgers of the tab, hidden ones too."""
        return tuple(ledger for _, ledgers in self.groups for ledger in ledgers)

    @property
    def page(self) -> LedgerPage | None:
        """The page in sight."""
        found = self.stack.currentWidget()
        return found if isinstance(found, LedgerPage) else None

    @property
    def pages(self) -> tuple[LedgerPage, ...]:
        """The pages made so far."""
        return tuple(self._pages.values())

    def set_hidden(self, hidden: frozenset[str]) -> None:
        """List only the ledgers the office keeps."""
        self.hidden = hidden & {ledger.name for ledger in self.ledgers}
        current = self.page.ledger.name if self.page else ""
        self.list.blockSignals(True)
        self.list.clear()
        for heading, ledgers in self.groups:
            if heading:
                QListWidgetItem(heading, self.list).setFlags(Qt.ItemFlag.NoItemFlags)
            for ledger in ledgers:
                if ledger.name not in self.hidden or self._shows_hidden:
                    self._add_item(ledger)
        self.list.blockSignals(False)
        self.more.setVisible(bool(self.hidden))
        self.more.setText("收起隐藏的" if self._shows_hidden else f"显示隐藏的台账（{len(self.hidden)}）")
        self._select(current)

    def _add_item(self, ledger: Ledger) -> None:
        item = QListWidgetItem(self._item_text(ledger), self.list)
        item.setData(Qt.ItemDataRole.UserRole, ledger.name)
        item.setToolTip(ledger.intro)

    def _item_text(self, ledger: Ledger) -> str:
        page = self._pages.get(ledger.name)
        dot = DOT if page and page.is_dirty else ""
        return f"{dot}{ledger.label}{'（已隐藏）' if ledger.name in self.hidden else ''}"

    def _toggle_hidden(self) -> None:
        self._shows_hidden = not self._shows_hidden
        self.set_hidden(self.hidden)

    def _select(self, name: str) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            if item.data(Qt.ItemDataRole.UserRole) == name:
                self.list.setCurrentItem(item)
                return

    def start(self) -> None:
        """Show the first ledger when the tab is first visited."""
        if self.page is None and self.list.count():
            self.list.setCurrentRow(0)

    def _chosen(self, item: QListWidgetItem | None) -> None:
        name = item.data(Qt.ItemDataRole.UserRole) if item else None
        if name:
            self._take_actions(self._page(name))
            self.stack.setCurrentWidget(self._page(name))
            self.page_changed.emit()

    def _take_actions(self, page: LedgerPage) -> None:
        """Let the keys of the page in sight work from the list of ledgers too."""
        for action in self.actions():
            self.removeAction(action)
        self.addActions(page.actions())

    def _enter_page(self) -> None:
        if self.page is not None:
            self.page.take_focus()

    def _page(self, name: str) -> LedgerPage:
        if name not in self._pages:
            page = LedgerPage(self.operation, self.operation.desk.ledgers[name], self.stack)
            page.dirty_changed.connect(self._show_dirty)
            page.open_record.connect(self.open_record)
            page.register_wanted.connect(self.register_wanted)
            page.told.connect(self.told)
            page.summed.connect(self.summed)
            self.stack.addWidget(page)
            self._pages[name] = page
        return self._pages[name]

    def renew(self, name: str) -> None:
        """Make the page of a ledger anew, when it was made: its columns are arranged otherwise now."""
        old = self._pages.pop(name, None)
        if old is None:
            return
        was_shown, page = self.page is old, self._page(name)
        relayout.hand_over(old, page)
        if was_shown:
            self._take_actions(page)
            self.stack.setCurrentWidget(page)
            self.page_changed.emit()
            page.take_focus()
        self.stack.removeWidget(old)
        old.hide()
        old.deleteLater()
        self._show_dirty()

    def show_ledger(self, name: str) -> LedgerPage:
        """Bring a ledger to the front, a hidden one too."""
        if name in self.hidden and not self._shows_hidden:
            self._toggle_hidden()
        self._select(name)
        return self._page(name)

    def _show_dirty(self) -> None:
        for row in range(self.list.count()):
            item = self.list.item(row)
            ledger = next((one for one in self.ledgers if one.name == item.data(Qt.ItemDataRole.UserRole)), None)
            if ledger is not None:
                item.setText(self._item_text(ledger))
        self.dirty_changed.emit()

    @property
    def is_dirty(self) -> bool:
        """Whether any page of the tab holds unsaved work."""
        return any(page.is_dirty for page in self._pages.values())

    def _show_menu(self, place: QPoint) -> None:
        item = self.list.itemAt(place)
        name = item.data(Qt.ItemDataRole.UserRole) if item else None
        if not name:
            return
        menu = QMenu(self)
        words = "恢复显示这个台账" if name in self.hidden else "隐藏这个台账（记录保留）"
        menu.addAction(words, lambda: self.hide_ledger(name, hidden=name not in self.hidden))
        menu.exec(self.list.mapToGlobal(place))
        menu.deleteLater()

    def hide_ledger(self, name: str, *, hidden: bool) -> None:
        """Take a ledger off the list, or bring it back; its records stay."""
        actor = self.operation.desk.actor
        self.operation.write(lambda unit: office.hide_ledger(unit, actor=actor, ledger=name, hidden=hidden), owner=self)
