"""草稿: the list of what was typed and not saved, and the way back to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLabel, QPushButton, QTableWidgetItem, QVBoxLayout, QWidget

from app.ledgers import registry
from app.services import drafts, records, transitions
from app.ui import dialogs
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from app.services.drafts import Difference, Draft, Line
    from app.services.transitions import Offered
    from app.ui.ledger_page import LedgerPage
    from app.ui.main_window import MainWindow
    from app.ui.step_dialog import StepDialog
    from db.unit import UnitOfWork

HEADS = ("保存时间", "台账", "记录", "开头的话", "附件", "情况")
WORDS_COLUMN, CHANGED_HEADS = 3, ("采用", "项目", "现在的内容", "草稿的内容")
INTRO = "下面是没有保存完的登记，程序已经替您留着。选一份，按“恢复”接着填。"
NOTHING = "没有草稿。没有保存完的登记会自动留在这里。"


class DraftsDialog(PlainDialog):
    """The operator's drafts. `resume_wanted(Line)` for one to go on with; `discard_wanted(Line)` after one question."""

    resume_wanted = Signal(object)
    discard_wanted = Signal(object)

    def __init__(self, lines: Sequence[Line], being_typed: Collection[str], parent: QWidget | None = None) -> None:
        super().__init__("草稿", (900, 380), parent)
        self._lines: tuple[Line, ...] = ()
        self._being_typed = frozenset(being_typed)
        self.words = Words()
        self.words.setWordWrap(True)
        self.table = RowTable("草稿", HEADS, wide=WORDS_COLUMN)
        self.resume_button, self.discard_button = QPushButton("恢复"), QPushButton("丢弃…")
        self.later_button = QPushButton("以后再说")
        self.resume_button.setProperty("main", True)
        self.resume_button.clicked.connect(self._resume)
        self.discard_button.clicked.connect(self._discard)
        self.later_button.clicked.connect(self.reject)
        self.table.activated.connect(lambda _index: self._resume())
        self.table.currentCellChanged.connect(self._chosen)
        buttons = QHBoxLayout()
        for button in (self.resume_button, self.discard_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.later_button)
        layout = QVBoxLayout(self)
        layout.addWidget(self.words)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        self.show_lines(lines)
        self.table.setFocus()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """List these drafts."""
        self._lines = tuple(lines)
        self.words.setText(INTRO if lines else NOTHING)
        self.table.show_rows([(self._cells(line), ("", 0)) for line in self._lines])
        self._chosen()

    def _cells(self, line: Line) -> tuple[str, ...]:
        what = f"{line.number}{f'（{line.step}）' if line.step else ''}" or "新登记"
        files = f"{line.files} 个" if line.files else ""
        return f"{line.updated_at:%m-%d %H:%M}", line.label, what, line.words, files, self._state(line)

    def _state(self, line: Line) -> str:
        if line.uuid in self._being_typed:
            return "正在填写"
        if line.voided:
            return "原记录已作废"
        return "原记录后来改过" if line.moved else ""

    def _current(self) -> Line | None:
        row = self.table.currentRow()
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def _chosen(self, *_places: int) -> None:
        line = self._current()
        self.resume_button.setEnabled(line is not None)
        self.discard_button.setEnabled(line is not None and line.uuid not in self._being_typed)

    def _resume(self) -> None:
        line = self._current()
        if line is not None:
            self.accept()
            self.resume_wanted.emit(line)

    def _discard(self) -> None:
        line = self._current()
        question = "丢弃以后，这份没有保存的内容就找不回来了。" if line else ""
        if line is not None and dialogs.confirm(self, "丢弃草稿", f"「{line.words}」\n{question}", yes="丢弃"):
            self.discard_wanted.emit(line)
            self.show_lines([one for one in self._lines if one is not line])


class VersionsDialog(PlainDialog):
    """A record that was changed since its draft: both side by side. `chosen(keys)` gives what the draft shall bring."""

    chosen = Signal(object)

    def __init__(self, line: Line, differences: Sequence[Difference], parent: QWidget | None = None) -> None:
        super().__init__("草稿和记录不一样", (980, 420), parent)
        self._keys = tuple(one.key for one in differences)
        words = QLabel(
            f"{line.number} 在您留下草稿（{line.updated_at:%m-%d %H:%M}）以后有人改过。"
            "勾上的项目采用草稿的内容，放进现在的表单，核对后再保存；没有勾的保持现在的内容。"
        )
        words.setWordWrap(True)
        self.table = RowTable("两边的内容", CHANGED_HEADS, wide=3)
        self.table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.table.show_rows([(("", one.label, one.now, one.drafted), ("", 0)) for one in differences])
        for row in range(len(differences)):
            tick = QTableWidgetItem()
            tick.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            tick.setCheckState(Qt.CheckState.Checked)
            self.table.setItem(row, 0, tick)
        take, leave = QPushButton("采用勾选的"), QPushButton("以后再说")
        take.setProperty("main", True)
        take.clicked.connect(self._take)
        leave.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (take, leave):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.addWidget(words)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)

    def _take(self) -> None:
        ticks = (self.table.item(row, 0) for row in range(self.table.rowCount()))
        is_on = [tick is not None and tick.checkState() is Qt.CheckState.Checked for tick in ticks]
        keys = frozenset(key for key, on in zip(self._keys, is_on, strict=True) if on)
        self.accept()
        self.chosen.emit(keys)


class Drafts(QObject):
    """What a window does with drafts: offers them at its start, lists them on demand, leads back to one."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._operation = window, window.operation
        self.dialog: DraftsDialog | None = None
        self.versions: VersionsDialog | None = None
        self.step: StepDialog | None = None

    def offer(self) -> None:
        """At the start: list the drafts if there are any."""
        self._read(only_some=True)

    def show(self) -> None:
        """List the drafts, with what is being typed just now."""
        self.flush(lambda: self._read(only_some=False))

    def flush(self, then: Callable[[], None] | None = None) -> None:
        """Let every form write its draft now; `then` is called when they are in the file."""
        for page in self._pages():
            if page.form is not None:
                page.form.keeper.flush()
            if page.entry_keeper is not None:
                page.entry_keeper.flush()
        if then is not None and self._operation.desk.read_only:
            then()
        elif then is not None:
            self._operation.keep(lambda _unit: None, lambda _answer: then(), owner=self)  # after all writes before it

    def _pages(self) -> list[LedgerPage]:
        return [page for tab in self._window.tab_pages.values() for page in tab.pages]

    def _open_in(self, uuid: str) -> LedgerPage | None:
        return next((page for page in self._pages() if uuid in _typed_in(page)), None)

    def _read(self, *, only_some: bool) -> None:
        actor = self._operation.desk.actor

        def list_them(lines: tuple[Line, ...]) -> None:
            if lines or not only_some:
                self._list(lines)

        self._operation.read(lambda unit: drafts.of(unit, actor=actor), list_them, owner=self)

    def _list(self, lines: tuple[Line, ...]) -> None:
        typed = [line.uuid for line in lines if self._open_in(line.uuid)]
        for asked_before in self._window.findChildren(DraftsDialog):
            asked_before.close()
        self.dialog = DraftsDialog(lines, typed, self._window)
        self.dialog.resume_wanted.connect(self.resume)
        self.dialog.discard_wanted.connect(self._discard)
        self.dialog.open()

    def _discard(self, line: Line) -> None:
        actor = self._operation.desk.actor
        self._operation.keep(
            lambda unit: drafts.discard(unit, actor=actor, uuid=line.uuid),
            lambda _answer: self._operation.drafts_changed.emit(),
            owner=self,
        )

    def resume(self, line: Line) -> None:
        """Go on with a draft, where it was begun."""
        page = self._open_in(line.uuid)
        if page is not None:
            self._window.ledger_page(page.ledger.name)
        elif line.voided:
            self._operation.refused.emit(f"{line.number} 已经作废。请先恢复这条记录，再恢复草稿；草稿还留着。")
        elif line.step:
            self._resume_step(line)
        elif line.moved:
            self._compare(line)
        else:
            self._fetch(line, None)

    def _compare(self, line: Line) -> None:
        actor = self._operation.desk.actor

        def show(differences: tuple[Difference, ...]) -> None:
            self.versions = VersionsDialog(line, differences, self._window)
            self.versions.chosen.connect(lambda keys: self._fetch(line, keys))
            self.versions.open()

        self._operation.read(lambda unit: drafts.compare(unit, actor=actor, uuid=line.uuid), show, owner=self)

    def _fetch(self, line: Line, keys: Collection[str] | None) -> None:
        actor = self._operation.desk.actor
        self._operation.read(
            lambda unit: drafts.get(unit, actor=actor, uuid=line.uuid),
            lambda draft: self._show(draft if keys is None else _only(draft, keys)),
            owner=self,
        )

    def _show(self, draft: Draft) -> None:
        self._window.ledger_page(draft.ledger).resume(draft)

    def _resume_step(self, line: Line) -> None:
        actor, name, record_id = self._operation.desk.actor, line.ledger, line.record_id or 0

        def work(unit: UnitOfWork) -> tuple[Draft, Offered | None]:
            draft = drafts.get(unit, actor=actor, uuid=line.uuid)
            record = records.get(unit, ledger=name, record_id=record_id)
            offered = transitions.offered(unit, actor=actor, ledger=name, record=record)
            return draft, next((one for one in offered if one.action == draft.typed.action), None)

        self._operation.read(work, lambda found: self._show_step(line, *found), owner=self)

    def _show_step(self, line: Line, draft: Draft, step: Offered | None) -> None:
        from app.ui.step_dialog import StepDialog  # late: with it come the fields of a form

        self._window.open_record(line.ledger, line.record_id or 0)
        if step is None:
            self._operation.refused.emit(f"{line.number} 现在不能办理“{line.step}”了；草稿还留着，可以在草稿里丢弃。")
            return
        ledger = registry.find(line.ledger)
        self.step = StepDialog(self._operation, ledger, line.record_id or 0, step, self._window, draft=draft)
        self.step.open()


def _typed_in(page: LedgerPage) -> set[str]:
    """The drafts that are being typed in a page: of its form, and of the blank row of its table."""
    form = {page.form.keeper.uuid} if page.is_form_dirty and page.form is not None else set()
    return form | ({page.entry_keeper.uuid} if page.entry_keeper is not None else set())


def _only(draft: Draft, keys: Collection[str]) -> Draft:
    """A draft with only the chosen columns and children."""
    typed = draft.typed
    texts = {key: text for key, text in typed.texts.items() if key in keys}
    rows = {name: held for name, held in typed.rows.items() if f"child:{name}" in keys}
    return replace(draft, typed=replace(typed, texts=texts, rows=rows))
