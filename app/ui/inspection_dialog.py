"""迎检包: outlines of headings with what is filed under each, changed here and bound into one PDF."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QInputDialog,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.rules.rights import Right
from app.services import inspection_outlines, inspection_pack, permitted
from app.services.inspection_outlines import LEVELS, Heading, Outline
from app.ui import dialogs
from app.ui.fields import restyle
from app.ui.inspection_heading import HeadingPanel
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QCloseEvent

    from app.rules.refusal import Refused
    from app.services.changes import Changes
    from app.services.inspection_pack import Counted
    from app.ui.operation import Operation
    from db.unit import UnitOfWork

HEADS = ("标题", "台账", "记录", "附件")
FRESH = "新标题"
SAYING = "左边是提纲，右边是这个标题下放什么。没有内容的标题也印在目录里，写明本项无记载。"
NONE_YET = "还没有迎检包。点“新建…”，从一个样本开始，再照检查组的提纲改。"


class InspectionDialog(PlainDialog):
    """The outlines of the file; one is in hand."""

    def __init__(self, operation: Operation, parent: QWidget | None = None) -> None:
        super().__init__("迎检包", (1240, 680), parent)
        self._operation = operation
        self.outlines: tuple[Outline, ...] = ()
        self.headings: list[Heading] = []
        self._before = ""
        self._counted: dict[str, Counted] = {}
        self._is_dirty = False
        self.names = QComboBox(self)
        self.names.setAccessibleName("迎检包")
        self.name, self.title = QLineEdit(self), QLineEdit(self)
        self.table = RowTable("提纲", HEADS, wide=0, parent=self)
        self.panel = HeadingPanel(operation, self)
        self.said = Words(SAYING, self, wordWrap=True)
        self.buttons: dict[str, QPushButton] = {}
        self._build()
        self.names.activated.connect(lambda _place: self._another())
        for field in (self.name, self.title):
            field.textEdited.connect(lambda _text: self._touched())
        self.table.currentCellChanged.connect(lambda row, *_: self._show_row(row))
        self.panel.changed.connect(self._changed)
        self.panel.refused.connect(self.said.setText)
        self.refresh()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.names, 1)
        self._add_buttons(head, (("新建…", self.start), ("删除…", self.drop)))
        head.addStretch(1)
        words = QFormLayout()
        words.addRow("名称", self.name)
        words.addRow("封面标题", self.title)
        for label, field in (("名称", self.name), ("封面标题", self.title)):
            field.setAccessibleName(label)
        tools = QHBoxLayout()
        self._add_buttons(
            tools,
            (
                ("加标题", lambda: self.add(deeper=False)), ("加下级", lambda: self.add(deeper=True)),
                ("左移", lambda: self.indent(-1)), ("右移", lambda: self.indent(1)), ("上移", lambda: self.shift(-1)),
                ("下移", lambda: self.shift(1)), ("去掉", self.remove),
            ),
        )  # fmt: skip
        tools.addStretch(1)
        left = QWidget(self)
        lines = QVBoxLayout(left)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.addLayout(words)
        lines.addWidget(self.table, 1)
        lines.addLayout(tools)
        halves = QSplitter(Qt.Orientation.Horizontal, self)
        halves.setChildrenCollapsible(False)
        halves.setHandleWidth(5)
        halves.addWidget(left)
        halves.addWidget(self.panel)
        halves.setStretchFactor(0, 3)
        halves.setStretchFactor(1, 2)
        foot = QHBoxLayout()
        foot.addStretch(1)
        self._add_buttons(foot, (("打印…", self.print_out), ("保存", lambda: self.keep()), ("关闭", self.close)))
        restyle(self.buttons["打印"], "main", value=True)
        outer = QVBoxLayout(self)
        outer.addLayout(head)
        outer.addWidget(self.said)
        outer.addWidget(halves, 1)
        outer.addLayout(foot)

    def _add_buttons(self, line: QHBoxLayout, buttons: tuple[tuple[str, Callable[[], object]], ...]) -> None:
        for words, run in buttons:
            button = QPushButton(words, self)
            button.clicked.connect(lambda _=False, run=run: run())
            self.buttons[words.rstrip("…")] = button
            line.addWidget(button)

    # -- reading -----------------------------------------------------------------------------------------------------

    def refresh(self, wanted: str = "") -> None:
        """Read the outlines anew, and show the one wanted."""
        self._operation.read(
            inspection_outlines.listed, lambda found: self._show(found, wanted), owner=self, failed=self._refused
        )

    def _show(self, found: tuple[Outline, ...], wanted: str) -> None:
        self.outlines = found
        self.names.clear()
        self.names.addItems([one.name for one in found])
        at = max(0, self.names.findText(wanted or self._before))
        self.names.setCurrentIndex(at if found else -1)
        self._open(found[at] if found else None)

    def _open(self, outline: Outline | None) -> None:
        self.headings = list(outline.headings) if outline else []
        is_same = outline is not None and outline.name == self._before
        self._before = outline.name if outline else ""
        self.name.setText(self._before)
        self.title.setText(outline.title if outline else "")
        self.panel.fresh.clear()
        self._is_dirty = False
        if outline is None:
            self.said.setText(NONE_YET)
        self._fill(self.table.currentRow() if is_same else 0)
        self._count()

    def _count(self) -> None:
        """How many records and files each heading has now."""
        outline, actor = self.outline, self._operation.desk.actor
        if outline.headings:
            self._operation.read(
                lambda unit: inspection_pack.counted(unit, actor=actor, outline=outline),
                self._show_counts,
                owner=self,
                failed=self._refused,
            )

    def _show_counts(self, found: tuple[Counted, ...]) -> None:
        self._counted = {one.heading.key: one for one in found}
        self._fill(self.table.currentRow())

    @property
    def outline(self) -> Outline:
        """The outline as it stands here."""
        return Outline(self.name.text(), self.title.text(), tuple(self.headings))

    def _fill(self, row: int) -> None:
        numbers = inspection_outlines.numbers(self.headings)
        rows = [(self._cells(number, one), ("", 0)) for number, one in zip(numbers, self.headings, strict=True)]
        self.table.blockSignals(True)
        self.table.show_rows(rows)
        for place, (number, one) in enumerate(zip(numbers, self.headings, strict=True)):
            item = self.table.item(place, 0)
            if item is not None:  # the table itself takes spaces away
                item.setText(f"{'　' * 2 * (one.level - 1)}{number}{one.title}")
        if rows:
            self.table.setCurrentCell(min(max(0, row), len(rows) - 1), 0)
        self.table.blockSignals(False)
        self._show_row(self.table.currentRow() if rows else -1)

    def _cells(self, number: str, one: Heading) -> tuple[str, ...]:
        known = self._counted.get(one.key)
        is_same = known is not None and known.heading == one
        ledger = self._operation.desk.ledgers[one.ledger].label if one.ledger in self._operation.desk.ledgers else ""
        rows = str(known.rows) if known and is_same and one.ledger else ""
        files = str(known.files) if known and is_same and known.files else ""
        return f"{number}{one.title}", ledger, rows, files

    def _show_row(self, row: int) -> None:
        one = self.headings[row] if 0 <= row < len(self.headings) else None
        if one is None or self.panel.heading != one:
            self.panel.show_heading(one)
        self._ready()

    def _ready(self) -> None:
        row, actor = self.table.currentRow(), self._operation.desk.actor
        one = self.headings[row] if 0 <= row < len(self.headings) else None
        may = not permitted.why_not(actor, Right.ENTER)
        has = bool(self.names.count())
        for name, is_on in (
            ("新建", True), ("删除", has), ("保存", has), ("加标题", has), ("加下级", one is not None),
            ("左移", one is not None and one.level > 1), ("右移", one is not None and self._may_deepen(row)),
            ("上移", row > 0), ("下移", one is not None and row < len(self.headings) - 1), ("去掉", one is not None),
        ):  # fmt: skip
            self.buttons[name].setEnabled(is_on and may)
            self.buttons[name].setToolTip(permitted.why_not(actor, Right.ENTER))
        reason = permitted.why_not(actor, Right.PRINT)
        self.buttons["打印"].setEnabled(has and not reason)
        self.buttons["打印"].setToolTip(reason)
        if not may:
            self.panel.setEnabled(False)

    def _may_deepen(self, row: int) -> bool:
        return row > 0 and self.headings[row].level < min(LEVELS, self.headings[row - 1].level + 1)

    # -- changing ----------------------------------------------------------------------------------------------------

    def _touched(self) -> None:
        self._is_dirty = True

    def _changed(self, heading: Heading) -> None:
        row = self.table.currentRow()
        if not 0 <= row < len(self.headings):
            return
        self.headings[row] = heading
        self._touched()
        numbers = inspection_outlines.numbers(self.headings)
        for column, text in enumerate(self._cells(numbers[row], heading)):
            self.table.say(row, column, f"{'　' * 2 * (heading.level - 1)}{text}" if column == 0 else text)

    def _put(self, headings: list[Heading], row: int) -> None:
        self.headings = headings
        self._touched()
        self._fill(row)

    def add(self, *, deeper: bool) -> None:
        """Put a heading behind the current one and all under it, or as the first under it."""
        row = self.table.currentRow()
        if not self.headings:
            self._put([Heading(FRESH)], 0)
        elif 0 <= row < len(self.headings):
            level = self.headings[row].level
            at = row + 1 if deeper else self._end(row)
            fresh = Heading(FRESH, min(LEVELS, level + 1) if deeper else level)
            self._put([*self.headings[:at], fresh, *self.headings[at:]], at)
        self.panel.title.setFocus()
        self.panel.title.selectAll()

    def _end(self, row: int) -> int:
        """Behind the last heading under one."""
        level = self.headings[row].level
        deeper = (at for at in range(row + 1, len(self.headings)) if self.headings[at].level <= level)
        return next(deeper, len(self.headings))

    def indent(self, by: int) -> None:
        """Move the current heading, with all under it, a level in or out."""
        row = self.table.currentRow()
        if not 0 <= row < len(self.headings) or (by > 0 and not self._may_deepen(row)):
            return
        end = self._end(row)
        moved = [replace(one, level=one.level + by) for one in self.headings[row:end]]
        if all(1 <= one.level <= LEVELS for one in moved):
            self._put([*self.headings[:row], *moved, *self.headings[end:]], row)
        else:
            self.said.setText(f"标题最多{LEVELS}级，没有移动。")

    def shift(self, by: int) -> None:
        """Move the current heading, with all under it, before the one above it or behind the one below it."""
        row = self.table.currentRow()
        if not 0 <= row < len(self.headings):
            return
        end, level = self._end(row), self.headings[row].level
        block, rest = self.headings[row:end], [*self.headings[:row], *self.headings[end:]]
        if by < 0:
            at = next((at for at in range(row - 1, -1, -1) if self.headings[at].level <= level), row)
        else:
            at = self._end(end) - len(block) if end < len(self.headings) else row
        is_same = at == row or (by < 0 and self.headings[at].level < level)
        is_out = by > 0 and end < len(self.headings) and self.headings[end].level < level
        if is_same or is_out:
            self.said.setText("已经在这一级的头上或末尾，没有移动。要换到别的标题下面，先左移。")
            return
        self._put([*rest[:at], *block, *rest[at:]], at)

    def remove(self) -> None:
        """Take the current heading away with all under it."""
        row = self.table.currentRow()
        if 0 <= row < len(self.headings):
            count = self._end(row) - row - 1
            question = f"“{self.headings[row].title}”下面还有{count}个标题，一起去掉吗？记录和附件都不受影响。"
            if count and not dialogs.confirm(self, "去掉标题", question, yes="一起去掉"):
                return
            self._put([*self.headings[:row], *self.headings[self._end(row) :]], row)

    # -- keeping -----------------------------------------------------------------------------------------------------

    def keep(self, then: Callable[[], None] | None = None) -> None:
        """Keep the outline with the files added since; nothing can be typed meanwhile that would be lost."""
        focus = self.focusWidget()
        outline, before, fresh = self.outline, self._before, dict(self.panel.fresh)
        actor = self._operation.desk.actor

        def work(unit: UnitOfWork) -> Changes:
            return inspection_outlines.keep_with_files(unit, actor=actor, outline=outline, before=before, fresh=fresh)

        def go_on() -> None:
            self.setEnabled(True)
            if focus is not None:
                focus.setFocus()

        def kept(changes: Changes) -> None:
            go_on()
            self.said.setText(f"已{changes.description}。")
            self._is_dirty = False
            self._before = " ".join(outline.name.split())
            self.refresh(self._before)
            if then is not None:
                then()

        def refused(refusal: Refused) -> None:
            go_on()
            self._refused(refusal)

        self.setEnabled(False)
        self._operation.write(work, kept, owner=self, failed=refused)

    def start(self) -> None:
        """Begin an outline from a preset."""
        if not self._may_leave():
            return
        labels = [one.label for one in inspection_outlines.presets()]
        label, done = QInputDialog.getItem(self, "新建迎检包", "从哪个样本开始：", labels, 0, editable=False)
        if done:
            self.start_from(label)

    def start_from(self, label: str) -> None:
        """Begin an outline from the preset of that label, under a name that is free."""
        actor, taken = self._operation.desk.actor, {one.name for one in self.outlines}
        names = (f"{label}{'' if number == 1 else number}" for number in range(1, len(taken) + 2))
        name = next(one for one in names if one not in taken)
        self._operation.write(
            lambda unit: inspection_outlines.start(unit, actor=actor, preset_name=label, name=name),
            lambda _changes: self._started(name),
            owner=self,
            failed=self._refused,
        )

    def _started(self, name: str) -> None:
        self.said.setText(SAYING)
        self.refresh(name)

    def drop(self) -> None:
        """Take the outline in hand away."""
        name, actor = self._before, self._operation.desk.actor
        question = f"删除迎检包“{name}”的提纲吗？台账里的记录和附件都不受影响。"
        if name and dialogs.confirm(self, "删除迎检包", question, yes="删除"):
            self._operation.write(
                lambda unit: inspection_outlines.drop(unit, actor=actor, name=name),
                self._dropped,
                owner=self,
                failed=self._refused,
            )

    def _dropped(self, changes: Changes) -> None:
        self.said.setText(f"已{changes.description}。")
        self.refresh()

    def print_out(self) -> None:
        """Show the pack on paper; what was changed is kept first."""
        if self._is_dirty:
            self.keep(self._preview)
        else:
            self._preview()

    def _preview(self) -> None:
        from app.ui.inspection_preview import InspectionPreview  # late: it brings the paper

        InspectionPreview(self._operation, self._before, self).open()

    # -- leaving -----------------------------------------------------------------------------------------------------

    def _another(self) -> None:
        wanted = self.names.currentText()
        if wanted == self._before:
            return
        if self._may_leave():
            self._open(next(one for one in self.outlines if one.name == wanted))
        else:
            self.names.setCurrentText(self._before)

    def _may_leave(self) -> bool:
        """Whether what was changed may be left: it was kept, or shall not be."""
        if not self._is_dirty or not self.buttons["保存"].isEnabled():
            return True
        self._is_dirty = not dialogs.may_go(self, f"迎检包“{self._before}”的提纲", self.keep)
        return not self._is_dirty

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_leave():
            super().closeEvent(event)
        else:
            event.ignore()

    @override
    def reject(self) -> None:
        if self._may_leave():
            super().reject()

    def _refused(self, refusal: Refused) -> None:
        self.said.setText(refusal.sentence)
