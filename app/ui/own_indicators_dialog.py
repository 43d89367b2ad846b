"""自定指标: figures the office adds for itself: which ledger and records, counted or added up, what counter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
)

from app.ledgers import registry
from app.services import own_indicators
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable
from db.declare import Kind

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.rules.refusal import Refused
    from app.services.changes import Changes
    from app.services.own_indicators import Own
    from app.ui.operation import Operation
    from db.declare import Ledger

HEADS = ("代码", "名称", "量词", "怎样算")
HINT = (
    "条件写成 栏目=值，几个条件用分号隔开，例如：主题=环境卫生；采纳情况=采纳。不写就是全部记录。"
    "这里数的是记录；附表里的行（签到、整改措施等）不单独数，请用程序自带的指标。"
)
_NAMED = (Kind.CHOICE, Kind.TEXT, Kind.PLACE, Kind.PERSON, Kind.ORGANISATION, Kind.HOUSEHOLD, Kind.DATE)


class OwnIndicatorsDialog(PlainDialog):
    """Lists the office's own figures, adds one, takes one away; all are history rows."""

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__("自定指标", (760, 620), parent)
        self.operation = operation
        self.own: tuple[Own, ...] = ()
        self.table = RowTable("自定的指标", HEADS, wide=3, parent=self)
        self.name, self.counter, self.filters = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        self.counter.setPlaceholderText("例如：条、户、元")
        self.filters.setPlaceholderText("栏目=值")
        self.ledger, self.measure, self.column, self.by = (QComboBox(self) for _ in range(4))
        self.said = Words(HINT, self, wordWrap=True)
        self.said.setProperty("role", "faint")
        self._build()
        self._offer_columns()
        self._read()

    def _build(self) -> None:
        for one in registry.LEDGERS + registry.BASE:
            self.ledger.addItem(one.label, one.name)
        for key, label in own_indicators.MEASURES.items():
            self.measure.addItem(label, key)
        self.ledger.activated.connect(self._offer_columns)
        self.measure.activated.connect(self._offer_columns)
        form = QFormLayout()
        for label, editor in (
            ("名称", self.name), ("台账", self.ledger), ("哪些记录", self.filters), ("怎样算", self.measure),
            ("哪一栏", self.column), ("量词", self.counter), ("按什么分列", self.by),
        ):  # fmt: skip
            editor.setAccessibleName(label)
            form.addRow(label, editor)
        self.add_button, self.remove_button = QPushButton("增加", self), QPushButton("删去选中的", self)
        self.add_button.clicked.connect(self._add)
        self.remove_button.clicked.connect(self._remove)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        foot = QHBoxLayout()
        foot.addWidget(self.add_button)
        foot.addWidget(self.remove_button)
        foot.addStretch(1)
        foot.addWidget(buttons)
        outer = QVBoxLayout(self)
        outer.addWidget(self.table, 1)
        outer.addLayout(form)
        outer.addWidget(self.said)
        outer.addLayout(foot)

    def _declared(self) -> Ledger:
        return registry.find(str(self.ledger.currentData()))

    def _offer_columns(self) -> None:
        ledger, kind = self._declared(), str(self.measure.currentData())
        named = tuple(one for one in ledger.columns if one.kind in _NAMED)
        offered = own_indicators.summable(ledger) if kind == own_indicators.SUM else named
        self.column.clear()
        for one in offered:
            self.column.addItem(one.label, one.key)
        self.column.setEnabled(kind != own_indicators.COUNT)
        self.by.clear()
        self.by.addItem("不分列", "")
        for one in ledger.columns:
            if one.kind in (Kind.CHOICE, Kind.PLACE, Kind.ORGANISATION):
                self.by.addItem(one.label, one.key)

    def _read(self) -> None:
        self.operation.read(own_indicators.listed, self._show, owner=self)

    def _show(self, own: tuple[Own, ...]) -> None:
        self.own = own
        rows = [((one.mark, one.name, one.counter, own_indicators.definition(one)), ("", 0)) for one in own]
        self.table.show_rows(rows)
        self.remove_button.setEnabled(bool(own))

    def _add(self) -> None:
        actor, filters = self.operation.desk.actor, self.filters.text().replace(";", "；").split("；")
        name, counter, ledger = self.name.text(), self.counter.text(), str(self.ledger.currentData())
        measure, column, by = (str(box.currentData() or "") for box in (self.measure, self.column, self.by))
        self.operation.write(
            lambda unit: own_indicators.add(
                unit, actor=actor, name=name, counter=counter, ledger=ledger, filters=filters, measure=measure,
                column=column, by=by,
            ),
            self._done, owner=self, failed=self._refused,
        )  # fmt: skip

    def _remove(self) -> None:
        row = self.table.currentRow()
        if not 0 <= row < len(self.own):
            return
        actor, code = self.operation.desk.actor, self.own[row].code
        self.operation.write(
            lambda unit: own_indicators.remove(unit, actor=actor, code=code),
            self._done, owner=self, failed=self._refused,
        )  # fmt: skip

    def _done(self, changes: Changes) -> None:
        self.said.setText(f"已{changes.description}。{HINT}")
        self.name.clear()
        self.filters.clear()
        self._read()

    def _refused(self, refusal: Refused) -> None:
        self.said.setText(refusal.sentence)
