"""节假日调整: a day becomes a rest day or a working one; the open deadlines it would move are listed first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
)

from app.ledgers import registry
from app.services import calendars, deadlines
from app.services.checking import day as day_of
from app.services.checking import text
from app.ui.editors import Setting
from app.ui.fields import Field, restyle
from app.ui.on_screen import in_order
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from app.rules.refusal import Refused
    from app.services.deadlines import Effect
    from app.ui.operation import Operation

ASK_AFTER = 250
"""Milliseconds of quiet typing before the deadlines are asked."""
HEADS = ("台账", "编号", "时限", "原定", "现在算到", "会移到")


class HolidayDialog(PlainDialog):
    """Which day, off or worked, under what name; below it what would move, and whether it shall."""

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__("节假日调整", (820, 520), parent)
        self._operation = operation
        ledger = registry.find(calendars.LEDGER)
        setting = Setting(operation, operation.desk.store.clock.today())
        self.fields = {key: Field(ledger, ledger.column(key), setting, self) for key in ("on_date", "name", "source")}
        self.off, self.work = QRadioButton("放假", self), QRadioButton("上班（调休）", self)
        self.off.setChecked(True)
        self._kinds = QButtonGroup(self)
        for button in (self.off, self.work):
            self._kinds.addButton(button)
        self.table = RowTable("会移动的时限", HEADS, wide=2, parent=self)
        self.said = Words("填好日期，这里列出会移动的时限。", self)
        self.said.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.move_button = self.buttons.addButton("登记并移动时限", QDialogButtonBox.ButtonRole.AcceptRole)
        restyle(self.move_button, "main", value=True)
        self.keep_button = self.buttons.addButton("只登记，时限不动", QDialogButtonBox.ButtonRole.ActionRole)
        self._timer = QTimer(self, singleShot=True, interval=ASK_AFTER)
        self._asked: tuple[date, bool] | None = None
        self._listed: tuple[date, bool] | None = None
        self._build()
        self._connect()
        self._show(())

    def _build(self) -> None:
        kinds = QHBoxLayout()
        for button in (self.off, self.work):
            kinds.addWidget(button)
        kinds.addStretch(1)
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("日期", self.fields["on_date"])
        form.addRow("这一天", kinds)
        form.addRow("名称", self.fields["name"])
        form.addRow("依据", self.fields["source"])
        lines = QVBoxLayout(self)
        lines.addLayout(form)
        lines.addWidget(self.said)
        lines.addWidget(self.table, 1)
        lines.addWidget(self.buttons)
        fields = self.fields
        in_order(
            fields["on_date"], self.off, self.work, fields["name"], fields["source"], self.table, self.move_button,
            self.keep_button, self.buttons.button(QDialogButtonBox.StandardButton.Cancel),
        )  # fmt: skip

    def _connect(self) -> None:
        self._timer.timeout.connect(self.ask)
        self.fields["on_date"].changed.connect(self._timer.start)
        self.off.toggled.connect(lambda _on: self._timer.start())
        self.buttons.accepted.connect(lambda: self.enter(move=True))
        self.keep_button.clicked.connect(lambda: self.enter(move=False))
        self.buttons.rejected.connect(self.reject)

    def _day(self) -> date | None:
        field = self.fields["on_date"]
        return day_of({"day": field.value()}, "day") if field.check() else None

    def ask(self, *, enters: bool = False) -> None:
        """List the open deadlines the day would move; one that `enters` is entered when it moves none."""
        day, is_off = self._day(), self.off.isChecked()
        if day is None:
            self._asked = None
            self._show(())
            return
        asked = self._asked = (day, is_off)
        self._operation.read(
            lambda unit: deadlines.holiday_effects(unit, day=day, is_off=is_off),
            lambda found: self._answered(found, asked, enters=enters),
            owner=self,
        )

    def _answered(self, found: tuple[Effect, ...], asked: tuple[date, bool], *, enters: bool) -> None:
        if asked != self._asked:
            return  # an answer to what was asked before
        self._listed = asked
        self._show(found, asked[0])
        if enters and not found:
            self.enter(move=True)

    def _show(self, found: tuple[Effect, ...], day: date | None = None) -> None:
        self.table.show_rows([(cells(one), (one.ledger, one.record_id)) for one in found])
        if day is not None:
            words = f"{day} 改了以后，这 {len(found)} 个没有办结的时限会移动，要一起移动吗？"
            self.said.setText(words if found else f"{day} 改了以后，没有时限会移动。")
        self.move_button.setText("登记并移动时限" if found else "登记")
        self.keep_button.setVisible(bool(found))

    def enter(self, *, move: bool) -> None:
        """Enter the day; with `move` the open deadlines go to their new day, which were listed before."""
        day, fields = self._day(), self.fields
        read = [field.check() for field in fields.values()]  # each says its own error
        if day is None or not all(read):
            self.said.setText("请填写日期，如 2014-5-2。")
            return
        is_off = self.off.isChecked()
        if self._listed != (day, is_off):  # entered before the list has come
            self.ask(enters=True)
            return
        given = {key: field.value() for key, field in fields.items()}
        actor = self._operation.desk.actor
        self._operation.write(
            lambda unit: deadlines.apply_holiday(
                unit, actor=actor, day=day, is_off=is_off, name=text(given, "name"), source=text(given, "source"),
                move=move,
            ),
            lambda _changes: self.accept(),
            owner=self,
            failed=self._refused,
        )  # fmt: skip

    def _refused(self, refusal: Refused) -> None:
        self.said.setText(refusal.sentence)


def cells(one: Effect) -> tuple[str, ...]:
    """A deadline that would move as a line under HEADS."""
    days = (one.due_on, one.due_on_rolled, one.moves_to)
    return (registry.find(one.ledger).label, one.number, one.label, *(day.isoformat() for day in days))
