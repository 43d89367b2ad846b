"""The page of one ledger: tool bar, filters, record table, and the form beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QSplitter,
    QStackedWidget,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.rules.flows import FLOWS
from app.rules.paper_marks import BLANK, UNREADABLE
from app.services import listing, records, undo
from app.services.changes import ChangeKind, Changes
from app.ui import key_table, moving, next_step, offering, sheet_menus
from app.ui.arranging import Arranging
from app.ui.empty_list import EmptyList
from app.ui.filter_bar import FilterBar
from app.ui.key_table import Where
from app.ui.record_table import ENTRY, RecordModel
from app.ui.record_view import RecordView
from app.ui.selection_totals import SelectionTotals
from app.ui.view_menu import ViewButton
from db.ask import Ask, Filter, Op
from db.declare import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QHideEvent, QShowEvent

    from app.services.drafts import Draft
    from app.services.table_page import TablePage
    from app.ui.entry_row import EntryKeeper
    from app.ui.filter_row import FilterRow
    from app.ui.form import RecordForm
    from app.ui.operation import Operation
    from app.ui.peek import Peek
    from db.declare import Ledger
    from db.unit import UnitOfWork
    from db.values import Value

_PAPER_ONLY = (ChangeKind.PRINTED, ChangeKind.SETTINGS, ChangeKind.TABLE)
BAR = (
    "new", "open", "duplicate", "void", "restore", "", "undo", "redo", "", "print", "columns", "refresh", "", "voided",
)  # fmt: skip
NARROW_BAR = ("new", "void", "restore", "print")
"""The tool bar while a form takes most of the page; the menus and keys still have everything."""
FORM_SHARE = (38, 62)
"""How table and form share the width, in percent."""


class LedgerPage(QWidget):
    """One ledger to work in.

    Signals: `dirty_changed(bool)` when its form holds unsaved work; `open_record(ledger, id)` to follow a link;
    `register_wanted(ledger, name)` to enter a name no register knows; `told(sentence)` for the status line;
    `summed(words)` what the selected cells add up to.
    """

    dirty_changed = Signal(bool)
    open_record = Signal(str, int)
    register_wanted = Signal(str, str)
    told = Signal(str)
    summed = Signal(str)

    def __init__(self, operation: Operation, ledger: Ledger, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.operation = operation
        self.ledger = ledger
        self.form: RecordForm | None = None
        self._sort: tuple[tuple[str, bool], ...] = ()
        self._stale = True
        self._started = False
        self._voided = False
        self.model = RecordModel(operation, ledger, self, takes_entries=True)
        self.table = RecordView(self.model, self)
        self.arranging = Arranging(self)
        self.filters = FilterBar(operation, ledger, self)
        self.views_button = ViewButton(self)
        self.filters.line.addWidget(self.views_button)
        self.filter_row: FilterRow | None = None
        self.actions_by_name: dict[str, QAction] = {}
        self.entry_keeper: EntryKeeper | None = None
        self.peek: Peek | None = None
        self._make_actions()
        self._build()
        self._connect()

    # -- how it is built ----------------------------------------------------------------------------------------

    def _make_actions(self) -> None:
        here, table = self, self.table
        rows: tuple[tuple[str, str, QWidget, Callable[[], object]], ...] = (
            ("new", "新建", here, self.new_record),
            ("open", "打开", table, self._open_current),
            ("duplicate", "复制整条", here, self.duplicate),
            ("void", "作废", table, self.void),
            ("restore", "恢复", here, self.restore),
            ("undo", "撤销", here, self.undo),
            ("redo", "重做", here, self.redo),
            ("print", "打印预览", here, self.print_preview),
            ("print_forms", "成套打印表单…", here, self.print_forms),
            ("columns", "列…", here, self.arranging.choose),
            ("refresh", "刷新", here, self.refresh),
            ("voided", "作废的", here, self._show_voided),
            ("number", "按编号查找", here, self.go_to_number),
            ("next_match", "下一条查到的", here, lambda: moving.match(self, 1)),
            ("previous_match", "上一条查到的", here, lambda: moving.match(self, -1)),
            ("next_record", "下一条", here, lambda: moving.step(self, 1)),
            ("previous_record", "上一条", here, lambda: moving.step(self, -1)),
            ("type", "在表格末尾录入", here, self._type_in_table),
            ("next_step", "办理下一步…", here, lambda: next_step.take(self)),
            ("import", "导入表格…", here, lambda: sheet_menus.import_sheet(self)),
            ("paste", "粘贴", table, lambda: sheet_menus.paste(self)),
            ("paste_new", "粘贴为新记录…", table, lambda: sheet_menus.paste(self, as_new=True)),
            ("fill_down", "向下填充", table, lambda: sheet_menus.fill_down(self)),
            ("ditto", "同上一条", table, lambda: sheet_menus.fill_down(self, one=True)),
            ("tidy", "清理文字…", table, lambda: sheet_menus.tidy(self)),
            ("blank", "纸面空白（再按取消）", table, lambda: sheet_menus.mark_paper(self, BLANK)),
            ("unreadable", "纸面字迹不清（再按取消）", table, lambda: sheet_menus.mark_paper(self, UNREADABLE)),
            ("freeze", "冻结到这一列（再按取消）", table, self.table.freeze),
            ("filter_row", "筛选行", here, self.turn_filter_row),
            ("views", "保存的视图…", here, self.views_button.open),
            ("export", "导出表格…", here, lambda: sheet_menus.export(self)),
            ("batch_edit", "批量修改…", table, self.batch_edit),
            ("batch_steps", "批量办理…", table, self.batch_steps),
        )
        for name, text, owner, slot in rows:
            self._make_action(name, text, owner, slot)
        offering.hold(self.actions_by_name, offering.PAGE, self.operation.desk.actor)
        offering.hold_page(self.actions_by_name, self.operation.desk)
        for name in ("voided", "filter_row"):
            self.actions_by_name[name].setCheckable(True)
        self.actions_by_name["restore"].setVisible(False)
        for name in ("batch_steps", "next_step"):
            self.actions_by_name[name].setVisible(self.ledger.name in FLOWS)
        self.addAction(self.filters.find_action)
        self.filters.find_action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _make_action(self, name: str, text: str, owner: QWidget, slot: Callable[[], object]) -> None:
        action = QAction(text, self)
        is_table = owner is self.table
        action.setShortcuts(key_table.sequences(Where.TABLE if is_table else Where.PAGE, name))
        action.setShortcutContext(
            Qt.ShortcutContext.WidgetShortcut if is_table else Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        shown = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        action.setToolTip(f"{text}（{shown}）" if shown else text)
        action.triggered.connect(lambda: slot())
        owner.addAction(action)
        self.actions_by_name[name] = action

    def _tool_bar(self, names: tuple[str, ...]) -> QToolBar:
        bar = QToolBar(self)
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        more = bar.findChild(QToolButton, "qt_toolbar_ext_button")  # Qt's own, which it does not name
        if more is not None:
            more.setAccessibleName("其余按钮")
        for name in names:
            bar.addAction(self.actions_by_name[name]) if name else bar.addSeparator()
        bar.widgetForAction(self.actions_by_name["new"]).setProperty("main", "true")
        return bar

    def _build(self) -> None:
        title = QLabel(self.ledger.label, self)
        title.setProperty("role", "title")
        head = QHBoxLayout()
        head.addWidget(title)
        head.addSpacing(6)
        head.addWidget(self.filters.count)
        head.addStretch(1)
        self._bars = (self._tool_bar(BAR), self._tool_bar(NARROW_BAR))
        for bar in self._bars:
            head.addWidget(bar)
        self._bars[1].hide()
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.table)
        self.empty = EmptyList(self.ledger, self.actions_by_name["import"], self)
        self.stack.addWidget(self.empty)
        for name in ("paste", "paste_new"):
            sheet_menus.paste_here(self.actions_by_name[name], self.stack)
        left = QWidget(self)
        lines = self._lines = QVBoxLayout(left)
        lines.setContentsMargins(10, 6, 10, 6)
        lines.setSpacing(6)
        lines.addLayout(head)
        lines.addWidget(self.filters)
        lines.addWidget(self.stack, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(5)
        self.splitter.addWidget(left)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.splitter)

    def _connect(self) -> None:
        self.filters.changed.connect(self.reload)
        self.filters.left.connect(self.take_focus)
        self.table.opened.connect(self.show_record)
        self.table.sort_chosen.connect(self._sorted)
        self.table.cell_filter.connect(self._filter_by_cell)
        self.table.choices_of = self.filters.choices_of
        self.table.typed.connect(lambda typed: sheet_menus.store(self, typed))
        self.table.peek_wanted.connect(self._peek)
        self.table.escaped.connect(lambda: self.peek.hide() if self.peek else None)
        self.table.entry_given_up.connect(lambda: sheet_menus.entering(self).give_up())
        self.empty.clear_wanted.connect(self.filters.clear)
        self.empty.back_wanted.connect(self.actions_by_name["voided"].trigger)
        self.empty.new_wanted.connect(self.new_record)
        self.empty.typing_wanted.connect(self._type_in_table)
        self.table.refused.connect(self.operation.refused)
        self.model.loaded.connect(self._loaded)
        self.totals = SelectionTotals(self)
        self.operation.changed.connect(self._changed)

    # -- the list -----------------------------------------------------------------------------------------------

    @property
    def ask(self) -> Ask:
        """The list as it is filtered and sorted now."""
        return Ask(
            self.ledger.name,
            filters=self.filters.filters,
            search=self.filters.search,
            sort=self._sort,
            voided=self._voided,
        )

    @property
    def is_plain(self) -> bool:
        """Whether the list stands unnarrowed in its usual order, from its first row."""
        return self.model.ask == Ask(self.ledger.name) and bool(self.model.first_rows(1))

    def show_ask(self, ask: Ask) -> None:
        """Show exactly the list that was counted somewhere else."""
        self._voided, self._sort = ask.voided, ask.sort
        self.actions_by_name["voided"].setChecked(ask.voided)
        self.filters.set_filters(ask.filters, ask.search)

    def reload(self) -> None:
        """Read the list from its first row."""
        self._read(keep_place=False)

    def refresh(self) -> None:
        """Read the list again, with the same rows in sight and selected."""
        self._read(keep_place=True)

    def _read(self, *, keep_place: bool) -> None:
        self._stale = False
        if self._started:
            self.table.show_list(self.ask, self.arranging.columns, keep_place=keep_place)

    def _start(self) -> None:
        self.views_button.read()
        self._started = True
        self.reload()

    def _loaded(self, page: TablePage) -> None:
        self.filters.show_count(page.total, page.whole)
        had_focus = self.table.hasFocus() or self.empty.button.hasFocus()
        self.stack.setCurrentIndex(0 if page.total or not self.model.entry.is_blank else 1)
        is_narrowed, may_type = bool(self.filters.filters or self.filters.search), self.model.row_of(ENTRY) is not None
        self.empty.show_why(is_narrowed=is_narrowed, is_voided=self._voided, may_type=may_type)
        if had_focus:
            self.take_focus()

    def _type_in_table(self) -> None:
        """Go to the blank row at the foot of the table, also where the list is empty."""
        if self.model.row_of(ENTRY) is not None:
            self.stack.setCurrentIndex(0)
            self.take_focus()
            self.table.seek_entry(())

    def _sorted(self, sort: tuple[tuple[str, bool], ...]) -> None:
        self._sort = sort
        self.reload()

    def _show_voided(self) -> None:
        self._voided = self.actions_by_name["voided"].isChecked()
        for name in ("void", "new", "type", "duplicate", "import", *offering.TYPING, "batch_edit", "batch_steps"):
            self.actions_by_name[name].setEnabled(not self._voided)
        self.actions_by_name["restore"].setVisible(self._voided)
        self.reload()

    def _filter_by_cell(self, key: str, text: str) -> None:
        if not text:
            self.filters.add(Filter(key, Op.EMPTY))
        elif key == "number" or self.ledger.column(key).kind in (Kind.TEXT, Kind.LONG):
            self.filters.add(Filter(key, Op.IS if key == "number" else Op.CONTAINS, text))
        else:
            words = f"{key}={text}"
            self.operation.read(
                lambda unit: listing.condition(unit, ledger=self.ledger, text=words), self.filters.add, owner=self
            )

    def take_focus(self) -> None:
        """Put the focus where work goes on: in the table, or on the button that an empty list offers."""
        target = self.empty.button if self.stack.currentIndex() else self.table
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def turn_filter_row(self) -> None:
        """Show or hide the row of lines over the heads that filter by column."""
        if self.filter_row is None:
            from app.ui.filter_row import FilterRow  # late: a list is shown before it is filtered

            self.filter_row = FilterRow(self)
            self.filter_row.left.connect(self.take_focus)
            self._lines.insertWidget(self._lines.indexOf(self.stack), self.filter_row)
        self.filter_row.turn(is_on=self.actions_by_name["filter_row"].isChecked())
        if self.filter_row.isHidden():
            self.take_focus()

    # -- what changed elsewhere ---------------------------------------------------------------------------------

    def _changed(self, changes: Changes, _initiator: object) -> None:
        if changes.kind in _PAPER_ONLY or changes.ledger not in (self.ledger.name, ""):
            return
        self._stale = True
        if self.isVisible():
            self.refresh()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.summed.emit("")

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.totals.add_up()
        if not self._started:
            self.arranging.read(self._start)
        elif self._stale:
            self.refresh()

    # -- records ------------------------------------------------------------------------------------------------

    def _ready_form(self) -> RecordForm | None:
        """The form, free to show another record; None when the clerk stays with the one that is open."""
        if self.form is None:
            from app.ui.form import RecordForm  # late: a page is shown before its first form is needed

            self.form = RecordForm(self.operation, self.ledger, self)
            self.form.saved.connect(self._form_saved)
            self.form.closed.connect(self._form_closed)
            self.form.open_record.connect(self.open_record)
            self.form.dirty_changed.connect(lambda _is_dirty: self.dirty_changed.emit(self.is_dirty))
            self.form.register_wanted.connect(self.register_wanted)
            self.form.told.connect(self.told)
            self.form.end_wanted.connect(lambda last: moving.end(self, last=last))
            self.splitter.addWidget(self.form)
            QTimer.singleShot(0, self._share_width)  # a splitter forgets sizes given before it has laid itself out
        elif self.form.isVisible() and not self.form.leave():
            return None
        self.form.show()
        if self.peek is not None:
            self.peek.hide()
        self._set_narrow(is_narrow=True)
        # Keys pressed before the form has read its record must not act on the list behind it.
        self.form.setFocus(Qt.FocusReason.OtherFocusReason)
        return self.form

    def _set_narrow(self, *, is_narrow: bool) -> None:
        """Leave number, marks and matter of the list beside a form, or show it whole again."""
        for bar, is_shown in zip(self._bars, (not is_narrow, is_narrow), strict=True):
            bar.setVisible(is_shown)
        self.filters.set_narrow(is_narrow=is_narrow)
        self.table.set_narrow(is_narrow=is_narrow)

    def _share_width(self) -> None:
        self.splitter.setSizes([self.splitter.width() * share // 100 for share in FORM_SHARE])

    def new_record(self, values: dict[str, Value] | None = None) -> None:
        """Open an empty form, or one that begins with these values."""
        self.begin_record(values or {})

    def begin_record(self, values: Mapping[str, Value], *, at: str = "") -> bool:
        """Open a form that begins with these values, the cursor in a field if one is named; False when another stays
        open.
        """
        form = self._ready_form()
        if form is not None:
            form.carry.begins_at = at
            form.new(values)
        return form is not None

    def show_record(self, record_id: int) -> bool:
        """Open a record in the form; False when another stays open."""
        form = self._ready_form()
        if form is not None:
            self.table.select_record(record_id)
            form.open(record_id)
        return form is not None

    def _show(self, record_id: int) -> None:
        self.show_record(record_id)

    def _peek(self) -> None:
        """Space: a look at the record of the current row."""
        if self.peek is None:
            from app.ui.peek import Peek

            self.peek = Peek(self)
        self.peek.turn()

    def resume(self, draft: Draft) -> None:
        """Go on in the form with what was typed and not saved."""
        form = self._ready_form()
        if form is not None:
            form.keeper.resume(draft)

    def _open_current(self) -> None:
        found = self.table.current_id()
        if found is not None:
            self.show_record(found)
        elif self.model.is_entry(self.table.currentIndex().row()):
            sheet_menus.entering(self).open_form()
        else:
            self._say_choose("打开")

    def _say_choose(self, doing: str) -> None:
        self.told.emit(f"请先选中一条记录，再{doing}。")

    def _form_saved(self, changes: Changes) -> None:
        if changes.kind is ChangeKind.ADDED and changes.ids:
            self.table.expect_record(changes.ids[0])

    def _form_closed(self) -> None:
        if self.form is not None:
            self.form.hide()
            self._set_narrow(is_narrow=False)
        self.take_focus()

    @property
    def is_dirty(self) -> bool:
        """Whether the form, or the blank row of the table, holds unsaved work."""
        return self.is_form_dirty or not self.model.entry.is_blank

    @property
    def is_form_dirty(self) -> bool:
        """Whether the form holds unsaved work."""
        return self.form is not None and self.form.isVisibleTo(self) and self.form.is_dirty()

    def leave(self) -> bool:
        """Whether the page may be closed; asks when something typed is not saved."""
        may_leave_row = self.model.entry.is_blank or sheet_menus.entering(self).leave()
        return may_leave_row and (not self.is_form_dirty or self.form is None or self.form.leave())

    def duplicate(self) -> None:
        """Begin a new record with what the current one holds, names left out; typing writes over what it is about."""
        record_id = self.table.current_id()
        if record_id is None:
            self._say_choose("复制")
            return

        def values(unit: UnitOfWork) -> dict[str, Value]:
            record = records.get(unit, ledger=self.ledger.name, record_id=record_id)
            return records.duplicate_values(self.ledger, record, unit.clock.today())

        def begin(found: dict[str, Value]) -> None:
            self.begin_record(found, at=self.ledger.matter)

        self.operation.read(values, begin, owner=self)

    def void(self) -> None:
        """Void the selected records, with one reason for all."""
        ids = self.table.selected_ids()
        if not ids:
            self._say_choose("作废")
        if not ids or self._voided:
            return
        words = "作废原因（记录和编号保留，可以恢复）："
        title = "作废" if len(ids) == 1 else f"作废 {len(ids)} 条"
        reason, done = QInputDialog.getText(self, title, words)
        if done:
            self._write_each(ids, "作废", ChangeKind.VOIDED, lambda unit, one: records.void(
                unit, actor=self.operation.desk.actor, ledger=self.ledger.name, record_id=one, reason=reason
            ))  # fmt: skip

    def batch_edit(self) -> None:
        """Change one column of the selected records."""
        from app.ui.batch_dialog import BatchEditDialog

        if ids := self.table.selected_ids():
            BatchEditDialog(self.operation, self.ledger, ids, self).open()

    def batch_steps(self) -> None:
        """Take one step for the selected records."""
        from app.ui.batch_dialog import BatchStepDialog

        if ids := self.table.selected_ids():
            BatchStepDialog(self.operation, self.ledger, ids, self).open()

    def restore(self) -> None:
        """Let the selected voided records stand again."""
        ids = self.table.selected_ids()
        if ids and self._voided:
            self._write_each(ids, "恢复", ChangeKind.RESTORED, lambda unit, one: records.restore(
                unit, actor=self.operation.desk.actor, ledger=self.ledger.name, record_id=one
            ))  # fmt: skip

    def _write_each(
        self, ids: tuple[int, ...], verb: str, kind: ChangeKind, act: Callable[[UnitOfWork, int], Changes]
    ) -> None:
        """Do the same to several records in one step: all of them or none."""

        def work(unit: UnitOfWork) -> Changes:
            done = [act(unit, one) for one in ids]
            return done[0] if len(done) == 1 else Changes(f"{verb} {len(done)} 条", kind, self.ledger.name, ids)

        self.operation.write(work, owner=self)

    def undo(self) -> None:
        """Take back the operator's last step of today."""
        self.operation.write(lambda unit: undo.undo(unit, actor=self.operation.desk.actor), owner=self)

    def redo(self) -> None:
        """Do again what was last undone."""
        self.operation.write(lambda unit: undo.redo(unit, actor=self.operation.desk.actor), owner=self)

    def go_to_number(self) -> None:
        """Open the record of a number the clerk types (2014-12 will do)."""
        number, done = QInputDialog.getText(self, "按编号查找", f"{self.ledger.label}编号，如 2014-12；今年的只写 12：")
        if done and number.strip():
            self.operation.read(
                lambda unit: records.find(unit, ledger=self.ledger, number=number.strip()).id,
                self._show,
                owner=self,
            )

    def print_preview(self) -> None:
        """Show the very paper of the list as it is filtered now."""
        from app.ui.preview import PreviewDialog

        PreviewDialog(self.operation, self.ledger, self.ask, self, selected=self.table.selected_ids()).open()

    def print_forms(self) -> None:
        """Show one of the office's forms for every record that is selected, or for the whole list, as one job."""
        from app.services import forms
        from app.ui.form_preview import FormSetPreview

        if forms.of(self.ledger.name):
            FormSetPreview(self.operation, self.ask, self, selected=self.table.selected_ids()).open()
        else:
            self.told.emit(f"{self.ledger.label}没有可以成套打印的表单。")
