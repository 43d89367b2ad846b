"""A table of lines that lead to records, and the tree beside it that chooses what it lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSplitter,
    QTableWidget,
    QTableWidgetItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.ui import signs, theme
from app.ui.plain import tip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QLayout

_HELD = Qt.ItemDataRole.UserRole
AT_ONCE = 500
"""So many lines are written at once; those after them as they come in sight."""
LONG_CELL = 16
"""Characters from which a cell is shown whole in a tool tip."""


class RowTable(QTableWidget):
    """Lines to read; `opened(ledger, record id)` when one that leads to a record is double-clicked or entered."""

    opened = Signal(str, int)

    def __init__(self, name: str, heads: Sequence[str], *, wide: int, parent: QWidget | None = None) -> None:
        super().__init__(0, len(heads), parent)
        self._waiting: dict[int, tuple[tuple[str, ...], tuple[str, int]]] = {}
        self._longest: list[int] = []
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels(list(heads))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        top = self.horizontalHeader()
        top.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        top.setHighlightSections(False)
        top.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        top.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
        self.activated.connect(lambda index: self.open_row(index.row()))

    def show_rows(self, rows: Sequence[tuple[tuple[str, ...], tuple[str, int]]]) -> None:
        """Show lines, each with its cells and the record it leads to (ledger empty: none)."""
        # Emptied first: a cell written over another measures its whole column anew, twenty thousand times.
        self.setRowCount(0)
        self._waiting = dict(enumerate(rows[AT_ONCE:], start=AT_ONCE))
        self._longest = _longest(rows) if self._waiting else []
        self.setRowCount(len(rows))
        for row in self._longest:
            self._need(row)
        for place, line in enumerate(rows[:AT_ONCE]):
            self._write(place, line)
        if rows:
            self.setCurrentCell(0, 0)

    def _write(self, place: int, line: tuple[tuple[str, ...], tuple[str, int]]) -> None:
        cells, target = line
        for column, text in enumerate(cells):
            if self.item(place, column) is None:
                plain = " ".join(text.split())
                item = QTableWidgetItem(plain)
                item.setToolTip(tip(plain) if len(plain) >= LONG_CELL else "")
                item.setData(_HELD, target)
                self.setItem(place, column, item)

    def _need(self, row: int) -> None:
        """Write a line that was not in sight so far; the columns keep the width they have."""
        line = self._waiting.pop(row, None)
        if line is not None:
            with QSignalBlocker(self.model()):
                self._write(row, line)

    @override
    def sizeHintForColumn(self, column: int) -> int:
        usual = super().sizeHintForColumn(column)
        if column >= len(self._longest):
            return usual
        return max(usual, self.sizeHintForIndex(self.model().index(self._longest[column], column)).width() + 1)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._waiting:
            first, last = self.rowAt(0), self.rowAt(self.viewport().height())
            for row in range(max(first, 0), (last if last >= 0 else self.rowCount() - 1) + 1):
                self._need(row)
        super().paintEvent(event)

    def tint(self, row: int, column: int, ink: str) -> None:
        """Give the word in a cell a colour beside what it says."""
        self._need(row)
        item = self.item(row, column)
        if item is not None:
            item.setForeground(QBrush(QColor(ink)))
            if not item.text().startswith(tuple(signs.SAID)):
                item.setIcon(signs.sign(ink))

    def say(self, row: int, column: int, text: str) -> None:
        """Write a cell anew."""
        self._need(row)
        item = self.item(row, column)
        if item is not None:
            item.setText(text)
            item.setToolTip(tip(text) if len(text) >= LONG_CELL else "")

    def target(self, row: int) -> tuple[str, int]:
        """The record a line leads to; an empty ledger when there is none."""
        self._need(row)
        item = self.item(row, 0)
        held = item.data(_HELD) if item is not None else None
        return (str(held[0]), int(held[1])) if held else ("", 0)

    def texts(self, row: int) -> tuple[str, ...]:
        """The cells of a line."""
        self._need(row)
        cells = (self.item(row, column) for column in range(self.columnCount()))
        return tuple(cell.text() if cell is not None else "" for cell in cells)

    def open_row(self, row: int) -> None:
        """Follow a line to its record, where it has one."""
        ledger, record_id = self.target(row)
        if ledger:
            self.opened.emit(ledger, record_id)


def _longest(rows: Sequence[tuple[tuple[str, ...], tuple[str, int]]]) -> list[int]:
    """By column the line with the longest text: as wide as it is the column has to be, in sight or not."""
    lengths = zip(*([len(text) for text in cells] for cells, _target in rows), strict=True)
    return [column.index(max(column)) for column in lengths]


def two_panes(
    page: QWidget,
    tree: CountTree,
    parts: Sequence[QWidget | QLayout],
    widths: list[int],
    *,
    above: QWidget | None = None,
) -> None:
    """Lay a page out: the tree at the left, at the right `parts` one under the other, the second of which grows.

    `widths` are how both share a window of usual width, in pixels; `above` stands over both.
    """
    right = QWidget(page)
    lines = QVBoxLayout(right)
    lines.setContentsMargins(8, 0, 0, 0)
    for place, part in enumerate(parts):
        if isinstance(part, QWidget):
            lines.addWidget(part, int(place == 1))
        else:
            lines.addLayout(part, int(place == 1))
    splitter = QSplitter(Qt.Orientation.Horizontal, page)
    splitter.setChildrenCollapsible(False)
    splitter.setHandleWidth(5)
    splitter.addWidget(tree)
    splitter.addWidget(right)
    splitter.setStretchFactor(1, 1)
    splitter.setSizes(widths)
    outer = QVBoxLayout(page)
    outer.setContentsMargins(12, 8, 12, 8)
    if above is not None:
        outer.addWidget(above)
    outer.addWidget(splitter, 1)


class CountTree(QTreeWidget):
    """Named lists in groups, each with its count in words; `chosen(name)` when another is current."""

    chosen = Signal(str)

    def __init__(self, name: str, heads: tuple[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setColumnCount(2)
        self.setHeaderLabels(list(heads))
        self.setRootIsDecorated(False)
        self.setIndentation(14)
        self.setItemsExpandable(False)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.currentItemChanged.connect(self._went)

    def show_groups(self, groups: Sequence[tuple[str, Sequence[tuple[str, str, str, bool]]]]) -> None:
        """Show groups of (name, label, count in words, whether it asks for attention); the current one stays."""
        current = self.current_name()
        self.blockSignals(True)
        self.clear()
        for label, entries in groups:
            group = QTreeWidgetItem(self, [label, ""])
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            group.setFirstColumnSpanned(True)
            font = group.font(0)
            font.setBold(True)
            group.setFont(0, font)
            for entry in entries:
                self._add(group, *entry)
            group.setExpanded(True)
        self.blockSignals(False)
        self.choose(current)

    @staticmethod
    def _add(group: QTreeWidgetItem, name: str, label: str, words: str, is_pressing: bool) -> None:
        item = QTreeWidgetItem(group, [label, words])
        item.setData(0, _HELD, name)
        item.setToolTip(0, label)
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setForeground(1, QBrush(QColor(theme.RED if is_pressing else theme.FAINT)))

    def names(self) -> tuple[str, ...]:
        """The names of all lists, in order."""
        return tuple(str(item.data(0, _HELD)) for item in self._entries())

    def words(self, name: str) -> str:
        """The count of a list as it is read."""
        return next((item.text(1) for item in self._entries() if item.data(0, _HELD) == name), "")

    def _entries(self) -> list[QTreeWidgetItem]:
        groups = (self.topLevelItem(place) for place in range(self.topLevelItemCount()))
        return [group.child(place) for group in groups if group for place in range(group.childCount())]

    def current_name(self) -> str:
        """The name of the current list; empty when there is none."""
        item = self.currentItem()
        return str(item.data(0, _HELD) or "") if item is not None else ""

    def choose(self, name: str) -> None:
        """Make a list the current one; the first where there is none of that name."""
        entries = self._entries()
        found = next((item for item in entries if item.data(0, _HELD) == name), entries[0] if entries else None)
        if found is not None:
            self.setCurrentItem(found)

    def _went(self) -> None:
        if name := self.current_name():
            self.chosen.emit(name)
