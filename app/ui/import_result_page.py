"""导入表格, last page: what became of every row, the failures as a workbook, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.services import import_files
from app.ui import saving, withdrawing
from app.ui.plain import Words
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from pathlib import Path

    from app.rules.refusal import Refused
    from app.services.import_plan import Plan
    from app.services.importing import Imported, Withdrawn
    from app.ui.operation import Operation

WORKBOOK = "工作簿 (*.xlsx)"
MOST_SHOWN = 500


class ResultPage(QWidget):
    """Signal: `withdrawn()` when the batch was taken back."""

    withdrawn = Signal()

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operation = operation
        self._plan: Plan | None = None
        self._made: Imported | None = None
        self.words, self.said = Words(self), Words(self)
        self.words.setProperty("role", "title")
        for label in (self.words, self.said):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.failed = RowTable("没有导入的", ("行", "栏目", "表里写的", "原因"), wide=3, parent=self)
        self.save_button = QPushButton("把没有导入的存成表格…", self)
        self.withdraw_button = QPushButton("撤回这一批…", self)
        self.save_button.clicked.connect(self.save_failures)
        self.withdraw_button.clicked.connect(self.withdraw)
        buttons = QHBoxLayout()
        buttons.addWidget(self.save_button)
        buttons.addWidget(self.withdraw_button)
        buttons.addStretch(1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.words)
        lines.addWidget(self.said)
        lines.addWidget(self.failed, 1)
        lines.addLayout(buttons)
        lines.addStretch(0)

    def show_made(self, plan: Plan, made: Imported) -> None:
        """Show what came of an import."""
        self._plan, self._made = plan, made
        self.words.setText("\n".join((f"读到 {made.read} 行 = {sum_of(made)}", *part_sums(made))))
        failed = len(made.failed) + len(made.failed_lines)
        self.said.setText(
            "没有导入的列在下面，已导入的不受影响。可以存成表格，改好红色的地方再导入一次。" if failed
            else "全部处理完了。发现导错了，可以在这里撤回，也可以按 Ctrl+Z，或以后从“工具 → 导入记录”撤回。"
        )  # fmt: skip
        rows = [
            ((f"{one.sheet} 第{one.row}行".strip(), one.column or "整行", one.value, one.reason), ("", 0))
            for one in made.failed[:MOST_SHOWN]
        ] + [
            ((f"{one.part.label} 第{one.row}行", "附表", "", one.reason), ("", 0))
            for one in made.failed_lines[:MOST_SHOWN]
        ]
        self.failed.show_rows(rows)
        self.failed.setVisible(bool(failed))
        self.save_button.setVisible(bool(failed))
        self.withdraw_button.setEnabled(bool(made.added + made.updated))
        withdrawing.hold(self.withdraw_button, self._operation.desk.actor)

    def save_failures(self) -> None:
        """Write the rows that did not come in as a workbook."""
        if self._plan is None or self._made is None:
            return
        plan, made = self._plan, self._made
        path = saving.ask_place(self, "把没有导入的存成表格", "没有导入的.xlsx", WORKBOOK, ".xlsx")
        if path is not None:
            self._operation.call(
                lambda: import_files.write_failures(path, plan, made),
                lambda _none: self._saved(path, len(made.failed) + len(made.failed_lines)),
                owner=self,
                failed=self._refused,
            )

    def _saved(self, path: Path, count: int) -> None:
        self.said.setText(f"没有导入的 {count} 行存到了 {path.name}。改好红色的地方，再用“导入表格”导入它。")

    def _refused(self, refusal: Refused) -> None:
        self.said.setText(refusal.sentence)

    def withdraw(self) -> None:
        """Take the whole batch back."""
        if self._made is not None:
            withdrawing.ask(
                self._operation, self._made.batch, self, self._taken_back, begun=self._begun, failed=self._refused
            )

    def _begun(self, words: str) -> None:
        self.withdraw_button.setEnabled(False)
        self.said.setText(words)

    def _taken_back(self, done: Withdrawn) -> None:
        self.withdraw_button.setEnabled(False)
        self.said.setText(withdrawing.words_of(done))
        self.withdrawn.emit()


def part_sums(made: Imported) -> tuple[str, ...]:
    """What became of the rows of each 附表, in sums like that of the sheet itself."""
    return tuple(
        f"附表「{one.label}」{one.read} 行 = 新增 {one.counts['added']} + 更新 {one.counts['updated']} + "
        f"跳过 {one.counts['skipped']} + 空行和说明 {one.counts['blank']} + 没有导入 {one.counts['failed']}"
        for one in made.parts
    )


def sum_of(made: Imported) -> str:
    """The parts of a sum whose whole is the rows read."""
    return (
        f"新增 {made.added} + 更新 {made.updated} + 跳过 {made.skipped} + 空行和说明 {made.blank} + "
        f"没有导入 {len(made.failed)}"
    )
