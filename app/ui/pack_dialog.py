"""文件 → 上报: which ledgers leave for which office, with which passphrase; written as one sealed file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
)

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import leaving, package_file, package_receipt, packages
from app.services.package_content import REGISTERS, STAYING
from app.services.packages import Wanted
from app.ui import saving
from app.ui.long_work import LongWorkDialog
from app.ui.passphrase_fields import PassphraseField
from app.ui.plain import Words

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from app.services.packages import Sent
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

KINDS = f"上报包 (*{package_file.SUFFIX})"
INTRO = (
    "把台账装成一个文件报给上一级，记录连同附表、附件和关联都在里面。每次都报全，上级并入时只取新的。"
    "检举控告件不在里面，除非下面勾选并写明原因。"
)
UNSEALED = "没有设口令：谁拿到这个文件都能看到里面的内容。要经别人的手或网上传送的，请设口令，另外告诉收的人。"
UNLIKE = "两次输入的口令不一样，请重新输入。"
WORKING = "正在装包…"


class PackDialog(LongWorkDialog):
    """The choices, and writing the package."""

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__("上报", (760, 620), "装包", parent)
        self._operation = operation
        self.sent_to = QLineEdit(self, placeholderText="照上级台账里的单位名称写，例如：清河镇人民政府")
        self.ledgers = QListWidget(self)
        self.passphrase, self.again = PassphraseField("上报包口令", self), PassphraseField("再输一次", self)
        self.restricted = QCheckBox("连同检举控告件（限制查阅）", self)
        self.reason, self.second = QLineEdit(self), QLineEdit(self, placeholderText="同意报出的另一位操作人")
        self.said = Words(INTRO, self, wordWrap=True)
        self.warning = Words(UNSEALED, self, wordWrap=True)
        self.bar.hide()
        self.pack_button, self.close_button = QPushButton("做成上报包…", self), QPushButton("关闭", self)
        self.pack_button.setProperty("main", "true")
        self._fill()
        self._build()
        actor = operation.desk.actor
        operation.read(lambda unit: package_receipt.sent(unit, actor=actor), self._remember, owner=self)
        operation.read(leaving.needs_second, lambda asked: self.form.setRowVisible(self.second, asked), owner=self)

    def _fill(self) -> None:
        self.ledgers.setAccessibleName("报哪些台账")
        for ledger in (*registry.LEDGERS, *registry.BASE):
            if ledger.name in (*REGISTERS, *STAYING):
                continue  # what records point to always goes with them
            item = QListWidgetItem(ledger.label, self.ledgers)
            item.setData(Qt.ItemDataRole.UserRole, ledger.name)
            item.setCheckState(Qt.CheckState.Checked)

    def _build(self) -> None:
        self.form = QFormLayout()
        for label, field in (
            ("报给", self.sent_to), ("台账", self.ledgers), ("口令", self.passphrase), ("再输一次", self.again),
            ("", self.restricted), ("报出原因", self.reason), ("同意人", self.second),
        ):  # fmt: skip
            if label and not isinstance(field, PassphraseField):
                field.setAccessibleName(field.accessibleName() or label)
            self.form.addRow(label, field)
        self.restricted.setVisible(self._operation.desk.actor.sees_restricted)
        for field in (self.reason, self.second):
            self.form.setRowVisible(field, False)
        foot = QHBoxLayout()
        foot.addWidget(self.bar, 1)
        foot.addStretch(1)
        foot.addWidget(self.pack_button)
        foot.addWidget(self.close_button)
        lines = QVBoxLayout(self)
        lines.addWidget(self.said)
        lines.addLayout(self.form, 1)
        lines.addWidget(self.warning)
        lines.addLayout(foot)
        self.restricted.toggled.connect(lambda is_on: self.form.setRowVisible(self.reason, is_on))
        self.passphrase.line.textChanged.connect(lambda text: self.warning.setVisible(not text))
        self.pack_button.clicked.connect(self.pack)
        self.close_button.clicked.connect(self.reject)

    def _remember(self, sent: tuple[package_receipt.Line, ...]) -> None:
        if sent and not self.sent_to.text():
            self.sent_to.setText(sent[0].sent_to)

    @property
    def wanted(self) -> Wanted:
        """What was chosen; raises Refused for unlike passphrases, and for restricted records without a reason."""
        if self.passphrase.text != self.again.text:
            raise Refused(UNLIKE, field="passphrase")
        if self.restricted.isChecked() and not self.reason.text().strip():
            packages.refuse_unreasoned()
        items = [self.ledgers.item(row) for row in range(self.ledgers.count())]
        chosen = [item for item in items if item.checkState() is Qt.CheckState.Checked]
        names = tuple(str(item.data(Qt.ItemDataRole.UserRole)) for item in chosen)
        return Wanted(
            self.sent_to.text().strip(), () if len(chosen) == len(items) else names or REGISTERS[:1],
            self.passphrase.text, self.reason.text().strip() if self.restricted.isChecked() else "",
            self.second.text().strip(),
        )  # fmt: skip

    def pack(self) -> None:
        """Ask where the package goes, and write it off the user's thread."""
        try:
            wanted = self.wanted
        except Refused as refusal:
            self.said.setText(refusal.sentence)
            return

        def name(unit: UnitOfWork) -> str:
            return packages.default_name(unit, wanted.sent_to)

        self._operation.read(name, lambda found: self._ask(wanted, found), owner=self)

    def _ask(self, wanted: Wanted, name: str) -> None:
        path = saving.ask_place(self, "上报包存到", name, KINDS, package_file.SUFFIX)
        if path is not None:
            self.pack_into(path, wanted)

    def pack_into(self, path: Path, wanted: Wanted) -> None:
        """Write the package into a file."""
        desk = self._operation.desk
        self.said.setText(WORKING)
        self._set_busy(is_busy=True)
        self._operation.call(
            lambda: packages.pack(desk, out=path, wanted=wanted, progress=self.tell), self._done, owner=self,
            failed=self._refused,
        )  # fmt: skip

    def _set_busy(self, *, is_busy: bool) -> None:
        self.bar.setRange(0, 0)
        self.bar.setVisible(is_busy)
        self.pack_button.setEnabled(not is_busy)

    def _done(self, sent: Sent) -> None:
        self._set_busy(is_busy=False)
        total = sum(sent.counts.values())
        self.said.setText(
            f"第{sent.serial}号上报包已写好：{sent.path.name}，{total} 条记录、{sent.attachments} 个附件。"
            "上级并入以后会给回执，请用“工具 → 上报和并入记录”收下。"
        )
        for field in (self.passphrase, self.again):
            field.clear()

    def _refused(self, refusal: Refused) -> None:
        self._set_busy(is_busy=False)
        self.said.setText(refusal.sentence)
