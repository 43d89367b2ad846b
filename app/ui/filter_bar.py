"""What narrows a list: search box, state chips, filters by column; all that is on can be seen and taken off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from app.services import entry, listing, presenting, table_page
from app.services.changes import ChangeKind
from app.ui import key_table
from app.ui.filter_dialog import FilterDialog
from app.ui.flow_layout import FlowLayout
from app.ui.key_table import Where
from app.ui.plain import literal, tip
from db.ask import STATE_LABELS, Filter, Op, State
from db.declare import Kind

if TYPE_CHECKING:
    from PySide6.QtGui import QInputMethodEvent, QKeyEvent

    from app.services.changes import Changes
    from app.ui.operation import Operation
    from db.declare import Column, Ledger

SEARCH_AFTER = 250
"""Milliseconds after the last letter until the search begins."""
LONGEST_CHIP = 24
ROOM, NARROW_ROOM = 16, 14
"""Characters the search box has room for: alone, and beside a form."""
_SIGNS = {Op.IS: "：", Op.NOT: " 不是 ", Op.CONTAINS: " 含 ", Op.SINCE: " 从 ", Op.UNTIL: " 到 "}


class SearchBox(QLineEdit):
    """Searches when typing pauses; never while an input method composes."""

    searched = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText("查找内容、姓名、编号、拼音")
        self.setAccessibleName("查找")
        self.setClearButtonEnabled(True)
        self.set_room(ROOM)
        self._composing = False
        self._said = ""
        self._timer = QTimer(self, singleShot=True, interval=SEARCH_AFTER)
        self._timer.timeout.connect(self._say)
        self.textChanged.connect(lambda: self._timer.start())

    def set_room(self, characters: int) -> None:
        """Be at least so many characters wide, whatever the size of the text."""
        self._room = characters
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉" * characters))

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.set_room(self._room)

    def _say(self) -> None:
        words = self.text().strip()
        if not self._composing and words != self._said:
            self._said = words
            self.searched.emit(words)

    @override
    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)
        if self._composing:
            self._timer.stop()
        elif event.commitString():
            self._timer.start()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.clear() if self.text() else self.left.emit()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self._timer.stop()
            self._say()
            self.left.emit()
            return
        super().keyPressEvent(event)


class FilterBar(QWidget):
    """The filters of one list; `changed` when any of them is switched."""

    changed = Signal()
    left = Signal()

    def __init__(self, operation: Operation, ledger: Ledger, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.operation = operation
        self.ledger = ledger
        self.search = ""
        self._filters: tuple[Filter, ...] = ()
        self._choices: dict[str, tuple[str, ...]] = {c.key: c.choices for c in ledger.columns if c.choices}
        self._states: dict[State, QToolButton] = {}
        self._is_narrow = False
        self.box = SearchBox(self)
        self.box.searched.connect(self._searched)
        self.box.left.connect(self.left)
        self.count = QLabel(self)
        self.count.setProperty("role", "faint")
        self._chips = FlowLayout()
        self._clear = QPushButton("清除全部", self, flat=True)
        self._clear.clicked.connect(self.clear)
        self._build()
        operation.read(lambda unit: {c.key: entry.with_words(unit, c).choices for c in ledger.columns if c.choices},
                       self._choices.update, owner=self)  # fmt: skip
        self._years: tuple[int, ...] = ()
        self._read_years()
        operation.changed.connect(self._heard)

    def _build(self) -> None:
        line = FlowLayout()
        line.addWidget(self.box)
        for state in table_page.known_states(self.ledger):
            line.addWidget(self._state_chip(state))
        line.addWidget(self._add_button())
        self.line = line
        self._active = QWidget(self)
        active = QHBoxLayout(self._active)
        active.setContentsMargins(0, 0, 0, 0)
        active.addLayout(self._chips, 1)
        active.addWidget(self._clear, 0, Qt.AlignmentFlag.AlignTop)
        self._active.hide()
        both = QVBoxLayout(self)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(4)
        both.addLayout(line)
        both.addWidget(self._active)
        find = QAction("查找", self)
        find.setShortcuts(key_table.sequences(Where.PAGE, "find"))
        find.triggered.connect(self.focus_search)
        self.find_action = find

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Beside a form keep to one line: what is on still shows below, and the menu has the states too."""
        self._is_narrow = is_narrow
        for chip in self._states.values():
            chip.setVisible(not is_narrow)
        self.box.set_room(NARROW_ROOM if is_narrow else ROOM)

    def _state_chip(self, state: State) -> QToolButton:
        chip = QToolButton(self)
        chip.setText(STATE_LABELS[state])
        chip.setCheckable(True)
        chip.setProperty("chip", "state")
        chip.setAccessibleName(f"只看{STATE_LABELS[state]}")
        chip.toggled.connect(lambda on: self._switch(Filter.state(state), on=on))
        self._states[state] = chip
        return chip

    def _add_button(self) -> QToolButton:
        button = QToolButton(self)
        button.setText("筛选")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        menu.aboutToShow.connect(lambda: self._fill_menu(menu))
        button.setMenu(menu)
        return button

    def _heard(self, changes: Changes, _who: object) -> None:
        if changes.kind is ChangeKind.YEAR:
            self._read_years()

    def _read_years(self) -> None:
        ledger = self.ledger
        self.operation.read(lambda unit: listing.years(unit, ledger=ledger), self._set_years, owner=self)

    def _set_years(self, found: tuple[int, ...]) -> None:
        self._years = found

    def choices_of(self, key: str) -> tuple[str, ...]:
        """The words of the file's campaign for a column of choices; none for any other."""
        return self._choices.get(key, ())

    # -- what is on ---------------------------------------------------------------------------------------------

    @property
    def filters(self) -> tuple[Filter, ...]:
        """The filters that are on."""
        return self._filters

    def set_filters(self, filters: tuple[Filter, ...], search: str = "") -> None:
        """Switch on exactly these: the list behind a tile."""
        self._filters, self.search = filters, search
        self.box.setText(search)
        self._show_active()
        self.changed.emit()

    def add(self, *filters: Filter) -> None:
        """Switch on more filters; one that is on already is not doubled."""
        fresh = tuple(item for item in filters if item not in self._filters)
        if fresh:
            self._filters += fresh
            self._show_active()
            self.changed.emit()

    def swap(self, old: tuple[Filter, ...], new: tuple[Filter, ...]) -> None:
        """Put filters in the place of others: what was typed into the filter row before."""
        kept = tuple(item for item in self._filters if item not in old)
        wanted = kept + tuple(item for item in new if item not in kept)
        if wanted != self._filters:
            self._filters = wanted
            self._show_active()
            self.changed.emit()

    def remove(self, item: Filter) -> None:
        """Switch one filter off."""
        self._filters = tuple(other for other in self._filters if other != item)
        self._show_active()
        self.changed.emit()

    def clear(self) -> None:
        """Switch everything off, the search too."""
        self.set_filters(())

    def focus_search(self) -> None:
        """Ctrl+F: into the search box, its words marked."""
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.box.selectAll()

    def show_count(self, total: int, whole: int) -> None:
        """Say how many rows are shown of how many."""
        self.count.setText(f"显示 {total} / 共 {whole}" if self._filters or self.search else f"共 {whole}")

    def _switch(self, item: Filter, *, on: bool) -> None:
        if on:
            self.add(item)
        elif item in self._filters:
            self.remove(item)

    def _searched(self, words: str) -> None:
        if words != self.search:
            self.search = words
            self._show_active()
            self.changed.emit()

    def _show_active(self) -> None:
        while (old := self._chips.takeAt(0)) is not None:
            if widget := old.widget():
                widget.hide()
                widget.deleteLater()
        for state, chip in self._states.items():
            chip.blockSignals(True)
            chip.setChecked(Filter.state(state) in self._filters)
            chip.blockSignals(False)
        for item in self._filters:
            self._chips.addWidget(self._filter_chip(item))
        self._active.setVisible(bool(self._filters or self.search))

    def _filter_chip(self, item: Filter) -> QToolButton:
        words = self.describe(item)
        shown = words if len(words) <= LONGEST_CHIP else words[: LONGEST_CHIP - 1] + "…"
        chip = QToolButton(self._active)
        chip.setText(literal(f"{shown}  ✕"))
        chip.setProperty("chip", "filter")
        chip.setToolTip(tip(f"{words}（点一下去掉）"))
        chip.setAccessibleName(f"去掉筛选 {words}")
        chip.clicked.connect(lambda: self.remove(item))
        return chip

    def describe(self, item: Filter) -> str:
        """A filter in words."""
        if item.op is Op.STATE:
            return STATE_LABELS[State(str(item.value))]
        if item.op is Op.YEAR:
            return f"{item.value}年度"
        label = table_page.label_of(self.ledger, item.key)
        if item.op in (Op.EMPTY, Op.FILLED):
            return f"{label} {'没有填' if item.op is Op.EMPTY else '已填'}"
        if item.op is Op.NOT and item.value is True:
            return f"{label}：否"
        if item.key == table_page.NUMBER:
            return f"{label}{_SIGNS[item.op]}{item.value}"
        return f"{label}{_SIGNS[item.op]}{presenting.cell(self.ledger, self.ledger.column(item.key), item.value)}"

    # -- the menu -----------------------------------------------------------------------------------------------

    def _fill_menu(self, menu: QMenu) -> None:
        menu.clear()
        for state, chip in self._states.items() if self._is_narrow else ():
            action = menu.addAction(STATE_LABELS[state])
            action.setCheckable(True)
            action.setChecked(chip.isChecked())
            action.toggled.connect(chip.setChecked)
        if self._years:
            by_year = menu.addMenu("年度")
            for year in self._years:
                by_year.addAction(f"{year}年度", lambda year=year: self.add(Filter.year(year)))
        by_section: dict[str, QMenu] = {}
        for column in self.ledger.on_screen():
            section = by_section.get(column.section) or menu.addMenu(column.section)
            by_section[column.section] = section
            self._add_column(section, column)

    def _add_column(self, menu: QMenu, column: Column) -> None:
        values = self._values(column)
        if not values:
            menu.addAction(f"{column.label}…", lambda: self._ask(column))
            return
        inner = menu.addMenu(column.label)
        for text, value in values:
            inner.addAction(text, lambda value=value: self.add(Filter(column.key, value=value)))
        inner.addSeparator()
        for text, op in (("没有填的", Op.EMPTY), ("已填的", Op.FILLED)):
            inner.addAction(text, lambda op=op: self.add(Filter(column.key, op)))

    def _values(self, column: Column) -> list[tuple[str, str | bool]]:
        if self.ledger.flow is not None and column.key == self.ledger.flow.column:
            return [(label, state) for state, label in self.ledger.flow.states]
        if column.kind is Kind.FLAG:
            return [("是", True), ("否", False)]
        return [(choice, choice) for choice in self._choices.get(column.key, ())]

    def _ask(self, column: Column) -> None:
        dialog = FilterDialog(self.operation, self.ledger, column, self)
        dialog.chosen.connect(lambda filters: self.add(*filters))
        dialog.open()
