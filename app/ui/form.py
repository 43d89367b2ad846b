"""The form of one record: sections of fields, child grids, files, links and history; built from the declaration."""

from __future__ import annotations

import uuid as uuids
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QApplication, QSplitter, QTabWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.rules import reading
from app.rules.refusal import Refused
from app.services import presenting, records, repeats
from app.services.changes import Changes
from app.ui import dialogs, form_correct, form_data, form_paper, form_saving, form_view, revealing, second_saver
from app.ui.attachments_panel import AttachmentsPanel
from app.ui.chain_panel import ChainPanel
from app.ui.child_grid import ChildGrid
from app.ui.draft_keeper import DraftKeeper
from app.ui.editors import Editor, Setting
from app.ui.fields import Field
from app.ui.form_carry import Carry
from app.ui.form_parts import ErrorBar, Head, Section
from app.ui.form_walk import Walk
from app.ui.history_panel import HistoryPanel
from app.ui.keys import EntryKeys, take_marked
from app.ui.links_panel import LinksPanel
from app.ui.raw_words import RawBar
from app.ui.repeats_bar import RepeatsBar
from app.ui.steps_panel import StepsPanel

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent

    from app.rules.years import Closed
    from app.services.attachments import Attachment
    from app.services.links import Link
    from app.ui.form_data import Loaded
    from app.ui.operation import Operation
    from db.ask import ChildRow, Record
    from db.declare import Column, Ledger
    from db.values import Value


class RecordForm(QWidget):
    """Enters and changes records of one ledger.

    Signals: `saved(Changes)` after every save that landed; `closed()` when the clerk leaves; `open_record(ledger, id)`
    to follow a link; `dirty_changed(bool)`; `ready()` when a record (or a blank form) is shown and may be typed in;
    `register_wanted(ledger, name)` to enter a name that no register knows; `told(sentence)` for the status line;
    `left()` when a field was left; `typed()` after every key; `end_wanted(last)` to go to the first or last record.
    """

    saved = Signal(object)
    closed = Signal()
    open_record = Signal(str, int)
    dirty_changed = Signal(bool)
    ready = Signal()
    register_wanted = Signal(str, str)
    told = Signal(str)
    left = Signal()
    typed = Signal()
    end_wanted = Signal(bool)

    def __init__(self, operation: Operation, ledger: Ledger, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("form")
        self.setAccessibleName(f"{ledger.label}登记表")
        self.setAcceptDrops(True)
        self.setStyleSheet(form_view.STYLE)
        self.operation, self.ledger = operation, ledger
        self.fields: dict[str, Field] = {}
        self.grids: dict[str, ChildGrid] = {}
        self.sections: list[Section] = []
        self.keys = EntryKeys(self)
        self.walk = Walk(self)
        self.steps: StepsPanel | None = None
        self.record: Record | None = None
        self.closed_year: Closed | None = None
        self.carry = Carry(self)
        self._columns: Mapping[str, Column] = {}
        self._base: dict[str, Value] = {}
        self.uuid = ""
        self._ticket = 0
        self._sent: dict[str, object] | None = None
        self.after = ""
        self._was_dirty = False
        self.star = self.star_before = False
        self._build()
        self._connect()
        self.keeper = DraftKeeper(self)

    def _build(self) -> None:
        self.head = Head(has_star=self.ledger.find(form_data.STARRED) is not None)
        self.errors = ErrorBar()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(f"{self.ledger.label}的各部分")
        self.area, self._inner = form_view.scroll_area()
        self._splitter = QSplitter(Qt.Orientation.Vertical)
        self._splitter.addWidget(self.area)
        self._splitter.addWidget(self.tabs)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 0)
        self._splitter.setSizes(form_view.HEIGHTS)
        self._splitter.setHandleWidth(5)
        self._splitter.setChildrenCollapsible(False)
        self.actions_by_name = form_view.add_actions(self)
        self.footer = form_view.Footer(self.actions_by_name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 5)
        layout.setSpacing(5)
        for widget in (self.head, self.errors, self._splitter, self.footer):
            layout.addWidget(widget, 1 if widget is self._splitter else 0)
        if self.ledger.name == repeats.PETITIONS:
            layout.insertWidget(2, RepeatsBar(self))
        self.raw_bar = RawBar(self)
        layout.insertWidget(1, self.raw_bar)

    def _connect(self) -> None:
        self.head.jump.connect(self.walk.jump)
        self.head.follow_up.connect(lambda: self.walk.jump("follow_up_on"))
        self.head.star_toggled.connect(self._starred)
        self.errors.jump.connect(self.walk.jump)
        self.keys.forward.connect(self.walk.forward)
        self.keys.back.connect(self.walk.back)
        self.keys.escape.connect(self._escape)
        self.operation.changed.connect(self._hear)
        self.operation.others_saved.connect(self._hear_others)

    # -- showing a record ---------------------------------------------------------------------------------------------

    def new(self, values: Mapping[str, Value] | None = None, *, uuid: str = "") -> None:
        """Show a blank form; with values, one that starts with them; with the uuid of a draft, one that goes on."""
        self.begin(uuid)
        given = dict(values or {})
        self._load(None, lambda loaded: self._show_new(loaded, given))

    def open(self, record_id: int, *, uuid: str = "") -> None:
        """Show a stored record; with the uuid of a draft, to go on with that."""
        self.begin(uuid)
        self._load(record_id, self._show_record)

    def begin(self, uuid: str = "") -> None:
        """From now on what is typed belongs to another draft: its uuid is the one a new record is saved under."""
        self.uuid = uuid or uuids.uuid4().hex

    def _load(self, record_id: int | None, show: Callable[[Loaded], None]) -> None:
        self._ticket += 1
        ticket, ledger, actor = self._ticket, self.ledger, self.operation.desk.actor
        self.setEnabled(False)
        self.operation.read(
            lambda unit: form_data.load(unit, ledger=ledger, actor=actor, record_id=record_id),
            lambda loaded: self._arrive(loaded, ticket, show),
            owner=self,
            failed=self.show_refusal,
        )

    def _arrive(self, loaded: Loaded, ticket: int, show: Callable[[Loaded], None]) -> None:
        if ticket != self._ticket:
            return
        if not self.sections:
            self._make_parts(loaded)
        self.carry.take(loaded)
        self.walk.chain()
        self.setEnabled(True)
        self.errors.show_errors(())
        show(loaded)
        self._changed()
        self._fit()
        self.area.verticalScrollBar().setValue(0)
        self.walk.focus_first()
        self.ready.emit()

    def _make_parts(self, loaded: Loaded) -> None:
        """Make sections, grids and panels; only now are today and the campaign's words known."""
        self._setting = Setting(self.operation, loaded.today, partial(form_view.place_of, self))
        self._columns = loaded.columns
        for title, columns in form_data.sections(self.ledger).items():
            section = Section(title, [loaded.columns[column.key] for column in columns], self._make_field)
            section.opened.connect(self.walk.chain)
            self.sections.append(section)
            self._inner.insertWidget(self._inner.count() - 1, section)
            section.show()
        for child in self.ledger.children:
            grid = ChildGrid(child, loaded.children[child.name], self._setting)
            grid.changed.connect(self._changed)
            grid.typed.connect(self.typed)
            grid.finished.connect(self.walk.finish)
            grid.left_back.connect(lambda: self.walk.focus(self.walk.order()[-1]))
            grid.escaped.connect(self._leave)
            grid.view.register_wanted.connect(form_view.registrar(self))
            grid.model.looked.connect(lambda key, name=child.name: revealing.tell_row(self, name, key))
            self.grids[child.name] = grid
            self.tabs.addTab(grid, child.label)
        self._make_panels()

    def _make_panels(self) -> None:
        self.attachments = AttachmentsPanel(self.operation, self.ledger, self._setting)
        self.links = LinksPanel(self.operation, self.ledger)
        self.chain = ChainPanel(self.operation, self.ledger)
        self.history = HistoryPanel(self.operation, self.ledger)
        if self.ledger.flow is not None:
            self.steps = StepsPanel(self.operation, self.ledger)
            self.tabs.insertTab(0, self.steps, "办理")
        for field in self.attachments.fields.values():
            self.keys.watch(field.editor)
        more = (self.attachments, self.links, self.chain, self.history)
        for label, panel in zip(("附件", "关联", "链条", "历史"), more, strict=True):
            self.tabs.addTab(panel, label)
        for panel in (self.attachments, self.links):
            panel.told.connect(self._tell)
            panel.counted.connect(self._count_tabs)
        self.attachments.changed.connect(self._changed)
        for leading in (self.links, self.chain):
            leading.open_record.connect(self.open_record)
        self.tabs.currentChanged.connect(self._show_panel)
        self.tabs.setCurrentIndex(0)

    def _make_field(self, column: Column) -> Field:
        field = Field(self.ledger, column, self._setting)
        self.fields[column.key] = field
        self.keys.watch(field.editor)
        revealing.cover(self, field)
        field.set_value(self._base.get(column.key))
        field.set_new(is_new=self.record is None)
        field.changed.connect(self._changed)
        field.left.connect(self._changed)
        field.left.connect(self.left)
        field.left.connect(lambda: form_paper.left(self, field))
        field.set_pin(may_carry=form_data.may_carry(column), is_on=column.key in self.carry.keys)
        field.carry_wanted.connect(self.carry.toggle)
        field.reveal_wanted.connect(lambda key: revealing.reveal(self, key))
        field.correction_wanted.connect(lambda key: form_correct.correct(self, key))
        field.register_wanted.connect(form_view.registrar(self))
        form_view.watch(self, field)
        field.menu_wanted.connect(lambda point: form_view.field_menu(self, column, point))
        return field

    def _show_new(self, loaded: Loaded, given: Mapping[str, Value]) -> None:
        self.record = self.closed_year = None
        if (grid := self.carry.small_table(loaded)) is not None:
            self.tabs.setCurrentWidget(grid)  # Enter goes on into the rows
        self._show_values(self.carry.start_values(loaded, loaded.today, given), {}, (), ())
        self.carry.find_passed()

    def _show_record(self, loaded: Loaded) -> None:
        if loaded.shown is None:
            return
        self.record, self.closed_year = loaded.shown.record, loaded.shown.closed
        self.carry.forget_previous()
        values, children = dict(self.record.values), self.record.children
        self._show_values(values, children, loaded.shown.attachments, loaded.shown.links)
        revealing.tell_opening(self)
        if self.closed_year is not None:
            self._tell(form_data.closed_words(self.closed_year))

    def _show_values(
        self,
        values: dict[str, Value],
        children: Mapping[str, Sequence[ChildRow]],
        files: Sequence[Attachment],
        links: Sequence[Link],
    ) -> None:
        self._base = values
        self.star = self.star_before = bool(values.get(form_data.STARRED))
        self.head.set_star(on=self.star)
        for key, field in self.fields.items():
            revealing.cover(self, field)
            field.set_value(values.get(key))
            field.set_new(is_new=self.record is None)
        for name, grid in self.grids.items():
            grid.model.covering = revealing.covering(self)
            grid.set_rows(children.get(name, ()))
        form_paper.show(self)
        record_id = self.record.id if self.record else None
        form_view.offer_sheets(self)
        self.attachments.show_files(record_id, files)
        self.links.show_links(record_id, links)
        self._show_panel()
        self._count_tabs()

    def _show_panel(self) -> None:
        """Read what only the panel in front needs."""
        panel = self.tabs.currentWidget()
        if panel is self.history:
            self.history.show_record(self.record.uuid if self.record else "")
        elif isinstance(panel, StepsPanel | ChainPanel):
            panel.show_record(self.record.id if self.record else None)

    def _count_tabs(self) -> None:
        counts: dict[QWidget, int] = {grid: grid.model.filled for grid in self.grids.values()}
        form_view.count_tabs(
            self.tabs, counts | {self.attachments: self.attachments.list.count(), self.links: self.links.list.count()}
        )

    # -- what stands in the form --------------------------------------------------------------------------------------

    @property
    def today(self) -> date:
        """The file's own today."""
        return self._setting.today

    @property
    def is_saving(self) -> bool:
        """Whether a save is under way whose end is not known yet."""
        return self._sent is not None

    def is_dirty(self) -> bool:
        """Whether something typed is not saved yet."""
        return bool(self.sections) and (
            self.star != self.star_before
            or any(field.is_changed for field in self.fields.values())
            or any(grid.is_changed for grid in self.grids.values())
            or self.attachments.is_changed
        )

    def stored(self, key: str) -> Value:
        """What was loaded for a column."""
        return self._base.get(key)

    def put_unseen(self, key: str, value: Value) -> None:
        """Give a new record a value whose field is still under 更多."""
        self._base[key] = value

    def values(self) -> dict[str, Value]:
        """The values as they stand; a field that cannot be read counts as blank."""
        found = dict(self._base)
        for key, field in self.fields.items():
            try:
                found[key] = field.value()
            except Refused:
                found[key] = None
        if form_data.STARRED in self._columns:
            was_set = found.get(form_data.STARRED) is not None
            found[form_data.STARRED] = self.star if self.star or was_set else None
        return found

    def _changed(self) -> None:
        """Bring head, tab words and dots up to date after a key; reading all fields waits for a pause."""
        dirty = self.is_dirty()
        if dirty != self._was_dirty:
            self._was_dirty = dirty
            self.dirty_changed.emit(dirty)
        self.footer.show_dirty(dirty=dirty)
        self._show_head()
        self._count_tabs()
        self.typed.emit()

    def missing(self, values: Mapping[str, Value]) -> tuple[str, ...]:
        """The ★ columns that are still to be filled (待补), as the form stands."""
        rows = {name: grid.rows() for name, grid in self.grids.items()}
        return records.missing_stars(self.ledger, values, rows)

    def _show_head(self) -> None:
        values = self.values()
        missing = self.missing(values)
        self.head.show_missing([self._columns[key] for key in missing], form_paper.marks(self))
        self.head.number.setText(self.record.number if self.record else f"新登记{self.ledger.label}")
        matter = values.get(self.ledger.matter)
        self.head.matter.show_text(
            revealing.shown_matter(self, presenting.cell(self.ledger, self.ledger.column(self.ledger.matter), matter))
        )
        state = form_data.state_word(self.ledger, self.record, values, self.closed_year)
        self.head.state.setText(state)
        self.head.state.setVisible(bool(state))
        follow = self.ledger.find("follow_up_on")
        self.head.show_follow_up(reading.show_value(follow, values.get("follow_up_on")) if follow else "")

    def set_star(self, *, on: bool) -> None:
        """Set the star as a click on it does."""
        self._starred(on)

    def _starred(self, on: bool) -> None:
        self.star = on
        self._changed()

    # -- saving -------------------------------------------------------------------------------------------------------

    def check(self) -> bool:
        """Read every field and row; list at the top, and show at its place, whatever keeps it from being saved."""
        take_marked(QApplication.focusWidget())
        for grid in self.grids.values():
            grid.commit()
        found = [(key, field.error) for key, field in self.fields.items() if not field.check()]
        for name, grid in self.grids.items():
            found += [(f"child:{name}", f"{grid.child.label}：{sentence}") for sentence in grid.errors()]
        wrong = {key for key, _sentence in found}
        wanting = records.check(self.ledger, self.values())
        found += [(missing.check, missing.sentence) for missing in wanting if missing.check not in wrong]
        places = {column.key: place for place, column in enumerate(self.ledger.columns)}
        self._show_errors(sorted(found, key=lambda pair: places.get(pair[0], len(places))))
        return not found

    def _show_errors(self, found: Sequence[tuple[str, str]]) -> None:
        self.errors.show_errors(found)
        for key, sentence in found:
            if key in self.fields:
                self.fields[key].set_error(sentence)
        if found:
            self.walk.jump(found[0][0])

    def save(self) -> None:
        """Save what is typed; a refusal is shown and nothing typed is lost. A second call meanwhile does nothing."""
        if self._sent is not None or not self.isEnabled():
            return
        if not self.check() or not self._files_can_be_written():
            self.after = ""
            return
        if self.record is not None and not self._has_record_changes():
            self._landed_quietly()
            return
        self._sent = self._texts()
        work = form_saving.adding(self) if self.record is None else form_saving.editing(self, self.record)
        self.operation.write(work, self._landed, owner=self, failed=partial(second_saver.not_saved, self))

    def save_over(self, record: Record, after: str) -> None:
        """Save what is typed over a record as another left it."""
        self._rebase(record)
        self.after = after
        self.save()

    def _files_can_be_written(self) -> bool:
        """Write what stands beside a file; when it cannot be read, go there."""
        if self.attachments.apply():
            return True
        self.tabs.setCurrentWidget(self.attachments)
        return False

    def _has_record_changes(self) -> bool:
        fields = any(field.is_changed for field in self.fields.values())
        return fields or self.star != self.star_before or any(grid.is_changed for grid in self.grids.values())

    def _landed_quietly(self) -> None:
        self._tell("没有改动，不用再保存。")
        self._go_on()

    def save_and_new(self) -> None:
        """Save, and show a blank form when that has landed."""
        self.after = "new"
        self.save()

    @property
    def is_sending(self) -> bool:
        """Whether a save is under way."""
        return self._sent is not None

    def _texts(self) -> dict[str, object]:
        texts: dict[str, object] = {key: field.text() for key, field in self.fields.items()}
        return texts | {f"child:{name}": grid.rows() for name, grid in self.grids.items()}

    def _landed(self, changes: Changes) -> None:
        """The record is saved: attach files that waited, take over what the program filled in, go on."""
        self.carry.landed(self.values())
        self.attachments.landed(changes.ids[0])
        self.errors.show_errors(())
        self.footer.show_message(f"已保存 {changes.number}")
        self.read_again(changes.ids[0])
        self.saved.emit(changes)

    def read_again(self, record_id: int) -> None:
        """Read the record again and take over what was not typed over meanwhile."""
        name = self.ledger.name
        self.operation.read(
            lambda unit: records.get(unit, ledger=name, record_id=record_id), self._rebase, owner=self,
            failed=self.show_refusal,
        )  # fmt: skip

    def _rebase(self, record: Record) -> None:
        sent, self._sent = self._sent, None
        if sent is not None:
            self.begin()
        self.record = record
        form_view.offer_sheets(self)
        self._base = dict(record.values)
        if sent is not None:
            self.star_before = bool(record.values.get(form_data.STARRED))
        for key, field in self.fields.items():
            kept = field.text() != sent.get(key, field.text()) if sent is not None else field.is_changed
            field.take_over(record.values.get(key), keep_text=kept)
            field.set_new(is_new=False)
        for name, grid in self.grids.items():
            kept = grid.rows() != sent.get(f"child:{name}") if sent is not None else grid.is_changed
            if not kept:
                grid.set_rows(record.children.get(name, ()))
        self._show_panel()
        self._changed()
        self._go_on()

    def _go_on(self) -> None:
        """Do what was to follow the save."""
        after, self.after = self.after, ""
        if after == "new":
            self.new()
        elif after == "close":
            self.closed.emit()

    def show_refusal(self, refusal: Refused) -> None:
        """Show why something was not done, at the fields it names."""
        self._sent, self.after = None, ""
        self.setEnabled(True)
        found = [(missing.check, missing.sentence) for missing in refusal.missing]
        self._show_errors(found or [(refusal.field if refusal.field in self._columns else "", refusal.sentence)])

    def _hear(self, changes: object, initiator: object) -> None:
        """Another part of the window changed this record (undo, a step): show it, keep what is typed here."""
        if not isinstance(changes, Changes) or initiator is self or self.record is None or self._sent is not None:
            return
        if changes.ledger == self.ledger.name and self.record.id in changes.ids:
            self.read_again(self.record.id)
            if initiator is not self.attachments:
                self.attachments.reload()

    def _hear_others(self, saved: Mapping[str, frozenset[int]]) -> None:
        second_saver.hear(self, saved)

    # -- commands of the clerk ----------------------------------------------------------------------------------------

    def focus_on(self) -> None:
        """Let the focus go on as Tab would: from the fields of a panel."""
        self.focusNextPrevChild(True)

    def jump(self, key: str) -> None:
        """Go to a field of that key."""
        self.walk.jump(key)

    def put_today(self) -> None:
        """Ctrl+;: today into the date field that has the focus."""
        field = self.walk.current_field()
        if field is not None:
            field.put_today()

    # -- leaving ------------------------------------------------------------------------------------------------------

    def leave(self) -> bool:
        """Whether the form may close now; asks when something is not saved. After 保存 `closed` follows by itself."""
        if not self.is_dirty():
            return True
        answer = dialogs.ask_leave(self, self.record.number if self.record else f"新登记的{self.ledger.label}")
        if answer is dialogs.Leave.SAVE:
            self.after = "close"
            self.save()
        elif answer is dialogs.Leave.DISCARD:
            self.keeper.discard()
        return answer is dialogs.Leave.DISCARD

    def _leave(self) -> None:
        if self.leave():
            self.closed.emit()

    def _escape(self, editor: QWidget) -> None:
        field = self.walk.field_of(editor)
        if field is None or not field.revert():
            self._leave()

    def _tell(self, sentence: str) -> None:
        self.footer.show_message(sentence)
        self.told.emit(sentence)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not isinstance(QApplication.focusWidget(), Editor):
            self._leave()
        else:
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """One or two columns of fields, by the width there is."""
        columns, label = form_view.shape(self, self._columns.values())
        for section in self.sections:
            section.shape(columns, label)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self.tabs.setCurrentWidget(self.attachments)
        self.attachments.take(event.mimeData())
        event.acceptProposedAction()
