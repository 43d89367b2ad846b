"""导入记录: every import into this file, and the way to take a whole one back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from app.services import import_batches, import_raw
from app.ui import dialogs, theme, withdrawing
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.rules.refusal import Refused
    from app.services.import_batches import Batch
    from app.services.importing import Withdrawn
    from app.ui.operation import Operation

HEADS = ("时间", "导入人", "台账", "文件", "新增", "更新", "跳过", "空行", "没有导入", "现在")
FILE, STATE = 3, 9
COUNTS = ("added", "updated", "skipped", "blank", "failed")
INTRO = "每一次导入和粘贴都在这里，整批可以撤回；撤回以后按 Ctrl+Y 又能重做回来。"
NOTHING = "这个台账文件还没有导入过表格。"


class BatchesDialog(PlainDialog):
    """The imports, the newest first."""

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__("导入记录", (1120, 520), parent)
        self._operation = operation
        self._batches: tuple[Batch, ...] = ()
        self.words, self.said = Words(INTRO, self), Words(self)
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.table = RowTable("导入记录", HEADS, wide=FILE, parent=self)
        self.table.itemSelectionChanged.connect(self._chosen)
        self.withdraw_button, self.close_button = QPushButton("撤回这一批…", self), QPushButton("关闭", self)
        self.accept_button = QPushButton("核对无误…", self)
        self.accept_button.setToolTip("这一批都和原表核对过：导入时表里写的原文不再保留")
        self.withdraw_button.clicked.connect(self.withdraw)
        self.accept_button.clicked.connect(self.accept_rows)
        self.close_button.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self.withdraw_button)
        foot.addWidget(self.accept_button)
        foot.addWidget(self.said, 1)
        foot.addWidget(self.close_button)
        lines = QVBoxLayout(self)
        lines.addWidget(self.words)
        lines.addWidget(self.table, 1)
        lines.addLayout(foot)
        operation.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read the list anew."""
        actor = self._operation.desk.actor
        self._operation.read(lambda unit: import_batches.listed(unit, actor=actor), self._show, owner=self)

    def _show(self, batches: tuple[Batch, ...]) -> None:
        current = self._current()
        self._batches = batches
        self.words.setText(INTRO if batches else NOTHING)
        self.table.show_rows([(_cells(one), ("", 0)) for one in batches])
        for row, one in enumerate(batches):
            if one.is_taken_back:
                self.table.tint(row, STATE, theme.FAINT)
            if current is not None and one.uuid == current.uuid:
                self.table.setCurrentCell(row, 0)
        self._chosen()

    def _current(self) -> Batch | None:
        row = self.table.currentRow()
        return self._batches[row] if 0 <= row < len(self._batches) else None

    def _chosen(self) -> None:
        batch = self._current()
        may_go = batch is not None and not batch.is_taken_back and bool(_changed(batch))
        self.withdraw_button.setEnabled(may_go and not self._operation.desk.read_only)
        withdrawing.hold(self.withdraw_button, self._operation.desk.actor)
        self.accept_button.setEnabled(may_go and not self._operation.desk.read_only)

    def accept_rows(self) -> None:
        """All rows of the chosen import are right: what stood in the sheet is let go."""
        batch, actor = self._current(), self._operation.desk.actor
        question = "这一批的每一条都和原表核对过了吗？核对无误以后，表里写的原文不再保留，台账里的内容不变。"
        if batch is None or not dialogs.confirm(self, "核对导入", question, yes="核对无误"):
            return
        uuid = batch.uuid
        self._operation.write(
            lambda unit: import_raw.accept_batch(unit, actor=actor, batch=uuid),
            lambda changes: self.said.setText(f"已{changes.description}，原文不再保留。"),
            owner=self,
            failed=self._refused,
        )

    def withdraw(self) -> None:
        """Take the chosen import back."""
        batch = self._current()
        if batch is not None:
            withdrawing.ask(
                self._operation, batch.uuid, self, self._taken_back, begun=self._begun, failed=self._refused
            )

    def _begun(self, words: str) -> None:
        self.withdraw_button.setEnabled(False)
        self.said.setText(words)

    def _taken_back(self, done: Withdrawn) -> None:
        self.said.setText(withdrawing.words_of(done))

    def _refused(self, refusal: Refused) -> None:
        self._chosen()
        self.said.setText(refusal.sentence)


def _changed(batch: Batch) -> int:
    return batch.counts["added"] + batch.counts["updated"]


def _cells(batch: Batch) -> tuple[str, ...]:
    counts = (str(batch.counts.get(name, 0)) for name in COUNTS)
    state = "已撤回" if batch.is_taken_back else "在用" if _changed(batch) else "没有写入"
    where = f"{batch.file_name}（{batch.sheet}）" if batch.sheet not in batch.file_name else batch.file_name
    label = f"{batch.label}（历史补录）" if batch.backfill_reason else batch.label
    return (f"{batch.imported_at:%Y-%m-%d %H:%M}", batch.operator, label, where, *counts, state)
