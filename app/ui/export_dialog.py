"""导出表格: which rows and columns, for whom, in which form, and for what purpose."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
)

from app.services import exporting, leaving, listing, operators, printing
from app.services.exporting import ExportOptions
from app.ui.check_menu import CheckMenu
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.scope_choice import ScopeChoice

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.rules.refusal import Refused
    from app.ui.operation import Operation
    from db.ask import Ask
    from db.declare import Ledger
    from db.unit import UnitOfWork

MOST_NAMED = 4
KINDS = {".xlsx": "工作簿 .xlsx", ".csv": "文本表格 .csv"}


class ExportDialog(PlainDialog):
    """One list as a workbook or a text table."""

    def __init__(
        self,
        operation: Operation,
        ledger: Ledger,
        ask: Ask,
        parent: QWidget | None = None,
        *,
        selected: tuple[int, ...] = (),
    ) -> None:
        super().__init__(f"导出表格：{ledger.label}", (560, 420), parent)
        self._operation, self._ledger, self._ask = operation, ledger, ask
        self._token = 0
        self.scope, self.profile, self.kind = ScopeChoice(ask, selected, self), QComboBox(self), QComboBox(self)
        for key, label in printing.PROFILES.items():
            self.profile.addItem(label, key)
        for suffix, label in KINDS.items():
            self.kind.addItem(label, suffix)
        self._usual = tuple(column.key for column in ledger.on_screen())
        offered = [(column.key, column.label, not column.hidden) for column in ledger.columns]
        self.columns = CheckMenu("全部列", offered, self)
        self.by_village = QCheckBox("每个村一张工作表", self)
        self.by_village.setEnabled(ledger.by_place)
        self.with_children = QCheckBox(f"附表各占一张工作表（{_children_of(ledger)}）", self)
        self.with_children.setChecked(True)
        self.purpose = QComboBox(self)
        self.purpose.addItem("请选择", "")
        for words in leaving.PURPOSES:
            self.purpose.addItem(words, words)
        self.second = QLineEdit(self, placeholderText="同意导出的另一位操作人")
        self.count, self.said = Words(self), Words(self)
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 0)
        self.bar.hide()
        self.save_button, self.close_button = QPushButton("导出…", self), QPushButton("关闭", self)
        self.save_button.setProperty("main", "true")
        self._build()
        self._connect()
        operation.read(operators.is_alone, self._preset_purpose, owner=self)
        self._look()

    def _build(self) -> None:
        self.form = QFormLayout()
        for label, field in (
            ("范围", self.scope),
            ("列", self.columns),
            ("版本", self.profile),
            ("格式", self.kind),
            ("", self.by_village),
            ("", self.with_children),
            ("用途", self.purpose),
            ("同意人", self.second),
            ("条数", self.count),
        ):
            if not isinstance(field, QLabel | QCheckBox):  # those are read with their own words
                field.setAccessibleName(label)
            self.form.addRow(label, field)
        foot = QHBoxLayout()
        foot.addWidget(self.bar, 1)
        foot.addStretch(1)
        foot.addWidget(self.save_button)
        foot.addWidget(self.close_button)
        lines = QVBoxLayout(self)
        lines.addLayout(self.form)
        lines.addStretch(1)
        lines.addWidget(self.said)
        lines.addLayout(foot)
        for row in (self.purpose, self.second):
            self.form.setRowVisible(row, False)
        self.form.setRowVisible(self.with_children, bool(self._ledger.children))

    def _connect(self) -> None:
        for box in (self.scope, self.profile):
            box.currentIndexChanged.connect(self._look)
        self.kind.currentIndexChanged.connect(self._kind_chosen)
        self.columns.changed.connect(self._say_columns)
        self.save_button.clicked.connect(self.save)
        self.close_button.clicked.connect(self.reject)

    def _kind_chosen(self) -> None:
        """A text table is one table."""
        is_book = self.kind.currentData() == ".xlsx"
        self.with_children.setEnabled(is_book)
        self.by_village.setEnabled(is_book and self._ledger.by_place)
        if not is_book:
            self.by_village.setChecked(False)

    def _say_columns(self) -> None:
        keys = self.columns.keys()
        is_all = keys == self._usual or len(keys) == len(self.columns.boxes)
        self.columns.setText("全部列" if is_all else f"选了 {len(keys)} 列")
        self.save_button.setEnabled(bool(keys))

    def _preset_purpose(self, is_alone: bool) -> None:
        if is_alone:
            self.purpose.setCurrentText(leaving.EVERYDAY)

    @property
    def ask(self) -> Ask:
        """The list that is exported."""
        return self.scope.ask

    @property
    def options(self) -> ExportOptions:
        """What is chosen now."""
        keys = self.columns.keys()
        return ExportOptions(
            profile=self.profile.currentData(),
            columns=() if keys == self._usual else keys,
            by_village=self.by_village.isChecked(),
            purpose=self.purpose.currentData(),
            second=self.second.text().strip(),
            with_children=self.with_children.isChecked(),
        )

    def _look(self) -> None:
        """How many rows that is, and whether a purpose and a second operator are asked for."""
        self._token += 1
        token, ask, profile = self._token, self.ask, self.profile.currentData()

        def look(unit: UnitOfWork) -> tuple[int, bool, bool]:
            asks = leaving.is_asked(unit, ask=ask, profile=profile)
            return listing.count(unit, ask=ask), asks, asks and leaving.needs_second(unit)

        self._operation.read(look, lambda found: self._show(token, *found), owner=self)

    def _show(self, token: int, count: int, asks: bool, needs_second: bool) -> None:
        if token == self._token:
            self.count.setText(f"{count} 条")
            self.form.setRowVisible(self.purpose, asks)
            self.form.setRowVisible(self.second, needs_second)

    # -- saving ------------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Ask where, and write the file off the window's thread; the history knows of it."""
        suffix: str = self.kind.currentData()
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        name = str(Path(folder) / f"{self._ledger.label}{suffix}")
        chosen, _kind = QFileDialog.getSaveFileName(self, "导出表格", name, f"{KINDS[suffix]} (*{suffix})")
        if chosen:
            self.write(Path(chosen if chosen.lower().endswith(suffix) else chosen + suffix))

    def write(self, path: Path) -> None:
        """Write the file."""
        desk, ask, options = self._operation.desk, self.ask, self.options
        self._set_busy(is_busy=True)
        self._operation.call(
            lambda: exporting.export(desk, ask=ask, out=path, options=options),
            lambda rows: self._written(path, rows),
            owner=self,
            failed=self._refused,
        )

    def _set_busy(self, *, is_busy: bool) -> None:
        self.bar.setVisible(is_busy)
        self.save_button.setEnabled(not is_busy)
        self.said.setText("")

    def _written(self, path: Path, rows: int) -> None:
        self._set_busy(is_busy=False)
        self.said.setText(f"导出了 {rows} 条，存到了 {path.name}。")
        self.close_button.setFocus()

    def _refused(self, refusal: Refused) -> None:
        self._set_busy(is_busy=False)
        self.said.setText(refusal.sentence)


def _children_of(ledger: Ledger) -> str:
    """The names of a ledger's children, as many as a line holds."""
    labels = [child.label for child in ledger.children]
    return "、".join(labels[:MOST_NAMED]) + ("等" if len(labels) > MOST_NAMED else "")
