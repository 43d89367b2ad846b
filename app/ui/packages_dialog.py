"""工具 → 上报和并入记录: packages that left with their receipts, packages that were merged, conflicts left open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout, QWidget

from app.rules.rights import Right
from app.services import package_conflicts, package_gates, package_receipt, package_withdrawal, permitted
from app.ui import dialogs, theme
from app.ui.conflict_panel import ConflictPanel
from app.ui.merge_dialog import RECEIPTS, ReceiptPaper, save_receipt
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from app.rules.refusal import Refused
    from app.services.changes import Changes
    from app.services.package_conflicts import Conflict
    from app.services.package_gates import Waiting
    from app.services.package_known import Batch
    from app.services.package_receipt import Line, Taken
    from app.services.package_withdrawal import Withdrawn
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

SENT_HEADS = ("第几号", "报给", "报出时间", "报出人", "记录", "并入时间", "新增", "改动", "冲突", "待核")
MERGED_HEADS = ("单位", "第几号", "并入时间", "并入人", "新增", "改动", "冲突", "待核", "已有", "现在")
STATE = 9
ASK = "这一次并入新增的记录都会作废（编号保留），改动过的恢复成并入以前的样子；以后办过事的留着。可以再“重做”回来。"


class PackagesDialog(PlainDialog):
    """Four lists, and what can be done with each."""

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__("上报和并入记录", (1080, 600), parent)
        self._operation = operation
        self._merges: tuple[Batch, ...] = ()
        self.said = Words(
            "上报包报出去以后，上级给的回执在这里收下；下级的包并入以后，在这里撤回、补回执、选冲突。", self
        )
        self.said.setWordWrap(True)
        self.tabs = QTabWidget(self)
        self.tabs.setAccessibleName("上报和并入记录")
        self.sent = RowTable("报出的上报包", SENT_HEADS, wide=1, parent=self)
        self.merged = RowTable("并入的上报包", MERGED_HEADS, wide=0, parent=self)
        self.conflicts = ConflictPanel(self)
        self.held = RowTable("待核的记录", ("单位", "台账", "编号", "原因"), wide=3, parent=self)
        names = ("收回执…", "撤回并入…", "存回执…", "打印回执…", "选定冲突", "关闭")
        self.buttons = {name.rstrip("…"): QPushButton(name, self) for name in names}
        self._build()
        operation.changed.connect(self.refresh)
        self.refresh()

    def _build(self) -> None:
        for words, page, names in (
            ("报出的", self.sent, ("收回执",)),
            ("并入的", self.merged, ("撤回并入", "存回执", "打印回执")),
            ("待定冲突", self.conflicts, ("选定冲突",)),
            ("待核", self.held, ()),
        ):
            holder = QWidget(self.tabs)
            foot = QHBoxLayout()
            for name in names:
                foot.addWidget(self.buttons[name])
            foot.addStretch(1)
            lines = QVBoxLayout(holder)
            lines.addWidget(page, 1)
            lines.addLayout(foot)
            self.tabs.addTab(holder, words)
        bottom = QHBoxLayout()
        bottom.addStretch(1)
        bottom.addWidget(self.buttons["关闭"])
        lines = QVBoxLayout(self)
        lines.addWidget(self.said)
        lines.addWidget(self.tabs, 1)
        lines.addLayout(bottom)
        for name, slot in (
            ("收回执", self.choose_receipt), ("撤回并入", self.withdraw), ("存回执", self.save_receipt),
            ("打印回执", self.print_receipt), ("选定冲突", self.settle), ("关闭", self.reject),
        ):  # fmt: skip
            self.buttons[name].clicked.connect(lambda _=False, slot=slot: slot())
        self.merged.itemSelectionChanged.connect(self._ready)
        self.conflicts.chosen.connect(self._ready)

    def refresh(self) -> None:
        """Read the lists anew."""
        actor = self._operation.desk.actor
        may = permitted.may(actor, Right.MERGE)

        def work(
            unit: UnitOfWork,
        ) -> tuple[tuple[Line, ...], tuple[Batch, ...], tuple[Conflict, ...], tuple[Waiting, ...]]:
            return (
                package_receipt.sent(unit, actor=actor), package_withdrawal.merges(unit, actor=actor),
                package_conflicts.listed(unit, actor=actor) if may else (),
                package_gates.waiting(unit, actor=actor) if may else (),
            )  # fmt: skip

        self._operation.read(work, lambda found: self._show(*found), owner=self)

    def _show(
        self,
        sent: tuple[Line, ...],
        merges: tuple[Batch, ...],
        conflicts: tuple[Conflict, ...],
        held: tuple[Waiting, ...],
    ) -> None:
        self._merges = merges
        self.sent.show_rows([(_sent_cells(one), ("", 0)) for one in sent])
        self.merged.show_rows([(_merged_cells(one), ("", 0)) for one in merges])
        for row, one in enumerate(merges):
            if one.is_taken_back:
                self.merged.tint(row, STATE, theme.FAINT)
        self.conflicts.show_conflicts(conflicts)
        self.held.show_rows([((one.office, one.ledger, one.number, one.sentence), ("", 0)) for one in held])
        for place, (words, count) in enumerate(
            (("报出的", len(sent)), ("并入的", len(merges)), ("待定冲突", len(conflicts)), ("待核", len(held)))
        ):
            self.tabs.setTabText(place, f"{words} {count}" if count else words)
        self._ready()

    @property
    def _current(self) -> Batch | None:
        row = self.merged.currentRow()
        return self._merges[row] if 0 <= row < len(self._merges) else None

    def _ready(self) -> None:
        merge, actor = self._current, self._operation.desk.actor
        may, is_open = permitted.may(actor, Right.MERGE), not self._operation.desk.read_only
        self.buttons["收回执"].setEnabled(is_open and permitted.may(actor, Right.EXPORT))
        self.buttons["撤回并入"].setEnabled(is_open and may and merge is not None and not merge.is_taken_back)
        self.buttons["选定冲突"].setEnabled(is_open and may and bool(self.conflicts.choices))
        for name in ("存回执", "打印回执"):
            self.buttons[name].setEnabled(merge is not None)

    # -- what was sent -----------------------------------------------------------------------------------------------

    def choose_receipt(self) -> None:
        """Ask for a receipt."""
        name, _kind = QFileDialog.getOpenFileName(self, "选择回执", "", f"{RECEIPTS};;所有文件 (*)")
        if name:
            self.take_receipt(Path(name))

    def take_receipt(self, path: Path) -> None:
        """Take a receipt in."""
        actor = self._operation.desk.actor

        def work(unit: UnitOfWork) -> Taken:
            return package_receipt.take_in(unit, actor=actor, receipt=package_receipt.read(path))

        self._operation.call(lambda: self._operation.desk.write(work), self._taken, owner=self, failed=self._refused)

    def _taken(self, taken: Taken) -> None:
        words = f"{taken.office}对第{taken.serial}号上报包的回执已收下："
        words += f"新增{taken.counts['new']}、改动{taken.counts['changed']}、冲突{taken.counts['conflicts']}、"
        words += f"待核{taken.counts['held']}。"
        held = "".join(f"{one['number']}：{one['sentence']}" for one in taken.held[:3])
        self.said.setText(words + held + (taken.wrong or "回执里的锚与本台账的历史一致。"))
        self.refresh()

    # -- what was merged ---------------------------------------------------------------------------------------------

    def withdraw(self) -> None:
        """Take the chosen merge back."""
        merge, actor = self._current, self._operation.desk.actor
        if merge is None or not dialogs.confirm(self, "撤回并入", ASK, yes="撤回"):
            return
        done: list[Withdrawn] = []

        def work(unit: UnitOfWork) -> Changes:
            done.append(package_withdrawal.withdraw(unit, actor=actor, batch=merge.uuid))
            return done[-1].changes

        self._operation.write(
            work, lambda changes: self._withdrawn(changes, done[-1]), owner=self, failed=self._refused
        )

    def _withdrawn(self, changes: Changes, done: Withdrawn) -> None:
        kept = (
            f"以后办过事的 {len(done.kept)} 条留着：{'、'.join(one.words for one in done.kept[:5])}。"
            if done.kept
            else ""
        )
        self.said.setText(f"已{changes.description}。{kept}")

    def save_receipt(self) -> None:
        """Write the receipt of the chosen merge once more."""
        if (merge := self._current) is not None:
            save_receipt(self, merge.receipt, self.said)

    def print_receipt(self) -> None:
        """Show the receipt of the chosen merge, to be printed or saved."""
        if (merge := self._current) is not None:
            ReceiptPaper(self._operation, merge.receipt, self).open()

    def settle(self) -> None:
        """Settle the conflicts that were chosen."""
        actor, choices = self._operation.desk.actor, dict(self.conflicts.choices)
        self._operation.write(
            lambda unit: package_conflicts.settle(unit, actor=actor, choices=choices),
            lambda changes: self.said.setText(f"已{changes.description}。"),
            owner=self,
            failed=self._refused,
        )

    def _refused(self, refusal: Refused) -> None:
        self.said.setText(refusal.sentence)


def _sent_cells(one: Line) -> tuple[str, ...]:
    counts = (str(one.counts.get(key, "")) for key in ("new", "changed", "conflicts", "held"))
    merged = one.merged_at[:16].replace("T", " ") or "还没有回执"
    return (
        str(one.serial),
        one.sent_to,
        f"{one.sent_at:%Y-%m-%d %H:%M}",
        one.operator,
        str(one.records),
        merged,
        *counts,
    )


def _merged_cells(one: Batch) -> tuple[str, ...]:
    counts = (str(one.counts["total"].get(key, 0)) for key in ("new", "changed", "conflicts", "held", "known"))
    state = "已撤回" if one.is_taken_back else "在用"
    return (one.label, str(one.serial), f"{one.merged_at:%Y-%m-%d %H:%M}", one.operator, *counts, state)
