"""数据安全事件: those that were written down, one more of them with whom it concerns, and the papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
)
from typing_extensions import override

from app.ledgers import registry
from app.rules import dates
from app.rules.refusal import Refused
from app.services import incidents
from app.ui import dialogs
from app.ui.fields import restyle
from app.ui.frozen_preview import FrozenPreview
from app.ui.inspection_heading import conditions
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.services.changes import Changes
    from app.services.incidents import Affected, Incident
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

HEADS = ("编号", "发现日期", "类别", "涉及的台账", "通知本人", "登记人")
PEOPLE_HEADS = tuple(column.label for column in incidents.COLUMNS[1:])
SAYING = (
    "台账、U盘、表格丢了，发错了人，被无关的人看到：登记下来，程序从记录里找出涉及哪些人，"
    "打印报告单报上级，打印名单逐人通知。"
)


class IncidentsDialog(PlainDialog):
    """The incidents of the file. `open_record(ledger, id)` leads to a record of somebody concerned."""

    open_record = Signal(str, int)

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__("数据安全事件", (900, 440), parent)
        self._operation = operation
        self.found: tuple[Incident, ...] = ()
        self.said = Words(SAYING, self, wordWrap=True)
        self.table = RowTable("登记过的事件", HEADS, wide=3, parent=self)
        self.new_button = QPushButton("登记…", self)
        self.report_button, self.people_button = QPushButton("报告单…", self), QPushButton("受影响人员名单…", self)
        restyle(self.new_button, "main", value=True)
        self.new_button.clicked.connect(lambda: self.add())
        self.report_button.clicked.connect(lambda: self.show_paper("report"))
        self.people_button.clicked.connect(lambda: self.show_paper("people"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        for button in (self.new_button, self.report_button, self.people_button):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(buttons)
        lines = QVBoxLayout(self)
        lines.addWidget(self.said)
        lines.addWidget(self.table, 1)
        lines.addLayout(foot)
        self.table.currentCellChanged.connect(lambda *_: self._ready())
        self.table.activated.connect(lambda _index: self.show_paper("report"))
        self._ready()
        self.refresh()

    def refresh(self) -> None:
        """Read the list anew."""
        actor = self._operation.desk.actor
        self._operation.read(
            lambda unit: incidents.listed(unit, actor=actor), self._show, owner=self, failed=self._refused
        )

    def _show(self, found: tuple[Incident, ...]) -> None:
        self.found = found
        self.table.show_rows([(_cells(one), ("", 0)) for one in found])
        if found:
            self.table.setCurrentCell(0, 0)
        self._ready()

    def _ready(self) -> None:
        has_one = 0 <= self.table.currentRow() < len(self.found)
        self.report_button.setEnabled(has_one)
        self.people_button.setEnabled(has_one)
        self.new_button.setEnabled(not self._operation.desk.read_only)

    def add(self) -> None:
        """Write another one down."""
        dialog = NewIncidentDialog(self._operation, self)
        dialog.open_record.connect(self._lead)
        dialog.kept.connect(self._kept)
        dialog.open()

    def _kept(self, number: str, people: int) -> None:
        self.said.setText(f"已登记 {number}，涉及 {people} 人。请打印报告单报上级，打印名单逐人通知。")
        self.refresh()

    def show_paper(self, paper: str) -> None:
        """Show a paper of the chosen incident."""
        row = self.table.currentRow()
        if 0 <= row < len(self.found):
            IncidentPreview(self._operation, self.found[row].number, paper, self).open()

    def _lead(self, ledger: str, record_id: int) -> None:
        self.open_record.emit(ledger, record_id)
        self.accept()

    def _refused(self, refusal: Refused) -> None:
        self.said.setText(refusal.sentence)


class NewIncidentDialog(PlainDialog):
    """What happened, what was done, and whom it concerns; `kept(number, people)` once it is written down."""

    kept = Signal(str, int)
    open_record = Signal(str, int)

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__("登记数据安全事件", (980, 640), parent)
        self._operation = operation
        self.kind, self.ledger = QComboBox(self), QComboBox(self)
        self.kind.addItems(incidents.KINDS)
        self.ledger.addItem(incidents.WHOLE, "")
        for one in dict.fromkeys(registry.LEDGERS + registry.BASE):
            self.ledger.addItem(one.label, one.name)
        self.found_on = QLineEdit(self, placeholderText="如 2014.3.9，不写是今天")
        self.account, self.measures = QPlainTextEdit(self), QPlainTextEdit(self)
        self.where = QLineEdit(self, placeholderText="只涉及一部分时写，例如 年度=2014；未办结")
        self.search = QLineEdit(self, placeholderText="只要有这些字的，可以不写")
        self.notifies = QCheckBox("通知本人", self)
        self.notifies.setChecked(True)
        self.why = QLineEdit(self, placeholderText="不通知的理由，例如 措施已避免造成危害")
        self.people = RowTable("涉及的人", PEOPLE_HEADS, wide=3, parent=self)
        self.people.opened.connect(self._lead)
        self.count = Words("", self)
        self.count.setProperty("role", "section")
        self.said = Words("", self, wordWrap=True)
        self.said.setProperty("role", "error")
        self._build()
        self._narrowed()
        self.look()

    def _build(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        told = QHBoxLayout()
        told.addWidget(self.notifies)
        told.addWidget(self.why, 1)
        for label, field in (
            ("类别", self.kind), ("发现日期", self.found_on), ("经过和原因", self.account),
            ("已采取的措施", self.measures), ("涉及的台账", self.ledger), ("筛选条件", self.where),
            ("查找", self.search),
        ):  # fmt: skip
            field.setAccessibleName(label)
            form.addRow(label, field)
        form.addRow("本人", told)
        self.why.setAccessibleName("不通知的理由")
        for text in (self.account, self.measures):
            text.setTabChangesFocus(True)
            text.setFixedHeight(self.fontMetrics().height() * 3 + 12)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText("取消")
        self.keep_button = buttons.addButton("登记", QDialogButtonBox.ButtonRole.ActionRole)
        restyle(self.keep_button, "main", value=True)
        self.keep_button.clicked.connect(lambda: self.keep())
        buttons.rejected.connect(self.reject)
        self.ledger.currentIndexChanged.connect(lambda _index: self._narrowed())
        self.ledger.currentIndexChanged.connect(lambda _index: self.look())
        self.where.editingFinished.connect(self.look)
        self.search.editingFinished.connect(self.look)
        self.notifies.toggled.connect(lambda is_on: self.why.setEnabled(not is_on))
        self.why.setEnabled(False)
        lines = QVBoxLayout(self)
        lines.addLayout(form)
        for part in (self.count, self.people, self.said, buttons):
            lines.addWidget(part, 1 if part is self.people else 0)

    def _narrowed(self) -> None:
        has_ledger = bool(self.ledger.currentData())
        for field in (self.where, self.search):
            field.setEnabled(has_ledger)

    def scope(self) -> incidents.Scope:
        """Which records are concerned, as it stands."""
        name = self.ledger.currentData()
        if not name:
            return incidents.Scope()
        return incidents.Scope(name, conditions(self.where.text()), self.search.text().strip())

    def look(self) -> None:
        """Find whom it concerns."""
        actor, scope = self._operation.desk.actor, self.scope()
        self.count.setText("正在查找涉及的人…")
        self._operation.read(
            lambda unit: incidents.affected(unit, actor=actor, scope=scope),
            lambda found: self._show(scope, found), owner=self, failed=lambda refusal: self._not_found(scope, refusal),
        )  # fmt: skip

    def _not_found(self, scope: incidents.Scope, refusal: Refused) -> None:
        """Whom it concerns is not known: those of an earlier answer are not those of what stands there now."""
        if scope == self.scope():
            self.count.clear()
            self.people.show_rows([])
            self._refused(refusal)

    def _show(self, scope: incidents.Scope, found: tuple[Affected, ...]) -> None:
        if scope != self.scope():
            return  # an answer to what was asked before
        self.said.clear()
        self.count.setText(f"涉及 {len(found)} 人（同村同名的并为一人）。双击一行打开他的记录。")
        self.people.show_rows([(one.cells, one.records[0][:2]) for one in found])

    def told(self) -> incidents.Told:
        """What was filled in; raises Refused for a day that cannot be read."""
        typed, today = self.found_on.text().strip(), self._operation.desk.store.clock.today()
        return incidents.Told(
            self.kind.currentText(), dates.read_date(typed, today=today) if typed else today,
            self.account.toPlainText(), self.measures.toPlainText(), self.scope(),
            self.notifies.isChecked(), self.why.text(),
        )  # fmt: skip

    def keep(self) -> None:
        """Write it down."""
        actor = self._operation.desk.actor
        try:
            told = self.told()
        except Refused as refusal:
            self._refused(refusal)
            return
        self._operation.write(
            lambda unit: incidents.record(unit, actor=actor, told=told), self._done, owner=self, failed=self._refused
        )

    def _done(self, changes: Changes) -> None:
        self.kept.emit(changes.number, self.people.rowCount())
        self.accept()

    def _lead(self, ledger: str, record_id: int) -> None:
        self.reject()
        if not self.isVisible():
            self.open_record.emit(ledger, record_id)

    @override
    def reject(self) -> None:
        if dialogs.may_leave(self, self.account, self.measures):
            super().reject()

    def _refused(self, refusal: Refused) -> None:
        self.said.setText(refusal.sentence)


class IncidentPreview(FrozenPreview):
    """A paper of an incident."""

    def __init__(self, operation: Operation, number: str, paper: str, parent: QWidget) -> None:
        self.paper_kind = paper
        title, make = incidents.PAPERS[paper]
        super().__init__(operation, number, lambda unit, *, actor, name: make(unit, actor=actor, number=name), parent)
        self.setWindowTitle(title)

    @override
    def record(self, unit: UnitOfWork, pages: int) -> Changes:
        """Write in the history that the paper was printed."""
        return incidents.record_print(
            unit, actor=self.operation.desk.actor, number=self.name, paper=self.paper_kind, pages=pages
        )


def _cells(one: Incident) -> tuple[str, ...]:
    notice = "通知" if one.told.notifies else "不通知"
    return one.number, one.told.found_on.isoformat(), one.told.kind, one.told.scope.words, notice, one.by
