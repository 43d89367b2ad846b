"""Print preview of a form: of one record or blank for the pen, or one for every record of a list as a single job."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton, QSpinBox
from typing_extensions import override

from app.services import form_sets, forms, papers, printing, supervision
from app.services.changes import ChangeKind, Changes
from app.ui import saving, word_saving
from app.ui.paper_dialog import PaperDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.paper.tree import Printed
    from app.rules.refusal import Refused
    from app.services.papers import Numbered
    from app.ui.operation import Operation
    from db.ask import Ask
    from db.unit import UnitOfWork


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A PDF with what came out, what it is called, and how many forms are in it."""

    pdf: bytes
    printed: Printed
    title: str
    count: int = 1
    note: str = ""


class _FormPaper(PaperDialog):
    """What the previews of forms share: for whom they are printed."""

    progressed = Signal(int, int)

    def __init__(self, operation: Operation, title: str, parent: QWidget | None) -> None:
        super().__init__(operation, title, parent)
        self._token = 0
        self._drawn: _Drawn | None = None
        self.profile = QComboBox(self)
        self.profile.setAccessibleName("版本")
        for key, label in printing.PROFILES.items():
            self.profile.addItem(label, key)
        self.looked = QCheckBox("已核对姓名，可以公开", self)
        self.choices.addRow("版本", self.profile)
        self.choices.addRow(self.looked)
        self.profile.currentIndexChanged.connect(self.draw_again)
        self.looked.toggled.connect(self.draw_again)
        self.progressed.connect(self._show_progress)

    def draw(self, unit: UnitOfWork, token: int, profile: str, *, looked: bool) -> _Drawn:
        """Read and draw; called from another thread."""
        raise AssertionError(unit, token, profile, looked)

    def draw_again(self) -> None:
        """Draw anew for whom it is chosen."""
        self.begin()
        self._token += 1
        token, profile, looked = self._token, self.profile.currentData(), self.looked.isChecked()
        self.looked.setVisible(profile == "public" or self.is_public())
        self.operation.read(
            lambda unit: self.draw(unit, token, profile, looked=looked),
            lambda drawn: self._show(drawn, token),
            owner=self,
            failed=lambda refusal: self._fail(refusal, token),
        )

    def is_public(self) -> bool:
        """Whether the form is for the public whatever version is chosen."""
        raise AssertionError

    def tell(self, token: int, done: int, total: int) -> bool:
        """Say how far the drawing is, and hear whether it is still wanted; called from the thread that draws."""
        is_wanted = token == self._token and self.go_on()
        if is_wanted:  # one that was closed is taken apart
            self.progressed.emit(done, total)
        return is_wanted

    def _show_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _show(self, drawn: _Drawn, token: int) -> None:
        if token == self._token:
            self._drawn, self.title = drawn, drawn.title
            self.setWindowTitle(f"打印预览：{drawn.title}")
            self.show_drawn(drawn.pdf, drawn.printed)
            if drawn.note:
                self.message.say(drawn.note)

    def _fail(self, refusal: Refused, token: int) -> None:
        if token == self._token:
            self.show_failed(refusal.sentence)


class FormPreview(_FormPaper):
    """The form of the record of that number, or a blank one."""

    def __init__(
        self, operation: Operation, form: str, number: str, parent: QWidget | None = None, *, blank: bool = False
    ) -> None:
        self.form, self._number, self._blank, self._uuid = forms.find(form), number, blank, ""
        super().__init__(operation, f"{self.form.label} {number}".strip(), parent)
        self._size = self.form.size
        self.sizes = QComboBox(self)
        self.sizes.setAccessibleName("纸张")
        self.sizes.addItems(list(self.form.papers))
        self.choices.addRow("纸张", self.sizes)
        self.choices.setRowVisible(self.sizes, self.sizes.count() > 1)
        self.sizes.currentTextChanged.connect(self._choose_size)
        self.empty = QCheckBox("空白表，手填", self)
        self.empty.setChecked(blank)
        self.empty.setVisible(bool(number))
        self.empty.toggled.connect(self._choose_blank)
        self.copies = QSpinBox(self)
        self.copies.setAccessibleName("编号份数")
        self.copies.setRange(1, papers.MOST)
        self.numbered = QPushButton("编号并存为 PDF…", self)
        self.numbered.setAutoDefault(False)
        self.numbered.setToolTip("每份一个单据号，记入“发出单据”，等待收回")
        self.numbered.clicked.connect(self.save_numbered)
        self.choices.addRow(self.empty)
        self.choices.addRow("编号份数", self.copies)
        self.choices.addRow(self.numbered)
        self.word_buttons = word_saving.offer(self, number)
        self.draw_again()

    @property
    def is_blank(self) -> bool:
        """Whether the sheet is left blank for the pen."""
        return self._blank

    def _choose_blank(self, is_blank: bool) -> None:
        self._blank = is_blank
        self.draw_again()

    def _wanted(self) -> str:
        """The number of the record; a blank sheet is of none."""
        return "" if self._blank else self._number

    def save_numbered(self) -> None:
        """Give each copy a number, put it on the register of papers out, and save them all in one file."""
        path = saving.ask_place(self, "编号并存为 PDF", f"{self.title} 编号.pdf", "PDF (*.pdf)", ".pdf")
        if path is None:
            return
        told = {
            "form": self.form.name, "number": self._wanted(), "out": path, "blank": self._blank,
            "copies": self.copies.value(), "profile": self.profile.currentData(),
            "looked": self.looked.isChecked(), "paper": self.sizes.currentText(),
        }  # fmt: skip

        def done(made: Numbered) -> None:
            first, last = made.numbers[0], made.numbers[-1]
            span = first if first == last else f"{first}至{last}"
            self.message.say(f"已存为「{path.name}」，单据号{span}，已记入“发出单据”。收回后请填写收回日期。")
            words = f"发出编号的{self.form.label} {len(made.numbers)} 份"
            self.operation.changed.emit(Changes(words, ChangeKind.ADDED, supervision.PAPERS), self)

        self.operation.call(
            lambda: papers.print_numbered(self.operation.desk, **told),
            done,
            owner=self,
            failed=lambda refusal: self.message.say(refusal.sentence),
        )

    def _choose_size(self, name: str) -> None:
        self._size = forms.size_of(self.form, name)
        self.draw_again()

    def is_public(self) -> bool:
        """A notice or a board is for the wall."""
        return self.form.is_public

    def draw(self, unit: UnitOfWork, token: int, profile: str, *, looked: bool) -> _Drawn:
        """Read the record and draw its form."""
        actor = self.operation.desk.actor
        sheet = forms.read_sheet(
            unit, self.form, self._wanted(), profile, actor=actor, blank=self._blank, looked=looked
        )
        sheet = replace(sheet, size=self._size)
        self._uuid = sheet.uuid
        out = io.BytesIO()
        printed = sheet.draw(out)
        self.tell(token, 1, 1)
        return _Drawn(out.getvalue(), printed, sheet.title)

    def record(self, unit: UnitOfWork, pages: int) -> Changes:
        """Write in the history that the form was printed."""
        actor = self.operation.desk.actor
        forms.record_print(unit, actor=actor, form=self.form, title=self.title, uuid=self._uuid)
        return Changes(f"打印 {self.title} {pages} 页", ChangeKind.PRINTED, self.form.ledger)


class FormSetPreview(_FormPaper):
    """One form for every record of a list, or for those selected in it."""

    def __init__(
        self, operation: Operation, ask: Ask, parent: QWidget | None = None, *, selected: tuple[int, ...] = ()
    ) -> None:
        super().__init__(operation, "成套表单", parent)
        self._chosen: tuple[str, Ask] = ("", ask)
        self.sheet = QComboBox(self)
        for form in forms.of(ask.ledger):
            self.sheet.addItem(form.label, form.name)
        self.scope = QComboBox(self)
        if len(selected) > 1:
            self.scope.addItem(f"选中的 {len(selected)} 条", replace(ask, ids=selected))
        self.scope.addItem("列表里的全部", ask)
        for place, (label, box) in enumerate((("表单", self.sheet), ("范围", self.scope))):
            box.setAccessibleName(label)
            self.choices.insertRow(place, label, box)
            box.currentIndexChanged.connect(self.draw_again)
        self.draw_again()

    @override
    def draw_again(self) -> None:
        """Draw the set anew, of the form and the list that are chosen now."""
        self._chosen = self.sheet.currentData(), self.scope.currentData()
        super().draw_again()

    def is_public(self) -> bool:
        """As the chosen form is."""
        return forms.find(self.sheet.currentData()).is_public

    def draw(self, unit: UnitOfWork, token: int, profile: str, *, looked: bool) -> _Drawn:
        """Read the records one by one and draw their forms into one PDF."""
        name, ask = self._chosen
        out, form = io.BytesIO(), forms.find(name)
        made = form_sets.draw(
            unit, actor=self.operation.desk.actor, form=form.name, ask=ask, out=out,
            profile=profile, looked=looked, progress=lambda done, total: self.tell(token, done, total),
        )  # fmt: skip
        left = f"有 {len(made.skipped)} 条不能打印{form.label}，没有列入：{'、'.join(made.skipped[:5])}"
        note = f"{left}{'等' if len(made.skipped) > 5 else ''}。" if made.skipped else ""
        return _Drawn(out.getvalue(), made.printed, f"{form.label} {made.count} 份", made.count, note)

    def record(self, unit: UnitOfWork, _pages: int) -> Changes:
        """Write in the history that the set was printed."""
        count = self._drawn.count if self._drawn else 0
        actor = self.operation.desk.actor
        return form_sets.record_print(unit, actor=actor, form=self._chosen[0], count=count)
