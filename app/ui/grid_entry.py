"""Typing straight into the record table: the editors and gates of the form, in a cell. Enter goes down, Tab to the
right, Esc gives back what stood there; a text that cannot be read stays open with its sentence.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QAbstractItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from app.rules import masking
from app.rules.refusal import Refused
from app.services import cell_changes
from app.ui import editors
from app.ui.child_grid import CellDelegate
from app.ui.editors import Setting
from app.ui.fields import restyle
from app.ui.keys import ENTER, take_marked
from app.ui.picker import LookupEdit, PickerEdit
from db.values import Reference

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPainter

    from app.ui.ledger_page import LedgerPage
    from app.ui.record_table import Index
    from app.ui.record_view import RecordView
    from db.declare import Column
    from db.values import Value


_LEAST_WIDTH, _LEAST_LONG = 90, 320
"""Pixels an editor is wide at least: of one line, of long text."""
_STYLE = (
    "QLineEdit, QPlainTextEdit { padding: 0 2px; margin: 0; border: 2px solid #1f5f8b; background-color: #ffffff; }"
)
_STYLE += 'QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"] { border: 2px solid #a61b1b; }'


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into a cell: which record (`ENTRY` is the blank row) and column, what stood there, what shall, and
    the text.
    """

    record_id: int
    key: str
    before: Value
    value: Value
    text: str


class GridDelegate(CellDelegate):
    """The editors of a record table."""

    def __init__(self, view: RecordView) -> None:
        operation = view.records.operation
        super().__init__(Setting(operation, operation.desk.store.clock.today()), view)
        self._view = view
        self._columns: dict[QWidget, Column] = {}

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self._view.paint_ground(painter, option, index)
        super().paint(painter, option, index)

    def _column(self, index: Index) -> Column | None:
        column = self._view.records.column_at(index.column())
        if column is None or not column.choices:
            return column
        return replace(column, choices=self._view.choices_of(column.key) or column.choices)

    @override
    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        column = self._column(index)
        if column is None:
            return super().createEditor(parent, option, index)
        editor = editors.make_editor(column, self._setting, parent, ledger=self._view.records.ledger)
        editor.setAutoFillBackground(True)
        if isinstance(editor, editors.LineEdit | editors.LearnedEdit):
            editor.hint = ""
        if isinstance(editor, PickerEdit):
            editor.register_wanted.connect(lambda typed: self.register_wanted.emit(column.kind, typed))
        editor.setStyleSheet(_STYLE)
        editor.textChanged.connect(lambda: restyle(editor, "wrong", value=False))
        self._columns = {editor: column}
        return editor

    @override
    def setEditorData(self, editor: QWidget, index: Index) -> None:
        column, model = self._columns.get(editor), self._view.records
        if column is None or not isinstance(editor, editors.Editor):
            return
        if masking.is_hidden(column):
            editor.put(str(index.data() or ""))
        else:
            editors.put_value(editor, column, model.value_at(index.row(), index.column()))
        if isinstance(editor, editors.LongEdit):  # of a line Qt itself marks the whole text
            editor.selectAll() if self._view.replaces else editor.moveCursor(QTextCursor.MoveOperation.End)

    def read(self, editor: QWidget, index: Index) -> Value:
        """The value in an open editor; what stood there when nothing was changed. Raises Refused."""
        column, before = self._columns[editor], self._view.records.value_at(index.row(), index.column())
        if not isinstance(editor, editors.Editor):
            return before
        if masking.is_hidden(column):
            if editor.text() == str(index.data() or ""):
                return before
            if masking.is_starred_out(editor.text()):
                sentence = (
                    f"{column.label}：里面还有遮盖用的星号，没有改动。请把这一格整个重新填写，或打开这条记录再改。"
                )
                raise Refused(sentence, field=column.key)
        value = editors.read_editor(editor, column, self._setting.today)
        is_same = isinstance(value, Reference) and isinstance(before, Reference) and value.name == before.name
        return before if is_same and isinstance(value, Reference) and value.id is None else value

    @override
    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if not isinstance(editor, editors.Editor) or editor not in self._columns:
            return
        try:
            value = self.read(editor, index)
        except Refused:
            return  # said when the key was pressed; the editor stays
        records = self._view.records
        before, record_id = records.value_at(index.row(), index.column()), records.typed_id(index.row())
        if record_id is not None and value != before:
            self._view.typed.emit(Typed(record_id, self._columns[editor].key, before, value, editor.text()))

    @override
    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """Over the cell, as high as its text needs, and never beyond the table."""
        rect: QRect = option.rect  # type: ignore[attr-defined]
        room = self._view.viewport().rect()
        wanted = QSize(max(rect.width(), _LEAST_WIDTH), max(rect.height(), editor.minimumSizeHint().height()))
        if isinstance(editor, editors.LongEdit):
            wanted = QSize(max(rect.width(), _LEAST_LONG), editor.height())
        place = QRect(rect.topLeft(), wanted)
        place.moveRight(min(place.right(), max(room.right(), wanted.width() - 1)))
        place.moveBottom(min(place.bottom(), max(room.bottom(), wanted.height() - 1)))
        editor.setGeometry(place)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        leaves = event.type() == QEvent.Type.FocusOut and isinstance(watched, QWidget) and watched in self._columns
        if leaves and self._complaint(watched):  # type: ignore[arg-type]
            return False  # what cannot be read is not thrown away: the cell stays open
        return super().eventFilter(watched, event)

    def _complaint(self, editor: QWidget) -> str:
        """Why an open editor cannot be left; empty when it can."""
        try:
            self.read(editor, self._view.currentIndex())
        except Refused as refusal:
            return refusal.sentence
        return ""

    @override
    def _key(self, editor: QWidget, event: QKeyEvent) -> bool | None:
        if isinstance(editor, LookupEdit) and editor.wants(event):
            return False
        is_line = event.key() in ENTER and bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if isinstance(editor, editors.LongEdit) and is_line:
            editor.insertPlainText("\n")
            return True
        is_back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.key() in (*ENTER, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            take_marked(editor)
        if event.key() in ENTER:
            return self._finish(editor, down=-1 if is_back else 1)
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return self._finish(editor, right=-1 if event.key() == Qt.Key.Key_Backtab else 1)
        return super()._key(editor, event)

    def _finish(self, editor: QWidget, *, down: int = 0, right: int = 0) -> bool:
        """Take over what was typed and go on; what cannot be read keeps the editor open and says why."""
        sentence = self._complaint(editor)
        if sentence:
            self.complain(editor, sentence)
            return True
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        self._view.step(down, right)
        return True

    def complain(self, editor: QWidget, sentence: str) -> None:
        """Mark an editor and say why."""
        restyle(editor, "wrong", value=True)
        editor.setAccessibleDescription(sentence)
        editor.setToolTip(sentence)
        self._view.refused.emit(sentence)

    def put_back(self, text: str, sentence: str) -> None:
        """Put into the cell just opened what was typed there and refused, with the reason."""
        editor = self._view.indexWidget(self._view.currentIndex())
        if isinstance(editor, editors.Editor) and editor in self._columns:
            editor.put(text)
            if sentence:
                self.complain(editor, sentence)

    def take_away(self) -> Typed | None:
        """Close the open cell without writing it; what was typed in it."""
        index = self._view.currentIndex()
        editor, record_id = self._view.indexWidget(index), self._view.records.typed_id(index.row())
        if not isinstance(editor, editors.Editor) or editor not in self._columns or record_id is None:
            return None
        before = self._view.records.value_at(index.row(), index.column())
        typed = Typed(record_id, self._columns[editor].key, before, None, editor.text())
        self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.RevertModelCache)
        return typed


def store(page: LedgerPage, typed: Typed) -> None:
    """Write what was typed into a cell; the table shows it at once, and a cell that is refused is opened again."""
    table, model, actor = page.table, page.model, page.operation.desk.actor
    model.put(typed.record_id, typed.key, typed.value)

    def refused(refusal: Refused) -> None:
        sentence = " ".join(gap.sentence for gap in refusal.missing) or refusal.sentence
        model.put(typed.record_id, typed.key, typed.before)
        table.reopen(typed, sentence)
        page.operation.refused.emit(sentence)

    page.operation.write(
        lambda unit: cell_changes.write_cell(
            unit, actor=actor, ledger=page.ledger.name, record_id=typed.record_id, key=typed.key, before=typed.before,
            value=typed.value,
        ),
        owner=page,
        failed=refused,
    )  # fmt: skip
