"""The small dialogs of the archive: pages and remark of an item, destroying with or without a sheet, the classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.ledgers import registry
from app.rules.refusal import Refused
from app.rules.retention import Retention
from app.services import archiving
from app.ui.fields import restyle
from app.ui.on_screen import in_order
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.signed_sheet import SignedSheet

if TYPE_CHECKING:
    from datetime import date

    from app.services.archiving import Item
    from app.services.changes import Changes
    from app.services.erasing import Sheet
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

MOST_PAGES = 99_999
SURE = "销毁以后只留下编号、档号和原因，内容、附件和历史里的旧内容谁也找不回来；以前的备份里仍有它们。"


def ask_item(parent: QWidget, item: Item) -> tuple[int | None, str] | None:
    """The pages (None: not known) and the remark of an item; None when the clerk gave it up."""
    dialog = ItemDialog(item, parent)
    return dialog.answer() if dialog.exec() == QDialog.DialogCode.Accepted else None


class ItemDialog(PlainDialog):
    """Two fields of a filed item."""

    def __init__(self, item: Item, parent: QWidget) -> None:
        super().__init__(f"页数和备注　{item.code}", (480, 160), parent)
        self.pages, self.note = QSpinBox(self), QLineEdit(item.note, self)
        self.pages.setRange(0, MOST_PAGES)
        self.pages.setSpecialValueText("没有数")
        self.pages.setSuffix(" 页")
        self.pages.setValue(item.pages or 0)
        self.pages.setAccessibleName("页数")
        self.note.setAccessibleName("备注")
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("页数", self.pages)
        form.addRow("备注", self.note)
        lines = QVBoxLayout(self)
        lines.addLayout(form)
        lines.addWidget(_buttons(self, "保存"))

    def answer(self) -> tuple[int | None, str]:
        """What was filled in."""
        return self.pages.value() or None, self.note.text()


def _buttons(dialog: QDialog, words: str) -> QDialogButtonBox:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, dialog)
    buttons.button(QDialogButtonBox.StandardButton.Cancel).setText("取消")
    done = buttons.addButton(words, QDialogButtonBox.ButtonRole.AcceptRole)
    restyle(done, "main", value=True)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    return buttons


class DestroyDialog(PlainDialog):
    """The question before items are destroyed; `sure` when it was answered, `given` is the signed sheet, if any.

    What is filled in stays until it is done: `refuse` says why it was not.
    """

    sure = Signal()

    def __init__(self, codes: list[str], today: date, parent: QWidget) -> None:
        super().__init__("销毁档案", (620, 300), parent)
        self.given: Sheet | None = None
        shown = "、".join(codes[:5]) + (f" 等 {len(codes)} 件" if len(codes) > 5 else "")
        self.words = Words(f"{shown}\n{SURE}", self, wordWrap=True)
        self.hint = Words("不是您鉴定的，可以直接销毁；您自己鉴定的，要附签字的销毁清册。", self, wordWrap=True)
        self.sheet = SignedSheet(today, self, name="销毁清册")
        self.refused = Words("", self, wordWrap=True)
        self.refused.setProperty("role", "error")
        self.destroy_button, self.close_button = QPushButton("销毁", self), QPushButton("取消", self)
        buttons = QDialogButtonBox(self)
        buttons.addButton(self.destroy_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.close_button, QDialogButtonBox.ButtonRole.RejectRole)
        self.destroy_button.clicked.connect(lambda _=False: self.destroy_now())
        self.close_button.clicked.connect(lambda _=False: self.reject())
        lines = QVBoxLayout(self)
        for part in (self.words, self.hint, self.sheet, self.refused, buttons):
            lines.addWidget(part)

    def destroy_now(self) -> None:
        """Take the sheet as it was filled in, and say that it is sure."""
        try:
            self.given = self.sheet.sheet()
        except Refused as refusal:
            self.refuse(refusal)
            return
        self.destroy_button.setEnabled(False)
        self.sure.emit()

    def refuse(self, refusal: Refused) -> None:
        """Say why nothing was destroyed; it can be tried again."""
        self.refused.setText(refusal.sentence)
        self.destroy_button.setEnabled(True)
        self.fit_soon()


class ClassesDialog(PlainDialog):
    """The retention class of each ledger; one that is changed is a row of the history."""

    def __init__(self, operation: Operation, parent: QWidget) -> None:
        super().__init__("各台账的保管期限", (520, 560), parent)
        self.operation = operation
        self.boxes: dict[str, QComboBox] = {}
        self._before: dict[str, Retention] = {}
        self.said = Words("先按本单位报县级档案主管部门审定的期限设好；已经归档的不变。", self, wordWrap=True)
        self.reason = QLineEdit(self, placeholderText="例如：按县档案馆审定的范围和期限表")
        self.reason.setAccessibleName("说明")
        self.form = QFormLayout()
        inside, area = QWidget(self), QScrollArea(self)
        inside.setLayout(self.form)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        last = QFormLayout()
        last.addRow("说明", self.reason)
        self._buttons = _buttons(self, "保存")
        self._buttons.accepted.disconnect()
        self._buttons.accepted.connect(self.save)
        lines = QVBoxLayout(self)
        lines.addWidget(self.said)
        lines.addWidget(area, 1)
        lines.addLayout(last)
        lines.addWidget(self._buttons)
        operation.read(archiving.classes, self._show, owner=self)

    def _show(self, found: dict[str, Retention]) -> None:
        self._before = found
        for name, term in found.items():
            box = QComboBox(self)
            box.addItems(list(Retention))
            box.setCurrentText(term)
            label = registry.find(name).label
            box.setAccessibleName(f"{label}的保管期限")
            self.form.addRow(label, box)
            self.boxes[name] = box
        boxes = list(self.boxes.values())
        in_order(*boxes, self.reason, *self._buttons.buttons())
        if not self.reason.text():
            QTimer.singleShot(0, boxes[0], boxes[0].setFocus)  # once it is shown

    def save(self) -> None:
        """Set what was changed, all of it or nothing."""
        changed = {
            name: box.currentText() for name, box in self.boxes.items() if box.currentText() != self._before[name]
        }
        actor, reason = self.operation.desk.actor, self.reason.text()
        if not changed:
            self.accept()
            return

        def work(unit: UnitOfWork) -> Changes:
            done = [
                archiving.set_class(unit, actor=actor, ledger=name, term=term, reason=reason)
                for name, term in changed.items()
            ]
            return done[-1]

        self.operation.write(
            work, lambda _changes: self.accept(), owner=self,
            failed=lambda refusal: self.said.setText(refusal.sentence),
        )  # fmt: skip
