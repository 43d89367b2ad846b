"""The view of the record table: sorting by heads, copying, filtering by a cell, layout that stays as it was left."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QMenu, QStyledItemDelegate, QTableView
from typing_extensions import override

from app.services import guarding, table_page
from app.services.office import TableLayout
from app.ui import key_table
from app.ui.key_table import Where
from app.ui.keys import open_choices, opens_choices
from app.ui.record_table import ENTRY
from db.declare import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
    from PySide6.QtWidgets import QAbstractItemDelegate, QStyleOptionViewItem, QWidget

    from app.services.table_page import TablePage
    from app.ui.frozen_columns import FrozenColumns
    from app.ui.grid_entry import Typed
    from app.ui.record_table import Index, RecordModel
    from db.ask import Ask

ROW_ROOM = 7
"""Pixels above and below the lines of a row together."""
WRITE_AFTER = 800
"""Milliseconds after the last change of a layout until it is written."""
NARROWEST, WIDEST = 60, 420
LEAST_FITTED, MOST_FITTED = 16, 44
"""Characters between which the matter is fitted into the width there is."""
LEAST_MATTER, LEAST_MARKS, MOST_MARKS = 6, 3, 6
"""Characters beside a form: of the matter before the marks give way, and of the marks."""
_EMS = {Kind.LONG: 24, Kind.DATE: 7, Kind.FUZZY_DATE: 8, Kind.FLAG: 5, Kind.TIME: 5, Kind.COUNT: 6, Kind.MONEY: 8}
MOST_STILL = 0.7
"""The part of the width that columns standing still may take."""
_THIS_ROW = QColor("#e7f0f7")


class RowDelegate(QStyledItemDelegate):
    """Tints the row of the current cell, so that the eye finds the record."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view = self.parent()
        if isinstance(view, RecordView):
            view.paint_ground(painter, option, index)
        super().paint(painter, option, index)


class RecordView(QTableView):
    """The table of one ledger.

    Signals: `opened(record id)`; `sort_chosen(sort)`; `cell_filter(column key, cell text)`;
    `layout_left(TableLayout)` when the clerk has finished arranging columns.
    """

    opened = Signal(int)
    sort_chosen = Signal(object)
    cell_filter = Signal(str, str)
    layout_left = Signal(object)
    columns_wanted = Signal()
    typed = Signal(object)
    """What was typed into a cell, as `grid_entry.Typed`."""
    refused = Signal(str)
    """Why a cell cannot be typed in, or what was typed cannot be read."""
    chosen = Signal()
    """The selected cells are others now."""
    arranged = Signal()
    """The columns stand otherwise now."""
    entry_left = Signal()
    """The blank row at the foot is done, or another row is the current one."""
    entry_given_up = Signal()
    peek_wanted = Signal()
    """Space: a look at the record of this row, or its end."""
    escaped = Signal()

    def __init__(self, model: RecordModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.records = model
        self.widths: dict[str, int] = {}
        self._keeping: tuple[tuple[int, ...], int | None, int, int] | None = None
        self._expected: int | None = None
        self._arranging = False
        self._lines = 1
        self._is_narrow = False
        self.frozen = 0
        """How many of the first columns stand still."""
        self._still: FrozenColumns | None = None
        self._away: Typed | None = None
        """What was being typed when the list was masked; it comes back with the list."""
        self.replaces = False
        """Whether the cell that opens was begun by a letter, which takes the place of what stood there."""
        self.choices_of: Callable[[str], tuple[str, ...]] = lambda _key: ()
        """The words of the file's campaign for a column of choices."""
        self.setModel(model)
        self.setItemDelegate(RowDelegate(self))
        self.setAccessibleName(f"{model.ledger.label} 记录表")
        self._set_manners()
        self._layout_timer = QTimer(self, singleShot=True, interval=WRITE_AFTER)
        self._layout_timer.timeout.connect(lambda: self.layout_left.emit(self.layout_now()))
        self._add_actions()
        model.modelAboutToBeReset.connect(self._remember_place)
        model.loaded.connect(self._arrived)
        model.covering.connect(self._put_away)
        self.doubleClicked.connect(self._open)

    def _set_manners(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.EditKeyPressed)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        heads = self.horizontalHeader()
        heads.setSectionsMovable(True)
        heads.setSectionsClickable(True)
        heads.setHighlightSections(False)
        heads.setMinimumSectionSize(40)
        heads.setTextElideMode(Qt.TextElideMode.ElideRight)
        heads.setSortIndicatorClearable(True)
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        heads.sectionClicked.connect(self.head_clicked)
        heads.sectionResized.connect(self._width_changed)
        heads.sectionMoved.connect(self._moved)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        rows.setHighlightSections(False)
        self.set_lines(1)

    def _add_actions(self) -> None:
        for text, name, slot in (
            ("复制单元格", "copy", lambda: self.copy(with_heads=False)),
            ("连同表头复制", "copy_heads", lambda: self.copy(with_heads=True)),
            ("只看与此格相同的", "only_this", self._filter_by_cell),
        ):
            action = QAction(text, self)
            action.setShortcuts(key_table.sequences(Where.TABLE, name))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(slot)
            self.addAction(action)

    def set_lines(self, lines: int) -> None:
        """Give each row room for so many lines of text."""
        self._lines = lines
        self.setWordWrap(lines > 1)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() * lines + ROW_ROOM)

    # -- the list -----------------------------------------------------------------------------------------------

    def show_list(self, ask: Ask, columns: tuple[str, ...] | None = None, *, keep_place: bool = False) -> None:
        """Show a list; with `keep_place` the same rows stay in sight and selected."""
        top = self.rowAt(0) if keep_place else 0
        self.records.show_list(ask, columns, around=max(0, top))
        if not keep_place:
            self._keeping = ((), None, 0, 0)

    def _remember_place(self) -> None:
        if self._keeping is not None:
            return
        current = self.currentIndex()
        ids = tuple(filter(None, (self.records.id_at(row) for row in self.selected_rows())))
        self._keeping = (ids, self.records.typed_id(current.row()), self.verticalScrollBar().value(), current.column())

    def _arrived(self, _page: TablePage) -> None:
        ids, current, scroll, column = self._keeping or ((), None, 0, 0)
        self._keeping = None
        expected, self._expected = self._expected, None
        if expected is not None and self.records.row_of(expected) is not None:
            ids, current = (expected,), expected
        self._arrange()
        self._show_sort()
        self.verticalScrollBar().setValue(scroll)
        chosen = QItemSelection()
        for record_id in ids:
            row = self.records.row_of(record_id)
            if row is not None:
                chosen.select(self.records.index(row, 0), self.records.index(row, self.records.columnCount() - 1))
        row = self.records.row_of(current) if current is not None else None
        if row is None and self.records.rowCount():
            row = 0 if not scroll else max(0, self.rowAt(0))
        if row is not None:
            self.selectionModel().setCurrentIndex(
                self.records.index(row, max(0, column)), QItemSelectionModel.SelectionFlag.NoUpdate
            )
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if current == ENTRY:
            self.scrollTo(self.currentIndex())
        if self._away is not None and self.records.is_typed_in:
            away, self._away = self._away, None
            self.reopen(away, "")

    def selected_rows(self) -> list[int]:
        """The rows of records of which a cell is selected, the current one when none is; rising."""
        rows = {
            row for part in self.selectionModel().selection().toList() for row in range(part.top(), part.bottom() + 1)
        }
        if not rows and self.currentIndex().isValid():
            rows = {self.currentIndex().row()}
        return sorted(row for row in rows if not self.records.is_entry(row))

    def selected_ids(self) -> tuple[int, ...]:
        """The records of the selected rows, as far as their pages are here."""
        return tuple(found for row in self.selected_rows() if (found := self.records.id_at(row)) is not None)

    def current_id(self) -> int | None:
        """The record of the current row."""
        return self.records.id_at(self.currentIndex().row())

    def select_record(self, record_id: int) -> bool:
        """Make a record the current one; False when its row is not here."""
        row = self.records.row_of(record_id)
        if row is None:
            return False
        self.setCurrentIndex(self.records.index(row, 0))
        return True

    def expect_record(self, record_id: int) -> None:
        """Make a record the current one when the list that is being read has it: what is done next is done to it."""
        if not self.select_record(record_id):
            self._expected = record_id

    # -- sorting and layout -------------------------------------------------------------------------------------

    def head_clicked(self, section: int) -> None:
        """Sort by a column: rising, falling, none: one step further at each click."""
        key = self.records.columns[section]
        if key == table_page.MARKS:
            self._show_sort()
            return
        sort = self.records.ask.sort
        present = dict(sort[:1]).get(key)
        self.sort_chosen.emit({None: ((key, False),), False: ((key, True),), True: ()}[present])

    def _show_sort(self) -> None:
        heads = self.horizontalHeader()
        sort = self.records.ask.sort
        heads.setSortIndicatorShown(bool(sort))
        if sort and sort[0][0] in self.records.columns:
            order = Qt.SortOrder.DescendingOrder if sort[0][1] else Qt.SortOrder.AscendingOrder
            heads.setSortIndicator(self.records.columns.index(sort[0][0]), order)

    def _width_changed(self, section: int, _old: int, width: int) -> None:
        if not self._arranging and not self._is_narrow and width and section < len(self.records.columns):
            self.widths[self.records.columns[section]] = width
            self._layout_timer.start()
            self.follow_frozen()

    def _moved(self) -> None:
        if not self._arranging:
            self._layout_timer.start()
            self.follow_frozen()

    @contextmanager
    def _by_itself(self) -> Iterator[None]:
        """What the header does meanwhile is no wish of the clerk's and is not kept."""
        before, self._arranging = self._arranging, True
        yield
        self._arranging = before

    def _arrange(self) -> None:
        with self._by_itself():
            heads = self.horizontalHeader()
            for place, key in enumerate(self.records.columns):
                heads.moveSection(heads.visualIndex(place), place)
                self.setColumnHidden(place, self._is_narrow and key not in self._leading())
                heads.setSectionResizeMode(place, QHeaderView.ResizeMode.Interactive)
                self.setColumnWidth(place, self.widths.get(key) or self._usual_width(key))
            self._fit_narrow() if self._is_narrow else self._fit_matter()
            self.follow_frozen()
        self.arranged.emit()

    # -- columns that stand still -------------------------------------------------------------------------------

    def plain_delegate(self) -> QStyledItemDelegate:
        """What paints cells that are not typed in."""
        return RowDelegate(self)

    def _frozen_places(self) -> list[int]:
        """The columns that stand still: never so many that nothing is left to scroll."""
        places = [] if self._is_narrow else self.columns_in_sight()[: self.frozen]
        while places and sum(map(self.columnWidth, places)) > self.viewport().width() * MOST_STILL:
            places.pop()
        return places

    def is_frozen(self, place: int) -> bool:
        """Whether a column stands still."""
        return place in self._frozen_places()

    def frozen_width(self) -> int:
        """How many pixels at the left stand still."""
        return sum(map(self.columnWidth, self._frozen_places()))

    def follow_frozen(self) -> None:
        """Bring the columns that stand still over the table, as it is arranged now."""
        places = self._frozen_places()
        if self._still is None and places:
            from app.ui.frozen_columns import FrozenColumns  # late: few freeze columns

            self._still = FrozenColumns(self)
        if self._still is not None:
            self._still.follow(places)

    def freeze(self) -> None:
        """Let the columns up to the current one stand still; all scroll again when they did already."""
        seen, place = self.columns_in_sight(), self.currentIndex().column()
        wanted = seen.index(place) + 1 if place in seen else 1
        self.frozen = 0 if wanted == self.frozen else wanted
        self.follow_frozen()
        self.arranged.emit()
        self._layout_timer.start()

    @override
    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """As ever, and out from under the columns that stand still."""
        super().scrollTo(index, hint)
        hidden = self.frozen_width() - self.columnViewportPosition(index.column())
        if self.frozen and hidden > 0 and not self.is_frozen(index.column()):
            bar = self.horizontalScrollBar()
            bar.setValue(bar.value() - hidden)

    def set_narrow(self, *, is_narrow: bool) -> None:
        """Show number, marks and matter alone, the matter as wide as there is room; or all columns as before."""
        if is_narrow != self._is_narrow:
            with self._by_itself():
                self._is_narrow = is_narrow
                self.verticalHeader().setVisible(not is_narrow)
                self._arrange()
            self.scrollTo(self.currentIndex())

    def _leading(self) -> tuple[str, ...]:
        """The columns of the narrow list; when the clerk hid the matter, the first of the others stands for it."""
        columns, matter = self.records.columns, self.records.ledger.matter
        others = [key for key in columns if key not in table_page.STANDING]
        return (*table_page.STANDING, matter if matter in columns else next(iter(others), ""))

    def _fit_narrow(self) -> None:
        """The matter gets what number and marks leave; where that is too little, the marks give way."""
        metrics, em, columns = self.fontMetrics(), self.fontMetrics().horizontalAdvance("汉"), self.records.columns
        number = metrics.horizontalAdvance(f"{self.records.ledger.prefix}〔2014〕100号") + round(em * 1.2)
        head = self.horizontalHeader().sectionSizeHint(columns.index(self._leading()[-1]))
        left = self.viewport().width() - number - max(LEAST_MATTER * em, head)
        for place, key in enumerate(columns):
            if key == table_page.NUMBER:
                self.setColumnWidth(place, number)
            elif key == table_page.MARKS:
                self.setColumnHidden(place, left < LEAST_MARKS * em)
                self.setColumnWidth(place, min(max(left, LEAST_MARKS * em), MOST_MARKS * em))
            elif key == self._leading()[-1]:
                self.horizontalHeader().setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)

    def _fit_matter(self) -> None:
        """Unless the clerk gave it a width, the matter gives or takes what lets all columns just fill the table."""
        matter = self.records.ledger.matter
        if matter not in self.records.columns or matter in self.widths:
            return
        place, em = self.records.columns.index(matter), self.fontMetrics().horizontalAdvance("汉")
        others = self.horizontalHeader().length() - self.columnWidth(place)
        room = self.viewport().width() - others
        self.setColumnWidth(place, max(em * LEAST_FITTED, min(room, em * MOST_FITTED)))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            with self._by_itself():
                self._fit_narrow() if self._is_narrow else self._fit_matter()
        self.follow_frozen()
        self.arranged.emit()

    def _usual_width(self, key: str) -> int:
        em = self.fontMetrics().horizontalAdvance("汉")
        if key == table_page.NUMBER:
            return self.fontMetrics().horizontalAdvance(f"{self.records.ledger.prefix}〔2014〕1000号") + em
        if key == table_page.MARKS:
            return em * 6
        column = self.records.ledger.column(key)
        ems = 24 if key == self.records.ledger.matter else _EMS.get(column.kind, 9)
        return min(WIDEST, max(NARROWEST, em * max(ems, len(column.label) + 2)))

    def layout_now(self) -> TableLayout:
        """The columns in the order in which they stand, and the widths the clerk gave."""
        heads = self.horizontalHeader()
        order = sorted(range(len(self.records.columns)), key=heads.visualIndex)
        return TableLayout(
            tuple(self.records.columns[place] for place in order), dict(self.widths), self._lines, self.frozen
        )

    # -- typing into cells --------------------------------------------------------------------------------------

    def paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The ground of a cell: tinted in the row of the current one, so that the eye finds the record."""
        if self.currentIndex().row() == index.row():
            painter.fillRect(option.rect, _THIS_ROW)  # type: ignore[attr-defined]

    @override
    def edit(self, index: QModelIndex, trigger: object = None, event: object = None) -> bool:  # type: ignore[override]
        """Open a cell, with the editors of a form; say why where it cannot be typed in."""
        triggers = QAbstractItemView.EditTrigger
        if trigger is None:
            super().edit(index)
            return True
        if trigger not in (triggers.AnyKeyPressed, triggers.EditKeyPressed, triggers.AllEditTriggers):
            return bool(super().edit(index, trigger, event))  # type: ignore[call-overload]
        if not self.records.may_type(index.row(), index.column()):
            self._say_why(index.column())
            return False
        self._ready_to_type()
        self.replaces = trigger == triggers.AnyKeyPressed
        if self._still is not None and self.is_frozen(index.column()):
            self.horizontalScrollBar().setValue(0)
            self._still.hide()  # the cell is typed in below it
        self.records.hold(is_held=True)
        is_open = bool(super().edit(index, trigger, event))  # type: ignore[call-overload]
        editor = self.indexWidget(index)
        if self.state() is not QAbstractItemView.State.EditingState:
            self.records.hold(is_held=False)
        elif isinstance(editor, QLineEdit) and not self.replaces:  # F2 goes on after what stands there
            editor.deselect()
            editor.end(False)
        return is_open

    def _ready_to_type(self) -> None:
        from app.ui.grid_entry import GridDelegate  # late: a table is shown before its first cell is typed in

        if not isinstance(self.itemDelegate(), GridDelegate):
            self.setItemDelegate(GridDelegate(self))

    def _say_why(self, place: int) -> None:
        column = self.records.column_at(place)
        if column is None:
            self.refused.emit("这一栏由程序填写，不能在表格里改。")
        elif self.records.is_typed_in:
            self.refused.emit(guarding.locked_sentence(column))

    @override
    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        self.records.hold(is_held=False)
        self.follow_frozen()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def step(self, down: int, right: int) -> None:
        """Go on from the current cell: down or up a row, or a column in sight to the right or left."""
        index, seen = self.currentIndex(), self.columns_in_sight()
        place = seen.index(index.column()) + right if index.column() in seen else 0
        if self.records.is_entry(index.row()) and (down > 0 or place >= len(seen)):
            self.entry_left.emit()
            self.seek_entry(())
            return
        row = min(max(index.row() + down, 0), self.records.rowCount() - 1)
        self.setCurrentIndex(self.records.index(row, seen[min(max(place, 0), len(seen) - 1)]))

    def seek_entry(self, keys: Iterable[str]) -> None:
        """Go to the blank row at the foot: to the first of some columns in sight, else the first that is typed in."""
        row = self.records.row_of(ENTRY)
        if row is None:
            return
        open_places = [place for place in self.columns_in_sight() if self.records.may_type(row, place)]
        wanted = [place for place in open_places if self.records.columns[place] in set(keys)]
        self.setCurrentIndex(self.records.index(row, next(iter(wanted or open_places), 0)))

    @override
    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # type: ignore[override]
        super().currentChanged(current, previous)
        was_entry = previous.isValid() and self.records.is_entry(previous.row())
        if was_entry and current.isValid() and current.row() != previous.row():
            self.entry_left.emit()

    def _put_away(self) -> None:
        """Close the cell that is typed in, unsaved, and keep its text for the moment the list is shown again."""
        from app.ui.grid_entry import GridDelegate

        delegate = self.itemDelegate()
        if self.state() is QAbstractItemView.State.EditingState and isinstance(delegate, GridDelegate):
            self._away = delegate.take_away()

    def reopen(self, typed: Typed, sentence: str) -> None:
        """Open a cell again with what was typed in it and not taken; not while another one is typed in."""
        row = self.records.row_of(typed.record_id)
        if row is None or self.state() is QAbstractItemView.State.EditingState or typed.key not in self.records.columns:
            return
        self.setCurrentIndex(self.records.index(row, self.records.columns.index(typed.key)))
        self.edit(self.currentIndex())
        from app.ui.grid_entry import GridDelegate

        delegate = self.itemDelegate()
        if isinstance(delegate, GridDelegate):
            delegate.put_back(typed.text, sentence)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Space:  # never a cell begun with a blank
            self.peek_wanted.emit()
        elif key == Qt.Key.Key_Escape:
            is_entry = self.records.is_entry(self.currentIndex().row())
            (self.entry_given_up if is_entry else self.escaped).emit()
        elif opens_choices(event):
            self.edit(self.currentIndex(), QAbstractItemView.EditTrigger.EditKeyPressed, None)
            open_choices(self.indexWidget(self.currentIndex()))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            row = 0 if key == Qt.Key.Key_Home else self.records.total - 1  # the blank row at the foot is no record
            self.setCurrentIndex(self.records.index(max(0, row), max(0, self.currentIndex().column())))
        else:
            super().keyPressEvent(event)

    @override
    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.chosen.emit()

    # -- copying and menu ---------------------------------------------------------------------------------------

    def copy(self, *, with_heads: bool) -> None:
        """Put the selected cells on the clipboard as Excel takes them."""
        from app.ui import copying

        copying.copy(self, with_heads=with_heads)

    def chosen_columns(self) -> list[int]:
        """The columns in sight of which a cell is selected, the current one when none is, as they stand."""
        parts = self.selectionModel().selection().toList()
        chosen = {column for part in parts for column in range(part.left(), part.right() + 1)} or {
            self.currentIndex().column()
        }
        seen = [column for column in chosen if column >= 0 and not self.isColumnHidden(column)]
        return sorted(seen, key=self.horizontalHeader().visualIndex)

    def columns_in_sight(self) -> list[int]:
        """All columns that are not hidden, as they stand."""
        seen = [place for place in range(len(self.records.columns)) if not self.isColumnHidden(place)]
        return sorted(seen, key=self.horizontalHeader().visualIndex)

    def _filter_by_cell(self) -> None:
        index = self.currentIndex()
        row = self.records.row(index.row()) if index.isValid() else None
        if row is not None and self.records.columns[index.column()] != table_page.MARKS:
            self.cell_filter.emit(self.records.columns[index.column()], row.cells[index.column()])

    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.addActions(self.actions())
        menu.addSeparator()
        columns = QAction("显示哪些列…", menu)
        columns.triggered.connect(self.columns_wanted)
        menu.addAction(columns)
        menu.exec(self.viewport().mapToGlobal(place))
        menu.deleteLater()

    def _open(self) -> None:
        found = self.current_id()
        if found is not None:
            self.opened.emit(found)
        elif self.records.is_entry(self.currentIndex().row()):
            self.edit(self.currentIndex(), QAbstractItemView.EditTrigger.EditKeyPressed, None)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.set_lines(self._lines)
            self._arrange()
