"""删除个人信息: which words of a record go, where they stand, on what ground; by another's consent or a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
)
from typing_extensions import override

from app.rules.refusal import Refused
from app.services import erasing, erasing_paper, records, redacting
from app.services.erasing import Asked
from app.ui import dialogs
from app.ui.fields import restyle
from app.ui.frozen_preview import FrozenPreview
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable
from app.ui.signed_sheet import SignedSheet

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.paper.tree import LedgerPaper
    from app.services.changes import Actor, Changes
    from app.services.erasing import Plan
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

HEADS = ("在哪里", "多少")
SURE = "删去以后谁也找不回来，当天也不能撤销。备份、已报出的上报包和打印件里的还在，要另外通知。"
INTRO = "写出要删除的字词，每行一条，一个字也不能差；记录、它的历史、草稿和查找索引里都换成〔已删除〕。"


class ErasureDialog(PlainDialog):
    """The order on one record: nothing is written before a button, and what is refused stays as it was typed."""

    def __init__(self, operation: Operation, ledger: str, record_id: int, parent: QWidget | None = None) -> None:
        super().__init__("删除个人信息", (900, 640), parent)
        self.operation, self.ledger, self.record_id, self.number = operation, ledger, record_id, ""
        self.plan: Plan | None = None
        self.words = QPlainTextEdit(self)
        self.words.setAccessibleName("要删除的字词")
        self.words.setTabChangesFocus(True)
        self.words.setMaximumHeight(72)
        self.everywhere = QCheckBox("别的记录里有的，也一并删除（全部台账）", self)
        self.ground, self.reason = QComboBox(self), QLineEdit(self)
        self.ground.setAccessibleName("依据")
        self.ground.addItems(list(erasing.GROUNDS))
        self.reason.setAccessibleName("原因")
        self.reason.setPlaceholderText("会一直留在历史里，不要写要删除的字词")
        self.files = QListWidget(self)
        self.files.setAccessibleName("整件删除的附件")
        self.files.setMaximumHeight(64)
        self.table = RowTable("这些字词在哪里", HEADS, wide=0, parent=self)
        self.sheet = SignedSheet(operation.desk.store.clock.today(), self)
        self.said = Words(INTRO, self, wordWrap=True)
        self.refused = Words("", self, wordWrap=True)
        self.refused.setProperty("role", "error")
        self.look_button = QPushButton("看看在哪里", self)
        self.print_button = QPushButton("打印审批单…", self)
        self.ask_button = QPushButton("申请，由另一人批准", self)
        self.erase_button = QPushButton("凭签字的审批单删除…", self)
        self.close_button = QPushButton("取消", self)
        restyle(self.look_button, "main", value=True)
        self._build()
        self._fill_files()

    def _build(self) -> None:
        form = self.form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("要删除的字词", self.words)
        form.addRow("", self.everywhere)
        form.addRow("依据", self.ground)
        form.addRow("原因", self.reason)
        form.addRow("整件删除的附件", self.files)
        foot = QHBoxLayout()
        for button in (self.look_button, self.print_button):
            foot.addWidget(button)
        foot.addStretch(1)
        for button in (self.ask_button, self.erase_button, self.close_button):
            foot.addWidget(button)
        lines = QVBoxLayout(self)
        lines.addWidget(self.said)
        lines.addLayout(form)
        lines.addWidget(self.table, 1)
        lines.addWidget(self.sheet)
        lines.addWidget(self.refused)
        lines.addLayout(foot)
        for button, slot in (
            (self.look_button, self.look), (self.print_button, self.print_out), (self.ask_button, self.ask),
            (self.erase_button, self.erase), (self.close_button, self.reject),
        ):  # fmt: skip
            button.clicked.connect(lambda _=False, slot=slot: slot())
        self.words.textChanged.connect(self._unlook)
        self.everywhere.toggled.connect(lambda _on: self._unlook())
        self.files.itemChanged.connect(lambda _item: self._unlook())
        self._unlook()

    def _fill_files(self) -> None:
        from app.services import attachments

        ledger, key = self.ledger, self.record_id

        def read(unit: UnitOfWork) -> tuple[str, tuple[attachments.Attachment, ...]]:
            number = records.get(unit, ledger=ledger, record_id=key).number
            return number, attachments.of(unit, ledger=ledger, record_id=key)

        def show(found: tuple[str, tuple[attachments.Attachment, ...]]) -> None:
            self.number, files = found
            self.setWindowTitle(f"删除个人信息　{self.number}")
            for one in files:
                item = QListWidgetItem(one.name, self.files)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Unchecked)
                item.setData(Qt.ItemDataRole.UserRole, one.uuid)
            self.form.setRowVisible(self.files, bool(files))

        self.operation.read(read, show, owner=self, failed=self._refuse)

    def _unlook(self) -> None:
        """Words, files or a scope that were changed are looked at anew before anything can be done."""
        self.plan = None
        for button in (self.ask_button, self.erase_button, self.print_button):
            button.setEnabled(False)

    def asked(self) -> Asked:
        """The order as it was filled in."""
        items = (self.files.item(place) for place in range(self.files.count()))
        files = tuple(
            str(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() is Qt.CheckState.Checked
        )
        scope = erasing.EVERYWHERE if self.everywhere.isChecked() else erasing.ONE_RECORD
        words = tuple(self.words.toPlainText().splitlines())
        return Asked(self.ledger, self.record_id, words, self.ground.currentText(), self.reason.text(), scope, files)

    def look(self) -> None:
        """Show where the words stand; nothing is written."""
        asked, actor = self.asked(), self.operation.desk.actor
        self.refused.clear()

        def show(plan: Plan) -> None:
            now = self.asked()
            if (now.words, now.scope, now.files) == (asked.words, asked.scope, asked.files):
                self._show(plan)

        self.operation.read(
            lambda unit: erasing.plan(unit, actor=actor, asked=asked), show, owner=self, failed=self._refuse
        )

    def _show(self, plan: Plan) -> None:
        self.plan = plan
        self.table.show_rows([((where, much), target) for where, much, target in _lines(plan)])
        self.refused.setText(plan.hindrance)
        for button in (self.ask_button, self.erase_button, self.print_button):
            button.setEnabled(not plan.hindrance and not self.operation.desk.read_only)

    def print_out(self) -> None:
        """Show the sheet that is to be signed."""
        SheetPreview(self.operation, self.asked(), self.number, self).open()

    def ask(self) -> None:
        """Let the order wait for another operator."""
        asked, actor = self.asked(), self.operation.desk.actor
        self.operation.write(
            lambda unit: erasing.ask_for(unit, actor=actor, asked=asked), self._done, owner=self, failed=self._refuse
        )

    def erase(self) -> None:
        """Carry the order out with the signed sheet, after the question once more."""
        try:
            sheet = self.sheet.sheet()
        except Refused as refusal:
            self._refuse(refusal)
            return
        if sheet is None:
            self.refused.setText("一个人办理要有签字的审批单：请先打印审批单由领导签字，再选扫描件，写明签字人。")
            return
        if not dialogs.confirm(self, "删除个人信息", SURE, yes="删除"):
            return
        asked, actor = self.asked(), self.operation.desk.actor
        self.operation.write(
            lambda unit: erasing.erase_signed_in(unit, actor=actor, asked=asked, sheet=sheet),
            self._erased,
            owner=self,
            failed=self._refuse,
        )

    def _erased(self, changes: Changes) -> None:
        finish(self.operation)
        self._done(changes)

    def _done(self, changes: Changes) -> None:
        self.said.setText(f"已办理：{changes.description}。")
        self.accept()

    @override
    def reject(self) -> None:
        if dialogs.may_leave(self, self.words):
            super().reject()

    def _refuse(self, refusal: Refused) -> None:
        self.refused.setText(refusal.sentence)


def _lines(plan: Plan) -> list[tuple[str, str, tuple[str, int]]]:
    lines = [(f"{plan.number}「{label}」", f"{count} 处", ("", 0)) for label, count in plan.fields]
    if plan.history:
        lines.append(("它的历史", f"{plan.history} 条", ("", 0)))
    lines += [(f"写着这个名字：{one.number}（{one.label}）", f"{one.count} 处", ("", 0)) for one in plan.named_by]
    lines += [(f"别的记录：{one.number}（{one.label}）", f"{one.count} 处", ("", 0)) for one in plan.elsewhere]
    return lines + [(f"上报包，删不到：{one}", "", ("", 0)) for one in plan.packages]


def finish(operation: Operation) -> None:
    """Let the file be written anew off the user's thread; what cannot be done now is done at the next opening."""
    operation.call(lambda: redacting.finish(operation.desk), lambda _done: None, owner=operation)


class SheetPreview(FrozenPreview):
    """The sheet to be signed, on paper."""

    def __init__(self, operation: Operation, asked: Asked, number: str, parent: QWidget) -> None:
        self._title = f"删除个人信息审批单（{number}）"

        def make(unit: UnitOfWork, *, actor: Actor, name: str) -> LedgerPaper:
            del name
            return erasing_paper.sheet(unit, actor=actor, asked=asked)

        super().__init__(operation, "删除个人信息审批单", make, parent)

    @override
    def record(self, unit: UnitOfWork, pages: int) -> Changes:
        """Write in the history that the sheet was printed."""
        return erasing_paper.record_print(unit, actor=self.operation.desk.actor, title=self._title, pages=pages)
