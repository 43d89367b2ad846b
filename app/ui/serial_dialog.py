"""Lets a ledger's numbers go on from paper: the first serial of a year, set once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QFormLayout, QLabel, QSpinBox, QVBoxLayout

from app.ledgers import registry
from app.services import office
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.rules.refusal import Refused
    from app.ui.operation import Operation
    from db.declare import Ledger

EARLIEST, LATEST = 1950, 2100
MOST = 99_999


class SerialDialog(PlainDialog):
    """Asks for ledger, year and first serial; it is set once a year, so that no Enter in a field sets it."""

    def __init__(self, operation: Operation, ledger: Ledger | None, parent: QWidget | None = None) -> None:
        super().__init__("设定起始编号", (480, 200), parent)
        self.operation = operation
        self.ledger = QComboBox(self)
        for one in registry.LEDGERS:
            self.ledger.addItem(one.label, one.name)
        if ledger is not None and not ledger.base:
            self.ledger.setCurrentText(ledger.label)
        this_year = operation.desk.store.clock.today().year
        self.year = QSpinBox(self, minimum=EARLIEST, maximum=LATEST, value=this_year)
        self.serial = QSpinBox(self, minimum=1, maximum=MOST)
        self.said = Words(self)
        self.said.setProperty("role", "error")
        self.said.setWordWrap(True)
        form = QFormLayout()
        for label, field in (("台账", self.ledger), ("年份", self.year), ("从第几号编起", self.serial)):
            field.setAccessibleName(label)
            form.addRow(label, field)
        words = QLabel("纸质台账已编到第几号，这里填下一号。每个台账一年只能设定一次。", self)
        words.setProperty("role", "faint")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self)
        self.go = buttons.button(QDialogButtonBox.StandardButton.Ok)
        buttons.accepted.connect(self._set)
        buttons.rejected.connect(self.reject)
        lines = QVBoxLayout(self)
        lines.addWidget(words)
        lines.addLayout(form)
        lines.addWidget(self.said)
        lines.addWidget(buttons)

    def _set(self) -> None:
        name, year, serial = self.ledger.currentData(), self.year.value(), self.serial.value()
        actor = self.operation.desk.actor
        self.operation.write(
            lambda unit: office.set_first_serial(unit, actor=actor, ledger=name, year=year, serial=serial),
            lambda _changes: self.accept(),
            owner=self,
            failed=self._refused,
        )

    def _refused(self, refusal: Refused) -> None:
        self.said.setText(refusal.sentence)
