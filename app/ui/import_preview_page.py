"""导入表格, third page: every cell as it will be stored, what is wrong in red, and what becomes of known rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QTabBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.rules import backfill
from app.services import import_files
from app.services.import_names import WORDS
from app.services.import_seen import WHOLE_ROW, Fate, SeenPart
from app.services.importing import Duplicates
from app.ui import signs, theme
from app.ui.check_menu import CheckMenu
from app.ui.ground_delegate import GroundDelegate
from app.ui.plain import Words, tip
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from app.services.import_names import Unknown, Wanted
    from app.services.import_plan import Plan
    from app.services.import_preview import Seen
    from app.services.import_seen import SeenRow

Index = QModelIndex | QPersistentModelIndex
FATES = {Fate.NEW: "新增", Fate.OLD: backfill.MARK, Fate.KNOWN: "台账里已有", Fate.WRONG: "不能导入"}
DUPLICATES = {
    Duplicates.SKIP: "跳过，不重复登记",
    Duplicates.UPDATE: "用表里的内容更新（空格不会清掉原有内容）",
    Duplicates.NEW: "另存为新的一条",
}
RED_GROUND, AMBER_GROUND = "#f8d7d7", "#fdebc8"
MOST_PROBLEMS = 300
MOST_NAMES = 200
WIDEST = 320


class SeenModel(QAbstractTableModel):
    """The rows of a sheet in a preview: first what becomes of each, then its cells in the order of the sheet."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[SeenRow, ...] = ()
        self._heads: tuple[str, ...] = ()
        self._is_used: tuple[bool, ...] = ()
        self._red, self._faint = QBrush(QColor(RED_GROUND)), QBrush(QColor(theme.FAINT))
        self._amber = QBrush(QColor(AMBER_GROUND))
        self._ink = QBrush(QColor(theme.RED))

    def show_part(self, part: SeenPart) -> None:
        """Show a sheet as it would be stored."""
        self.beginResetModel()
        self._rows, self._heads, self._is_used = part.rows, part.heads, part.is_used
        self.endResetModel()

    def problem(self, row: int, column: int) -> str:
        """Why a cell cannot be stored; empty when it can."""
        seen = self._rows[row]
        if column == 0:
            return "".join(seen.problems.values())
        return seen.problems.get(column - 1, "")

    def note(self, row: int, column: int) -> str:
        """What stood in a cell that was cleaned, or what is to be looked at in it; empty for most."""
        return self._rows[row].notes.get(column - 1, "") if column else ""

    def place(self, row: int) -> str:
        """Where a row stands in its sheet."""
        return f"{self._rows[row].sheet} {self._rows[row].row}".strip()

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._rows)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._heads) + 1

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(row, column)
            case Qt.ItemDataRole.ToolTipRole:
                return tip(self.problem(row, column) or self.note(row, column) or self._text(row, column)) or None
            case Qt.ItemDataRole.BackgroundRole:
                return self._red if self.problem(row, column) else self._amber if self.note(row, column) else None
            case Qt.ItemDataRole.ForegroundRole:
                return self._colour(row, column)
            case Qt.ItemDataRole.DecorationRole if column:
                return signs.sign(
                    signs.WRONG if self.problem(row, column) else signs.LOOK if self.note(row, column) else ""
                )
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{self._text(row, column)} {self.problem(row, column)} {self.note(row, column)}".strip()
        return None

    def _text(self, row: int, column: int) -> str:
        seen = self._rows[row]
        if column == 0:
            return FATES[seen.fate]
        return " ".join(seen.cells[column - 1].split()) if column <= len(seen.cells) else ""

    def _colour(self, row: int, column: int) -> QBrush | None:
        if self.problem(row, column):
            return self._ink
        is_faint = self._rows[row].fate is Fate.KNOWN if column == 0 else not self._is_used[column - 1]
        return self._faint if is_faint else None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Vertical:
            return self.place(section) if section < len(self._rows) else None
        return "结果" if section == 0 else self._heads[section - 1] if section <= len(self._heads) else None


class PreviewPage(QWidget):
    """What will be stored, what will not, and what is still to be chosen; `cleaning_chosen(bool)` for 清理文字,
    `apart_chosen(bool)` for rows of one 原编号 that say different things.
    """

    cleaning_chosen = Signal(bool)
    apart_chosen = Signal(bool)

    def __init__(self, parent: QWidget | None = None, *, is_paste: bool = False) -> None:
        super().__init__(parent)
        self.words = Words(self)
        self.words.setWordWrap(True)
        self._beside = ""
        self.model = SeenModel(self)
        self.grid = QTableView(self)
        self.grid.setModel(self.model)
        self.grid.setAccessibleName("将要存的内容")
        self.grid.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.grid.setTabKeyNavigation(False)
        self.grid.setWordWrap(False)
        self.grid.setItemDelegate(GroundDelegate(self.grid))
        self.grid.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.problems = RowTable("不能导入的", ("行", "栏目", "原因"), wide=2, parent=self)
        self.problems.itemSelectionChanged.connect(self._go_to_problem)
        self._at: list[tuple[int, int, int]] = []
        self._sheets: tuple[SeenPart, ...] = ()
        self.tabs = QTabBar(self)
        self.tabs.setAccessibleName("主表和附表")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.currentChanged.connect(self._show_sheet)
        self.names: CheckMenu | None = None
        self._unknown: tuple[Unknown, ...] = ()
        self.duplicates = QComboBox(self)
        self.duplicates.setAccessibleName("台账里已有的怎么办")
        for choice, label in DUPLICATES.items():
            if not (is_paste and choice is Duplicates.UPDATE):  # a paste is never laid over what stands
                self.duplicates.addItem(label, choice)
        self.cleans = QCheckBox("清理文字", self)
        self.cleans.setToolTip("去掉夹带的拼音、接上断行、全角数字改半角、繁体改简体；原话不清理")
        self.cleans.hide()
        self.cleans.clicked.connect(self.cleaning_chosen)
        self.apart = QCheckBox(self)
        self.apart.setToolTip("不勾选，就把它们当作同一条：照左边选的跳过或更新")
        self.apart.hide()
        self.apart.clicked.connect(self.apart_chosen)
        self.backup = QCheckBox("导入前先自动备份一份", self)
        self.backup.setChecked(not is_paste)
        self.backup.setVisible(not is_paste)
        self._build()

    def keep_no_backup(self) -> None:
        """At a server the county does: the words above say so, and the box is not there."""
        self._beside = import_files.AT_SERVER
        self.backup.setChecked(False)
        self.backup.hide()

    def _build(self) -> None:
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(5)
        split.addWidget(self.grid)
        split.addWidget(self.problems)
        split.setSizes([320, 130])
        self._foot = foot = QHBoxLayout()
        foot.addWidget(QLabel("台账里已有的：", self))
        foot.addWidget(self.duplicates)
        foot.addSpacing(16)
        foot.addWidget(self.apart)
        foot.addWidget(self.cleans)
        foot.addWidget(self.backup)
        foot.addStretch(1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.words)
        lines.addWidget(self.tabs)
        lines.addWidget(split, 1)
        lines.addLayout(foot)

    def show_seen(self, plan: Plan, seen: Seen, labels: dict[str, str]) -> None:
        """Show what would be done."""
        self._sheets = (_main_sheet(plan, seen, labels), *seen.parts)
        with QSignalBlocker(self.tabs):
            while self.tabs.count():
                self.tabs.removeTab(0)
            for sheet in self._sheets:
                self.tabs.addTab(_tab_words(sheet))
        self.tabs.setVisible(bool(seen.parts))
        self._show_sheet(0)
        self.words.setText(f"{words_of(seen)}{self._beside}")
        self.cleans.setText(
            f"清理文字（{seen.untidy} 格，黄色的能看到原来的内容）" if plan.cleans else f"清理文字（{seen.untidy} 格）"
        )
        self.cleans.setVisible(bool(seen.untidy))
        self.cleans.setChecked(plan.cleans)
        self.apart.setText(f"原编号相同、内容不同的 {seen.twins} 行各登一条")
        self.apart.setVisible(bool(seen.twins))
        self.apart.setChecked(plan.apart)
        self._list_problems()
        self._offer_names(seen.unknown)

    def _show_sheet(self, at: int) -> None:
        """Show the main sheet, or one of the 附表."""
        if not 0 <= at < len(self._sheets):
            return
        self.model.show_part(self._sheets[at])
        self.grid.resizeColumnsToContents()
        for column in range(self.model.columnCount()):
            self.grid.setColumnWidth(column, min(WIDEST, self.grid.columnWidth(column)))

    def _list_problems(self) -> None:
        found = [
            (at, place, column)
            for at, sheet in enumerate(self._sheets)
            for place, row in enumerate(sheet.rows)
            for column in row.problems
        ][:MOST_PROBLEMS]
        self._at = found
        told = [(self._sheets[at], self._sheets[at].rows[place], column) for at, place, column in found]
        with QSignalBlocker(self.problems):
            self.problems.show_rows(
                [
                    ((_row_words(sheet, row), _head_of(sheet, column), row.problems[column]), ("", 0))
                    for sheet, row, column in told
                ]
            )
            self.problems.clearSelection()
        self.problems.setVisible(bool(found))

    def _offer_names(self, unknown: tuple[Unknown, ...]) -> None:
        """Offer to enter the names that no register has; none is ticked before the clerk ticks it."""
        if self.names is not None:
            self._foot.removeWidget(self.names)
            self.names.deleteLater()
            self.names = None
        self._unknown = unknown[:MOST_NAMES]
        if unknown:
            choices = [(str(place), name_words(one), False) for place, one in enumerate(self._unknown)]
            self.names = CheckMenu(f"名册里没有的名字 {len(unknown)} 个…", choices, self)
            self.names.setToolTip("勾上的名字导入时一并登记到名册，没有勾的只记名字")
            self.names.setAccessibleName("名册里没有的名字，勾上的一并登记")
            self._foot.insertWidget(self._foot.count() - 1, self.names)
            self.names.changed.connect(self._say_names)

    def _say_names(self) -> None:
        if self.names is not None:
            ticked = len(self.names.keys())
            self.names.setText(f"名册里没有的名字 {len(self._unknown)} 个，登记 {ticked} 个")

    @property
    def wanted(self) -> Wanted:
        """The names that the clerk wants entered in their registers."""
        keys = self.names.keys() if self.names is not None else ()
        return frozenset((self._unknown[int(key)].kind, self._unknown[int(key)].name) for key in keys)

    def _go_to_problem(self) -> None:
        line = self.problems.currentRow()
        if 0 <= line < len(self._at) and self.problems.selectedItems():
            sheet, row, place = self._at[line]
            self.tabs.setCurrentIndex(sheet)
            index = self.model.index(row, place + 1)
            self.grid.setCurrentIndex(index)
            self.grid.scrollTo(index)


def _main_sheet(plan: Plan, seen: Seen, labels: dict[str, str]) -> SeenPart:
    """The main sheet as it would be stored; `labels` are the ledger's words for the columns."""
    heads = tuple(
        labels.get(target.key, target.key) if target.key else f"{label or '（无表头）'}（不导入）"
        for target, label in zip(plan.targets, plan.head.labels, strict=True)
    )
    return SeenPart("", heads, tuple(bool(target.key) for target in plan.targets), seen.rows)


def _tab_words(sheet: SeenPart) -> str:
    wrong = sum(row.fate is Fate.WRONG for row in sheet.rows)
    words = f"附表：{sheet.label}" if sheet.label else "主表"
    return f"{words}（{wrong} 行不能导入）" if wrong else words


def _head_of(sheet: SeenPart, place: int) -> str:
    return "整行" if place == WHOLE_ROW else sheet.heads[place]


def _row_words(sheet: SeenPart, row: SeenRow) -> str:
    return f"{sheet.label or row.sheet} 第{row.row}行".strip()


def name_words(one: Unknown) -> str:
    """A name that no register has, as it is offered."""
    if not one.name:
        return f"把 {one.rows} 个人也登记到人员名册"
    return f"{WORDS[one.kind]}：{one.name}（{one.rows} 行）"


def words_of(seen: Seen) -> str:
    """The counts of a preview in one sentence, and that the grid shows only a part where it does."""
    counts = seen.counts
    old = f"作为历史上办完的{backfill.MARK} {counts[Fate.OLD]} 条，" if counts[Fate.OLD] else ""
    words = (
        f"读到 {seen.read} 行：可以新增 {counts[Fate.NEW]} 条，{old}台账里已有 {counts[Fate.KNOWN]} 条，"
        f"空行、合计和说明 {counts[Fate.BLANK]} 行，不能导入 {counts[Fate.WRONG]} 行（红色）。还没有写入。"
    )
    unseen = seen.read - counts[Fate.BLANK] - len(seen.rows)
    if seen.twins:
        words += f"有 {seen.twins} 行的原编号和上面的行相同、内容不一样（黄色），是不是同一条，请在下面选。"
    if seen.unknown:
        words += f"名册里没有的名字 {len(seen.unknown)} 个，要登记的在下面勾选。"
    return words + "".join(seen.lines) + (f"下面没有列出其余 {unseen} 行。" if unseen else "")
