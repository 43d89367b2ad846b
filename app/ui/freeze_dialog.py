"""冻结报数: a name, to whom the figures go, and a note; then all figures are fixed as they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout

from app.services import freezing, looking
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.figures.model import Lens
    from app.rules.refusal import Refused
    from app.services.changes import Changes
    from app.ui.operation import Operation

SAYING = (
    "冻结以后，这一天报出去的每个数和它背后的记录都原样留存，谁也改不了；"
    "台账照常登记，以后哪里不一样，可以逐条比对出原因。"
)


class FreezeDialog(PlainDialog):
    """Asks what the report is called and to whom it goes; `frozen(name)` when it is fixed."""

    frozen = Signal(str)

    def __init__(self, operation: Operation, lens: Lens, parent: QWidget | None = None) -> None:
        super().__init__("冻结报数", (520, 320), parent)
        self.operation, self.lens = operation, lens
        day = lens.as_of
        self.name = QLineEdit(f"{day.month}月报数" if day else "", self)
        self.reported_to = QLineEdit(self, placeholderText="例如：县委活动办")
        self.note = QLineEdit(self)
        form = QFormLayout()
        for label, editor in (("名称", self.name), ("报送单位", self.reported_to), ("备注", self.note)):
            editor.setAccessibleName(label)
            form.addRow(label, editor)
        narrowed = looking.described(lens)
        form.addRow("截至日期", QLabel(day.isoformat() if day else "今天", self))
        form.addRow("范围", Words(narrowed or "全部", self, wordWrap=True))
        self.said = Words(SAYING, self, wordWrap=True)
        self.said.setProperty("role", "faint")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.button = self.buttons.addButton("冻结", QDialogButtonBox.ButtonRole.ActionRole)
        self.button.clicked.connect(self._freeze)
        self.buttons.rejected.connect(self.reject)
        outer = QVBoxLayout(self)
        outer.addLayout(form)
        outer.addWidget(self.said)
        outer.addStretch(1)
        outer.addWidget(self.buttons)

    def _freeze(self) -> None:
        name, to, note, lens = self.name.text(), self.reported_to.text(), self.note.text(), self.lens
        actor = self.operation.desk.actor
        self.button.setEnabled(False)
        self.operation.write(
            lambda unit: freezing.freeze(unit, actor=actor, name=name, lens=lens, reported_to=to, note=note),
            self._done,
            owner=self,
            failed=self._refused,
        )

    def _done(self, changes: Changes) -> None:
        self.frozen.emit(changes.number)
        self.accept()

    def _refused(self, refusal: Refused) -> None:
        self.button.setEnabled(True)
        self.said.setText(refusal.sentence)
