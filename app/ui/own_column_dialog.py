"""One column of the office's own: its name, what it holds, its choices, and whether it is personal."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout

from app.rules import own_columns
from app.rules.refusal import Refused
from app.ui.fields import restyle
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from db.declare import Kind
from db.layout import KINDS, OwnColumn

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

HELPS: dict[Kind, str] = {
    Kind.TEXT: "一行字，最多500字。",
    Kind.NUMBER: "可以写小数；排序、筛选按大小。",
    Kind.DATE: "一天，写法和别的日期一样。",
    Kind.CHOICE: "只能从下面写的里面选。",
    Kind.PERSON: "可以从人员名册里选，也可以直接写；公示的表里遮盖。",
}
SENTENCE = "sentence"


class OwnColumnDialog(PlainDialog):
    """`chosen(dialog, OwnColumn)` when 确定 is pressed; who hears it closes the dialog, or tells why not."""

    chosen = Signal(object, object)

    def __init__(self, one: OwnColumn, parent: QWidget | None = None) -> None:
        super().__init__("增加一列" if not one.label else f"修改「{one.label}」", (480, 300), parent)
        self._one = one
        self.name = QLineEdit(one.label, self, placeholderText="如 安装年份")
        self.kind = QComboBox(self)
        for kind, word in KINDS.items():
            self.kind.addItem(word, kind.value)
        self.kind.setCurrentIndex(self.kind.findData(one.kind.value))
        self.choices = QLineEdit("、".join(one.choices), self, placeholderText="如 一类、二类、三类")
        self.personal = QCheckBox("涉个人信息（屏幕上遮盖，公示的表里不印）", self)
        self.personal.setChecked(one.personal)
        self.help = QLabel(self)
        self.help.setProperty("role", "faint")
        self.said = Words(self, wordWrap=True)
        restyle(self.said, "role", "error")
        for editor, words in ((self.name, "列名"), (self.kind, "类型"), (self.choices, "选项")):
            editor.setAccessibleName(words)
        self.buttons = QDialogButtonBox(self)
        self.yes = self.buttons.addButton("确定", QDialogButtonBox.ButtonRole.ActionRole)
        restyle(self.yes, "main", value=True)
        self.buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        self.yes.clicked.connect(self.choose)
        self.buttons.rejected.connect(self.reject)
        self.kind.currentIndexChanged.connect(lambda _place: self._kind_chosen())
        self._build()
        self._kind_chosen()

    def _build(self) -> None:
        self.form = QFormLayout()
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.form.addRow("列名", self.name)
        self.form.addRow("类型", self.kind)
        self.form.addRow("", self.help)
        self.form.addRow("选项", self.choices)
        self.form.addRow("", self.personal)
        lines = QVBoxLayout(self)
        lines.addLayout(self.form)
        lines.addWidget(self.said)
        lines.addStretch(1)
        lines.addWidget(self.buttons)

    @property
    def chosen_kind(self) -> Kind:
        """What the column shall hold."""
        return Kind(self.kind.currentData())  # a combo box keeps the plain word

    def _kind_chosen(self) -> None:
        kind = self.chosen_kind
        self.help.setText(HELPS[kind])
        self.form.setRowVisible(self.choices, kind is Kind.CHOICE)
        self.form.setRowVisible(self.personal, kind is not Kind.PERSON)

    def choose(self) -> None:
        """Give what was typed to the one who asked for it; a refusal stays in sight."""
        kind = self.chosen_kind
        try:
            one = replace(
                self._one,
                label=own_columns.clean_name(self.name.text()),
                kind=kind,
                choices=own_columns.read_choices(self.choices.text()) if kind is Kind.CHOICE else (),
                personal=self.personal.isChecked() and kind is not Kind.PERSON,
            )
        except Refused as refusal:
            self.said.setText(refusal.sentence)
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.setProperty(SENTENCE, "")
        self.chosen.emit(self, one)
        self.said.setText(str(self.property(SENTENCE) or ""))
