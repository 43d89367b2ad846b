"""新建台账: the wizard of the first run, in a file or at a county's server, step by step; nothing is written before
完成, and then all in one go.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QRadioButton, QStackedWidget, QVBoxLayout
from typing_extensions import override

from app.ledgers import registry
from app.services import founding, operators
from app.services.founding import Founded, Person, Sheet, Village, Wanted
from app.ui import dialogs
from app.ui.aside import aside
from app.ui.keys import ENTER, EntryKeys
from app.ui.new_ledger_pages import (
    SUFFIX,
    BackupPage,
    LedgersPage,
    OfficePage,
    Page,
    PassphrasePage,
    RegisterPage,
)
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QKeyEvent
    from PySide6.QtWidgets import QWidget

    from app.rules.refusal import Refused
    from app.services.desk import Desk
    from app.ui.backup_work import WorkDialog
    from app.ui.import_wizard import ImportWizard
    from app.ui.operation import Operation
    from db.opened import Opened

NUMERALS = "一二三四五六"
GIVE_UP = "已经填的内容还没有用上，关掉就没有了。确定不建了吗？"
"""Asked only when something was typed."""
VILLAGES = (
    "村和组",
    "村、组的名字只登记一次，各台账按名字或拼音首字母选用。有现成的村组表、户口花名册，可以整张带进来。",
    "以后到“办公 → 村组”里登记，或用那里的“导入表格…”。",
    ("村名", "几个组"),
)
PEOPLE = (
    "人员",
    "经常提到的干部登记在这里，接待人、承办人、参学人员都从里面选。能打开台账的操作人，以后到“工具 → 操作人”里加。",
    "以后到“办公 → 人员”里登记，或用那里的“导入表格…”。",
    ("姓名", "职务", "联系电话"),
)


class NewLedgerWizard(PlainDialog):
    """Six steps for a file in a folder, four for an office at a server that holds nothing yet.

    `founded(Founded)` when the ledger is made. It stays, with all that was typed, when it cannot be.
    """

    founded = Signal(object)

    def __init__(self, where: Path | Opened, parent: QWidget | None = None) -> None:
        super().__init__("新建台账", (880, 600), parent)
        self._server = None if isinstance(where, Path) else where
        self.office = OfficePage(where / f"台账{SUFFIX}" if isinstance(where, Path) else None, self)
        self.ledgers = LedgersPage(self)
        self.villages, self.people = RegisterPage(*VILLAGES, self, is_unique=True), RegisterPage(*PEOPLE, self)
        self.passphrase, self.backup = PassphrasePage(self), BackupPage(self)
        every: tuple[Page, ...] = (
            self.office, self.ledgers, self.villages, self.people, self.passphrase, self.backup,
        )  # fmt: skip
        self.pages = every if self._server is None else every[:-2]
        """At its server the county sees to the sign-in and the backups."""
        self.title = QLabel(self)
        self.title.setProperty("role", "title")
        self.said = Words(self, wordWrap=True)
        self.said.setProperty("role", "error")
        self.said.setAccessibleName("提示")
        self.stack = QStackedWidget(self)
        self.back, self.next = QPushButton("上一步", self), QPushButton("下一步", self)
        self.done_button, self.leave = QPushButton("完成", self), QPushButton("取消", self)
        self.work: WorkDialog | None = None
        self.collecting: ImportWizard | None = None
        self._scratch: Operation | None = None
        self._keys = EntryKeys(self)
        self._build()
        self._connect()
        self.go(0)

    def _build(self) -> None:
        for page in (*self.pages, self.passphrase, self.backup):  # those of a file alone never come into sight
            self.stack.addWidget(page)
        foot = QHBoxLayout()
        foot.addWidget(self.leave)
        foot.addStretch(1)
        for button in (self.back, self.next, self.done_button):
            foot.addWidget(button)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(20, 14, 20, 14)
        lines.setSpacing(10)
        lines.addWidget(self.title)
        lines.addWidget(self.stack, 1)
        lines.addWidget(self.said)
        lines.addLayout(foot)

    def _connect(self) -> None:
        self.office.level_chosen.connect(self.ledgers.follow)
        for page, ledger in ((self.villages, "places"), (self.people, "people")):
            page.sheet_wanted.connect(lambda page=page, ledger=ledger: self.collect(page, ledger))
            page.table.left.connect(self.go_on)
        self.passphrase.new.changed.connect(self.said.clear)
        self.back.clicked.connect(lambda: self.go(self.stack.currentIndex() - 1))
        self.next.clicked.connect(self.go_on)
        self.done_button.clicked.connect(self.finish)
        self.leave.clicked.connect(self.reject)
        for field in (*self.office.fields, *self.passphrase.fields, self.backup.second):
            self._keys.watch(field)
        self._keys.forward.connect(self._forward)
        self._keys.back.connect(lambda _field: self.focusNextPrevChild(False))
        self._keys.escape.connect(lambda _field: self.reject())

    # -- from step to step -------------------------------------------------------------------------------------------

    @property
    def page(self) -> Page:
        """The step in sight."""
        return self.pages[self.stack.currentIndex()]

    def go(self, step: int) -> None:
        """Show a step; what was typed in the others stays."""
        self.stack.setCurrentIndex(step)
        is_last = step == len(self.pages) - 1
        self.title.setText(f"{NUMERALS[step]}、{self.page.title}（共{NUMERALS[len(self.pages) - 1]}步）")
        self.said.clear()
        self.back.setEnabled(step > 0)
        self.next.setVisible(not is_last)
        for button, is_main in ((self.next, not is_last), (self.done_button, is_last)):
            button.setProperty("main", "true" if is_main else "false")
            button.style().polish(button)
        first = next(iter(self.page.fields), None) or (self.done_button if is_last else self.next)
        first.setFocus()

    def go_on(self) -> None:
        """To the next step, unless something in this one must be mended first."""
        if self._is_well(self.stack.currentIndex()) and self.stack.currentIndex() < len(self.pages) - 1:
            self.go(self.stack.currentIndex() + 1)

    def _is_well(self, step: int) -> bool:
        fault = self.pages[step].fault()
        if fault and step != self.stack.currentIndex():
            self.go(step)
        self.said.setText(fault)
        if fault and self.page.wrong is not None:
            self.page.wrong.setFocus()
        return not fault

    def _forward(self, field: QWidget) -> None:
        """Enter in a field: to the next one, from the last to the next step, from the very last to 完成."""
        fields = self.page.fields
        place = fields.index(field) + 1 if field in fields else len(fields)
        if place < len(fields):
            fields[place].setFocus()
        elif isinstance(field, QRadioButton) and fields and fields[0] is not field:
            fields[0].setFocus()  # to what was chosen
        elif self.next.isVisible():
            self.go_on()
        else:
            self.done_button.setFocus()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.focusWidget()
        if event.key() in ENTER and focused is not None and not isinstance(focused, QPushButton):
            self._forward(focused)
        else:
            super().keyPressEvent(event)

    # -- sheets ------------------------------------------------------------------------------------------------------

    def collect(self, page: RegisterPage, ledger: str) -> None:
        """Look at a sheet by the ways of the import, against an empty ledger that is thrown away."""
        self.said.setText("正在准备…")
        campaign = str(self.office.campaign.currentData())
        aside(
            lambda: founding.scratch(campaign),
            lambda desk: self._look(desk, page, ledger),
            owner=self,
            failed=self._refused,
        )

    def _look(self, desk: Desk, page: RegisterPage, ledger: str) -> None:
        from app.ui.import_wizard import ImportWizard
        from app.ui.operation import Operation

        self.said.clear()
        self._scratch = Operation(desk, self)
        wizard = self.collecting = ImportWizard(self._scratch, registry.find(ledger), self, collects=True)
        wizard.collected.connect(lambda plan, name, duplicates: page.take(Sheet(plan, name, duplicates)))
        wizard.finished.connect(self._looked)
        wizard.open()

    def _looked(self) -> None:
        scratch, self._scratch, self.collecting = self._scratch, None, None
        if scratch is not None:
            scratch.close()
            founding.throw_away(scratch.desk)
        self.next.setFocus()

    # -- the end -----------------------------------------------------------------------------------------------------

    @property
    def wanted(self) -> Wanted:
        """All that was told."""
        sheets = (self.villages.chosen_sheet, self.people.chosen_sheet)
        return Wanted(
            place=self._server or self.office.path,
            office=self.office.office.text().strip(),
            campaign=str(self.office.campaign.currentData()),
            passphrase=self.passphrase.new.passphrase,
            operator=self.office.operator.text().strip() or operators.FIRST,
            hidden=self.ledgers.hidden,
            villages=tuple(Village(*row) for row in self.villages.typed),
            people=tuple(Person(*row) for row in self.people.typed),
            sheets=tuple(sheet for sheet in sheets if sheet is not None),
            second=self.backup.place,
        )

    def finish(self) -> None:
        """Make the ledger and bring in what was told, off the user's thread."""
        from app.ui.backup_work import WorkDialog

        if not all(self._is_well(step) for step in range(len(self.pages))):
            return
        wanted = self.wanted
        self.work = WorkDialog(
            "新建台账", "正在新建台账，把填的内容写进去…", lambda tell: founding.found(wanted, progress=tell),
            stop="取消" if self._server is None else "", parent=self,
        )  # fmt: skip
        self.work.ended.connect(self._made)
        self.work.refused.connect(self.said.setText)
        self.work.begin()

    def _made(self, founded: Founded) -> None:
        self.founded.emit(founded)
        self.accept()

    def _refused(self, refusal: Refused) -> None:
        self.said.setText(refusal.sentence)

    @property
    def is_begun(self) -> bool:
        """Whether anything was typed that would be lost."""
        texts = (self.office.office, self.office.operator, self.backup.second, self.passphrase.new.first.line)
        rows = (*self.villages.table.rows(), *self.people.table.rows())
        return any(one.text() for one in texts) or bool(rows) or bool(self.villages.sheet or self.people.sheet)

    @override
    def reject(self) -> None:
        if not self.is_begun or dialogs.confirm(self, "新建台账", GIVE_UP, yes="不建了", no="接着填"):
            super().reject()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()
        self.reject()
