"""列设置: the columns of a ledger for the whole office — names, order, screen, paper, and columns of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QBrush, QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from app.rules import own_columns
from app.rules.refusal import Refused
from app.rules.rights import Right
from app.services import columns, permitted
from app.ui import dialogs, key_table, theme
from app.ui.fields import restyle
from app.ui.head_preview import HeadPreview
from app.ui.key_table import Where
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from db.layout import KINDS, MOST_OWN, Layout, OwnColumn

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.services.changes import Changes
    from app.services.columns import Arranged
    from app.ui.column_chooser import ColumnChooser
    from app.ui.ledger_page import LedgerPage
    from app.ui.operation import Operation
    from db.declare import Column

HEADS = ("列名", "说明", "屏幕", "纸面", "纸面宽（毫米）")
NAME, NOTE, SCREEN, PAPER, WIDTH = range(5)
HINT = "F2 改名，空格打勾，Alt+↑ Alt+↓ 换位置。改好以后按“保存”，登记表、列表、筛选、导入导出和打印都照着变，可以撤销。"
_KEY = Qt.ItemDataRole.UserRole
_CHECKED, _UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class ColumnsDialog(PlainDialog):
    """The columns of one ledger in their order; nothing is changed before 保存."""

    def __init__(self, operation: Operation, ledger: str, parent: QWidget | None = None) -> None:
        super().__init__("列设置", (900, 640), parent)
        self._operation, self._ledger = operation, ledger
        self.arranged: Arranged | None = None
        self._seen = Layout()
        self._filling = False
        self.table = _Table(self)
        self.table.itemChanged.connect(self._edited)
        self.table.currentCellChanged.connect(lambda *_places: self._offer())
        self.preview = HeadPreview(self)
        self.said = Words(self, wordWrap=True)
        self.buttons = QDialogButtonBox(self)
        self.save_button = self.buttons.addButton("保存", QDialogButtonBox.ButtonRole.AcceptRole)
        restyle(self.save_button, "main", value=True)
        self.buttons.addButton("关闭", QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        self.moves = self._side()
        self._build()
        self._read()

    def _side(self) -> dict[str, QPushButton]:
        made: dict[str, QPushButton] = {}
        for name, text, run in (
            ("up", "上移", lambda: self.move_current(-1)),
            ("down", "下移", lambda: self.move_current(1)),
            ("rename", "改名", self.rename_current),
            ("declared", "恢复原名", self.name_as_declared),
            ("add", "增加一列…", self.add_column),
            ("change", "修改这一列…", self.change_column),
            ("remove", "停用这一列", self.remove_column),
            ("usual", "全部恢复原样", self.as_declared),
        ):
            button = QPushButton(text, self)
            button.clicked.connect(lambda _=False, run=run: run())
            if hint := key_table.hint(Where.COLUMNS, name):
                # F2 and Del are the table's own keys; the others work wherever the focus is.
                self._key(name, run, self.table if name in ("rename", "remove") else self)
                button.setToolTip(hint)
            made[name] = button
        return made

    def _key(self, name: str, run: Callable[[], None], owner: QWidget) -> None:
        action = QAction(owner)
        action.setShortcuts(key_table.sequences(Where.COLUMNS, name))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda: run())
        owner.addAction(action)

    def _build(self) -> None:
        side = QVBoxLayout()
        for name, button in self.moves.items():
            side.addWidget(button)
            if name in ("down", "declared", "remove"):
                side.addSpacing(12)
        side.addStretch(1)
        both = QHBoxLayout()
        both.addWidget(self.table, 1)
        both.addLayout(side)
        hint = QLabel(HINT, self)
        hint.setProperty("role", "faint")
        hint.setWordWrap(True)
        lines = QVBoxLayout(self)
        lines.addWidget(hint)
        lines.addLayout(both, 1)
        lines.addWidget(QLabel("打印出来的表头", self))
        lines.addWidget(self.preview)
        lines.addWidget(self.said)
        lines.addWidget(self.buttons)

    # -- what stands there --------------------------------------------------------------------------------------------

    def _read(self) -> None:
        self._operation.read(lambda unit: columns.of(unit, ledger=self._ledger), self._show, owner=self)

    def _show(self, arranged: Arranged) -> None:
        self._seen = arranged.layout
        self.setWindowTitle(f"列设置：{arranged.shipped.label}")
        self.table.setAccessibleName(f"{arranged.shipped.label}的列")
        self._put(arranged)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _put(self, arranged: Arranged, *, key: str = "") -> None:
        """Show a layout, with the row of a column current: where it was, or wherever it has gone."""
        key = key or self.key()
        place = max(0, self.table.currentColumn())
        self.arranged = arranged
        self._filling = True
        listed = (*arranged.ledger.columns, *arranged.ledger.retired)
        self.table.setRowCount(len(listed))
        for row, column in enumerate(listed):
            self._fill_row(row, column)
        self._filling = False
        rows = [column.key for column in listed]
        self.table.setCurrentCell(rows.index(key) if key in rows else 0, place)
        self.preview.show_head(arranged.ledger)
        self._offer()

    def _fill_row(self, row: int, column: Column) -> None:
        texts = (column.label, self._note(column), "", "", f"{column.width:g}" if column.width else "")
        for place, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setData(_KEY, column.key)
            flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
            if place in (NAME, WIDTH) and not column.retired:
                flags |= Qt.ItemFlag.ItemIsEditable
            if place in (SCREEN, PAPER) and not column.retired:
                flags |= Qt.ItemFlag.ItemIsUserCheckable
                is_on = not column.hidden if place == SCREEN else bool(column.width)
                item.setCheckState(_CHECKED if is_on else _UNCHECKED)
            item.setFlags(flags)
            if column.retired or place == NOTE:
                item.setForeground(QBrush(QColor(theme.FAINT)))
            words = f"{column.label} {HEADS[place]}"
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{words} {text}".strip())
            self.table.setItem(row, place, item)

    def _note(self, column: Column) -> str:
        if column.own:
            personal = "，涉个人信息" if column.sensitive else ""
            words = f"自设，{KINDS[column.kind]}{personal}"
            return f"已停用（{words}），内容保留" if column.retired else words
        declared = self._declared(column.key)
        star = "★ " if column.complete else ""
        return star + (f"原名 {declared}" if declared != column.label else "")

    def _declared(self, key: str) -> str:
        found = [one.label for one in self._held.shipped.columns if one.key == key]
        return found[0] if found else ""

    @property
    def _held(self) -> Arranged:
        assert self.arranged is not None  # noqa: S101 - the table is empty until it was read
        return self.arranged

    def key(self) -> str:
        """The column of the current row; empty when there is none."""
        item = self.table.item(self.table.currentRow(), 0) if self.table.currentRow() >= 0 else None
        return str(item.data(_KEY)) if item is not None else ""

    def _own(self) -> OwnColumn | None:
        return self.arranged.layout.one(self.key()) if self.arranged else None

    def _offer(self) -> None:
        """Offer what can be done with the current column."""
        own = self._own()
        is_live = own is None or not own.removed
        for name in ("up", "down", "rename"):
            self.moves[name].setEnabled(is_live)
        self.moves["change"].setEnabled(own is not None and is_live)
        self.moves["remove"].setEnabled(own is not None)
        self.moves["remove"].setText("停用这一列" if is_live else "恢复这一列")
        renamed = bool(self.arranged) and self.key() in self._held.layout.labels
        self.moves["declared"].setEnabled(renamed)

    # -- what is done -------------------------------------------------------------------------------------------------

    def _try(self, step: Callable[[], Layout], *, key: str = "") -> bool:
        """Take a step and show what comes of it; a refusal is said, and the layout stays as it was."""
        if self.arranged is None:
            return False
        try:
            wanted = replace(self.arranged, layout=step())
            own_columns.refuse_layout(wanted.shipped, wanted.layout)
        except Refused as refusal:
            self._say(refusal.sentence, is_error=True)
            self._put(self.arranged)
            return False
        self._say("")
        self._put(wanted, key=key)
        return True

    def _edited(self, item: QTableWidgetItem) -> None:
        if self._filling:
            return
        key, place, is_on = str(item.data(_KEY)), item.column(), item.checkState() is _CHECKED
        held = self._held
        if place == NAME:
            self._try(lambda: columns.renamed(held, key, item.text()))
        elif place == SCREEN:
            self._try(lambda: columns.shown(held, key, on_screen=is_on))
        elif place == PAPER:
            self._try(lambda: columns.printed(held, key, width=None if is_on else 0))
        elif place == WIDTH:
            self._try(lambda: columns.printed(held, key, width=_millimetres(item.text())))

    def move_current(self, step: int) -> None:
        """Move the current column up or down by one place."""
        keys, key = [column.key for column in self._held.ledger.columns], self.key()
        if key not in keys or not 0 <= keys.index(key) + step < len(keys):
            return
        place = keys.index(key)
        keys.insert(place + step, keys.pop(place))
        self._try(lambda: replace(self._held.layout, order=tuple(keys)))

    def rename_current(self) -> None:
        """Type another name into the current row."""
        item = self.table.item(self.table.currentRow(), NAME)
        if item is not None and item.flags() & Qt.ItemFlag.ItemIsEditable:
            self.table.setCurrentItem(item)
            self.table.editItem(item)

    def name_as_declared(self) -> None:
        """Give the current column the name back that the program has for it."""
        held, key = self._held, self.key()
        self._try(lambda: columns.renamed(held, key, ""))

    def as_declared(self) -> None:
        """Names, order, screen and paper as the program has them; own columns stay."""
        self._try(lambda: Layout(own=self._held.layout.own))

    def add_column(self) -> None:
        """Add a column of the office's own."""
        if self.arranged is None:
            return
        if len(self.arranged.layout.in_use()) >= MOST_OWN:
            self._say(f"已经有{MOST_OWN}个自设的列，不能再加。请先停用不再用的列，内容会保留。", is_error=True)
            return
        self._ask_for(OwnColumn(self.arranged.layout.next_key(), ""))

    def change_column(self) -> None:
        """Change kind, choices or mark of the current own column."""
        own = self._own()
        if own is not None and not own.removed:
            self._ask_for(own)

    def _ask_for(self, one: OwnColumn) -> None:
        from app.ui.own_column_dialog import OwnColumnDialog

        dialog = OwnColumnDialog(one, self)
        dialog.chosen.connect(self._take)
        dialog.open()

    def _take(self, dialog: QWidget, one: OwnColumn) -> None:
        """Take an own column from its dialog, which stays open with the sentence when it cannot be so."""
        if self._try(lambda: self._held.layout.with_own(one), key=one.key):
            dialog.close()
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            dialog.setProperty("sentence", self.said.text())

    def remove_column(self) -> None:
        """Take the current own column away, or bring one back that was; its values stay in either case."""
        own = self._own()
        if own is None:
            return
        question = f"停用「{own.label}」以后，登记表、列表和打印里不再有这一列；已经填的内容都保留，随时可以恢复。"
        if not own.removed and not dialogs.confirm(self, "停用一列", question, yes="停用"):
            return
        self._try(lambda: self._held.layout.with_own(replace(own, removed=not own.removed)), key=own.key)

    # -- saving -------------------------------------------------------------------------------------------------------

    @property
    def is_changed(self) -> bool:
        """Whether something was arranged that is not saved."""
        return self.arranged is not None and self.arranged.layout != self._seen

    def save(self) -> None:
        """Arrange the ledger so for the whole office; a refusal stays in the dialog with what was arranged."""
        if not self.is_changed:
            self._say("没有改动。")
            return
        actor, wanted, seen = self._operation.desk.actor, self._held.layout, self._seen
        self._operation.write(
            lambda unit: columns.change(unit, actor=actor, ledger=self._ledger, wanted=wanted, seen=seen),
            self._saved,
            owner=self,
            failed=lambda refusal: self._say(refusal.sentence, is_error=True),
        )

    def _saved(self, changes: Changes) -> None:
        self._say(f"已保存。{changes.description}。")
        self._read()

    def _say(self, words: str, *, is_error: bool = False) -> None:
        restyle(self.said, "role", "error" if is_error else "faint")
        self.said.setText(words)

    @override
    def reject(self) -> None:
        """Close; what was arranged and not saved is asked for."""
        if not self.is_changed or dialogs.may_go(self, "列设置", self.save):
            super().reject()


class _Table(QTableWidget):
    """The columns, one a row; a tick is set by a space, a name and a width are typed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(0, len(HEADS), parent)
        self.setHorizontalHeaderLabels(list(HEADS))
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        heads = self.horizontalHeader()
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        heads.setHighlightSections(False)
        heads.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        for place in (NAME, NOTE):
            heads.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)


def _millimetres(text: str) -> float:
    """A width as typed; blank keeps the column off paper. Raises Refused."""
    try:
        return float(text.strip().removesuffix("毫米") or 0)
    except ValueError:
        sentence = f"“{text.strip()}”不是毫米数，没有改动。请写数字，如 20；不印就空着。"
        raise Refused(sentence) from None


def open_for(operation: Operation, ledger: str, parent: QWidget) -> ColumnsDialog:
    """Show the columns of a ledger."""
    dialog = ColumnsDialog(operation, ledger, parent)
    dialog.open()
    return dialog


def lead_from(chooser: ColumnChooser, page: LedgerPage) -> None:
    """Let the chooser of a page lead on to 列设置, when the operator may arrange columns."""
    operation, name, window = page.operation, page.ledger.name, page.window()
    reason = permitted.why_not(operation.desk.actor, Right.COLUMNS)
    chooser.arrange.setEnabled(not reason)
    if reason:
        chooser.arrange.setToolTip(reason)
    chooser.arrange_wanted.connect(lambda: open_for(operation, name, window))
