"""One filter by a column that has no list of values: words, a register's entry, or a span of days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QDialogButtonBox, QFormLayout, QLineEdit, QVBoxLayout

from app.services import listing, registers
from app.ui.on_screen import Dialog
from app.ui.plain import Words
from db.ask import Filter, Op
from db.declare import Kind

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.rules.refusal import Refused
    from app.ui.operation import Operation
    from db.declare import Column, Ledger

_DAYS = (Kind.DATE, Kind.FUZZY_DATE)
_WORDS = (Kind.TEXT, Kind.LONG, Kind.CHOICE, Kind.TIME)


class FilterDialog(Dialog):
    """Asks what a column should hold; `chosen` carries the filters, dates read as everywhere else."""

    chosen = Signal(object)

    def __init__(self, operation: Operation, ledger: Ledger, column: Column, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.operation, self.ledger, self.column = operation, ledger, column
        self.setWindowTitle(f"按「{column.label}」筛选")
        self.fields = {label: QLineEdit(self) for label in self._labels()}
        form = QFormLayout()
        for label, field in self.fields.items():
            field.setAccessibleName(f"{column.label} {label}")
            field.setMinimumWidth(field.fontMetrics().horizontalAdvance("汉" * 16))
            form.addRow(label, field)
        if column.kind in _DAYS:
            next(iter(self.fields.values())).setPlaceholderText("如 2014-3-1、3月1日")
        self.said = Words(self)
        self.said.setProperty("role", "error")
        self.said.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self)
        buttons.accepted.connect(self._read)
        buttons.rejected.connect(self.reject)
        lines = QVBoxLayout(self)
        lines.addLayout(form)
        lines.addWidget(self.said)
        lines.addWidget(buttons)
        self._suggest()

    def _labels(self) -> tuple[str, ...]:
        if self.column.kind in _DAYS:
            return ("从", "到")
        return ("含有",) if self.column.kind in _WORDS else ("是",)

    def _suggest(self) -> None:
        if not self.column.is_reference:
            return
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        field = self.fields["是"]
        field.setCompleter(completer)
        field.textEdited.connect(self._ask_names)

    def _ask_names(self, typed: str) -> None:
        kind = self.column.kind
        self.operation.read(
            lambda unit: [found.name for found in registers.suggest(unit, kind=kind, typed=typed)],
            self._names.setStringList,
            owner=self,
        )

    def _read(self) -> None:
        typed = [field.text().strip() for field in self.fields.values()]
        if not any(typed):
            self.reject()
            return
        key = self.column.key
        if self.column.kind in _WORDS or (self.column.is_reference and typed[0] not in self._names.stringList()):
            self._choose((Filter(key, Op.CONTAINS, typed[0]),))
            return
        signs = (">=", "<=") if self.column.kind in _DAYS else ("=",)
        texts = [f"{key}{sign}{text}" for sign, text in zip(signs, typed, strict=True) if text]
        self.operation.read(
            lambda unit: tuple(listing.condition(unit, ledger=self.ledger, text=text) for text in texts),
            self._choose,
            owner=self,
            failed=self._refused,
        )

    def _choose(self, filters: tuple[Filter, ...]) -> None:
        self.chosen.emit(filters)
        self.accept()

    def _refused(self, refusal: Refused) -> None:
        self.said.setText(refusal.sentence)
        self.said.setMinimumHeight(self.said.heightForWidth(self.said.width()))
        self.adjustSize()
