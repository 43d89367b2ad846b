"""套表的对应: the superior's sheet as it looks; point at a head or a cell and say what goes there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.figures.catalogue import SHIPPED
from app.ledgers import registry
from app.services import fill_in, fill_in_choices, fill_in_match, listing, own_indicators, views
from app.services.fill_in_match import TYPED, UNITS, CellPart, Match
from app.ui import dialogs
from app.ui.fill_in_grid import SheetGrid
from app.ui.filter_bar import FilterBar
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog

if TYPE_CHECKING:
    from app.figures.catalogue import Catalogue
    from app.rules.refusal import Refused
    from app.services.changes import Changes
    from app.services.fill_in_match import ListPart
    from app.services.views import View
    from app.sheets.workbook_parts import Outline
    from app.ui.operation import Operation
    from db.ask import Filter
    from db.unit import UnitOfWork

PANEL = 290
NO_LIST, OWN_FILTERS = "不填清单", "下面自己定"
HINT = "在表上选一格（方向键或鼠标），按回车说明这一格填什么，按 Delete 去掉。灰色的是公式，自己会算，不用填。"
PER_CHILD = "清单一行一条「{child}」，没有的记录不列。"


class MatchDialog(PlainDialog):
    """Signal: `kept(Changes)` when the matching was stored."""

    kept = Signal(object)

    def __init__(
        self,
        operation: Operation,
        file_name: str,
        data: bytes,
        parent: QWidget | None = None,
        *,
        name: str = "",
        match: Match | None = None,
        is_new: bool = True,
    ) -> None:
        super().__init__("套表的对应", (1280, 660), parent)
        self.operation, self._file_name, self._data, self._is_new = operation, file_name, data, is_new
        self.match = self._held = match or Match()
        self.outline: Outline = fill_in.outline(data, file_name)
        self.known: Catalogue = SHIPPED
        self._token = 0
        self.grid = SheetGrid(self)
        self.name = QLineEdit(name or file_name.rpartition(".")[0][: fill_in.LONGEST_NAME], self)
        self.name.setEnabled(is_new)
        self.name.setMinimumWidth(self.fontMetrics().horizontalAdvance("汉" * 14))
        self.sheets, self.ledger, self.period = QComboBox(self), QComboBox(self), QComboBox(self)
        self.view = QComboBox(self)
        self.rows = {key: QSpinBox(self, minimum=1, maximum=9999) for key in ("top", "bottom", "first", "last")}
        self.filters: FilterBar | None = None
        self._filter_room = QVBoxLayout()
        self.place, self.said = Words(self, wordWrap=True), Words(self, wordWrap=True)
        self.said.setProperty("role", "error")
        self.what, self.unit, self.words = QComboBox(self), QComboBox(self), QLineEdit(self)
        self.save_button, self.close_button = QPushButton("保存对应", self), QPushButton("取消", self)
        self.save_button.setProperty("main", "true")
        self._fill_choices()
        self._build()
        self._connect()
        self._read(guesses=match is None)
        self._show_sheet()

    # -- how it is built ---------------------------------------------------------------------------------------------

    def _fill_choices(self) -> None:
        for sheet in self.outline.book.sheets:
            if not sheet.is_hidden:
                self.sheets.addItem(sheet.name, sheet.name)
        self.ledger.addItem(NO_LIST, "")
        for ledger in (*registry.LEDGERS, *registry.BASE):
            self.ledger.addItem(ledger.label, ledger.name)
        self.period.addItem("不限", "")
        for words in fill_in.PERIODS:
            self.period.addItem(f"{words}的", words)
        self.unit.addItem("元", "")
        for words in UNITS[1:]:
            self.unit.addItem(words, words)
        self.view.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.view.addItem(OWN_FILTERS, ())
        self.what.setEditable(True)
        self.what.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        completer = self.what.completer()
        if completer is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.words.setPlaceholderText("要填的文字")

    def _build(self) -> None:
        top = QHBoxLayout()
        for label, field in (
            ("名称", self.name),
            ("工作表", self.sheets),
            ("清单来自", self.ledger),
            ("期间", self.period),
            ("筛选", self.view),
        ):
            self._labelled(top, label, field)
        top.addStretch(1)
        panel = QWidget(self)
        panel.setFixedWidth(max(PANEL, self.fontMetrics().horizontalAdvance("汉" * 19)))
        side = QVBoxLayout(panel)
        side.setContentsMargins(8, 0, 0, 0)
        side.addWidget(Words(HINT, self, wordWrap=True))
        side.addWidget(self.place)
        self.lines: dict[str, QWidget] = {}
        for label, field in (("填入", self.what), ("单位", self.unit), ("文字", self.words)):
            self.lines[label] = QWidget(panel)
            line = QHBoxLayout(self.lines[label])
            line.setContentsMargins(0, 0, 0, 0)
            self._labelled(line, label, field)
            line.setStretch(1, 1)
            side.addWidget(self.lines[label])
        side.addStretch(1)
        side.addLayout(self._row_fields())
        middle = QHBoxLayout()
        middle.addWidget(self.grid, 1)
        middle.addWidget(panel)
        foot = QHBoxLayout()
        foot.addWidget(self.said, 1)
        foot.addWidget(self.save_button)
        foot.addWidget(self.close_button)
        lines = QVBoxLayout(self)
        lines.addLayout(top)
        lines.addLayout(self._filter_room)
        lines.addLayout(middle, 1)
        lines.addLayout(foot)

    def _labelled(self, line: QHBoxLayout, label: str, field: QWidget) -> None:
        field.setAccessibleName(label)
        line.addWidget(QLabel(label, self))
        line.addWidget(field)

    def _row_fields(self) -> QGridLayout:
        grid = QGridLayout()
        for line, (words, keys) in enumerate((("表头行", ("top", "bottom")), ("填写行", ("first", "last")))):
            grid.addWidget(QLabel(words, self), line, 0)
            for place, key in enumerate(keys):
                self.rows[key].setAccessibleName(f"{words}{'从' if place == 0 else '到'}")
                self.rows[key].setPrefix("第 " if place == 0 else "到第 ")
                self.rows[key].setSuffix(" 行")
                grid.addWidget(self.rows[key], line, 1 + place)
        return grid

    def _connect(self) -> None:
        self.grid.pointed.connect(lambda *_: self._show_place())
        self.grid.wanted.connect(self._ask_what)
        self.grid.cleared.connect(lambda: self._put(""))
        self.sheets.currentIndexChanged.connect(self._show_sheet)
        self.ledger.activated.connect(self._ledger_chosen)
        self.period.activated.connect(self._list_changed)
        self.view.activated.connect(self._view_chosen)
        for key, box in self.rows.items():
            box.valueChanged.connect(self._head_moved if key in ("top", "bottom") else self._list_changed)
        self.what.activated.connect(lambda: self._put(self.what.currentData()))
        for field in (self.unit.activated, self.words.editingFinished):
            field.connect(self._again)
        self.save_button.clicked.connect(self.save)
        self.close_button.clicked.connect(self.reject)

    # -- the sheet ---------------------------------------------------------------------------------------------------

    @property
    def sheet(self) -> str:
        """The sheet in sight."""
        return str(self.sheets.currentData() or "")

    @property
    def part(self) -> ListPart | None:
        """The list of the sheet in sight."""
        return self.match.list_on(self.sheet)

    def _read(self, *, guesses: bool) -> None:
        """Read the indicators of this file, the office's own among them, and guess what goes where."""
        outline = self.outline

        def work(unit: UnitOfWork) -> tuple[Catalogue, Match | None]:
            return own_indicators.catalogue(unit), fill_in_match.guess(unit, outline=outline) if guesses else None

        self.operation.read(work, self._arrived, owner=self)

    def _arrived(self, found: tuple[Catalogue, Match | None]) -> None:
        self.known = self.grid.known = found[0]
        self.match = self._held = found[1] or self.match
        self._show_sheet()

    def _show_sheet(self) -> None:
        self.grid.show_sheet(self.outline, self.sheet, self.match)
        self._show_list()
        self._show_place()

    def _show_list(self) -> None:
        part = self.part
        with QSignalBlocker(self.ledger), QSignalBlocker(self.period):
            self.ledger.setCurrentIndex(self.ledger.findData(part.ledger if part is not None else ""))
            self.period.setCurrentIndex(self.period.findData(part.period if part is not None else ""))
        for key, box in self.rows.items():
            with QSignalBlocker(box):
                box.setEnabled(part is not None)
                box.setValue(getattr(part, key) if part is not None else 1)
        self.period.setEnabled(part is not None)
        self._show_filters(part)

    def _show_filters(self, part: ListPart | None) -> None:
        wanted = part.ledger if part is not None else ""
        if self.filters is not None and self.filters.ledger.name != wanted:
            self._filter_room.removeWidget(self.filters)
            self.filters.hide()
            self.filters.deleteLater()
            self.filters = None
        self.view.setEnabled(part is not None)
        if part is None or self.filters is not None:
            return
        self._show_views(part.ledger)
        self.filters = bar = FilterBar(self.operation, registry.find(wanted), self)
        bar.box.hide()
        self._filter_room.addWidget(bar)
        ledger, conditions = registry.find(wanted), part.conditions

        def read(unit: UnitOfWork) -> tuple[Filter, ...]:
            return tuple(listing.condition(unit, ledger=ledger, text=text) for text in conditions)

        def told(found: tuple[Filter, ...]) -> None:
            bar.set_filters(found)
            bar.changed.connect(self._list_changed)

        self.operation.read(read, told, owner=bar)

    def _show_views(self, ledger: str) -> None:
        """The saved views of the ledger, whose filters may be taken over."""
        operator = self.operation.desk.actor.name

        def told(found: tuple[View, ...]) -> None:
            self.view.clear()
            self.view.addItem(OWN_FILTERS, ())
            for one in found:
                self.view.addItem(f"视图：{one.name}", one.filters)

        self.operation.read(lambda unit: views.all_of(unit, ledger=ledger, operator=operator), told, owner=self)

    def _view_chosen(self) -> None:
        if self.filters is not None:
            self.filters.set_filters(tuple(self.view.currentData()))

    def _ledger_chosen(self) -> None:
        """Guess the columns anew from another ledger; the head stays where it was pointed at."""
        name, part = str(self.ledger.currentData()), self.part
        if not name:
            self._take(self.match.with_list(self.sheet, None))
            return
        top, bottom = (part.top, part.bottom) if part is not None else (self.grid.place[0], self.grid.place[0])
        self._find_list(name, top, bottom)

    def _head_moved(self) -> None:
        top, bottom = self.rows["top"].value(), max(self.rows["top"].value(), self.rows["bottom"].value())
        if self.part is not None:
            self._find_list(self.part.ledger, top, bottom)

    def _find_list(self, ledger: str, top: int, bottom: int) -> None:
        self._token += 1
        token, outline, sheet = self._token, self.outline, self.sheet

        def found(part: ListPart | None) -> None:
            if token == self._token and part is not None:
                self._take(self.match.with_list(sheet, part))

        self.operation.read(
            lambda unit: fill_in_match.list_of(
                unit, outline=outline, sheet=sheet, ledger=ledger, top=top, bottom=bottom
            ),
            found,
            owner=self,
        )

    def _list_changed(self) -> None:
        part = self.part
        if part is None:
            return
        ledger = registry.find(part.ledger)
        conditions = part.conditions
        if self.filters is not None and self.filters.ledger.name == part.ledger:
            conditions = tuple(fill_in_match.condition_words(ledger, one) for one in self.filters.filters)
        first = self.rows["first"].value()
        last = max(first, self.rows["last"].value())
        changed = replace(part, first=first, last=last, period=str(self.period.currentData()), conditions=conditions)
        self._take(self.match.with_list(self.sheet, changed))

    def _take(self, match: Match) -> None:
        self.match = match
        self.said.setText("")
        self.grid.follow(match)
        self._show_list()
        self._show_place()

    # -- the cell pointed at -----------------------------------------------------------------------------------------

    def _list_column(self) -> bool:
        """Whether the cell pointed at stands for a column of the list."""
        part, (row, _column) = self.part, self.grid.place
        return part is not None and part.top <= row <= part.last

    def _show_place(self) -> None:
        row, column = self.grid.place
        sheet, part = self.outline.sheet(self.sheet), self.part
        if sheet is None:
            return
        is_column = self._list_column()
        is_formula = (row, column) in self.outline.formulas.get(self.sheet, frozenset())
        choices = (
            fill_in_choices.column_choices(part.ledger)
            if is_column and part
            else fill_in_choices.cell_choices(self.known)
        )
        cell = self.match.cell_at(self.sheet, self.grid.ref)
        key = cell.what if cell is not None else ""
        if is_column and part is not None:
            key = fill_in_match.ROW_NUMBER if part.numbers == column else part.key_at(column)
        with QSignalBlocker(self.what):
            self.what.clear()
            for value, label in choices:
                self.what.addItem(label, value)
            self.what.setCurrentIndex(max(0, self.what.findData(key)))
        self.what.setEnabled(not is_formula)
        label = part.labels[column] if is_column and part and column < len(part.labels) else ""
        label = label or fill_in_match.label_beside(sheet, self.grid.ref)
        told = (
            "这一格是公式，自己会算，不用填。"
            if is_formula
            else f"{'这一列' if is_column else '这一格'}：{label or '空白'}"
        )
        more = ""
        if is_column and part is not None and part.child:
            more = "\n" + PER_CHILD.format(child=registry.find(part.ledger).child(part.child).label)
        self.place.setText(f"{self.grid.ref}　{told}{more}")
        self._show_details(key, cell, column, is_column=is_column)

    def _show_details(self, key: str, cell: CellPart | None, column: int, *, is_column: bool) -> None:
        part = self.part
        unit = cell.unit if cell is not None else ""
        if is_column and part is not None:
            unit = next((one.unit for one in part.targets if one.column == column), "")
        with QSignalBlocker(self.unit), QSignalBlocker(self.words):
            self.unit.setCurrentIndex(max(0, self.unit.findData("" if unit == "元" else unit)))
            self.words.setText(cell.words if cell is not None else "")
        is_money = fill_in_choices.is_money(key, self.known, part.ledger if is_column and part is not None else "")
        self.lines["单位"].setVisible(is_money)
        self.lines["文字"].setVisible(key in TYPED)

    def _ask_what(self) -> None:
        line = self.what.lineEdit()
        if self.what.isEnabled() and line is not None:
            self.what.setFocus(Qt.FocusReason.ShortcutFocusReason)
            line.selectAll()

    def _again(self) -> None:
        """The unit or the words were changed."""
        cell = self.match.cell_at(self.sheet, self.grid.ref)
        key = cell.what if cell is not None else ""
        if self._list_column() and self.part is not None:
            key = self.part.key_at(self.grid.place[1])
        if key:
            self._put(key)

    def _put(self, key: str) -> None:
        """Let something go into the cell or the column pointed at."""
        part, unit = self.part, str(self.unit.currentData() or "")
        if self._list_column() and part is not None:
            changed = part.with_target(self.grid.place[1], key, unit)
            self._take(self.match.with_list(self.sheet, changed))
        else:
            cell = CellPart(self.sheet, self.grid.ref, key, unit, self.words.text().strip() if key in TYPED else "")
            self._take(self.match.with_cell(cell))
        if key in TYPED and not self.words.text():
            self.words.setFocus()
        else:
            self.grid.setFocus()

    # -- saving ------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Store the table with its matching."""
        actor, name, match, data = self.operation.desk.actor, self.name.text(), self.match, self._data
        file_name, is_new = self._file_name, self._is_new

        def work(unit: UnitOfWork) -> Changes:
            return fill_in.keep(
                unit, actor=actor, name=name, file_name=file_name, data=data, match=match, is_new=is_new
            )

        def done(changes: Changes) -> None:
            self.kept.emit(changes)
            self.accept()

        self.operation.write(work, done, owner=self, failed=self._refused)

    @override
    def reject(self) -> None:
        """Close; what was pointed out and not saved is asked for."""
        if self.match == self._held or dialogs.may_go(self, "这张表的对应", self.save):
            super().reject()

    def _refused(self, refusal: Refused) -> None:
        self.said.setText(refusal.sentence)
