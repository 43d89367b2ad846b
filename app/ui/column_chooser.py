"""Which columns a table shows, and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
)

from app.services import table_page
from app.ui.on_screen import Dialog, in_order

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from db.declare import Ledger

MOST_LINES = 3


class ColumnChooser(Dialog):
    """All columns of a ledger with a tick each; dragging or 上移/下移 orders them. `chosen(keys, lines a row)`;
    `arrange_wanted()` to name, hide or add columns for the whole office.
    """

    chosen = Signal(object, int)
    arrange_wanted = Signal()

    def __init__(self, ledger: Ledger, shown: tuple[str, ...], lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(f"{ledger.label}：显示哪些列")
        self.resize(420, 560)
        self.ledger = ledger
        self.list = QListWidget(self)
        self.list.setAccessibleName("可以显示的列")
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.lines = QSpinBox(self, minimum=1, maximum=MOST_LINES, value=lines)
        self.lines.setAccessibleName("每行高度")
        self._fill(shown)
        self._build()

    def _fill(self, shown: tuple[str, ...]) -> None:
        self.list.clear()
        others = [column.key for column in self.ledger.on_screen() if column.key not in shown]
        standing = [key for key in table_page.STANDING if key not in shown]
        for key in (*shown, *standing, *others):
            item = QListWidgetItem(table_page.label_of(self.ledger, key), self.list)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setCheckState(Qt.CheckState.Checked if key in shown else Qt.CheckState.Unchecked)
        self.list.setCurrentRow(0)

    def _build(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self)
        buttons.accepted.connect(self._choose)
        buttons.rejected.connect(self.reject)
        self.arrange = buttons.addButton("列设置…", QDialogButtonBox.ButtonRole.ResetRole)
        self.arrange.setToolTip("给列改名、从屏幕或纸面上去掉、增加本单位自己的列；对每个人都一样")
        self.arrange.clicked.connect(self._arrange)
        moves = QHBoxLayout()
        stops: list[QWidget] = [self.list]
        for text, step in (("上移", -1), ("下移", 1)):
            button = QPushButton(text, self, autoDefault=False)
            button.clicked.connect(lambda _=False, step=step: self.move_current(step))
            moves.addWidget(button)
            stops.append(button)
        usual = QPushButton("恢复原样", self, autoDefault=False)
        usual.clicked.connect(lambda: self._fill(table_page.usual_columns(self.ledger)))
        moves.addWidget(usual)
        moves.addStretch(1)
        moves.addWidget(QLabel("每行", self))
        moves.addWidget(self.lines)
        moves.addWidget(QLabel("行字", self))
        lines = QVBoxLayout(self)
        lines.addWidget(self.list)
        lines.addLayout(moves)
        lines.addWidget(buttons)
        in_order(*stops, usual, self.lines, *buttons.buttons())

    def move_current(self, step: int) -> None:
        """Move the current column up or down by one place."""
        row = self.list.currentRow()
        target = row + step
        if 0 <= target < self.list.count():
            self.list.insertItem(target, self.list.takeItem(row))
            self.list.setCurrentRow(target)

    def keys(self) -> tuple[str, ...]:
        """The ticked columns, in their order."""
        items = (self.list.item(row) for row in range(self.list.count()))
        return tuple(i.data(Qt.ItemDataRole.UserRole) for i in items if i.checkState() is Qt.CheckState.Checked)

    def _arrange(self) -> None:
        self.reject()
        self.arrange_wanted.emit()

    def _choose(self) -> None:
        self.chosen.emit(self.keys() or table_page.usual_columns(self.ledger), self.lines.value())
        self.accept()
