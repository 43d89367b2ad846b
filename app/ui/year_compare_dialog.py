"""两年对比: all figures of two years side by side; a double click opens the rows of the year it falls on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialogButtonBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout

from app.rules.rights import Right
from app.services import drawing, permitted, year_compare
from app.ui.made_preview import MadePreview
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable
from app.ui.rows_dialog import RowsDialog

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.paper.tree import Printed
    from app.rules.refusal import Refused
    from app.services.year_compare import Compared, Line
    from app.ui.operation import Operation

HEADS = ("代码", "指标", "前一年", "后一年", "增减")
FIRST = 2
"""The column of the earlier year."""
SAYING = "两年用同一口径算到12月31日。双击某一年的数，看它由哪些记录得来。"


class YearCompareDialog(PlainDialog):
    """Shows two years. `open_record(ledger, id)` leads to a record."""

    open_record = Signal(str, int)

    def __init__(self, operation: Operation, year: int, known: tuple[int, ...], parent: QWidget | None = None) -> None:
        super().__init__("两年对比", (1000, 640), parent)
        self._operation = operation
        self.found: Compared | None = None
        self.shown: tuple[Line, ...] = ()
        years = sorted({*known, year, year - 1, year + 1}, reverse=True)
        self.first, self.second = self._years("前一年", years, year - 1), self._years("后一年", years, year)
        self.alone = QCheckBox("只算当年发生的", self)
        self.groups = QCheckBox("连各个分类", self)
        self.search = QLineEdit(self, placeholderText="按名称找指标")
        self.search.setAccessibleName("按名称找指标")
        self.search.setClearButtonEnabled(True)
        self.table = RowTable("两年的指标", HEADS, wide=1, parent=self)
        self.said = Words(self, wordWrap=True)
        self._build()
        self.table.cellDoubleClicked.connect(self._opened)
        self.search.textChanged.connect(lambda _text: self._fill())
        self.groups.toggled.connect(lambda _on: self._fill())
        self.alone.toggled.connect(lambda _on: self.read())
        for box in (self.first, self.second):
            box.currentIndexChanged.connect(lambda _place: self.read())
        self.read()

    def _years(self, name: str, years: list[int], chosen: int) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        for year in years:
            box.addItem(f"{year}年", year)
        box.setCurrentIndex(years.index(chosen))
        return box

    def _build(self) -> None:
        head = QHBoxLayout()
        for part in (self.first, QLabel("和", self), self.second, self.alone, self.groups):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self.search)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        self.print_button = buttons.addButton("打印…", QDialogButtonBox.ButtonRole.ActionRole)
        self.print_button.clicked.connect(self.print_out)
        reason = permitted.why_not(self._operation.desk.actor, Right.PRINT)
        self.print_button.setEnabled(not reason)
        self.print_button.setToolTip(reason)
        outer = QVBoxLayout(self)
        outer.addLayout(head)
        outer.addWidget(self.said)
        outer.addWidget(self.table, 1)
        outer.addWidget(buttons)

    @property
    def years(self) -> tuple[int, int]:
        """The two years chosen."""
        return self.first.currentData(), self.second.currentData()

    def read(self) -> None:
        """Count both years."""
        (before, after), alone = self.years, self.alone.isChecked()
        self.said.setText("正在计算…")
        self._operation.read(
            lambda unit: year_compare.compare(unit, before=before, after=after, alone=alone),
            lambda found: self._show(found, alone=alone),
            owner=self,
            failed=self._refused,
        )

    def _show(self, found: Compared, *, alone: bool) -> None:
        if set(found.years) != set(self.years) or alone != self.alone.isChecked():
            return  # something else was chosen meanwhile, and its answer follows
        self.found = found
        for column, head in enumerate(found.heads(alone=alone), start=FIRST):
            item = self.table.horizontalHeaderItem(column)
            if item is not None:
                item.setText(head)
        self.said.setText(f"{SAYING}{'；'.join(found.notes)}。")
        self._fill()

    def _fill(self) -> None:
        if self.found is None:
            return
        words, groups = self.search.text().strip(), self.groups.isChecked()
        self.shown = tuple(
            one for one in self.found.lines if words in one.name and (groups or words or not one.is_group)
        )
        self.table.show_rows([(_cells(one), ("", 0)) for one in self.shown])

    def _opened(self, row: int, column: int) -> None:
        if self.found is None or not 0 <= row < len(self.shown):
            return
        one = self.shown[row]
        is_first = column == FIRST
        lens = self.found.before if is_first else self.found.after
        if (one.before if is_first else one.after) is None:
            self.said.setText(f"{self.found.years[0 if is_first else 1]}年没有「{one.name}」这一类，没有可看的记录。")
            return
        name = f"{one.name}（{self.found.years[0 if is_first else 1]}年）"
        dialog = RowsDialog(self._operation, one.code, name, lens, self)
        dialog.open_record.connect(self._lead)
        dialog.open()

    def _lead(self, ledger: str, record_id: int) -> None:
        self.open_record.emit(ledger, record_id)
        self.accept()

    def print_out(self) -> None:
        """Show both years on paper."""
        (before, after), alone, groups = self.years, self.alone.isChecked(), self.groups.isChecked()
        desk = self._operation.desk

        def make(go_on: Callable[[], bool]) -> tuple[bytes, Printed]:
            paper = desk.read(
                lambda unit: year_compare.paper(
                    unit, actor=desk.actor, before=before, after=after, alone=alone, groups=groups
                )
            )
            return drawing.draw(paper, lambda _page: go_on())

        MadePreview(
            self._operation,
            f"{before}年与{after}年对比表",
            make,
            lambda unit, pages: year_compare.record_print(unit, actor=desk.actor, years=(before, after), pages=pages),
            self,
        ).open()

    def _refused(self, refusal: Refused) -> None:
        self.said.setText(refusal.sentence)
        self.found, self.shown = None, ()
        self.table.show_rows([])


def _cells(one: Line) -> tuple[str, ...]:
    shown = (figure.shown if figure else year_compare.NO_DIFFERENCE for figure in (one.before, one.after))
    return one.mark, one.name, *shown, one.difference
