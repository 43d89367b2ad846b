"""Which files of the records of a heading go into a 迎检包: a list to tick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QListWidget, QListWidgetItem, QVBoxLayout

from app.rules.elapsed import size_text
from app.services import inspection_pack
from app.ui.fields import restyle
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.rules.refusal import Refused
    from app.services.attachments import Attachment
    from app.services.inspection_outlines import Heading
    from app.ui.operation import Operation

SAYING = "打勾的装入迎检包。图片和 PDF 装在里面；别的文件只列出名称，请另附原件。"
NO_FILES = "这些记录都没有附件。"
_HELD = Qt.ItemDataRole.UserRole


class FilesDialog(PlainDialog):
    """Ticks files; `picked(tuple of uuids)`."""

    picked = Signal(object)

    def __init__(self, operation: Operation, heading: Heading, parent: QWidget | None = None) -> None:
        super().__init__(f"{heading.title}：选附件", (720, 480), parent)
        self._picked = frozenset(heading.picked)
        self.said = Words("正在查找…", self, wordWrap=True)
        self.list = QListWidget(self)
        self.list.setAccessibleName("附件")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        done = buttons.addButton("选定", QDialogButtonBox.ButtonRole.AcceptRole)
        restyle(done, "main", value=True)
        buttons.accepted.connect(self._accept)
        buttons.rejected.connect(self.reject)
        outer = QVBoxLayout(self)
        outer.addWidget(self.said)
        outer.addWidget(self.list, 1)
        outer.addWidget(buttons)
        actor = operation.desk.actor
        operation.read(
            lambda unit: inspection_pack.files_of(unit, actor=actor, heading=heading),
            self._show,
            owner=self,
            failed=self._refused,
        )

    def _show(self, found: tuple[tuple[str, Attachment], ...]) -> None:
        self.said.setText(SAYING if found else NO_FILES)
        for number, file in found:
            words = "　".join(filter(None, (number, file.name, file.caption, size_text(file.size))))
            item = QListWidgetItem(words, self.list)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if file.uuid in self._picked else Qt.CheckState.Unchecked)
            item.setData(_HELD, file.uuid)

    def uuids(self) -> tuple[str, ...]:
        """The files that are ticked, in order."""
        items = (self.list.item(row) for row in range(self.list.count()))
        return tuple(str(one.data(_HELD)) for one in items if one.checkState() is Qt.CheckState.Checked)

    def _accept(self) -> None:
        self.picked.emit(self.uuids())
        self.accept()

    def _refused(self, refusal: Refused) -> None:
        self.said.setText(refusal.sentence)
