"""接访排班: the rota of a month made by the rule at once, and the days on which another leader stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate
from PySide6.QtWidgets import (
    QDateEdit,
    QDialogButtonBox,
    QFormLayout,
    QGroupBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
)

from app.ledgers import registry
from app.rules.calendar import WEEKDAYS
from app.services import checking, reception
from app.services.checking import day as day_of
from app.services.checking import text
from app.ui.editors import Setting
from app.ui.fields import Field, restyle
from app.ui.on_screen import in_order
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable
from db.ask import Filter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtWidgets import QWidget

    from app.rules.refusal import Refused
    from app.services.changes import Changes
    from app.ui.operation import Operation
    from db.ask import Record
    from db.unit import UnitOfWork

HEADS = ("编号", "日期", "周几", "带班领导", "代班", "原因", "接访地点")
SHORTEST = 3
"""So many days in a row are told as a stretch."""
_BETWEEN = re.compile(r"[、，,；;\s]+")


@dataclass(frozen=True, slots=True)
class Month:
    """A month of receptions: the rule in words, the days it wants, and the rota that stands."""

    first: date
    rule: str
    days: tuple[date, ...]
    rota: tuple[tuple[date, Record], ...]


def month_of(unit: UnitOfWork, *, first: date, last: date) -> Month:
    """Read a month between its first and last day; raises Refused when the office's rule cannot be read."""
    rule = reception.rule(unit)
    rows = checking.standing(unit, reception.ROTA, Filter("kind", value=reception.RECEPTION))
    dated = ((day_of(row.values, "duty_on"), row) for row in rows)
    rota = sorted(((on, row) for on, row in dated if on and first <= on <= last), key=lambda pair: pair[0])
    return Month(first, rule.words, reception.expected(unit, first=first, last=last), tuple(rota))


def _stretches(days: Sequence[int]) -> Iterator[str]:
    """Days of a month in words, three and more in a row by the first and the last of them."""
    for _start, run in groupby(enumerate(days), key=lambda pair: pair[1] - pair[0]):
        row = [day for _place, day in run]
        yield from (f"{day}日" for day in row) if len(row) < SHORTEST else (f"{row[0]}日至{row[-1]}日",)


class ReceptionDialog(PlainDialog):
    """The rule and a month of it above, its rota in the middle, the stand-in of the current day below."""

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__("接访排班", (860, 600), parent)
        self._operation = operation
        today = operation.desk.store.clock.today()
        ledger, setting = registry.find(reception.ROTA), Setting(operation, today)
        self.rule = QLabel(self)
        self.rule.setWordWrap(True)
        self.month = QDateEdit(QDate(today.year, today.month, 1).addMonths(1), self)  # the month ahead is planned
        self.month.setCalendarPopup(True)
        self.month.setDisplayFormat("yyyy年M月")
        self.month.setAccessibleName("月份")
        self.leaders = QLineEdit(self, placeholderText="如 王镇长、李书记，按这个次序轮流")
        self.leaders.setAccessibleName("值班领导")
        keys = ("venue", "substitute", "substitute_reason")
        self.fields = {key: Field(ledger, ledger.column(key), setting, self) for key in keys}
        self.create_button = QPushButton("排这个月的班", self)
        self.table = RowTable("这个月的接访排班", HEADS, wide=5, parent=self)
        self.swap_button = QPushButton("登记代班", self)
        self.said = Words(self)
        self.said.setWordWrap(True)
        self._build()
        self.month.dateChanged.connect(lambda _day: self.refresh())
        self.create_button.clicked.connect(self.create_month)
        self.swap_button.clicked.connect(self.swap)
        self.refresh()

    def _build(self) -> None:
        restyle(self.create_button, "main", value=True)
        plan, swap = QFormLayout(), QFormLayout()
        for form in (plan, swap):
            form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        plan.addRow("接访安排", self.rule)
        plan.addRow("月份", self.month)
        plan.addRow("值班领导", self.leaders)
        plan.addRow("接访地点", self.fields["venue"])
        plan.addRow("", self.create_button)
        swap.addRow("代班人", self.fields["substitute"])
        swap.addRow("原因", self.fields["substitute_reason"])
        swap.addRow("", self.swap_button)
        box = QGroupBox("代班（先在上面选一天）", self)
        box.setLayout(swap)
        buttons = QDialogButtonBox(self)
        buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        lines = QVBoxLayout(self)
        lines.addLayout(plan)
        lines.addWidget(self.table, 1)
        lines.addWidget(box)
        lines.addWidget(self.said)
        lines.addWidget(buttons)
        in_order(
            self.month, self.leaders, self.fields["venue"], self.create_button, self.table, self.fields["substitute"],
            self.fields["substitute_reason"], self.swap_button, *buttons.buttons(),
        )  # fmt: skip

    def refresh(self) -> None:
        """Read the month that is chosen."""
        day = self.month.date()
        first, last = date(day.year(), day.month(), 1), date(day.year(), day.month(), day.daysInMonth())
        self._operation.read(
            lambda unit: month_of(unit, first=first, last=last), self._show, owner=self, failed=self._refused
        )

    def _show(self, seen: Month) -> None:
        day = self.month.date()
        if (seen.first.year, seen.first.month) != (day.year(), day.month()):
            return  # another month was chosen meanwhile
        wanted = "、".join(_stretches([on.day for on in seen.days]))
        self.rule.setText(f"{seen.rule}接访；{seen.first.year}年{seen.first.month}月有 {len(seen.days)} 天：{wanted}")
        self.fit_soon()  # a rule of every day takes more lines than one of a weekday
        place = self.table.currentRow()
        self.table.show_rows([(_cells(on, row), (reception.ROTA, row.id)) for on, row in seen.rota])
        if 0 <= place < len(seen.rota):
            self.table.setCurrentCell(place, 0)
        self.swap_button.setEnabled(bool(seen.rota))

    def create_month(self) -> None:
        """Make the rota of the month; a refusal stays in the dialog with what was typed."""
        venue = self.fields["venue"]
        if not venue.check():
            return
        actor, day = self._operation.desk.actor, self.month.date()
        leaders = [name for name in _BETWEEN.split(self.leaders.text()) if name]
        words = text({"venue": venue.value()}, "venue")
        self._operation.write(
            lambda unit: reception.create_month(
                unit, actor=actor, year=day.year(), month=day.month(), leaders=leaders, venue=words
            ),
            self._done,
            owner=self,
            failed=self._refused,
        )

    def swap(self) -> None:
        """Enter who stands in on the current day, and why."""
        _ledger, rota_id = self.table.target(self.table.currentRow())
        entered = {key: self.fields[key] for key in ("substitute", "substitute_reason")}
        read = [field.check() for field in entered.values()]  # each says its own error
        if not rota_id or not all(read):
            return
        actor, given = self._operation.desk.actor, {key: field.value() for key, field in entered.items()}
        self._operation.write(
            lambda unit: reception.swap(
                unit, actor=actor, rota_id=rota_id, substitute=text(given, "substitute"),
                reason=text(given, "substitute_reason"),
            ),
            self._swapped,
            owner=self,
            failed=self._refused,
        )  # fmt: skip

    def _swapped(self, changes: Changes) -> None:
        for key in ("substitute", "substitute_reason"):
            self.fields[key].set_text("")
        self._done(changes)

    def _done(self, changes: Changes) -> None:
        self._say(f"已办理：{changes.description}。", is_error=False)
        self.refresh()

    def _refused(self, refusal: Refused) -> None:
        self._say(refusal.sentence, is_error=True)

    def _say(self, words: str, *, is_error: bool) -> None:
        restyle(self.said, "role", "error" if is_error else "faint")
        self.said.setText(words)


def _cells(on: date, row: Record) -> tuple[str, ...]:
    keys = ("leader", "substitute", "substitute_reason", "venue")
    return (row.number, on.isoformat(), WEEKDAYS[on.weekday()], *(text(row.values, key) for key in keys))
