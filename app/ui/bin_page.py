"""作废箱: the voided records of all ledgers in one list, with the way back and the way out for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QPushButton, QVBoxLayout

from app.services import recycle_bin
from app.ui import dialogs
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.rules.refusal import Refused
    from app.services.changes import Changes
    from app.services.recycle_bin import Voided
    from app.ui.operation import Operation

HEADS = ("编号", "台账", "内容", "作废时间", "作废人", "原因")
MATTER, REASON = 2, 5
INTRO = "作废的记录都在这里，编号一直保留。恢复以后，附件、关联和编号都和原来一样。"
NOTHING = "没有作废的记录。"
ERASED = "（内容已彻底清除）"
ASK = (
    "彻底清除以后，这些记录的内容、附件和历史里的旧内容都不能再恢复，只留下编号、作废原因和清除原因。"
    "以前的备份里仍有它们。\n请写明清除的原因（例如“保管期满，经批准销毁”）。"
)
SURE = "再确认一次：内容清除以后谁也找不回来。"


class BinPage(PlainDialog):
    """The voided records. `open_record(ledger, id)` shows one among the voided ones of its ledger."""

    open_record = Signal(str, int)

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__("作废箱", (1180, 560), parent)
        self._operation = operation
        self._rows: tuple[Voided, ...] = ()
        self.words, self.said = Words(INTRO), Words()
        self.said.setWordWrap(True)
        self.table = RowTable("作废的记录", HEADS, wide=MATTER)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.horizontalHeader().setSectionResizeMode(REASON, self.table.horizontalHeader().ResizeMode.Stretch)
        self.table.itemSelectionChanged.connect(self._chosen)
        self.table.opened.connect(self._open)
        self.restore_button, self.open_button = QPushButton("恢复"), QPushButton("查看")
        self.empty_button, self.close_button = QPushButton("彻底清除…"), QPushButton("关闭")
        self.restore_button.setProperty("main", True)
        self.restore_button.clicked.connect(self.restore)
        self.open_button.clicked.connect(lambda: self.table.open_row(self.table.currentRow()))
        self.empty_button.clicked.connect(self.empty)
        self.close_button.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        for button in (self.restore_button, self.open_button):
            buttons.addWidget(button)
        buttons.addWidget(self.said, 1)
        for button in (self.empty_button, self.close_button):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.words)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        operation.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read the list anew."""
        actor = self._operation.desk.actor
        self._operation.read(lambda unit: recycle_bin.of(unit, actor=actor), self._show, owner=self)

    def _show(self, rows: tuple[Voided, ...]) -> None:
        self._rows = rows
        self.words.setText(INTRO if rows else NOTHING)
        self.table.show_rows([(self._cells(row), (row.ledger, row.record_id)) for row in rows])
        self._chosen()

    @staticmethod
    def _cells(row: Voided) -> tuple[str, ...]:
        matter = ERASED if row.erased else row.matter
        return row.number, row.label, matter, f"{row.voided_at:%Y-%m-%d %H:%M}", row.voided_by, row.reason

    def _selected(self) -> tuple[Voided, ...]:
        rows = sorted({index.row() for index in self.table.selectedIndexes()})
        return tuple(self._rows[row] for row in rows if row < len(self._rows))

    def _chosen(self) -> None:
        chosen = self._selected()
        is_whole = bool(chosen) and not any(row.erased for row in chosen)
        for button in (self.restore_button, self.empty_button):
            button.setEnabled(is_whole and not self._operation.desk.read_only)
        self.open_button.setEnabled(len(chosen) == 1)

    def _open(self, ledger: str, record_id: int) -> None:
        self.accept()
        self.open_record.emit(ledger, record_id)

    def restore(self) -> None:
        """Let the chosen records stand again."""
        actor, chosen = self._operation.desk.actor, self._keys()
        self._operation.write(
            lambda unit: recycle_bin.restore(unit, actor=actor, chosen=chosen),
            self._done,
            owner=self,
            failed=self._refused,
        )

    def empty(self) -> None:
        """Destroy what the chosen records held: a reason first, and the question once more."""
        chosen = self._selected()
        numbers = "、".join(row.number for row in chosen[:5]) + (f" 等 {len(chosen)} 条" if len(chosen) > 5 else "")
        reason = dialogs.ask_reason(self, "彻底清除", f"{numbers}\n{ASK}", yes="继续")
        if reason is None or not dialogs.confirm(self, "彻底清除", f"{numbers}\n{SURE}", yes="彻底清除"):
            return
        actor, keys = self._operation.desk.actor, self._keys()
        self._operation.write(
            lambda unit: recycle_bin.empty(unit, actor=actor, chosen=keys, reason=reason),
            self._done,
            owner=self,
            failed=self._refused,
        )

    def _keys(self) -> tuple[tuple[str, int], ...]:
        return tuple((row.ledger, row.record_id) for row in self._selected())

    def _done(self, changes: Changes) -> None:
        self.said.setText(f"{changes.description}。")

    def _refused(self, refusal: Refused) -> None:
        self.said.setText(refusal.sentence)
