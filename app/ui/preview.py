"""Print preview of a list: the very PDF that is then saved or printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSpinBox
from typing_extensions import override

from app.paper.tree import Binding
from app.services import drawing, leaving, listing, printing
from app.ui import word_saving
from app.ui.check_menu import CheckMenu
from app.ui.paper_dialog import PaperDialog
from app.ui.scope_choice import ScopeChoice

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.paper.tree import LedgerPaper, Printed
    from app.rules.refusal import Refused
    from app.services.changes import Changes
    from app.ui.operation import Operation
    from db.ask import Ask
    from db.declare import Ledger
    from db.unit import UnitOfWork

MOST_BLANK = 40
MOST_COPIES = 999
FIRST_ROWS = 60
"""So many rows are drawn at once, so that the first page is seen before a long ledger is done."""
BINDINGS = (
    ("左侧装订，单面", Binding.LEFT),
    ("左侧装订，双面", Binding.BOTH_SIDES),
    ("与竖排公文合订", Binding.WITH_UPRIGHT),
)


class PreviewDialog(PaperDialog):
    """Shows a list on paper; whom it is for, which rows and columns, subtotals and marks can be chosen."""

    def __init__(
        self,
        operation: Operation,
        ledger: Ledger,
        ask: Ask,
        parent: QWidget | None = None,
        *,
        selected: tuple[int, ...] = (),
    ) -> None:
        super().__init__(operation, ledger.label, parent)
        self.ledger, self._ask, self._selected = ledger, ask, selected
        self._token = 0
        self._asks_purpose = False
        self._make_choices()
        self._place_choices()
        word_saving.offer_list(self)
        actor = operation.desk.actor
        operation.read(lambda unit: leaving.usual_purpose(unit, actor=actor), self._preset_purpose, owner=self)
        self.draw_again()

    def _make_choices(self) -> None:
        self.scope = ScopeChoice(self._ask, self._selected, self)
        self.profile = QComboBox(self)
        for key, label in printing.PROFILES.items():
            self.profile.addItem(label, key)
        self.looked = QCheckBox("已核对姓名，可以公开", self)
        self.looked.hide()
        printed = {column.key for column in self.ledger.printed()}
        self.columns = CheckMenu(
            "打印哪些列", [(column.key, column.label, column.key in printed) for column in self.ledger.columns], self
        )
        self.subtotals = QCheckBox("按村小计", self)
        self.subtotals.setEnabled(self.ledger.by_place)
        self.blank = QSpinBox(self, minimum=0, maximum=MOST_BLANK, suffix=" 行")
        self.binding = QComboBox(self)
        for label, binding in BINDINGS:
            self.binding.addItem(label, binding)
        self.watermark = QLineEdit(self, placeholderText="不加")
        self.copy_no = QSpinBox(self, minimum=0, maximum=MOST_COPIES, prefix="第 ", suffix=" 份")
        self.copy_no.setSpecialValueText("不编")
        self.purpose = QComboBox(self)
        self.purpose.addItem("请选择", "")
        for words in leaving.PURPOSES:
            self.purpose.addItem(words, words)

    def _place_choices(self) -> None:
        for label, field in (
            ("范围", self.scope),
            ("版本", self.profile),
            ("", self.looked),
            ("", self.columns),
            ("", self.subtotals),
            ("末尾空白行", self.blank),
            ("装订", self.binding),
            ("水印", self.watermark),
            ("份号", self.copy_no),
            ("用途", self.purpose),
        ):
            if label:
                field.setAccessibleName(label)
                self.choices.addRow(label, field)
            else:
                self.choices.addRow(field)
        for box in (self.scope, self.profile, self.binding):
            box.currentIndexChanged.connect(self.draw_again)
        for number in (self.blank, self.copy_no):
            number.valueChanged.connect(self.draw_again)
        for tick in (self.subtotals, self.looked):
            tick.toggled.connect(self.draw_again)
        self.columns.changed.connect(self.draw_again)
        self.watermark.editingFinished.connect(self._mark_typed)

    def _mark_typed(self) -> None:
        if self.watermark.isModified():
            self.watermark.setModified(False)
            self.draw_again()

    def _preset_purpose(self, usual: str) -> None:
        if usual:
            self.purpose.setCurrentText(usual)

    @property
    def ask(self) -> Ask:
        """The list that is printed."""
        return self.scope.ask

    @property
    def options(self) -> printing.PrintOptions:
        """What is chosen now."""
        return printing.PrintOptions(
            profile=self.profile.currentData(),
            columns=self.columns.keys() or None,
            blank_rows=self.blank.value(),
            subtotals=self.subtotals.isChecked(),
            binding=self.binding.currentData(),
            watermark=self.watermark.text(),
            copy_no=self.copy_no.value(),
            looked=self.looked.isChecked(),
            purpose=self.purpose.currentData(),
        )

    # -- drawing ------------------------------------------------------------------------------------------------

    def draw_again(self) -> None:
        """Draw the paper anew with what is chosen now; an older drawing still under way is dropped.

        The first page comes first, the whole paper after it.
        """
        self.begin()
        self._token += 1
        self.looked.setVisible(self.profile.currentData() == "public")
        self._read(self._token, FIRST_ROWS)

    def _read(self, token: int, head: int | None) -> None:
        ask, options, actor = self.ask, self.options, self.operation.desk.actor

        def work(unit: UnitOfWork) -> tuple[LedgerPaper, bool, bool]:
            asks = leaving.is_asked(unit, ask=ask, profile=options.profile)
            more = head is not None and listing.count(unit, ask=ask) > head
            paper = printing.ledger_paper(unit, ask=ask, options=options, actor=actor, head=head if more else None)
            return paper, more, asks

        self.operation.read(
            work,
            lambda found: self._read_done(*found, token),
            owner=self,
            failed=lambda refusal: self._failed(refusal, token),
        )

    def _read_done(self, paper: LedgerPaper, more: bool, asks: bool, token: int) -> None:
        if token == self._token:
            self._asks_purpose = asks
            self.choices.setRowVisible(self.purpose, asks)
            self._draw(paper, token, more=more)

    def _draw(self, paper: LedgerPaper, token: int, *, more: bool) -> None:
        if token == self._token:
            self.operation.call(
                lambda: drawing.draw(paper, lambda _page: token == self._token and self.go_on()),
                lambda drawn: self._drawn(drawn, token, more=more),
                owner=self,
                failed=lambda refusal: self._failed(refusal, token),
            )

    def _drawn(self, drawn: tuple[bytes, Printed], token: int, *, more: bool) -> None:
        if token != self._token:
            return
        if more:
            self.paper.show_pdf(*drawn, more=True)
            self._read(token, None)
        else:
            self.show_drawn(*drawn)

    def _failed(self, refusal: Refused, token: int) -> None:
        if token == self._token:
            self.show_failed(refusal.sentence)

    def may_leave(self) -> str:
        """Why the paper may not be saved or printed yet: nobody said what for, or the mark just typed is not on it."""
        if self.watermark.isModified():
            self._mark_typed()
            return "水印刚改过，正在重新排版；排好以后再打印或存为 PDF。"
        wanted = self._asks_purpose and not self.options.purpose
        return "多人的信息要先选择用途，再打印或存为 PDF。请在左边选“用途”。" if wanted else ""

    @override
    def recording(self, pages: int) -> Callable[[UnitOfWork], Changes]:
        """What writes in the history that the ledger was printed, and what for."""
        actor, ledger, options = self.operation.desk.actor, self.ledger.name, self.options
        return lambda unit: printing.record_print(
            unit, actor=actor, ledger=ledger, pages=pages, profile=options.profile, purpose=options.purpose
        )
