"""各单位汇总: an indicator in all offices of the county side by side; a double click opens the ledgers of an office."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QDialogButtonBox, QHBoxLayout, QLabel, QLineEdit, QPushButton, QSplitter, QVBoxLayout

from app.figures.catalogue import mark
from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import county, county_figures, permitted
from app.services.looking import WHOLE
from app.ui import saving
from app.ui.aside import aside
from app.ui.frozen_page import KINDS
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.services.county_figures import Consolidated
    from app.ui.operation import Operation

HEADS, OFFICE_HEADS = ("代码", "指标", county_figures.TOGETHER), ("单位", "数", "说明")
SAYING = "选一个指标，右边是各单位的数，与各单位自己算的一样；双击一个单位，打开它的台账往下看。"


class CountyDialog(PlainDialog):
    """For who reads for the county. `office_wanted(name)` when the ledgers of an office are to be opened."""

    office_wanted = Signal(str)

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__(county_figures.TITLE, (1080, 620), parent)
        self._operation = operation
        self.found: Consolidated | None = None
        self.listed: tuple[int, ...] = ()
        """The places of the indicators that are listed."""
        self.day = QLineEdit(self, placeholderText="不写是今天")
        self.day.setAccessibleName("截止日期")
        self.campaign = QLineEdit(self, placeholderText="不写是全部")
        self.campaign.setAccessibleName("活动")
        self.search = QLineEdit(self, placeholderText="按名称找指标")
        self.search.setAccessibleName("按名称找指标")
        self.search.setClearButtonEnabled(True)
        self.count_button, self.export_button = QPushButton("汇总", self), QPushButton("导出表格…", self)
        self.indicators = RowTable("指标", HEADS, wide=1, parent=self)
        self.offices = RowTable("各单位的数", OFFICE_HEADS, wide=2, parent=self)
        self.said = Words(SAYING, self, wordWrap=True)
        self._build()
        self.count_button.clicked.connect(lambda: self.count())
        for line in (self.day, self.campaign):  # one count at a time: of two the older might be shown last
            line.returnPressed.connect(self.count_button.click)
        self.search.textChanged.connect(lambda _text: self._list())
        self.indicators.currentCellChanged.connect(lambda *_: self._show_offices())
        self.offices.activated.connect(lambda index: self.open_office(index.row()))
        self.export_button.clicked.connect(lambda: self.export())
        self.count()

    def _build(self) -> None:
        head = QHBoxLayout()
        for part in (QLabel("截止", self), self.day, QLabel("活动", self), self.campaign, self.count_button):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self.search)
        both = QSplitter(Qt.Orientation.Horizontal, self)
        both.setChildrenCollapsible(False)
        both.setHandleWidth(5)
        for table in (self.indicators, self.offices):
            both.addWidget(table)
        both.setSizes([560, 520])
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        buttons.addButton(self.export_button, QDialogButtonBox.ButtonRole.ActionRole)
        lines = QVBoxLayout(self)
        lines.addLayout(head)
        lines.addWidget(self.said)
        lines.addWidget(both, 1)
        lines.addWidget(buttons)
        self._ready()

    def _ready(self) -> None:
        reason = permitted.why_not(self._operation.desk.actor, Right.EXPORT)
        self.export_button.setEnabled(self.found is not None and not reason)
        self.export_button.setToolTip(reason)

    # ---- what is shown -----------------------------------------------------------------------------------------------

    def count(self) -> None:
        """Ask for all figures of all offices; of many offices that takes some seconds."""
        try:
            day = county_figures.day_of(self.day.text())
            lens = replace(WHOLE, as_of=day, campaign=self.campaign.text().strip())
            text, password = county.for_the_county(self._operation.desk.store)
        except Refused as refusal:
            self._refused(refusal)
            return
        self.said.setText("正在汇总各单位的数…")
        self.count_button.setEnabled(False)
        aside(
            lambda: county_figures.consolidated(text, password=password, lens=lens), self._show, owner=self,
            failed=self._refused,
        )  # fmt: skip

    def _show(self, found: Consolidated) -> None:
        self.found = found
        self.count_button.setEnabled(True)
        self.said.setText("".join((SAYING, *(f"{note}。" for note in found.notes))))
        self._ready()
        self._list()

    def _refused(self, refusal: Refused) -> None:
        """What was counted before was counted for another day or campaign than stands in the lines now."""
        self.found = None
        self.count_button.setEnabled(True)
        self.said.setText(refusal.sentence)
        self._ready()
        self._list()

    def _list(self) -> None:
        """The indicators that the words typed are in; the one in hand stays it."""
        found, words, held = self.found, self.search.text().strip(), self._current()
        if found is None:
            self.listed = ()
            self.indicators.show_rows([])
            self._show_offices()
            return
        self.listed = tuple(at for at, one in enumerate(found.indicators) if words in one.name)
        totals = [figure.shown for figure in found.total] or [""] * len(found.indicators)

        def cells_of(at: int) -> tuple[str, ...]:
            one = found.indicators[at]
            return mark(one.code), one.name, totals[at]

        with QSignalBlocker(self.indicators):  # the offices are written once, when the indicator in hand is known
            self.indicators.show_rows([(cells, ("", 0)) for cells in map(cells_of, self.listed)])
            if held in self.listed:
                self.indicators.setCurrentCell(self.listed.index(held), 0)
        self._show_offices()

    def _current(self) -> int:
        """The place of the indicator in hand, -1 for none."""
        row = self.indicators.currentRow()
        return self.listed[row] if 0 <= row < len(self.listed) else -1

    def _show_offices(self) -> None:
        at, rows = self._current(), []
        if self.found is not None and at >= 0:
            for one in self.found.offices:
                figure = one.figures[at] if one.figures else None
                cells = (one.name, figure.shown, figure.detail) if figure else (one.name, "", one.standing)
                rows.append((cells, ("", 0)))
        self.offices.show_rows(rows)

    # ---- what is done with it ----------------------------------------------------------------------------------------

    def open_office(self, row: int) -> None:
        """Leave for the ledgers of the office in a line; one that has none is said."""
        if self.found is None or not 0 <= row < len(self.found.offices):
            return
        one = self.found.offices[row]
        if one.figures:
            self.accept()
            self.office_wanted.emit(one.name)
        else:
            self.said.setText(f"「{one.name}」{one.standing}，没有可打开的。")

    def export(self) -> None:
        """Write the table as a workbook, an office a line, where the clerk wants it."""
        found = self.found
        out = saving.ask_place(self, "导出表格", f"{county_figures.TITLE}.xlsx", KINDS, ".xlsx")
        if found is None or out is None:
            return
        aside(
            lambda: county_figures.export(found, out),
            lambda rows: self.said.setText(f"已导出 {rows} 行到「{out.name}」。"),
            owner=self, failed=lambda refusal: self.said.setText(refusal.sentence),
        )  # fmt: skip
