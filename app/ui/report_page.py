"""报告: choose a report and a day, read it as it stands on paper, put in one's own words, save and print it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.services import checking, figure_rows, report_files, report_skeletons, report_words, reports
from app.ui import key_table, printer, saving
from app.ui.flow_layout import FlowLayout
from app.ui.key_table import Where
from app.ui.keys import on_f5
from app.ui.paper_dialog import NOT_TAKEN
from app.ui.plain import Words
from app.ui.renewed import Renewed
from app.ui.report_paper import ReportPaper
from app.ui.report_words_dialog import WordsDialog
from app.ui.rows_dialog import RowsDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.changes import Changes
    from app.services.figure_rows import Listed
    from app.services.reports import Composed
    from app.ui.operation import Operation
    from app.ui.printer import Job
    from db.unit import UnitOfWork

PANEL_CHARACTERS = 15
HINT = "蓝色的数点一下看它的记录；双击一段改写它。"
NO_PRINTER = "没有找到打印机，没有打印。请先存为 PDF，拷到有打印机的电脑上打印。"
RUNNING = "（正在开展的活动）"


class ReportPage(Renewed, QWidget):
    """The reports. `open_record(ledger, id)` leads to what a figure came from."""

    open_record = Signal(str, int)

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.operation = operation
        self.composed: Composed | None = None
        self._is_day_known, self._token = False, 0
        self.names = QListWidget(self)
        self.names.setAccessibleName("报告")
        self.day = QDateEdit(self)
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setAccessibleName("截至日期")
        self.campaign = QComboBox(self)
        self.campaign.setAccessibleName("活动")
        self.campaign.addItem(RUNNING, "")
        self.paper = ReportPaper(self)
        self.said, self.help = Words(HINT, self, wordWrap=True), Words(self, wordWrap=True)
        self._build()
        self._connect()

    # ---- how it is built ---------------------------------------------------------------------------------------------

    def _build(self) -> None:
        for name, label, formats in report_files.listed():
            item = QListWidgetItem(label)
            item.setData(Qt.ItemDataRole.UserRole, (name, formats))
            self.names.addItem(item)
        self.names.setCurrentRow(0)
        self.save_word, self.save_pdf = QPushButton("存为 Word…", self), QPushButton("存为 PDF…", self)
        self.save_sheet, self.out = QPushButton("存为 Excel…", self), QPushButton("打印…", self)
        self.save_word.setProperty("main", "true")
        self.rewrite, self.add = QPushButton("改写这一段", self), QPushButton("在后面添一段", self)
        self.back, self.skeleton = QPushButton("恢复台账写法", self), QPushButton("改模板", self)
        halves = QHBoxLayout(self)
        halves.setContentsMargins(12, 8, 12, 8)
        halves.addWidget(self._panel())
        halves.addLayout(self._sheet(), 1)

    def _panel(self) -> QWidget:
        panel = QWidget(self)
        panel.setFixedWidth(self.fontMetrics().horizontalAdvance("汉" * PANEL_CHARACTERS) + 24)
        side = QVBoxLayout(panel)
        side.setContentsMargins(0, 0, 8, 0)
        title = QLabel("报告", panel)
        title.setProperty("role", "title")
        side.addWidget(title)
        side.addWidget(self.names, 1)
        for label, field in (("截至日期", self.day), ("活动", self.campaign)):
            side.addWidget(QLabel(label, panel))
            side.addWidget(field)
        self.help.setProperty("role", "faint")
        side.addWidget(self.help)
        for button in (self.save_word, self.save_pdf, self.save_sheet, self.out):
            side.addWidget(button)
        area = QScrollArea(self)  # large letters on a small screen: the buttons are scrolled to
        area.setWidget(panel)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFixedWidth(panel.maximumWidth() + area.verticalScrollBar().sizeHint().width())
        return area

    def _sheet(self) -> QVBoxLayout:
        self.said.setProperty("role", "faint")
        tools = FlowLayout()
        tools.addWidget(self.said)
        for button in (self.rewrite, self.add, self.back, self.skeleton):
            tools.addWidget(button)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self.paper, 100)
        middle.addStretch(1)
        lines = QVBoxLayout()
        lines.addLayout(tools)
        lines.addLayout(middle, 1)
        return lines

    def _connect(self) -> None:
        self.names.currentRowChanged.connect(lambda _row: self.refresh())
        self.day.userDateChanged.connect(lambda _day: self.refresh() if self._is_day_known else None)
        self.campaign.activated.connect(lambda _row: self.refresh())
        self.paper.field_clicked.connect(self.open_rows)
        self.paper.paragraph_chosen.connect(self._offer)
        self.paper.asked.connect(lambda _key: self.edit())
        for button, slot in (
            (self.save_word, lambda: self.save("docx")),
            (self.save_pdf, lambda: self.save("pdf")),
            (self.save_sheet, lambda: self.save("xlsx")),
            (self.out, self.print_out),
            (self.rewrite, self.edit),
            (self.add, self.add_paragraph),
            (self.back, self.give_back),
            (self.skeleton, self.edit_skeleton),
        ):
            button.clicked.connect(lambda _=False, slot=slot: slot())
        for name, slot in (("save", lambda: self.save("docx")), ("print", self.print_out), ("edit", self.edit)):
            action = QAction(self)
            action.setShortcuts(key_table.sequences(Where.REPORT, name))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(lambda _=False, slot=slot: slot())
            self.addAction(action)
        on_f5(self, "重新生成", self.refresh, Where.REPORT)
        self.renew_with(self.operation)
        self._offer("")

    # ---- drawing up --------------------------------------------------------------------------------------------------

    @property
    def chosen(self) -> str:
        """The machine name of the report in hand."""
        item = self.names.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)[0]) if item else report_skeletons.NAMES[0]

    def _as_of(self) -> date | None:
        day = self.day.date()
        return date(day.year(), day.month(), day.day()) if self._is_day_known else None

    @override
    def refresh(self) -> None:
        """Draw the report up anew."""
        self._stale = False
        self._token += 1
        token, name, as_of, campaign = self._token, self.chosen, self._as_of(), str(self.campaign.currentData())
        self.said.setText("正在生成报告…")

        def work(unit: UnitOfWork) -> tuple[date, list[tuple[str, str]], Composed]:
            known = [(one.number, checking.matter(one)) for one in checking.standing(unit, "campaigns")]
            return unit.clock.today(), known, reports.compose(unit, report=name, as_of=as_of, campaign=campaign)

        self.operation.read(
            work,
            lambda found: self._show(*found) if token == self._token else None,
            owner=self,
            failed=lambda refusal: self.said.setText(refusal.sentence),
        )

    def _show(self, today: date, campaigns: list[tuple[str, str]], composed: Composed) -> None:
        if not self._is_day_known:  # the file's own today, not the machine's
            self.day.setDate(QDate(today.year, today.month, today.day))
            self._is_day_known = True
        if self.campaign.count() == 1:
            for number, name in campaigns:
                self.campaign.addItem(name, number)
        self.composed = composed
        self.help.setText(composed.skeleton.help)
        self.paper.show_report(composed)
        gaps = len(composed.gaps)
        self.said.setText(f"还有 {gaps} 处待补（红字）。{HINT}" if gaps else HINT)
        _name, formats = self.names.currentItem().data(Qt.ItemDataRole.UserRole)
        self.save_sheet.setVisible("xlsx" in formats)
        self.campaign.setEnabled(composed.skeleton.per == "campaign")
        self._offer(self.paper.key())

    # ---- figures -----------------------------------------------------------------------------------------------------

    def open_rows(self, code: str) -> None:
        """Show the records a figure of the report came from; a single one is opened at once."""
        composed = self.composed
        item = composed.items.get(code) if composed else None
        if composed is None or item is None:
            return
        if len(item.ids) == 1:
            self.open_record.emit(item.ledger, item.ids[0])
            return

        find = None
        if item.ids:

            def find(unit: UnitOfWork) -> Listed:
                return figure_rows.of_records(unit, code=code, text=item.text, ledger=item.ledger, ids=item.ids)

        lens, plain = reports.lens_of(composed), reports.plain_code(code)
        dialog = RowsDialog(self.operation, plain, f"{item.name}（{item.text}）", lens, self, find=find)
        dialog.open_record.connect(self.open_record)
        dialog.open()

    # ---- own words ---------------------------------------------------------------------------------------------------

    def _offer(self, key: str) -> None:
        """Switch the buttons to what can be done with the paragraph in hand."""
        one = self.composed.shown.get(key) if self.composed and key else None
        is_shipped = (
            bool(key) and self.composed is not None and self.composed.skeleton.block(key.partition("/")[0]) is not None
        )
        self.rewrite.setEnabled(one is not None)
        self.add.setEnabled(one is not None)
        self.back.setEnabled(one is not None and one.kind in ("edited", "added"))
        self.skeleton.setEnabled((is_shipped or key == "addressee") and one is not None and one.kind != "own")

    def edit(self) -> None:
        """Let the clerk write the paragraph in hand in her own words."""
        key, composed = self.paper.key(), self.composed
        one = composed.shown.get(key) if composed and key else None
        if composed is None or one is None:
            return
        base = "" if one.kind in ("own", "added") else one.drawn

        def keep(text: str) -> None:
            self._write(
                lambda unit: report_words.keep(
                    unit,
                    actor=self.operation.desk.actor,
                    report=composed.name,
                    which=composed.which,
                    key=key,
                    text=text,
                    base=base,
                    rows=one.rows,
                )
            )

        self._ask("改写这一段（只改这份报告）", one.template, key, keep)

    def add_paragraph(self) -> None:
        """Let the clerk write a paragraph after the one in hand."""
        key, composed = self.paper.key(), self.composed
        if composed is None or not key:
            return

        def keep(text: str) -> None:
            self._write(
                lambda unit: report_words.add(
                    unit,
                    actor=self.operation.desk.actor,
                    report=composed.name,
                    which=composed.which,
                    after=key,
                    text=text,
                )
            )

        self._ask("在后面添一段", "", "", keep)

    def give_back(self) -> None:
        """Take the clerk's words out of the paragraph in hand."""
        key, composed = self.paper.key(), self.composed
        if composed is not None and key:
            self._write(
                lambda unit: report_words.drop(
                    unit, actor=self.operation.desk.actor, report=composed.name, which=composed.which, key=key
                )
            )

    def edit_skeleton(self) -> None:
        """Let the office change how the paragraph in hand is drawn up, in this and every later report."""
        composed, key = self.composed, self.paper.key()
        root = key.partition("/")[0]
        if composed is None or not root:
            return
        block = composed.skeleton.block(root)
        text = block.text if block is not None else composed.skeleton.addressee
        shipped = report_skeletons.shipped(composed.name).block(root)
        original = shipped.text if shipped is not None else report_skeletons.shipped(composed.name).addressee

        def keep(words: str) -> None:
            actor = self.operation.desk.actor
            if words.strip() in ("", original):
                self._write(lambda unit: report_skeletons.set_back(unit, actor=actor, report=composed.name, key=root))
            else:
                self._write(
                    lambda unit: report_skeletons.change(unit, actor=actor, report=composed.name, key=root, text=words)
                )

        self._ask("改模板（以后的报告都这样写；清空则恢复原样）", text, key, keep)

    def _ask(self, title: str, text: str, key: str, keep: Callable[[str], None]) -> None:
        if self.composed is not None:
            WordsDialog(self.operation, self.composed, title=title, text=text, key=key, kept=keep, parent=self).open()

    def _write(self, work: Callable[[UnitOfWork], Changes]) -> None:
        self.operation.write(
            work, lambda _done: self.refresh(), owner=self, failed=lambda refusal: self.said.setText(refusal.sentence)
        )

    # ---- giving out --------------------------------------------------------------------------------------------------

    def save(self, kind: str) -> None:
        """Save the report that is shown, in a format."""
        composed = self.composed
        if composed is None:
            return
        name = f"{composed.report.title}.{kind}"
        path = saving.ask_place(self, "存为", name, f"{report_files.FORMATS[kind]} (*.{kind})", f".{kind}")
        if path is not None:
            self._put(composed, path, kind)

    def _put(self, composed: Composed, path: Path, kind: str) -> None:
        self.said.setText("正在存…")
        self.operation.call(
            lambda: report_files.write(composed, path),
            lambda _printed: self._given(composed, path, kind),
            owner=self,
            failed=lambda refusal: self.said.setText(refusal.sentence),
        )

    def _given(self, composed: Composed, path: Path, kind: str) -> None:
        actor = self.operation.desk.actor
        if not self.operation.desk.read_only:
            self.operation.write(
                lambda unit: report_files.record(unit, actor=actor, composed=composed, kind=kind), owner=self
            )
        self.said.setText(f"已存到「{path.name}」。")

    def print_out(self) -> None:
        """Ask how, and print the report that is shown."""
        composed = self.composed
        if composed is None:
            return
        found = printer.names()
        if not found:
            self.said.setText(NO_PRINTER)
            return
        dialog = printer.PrinterDialog(found, self)
        dialog.chosen.connect(lambda job: self._print(composed, job))
        dialog.open()

    def _print(self, composed: Composed, job: Job) -> None:
        def work() -> bool:
            return printer.send(report_files.pdf(composed.report)[0], job, composed.report.title)

        def sent(is_sent: bool) -> None:
            if is_sent:
                self._given(composed, Path("打印机"), "pdf")
            else:
                self.said.setText(NOT_TAKEN)

        self.operation.call(work, sent, owner=self)

    @override
    def _changed(self, changes: object, initiator: object) -> None:
        if initiator is not self:  # what this page changes it draws up anew itself
            super()._changed(changes, initiator)
