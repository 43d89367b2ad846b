"""使用手册: contents, the page, and a line to find in it; F1 opens it at the page of what is in sight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QProgressDialog,
    QPushButton,
    QSplitter,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.rules.refusal import Refused
from app.services import manual
from app.ui import key_table, saving
from app.ui.key_table import Where
from app.ui.manual_view import ManualView
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog

if TYPE_CHECKING:
    from collections.abc import Callable

PDF = "文件 (*.pdf)"
GIVEN_UP = "已按您的要求取消，没有存。"
_NAME = Qt.ItemDataRole.UserRole


class ManualDialog(PlainDialog):
    """Stands beside the work: it waits for nothing, and what is open behind it goes on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("使用手册", (1060, 700), parent)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.contents = QTreeWidget(self)
        self.contents.setAccessibleName("目录")
        self.contents.setHeaderHidden(True)
        self.contents.setRootIsDecorated(False)
        self.contents.setIndentation(14)
        self.view = ManualView(self)
        self.words = QLineEdit(self, placeholderText="在这一页里查找")
        self.words.setAccessibleName("在这一页里查找")
        self.words.setClearButtonEnabled(True)
        self.said = Words(self)
        self.said.setProperty("role", "faint")
        self.buttons: dict[str, QPushButton] = {}
        self._build()
        self._list()
        self.contents.currentItemChanged.connect(lambda item: self._chosen(item))
        self.view.went.connect(self._went)
        self.words.returnPressed.connect(self.find_next)
        self.words.textChanged.connect(lambda text: self.said.setText("") if not text else None)

    def _build(self) -> None:
        top = QHBoxLayout()
        for name, text, run in (
            ("back", "后退", self.view.backward),
            ("forward", "前进", self.view.forward),
            ("print", "整本存为 PDF…", self.save),
        ):
            top.addWidget(self._button(name, text, run))
        top.insertStretch(2, 1)
        top.insertWidget(3, self.words)
        top.insertWidget(4, self._button("next_match", "下一处", self.find_next))
        find = QAction(self)
        find.setShortcuts(key_table.sequences(Where.MANUAL, "find"))
        find.triggered.connect(self._find)
        self.addAction(find)
        halves = QSplitter(Qt.Orientation.Horizontal, self)
        halves.addWidget(self.contents)
        halves.addWidget(self.view)
        halves.setStretchFactor(1, 1)
        halves.setHandleWidth(5)
        halves.setSizes([270, 790])
        halves.setChildrenCollapsible(False)
        lines = QVBoxLayout(self)
        lines.addLayout(top)
        lines.addWidget(halves, 1)
        lines.addWidget(self.said)
        self.view.backwardAvailable.connect(self.buttons["back"].setEnabled)
        self.view.forwardAvailable.connect(self.buttons["forward"].setEnabled)
        self.buttons["back"].setEnabled(False)
        self.buttons["forward"].setEnabled(False)

    def _button(self, name: str, text: str, run: Callable[[], object]) -> QPushButton:
        button = self.buttons[name] = QPushButton(text, self)
        action = QAction(text, self)
        action.setShortcuts(key_table.sequences(Where.MANUAL, name))
        action.triggered.connect(lambda _=False: run())
        self.addAction(action)
        button.setToolTip(f"{text}（{key_table.hint(Where.MANUAL, name)}）")
        button.clicked.connect(action.trigger)
        return button

    def _list(self) -> None:
        for heading, pages in manual.contents():
            group = QTreeWidgetItem(self.contents, [heading])
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            font = group.font(0)
            font.setBold(True)
            group.setFont(0, font)
            for page in pages:
                item = QTreeWidgetItem(group, [page.title])
                item.setData(0, _NAME, page.name)
                item.setToolTip(0, page.title)
            group.setExpanded(True)

    def show_page(self, name: str) -> None:
        """Show a page; the first one when there is none of that name."""
        self.view.show_page(name if manual.path(name).exists() else self._items()[0].data(0, _NAME))

    def _items(self) -> list[QTreeWidgetItem]:
        groups = (self.contents.topLevelItem(row) for row in range(self.contents.topLevelItemCount()))
        return [group.child(row) for group in groups if group for row in range(group.childCount())]

    def _chosen(self, item: QTreeWidgetItem | None) -> None:
        if item is not None and item.data(0, _NAME):
            self.view.show_page(item.data(0, _NAME))

    def _went(self, name: str) -> None:
        """A link led on, or the way back: the contents show where one is."""
        self.said.setText("")
        for item in self._items():
            if item.data(0, _NAME) == name:
                self.contents.blockSignals(True)
                self.contents.setCurrentItem(item)
                self.contents.blockSignals(False)

    def _find(self) -> None:
        self.words.setFocus()
        self.words.selectAll()

    def find_next(self) -> None:
        """Go to the next place of the words in the page, from the end on from its beginning."""
        words = self.words.text().strip()
        if not words:
            self.words.setFocus()
            return
        if self.view.find_words(words):
            self.said.setText("")
            return
        place = self.view.textCursor()
        self.view.moveCursor(QTextCursor.MoveOperation.Start)
        if self.view.find_words(words):
            self.said.setText("到了这一页末尾，从头接着找。")
        else:
            self.view.setTextCursor(place)
            self.said.setText(f"这一页里没有“{words}”。")

    def save(self) -> None:
        """Write the whole manual as one PDF, to be printed."""
        from app.ui import manual_paper  # late: nobody prints the manual every day

        place = saving.ask_place(self, "整本存为 PDF", "民情台账使用手册.pdf", PDF, ".pdf")
        if place is None:
            return
        # On the window's own thread, page by page: off it, Qt's texts once waited for the window for good.
        shown = QProgressDialog(f"正在排版，存为「{place.name}」。可以取消，手册照样能看。", "取消", 0, 100, self)
        shown.setWindowTitle("整本存为 PDF")
        shown.setWindowModality(Qt.WindowModality.WindowModal)
        shown.setMinimumDuration(0)

        def tell(done: int, whole: int) -> None:
            shown.setValue(done * 100 // whole)  # lets the window live
            if shown.wasCanceled():
                raise Refused(GIVEN_UP)

        try:
            pages = manual_paper.write(place, progress=tell)
        except Refused as refusal:
            self.said.setText(refusal.sentence)
        else:
            self.said.setText(f"存好了：{place.name}，共 {pages} 页，可以打印。")
        finally:
            shown.close()
            shown.deleteLater()
