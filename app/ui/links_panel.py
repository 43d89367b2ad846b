"""The links of a record, from both ends, and the dialog that finds the record to link to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.ledgers import registry
from app.services import links, listing, records
from app.ui import dialogs, key_table
from app.ui.key_table import Where
from app.ui.on_screen import Dialog
from app.ui.plain import Words
from db.ask import Ask

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.services.links import Link
    from app.ui.operation import Operation
    from db.ask import Page
    from db.declare import Ledger

PAUSE = 150
FOUND = 30
_HELD = Qt.ItemDataRole.UserRole


class LinkDialog(Dialog):
    """Finds a record of any ledger by number or words, and the kind of the link."""

    def __init__(self, operation: Operation, ledger: Ledger, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("添加关联")
        self.resize(620, 420)
        self._operation = operation
        self.kind, self.ledgers, self.search = QComboBox(), QComboBox(), QLineEdit()
        for kind, (words, _back) in links.KINDS.items():
            self.kind.addItem(words, kind)
        self.kind.setCurrentIndex(self.kind.findData("related"))
        for one in registry.LEDGERS + registry.BASE:
            self.ledgers.addItem(one.label, one.name)
        self.ledgers.setCurrentIndex(self.ledgers.findData(ledger.name))
        self.search.setPlaceholderText("编号、内容里的字，或拼音首字母")
        self.found = QListWidget()
        self._build()
        self._ticket = 0
        self._shown: Ask | None = None
        """What the records listed were found by."""
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.look)
        self.search.textChanged.connect(lambda _text: self._pause.start())
        self.ledgers.currentIndexChanged.connect(lambda _index: self.look())
        self.found.itemActivated.connect(lambda _item: self.accept())
        self.found.currentRowChanged.connect(lambda row: self.yes.setEnabled(row >= 0))
        self.search.setFocus()
        self.look()

    def _build(self) -> None:
        grid = QGridLayout(self)
        rows = (("关联方式", self.kind), ("台账", self.ledgers), ("查找", self.search), ("记录", self.found))
        for row, (words, widget) in enumerate(rows):
            label = QLabel(words)
            label.setBuddy(widget)
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            widget.setAccessibleName(words)
            grid.addWidget(label, row, 0)
            grid.addWidget(widget, row, 1)
        self.yes, no = QPushButton("关联"), QPushButton("取消")
        self.yes.setProperty("main", True)
        self.yes.setEnabled(False)
        buttons = QDialogButtonBox()
        buttons.addButton(self.yes, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(no, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        grid.addWidget(buttons, len(rows), 0, 1, 2)

    def look(self) -> None:
        """Ask for the records that hold what is typed; the newest when nothing is."""
        self._ticket += 1
        ticket, ask = self._ticket, self._ask
        self._operation.read(
            lambda unit: listing.page(unit, ask=ask), lambda page: self._show(page, ask, ticket), owner=self
        )

    @property
    def _ask(self) -> Ask:
        return Ask(str(self.ledgers.currentData()), search=self.search.text().strip(), limit=FOUND)

    @override
    def accept(self) -> None:
        """Take the record in hand; when Enter came faster than the search, its answer is shown first."""
        if self._shown == self._ask:
            super().accept()
        else:
            self._pause.stop()
            self.look()

    def _show(self, page: Page, ask: Ask, ticket: int) -> None:
        if ticket != self._ticket:
            return
        self._shown, name = ask, ask.ledger
        self.found.clear()
        for row in page.rows:
            item = QListWidgetItem(f"{row.number}　{records.matter_text(registry.find(name), row)}".replace("\n", " "))
            item.setData(_HELD, row.id)
            self.found.addItem(item)
        self.found.setCurrentRow(0 if page.rows else -1)

    def answer(self) -> tuple[str, str, int] | None:
        """The kind of the link, the ledger and the record that was chosen."""
        item = self.found.currentItem()
        return (str(self.kind.currentData()), str(self.ledgers.currentData()), int(item.data(_HELD))) if item else None


def ask_link(operation: Operation, ledger: Ledger, parent: QWidget) -> tuple[str, str, int] | None:
    """Kind, ledger and record of a new link; None when the clerk gave it up."""
    dialog = LinkDialog(operation, ledger, parent)
    return dialog.answer() if dialog.exec() == QDialog.DialogCode.Accepted else None


class LinksPanel(QWidget):
    """The links of one record; a double click or Enter follows one."""

    open_record = Signal(str, int)
    counted = Signal(int)
    told = Signal(str)

    def __init__(self, operation: Operation, ledger: Ledger, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operation, self._ledger = operation, ledger
        self._record_id: int | None = None
        self.list = QListWidget()
        self.list.setAccessibleName("关联")
        self.list.itemActivated.connect(self._follow)
        self._empty = Words()
        self._empty.setProperty("role", "faint")
        left = QVBoxLayout()
        left.addWidget(self._empty)
        left.addWidget(self.list, 1)
        buttons = QVBoxLayout()
        buttons.setSpacing(3)
        self._add = self._button("添加…", "add", self.add)
        self._open = self._button("打开", "", lambda: self._follow(self.list.currentItem()))
        self._remove = self._button("解除", "", self.remove)
        for button in (self._add, self._open, self._remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 2)
        layout.addLayout(left, 1)
        layout.addLayout(buttons)
        self.show_links(None, ())

    def _button(self, text: str, name: str, run: Callable[[], None]) -> QPushButton:
        button = QPushButton(text)
        button.setAccessibleName(f"{text.removesuffix('…')}关联")
        action = QAction(text, self)
        action.triggered.connect(run)
        if name:
            action.setShortcuts(key_table.sequences(Where.LINKS, name))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            button.setToolTip(f"{text}（{key_table.hint(Where.LINKS, name)}）")
        self.addAction(action)
        button.clicked.connect(action.trigger)
        return button

    def show_links(self, record_id: int | None, found: Sequence[Link]) -> None:
        """Show the links of a record; none can be added before it is saved."""
        self._record_id = record_id
        self.list.clear()
        for link in found:
            label = registry.find(link.ledger).label
            item = QListWidgetItem(f"{link.words}　{label}　{link.number}　{link.matter}".replace("\n", " "))
            item.setData(_HELD, link)
            self.list.addItem(item)
        self._empty.setText("还没有关联的记录。" if record_id is not None else "先保存，再添加关联。")
        self._empty.setVisible(not found)
        self._add.setEnabled(record_id is not None)
        for button in (self._open, self._remove):
            button.setEnabled(bool(found))
        self.list.setCurrentRow(0 if found else -1)
        self.counted.emit(len(found))

    def _follow(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            link = item.data(_HELD)
            self.open_record.emit(link.ledger, link.record_id)

    def add(self) -> None:
        """Let the clerk find a record and link it."""
        record_id = self._record_id
        chosen = ask_link(self._operation, self._ledger, self) if record_id is not None else None
        if chosen is None or record_id is None:
            return
        kind, other, other_id = chosen
        actor, start = self._operation.desk.actor, (self._ledger.name, record_id)
        self._operation.write(
            lambda unit: links.add(unit, actor=actor, kind=kind, start=start, end=(other, other_id)),
            lambda _changes: self.reload(),
            owner=self,
            failed=lambda refusal: self.told.emit(refusal.sentence),
        )

    def remove(self) -> None:
        """Take the chosen link back; both records stay."""
        chosen = self.list.selectedItems()
        if not chosen:
            return
        item = chosen[0]
        link, actor = item.data(_HELD), self._operation.desk.actor
        question = f"解除与{link.number}的关联？两条记录都保留，可以用撤销找回。"
        if dialogs.confirm(self, "解除关联", question, yes="解除"):
            self._operation.write(
                lambda unit: links.remove(unit, actor=actor, link_id=link.id),
                lambda _changes: self.reload(),
                owner=self,
            )

    def reload(self) -> None:
        """Read the links of the record again."""
        record_id, name = self._record_id, self._ledger.name
        if record_id is not None:
            self._operation.read(
                lambda unit: links.of(unit, ledger=name, record_id=record_id),
                lambda found: self.show_links(record_id, found) if record_id == self._record_id else None,
                owner=self,
            )
