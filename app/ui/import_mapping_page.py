"""导入表格, second page: which column of the sheet goes into which column of the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.rules.width import compact
from app.services.import_plan import ROW_NUMBERS
from app.sheets.layout import RowKind
from app.ui import theme
from app.ui.plain import Words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QWheelEvent

    from app.services.import_plan import Plan

HEADS = ("表里的列", "前几行的内容", "存到台账的哪一列", "说明")
LABEL, SAMPLES, TARGET, WORDS = range(4)
SAMPLED = 3
NOWHERE = "不导入"
FIRST_YEAR, LAST_YEAR = 1949, 2100


class QuietCombo(QComboBox):
    """A choice in a table: the wheel scrolls the table and never changes what was chosen."""

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class MappingPage(QWidget):
    """Signals: `target_chosen(place, key)`; `year_typed()`."""

    target_chosen = Signal(int, str)
    year_typed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Words(self)
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.table = QTableWidget(0, len(HEADS), self)
        self.table.setAccessibleName("列的对应")
        self.table.setHorizontalHeaderLabels(list(HEADS))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the choices in it have the focus
        self.table.verticalHeader().hide()
        heads = self.table.horizontalHeader()
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        heads.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        heads.setSectionResizeMode(SAMPLES, QHeaderView.ResizeMode.Stretch)
        self.year = QLineEdit(self, placeholderText="如 2013", maxLength=4)
        self.year.setMaximumWidth(self.fontMetrics().horizontalAdvance("汉" * 6))
        self.year.setAccessibleName("没有写年份的日期是哪一年")
        self._year_row = QWidget(self)
        row = QHBoxLayout(self._year_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(QLabel("有的日期只写了月和日，它们是", self))
        row.addWidget(self.year)
        row.addWidget(QLabel("年的。", self))
        row.addStretch(1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addWidget(self.words)
        lines.addWidget(self.table, 1)
        lines.addWidget(self._year_row)
        self.combos: dict[int, QComboBox] = {}
        self.year.textEdited.connect(self.year_typed)

    @property
    def given_year(self) -> int | None:
        """The year typed, None when there is none or it cannot be one."""
        text = compact(self.year.text())
        return int(text) if text.isdecimal() and FIRST_YEAR <= int(text) <= LAST_YEAR else None

    @property
    def is_year_wanting(self) -> bool:
        """Whether the year is asked for and not given."""
        return self._year_row.isVisibleTo(self) and self.given_year is None

    def show_plan(self, plan: Plan, choices: Sequence[tuple[str, str]]) -> None:
        """Show the columns of the sheet with where each goes."""
        places = [place for place, label in enumerate(plan.head.labels) if label or plan.targets[place].key]
        samples = _samples(plan)
        self.table.setRowCount(len(places))
        self.combos = {}
        for row, place in enumerate(places):
            self.table.setItem(row, LABEL, QTableWidgetItem(plan.head.labels[place]))
            self.table.setItem(row, SAMPLES, QTableWidgetItem("；".join(samples[place])))
            self.table.setItem(row, WORDS, QTableWidgetItem())
            self.combos[place] = self._combo(place, plan.head.labels[place], choices)
            self.table.setCellWidget(row, TARGET, self.combos[place])
            self.table.setRowHeight(row, self.combos[place].sizeHint().height() + 4)
        width = max((combo.sizeHint().width() for combo in self.combos.values()), default=0)
        self.table.horizontalHeader().setSectionResizeMode(TARGET, QHeaderView.ResizeMode.Interactive)
        self.table.setColumnWidth(TARGET, max(width + 12, self.table.columnWidth(TARGET)))
        self.follow(plan)

    def _combo(self, place: int, label: str, choices: Sequence[tuple[str, str]]) -> QComboBox:
        combo = QuietCombo(self.table)
        combo.setAccessibleName(f"「{label}」存到")
        combo.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        combo.addItem(NOWHERE, "")
        for key, words in choices:
            combo.addItem(words, key)
        combo.currentIndexChanged.connect(lambda: self.target_chosen.emit(place, combo.currentData()))
        return combo

    def follow(self, plan: Plan) -> None:
        """Show where each column goes now; those that go nowhere are grey."""
        self.words.setText(_words(plan))
        for row, (place, combo) in enumerate(self.combos.items()):
            key = plan.targets[place].key
            with QSignalBlocker(combo):
                combo.setCurrentIndex(max(0, combo.findData(key)))
            said = _said(plan, place)
            ink = QBrush(QColor(theme.INK if key else theme.FAINT))
            for column, text in ((LABEL, None), (SAMPLES, None), (WORDS, said)):
                item = self.table.item(row, column)
                if item is not None:
                    item.setForeground(ink)
                    item.setText(item.text() if text is None else text)

    def ask_year(self, *, is_asked: bool) -> None:
        """Ask for the year of days that are written without one, or not."""
        self._year_row.setVisible(is_asked)


def _samples(plan: Plan) -> list[list[str]]:
    found: list[list[str]] = [[] for _ in plan.head.labels]
    for row in plan.rows():
        if row.kind is not RowKind.DATA:
            continue
        for texts, cell in zip(found, row.cells, strict=False):
            text = "" if cell is None else " ".join(str(cell).split())[:40]
            if text and len(texts) < SAMPLED and text not in texts:
                texts.append(text)
        if row.number > plan.head.bottom + 40:
            break
    return found


def _words(plan: Plan) -> str:
    unused = plan.unused
    together = _together(plan)
    if plan.is_remembered:
        return f"这样的表头以前导入过，已按上次的对应填好。请核对。{together}"
    words = "请核对表里的每一列存到台账的哪一列；没有认出来的可以自己选。"
    return words + (f"不导入的有 {len(unused)} 列：{'、'.join(unused[:6])}。" if unused else "") + together


def _together(plan: Plan) -> str:
    """Which other sheets come in with the first."""
    words = ""
    if plan.more:
        words += f"表头相同的 {len(plan.more) + 1} 张工作表一起导入。"
    if plan.parts:
        words += f"附表一起导入：{'、'.join(part.label for part in plan.parts)}。"
    return words


def _said(plan: Plan, place: int) -> str:
    if not plan.targets[place].key:
        return "序号，不用导入" if plan.head.labels[place] in ROW_NUMBERS else "不导入"
    if plan.targets[place].is_guess:
        return "按内容认出，请核对"
    return "上次这样对应" if plan.is_remembered else ""
