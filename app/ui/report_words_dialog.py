"""The clerk's words for a paragraph of a report: a text with figures, how it reads now, and what may be put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.services import reports
from app.ui import dialogs
from app.ui.on_screen import Dialog
from app.ui.plain import Words

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.reports import Composed, Offered
    from app.ui.operation import Operation

PAUSE = 400
"""Milliseconds after the last key before the words are read anew."""
HOW = (
    "直接改文字。{{L1}} 这样的地方会换成台账里的数，后面可以加空格写说明；[[ ]] 里的话只在里面的数都有的时候才写出来。"
)


class WordsDialog(Dialog):
    """Edits one text; `kept(text)` is called when it is saved."""

    def __init__(
        self, operation: Operation, composed: Composed, *, title: str, text: str, key: str, kept: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(980, 560)
        self._operation, self._composed, self._key, self._kept = operation, composed, key, kept
        self._is_good = True
        self.edit = QPlainTextEdit(text, self)
        self.edit.setAccessibleName("这一段的文字")
        self.reads, self.how = Words(self, wordWrap=True), Words(HOW, self, wordWrap=True)
        self.how.setProperty("role", "faint")
        self.search = QLineEdit(self, placeholderText="查找数据，如：座谈会、L1")
        self.search.setAccessibleName("查找数据")
        self.fields = QListWidget(self)
        self.fields.setAccessibleName("可以插入的数据")
        self._timer = QTimer(self, singleShot=True, interval=PAUSE)
        self._build()
        self.edit.textChanged.connect(self._timer.start)
        self._timer.timeout.connect(self._read)
        self.search.textChanged.connect(self._narrow)
        self.fields.itemActivated.connect(self._insert)
        row_set = composed.shown[key].rows if key in composed.shown else ""
        operation.read(
            lambda unit: reports.offered(unit, composed=composed, row_set=row_set), self._show_fields, owner=self
        )
        self._read()

    def _build(self) -> None:
        put = QPushButton("插入选中的数据", self)
        put.clicked.connect(lambda: self._insert(self.fields.currentItem()))
        buttons = QDialogButtonBox(self)
        self.save = buttons.addButton("保存", QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setProperty("main", "true")
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        for button in (put, self.save):
            button.setAutoDefault(False)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self.how)
        left.addWidget(self.edit, 3)
        head = Words("现在读作：", self)
        head.setProperty("role", "section")
        left.addWidget(head)
        left.addWidget(self.reads, 2, Qt.AlignmentFlag.AlignTop)
        for part in (self.search, self.fields, put):
            right.addWidget(part)
        halves = QHBoxLayout()
        halves.addLayout(left, 3)
        halves.addLayout(right, 2)
        lines = QVBoxLayout(self)
        lines.addLayout(halves, 1)
        lines.addWidget(buttons)
        self.edit.setFocus()

    # ---- how it reads ------------------------------------------------------------------------------------------------

    def _read(self) -> None:
        text, composed, key = self.edit.toPlainText(), self._composed, self._key
        self._operation.read(
            lambda unit: reports.reading(unit, composed=composed, text=text, key=key),
            self._reads,
            owner=self,
            failed=lambda refusal: self._cannot(refusal.sentence),
        )

    def _reads(self, words: str) -> None:
        self._is_good = True
        self.reads.setProperty("role", "")
        self.reads.setText(words or "（空的：报告里不写这一段）")

    def _cannot(self, sentence: str) -> None:
        self._is_good = False
        self.reads.setProperty("role", "error")
        self.reads.setText(sentence)

    def _accept(self) -> None:
        self._kept(self.edit.toPlainText())
        self.accept()

    @override
    def reject(self) -> None:
        if dialogs.may_leave(self, self.edit):
            super().reject()

    # ---- what may be put in ------------------------------------------------------------------------------------------

    def _show_fields(self, found: tuple[Offered, ...]) -> None:
        for one in found:
            said = f"：{' '.join(one.text.split())}" if one.text else ""
            item = QListWidgetItem(f"{one.label}{said}（{one.name}）")
            item.setData(Qt.ItemDataRole.UserRole, (one.name, one.label))
            self.fields.addItem(item)
        self._narrow(self.search.text())

    def _narrow(self, words: str) -> None:
        for row in range(self.fields.count()):
            item = self.fields.item(row)
            item.setHidden(words.strip() not in item.text())

    def _insert(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            name, label = item.data(Qt.ItemDataRole.UserRole)
            words = "".join(char for char in label if char not in "{}[]| ")
            self.edit.insertPlainText(f"{{{{{name} {words}}}}}")
            self.edit.setFocus()
