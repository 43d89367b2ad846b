"""数字核对: a text is pasted or opened, and each of its figures is held against the ledgers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.services import looking, text_check
from app.services.text_check import Text
from app.ui import theme
from app.ui.lens_bar import LensBar
from app.ui.plain import Words
from app.ui.row_table import RowTable
from app.ui.rows_dialog import RowsDialog

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtGui import QShowEvent

    from app.rules.refusal import Refused
    from app.services.text_check import Checked
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

HEADS = ("文中", "指标", "台账", "结果")
WORDS = {True: "✓ 一致", False: "✗ 不一致", None: "？ 自己核对"}
INKS = {False: theme.RED, None: theme.AMBER}
SAYING = "把材料贴在左边，或打开一份 docx、txt，再点“核对”。名称里的数字（如《雷锋在1959》）、日期和文号不算。"
KINDS = "文字材料 (*.docx *.txt)"
SIZES = [560, 640]


class TextCheckPage(QWidget):
    """The text at the left, its figures at the right. `open_record(ledger, id)` leads to a row behind one."""

    open_record = Signal(str, int)

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.operation = operation
        self.found: tuple[Checked, ...] = ()
        self._is_read = False
        self.lens = LensBar(self)
        self.text = QPlainTextEdit(self)
        self.text.setAccessibleName("要核对的材料")
        self.text.setPlaceholderText("在这里粘贴材料的正文")
        self.table = RowTable("文中的数", HEADS, wide=3, parent=self)
        self.table.currentCellChanged.connect(lambda row, *_: self._point(row))
        self.table.activated.connect(lambda index: self._opened(index.row()))
        self.said = Words(SAYING, self, wordWrap=True)
        self.said.setProperty("role", "faint")
        self.button = QPushButton("核对", self)
        self.button.setProperty("main", True)
        self._build()

    def _build(self) -> None:
        title = QLabel("数字核对", self)
        title.setProperty("role", "title")
        opening = QPushButton("打开材料…", self)
        opening.clicked.connect(self.ask_file)
        self.button.clicked.connect(self.check)
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(opening)
        head.addWidget(self.button)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.addWidget(self.text)
        splitter.addWidget(self.table)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(5)
        splitter.setSizes(SIZES)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(12, 8, 12, 8)
        outer.addLayout(head)
        outer.addWidget(self.lens)
        outer.addWidget(splitter, 1)
        outer.addWidget(self.said)
        self._paper = Text("")

    def ask_file(self) -> None:
        """Ask for a file and take its text."""
        name, _kind = QFileDialog.getOpenFileName(self, "打开要核对的材料", "", KINDS)
        if name:
            self.open_file(Path(name))

    def open_file(self, path: Path) -> None:
        """Take the text of a file and check it."""
        self.said.setText(f"正在读「{path.name}」…")
        self.operation.call(lambda: text_check.read_text(path), self._take, owner=self, failed=self._refused)

    def _take(self, text: Text) -> None:
        self._paper = text
        self.text.setPlainText(text.words)
        self.check()

    def check(self) -> None:
        """Hold every figure of the text against the ledgers."""
        words, lens = self.text.toPlainText(), self.lens.lens
        text = self._paper if self._paper.words == words else Text(words)
        self.said.setText("正在核对…")
        self.operation.read(
            lambda unit: text_check.check(unit, text=text, lens=lens), self._show, owner=self, failed=self._refused
        )

    def _show(self, found: tuple[Checked, ...]) -> None:
        self.found = found
        rows = [((one.quote, one.name, one.ledger_text, _finding(one)), ("", 0)) for one in found]
        self.table.show_rows(rows)
        for row, one in enumerate(found):
            if one.agrees is not True:
                self.table.tint(row, len(HEADS) - 1, INKS[one.agrees])
        counts = [sum(one.agrees is state for one in found) for state in (True, False, None)]
        words = f"找到 {len(found)} 个数：一致 {counts[0]} 个，不一致 {counts[1]} 个，要自己核对 {counts[2]} 个。"
        self.said.setText(f"{words}双击一行看由哪些记录得来。" if found else "这段文字里没有带量词的数。")
        self._mark()

    def _refused(self, refusal: Refused) -> None:
        self.said.setText(refusal.sentence)

    def _mark(self) -> None:
        """Show in the text which figures differ and which nobody knows."""
        marks = []
        for one in self.found:
            if one.agrees is True:
                continue
            wave = QTextCharFormat()
            wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            wave.setUnderlineColor(INKS[one.agrees])
            mark = QTextEdit.ExtraSelection()
            mark.cursor, mark.format = self._cursor(one), wave  # type: ignore[attr-defined]
            marks.append(mark)
        self.text.setExtraSelections(marks)

    def _cursor(self, one: Checked) -> QTextCursor:
        cursor = self.text.textCursor()
        cursor.setPosition(one.start)
        cursor.setPosition(one.end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _point(self, row: int) -> None:
        if 0 <= row < len(self.found) and self.found[row].end <= len(self.text.toPlainText()):
            self.text.setTextCursor(self._cursor(self.found[row]))

    def _opened(self, row: int) -> None:
        one = self.found[row]
        if one.code:
            dialog = RowsDialog(self.operation, one.code, one.name, self.lens.lens, self)
            dialog.open_record.connect(self.open_record)
            dialog.open()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._is_read:
            self._is_read = True

            def read(unit: UnitOfWork) -> tuple[date, dict[str, tuple[str, ...]]]:
                return unit.clock.today(), looking.choices(unit)

            self.operation.read(read, lambda found: self.lens.offer(*found), owner=self)


def _finding(one: Checked) -> str:
    return WORDS[one.agrees] if one.agrees else f"{WORDS[one.agrees]}　{one.finding.removeprefix('不一致：')}"
