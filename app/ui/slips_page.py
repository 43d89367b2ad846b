"""督办: what asks for a slip in three colours, the slips nobody answered, and the Monday list of each person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QWidget
from typing_extensions import override

from app.rules.clocks import DeadlineState
from app.services import supervision
from app.services.supervision import Colour
from app.ui import form_print, theme
from app.ui.keys import on_f5
from app.ui.plain import Foot, Words
from app.ui.renewed import Renewed
from app.ui.row_table import CountTree, RowTable, two_panes

if TYPE_CHECKING:
    from datetime import date

    from app.services.checking import Row
    from app.services.supervision import Monday, Slip, Task
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

ALL, WAITING, UNANSWERED, PERSON = "slips", "waiting", "unanswered", "person:"
INKS = {Colour.RED: theme.RED, Colour.YELLOW: theme.AMBER, Colour.BLUE: theme.BLUE}
NOBODY = "（没有写责任人）"
SLIP_HEADS = ("颜色", "编号", "事项", "督办原因", "责任单位", "责任人", "领导")
LATE_HEADS = ("督办单", "发给谁", "事由")
TASK_HEADS = ("编号", "要办的事", "时限", "情况")
WIDTHS = [290, 1040]
"""How the lists and their rows share a window of usual width, in pixels."""


@dataclass(frozen=True, slots=True)
class Supervised:
    """Everything the page shows today."""

    slips: tuple[Slip, ...]
    waiting: tuple[Row, ...]
    late: tuple[Row, ...]
    mondays: tuple[Monday, ...]


def supervised(unit: UnitOfWork) -> Supervised:
    """Read what asks for a slip, what was not answered, and what each person has on his hands."""
    issued, late = supervision.waiting(unit), supervision.unanswered(unit)
    return Supervised(supervision.slips(unit), issued, late, supervision.mondays(unit))


class SlipsPage(Renewed, QWidget):
    """The slips. `open_record(ledger, id)` leads to the matter of one."""

    open_record = Signal(str, int)

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.operation = operation
        self.seen = Supervised((), (), (), ())
        self.shown: tuple[Slip, ...] = ()
        self.tree = CountTree("督办", ("督办", "件数"), self)
        self.slips = RowTable("要督办的事项", SLIP_HEADS, wide=2, parent=self)
        self.papers = RowTable("没有回复的督办单", LATE_HEADS, wide=2, parent=self)
        self.tasks = RowTable("周一清单", TASK_HEADS, wide=1, parent=self)
        self.title, self.said = Words(self), Foot(self)
        self.issue_button = self._button("发出督办单", self.issue)
        self.escalate_button = self._button("报上一级领导", self.escalate)
        self.print_button = self._button("打印…", self.print_out)
        self._build()
        self.tree.chosen.connect(self._choose)
        for table in (self.slips, self.papers, self.tasks):
            table.opened.connect(self.open_record)
        self.renew_with(operation)

    def _button(self, text: str, run: object) -> QPushButton:
        button = QPushButton(text, self)
        button.clicked.connect(run)
        return button

    def _build(self) -> None:
        self.title.setProperty("role", "section")
        self.said.setProperty("role", "faint")
        self.issue_button.setProperty("main", True)
        on_f5(self, "刷新", self.refresh)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        for button in (self.issue_button, self.escalate_button, self.print_button, self._button("刷新", self.refresh)):
            head.addWidget(button)
        self.stack = QStackedWidget(self)
        for table in (self.slips, self.papers, self.tasks):
            self.stack.addWidget(table)
        two_panes(self, self.tree, (head, self.stack, self.said), WIDTHS)

    @override
    def refresh(self) -> None:
        """Read everything anew."""
        self._stale = False
        self.operation.read(supervised, self._show, owner=self)

    def _show(self, seen: Supervised) -> None:
        self.seen = seen
        counts = {colour: sum(slip.colour is colour for slip in seen.slips) for colour in INKS}
        slips = [(ALL, "全部", f"{len(seen.slips)} 件", False)]
        slips += [(one.value, one.label, f"{count} 件", bool(count) and one is Colour.RED)
                  for one, count in counts.items()]  # fmt: skip
        late = len(seen.late)
        answers = [(WAITING, "还没有回复", f"{len(seen.waiting)} 件", False)]
        answers += [(UNANSWERED, "到期没有回复", f"✗ {late} 件" if late else "✓ 没有", bool(late))]
        people = [(PERSON + one.person, one.person or NOBODY, f"{len(one.tasks)} 件", False) for one in seen.mondays]
        self.tree.show_groups((("该发督办单的", slips), ("已发督办单", answers), ("周一清单（各责任人）", people)))

    def _choose(self, name: str) -> None:
        is_person = name.startswith(PERSON)
        self.stack.setCurrentWidget(
            self.tasks if is_person else self.papers if name in (WAITING, UNANSWERED) else self.slips
        )
        if is_person:
            self._show_monday(name.removeprefix(PERSON))
        elif name in (WAITING, UNANSWERED):
            self._show_papers(self.seen.late if name == UNANSWERED else self.seen.waiting)
        else:
            self._show_slips(name)
        self.issue_button.setVisible(self.stack.currentWidget() is self.slips)
        self.issue_button.setEnabled(bool(self.shown))
        self.escalate_button.setVisible(name == UNANSWERED)
        self.escalate_button.setEnabled(bool(self.seen.late))
        self.print_button.setVisible(self._form() is not None)

    def _show_slips(self, name: str) -> None:
        self.shown = tuple(slip for slip in self.seen.slips if name in (ALL, slip.colour.value))
        self.slips.show_rows([(_slip_cells(slip), (slip.ledger, slip.record_id)) for slip in self.shown])
        for row, slip in enumerate(self.shown):
            self.slips.tint(row, 0, INKS[slip.colour])
        self.title.setText("该发督办单的" if self.shown else "该发督办单的：✓ 没有")
        self.said.setText("红色是逾期，黄色是长时间没有进展，蓝色是临期。双击一行打开那条记录。")

    def _show_papers(self, rows: tuple[Row, ...]) -> None:
        self.papers.show_rows([(row.names, (row.ledger, row.record_id)) for row in rows])
        is_late = self.tree.current_name() == UNANSWERED
        name = "到期没有回复的督办单" if is_late else "还没有回复的督办单"
        self.title.setText(name if rows else f"{name}：✓ 没有")
        escalation = "报上一级：先报这件事的责任领导，再报主要领导。" if is_late else ""
        self.said.setText(f"{escalation}收到回复后，双击一行打开那份督办单，填写收回日期。")

    def _show_monday(self, person: str) -> None:
        monday = next(one for one in self.seen.mondays if one.person == person)
        self.tasks.show_rows([(_task_cells(task), (task.ledger, task.record_id)) for task in monday.tasks])
        for row, task in enumerate(monday.tasks):
            if task.state == DeadlineState.OVERDUE.label:
                self.tasks.tint(row, 3, theme.RED)
        whose = " ".join(filter(None, (monday.person or NOBODY, monday.organisation)))
        self.title.setText(f"周一清单：{whose}，{len(monday.tasks)} 件")
        self.said.setText("先到期的排在前面。双击一行打开那条记录。")

    def issue(self) -> None:
        """Issue the slip of the current line."""
        row = self.slips.currentRow()
        if 0 <= row < len(self.shown):
            slip, actor = self.shown[row], self.operation.desk.actor
            self.operation.write(lambda unit: supervision.issue(unit, actor=actor, slip=slip), owner=self)

    def escalate(self) -> None:
        """Send the unanswered slip of the current line one leader up."""
        _ledger, paper_id = self.papers.target(self.papers.currentRow())
        if paper_id:
            actor = self.operation.desk.actor
            self.operation.write(lambda unit: supervision.escalate(unit, actor=actor, paper_id=paper_id), owner=self)

    def _form(self) -> tuple[str, str] | None:
        """The form and the number that 打印 is for now: the slip of the line, or the list of the person."""
        name = self.tree.current_name()
        if name.startswith(PERSON) and name != PERSON:
            return "monday_list", name.removeprefix(PERSON)
        rows = {WAITING: self.seen.waiting, UNANSWERED: self.seen.late}.get(name, ())
        place = self.papers.currentRow()
        return ("supervision_slip", rows[place].number) if 0 <= place < len(rows) else None

    def print_out(self) -> None:
        """Put the slip or the list that is in sight into a PDF."""
        form = self._form()
        if form is not None:
            form_print.preview(self, self.operation, form=form[0], number=form[1])


def _slip_cells(slip: Slip) -> tuple[str, ...]:
    who = (slip.responsible_org, slip.responsible_person, slip.leader)
    return (slip.colour.label, slip.number, slip.matter, slip.reason, *who)


def _task_cells(task: Task) -> tuple[str, ...]:
    return (task.number, task.matter, _days(task.due_on, task.due_on_rolled) or "没有写时限", task.state)


def _days(due_on: date | None, rolled: date | None) -> str:
    if due_on is None:
        return ""
    return f"{due_on}（顺延至 {rolled}）" if rolled not in (None, due_on) else due_on.isoformat()
