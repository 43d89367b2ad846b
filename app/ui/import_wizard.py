"""导入表格: file, mapping, preview, result — and the same for a block pasted from the clipboard."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
)
from typing_extensions import override

from app.ledgers import registry
from app.services import import_files, import_paste, import_plan, import_taking
from app.services.import_seen import Fate
from app.services.importing import Duplicates
from app.sheets import layout
from app.ui.backfill_choice import BackfillChoice
from app.ui.import_file_page import FilePage
from app.ui.import_mapping_page import MappingPage
from app.ui.import_preview_page import PreviewPage
from app.ui.import_result_page import ResultPage
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from app.rules.refusal import Refused
    from app.services.changes import Changes
    from app.services.import_plan import Plan
    from app.services.import_preview import Seen
    from app.services.importing import Imported
    from app.sheets.book import Book
    from app.ui.operation import Operation
    from db.declare import Ledger
    from db.unit import UnitOfWork

FILE, MAPPING, PREVIEW, RESULT = range(4)
STEPS = ("一、选择文件", "二、核对列的对应", "三、预览", "四、结果")
FOUNDING = ("places", "households", "people", "organisations", "household_roll")
"""What a ledger that is still to be made may begin with."""
KINDS = "表格 (*.xlsx *.xls *.et *.ods *.csv *.txt *.xlsm);;所有文件 (*)"


@dataclass(frozen=True, slots=True)
class Guess:
    """A plan, where its columns may go, and whether a day in it lacks its year."""

    plan: Plan
    choices: tuple[tuple[str, str], ...]
    asks_year: bool


class ImportWizard(PlainDialog):
    """Takes a sheet in step by step; nothing is written before 导入 on the preview, and then all in one step.

    `progressed(rows)` comes from the thread that works. One that `collects` writes nothing at all: it ends with
    `collected(plan, file name, duplicates)`, for a ledger that is still to be made.
    """

    progressed = Signal(int)
    collected = Signal(object, str, object)

    def __init__(
        self,
        operation: Operation,
        ledger: Ledger,
        parent: QWidget | None = None,
        *,
        is_paste: bool = False,
        collects: bool = False,
    ) -> None:
        super().__init__("粘贴" if is_paste else "导入表格", (1180, 640), parent)
        self.operation, self.ledger, self.is_paste, self._collects = operation, ledger, is_paste, collects
        self.file_name = import_paste.NAME if is_paste else ""
        self.book: Book | None = None
        self.plan: Plan | None = None
        self.made: Imported | None = None
        self._path: Path | None = None
        self._seen: Seen | None = None
        self._labels: dict[str, str] = {}
        self._token = 0
        self._is_busy = self._is_stopped = False
        self.title = QLabel(self)
        self.title.setProperty("role", "section")
        self.said = Words(self)
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setProperty("role", "error")
        self.file_page, self.mapping = FilePage(ledger, self), MappingPage(self)
        self.old = BackfillChoice(operation, ledger, self.file_page)
        self.file_page.add_choice(self.old)
        self.preview, self.outcome = PreviewPage(self, is_paste=is_paste), ResultPage(operation, self)
        self.stack = QStackedWidget(self)
        for page in (self.file_page, self.mapping, self.preview, self.outcome):
            self.stack.addWidget(page)
        self.bar = QProgressBar(self)
        self.bar.setAccessibleName("进度")
        self.bar.setFormat("%v / %m 行")
        self.stop_button, self.back_button = QPushButton("停止", self), QPushButton("上一步", self)
        self.next_button, self.close_button = QPushButton("下一步", self), QPushButton("取消", self)
        self.next_button.setProperty("main", "true")
        if collects:  # there is no ledger yet that could be backed up
            self.preview.backup.setChecked(False)
            self.preview.backup.hide()
            self.file_page.offer_only(FOUNDING)
        elif operation.desk.store.is_server and not is_paste:
            self.preview.keep_no_backup()
        self._build()
        self._connect()
        self._go(FILE)

    def _build(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self.bar, 1)
        foot.addWidget(self.stop_button)
        foot.addStretch(0)
        for button in (self.back_button, self.next_button, self.close_button):
            foot.addWidget(button)
        lines = QVBoxLayout(self)
        lines.addWidget(self.title)
        lines.addWidget(self.stack, 1)
        lines.addWidget(self.said)
        lines.addLayout(foot)
        self._set_busy(is_busy=False)

    def _connect(self) -> None:
        page = self.file_page
        page.file_wanted.connect(self.choose_file)
        page.ledger_chosen.connect(self._ledger_chosen)
        page.sheet_chosen.connect(self._guess)
        page.head_chosen.connect(self._head_chosen)
        page.encoding_chosen.connect(self._encoding_chosen)
        self.mapping.target_chosen.connect(self._target_chosen)
        self.mapping.year_typed.connect(self._allow_next)
        self.preview.cleaning_chosen.connect(self._clean)
        self.preview.apart_chosen.connect(self._keep_apart)
        self.progressed.connect(self._show_progress)
        self.stop_button.clicked.connect(self.stop)
        self.back_button.clicked.connect(lambda: self._go(self.stack.currentIndex() - 1))
        self.next_button.clicked.connect(self.go_on)
        self.close_button.clicked.connect(self.reject)
        self.outcome.withdrawn.connect(self._allow_next)

    # -- where we are ------------------------------------------------------------------------------------------------

    def _go(self, step: int) -> None:
        self.stack.setCurrentIndex(step)
        self.title.setText(STEPS[step].partition("、")[2] if self.is_paste else STEPS[step])
        self._say("")
        first = MAPPING if self.is_paste else FILE
        self.back_button.setVisible(first < step < RESULT)
        self.next_button.setVisible(step < RESULT)
        self.close_button.setText("关闭" if step == RESULT else "取消")
        self._allow_next()

    def _allow_next(self) -> None:
        step, button = self.stack.currentIndex(), self.next_button
        button.setText("下一步")
        is_ready = self.plan is not None
        if step == MAPPING:
            is_ready = self.plan is not None and not self.mapping.is_year_wanting
        elif step == PREVIEW and self._seen is not None:
            counts = self._seen.counts
            button.setText("粘贴" if self.is_paste else "带上这张表" if self._collects else "导入")
            is_ready = any(counts[fate] for fate in (Fate.NEW, Fate.OLD, Fate.KNOWN))
        button.setEnabled(is_ready and not self._is_busy)

    def go_on(self) -> None:
        """The next step, or from the preview the import itself."""
        (lambda: self._go(MAPPING), self.look, self.run)[self.stack.currentIndex()]()

    def _set_busy(self, *, is_busy: bool, total: int = 0) -> None:
        self._is_busy = is_busy
        self._is_stopped = False
        self.bar.setRange(0, total)
        self.bar.setValue(0)
        for part in (self.bar, self.stop_button):
            part.setVisible(is_busy)
        for page in (self.file_page, self.mapping, self.preview):
            page.setEnabled(not is_busy)
        self.back_button.setEnabled(not is_busy)
        self._allow_next()

    def _show_progress(self, rows: int) -> None:
        if self._is_busy:
            self.bar.setValue(rows)

    def _tell(self, rows: int) -> bool:
        """Say how far the work is and hear whether it is still wanted; called from the thread that works."""
        self.progressed.emit(rows)
        return not self._is_stopped

    def stop(self) -> None:
        """Give up what is under way; nothing of it is written."""
        self._is_stopped = True

    @override
    def reject(self) -> None:
        if self._is_busy:
            self.stop()
        else:
            super().reject()

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))

    def _refused(self, refusal: Refused) -> None:
        self._set_busy(is_busy=False)
        self._say(refusal.sentence)

    # -- the file ----------------------------------------------------------------------------------------------------

    def choose_file(self) -> None:
        """Ask for the file."""
        name, _kind = QFileDialog.getOpenFileName(self, "选择要导入的表格", "", KINDS)
        if name:
            self.read_file(Path(name))

    def read_file(self, path: Path, encoding: str = "") -> None:
        """Read a file, apart from the window; its head and columns are guessed at once."""
        self._path, self.plan = path, None
        self._say("")
        self._set_busy(is_busy=True)
        self.operation.call(
            lambda: import_files.read(path, encoding=encoding, go_on=lambda: not self._is_stopped),
            lambda book: self._book_read(book, path.name),
            owner=self,
            failed=self._refused,
        )

    def _encoding_chosen(self, encoding: str) -> None:
        if self._path is not None:
            self.read_file(self._path, encoding)

    def _book_read(self, book: Book, file_name: str) -> None:
        self.book, self.file_name = book, file_name
        self._set_busy(is_busy=False)
        self.file_page.show_book(book, file_name)
        self._guess()

    def _ledger_chosen(self, name: str) -> None:
        self.ledger = registry.importable(name)
        self.old.show_ledger(self.ledger)
        if self.book is not None:
            self._guess(self.file_page.sheets.currentData() or "")

    def _guess(self, sheet: str = "") -> None:
        if (book := self.book) is not None:
            ledger = self.ledger
            self._read_plan(lambda unit: import_plan.guess(unit, ledger=ledger, book=book, sheet=sheet), sheet)

    def _head_chosen(self, top: int, bottom: int) -> None:
        if self.book is not None:
            name, ledger, book = self.file_page.shown, self.ledger, self.book
            sheet = next(one for one in book.sheets if one.name == name)
            head = layout.head_at(sheet, top, bottom)

            def plan(unit: UnitOfWork) -> Plan:
                found = import_plan.of_head(unit, ledger=ledger, sheet=sheet, head=head)
                return import_plan.with_book(found, ledger=ledger, book=book)

            self._read_plan(plan, name)

    def _read_plan(self, make: Callable[[UnitOfWork], Plan], sheet: str) -> None:
        self._token += 1
        token, ledger, self.plan = self._token, self.ledger, None
        self._allow_next()
        self.operation.read(
            lambda unit: _guess_of(unit, ledger, make(unit)),
            lambda guess: self._planned(guess) if token == self._token else None,
            owner=self,
            failed=lambda refusal: self._no_head(refusal, sheet) if token == self._token else None,
        )

    def _planned(self, guess: Guess) -> None:
        self.plan, self._labels = guess.plan, dict(guess.choices)
        self._say("")
        if not self.is_paste:
            self.file_page.show_plan(guess.plan)
        self.mapping.show_plan(guess.plan, guess.choices)
        self.mapping.ask_year(is_asked=guess.asks_year)
        self._allow_next()

    def _no_head(self, refusal: Refused, sheet: str) -> None:
        """No head was found: the sheet is shown, and the clerk may point at it."""
        pages = self.book.sheets if self.book is not None else ()
        page = next((one for one in pages if one.name == sheet), pages[0] if pages else None)
        if page is not None and page.rows:
            self.file_page.show_sheet(page, 0, 0)
        self._say(refusal.sentence)

    # -- the clipboard -----------------------------------------------------------------------------------------------

    def paste(self, book: Book, columns: Sequence[str], current: str) -> None:
        """Begin with a block of the clipboard, at its preview."""
        self.book, ledger = book, self.ledger
        self._set_busy(is_busy=True)

        def work(unit: UnitOfWork) -> Guess:
            return _guess_of(
                unit, ledger, import_paste.plan(unit, ledger=ledger, book=book, columns=columns, current=current)
            )

        def found(guess: Guess) -> None:
            self._set_busy(is_busy=False)
            self._planned(guess)
            self._go(MAPPING)
            if not guess.asks_year:
                self.look()

        self.operation.read(work, found, owner=self, failed=self._refused)

    # -- mapping and preview -----------------------------------------------------------------------------------------

    def _target_chosen(self, place: int, key: str) -> None:
        if self.plan is None:
            return
        self.plan = plan = self.plan.with_target(place, key)
        self.mapping.follow(plan)
        ledger = self.ledger

        def asks(unit: UnitOfWork) -> bool:
            return import_plan.years_wanted(plan, import_plan.columns_of(unit, ledger=ledger))

        def told(is_asked: bool) -> None:
            if plan is self.plan:
                self.mapping.ask_year(is_asked=is_asked)
                self._allow_next()

        self.operation.read(asks, told, owner=self)

    def look(self) -> None:
        """Show what would be stored."""
        if self.plan is None:
            return
        self.plan = plan = replace(self.plan, year=self.mapping.given_year)
        backfill = self.old.reason_given
        self._say("")
        self._set_busy(is_busy=True, total=plan.length)
        self.operation.read(
            lambda unit: import_taking.look(unit, plan=plan, backfill=backfill, progress=self._tell),
            self._looked,
            owner=self,
            failed=self._refused,
        )

    def _clean(self, is_on: bool) -> None:
        """Look again, with prose cleaned or as it stands."""
        if self.plan is not None:
            self.plan = replace(self.plan, cleans=is_on)
            self.look()

    def _keep_apart(self, is_on: bool) -> None:
        """Look again, with rows of one 原编号 that say different things as one record, or as several."""
        if self.plan is not None:
            self.plan = replace(self.plan, apart=is_on)
            self.look()

    def _looked(self, seen: Seen) -> None:
        if self.plan is None:
            return
        self._seen = seen
        self._set_busy(is_busy=False)
        self._go(PREVIEW)
        self.preview.show_seen(self.plan, seen, self._labels)
        self.next_button.setFocus()

    # -- the import --------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Take the sheet in: a backup first where it is wanted, then all rows in one step."""
        if self.plan is None or self._is_busy:
            return
        if self._collects:
            plan = import_plan.with_names(self.plan, self.preview.wanted)
            self.collected.emit(plan, self.file_name, Duplicates(self.preview.duplicates.currentData()))
            self.accept()
            return
        self._say("")
        desk = self.operation.desk
        if self.preview.backup.isChecked():
            self._set_busy(is_busy=True)
            self.operation.call(
                lambda: import_files.back_up_first(desk),
                lambda _made: self._write(),
                owner=self,
                failed=self._backup_failed,
            )
        else:
            self._write()

    def _backup_failed(self, refusal: Refused) -> None:
        self._set_busy(is_busy=False)
        self._say(f"{refusal.sentence}没有开始导入。要不备份就导入，请先去掉“导入前先自动备份一份”的勾。")

    def _write(self) -> None:
        if (plan := self.plan) is None or self._is_stopped:
            self._set_busy(is_busy=False)
            return
        self.plan = plan = import_plan.with_names(plan, self.preview.wanted)
        self._set_busy(is_busy=True, total=plan.length)
        actor, name = self.operation.desk.actor, self.file_name
        duplicates, backfill = Duplicates(self.preview.duplicates.currentData()), self.old.reason_given
        made: list[Imported] = []

        def work(unit: UnitOfWork) -> Changes:
            made.append(
                import_taking.run(
                    unit,
                    actor=actor,
                    plan=plan,
                    file_name=name,
                    duplicates=duplicates,
                    backfill=backfill,
                    progress=self._tell,
                )
            )
            return made[-1].changes

        self.operation.write(work, lambda _changes: self._done(made[-1]), owner=self, failed=self._refused)

    def _done(self, made: Imported) -> None:
        if self.plan is None:
            return
        self.made = made
        self._set_busy(is_busy=False)
        self.outcome.show_made(self.plan, made)
        self._go(RESULT)
        self.close_button.setFocus()


def _guess_of(unit: UnitOfWork, ledger: Ledger, plan: Plan) -> Guess:
    columns = import_plan.columns_of(unit, ledger=ledger)
    return Guess(plan, import_plan.choices_of(unit, ledger=ledger), import_plan.years_wanted(plan, columns))
