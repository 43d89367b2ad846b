"""年度结转: the years of the file, closing one and opening it again; from here two years are compared too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QPushButton, QVBoxLayout

from app.rules.rights import Right
from app.services import permitted, year_end
from app.ui import dialogs
from app.ui.fields import restyle
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable
from app.ui.withdrawing import UnderWay

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.rules.refusal import Refused
    from app.services.changes import Changes
    from app.services.year_end import OpenItem, Plan, YearLine
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

HEADS = ("年度", "登记", "上年结转来", "没有办结", "状态")
ITEM_HEADS = ("台账", "编号", "事项", "状态", "时限", "责任人（单位）")
MANY = 1000
"""From so many records on it takes long enough to be watched."""
UNDER_WAY = "正在结转，请不要关机…"
STOPPING = "正在停下，没有记录会被改动…"
SAYING = (
    "一年过完以后办结转：没有办结的带到下一年接着办，编号不变，注明“结转”；"
    "这一年的记录从此只能查看和打印，谁从哪里改都改不动。"
)


class YearsDialog(PlainDialog):
    """Lists the years. `open_record(ledger, id)` leads to a record."""

    open_record = Signal(str, int)

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__("年度结转", (860, 480), parent)
        self._operation = operation
        self.lines: tuple[YearLine, ...] = ()
        self.table = RowTable("各年度", HEADS, wide=4, parent=self)
        self.said = Words(SAYING, self, wordWrap=True)
        self.close_button = self._button("结转…", self.close_year)
        self.reopen_button = self._button("重新打开…", self.reopen)
        self.compare_button = self._button("两年对比…", self.compare)
        restyle(self.close_button, "main", value=True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        for button in (self.close_button, self.reopen_button, self.compare_button):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(buttons)
        outer = QVBoxLayout(self)
        outer.addWidget(self.said)
        outer.addWidget(self.table, 1)
        outer.addLayout(foot)
        self.table.currentCellChanged.connect(lambda *_: self._ready())
        self.table.activated.connect(lambda _index: self.close_year() if self.close_button.isEnabled() else None)
        self._ready()
        self.refresh()

    def _button(self, text: str, run: object) -> QPushButton:
        button = QPushButton(text, self)
        button.clicked.connect(run)
        return button

    def refresh(self) -> None:
        """Read the years anew."""
        self._operation.read(year_end.listed, self._show, owner=self, failed=self._refused)

    def _show(self, lines: tuple[YearLine, ...]) -> None:
        at = max(self.table.currentRow(), 0)
        self.lines = lines
        self.table.show_rows([(_cells(one), ("", 0)) for one in lines])
        if lines:
            self.table.setCurrentCell(min(at, len(lines) - 1), 0)
        self._ready()

    def current(self) -> YearLine | None:
        """The year that is chosen."""
        row = self.table.currentRow()
        return self.lines[row] if 0 <= row < len(self.lines) else None

    def _ready(self) -> None:
        line, actor = self.current(), self._operation.desk.actor
        reason = permitted.why_not(actor, Right.YEAR)
        is_closed = line is not None and line.closed is not None
        self.close_button.setEnabled(line is not None and not is_closed and not reason)
        self.reopen_button.setEnabled(is_closed and not reason)
        self.compare_button.setEnabled(bool(self.lines))
        for button in (self.close_button, self.reopen_button):
            button.setToolTip(reason)

    def close_year(self) -> None:
        """Show what would be carried, and close the year when the clerk says so."""
        line = self.current()
        if line is None:
            return
        self._operation.read(
            lambda unit: year_end.plan(unit, year=line.year), self._ask, owner=self, failed=self._refused
        )

    def _ask(self, plan: Plan) -> None:
        dialog = CarryDialog(plan, self)
        dialog.open_record.connect(self._lead)
        dialog.accepted.connect(lambda: self._close(plan.year, len(plan.items)))
        dialog.open()

    def _lead(self, ledger: str, record_id: int) -> None:
        self.open_record.emit(ledger, record_id)
        self.accept()

    def _close(self, year: int, total: int) -> None:
        actor = self._operation.desk.actor
        shown = UnderWay(max(1, total), self, title=f"{year}年度结转", words=UNDER_WAY, stopping=STOPPING)

        def work(unit: UnitOfWork) -> Changes:
            return year_end.close(
                unit, actor=actor, year=year, progress=lambda done, _of: shown.go_on(min(done, total))
            )

        def ended(changes: Changes) -> None:
            shown.done(0)
            self._done(changes)

        def refused(refusal: Refused) -> None:
            shown.done(0)
            self._refused(refusal)

        if total >= MANY:
            shown.open()
        self._operation.write(work, ended, owner=self, failed=refused)

    def reopen(self) -> None:
        """Open the chosen year again, with the reason."""
        line, actor = self.current(), self._operation.desk.actor
        if line is None or line.closed is None:
            return
        question = f"{line.closed.words}。重新打开以后，这一年的记录又能改，报出去的数可能对不上；改完请再结转一次。"
        reason = dialogs.ask_reason(self, f"重新打开{line.year}年", question, yes="重新打开")
        if reason is not None:
            self._operation.write(
                lambda unit: year_end.reopen(unit, actor=actor, year=line.year, reason=reason),
                self._done,
                owner=self,
                failed=self._refused,
            )

    def _done(self, changes: Changes) -> None:
        self.said.setText(f"已办理{changes.description}。")
        self.refresh()

    def compare(self) -> None:
        """Put the chosen year beside the one before it."""
        from app.ui.year_compare_dialog import YearCompareDialog

        line = self.current()
        if line is not None:
            dialog = YearCompareDialog(self._operation, line.year, tuple(one.year for one in self.lines), self)
            dialog.open_record.connect(self._lead)
            dialog.open()

    def _refused(self, refusal: Refused) -> None:
        self.said.setText(refusal.sentence)


class CarryDialog(PlainDialog):
    """What closing a year carries into the next, to be looked through before it is done."""

    open_record = Signal(str, int)

    def __init__(self, plan: Plan, parent: QWidget | None = None) -> None:
        super().__init__(f"{plan.year}年度结转", (1000, 560), parent)
        self.table = RowTable("要结转的记录", ITEM_HEADS, wide=2, parent=self)
        self.table.show_rows([(item_cells(one), (one.ledger, one.record_id)) for one in plan.items])
        self.table.opened.connect(self._open)
        words = f"下面{len(plan.items)}件没有办结，转入{plan.into}年接着办，编号不变。双击一行先去核对。"
        none = f"{plan.year}年的都办结了，没有要转入{plan.into}年的。"
        self.said = Words((words if plan.items else none) + f"结转以后，{plan.year}年的记录只能查看和打印。", self)
        self.said.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.done_button = buttons.addButton("结转", QDialogButtonBox.ButtonRole.AcceptRole)
        restyle(self.done_button, "main", value=True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        outer = QVBoxLayout(self)
        outer.addWidget(self.said)
        outer.addWidget(self.table, 1)
        outer.addWidget(buttons)

    def _open(self, ledger: str, record_id: int) -> None:
        self.open_record.emit(ledger, record_id)
        self.reject()


def _cells(one: YearLine) -> tuple[str, ...]:
    state = "还没有结转"
    if one.closed is not None:
        state = f"{one.closed.on.isoformat()} 由{one.closed.by}结转，{one.closed.carried}件转入下一年"
    return f"{one.year}年", str(one.records), str(one.came_in), str(one.open), state


def item_cells(one: OpenItem) -> tuple[str, ...]:
    """An open matter as a line of a list."""
    number = f"{one.number}（结转）" if one.is_carried else one.number
    due = one.due_on.isoformat() if one.due_on else ""
    return one.ledger_label, number, one.matter, one.state, due, one.responsible
