"""删除申请: the orders to take words out, approved by another operator or turned down, and the slip of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout
from typing_extensions import override

from app.services import erasing, erasing_paper
from app.services.erasing import DONE, SCOPES, WAITING
from app.ui import dialogs
from app.ui.erasure_dialog import SURE, finish
from app.ui.fields import restyle
from app.ui.frozen_preview import FrozenPreview
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.paper.tree import LedgerPaper
    from app.rules.refusal import Refused
    from app.services.changes import Actor, Changes
    from app.services.erasing import Order
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

HEADS = ("删除编号", "记录", "要删除的字词", "范围", "申请", "状态", "批准人")
WORDS = 2
INTRO = "申请的人不能自己批准。批准以后马上删除；删除情况告知单写明删到了哪里、哪里删不到。"
NOTHING = "没有删除申请。要删除个人信息，先在台账里选中一条记录，再点“工具 → 删除个人信息…”。"


class ErasuresDialog(PlainDialog):
    """The orders, the newest first; `open_record(ledger, id)` leads to the record of one."""

    open_record = Signal(str, int)

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__("删除申请", (1100, 520), parent)
        self.operation = operation
        self.orders: tuple[Order, ...] = ()
        self.said = Words(INTRO, self, wordWrap=True)
        self.table = RowTable("删除申请", HEADS, wide=WORDS, parent=self)
        self.approve_button, self.refuse_button = QPushButton("批准并删除…", self), QPushButton("不批准…", self)
        self.slip_button, self.close_button = QPushButton("打印告知单…", self), QPushButton("关闭", self)
        restyle(self.approve_button, "main", value=True)
        foot = QHBoxLayout()
        for button in (self.approve_button, self.refuse_button, self.slip_button):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        lines = QVBoxLayout(self)
        lines.addWidget(self.said)
        lines.addWidget(self.table, 1)
        lines.addLayout(foot)
        for button, slot in (
            (self.approve_button, self.approve), (self.refuse_button, self.turn_down), (self.slip_button, self.slip),
            (self.close_button, self.reject),
        ):  # fmt: skip
            button.clicked.connect(lambda _=False, slot=slot: slot())
        self.table.itemSelectionChanged.connect(self._chosen)
        self.table.opened.connect(self._open)
        operation.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Read the orders anew."""
        actor = self.operation.desk.actor
        self.operation.read(lambda unit: erasing.orders(unit, actor=actor), self._show, owner=self, failed=self._refuse)

    def _show(self, found: tuple[Order, ...]) -> None:
        self.orders = found
        if not found:
            self.said.setText(NOTHING)
        self.table.show_rows([(_cells(one), (one.ledger, one.record_id)) for one in found])
        self._chosen()

    def current(self) -> Order | None:
        """The order that is chosen."""
        row = self.table.currentRow()
        return self.orders[row] if 0 <= row < len(self.orders) else None

    def _chosen(self) -> None:
        order, writes = self.current(), not self.operation.desk.read_only
        waits = order is not None and order.state == WAITING
        own = order is not None and order.asked_by == self.operation.desk.actor.name
        self.approve_button.setEnabled(waits and writes and not own)
        self.approve_button.setToolTip("自己申请的要由另一位操作人批准" if waits and own else "")
        self.refuse_button.setEnabled(waits and writes)
        self.slip_button.setEnabled(order is not None and order.state == DONE)

    def _open(self, ledger: str, record_id: int) -> None:
        self.open_record.emit(ledger, record_id)
        self.accept()

    def approve(self) -> None:
        """Consent and carry out, after the question once more."""
        order, actor = self.current(), self.operation.desk.actor
        if order is None or not dialogs.confirm(self, order.number, f"{order.record_number}\n{SURE}", yes="批准并删除"):
            return
        self.operation.write(
            lambda unit: erasing.approve_in(unit, actor=actor, number=order.number),
            self._erased,
            owner=self,
            failed=self._refuse,
        )

    def _erased(self, changes: Changes) -> None:
        finish(self.operation)
        self._done(changes)

    def turn_down(self) -> None:
        """Not approved, with the reason."""
        order, actor = self.current(), self.operation.desk.actor
        if order is None:
            return
        question = f"{order.number}（{order.record_number}）不批准，什么也不删。原因里不要写要删除的字词。"
        reason = dialogs.ask_reason(self, "不批准删除", question, yes="不批准")
        if reason is not None:
            self.operation.write(
                lambda unit: erasing.turn_down(unit, actor=actor, number=order.number, reason=reason),
                self._done,
                owner=self,
                failed=self._refuse,
            )

    def slip(self) -> None:
        """Show the slip of what was done."""
        order = self.current()
        if order is not None:
            SlipPreview(self.operation, order.number, self).open()

    def _done(self, changes: Changes) -> None:
        self.said.setText(f"已办理：{changes.description}。")

    def _refuse(self, refusal: Refused) -> None:
        self.said.setText(refusal.sentence)


def _cells(one: Order) -> tuple[str, ...]:
    asked = f"{one.asked_by} {one.asked_at:%m-%d}"
    words = "；".join(one.words) or "（已不在）"
    return one.number, one.record_number, words, SCOPES[one.scope], asked, one.label, one.signed_by or one.settled_by


class SlipPreview(FrozenPreview):
    """The slip of an erasure on paper."""

    def __init__(self, operation: Operation, number: str, parent: QWidget) -> None:
        self._number = number

        def make(unit: UnitOfWork, *, actor: Actor, name: str) -> LedgerPaper:
            del name
            return erasing_paper.slip(unit, actor=actor, number=number)

        super().__init__(operation, f"删除个人信息告知单 {number}", make, parent)

    @override
    def record(self, unit: UnitOfWork, pages: int) -> Changes:
        """Write in the history that the slip was printed."""
        title = f"删除个人信息告知单（{self._number}）"
        return erasing_paper.record_print(unit, actor=self.operation.desk.actor, title=title, pages=pages)
