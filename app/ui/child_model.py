"""The rows of a child while they are edited: cells that keep what was typed, sums, undo, and pasted blocks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QIcon
from typing_extensions import override

from app.rules import masking, reading, wording
from app.rules.refusal import Refused
from app.services import earlier
from app.services.drafts import TypedRow
from app.ui import signs
from app.ui.covering import Covering
from app.ui.plain import tip
from db.ask import ChildRow
from db.declare import ChangedBy, Kind
from db.values import FuzzyCount, Money, Reference, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.ui.editors import Setting
    from db.declare import Child, Column
    from db.values import Value

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
STEPS_BACK = 20
_WRONG = QColor("#fdf0ef")
_RED = QColor("#a61b1b")
_BOTH = {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: the text as it shows, its value, and the sentence when the text cannot be read."""

    text: str = ""
    value: Value = None
    error: str = ""


@dataclass(slots=True)
class Row:
    """One row: its cells by column key, and the identity of the stored row it came from."""

    cells: dict[str, Cell] = field(default_factory=dict)
    uuid: str = ""
    id: int = 0

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in the row."""
        return not any(cell.text for cell in self.cells.values())


class ChildModel(QAbstractTableModel):
    """The rows of one child while they are edited; after them one blank row that takes the next entry."""

    edited = Signal()
    looked = Signal(str)
    """A masked cell of that column was opened."""
    named_again = Signal(int)
    """A name was typed in the blank row that the list has already, in that row."""

    def __init__(
        self, child: Child, columns: Sequence[Column], setting: Setting, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.child = child
        self.columns = tuple(columns)
        self._today = setting.today
        self.covering = Covering.NOTHING
        self.is_locked = all(column.changed_by is not ChangedBy.FORM for column in columns)
        self.state = None if self.is_locked else earlier.roster_state(child)
        """The column that says how it was with each name, where the rows are a list of names."""
        self.usual: frozenset[str] = frozenset()
        """The columns that the rows of the record before filled."""
        self._rows: list[Row] = []
        self._before: list[list[Row]] = []

    def set_rows(self, rows: Sequence[ChildRow]) -> None:
        """Show stored rows; nothing can be undone past this."""
        self.beginResetModel()
        self._rows = [
            Row({c.key: self._cell(c, row.values.get(c.key)) for c in self.columns}, row.uuid, row.id) for row in rows
        ]
        self._before.clear()
        self.endResetModel()

    @staticmethod
    def _cell(column: Column, value: Value) -> Cell:
        return Cell(reading.show_value(column, value), value)

    def rows(self) -> tuple[ChildRow, ...]:
        """The rows that hold something, as they would be saved; a cell in error counts as blank."""
        return tuple(
            ChildRow({key: cell.value for key, cell in row.cells.items()}, row.uuid, row.id)
            for row in self._rows
            if not row.is_blank
        )

    def typed_rows(self, open_cell: tuple[int, int, str] | None = None) -> tuple[TypedRow, ...]:
        """The rows as they were typed; `open_cell` is (row, column, text) of a cell whose editor is still open."""
        rows = [Row(dict(row.cells), row.uuid, row.id) for row in self._rows]
        if open_cell is not None:
            at, place, text = open_cell
            rows += [Row() for _ in range(at + 1 - len(rows))]
            key = self.columns[place].key
            if text != rows[at].cells.get(key, Cell()).text:
                rows[at].cells[key] = Cell(text)
        return tuple(_typed(row) for row in rows if not row.is_blank)

    def put_typed(self, rows: Sequence[TypedRow]) -> None:
        """Show rows as they were typed; `undo` returns to those before."""
        self.keep()
        self.beginResetModel()
        self._rows = [self._untyped(row) for row in rows]
        self.endResetModel()
        self.edited.emit()

    def _untyped(self, row: TypedRow) -> Row:
        columns = {column.key: column for column in self.columns}
        cells = {
            key: self._read(columns[key], Reference(text, row.ids[key]) if key in row.ids else text)
            for key, text in row.texts.items()
            if key in columns
        }
        return Row(cells, row.uuid, row.id)

    def errors(self) -> tuple[str, ...]:
        """A sentence for every cell that cannot be read."""
        return tuple(
            f"第{number}行{cell.error}"
            for number, row in enumerate(self._rows, 1)
            for cell in row.cells.values()
            if cell.error
        )

    def first_error(self) -> QModelIndex:
        """Where the first cell in error stands."""
        for at, row in enumerate(self._rows):
            for place, column in enumerate(self.columns):
                if row.cells.get(column.key, Cell()).error:
                    return self.index(at, place)
        return QModelIndex()

    @property
    def filled(self) -> int:
        """How many rows hold something."""
        return sum(not row.is_blank for row in self._rows)

    @override
    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows) + (not self.is_locked)

    @override
    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | int | None:
        if orientation is Qt.Orientation.Vertical:
            is_next = section == len(self._rows)
            return ("＊" if is_next else str(section + 1)) if role == Qt.ItemDataRole.DisplayRole else None
        column = self.columns[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.help or column.label
        counter = f"（{column.counter}）" if column.counter else ""
        return f"{column.label}{counter}" if role == Qt.ItemDataRole.DisplayRole else None

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        is_open = self.covering is not Covering.EVERYTHING
        if index.isValid() and is_open and self.columns[index.column()].changed_by is ChangedBy.FORM:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def next_stop(self, row: int, column: int) -> tuple[int, int] | None:
        """Where Enter goes on from a cell: past cells that neither the rows above nor those of the record before fill,
        and after the last that they fill to the next row. None where nothing is known, and in a list of names.
        """
        above = {key for one in self._rows[:row] for key, cell in one.cells.items() if cell.text}
        usual = (self.usual | above) if self.state is None else frozenset()
        defaults = {one.key for one in self.columns if one.default}
        if not usual - defaults:
            return None
        here = [place for place, one in enumerate(self.columns) if one.key in usual - defaults and place > column]
        return (row, here[0]) if here else self.first_blank(row + 1)

    def first_blank(self, row: int) -> tuple[int, int]:
        """The first cell of a row that the rows before filled and that is blank in this one; else its first."""
        above = {key for one in self._rows[:row] for key, cell in one.cells.items() if cell.text}
        places = [place for place, one in enumerate(self.columns) if one.key in self.usual | above and not one.default]
        return (row, next((place for place in places if not self.cell(row, place).text), 0))

    @property
    def may_be_typed(self) -> bool:
        """Whether a new row may be typed."""
        return bool(self.flags(self.index(self.rowCount() - 1, 0)) & Qt.ItemFlag.ItemIsEditable)

    @property
    def state_place(self) -> int | None:
        """In which column the state of each name stands."""
        key = self.state.key if self.state is not None else ""
        return next((place for place, column in enumerate(self.columns) if column.key == key), None)

    def cell(self, row: int, column: int) -> Cell:
        """The cell there; blank in the row that is not there yet."""
        return self._rows[row].cells.get(self.columns[column].key, Cell()) if row < len(self._rows) else Cell()

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role in _BOTH:
            is_open = role == Qt.ItemDataRole.EditRole and self.covering is not Covering.EVERYTHING
            if is_open:
                return self.cell(index.row(), index.column()).text
            shown = self.shown(index.row(), index.column())
            column = self.columns[index.column()]
            return wording.cell_on_screen(column, shown) if role == Qt.ItemDataRole.DisplayRole else shown
        if role == Qt.ItemDataRole.UserRole:
            return self.cell(index.row(), index.column()).value
        cell = replace(self.cell(index.row(), index.column()), text=self.shown(index.row(), index.column()))
        return self._look(cell, self.columns[index.column()], role)

    def shown(self, row: int, column: int) -> str:
        """The text of a cell as it is shown: masked in a row that is stored, where the column is one that is masked."""
        text = self.cell(row, column).text
        if self.covering is Covering.NOTHING or row >= len(self._rows) or not self._rows[row].id:
            return text
        return masking.on_screen(self.columns[column], text, everything=self.covering is Covering.EVERYTHING)

    def _look(self, cell: Cell, column: Column, role: int) -> QColor | QIcon | str | int | None:
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(cell.error or cell.text)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.label} {cell.text} {cell.error}".strip()
        if cell.error and role in (Qt.ItemDataRole.BackgroundRole, Qt.ItemDataRole.ForegroundRole):
            return _WRONG if role == Qt.ItemDataRole.BackgroundRole else _RED
        if cell.error and role == Qt.ItemDataRole.DecorationRole:
            return signs.sign(signs.WRONG)
        if role == Qt.ItemDataRole.TextAlignmentRole and column.kind in (Kind.COUNT, Kind.NUMBER, Kind.MONEY):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    @override
    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a text (or a picked entry) into a cell; what cannot be read stays as typed, with its sentence."""
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        cell = self._read(self.columns[index.column()], value)
        if cell == self.cell(index.row(), index.column()):
            return True
        self.keep()
        if index.row() == len(self._rows):
            if not cell.text:
                return True
            self._append(1)
        self._rows[index.row()].cells[self.columns[index.column()].key] = cell
        self.dataChanged.emit(self.index(index.row(), 0), self.index(index.row(), len(self.columns) - 1))
        self.edited.emit()
        return True

    def leads_to(self, index: Index, given: Reference | None) -> bool:
        """Whether a name typed in the blank row is in the list already; `named_again` tells in which row."""
        is_new = self.state is not None and index.column() == 0 and index.row() == len(self._rows)
        known = self._row_named(Cell(given.name, given)) if is_new and given is not None else None
        if known is not None:
            self.named_again.emit(known)
        return known is not None

    def _row_named(self, cell: Cell) -> int | None:
        """The row of the list that names that person already; two of one name are told apart by their entries."""
        key = self.columns[0].key
        for at, row in enumerate(self._rows):
            known = row.cells.get(key, Cell())
            one, other = (value.id if isinstance(value, Reference) else None for value in (known.value, cell.value))
            if known.text == cell.text and (one is None or other is None or one == other):
                return at
        return None

    def add_names(self, rows: Sequence[Mapping[str, Value]]) -> int:
        """Add rows for the names that are not in the list yet, the rest as a new row has it, in one step of undo;
        returns how many.
        """
        first = self.columns[0]
        new = [row for row in rows if row.get(first.key) and self._row_named(self._cell(first, row[first.key])) is None]
        if not new:
            return 0
        self.keep()
        start = len(self._rows)
        self._append(len(new))
        for at, values in enumerate(new, start):
            for column in self.columns:
                if values.get(column.key) is not None:
                    self._rows[at].cells[column.key] = self._cell(column, values[column.key])
        self.dataChanged.emit(self.index(start, 0), self.index(len(self._rows) - 1, len(self.columns) - 1))
        self.edited.emit()
        return len(new)

    def _append(self, count: int) -> None:
        """Turn the blank row into a real one with its defaults, and have a new blank row after it."""
        start = len(self._rows) + 1
        self.beginInsertRows(QModelIndex(), start, start + count - 1)
        self._rows += [Row({c.key: self._read(c, c.default) for c in self.columns}) for _ in range(count)]
        self.endInsertRows()

    def _read(self, column: Column, given: object) -> Cell:
        if isinstance(given, Reference):
            return Cell(given.name, given)
        text = str(given or "")
        if self.covering is not Covering.NOTHING and masking.is_hidden(column) and masking.is_starred_out(text):
            return Cell(text, None, f"{column.label}：里面还有遮盖用的星号，请重新填写完整的内容。")
        try:
            value = reading.read_value(column, text, today=self._today)
        except Refused as refusal:
            return Cell(text, None, refusal.sentence)
        return self._cell(column, value)

    def put_block(self, row: int, column: int, cells: Sequence[Sequence[str]]) -> int:
        """Write a block from there on, growing as needed, in one step of undo; returns how many columns fell off."""
        self.keep()
        missing = row + len(cells) - len(self._rows)
        if missing > 0:
            self._append(missing)
        for at, texts in enumerate(cells, row):
            for place, text in enumerate(texts[: len(self.columns) - column], column):
                if self.columns[place].changed_by is ChangedBy.FORM:
                    self._rows[at].cells[self.columns[place].key] = self._read(self.columns[place], text)
        self.dataChanged.emit(self.index(row, 0), self.index(row + len(cells) - 1, len(self.columns) - 1))
        self.edited.emit()
        return max(0, max(map(len, cells)) - (len(self.columns) - column))

    def remove(self, rows: Sequence[int]) -> None:
        """Take rows out; `undo` brings them back."""
        real = sorted({row for row in rows if row < len(self._rows)}, reverse=True)
        if not real or self.is_locked:
            return
        self.keep()
        for row in real:
            self.beginRemoveRows(QModelIndex(), row, row)
            del self._rows[row]
            self.endRemoveRows()
        self.edited.emit()

    def keep(self) -> None:
        """Remember the rows as they are, so that `undo` can return to them."""
        self._before.append([Row(dict(row.cells), row.uuid, row.id) for row in self._rows])
        del self._before[:-STEPS_BACK]

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to take back."""
        return bool(self._before)

    def undo(self) -> bool:
        """Return to the rows before the last step; False when there is none."""
        if not self._before:
            return False
        self.beginResetModel()
        self._rows = self._before.pop()
        self.endResetModel()
        self.edited.emit()
        return True

    def totals(self) -> str:
        """The number of rows and the sums of what adds up; floors make a sum 至少, never an exact one."""
        sums = [f"{self.filled}行"]
        for column in self.columns:
            values = [row.cells[column.key].value for row in self._rows if column.key in row.cells]
            text = _sum(column, values)
            if text:
                sums.append(f"{column.label} {text}")
        return "　".join(sums)


def _typed(row: Row) -> TypedRow:
    ids = {
        key: cell.value.id
        for key, cell in row.cells.items()
        if isinstance(cell.value, Reference) and cell.value.id is not None
    }
    return TypedRow({key: cell.text for key, cell in row.cells.items()}, ids, row.uuid, row.id)


def _sum(column: Column, values: Sequence[Value]) -> str:
    if not column.totalled:  # the number of a question, of a draft, a rate: nothing that adds up
        return ""
    money = [value for value in values if isinstance(value, Money)]
    if money:
        return wording.said_money(Money(sum(value.fen for value in money)))
    counts = [value for value in values if isinstance(value, FuzzyCount)]
    if counts:
        least = "至少" if any(count.is_floor for count in counts) else ""
        return f"{least}{sum(count.value for count in counts)}{column.counter}"
    numbers = [value for value in values if isinstance(value, Decimal)]
    return f"{plain(sum(numbers, Decimal(0)))}{column.counter}" if numbers else ""
