"""The record table: a model that holds only the pages it shows, and the view a clerk works in."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor
from typing_extensions import override

from app.rules import wording
from app.rules.rights import Right
from app.services import permitted, table_page
from app.ui import theme
from app.ui.entry import Entry
from app.ui.plain import tip
from db.ask import Ask, State
from db.declare import ChangedBy, Kind

if TYPE_CHECKING:
    from app.services.table_page import TablePage, TableRow
    from app.ui.operation import Operation
    from db.declare import Column, Ledger
    from db.unit import UnitOfWork
    from db.values import Value

Index = QModelIndex | QPersistentModelIndex
PAGE = 128
PAGES_HELD = 48
PAGES_AWAITED = 6
WAITING = "…"
RECORD_ROLE = Qt.ItemDataRole.UserRole + 1
"""The id of the record in a row, None while its page is on the way."""
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_NO_FLAGS = Qt.ItemFlag.NoItemFlags
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_AMOUNT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
_AMOUNTS = (Kind.MONEY, Kind.COUNT, Kind.NUMBER, Kind.QUANTITY)
_ROLES = frozenset(
    int(role)
    for role in (
        Qt.ItemDataRole.DisplayRole,
        Qt.ItemDataRole.ToolTipRole,
        Qt.ItemDataRole.TextAlignmentRole,
        Qt.ItemDataRole.ForegroundRole,
        Qt.ItemDataRole.AccessibleTextRole,
        Qt.ItemDataRole.EditRole,
        RECORD_ROLE,
    )
)
ENTRY = 0
"""Stands for the id of the record that the blank row at the foot will be."""
ENTRY_WORD, ENTRY_HELD = "新增", "没有存"
"""What the blank row shows for its number, and for its marks while something typed stands in it."""
LONG_CELL = 14
"""Characters from which a cell is shown whole in a tool tip."""


class RecordModel(QAbstractTableModel):
    """A list that was asked for, read in pages as they come into sight.

    `loaded(TablePage)` follows every first page: of a new list, or of one read again.
    """

    loaded = Signal(object)
    covering = Signal()
    """The list is about to be masked: what is being typed must be put away."""
    MOST_HELD = PAGE * PAGES_HELD
    """More rows than this are never held."""

    def __init__(
        self, operation: Operation, ledger: Ledger, parent: QObject | None = None, *, takes_entries: bool = False
    ) -> None:
        super().__init__(parent)
        self.operation = operation
        self.ledger = ledger
        self.entry = Entry()
        """What was typed into the blank row at the foot, which stands there when the list takes new records."""
        self._takes_entries, self._has_entry = takes_entries, False
        self.ask = Ask(ledger.name)
        self.columns = table_page.usual_columns(ledger)
        self.is_masked = not permitted.may(operation.desk.actor, Right.REVEAL)
        """Whether names and villages are masked too: for one who only looks, and while the screen stands idle."""
        self._total = 0
        self._token = 0
        self._pages: OrderedDict[int, tuple[TableRow, ...]] = OrderedDict()
        self._wanted: OrderedDict[int, None] = OrderedDict()
        self._may_enter = permitted.may(operation.desk.actor, Right.ENTER) and not operation.desk.read_only
        self._is_held = False
        self._arrived: tuple[int, tuple[str, ...], TablePage] | None = None
        self._mark_brushes = {State.OVERDUE: QBrush(QColor(theme.RED)), State.NEAR: QBrush(QColor(theme.AMBER))}

    @property
    def is_waiting(self) -> bool:
        """Whether a page is on its way."""
        return bool(self._wanted)

    def show_list(self, ask: Ask, columns: tuple[str, ...] | None = None, *, around: int = 0) -> None:
        """Read a list anew, beginning with the page around a row; the old rows stay until it is there."""
        self.ask = ask
        wanted = columns or self.columns
        self._token += 1
        self._wanted = OrderedDict({around // PAGE: None})
        self._read(around // PAGE, wanted, self._token, is_first=True)

    def _read(self, number: int, columns: tuple[str, ...], token: int, *, is_first: bool = False) -> None:
        ask, is_masked = self.ask.page(number * PAGE, PAGE), self.is_masked

        def arrived(page: TablePage | None) -> None:
            if page is None or token != self._token:
                return
            self._wanted.pop(number, None)
            if is_first and self._is_held:
                self._arrived = (number, columns, page)
            elif is_first:
                self._begin(number, columns, page)
            else:
                self._put(number, page)

        def work(unit: UnitOfWork) -> TablePage | None:
            if number not in self._wanted:  # scrolled past before its turn came
                return None
            return table_page.page(unit, ask=ask, columns=columns, with_whole=is_first, masked=is_masked)

        self.operation.read(work, arrived, owner=self)

    def hold(self, *, is_held: bool) -> None:
        """While a cell is typed in, a list that is read anew waits: its rows come when the cell is left."""
        self._is_held = is_held
        arrived, self._arrived = self._arrived, None
        if is_held:
            self._arrived = arrived
        elif arrived is not None:
            self._begin(*arrived)

    def _begin(self, number: int, columns: tuple[str, ...], page: TablePage) -> None:
        self.beginResetModel()
        self.columns = columns
        self._total = page.total
        self._has_entry = self._takes_entries and self.is_typed_in
        self._pages.clear()
        self._pages[number] = page.rows
        self.endResetModel()
        self.loaded.emit(page)

    def _put(self, number: int, page: TablePage) -> None:
        if page.total != self._total:
            self.show_list(self.ask, around=number * PAGE)
            return
        self._pages[number] = page.rows
        while len(self._pages) > PAGES_HELD:
            self._pages.popitem(last=False)
        first = self.index(number * PAGE, 0)
        last = self.index(number * PAGE + len(page.rows) - 1, self.columnCount() - 1)
        self.dataChanged.emit(first, last)

    def row(self, row: int) -> TableRow | None:
        """The row if its page is here; else None, and the page is asked for."""
        number, place = divmod(row, PAGE)
        page = self._pages.get(number)
        if row >= self._total:
            return None
        if page is None:
            self._want(number)
            return None
        self._pages.move_to_end(number)
        return page[place] if place < len(page) else None

    def row_here(self, row: int) -> TableRow | None:
        """The row if its page is here; nothing is asked for."""
        number, place = divmod(row, PAGE)
        page = self._pages.get(number, ())
        return page[place] if place < len(page) else None

    def _want(self, number: int) -> None:
        if number not in self._wanted:
            self._wanted[number] = None
            if len(self._wanted) > PAGES_AWAITED:
                self._wanted.popitem(last=False)
            self._read(number, self.columns, self._token)

    def set_masked(self, masked: bool) -> None:
        """Mask everything personal, or only what a working screen hides; one who only looks always has the former."""
        wanted = masked or not permitted.may(self.operation.desk.actor, Right.REVEAL)
        if wanted != self.is_masked:
            if wanted:
                self.covering.emit()
            self.is_masked = wanted
            self.show_list(self.ask)

    def held_pages(self) -> tuple[int, ...]:
        """The numbers of the pages held, the longest unused first."""
        return tuple(self._pages)

    def first_rows(self, count: int) -> tuple[tuple[str, ...], ...]:
        """What the first rows show, as far as their page is here."""
        rows = self._pages.get(0, ())[:count]
        return tuple(tuple(self._look(place, text) for place, text in enumerate(row.cells)) for row in rows)

    def row_of(self, record_id: int) -> int | None:
        """Where a record stands among the rows held (`ENTRY`: the blank row), None when it is not among them."""
        if record_id == ENTRY:
            return self._total if self._has_entry else None
        for number, page in self._pages.items():
            for place, row in enumerate(page):
                if row.id == record_id:
                    return number * PAGE + place
        return None

    def id_at(self, row: int) -> int | None:
        """The record in a row, None while its page is on the way."""
        found = self.row(row) if 0 <= row < self._total else None
        return found.id if found else None

    @property
    def total(self) -> int:
        """How many records the list has; the blank row at the foot is none."""
        return self._total

    # -- typing into the table ----------------------------------------------------------------------------------

    def is_entry(self, row: int) -> bool:
        """Whether a row is the blank one at the foot, which becomes a new record."""
        return self._has_entry and row == self._total

    def typed_id(self, row: int) -> int | None:
        """The record that is typed into in a row, `ENTRY` for the blank one."""
        return ENTRY if self.is_entry(row) else self.id_at(row)

    def show_entry(self, entry: Entry) -> None:
        """Show another content of the blank row."""
        self.entry = entry
        if self._has_entry:
            self.dataChanged.emit(self.index(self._total, 0), self.index(self._total, self.columnCount() - 1))

    @property
    def is_typed_in(self) -> bool:
        """Whether the operator may type into the list: never into voided records, a masked list or a file to read."""
        return self._may_enter and not (self.is_masked or self.ask.voided)

    def column_at(self, place: int) -> Column | None:
        """The declared column there; None for the number and the marks."""
        key = self.columns[place] if 0 <= place < len(self.columns) else table_page.NUMBER
        return None if key in table_page.STANDING else self.ledger.find(key)

    def may_type(self, row: int, place: int) -> bool:
        """Whether a cell may be typed in: what the form would take; spoken words only while there are none."""
        column, found = self.column_at(place), self.row_here(row)
        if self.is_entry(row):
            return self.is_typed_in and column is not None and column.changed_by in (ChangedBy.FORM, ChangedBy.ONCE)
        if column is None or found is None or not found.values or not self.is_typed_in:
            return False
        is_blank_once = column.changed_by is ChangedBy.ONCE and found.values[place] in (None, "")
        return column.changed_by is ChangedBy.FORM or is_blank_once

    def value_at(self, row: int, place: int) -> Value:
        """The value in a cell, as far as its page is here."""
        if self.is_entry(row):
            return self.entry.values.get(self.columns[place])
        found = self.row_here(row)
        return found.values[place] if found is not None and found.values else None

    def put(self, record_id: int, key: str, value: Value) -> None:
        """Show a value in a cell at once, before the list is read again."""
        row = self.row_of(record_id)
        if row is None or key not in self.columns:
            return
        number, at = divmod(row, PAGE)
        page, place = list(self._pages[number]), self.columns.index(key)
        cells, values = list(page[at].cells), list(page[at].values)
        cells[place] = table_page.cell_text(self.ledger, key, value)
        values[place] = value
        page[at] = replace(page[at], cells=tuple(cells), values=tuple(values))
        self._pages[number] = tuple(page)
        self.dataChanged.emit(self.index(row, place), self.index(row, place))

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else self._total + self._has_entry

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.columns)

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return _NO_FLAGS
        return _FLAGS | Qt.ItemFlag.ItemIsEditable if self.may_type(index.row(), index.column()) else _FLAGS

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in _ROLES or not index.isValid():
            return None
        if self.is_entry(index.row()):
            return self._entry_shown(index.column(), role)
        row = self.row(index.row())
        if row is None:
            return WAITING if role == Qt.ItemDataRole.DisplayRole else None
        return self._shown(row, index.column(), role)

    def _shown(self, row: TableRow, place: int, role: int) -> object:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._look(place, row.cells[place])
            case Qt.ItemDataRole.EditRole:
                return row.cells[place]
            case Qt.ItemDataRole.ToolTipRole:
                return tip(row.cells[place]) if len(row.cells[place]) >= LONG_CELL else None
            case Qt.ItemDataRole.TextAlignmentRole:
                return _AMOUNT if self._is_amount(place) else _MIDDLE
            case Qt.ItemDataRole.ForegroundRole:
                return self._mark_brush(row) if self.columns[place] == table_page.MARKS else None
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{table_page.label_of(self.ledger, self.columns[place])} {row.cells[place]}"
        return row.id

    def _look(self, place: int, text: str) -> str:
        column = self.column_at(place)
        return text if column is None else wording.cell_on_screen(column, text)

    def _entry_shown(self, place: int, role: int) -> object:
        text = self._entry_text(self.columns[place])
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._look(place, text)
            case Qt.ItemDataRole.EditRole:
                return text
            case Qt.ItemDataRole.ToolTipRole:
                return tip(self.entry.sentence or "在这一行直接打字或粘贴，就是登记新的一条。")
            case Qt.ItemDataRole.TextAlignmentRole:
                return _AMOUNT if self._is_amount(place) else _MIDDLE
            case Qt.ItemDataRole.ForegroundRole:
                ink = theme.FAINT if self.columns[place] == table_page.NUMBER else theme.RED
                return QBrush(QColor(ink)) if self.columns[place] in table_page.STANDING else None
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"新的一行 {table_page.label_of(self.ledger, self.columns[place])} {text}"
        return None

    def _entry_text(self, key: str) -> str:
        if key in table_page.STANDING:
            return ENTRY_WORD if key == table_page.NUMBER else "" if self.entry.is_blank else ENTRY_HELD
        return table_page.cell_text(self.ledger, key, self.entry.values.get(key))

    def _is_amount(self, place: int) -> bool:
        key = self.columns[place]
        return key not in table_page.STANDING and self.ledger.column(key).kind in _AMOUNTS

    def _mark_brush(self, row: TableRow) -> QBrush | None:
        return next((self._mark_brushes[state] for state in row.states if state in self._mark_brushes), None)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Vertical:
            word = "＊" if self.is_entry(section) else str(section + 1)
            return word if role == Qt.ItemDataRole.DisplayRole else None
        if not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return table_page.label_of(self.ledger, self.columns[section])
        return int(_MIDDLE) if role == Qt.ItemDataRole.TextAlignmentRole else None
