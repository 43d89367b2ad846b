"""回头抽查: draw a sample of closed items by a recorded seed, see the list, and enter what each visit found."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QSpinBox,
    QVBoxLayout,
)
from typing_extensions import override

from app.ledgers import registry
from app.services import rechecks
from app.services.checking import day as day_of
from app.services.checking import text
from app.ui import dialogs, form_print
from app.ui.editors import Setting
from app.ui.fields import Field
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.rules.refusal import Refused
    from app.services.changes import Changes
    from app.ui.operation import Operation
    from db.ask import Record
    from db.unit import UnitOfWork

MOST_SEED = 999_999
HEADS = ("编号", "内容", "回访日期", "回访人", "结果")
WAITING = "还没有登记"


@dataclass(frozen=True, slots=True)
class Drawn:
    """How many items may be drawn, which share is, and the samples drawn so far, the newest first."""

    ripe: int
    percent: int
    draws: tuple[Record, ...]


def drawn(unit: UnitOfWork) -> Drawn:
    """Read what the dialog shows."""
    return Drawn(len(rechecks.pool(unit)), rechecks.percent_of(unit), rechecks.draws(unit))


class RecheckDialog(PlainDialog):
    """Draws and results of re-checks. `open_record(ledger, id)` leads to the inspection of a draw."""

    open_record = Signal(str, int)

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__("回头抽查", (900, 640), parent)
        self._operation = operation
        self._draws: tuple[Record, ...] = ()
        self.pool = QLabel("正在查找…", self)
        self.seed = QSpinBox(self, minimum=1, maximum=MOST_SEED, value=1 + secrets.randbelow(MOST_SEED))
        self.seed.setAccessibleName("抽取种子")
        self.draw_button = QPushButton("抽取", self)
        self.draws = QComboBox(self)
        self.draws.setAccessibleName("哪一次抽取")
        self.open_button = QPushButton("打开这次抽查", self)
        self.print_button = QPushButton("打印回访表…", self)
        self.table = RowTable("抽中的事项", HEADS, wide=1, parent=self)
        self._make_result()
        self.said = Words(self)
        self.said.setProperty("role", "error")
        self.said.setWordWrap(True)
        self._build()
        self._connect()
        self.reload()

    def _make_result(self) -> None:
        setting = Setting(self._operation, self._operation.desk.store.clock.today())
        ledger, items = registry.find(rechecks.INSPECTIONS), registry.find(rechecks.RECTIFICATIONS)
        columns = {column.key: column for column in ledger.child("samples").columns}
        self.fields = {
            key: Field(ledger, columns[key], setting, self) for key in ("visited_on", "visitor", "visit_text")
        }
        self.new_due = Field(items, items.column("due_on"), setting, self)
        self.new_due.editor.setAccessibleName("新的整改时限")
        self.keeps, self.reopens = QRadioButton("维持销号", self), QRadioButton("反弹重开，新的时限", self)
        self.keeps.setChecked(True)
        self._answers = QButtonGroup(self)
        for button in (self.keeps, self.reopens):
            self._answers.addButton(button)
        self.settle_button = QPushButton("登记结果", self)
        self.settle_button.setProperty("main", True)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.pool, 1)
        for part in (QLabel("种子", self), self.seed, self.draw_button):
            head.addWidget(part)
        past = QHBoxLayout()
        past.addWidget(self.draws, 1)
        past.addWidget(self.open_button)
        past.addWidget(self.print_button)
        answer = QHBoxLayout()
        for choice in (self.keeps, self.reopens, self.new_due):
            answer.addWidget(choice)
        answer.addStretch(1)
        box = QGroupBox("选中这一项的回访结果", self)
        form = QFormLayout(box)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in self.fields.values():
            form.addRow(field.column.label, field)
        form.addRow("结果", answer)
        bottom = QHBoxLayout()
        bottom.addStretch(1)
        bottom.addWidget(self.settle_button)
        form.addRow("", bottom)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        lines = QVBoxLayout(self)
        lines.addLayout(head)
        lines.addLayout(past)
        lines.addWidget(self.table, 1)
        for below in (box, self.said, buttons):
            lines.addWidget(below)

    def _connect(self) -> None:
        self.draw_button.clicked.connect(self.draw)
        self.settle_button.clicked.connect(self.settle)
        self.draws.currentIndexChanged.connect(lambda _place: self._show_draw())
        self.open_button.clicked.connect(self._open)
        self.print_button.clicked.connect(self.print_out)
        self.reopens.toggled.connect(self.new_due.setEnabled)
        self.new_due.setEnabled(False)

    def reload(self) -> None:
        """Read pool and draws again, the same draw and line in sight."""
        self._operation.read(drawn, self._show, owner=self)

    def _show(self, seen: Drawn) -> None:
        size = -(-seen.ripe * seen.percent // 100)
        words = f"销号满期、还没抽查过的有 {seen.ripe} 项，按 {seen.percent}% 抽 {size} 项。"
        self.pool.setText(words if seen.ripe else "没有销号满期、还没抽查过的事项。")
        self.draw_button.setEnabled(bool(seen.ripe))
        kept, row = self.draws.currentData(), self.table.currentRow()
        is_new = len(seen.draws) > len(self._draws)
        self._draws = seen.draws
        self.draws.blockSignals(True)
        self.draws.clear()
        for one in seen.draws:
            count = len(one.children.get("samples", ()))
            self.draws.addItem(f"{one.number}　{count} 项　种子 {text(one.values, 'sample_seed')}", one.id)
        self.draws.setCurrentIndex(0 if is_new else max(self.draws.findData(kept), 0))
        self.draws.blockSignals(False)
        self._show_draw()
        if not is_new and 0 <= row < self.table.rowCount():
            self.table.setCurrentCell(row, 0)

    def _chosen(self) -> Record | None:
        place = self.draws.currentIndex()
        return self._draws[place] if 0 <= place < len(self._draws) else None

    def _show_draw(self) -> None:
        made = self._chosen()
        keys = ("record_no", "text", "visited_on", "visitor", "result")
        rows = made.children.get("samples", ()) if made is not None else ()
        lines = [tuple(text(row.values, key) for key in keys) for row in rows]
        self.table.show_rows([((*line[:4], line[4] or WAITING), ("", 0)) for line in lines])
        for part in (self.settle_button, self.open_button, self.print_button):
            part.setEnabled(made is not None)

    def draw(self) -> None:
        """Draw a sample by the seed that stands there."""
        actor, seed = self._operation.desk.actor, self.seed.value()
        self._write(lambda unit: rechecks.draw(unit, actor=actor, seed=seed))

    def settle(self) -> None:
        """Enter what the visit to the current item found."""
        made, row = self._chosen(), self.table.currentRow()
        read = [field.check() for field in (*self.fields.values(), self.new_due)]  # each says its own error
        if made is None or row < 0 or not all(read):
            return
        given = {key: field.value() for key, field in self.fields.items()}
        visited_on = day_of(given, "visited_on")
        if visited_on is None:
            self.said.setText("请填写回访日期。")
            return
        actor, number, keeps = self._operation.desk.actor, self.table.texts(row)[0], self.keeps.isChecked()
        new_due = None if keeps else day_of({"due_on": self.new_due.value()}, "due_on")
        self._write(
            lambda unit: rechecks.settle(
                unit, actor=actor, inspection_id=made.id, number=number, keeps=keeps,
                visitor=text(given, "visitor"), visited_on=visited_on, words=text(given, "visit_text"),
                new_due_on=new_due,
            )
        )  # fmt: skip

    def _write(self, work: _Work) -> None:
        self._operation.write(work, lambda _changes: self._done(), owner=self, failed=self._refused)

    def _done(self) -> None:
        self.said.setText("")
        self.fields["visit_text"].set_value(None)
        self.new_due.set_value(None)
        self.keeps.setChecked(True)
        self.reload()

    @override
    def reject(self) -> None:
        if not self.fields["visit_text"].is_changed or dialogs.drops_written(self):
            super().reject()

    def _refused(self, refusal: Refused) -> None:
        self.said.setText("".join(gap.sentence for gap in refusal.missing) or refusal.sentence)

    def print_out(self) -> None:
        """Put the visit sheet of the draw in sight into a PDF."""
        made = self._chosen()
        if made is not None:
            form_print.preview(self, self._operation, form="recheck_visit", number=made.number)

    def _open(self) -> None:
        made = self._chosen()
        if made is not None:
            self.open_record.emit(rechecks.INSPECTIONS, made.id)
            self.accept()


if TYPE_CHECKING:
    from collections.abc import Callable

    _Work = Callable[[UnitOfWork], Changes]
