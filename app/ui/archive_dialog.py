"""归档: what a year has to file, what it filed, and what has been kept through its term; with their papers."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.rules.retention import TERMS, Retention
from app.rules.rights import Right
from app.services import appraising, archive_paper, archiving, permitted
from app.services.archiving import DESTROY, KEEP, Chosen
from app.ui import dialogs
from app.ui.archive_parts import ClassesDialog, DestroyDialog, ask_item
from app.ui.fields import restyle
from app.ui.frozen_preview import FrozenPreview
from app.ui.on_screen import in_order
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.paper.forms.archive_stamps import ArchiveStamps
    from app.paper.tree import LedgerPaper, Printed
    from app.rules.refusal import Refused
    from app.services.archiving import Candidate, Item
    from app.services.changes import Actor, Changes
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

DUE_HEADS = ("台账", "编号", "题名", "日期", "保管期限", "说明")
ITEM_HEADS = ("档号", "文号", "题名", "日期", "页数", "保管期限", "备注", "归档人")
EXPIRED_HEADS = ("档号", "题名", "日期", "保管期限", "期满年度", "鉴定意见", "理由", "鉴定人")
TITLE = 2
AS_BY_CLASS = "按台账的期限"


class ArchiveDialog(PlainDialog):
    """Three lists of a year; `open_record(ledger, id)` leads to a record."""

    open_record = Signal(str, int)

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__("归档", (1120, 620), parent)
        self.operation = operation
        self.due: tuple[Candidate, ...] = ()
        self.items: tuple[Item, ...] = ()
        self.expired: tuple[Item, ...] = ()
        today = operation.desk.store.clock.today()
        self.year = QSpinBox(self)
        self.year.setRange(1949, today.year)
        self.year.setValue(today.year)
        self.year.setSuffix(" 年度")
        self.year.setAccessibleName("年度")
        self.every = QCheckBox("不归档的也列出", self)
        self.term = QComboBox(self)
        self.term.setAccessibleName("归档时的保管期限")
        self.term.addItems([AS_BY_CLASS, *TERMS])
        self.said = Words("", self, wordWrap=True)
        self.tabs = QTabWidget(self)
        self.tabs.setAccessibleName("归档")
        self.due_table = self._table("待归档", DUE_HEADS, TITLE)
        self.item_table = self._table("归档文件目录", ITEM_HEADS, TITLE)
        self.expired_table = self._table("到期鉴定", EXPIRED_HEADS, 1)
        self.papers = QComboBox(self)
        self.papers.setAccessibleName("打印哪一种")
        for name, label in archive_paper.kinds():
            self.papers.addItem(label, name)
        self.buttons: dict[str, QPushButton] = {}
        self._build()
        for change in (self.year.valueChanged, self.every.toggled):
            change.connect(lambda _value: self.refresh())
        operation.changed.connect(self.refresh)
        self.refresh()

    def _table(self, name: str, heads: tuple[str, ...], wide: int) -> RowTable:
        table = RowTable(name, heads, wide=wide, parent=self)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.opened.connect(self._open)
        table.itemSelectionChanged.connect(self._ready)
        return table

    def _build(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self.year)
        top.addWidget(self.every)
        top.addWidget(self.said, 1)
        pages: tuple[tuple[str, RowTable, tuple[QWidget, ...]], ...] = (
            ("待归档", self.due_table, (
                self._button("归档选中的", self.file_chosen, Right.HANDLE, main=True),
                self._button("全部归档", self.file_all, Right.HANDLE), self.term,
            )),
            ("归档文件目录", self.item_table, (
                self._button("页数和备注…", self.describe, Right.HANDLE),
                self._button("撤出归档…", self.take_out, Right.HANDLE),
            )),
            ("到期鉴定", self.expired_table, (
                self._button("续存…", self.keep, Right.SIGN), self._button("同意销毁…", self.let_go, Right.SIGN),
                self._button("销毁…", self.destroy_items, Right.ERASE),
            )),
        )  # fmt: skip
        for words, table, parts in pages:
            self.tabs.addTab(_page(self.tabs, table, parts), words)
        foot = QHBoxLayout()
        below: tuple[QWidget, ...] = (
            self.papers, self._button("打印…", self.print_out, Right.PRINT),
            self._button("各台账的保管期限…", self.set_classes, Right.OFFICE),
        )  # fmt: skip
        for part in below:
            foot.addWidget(part)
        foot.addStretch(1)
        foot.addWidget(self._button("关闭", self.reject, Right.READ))
        lines = QVBoxLayout(self)
        lines.addLayout(top)
        lines.addWidget(self.tabs, 1)
        lines.addLayout(foot)
        own = (part for _words, table, parts in pages for part in (table, *parts))
        in_order(self.year, self.every, self.tabs.tabBar(), *own, *below, self.buttons["关闭"])

    def _button(self, words: str, slot: Callable[[], object], right: Right, *, main: bool = False) -> QPushButton:
        button = QPushButton(words, self)
        button.clicked.connect(lambda _=False: slot())
        button.setToolTip(permitted.why_not(self.operation.desk.actor, right))
        button.setEnabled(not button.toolTip())
        restyle(button, "main", value=main)
        self.buttons[words.rstrip("…")] = button
        return button

    def refresh(self) -> None:
        """Read the three lists of the year anew."""
        actor, year, every = self.operation.desk.actor, self.year.value(), self.every.isChecked()

        def work(unit: UnitOfWork) -> tuple[tuple[Candidate, ...], tuple[Item, ...], tuple[Item, ...]]:
            return (
                archiving.due(unit, actor=actor, year=year, all_terms=every),
                archiving.items(unit, actor=actor, year=year),
                appraising.expired(unit, actor=actor, year=unit.clock.today().year),
            )

        self.operation.read(
            work, lambda found: self._show(*found) if year == self.year.value() else None, owner=self,
            failed=self._refuse,
        )  # fmt: skip

    def _show(self, due: tuple[Candidate, ...], items: tuple[Item, ...], expired: tuple[Item, ...]) -> None:
        self.due, self.items, self.expired = due, items, expired
        self.due_table.show_rows([(_due_cells(one), (one.ledger, one.record_id)) for one in due])
        self.item_table.show_rows([(_item_cells(one), (one.ledger, one.record_id)) for one in items])
        self.expired_table.show_rows([(_expired_cells(one), (one.ledger, one.record_id)) for one in expired])
        counts = (len(due), len(items), len(expired))
        for place, (words, count) in enumerate(zip(("待归档", "归档文件目录", "到期鉴定"), counts, strict=True)):
            self.tabs.setTabText(place, f"{words} {count}")
        self._ready()

    def _ready(self) -> None:
        chosen = {
            "归档选中的": bool(self._rows(self.due_table)), "全部归档": bool(self.due),
            "页数和备注": len(self._rows(self.item_table)) == 1, "撤出归档": len(self._rows(self.item_table)) == 1,
            "续存": bool(self._rows(self.expired_table)), "同意销毁": bool(self._rows(self.expired_table)),
            "销毁": any(one.outcome == DESTROY for one in self._expired()),
        }  # fmt: skip
        for name, is_on in chosen.items():
            button = self.buttons[name]
            button.setEnabled(is_on and not button.toolTip() and not self.operation.desk.read_only)

    @staticmethod
    def _rows(table: RowTable) -> list[int]:
        return sorted({index.row() for index in table.selectedIndexes()})

    def _expired(self) -> list[Item]:
        return [self.expired[row] for row in self._rows(self.expired_table) if row < len(self.expired)]

    def _item(self) -> Item | None:
        rows = self._rows(self.item_table)
        return self.items[rows[0]] if len(rows) == 1 and rows[0] < len(self.items) else None

    def _open(self, ledger: str, record_id: int) -> None:
        self.open_record.emit(ledger, record_id)
        self.accept()

    # ---- what is done ------------------------------------------------------------------------------------------------

    def file_chosen(self) -> None:
        """File the chosen records, by the term that was set or that of their ledger."""
        self._file([self.due[row] for row in self._rows(self.due_table)])

    def file_all(self) -> None:
        """File everything of the year that its class lets be filed, after the question once more."""
        found = [one for one in self.due if one.term is not Retention.NONE]
        question = (
            f"{self.year.value()}年度的 {len(found)} 件都归档吗？归档不能撤销；归错的要一件一件撤出，件号不再用。"
        )
        if not found or dialogs.confirm(self, "全部归档", question, yes="全部归档"):
            self._file(found)

    def _file(self, found: list[Candidate]) -> None:
        named = self.term.currentText()
        term = None if named == AS_BY_CLASS else Retention(named)
        chosen = [Chosen(one.ledger, one.record_id, term) for one in found]
        year, actor = self.year.value(), self.operation.desk.actor
        self._write(lambda unit: archiving.file_all(unit, actor=actor, year=year, chosen=chosen))

    def describe(self) -> None:
        """The pages and the remark of a filed item."""
        item, actor = self._item(), self.operation.desk.actor
        given = ask_item(self, item) if item is not None else None
        if item is not None and given is not None:
            pages, note = given
            self._write(lambda unit: archiving.describe(unit, actor=actor, code=item.code, pages=pages, note=note))

    def take_out(self) -> None:
        """Take an item out that was filed by mistake, with the reason."""
        item, actor = self._item(), self.operation.desk.actor
        if item is None:
            return
        reason = dialogs.ask_reason(self, "撤出归档", f"{item.code}\n撤出以后件号不再用。请写明原因。", yes="撤出")
        if reason is not None:
            self._write(lambda unit: archiving.take_out(unit, actor=actor, code=item.code, reason=reason))

    def keep(self) -> None:
        """Keep the chosen expired items for good, with the reason."""
        self._appraise(KEEP, "续存为永久。请写明理由。")

    def let_go(self) -> None:
        """Say that the chosen expired items may be destroyed, with the reason."""
        self._appraise(DESTROY, "同意以后打印销毁清册，由另一位操作人销毁，或附签字的清册。请写明理由。")

    def _appraise(self, outcome: str, question: str) -> None:
        codes, actor = [one.code for one in self._expired()], self.operation.desk.actor
        note = dialogs.ask_reason(self, f"到期鉴定：{outcome}", f"{len(codes)} 件，{question}", yes=outcome)
        if note is not None:
            self._write(lambda unit: appraising.appraise(unit, actor=actor, codes=codes, outcome=outcome, note=note))

    def destroy_items(self) -> None:
        """Destroy what may be, by another operator or with the signed sheet, after the question once more."""
        codes = [one.code for one in self._expired() if one.outcome == DESTROY]
        dialog = DestroyDialog(codes, self.operation.desk.store.clock.today(), self)
        dialog.sure.connect(lambda: self._destroy(codes, dialog))
        dialog.open()

    def _destroy(self, codes: list[str], dialog: DestroyDialog) -> None:
        sheet, actor = dialog.given, self.operation.desk.actor

        def done(changes: Changes) -> None:
            dialog.accept()
            self._done(changes)

        self.operation.write(
            lambda unit: appraising.destroy(unit, actor=actor, codes=codes, sheet=sheet), done, owner=dialog,
            failed=dialog.refuse,
        )  # fmt: skip

    def set_classes(self) -> None:
        """The retention class of each ledger."""
        ClassesDialog(self.operation, self).open()

    def print_out(self) -> None:
        """Show the chosen paper of the year."""
        kind, year = str(self.papers.currentData()), self.year.value()
        year = self.operation.desk.store.clock.today().year if kind in ("expired", "destroying") else year
        preview = StampsPreview if kind == archive_paper.STAMPS[0] else ArchivePreview
        preview(self.operation, kind, self.papers.currentText(), year, self).open()

    def _write(self, work: Callable[[UnitOfWork], Changes]) -> None:
        self.operation.write(work, self._done, owner=self, failed=self._refuse)

    def _done(self, changes: Changes) -> None:
        self.said.setText(f"已办理：{changes.description}。")

    def _refuse(self, refusal: Refused) -> None:
        self.said.setText(refusal.sentence)


def _page(parent: QWidget, table: RowTable, parts: tuple[QWidget, ...]) -> QWidget:
    holder, foot = QWidget(parent), QHBoxLayout()
    for part in parts:
        foot.addWidget(part)
    foot.addStretch(1)
    lines = QVBoxLayout(holder)
    lines.addWidget(table, 1)
    lines.addLayout(foot)
    return holder


def _due_cells(one: Candidate) -> tuple[str, ...]:
    return one.label, one.number, one.title, one.day.isoformat(), one.term.value, one.note


def _item_cells(one: Item) -> tuple[str, ...]:
    return (
        one.code, one.document_no, one.title, one.day, str(one.pages or ""), one.term.value, one.remark, one.filed_by
    )  # fmt: skip


def _expired_cells(one: Item) -> tuple[str, ...]:
    return (
        one.code, one.title, one.day, one.term.value, str(one.kept_until or ""), one.outcome, one.appraisal_note,
        one.appraised_by,
    )  # fmt: skip


class ArchivePreview(FrozenPreview):
    """One of the papers of the archive."""

    def __init__(self, operation: Operation, kind: str, label: str, year: int, parent: QWidget) -> None:
        self._told = (label, year)

        def make(unit: UnitOfWork, *, actor: Actor, name: str) -> LedgerPaper:
            del name
            return archive_paper.paper(unit, actor=actor, kind=kind, year=year)

        super().__init__(operation, label, make, parent)

    @override
    def record(self, unit: UnitOfWork, pages: int) -> Changes:
        """Write in the history that the paper was printed."""
        title, year = self._told
        actor = self.operation.desk.actor
        return archive_paper.record_print(unit, actor=actor, title=title, year=year, pages=pages)


class StampsPreview(ArchivePreview):
    """The 归档章 of a year, a page to be cut up."""

    @override
    def draw_again(self) -> None:
        """Draw the stamps anew."""
        actor, year = self.operation.desk.actor, self._told[1]
        self.begin()
        self.operation.read(
            lambda unit: archive_paper.stamps(unit, actor=actor, year=year),
            lambda content: self.operation.call(lambda: _stamps(content), self._drawn, owner=self, failed=self._failed),
            owner=self,
            failed=self._failed,
        )


def _stamps(content: ArchiveStamps) -> tuple[bytes, Printed]:
    stream = io.BytesIO()
    printed = archive_paper.draw_stamps(content, stream)
    return stream.getvalue(), printed
