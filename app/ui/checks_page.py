"""核对: every check list with its count, the rows behind it, and the matrix of village, group and household."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtWidgets import (
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.ledgers import registry
from app.services import all_checks, backlog, coverage
from app.ui import theme
from app.ui.drive_lines import DriveLines
from app.ui.keys import on_f5
from app.ui.plain import Foot, Words
from app.ui.renewed import Renewed
from app.ui.row_table import CountTree, RowTable, two_panes

if TYPE_CHECKING:
    from app.services.backlog import Drive
    from app.services.checking import Found
    from app.services.coverage import GroupLine, Household
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

MATRIX = "matrix"
STATES = (coverage.REACHED, coverage.NOT_REACHED, coverage.AWAY, coverage.REFUSED)
WIDTHS = [430, 900]
"""How the lists and their rows share a window of usual width, in pixels."""
BETWEEN = " · "


@dataclass(frozen=True, slots=True)
class Checked:
    """Everything the page shows, as of one day."""

    today: date
    found: tuple[Found, ...]
    matrix: tuple[GroupLine, ...]
    drives: tuple[Drive, ...]


def checked(unit: UnitOfWork, *, as_of: date | None) -> Checked:
    """Ask every check, read the matrix and the drives as of a day, the file's own today when none is given."""
    return Checked(
        today=unit.clock.today(),
        found=all_checks.find(unit, as_of=as_of),
        matrix=coverage.matrix(unit, as_of=as_of),
        drives=backlog.running(unit, as_of=as_of),
    )


class MatrixView(QWidget):
    """The groups with how many households are in which state, and below them the households of the current group."""

    opened = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[GroupLine, ...] = ()
        self.groups = RowTable("走访全覆盖：村和组", ("村", "组", "应走到", *STATES, "走到"), wide=1, parent=self)
        self.households = RowTable("走访全覆盖：户", ("户编号", "户主", "走访情况", "哪一天"), wide=1, parent=self)
        self.households.opened.connect(self.opened)
        self.groups.currentCellChanged.connect(lambda row, *_: self._show_households(row))
        splitter = QSplitter(Qt.Orientation.Vertical, self)
        splitter.addWidget(self.groups)
        splitter.addWidget(self.households)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(5)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(splitter)

    def show_lines(self, lines: tuple[GroupLine, ...]) -> None:
        """Show the matrix."""
        self._lines = lines
        self.groups.show_rows([(_group_cells(line), ("", 0)) for line in lines])
        for row, line in enumerate(lines):
            if line.count(coverage.REACHED) < len(line.households):
                self.groups.tint(row, 7, theme.RED)
        self._show_households(self.groups.currentRow())

    def _show_households(self, row: int) -> None:
        line = self._lines[row] if 0 <= row < len(self._lines) else None
        order = sorted(line.households if line else (), key=lambda one: STATES.index(one.state) == 0)
        self.households.show_rows([(_household_cells(one), ("households", one.id)) for one in order])


def _group_cells(line: GroupLine) -> tuple[str, ...]:
    whole, reached = len(line.households), line.count(coverage.REACHED)
    word = "没有登记户" if not whole else "✓ 全走到" if reached == whole else f"✗ 差{whole - reached}户"
    return (line.village, line.group, str(whole), *(str(line.count(state)) for state in STATES), word)


def _household_cells(one: Household) -> tuple[str, ...]:
    return (one.number, one.name, one.state, one.seen_on.isoformat() if one.seen_on else "")


class ChecksPage(Renewed, QWidget):
    """The check lists. `open_record(ledger, id)` leads to what a row speaks of."""

    open_record = Signal(str, int)

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.operation = operation
        self.found: dict[str, Found] = {}
        self._matrix: tuple[GroupLine, ...] = ()
        self._is_day_known = False
        self.day = QDateEdit(self)
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setAccessibleName("截至日期")
        self.tree = CountTree("核对项目", ("核对什么", "结果"), self)
        self.table = RowTable("没有做到的", ("台账", "编号", "没有做到的"), wide=2, parent=self)
        self.matrix = MatrixView(self)
        self.title, self.said = Words(self, wordWrap=True), Foot(self)
        self.drives = DriveLines(self)
        self._build()
        self.tree.chosen.connect(self._choose)
        self.table.opened.connect(self.open_record)
        self.matrix.opened.connect(self.open_record)
        self.renew_with(operation)

    def _build(self) -> None:
        self.title.setProperty("role", "section")
        self.said.setProperty("role", "faint")
        again = QPushButton("重新核对", self)
        again.clicked.connect(self.refresh)
        on_f5(self, "重新核对", self.refresh)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(QLabel("截至日期", self))
        head.addWidget(self.day)
        head.addWidget(again)
        self.stack = QStackedWidget(self)
        for part in (self.table, self.matrix):
            self.stack.addWidget(part)
        two_panes(self, self.tree, (head, self.stack, self.said), WIDTHS, above=self.drives)

    @override
    def refresh(self) -> None:
        """Ask every check anew."""
        self._stale = False
        day = self.day.date()
        as_of = date(day.year(), day.month(), day.day()) if self._is_day_known else None
        self.title.setText("正在核对…")
        self.operation.read(lambda unit: checked(unit, as_of=as_of), self._show, owner=self)

    def _show(self, seen: Checked) -> None:
        if not self._is_day_known:  # the file's own today, not the machine's
            self.day.setDate(QDate(seen.today.year, seen.today.month, seen.today.day))
            self._is_day_known = True
        self.found = {one.name: one for one in seen.found}
        self._matrix = seen.matrix
        self.drives.show_drives(seen.drives)
        groups: list[tuple[str, list[tuple[str, str, str, bool]]]] = [
            (label, [self._entry(check.name) for check in checks]) for label, checks in all_checks.GROUPS
        ]
        short = sum(line.count(coverage.REACHED) < len(line.households) for line in seen.matrix)
        words = f"✗ {short} 个组未走完" if short else "✓ 全走到"
        groups[0][1].insert(0, (MATRIX, "走访全覆盖（村、组、户）", words, bool(short)))
        self.tree.show_groups(groups)

    def _entry(self, name: str) -> tuple[str, str, str, bool]:
        found = self.found[name]
        return name, found.label, f"✗ {found.count} 条" if found.count else "✓ 无缺", bool(found.count)

    def _choose(self, name: str) -> None:
        self.stack.setCurrentWidget(self.matrix if name == MATRIX else self.table)
        if name == MATRIX:
            self.title.setText("走访全覆盖：每个村、每个组、每一户")
            self.said.setText("上面选一个组，下面是它的各户，没有走到的排在前面；双击一户打开。")
            self.matrix.show_lines(self._matrix)
            return
        found = self.found[name]
        self.title.setText(f"{found.label}：{found.count} 条" if found.count else f"{found.label}：✓ 无缺")
        self.said.setText("双击一行（或按回车）打开那条记录；没有编号的行，是还没有登记的。" if found.count else "")
        rows = [((_label(row.ledger), row.number, BETWEEN.join(row.names)), (row.ledger, row.record_id))
                for row in found.rows]  # fmt: skip
        self.table.show_rows(rows)


def _label(ledger: str) -> str:
    return registry.find(ledger).label if ledger else ""
