"""清理文字 in a form: what would change in a long text is shown first, offered after a paste, never done by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QCheckBox, QDialogButtonBox, QLabel, QPlainTextEdit, QTextEdit, QVBoxLayout, QWidget

from app.rules import cleaning
from app.ui import theme
from app.ui.fields import restyle
from app.ui.plain import Words
from app.ui.plain_dialog import PlainDialog
from app.ui.row_table import RowTable

if TYPE_CHECKING:
    from app.rules.cleaning import Cleaned
    from app.ui.fields import Field

MARKED = "#fdebc8"
LOOK = "请核对"


class CleanDialog(PlainDialog):
    """What would change in one text; `chosen(text)` when the clerk takes the cleaned one."""

    chosen = Signal(str)

    def __init__(self, label: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(f"清理文字：{label}", (860, 560), parent)
        self._text = text
        self.words = Words(self)
        self.words.setWordWrap(True)
        self.changes = RowTable("要改的地方", ("做什么", "原来", "改为"), wide=1, parent=self)
        self.after = QPlainTextEdit(self, readOnly=True)
        self.after.setAccessibleName("清理以后的文字")
        self.doubtful = QCheckBox("可能是繁体、也可能没有错的字也改", self)
        self.doubtful.toggled.connect(self.look)
        buttons = QDialogButtonBox(self)
        self.take = buttons.addButton("用清理后的", QDialogButtonBox.ButtonRole.AcceptRole)
        restyle(self.take, "main", value=True)
        buttons.addButton("不改", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._take)
        buttons.rejected.connect(self.reject)
        lines = QVBoxLayout(self)
        lines.addWidget(self.words)
        lines.addWidget(self.changes, 2)
        lines.addWidget(QLabel("清理以后（要核对的地方标了颜色，没有改）：", self))
        lines.addWidget(self.after, 3)
        lines.addWidget(self.doubtful)
        lines.addWidget(buttons)
        self.look()

    def look(self) -> None:
        """Show what would change."""
        self.found = result = cleaning.cleaned(self._text, doubtful=self.doubtful.isChecked())
        rows = [((one.what, one.before, one.after or "（去掉）"), ("", 0)) for one in result.changes]
        rows += [((LOOK, spot.excerpt, spot.reason), ("", 0)) for spot in result.damaged]
        self.changes.show_rows(rows)
        for row in range(len(result.changes), len(rows)):
            self.changes.tint(row, 0, theme.AMBER)
        self.words.setText(said(result))
        self.after.setPlainText(result.text)
        self._mark(result)
        self.take.setEnabled(result.text != self._text)

    def _mark(self, result: Cleaned) -> None:
        """Colour the spots to be looked at; each has its line above as well."""
        marks = []
        look = QTextCharFormat()
        look.setBackground(QColor(MARKED))
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        for spot in result.damaged:
            mark, cursor = QTextEdit.ExtraSelection(), QTextCursor(self.after.document())
            cursor.setPosition(_units(result.text[: spot.position]))
            cursor.movePosition(QTextCursor.MoveOperation.Right, QTextCursor.MoveMode.KeepAnchor)
            mark.cursor, mark.format = cursor, look  # type: ignore[attr-defined]
            marks.append(mark)
        self.after.setExtraSelections(marks)

    def _take(self) -> None:
        self.chosen.emit(self.found.text)
        self.accept()


def _units(text: str) -> int:
    """How many places of a Qt document a text takes: characters beyond the first plane take two."""
    return len(text) + sum(char > "\uffff" for char in text)


def said(result: Cleaned) -> str:
    """What was found, in a sentence."""
    if not (result.changes or result.damaged):
        return "没有要清理的地方。"
    parts = [f"可以清理 {len(result.changes)} 处"] if result.changes else []
    parts += [f"要核对 {len(result.damaged)} 处"] if result.damaged else []
    return "，".join(parts) + "。保存以后，原来的文字在“历史”里还能看到。"


class Offer(QLabel):
    """The line under a field of long text that offers to clean what was pasted into it."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self._field = field
        self.setProperty("role", "faint")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.linkActivated.connect(lambda _link: clean(field))
        self.hide()

    def look(self) -> None:
        """Offer when the text has something to clean."""
        result = cleaning.cleaned(self._field.text())
        wanted = bool(result.changes or result.damaged) and not self._field.is_locked
        kinds = "、".join(dict.fromkeys(change.what for change in result.changes)) or "有要核对的地方"
        self.setText(f'粘贴的文字可以清理（{kinds}）　<a href="clean" style="color:#1f5f8b">清理文字…</a>')
        self.setAccessibleName(f"粘贴的文字可以清理：{kinds}，按 Ctrl+Shift+T")
        self.setVisible(wanted)


def clean(field: Field) -> None:
    """Show what cleaning would change in a field of text, and put the cleaned text there when the clerk says so."""
    if field.is_locked:
        return
    dialog = CleanDialog(field.column.label, field.text(), field)
    dialog.chosen.connect(field.set_text)
    dialog.finished.connect(lambda _result: field.setFocus())
    dialog.open()
