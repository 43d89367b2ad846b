"""The rows of a child as a small table to type in: measures, attendance, funding lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.sheets.text_table import block
from app.ui import copying, editors
from app.ui.child_model import ChildModel, Index
from app.ui.keys import ENTER, is_plain_enter, open_choices, opens_choices, take_marked
from app.ui.picker import LookupEdit, PickerEdit
from app.ui.plain import Foot
from db.declare import Kind
from db.values import Reference

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.services.drafts import TypedRow
    from app.ui.editors import Setting
    from db.ask import ChildRow
    from db.declare import Child, Column
    from db.values import Value

SENTENCES = 3
_WIDTHS = {Kind.LONG: 300, Kind.TEXT: 150, Kind.DATE: 118, Kind.FUZZY_DATE: 128, Kind.FLAG: 64, Kind.COUNT: 84}
_USUAL_WIDTH = 116


_EDIT = Qt.ItemDataRole.EditRole


class CellDelegate(QStyledItemDelegate):
    """Opens in a cell the same editor that a form's field has. Enter and Tab go to the next cell."""

    register_wanted = Signal(object, str)
    typed = Signal()
    end_wanted = Signal()
    entered = Signal(bool)
    """Enter leaves a cell, forward or back."""

    def __init__(self, setting: Setting, parent: QObject) -> None:
        super().__init__(parent)
        self._setting = setting

    @override
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        column = index.model().columns[index.column()]  # type: ignore[attr-defined]
        editor = editors.make_editor(column, self._setting, parent)
        editor.setAutoFillBackground(True)
        if isinstance(editor, PickerEdit):
            editor.register_wanted.connect(lambda typed: self.register_wanted.emit(column.kind, typed))
        if isinstance(editor, editors.LineEdit):
            editor.setPlaceholderText("")
        editor.textChanged.connect(self.typed)
        model = index.model()
        if isinstance(model, ChildModel) and model.shown(index.row(), index.column()) != index.data(_EDIT):
            model.looked.emit(column.key)
        return editor

    @override
    def setEditorData(self, editor: QWidget, index: Index) -> None:
        value = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(editor, PickerEdit) and isinstance(value, Reference):
            editor.put_reference(value)
        elif isinstance(editor, editors.Editor):
            editor.put(str(index.data(Qt.ItemDataRole.EditRole)))

    @override
    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, PickerEdit):
            given = editor.reference()
            if not (isinstance(model, ChildModel) and model.leads_to(index, given)):
                model.setData(index, given)
        elif isinstance(editor, editors.Editor):
            column = index.model().columns[index.column()]  # type: ignore[attr-defined]
            model.setData(index, editors.typed_text(editor, column))

    @override
    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect  # type: ignore[attr-defined]
        editor.setGeometry(
            QRect(rect.topLeft(), rect.size().expandedTo(QSize(editor.minimumWidth(), editor.minimumHeight())))
        )

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, QWidget):
            handled = self._key(watched, event)
            if handled is not None:
                return handled
        return bool(super().eventFilter(watched, event))

    def _key(self, editor: QWidget, event: QKeyEvent) -> bool | None:
        """Whether a key was used up here; None leaves it to Qt's own rules."""
        if isinstance(editor, LookupEdit) and editor.wants(event):
            return False
        if event.key() in ENTER:
            if event.modifiers() & Qt.KeyboardModifier.AltModifier and isinstance(editor, editors.LongEdit):
                editor.insertPlainText("\n")
                return True
            take_marked(editor)
            is_back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            hints = QAbstractItemDelegate.EndEditHint
            self.commitData.emit(editor)
            self.entered.emit(not is_back)
            self.closeEditor.emit(editor, hints.EditPreviousItem if is_back else hints.EditNextItem)
            return True
        if _goes_to_end(event):
            take_marked(editor)
            self.commitData.emit(editor)
            self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
            self.end_wanted.emit()
            return True
        if isinstance(editor, LookupEdit) and editor.is_open and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            return False
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            take_marked(editor)
        return None


def _goes_to_end(event: QKeyEvent) -> bool:
    """Whether a key is Ctrl+↓: to the blank row."""
    return event.key() == Qt.Key.Key_Down and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


class GridView(QTableView):
    """The table itself: its keys."""

    finished = Signal()
    leaving_back = Signal()
    escaped = Signal()
    told = Signal(str)
    register_wanted = Signal(object, str)
    typed = Signal()

    def __init__(self, model: ChildModel, setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid_model = model
        self.setModel(model)
        delegate = CellDelegate(setting, self)
        delegate.register_wanted.connect(self.register_wanted)
        delegate.typed.connect(self.typed)
        delegate.end_wanted.connect(self.go_to_end)
        delegate.entered.connect(self._enter_leaves)
        self._enters = False
        self._named: int | None = None
        model.named_again.connect(self._name_again)
        self.setItemDelegate(delegate)
        self.setAccessibleName(model.child.label)
        self.setWordWrap(True)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.SelectedClicked
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.horizontalHeader()
        for place, column in enumerate(model.columns):
            words = header.fontMetrics().horizontalAdvance(str(model.headerData(place, Qt.Orientation.Horizontal))) + 28
            self.setColumnWidth(place, max(words, _WIDTHS.get(column.kind, _USUAL_WIDTH)))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 12)

    def fit_rows(self) -> None:
        """Give rows with long text the height of up to three lines."""
        line = self.fontMetrics().lineSpacing()
        for row in range(self.grid_model.rowCount()):
            height = min(self.sizeHintForRow(row) if row < self.grid_model.rowCount() - 1 else 0, 3 * line + 12)
            self.setRowHeight(row, max(height, line + 12))

    def _is_done(self, index: QModelIndex) -> bool:
        """Whether going on from a cell leaves the grid: from the blank row, or from the last cell of locked rows."""
        model = self.grid_model
        if model.is_locked:
            return index.row() >= model.rowCount() - 1 and index.column() == model.columnCount() - 1
        return index.row() == model.rowCount() - 1

    def _enter_leaves(self, is_forward: bool) -> None:
        self._enters = is_forward

    def _name_again(self, row: int) -> None:
        self._named = row

    def go_to_end(self) -> None:
        """Take the focus in the blank row, where the next name goes."""
        self.go_to(self.grid_model.rowCount() - 1, 0)

    def go_to(self, row: int, column: int) -> None:
        """Take the focus in a cell."""
        self.setCurrentIndex(self.grid_model.index(row, column))
        self.setFocus(Qt.FocusReason.TabFocusReason)

    def start(self) -> None:
        """Take the focus where the next entry goes."""
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self.grid_model.index(self.grid_model.rowCount() - 1, 0))
        self.setFocus(Qt.FocusReason.TabFocusReason)

    @override
    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        hints = QAbstractItemDelegate.EndEditHint
        current, named, enters = self.currentIndex(), self._named, self._enters
        self._named, self._enters = None, False
        stop = self.grid_model.next_stop(current.row(), current.column()) if enters else None
        if named is not None and self.grid_model.state_place is not None:
            super().closeEditor(editor, hints.NoHint)
            self.setCurrentIndex(self.grid_model.index(named, self.grid_model.state_place))
            return
        if hint is hints.EditNextItem and stop is not None and not self._is_done(current):
            super().closeEditor(editor, hints.NoHint)
            self.setCurrentIndex(self.grid_model.index(*stop))
            return
        if hint is hints.EditNextItem and self._is_done(current):
            super().closeEditor(editor, hints.NoHint)
            self.finished.emit()
        elif hint is hints.EditPreviousItem and (current.row(), current.column()) == (0, 0):
            super().closeEditor(editor, hints.NoHint)
            self.leaving_back.emit()
        else:
            super().closeEditor(editor, hint)

    @override
    def event(self, event: QEvent) -> bool:
        """Ctrl+Z takes back a step in these rows before the page's own takes back a saved one."""
        is_override = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_override and self.grid_model.can_undo and event.matches(QKeySequence.StandardKey.Undo):  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, is_shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste(QGuiApplication.clipboard().text())
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.grid_model.undo()
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif key == Qt.Key.Key_Delete:
            self.remove_rows()
        elif key == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif _goes_to_end(event) and not self.grid_model.is_locked:
            self.go_to_end()
        elif opens_choices(event):
            self.edit(self.currentIndex())
            open_choices(self.indexWidget(self.currentIndex()))
        elif key in (*ENTER, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._step(event, is_back=key == Qt.Key.Key_Backtab or is_shift)
        else:
            super().keyPressEvent(event)

    def _step(self, event: QKeyEvent, *, is_back: bool) -> None:
        """Go a cell on or back; Enter on a cell that may be typed in opens it."""
        current = self.currentIndex()
        if is_back and (not current.isValid() or (current.row(), current.column()) == (0, 0)):
            self.leaving_back.emit()
        elif not is_back and (not current.isValid() or self._is_done(current)):
            self.finished.emit()
        elif is_plain_enter(event) and self.grid_model.flags(current) & Qt.ItemFlag.ItemIsEditable:
            self.edit(current)
        else:
            action = self.CursorAction.MovePrevious if is_back else self.CursorAction.MoveNext
            self.setCurrentIndex(self.moveCursor(action, Qt.KeyboardModifier.NoModifier))

    def remove_rows(self) -> None:
        """Take the selected rows out."""
        self.grid_model.remove([index.row() for index in self.selectedIndexes()])

    def copy(self) -> None:
        """Put the selected cells on the clipboard as a spreadsheet would."""
        chosen = {(index.row(), index.column()): str(index.data()) for index in self.selectedIndexes()}
        columns = sorted({column for _row, column in chosen})
        rows = sorted({row for row, _column in chosen})
        lines = [[chosen.get((row, column), "") for column in columns] for row in rows]
        copying.put([], lines, [copying.is_text(self.grid_model.columns[column]) for column in columns])

    def paste(self, text: str) -> None:
        """Write a block from the current cell on; rows are added as needed, columns that fall off are named."""
        current = self.currentIndex()
        if self.grid_model.is_locked or not text or not current.isValid():
            return
        lost = self.grid_model.put_block(current.row(), current.column(), block(text))
        self.told.emit(f"剪贴板右边多出的{lost}列没有地方放，没有粘贴。" if lost else "")

    def copy_above(self) -> None:
        """Fill the current cell with the one above it."""
        current = self.currentIndex()
        if not current.isValid() or current.row() == 0 or self.grid_model.is_locked:
            return
        above = self.grid_model.cell(current.row() - 1, current.column())
        self.grid_model.setData(current, above.value if isinstance(above.value, Reference) else above.text)
        editor = self.indexWidget(current)
        if isinstance(editor, editors.Editor):
            editor.put(above.text)


class ChildGrid(QWidget):
    """A child's rows with their totals and errors below.

    `changed` tells of every edit, `typed` of every key in a cell; `finished` that Enter or Tab went past the last
    cell, `left_back` past the first.
    """

    changed = Signal()
    typed = Signal()
    finished = Signal()
    left_back = Signal()
    escaped = Signal()

    def __init__(
        self, child: Child, columns: Sequence[Column], setting: Setting, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.child = child
        self.model = ChildModel(child, columns, setting, self)
        self.view = GridView(self.model, setting, self)
        self._totals, self._sentence = Foot(), Foot()
        self._totals.setProperty("role", "small")
        self._sentence.setProperty("role", "error")
        self._note = ""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(2)
        for widget in (self.view, self._sentence, self._totals):
            layout.addWidget(widget)
        self.setFocusProxy(self.view)
        self._baseline: tuple[Mapping[str, Value], ...] = ()
        self.model.edited.connect(self._edited)
        self.view.finished.connect(self.finished)
        self.view.leaving_back.connect(self.left_back)
        self.view.escaped.connect(self.escaped)
        self.view.told.connect(self._tell)
        self.view.typed.connect(self.typed)
        self.set_rows(())

    def set_rows(self, rows: Sequence[ChildRow]) -> None:
        """Show stored rows and take them as unchanged."""
        self.model.set_rows(rows)
        self._baseline = self._values()
        self._note = ""
        self._show()

    def rows(self) -> tuple[ChildRow, ...]:
        """The rows that hold something."""
        return self.model.rows()

    def _values(self) -> tuple[Mapping[str, Value], ...]:
        return tuple(row.values for row in self.model.rows())

    @property
    def is_changed(self) -> bool:
        """Whether the rows differ from what was loaded."""
        return self._values() != self._baseline or bool(self.model.errors())

    def errors(self) -> tuple[str, ...]:
        """A sentence for every cell that cannot be read."""
        return self.model.errors()

    def show_error(self) -> None:
        """Go to the first cell in error."""
        self.view.setCurrentIndex(self.model.first_error())
        self.view.setFocus()

    def commit(self) -> None:
        """Take over what is still being typed in a cell."""
        editor = self.view.indexWidget(self.view.currentIndex())
        if editor is not None and self.view.state() is QAbstractItemView.State.EditingState:
            self.view.commitData(editor)
            self.view.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def typed_rows(self) -> tuple[TypedRow, ...]:
        """The rows as they were typed, with what stands in a cell that is still open."""
        return self.model.typed_rows(self._open_cell())

    def has_open_text(self) -> bool:
        """Whether a cell is open whose text is not that of the cell below it."""
        cell = self._open_cell()
        return cell is not None and cell[2] != self.model.cell(cell[0], cell[1]).text

    def _open_cell(self) -> tuple[int, int, str] | None:
        index = self.view.currentIndex()
        editor = self.view.indexWidget(index)
        is_open = self.view.state() is QAbstractItemView.State.EditingState
        return (index.row(), index.column(), editor.text()) if is_open and isinstance(editor, editors.Editor) else None

    def put_typed(self, rows: Sequence[TypedRow]) -> None:
        """Show rows as they were typed; they count as changed against what was loaded."""
        self.model.put_typed(rows)

    def _tell(self, note: str) -> None:
        self._note = note
        self._show()

    def _edited(self) -> None:
        self._note = ""
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        sentences = [*self.model.errors()[:SENTENCES], *filter(None, [self._note])]
        self._sentence.setText("\n".join(sentences))
        self._sentence.setVisible(bool(sentences))
        keys = "Enter 下一格　Del 删行　Ctrl+Z 撤销　Ctrl+' 同上　可直接从表格粘贴"
        locked = "这里由办理步骤记录，不能直接填写。"
        self._totals.setText(f"{self.model.totals()}　　{locked if self.model.is_locked else keys}")
        self.view.fit_rows()
