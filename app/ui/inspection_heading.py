"""What is filed under one heading of a 迎检包: its ledger and filter, forms, attachments, files of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.ledgers import registry
from app.rules.refusal import Refused
from app.services import attachments, fill_in_match, forms, inspection_outlines, listing, views
from app.services.inspection_outlines import CHOSEN, FILES_OF, Heading
from app.ui.check_menu import CheckMenu
from app.ui.inspection_files_dialog import FilesDialog

if TYPE_CHECKING:
    from app.services.inspection_outlines import HeadingFile
    from app.services.views import View
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

BETWEEN = "；"
"""Between the conditions of a heading as they are typed."""
EVERYTHING = "全部记录"
_CONDITIONS = "例如 年度=2014；未办结"

_Offers = tuple[tuple["View", ...], tuple[int, ...]]


class HeadingPanel(QWidget):
    """Shows and changes one heading; `changed(Heading)` after each change, `refused(str)` for a file not taken."""

    changed = Signal(object)
    refused = Signal(str)

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._operation = operation
        self._is_showing = False
        self.heading: Heading | None = None
        self.fresh: dict[str, bytes] = {}
        """The bytes of files added since the outline was kept, by their SHA-256."""
        self.title, self.note = QLineEdit(self), QLineEdit(self)
        self.note.setPlaceholderText("印在分隔页上的一句话，可以不写")
        self.ledger, self.view = QComboBox(self), QComboBox(self)
        self.ledger.addItem("不放台账", "")
        for one in dict.fromkeys(registry.LEDGERS + registry.BASE):
            self.ledger.addItem(one.label, one.name)
        self.where, self.search = QLineEdit(self), QLineEdit(self)
        self.where.setPlaceholderText(_CONDITIONS)
        self.search.setPlaceholderText("只要有这些字的，可以不写")
        self.files_of = QComboBox(self)
        for key, words in FILES_OF.items():
            self.files_of.addItem(words, key)
        self.pick_button = QPushButton("选附件…", self)
        self.own = QListWidget(self)
        self.add_button, self.remove_button = QPushButton("加文件…", self), QPushButton("去掉", self)
        self._forms_place = QHBoxLayout()
        self.forms = CheckMenu("没有表单", (), self)
        self._build()
        self._connect()
        self.show_heading(None)

    def _build(self) -> None:
        files = QHBoxLayout()
        files.addWidget(self.files_of, 1)
        files.addWidget(self.pick_button)
        own = QVBoxLayout()
        own.addWidget(self.own)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add_button)
        buttons.addWidget(self.remove_button)
        buttons.addStretch(1)
        own.addLayout(buttons)
        self.own.setFixedHeight(self.fontMetrics().height() * 4)
        self._forms_place.addWidget(self.forms)
        self._forms_place.addStretch(1)
        form = QFormLayout(self)
        form.setContentsMargins(8, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for label, field in (
            ("标题", self.title), ("说明", self.note), ("台账", self.ledger), ("选筛选", self.view),
            ("筛选条件", self.where), ("查找", self.search),
        ):  # fmt: skip
            field.setAccessibleName(label)
            form.addRow(label, field)
        form.addRow("表单", self._forms_place)
        self.files_of.setAccessibleName("附件")
        form.addRow("附件", files)
        self.own.setAccessibleName("另加的文件")
        form.addRow("另加的文件", own)

    def _connect(self) -> None:
        self.title.textEdited.connect(lambda text: self._put(title=text))
        self.note.textEdited.connect(lambda text: self._put(note=text))
        self.where.textEdited.connect(lambda text: self._put(where=conditions(text)))
        self.search.textEdited.connect(lambda text: self._put(search=text.strip()))
        self.ledger.activated.connect(lambda _place: self._ledger_chosen())
        self.view.activated.connect(lambda _place: self._view_chosen())
        self.files_of.activated.connect(lambda _place: self._files_chosen())
        self.pick_button.clicked.connect(self.pick)
        self.add_button.clicked.connect(lambda: self.add_file())
        self.remove_button.clicked.connect(self.remove_file)

    # -- showing -----------------------------------------------------------------------------------------------------

    def show_heading(self, heading: Heading | None) -> None:
        """Show a heading; None leaves the panel empty and closed to typing."""
        self._is_showing = True
        self.heading = heading
        self.setEnabled(heading is not None)
        one = heading or Heading("")
        self.title.setText(one.title)
        self.note.setText(one.note)
        self.ledger.setCurrentIndex(max(0, self.ledger.findData(one.ledger)))
        self.where.setText(BETWEEN.join(one.where))
        self.search.setText(one.search)
        self.files_of.setCurrentIndex(self.files_of.findData(one.attachments))
        self.own.clear()
        self.own.addItems([file.name for file in one.files])
        self._of_ledger()
        self._is_showing = False

    def _of_ledger(self) -> None:
        """Offer what the ledger has: views, years, forms; without one nothing of a list can be chosen."""
        one = self.heading or Heading("")
        for field in (self.view, self.where, self.search, self.files_of):
            field.setEnabled(bool(one.ledger))
        self.pick_button.setEnabled(bool(one.ledger) and one.attachments == CHOSEN)
        fitting = forms.of(one.ledger) if one.ledger else ()
        fresh = CheckMenu(
            self._forms_words(one, bool(fitting)),
            [(form.name, form.label, form.name in one.forms) for form in fitting],
            self,
        )
        fresh.setAccessibleName("表单")
        fresh.setEnabled(bool(fitting))
        fresh.changed.connect(lambda: self._forms_ticked(fresh))
        self._forms_place.replaceWidget(self.forms, fresh)
        self.forms.hide()
        self.forms.deleteLater()
        self.forms = fresh
        self.view.clear()
        self.view.addItem(EVERYTHING, ((), ""))
        if one.ledger:
            ledger, operator = one.ledger, self._operation.desk.actor.name

            def read(unit: UnitOfWork) -> _Offers:
                years = listing.years(unit, ledger=registry.find(ledger))
                return views.all_of(unit, ledger=ledger, operator=operator), years

            self._operation.read(read, lambda found: self._offer(ledger, found), owner=self)

    @staticmethod
    def _forms_words(one: Heading, has_forms: bool) -> str:
        if not has_forms:
            return "没有表单"
        return f"已选{len(one.forms)}种表单" if one.forms else "选表单"

    def _offer(self, ledger: str, found: _Offers) -> None:
        if self.heading is None or self.heading.ledger != ledger or self.view.count() > 1:
            return
        declared = registry.find(ledger)
        for year in found[1]:
            self.view.addItem(f"{year}年度", ((f"年度={year}",), ""))
        for one in found[0]:
            words = tuple(fill_in_match.condition_words(declared, item) for item in one.filters)
            self.view.addItem(f"视图：{one.name}", (words, one.search))

    # -- changing ----------------------------------------------------------------------------------------------------

    def _put(self, **values: object) -> None:
        if self.heading is None or self._is_showing:
            return
        self.heading = replace(self.heading, **values)  # type: ignore[arg-type]
        self.changed.emit(self.heading)

    def _ledger_chosen(self) -> None:
        name = self.ledger.currentData()
        if self.heading is None or name == self.heading.ledger:
            return
        title = self.heading.title or self.ledger.currentText()
        self._put(ledger=name, where=(), search="", forms=(), picked=(), title=title)
        self.show_heading(self.heading)

    def _view_chosen(self) -> None:
        where, search = self.view.currentData()
        self._put(where=tuple(where), search=search)
        self.where.setText(BETWEEN.join(where))
        self.search.setText(search)

    def _forms_ticked(self, menu: CheckMenu) -> None:
        self._put(forms=menu.keys())
        if self.heading is not None:
            menu.setText(self._forms_words(self.heading, has_forms=True))

    def _files_chosen(self) -> None:
        kind = self.files_of.currentData()
        self._put(attachments=kind)
        self.pick_button.setEnabled(kind == CHOSEN)
        if kind == CHOSEN:
            self.pick()

    def pick(self) -> None:
        """Let the clerk tick files of the records."""
        if self.heading is not None:
            dialog = FilesDialog(self._operation, self.heading, self)
            dialog.picked.connect(lambda uuids: self._put(picked=uuids))
            dialog.open()

    def add_file(self, path: Path | None = None) -> None:
        """Add a file to the heading itself; its bytes are kept when the outline is."""
        if path is None:
            name, _kind = QFileDialog.getOpenFileName(self, "加到这个标题下的文件")
            path = Path(name) if name else None
        if path is None or self.heading is None:
            return
        try:
            data = attachments.read_file(path)
        except Refused as refusal:
            self.refused.emit(refusal.sentence)
            return
        made = inspection_outlines.waiting(path.name, data)
        self.fresh[made.sha256] = data
        self._put_files((*self.heading.files, made))

    def remove_file(self) -> None:
        """Take the chosen file off the heading."""
        row = self.own.currentRow()
        if self.heading is not None and row >= 0:
            self._put_files(tuple(one for place, one in enumerate(self.heading.files) if place != row))

    def _put_files(self, files: tuple[HeadingFile, ...]) -> None:
        self._put(files=files)
        self.own.clear()
        self.own.addItems([one.name for one in files])


def conditions(text: str) -> tuple[str, ...]:
    """The conditions that were typed, between 分号 of either width."""
    return tuple(part.strip() for part in text.replace(";", BETWEEN).split(BETWEEN) if part.strip())
