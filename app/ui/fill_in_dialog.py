"""套表: the superiors' tables that are kept, and filling one in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from app.ledgers import registry
from app.rules import dates
from app.rules.refusal import Refused
from app.services import fill_in, leaving, listing, operators, printing
from app.services.fill_in import FillOptions
from app.ui import dialogs, saving
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from db.ask import Ask

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from app.services.changes import Changes
    from app.services.fill_in import Filled, Template
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

HEADS = ("名称", "填的台账", "单个格子", "原表文件", "添加人", "日期")
KINDS = "工作簿 (*.xlsx);;所有文件 (*)"
EMPTY = "还没有套表。点“添加…”选上级发的 .xlsx，对应一次，以后每月一点就填好。"
ALL_CAMPAIGNS = "不限"


class FillInDialog(PlainDialog):
    """The tables, what can be done with the one chosen, and how it is filled in."""

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__("套表", (980, 600), parent)
        self._operation = operation
        self._templates: tuple[Template, ...] = ()
        self._filled: Path | None = None
        self._token = 0
        self.table = QTableWidget(0, len(HEADS), self)
        self.as_of = QLineEdit(f"{operation.desk.store.clock.today():%Y-%m-%d}", self)
        self.campaign, self.profile, self.purpose = QComboBox(self), QComboBox(self), QComboBox(self)
        self.second = QLineEdit(self, placeholderText="同意导出的另一位操作人")
        self.count, self.said = Words(self), Words(self, wordWrap=True)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 0)
        self.bar.hide()
        names = ("添加…", "改对应…", "换新表…", "另存原表…", "删除", "填报…", "打开填好的表", "关闭")
        self.buttons = {name.rstrip("…"): QPushButton(name, self) for name in names}
        self.buttons["填报"].setProperty("main", "true")
        self._fill_choices()
        self._build()
        self._connect()
        self.refresh()

    def _fill_choices(self) -> None:
        self.campaign.addItem(ALL_CAMPAIGNS, "")
        for key, label in printing.PROFILES.items():
            self.profile.addItem(label, key)
        self.profile.setCurrentIndex(self.profile.findData("report"))
        self.purpose.addItem("请选择", "")
        for words in leaving.PURPOSES:
            self.purpose.addItem(words, words)
        self._operation.read(_campaigns, self._show_campaigns, owner=self)
        self._operation.read(operators.is_alone, self._preset_purpose, owner=self)

    def _show_campaigns(self, names: tuple[str, ...]) -> None:
        for name in names:
            self.campaign.addItem(name, name)

    def _preset_purpose(self, is_alone: bool) -> None:
        if is_alone:
            self.purpose.setCurrentText("上报上级")

    def _build(self) -> None:
        self.table.setAccessibleName("套表")
        self.table.setHorizontalHeaderLabels(list(HEADS))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        heads = self.table.horizontalHeader()
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        heads.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        heads.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        side = QVBoxLayout()
        for name in ("添加", "改对应", "换新表", "另存原表", "删除"):
            side.addWidget(self.buttons[name])
        side.addStretch(1)
        upper = QHBoxLayout()
        upper.addWidget(self.table, 1)
        upper.addLayout(side)
        foot = QHBoxLayout()
        foot.addWidget(self.bar, 1)
        foot.addStretch(1)
        for name in ("填报", "打开填好的表", "关闭"):
            foot.addWidget(self.buttons[name])
        lines = QVBoxLayout(self)
        lines.addLayout(upper, 1)
        lines.addLayout(self._form())
        lines.addWidget(self.said)
        lines.addLayout(foot)

    def _form(self) -> QFormLayout:
        self.form = QFormLayout()
        for label, field in (
            ("截至", self.as_of), ("活动", self.campaign), ("版本", self.profile), ("用途", self.purpose),
            ("同意人", self.second), ("要填", self.count),
        ):  # fmt: skip
            field.setAccessibleName(label)
            self.form.addRow(label, field)
        for row in (self.purpose, self.second):
            self.form.setRowVisible(row, False)
        return self.form

    def _connect(self) -> None:
        for name, slot in (
            ("添加", self.add), ("改对应", self.rematch), ("换新表", self.exchange), ("另存原表", self.save_original),
            ("删除", self.remove), ("填报", self.fill), ("打开填好的表", self.open_filled), ("关闭", self.reject),
        ):  # fmt: skip
            self.buttons[name].clicked.connect(lambda _=False, slot=slot: slot())
        self.table.itemSelectionChanged.connect(self._chosen)
        self.table.itemActivated.connect(lambda _item: self.buttons["填报"].setFocus())
        self.as_of.editingFinished.connect(self._look)
        for box in (self.campaign, self.profile):
            box.currentIndexChanged.connect(self._look)

    # -- the tables --------------------------------------------------------------------------------------------------

    def refresh(self, name: str = "") -> None:
        """Read the tables again, and choose one of that name."""
        self._operation.read(fill_in.every, lambda found: self._show(found, name), owner=self)

    def _show(self, found: tuple[Template, ...], name: str) -> None:
        self._templates = found
        self.table.setRowCount(len(found))
        for row, one in enumerate(found):
            ledgers = "、".join(dict.fromkeys(registry.find(part.ledger).label for part in one.match.lists))
            cells = f"{len(one.match.cells)} 个" if one.match.cells else ""
            texts = (one.name, ledgers, cells, one.file_name, one.kept_by, one.kept_on)
            for column, text in enumerate(texts):
                self.table.setItem(row, column, QTableWidgetItem(text))
        names = [one.name for one in found]
        if found:
            self.table.selectRow(names.index(name) if name in names else 0)
        else:
            self.said.setText(EMPTY)
        self._chosen()

    @property
    def template(self) -> Template | None:
        """The table chosen."""
        row = self.table.currentRow()
        return self._templates[row] if 0 <= row < len(self._templates) else None

    @property
    def options(self) -> FillOptions:
        """How it is filled in; raises Refused for a day that cannot be read."""
        today = self._operation.desk.store.clock.today()
        day = dates.read_date(self.as_of.text(), today=today) if self.as_of.text().strip() else today
        return FillOptions(
            day, str(self.campaign.currentData()), str(self.profile.currentData()), str(self.purpose.currentData()),
            self.second.text().strip(),
        )  # fmt: skip

    def _chosen(self) -> None:
        is_one = self.template is not None
        for name in ("改对应", "换新表", "另存原表", "删除", "填报"):
            self.buttons[name].setEnabled(is_one)
        self.buttons["打开填好的表"].setEnabled(self._filled is not None)
        self._look()

    def _look(self) -> None:
        """How many rows would go in, and whether a purpose and a second operator are asked for."""
        self._token += 1
        token, template = self._token, self.template
        if template is None:
            self.count.setText("")
            return
        try:
            options = self.options
        except Refused as refusal:
            self.said.setText(refusal.sentence)
            return

        def look(unit: UnitOfWork) -> tuple[list[str], bool, bool]:
            asks = fill_in.asks(unit, name=template.name, options=options)
            told = [f"{registry.find(one.ledger).label} {listing.count(unit, ask=one)} 条" for one in asks]
            asked = any(leaving.is_asked(unit, ask=one, profile=options.profile) for one in asks)
            return told, asked, asked and leaving.needs_second(unit)

        self._operation.read(look, lambda found: self._looked(token, template, *found), owner=self)

    def _looked(self, token: int, template: Template, told: list[str], asked: bool, needs_second: bool) -> None:
        if token == self._token:
            cells = [f"单个格子 {len(template.match.cells)} 个"] if template.match.cells else []
            self.count.setText("，".join(told + cells) or "什么也没有对应，请先“改对应”。")
            self.form.setRowVisible(self.purpose, asked)
            self.form.setRowVisible(self.second, needs_second)

    def add(self) -> None:
        """Ask for a superior's workbook and have it matched."""
        name, _kind = QFileDialog.getOpenFileName(self, "选择上级发的表", "", KINDS)
        if name:
            self.add_file(Path(name))

    def add_file(self, path: Path) -> None:
        """Read a workbook and open its matching."""
        self._read(path, lambda data: self._match(path.name, data))

    def _read(self, path: Path, then: Callable[[bytes], None]) -> None:
        self._busy(is_busy=True)
        self._operation.call(lambda: fill_in.read_file(path), lambda data: self._done(then, data), owner=self,
                             failed=self._refused)  # fmt: skip

    def _done(self, then: Callable[[bytes], None], data: bytes) -> None:
        self._busy(is_busy=False)
        then(data)

    def _match(self, file_name: str, data: bytes, template: Template | None = None, *, anew: bool = False) -> None:
        from app.ui.fill_in_match_dialog import MatchDialog

        dialog = MatchDialog(
            self._operation, file_name, data, self, name=template.name if template else "",
            match=template.match if template and not anew else None, is_new=template is None,
        )  # fmt: skip
        dialog.kept.connect(lambda changes: self._kept(changes, dialog.name.text().strip()))
        dialog.open()

    def _kept(self, changes: Changes, name: str) -> None:
        self.said.setText(f"{changes.description}，已保存。")
        self.refresh(name)

    def rematch(self) -> None:
        """Change what goes where."""
        if (template := self.template) is not None:
            self._operation.read(
                lambda unit: fill_in.content(unit, name=template.name),
                lambda data: self._match(template.file_name, data, template),
                owner=self, failed=self._refused,
            )  # fmt: skip

    def exchange(self) -> None:
        """Ask for the superior's newest issue."""
        name, _kind = QFileDialog.getOpenFileName(self, "选择上级新发的表", "", KINDS)
        if name:
            self.exchange_file(Path(name))

    def exchange_file(self, path: Path) -> None:
        """Take a new issue in the place of the chosen table; changed heads are named, and matched again."""
        if (template := self.template) is None:
            return
        actor = self._operation.desk.actor

        def taken(data: bytes) -> None:
            self._operation.write(
                lambda unit: fill_in.replace_file(
                    unit, actor=actor, name=template.name, file_name=path.name, data=data
                ),
                lambda changes: self._kept(changes, template.name),
                owner=self,
                failed=lambda refusal: changed(refusal, data),
            )

        def changed(refusal: Refused, data: bytes) -> None:
            self._refused(refusal)
            if refusal.field == "match":
                self._match(path.name, data, template, anew=True)

        self._read(path, taken)

    def save_original(self) -> None:
        """Save the superior's own file as it came."""
        if (template := self.template) is None:
            return
        path = saving.ask_place(self, "另存原表", template.file_name, KINDS, fill_in.SUFFIX)
        if path is not None:
            self._operation.read(
                lambda unit: fill_in.content(unit, name=template.name),
                lambda data: self._saved(path, data),
                owner=self, failed=self._refused,
            )  # fmt: skip

    def _saved(self, path: Path, data: bytes) -> None:
        try:
            printing.write_bytes(path, data)
        except Refused as refusal:
            self._refused(refusal)
        else:
            self.said.setText(f"原表存到了 {path.name}。")

    def remove(self) -> None:
        """Give the chosen table up."""
        template, actor = self.template, self._operation.desk.actor
        if template is None:
            return
        question = f"删除套表「{template.name}」？台账里的记录和已经填好的表都不受影响。"
        if dialogs.confirm(self, "删除套表", question, yes="删除"):
            self._operation.write(
                lambda unit: fill_in.remove(unit, actor=actor, name=template.name),
                lambda changes: self._kept(changes, ""),
                owner=self, failed=self._refused,
            )  # fmt: skip

    # -- filling in --------------------------------------------------------------------------------------------------

    def fill(self) -> None:
        """Ask where, and fill a copy in."""
        if (template := self.template) is None:
            return
        try:
            day = self.options.as_of
        except Refused as refusal:
            self._refused(refusal)
            return
        path = saving.ask_place(self, "填报", f"{template.name} {day:%Y-%m-%d}.xlsx", KINDS, fill_in.SUFFIX)
        if path is not None:
            self.write(path)

    def write(self, path: Path) -> None:
        """Fill a copy of the chosen table in, off the window's thread; the history knows of it."""
        template, desk = self.template, self._operation.desk
        if template is None:
            return
        options = self.options
        self._busy(is_busy=True)
        self._operation.call(
            lambda: fill_in.fill(desk, name=template.name, out=path, options=options),
            lambda done: self._written(path, done),
            owner=self,
            failed=self._refused,
        )

    def _written(self, path: Path, done: Filled) -> None:
        self._busy(is_busy=False)
        self._filled = path
        added = f"，空白行不够，加了 {done.added} 行" if done.added else ""
        blank = f"没有数据、留空的：{'、'.join(done.blank)}。" if done.blank else ""
        self.said.setText(f"填好了：清单 {done.rows} 条，单个格子 {done.cells} 个{added}，存到了 {path.name}。{blank}")
        self.buttons["打开填好的表"].setEnabled(True)
        self.buttons["打开填好的表"].setFocus()

    def open_filled(self) -> None:
        """Open the filled table in the computer's own program."""
        if self._filled is not None and not QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._filled))):
            self.said.setText(f"没有能打开表格的程序。填好的表在 {self._filled.parent.name} 文件夹。")

    def _busy(self, *, is_busy: bool) -> None:
        self.bar.setVisible(is_busy)
        self.said.setText("")
        for name in ("添加", "换新表", "填报"):
            self.buttons[name].setEnabled(not is_busy and (name == "添加" or self.template is not None))

    def _refused(self, refusal: Refused) -> None:
        self._busy(is_busy=False)
        self.said.setText(refusal.sentence)


def _campaigns(unit: UnitOfWork) -> tuple[str, ...]:
    found = listing.page(unit, ask=Ask("campaigns", limit=200))
    return tuple(str(one.values["name"]) for one in found.rows)
