"""改动预览: cells of many records, old beside new, what cannot be changed in red with its reason; then all in one step,
or only the records that can be changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialogButtonBox, QHBoxLayout, QHeaderView, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from app.services import cell_changes
from app.ui import theme
from app.ui.fields import restyle
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.rules.refusal import Refused
    from app.services.cell_changes import CellChange, Planned
    from app.ui.operation import Operation
    from db.declare import Ledger
    from db.unit import UnitOfWork

SHOWN = 1_000
"""Lines of a plan that are listed; those that cannot be changed come first."""
HEADS = ("编号", "栏目", "原来", "改为", "说明")
NUMBER, LABEL, BEFORE, AFTER, WHY = range(5)
LONGEST_CELL = 60
CELL_CHARACTERS = 14
"""Characters of what stands and what will stand that are in sight at first; the tool tip has the rest."""


class ChangesDialog(PlainDialog):
    """Shows a plan and writes it; nothing is written before the button. The plan is made when the dialog opens.

    `verb` is what is done in words (填充, 粘贴, 清理文字).
    """

    def __init__(self, operation: Operation, ledger: Ledger, verb: str, parent: QWidget | None = None) -> None:
        super().__init__(f"{verb}：{ledger.label}", (1040, 600), parent)
        self.operation, self.ledger, self.verb = operation, ledger, verb
        self.planned: Planned | None = None
        self._token = 0
        self.words = Words(self)
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.table = RowTable("要改的内容", HEADS, wide=WHY, parent=self)
        self.table.setWordWrap(True)  # a reason is read whole
        for column in (BEFORE, AFTER):
            self.table.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.table.setColumnWidth(column, self.fontMetrics().horizontalAdvance("汉" * CELL_CHARACTERS))
        self.refused = Words(self)
        self.refused.setWordWrap(True)
        self.refused.setTextFormat(Qt.TextFormat.PlainText)
        self.refused.setProperty("role", "error")
        self.refused.hide()
        self.boxes = QHBoxLayout()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.buttons.button(QDialogButtonBox.StandardButton.Cancel).setText("取消")
        self.all_button = self._button(verb, only_valid=False)
        restyle(self.all_button, "main", value=True)
        self.valid_button = self._button(f"只{verb}可以的", only_valid=True)
        self.valid_button.hide()
        self.buttons.rejected.connect(self.reject)
        lines = QVBoxLayout(self)
        lines.addWidget(self.words)
        lines.addWidget(self.table, 1)
        lines.addLayout(self.boxes)
        lines.addWidget(self.refused)
        lines.addWidget(self.buttons)

    def planning(self) -> Callable[[UnitOfWork], Planned]:
        """What makes the plan, as the boxes stand now."""
        raise NotImplementedError

    @override
    def open(self) -> None:
        self.look()
        super().open()

    def _button(self, text: str, *, only_valid: bool) -> QPushButton:
        button = self.buttons.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
        button.clicked.connect(lambda: self.run(only_valid=only_valid))
        button.setEnabled(False)
        return button

    def add_box(self, words: str, *, is_on: bool) -> QCheckBox:
        """One more thing to choose; the plan is made again when it is ticked."""
        box = QCheckBox(words, self)
        box.setChecked(is_on)
        box.toggled.connect(self.look)
        self.boxes.addWidget(box)
        return box

    def look(self) -> None:
        """Make the plan and show it."""
        self._token += 1
        token = self._token
        self.planned = None
        for button in (self.all_button, self.valid_button):
            button.setEnabled(False)
        self.words.setText("正在核对……")
        self.operation.read(
            self.planning(), lambda planned: self._show(planned) if token == self._token else None, owner=self,
            failed=self._refuse,
        )  # fmt: skip

    def _show(self, planned: Planned) -> None:
        self.planned = planned
        cells = sorted(planned.cells, key=lambda cell: not cell.problem)[:SHOWN]
        self.table.show_rows([(_texts(cell), ("", 0)) for cell in cells])
        for row, cell in enumerate(cells):
            if cell.problem:
                for column in range(len(HEADS)):
                    self.table.tint(row, column, theme.RED)
        self.table.resizeRowsToContents()
        self.table.clearSelection()
        self.table.setCurrentCell(-1, -1)
        self.words.setText(self.said(planned))
        self.refused.hide()
        self.all_button.setEnabled(bool(planned.count) and not planned.failed)
        self.valid_button.setText(f"只{self.verb}可以的 {planned.count} 条")
        self.valid_button.setVisible(bool(planned.failed and planned.count))
        self.valid_button.setEnabled(bool(planned.count))
        (self.valid_button if self.valid_button.isVisible() else self.all_button).setFocus()

    def said(self, planned: Planned) -> str:
        """The plan in a sentence."""
        over, new = len(planned.rows), len(planned.added)
        parts = [f"可以改 {over} 条记录"] if over or not new else []
        parts += [f"增加 {new} 条新记录"] if new else []
        parts += [f"不能{self.verb}的 {planned.failed} 条（红色，排在前面）"] if planned.failed else []
        unseen = len(planned.cells) - SHOWN
        more = f"下面没有列出其余 {unseen} 处。" if unseen > 0 else ""
        nothing = "" if planned.count or planned.failed else "没有要改的内容。"
        return f"{nothing or '，'.join(parts) + '。还没有写入。'}{''.join(planned.notes)}{more}"

    def run(self, *, only_valid: bool) -> None:
        """Write the plan, in one step that one undo takes back."""
        planned, verb, actor = self.planned, self.verb, self.operation.desk.actor
        if planned is None:
            return
        for button in (self.all_button, self.valid_button):
            button.setEnabled(False)
        self.operation.write(
            lambda unit: cell_changes.write(unit, actor=actor, planned=planned, verb=verb, only_valid=only_valid),
            lambda _changes: self.accept(),
            owner=self,
            failed=self._refuse,
        )

    def _refuse(self, refusal: Refused) -> None:
        sentences = [gap.sentence for gap in refusal.missing] or [refusal.sentence]
        self.refused.setText("\n".join(sentences[:6]))
        self.refused.show()
        self.words.setText("没有改动。")


def _texts(cell: CellChange) -> tuple[str, ...]:
    after = _short(cell.after) or ("" if cell.problem else "（清空）")
    return cell.number, cell.label, _short(cell.before), after, cell.problem or cell.note


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
