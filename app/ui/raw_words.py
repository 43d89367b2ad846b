"""导入原文: above the fields of an imported record, what stood in its sheet, until the clerk says that it is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from app.services import import_raw
from app.services.import_rows import PARTS
from app.ui import theme
from app.ui.form_parts import ElidedLabel
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.services.import_raw import Raw, RawCell
    from app.ui.form import RecordForm

HEADS = ("表里的列", "表里写的", "存到的列", "现在存的")
SHOWN = 3


class RawBar(QFrame):
    """Stands above the fields of a record that was imported and is not held against its sheet yet."""

    def __init__(self, form: RecordForm) -> None:
        super().__init__()
        self.setObjectName("banner")
        self._form, self._ticket = form, 0
        self.found: tuple[Raw, ...] = ()
        self.words = ElidedLabel()
        self.look_button, self.accept_button = QPushButton("看原文…"), QPushButton("核对无误")
        self.look_button.clicked.connect(self.look)
        self.accept_button.clicked.connect(self.accept)
        line = QHBoxLayout(self)
        line.setContentsMargins(10, 4, 8, 4)
        line.addWidget(self.words, 1)
        line.addWidget(self.look_button)
        line.addWidget(self.accept_button)
        form.ready.connect(self.ask)
        self.hide()

    def ask(self) -> None:
        """See whether the record in the form came from a sheet that waits to be held against it."""
        self._ticket += 1
        ticket, record = self._ticket, self._form.record
        if record is None:
            self._show(())
            return
        actor, ledger, record_id = self._form.operation.desk.actor, self._form.ledger.name, record.id
        self._form.operation.read(
            lambda unit: import_raw.of_record(unit, actor=actor, ledger=ledger, record_id=record_id),
            lambda found: self._show(found) if ticket == self._ticket else None,
            owner=self,
        )

    def _show(self, found: tuple[Raw, ...]) -> None:
        self.found = found
        self.setVisible(bool(found))
        if found:
            words = sentence(found)
            self.words.show_text(words)
            self.words.setAccessibleName(words)
            self.accept_button.setEnabled(not self._form.operation.desk.read_only)

    def look(self) -> None:
        """Show every cell beside what is stored."""
        RawDialog(self.found, self.accept, self._form).open()

    def accept(self) -> None:
        """The record is right: the words of the sheet are let go."""
        record = self._form.record
        if record is None:
            return
        actor, ledger, record_id = self._form.operation.desk.actor, self._form.ledger.name, record.id
        self._form.operation.write(
            lambda unit: import_raw.accept(unit, actor=actor, ledger=ledger, record_id=record_id),
            lambda _changes: self._show(()),
            owner=self,
            failed=self._form.show_refusal,
        )


class RawDialog(PlainDialog):
    """What stood in the sheet, cell by cell; what is stored otherwise is in colour."""

    def __init__(self, found: tuple[Raw, ...], accept: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__("导入时表里写的", (820, 460), parent)
        self.table = RowTable("导入时表里写的", HEADS, wide=1, parent=self)
        cells = [cell for raw in found for cell in raw.cells]
        self.table.show_rows([(_line(cell), ("", 0)) for cell in cells])
        for row, cell in enumerate(cells):
            if cell.is_other:
                self.table.tint(row, HEADS.index("现在存的"), theme.RED)
        self.accept_button, self.close_button = QPushButton("核对无误", self), QPushButton("关闭", self)
        self.accept_button.clicked.connect(accept)
        self.accept_button.clicked.connect(self.accept)
        self.close_button.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.accept_button)
        foot.addWidget(self.close_button)
        lines = QVBoxLayout(self)
        note = Words(f"{sentence(found)}和存的写法不一样的标成红字，前面打叉。核对无误以后，原文不再保留。", self)
        note.setWordWrap(True)
        lines.addWidget(note)
        lines.addWidget(self.table, 1)
        lines.addLayout(foot)


def _line(cell: RawCell) -> tuple[str, ...]:
    nowhere = "附表" if cell.label.startswith(PARTS) else "（没有导入）"
    return (cell.label, cell.text, cell.column or nowhere, cell.now)


def sentence(found: tuple[Raw, ...]) -> str:
    """Where a record came from, and the cells that are stored otherwise than they were written."""
    first = found[0]
    others = [f"{cell.label}「{cell.text}」存成「{cell.now}」" for cell in first.cells if cell.is_other][:SHOWN]
    told = f"：{'，'.join(others)}" if others else ""
    return f"从「{first.file_name}」第{first.row}行导入，还没有核对{told}。"
